//! The rate limits of the portals that this page calls. All calls of the page share one limit per portal.

use crate::pacing::RateLimit;
use std::cell::RefCell;

thread_local! {
    static LIMITS: RefCell<Vec<(String, RateLimit)>> = const { RefCell::new(Vec::new()) };
}

/// Gives access to the rate limit of a portal. `host`: an empty text if it is not known.
pub(super) fn with_rate_limit<T>(host: &str, work: impl FnOnce(&mut RateLimit) -> T) -> T {
    LIMITS.with_borrow_mut(|limits| {
        let index = limits.iter().position(|(known, _)| known == host);
        let index = index.unwrap_or_else(|| {
            limits.push((host.to_owned(), RateLimit::new()));
            limits.len() - 1
        });
        match limits.get_mut(index) {
            Some((_, limit)) => work(limit),
            None => work(&mut RateLimit::new()),
        }
    })
}

/// Forgets the rate limits of all portals, as a new page does.
#[cfg(test)]
pub(super) fn forget_rate_limits() {
    LIMITS.take();
}
