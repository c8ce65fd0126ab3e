//! The value to send for an unchanged field: the server clears fields that are not sent.

use super::{accepts_false, convert_value, is_blank, to_wire};
use crate::task::{Field, FieldType};
use crate::value::Value;

/// The result for a field's default.
pub(super) enum DefaultOutcome {
    /// Send this value.
    Preserved(Value),
    /// The field has no default.
    None,
    /// No value that can be sent preserves it.
    NotPreservable,
}

/// Whether a value is the field's default, in the portal's format or in the format to send.
pub(super) fn is_default(field: &Field, given: &Value) -> bool {
    let sent = || to_wire(&field.default, &mut Vec::new(), "", &mut Vec::new());
    match &field.default {
        Value::Null => false,
        // From the portal it means a default that cannot be shown; from a caller it means no value.
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
    // The default of a file is a link, which the server would store as the content of a new file. Times cannot be set.
    // Externally mapped values are not mapped back (server-rules.md, sections 7, 8 and 10).
    let mapped = field
        .settings
        .get("ExternalValues")
        .is_some_and(|values| !is_blank(values, true));
    if kind == FieldType::File || kind == FieldType::Time || mapped {
        return DefaultOutcome::NotPreservable;
    }
    // Here a bare number is a group. For callers it means a user.
    let is_stored_as_shown = kind == FieldType::User;
    // The conversion also turns a date and time into an instant. Otherwise the user's offset would shift it.
    let mut issues = Vec::new();
    match convert_value(field, kind, default, f64::INFINITY, &mut issues) {
        Some(value) if issues.is_empty() && !is_stored_as_shown => DefaultOutcome::Preserved(value),
        // For several items in a single field, the portal shows only their ids.
        _ if kind == FieldType::CrmItem => DefaultOutcome::NotPreservable,
        // The portal has stored it already, even if it is not valid.
        _ => {
            let mut problems = Vec::new();
            match to_wire(default, &mut Vec::new(), "", &mut problems) {
                Some(value) if problems.is_empty() => DefaultOutcome::Preserved(value),
                _ => DefaultOutcome::NotPreservable,
            }
        }
    }
}
