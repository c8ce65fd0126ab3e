//! The functions of the package that need no connection.

#![expect(unreachable_pub, reason = "wasm-bindgen exports nothing less public")]

use super::convert::cache::TextCache;
use super::convert::options::{self, Options};
use super::convert::reader::{Reader, read_field, read_task, require_object};
use super::convert::writer::{self, Messages, SchemaResult, to_js};
use super::error::or_throw;
use crate::bbcode;
use crate::error::Error;
use crate::task::{Activity, FieldType, Status, Task};
use crate::validate::{
    MAX_BODY, validate, validate_field as validate_one, validate_form as validate_values,
};
use std::cell::Cell;
use std::rc::Rc;
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
    to_js(statuses)
}

/// `fieldKind` of the typings.
#[wasm_bindgen(js_name = fieldKind)]
pub fn field_kind(type_name: &JsValue) -> JsValue {
    let type_name = Reader::new().read(type_name);
    let (kind, _) = FieldType::parse(type_name.as_text().unwrap_or_default());
    kind.name().into()
}

/// `parseDescription` of the typings.
#[wasm_bindgen(js_name = parseDescription)]
pub fn parse_description(text: &JsValue) -> JsValue {
    let text = Reader::for_response().read(text);
    to_js(&bbcode::parse(text.as_text().unwrap_or_default()))
}

/// `parseTask` of the typings.
#[wasm_bindgen(js_name = parseTask)]
pub fn parse_task(row: &JsValue) -> Result<JsValue, JsValue> {
    let task = Task::from_row(&Reader::for_response().read(row));
    let task =
        task.ok_or_else(|| Error::usage("row must be a row of bizproc.task.list, with its ID"));
    or_throw(task.map(|task| writer::task(&task, row)))
}

/// `validateCompletion` of the typings.
#[wasm_bindgen(js_name = validateCompletion)]
pub fn validate_completion(
    completion: &JsValue,
    task: &JsValue,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let issues = || {
        let options = Options::read(options, options::Call::Validate)?;
        let messages = Messages::read(&options)?;
        let completion = require_object(Reader::new().read(completion))?;
        let task = read_task(task)?;
        let limit = options.max_body_bytes()?;
        let (_, issues) = validate(&completion, task.as_deref(), limit);
        Ok(writer::issues(&issues, &messages))
    };
    or_throw(issues())
}

/// `validateField` of the typings.
#[wasm_bindgen(js_name = validateField)]
pub fn validate_field(
    field: &JsValue,
    value: &JsValue,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let issues = || {
        let options = Options::read(options, options::Call::Validate)?;
        let messages = Messages::read(&options)?;
        let field = read_field(field)?;
        let mut issues = Vec::new();
        let limit = options.max_body_bytes()?;
        validate_one(&field, &Reader::new().read(value), limit, &mut issues);
        Ok(writer::issues(&issues, &messages))
    };
    or_throw(issues())
}

/// `toParams` of the typings.
#[wasm_bindgen(js_name = toParams)]
pub fn to_params(completion: &JsValue, task: &JsValue) -> Result<JsValue, JsValue> {
    let params = || {
        let mut reader = Reader::with_text_cache(None);
        let completion = require_object(reader.read(completion))?;
        let task = read_task(task)?;
        let (params, issues) = validate(&completion, task.as_deref(), MAX_BODY);
        let params = params.ok_or_else(|| Error::invalid(issues))?;
        Ok(writer::params(params, &reader))
    };
    or_throw(params())
}

/// For src/js: `taskSchema` of the typings wraps it. Reads the task and the options once.
#[wasm_bindgen]
pub struct TaskSchema {
    task: Rc<Task>,
    messages: Messages,
    max_body_bytes: f64,
    /// The texts of the last values. A getter of the values may start another validation, which finds none.
    texts: Cell<Option<TextCache>>,
}

#[wasm_bindgen]
impl TaskSchema {
    /// Reads a task and the schema's options.
    #[wasm_bindgen(constructor)]
    pub fn new(task: &JsValue, options: &JsValue) -> Result<Self, JsValue> {
        let schema = || {
            let options = Options::read(options, options::Call::Validate)?;
            let task = read_task(task)?;
            Ok(Self {
                messages: Messages::read(&options)?,
                task: task.ok_or_else(|| {
                    Error::usage("task must be the result of parseTask or getTask")
                })?,
                max_body_bytes: options.max_body_bytes()?,
                texts: Cell::new(None),
            })
        };
        or_throw(schema())
    }

    /// `validate` of the schema. The values are for this task, even if they have no `taskId`.
    pub fn validate(&self, values: &JsValue) -> JsValue {
        let mut reader = Reader::with_text_cache(self.texts.take());
        let values = reader.read(values);
        let (params, mut issues) = validate_values(values, &self.task, self.max_body_bytes);
        let result = js_sys::Object::new().unchecked_into::<SchemaResult>();
        match params {
            Some(params) => result.set_value(&writer::params(params, &reader)),
            None => {
                issues.retain(|issue| issue.is_error());
                result.set_issues(&writer::issues(&issues, &self.messages));
            }
        }
        self.texts.set(reader.into_text_cache());
        result.into()
    }
}
