//! When to send the requests of many completions, and which of them share a request: as fast as a portal allows, and no
//! faster (rest-protocol.md, section 8). Without IO: times are in milliseconds of a clock that nobody sets.

mod batch_size;
mod queue;
mod rate_limit;

pub(crate) use queue::{Next, Queue};
pub(crate) use rate_limit::RateLimit;
