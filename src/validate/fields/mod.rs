//! The fields of a form: known fields, required fields, and the values to send.

mod binding;
mod choice;
mod date;
mod default;
mod file;
mod index;
mod number;
mod text;

use super::{Issue, IssueCode, PathSegment, Reason, Severity, comment};
use crate::task::{Field, FieldType, Status, Support, Task};
use crate::value::{Foreign, ForeignKind, InvalidReason, Value, number_to_string};
use choice::Options;
use default::DefaultOutcome;
use index::Index;

/// The maximum number of options in a message.
const MAX_LABELS: usize = 20;

/// The reason why a value is not valid.
struct FieldError(IssueCode, Reason);

impl FieldError {
    const fn invalid(reason: Reason) -> Self {
        Self(IssueCode::ValueInvalid, reason)
    }
}

/// Returns the values to send, in the order of the form, or `None` if there is no form. `limit`: the maximum size of
/// the request's files in bytes.
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
        // PHP encodes an empty map as a list.
        Value::List(items) if items.is_empty() => Some(&[][..]),
        value => {
            let issue = Issue::new(IssueCode::FieldsInvalid, vec![PathSegment::key("fields")]);
            issues.push(match value {
                Value::Invalid(reason) => issue.with_reason(Reason::InvalidValue(*reason)),
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
    let size = sent
        .iter()
        .flatten()
        .map(|(_, value)| value.encoded_size())
        .sum();
    if size > limit {
        let issue = Issue::new(IssueCode::FileTooLarge, vec![PathSegment::key("fields")]);
        issues.push(issue.with_reason(Reason::TotalSize).with_size(size, limit));
    }
    sent
}

/// Checks one field. Returns the value to send, if any.
pub(super) fn validate_field(
    field: &Field,
    module: &str,
    given: Option<&Value>,
    status: Option<Status>,
    limit: f64,
    issues: &mut Vec<Issue>,
) -> Option<Value> {
    // With the status "cancel" the server ignores the fields, unless a hidden setting is on (server-rules.md, section
    // 9). Users who cancel need not enter values, so only defaults are preserved.
    let required = field.required && status != Some(Status::Cancel);
    let (field_type, support) = (field.type_in(module), field.support(module));
    let issue = |code| Issue::new(code, path(&field.id)).with("name", &field.name);
    let before = issues.len();
    let value = match given {
        // An unchanged value counts as no value.
        Some(given) if !default::is_default(field, given) => {
            let value = convert_value(field, field_type, given, limit, issues);
            for issue in issues.iter_mut().skip(before) {
                let inside = std::mem::replace(&mut issue.path, path(&field.id));
                issue.path.extend(inside);
            }
            value
        }
        // The server clears fields that are not sent, unless it ignores the type (server-rules.md, section 5).
        given if given.is_some() || !required && support != Support::Dropped => {
            match default::preserve(field, field_type) {
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
    let value = value.filter(|value| !required || !is_empty(field, value));
    let value = value.map(|value| {
        // An empty text would clear the comment.
        let clears_comment = field.id == comment::FIELD && is_empty(field, &value);
        if clears_comment { Value::Null } else { value }
    });
    let is_stored = support != Support::Dropped && field_type != FieldType::Time;
    let has_error = issues.iter().skip(before).any(Issue::is_error);
    let is_given = value.as_ref().is_some_and(|value| *value != Value::Null);
    if required && !is_stored {
        // The server refuses the task with every value.
        issues.push(
            issue(IssueCode::TypeNotSettable)
                .with("type", &field.type_name)
                .with_reason(Reason::Required)
                .with_severity(Severity::Error),
        );
    } else if required && value.is_none() && !has_error {
        let reason = match field_type {
            FieldType::Bool
            | FieldType::Select
            | FieldType::User
            | FieldType::CrmItem
            | FieldType::EntityId => Reason::Choice,
            FieldType::File => Reason::File,
            _ => Reason::None,
        };
        issues.push(issue(IssueCode::ValueRequired).with_reason(reason));
    } else if is_given && !is_stored {
        issues.push(issue(IssueCode::TypeNotSettable).with("type", &field.type_name));
    } else if is_given && support == Support::Unknown {
        issues.push(issue(IssueCode::TypeUnknown).with("type", &field.type_name));
    }
    value
}

/// Checks fields without the task: only values that cannot be sent are an issue.
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
    let values = Index::new(given.iter().map(|(id, _)| id.as_str()));
    let mut is_unknown = vec![true; given.len()];
    let mut sent = Vec::with_capacity(task.fields.len());
    for field in &task.fields {
        let place = values.find(&field.id);
        if let Some(is_unknown) = place.and_then(|place| is_unknown.get_mut(place)) {
            *is_unknown = false;
        }
        let value = place.and_then(|place| given.get(place));
        let value = value.map(|(_, value)| value);
        if let Some(value) = validate_field(field, &task.module, value, status, limit, issues) {
            sent.push((field.id.clone(), value));
        }
    }
    if is_unknown.contains(&true) {
        let unknown = given.iter().zip(is_unknown);
        let unknown = unknown.filter(|(_, is_unknown)| *is_unknown);
        let folded: Vec<String> = task.fields.iter().map(|field| fold(&field.id)).collect();
        let similar = Index::new(folded.iter().map(String::as_str));
        // A label in place of the id.
        let labels = Index::new(task.fields.iter().map(|field| field.name.as_str()));
        issues.extend(unknown.map(|((id, _), _)| {
            let suggestion = similar
                .find(&fold(id))
                .or_else(|| labels.find_unique(id))
                .and_then(|place| task.fields.get(place));
            unknown_field(id, suggestion)
        }));
    }
    sent
}

/// A name in lower case without surrounding blanks.
fn fold(id: &str) -> String {
    id.trim().to_ascii_lowercase()
}

/// Returns the value to send: `Value::Null` for an empty value, which clears the field; `None` for an invalid value,
/// which is an issue. The paths of issues start at the value.
fn convert_value(
    field: &Field,
    kind: FieldType,
    given: &Value,
    limit: f64,
    issues: &mut Vec<Issue>,
) -> Option<Value> {
    if is_empty(field, given) {
        return Some(Value::Null);
    }
    let mut path = Vec::new();
    // A long list of values may be looked up in a long list of options.
    let options = (kind == FieldType::Select).then(|| Options::new(field));
    let options = options.as_ref();
    if !field.multiple {
        let given = match given {
            // A control for several values has a list of one. A list of maps is a format of contacts.
            Value::List(items) if kind != FieldType::Any => match items.as_slice() {
                [one] if !kind.is_contact() || one.as_map().is_none() => one,
                _ => given,
            },
            given => given,
        };
        return convert_item(field, kind, options, given, limit, &mut path, issues);
    }
    let picked;
    let items = match given {
        // The server would store two files, and decode the name of the first as its content.
        Value::List(items) if kind == FieldType::File && file::is_pair(items) => {
            std::slice::from_ref(given)
        }
        Value::List(items) => items,
        Value::Map(_) if kind == FieldType::CrmItem => {
            picked = binding::picked_items(given);
            picked.as_deref().unwrap_or(std::slice::from_ref(given))
        }
        // The server converts only the items of lists.
        given => std::slice::from_ref(given),
    };
    let before = issues.len();
    let mut sent = Vec::new();
    for (index, given) in items
        .iter()
        .enumerate()
        .filter(|(_, given)| !is_empty(field, given))
    {
        path.push(PathSegment::Index(index as u32));
        sent.extend(convert_item(
            field, kind, options, given, limit, &mut path, issues,
        ));
        path.pop();
    }
    match sent.is_empty() {
        false => Some(Value::List(sent)),
        // All items are empty.
        true if issues.len() == before => Some(Value::Null),
        true => None,
    }
}

/// One value of a field.
fn convert_item(
    field: &Field,
    kind: FieldType,
    options: Option<&Options<'_>>,
    given: &Value,
    limit: f64,
    path: &mut Vec<PathSegment>,
    issues: &mut Vec<Issue>,
) -> Option<Value> {
    let result = match (kind, given) {
        (_, Value::Invalid(reason)) => Err(FieldError::invalid(Reason::InvalidValue(*reason))),
        (FieldType::Any, given) => return to_wire(given, path, &field.name, issues),
        (FieldType::File, given) => file::file(given, limit),
        (_, Value::List(_)) if kind.is_contact() => text::contact(kind, given),
        (_, Value::List(_)) => Err(FieldError(IssueCode::ValueSingleExpected, Reason::None)),
        (FieldType::Html, given) => text::html(given),
        (FieldType::Text, given) => text::text(given),
        (
            _,
            Value::Foreign(Foreign {
                kind: ForeignKind::Text { .. },
                ..
            }),
        ) => Err(FieldError::invalid(Reason::InvalidValue(
            InvalidReason::TooLarge,
        ))),
        (FieldType::Email | FieldType::Phone | FieldType::Url | FieldType::Messenger, given) => {
            text::contact(kind, given)
        }
        (FieldType::Bool, given) => choice::bool(given),
        (FieldType::Select, given) => choice::option(given, options),
        (FieldType::Integer, given) => number::integer(given),
        (FieldType::Double, given) => number::double(given),
        (FieldType::Money, given) => number::money(given),
        (FieldType::Date, given) => date::date(given),
        (FieldType::DateTime, given) => date::datetime(given),
        (FieldType::Time, given) => date::time(given),
        (FieldType::User, given) => binding::user(given),
        (FieldType::EntityId, given) => binding::entity_id(given),
        (FieldType::CrmItem, given) => binding::crm_item(given, field),
        (FieldType::Address, given) => text::address(given),
    };
    match result {
        Ok(text @ Value::Text(_)) => Some(text),
        // A map or list may contain values that cannot be sent.
        Ok(value) => to_wire(&value, path, &field.name, issues),
        Err(FieldError(code, reason)) => {
            let issue = Issue::new(code, path.clone())
                .with_reason(reason)
                .with("name", &field.name);
            issues.push(match code {
                IssueCode::ValueNotInOptions => {
                    let mut labels: Vec<&str> = field
                        .options
                        .iter()
                        .flatten()
                        .map(|option| option.label.as_str())
                        .take(MAX_LABELS + 1)
                        .collect();
                    if labels.len() > MAX_LABELS {
                        labels.truncate(MAX_LABELS);
                        labels.push("…");
                    }
                    issue.with("options", &labels.join(", "))
                }
                IssueCode::FileTooLarge => issue.with_size(given.encoded_size(), limit),
                _ => issue,
            });
            None
        }
    }
}

/// A value in the format that every connection sends unchanged, as JSON or as a form.
fn to_wire(
    given: &Value,
    path: &mut Vec<PathSegment>,
    name: &str,
    issues: &mut Vec<Issue>,
) -> Option<Value> {
    Some(match given {
        // In a list, null would become a gap in a form and in BX24.js.
        Value::Null => Value::text(""),
        // In a form they would be the texts "true" and "false", and the server reads both as true.
        Value::Bool(yes) => Value::yes_no(*yes),
        // In JSON they would be numbers, and the server keeps the type.
        Value::Number(number) => Value::Text(number_to_string(*number)),
        Value::Text(_)
        | Value::Foreign(Foreign {
            kind: ForeignKind::Text { .. },
            ..
        }) => given.clone(),
        Value::Date(_) => match date::datetime(given) {
            Ok(instant) => instant,
            Err(_) => {
                let given = Value::Invalid(InvalidReason::InvalidDate);
                return to_wire(&given, path, name, issues);
            }
        },
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
        Value::Foreign(_) => given.clone(),
        Value::Invalid(reason) => {
            let issue = Issue::new(IssueCode::ValueInvalid, path.clone()).with("name", name);
            issues.push(issue.with_reason(Reason::InvalidValue(*reason)));
            return None;
        }
    })
}

/// Whether a value is empty for the server (server-rules.md, section 6) or for a user.
fn is_empty(field: &Field, value: &Value) -> bool {
    let kind = field.field_type;
    match value {
        given if kind == FieldType::File && file::is_unchosen(given) => true,
        Value::Text(text) if kind == FieldType::Money && number::is_currency(text) => true,
        value if value.is_text() => value.is_blank_text(),
        Value::List(items) => items.iter().all(|item| is_empty(field, item)),
        Value::Map(entries) => match content_key(kind).and_then(|key| value.get(key)) {
            Some(content) => is_empty(field, content),
            None => entries.iter().all(|(_, item)| is_empty(field, item)),
        },
        value => is_blank(value, !accepts_false(field)),
    }
}

/// The key of what a user enters, in values that are maps. The type of a text, the label of an option or the name of a
/// user may be set although nothing was entered.
fn content_key(kind: FieldType) -> Option<&'static str> {
    match kind {
        FieldType::Html => Some("TEXT"),
        FieldType::Select => Some("value"),
        FieldType::User | FieldType::EntityId | FieldType::CrmItem => Some("id"),
        kind if kind.is_contact() => Some("VALUE"),
        _ => None,
    }
}

/// For the server a JSON `false` is empty. For a field with the value "N" it means "N".
fn accepts_false(field: &Field) -> bool {
    match (field.field_type, &field.options) {
        (FieldType::Bool, _) => true,
        (FieldType::Select, Some(options)) => options.iter().any(|option| option.value == "N"),
        _ => false,
    }
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

/// The server compares ids exactly, and ignores unknown ones.
fn unknown_field(id: &str, suggestion: Option<&Field>) -> Issue {
    let issue = Issue::new(IssueCode::FieldUnknown, path(id)).with("id", id);
    match suggestion {
        Some(field) => issue
            .with_reason(Reason::DidYouMean)
            .with("suggestion", &field.id),
        None => issue,
    }
}

fn path(id: &str) -> Vec<PathSegment> {
    vec![PathSegment::key("fields"), PathSegment::key(id)]
}
