//! The pure layers, which a cdylib gives to nobody: they are compiled in here.

#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../src/validate/mod.rs"]
mod validate;
#[path = "../../src/error.rs"]
mod error;
#[path = "../../tests/rust/fuzz.rs"]
mod fuzz;
#[path = "../../src/datetime.rs"]
mod datetime;
#[path = "../../src/task/mod.rs"]
mod task;
#[path = "../../src/value.rs"]
mod value;

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::run(data));
