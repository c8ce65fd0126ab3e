//! Completes Bitrix24 business-process tasks (`bizproc.task.complete`) from a front end. It validates a completion
//! before it sends it, and reports its true outcome.
//!
//! A completion passes through these modules in one direction:
//!
//! - [`value`]: values of a caller, as Rust types;
//! - [`datetime`]: days and instants as text;
//! - [`html`]: HTML entities in plain texts;
//! - [`bbcode`]: the BB codes of descriptions;
//! - [`task`]: a task, read from a row of `bizproc.task.list`;
//! - [`validate`]: the issues of a completion, and the parameters of its request;
//! - [`messages`]: sentences for people, by language;
//! - [`rest`]: the REST protocol: calls, replies, error codes, pages of a list;
//! - [`complete`]: the state machine from a request to its outcome, without IO;
//! - [`pacing`]: when the completions of `completeTasks` are sent, and which of them share a batch;
//! - [`watch`]: when a list of tasks is read again, and what has changed in it;
//! - [`error`]: errors of calls, as data;
//! - [`diagnose`]: the checks of the connection to a portal;
//! - [`spelling`]: suggestions for misspelt names;
//! - [`trace`]: the steps of a call, as data;
//! - `browser`: the only module that uses the browser and JavaScript.
//!
//! All modules except `browser` compile and are tested natively: they use no JavaScript, no clock and no logging. No
//! module panics, touches the DOM or stores anything.

// Only `browser` uses the pure modules, and native builds do not contain it.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, unused_imports))]

mod bbcode;
mod complete;
mod datetime;
mod diagnose;
mod error;
mod html;
mod messages;
mod pacing;
mod rest;
mod spelling;
mod task;
mod trace;
mod validate;
mod value;
mod watch;

#[cfg(target_arch = "wasm32")]
mod browser;

#[cfg(test)]
#[path = "../tests/rust/mod.rs"]
mod tests;

#[cfg(fuzzing)]
#[path = "../tests/rust/fuzz.rs"]
pub mod fuzz;
