//! Converts between JavaScript's values and Rust's.

mod cache;
pub(super) mod options;
pub(super) mod reader;
pub(super) mod writer;
