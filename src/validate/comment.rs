//! The comment: a text, which some answers require (server-rules.md, section 4).

use super::{Issue, IssueCode, PathSegment, Reason};
use crate::task::{Status, Task};
use crate::value::{TextScan, Value};

/// A field with this id replaces the comment, with any value except null, even an empty one (server-rules.md, section
/// 4).
pub(super) const FIELD: &str = "task_comment";

/// Returns the comment to send, or `None`. `field` is the value to send for [`FIELD`].
pub(super) fn validate(
    value: &Value,
    field: Option<&Value>,
    status: Option<Status>,
    task: Option<&Task>,
    issues: &mut Vec<Issue>,
) -> Option<Value> {
    let mut report = |code, detail| {
        let label = task.map_or("", |task| &task.comment.label);
        let detail = match detail {
            Reason::None if !TextScan::of(label).is_blank() => Reason::WithLabel,
            detail => detail,
        };
        issues.push(
            Issue::new(code, vec![PathSegment::key("comment")])
                .with_reason(detail)
                .with("label", label),
        );
        None
    };
    let required = match (status, task) {
        (Some(status), Some(task)) if task.activity.statuses().contains(&status) => {
            task.comment.required_for.contains(&status)
        }
        // Every answer requires a comment.
        (_, Some(task)) => task.comment.required_for == task.activity.statuses(),
        _ => false,
    };
    let replaced = match field {
        None => None,
        Some(_) if *value != Value::Null && field != Some(value) => {
            return report(IssueCode::CommentInvalid, Reason::ConflictsWithField);
        }
        // The server fails with these values.
        Some(Value::List(_) | Value::Map(_)) => {
            return report(IssueCode::CommentInvalid, Reason::None);
        }
        field => field,
    };
    let comment = match replaced.unwrap_or(value) {
        Value::Null if required => report(IssueCode::CommentRequired, Reason::None),
        Value::Null => None,
        text if text.is_blank_text() && required => {
            report(IssueCode::CommentRequired, Reason::None)
        }
        text if text.is_blank_text() => None,
        Value::Text(text) if text.trim() == "0" && required => {
            report(IssueCode::CommentRequired, Reason::LiteralZero)
        }
        // The server drops "0", and keeps " 0" as "0".
        Value::Text(text) if text == "0" => Some(Value::text(" 0")),
        text if text.is_text() => Some(text.clone()),
        Value::Invalid(problem) => {
            report(IssueCode::CommentInvalid, Reason::InvalidValue(*problem))
        }
        _ => report(IssueCode::CommentInvalid, Reason::None),
    };
    comment.filter(|_| field.is_none())
}
