//! The rate limits of the portals that this page calls. All calls of the page share one limit per portal.

use crate::pacing::RateLimit;
use std::cell::RefCell;
use std::rc::Rc;

/// A rate limit that several calls share.
pub(super) type SharedRateLimit = Rc<RefCell<RateLimit>>;

thread_local! {
    static LIMITS: RefCell<Vec<(String, SharedRateLimit)>> = const { RefCell::new(Vec::new()) };
}

/// The rate limit of a portal. `host`: an empty text if it is not known.
pub(super) fn rate_limit(host: &str) -> SharedRateLimit {
    LIMITS.with_borrow_mut(|limits| {
        if let Some((_, limit)) = limits.iter().find(|(known, _)| known == host) {
            return limit.clone();
        }
        let limit = SharedRateLimit::new(RefCell::new(RateLimit::new()));
        limits.push((host.to_owned(), limit.clone()));
        limit
    })
}

/// Forgets the rate limits of all portals, as a new page does.
#[cfg(test)]
pub(super) fn forget_rate_limits() {
    LIMITS.take();
}
