//! The browser, and the only place that knows JavaScript.

mod completing;
mod connection;
mod driver;
mod error;
mod exports;
mod files;
mod lock;
mod portal;
mod read;
mod session;
mod wait;
mod write;

#[cfg(test)]
#[path = "../../tests/browser/mod.rs"]
mod tests;
