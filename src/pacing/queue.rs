//! The completions that wait to be sent.

use super::batch_size::BatchSize;
use super::rate_limit::RateLimit;

/// Requests that are reserved for other calls of the page, and for other clients with the same IP address.
const RESERVE: f64 = 10.0;
/// Seconds of operating time within ten minutes after which the portal refuses completions.
const OPERATING_LIMIT_S: f64 = 420.0;
/// Seconds of operating time that are reserved for other users of the app.
const OPERATING_RESERVE_S: f64 = 40.0;

/// Decides what is sent next. The completion that has waited longest is sent first, alone or in a batch. `T` stands for a
/// completion.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    waiting: Vec<Entry<T>>,
    in_flight: usize,
    max_in_flight: usize,
    size: BatchSize,
    /// The time until which the portal executes no completions, because of their operating time.
    paused_until_ms: f64,
}

#[derive(Debug)]
struct Entry<T> {
    completion: T,
    is_batchable: bool,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub(crate) enum Next<T> {
    /// Send these in one request: a batch, unless it is only one completion. The request is in flight until
    /// [`Queue::finish`].
    Send(Vec<T>),
    /// Ask again after so many milliseconds, or when something has changed.
    Wait(f64),
    /// Ask again when something has changed.
    Idle,
}

impl<T> Queue<T> {
    /// `max_in_flight`: the number of parallel requests, 1 or more.
    pub(crate) fn new(max_in_flight: usize) -> Self {
        Self {
            waiting: Vec::new(),
            in_flight: 0,
            max_in_flight,
            size: BatchSize::new(),
            paused_until_ms: 0.0,
        }
    }

    /// Adds a completion. `is_batchable`: whether it may share a request with others.
    pub(crate) fn push(&mut self, completion: T, is_batchable: bool) {
        self.waiting.push(Entry {
            completion,
            is_batchable,
        });
    }

    /// Removes the completions that are not to be sent any more.
    pub(crate) fn retain(&mut self, is_wanted: impl Fn(&T) -> bool) {
        self.waiting.retain(|entry| is_wanted(&entry.completion));
    }

    /// Decides what to do, and counts sent requests in the rate limit.
    pub(crate) fn poll(&mut self, limit: &mut RateLimit, now_ms: f64) -> Next<T> {
        let Some(first) = self.waiting.first() else {
            return Next::Idle;
        };
        if self.in_flight >= self.max_in_flight {
            return Next::Idle;
        }
        let wait_ms = limit
            .wait_ms(RESERVE, now_ms)
            .max(self.paused_until_ms - now_ms);
        if wait_ms > 0.0 {
            return Next::Wait(wait_ms);
        }
        let size = if first.is_batchable {
            self.size.get()
        } else {
            1
        };
        let mut taken = Vec::new();
        for entry in std::mem::take(&mut self.waiting) {
            if taken.is_empty() || taken.len() < size && entry.is_batchable {
                taken.push(entry.completion);
            } else {
                self.waiting.push(entry);
            }
        }
        self.in_flight += 1;
        limit.note_request(now_ms);
        Next::Send(taken)
    }

    /// A request is not in flight any more.
    pub(crate) fn finish(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// The reply to a batch arrived after so many milliseconds.
    pub(crate) fn note_batch(&mut self, completions: usize, elapsed_ms: f64) {
        self.size.note(completions, elapsed_ms);
    }

    /// The reply to a batch was lost.
    pub(crate) fn note_lost_batch(&mut self) {
        self.size.note_loss();
    }

    /// Completions have used so many seconds of operating time. Some of it is available again in so many milliseconds.
    pub(crate) fn note_operating(&mut self, used_s: f64, resets_in_ms: f64, now_ms: f64) {
        if used_s > OPERATING_LIMIT_S - OPERATING_RESERVE_S {
            self.pause(resets_in_ms, now_ms);
        }
    }

    /// Whether sending is paused because of the operating time.
    pub(crate) fn is_paused(&self, now_ms: f64) -> bool {
        now_ms < self.paused_until_ms
    }

    /// Pauses sending for so many milliseconds.
    pub(crate) fn pause(&mut self, duration_ms: f64, now_ms: f64) {
        self.paused_until_ms = self.paused_until_ms.max(now_ms + duration_ms);
    }
}
