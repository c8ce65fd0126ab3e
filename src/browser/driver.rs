//! Runs a [`Delivery`] over a connection.

use super::connection::{Connection, Outgoing};
use super::files::Payload;
use super::session::Session;
use super::wait::{Ended, Signal, now, race};
use crate::complete::{Action, Delivered, Delivery, Event, Loss, Purpose, Terms};
use crate::error::Error;
use crate::rest::{Call, Success};
use crate::value::Value;
use std::future::pending;
use wasm_bindgen::JsValue;

/// One call, and all it needs.
pub(super) struct Errand<'a> {
    pub(super) session: &'a Session,
    /// Which way the call goes; what else there is to ask goes the session's.
    pub(super) connection: &'a Connection,
    pub(super) call: &'a Call,
    pub(super) purpose: Purpose,
    /// The task that a completion is for.
    pub(super) task_id: u64,
    /// See [`Terms::is_late`].
    pub(super) is_late: bool,
    /// See [`Terms::upload`].
    pub(super) upload: f64,
    pub(super) signal: &'a Signal,
    pub(super) payload: &'a Payload,
    /// What the connection gave with the page before.
    pub(super) page: &'a JsValue,
}

/// What a call brought home.
pub(super) struct Answer {
    /// Of a completion that was looked up: what its reply would have been.
    pub(super) success: Success,
    pub(super) is_looked_up: bool,
    /// The reply's `result` as it came.
    pub(super) result: JsValue,
    /// What the connection needs for the next page.
    pub(super) page: JsValue,
    pub(super) attempts: u32,
}

/// What the last request brought, and how often the token had been refreshed before it.
#[derive(Default)]
struct Brought {
    result: JsValue,
    page: JsValue,
    renewals: u32,
}

impl Errand<'_> {
    pub(super) async fn run(self) -> Result<Answer, Error> {
        let Self {
            session,
            connection,
            purpose,
            signal,
            ..
        } = self;
        let terms = Terms {
            purpose,
            can_refresh: connection.can_refresh(),
            is_late: self.is_late,
            timeout: session.timeout,
            upload: self.upload,
            resets_at: session.resets_at.get(),
        };
        let mut delivery = Delivery::new(terms, now());
        let mut last = Brought::default();
        loop {
            if signal.is_aborted() {
                delivery.on(Event::Aborted, now(), 0.0);
            }
            let action = delivery.next(now());
            let (limit, in_vain) = match action {
                Action::Send(limit) => {
                    last.renewals = connection.renewals();
                    (limit, Event::Lost(Loss::Timeout))
                }
                Action::Refresh(limit) => (limit, Event::NotRefreshed),
                Action::Wait(limit) => (limit, Event::Waited),
                Action::LookUp(limit) => (limit, Event::NotSeen { for_good: false }),
                Action::Finish(delivered) => {
                    let (success, is_looked_up) = match delivered? {
                        Delivered::Replied(success) => (success, false),
                        Delivered::LookedUp => {
                            let success = Success {
                                result: Value::Bool(true),
                                next: None,
                                total: None,
                                time: Value::Null,
                            };
                            (success, true)
                        }
                    };
                    // Each method has a time of its own, and one is dear.
                    if let (Purpose::Complete(_), Some(milliseconds)) =
                        (purpose, success.resets_in())
                    {
                        session.resets_at.set(Some(now() + milliseconds));
                    }
                    return Ok(Answer {
                        success,
                        is_looked_up,
                        result: last.result,
                        page: last.page,
                        attempts: delivery.attempts(),
                    });
                }
            };
            let work = Box::pin(self.act(action, &mut last));
            let event = match race(work, limit, signal).await {
                Ended::Done(event) => event?,
                Ended::TimedOut => in_vain,
                Ended::Aborted => Event::Aborted,
            };
            delivery.on(event, now(), js_sys::Math::random());
        }
    }

    async fn act(&self, action: Action, last: &mut Brought) -> Result<Event, Error> {
        let Self {
            session,
            connection,
            ..
        } = self;
        Ok(match action {
            Action::Send(_) => {
                let exchange = connection.send(self.outgoing()).await?;
                last.result = exchange.result;
                last.page = exchange.page;
                exchange.event
            }
            Action::Refresh(_) => {
                if connection.refresh(last.renewals).await {
                    Event::Refreshed
                } else {
                    Event::NotRefreshed
                }
            }
            Action::LookUp(_) => session.look(self.task_id, self.purpose, self.signal).await,
            Action::Wait(_) | Action::Finish(_) => pending().await,
        })
    }

    fn outgoing(&self) -> Outgoing<'_> {
        Outgoing {
            call: self.call,
            payload: self.payload,
            page: self.page,
            once: self.purpose != Purpose::Read,
        }
    }
}
