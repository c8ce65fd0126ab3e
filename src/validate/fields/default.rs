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
    match &field.default {
        Value::Null => false,
        // From the portal it means a default that cannot be shown; from a caller it means no value.
        Value::Map(entries) if entries.is_empty() => false,
        Value::Text(_) => *given == field.default,
        _ => *given == field.default || as_shown(field).as_ref() == Some(given),
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
    // The portal would store some values otherwise than it shows them: it shifts a date and time by the user's offset,
    // decodes entities in addresses, and has cut the prefix of CRM items. All its parts read only "Y" and "N" alike.
    let mut issues = Vec::new();
    let converted = match kind {
        FieldType::Bool
        | FieldType::Date
        | FieldType::DateTime
        | FieldType::Address
        | FieldType::CrmItem => convert_value(field, kind, default, f64::INFINITY, &mut issues),
        _ => None,
    };
    // The portal shows several items in a single field as one text.
    let is_joined =
        kind == FieldType::CrmItem && default.as_text().is_some_and(|text| text.contains(','));
    // The portal has stored other values already, even if they are not valid.
    converted
        .filter(|_| issues.is_empty())
        .or_else(|| as_shown(field).filter(|_| !is_joined))
        .map_or(DefaultOutcome::NotPreservable, DefaultOutcome::Preserved)
}

/// The default as the portal shows it, in the format to send.
fn as_shown(field: &Field) -> Option<Value> {
    let mut issues = Vec::new();
    to_wire(&field.default, &mut Vec::new(), "", &mut issues).filter(|_| issues.is_empty())
}
