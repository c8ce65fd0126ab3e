//! The clock, and waiting with a timeout.

use super::abort::Signal;
use futures_util::future::{Either, FutureExt, LocalBoxFuture, select};
use gloo_timers::future::TimeoutFuture;
use std::future::{Future, pending};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds of the monotonic clock.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn now_ms() -> f64;
}

/// The longest delay of a browser's timer.
const MAX_TIMER_MS: f64 = i32::MAX as f64;

/// How waiting ended.
pub(super) enum WaitOutcome<T> {
    Done(T),
    TimedOut,
    Aborted,
}

/// Waits for so many milliseconds, rounded up; for ever if they are infinite.
pub(super) async fn sleep(milliseconds: f64) {
    if milliseconds == f64::INFINITY {
        return pending().await;
    }
    let milliseconds = milliseconds.ceil().clamp(0.0, MAX_TIMER_MS);
    TimeoutFuture::new(milliseconds as u32).await;
}

/// Waits for `work` until the timeout or the signal. Then `work` is dropped.
pub(super) fn wait<'a, T: 'a>(
    work: impl Future<Output = T> + 'a,
    timeout_ms: f64,
    signal: &'a Signal,
) -> impl Future<Output = WaitOutcome<T>> + 'a {
    let interruption = select(
        signal.aborted().boxed_local(),
        sleep(timeout_ms).boxed_local(),
    );
    select(unless_aborted(work, signal), interruption).map(|first| match first {
        Either::Left((result, _)) => WaitOutcome::Done(result),
        Either::Right((Either::Left(_), _)) => WaitOutcome::Aborted,
        Either::Right((Either::Right(_), _)) => WaitOutcome::TimedOut,
    })
}

/// The result of a future, unless the signal is given before.
pub(super) fn until_aborted<'a, T: 'a>(
    work: impl Future<Output = T> + 'a,
    signal: &'a Signal,
) -> impl Future<Output = Option<T>> + 'a {
    select(unless_aborted(work, signal), signal.aborted().boxed_local()).map(finished)
}

/// The result of a future, unless it takes longer than so many milliseconds.
pub(super) fn timeout<'a, T: 'a>(
    work: impl Future<Output = T> + 'a,
    milliseconds: f64,
) -> impl Future<Output = Option<T>> + 'a {
    select(work.boxed_local(), sleep(milliseconds).boxed_local()).map(finished)
}

/// Does not start the work if the signal was given already.
fn unless_aborted<'a, T: 'a>(
    work: impl Future<Output = T> + 'a,
    signal: &Signal,
) -> LocalBoxFuture<'a, T> {
    if signal.is_aborted() {
        pending().boxed_local()
    } else {
        work.boxed_local()
    }
}

fn finished<T, Left, Right>(first: Either<(T, Right), ((), Left)>) -> Option<T> {
    match first {
        Either::Left((result, _)) => Some(result),
        Either::Right(_) => None,
    }
}
