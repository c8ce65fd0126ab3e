//! The decision table: what a reply, and what the task's row, say about a completion (rest-protocol.md, section 9;
//! task-list.md, section 7).

use super::Event;
use crate::rest::{Evidence, Reply, Success, TaskState, classify, documented_evidence};
use crate::task::Status;
use crate::value::Value;
use std::rc::Rc;

/// What a reply, or its absence, says about a completion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ReplyClass<'a> {
    /// The request was executed.
    Success(&'a Rc<Success>),
    /// An error, or nothing at all.
    Error(Evidence),
}

/// Classifies what came of a request. `is_completion`: a read succeeds with any result.
pub(super) fn classify_event(event: &Event, is_completion: bool) -> ReplyClass<'_> {
    match event {
        Event::Replied(Reply::Error(error)) => ReplyClass::Error(if is_completion {
            classify(&error.code, error.status).evidence
        } else {
            documented_evidence(&error.code)
        }),
        // A completion returns `true`. BX24.js makes `{}` of an empty body (bx24js-behaviour.md, section 3).
        Event::Replied(Reply::Success(success))
            if !is_completion || success.result == Value::Bool(true) =>
        {
            ReplyClass::Success(success)
        }
        Event::Replied(Reply::Redirected) | Event::Offline => ReplyClass::Error(Evidence::Refused),
        _ => ReplyClass::Error(Evidence::None),
    }
}

/// What a row that still waits for an answer means in the end, when the request cannot be running any more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum OpenMeans {
    /// The completion was not executed.
    NotCompleted,
    /// Nothing: the portal has said that the task is answered, or the transport may still send the request.
    Unknown,
    /// An earlier request was not executed, and this completion can be sent.
    SendNow,
}

/// What follows from a look-up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Decision {
    /// The answer that was sent is stored.
    Completed,
    /// The user's answer is stored, and it is not the one that was sent.
    AnsweredElsewhere(Status),
    /// The time ran out before the answer.
    TimedOut,
    /// The time ran out, which is stored like the answer that was sent.
    TimedOutAmbiguously,
    /// There is no row, and nobody can tell any more.
    NotFound,
    NotCompleted,
    Unknown,
    SendNow,
    /// It is too early to tell.
    LookAgain,
}

/// Decides about a completion whose reply was lost or proves nothing.
///
/// `state`: what the row shows; `None` where it could not be read. `is_fresh`: the row cannot be older than the request
/// (reads may come from a replica that lags). `is_decisive`: it was read when the request could not be running any more.
#[rustfmt::skip]
pub(super) fn decide(
    state: Option<TaskState>,
    is_fresh: bool,
    is_decisive: bool,
    open_means: OpenMeans,
    sent: Status,
) -> Decision {
    match (state, is_fresh, is_decisive, open_means) {
        (Some(TaskState::CompletedAsSent { .. }),         _,     _,     _) => Decision::Completed,
        (Some(TaskState::CompletedDifferently(answer)),   _,     _,     _) => Decision::AnsweredElsewhere(answer),
        (Some(TaskState::TimedOut), _, _, _) if sent == Status::No         => Decision::TimedOutAmbiguously,
        (Some(TaskState::TimedOut),                       _,     _,     _) => Decision::TimedOut,
        (Some(TaskState::NotFound),                       true,  _,     _) => Decision::NotFound,
        (Some(TaskState::NotFound),                       false, _,     _) => Decision::LookAgain,
        (Some(TaskState::Open),                           _,     false, _) => Decision::LookAgain,
        (Some(TaskState::Open), _, true, OpenMeans::NotCompleted)          => Decision::NotCompleted,
        (Some(TaskState::Open), _, true, OpenMeans::Unknown)               => Decision::Unknown,
        (Some(TaskState::Open), _, true, OpenMeans::SendNow)               => Decision::SendNow,
        (None,                                            _,     _,     _) => Decision::LookAgain,
    }
}
