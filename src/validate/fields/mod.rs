//! The form's fields: which are known, which must be filled, and what is sent for each.

mod binding;
mod choice;
mod date;
mod default;
mod file;
mod number;
mod text;

use super::{Issue, IssueCode, PathSegment, Reason, comment};
use crate::task::{Field, FieldType, Status, Support, Task};
use crate::value::{Foreign, ForeignKind, Value};
use default::DefaultOutcome;

/// Why a value is not good.
struct FieldError(IssueCode, Reason);

impl FieldError {
    fn invalid(detail: Reason) -> Self {
        Self(IssueCode::ValueInvalid, detail)
    }
}

/// Returns what to send, in the order of the form: `None` where there is no form. `limit`: how many bytes of files the
/// request may have.
pub(super) fn validate(
    value: &Value,
    status: Option<Status>,
    task: Option<&Task>,
    limit: f64,
    issues: &mut Vec<Issue>,
) -> Option<Vec<(String, Value)>> {
    let given = match value {
        Value::Null => None,
        Value::Map(entries) => Some(entries.as_slice()),
        // PHP's only empty map.
        Value::List(items) if items.is_empty() => Some(&[][..]),
        value => {
            let issue = Issue::new(IssueCode::FieldsInvalid, vec![PathSegment::key("fields")]);
            issues.push(match value {
                Value::Invalid(problem) => issue.with_reason(Reason::InvalidValue(*problem)),
                _ => issue,
            });
            return None;
        }
    };
    let sent = match task {
        None => given.map(|given| check_untyped(given, issues)),
        Some(task) if task.activity.has_fields() => {
            Some(form(task, given.unwrap_or_default(), status, limit, issues))
        }
        Some(_) => {
            if given.is_some_and(|given| !given.is_empty()) {
                issues.push(Issue::new(
                    IssueCode::FieldsNotExpected,
                    vec![PathSegment::key("fields")],
                ));
            }
            None
        }
    };
    let weight = sent
        .iter()
        .flatten()
        .map(|(_, value)| value.encoded_size())
        .sum();
    if weight > limit {
        let issue = Issue::new(IssueCode::FileTooLarge, vec![PathSegment::key("fields")]);
        issues.push(
            issue
                .with_reason(Reason::TotalSize)
                .with_size(weight, limit),
        );
    }
    sent
}

/// Checks one field on its own. Returns what to send for it, if anything.
pub(super) fn validate_field(
    field: &Field,
    module: &str,
    given: Option<&Value>,
    status: Option<Status>,
    limit: f64,
    issues: &mut Vec<Issue>,
) -> Option<Value> {
    // On a cancellation the server does not look at the fields; or it does, by a setting that is not shown
    // (server-rules.md, section 9). Nobody who cancels is to be asked for values, so only defaults are kept.
    let required = field.required && status != Some(Status::Cancel);
    let (kind, support) = (field.field_type, field.support(module));
    let issue = |code| Issue::new(code, path(&field.id)).with("name", &field.name);
    let before = issues.len();
    let value = match given {
        // What a form shows and nobody has touched is no worse for it than what is left out.
        Some(given) if !default::is_default(field, given) => {
            convert_value(field, kind, given, limit, issues)
        }
        // The server wipes what is not sent, but for what it would not store (server-rules.md, section 5).
        given if given.is_some() || !required && support != Support::Dropped => {
            match default::preserve(field, kind) {
                DefaultOutcome::Preserved(value) => Some(value),
                DefaultOutcome::None => None,
                DefaultOutcome::NotPreservable => {
                    issues.push(issue(IssueCode::DefaultNotKept));
                    None
                }
            }
        }
        _ => None,
    };
    let value = value.filter(|value| !required || !is_empty(kind, value));
    let value = value.map(|value| {
        // Blank, it would wipe the comment.
        let wipes = field.id == comment::FIELD && is_empty(kind, &value);
        if wipes { Value::Null } else { value }
    });
    if required && value.is_none() && !issues.iter().skip(before).any(Issue::blocks) {
        let detail = match kind {
            FieldType::Bool
            | FieldType::Select
            | FieldType::User
            | FieldType::CrmItem
            | FieldType::EntityId => Reason::Choice,
            FieldType::File => Reason::File,
            _ => Reason::None,
        };
        issues.push(issue(IssueCode::ValueRequired).with_reason(detail));
    }
    if value.as_ref().is_some_and(|value| *value != Value::Null) {
        match support {
            Support::Stored if kind == FieldType::Time => {
                issues.push(issue(IssueCode::TypeNotSettable).with_reason(Reason::Time))
            }
            Support::Stored => {}
            Support::Dropped => {
                issues.push(issue(IssueCode::TypeNotSettable).with("type", &field.type_name))
            }
            Support::Unknown => {
                issues.push(issue(IssueCode::TypeUnknown).with("type", &field.type_name))
            }
        }
    }
    value
}

