//! What an untouched field is sent as, so that the server does not wipe it.

use super::moment;
use super::wire::{self, unix};
use crate::task::Field;
use crate::value::Value;

/// What becomes of a field's default.
pub(super) enum Kept {
    /// Sent as this value.
    Value(Value),
    /// There is none.
    Nothing,
    /// There is one, and no value that could be sent stands for it.
    Lost,
}

pub(super) fn kept(field: &Field) -> Kept {
    let default = &field.default;
    if wire::is_empty(field, default) {
        return match default {
            // A form that shows "" has "", not null.
            Value::Text(_) if !field.multiple && !field.is("file") => Kept::Value(default.clone()),
            _ => Kept::Nothing,
        };
    }
    // A file is shown as a link, which would be stored as the content of a new file; no time can be set; and an
    // externally mapped value is not mapped back (server-rules.md, sections 7, 8 and 10).
    let mapped = field
        .settings
        .get("ExternalValues")
        .is_some_and(|values| !wire::is_empty(field, values));
    if field.is("file") || field.is("time") || mapped {
        return Kept::Lost;
    }
    if !["date", "datetime", "UF:date", "S:Date", "S:DateTime"]
        .iter()
        .any(|kind| field.is(kind))
    {
        let value = wire::field_value(field, default, &mut Vec::new());
        return value.map_or(Kept::Nothing, Kept::Value);
    }
    match default {
        Value::Text(text) => kept_moment(field, text).map_or(Kept::Nothing, Kept::Value),
        Value::List(items) => {
            let moments = items
                .iter()
                .filter_map(|item| kept_moment(field, item.as_text()?));
            Kept::Value(Value::List(moments.collect()))
        }
        default => Kept::Value(default.clone()),
    }
}

/// An instant sent back as it was shown drifts by the difference between the user's zone and the server's; a day
/// does not (server-rules.md, section 10).
fn kept_moment(field: &Field, text: &str) -> Option<Value> {
    // Stands for a default that the server could not read.
    if text.starts_with("1970-01-01") {
        return None;
    }
    let is_day = ["date", "UF:date", "S:Date"]
        .iter()
        .any(|kind| field.is(kind));
    match moment::unix_seconds(text) {
        Some(seconds) if !is_day => Some(Value::Text(unix(seconds as f64))),
        _ => Some(Value::text(text)),
    }
}
