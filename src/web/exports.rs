//! The functions of the package that need no connection.

#![expect(unreachable_pub, reason = "wasm-bindgen exports nothing less public")]

use super::error::error;
use super::portal::{completion_map, given_task};
use super::read::{Reader, option};
use super::write;
use crate::check::check;
use crate::check::messages::Language;
use crate::failure::Failure;
use crate::task::{Activity, Status, Task};
use wasm_bindgen::prelude::*;

/// `parseStatus` of the typings.
#[wasm_bindgen(js_name = parseStatus)]
pub fn parse_status(value: &JsValue) -> JsValue {
    let status = Status::parse(&Reader::new().read(value));
    status.map_or(JsValue::NULL, |status| status.name().into())
}

/// `allowedStatuses` of the typings.
#[wasm_bindgen(js_name = allowedStatuses)]
pub fn allowed_statuses(activity: &JsValue) -> JsValue {
    let activity = Reader::new().read(activity);
    let statuses = Activity::parse(activity.as_text().unwrap_or_default()).statuses();
    write::data(&statuses)
}

/// `parseTask` of the typings.
#[wasm_bindgen(js_name = parseTask)]
pub fn parse_task(row: &JsValue) -> Result<JsValue, JsValue> {
    match Task::from_row(&Reader::of_portal().read(row)) {
        Ok(task) => Ok(write::task(&task, row)),
        Err(_) => Err(usage("row must be a row of bizproc.task.list, with its ID")),
    }
}

/// `validateCompletion` of the typings.
#[wasm_bindgen(js_name = validateCompletion)]
pub fn validate_completion(
    completion: &JsValue,
    task: &JsValue,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let lang = option(options, "lang", "options.lang cannot be read");
    let lang = lang.map_err(|failure| error(&failure, Language::English))?;
    let language = Language::parse(&lang.as_string().unwrap_or_default());
    let fail = |failure| error(&failure, language);
    let completion = completion_map(Reader::new().read(completion)).map_err(fail)?;
    let task = given_task(task).map_err(fail)?;
    let (_, issues) = check(&completion, task.as_ref());
    Ok(write::issues(&issues, language))
}

/// `toParams` of the typings.
#[wasm_bindgen(js_name = toParams)]
pub fn to_params(completion: &JsValue, task: &JsValue) -> Result<JsValue, JsValue> {
    let fail = |failure| error(&failure, Language::English);
    let mut reader = Reader::new();
    let completion = completion_map(reader.read(completion)).map_err(fail)?;
    let task = given_task(task).map_err(fail)?;
    let (params, issues) = check(&completion, task.as_ref());
    match params {
        Some(params) => Ok(write::params(&params, &reader.into_foreign())),
        None => Err(fail(Failure::invalid(issues))),
    }
}

fn usage(cure: &str) -> JsValue {
    error(&Failure::usage(cure), Language::English)
}
