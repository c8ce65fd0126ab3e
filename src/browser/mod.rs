//! The only module that uses the browser and JavaScript.

mod abort;
mod attempt;
mod bulk;
mod call;
mod complete;
mod complete_many;
mod convert;
mod delegate;
mod diagnose;
mod dispatcher;
mod error;
mod events;
mod exports;
mod in_flight;
mod languages;
mod list;
mod lock;
mod observer;
mod page;
mod peers;
mod portal;
mod rate_limits;
mod session;
mod tabs;
mod timer;
mod transport;
mod watch;

#[cfg(test)]
#[path = "../../tests/browser/mod.rs"]
mod tests;
