//! Results for callers, as plain JavaScript objects.
//!
//! serde writes objects with fixed property names. It does not write values of fields: serde-wasm-bindgen assigns
//! properties, so a property named `__proto__` would be lost.

use super::cache::TextCache;
use super::options::Options;
use super::reader::{Reader, cache_task};
use crate::browser::attempt::{create_property, property};
use crate::browser::languages::find_language;
use crate::diagnose::Check;
use crate::error::{ActualAnswer, Error, ErrorKind};
use crate::messages::Language;
use crate::task::Task;
use crate::trace::Step;
use crate::validate::{CompletionParams, Issue, Param, PathSegment, Severity};
use crate::value::Value;
use js_sys::{Array, JsString, Object, Reflect};
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `StandardSchemaV1.Result` of the typings.
    #[wasm_bindgen(extends = Object)]
    pub(in crate::browser) type SchemaResult;
    #[wasm_bindgen(method, setter)]
    pub(in crate::browser) fn set_value(this: &SchemaResult, value: &JsValue);
    #[wasm_bindgen(method, setter)]
    pub(in crate::browser) fn set_issues(this: &SchemaResult, issues: &JsValue);
}

/// Maximum UTF-16 units of an app's own text.
const MAX_TEXT: u32 = 10_000;

/// The texts of messages: of a language, or of the app.
pub(in crate::browser) struct Messages {
    language: Language,
    /// `options.messages`: texts by issue code or error code.
    overrides: JsValue,
}

impl Messages {
    pub(in crate::browser) fn new(language: Language, overrides: JsValue) -> Self {
        Self {
            language,
            overrides,
        }
    }

    /// Reads `options.lang` and `options.messages`.
    pub(in crate::browser) fn read(options: &Options<'_>) -> Result<Self, Error> {
        let language = find_language(options.language_tag()?.as_deref());
        Ok(Self::new(language, options.get("messages")?))
    }

    fn error(&self, error: &Error) -> String {
        let text = self.own_text(&error.code);
        self.language.error(error, text.as_deref())
    }

    fn issue(&self, issue: &Issue) -> String {
        match self.own_text(issue.code.name()) {
            Some(text) => issue.interpolate(&text),
            None => self.language.issue(issue),
        }
    }

    /// The app's own text for a code.
    fn own_text(&self, code: &str) -> Option<String> {
        self.overrides
            .is_object()
            .then(|| short_text(&property(&self.overrides, code), MAX_TEXT))?
    }
}

impl Default for Messages {
    fn default() -> Self {
        Self::new(Language::ENGLISH, JsValue::UNDEFINED)
    }
}

/// A text of at most so many UTF-16 units. A longer text is not copied.
pub(in crate::browser) fn short_text(value: &JsValue, max_length: u32) -> Option<String> {
    copy_short(value.dyn_ref()?, max_length)
}

/// As [`short_text`].
pub(super) fn copy_short(text: &JsString, max_length: u32) -> Option<String> {
    (text.length() <= max_length).then(|| text.into())
}

/// `Issue` of the typings.
#[derive(Serialize)]
pub(in crate::browser) struct LocalizedIssue<'a> {
    code: &'static str,
    path: &'a [PathSegment],
    message: String,
    #[serde(serialize_with = "as_map")]
    params: &'a [(&'static str, Param)],
    severity: Severity,
}

impl<'a> LocalizedIssue<'a> {
    pub(in crate::browser) fn all(issues: &'a [Issue], messages: &Messages) -> Vec<Self> {
        let localized = |issue: &'a Issue| Self {
            code: issue.code.name(),
            path: &issue.path,
            message: messages.issue(issue),
            params: &issue.params,
            severity: issue.severity,
        };
        issues.iter().map(localized).collect()
    }
}

