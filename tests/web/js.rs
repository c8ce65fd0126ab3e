//! JavaScript for the tests: values and stand-ins, written as a person would.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// What an expression is.
pub(super) fn js(expression: &str) -> JsValue {
    let run = Function::new_no_args(&format!("return ({expression});"));
    run.call0(&JsValue::UNDEFINED)
        .unwrap_or_else(|error| panic!("{expression}: {error:?}"))
}

/// A value as JSON, with `undefined` as it is.
pub(super) fn json(value: &JsValue) -> String {
    js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| "undefined".to_owned())
}

pub(super) fn get(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, name| {
        Reflect::get(&value, &name.into()).unwrap()
    })
}

pub(super) fn text(value: &JsValue, path: &str) -> String {
    get(value, path)
        .as_string()
        .unwrap_or_else(|| format!("no text: {}", json(&get(value, path))))
}

pub(super) async fn settled(promise: Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(promise).await
}

/// Code, kind and outcome of an error, which must be a `BizprocError`.
pub(super) fn error(error: &JsValue) -> String {
    assert_eq!(text(error, "name"), "BizprocError", "{error:?}");
    assert!(error.is_instance_of::<js_sys::Error>());
    [
        text(error, "code"),
        text(error, "kind"),
        text(error, "outcome"),
    ]
    .join(" ")
}

/// A row of an open request for information, number 12 of user 7, with one optional field `note`.
pub(super) const ROW: &str = r#"{ ID: "12", NAME: "Fill in", USER_ID: "7", STATUS: "0", USER_STATUS: "0",
    ACTIVITY: "RequestInformationActivity", WORKFLOW_ID: "wf", DOCUMENT_ID: "DEAL_17",
    PARAMETERS: { ShowComment: "Y", CommentRequired: "N", CommentLabel: "Why", StatusOkLabel: "Done",
      Fields: [{ Id: "note", Type: "entityselector", BaseType: null, Name: "Note", Description: "", Multiple: false,
        Required: false, Options: null, Settings: { a: [1] }, Default: { TYPE: "text", TEXT: "present" } }] } }"#;

/// Lets timers run two hundred times as fast, and the clock with them; until it is dropped.
pub(super) struct Hurry(JsValue);

impl Hurry {
    pub(super) fn up() -> Self {
        Self(js(
            "(() => { const { setTimeout } = globalThis; const now = performance.now; \
            globalThis.setTimeout = (run, milliseconds, ...args) => setTimeout(run, milliseconds / 200, ...args); \
            performance.now = () => now.call(performance) * 200; \
            return () => { globalThis.setTimeout = setTimeout; delete performance.now } })()",
        ))
    }
}

impl Drop for Hurry {
    fn drop(&mut self) {
        self.0
            .unchecked_ref::<Function>()
            .call0(&JsValue::UNDEFINED)
            .unwrap();
    }
}
