//! One completion of a task at a time, in all tabs and frames of an app: Web Locks, where there are any.

use super::wait::Signal;
use crate::error::{Error, Outcome};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/js/lock.js")]
extern "C" {
    fn lock(portal: &JsValue, task_id: f64, milliseconds: f64, signal: &JsValue) -> Promise;

    type Granted;
    #[wasm_bindgen(method, getter, js_name = isLate)]
    fn is_late(this: &Granted) -> bool;
    #[wasm_bindgen(method)]
    fn release(this: &Granted);
}

/// Held as long as it lives.
pub(super) struct Lock(Granted);

impl Lock {
    /// Waits for those who have it, at most for so many milliseconds. `portal` is a [`super::connection::Connection::identity`].
    pub(super) async fn acquire(
        portal: &JsValue,
        task_id: u64,
        milliseconds: f64,
        signal: &Signal,
    ) -> Result<Self, Error> {
        match JsFuture::from(lock(portal, task_id as f64, milliseconds, &signal.to_js())).await {
            Ok(granted) if granted.is_object() => Ok(Self(granted.unchecked_into())),
            _ if signal.is_aborted() => Err(Error::aborted(Outcome::NotCompleted)),
            _ => Err(Error::in_progress()),
        }
    }

    /// Whether somebody else had it first.
    pub(super) fn is_late(&self) -> bool {
        self.0.is_late()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.0.release();
    }
}
