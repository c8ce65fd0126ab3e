//! Decides when the completions of `completeTasks` are sent, and which of them share a batch: as fast as the portal's
//! limits allow (rest-protocol.md, section 8). Without IO: times are in milliseconds of a monotonic clock.

mod batch_size;
mod queue;
mod rate_limit;

pub(crate) use queue::{Next, Queue};
pub(crate) use rate_limit::RateLimit;
