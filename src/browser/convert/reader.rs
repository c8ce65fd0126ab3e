//! JavaScript's values as [`Value`]s.
//!
//! A value can be anything: throwing getters, proxies, cycles, gigabytes. The reader limits depth and size. A value
//! that cannot be sent becomes a [`Value::Invalid`] in its place. serde's `from_value` has no such limits: see
//! docs/decisions/boundary.md.

use super::cache::{ReadCache, TextCache};
use super::writer::{copy_short, short_text};
use crate::browser::attempt::{self, call, property};
use crate::error::Error;
use crate::task::{Field, Task};
use crate::value::{Date, Foreign, ForeignKind, InvalidReason, TextScan, Value, u64_to_string};
use js_sys::{Array, Function, JsString};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // js-sys declares these functions as infallible, but they throw for a revoked proxy.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["Object", "prototype"], js_name = toString)]
    static TO_STRING: Function;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["Date", "prototype"], js_name = getTime)]
    static GET_TIME: Function;
}

thread_local! {
    /// The tag of most objects.
    static OBJECT_TAG: JsValue = "[object Object]".into();
}

/// A completion must be an object. Validation checks its properties.
pub(in crate::browser) fn require_object(completion: Value) -> Result<Value, Error> {
    match completion {
        Value::Map(_) => Ok(completion),
        _ => Err(Error::usage(
            "completion must be an object, such as { taskId: 12, status: 'ok' }",
        )),
    }
}

thread_local! {
    // A page shows few tasks at a time, and a form may have a hundred fields.
    static TASKS: ReadCache<Task, 8> = ReadCache::new();
    static FIELDS: ReadCache<Field, 128> = ReadCache::new();
}

/// Caches a task that this package has created and frozen, so that it is read only once.
pub(super) fn cache_task(task: &JsValue) {
    TASKS.with(|tasks| tasks.add(task));
    let fields: Array = property(task, "fields").unchecked_into();
    FIELDS.with(|cache| fields.iter().for_each(|field| cache.add(&field)));
}

/// A task that `parseTask` has created, or none.
pub(in crate::browser) fn read_task(task: &JsValue) -> Result<Option<Rc<Task>>, Error> {
    if task.is_undefined() || task.is_null() {
        return Ok(None);
    }
    let read = || {
        let shape = Reader::for_response().read_task(task);
        Task::from_shape(&shape).ok_or_else(|| {
            Error::usage(match shape.get("ID") {
                Some(_) => "task is a row of bizproc.task.list: pass parseTask(row)",
                None => "task must be the result of parseTask or getTask",
            })
        })
    };
    TASKS.with(|tasks| tasks.get_or_read(task, read)).map(Some)
}

/// One of a task's fields.
pub(in crate::browser) fn read_field(field: &JsValue) -> Result<Rc<Field>, Error> {
    let read = || {
        let shape = Reader::for_response().read(field);
        Field::from_shape(&shape)
            .ok_or_else(|| Error::usage("field must be one of a task's fields"))
    };
    FIELDS.with(|fields| fields.get_or_read(field, read))
}

/// PHP reads forms up to a depth of 64.
const MAX_DEPTH: u8 = 32;
/// UTF-16 units of the name of a property, or of a file.
const MAX_NAME: u32 = 1_000;
/// UTF-16 units of a caller's text above which it stays in JavaScript.
const MAX_TEXT: u32 = 100_000;
/// UTF-16 units of a portal's text. Its database holds 16 MB.
const MAX_PORTAL_TEXT: u32 = 20_000_000;
/// UTF-16 units of the longest known tag.
const MAX_TAG: u32 = 20;

/// The kind of a value. Finding it runs as little of the value's code as possible.
enum Kind {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text,
    BigInt,
    List,
    Map,
    Date,
    Blob,
    Other,
    Unreadable,
}

