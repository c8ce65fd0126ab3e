//! Completes a task: decides what to do from the request to the outcome. The caller performs the actions.
//!
//! A [`Call`] is a state machine without IO: it has no clock, no randomness and no connection. The caller gets the next
//! action from [`Call::poll_action`], starts it, and reports its result to [`Call::handle_event`], each time with the
//! current time. Times are in milliseconds of a monotonic clock.
//!
//! - A request that was certainly not executed is sent again if that helps: after a delay if the portal is busy, after
//!   a refresh if the token has expired.
//! - While a completion waits for its reply, and after the reply was lost or proved nothing, the task is looked up.
//! - A completion is never sent again while an earlier request may still be running.

mod action;
mod backoff;
mod call;
mod decision;
mod open_requests;
mod reconciliation;
mod server_clock;
mod tabs;

pub(crate) use action::{Action, Confirmation, Event, Phase, TransportError};
pub(crate) use call::{Call, Config, Operation};
pub(crate) use open_requests::{EarlierRequest, OpenRequest, OpenRequests};
pub(crate) use server_clock::{SentAt, ServerClock};
pub(crate) use tabs::{AfterWait, TabProgress, TabState, decide_after_wait, digest, is_same};

/// After a timeout, a request may still arrive at the portal for this time, for example as the copy that a browser
/// sends when a connection breaks.
pub(crate) const LATE_ARRIVAL_MS: f64 = 2_000.0;
/// A read may come from a lagging replica of the database: the vendor's cluster module allows 10 s by default, and
/// removes a slower replica only after some time.
pub(crate) const REPLICA_LAG_MS: f64 = 16_000.0;
