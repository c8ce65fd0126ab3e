//! When a list is read again.

use crate::error::{Error, ErrorKind, code};
use crate::rest::{Evidence, documented_evidence};

/// The shortest time between two readings.
pub(crate) const MIN_INTERVAL_MS: f64 = 5_000.0;
/// The first delay after an error. It doubles with each further one, up to [`MAX_RETRY_MS`].
const FIRST_RETRY_MS: f64 = 5_000.0;
const MAX_RETRY_MS: f64 = 600_000.0;
/// The random part of a delay, relative to it, so that pages that were opened together do not read together.
const JITTER: f64 = 0.1;
/// How many readings in a row may fail because the token has expired and could not be refreshed.
const TOKEN_RETRIES: u32 = 3;
/// The number of intervals without a notice of the leader after which another page reads the list itself.
const MAX_SILENT_INTERVALS: f64 = 5.0;

/// Decides when a page reads a list.
///
/// One of the pages that watch the same list is the leader. It reads the list at each interval, and notifies the others
/// when the list has changed. Then they read it too.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    interval_ms: f64,
    /// When the next reading is due.
    due_at_ms: f64,
    /// Whether this page reads the list at the due time even if another page is the leader.
    must_read: bool,
    /// When the last reading ended.
    last_read_at_ms: Option<f64>,
    /// The time until which the portal has asked to wait.
    blocked_until_ms: f64,
    failures: u32,
    token_retries: u32,
    is_active: bool,
}

impl Schedule {
    /// The first reading is due at once.
    pub(crate) fn new(interval_ms: f64) -> Self {
        Self {
            interval_ms,
            due_at_ms: 0.0,
            must_read: true,
            last_read_at_ms: None,
            blocked_until_ms: 0.0,
            failures: 0,
            token_retries: 0,
            is_active: true,
        }
    }

    /// How long to wait until the next reading: 0 to read now, infinite while the page is hidden or offline. Call it
    /// again after each event.
    pub(crate) fn wait_ms(&mut self, is_active: bool, leads: bool, now_ms: f64) -> f64 {
        let was_active = std::mem::replace(&mut self.is_active, is_active);
        if !is_active {
            return f64::INFINITY;
        }
        if !was_active {
            // The page did not receive messages of other pages in the meantime.
            self.hint(now_ms);
        }
        let delay_ms = if leads || self.must_read {
            0.0
        } else {
            self.interval_ms * (MAX_SILENT_INTERVALS - 1.0)
        };
        (self.due_at_ms + delay_ms - now_ms).max(0.0)
    }

    /// The list may have changed.
    pub(crate) fn hint(&mut self, now_ms: f64) {
        let earliest_ms = self.last_read_at_ms.map_or(now_ms, |at| {
            now_ms.max(at + MIN_INTERVAL_MS).max(self.blocked_until_ms)
        });
        self.due_at_ms = self.due_at_ms.min(earliest_ms);
        self.must_read = true;
    }

    /// The list was read. `jitter`: a random number from 0 to 1.
    pub(crate) fn note_success(&mut self, now_ms: f64, jitter: f64) {
        self.last_read_at_ms = Some(now_ms);
        self.failures = 0;
        self.token_retries = TOKEN_RETRIES;
        self.must_read = false;
        self.due_at_ms = now_ms + self.interval_ms * (1.0 + JITTER * jitter);
    }

    /// The list could not be read. `retry_after_ms`: how long the portal asks to wait.
    pub(crate) fn note_failure(&mut self, retry_after_ms: Option<u32>, now_ms: f64, jitter: f64) {
        let doubled_ms = FIRST_RETRY_MS * f64::from(1_u32 << self.failures.min(16));
        self.failures += 1;
        self.last_read_at_ms = Some(now_ms);
        self.blocked_until_ms = now_ms + retry_after_ms.map_or(0.0, f64::from);
        self.must_read = true;
        let delay_ms = doubled_ms.min(MAX_RETRY_MS) * (1.0 + JITTER * jitter);
        self.due_at_ms = self.blocked_until_ms.max(now_ms + delay_ms);
    }

    /// Whether an error ends the watch. Once a list was read, a failed refresh of the token is retried: it also fails
    /// while the connection is bad.
    pub(crate) fn ends_with(&mut self, error: &Error) -> bool {
        if error.code != code::REFRESH_FAILED
            && documented_evidence(&error.code) != Evidence::TokenExpired
        {
            return is_permanent(error);
        }
        let is_last = self.token_retries == 0;
        self.token_retries = self.token_retries.saturating_sub(1);
        is_last
    }
}

/// Whether an error is permanent, so that reading again does not help.
pub(crate) fn is_permanent(error: &Error) -> bool {
    match error.kind {
        ErrorKind::Network | ErrorKind::Limit => false,
        // The portal was renamed.
        ErrorKind::Portal if error.code == code::REDIRECTED => true,
        ErrorKind::Portal => documented_evidence(&error.code) == Evidence::Refused,
        // The portal could not reach its authorization server.
        ErrorKind::Auth => documented_evidence(&error.code) != Evidence::Busy,
        ErrorKind::Invalid | ErrorKind::Task | ErrorKind::Aborted | ErrorKind::Usage => true,
    }
}
