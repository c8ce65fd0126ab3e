//! Waiting that always ends: for a result, a time, or the caller's signal.

use super::read::option;
use crate::complete::Event;
use crate::error::Error;
use js_sys::{Function, Promise, Reflect};
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, milliseconds: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
    /// Milliseconds by a clock that nobody sets.
    #[wasm_bindgen(js_namespace = performance)]
    pub(super) fn now() -> f64;

    /// A promise of what comes of something that can be ended.
    #[derive(Clone)]
    #[wasm_bindgen(extends = Promise)]
    pub(super) type Job;
    #[wasm_bindgen(method)]
    fn abort(this: &Job);

    /// An `AbortSignal`, of this frame or another.
    type AbortSignalLike;
    #[wasm_bindgen(method, getter, catch)]
    fn aborted(this: &AbortSignalLike) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = addEventListener)]
    fn add_event_listener(
        this: &AbortSignalLike,
        name: &str,
        listener: &Function,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeEventListener)]
    fn remove_event_listener(
        this: &AbortSignalLike,
        name: &str,
        listener: &Function,
    ) -> Result<(), JsValue>;
}

/// Something that is waited for. All of one type, so that there is one [`race`] in the module.
pub(super) type Work<'a> = Pin<Box<dyn Future<Output = Result<Event, Error>> + 'a>>;

/// Runs something to its end. All of one type, as [`Work`].
pub(super) fn promise(job: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>) -> Promise {
    future_to_promise(job)
}

/// How waiting ended.
pub(super) enum Ended {
    Done(Result<Event, Error>),
    TimedOut,
    Aborted,
}

/// The caller's signal, which may be none.
pub(super) struct Signal(Option<AbortSignalLike>);

impl Signal {
    /// Reads `options.signal`.
    pub(super) fn read(options: &JsValue) -> Result<Self, Error> {
        let signal = option(options, "signal", "options.signal cannot be read")?;
        if signal.is_undefined() || signal.is_null() {
            return Ok(Self(None));
        }
        let listens = Reflect::get(&signal, &"addEventListener".into())
            .is_ok_and(|listen| listen.is_function());
        if !listens {
            return Err(Error::usage("options.signal must be an AbortSignal"));
        }
        Ok(Self(Some(signal.unchecked_into())))
    }

    pub(super) fn to_js(&self) -> JsValue {
        self.0.as_ref().map_or(JsValue::UNDEFINED, JsValue::from)
    }

    pub(super) fn is_aborted(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|signal| signal.aborted().is_ok_and(|aborted| aborted.is_truthy()))
    }

    fn listen(&self) -> Listening<'_> {
        let (aborted, listener) = deferred();
        if let Some(signal) = &self.0 {
            let _ = signal.add_event_listener("abort", &listener);
        }
        Listening {
            signal: self.0.as_ref(),
            listener,
            aborted: aborted.into(),
        }
    }
}

/// A promise, and the function that resolves it. It must be called in the end: what waits for a promise that never
/// settles is never freed, even if it was dropped.
pub(super) fn deferred() -> (Promise, Function) {
    let mut resolve = JsValue::UNDEFINED;
    let promise = Promise::new(&mut |given, _| resolve = given.into());
    (promise, resolve.unchecked_into())
}

/// Waits for `work`, at most for so many milliseconds, and not after the signal was given. `work` is dropped with
/// the wait.
pub(super) async fn race(mut work: Work<'_>, milliseconds: f64, signal: &Signal) -> Ended {
    if signal.is_aborted() {
        return Ended::Aborted;
    }
    let mut timer = Timer::new(milliseconds);
    let mut listening = signal.listen();
    poll_fn(|context| {
        if let Poll::Ready(result) = work.as_mut().poll(context) {
            return Poll::Ready(Ended::Done(result));
        }
        if Pin::new(&mut listening.aborted).poll(context).is_ready() {
            return Poll::Ready(Ended::Aborted);
        }
        Pin::new(&mut timer.elapsed)
            .poll(context)
            .map(|_| Ended::TimedOut)
    })
    .await
}

/// What comes of something, unless the signal is given before.
pub(super) async fn obtained<T>(work: impl Future<Output = T>, signal: &Signal) -> Option<T> {
    let found = RefCell::new(None);
    let work = Box::pin(async {
        found.replace(Some(work.await));
        Ok(Event::Waited)
    });
    race(work, f64::INFINITY, signal).await;
    found.into_inner()
}

/// What comes of a job, which is ended with the wait for it.
pub(super) async fn finished(job: Job) -> Result<JsValue, JsValue> {
    let job = AbortOnDrop(job);
    JsFuture::from(Promise::from(job.0.clone())).await
}

/// Ends a job that nobody waits for any more.
struct AbortOnDrop(Job);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Listens for as long as it lives.
struct Listening<'a> {
    signal: Option<&'a AbortSignalLike>,
    listener: Function,
    aborted: JsFuture,
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        if let Some(signal) = self.signal {
            let _ = signal.remove_event_listener("abort", &self.listener);
        }
        let _ = self.listener.call0(&JsValue::UNDEFINED);
    }
}

/// Runs for as long as it lives.
struct Timer {
    id: JsValue,
    ring: Function,
    elapsed: JsFuture,
}

impl Timer {
    /// Without end where the milliseconds are.
    fn new(milliseconds: f64) -> Self {
        let (elapsed, ring) = deferred();
        let id = if milliseconds.is_finite() {
            set_timeout(&ring, milliseconds)
        } else {
            JsValue::UNDEFINED
        };
        Self {
            id,
            ring,
            elapsed: elapsed.into(),
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
        let _ = self.ring.call0(&JsValue::UNDEFINED);
    }
}
