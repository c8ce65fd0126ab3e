//! The boundary, in a real browser.

// Size does not matter here.
#![allow(clippy::disallowed_macros)]

use wasm_bindgen_test::wasm_bindgen_test_configure;

mod bulk;
mod complete;
mod connections;
mod diagnose;
mod exports;
mod files;
mod hostile;
mod http;
mod js;
mod outcomes;
mod waiting;
mod watch;

wasm_bindgen_test_configure!(run_in_browser);
