//! Allows one completion of a task at a time, in all tabs and frames of an app. Uses Web Locks, if the browser has
//! them.

use super::abort::{AbortOnDrop, Signal};
use super::attempt::{Exception, await_value, call, call_method, deferred, global, property};
use super::convert::writer::set;
use super::tabs::{Announcement, Channel, TabListener};
use super::timer::{WaitOutcome, sleep, wait};
use crate::complete::TabState;
use crate::error::{Error, Outcome};
use crate::value::u64_to_string;
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::{Function, Object};
use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// How long the browser may take to answer a request for a lock. It answers at once or never.
const ANSWER_TIMEOUT_MS: f64 = 10_000.0;

thread_local! {
    /// Locks that this page has released, until they are free: the browser takes a moment.
    static RELEASING: RefCell<Vec<(String, JsValue)>> = const { RefCell::new(Vec::new()) };

    /// Locks that this page retains although their calls have ended.
    static RETAINED: RefCell<Vec<RetainedLock>> = const { RefCell::new(Vec::new()) };
}

/// The lock of a task. Dropping it releases the lock.
pub(super) struct LockHandle {
    /// `None` if the page has no locks.
    held: Option<HeldLock>,
}

/// How a lock was acquired.
pub(super) enum Acquisition {
    /// No other tab had the lock, as far as is known. Contains the state of an earlier call of this page that retained it.
    AtOnce(LockHandle, Option<TabState>),
    /// Another tab had the lock. Contains the last state that it has sent of its call.
    AfterOther(LockHandle, Option<TabState>),
}

/// A lock that is retained although its call has ended, and the channel on which the call answers other tabs. Dropping
/// it releases both.
struct RetainedLock {
    /// The pointer identifies the lock: a page can retain several of one name, one after the other.
    name: Rc<str>,
    state: TabState,
    lock: LockHandle,
    _channel: Option<Channel>,
}

struct HeldLock {
    name: String,
    release: Function,
    /// A promise that resolves when the lock is free again.
    end: JsValue,
}

/// The name of a task's lock. All pages of the origin can read names, so a name must contain no secrets. `host`: an empty
/// text if the portal is not known. Then the name is unique: another tab may be connected to another portal.
pub(super) fn lock_name(host: &str, task_id: u64) -> String {
    let random = (js_sys::Math::random() * 1e15) as u64;
    let unique = u64_to_string(random);
    let host = if host.is_empty() { &unique } else { host };
    ["bizproc-tasks/", host, "/", &u64_to_string(task_id)].concat()
}

/// The name of the lock of a watched list.
pub(super) fn list_lock_name(host: &str, digest: &str) -> String {
    ["bizproc-tasks/", host, "/list/", digest].concat()
}

impl LockHandle {
    /// Waits for the tab that has the lock, at most for so many milliseconds. Does not wait for a call with a different
    /// answer. `digest`: the hash of this completion.
    pub(super) async fn acquire(
        name: &str,
        digest: Option<String>,
        timeout_ms: f64,
        signal: &Signal,
    ) -> Result<Acquisition, Error> {
        if let Some(RetainedLock { lock, state, .. }) = take_retained(name) {
            return Ok(Acquisition::AtOnce(lock, Some(state)));
        }
        // The types of Web Locks in web-sys are not stable.
        let options = Object::new().into();
        set(&options, "ifAvailable", &true.into());
        let free = async {
            released(name).await;
            request(name, &options).await
        };
        let held = match wait(free, ANSWER_TIMEOUT_MS, signal).await {
            WaitOutcome::Done(Ok(Some(held))) => Some(held),
            WaitOutcome::Done(Ok(None)) => {
                return Self::wait_for_other(name, digest, timeout_ms, signal).await;
            }
            // Without locks a task can still be completed.
            WaitOutcome::Done(Err(_)) | WaitOutcome::TimedOut => None,
            WaitOutcome::Aborted => return Err(Error::aborted(Outcome::NotCompleted)),
        };
        Ok(Acquisition::AtOnce(Self { held }, None))
    }

    async fn wait_for_other(
        name: &str,
        digest: Option<String>,
        timeout_ms: f64,
        signal: &Signal,
    ) -> Result<Acquisition, Error> {
        let mut listener = TabListener::open(name, digest);
        let granted = {
            let (granted, different) = (pin!(queue(name)), pin!(listener.different()));
            match wait(select(granted, different), timeout_ms, signal).await {
                WaitOutcome::Done(Either::Left((granted, _))) => granted,
                // The other tab may be sending the same answer.
                WaitOutcome::Aborted => return Err(Error::aborted(Outcome::Unknown)),
                WaitOutcome::TimedOut => return Err(Error::in_progress(Outcome::Unknown)),
                WaitOutcome::Done(Either::Right((is_certain, _))) => {
                    return Err(Error::in_progress(if is_certain {
                        Outcome::NotCompleted
                    } else {
                        Outcome::Unknown
                    }));
                }
            }
        };
        let Some(held) = granted else {
            return Err(Error::in_progress(Outcome::Unknown));
        };
        let state = listener.last_state().await;
        Ok(Acquisition::AfterOther(Self { held: Some(held) }, state))
    }

