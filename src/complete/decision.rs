//! The decision table: what a reply and the task's row prove about a completion (rest-protocol.md, section 9;
//! task-list.md, section 7).

use super::Event;
use crate::rest::{Evidence, Reply, Success, TaskState, classify, documented_evidence};
use crate::task::Status;
use crate::value::Value;
use std::rc::Rc;

/// What a reply, or a lost reply, proves about a completion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ReplyClass<'a> {
    /// The request was executed.
    Success(&'a Rc<Success>),
    /// An error, or no reply.
    Error(Evidence),
}

/// Classifies the result of a request. `is_completion`: a read succeeds with any result.
pub(super) fn classify_event(event: &Event, is_completion: bool) -> ReplyClass<'_> {
    match event {
        Event::Replied(Reply::Error(error)) => ReplyClass::Error(if is_completion {
            classify(&error.code, error.status).evidence
        } else {
            documented_evidence(&error.code)
        }),
        // A completion returns `true`. BX24.js converts an empty body to `{}` (bx24js-behaviour.md, section 3).
        Event::Replied(Reply::Success(success))
            if !is_completion || success.result == Value::Bool(true) =>
        {
            ReplyClass::Success(success)
        }
        Event::Replied(Reply::Redirected) | Event::Offline => ReplyClass::Error(Evidence::Refused),
        _ => ReplyClass::Error(Evidence::None),
    }
}

/// The meaning of a row that still waits for an answer when the request can no longer be running.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum OpenRowMeaning {
    /// The completion was not executed.
    NotCompleted,
    /// Nothing: the portal has reported that the task is answered, or the transport may still send the request.
    Unknown,
    /// An earlier request was not executed, and this completion can be sent.
    SendNow,
}

/// The conclusion from a look-up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Decision {
    /// The sent answer is stored.
    Completed,
    /// A different answer of the user is stored.
    AnsweredElsewhere(Status),
    /// The task timed out before the answer.
    TimedOut,
    /// The task timed out, which is stored in the same way as the sent answer.
    TimedOutAmbiguously,
    /// There is no row, and the outcome can no longer be determined.
    NotFound,
    NotCompleted,
    Unknown,
    SendNow,
    /// It is too early for a conclusion.
    LookAgain,
}

/// Decides on a completion whose reply was lost or proves nothing.
///
/// `state`: the state of the row; `None` if it could not be read. `is_fresh`: the row cannot be older than the request
/// (a read may come from a lagging replica). `is_decisive`: the row was read when the request could no longer be
/// running.
#[rustfmt::skip]
pub(super) fn decide(
    state: Option<TaskState>,
    is_fresh: bool,
    is_decisive: bool,
    open_row_meaning: OpenRowMeaning,
    sent: Status,
) -> Decision {
    match (state, is_fresh, is_decisive, open_row_meaning) {
        (Some(TaskState::CompletedAsSent { .. }),         _,     _,     _) => Decision::Completed,
        (Some(TaskState::CompletedDifferently(answer)),   _,     _,     _) => Decision::AnsweredElsewhere(answer),
        (Some(TaskState::TimedOut), _, _, _) if sent == Status::No         => Decision::TimedOutAmbiguously,
        (Some(TaskState::TimedOut),                       _,     _,     _) => Decision::TimedOut,
        (Some(TaskState::NotFound),                       true,  _,     _) => Decision::NotFound,
        (Some(TaskState::NotFound),                       false, _,     _) => Decision::LookAgain,
        (Some(TaskState::Open),                           _,     false, _) => Decision::LookAgain,
        (Some(TaskState::Open), _, true, OpenRowMeaning::NotCompleted)          => Decision::NotCompleted,
        (Some(TaskState::Open), _, true, OpenRowMeaning::Unknown)               => Decision::Unknown,
        (Some(TaskState::Open), _, true, OpenRowMeaning::SendNow)               => Decision::SendNow,
        (None,                                            _,     _,     _) => Decision::LookAgain,
    }
}
