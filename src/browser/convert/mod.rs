//! JavaScript's values and those of the core, both ways.

mod cache;
pub(super) mod options;
pub(super) mod reader;
pub(super) mod writer;
