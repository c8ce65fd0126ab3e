//! Sends the requests of `completeTasks`: within the rate limit, in parallel, and in batches where the portal cannot
//! alter the values. Each completion has its own state machine, also in a batch.

use super::abort::Signal;
use super::rate_limits::{SharedRateLimit, rate_limit};
use super::session::{LookupReply, PAGE_SIZE, Session};
use super::timer::{now_ms, sleep, timeout};
use super::transport::upload::Payload;
use super::transport::{OutgoingRequest, Response, Transport};
use crate::complete::{Event, Operation};
use crate::error::{Error, Outcome, code};
use crate::pacing::{Next, Queue};
use crate::rest::{Query, Reply, Request};
use crate::task::Status;
use futures_channel::oneshot;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Requests that are made within this time may share a batch.
const GATHER_MS: f64 = 10.0;
/// Look-ups that are made within this time share one request.
const GATHER_LOOKUPS_MS: f64 = 50.0;

/// Sends the requests of one call of `completeTasks`.
pub(super) struct Dispatcher {
    session: Rc<Session>,
    /// All requests share it, so that its token is refreshed once.
    pub(super) transport: Transport,
    limit: SharedRateLimit,
    user_id: u64,
    /// The completions that wait for a permit.
    queue: RefCell<Queue<oneshot::Sender<Permit>>>,
    is_woken_later: Cell<bool>,
    lookups: RefCell<Vec<(u64, oneshot::Sender<LookupReply>)>>,
}

/// The permission to send one request now.
pub(super) enum Permit {
    /// In a separate request. It is in flight until the slot is dropped, if there is one.
    Alone(Option<Slot>),
    /// In a batch.
    Batched(BatchEntry),
}

/// A request in flight, until it is dropped.
pub(super) struct Slot(Rc<Dispatcher>);

/// A place in a batch. The batch is sent when each of its places is used or dropped.
pub(super) struct BatchEntry(Rc<Batch>);

struct Batch {
    /// From then on the time of its requests counts.
    permitted_at_ms: f64,
    slot: Cell<Option<Slot>>,
    open_entries: Cell<usize>,
    members: RefCell<Vec<(Request, oneshot::Sender<Reply>)>>,
}

impl Dispatcher {
    /// `max_in_flight`: the number of parallel requests.
    pub(super) fn new(
        session: Rc<Session>,
        transport: Transport,
        user_id: u64,
        max_in_flight: usize,
    ) -> Rc<Self> {
        Rc::new(Self {
            limit: rate_limit(&session.connection.host()),
            session,
            transport,
            user_id,
            queue: RefCell::new(Queue::new(max_in_flight)),
            is_woken_later: Cell::new(false),
            lookups: RefCell::default(),
        })
    }

    /// Waits until a request may be sent. `None` if it must not be sent any more.
    pub(super) async fn admit(self: &Rc<Self>, is_batchable: bool) -> Option<Permit> {
        let (sender, permit) = oneshot::channel();
        self.queue.borrow_mut().push(sender, is_batchable);
        self.wake_after(GATHER_MS);
        permit.await.ok()
    }

    /// Looks up the state of a task to which an answer was sent, together with other look-ups.
    pub(super) async fn look_up(self: &Rc<Self>, task_id: u64, sent: Status) -> Event {
        let (sender, reply) = oneshot::channel();
        let is_first = {
            let mut lookups = self.lookups.borrow_mut();
            lookups.push((task_id, sender));
            lookups.len() == 1
        };
        if is_first {
            spawn_local(self.clone().gather_lookups());
        }
        match reply.await {
            Ok(reply) => self
                .session
                .lookup_event(&reply, task_id, self.user_id, sent),
            Err(_) => Event::LookupFailed { permanent: false },
        }
    }

    /// Waits for further look-ups, and sends all of them together.
    async fn gather_lookups(self: Rc<Self>) {
        sleep(GATHER_LOOKUPS_MS).await;
        let mut lookups = self.lookups.take();
        while !lookups.is_empty() {
            let rest = lookups.split_off(lookups.len().min(PAGE_SIZE));
            let ids = lookups.iter().map(|(id, _)| *id).collect();
            let query = Query::tasks(ids, self.user_id);
            let reply = self.session.fetch_states(&query, &Signal::none()).await;
            for (_, sender) in std::mem::replace(&mut lookups, rest) {
                let _ = sender.send(reply.clone());
            }
        }
    }

    fn wake_after(self: &Rc<Self>, milliseconds: f64) {
        if self.is_woken_later.replace(true) {
            return;
        }
        let dispatcher = self.clone();
        spawn_local(async move {
            sleep(milliseconds).await;
            dispatcher.is_woken_later.set(false);
            dispatcher.dispatch();
        });
    }

