//! Files: a name and a content (server-rules.md, section 8).
//!
//! The server decodes any text as base64, also a link or an id, and stores the result as a file.

use super::FieldError;
use crate::validate::{IssueCode, Reason};
use crate::value::{Foreign, ForeignKind, InvalidReason, Value};

/// `[name, content]`, with the content in base64 or as a `Blob`. A `File` has its own name. A file input has a list of
/// one file.
pub(super) fn file(given: &Value, limit: f64) -> Result<Value, FieldError> {
    match given {
        Value::Foreign(Foreign {
            kind: ForeignKind::Blob { name, .. },
            ..
        }) => Ok(Value::List(vec![file_name(name)?, content(given, limit)?])),
        Value::List(items) => match items.as_slice() {
            [Value::Text(name), given] => {
                Ok(Value::List(vec![file_name(name)?, content(given, limit)?]))
            }
            [given @ Value::Foreign(_)] => file(given, limit),
            [Value::Foreign(_) | Value::List(_), _, ..] => {
                Err(FieldError(IssueCode::ValueSingleExpected, Reason::None))
            }
            _ => Err(FieldError(IssueCode::FileInvalid, Reason::None)),
        },
        _ => Err(FieldError(IssueCode::FileInvalid, Reason::None)),
    }
}

/// The value in `FormData` of a file input without a chosen file: a `File` without a name and without content.
pub(super) fn is_unchosen(given: &Value) -> bool {
    match given {
        Value::Foreign(Foreign {
            kind: ForeignKind::Blob { name, size },
            ..
        }) => name.is_empty() && *size == 0.0,
        _ => false,
    }
}

/// Whether a list is one file instead of several.
pub(super) fn is_pair(items: &[Value]) -> bool {
    matches!(items, [Value::Text(_), Value::Text(_) | Value::Foreign(_)])
}

fn content(given: &Value, limit: f64) -> Result<Value, FieldError> {
    let invalid = |reason| Err(FieldError(IssueCode::FileInvalid, reason));
    let (is_empty, is_valid) = match (given, given.scan_text()) {
        (_, Some(scan)) => (scan.is_blank(), scan.is_base64()),
        (
            Value::Foreign(Foreign {
                kind: ForeignKind::Blob { size, .. },
                ..
            }),
            None,
        ) => (*size == 0.0, true),
        (Value::Invalid(InvalidReason::Unreadable), None) => {
            return invalid(Reason::InvalidValue(InvalidReason::Unreadable));
        }
        (Value::Invalid(_), None) => return invalid(Reason::FileContent),
        _ => return invalid(Reason::None),
    };
    if is_empty {
        invalid(Reason::FileEmpty)
    } else if !is_valid {
        invalid(Reason::FileContent)
    } else if given.encoded_size() > limit {
        Err(FieldError(IssueCode::FileTooLarge, Reason::None))
    } else {
        Ok(given.clone())
    }
}

/// The server keeps only the part after the last slash, and fails with some names.
fn file_name(name: &str) -> Result<Value, FieldError> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let base: String = base.chars().filter(|char| !char.is_control()).collect();
    let base = base.trim();
    // The limit of file systems.
    if base.is_empty() || base == "." || base == ".." || base.len() > 255 {
        return Err(FieldError(IssueCode::FileInvalid, Reason::FileName));
    }
    Ok(Value::text(base))
}
