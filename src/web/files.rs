//! Files are read just before they are sent.

use crate::check::{Detail, Issue, IssueCode, Params, Step};
use crate::failure::Failure;
use crate::value::Problem;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/js/inspect.js")]
extern "C" {
    fn base64(blob: &JsValue) -> Promise;
}

/// What stayed in JavaScript, with every file that is to be sent as its content in base64.
pub(super) async fn contents(
    params: &Params,
    foreign: &[JsValue],
) -> Result<Vec<JsValue>, Failure> {
    let mut contents = Vec::new();
    for (index, value) in foreign.iter().enumerate() {
        let field = params.field_of(index).filter(|_| !value.is_string());
        contents.push(match field {
            Some(field) => JsFuture::from(base64(value))
                .await
                .map_err(|_| unreadable(field))?,
            None => value.clone(),
        });
    }
    Ok(contents)
}

fn unreadable(field: &str) -> Failure {
    let path = vec![Step::key("fields"), Step::key(field)];
    let issue = Issue::new(IssueCode::FileInvalid, path).with("name", field);
    Failure::invalid(vec![issue.because(Detail::Unusable(Problem::Unreadable))])
}