impl Kind {
    fn of(value: &JsValue) -> Self {
        // Most values are texts. Each question is a call of JavaScript.
        if value.is_string() {
            Self::Text
        } else if value.is_object() {
            Self::of_object(value)
        } else if value.is_undefined() {
            Self::Undefined
        } else if value.is_null() {
            Self::Null
        } else if let Some(number) = value.as_f64() {
            Self::Number(number)
        } else if let Some(flag) = value.as_bool() {
            Self::Bool(flag)
        } else if value.is_bigint() {
            Self::BigInt
        } else {
            Self::Other
        }
    }

    fn of_object(value: &JsValue) -> Self {
        match is_array(value) {
            Ok(true) => return Self::List,
            Ok(false) => {}
            Err(_) => return Self::Unreadable,
        }
        // Unlike prototypes, tags are the same in every frame.
        let tag = TO_STRING.with(|to_string| call(to_string, value, &[]));
        let Ok(tag) = tag else {
            return Self::Unreadable;
        };
        if OBJECT_TAG.with(|object_tag| tag == *object_tag) {
            // Some test environments have a `Blob` of their own, without a tag.
            return match value.is_instance_of::<web_sys::Blob>() {
                true => Self::Blob,
                false => Self::Map,
            };
        }
        match short_text(&tag, MAX_TAG).as_deref() {
            Some("[object Date]") => Self::Date,
            // The list of a file input.
            Some("[object FileList]") => Self::List,
            Some("[object Blob]" | "[object File]") => Self::Blob,
            _ => Self::Other,
        }
    }
}

/// Reads values, and collects those that stay in JavaScript.
pub(crate) struct Reader {
    /// The number of values that may still be read.
    node_budget: u32,
    is_response: bool,
    pub(super) foreign: Vec<JsValue>,
    /// The texts of values that are written again.
    pub(super) texts: Option<TextCache>,
}

impl Reader {
    /// For values of callers.
    pub(crate) fn new() -> Self {
        Self {
            node_budget: 20_000,
            is_response: false,
            foreign: Vec::new(),
            texts: None,
        }
    }

    /// For values of callers that are written again. `texts`: of the last values, if there are any.
    pub(in crate::browser) fn with_text_cache(texts: Option<TextCache>) -> Self {
        let texts = texts.unwrap_or_else(TextCache::new);
        texts.rewind();
        Self {
            texts: Some(texts),
            ..Self::new()
        }
    }

    /// The texts that were read, for the next values.
    pub(in crate::browser) fn into_text_cache(self) -> Option<TextCache> {
        self.texts
    }

    /// For replies of a portal and for tasks. None of their values stays in JavaScript.
    pub(crate) fn for_response() -> Self {
        Self {
            node_budget: 300_000,
            is_response: true,
            foreign: Vec::new(),
            texts: None,
        }
    }

    /// Reads a reply. A reply that is too large becomes null as a whole, so that no part of it is missing without notice.
    pub(crate) fn read_response(response: &JsValue) -> Value {
        let mut reader = Self::for_response();
        let value = reader.read(response);
        match reader.node_budget {
            0 => Value::Null,
            _ => value,
        }
    }

    /// The values that [`Foreign`] values refer to.
    pub(crate) fn into_foreign(self) -> Vec<JsValue> {
        self.foreign
    }

    pub(crate) fn read(&mut self, value: &JsValue) -> Value {
        self.read_node(value, 0).unwrap_or(Value::Null)
    }

    /// The properties of a task that validation needs. Of the row, which may be large, only the document's module.
    fn read_task(&mut self, task: &JsValue) -> Value {
        let Kind::Map = Kind::of(task) else {
            return Value::Null;
        };
        let Ok(mut entries) = self.read_entries(task, 0, &["raw"]) else {
            return Value::Null;
        };
        let module = property(&property(task, "raw"), "MODULE_ID");
        if let Some(module) = short_text(&module, MAX_NAME) {
            entries.push(("module".to_owned(), Value::Text(module)));
        }
        Value::Map(entries)
    }

