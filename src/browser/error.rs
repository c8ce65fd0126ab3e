//! Converts an [`Error`] to a `BizprocError`: the only place that does.

use super::convert::writer::{LocalizedError, Messages, to_js};
use crate::error::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/error.js")]
extern "C" {
    /// The entries re-export the class from there, so that there is only one.
    #[wasm_bindgen(reexport)]
    type BizprocError;
    #[wasm_bindgen(constructor)]
    fn new(data: &JsValue) -> BizprocError;
}

/// The result of an exported function that throws a `BizprocError`. The message is in English, because the language is
/// unknown if the options are wrong.
pub(super) fn or_throw<T>(result: Result<T, Error>) -> Result<T, JsValue> {
    result.map_err(|error| to_bizproc_error(&error, &Messages::default()))
}

pub(super) fn to_bizproc_error(error: &Error, messages: &Messages) -> JsValue {
    BizprocError::new(&to_js(&LocalizedError::new(error, messages))).into()
}