    /// Waits for the lock without a timeout.
    pub(super) async fn wait(name: String) -> Self {
        released(&name).await;
        let held = queue(&name).await;
        Self { held }
    }

    /// Retains the lock while an open request of its call may be running, so that other tabs know about it. A later
    /// call of this page, or another tab that asks, gets the lock at once.
    pub(super) fn retain(self, announcement: Announcement, running_for_ms: f64) {
        let Some(HeldLock { name, .. }) = &self.held else {
            return;
        };
        let name: Rc<str> = name.as_str().into();
        let (state, channel, asked) = announcement.into_parts();
        let retained = RetainedLock {
            name: name.clone(),
            state,
            lock: self,
            _channel: channel,
        };
        RETAINED.with_borrow_mut(|all| all.push(retained));
        spawn_local(async move {
            {
                let (asked, elapsed) = (pin!(asked), pin!(sleep(running_for_ms)));
                select(asked, elapsed).await;
            }
            RETAINED.with_borrow_mut(|all| all.retain(|other| !Rc::ptr_eq(&other.name, &name)));
        });
    }
}

/// Takes over the lock of this name that this page retains.
fn take_retained(name: &str) -> Option<RetainedLock> {
    RETAINED.with_borrow_mut(|all| {
        let index = all.iter().position(|retained| *retained.name == *name)?;
        Some(all.swap_remove(index))
    })
}

/// Releases all locks that this page retains, as the end of the page does.
#[cfg(test)]
pub(super) fn forget_retained() {
    RETAINED.take();
}

impl Drop for LockHandle {
    fn drop(&mut self) {
        let Some(HeldLock { name, release, end }) = self.held.take() else {
            return;
        };
        let _ = call(&release, &JsValue::UNDEFINED, &[]);
        RELEASING.with_borrow_mut(|releasing| releasing.push((name, end.clone())));
        spawn_local(async move {
            let _ = await_value(end.clone()).await;
            RELEASING.with_borrow_mut(|releasing| releasing.retain(|(_, other)| *other != end));
        });
    }
}

/// Waits until the locks of this name that this page has released are free.
async fn released(name: &str) {
    let ends = RELEASING.with_borrow(|releasing| {
        let own = releasing.iter().filter(|(other, _)| other == name);
        own.map(|(_, end)| end.clone()).collect::<Vec<_>>()
    });
    for end in ends {
        let _ = await_value(end).await;
    }
}

/// Waits for a lock. `None` if the page has no Web Locks.
async fn queue(name: &str) -> Option<HeldLock> {
    let options = Object::new().into();
    // Dropping the future leaves the queue. Once the lock is held, the signal has no effect.
    let abort = AbortOnDrop::new();
    if let Some(abort) = &abort {
        set(&options, "signal", &abort.signal());
    }
    request(name, &options).await.ok().flatten()
}

/// Requests a lock. `None` if it is held elsewhere and the options say not to wait; an exception if the page has no Web
/// Locks, or they do not work.
async fn request(name: &str, options: &JsValue) -> Result<Option<HeldLock>, Exception> {
    let locks = property(&global("navigator"), "locks");
    let (sender, answer) = oneshot::channel();
    let (released, release) = deferred();
    let callback = Closure::once(move |lock: JsValue| -> JsValue {
        let is_granted = !lock.is_null() && !lock.is_undefined();
        match sender.send(is_granted) {
            // The lock is held until this promise settles.
            Ok(()) if is_granted => released.into(),
            // The caller does not wait any more.
            _ => JsValue::UNDEFINED,
        }
    });
    let args = [&name.into(), options, callback.as_ref()];
    let end = call_method(&locks, "request", &args)?;
    let (ended, resolve) = deferred();
    spawn_local(async move {
        let _ = await_value(end).await;
        // Until then the browser may still call it.
        drop(callback);
        let _ = call(&resolve, &JsValue::UNDEFINED, &[]);
    });
    // If the request ends without an answer, the sender is dropped.
    match answer.await {
        Ok(true) => Ok(Some(HeldLock {
            name: name.to_owned(),
            release,
            end: ended.into(),
        })),
        Ok(false) => Ok(None),
        Err(_) => Err(Exception),
    }
}
