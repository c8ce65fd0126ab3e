//! Look-ups of a task that determine whether a completion was executed.

use super::Action;
use super::backoff::delay_ms;
use super::decision::OpenRowMeaning;
use crate::error::Error;

/// A look-up that takes longer is started again.
pub(super) const LOOKUP_TIMEOUT_MS: f64 = 10_000.0;
/// The shortest timeout of a look-up.
const LOOKUP_MIN_TIMEOUT_MS: f64 = 2_000.0;

/// The times of the look-ups.
#[derive(Debug)]
pub(super) struct Lookups {
    count: u32,
    pub(super) next_at_ms: f64,
}

/// The facts about a completion of which it is not known whether it was executed.
#[derive(Debug)]
pub(super) struct Reconciliation {
    /// The error to report if it was not executed, or if the outcome stays unknown.
    pub(super) error: Error,
    /// The portal's description of a failure, if the reply came from the portal.
    pub(super) failure: Option<String>,
    pub(super) open_row_meaning: OpenRowMeaning,
    /// From this time on, a row that is read cannot be older than the request.
    pub(super) fresh_at_ms: f64,
    /// From this time on, a row that is read is decisive: the request can no longer be running.
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

    /// The next look-up, if it is due.
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

    /// Schedules the next look-up. It does not delay the decisive one.
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
    /// A look-up must end before the decisive one starts. After a long sleep of the computer, one more look-up is
    /// useful.
    pub(super) fn lookup_timeout_ms(&self, now_ms: f64) -> f64 {
        let end_ms = if now_ms < self.decisive_at_ms {
            self.decisive_at_ms
        } else {
            self.give_up_at_ms
        };
        LOOKUP_TIMEOUT_MS.min((end_ms - now_ms).max(LOOKUP_MIN_TIMEOUT_MS))
    }
}
