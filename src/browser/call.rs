//! Runs the state machine of a call over a transport.

use super::abort::Signal;
use super::dispatcher::{Dispatcher, Permit};
use super::observer::Observer;
use super::rate_limits::rate_limit;
use super::session::Session;
use super::timer::{WaitOutcome, now_ms, sleep, timeout, until_aborted, wait};
use super::transport::upload::Payload;
use super::transport::{OutgoingRequest, Transport, is_offline};
use crate::complete::{
    Action, Call, Config, Confirmation, EarlierRequest, Event, OpenRequest, Operation,
    TransportError,
};
use crate::error::{Error, Outcome};
use crate::rest::Request;
use crate::trace::Trace;
use futures_util::future::{FutureExt, LocalBoxFuture, pending};
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The slowest upload that is supported.
pub(super) const MIN_UPLOAD_BYTES_PER_MS: f64 = 100.0;

/// A call with its context.
pub(super) struct CallContext<'a> {
    pub(super) session: &'a Session,
    pub(super) transport: &'a Transport,
    pub(super) request: &'a Request,
    pub(super) operation: Operation,
    /// The task that a completion is for.
    pub(super) task_id: u64,
    /// The user of the task, if known.
    pub(super) user_id: Option<u64>,
    pub(super) earlier: Option<EarlierRequest>,
    /// Bytes of its files in the request.
    pub(super) upload_bytes: f64,
    pub(super) signal: &'a Signal,
    pub(super) payload: &'a Payload,
    /// The transport's cursor of the previous page.
    pub(super) cursor: Option<&'a JsValue>,
    pub(super) observer: &'a Observer,
    /// Set for a completion of `completeTasks`.
    pub(super) bulk: Option<Bulk<'a>>,
}

/// How a completion of `completeTasks` is sent.
pub(super) struct Bulk<'a> {
    pub(super) dispatcher: &'a Rc<Dispatcher>,
    /// Whether the request may be part of a batch.
    pub(super) is_batchable: bool,
}

/// The outcome of a call.
pub(super) struct CallOutput {
    pub(super) result: Result<Confirmation, Error>,
    pub(super) attempts: u32,
    pub(super) trace: Trace,
    /// A request that may still be executed although the call has ended.
    pub(super) open_request: Option<OpenRequest>,
    /// Whether the outcome of earlier requests for the task is known.
    pub(super) knows_earlier: bool,
    /// The reply's `result` as it came.
    pub(super) reply: JsValue,
    /// The transport's cursor for the next page.
    pub(super) cursor: JsValue,
    /// Identifies the token of the last request. Only for comparison: it may contain a token.
    pub(super) token_key: String,
}

/// The last request and its reply.
#[derive(Default)]
struct LastExchange {
    reply: JsValue,
    cursor: JsValue,
    token_key: String,
}

