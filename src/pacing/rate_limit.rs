//! A model of the portal's leaky bucket.

/// The capacity of the bucket in requests.
const CAPACITY: f64 = 50.0;
/// Requests that leave the bucket each second.
const PER_SECOND: f64 = 2.0;

/// The portal's bucket, as far as this page knows it. Other pages and apps with the same IP address fill it too. This
/// page notices them only when the portal refuses a request.
#[derive(Clone, Debug)]
pub(crate) struct RateLimit {
    level: f64,
    /// When the level was last calculated.
    at_ms: f64,
    /// The portal has refused a request, and the bucket has not been empty since then.
    has_refused: bool,
}

impl RateLimit {
    pub(crate) const fn new() -> Self {
        Self {
            level: 0.0,
            at_ms: 0.0,
            has_refused: false,
        }
    }

    /// How long to wait until a request fits, with room for `reserve` other requests.
    pub(crate) fn wait_ms(&self, reserve: f64, now_ms: f64) -> f64 {
        let excess = self.level_at(now_ms) + 1.0 + reserve - CAPACITY;
        // Timers count whole milliseconds, and sums of fractions are not exact.
        (excess / PER_SECOND * 1_000.0 - 0.001).ceil().max(0.0)
    }

    /// How long a single call waits: 0 until the portal has refused a request, because a self-hosted portal may have no
    /// limits.
    pub(crate) fn single_wait_ms(&self, now_ms: f64) -> f64 {
        if self.has_refused && self.level_at(now_ms) > 0.0 {
            self.wait_ms(0.0, now_ms)
        } else {
            0.0
        }
    }

    pub(crate) fn note_request(&mut self, now_ms: f64) {
        let level = self.level_at(now_ms);
        self.has_refused &= level > 0.0;
        self.set((level + 1.0).min(CAPACITY), now_ms);
    }

    /// The portal refused a request because the bucket is full.
    pub(crate) fn note_refusal(&mut self, now_ms: f64) {
        self.has_refused = true;
        self.set(CAPACITY, now_ms);
    }

    fn level_at(&self, now_ms: f64) -> f64 {
        let drained = (now_ms - self.at_ms).max(0.0) / 1_000.0 * PER_SECOND;
        (self.level - drained).max(0.0)
    }

    fn set(&mut self, level: f64, now_ms: f64) {
        self.level = level;
        self.at_ms = now_ms;
    }
}