/// Without the task: only what no portal can take is an issue.
fn check_untyped(given: &[(String, Value)], issues: &mut Vec<Issue>) -> Vec<(String, Value)> {
    let mut sent = Vec::new();
    for (id, value) in given {
        let value = match value {
            Value::List(_) | Value::Map(_) if is_blank(value, false) => Some(Value::Null),
            Value::Null => Some(Value::Null),
            value => to_wire(value, &mut path(id), id, issues),
        };
        sent.extend(value.map(|value| (id.clone(), value)));
    }
    sent
}

fn form(
    task: &Task,
    given: &[(String, Value)],
    status: Option<Status>,
    limit: f64,
    issues: &mut Vec<Issue>,
) -> Vec<(String, Value)> {
    let mut sent = Vec::new();
    for field in &task.fields {
        let value = given
            .iter()
            .find(|(id, _)| *id == field.id)
            .map(|(_, value)| value);
        if let Some(value) = validate_field(field, &task.module, value, status, limit, issues) {
            sent.push((field.id.clone(), value));
        }
    }
    for (id, _) in given {
        if !task.fields.iter().any(|field| field.id == *id) {
            issues.push(unknown(id, &task.fields));
        }
    }
    sent
}

/// What to send for a value: `Value::Null` for one that is empty, which clears the field. `None` for one that is no good,
/// which is an issue.
fn convert_value(
    field: &Field,
    kind: FieldType,
    given: &Value,
    limit: f64,
    issues: &mut Vec<Issue>,
) -> Option<Value> {
    if is_empty(kind, given) {
        return Some(Value::Null);
    }
    let mut path = path(&field.id);
    if !field.multiple {
        return convert_item(field, kind, given, limit, &mut path, issues);
    }
    let items = match given {
        // A file that is given flat would be stored as two: its name is base64 to the server.
        Value::List(items) if kind == FieldType::File && file::is_pair(items) => {
            std::slice::from_ref(given)
        }
        Value::List(items) => items,
        // The server does not convert what is no list.
        given => std::slice::from_ref(given),
    };
    let before = issues.len();
    let mut sent = Vec::new();
    for (index, given) in items
        .iter()
        .enumerate()
        .filter(|(_, given)| !is_empty(kind, given))
    {
        path.push(PathSegment::Index(index as u32));
        sent.extend(convert_item(field, kind, given, limit, &mut path, issues));
        path.pop();
    }
    match sent.is_empty() {
        false => Some(Value::List(sent)),
        // Of blanks alone.
        true if issues.len() == before => Some(Value::Null),
        true => None,
    }
}

