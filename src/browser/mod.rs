//! The browser, and the only place that knows JavaScript.

mod abort;
mod attempt;
mod call;
mod complete;
mod convert;
mod diagnose;
mod error;
mod exports;
mod in_flight;
mod lock;
mod observer;
mod portal;
mod session;
mod tabs;
mod timer;
mod transport;

#[cfg(test)]
#[path = "../../tests/browser/mod.rs"]
mod tests;
