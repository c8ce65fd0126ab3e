//! Completions of this page that are in flight: who asks for the same gets what comes of the first.

use super::complete::{Completion, DedupKey};
use super::session::Session;
use crate::complete::{EarlierRequest, OpenRequest, OpenRequests};
use crate::error::{Error, Outcome};
use futures_channel::oneshot;
use futures_util::future::{FutureExt, Shared};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

thread_local! {
    static IN_FLIGHT: RefCell<Vec<InFlight>> = const { RefCell::new(Vec::new()) };

    /// Requests that may have been executed although their calls are settled.
    static OPEN: RefCell<OpenRequests<TaskKey, DedupKey>> =
        const { RefCell::new(OpenRequests::new()) };
}

/// A task of a portal, as its user sees it.
pub(super) type TaskKey = (JsValue, u64);

/// What earlier calls have left open for a task, before this completion is sent.
pub(super) fn find_open(task: &TaskKey, key: &DedupKey) -> Option<EarlierRequest> {
    // Nobody knows which portal it is.
    if task.0.is_undefined() {
        return None;
    }
    OPEN.with_borrow(|open| open.find(task, key))
}

/// Notes what a call leaves open. `is_settled`: whether it is known now what became of earlier requests.
pub(super) fn note_open(
    task: &TaskKey,
    key: &DedupKey,
    open_request: Option<OpenRequest>,
    is_settled: bool,
) {
    OPEN.with_borrow_mut(|open| {
        if is_settled {
            open.remove(task);
        }
        if let Some(request) = open_request {
            open.add(task.clone(), key.clone(), request);
        }
    });
}

/// What came of a completion.
type Settled = Rc<Result<Completion, Error>>;

/// A completion that is in flight.
#[derive(Clone)]
pub(super) struct InFlight {
    session: Rc<Session>,
    key: DedupKey,
    result: Shared<oneshot::Receiver<Settled>>,
}

/// Keeps a completion in flight until it is settled or dropped.
pub(super) struct Registration {
    key: DedupKey,
    sender: Option<oneshot::Sender<Settled>>,
    session: Rc<Session>,
}

/// Forgets what calls have left open, as a new page does.
#[cfg(test)]
pub(super) fn forget_open() {
    OPEN.set(OpenRequests::new());
}

impl InFlight {
    /// The completion of a task of the same portal.
    pub(super) fn find(session: &Session, task_id: u64) -> Option<Self> {
        let portal = session.connection.portal_key();
        IN_FLIGHT.with_borrow(|in_flight| {
            let same = |other: &&Self| {
                other.key.task_id == task_id && other.session.connection.portal_key() == portal
            };
            in_flight.iter().find(same).cloned()
        })
    }

    pub(super) fn register(session: &Rc<Session>, key: DedupKey) -> Registration {
        let (sender, result) = oneshot::channel();
        let in_flight = Self {
            session: session.clone(),
            key: key.clone(),
            result: result.shared(),
        };
        IN_FLIGHT.with_borrow_mut(|all| all.push(in_flight));
        Registration {
            key,
            sender: Some(sender),
            session: session.clone(),
        }
    }

    /// Whether it is of the same answer with the same values.
    pub(super) fn is_same(&self, key: &DedupKey) -> bool {
        self.key == *key
    }

    /// Waits for what comes of it.
    pub(super) async fn result(&self) -> Settled {
        let result = self.result.clone().await;
        result.unwrap_or_else(|_| Rc::new(Err(Error::aborted(Outcome::Unknown))))
    }
}

impl Registration {
    /// Tells everybody who waits for it.
    pub(super) fn settle(mut self, result: Result<Completion, Error>) -> Settled {
        let result = Rc::new(result);
        self.remove();
        if let Some(sender) = self.sender.take() {
            let _ = sender.send(result.clone());
        }
        result
    }

    fn remove(&self) {
        IN_FLIGHT.with_borrow_mut(|all| {
            all.retain(|other| other.key != self.key || !Rc::ptr_eq(&other.session, &self.session));
        });
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.remove();
    }
}
