//! The browser, and the only place that knows JavaScript.

mod connection;
mod driver;
mod error;
mod exports;
mod files;
mod portal;
mod read;
mod wait;
mod write;

#[cfg(test)]
#[path = "../../tests/web/mod.rs"]
mod tests;