    /// Issues permits for all requests that may be sent now.
    fn dispatch(self: &Rc<Self>) {
        loop {
            let next = {
                let mut queue = self.queue.borrow_mut();
                queue.retain(|waiting| !waiting.is_canceled());
                queue.poll(&mut self.limit.borrow_mut(), now_ms())
            };
            match next {
                Next::Send(senders) => self.permit(senders),
                Next::Wait(milliseconds) => return self.wake_after(milliseconds),
                Next::Idle => return,
            }
        }
    }

    fn permit(self: &Rc<Self>, mut senders: Vec<oneshot::Sender<Permit>>) {
        let slot = Slot(self.clone());
        if senders.len() < 2 {
            if let Some(sender) = senders.pop() {
                let _ = sender.send(Permit::Alone(Some(slot)));
            }
            return;
        }
        let batch = Rc::new(Batch {
            permitted_at_ms: now_ms(),
            slot: Cell::new(Some(slot)),
            open_entries: Cell::new(senders.len()),
            members: RefCell::default(),
        });
        for sender in senders {
            let _ = sender.send(Permit::Batched(BatchEntry(batch.clone())));
        }
    }

    /// Whether a completion was not executed because of the operating time, and the time of its reset is known.
    pub(super) fn can_wait_for_limit(&self, error: &Error) -> bool {
        error.code == code::OPERATION_TIME_LIMIT
            && error.outcome == Outcome::NotCompleted
            && self.queue.borrow().is_paused(now_ms())
    }

    /// Takes the operating time from the reply to a completion.
    pub(super) fn note_operating(&self, reply: &Reply) {
        let now_ms = now_ms();
        let mut queue = self.queue.borrow_mut();
        match reply {
            Reply::Success(success) => {
                if let (Some(used_s), Some(resets_in_ms)) =
                    (success.operating_s(), success.operating_resets_in_ms())
                {
                    self.session
                        .operating_reset_at_ms
                        .set(Some(now_ms + resets_in_ms));
                    queue.note_operating(used_s, resets_in_ms, now_ms);
                }
            }
            // If no reply has reported the reset, the other completions are refused too, and end with this error.
            Reply::Error(error) if error.code == code::OPERATION_TIME_LIMIT => {
                if let Some(reset_at_ms) = self.session.operating_reset_at_ms.get() {
                    queue.pause(reset_at_ms - now_ms, now_ms);
                }
            }
            _ => {}
        }
    }
}

impl Slot {
    /// Sends a batch, and passes each request its reply. It ends no later than the requests, whose time has counted since
    /// their permit: after that, the portal must not receive them any more.
    async fn send_batch(
        self,
        members: Vec<(Request, oneshot::Sender<Reply>)>,
        permitted_at_ms: f64,
    ) {
        let Self(dispatcher) = &self;
        let started_at_ms = now_ms();
        let timeout_ms = permitted_at_ms + dispatcher.session.timeout_ms - started_at_ms;
        let (requests, senders): (Vec<_>, Vec<_>) = members.into_iter().unzip();
        let request = Request::batch(&requests);
        let payload = Payload::default();
        let sending = dispatcher.transport.send(OutgoingRequest {
            request: &request,
            payload: &payload,
            cursor: None,
        });
        let response = timeout(sending, timeout_ms).await.flatten();
        let Some(Response { reply, .. }) = response else {
            return dispatcher.queue.borrow_mut().note_lost_batch();
        };
        dispatcher.session.note(&reply, Operation::Read);
        if matches!(reply, Reply::Success(_)) {
            let elapsed_ms = now_ms() - started_at_ms;
            let mut queue = dispatcher.queue.borrow_mut();
            queue.note_batch(requests.len(), elapsed_ms);
        }
        for (sender, reply) in senders.into_iter().zip(reply.split(requests.len())) {
            dispatcher.note_operating(&reply);
            let _ = sender.send(reply);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.queue.borrow_mut().finish();
        self.0.wake_after(0.0);
    }
}

impl BatchEntry {
    /// The reply to a request of the batch. `None` if it was lost.
    pub(super) async fn send(self, request: Request) -> Option<Reply> {
        let (sender, reply) = oneshot::channel();
        self.0.members.borrow_mut().push((request, sender));
        drop(self);
        reply.await.ok()
    }
}

impl Drop for BatchEntry {
    fn drop(&mut self) {
        let open_entries = self.0.open_entries.get().saturating_sub(1);
        self.0.open_entries.set(open_entries);
        if open_entries > 0 {
            return;
        }
        let (slot, members) = (self.0.slot.take(), self.0.members.take());
        if let Some(slot) = slot.filter(|_| !members.is_empty()) {
            spawn_local(slot.send_batch(members, self.0.permitted_at_ms));
        }
    }
}
