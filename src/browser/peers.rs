//! The pages of an app that watch the same list. The page with the list's lock is the leader.

use super::lock::{LockHandle, list_lock_name};
use super::tabs::ListChannel;
use futures_util::future::{FutureExt, LocalBoxFuture};
use std::future::pending;

/// This page as one of the pages that watch the same list.
#[derive(Default)]
pub(super) struct Peers {
    /// The name of the list's lock; `None` until the portal and the user are known.
    name: Option<String>,
    channel: Option<ListChannel>,
    lock: Option<LockHandle>,
    waiting: Option<LocalBoxFuture<'static, LockHandle>>,
}

impl Peers {
    /// Joins the pages that watch the list with this digest, unless it has joined already. `host`: an empty text if the
    /// portal is not known. Then other pages with the same list cannot be found.
    pub(super) fn join(&mut self, host: &str, digest: &str, on_change: impl Fn() + 'static) {
        let name = (!host.is_empty()).then(|| list_lock_name(host, digest));
        if name != self.name {
            *self = Self {
                channel: name.as_ref().map(|name| ListChannel::open(name, on_change)),
                name,
                ..Self::default()
            };
        }
    }

    pub(super) fn leads(&self) -> bool {
        self.name.is_none() || self.lock.is_some()
    }

    /// Waits until this page is the leader.
    pub(super) async fn until_leading(&mut self) {
        let Some(name) = self.name.clone().filter(|_| self.lock.is_none()) else {
            return pending().await;
        };
        let waiting = self
            .waiting
            .get_or_insert_with(|| LockHandle::wait(name).boxed_local());
        self.lock = Some(waiting.await);
        self.waiting = None;
    }

    /// Lets another page become the leader.
    pub(super) fn resign(&mut self) {
        self.lock = None;
        self.waiting = None;
    }

    /// Notifies the other pages that the list has changed.
    pub(super) fn post_change(&self) {
        if let Some(channel) = self.channel.as_ref().filter(|_| self.leads()) {
            channel.post_change();
        }
    }
}
