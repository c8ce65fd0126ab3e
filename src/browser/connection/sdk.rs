//! An instance of `@bitrix24/b24jssdk` (auth-and-placement.md, section 7).

use super::Outgoing;
use crate::browser::write::{set, value};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/connection.js")]
extern "C" {
    #[wasm_bindgen(js_name = callSdk)]
    fn call(sdk: &JsValue, method: &str, params: &JsValue, once: bool) -> Promise;
}

pub(super) fn send(sdk: &JsValue, outgoing: &Outgoing<'_>) -> Promise {
    let rest_call = outgoing.call;
    let params = value(&rest_call.params, &outgoing.payload.values);
    if rest_call.start > 0 {
        set(&params, "start", &rest_call.start.into());
    }
    call(sdk, rest_call.method, &params, outgoing.once)
}
