//! The server's clock, estimated from replies.

/// One reading of the server's clock: the envelope's `time.finish`, and the arrival of the reply on the page's
/// monotonic clock. The user's wall clock is not used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ServerClock {
    /// Milliseconds since 1970, by the server's clock.
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

/// The clocks of a portal's nodes differ by less, and `MODIFIED` has whole seconds.
const TOLERANCE_MS: f64 = 2_000.0;

impl ServerClock {
    /// The earliest time that the server's clock can show now. The real time is later: the reply took some time, and
    /// the page's clock may have stopped while the computer was asleep.
    pub(super) fn earliest_ms(&self, now_ms: f64) -> f64 {
        self.server_ms + (now_ms - self.received_at_ms)
    }

    /// Whether a task was modified before a request was sent. This reading is from the look-up that found the
    /// modification. `started_at_ms`: the start of the look-up, by the page's clock.
    ///
    /// Nothing is certain if the reading shows that the server's clock was set back after the request was sent.
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
