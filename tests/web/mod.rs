//! The boundary, in a real browser.

use wasm_bindgen_test::wasm_bindgen_test_configure;

mod connections;
mod exports;
mod hostile;
mod js;
mod waiting;

wasm_bindgen_test_configure!(run_in_browser);
