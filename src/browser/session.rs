//! What the calls of one portal share: the connection, the current user, a fresh token.

use super::abort::Signal;
use super::call::{CallContext, CallOutput};
use super::convert::options::{self, Options};
use super::convert::writer::{Messages, short_text};
use super::error::to_bizproc_error;
use super::timer::until_aborted;
use super::transport::upload::Payload;
use super::transport::{Connection, Transport};
use crate::complete::{Event, Purpose};
use crate::error::{Error, ErrorKind, Outcome, code};
use crate::messages::Language;
use crate::rest::{Call, Pages, Query, Row};
use crate::task::Task;
use crate::value::Value;
use js_sys::Promise;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// The portal itself stops a request after 60 seconds (rest-protocol.md, section 8).
const DEFAULT_TIMEOUT_MS: f64 = 65_000.0;
/// What a browser's timer can count to, and a third of it: see [`crate::complete::Terms::timeout`].
const MAX_TIMEOUT_MS: f64 = 700_000_000.0;

pub(super) struct Session {
    pub(super) connection: Connection,
    /// The time that one request may take.
    pub(super) timeout_ms: f64,
    /// Bytes that the portal takes in one request.
    pub(super) max_body_bytes: f64,
    language_tag: Option<String>,
    /// An app's own sentences by issue code.
    messages: JsValue,
    /// The current user, once `profile` has told.
    user_id: Cell<Option<u64>>,
    prefers_bridge: bool,
    /// Whether the last wait for a fresh token was in vain: nobody waits for each call again.
    is_token_unavailable: Cell<bool>,
    /// When completions can go on after they have used up their time, as the last reply told.
    pub(super) operating_reset_at: Cell<Option<f64>>,
}

impl Session {
    pub(super) fn open(connection: &JsValue, options: &JsValue) -> Result<Self, Error> {
        let options = Options::read(options, options::Call::Connect)?;
        let timeout = options.get("timeout")?;
        let timeout_ms = match timeout.as_f64() {
            Some(milliseconds) if (1.0..=MAX_TIMEOUT_MS).contains(&milliseconds) => milliseconds,
            None if timeout.is_undefined() => DEFAULT_TIMEOUT_MS,
            _ => {
                return Err(Error::usage(
                    "options.timeout must be a number of milliseconds from 1 to 700000000",
                ));
            }
        };
        Ok(Self {
            connection: Connection::read(connection)?,
            timeout_ms,
            max_body_bytes: options.max_body_bytes()?,
            language_tag: options.language_tag()?,
            messages: options.get("messages")?,
            user_id: Cell::new(None),
            prefers_bridge: prefers_bridge(&options.get("transport")?)?,
            is_token_unavailable: Cell::new(false),
            operating_reset_at: Cell::new(None),
        })
    }

    /// Runs something of the session, and makes a `BizprocError` of its error.
    pub(super) fn promise(
        self: Rc<Self>,
        work: impl AsyncFnOnce(&Rc<Self>) -> Result<JsValue, Error> + 'static,
    ) -> Promise {
        future_to_promise(async move {
            let result = work(&self).await;
            result.map_err(|error| to_bizproc_error(&error, &self.messages()))
        })
    }

    pub(super) fn messages(&self) -> Messages {
        let tag = self.language_tag.clone();
        let tag = tag.or_else(|| self.connection.language());
        let language = tag.map_or(Language::ENGLISH, |tag| Language::parse(&tag));
        Messages::new(language, self.messages.clone())
    }

    /// One task of the current user, with its row as it came.
    pub(super) async fn task(&self, id: u64, signal: &Signal) -> Result<(Task, JsValue), Error> {
        let (query, output) = self.fetch_row(id, signal).await?;
        let tasks = Pages::new(query).handle_page(&output.success);
        let (index, task) = tasks
            .into_iter()
            .next()
            .ok_or_else(|| Error::gone(Outcome::NotCompleted))?;
        Ok((task, output.row(index)))
    }

    /// What has become of a task of the current user, to which this answer was sent.
    pub(super) async fn look_up_outcome(
        &self,
        id: u64,
        purpose: Purpose,
        signal: &Signal,
    ) -> Event {
        match (self.fetch_row(id, signal).await, purpose) {
            (Ok((query, output)), Purpose::Complete(sent)) => {
                Event::Seen(Row::read(&output.success, id, query.user_id, sent))
            }
            (Err(error), _) if !matches!(error.kind, ErrorKind::Auth | ErrorKind::Usage) => {
                Event::NotSeen { for_good: false }
            }
            _ => Event::NotSeen { for_good: true },
        }
    }

    async fn fetch_row(&self, id: u64, signal: &Signal) -> Result<(Query, CallOutput), Error> {
        let query = Query::task(id, self.user_id(signal).await?);
        let call = Call::list(&query, 0);
        let output = self
            .execute_read(&call, signal, &JsValue::UNDEFINED)
            .await?;
        Ok((query, output))
    }

    /// Without it an administrator would be shown, and could complete, what is asked of others.
    pub(super) async fn user_id(&self, signal: &Signal) -> Result<u64, Error> {
        if let Some(id) = self.user_id.get() {
            return Ok(id);
        }
        let output = self
            .execute_read(&Call::profile(), signal, &JsValue::UNDEFINED)
            .await?;
        let id = output.success.result.get("ID").and_then(Value::as_id);
        let id = id.ok_or_else(|| {
            Error::new(code::BAD_RESPONSE, ErrorKind::Portal, Outcome::NotCompleted)
        })?;
        self.user_id.set(Some(id));
        Ok(id)
    }

    /// The way that calls go now.
    pub(super) async fn transport(&self) -> Result<Transport, Error> {
        let transport = self.connection.own_transport()?;
        if self.prefers_bridge || matches!(transport, Transport::Http(_)) {
            return Ok(transport);
        }
        let over_http = transport.over_http(!self.is_token_unavailable.get()).await;
        self.is_token_unavailable.set(over_http.is_none());
        Ok(over_http.unwrap_or(transport))
    }

    /// Executes a call that changes nothing.
    pub(super) async fn execute_read(
        &self,
        call: &Call,
        signal: &Signal,
        cursor: &JsValue,
    ) -> Result<CallOutput, Error> {
        let transport = until_aborted(self.transport(), signal)
            .await
            .ok_or_else(|| Error::aborted(Outcome::NotCompleted))??;
        CallContext {
            session: self,
            transport: &transport,
            call,
            purpose: Purpose::Read,
            task_id: 0,
            may_be_in_flight_elsewhere: false,
            encoded_size: 0.0,
            signal,
            payload: &Payload::default(),
            cursor,
        }
        .execute()
        .await
    }
}

/// Reads `options.transport`.
fn prefers_bridge(transport: &JsValue) -> Result<bool, Error> {
    match short_text(transport, 10).as_deref() {
        Some("bridge") => Ok(true),
        Some("http") => Ok(false),
        None if transport.is_undefined() => Ok(false),
        _ => Err(Error::usage("options.transport must be http or bridge")),
    }
}
