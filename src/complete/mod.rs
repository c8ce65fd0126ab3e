//! From a request to a settled outcome: decides what to do, and leaves the doing to others.
//!
//! A [`Call`] is a state machine without IO: it has no clock, no randomness and no connection. The caller asks
//! [`Call::poll_action`] what to start next, starts it, and reports with [`Call::handle_event`] what came of it, each
//! time with the current time. Times are in milliseconds of a clock that nobody sets.
//!
//! - A request that was certainly not executed is sent again where that helps: after a delay when the portal is busy,
//!   after a refresh when the token has expired.
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
pub(crate) use tabs::{AfterWait, TabProgress, TabState, decide_after_wait, is_same};

/// A request that was given up may still arrive at the portal for so long, for example as the copy that a browser sends
/// when a connection breaks.
const LATE_ARRIVAL_MS: f64 = 2_000.0;
/// A read may come from a replica of the database that lags: the vendor's cluster module allows 10 s by default, and a
/// replica that lags more is slow to be taken out.
const REPLICA_LAG_MS: f64 = 16_000.0;