impl CallContext<'_> {
    pub(super) async fn execute(self) -> CallOutput {
        // Waiting for a permit does not count towards the timeout.
        let mut admitted = match self.earlier {
            None => self.admit().await,
            Some(_) => None,
        };
        let mut call = Call::new(self.config(), now_ms());
        let last = RefCell::new(LastExchange::default());
        let mut operations = FuturesUnordered::new();
        loop {
            if self.signal.is_aborted() {
                call.handle_event(Event::Aborted, now_ms(), 0.0);
            }
            if call.is_about_to_send() && admitted.is_none() {
                admitted = self.admit().await;
                // The caller may have aborted in the meantime.
                continue;
            }
            let action = call.poll_action(now_ms());
            if self.operation != Operation::Read {
                self.observer.observe(&call, self.upload_bytes);
            }
            let event = match action {
                Action::Finish(result) => {
                    let LastExchange {
                        reply,
                        cursor,
                        token_key,
                    } = last.take();
                    return CallOutput {
                        result: result.map_err(|mut error| {
                            error.trace = call.trace().clone();
                            error
                        }),
                        attempts: call.attempts(),
                        trace: call.trace().clone(),
                        open_request: call.open_request(),
                        knows_earlier: call.knows_earlier(),
                        reply,
                        cursor,
                        token_key,
                    };
                }
                Action::Wait { timeout_ms } => {
                    match wait(next(&mut operations), timeout_ms, self.signal).await {
                        WaitOutcome::Done(event) => event,
                        WaitOutcome::TimedOut => Event::Elapsed,
                        WaitOutcome::Aborted => Event::Aborted,
                    }
                }
                action => {
                    let admitted = match action {
                        Action::Send { .. } => admitted.take(),
                        _ => None,
                    };
                    operations.push(self.perform(action, admitted, &last).boxed_local());
                    continue;
                }
            };
            call.handle_event(event, now_ms(), js_sys::Math::random());
        }
    }

    fn config(&self) -> Config {
        let session = self.session;
        Config {
            operation: self.operation,
            can_refresh: self.transport.can_refresh(),
            timeout_ms: match self.operation {
                Operation::Complete(_) => session.timeout_ms,
                Operation::Read => session.read_timeout_ms,
            },
            upload_allowance_ms: self.upload_bytes / MIN_UPLOAD_BYTES_PER_MS,
            execution_limit_ms: session.execution_limit_ms,
            transport_delay_ms: self.transport.max_delay_ms(),
            operating_reset_at_ms: session.operating_reset_at_ms.get(),
            server_clock: session.server_clock.get(),
            earlier: self.earlier.clone(),
        }
    }

    /// Performs an action, and reports its result.
    async fn perform(
        &self,
        action: Action,
        admitted: Option<Permit>,
        last: &RefCell<LastExchange>,
    ) -> Event {
        let (event, on_timeout) = match action {
            Action::Send { timeout_ms } => (
                timeout(self.send(admitted, last), timeout_ms).await,
                Event::Lost(TransportError::Timeout),
            ),
            Action::RefreshToken { timeout_ms } => {
                let used_token_key = last.borrow().token_key.clone();
                (
                    timeout(self.refresh(&used_token_key), timeout_ms)
                        .await
                        .map(|result| result.map_or_else(Event::NotSent, |()| Event::Refreshed)),
                    Event::NotSent(Error::refresh_failed("The refresh took too long")),
                )
            }
            Action::LookUp { timeout_ms } => (
                timeout(self.look_up(), timeout_ms).await,
                Event::LookupFailed { permanent: false },
            ),
            Action::Wait { .. } | Action::Finish(_) => pending().await,
        };
        event.unwrap_or(on_timeout)
    }

    /// Waits until the portal's rate allows the request. `None` if the caller aborts meanwhile.
    async fn admit(&self) -> Option<Permit> {
        if let Some(Bulk {
            dispatcher,
            is_batchable,
        }) = &self.bulk
        {
            return until_aborted(dispatcher.admit(*is_batchable), self.signal).await?;
        }
        let limit = rate_limit(&self.session.connection.host());
        loop {
            let wait_ms = limit.borrow().single_wait_ms(now_ms());
            if wait_ms == 0.0 {
                limit.borrow_mut().note_request(now_ms());
                return Some(Permit::Alone(None));
            }
            until_aborted(sleep(wait_ms), self.signal).await?;
        }
    }

    async fn send(&self, admitted: Option<Permit>, last: &RefCell<LastExchange>) -> Event {
        if self.operation != Operation::Read && is_offline() {
            return Event::Offline;
        }
        // Another call may have refreshed the token.
        if self.transport.is_refreshed()
            && let Err(error) = self.check_user().await
        {
            return Event::NotSent(error);
        }
        last.borrow_mut().token_key = self.transport.token_key();
        let _slot = match admitted {
            Some(Permit::Batched(entry)) => {
                return match entry.send(self.request.clone()).await {
                    Some(reply) => Event::Replied(reply),
                    None => Event::Lost(TransportError::Network),
                };
            }
            Some(Permit::Alone(slot)) => slot,
            None => None,
        };
        let request = OutgoingRequest {
            request: self.request,
            payload: self.payload,
            cursor: self.cursor,
        };
        let Some(response) = self.transport.send(request).await else {
            return Event::Lost(TransportError::Network);
        };
        let mut last = last.borrow_mut();
        last.reply = response.result;
        last.cursor = response.cursor;
        self.session.note(&response.reply, self.operation);
        if let Some(bulk) = &self.bulk {
            bulk.dispatcher.note_operating(&response.reply);
        }
        Event::Replied(response.reply)
    }

    async fn refresh(&self, used_token_key: &str) -> Result<(), Error> {
        self.transport.refresh(used_token_key).await?;
        self.check_user().await
    }

    /// The refreshed token may belong to another user. Then the answer would be that user's answer.
    async fn check_user(&self) -> Result<(), Error> {
        if let (Operation::Complete(_), Some(before)) = (self.operation, self.user_id)
            && self.session.user_id(self.signal).await? != before
        {
            return Err(Error::user_changed(Outcome::NotCompleted));
        }
        Ok(())
    }

    async fn look_up(&self) -> Event {
        let Operation::Complete(sent) = self.operation else {
            return Event::LookupFailed { permanent: true };
        };
        if let Some(bulk) = &self.bulk {
            return bulk.dispatcher.look_up(self.task_id, sent).await;
        }
        self.session
            .look_up(self.task_id, self.user_id, sent, self.signal)
            .await
    }
}

/// The first operation that ends.
async fn next(operations: &mut FuturesUnordered<LocalBoxFuture<'_, Event>>) -> Event {
    match operations.next().await {
        Some(event) => event,
        None => pending().await,
    }
}