fn as_map<S: Serializer>(
    params: &[(&'static str, Param)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(params.iter().map(|(name, param)| (name, param)))
}

/// `Diagnosis` of the typings.
#[derive(Serialize)]
pub(in crate::browser) struct Diagnosis {
    checks: Vec<LocalizedCheck>,
    text: String,
}

#[derive(Serialize)]
struct LocalizedCheck {
    name: &'static str,
    ok: Option<bool>,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Diagnosis {
    pub(in crate::browser) fn new(checks: &[Check], language: &Language) -> Self {
        let localized = |check: &Check| LocalizedCheck {
            name: check.name,
            ok: check.ok,
            detail: language.check_detail(check),
            hint: language.check_hint(check),
        };
        // For an issue.
        let line = |check: &Check| check.line(&Language::ENGLISH.check_detail(check));
        let title = concat!("bizproc-tasks ", env!("CARGO_PKG_VERSION"), "\n");
        Self {
            checks: checks.iter().map(localized).collect(),
            text: [title.to_owned(), checks.iter().map(line).collect()].concat(),
        }
    }
}

/// The properties of a `BizprocError`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::browser) struct LocalizedError<'a> {
    message: String,
    code: &'a str,
    kind: &'static str,
    outcome: &'static str,
    answer: Option<&'static str>,
    issues: Vec<LocalizedIssue<'a>>,
    description: &'a str,
    status: Option<u16>,
    retry_after: Option<u32>,
    trace: &'a [Step],
}

impl<'a> LocalizedError<'a> {
    pub(in crate::browser) fn new(error: &'a Error, messages: &Messages) -> Self {
        Self {
            message: messages.error(error),
            code: &error.code,
            kind: error.kind.name(),
            outcome: error.outcome.name(),
            answer: match error.actual {
                Some(ActualAnswer::Status(answer)) => Some(answer.name()),
                Some(ActualAnswer::TimedOut) | None => None,
            },
            issues: LocalizedIssue::all(&error.issues, messages),
            // The message of a usage error is its hint.
            description: match error.kind {
                ErrorKind::Usage => "",
                _ => &error.description,
            },
            status: error.status,
            retry_after: error.retry_after_ms,
            trace: error.trace.steps(),
        }
    }
}

/// Plain data as an object of JavaScript.
pub(in crate::browser) fn to_js(data: &(impl Serialize + ?Sized)) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    data.serialize(&serializer).unwrap_or_default()
}

pub(in crate::browser) fn issues(issues: &[Issue], messages: &Messages) -> JsValue {
    to_js(&LocalizedIssue::all(issues, messages))
}

/// A value in which the values that stayed in JavaScript are at their places again.
pub(in crate::browser) fn value(value: &Value, foreign: &[JsValue]) -> JsValue {
    write(value, foreign, None)
}

fn write(value: &Value, foreign: &[JsValue], texts: Option<&TextCache>) -> JsValue {
    match value {
        Value::Null | Value::Invalid(_) => JsValue::NULL,
        Value::Bool(flag) => (*flag).into(),
        Value::Number(number) => (*number).into(),
        Value::Text(text) => write_text(text, texts),
        Value::Date(date) => js_sys::Date::new(&(date.unix_seconds * 1000.0).into()).into(),
        Value::List(items) => items
            .iter()
            .map(|item| write(item, foreign, texts))
            .collect::<Array>()
            .into(),
        Value::Map(entries) => {
            let object = Object::new();
            for (key, item) in entries {
                // In the order of reading, so that each text is found at once.
                let name = write_text(key, texts);
                create_property(&object, &name, &write(item, foreign, texts));
            }
            object.into()
        }
        Value::Foreign(reference) => foreign
            .get(reference.index)
            .cloned()
            .unwrap_or(JsValue::NULL),
    }
}

fn write_text(text: &str, texts: Option<&TextCache>) -> JsValue {
    let known = texts.and_then(|texts| texts.find(text));
    known.cloned().unwrap_or_else(|| text.into())
}

/// Parameters for a bridge. A bridge encodes them as a form, and leaves out null and empty maps. A map of only these
/// becomes an empty text, which PHP reads in the same way.
pub(in crate::browser) fn to_bridge_params(value: &Value, foreign: &[JsValue]) -> JsValue {
    let entries = value.as_map().unwrap_or_default();
    let filled = entries.iter().map(|(key, item)| {
        let all_null =
            |entries: &[(String, Value)]| entries.iter().all(|(_, item)| *item == Value::Null);
        let empty = item.as_map().is_some_and(all_null);
        (
            key.clone(),
            if empty { Value::text("") } else { item.clone() },
        )
    });
    self::value(&Value::Map(filled.collect()), foreign)
}

/// The parameters of values that `reader` has read.
pub(in crate::browser) fn params(params: CompletionParams, reader: &Reader) -> JsValue {
    write(&params.into_value(), &reader.foreign, reader.texts.as_ref())
}

/// A task, with its row as the portal sent it. Everything except the row and default values is frozen.
pub(in crate::browser) fn task(task: &Task, row: &JsValue) -> JsValue {
    let out = to_js(task);
    let fields = property(&out, "fields");
    for (index, field) in task.fields.iter().enumerate() {
        let out = Reflect::get_u32(&fields, index as u32).unwrap_or_default();
        set(&out, "settings", &value(&field.settings, &[]));
        set(&out, "default", &value(&field.default, &[]));
    }
    freeze_parts(&out);
    set(&out, "raw", row);
    Object::freeze(out.unchecked_ref::<Object>());
    cache_task(&out);
    out
}

/// Freezes an object deeply, except default values: form libraries write into their start values.
fn freeze_parts(object: &JsValue) {
    for entry in Object::entries(object.unchecked_ref::<Object>()).iter() {
        let entry: Array = entry.unchecked_into();
        let (name, part) = (entry.get(0), entry.get(1));
        if part.is_object() && name != "default" {
            freeze_parts(&part);
            Object::freeze(part.unchecked_ref::<Object>());
        }
    }
}

/// Only for objects that were created here: they accept every property.
pub(in crate::browser) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
