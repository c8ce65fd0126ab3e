//! Whether the page is visible and online. A worker is never hidden.

use super::attempt::{global, property};
use super::events::EventListener;
use super::transport::is_offline;
use wasm_bindgen::prelude::*;

/// Whether the page is neither hidden nor offline.
pub(super) fn is_active() -> bool {
    property(&document(), "visibilityState") != "hidden" && !is_offline()
}

/// Listens for changes of [`is_active`].
pub(super) fn listen_to_activity(on_change: impl Fn() + 'static) -> EventListener {
    let page = JsValue::from(js_sys::global());
    let targets = vec![
        (document(), "visibilitychange"),
        (page.clone(), "online"),
        (page, "offline"),
    ];
    EventListener::new(targets, Box::new(move |_| on_change()))
}

fn document() -> JsValue {
    global("document")
}
