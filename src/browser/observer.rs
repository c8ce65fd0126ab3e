//! Reports the progress of a completion to the app: its phases, the bytes of its files, and the steps of its trace.

use super::attempt::call_method;
use super::convert::writer::{set, to_js};
use super::timer::now_ms;
use crate::complete::{Call, Phase};
use js_sys::{Function, Object};
use std::cell::Cell;
use wasm_bindgen::prelude::*;

/// Time between two reports of bytes.
const REPORT_INTERVAL_MS: f64 = 50.0;

/// The app's callbacks for one completion.
#[derive(Default)]
pub(super) struct Observer {
    task_id: u64,
    on_progress: Option<Function>,
    on_trace: Option<Function>,
    phase: Cell<Option<&'static str>>,
    next_report_at_ms: Cell<f64>,
    /// How many steps of the trace were reported.
    reported_steps: Cell<usize>,
}

impl Observer {
    pub(super) fn new(
        task_id: u64,
        on_progress: Option<Function>,
        on_trace: Option<Function>,
    ) -> Self {
        Self {
            task_id,
            on_progress,
            on_trace,
            ..Self::default()
        }
    }

    /// Reports a phase once.
    pub(super) fn enter(&self, phase: &'static str) {
        if self.phase.replace(Some(phase)) != Some(phase) {
            self.report(phase, None);
        }
    }

    /// Reports bytes: at intervals, and always at the end of a phase.
    pub(super) fn report_bytes(&self, phase: &'static str, loaded: f64, total: f64) {
        let now = now_ms();
        if now >= self.next_report_at_ms.get() || loaded == 0.0 || loaded >= total {
            self.next_report_at_ms.set(now + REPORT_INTERVAL_MS);
            self.phase.set(Some(phase));
            self.report(phase, Some((loaded, total)));
        }
    }

    /// Reports the news of a call. `upload_bytes`: the size of its files in the request.
    pub(super) fn observe(&self, call: &Call, upload_bytes: f64) {
        match call.phase() {
            // Only the reply shows that the files were sent.
            Some(Phase::Waiting) if upload_bytes > 0.0 => self.start_upload(upload_bytes),
            Some(Phase::Waiting) => self.enter("waiting"),
            Some(Phase::Confirming) => self.enter("confirming"),
            Some(Phase::Busy) => self.enter("busy"),
            None => {}
        }
        let Some(on_trace) = &self.on_trace else {
            return;
        };
        let trace = call.trace();
        let reported = self.reported_steps.replace(trace.count());
        for step in trace.last_steps(trace.count() - reported) {
            let step = to_js(step);
            set(&step, "taskId", &(self.task_id as f64).into());
            notify(on_trace, &step);
        }
    }

    fn start_upload(&self, total: f64) {
        if self.phase.get() != Some("uploading") {
            self.report_bytes("uploading", 0.0, total);
        }
    }

    fn report(&self, phase: &str, bytes: Option<(f64, f64)>) {
        let Some(on_progress) = &self.on_progress else {
            return;
        };
        let progress = Object::new().into();
        set(&progress, "phase", &phase.into());
        if let Some((loaded, total)) = bytes {
            set(&progress, "loaded", &loaded.into());
            set(&progress, "total", &total.into());
        }
        notify(on_progress, &progress);
    }
}

/// Calls a callback. An exception of the app must not end a completion.
fn notify(callback: &Function, argument: &JsValue) {
    if let Err(error) = callback.call1(&JsValue::UNDEFINED, argument) {
        let _ = call_method(&js_sys::global(), "reportError", &[&error]);
    }
}
