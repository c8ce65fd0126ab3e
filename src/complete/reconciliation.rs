//! Look-ups of a task, and what is known of a completion that they are to settle.

use super::Action;
use super::backoff::delay_ms;
use super::decision::OpenMeans;
use crate::error::Error;

/// A look-up that takes longer is better started again.
pub(super) const LOOKUP_TIMEOUT_MS: f64 = 10_000.0;
/// The shortest time that a look-up gets.
const LOOKUP_MIN_TIMEOUT_MS: f64 = 2_000.0;

/// When the task is looked up.
#[derive(Debug)]
pub(super) struct Lookups {
    count: u32,
    pub(super) next_at_ms: f64,
}

/// How a completion is settled of which nobody knows whether it was executed.
#[derive(Debug)]
pub(super) struct Reconciliation {
    /// The error to report if it was not executed, or if nobody finds out.
    pub(super) error: Error,
    /// What the portal said about a failure, if the reply was a word of the portal.
    pub(super) failure: Option<String>,
    pub(super) open_means: OpenMeans,
    /// A row that is read at this time cannot be older than the request.
    pub(super) fresh_at_ms: f64,
    /// A row that is read at this time decides: the request cannot be running any more.
    pub(super) decisive_at_ms: f64,
    pub(super) give_up_at_ms: f64,
    pub(super) lookups: Lookups,
}

impl Lookups {
    pub(super) fn starting_at(next_at_ms: f64) -> Self {
        Self {
            count: 0,
            next_at_ms,
        }
    }

    /// The next look-up, if it is time.
    pub(super) fn poll(
        &self,
        started_at_ms: &mut Option<f64>,
        timeout_ms: f64,
        now_ms: f64,
    ) -> Action {
        if now_ms < self.next_at_ms {
            return Action::wait(self.next_at_ms - now_ms);
        }
        *started_at_ms = Some(now_ms);
        Action::LookUp { timeout_ms }
    }

    /// Plans the look-up after one that was started at a time. The decisive one is not put off.
    pub(super) fn schedule(
        &mut self,
        started_at_ms: f64,
        decisive_at_ms: f64,
        now_ms: f64,
        jitter: f64,
    ) {
        self.next_at_ms = now_ms + delay_ms(self.count, jitter);
        if started_at_ms < decisive_at_ms {
            self.next_at_ms = self.next_at_ms.min(decisive_at_ms).max(now_ms);
        }
        self.count += 1;
    }
}

impl Reconciliation {
    /// A look-up must end before the decisive one starts. When a computer wakes up after all that time, the task is
    /// still worth a look.
    pub(super) fn lookup_timeout_ms(&self, now_ms: f64) -> f64 {
        let end_ms = if now_ms < self.decisive_at_ms {
            self.decisive_at_ms
        } else {
            self.give_up_at_ms
        };
        LOOKUP_TIMEOUT_MS.min((end_ms - now_ms).max(LOOKUP_MIN_TIMEOUT_MS))
    }
}
