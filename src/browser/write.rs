//! What callers get back, as JavaScript's values: plain objects.

use super::read::option;
use crate::error::Error;
use crate::json::{ToJson, json, object};
use crate::messages::Language;
use crate::task::Task;
use crate::validate::{CompletionParams, Issue, Param};
use crate::value::Value;
use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

/// The words of messages: those of a language, or an app's own.
pub(super) struct Texts {
    language: Language,
    /// `options.messages`: sentences by issue code.
    own: JsValue,
}

impl Texts {
    pub(super) fn new(language: Language, own: JsValue) -> Self {
        Self { language, own }
    }

    /// Reads `options.lang` and `options.messages`.
    pub(super) fn read(options: &JsValue) -> Result<Self, Error> {
        let lang = option(options, "lang", "options.lang cannot be read")?;
        let own = option(options, "messages", "options.messages cannot be read")?;
        Ok(Self::new(
            Language::parse(&lang.as_string().unwrap_or_default()),
            own,
        ))
    }

    pub(super) fn failure(&self, failure: &Error) -> String {
        self.language.failure(failure)
    }

    fn issue(&self, issue: &Issue) -> String {
        match property(&self.own, issue.code.name()).as_string() {
            Some(sentence) => issue.interpolate(&sentence),
            None => self.language.issue(issue),
        }
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self::new(Language::ENGLISH, JsValue::UNDEFINED)
    }
}

/// An issue with its message.
pub(super) struct Told<'a> {
    issue: &'a Issue,
    message: String,
}

impl<'a> Told<'a> {
    pub(super) fn all(issues: &'a [Issue], texts: &Texts) -> Vec<Self> {
        let told = |issue| Self {
            issue,
            message: texts.issue(issue),
        };
        issues.iter().map(told).collect()
    }
}

impl ToJson for Told<'_> {
    fn write(&self, text: &mut String) {
        let Issue {
            code,
            path,
            params,
            severity,
            ..
        } = self.issue;
        object(
            &[
                ("code", &code.name()),
                ("path", path),
                ("message", &self.message),
                ("params", &Entries(params)),
                ("severity", &severity.name()),
            ],
            text,
        );
    }
}

/// An object of what an issue's message is made from.
struct Entries<'a>(&'a [(&'static str, Param)]);

impl ToJson for Entries<'_> {
    fn write(&self, text: &mut String) {
        let mut entries: Vec<(&str, &dyn ToJson)> = Vec::new();
        for (name, param) in self.0 {
            entries.push((name, param));
        }
        object(&entries, text);
    }
}

/// Plain data, made objects of by the browser.
pub(super) fn data(data: &dyn ToJson) -> JsValue {
    JSON::parse(&json(data)).unwrap_or_default()
}

pub(super) fn issues(issues: &[Issue], texts: &Texts) -> JsValue {
    data(&Told::all(issues, texts))
}

/// A value, with those that stayed in JavaScript put back in their places.
pub(super) fn value(value: &Value, foreign: &[JsValue]) -> JsValue {
    match value {
        Value::Null | Value::Invalid(_) => JsValue::NULL,
        Value::Bool(flag) => (*flag).into(),
        Value::Number(number) => (*number).into(),
        Value::Text(text) => text.into(),
        Value::Date(date) => js_sys::Date::new(&(date.unix_seconds * 1000.0).into()).into(),
        Value::List(items) => items
            .iter()
            .map(|item| self::value(item, foreign))
            .collect::<Array>()
            .into(),
        Value::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, item)| Array::of2(&key.into(), &self::value(item, foreign)));
            // Unlike assignment, this makes a property of "__proto__" too.
            Object::from_entries(&entries.collect::<Array>()).map_or(JsValue::NULL, JsValue::from)
        }
        Value::Foreign(reference) => foreign
            .get(reference.index)
            .cloned()
            .unwrap_or(JsValue::NULL),
    }
}

/// Parameters for a connection that makes a form of them, and leaves out null and empty maps: a map of nothing else
/// becomes an empty text, which PHP reads the same way.
pub(super) fn form_value(value: &Value, foreign: &[JsValue]) -> JsValue {
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

pub(super) fn params(params: &CompletionParams, foreign: &[JsValue]) -> JsValue {
    value(&params.to_value(), foreign)
}

/// A task, with its row as the portal sent it.
pub(super) fn task(task: &Task, row: &JsValue) -> JsValue {
    let out = data(task);
    let fields = property(&out, "fields");
    for (index, field) in task.fields.iter().enumerate() {
        let out = Reflect::get_u32(&fields, index as u32).unwrap_or_default();
        set(&out, "settings", &value(&field.settings, &[]));
        set(&out, "default", &value(&field.default, &[]));
    }
    set(&out, "raw", row);
    out
}

/// A property of an object; `undefined` where there is none, or where it throws.
pub(super) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Only for objects made here, which take every property.
pub(super) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
