//! JavaScript's values as [`Value`]s.
//!
//! Anything at all may be handed over: throwing getters, proxies, circles, gigabytes. Reading is bounded in depth and
//! size, and whatever cannot be sent becomes a [`Value::Invalid`] in its place.

use crate::error::Error;
use crate::task::{Task, TaskParseError};
use crate::validate::MAX_BODY;
use crate::value::{Date, Foreign, ForeignKind, InvalidReason, Value, u64_to_string};
use js_sys::{Array, JsString, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/values.js")]
extern "C" {
    fn kind(value: &JsValue) -> u8;
    #[wasm_bindgen(catch)]
    fn keys(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_name = dateParts)]
    fn date_parts(value: &JsValue) -> Result<Vec<f64>, JsValue>;
    #[wasm_bindgen(js_name = isBase64)]
    fn is_base64(text: &JsValue) -> bool;
    #[wasm_bindgen(catch, js_name = fileName)]
    fn file_name(blob: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = isWellFormed)]
    fn is_well_formed(text: &JsValue) -> bool;
    #[wasm_bindgen(catch, js_name = taskShape)]
    fn task_shape(task: &JsValue) -> Result<JsValue, JsValue>;
}

/// One of a call's options; `undefined` where there are none. `problem` is what to say if reading it throws.
pub(super) fn option(options: &JsValue, name: &str, problem: &str) -> Result<JsValue, Error> {
    if options.is_undefined() || options.is_null() {
        return Ok(JsValue::UNDEFINED);
    }
    if !options.is_object() {
        return Err(Error::usage("options must be an object"));
    }
    Reflect::get(options, &name.into()).map_err(|_| Error::usage(problem))
}

/// `options.maxBodySize`.
pub(super) fn max_body(options: &JsValue) -> Result<f64, Error> {
    let given = option(options, "maxBodySize", "options.maxBodySize cannot be read")?;
    match given.as_f64() {
        Some(bytes) if bytes >= 1e6 => Ok(bytes),
        None if given.is_undefined() => Ok(MAX_BODY),
        _ => Err(Error::usage(
            "options.maxBodySize must be a number of bytes, 1000000 or more",
        )),
    }
}

/// A completion is an object; that its parts are right is for the check to say.
pub(super) fn completion_map(completion: Value) -> Result<Value, Error> {
    match completion {
        Value::Map(_) => Ok(completion),
        _ => Err(Error::usage(
            "completion must be an object, such as { taskId: 12, status: 'ok' }",
        )),
    }
}

/// A task that `parseTask` has made, or nothing.
pub(super) fn given_task(task: &JsValue) -> Result<Option<Task>, Error> {
    if task.is_undefined() || task.is_null() {
        return Ok(None);
    }
    let shape = task_shape(task).unwrap_or_default();
    let shape = Reader::of_portal().read(&shape);
    Task::from_shape(&shape).map(Some).map_err(|problem| {
        Error::usage(match problem {
            TaskParseError::RawRow => "task is a row of bizproc.task.list: give parseTask(row)",
            _ => "task must be what parseTask or getTask makes",
        })
    })
}

/// PHP itself reads forms no deeper than 64.
const MAX_DEPTH: u8 = 32;
const MAX_KEY: u32 = 1_000;
/// UTF-16 units of a caller's text above which it stays in JavaScript.
const MAX_TEXT: u32 = 100_000;
/// UTF-16 units of a portal's text, whose database has none as long.
const MAX_PORTAL_TEXT: u32 = 1_000_000;

/// Reads values, and keeps aside those that stay in JavaScript.
pub(crate) struct Reader {
    parts_left: u32,
    of_portal: bool,
    foreign: Vec<JsValue>,
}

impl Reader {
    /// For what callers hand over.
    pub(crate) fn new() -> Self {
        Self {
            parts_left: 20_000,
            of_portal: false,
            foreign: Vec::new(),
        }
    }

    /// For what a portal has answered, and for tasks: of these nothing stays in JavaScript.
    pub(crate) fn of_portal() -> Self {
        Self {
            parts_left: 300_000,
            of_portal: true,
            foreign: Vec::new(),
        }
    }

    /// What the [`Foreign`] values refer to.
    pub(crate) fn into_foreign(self) -> Vec<JsValue> {
        self.foreign
    }

    pub(crate) fn read(&mut self, value: &JsValue) -> Value {
        self.part(value, 0, false).unwrap_or(Value::Null)
    }

