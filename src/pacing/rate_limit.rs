//! A model of the portal's leaky bucket: how many requests it still takes.

/// Requests that the bucket holds.
const CAPACITY: f64 = 50.0;
/// Requests that leave the bucket each second.
const PER_SECOND: f64 = 2.0;

/// The portal's bucket as far as this page can know it. Other pages and apps behind the same address fill it too: their
/// part is learnt when the portal refuses a request.
#[derive(Clone, Debug)]
pub(crate) struct RateLimit {
    level: f64,
    /// When the level was last worked out.
    at_ms: f64,
    /// The portal has refused a request, and the bucket was not empty since then.
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

    /// How long to wait before a request fits, and leaves room for `reserve` others.
    pub(crate) fn wait_ms(&self, reserve: f64, now_ms: f64) -> f64 {
        let excess = self.level_at(now_ms) + 1.0 + reserve - CAPACITY;
        // Timers count whole milliseconds, and sums of fractions are not exact.
        (excess / PER_SECOND * 1_000.0 - 0.001).ceil().max(0.0)
    }

    /// How long a single call waits. A self-hosted portal may have no limits: only a portal that has refused a request
    /// shows that it has them.
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
