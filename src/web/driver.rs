//! Runs a [`Delivery`] over a connection.

use super::connection::{Exchange, Outgoing};
use super::session::Session;
use super::wait::{Ended, Signal, Work, now, race};
use crate::delivery::{Action, Delivered, Delivery, Event, Loss, Purpose, Terms};
use crate::failure::Failure;
use crate::rest::{Call, Success};
use crate::value::Value;
use std::cell::RefCell;
use std::future::pending;
use wasm_bindgen::JsValue;

/// One call, and all it needs.
pub(super) struct Errand<'a> {
    pub(super) session: &'a Session,
    pub(super) call: &'a Call,
    pub(super) purpose: Purpose,
    /// The task that a completion is for.
    pub(super) task_id: u64,
    /// See [`Terms::is_late`].
    pub(super) is_late: bool,
    pub(super) signal: &'a Signal,
    /// What stayed in JavaScript.
    pub(super) foreign: &'a [JsValue],
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

impl Errand<'_> {
    pub(super) async fn run(self) -> Result<Answer, Failure> {
        let Self {
            session,
            call,
            purpose,
            signal,
            ..
        } = self;
        let terms = Terms {
            purpose,
            can_refresh: session.connection.can_refresh(),
            is_late: self.is_late,
            timeout: session.timeout,
            resets_at: session.resets_at(call.method),
        };
        let mut delivery = Delivery::new(terms, now());
        let last = RefCell::new((JsValue::UNDEFINED, JsValue::UNDEFINED));
        let mut renewals = session.renewals();
        loop {
            if signal.is_aborted() {
                delivery.on(Event::Aborted, now(), 0.0);
            }
            let (work, limit, in_vain): (Work<'_>, _, _) = match delivery.next(now()) {
                Action::Send(limit) => {
                    renewals = session.renewals();
                    let send = async {
                        let exchange = session.connection.send(self.outgoing()).await?;
                        let Exchange {
                            event,
                            result,
                            page,
                        } = exchange;
                        last.replace((result, page));
                        Ok(event)
                    };
                    (Box::pin(send), limit, Event::Lost(Loss::Timeout))
                }
                Action::Refresh(limit) => {
                    let refresh = async { Ok(session.refresh(renewals).await) };
                    (Box::pin(refresh), limit, Event::NotRefreshed)
                }
                Action::Wait(limit) => (Box::pin(pending()), limit, Event::Waited),
                Action::LookUp(limit) => {
                    let look = async { Ok(session.look(self.task_id, purpose, signal).await) };
                    let in_vain = Event::NotSeen { for_good: false };
                    (Box::pin(look), limit, in_vain)
                }
                Action::Finish(delivered) => {
                    let (result, page) = last.take();
                    let delivered = delivered?;
                    let (success, is_looked_up) = match delivered {
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
                    session.note_reset(call.method, &success);
                    return Ok(Answer {
                        success,
                        is_looked_up,
                        result,
                        page,
                        attempts: delivery.attempts(),
                    });
                }
            };
            let event = match race(work, limit, signal).await {
                Ended::Done(event) => event?,
                Ended::TimedOut => {
                    if matches!(in_vain, Event::NotRefreshed) {
                        session.give_up_refresh();
                    }
                    in_vain
                }
                Ended::Aborted => Event::Aborted,
            };
            delivery.on(event, now(), js_sys::Math::random());
        }
    }

    fn outgoing(&self) -> Outgoing<'_> {
        Outgoing {
            call: self.call,
            foreign: self.foreign,
            page: self.page,
            once: self.purpose != Purpose::Read,
        }
    }
}
