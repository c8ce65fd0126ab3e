//! Files are read and encoded just before they are sent: what of a call stays in JavaScript.

use super::connection::Connection;
use super::read::option;
use super::wait::{Job, finished};
use super::write::property;
use crate::error::Error;
use crate::rest::Call;
use crate::validate::{CompletionParams, Issue, IssueCode, PathSegment, Reason};
use crate::value::InvalidReason;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/values.js")]
extern "C" {
    fn reporter(on_progress: &Function) -> JsValue;
    fn inline(values: &Array, report: &JsValue) -> Job;
    fn multipart(entries: &Array, report: &JsValue) -> Job;
}

/// What of a call stays in JavaScript.
#[derive(Default)]
pub(super) struct Payload {
    /// What the [`Foreign`](crate::value::Foreign) values refer to, files in base64.
    pub(super) values: Vec<JsValue>,
    /// The request's whole body but for the token, where it was made ahead.
    pub(super) body: JsValue,
    /// Takes how far it is; `undefined` where nobody asks.
    pub(super) report: JsValue,
}

impl Payload {
    /// Reads and encodes the files of a call. Errors are such that it was not sent.
    pub(super) async fn prepare(
        call: &Call,
        params: &CompletionParams,
        foreign: &[JsValue],
        connection: &Connection,
        report: JsValue,
    ) -> Result<Self, Error> {
        // What is not sent need not be there any more.
        let values = foreign.iter().enumerate().map(|(index, value)| {
            let field = params.field_of(index);
            field.map_or_else(|| "".into(), |_| value.clone())
        });
        let values: Vec<_> = values.collect();
        let mut payload = Self {
            report,
            ..Self::default()
        };
        if values.iter().all(JsValue::is_falsy) {
            return Ok(payload);
        }
        let not_sent = |error| not_sent(params, foreign, &error);
        match connection.entries(call, &values) {
            Some(entries) => {
                payload.body = finished(multipart(&entries, &payload.report))
                    .await
                    .map_err(not_sent)?;
            }
            None => {
                let values = values.into_iter().collect();
                let encoded = finished(inline(&values, &payload.report))
                    .await
                    .map_err(not_sent)?;
                payload.values = Array::from(&encoded).to_vec();
            }
        }
        Ok(payload)
    }

    /// Tells that its files were sent, where the connection does not say so itself.
    pub(super) fn sent(&self, weight: f64) {
        if weight > 0.0
            && self.body.is_undefined()
            && let Some(report) = self.report.dyn_ref::<Function>()
        {
            let _ = report.call3(
                &JsValue::UNDEFINED,
                &"upload".into(),
                &weight.into(),
                &weight.into(),
            );
        }
    }

    /// Reads `options.onProgress`.
    pub(super) fn report(options: &JsValue) -> Result<JsValue, Error> {
        let on_progress = option(options, "onProgress", "options.onProgress cannot be read")?;
        match on_progress.dyn_ref::<Function>() {
            Some(on_progress) => Ok(reporter(on_progress)),
            None if on_progress.is_undefined() => Ok(on_progress),
            None => Err(Error::usage("options.onProgress must be a function")),
        }
    }
}

/// What is wrong with a file that cannot be read, or for which the browser has no room.
fn not_sent(params: &CompletionParams, foreign: &[JsValue], error: &JsValue) -> Error {
    let file = property(error, "file");
    let index = foreign.iter().position(|value| *value == file);
    let field = index
        .and_then(|index| params.field_of(index))
        .unwrap_or_default();
    let path = vec![PathSegment::key("fields"), PathSegment::key(field)];
    let (code, detail) = if property(error, "isFull").is_truthy() {
        (IssueCode::FileTooLarge, Reason::OutOfStorage)
    } else {
        (
            IssueCode::FileInvalid,
            Reason::InvalidValue(InvalidReason::Unreadable),
        )
    };
    let issue = Issue::new(code, path).with("name", field);
    Error::invalid(vec![issue.with_reason(detail)])
}
