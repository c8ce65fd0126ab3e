//! The one place where an [`Error`] becomes a `BizprocError`.

use super::convert::writer::{LocalizedError, Messages, to_js};
use crate::error::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/error.js")]
extern "C" {
    /// The entries take the class from there, so that there is one only.
    #[wasm_bindgen(reexport)]
    type BizprocError;
    #[wasm_bindgen(constructor)]
    fn new(data: &JsValue) -> BizprocError;
}

pub(super) fn to_bizproc_error(error: &Error, messages: &Messages) -> JsValue {
    BizprocError::new(&to_js(&LocalizedError::new(error, messages))).into()
}
