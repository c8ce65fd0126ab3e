//! `BX24`, or `BX.rest`, whose calls answer through a callback (bx24js-behaviour.md).

use super::Outgoing;
use crate::browser::write::{form_value, property, set};
use crate::error::{Error, ErrorKind, Outcome, code};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/connection.js")]
extern "C" {
    #[wasm_bindgen(js_name = callBridge)]
    fn call(
        bridge: &JsValue,
        method: &str,
        params: &JsValue,
        page: &JsValue,
        start: u32,
    ) -> Promise;
}

/// `window.BX24`, which is `null` outside a portal.
pub(super) fn global() -> Result<JsValue, Error> {
    let bridge = property(&js_sys::global(), "BX24");
    if property(&bridge, "callMethod").is_function() {
        Ok(bridge)
    } else {
        Err(Error::new(
            code::NO_CONNECTION,
            ErrorKind::Usage,
            Outcome::NotCompleted,
        ))
    }
}

/// A bridge that never calls back is left to the caller's clock.
pub(super) fn send(bridge: &JsValue, outgoing: &Outgoing<'_>) -> Promise {
    let rest_call = outgoing.call;
    // BX24.js changes what it is given, and makes words of booleans, holes of nulls and nothing of empty maps: it
    // gets an object of its own, of texts, numbers, lists and maps.
    let params = form_value(&rest_call.params, &outgoing.payload.values);
    let mut page = &JsValue::UNDEFINED;
    // BX24.js ignores it, and goes to the next page by the result of the one before; BX.rest does not.
    if rest_call.start > 0 {
        page = outgoing.page;
        set(&params, "start", &rest_call.start.into());
    }
    call(bridge, rest_call.method, &params, page, rest_call.start)
}
