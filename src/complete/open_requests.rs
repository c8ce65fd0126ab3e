//! Open requests: they may have been executed, or may still be running, although their calls have ended. A later call
//! for the same task determines their outcome first.

use super::SentAt;

/// A request that may have been executed, or may still be running.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OpenRequest {
    pub(crate) running_until_ms: f64,
    pub(crate) sent: Option<SentAt>,
}

/// The facts about earlier requests that a new call for the same task needs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EarlierRequest {
    pub(crate) running_until_ms: f64,
    pub(crate) sent: Option<SentAt>,
    /// Whether one of them had the same completion, so that its success is the success of the new call.
    pub(crate) is_same: bool,
}

/// The open requests of one page.
#[derive(Debug)]
pub(crate) struct OpenRequests<K, C> {
    requests: Vec<(K, C, OpenRequest)>,
}

impl<K: PartialEq, C: PartialEq> OpenRequests<K, C> {
    pub(crate) const fn new() -> Self {
        Self {
            requests: Vec::new(),
        }
    }

    /// Adds the open request of a call. `task` identifies the task and its portal, `completion` identifies the content.
    pub(crate) fn add(&mut self, task: K, completion: C, request: OpenRequest) {
        self.requests.push((task, completion, request));
    }

    /// A later call knows the state of the task: the outcome of earlier requests is known.
    pub(crate) fn remove(&mut self, task: &K) {
        self.requests.retain(|(known, ..)| known != task);
    }

    /// The open requests for a task, before this completion is sent. A request stays open until a later call has
    /// determined its outcome.
    pub(crate) fn find(&self, task: &K, completion: &C) -> Option<EarlierRequest> {
        let mut earlier: Option<EarlierRequest> = None;
        for (_, sent, request) in self.requests.iter().filter(|(known, ..)| known == task) {
            let is_same = sent == completion;
            let found = earlier.get_or_insert(EarlierRequest {
                running_until_ms: request.running_until_ms,
                sent: None,
                is_same: false,
            });
            found.running_until_ms = found.running_until_ms.max(request.running_until_ms);
            if is_same && !found.is_same {
                found.sent = request.sent;
            }
            found.is_same |= is_same;
        }
        earlier
    }
}
