//! An instance of `@bitrix24/b24jssdk` (auth-and-placement.md, section 7).

use super::{MAX_TEXT, OutgoingRequest, PAGE_SIZE, Response};
use crate::browser::attempt::{array, items, property, to_promise, value_of};
use crate::browser::convert::writer::{set, short_text, value};
use crate::rest::{Evidence, classify};
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

pub(super) async fn send(sdk: &JsValue, outgoing: &OutgoingRequest<'_>) -> Response {
    match exchange(sdk, outgoing).await {
        Ok(reply) => reply,
        Err(error) => rejection(&error, &property(&error, "status")),
    }
}

/// Reconstructs the reply's envelope from the SDK's result. Errors are the SDK's own.
async fn exchange(sdk: &JsValue, outgoing: &OutgoingRequest<'_>) -> Result<Response, JsValue> {
    let result = JsFuture::from(to_promise(&start(sdk, outgoing)?)).await?;
    let read = |name| value_of(&result, name).map_err(|_| JsValue::UNDEFINED);
    let status = read("getStatus")?;
    if property(&result, "isSuccess").as_bool() == Some(false) {
        let errors = items(&read("getErrors")?).unwrap_or_default();
        let error = errors.into_iter().next().unwrap_or_default();
        return Ok(rejection(&error, &status));
    }
    let data = read("getData")?;
    let rows = property(&data, "result");
    // Without this, a page with no new task would be the last one.
    let has_more = match read("isMore")? {
        more if more.is_undefined() => property(&rows, "length") == f64::from(PAGE_SIZE),
        more => more.is_truthy(),
    };
    let envelope = Object::new().into();
    set(&envelope, "result", &rows);
    set(&envelope, "time", &property(&data, "time"));
    set(&envelope, "total", &read("getTotal")?);
    if has_more {
        set(
            &envelope,
            "next",
            &(outgoing.request.start + PAGE_SIZE).into(),
        );
    }
    let cursor = JsValue::UNDEFINED;
    Ok(Response::from_envelope(&envelope, &status, cursor))
}

/// Starts a call, and returns its promise.
fn start(sdk: &JsValue, outgoing: &OutgoingRequest<'_>) -> Result<JsValue, JsValue> {
    let request = outgoing.request;
    let params = value(&request.params, &outgoing.payload.values);
    let mut start = JsValue::UNDEFINED;
    if request.start > 0 {
        start = request.start.into();
        set(&params, "start", &start);
    }
    let method = request.method.into();
    let actions = ["actions", "v2", "call"]
        .iter()
        .fold(sdk.clone(), |value, name| property(&value, name));
    let (owner, name, args) = if property(&actions, "make").is_function() {
        let options = Object::new().into();
        set(&options, "method", &method);
        set(&options, "params", &params);
        (&actions, "make", array(&[&options]))
    } else {
        (sdk, "callMethod", array(&[&method, &params, &start]))
    };
    let target: Function = property(owner, name).dyn_into()?;
    Reflect::apply(&target, owner, &args)
}

/// An error of the SDK also contains the request, so it is not passed on.
fn rejection(error: &JsValue, status: &JsValue) -> Response {
    let code = short_text(&property(error, "code"), MAX_TEXT);
    let code = code.unwrap_or_else(|| "JSSDK_UNKNOWN_ERROR".to_owned());
    let envelope = Object::new().into();
    // A text that is not the portal's may contain an address with a secret.
    let http_status = status.as_f64().map(|status| status as u16);
    if classify(&code, http_status).evidence != Evidence::None {
        set(&envelope, "error_description", &property(error, "message"));
    }
    set(&envelope, "error", &code.into());
    Response::from_envelope(&envelope, status, JsValue::UNDEFINED)
}
