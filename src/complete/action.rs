//! The actions that a [`Call`](super::Call) requests, and the events that it receives.

use super::server_clock::ServerClock;
use crate::error::Error;
use crate::rest::{Reply, Success, TaskState};
use std::rc::Rc;

/// The next action. Each action is returned once.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub(crate) enum Action {
    /// Send the request. Report [`Event::Replied`], [`Event::Offline`], [`Event::NotSent`] or, also after the timeout,
    /// [`Event::Lost`].
    Send { timeout_ms: f64 },
    /// Refresh the token. Report [`Event::Refreshed`] or, also after the timeout, [`Event::NotSent`].
    RefreshToken { timeout_ms: f64 },
    /// Read the task's row. Report [`Event::LookedUp`] or, also after the timeout, [`Event::LookupFailed`].
    LookUp { timeout_ms: f64 },
    /// Wait. Report [`Event::Elapsed`] after this time, unless a started action ends before. Infinite if the call only
    /// waits for a started action.
    Wait { timeout_ms: f64 },
    /// The call has ended. Started actions may be dropped.
    Finish(Result<Confirmation, Error>),
}

/// The evidence that a call was executed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Confirmation {
    Reply(Rc<Success>),
    /// The task's row shows the answer.
    Lookup {
        /// The portal's description of an error if the answer is stored all the same: a later step of the workflow
        /// failed.
        failure: Option<String>,
    },
}

/// The result of an action.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    Replied(Reply),
    /// The browser is offline, so nothing can be sent. Reported instead of sending a request.
    Offline,
    /// There is no reply.
    Lost(TransportError),
    /// There is a new token of the same user.
    Refreshed,
    /// The request cannot be sent with the new token, for this reason: there is none, its user cannot be read, or is
    /// another one. Reported instead of sending a request, if another call has refreshed the token.
    NotSent(Error),
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
    /// The connection failed or broke.
    Network,
    /// The timeout of one request.
    Timeout,
}

/// The current phase of a call. `Progress.phase` of the typings lists these and others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Phase {
    /// The request was sent, and the call waits for the reply.
    Waiting,
    /// The call looks up the task, because the reply was lost or proves nothing.
    Confirming,
    /// The portal accepts no more requests at the moment.
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
