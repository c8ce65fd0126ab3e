//! What has become of a task, as its row shows it (task-list.md, sections 3, 5 and 7).

use super::Success;
use crate::task::{Activity, Status};
use crate::value::{Value, parse_u64};

/// A task as it stands for one of its users, of whom an answer was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Row {
    /// It waits for the user's answer.
    Waiting,
    /// It has the answer that was sent.
    Ours,
    /// It has another answer of the user.
    Other(Status),
    /// Its time ran out. Whoever had not answered by then counts as having said no.
    TimedOut,
    /// There is no such row: others closed the task, it was taken back or delegated, or it was completed and cleaned
    /// away with its workflow.
    Gone,
}

impl Row {
    /// Finds the row in a list. Other rows than the one asked for do not count: a portal that drops a condition answers
    /// everybody's.
    pub(crate) fn read(reply: &Success, task_id: u64, user_id: u64, sent: Status) -> Self {
        let rows = reply.result.as_list().unwrap_or_default();
        let id = |row: &Value, column| row.get(column).and_then(Value::as_id);
        let row = rows
            .iter()
            .find(|row| id(row, "ID") == Some(task_id) && id(row, "USER_ID") == Some(user_id));
        row.map_or(Self::Gone, |row| Self::of(row, sent))
    }

    fn of(row: &Value, sent: Status) -> Self {
        let answer = row.get("USER_STATUS").and_then(Status::parse);
        let activity = row.get("ACTIVITY").and_then(Value::as_text);
        match (number(row.get("STATUS")), answer) {
            (Some(0), None) => Self::Waiting,
            (Some(4), Some(Status::No)) => Self::TimedOut,
            (_, Some(answer)) if answer == recorded(sent, activity.unwrap_or_default()) => {
                Self::Ours
            }
            (_, Some(answer)) => Self::Other(answer),
            // Closed: the rows of those who had not answered are about to go.
            (_, None) => Self::Gone,
        }
    }
}

/// What an activity makes of an answer: a request for information takes all for "ok", but for the "cancel" of an
/// optional one (server-rules.md, section 3).
fn recorded(sent: Status, activity: &str) -> Status {
    match Activity::parse(activity) {
        Activity::RequestInformation => Status::Ok,
        Activity::RequestInformationOptional if sent != Status::Cancel => Status::Ok,
        _ => sent,
    }
}

/// Databases' numbers arrive as text.
fn number(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Text(text) => parse_u64(text),
        Value::Number(number) => Some(*number as u64),
        _ => None,
    }
}
