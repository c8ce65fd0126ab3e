//! Values written as JSON.

use crate::task::Task;
use crate::value::{Date, InvalidReason, Value};
use serde::Serialize;
use serde_json::{Value as Json, json};

/// JSON as a value. `{"$js": …}` stands for a JavaScript value, as in the vectors.
pub(super) fn value(json: &Json) -> Value {
    part(json).unwrap_or(Value::Null)
}

fn part(json: &Json) -> Option<Value> {
    Some(match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => Value::Number(number.as_f64().unwrap()),
        Json::String(text) => Value::text(text),
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(entries) => match entries.get("$js").map(|kind| kind.as_str().unwrap()) {
            None => Value::Map(
                entries
                    .iter()
                    .filter_map(|(key, item)| Some((key.clone(), part(item)?)))
                    .collect(),
            ),
            Some("undefined") => return None,
            Some("NaN" | "Infinity" | "-Infinity") => {
                Value::Invalid(InvalidReason::NumberOutOfRange)
            }
            Some("Date") => Value::Date(Date {
                unix_seconds: 1_738_318_830.0,
                day: (2025, 1, 31),
            }),
            Some(_) => Value::Invalid(InvalidReason::UnsupportedType),
        },
    })
}

/// The output of serde as JSON. Whole numbers are written without a fraction, as in JavaScript.
pub(super) fn parsed(data: &(impl Serialize + ?Sized)) -> Json {
    whole(serde_json::to_value(data).unwrap())
}

fn whole(json: Json) -> Json {
    match json {
        Json::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 => json!(float as i64),
            _ => Json::Number(number),
        },
        Json::Array(items) => items.into_iter().map(whole).collect(),
        Json::Object(entries) => entries
            .into_iter()
            .map(|(key, item)| (key, whole(item)))
            .collect(),
        other => other,
    }
}

/// An open task with id 12, with an activity and parameters in the format of a row.
pub(super) fn task(activity: &str, parameters: Json) -> Task {
    let row = json!({
        "ID": "12", "USER_ID": "1", "ACTIVITY": activity, "STATUS": "0", "USER_STATUS": "0", "PARAMETERS": parameters,
    });
    Task::from_row(&value(&row)).unwrap()
}

/// A field in the format of a row, with defaults for missing properties.
pub(super) fn field(more: Json) -> Json {
    let mut field = json!({
        "Id": "note", "Type": "string", "BaseType": null, "Name": "Note", "Description": "", "Multiple": false,
        "Required": false, "Options": null, "Settings": null, "Default": null,
    });
    for (key, item) in more.as_object().unwrap() {
        field[key] = item.clone();
    }
    field
}

/// An open request for information with one field.
pub(super) fn form(field_parts: Json) -> Task {
    task(
        "RequestInformationActivity",
        json!({ "Fields": [field(field_parts)] }),
    )
}
