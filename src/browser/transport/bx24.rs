//! `BX24` or `BX.rest`: their calls return the result to a callback (bx24js-behaviour.md).

use super::http::append_params;
use super::{MAX_TEXT, OutgoingRequest, PAGE_SIZE, Response};
use crate::browser::attempt::{
    self, Exception, await_value, call_method, deferred, get, property, value_of,
};
use crate::browser::convert::writer::{set, short_text, to_bridge_params};
use crate::rest::has_texts_after_maps;
use futures_util::future::{Either, select};
use js_sys::Object;
use std::future::pending;
use std::pin::pin;
use wasm_bindgen::prelude::*;
use web_sys::UrlSearchParams;

/// `window.BX24`, which is `null` outside a portal.
pub(super) fn global() -> Option<JsValue> {
    let bx24 = attempt::global("BX24");
    property(&bx24, "callMethod").is_function().then_some(bx24)
}

/// If the bridge never calls back, the caller's timeout ends the call.
pub(super) async fn send(
    bx24: &JsValue,
    outgoing: &OutgoingRequest<'_>,
) -> Result<Response, Exception> {
    let result = call(bx24, outgoing).await?;
    let envelope = envelope(&result, outgoing.request.start).unwrap_or_default();
    let status = property(&result, "status");
    Ok(Response::from_envelope(&envelope, &status, result))
}

async fn call(bx24: &JsValue, outgoing: &OutgoingRequest<'_>) -> Result<JsValue, Exception> {
    let request = outgoing.request;
    let (result, callback) = deferred();
    // BX24.js ignores `start`: the result of the previous page reads the next one. BX.rest uses `start`.
    let reads_next = |page: &&JsValue| request.start > 0 && property(page, "next").is_function();
    let returned = match outgoing.cursor.filter(reads_next) {
        Some(page) => call_method(page, "next", &[callback.as_ref()])?,
        None => {
            let args = [
                &request.method.into(),
                &params(outgoing)?,
                callback.as_ref(),
            ];
            call_method(bx24, "callMethod", &args)?
        }
    };
    let result = await_value(result.into());
    if !property(&returned, "then").is_function() {
        return result.await;
    }
    // A replacement of BX24 may return a promise. Otherwise it calls back.
    let promised = async {
        match await_value(returned).await {
            Ok(result) if result.is_undefined() => pending().await,
            settled => settled,
        }
    };
    match select(pin!(result), pin!(promised)).await {
        Either::Left((result, _)) | Either::Right((result, _)) => result,
    }
}

/// BX24.js changes the object that it gets. It also converts booleans to words, drops nulls and empty maps. Therefore
/// it gets a separate object of texts, numbers, lists and maps. A list that it would reorder, and an offset that it
/// would drop, are passed as an urlencoded text, which it sends unchanged.
fn params(outgoing: &OutgoingRequest<'_>) -> Result<JsValue, Exception> {
    let OutgoingRequest {
        request,
        payload,
        cursor,
    } = outgoing;
    let is_off_chain = request.start > 0 && cursor.is_some_and(JsValue::is_null);
    if has_texts_after_maps(&request.params) || is_off_chain {
        let form = UrlSearchParams::new().map_err(|_| Exception)?;
        append_params(&form, request, &payload.values)?;
        return Ok(form.to_string().into());
    }
    let params = to_bridge_params(&request.params, &payload.values);
    if request.start > 0 {
        set(&params, "start", &request.start.into());
    }
    Ok(params)
}

/// The reply's envelope as the portal sent it, or reconstructed from the result's methods. `start` is the offset of its
/// page.
fn envelope(result: &JsValue, start: u32) -> Result<JsValue, Exception> {
    let answer = property(result, "answer");
    let has = |name: &str| !property(&answer, name).is_undefined();
    if answer.is_object() && (has("error") || has("result")) {
        return Ok(answer);
    }
    let envelope = Object::new().into();
    let error = value_of(result, "error")?;
    if error.is_truthy() {
        let inner = inner_error(&error)?;
        let code = property(&inner, "error");
        let code = short_text(if code.is_undefined() { &inner } else { &code }, MAX_TEXT);
        set(&envelope, "error", &code.unwrap_or_default().into());
        let description = property(&inner, "error_description");
        set(&envelope, "error_description", &description);
        return Ok(envelope);
    }
    if !property(result, "data").is_function() {
        return Err(Exception);
    }
    set(&envelope, "result", &call_method(result, "data", &[])?);
    if value_of(result, "more")?.is_truthy() {
        set(&envelope, "next", &(start + PAGE_SIZE).into());
    }
    set(&envelope, "total", &value_of(result, "total")?);
    set(&envelope, "time", &value_of(result, "time")?);
    Ok(envelope)
}

/// An error of a bridge wraps the portal's error.
fn inner_error(error: &JsValue) -> Result<JsValue, Exception> {
    let ex = property(error, "ex");
    if !ex.is_undefined() && !ex.is_null() {
        return Ok(ex);
    }
    if get(error, &"getError".into())?.is_function() {
        return call_method(error, "getError", &[]);
    }
    Ok(error.clone())
}
