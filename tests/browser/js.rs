//! JavaScript values and fakes for the tests.

use crate::browser::in_flight::forget_open;
use crate::browser::lock::forget_retained;
use crate::browser::portal::Portal;
use crate::browser::rate_limits::forget_rate_limits;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The value of an expression.
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

pub(super) async fn pause(milliseconds: u32) {
    let expression = format!("new Promise((resolve) => setTimeout(resolve, {milliseconds}))");
    settled(js(&expression).unchecked_into()).await.unwrap();
}

/// A row of an open request for information, number 12 of user 7, with one optional field `note`.
pub(super) const ROW: &str = r#"{ ID: "12", NAME: "Fill in", USER_ID: "7", STATUS: "0", USER_STATUS: "0",
    ACTIVITY: "RequestInformationActivity", WORKFLOW_ID: "wf", DOCUMENT_ID: "DEAL_17",
    PARAMETERS: { ShowComment: "Y", CommentRequired: "N", CommentLabel: "Why", StatusOkLabel: "Done",
      Fields: [{ Id: "note", Type: "entityselector", BaseType: null, Name: "Note", Description: "", Multiple: false,
        Required: false, Options: null, Settings: { a: [1] }, Default: { TYPE: "text", TEXT: "present" } }] } }"#;

#[wasm_bindgen(module = "/tests/browser/clock.js")]
extern "C" {
    #[wasm_bindgen(js_name = installClock)]
    fn install_clock() -> Function;
}

#[wasm_bindgen(module = "/tests/browser/portal.js")]
extern "C" {
    #[wasm_bindgen(js_name = stubFetch)]
    fn stub_fetch(answer: &JsValue) -> Function;

    #[wasm_bindgen(js_name = createPortal)]
    pub(super) fn create_portal(rows: u32, create_row: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = createBx24)]
    pub(super) fn create_bx24(portal: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = createSdk)]
    pub(super) fn create_sdk(portal: &JsValue, has_actions: bool) -> JsValue;

    #[wasm_bindgen(js_name = createApproval)]
    pub(super) fn create_approval() -> JsValue;

    #[wasm_bindgen(js_name = createBatchPortal)]
    pub(super) fn create_batch_portal() -> JsValue;

    #[wasm_bindgen(js_name = createInbox)]
    pub(super) fn create_inbox() -> JsValue;

    #[wasm_bindgen(js_name = replyAsPortal)]
    pub(super) fn reply_as_portal(
        complete: &JsValue,
        read_row: &JsValue,
        user_of: &JsValue,
    ) -> JsValue;
}

/// Forgets what a page knows of its earlier calls, as a new page does. The clock of an earlier test may have been in the
/// future, or its timers may be lost.
fn forget_page() {
    forget_open();
    forget_retained();
    forget_rate_limits();
}

/// A fake clock: see `clock.js`. Dropping it restores the page's clock.
pub(super) struct FakeClock(Function);

impl FakeClock {
    pub(super) fn install() -> Self {
        forget_page();
        Self(install_clock())
    }
}

impl Drop for FakeClock {
    fn drop(&mut self) {
        self.0.call0(&JsValue::UNDEFINED).unwrap();
    }
}

/// A fake `fetch` that records its requests: see `portal.js`. Dropping it restores the page's `fetch`.
pub(super) struct Fetch(Function);

impl Fetch {
    pub(super) fn stub(answer: &str) -> Self {
        Self::stub_with(&js(answer))
    }

    pub(super) fn stub_with(answer: &JsValue) -> Self {
        forget_page();
        Self(stub_fetch(answer))
    }

    pub(super) fn request(&self, index: u32) -> JsValue {
        Array::from(&get(&js_sys::global(), "stub.requests")).get(index)
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        self.0.call0(&JsValue::UNDEFINED).unwrap();
    }
}

pub(super) const TOKEN: &str = "{ domain: 'acme.bitrix24.com', accessToken: 'marker-token', \
    refresh: async () => { globalThis.refreshed = (globalThis.refreshed ?? 0) + 1; return 'fresh-marker' } }";

/// Completes a task over a connection.
pub(super) async fn complete_over(connection: &str) -> Result<JsValue, JsValue> {
    forget_page();
    let portal = Portal::new(&js(connection), &JsValue::UNDEFINED).unwrap();
    let completion = js("{ taskId: 12, status: 3, comment: 'a&b=ж', fields: { n: ['x', 1.5] } }");
    settled(portal.complete_task(completion, js("{ lookup: false }"))).await
}
