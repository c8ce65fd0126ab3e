//! Shared parts of the calls for many tasks.

use super::convert::writer::set;
use super::error::to_bizproc_error;
use super::session::Session;
use crate::error::Error;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{StreamExt, iter};
use js_sys::Object;
use wasm_bindgen::prelude::*;

/// Runs all futures, at most `concurrency` at a time.
pub(super) async fn run<'a>(
    work: &mut dyn Iterator<Item = LocalBoxFuture<'a, ()>>,
    concurrency: usize,
) {
    iter(work).for_each_concurrent(concurrency, |one| one).await;
}

/// The entry of one task in the list that a call returns. `result`: the property of this name, if there is one.
pub(super) fn to_entry(
    task_id: Option<u64>,
    result: Result<Option<JsValue>, Error>,
    session: &Session,
) -> JsValue {
    let entry = Object::new().into();
    let task_id = task_id.map_or(JsValue::NULL, |id| (id as f64).into());
    set(&entry, "taskId", &task_id);
    match result {
        Ok(Some(result)) => set(&entry, "result", &result),
        Ok(None) => {}
        Err(error) => {
            let error = to_bizproc_error(&error, &session.messages());
            set(&entry, "error", &error);
        }
    }
    entry
}
