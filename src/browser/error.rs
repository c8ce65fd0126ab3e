//! The one place where a [`Error`] becomes a `BizprocError`.

use super::write::{self, Texts};
use crate::error::Error;
use crate::json::{ToJson, object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/error.js")]
extern "C" {
    /// The entries take the class from there, so that there is one only.
    #[wasm_bindgen(reexport)]
    type BizprocError;
    #[wasm_bindgen(constructor)]
    fn new(data: &JsValue) -> BizprocError;
}

pub(super) fn error(failure: &Error, texts: &Texts) -> JsValue {
    BizprocError::new(&write::data(&Told { failure, texts })).into()
}

/// A failure with its message.
struct Told<'a> {
    failure: &'a Error,
    texts: &'a Texts,
}

impl ToJson for Told<'_> {
    fn write(&self, text: &mut String) {
        let Self { failure, texts } = self;
        object(
            &[
                ("message", &texts.failure(failure)),
                ("code", &failure.code),
                ("kind", &failure.kind.name()),
                ("outcome", &failure.outcome.name()),
                ("issues", &write::Told::all(&failure.issues, texts)),
                ("status", &failure.status.map(u64::from)),
                ("retryAfter", &failure.retry_after.map(u64::from)),
            ],
            text,
        );
    }
}
