//! The form's fields: which are known, which must be filled, and what is sent for each.

mod default;
mod moment;
mod wire;

use super::{Detail, Issue, IssueCode, Step};
use crate::task::{Field, Status, Task};
use crate::value::Value;
use default::Kept;

/// Returns what to send, in the order of the form: `None` where there is no form.
pub(super) fn check(
    value: &Value,
    status: Option<Status>,
    task: Option<&Task>,
    issues: &mut Vec<Issue>,
) -> Option<Vec<(String, Value)>> {
    let given = match value {
        Value::Null => None,
        Value::Map(entries) => Some(entries.as_slice()),
        // PHP's only empty map.
        Value::List(items) if items.is_empty() => Some(&[][..]),
        Value::Unusable(problem) => {
            let issue = Issue::new(IssueCode::FieldsInvalid, vec![Step::key("fields")]);
            issues.push(issue.because(Detail::Unusable(*problem)));
            return None;
        }
        _ => {
            issues.push(Issue::new(
                IssueCode::FieldsInvalid,
                vec![Step::key("fields")],
            ));
            return None;
        }
    };
    match task {
        None => given.map(|given| unchecked(given, issues)),
        Some(task) if task.activity.has_fields() => {
            Some(form(task, given.unwrap_or_default(), status, issues))
        }
        Some(_) => {
            if given.is_some_and(|given| !given.is_empty()) {
                issues.push(Issue::new(
                    IssueCode::FieldsNotExpected,
                    vec![Step::key("fields")],
                ));
            }
            None
        }
    }
}

/// Without the task: only what no portal can take is an issue.
fn unchecked(given: &[(String, Value)], issues: &mut Vec<Issue>) -> Vec<(String, Value)> {
    let mut sent = Vec::new();
    for (id, value) in given {
        if let Some(value) = wire::value(id, value, issues) {
            sent.push((id.clone(), value));
        }
    }
    sent
}

fn form(
    task: &Task,
    given: &[(String, Value)],
    status: Option<Status>,
    issues: &mut Vec<Issue>,
) -> Vec<(String, Value)> {
    let mut sent = Vec::new();
    for field in &task.fields {
        let value = given
            .iter()
            .find(|(id, _)| *id == field.id)
            .map(|(_, value)| value);
        if let Some(value) = check_field(field, value, status, issues) {
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

fn check_field(
    field: &Field,
    given: Option<&Value>,
    status: Option<Status>,
    issues: &mut Vec<Issue>,
) -> Option<Value> {
    // On a cancellation the server does not look at the fields; or it does, by a setting that is not shown
    // (server-rules.md, section 9). Nobody who cancels is to be asked for values, so only defaults are kept.
    let required = field.required && status != Some(Status::Cancel);
    match given {
        Some(value) => {
            let before = issues.len();
            let value = wire::field_value(field, value, issues);
            if required && value.is_none() && issues.len() == before {
                issues.push(
                    Issue::new(IssueCode::ValueRequired, path(&field.id)).with("name", &field.name),
                );
            }
            value
        }
        None if required => {
            issues.push(
                Issue::new(IssueCode::ValueRequired, path(&field.id)).with("name", &field.name),
            );
            None
        }
        // The server wipes what is not sent (server-rules.md, section 5).
        None => match default::kept(field) {
            Kept::Value(value) => Some(value),
            Kept::Nothing => None,
            Kept::Lost => {
                issues.push(
                    Issue::new(IssueCode::DefaultNotKept, path(&field.id))
                        .with("name", &field.name),
                );
                None
            }
        },
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
            .because(Detail::Misspelt)
            .with("suggestion", &field.id),
        None => issue,
    }
}

fn path(id: &str) -> Vec<Step> {
    vec![Step::key("fields"), Step::key(id)]
}
