//! What a [`Call`](super::Call) asks for, and what is reported to it.

use super::server_clock::ServerClock;
use crate::error::Error;
use crate::rest::{Reply, Success, TaskState};
use std::rc::Rc;

/// What to start next. Each action is returned once.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub(crate) enum Action {
    /// Send the request; report [`Event::Replied`], [`Event::Offline`] or [`Event::Lost`], the last also when the
    /// time is over.
    Send { timeout_ms: f64 },
    /// Get a fresh token; report [`Event::Refreshed`] or [`Event::RefreshFailed`], the latter also when the time is over.
    RefreshToken { timeout_ms: f64 },
    /// Read the task's row; report [`Event::LookedUp`] or [`Event::LookupFailed`], the latter also when the time is over.
    LookUp { timeout_ms: f64 },
    /// Start nothing. Report [`Event::Elapsed`] after so long, unless something that was started ends before. Infinite
    /// where only that can go on.
    Wait { timeout_ms: f64 },
    /// The call is settled. What was started may be dropped.
    Finish(Result<Confirmation, Error>),
}

/// How it is known that a call was executed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Confirmation {
    Reply(Rc<Success>),
    /// The task's row shows the answer.
    Lookup {
        /// The portal's words, where it replied with an error although the answer is stored: a later step of the
        /// workflow failed.
        failure: Option<String>,
    },
}

/// What came of an action.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    Replied(Reply),
    /// The browser is offline, so that nothing leaves the page. Reported before the first action, or in place of a
    /// request that was to be sent.
    Offline,
    /// There is no reply.
    Lost(TransportError),
    /// `same_user`: whether the new token stands for the user of the old one.
    Refreshed {
        same_user: bool,
    },
    RefreshFailed,
    LookedUp {
        state: TaskState,
        server_clock: Option<ServerClock>,
    },
    /// `permanent`: whether another look-up would fail in the same way.
    LookupFailed {
        permanent: bool,
    },
    Elapsed,
    /// The caller aborted the call. May be reported at any time.
    Aborted,
}

/// Why there is no reply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TransportError {
    /// The connection was not made, or broke.
    Network,
    /// The time for one request is over.
    Timeout,
}

/// What a call is busy with. `Progress.phase` of the typings lists these among others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Phase {
    /// The request was sent, and the reply is waited for.
    Waiting,
    /// The task is looked up, since the reply was lost or proves nothing.
    Confirming,
    /// The portal accepts no more requests for now.
    Busy,
}

impl Action {
    /// Timers count whole milliseconds.
    pub(super) fn wait(timeout_ms: f64) -> Self {
        Self::Wait {
            timeout_ms: timeout_ms.max(1.0),
        }
    }
}
