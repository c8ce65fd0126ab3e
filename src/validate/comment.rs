//! The comment: a text, and required or not by the answer (server-rules.md, section 4).

use super::{Issue, IssueCode, PathSegment, Reason};
use crate::task::{Status, Task};
use crate::value::{Foreign, ForeignKind, InvalidReason, Value, u64_to_string};

/// A field of this name, where a form has one, takes the comment's place (server-rules.md, section 4): with any value
/// but null, an empty one included.
pub(super) const FIELD: &str = "task_comment";

/// Returns what to send: `None` for no comment. `field` is what is sent for [`FIELD`].
pub(super) fn validate(
    value: &Value,
    field: Option<&Value>,
    status: Option<Status>,
    task: Option<&Task>,
    issues: &mut Vec<Issue>,
) -> Option<String> {
    let mut report = |code, detail| {
        let label = task.map_or("", |task| &task.comment.label);
        let detail = match detail {
            Reason::None if !is_blank(label) => Reason::WithLabel,
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
        // Whatever the answer will be.
        (_, Some(task)) => task.comment.required_for == task.activity.statuses(),
        _ => false,
    };
    let number;
    let replaced = match field {
        None => None,
        Some(_) if *value != Value::Null && field != Some(value) => {
            return report(IssueCode::CommentInvalid, Reason::ConflictsWithField);
        }
        // The server fails on it.
        Some(Value::List(_) | Value::Map(_)) => {
            return report(IssueCode::CommentInvalid, Reason::None);
        }
        Some(Value::Number(given)) => {
            number = Value::Text(u64_to_string(given.abs() as u64));
            Some(&number)
        }
        field => field,
    };
    let comment = match replaced.unwrap_or(value) {
        Value::Null if required => report(IssueCode::CommentRequired, Reason::None),
        Value::Null => None,
        Value::Text(text) if is_blank(text) && required => {
            report(IssueCode::CommentRequired, Reason::None)
        }
        Value::Text(text) if is_blank(text) => None,
        Value::Text(text) if text.trim() == "0" && required => {
            report(IssueCode::CommentRequired, Reason::LiteralZero)
        }
        // The server drops "0", and keeps " 0" as "0".
        Value::Text(text) if text == "0" => Some(" 0".to_owned()),
        Value::Text(text) => Some(text.clone()),
        Value::Invalid(problem) => {
            report(IssueCode::CommentInvalid, Reason::InvalidValue(*problem))
        }
        Value::Foreign(Foreign {
            kind: ForeignKind::Text { .. },
            ..
        }) => report(
            IssueCode::CommentInvalid,
            Reason::InvalidValue(InvalidReason::TooLarge),
        ),
        _ => report(IssueCode::CommentInvalid, Reason::None),
    };
    comment.filter(|_| field.is_none())
}

/// Nothing that a person can read. The server trims ASCII blanks and NUL, and takes a lone no-break or zero-width
/// space for a comment; people do not.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|char| char.is_whitespace() || matches!(char, '\0' | '\u{200b}' | '\u{feff}'))
}
