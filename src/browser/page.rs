//! Whether the page is visible and online. A worker is never hidden.

use super::attempt::{call_method, property};
use super::transport::is_offline;
use wasm_bindgen::prelude::*;

/// Whether the page is neither hidden nor offline.
pub(super) fn is_active() -> bool {
    let document = property(&js_sys::global(), "document");
    property(&document, "visibilityState") != "hidden" && !is_offline()
}

/// Listens for changes of [`is_active`] until it is dropped.
pub(super) struct ActivityListener(Closure<dyn FnMut()>);

impl ActivityListener {
    pub(super) fn new(on_change: impl Fn() + 'static) -> Self {
        let listener = Self(Closure::new(on_change));
        listener.set("addEventListener");
        listener
    }

    fn set(&self, method: &str) {
        let page = js_sys::global().into();
        let document = property(&page, "document");
        for (target, event) in [
            (&document, "visibilitychange"),
            (&page, "online"),
            (&page, "offline"),
        ] {
            let _ = call_method(target, method, &[&event.into(), self.0.as_ref()]);
        }
    }
}

impl Drop for ActivityListener {
    fn drop(&mut self) {
        self.set("removeEventListener");
    }
}
