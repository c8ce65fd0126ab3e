//! An instance of `@bitrix24/b24jssdk` (auth-and-placement.md, section 7).

use super::{Exchange, Outgoing, status};
use crate::web::write::{property, set, value};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/js/connection.js")]
extern "C" {
    #[wasm_bindgen(js_name = callSdk)]
    fn call(sdk: &JsValue, method: &str, params: &JsValue, once: bool) -> Promise;
}

pub(super) async fn send(sdk: &JsValue, outgoing: Outgoing<'_>) -> Exchange {
    let rest_call = outgoing.call;
    let params = value(&rest_call.params, outgoing.foreign);
    if rest_call.start > 0 {
        set(&params, "start", &rest_call.start.into());
    }
    match JsFuture::from(call(sdk, rest_call.method, &params, outgoing.once)).await {
        Ok(reply) => {
            let status = status(&property(&reply, "status"));
            Exchange::replied(&property(&reply, "envelope"), status, JsValue::UNDEFINED)
        }
        Err(_) => Exchange::lost(),
    }
}
