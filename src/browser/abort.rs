//! The caller's `AbortSignal`.

use super::attempt::property;
use super::events::EventListener;
use futures_channel::oneshot;
use std::cell::RefCell;
use std::future::pending;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// An `AbortSignal` of this frame or of another one, or none.
pub(super) struct Signal(Option<Target>);

/// A signal with one listener, however many futures wait for it: Node warns of more than ten.
struct Target {
    signal: JsValue,
    waiting: Rc<RefCell<Vec<oneshot::Sender<()>>>>,
    /// Removed on drop.
    _listener: EventListener,
}

impl Signal {
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// `None` if the value is not a signal.
    pub(super) fn new(signal: JsValue) -> Option<Self> {
        if !property(&signal, "addEventListener").is_function() {
            return None;
        }
        let waiting = Rc::<RefCell<Vec<_>>>::default();
        let woken = waiting.clone();
        let on_abort = Box::new(move |_| drop(woken.take()));
        Some(Self(Some(Target {
            _listener: EventListener::new(vec![(signal.clone(), "abort")], on_abort),
            signal,
            waiting,
        })))
    }

    pub(super) fn is_aborted(&self) -> bool {
        let target = self.0.as_ref();
        target.is_some_and(|target| property(&target.signal, "aborted").is_truthy())
    }

    /// Waits until the caller aborts.
    pub(super) async fn aborted(&self) {
        let Some(target) = &self.0 else {
            return pending().await;
        };
        // A signal that is already aborted fires no event.
        if self.is_aborted() {
            return;
        }
        let (sender, aborted) = oneshot::channel();
        {
            let mut waiting = target.waiting.borrow_mut();
            waiting.retain(|other| !other.is_canceled());
            waiting.push(sender);
        }
        let _ = aborted.await;
    }
}

/// Aborts the work that was given its signal when it is dropped.
pub(super) struct AbortOnDrop(web_sys::AbortController);

impl AbortOnDrop {
    /// `None` if there is no `AbortController`.
    pub(super) fn new() -> Option<Self> {
        web_sys::AbortController::new().ok().map(Self)
    }

    pub(super) fn signal(&self) -> web_sys::AbortSignal {
        self.0.signal()
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
