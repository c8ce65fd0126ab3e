//! Completions of this page that are in flight. Identical calls share the result of the first one.

use super::complete::{Completion, DedupKey};
use super::session::Session;
use crate::complete::{EarlierRequest, OpenRequest, OpenRequests};
use crate::error::{Error, Outcome};
use futures_channel::oneshot;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

thread_local! {
    static IN_FLIGHT: RefCell<Vec<Rc<InFlight>>> = const { RefCell::new(Vec::new()) };

    /// Requests that may have been executed although their calls have ended.
    static OPEN: RefCell<OpenRequests<TaskKey, DedupKey>> =
        const { RefCell::new(OpenRequests::new()) };
}

/// A task of a portal, as its user sees it.
pub(super) type TaskKey = (JsValue, u64);

/// The open requests of earlier calls for a task, before this completion is sent.
pub(super) fn find_open(task: &TaskKey, key: &DedupKey) -> Option<EarlierRequest> {
    // The portal is not known.
    if task.0.is_undefined() {
        return None;
    }
    OPEN.with_borrow(|open| open.find(task, key))
}

/// Stores the open request of a call. `is_outcome_known`: whether the outcome of earlier requests is known now.
pub(super) fn note_open(
    task: &TaskKey,
    key: &DedupKey,
    open_request: Option<OpenRequest>,
    is_outcome_known: bool,
) {
    OPEN.with_borrow_mut(|open| {
        if is_outcome_known {
            open.remove(task);
        }
        if let Some(request) = open_request {
            open.add(task.clone(), key.clone(), request);
        }
    });
}

/// The result of a completion, which all its callers share.
type SharedResult = Rc<Result<Completion, Error>>;

/// A completion that is in flight.
pub(super) struct InFlight {
    session: Rc<Session>,
    key: DedupKey,
    /// The other calls that wait for its result.
    waiting: RefCell<Vec<oneshot::Sender<SharedResult>>>,
}

/// Keeps a completion in flight until it has an outcome or is dropped.
pub(super) struct Registration(Rc<InFlight>);

/// Forgets all open requests, as a new page does.
#[cfg(test)]
pub(super) fn forget_open() {
    OPEN.set(OpenRequests::new());
}

impl InFlight {
    /// The completion of a task of the same portal.
    pub(super) fn find(session: &Session, task_id: u64) -> Option<Rc<Self>> {
        let portal = session.connection.portal_key();
        IN_FLIGHT.with_borrow(|in_flight| {
            let same = |other: &&Rc<Self>| {
                other.key.task_id == task_id && other.session.connection.portal_key() == portal
            };
            in_flight.iter().find(same).cloned()
        })
    }

    pub(super) fn register(session: &Rc<Session>, key: DedupKey) -> Registration {
        let in_flight = Rc::new(Self {
            session: session.clone(),
            key,
            waiting: RefCell::default(),
        });
        IN_FLIGHT.with_borrow_mut(|all| all.push(in_flight.clone()));
        Registration(in_flight)
    }

    /// Whether it has the same answer and the same values.
    pub(super) fn is_same(&self, key: &DedupKey) -> bool {
        self.key == *key
    }

    /// Waits for its outcome.
    pub(super) async fn result(&self) -> SharedResult {
        let (sender, result) = oneshot::channel();
        self.waiting.borrow_mut().push(sender);
        let result = result.await;
        result.unwrap_or_else(|_| Rc::new(Err(Error::aborted(Outcome::Unknown))))
    }
}

impl Registration {
    /// Passes the outcome to all waiting callers.
    pub(super) fn finish(self, result: Result<Completion, Error>) -> SharedResult {
        let result = Rc::new(result);
        for sender in self.0.waiting.take() {
            let _ = sender.send(result.clone());
        }
        result
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // The callers that still wait learn that the call was dropped.
        self.0.waiting.take();
        IN_FLIGHT.with_borrow_mut(|all| all.retain(|other| !Rc::ptr_eq(other, &self.0)));
    }
}