    /// `of_file`: whether the place is that of a file's content, the second of two, so that a long text is looked at.
    /// `None` for `undefined`, which in an object is the same as leaving it out.
    fn part(&mut self, value: &JsValue, depth: u8, of_file: bool) -> Option<Value> {
        let Some(parts_left) = self.parts_left.checked_sub(1) else {
            return Some(Value::Invalid(InvalidReason::TooLarge));
        };
        self.parts_left = parts_left;
        Some(match kind(value) {
            0 => return None,
            1 => Value::Null,
            2 => Value::Bool(value.is_truthy()),
            3 => match value.as_f64() {
                Some(number) if number.is_finite() => Value::Number(number),
                _ => Value::Invalid(InvalidReason::NumberOutOfRange),
            },
            4 => self.text(value, of_file),
            5 => match i64::try_from(value.clone()) {
                Ok(number) if number < 0 => {
                    Value::Text(["-", &u64_to_string(number.unsigned_abs())].concat())
                }
                Ok(number) => Value::Text(u64_to_string(number.unsigned_abs())),
                Err(_) => Value::Invalid(InvalidReason::NumberOutOfRange),
            },
            6..=7 if depth == MAX_DEPTH => Value::Invalid(InvalidReason::TooDeep),
            6 => self.list(value, depth).unwrap_or_else(Value::Invalid),
            7 => self.map(value, depth).unwrap_or_else(Value::Invalid),
            8 => date(value),
            9 if !self.of_portal => self.blob(value),
            9 | 10 => Value::Invalid(InvalidReason::UnsupportedType),
            _ => Value::Invalid(InvalidReason::Unreadable),
        })
    }

    fn text(&mut self, value: &JsValue, of_file: bool) -> Value {
        match value.unchecked_ref::<JsString>().length() {
            length if self.of_portal && length > MAX_PORTAL_TEXT => {
                return Value::Invalid(InvalidReason::TooLarge);
            }
            length if !self.of_portal && length > MAX_TEXT => {
                let base64 = of_file && is_base64(value);
                let length = length.into();
                return self.keep(ForeignKind::Text { base64, length }, value);
            }
            _ => {}
        }
        let text = value.as_string().unwrap_or_default();
        // Half a surrogate pair is read as a replacement character.
        if text.chars().any(|char| char == '\u{fffd}') && !is_well_formed(value) {
            return Value::Invalid(InvalidReason::LoneSurrogate);
        }
        Value::Text(text)
    }

    fn list(&mut self, value: &JsValue, depth: u8) -> Result<Value, InvalidReason> {
        let length = Reflect::get(value, &"length".into())
            .ok()
            .and_then(|length| length.as_f64());
        let length = length.ok_or(InvalidReason::Unreadable)?;
        if length > self.parts_left.into() {
            return Err(InvalidReason::TooLarge);
        }
        let mut items = Vec::new();
        for index in 0..length as u32 {
            let of_file = index == 1 && length == 2.0;
            let item =
                Reflect::get_u32(value, index).map(|item| self.part(&item, depth + 1, of_file));
            items.push(
                item.map_or(Value::Invalid(InvalidReason::Unreadable), |item| {
                    item.unwrap_or(Value::Null)
                }),
            );
        }
        Ok(Value::List(items))
    }

    fn map(&mut self, value: &JsValue, depth: u8) -> Result<Value, InvalidReason> {
        let keys = keys(value).map_err(|_| InvalidReason::Unreadable)?;
        if keys.length() > self.parts_left {
            return Err(InvalidReason::TooLarge);
        }
        let mut entries = Vec::new();
        for key in keys.iter() {
            if key.unchecked_ref::<JsString>().length() > MAX_KEY {
                return Err(InvalidReason::TooLarge);
            }
            let name = key.as_string().unwrap_or_default();
            match Reflect::get(value, &key) {
                Ok(item) => {
                    entries.extend(self.part(&item, depth + 1, false).map(|item| (name, item)))
                }
                Err(_) => entries.push((name, Value::Invalid(InvalidReason::Unreadable))),
            }
        }
        Ok(Value::Map(entries))
    }

    fn blob(&mut self, value: &JsValue) -> Value {
        let Ok(name) = file_name(value) else {
            return Value::Invalid(InvalidReason::Unreadable);
        };
        let size = Reflect::get(value, &"size".into()).ok();
        let Some(size) = size.and_then(|size| size.as_f64()) else {
            return Value::Invalid(InvalidReason::Unreadable);
        };
        let name = name.as_string().unwrap_or_default();
        self.keep(ForeignKind::Blob { name, size }, value)
    }

    fn keep(&mut self, kind: ForeignKind, value: &JsValue) -> Value {
        let index = self.foreign.len();
        self.foreign.push(value.clone());
        Value::Foreign(Foreign { kind, index })
    }
}

fn date(value: &JsValue) -> Value {
    match date_parts(value).as_deref() {
        Ok([milliseconds, year, month, day]) if milliseconds.is_finite() => Value::Date(Date {
            unix_seconds: (milliseconds / 1000.0).floor(),
            day: (*year as u32, *month as u32, *day as u32),
        }),
        Ok(_) => Value::Invalid(InvalidReason::InvalidDate),
        Err(_) => Value::Invalid(InvalidReason::Unreadable),
    }
}
