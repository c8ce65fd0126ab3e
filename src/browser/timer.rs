//! The clock, and waiting that always ends.

use super::abort::Signal;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use std::future::{Future, pending};
use std::pin::pin;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds by a clock that nobody sets.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn now_ms() -> f64;
}

/// The longest time that a browser's timer takes.
const MAX_TIMER_MS: f64 = i32::MAX as f64;

/// How waiting ended.
pub(super) enum WaitOutcome<T> {
    Done(T),
    TimedOut,
    Aborted,
}

/// Waits for so many milliseconds, rounded up; for ever where they have no end.
pub(super) async fn sleep(milliseconds: f64) {
    if milliseconds == f64::INFINITY {
        return pending().await;
    }
    let milliseconds = milliseconds.ceil().clamp(0.0, MAX_TIMER_MS);
    TimeoutFuture::new(milliseconds as u32).await;
}

/// Waits for `work`, at most for so many milliseconds, and not after the signal was given. `work` is dropped with
/// the wait.
pub(super) async fn wait<T>(
    work: impl Future<Output = T>,
    timeout_ms: f64,
    signal: &Signal,
) -> WaitOutcome<T> {
    if signal.is_aborted() {
        return WaitOutcome::Aborted;
    }
    let (aborted, elapsed) = (pin!(signal.aborted()), pin!(sleep(timeout_ms)));
    match select(pin!(work), select(aborted, elapsed)).await {
        Either::Left((result, _)) => WaitOutcome::Done(result),
        Either::Right((Either::Left(_), _)) => WaitOutcome::Aborted,
        Either::Right((Either::Right(_), _)) => WaitOutcome::TimedOut,
    }
}

/// What comes of something, unless the signal is given before.
pub(super) async fn until_aborted<T>(work: impl Future<Output = T>, signal: &Signal) -> Option<T> {
    match wait(work, f64::INFINITY, signal).await {
        WaitOutcome::Done(result) => Some(result),
        WaitOutcome::TimedOut | WaitOutcome::Aborted => None,
    }
}

/// What comes of something, unless it takes longer than so many milliseconds.
pub(super) async fn timeout<T>(work: impl Future<Output = T>, milliseconds: f64) -> Option<T> {
    match wait(work, milliseconds, &Signal::none()).await {
        WaitOutcome::Done(result) => Some(result),
        WaitOutcome::TimedOut | WaitOutcome::Aborted => None,
    }
}
