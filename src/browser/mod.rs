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

/// Memory is given by a few hundred bytes of code: the standard library's own allocator has five thousand.
#[global_allocator]
static ALLOCATOR: rlsf::GlobalTlsf<Small> = rlsf::GlobalTlsf::new();

struct Small;

impl rlsf::GlobalTlsfOptions for Small {
    const ENABLE_REALLOCATION: bool = false;
}

#[cfg(test)]
#[path = "../../tests/browser/mod.rs"]
mod tests;
