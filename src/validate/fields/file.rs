//! Files: a name and a content (server-rules.md, section 8).
//!
//! The server decodes any text as base64, a link or an id as well, and stores what comes of it.

use super::FieldError;
use crate::validate::{IssueCode, Reason};
use crate::value::{Foreign, ForeignKind, Value};

/// `[name, content]`, whose content is base64 or a `Blob`; a `File` has its name with it.
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
            _ => Err(FieldError(IssueCode::FileInvalid, Reason::None)),
        },
        _ => Err(FieldError(IssueCode::FileInvalid, Reason::None)),
    }
}

/// Whether a list is one file, and not several.
pub(super) fn is_pair(items: &[Value]) -> bool {
    matches!(items, [Value::Text(_), Value::Text(_) | Value::Foreign(_)])
}

fn content(given: &Value, limit: f64) -> Result<Value, FieldError> {
    let (weight, readable) = match given {
        Value::Text(text) => (text.len() as f64, is_base64(text)),
        Value::Foreign(foreign) => {
            let readable = match foreign.kind {
                ForeignKind::Text { base64, .. } => base64,
                ForeignKind::Blob { .. } => true,
            };
            (given.encoded_size(), readable)
        }
        _ => return Err(FieldError(IssueCode::FileInvalid, Reason::None)),
    };
    if weight == 0.0 {
        return Err(FieldError(IssueCode::FileInvalid, Reason::FileEmpty));
    }
    if weight > limit {
        return Err(FieldError(IssueCode::FileTooLarge, Reason::None));
    }
    if !readable {
        return Err(FieldError(IssueCode::FileInvalid, Reason::FileContent));
    }
    Ok(given.clone())
}

/// The server keeps only what comes after the last slash, and stumbles over some of it.
fn file_name(name: &str) -> Result<Value, FieldError> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let base: String = base.chars().filter(|char| !char.is_control()).collect();
    let base = base.trim();
    // What file systems take.
    if base.is_empty() || base == "." || base == ".." || base.len() > 255 {
        return Err(FieldError(IssueCode::FileInvalid, Reason::FileName));
    }
    Ok(Value::text(base))
}

/// The standard alphabet, in groups of four; line breaks and missing padding do no harm.
fn is_base64(text: &str) -> bool {
    let mut count = 0u32;
    let mut padding = 0u32;
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        match byte {
            b'=' => padding += 1,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => count += 1,
            _ => return false,
        }
    }
    // One character alone is less than a byte.
    count > 0 && count % 4 != 1 && padding <= 2
}
