//! Tests of the pure layers, natively and in the browser.

// Size does not matter here.
#![allow(clippy::disallowed_macros, clippy::disallowed_methods)]

mod bbcode;
mod complete;
mod datetime;
mod diagnose;
mod field_options;
mod fields;
mod json;
mod list;
mod messages;
mod names;
mod reply;
mod task;
mod validate;

// These tests read files, or need too much time and code for a browser.
#[cfg(not(target_arch = "wasm32"))]
mod batch;
#[cfg(not(target_arch = "wasm32"))]
mod bulk;
#[cfg(not(target_arch = "wasm32"))]
mod fuzz;
#[cfg(not(target_arch = "wasm32"))]
mod outcomes;
#[cfg(not(target_arch = "wasm32"))]
mod pacing;
#[cfg(not(target_arch = "wasm32"))]
mod properties;
#[cfg(not(target_arch = "wasm32"))]
mod rules;
#[cfg(not(target_arch = "wasm32"))]
mod sequences;
#[cfg(not(target_arch = "wasm32"))]
mod simulation;
#[cfg(not(target_arch = "wasm32"))]
mod vectors;
#[cfg(not(target_arch = "wasm32"))]
mod watch;

use crate::task::Task;
use crate::validate::{CompletionParams, Issue, MAX_BODY};
use crate::value::Value;

/// Checks a completion for a portal in the cloud.
fn checked(completion: &Value, task: Option<&Task>) -> (Option<CompletionParams>, Vec<Issue>) {
    crate::validate::validate(completion, task, MAX_BODY)
}

/// Declares each function as a native test and as a test in the browser.
macro_rules! tests {
    ($($(#[$meta:meta])* fn $name:ident() $body:block)*) => {
        $(
            $(#[$meta])*
            #[cfg_attr(not(target_arch = "wasm32"), test)]
            #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
            fn $name() $body
        )*
    };
}
pub(crate) use tests;
