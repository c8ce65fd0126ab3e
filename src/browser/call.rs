//! Runs the state machine of a call over a transport.

use super::abort::Signal;
use super::session::Session;
use super::timer::{WaitOutcome, now_ms, wait};
use super::transport::upload::Payload;
use super::transport::{OutgoingRequest, Transport, TransportReply};
use crate::complete::{Action, Delivered, Delivery, Event, Loss, Purpose, Terms};
use crate::error::Error;
use crate::rest::{Call, Success};
use crate::value::Value;
use js_sys::Reflect;
use serde::Serialize;
use std::future::pending;
use wasm_bindgen::prelude::*;

/// What the slowest of lines carries.
const MIN_UPLOAD_BYTES_PER_MS: f64 = 100.0;

/// One call, and all it needs.
pub(super) struct CallContext<'a> {
    pub(super) session: &'a Session,
    /// Which way the call goes; what else there is to ask goes the session's.
    pub(super) transport: &'a Transport,
    pub(super) call: &'a Call,
    pub(super) purpose: Purpose,
    /// The task that a completion is for.
    pub(super) task_id: u64,
    /// See [`Terms::is_late`].
    pub(super) may_be_in_flight_elsewhere: bool,
    /// Bytes of its files, in base64.
    pub(super) encoded_size: f64,
    pub(super) signal: &'a Signal,
    pub(super) payload: &'a Payload,
    /// What the transport gave with the page before.
    pub(super) cursor: &'a JsValue,
}

/// What came of a call.
pub(super) struct CallOutput {
    /// Of a completion that was looked up: what its reply would have been.
    pub(super) success: Success,
    pub(super) confirmed_by: ConfirmedBy,
    /// The reply's `result` as it came.
    pub(super) result: JsValue,
    /// What the transport needs for the next page.
    pub(super) cursor: JsValue,
    pub(super) attempts: u32,
}

/// How it is known that a completion was executed.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ConfirmedBy {
    Reply,
    Lookup,
}

/// What the last request brought, and the generation of the token that it was sent with.
#[derive(Default)]
struct LastExchange {
    result: JsValue,
    cursor: JsValue,
    token_generation: u32,
}

impl CallContext<'_> {
    pub(super) async fn execute(self) -> Result<CallOutput, Error> {
        let Self {
            session,
            transport,
            purpose,
            signal,
            ..
        } = self;
        let terms = Terms {
            purpose,
            can_refresh: transport.can_refresh(),
            is_late: self.may_be_in_flight_elsewhere,
            timeout: session.timeout_ms,
            upload: self.encoded_size / MIN_UPLOAD_BYTES_PER_MS,
            resets_at: session.operating_reset_at.get(),
        };
        let mut delivery = Delivery::new(terms, now_ms());
        let mut last = LastExchange::default();
        loop {
            if signal.is_aborted() {
                delivery.on(Event::Aborted, now_ms(), 0.0);
            }
            let action = delivery.next(now_ms());
            let (timeout_ms, on_timeout) = match action {
                Action::Send(limit) => {
                    last.token_generation = transport.token_generation();
                    (limit, Event::Lost(Loss::Timeout))
                }
                Action::Refresh(limit) => (limit, Event::NotRefreshed),
                Action::Wait(limit) => (limit, Event::Waited),
                Action::LookUp(limit) => (limit, Event::NotSeen { for_good: false }),
                Action::Finish(delivered) => {
                    let (success, confirmed_by) = match delivered? {
                        Delivered::Replied(success) => (success, ConfirmedBy::Reply),
                        Delivered::LookedUp => {
                            let success = Success {
                                result: Value::Bool(true),
                                next: None,
                                total: None,
                                time: Value::Null,
                            };
                            (success, ConfirmedBy::Lookup)
                        }
                    };
                    // Each method has a time of its own, and one is dear.
                    if let (Purpose::Complete(_), Some(milliseconds)) =
                        (purpose, success.resets_in())
                    {
                        session
                            .operating_reset_at
                            .set(Some(now_ms() + milliseconds));
                    }
                    self.payload.report_upload_complete(self.encoded_size);
                    return Ok(CallOutput {
                        success,
                        confirmed_by,
                        result: last.result,
                        cursor: last.cursor,
                        attempts: delivery.attempts(),
                    });
                }
            };
            let work = Box::pin(self.perform(action, &mut last));
            let event = match wait(work, timeout_ms, signal).await {
                WaitOutcome::Done(event) => event,
                WaitOutcome::TimedOut => on_timeout,
                WaitOutcome::Aborted => Event::Aborted,
            };
            delivery.on(event, now_ms(), js_sys::Math::random());
        }
    }

    async fn perform(&self, action: Action, last: &mut LastExchange) -> Event {
        match action {
            Action::Send(_) => {
                self.payload.report_upload_start(self.encoded_size);
                match self.transport.send(self.request()).await {
                    TransportReply::Response {
                        reply,
                        result,
                        cursor,
                    } => {
                        last.result = result;
                        last.cursor = cursor;
                        Event::Replied(reply)
                    }
                    TransportReply::Redirected | TransportReply::Lost => Event::Lost(Loss::Network),
                }
            }
            Action::Refresh(_) => {
                if self.transport.refresh(last.token_generation).await {
                    Event::Refreshed
                } else {
                    Event::NotRefreshed
                }
            }
            Action::LookUp(_) => {
                let Self {
                    task_id, purpose, ..
                } = self;
                self.session
                    .look_up_outcome(*task_id, *purpose, self.signal)
                    .await
            }
            Action::Wait(_) | Action::Finish(_) => pending().await,
        }
    }

    fn request(&self) -> OutgoingRequest<'_> {
        OutgoingRequest {
            call: self.call,
            payload: self.payload,
            cursor: self.cursor,
        }
    }
}

impl CallOutput {
    /// A row of a list as it came.
    pub(super) fn row(&self, index: usize) -> JsValue {
        Reflect::get_u32(&self.result, index as u32).unwrap_or_default()
    }
}
