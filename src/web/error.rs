//! The one place where a [`Failure`] becomes a `BizprocError`.

use super::write::{self, IssueOut, Texts};
use crate::failure::Failure;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/error.js")]
extern "C" {
    type BizprocError;
    #[wasm_bindgen(constructor)]
    fn new(data: &JsValue) -> BizprocError;
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorOut<'a> {
    message: String,
    code: &'a str,
    kind: &'static str,
    outcome: &'static str,
    issues: Vec<IssueOut<'a>>,
    status: Option<u16>,
    retry_after: Option<u32>,
}

pub(super) fn error(failure: &Failure, texts: &Texts) -> JsValue {
    let data = write::data(&ErrorOut {
        message: texts.failure(failure),
        code: &failure.code,
        kind: failure.kind.name(),
        outcome: failure.outcome.name(),
        issues: IssueOut::all(&failure.issues, texts),
        status: failure.status,
        retry_after: failure.retry_after,
    });
    BizprocError::new(&data).into()
}
