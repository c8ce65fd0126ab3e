//! The state of a task, read from its row (task-list.md, sections 3, 5 and 7).

use super::Success;
use crate::datetime::CivilDateTime;
use crate::error::{Error, Outcome};
use crate::task::{Activity, Status};
use crate::value::{Value, parse_u64};

/// The state of a task for one of its users.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TaskState {
    /// The task waits for the user's answer.
    Open,
    /// The task has the answer that was sent.
    CompletedAsSent {
        /// When the task was last modified, in milliseconds since 1970 by the server's clock. `None` while other users
        /// still have to answer: until then an answer does not modify the task.
        modified_ms: Option<f64>,
    },
    /// The task has another answer of the user.
    CompletedDifferently(Status),
    /// The task timed out. The answer of users who had not answered is stored as "no".
    TimedOut,
    /// There is no row: other users closed the task, it was withdrawn or delegated, or its workflow removed it after
    /// the answer.
    NotFound,
}

impl TaskState {
    /// Reads the state from a list that should contain the task's row. A portal ignores unknown filters, so other rows
    /// are skipped.
    pub(crate) fn read(reply: &Success, task_id: u64, user_id: u64, sent: Status) -> Self {
        let rows = reply.result.as_list().unwrap_or_default();
        let id = |row: &Value, column| row.get(column).and_then(Value::as_id);
        let row = rows
            .iter()
            .find(|row| id(row, "ID") == Some(task_id) && id(row, "USER_ID") == Some(user_id));
        row.map_or(Self::NotFound, |row| Self::from_row(row, sent))
    }

    fn from_row(row: &Value, sent: Status) -> Self {
        let user_status = row.get("USER_STATUS");
        let answer = user_status.and_then(Status::parse);
        let activity = row.get("ACTIVITY").and_then(Value::as_text);
        let stored = stored_status(sent, activity.unwrap_or_default());
        match (number(row.get("STATUS")), answer) {
            (Some(0), None) if number(user_status) == Some(0) => Self::Open,
            (Some(4), Some(Status::No)) => Self::TimedOut,
            (status, Some(answer)) if answer == stored => Self::CompletedAsSent {
                modified_ms: status
                    .filter(|status| *status != 0)
                    .and_then(|_| instant_ms(row.get("MODIFIED"))),
            },
            (_, Some(answer)) => Self::CompletedDifferently(answer),
            // The task is closed: the rows of those who had not answered are about to be deleted. A status that is not known
            // proves nothing either.
            (_, None) => Self::NotFound,
        }
    }

    /// Its name in a trace.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::CompletedAsSent { .. } => "completed-as-sent",
            Self::CompletedDifferently(_) => "completed-differently",
            Self::TimedOut => "timed-out",
            Self::NotFound => "not-found",
        }
    }
}

/// The reason why a user has no row of a task, from a list of its rows without a user in the filter.
pub(crate) fn why_missing(reply: &Success, task_id: u64) -> Error {
    let rows = reply.result.as_list().unwrap_or_default();
    let is_of_task = |row: &&Value| row.get("ID").and_then(Value::as_id) == Some(task_id);
    let mut statuses = rows
        .iter()
        .filter(is_of_task)
        .map(|row| number(row.get("STATUS")));
    match statuses.next() {
        Some(Some(0)) => Error::foreign_task(),
        Some(Some(_)) => Error::closed_task(),
        _ => Error::not_found(Outcome::NotCompleted),
    }
}

/// The status that an activity stores for an answer. A request for information stores "ok" for every answer except
/// "cancel" of an optional one (server-rules.md, section 3).
pub(crate) fn stored_status(sent: Status, activity: &str) -> Status {
    match Activity::parse(activity) {
        Activity::RequestInformation => Status::Ok,
        Activity::RequestInformationOptional if sent != Status::Cancel => Status::Ok,
        _ => sent,
    }
}

/// Numbers of the database arrive as text.
fn number(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Text(text) => parse_u64(text),
        Value::Number(number) => Some(*number as u64),
        _ => None,
    }
}

fn instant_ms(value: Option<&Value>) -> Option<f64> {
    let instant = CivilDateTime::parse(value?.as_text()?).ok()?;
    Some(instant.unix_seconds()? as f64 * 1_000.0)
}