/// One value of a field.
fn convert_item(
    field: &Field,
    kind: FieldType,
    given: &Value,
    limit: f64,
    path: &mut Vec<PathSegment>,
    issues: &mut Vec<Issue>,
) -> Option<Value> {
    let result = match (kind, given) {
        (_, Value::Invalid(problem)) => Err(FieldError::invalid(Reason::InvalidValue(*problem))),
        (FieldType::Any, given) => return to_wire(given, path, &field.name, issues),
        (FieldType::File, given) => file::file(given, limit),
        (FieldType::Email | FieldType::Phone | FieldType::Url | FieldType::Messenger, given) => {
            text::contact(kind, given)
        }
        (_, Value::List(_)) => Err(FieldError(IssueCode::ValueSingleExpected, Reason::None)),
        (FieldType::Bool, given) => choice::bool(given),
        (FieldType::Select, given) => choice::option(given, field),
        (FieldType::Integer, given) => number::integer(given),
        (FieldType::Double, given) => number::double(given),
        (FieldType::Money, given) => number::money(given),
        (FieldType::Date, given) => date::date(given),
        (FieldType::DateTime, given) => date::datetime(given),
        (FieldType::Time, given) => date::time(given),
        (FieldType::User, given) => binding::user(given),
        (FieldType::EntityId, given) => binding::entity_id(given),
        (FieldType::CrmItem, given) => binding::crm_item(given, field),
        (FieldType::Html, given) => text::html(given),
        (FieldType::Text, given) => text::text(given),
        (FieldType::Address, given) => text::address(given),
    };
    match result {
        // What was passed on in one piece may hold what cannot be sent.
        Ok(value) => to_wire(&value, path, &field.name, issues),
        Err(FieldError(code, detail)) => {
            let issue = Issue::new(code, path.clone())
                .with_reason(detail)
                .with("name", &field.name);
            issues.push(match code {
                IssueCode::ValueNotInOptions => {
                    let labels = field
                        .options
                        .iter()
                        .flatten()
                        .map(|option| option.label.as_str());
                    issue.with("options", &labels.collect::<Vec<_>>().join(", "))
                }
                IssueCode::FileTooLarge => issue.with_size(given.encoded_size(), limit),
                _ => issue,
            });
            None
        }
    }
}

/// Values as they go over the wire: the same over every connection, whether as JSON or as a form.
fn to_wire(
    given: &Value,
    path: &mut Vec<PathSegment>,
    name: &str,
    issues: &mut Vec<Issue>,
) -> Option<Value> {
    Some(match given {
        // Neither a form nor BX24.js can send null inside a list without leaving a gap in it.
        Value::Null => Value::text(""),
        // As a form they would be the words "true" and "false", which are both true.
        Value::Bool(yes) => Value::yes_no(*yes),
        Value::Number(_)
        | Value::Text(_)
        | Value::Foreign(Foreign {
            kind: ForeignKind::Text { .. },
            ..
        }) => given.clone(),
        Value::Date(_) => return date::datetime(given).ok(),
        Value::List(items) => {
            let mut parts = Vec::new();
            for (index, item) in items.iter().enumerate() {
                path.push(PathSegment::Index(index as u32));
                parts.extend(to_wire(item, path, name, issues));
                path.pop();
            }
            Value::List(parts)
        }
        Value::Map(entries) => {
            let mut parts = Vec::new();
            for (key, item) in entries {
                path.push(PathSegment::key(key));
                parts.extend(to_wire(item, path, name, issues).map(|item| (key.clone(), item)));
                path.pop();
            }
            Value::Map(parts)
        }
        // With its name, which only a list or a map has room for.
        Value::Foreign(_) => given.clone(),
        Value::Invalid(problem) => {
            let issue = Issue::new(IssueCode::ValueInvalid, path.clone()).with("name", name);
            issues.push(issue.with_reason(Reason::InvalidValue(*problem)));
            return None;
        }
    })
}

/// Whether a value is none, to the server (server-rules.md, section 6) or to a person: a blank text is one only where
/// blanks are not what is asked for.
fn is_empty(kind: FieldType, value: &Value) -> bool {
    match value {
        Value::Text(text) if kind != FieldType::Any => comment::is_blank(text),
        value => is_blank(value, kind != FieldType::Bool),
    }
}

/// To the server a JSON `false` is empty too; to a yes-or-no field it is the answer "N".
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

/// Ids are compared exactly, and a value under any other is dropped without a word.
fn unknown(id: &str, fields: &[Field]) -> Issue {
    let issue = Issue::new(IssueCode::FieldUnknown, path(id)).with("id", id);
    match fields
        .iter()
        .find(|field| field.id.eq_ignore_ascii_case(id.trim()))
    {
        Some(field) => issue
            .with_reason(Reason::DidYouMean)
            .with("suggestion", &field.id),
        None => issue,
    }
}

fn path(id: &str) -> Vec<PathSegment> {
    vec![PathSegment::key("fields"), PathSegment::key(id)]
}
