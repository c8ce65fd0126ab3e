//! The caller's `AbortSignal`.

use super::attempt::property;
use super::events::EventListener;
use futures_channel::oneshot;
use std::future::pending;
use wasm_bindgen::prelude::*;

/// An `AbortSignal` of this frame or of another one, or none.
pub(super) struct Signal(Option<JsValue>);

impl Signal {
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// `None` if the value is not a signal.
    pub(super) fn new(signal: JsValue) -> Option<Self> {
        property(&signal, "addEventListener")
            .is_function()
            .then_some(Self(Some(signal)))
    }

    pub(super) fn is_aborted(&self) -> bool {
        let signal = self.0.as_ref();
        signal.is_some_and(|signal| property(signal, "aborted").is_truthy())
    }

    /// Waits until the caller aborts.
    pub(super) async fn aborted(&self) {
        let Some(signal) = &self.0 else {
            return pending().await;
        };
        let (sender, aborted) = oneshot::channel::<()>();
        let mut sender = Some(sender);
        let on_abort = move |_| drop(sender.take());
        let _listener = EventListener::new(vec![(signal.clone(), "abort")], on_abort);
        // A signal that is already aborted fires no event.
        if !self.is_aborted() {
            let _ = aborted.await;
        }
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
