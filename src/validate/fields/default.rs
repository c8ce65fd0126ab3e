//! What an untouched field is sent as, so that the server does not wipe it.

use super::kind::Kind;
use super::{any, given_value, is_blank};
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

/// Whether a value is the field's default: as the portal shows it, or as it is sent.
pub(super) fn is(field: &Field, given: &Value) -> bool {
    let sent = || any(&field.default, &mut Vec::new(), "", &mut Vec::new());
    match &field.default {
        Value::Null => false,
        // Of the portal it says that it cannot be shown, of a caller that there is none.
        Value::Map(entries) if entries.is_empty() => false,
        Value::Text(_) | Value::Number(_) => *given == field.default,
        _ => *given == field.default || sent().as_ref() == Some(given),
    }
}

pub(super) fn kept(field: &Field, kind: Kind) -> Kept {
    let default = &field.default;
    if is_blank(default, kind != Kind::YesNo) {
        return match default {
            // No empty value, of which PHP makes a list, but an object that it cannot show.
            Value::Map(entries) if entries.is_empty() => Kept::Lost,
            // A form that shows "" has "", not null.
            Value::Text(_) if !field.multiple && kind != Kind::File => Kept::Value(default.clone()),
            _ => Kept::Nothing,
        };
    }
    // A file is shown as a link, which would be stored as the content of a new file; no time can be set; and an
    // externally mapped value is not mapped back (server-rules.md, sections 7, 8 and 10).
    let mapped = field
        .settings
        .get("ExternalValues")
        .is_some_and(|values| !is_blank(values, true));
    if kind == Kind::File || kind == Kind::Time || mapped {
        return Kept::Lost;
    }
    // An instant sent back as it was shown would drift by the difference between the user's zone and the server's.
    let mut issues = Vec::new();
    match given_value(field, kind, default, f64::INFINITY, &mut issues) {
        Some(value) if issues.is_empty() => Kept::Value(value),
        // Of several bindings in a single field only the numbers are shown.
        _ if kind == Kind::Crm => Kept::Lost,
        // What the checks would not take from a caller is still what the portal has.
        _ => {
            let mut problems = Vec::new();
            match any(default, &mut Vec::new(), "", &mut problems) {
                Some(value) if problems.is_empty() => Kept::Value(value),
                _ => Kept::Lost,
            }
        }
    }
}