    /// Returns `None` for `undefined`: in an object it is the same as a missing property.
    fn read_node(&mut self, value: &JsValue, depth: u8) -> Option<Value> {
        let Some(node_budget) = self.node_budget.checked_sub(1) else {
            return Some(Value::Invalid(InvalidReason::TooLarge));
        };
        self.node_budget = node_budget;
        if let Some(content) = self.read_known(value) {
            return Some(Value::Text(content));
        }
        Some(match Kind::of(value) {
            Kind::Undefined => return None,
            Kind::Null => Value::Null,
            Kind::Bool(flag) => Value::Bool(flag),
            Kind::Number(number) if number.is_finite() => Value::Number(number),
            Kind::Number(_) => Value::Invalid(InvalidReason::NumberOutOfRange),
            Kind::Text => self.read_text(value),
            Kind::BigInt => match i64::try_from(value.clone()) {
                Ok(number) if number < 0 => {
                    Value::Text(["-", &u64_to_string(number.unsigned_abs())].concat())
                }
                Ok(number) => Value::Text(u64_to_string(number.unsigned_abs())),
                Err(_) => Value::Invalid(InvalidReason::NumberOutOfRange),
            },
            Kind::List | Kind::Map if depth == MAX_DEPTH => Value::Invalid(InvalidReason::TooDeep),
            Kind::List => self.read_list(value, depth).unwrap_or_else(Value::Invalid),
            Kind::Map => self
                .read_entries(value, depth, &[])
                .map_or_else(Value::Invalid, Value::Map),
            Kind::Date => read_date(value),
            Kind::Blob if !self.is_response => self.read_blob(value),
            Kind::Blob | Kind::Other => Value::Invalid(InvalidReason::UnsupportedType),
            Kind::Unreadable => Value::Invalid(InvalidReason::Unreadable),
        })
    }

    fn read_text(&mut self, value: &JsValue) -> Value {
        let text = value.unchecked_ref::<JsString>();
        let length = text.length();
        if self.is_response && length > MAX_PORTAL_TEXT {
            return Value::Invalid(InvalidReason::TooLarge);
        }
        if !self.is_response && length > MAX_TEXT {
            return match scan(text) {
                Ok(scan) => {
                    let length = length.into();
                    self.store_foreign(ForeignKind::Text { length, scan }, value)
                }
                Err(reason) => Value::Invalid(reason),
            };
        }
        match copy(text) {
            Ok(text) => {
                self.add_text(value, &text);
                Value::Text(text)
            }
            Err(reason) => Value::Invalid(reason),
        }
    }

    /// The name of a property.
    fn read_name(&mut self, key: &JsString) -> Result<String, InvalidReason> {
        if let Some(name) = self.read_known(key) {
            return Ok(name);
        }
        let name = copy_short(key, MAX_NAME).ok_or(InvalidReason::TooLarge)?;
        self.add_text(key, &name);
        Ok(name)
    }

    /// The content of a text that the last values had too.
    fn read_known(&mut self, text: &JsValue) -> Option<String> {
        self.texts.as_mut()?.read(text)
    }

    fn add_text(&mut self, text: &JsValue, content: &str) {
        if let Some(texts) = &mut self.texts {
            texts.add(text, content);
        }
    }

    fn read_list(&mut self, value: &JsValue, depth: u8) -> Result<Value, InvalidReason> {
        let length = property(value, "length").as_f64();
        let length = length.ok_or(InvalidReason::Unreadable)?;
        if length > self.node_budget.into() {
            self.node_budget = 0;
            return Err(InvalidReason::TooLarge);
        }
        let mut items = Vec::new();
        for index in 0..length as u32 {
            let item =
                attempt::get(value, &index.into()).map(|item| self.read_node(&item, depth + 1));
            items.push(
                item.map_or(Value::Invalid(InvalidReason::Unreadable), |item| {
                    item.unwrap_or(Value::Null)
                }),
            );
        }
        Ok(Value::List(items))
    }

