//! `BX24`, or `BX.rest`, whose calls answer through a callback (bx24js-behaviour.md).

use super::{Exchange, Outgoing, status};
use crate::failure::{Failure, Kind, Outcome, code};
use crate::web::write::{form_value, property, set};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/js/connection.js")]
extern "C" {
    #[wasm_bindgen(js_name = callBridge)]
    fn call(bridge: &JsValue, method: &str, params: &JsValue, page: &JsValue) -> Promise;
    #[wasm_bindgen(catch, js_name = bridgeEnvelope)]
    fn envelope(result: &JsValue, start: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = refreshBridge)]
    fn refresh_auth(bridge: &JsValue) -> Promise;
}

/// `window.BX24`, which is `null` outside a portal.
pub(super) fn global() -> Result<JsValue, Failure> {
    let bridge = property(&js_sys::global(), "BX24");
    if property(&bridge, "callMethod").is_function() {
        Ok(bridge)
    } else {
        Err(Failure::new(
            code::NO_CONNECTION,
            Kind::Usage,
            Outcome::NotCompleted,
        ))
    }
}

/// A bridge that never calls back is left to the caller's clock.
pub(super) async fn send(bridge: &JsValue, outgoing: Outgoing<'_>) -> Exchange {
    let Outgoing {
        call: rest_call,
        foreign,
        page,
        ..
    } = outgoing;
    // BX24.js changes what it is given, and makes words of booleans, holes of nulls and nothing of empty maps: it
    // gets an object of its own, of texts, numbers, lists and maps.
    let params = form_value(&rest_call.params, foreign);
    let page = if rest_call.start == 0 {
        &JsValue::UNDEFINED
    } else {
        page
    };
    // BX24.js ignores it, and goes to the next page by the result of the one before; BX.rest does not.
    if rest_call.start > 0 {
        set(&params, "start", &rest_call.start.into());
    }
    match JsFuture::from(call(bridge, rest_call.method, &params, page)).await {
        Ok(result) => {
            let envelope = envelope(&result, rest_call.start).unwrap_or_default();
            Exchange::replied(&envelope, status(&property(&result, "status")), result)
        }
        Err(_) => Exchange::lost(),
    }
}

pub(super) fn can_refresh(bridge: &JsValue) -> bool {
    property(bridge, "refreshAuth").is_function()
}

pub(super) async fn refresh(bridge: &JsValue) -> bool {
    JsFuture::from(refresh_auth(bridge))
        .await
        .is_ok_and(|auth| auth.is_truthy())
}
