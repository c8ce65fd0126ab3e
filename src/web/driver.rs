//! Runs a [`Delivery`] over a connection.

use super::connection::{Connection, Exchange, Outgoing};
use super::wait::{Ended, Signal, race};
use crate::delivery::{Action, Delivery, Event, Loss, Purpose};
use crate::failure::Failure;
use crate::rest::{Call, Success};
use wasm_bindgen::JsValue;

/// Milliseconds after which a parent frame, or an app's own function, will not give a token any more: as the
/// official SDK has it.
const REFRESH_TIMEOUT: f64 = 10_000.0;

/// One call, and all it needs.
pub(super) struct Errand<'a> {
    pub(super) connection: &'a Connection,
    pub(super) call: &'a Call,
    pub(super) purpose: Purpose,
    /// Milliseconds one request may take.
    pub(super) timeout: f64,
    pub(super) signal: &'a Signal,
    /// What stayed in JavaScript.
    pub(super) foreign: &'a [JsValue],
    /// What the connection gave with the page before.
    pub(super) page: &'a JsValue,
}

/// What a call brought home.
pub(super) struct Answer {
    pub(super) success: Success,
    /// The reply's `result` as it came.
    pub(super) result: JsValue,
    /// What the connection needs for the next page.
    pub(super) page: JsValue,
    pub(super) attempts: u32,
}

impl Errand<'_> {
    pub(super) async fn run(self) -> Result<Answer, Failure> {
        let mut delivery = Delivery::new(self.purpose, self.connection.can_refresh());
        if self.signal.is_aborted() {
            delivery.on(Event::Aborted);
        }
        let mut last = (JsValue::UNDEFINED, JsValue::UNDEFINED);
        loop {
            let event = match delivery.next() {
                Action::Finish(result) => {
                    let (result_value, page) = last;
                    let attempts = delivery.attempts();
                    return result.map(|success| Answer {
                        success,
                        result: result_value,
                        page,
                        attempts,
                    });
                }
                Action::Send => {
                    let outgoing = Outgoing {
                        call: self.call,
                        foreign: self.foreign,
                        page: self.page,
                        once: self.purpose == Purpose::Complete,
                    };
                    match race(self.connection.send(outgoing), self.timeout, self.signal).await {
                        Ended::Done(exchange) => {
                            let Exchange {
                                event,
                                result,
                                page,
                            } = exchange?;
                            last = (result, page);
                            event
                        }
                        Ended::TimedOut => Event::Lost(Loss::Timeout),
                        Ended::Aborted => Event::Aborted,
                    }
                }
                Action::Refresh => {
                    let limit = REFRESH_TIMEOUT.min(self.timeout);
                    match race(self.connection.refresh(), limit, self.signal).await {
                        Ended::Done(event) => event,
                        Ended::TimedOut => Event::NotRefreshed,
                        Ended::Aborted => Event::Aborted,
                    }
                }
            };
            delivery.on(event);
        }
    }
}
