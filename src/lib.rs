//! Completes Bitrix24 business-process tasks (`bizproc.task.complete`) from a front end: a completion is checked
//! against the task before it is sent, and every call says truthfully what became of it.
//!
//! A completion flows in one direction, and each station is one module:
//!
//! - [`value`]: what a caller hands over, free of JavaScript;
//! - [`datetime`]: days and instants as text;
//! - [`html`]: HTML entities in texts that are not HTML;
//! - [`bbcode`]: the BB codes of descriptions;
//! - [`task`]: what a task is, read from a row of `bizproc.task.list`;
//! - [`validate`]: what is wrong with a completion, and what its parameters are on the wire;
//! - [`messages`]: sentences for people, by language;
//! - [`rest`]: the REST protocol: calls, replies, error codes, pages of a list;
//! - [`complete`]: from parameters to a settled outcome, as a state machine without IO;
//! - [`pacing`]: when many completions are sent, and which of them share a request;
//! - [`watch`]: when a list of tasks is read again, and what has changed in it;
//! - [`error`]: what went wrong with a call, as data;
//! - [`diagnose`]: what is wrong with the way to a portal, check by check;
//! - [`trace`]: the steps of a call, as data;
//! - `browser`: the browser, and the only place that knows JavaScript.
//!
//! All but `browser` compile and are tested natively: they know no JavaScript, no clock and no logging. Nothing here
//! panics, touches the DOM or stores anything.

// The pure modules have no user but `browser`, which is not there natively.
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