    fn read_entries(
        &mut self,
        value: &JsValue,
        depth: u8,
        without: &[&str],
    ) -> Result<Vec<(String, Value)>, InvalidReason> {
        let keys = attempt::keys(value).map_err(|_| InvalidReason::Unreadable)?;
        if keys.length() > self.node_budget {
            self.node_budget = 0;
            return Err(InvalidReason::TooLarge);
        }
        let mut entries = Vec::with_capacity(keys.length() as usize);
        for key in keys.iter() {
            let name = self.read_name(&key)?;
            if without.contains(&name.as_str()) {
                continue;
            }
            match attempt::get(value, &key) {
                Ok(item) => {
                    let item = self.read_node(&item, depth + 1);
                    entries.extend(item.map(|item| (name, item)));
                }
                Err(_) => entries.push((name, Value::Invalid(InvalidReason::Unreadable))),
            }
        }
        Ok(entries)
    }

    fn read_blob(&mut self, value: &JsValue) -> Value {
        let name = match attempt::get(value, &"name".into()) {
            // A `Blob` has no name, and gets the name that browsers use in forms.
            Ok(name) if name.is_undefined() || name.is_null() => "blob".to_owned(),
            Ok(name) if name.is_string() => match short_text(&name, MAX_NAME) {
                Some(name) => name,
                None => return Value::Invalid(InvalidReason::TooLarge),
            },
            _ => return Value::Invalid(InvalidReason::Unreadable),
        };
        match property(value, "size").as_f64() {
            Some(size) if size >= 0.0 && size.is_finite() => {
                self.store_foreign(ForeignKind::Blob { name, size }, value)
            }
            _ => Value::Invalid(InvalidReason::Unreadable),
        }
    }

    fn store_foreign(&mut self, kind: ForeignKind, value: &JsValue) -> Value {
        let index = self.foreign.len();
        self.foreign.push(value.clone());
        Value::Foreign(Foreign { kind, index })
    }
}

/// Scans a long text in pieces, so that the module's memory never contains all of it.
fn scan(text: &JsString) -> Result<TextScan, InvalidReason> {
    let mut scan = TextScan::default();
    let mut start = 0;
    while start < text.length() {
        let mut end = (start + MAX_TEXT).min(text.length());
        // A piece must not end inside a surrogate pair.
        let last = text.char_code_at(end - 1) as u32;
        if (0xd800..0xdc00).contains(&last) && end < text.length() {
            end += 1;
        }
        scan.push(&copy(&text.slice(start, end))?);
        start = end;
    }
    Ok(scan)
}

fn copy(text: &JsString) -> Result<String, InvalidReason> {
    let copy = String::from(text);
    if may_differ(&copy) && !text.is_valid_utf16() {
        return Err(InvalidReason::LoneSurrogate);
    }
    Ok(copy)
}

/// Whether a copy may differ from its text: half a surrogate pair is read as a replacement character.
pub(super) fn may_differ(copy: &str) -> bool {
    // The first byte of the replacement character. Other characters from U+F000 to U+FFFF have it too: for their texts,
    // JavaScript is asked. Decoding each character takes longer.
    copy.as_bytes().contains(&0xef)
}

fn read_date(value: &JsValue) -> Value {
    let time = GET_TIME.with(|get_time| call(get_time, value, &[]));
    match time.map(|time| time.as_f64()) {
        Ok(Some(milliseconds)) if milliseconds.is_finite() => {
            let date = js_sys::Date::new(&milliseconds.into());
            Value::Date(Date {
                unix_seconds: (milliseconds / 1000.0).floor(),
                day: (date.get_full_year(), date.get_month() + 1, date.get_date()),
            })
        }
        Ok(_) => Value::Invalid(InvalidReason::InvalidDate),
        Err(_) => Value::Invalid(InvalidReason::Unreadable),
    }
}
