//! What is sent for an untouched field: the server clears fields that are not sent.

use super::{accepts_false, convert_value, is_blank, to_wire};
use crate::task::{Field, FieldType};
use crate::value::Value;

/// What becomes of a field's default.
pub(super) enum DefaultOutcome {
    /// Send this value.
    Preserved(Value),
    /// The field has no default.
    None,
    /// No value that can be sent preserves it.
    NotPreservable,
}

/// Whether a value is the field's default: as the portal shows it, or as it is sent.
pub(super) fn is_default(field: &Field, given: &Value) -> bool {
    let sent = || to_wire(&field.default, &mut Vec::new(), "", &mut Vec::new());
    match &field.default {
        Value::Null => false,
        // From the portal it is a default that cannot be shown, from a caller no value.
        Value::Map(entries) if entries.is_empty() => false,
        Value::Text(_) => *given == field.default,
        _ => *given == field.default || sent().as_ref() == Some(given),
    }
}

pub(super) fn preserve(field: &Field, kind: FieldType) -> DefaultOutcome {
    let default = &field.default;
    if is_blank(default, !accepts_false(field)) {
        return match default {
            // PHP encodes an empty value as a list, and an object that it cannot show as a map.
            Value::Map(entries) if entries.is_empty() => DefaultOutcome::NotPreservable,
            // The portal's own form sends "" here, not null.
            Value::Text(_) if !field.multiple && kind != FieldType::File => {
                DefaultOutcome::Preserved(default.clone())
            }
            _ => DefaultOutcome::None,
        };
    }
    // The default of a file is a link, which would be stored as the content of a new file. Times cannot be set.
    // Externally mapped values are not mapped back (server-rules.md, sections 7, 8 and 10).
    let mapped = field
        .settings
        .get("ExternalValues")
        .is_some_and(|values| !is_blank(values, true));
    if kind == FieldType::File || kind == FieldType::Time || mapped {
        return DefaultOutcome::NotPreservable;
    }
    // A bare number is a group here, whereas callers mean a user by it.
    let is_stored_as_shown = kind == FieldType::User;
    // Conversion also makes an instant of a date and time, which would else be shifted by the user's offset.
    let mut issues = Vec::new();
    match convert_value(field, kind, default, f64::INFINITY, &mut issues) {
        Some(value) if issues.is_empty() && !is_stored_as_shown => DefaultOutcome::Preserved(value),
        // The portal shows only the ids of several items in a single field.
        _ if kind == FieldType::CrmItem => DefaultOutcome::NotPreservable,
        // The portal stores it already, even if it is not valid.
        _ => {
            let mut problems = Vec::new();
            match to_wire(default, &mut Vec::new(), "", &mut problems) {
                Some(value) if problems.is_empty() => DefaultOutcome::Preserved(value),
                _ => DefaultOutcome::NotPreservable,
            }
        }
    }
}
