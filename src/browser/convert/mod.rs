//! Converts between JavaScript's values and Rust's.

pub(super) mod cache;
pub(super) mod options;
pub(super) mod reader;
pub(super) mod writer;
