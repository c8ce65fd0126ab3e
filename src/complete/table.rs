//! The decision table: what is heard and seen of a call, and what follows (rest-protocol.md, section 9;
//! task-list.md, section 7).

use super::{Event, Purpose};
use crate::rest::{Reply, Row, Says, meaning};
use crate::task::Status;
use crate::value::Value;

/// What was heard of a call that was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Heard {
    /// It was executed.
    Done,
    /// Or what is said of it instead.
    Not(Says),
}

pub(super) fn heard(purpose: Purpose, event: &Event) -> Heard {
    match (event, purpose) {
        // Browsers send a POST again by themselves when a reused connection dies, so that even the first "already
        // completed" may speak of this very call: a code says how the call ended, and seldom what came of it.
        (Event::Replied(Reply::Rejection(rejection)), _) => {
            Heard::Not(meaning(&rejection.code).says)
        }
        // A completion answers `true`; BX24.js makes `{}` of an empty body (bx24js-behaviour.md, section 3).
        (Event::Replied(Reply::Success(success)), Purpose::Complete(_))
            if success.result != Value::Bool(true) =>
        {
            Heard::Not(Says::Nothing)
        }
        (Event::Replied(Reply::Success(_)), _) => Heard::Done,
        _ => Heard::Not(Says::Nothing),
    }
}

/// What to do about a completion of which it is not known whether it was executed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Decision {
    /// It is completed.
    Completed,
    /// It is not, and never will be: this answer was first.
    Answered(Status),
    /// It is not, and never will be: the time ran out.
    TimedOut,
    /// It is not. Send it once more.
    SendAgain,
    /// It is not.
    NotCompleted,
    /// Nobody can tell any more: the task has no row.
    Gone,
    /// Nobody can tell: the time ran out, and counts as the answer that was sent.
    Ambiguous,
    /// It is too early to tell.
    LookAgain,
}

/// `row`: what the task's row shows, where it could be read. `is_over`: whether the completion could not be at work
/// any more when it was read. `may_resend`: whether the portal kept silent about it, rather than refused it, and
/// there is time to send it once more.
#[rustfmt::skip]
pub(super) fn decide(row: Option<Row>, is_over: bool, may_resend: bool, sent: Status) -> Decision {
    match (row, is_over, may_resend) {
        (Some(Row::Ours),          _,     _    ) => Decision::Completed,
        (Some(Row::Other(answer)), _,     _    ) => Decision::Answered(answer),
        (Some(Row::TimedOut),      _,     _    ) if sent == Status::No => Decision::Ambiguous,
        (Some(Row::TimedOut),      _,     _    ) => Decision::TimedOut,
        (Some(Row::Gone),          _,     _    ) => Decision::Gone,
        (Some(Row::Waiting),       false, _    ) => Decision::LookAgain,
        (Some(Row::Waiting),       true,  true ) => Decision::SendAgain,
        (Some(Row::Waiting),       true,  false) => Decision::NotCompleted,
        (None,                     _,     _    ) => Decision::LookAgain,
    }
}
