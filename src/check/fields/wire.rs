//! Values as they go over the wire: the same over every connection, whether as JSON or as a form.

use super::super::{Detail, Issue, IssueCode, Step};
use super::path;
use crate::task::Field;
use crate::value::{Date, ForeignKind, Value, digits};

/// The value of a known field. `None` for one that is empty, or cannot be sent; the latter is an issue.
pub(super) fn field_value(field: &Field, given: &Value, issues: &mut Vec<Issue>) -> Option<Value> {
    match given {
        given if is_empty(field, given) => None,
        Value::Date(date) if field.is("date") || field.is("UF:date") || field.is("S:Date") => {
            Some(Value::Text(day(date)))
        }
        given => part(given, &mut path(&field.id), &field.name, issues),
    }
}

/// The value of a field that is not known.
pub(super) fn value(id: &str, given: &Value, issues: &mut Vec<Issue>) -> Option<Value> {
    if is_blank(given, false) {
        return None;
    }
    part(given, &mut path(id), id, issues)
}

/// Whether a value is none: null, an empty text, or a list or map of nothing else (server-rules.md, section 6).
///
/// An empty value is not sent, which on the server is the same as `null` and the only form of it that every
/// connection can carry. To the server a JSON `false` is empty too; to a yes-or-no field it is the answer "N".
pub(super) fn is_empty(field: &Field, value: &Value) -> bool {
    is_blank(value, !field.is("bool"))
}

fn is_blank(value: &Value, false_is_blank: bool) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(false) => false_is_blank,
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.iter().all(|item| is_blank(item, false_is_blank)),
        Value::Map(entries) => entries
            .iter()
            .all(|(_, item)| is_blank(item, false_is_blank)),
        _ => false,
    }
}

fn part(given: &Value, path: &mut Vec<Step>, name: &str, issues: &mut Vec<Issue>) -> Option<Value> {
    let issue = |code, path: &[Step]| Issue::new(code, path.to_vec()).with("name", name);
    Some(match given {
        // Neither a form nor BX24.js can send null inside a list without leaving a gap in it.
        Value::Null => Value::text(""),
        // As a form they would be the words "true" and "false", which are both true.
        Value::Bool(yes) => Value::text(if *yes { "Y" } else { "N" }),
        Value::Number(_) | Value::Text(_) => given.clone(),
        Value::Date(date) => Value::Text(unix(date.unix)),
        Value::List(items) => {
            let mut parts = Vec::new();
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index as u32));
                parts.extend(part(item, path, name, issues));
                path.pop();
            }
            Value::List(parts)
        }
        Value::Map(entries) => {
            let mut parts = Vec::new();
            for (key, item) in entries {
                path.push(Step::key(key));
                parts.extend(part(item, path, name, issues).map(|item| (key.clone(), item)));
                path.pop();
            }
            Value::Map(parts)
        }
        Value::Foreign(foreign) if foreign.kind == ForeignKind::Text => given.clone(),
        Value::Foreign(_) => {
            issues.push(issue(IssueCode::FileInvalid, path));
            return None;
        }
        Value::Unusable(problem) => {
            issues.push(issue(IssueCode::ValueInvalid, path).because(Detail::Unusable(*problem)));
            return None;
        }
    })
}

/// Seconds since 1970 as text: the one form that names the same instant in every time zone of server and user, and
/// under every culture (server-rules.md, section 7).
pub(super) fn unix(seconds: f64) -> String {
    let text = digits(seconds.abs() as u64);
    if seconds < 0.0 {
        ["-", &text].concat()
    } else {
        text
    }
}

fn day(date: &Date) -> String {
    let (year, month, day) = date.day;
    let padded = |number: u64, length: usize| {
        let digits = digits(number);
        ["0".repeat(length.saturating_sub(digits.len())), digits].concat()
    };
    [
        &padded(year.unsigned_abs().into(), 4),
        "-",
        &padded(month.into(), 2),
        "-",
        &padded(day.into(), 2),
    ]
    .concat()
}
