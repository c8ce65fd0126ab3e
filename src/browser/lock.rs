//! One completion of a task at a time, in all tabs and frames of an app: Web Locks, where there are any.

use super::abort::{AbortOnDrop, Signal};
use super::attempt::{Thrown, call_method, deferred, get, settle};
use super::convert::writer::set;
use super::timer::{WaitOutcome, wait};
use crate::error::{Error, Outcome};
use crate::value::u64_to_string;
use futures_channel::oneshot;
use js_sys::{Function, Object, Promise};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// How long the browser may take to say whether a lock is free. It does so at once, or never.
const ANSWER_TIMEOUT_MS: f64 = 10_000.0;

thread_local! {
    /// Locks of this page that were let go, until they are free: the browser takes a moment.
    static RELEASING: RefCell<Vec<(String, Promise)>> = const { RefCell::new(Vec::new()) };
}

/// Held as long as it lives.
pub(super) struct LockHandle {
    /// `None` where the page has no locks.
    held: Option<Held>,
    was_contended: bool,
}

struct Held {
    name: String,
    release: Function,
    /// Settles when the lock is free again.
    end: Promise,
}

/// The page has no Web Locks, or they do not work.
struct Unavailable;

impl LockHandle {
    /// Waits for those who have the lock of a task, at most for so many milliseconds.
    pub(super) async fn acquire(
        host: &str,
        task_id: u64,
        timeout_ms: f64,
        signal: &Signal,
    ) -> Result<Self, Error> {
        let aborted = || Error::aborted(Outcome::NotCompleted);
        // Names of locks are there for all to see: nothing else of an address may be in one.
        let name = ["bizproc-tasks/", host, "/", &u64_to_string(task_id)].concat();
        // Of web-sys, the types of Web Locks are not stable.
        let options = Object::new().into();
        set(&options, "ifAvailable", &true.into());
        let free = async {
            released(&name).await;
            request(&name, &options).await
        };
        let held = match wait(free, ANSWER_TIMEOUT_MS, signal).await {
            WaitOutcome::Done(Ok(Some(held))) => Some(held),
            WaitOutcome::Done(Ok(None)) => {
                return Self::wait_for_other(&name, timeout_ms, signal).await;
            }
            // Without locks a task can still be completed.
            WaitOutcome::Done(Err(_)) | WaitOutcome::TimedOut => None,
            WaitOutcome::Aborted => return Err(aborted()),
        };
        Ok(Self {
            held,
            was_contended: false,
        })
    }

    async fn wait_for_other(name: &str, timeout_ms: f64, signal: &Signal) -> Result<Self, Error> {
        let options = Object::new().into();
        // Leaves the queue when nobody waits for the lock any more.
        let abort = AbortOnDrop::new();
        if let Some(abort) = &abort {
            set(&options, "signal", &abort.signal());
        }
        match wait(request(name, &options), timeout_ms, signal).await {
            WaitOutcome::Done(Ok(Some(held))) => {
                // Its signal has no effect on a lock that is held.
                drop(abort);
                Ok(Self {
                    held: Some(held),
                    was_contended: true,
                })
            }
            WaitOutcome::Aborted => Err(Error::aborted(Outcome::NotCompleted)),
            WaitOutcome::Done(_) | WaitOutcome::TimedOut => Err(Error::in_progress()),
        }
    }

    /// Whether somebody else had it first.
    pub(super) fn was_contended(&self) -> bool {
        self.was_contended
    }
}

impl Drop for LockHandle {
    fn drop(&mut self) {
        let Some(Held { name, release, end }) = self.held.take() else {
            return;
        };
        let _ = release.call0(&JsValue::UNDEFINED);
        RELEASING.with_borrow_mut(|releasing| releasing.push((name, end.clone())));
        spawn_local(async move {
            let _ = JsFuture::from(end.clone()).await;
            RELEASING.with_borrow_mut(|releasing| {
                releasing.retain(|(_, other)| !Object::is(other, &end))
            });
        });
    }
}

/// Waits until the locks of this name that this page has let go are free.
async fn released(name: &str) {
    let ends = RELEASING.with_borrow(|releasing| {
        let own = releasing.iter().filter(|(other, _)| other == name);
        own.map(|(_, end)| end.clone()).collect::<Vec<_>>()
    });
    for end in ends {
        let _ = JsFuture::from(end).await;
    }
}

/// Asks for a lock. `None` where somebody else has it, and the options are not to wait.
async fn request(name: &str, options: &JsValue) -> Result<Option<Held>, Unavailable> {
    let unavailable = |_: Thrown| Unavailable;
    let navigator = get(&js_sys::global(), &"navigator".into()).map_err(unavailable)?;
    let locks = get(&navigator, &"locks".into()).map_err(unavailable)?;
    let (sender, answer) = oneshot::channel();
    let (released, release) = deferred();
    let callback = Closure::once(move |lock: JsValue| -> JsValue {
        let is_granted = !lock.is_null() && !lock.is_undefined();
        match sender.send(is_granted) {
            // It is held until this promise settles.
            Ok(()) if is_granted => released.into(),
            // Nobody waits for it any more.
            _ => JsValue::UNDEFINED,
        }
    });
    let args = [&name.into(), options, callback.as_ref()];
    let end = call_method(&locks, "request", &args).map_err(unavailable)?;
    let (ended, resolve) = deferred();
    spawn_local(async move {
        let _ = settle(end).await;
        // Until then the browser may still call it.
        drop(callback);
        let _ = resolve.call0(&JsValue::UNDEFINED);
    });
    // A request that ends without an answer has dropped the sender.
    match answer.await {
        Ok(true) => Ok(Some(Held {
            name: name.to_owned(),
            release,
            end: ended,
        })),
        Ok(false) => Ok(None),
        Err(_) => Err(Unavailable),
    }
}
