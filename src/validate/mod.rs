//! Checks completions, and creates the parameters of valid ones.
//!
//! The rules are the server's (server-rules.md). Stricter checks follow the documentation.

mod comment;
mod fields;
mod issue;
mod params;

pub(crate) use issue::{Issue, IssueCode, Param, PathSegment, Reason, Severity, interpolate};

use crate::task::{Field, Status, Task};
use crate::value::Value;
use params::{Name, ParamMap};

/// The parameters of `bizproc.task.complete`. Only validation creates them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CompletionParams {
    task_id: u64,
    status: Status,
    comment: Option<Value>,
    /// `None` if the task has no form. An empty list still sends `FIELDS`.
    fields: Option<Vec<(String, Value)>>,
    /// Warnings about values that the portal will not store unchanged.
    warnings: Vec<Issue>,
}

impl CompletionParams {
    /// The names and the order of the documentation.
    pub(crate) const NAMES: [&str; 4] = ["TASK_ID", "STATUS", "COMMENT", "FIELDS"];

    pub(crate) fn task_id(&self) -> u64 {
        self.task_id
    }

    pub(crate) fn status(&self) -> Status {
        self.status
    }

    /// The field of a value that stays in JavaScript.
    pub(crate) fn field_of(&self, foreign: usize) -> Option<&str> {
        let fields = self.fields.as_deref().unwrap_or_default();
        fields
            .iter()
            .find(|(_, value)| holds(value, foreign))
            .map(|(id, _)| id.as_str())
    }

    /// Whether the answer has a comment or fields.
    pub(crate) fn has_values(&self) -> bool {
        let fields = self.fields.as_deref().unwrap_or_default();
        self.comment.is_some() || !fields.is_empty()
    }

    pub(crate) fn warnings(&self) -> &[Issue] {
        &self.warnings
    }

    /// As a map.
    pub(crate) fn into_value(self) -> Value {
        let [task_id, status, comment, fields] = Self::NAMES;
        let mut entries = vec![
            (task_id, Value::Number(self.task_id as f64)),
            (status, Value::Number(self.status.number().into())),
        ];
        entries.extend(self.comment.map(|value| (comment, value)));
        entries.extend(self.fields.map(|values| (fields, Value::Map(values))));
        Value::map(entries)
    }
}

fn holds(value: &Value, foreign: usize) -> bool {
    match value {
        Value::Foreign(reference) => reference.index == foreign,
        Value::List(items) => items.iter().any(|item| holds(item, foreign)),
        Value::Map(entries) => entries.iter().any(|(_, item)| holds(item, foreign)),
        _ => false,
    }
}

/// The largest request that a portal in the cloud accepts, in bytes: 2 GB.
pub(crate) const MAX_BODY: f64 = 2_147_483_648.0;

/// Checks a completion, against the task if one is given.
///
/// Returns the parameters unless an issue is an error, and all issues in the order of the form, with the comment after
/// the fields. `completion` is a map. `limit`: the maximum size of its files in the request, in bytes.
pub(crate) fn validate(
    completion: &Value,
    task: Option<&Task>,
    limit: f64,
) -> (Option<CompletionParams>, Vec<Issue>) {
    let mut issues = Vec::new();
    let (given, unknown_names) = ParamMap::read(completion);

    let task_id = check_task_id(given.get(Name::TaskId), task, &mut issues);
    let status = check_status(given.get(Name::Status), task, &mut issues);
    // Only activities that can be completed have a known form.
    let form = task.filter(|task| !task.activity.statuses().is_empty() && !task.broken);
    let fields = fields::validate(given.get(Name::Fields), status, form, limit, &mut issues);
    let field = fields
        .iter()
        .flatten()
        .find(|(id, _)| id == comment::FIELD && form.is_some());
    let field = field
        .map(|(_, value)| value)
        .filter(|value| **value != Value::Null);
    let comment = comment::validate(given.get(Name::Comment), field, status, form, &mut issues);
    issues.extend(unknown_names);

    let params = match (task_id, status) {
        (Some(task_id), Some(status)) if !issues.iter().any(Issue::is_error) => {
            Some(CompletionParams {
                task_id,
                status,
                comment,
                fields,
                warnings: issues.clone(),
            })
        }
        _ => None,
    };
    (params, issues)
}

/// Checks the values of a task's form: a completion that may omit the id of the task.
pub(crate) fn validate_form(
    values: Value,
    task: &Task,
    limit: f64,
) -> (Option<CompletionParams>, Vec<Issue>) {
    let Value::Map(mut entries) = values else {
        return (None, vec![Issue::new(IssueCode::FieldsInvalid, Vec::new())]);
    };
    let is_task_id = |key: &str| Name::parse(key) == Some(Name::TaskId);
    entries.retain(|(key, value)| *value != Value::Null || !is_task_id(key));
    if !entries.iter().any(|(key, _)| is_task_id(key)) {
        entries.push(("taskId".to_owned(), Value::Number(task.id as f64)));
    }
    validate(&Value::Map(entries), Some(task), limit)
}

/// Checks one value of a form.
pub(crate) fn validate_field(field: &Field, value: &Value, limit: f64, issues: &mut Vec<Issue>) {
    fields::validate_field(field, "", Some(value), None, limit, issues);
}

/// The id of the task that a completion is for, if it is valid.
pub(crate) fn task_id(completion: &Value) -> Option<u64> {
    ParamMap::read(completion).0.get(Name::TaskId).as_id()
}

/// The server casts the value to an integer: "12abc" is task 12, and `true` or a list is task 1
/// (server-rules.md, section 2).
fn check_task_id(value: &Value, task: Option<&Task>, issues: &mut Vec<Issue>) -> Option<u64> {
    let issue = |code| Issue::new(code, vec![PathSegment::key("taskId")]);
    let Some(id) = value.as_id() else {
        issues.push(issue(IssueCode::TaskIdInvalid));
        return None;
    };
    if let Some(task) = task {
        if task.id != id {
            let other = issue(IssueCode::TaskIdInvalid).with_reason(Reason::OtherTask);
            issues.push(other.with_number("id", id).with_number("task", task.id));
        } else if task.activity.statuses().is_empty() {
            issues
                .push(issue(IssueCode::TaskTypeUnsupported).with("activity", task.activity.name()));
        } else if task.open == Some(false) {
            issues.push(issue(IssueCode::TaskNotOpen).with_number("id", id));
        } else if task.broken {
            issues.push(issue(IssueCode::TaskUnreadable).with_number("id", id));
        }
    }
    Some(id)
}

/// Returns the status to send. For a request for information "yes" becomes "ok", as on the server. Versions of the
/// method's documentation use "yes" in their example. The server treats "no" in the same way, but no user means that.
fn check_status(value: &Value, task: Option<&Task>, issues: &mut Vec<Issue>) -> Option<Status> {
    let issue = |code| Issue::new(code, vec![PathSegment::key("status")]);
    let Some(status) = Status::parse(value) else {
        issues.push(issue(IssueCode::StatusInvalid));
        return None;
    };
    let Some(task) = task else {
        return Some(status);
    };
    let allowed = task.activity.statuses();
    if allowed.is_empty() || allowed.contains(&status) {
        return Some(status);
    }
    if task.activity.has_fields() && status == Status::Yes {
        issues.push(issue(IssueCode::StatusNormalized));
        return Some(Status::Ok);
    }
    let names: Vec<_> = allowed.iter().map(|status| status.name()).collect();
    issues.push(
        issue(IssueCode::StatusNotAllowed)
            .with("status", status.name())
            .with("allowed", &names.join(", ")),
    );
    Some(status)
}
