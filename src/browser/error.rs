//! Converts an [`Error`] to a `BizprocError`: the only place that does.

use super::convert::writer::{LocalizedError, Messages, set, to_js};
use crate::error::{Cause, Error};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/error.js")]
extern "C" {
    /// The entries re-export the class from there, so that there is only one.
    #[wasm_bindgen(reexport)]
    type BizprocError;
    #[wasm_bindgen(constructor)]
    fn new(data: &JsValue) -> BizprocError;
}

/// What a function of the caller has thrown, for a [`Cause`].
pub(super) struct Thrown(pub(super) JsValue);

/// The result of an exported function that throws a `BizprocError`. The message is in English, because the language is
/// unknown if the options are wrong.
pub(super) fn or_throw<T>(result: Result<T, Error>) -> Result<T, JsValue> {
    result.map_err(|error| to_bizproc_error(&error, &Messages::default()))
}

pub(super) fn to_bizproc_error(error: &Error, messages: &Messages) -> JsValue {
    let data = to_js(&LocalizedError::new(error, messages));
    if let Some(Cause(cause)) = &error.cause
        && let Some(Thrown(cause)) = cause.downcast_ref()
    {
        set(&data, "cause", cause);
    }
    BizprocError::new(&data).into()
}
