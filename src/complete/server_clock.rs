//! The server's clock, as far as replies show it.

/// One reading of the server's clock: the envelope's `time.finish`, and when the reply arrived by the page's monotonic
/// clock. The user's wall clock plays no part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ServerClock {
    /// Milliseconds since 1970, by the server.
    pub(crate) server_ms: f64,
    pub(crate) received_at_ms: f64,
}

/// When a request was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SentAt {
    /// By the page's monotonic clock.
    pub(crate) page_ms: f64,
    /// The earliest time that the server's clock can have shown, in milliseconds since 1970.
    pub(crate) server_ms: f64,
}

/// Nodes of one portal differ by less, and `MODIFIED` has whole seconds.
const TOLERANCE_MS: f64 = 2_000.0;

impl ServerClock {
    /// The earliest time that the server's clock can show now. The reply was on its way for a while, and a computer that
    /// was asleep may have stopped the page's clock: both make the real time later.
    pub(super) fn earliest_ms(&self, now_ms: f64) -> f64 {
        self.server_ms + (now_ms - self.received_at_ms)
    }

    /// Whether a task was modified before a request left, where this reading is that of the look-up which found the
    /// modification. `started_at_ms`: when the look-up was started, by the page's clock.
    ///
    /// Nothing is certain where the reading shows that the server's clock was set back after the request left.
    pub(super) fn proves_modified_before(
        &self,
        modified_ms: f64,
        sent: SentAt,
        started_at_ms: f64,
    ) -> bool {
        let elapsed_ms = started_at_ms - sent.page_ms;
        let is_steady = self.server_ms + TOLERANCE_MS >= sent.server_ms + elapsed_ms;
        is_steady && modified_ms + TOLERANCE_MS < sent.server_ms
    }
}
