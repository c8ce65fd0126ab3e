//! Event listeners. Their targets may belong to another frame, or may be fake ones that throw.

use super::attempt::call_method;
use wasm_bindgen::prelude::*;

/// The listener is removed on drop.
pub(super) struct EventListener {
    /// Each target with the name of its event.
    targets: Vec<(JsValue, &'static str)>,
    callback: Closure<dyn FnMut(JsValue)>,
}

impl EventListener {
    /// With a box, the code is compiled once, not for each type of closure.
    pub(super) fn new(
        targets: Vec<(JsValue, &'static str)>,
        on_event: Box<dyn FnMut(JsValue)>,
    ) -> Self {
        let listener = Self {
            targets,
            callback: Closure::wrap(on_event),
        };
        listener.set("addEventListener");
        listener
    }

    fn set(&self, method: &str) {
        for (target, event) in &self.targets {
            let args = [&(*event).into(), self.callback.as_ref()];
            let _ = call_method(target, method, &args);
        }
    }
}

impl Drop for EventListener {
    fn drop(&mut self) {
        self.set("removeEventListener");
    }
}
