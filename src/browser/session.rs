//! What the calls of one portal share: the connection, whose tasks these are, a fresh token.

use super::connection::Connection;
use super::driver::{Answer, Errand};
use super::error::error;
use super::files::Payload;
use super::read::{max_body, option};
use super::wait::{Signal, promise};
use super::write::Texts;
use crate::complete::{Event, Purpose};
use crate::error::{Error, ErrorKind, Outcome, code};
use crate::messages::Language;
use crate::rest::{Call, Pages, Query, Row};
use crate::task::Task;
use crate::value::Value;
use js_sys::{Promise, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The portal itself stops a request after 60 seconds (rest-protocol.md, section 8).
const DEFAULT_TIMEOUT: f64 = 65_000.0;
/// What a browser's timer can count to, and a third of it: see [`crate::complete::Terms::timeout`].
const MAX_TIMEOUT: f64 = 700_000_000.0;

pub(super) struct Session {
    pub(super) connection: Connection,
    /// Milliseconds that one request may take.
    pub(super) timeout: f64,
    /// Bytes that the portal takes in one request.
    pub(super) max_body: f64,
    lang: Option<String>,
    /// An app's own sentences by issue code.
    messages: JsValue,
    /// The current user, once `profile` has told.
    user_id: Cell<Option<u64>>,
    /// When completions can go on after they have used up their time, as the last reply told.
    pub(super) resets_at: Cell<Option<f64>>,
}

impl Session {
    pub(super) fn open(connection: &JsValue, options: &JsValue) -> Result<Self, Error> {
        let timeout = option(options, "timeout", "options.timeout cannot be read")?;
        let timeout = match timeout.as_f64() {
            Some(milliseconds) if (1.0..=MAX_TIMEOUT).contains(&milliseconds) => milliseconds,
            None if timeout.is_undefined() => DEFAULT_TIMEOUT,
            _ => {
                return Err(Error::usage(
                    "options.timeout must be a number of milliseconds from 1 to 700000000",
                ));
            }
        };
        let lang = option(options, "lang", "options.lang cannot be read")?;
        if !lang.is_undefined() && !lang.is_string() {
            return Err(Error::usage(
                "options.lang must be a language tag, such as en or ru",
            ));
        }
        Ok(Self {
            connection: Connection::read(connection)?,
            timeout,
            max_body: max_body(options)?,
            lang: lang.as_string(),
            messages: option(options, "messages", "options.messages cannot be read")?,
            user_id: Cell::new(None),
            resets_at: Cell::new(None),
        })
    }

    /// Runs something of the session, and makes an error of its failure.
    pub(super) fn promise(
        self: Rc<Self>,
        work: impl AsyncFnOnce(&Rc<Self>) -> Result<JsValue, Error> + 'static,
    ) -> Promise {
        promise(Box::pin(async move {
            let result = work(&self).await;
            result.map_err(|failure| error(&failure, &self.texts()))
        }))
    }

    pub(super) fn texts(&self) -> Texts {
        let tag = self.lang.clone().or_else(|| self.connection.language());
        let language = tag.map_or(Language::ENGLISH, |tag| Language::parse(&tag));
        Texts::new(language, self.messages.clone())
    }

    /// One task of the current user, with its row as it came.
    pub(super) async fn task(&self, id: u64, signal: &Signal) -> Result<(Task, JsValue), Error> {
        let (query, answer) = self.find(id, signal).await?;
        let tasks = Pages::new(query).handle_page(&answer.success);
        let (index, task) = tasks
            .into_iter()
            .next()
            .ok_or_else(|| Error::gone(Outcome::NotCompleted))?;
        Ok((task, answer.row(index)))
    }

    /// What has become of a task of the current user, to which this answer was sent.
    pub(super) async fn look(&self, id: u64, purpose: Purpose, signal: &Signal) -> Event {
        match (self.find(id, signal).await, purpose) {
            (Ok((query, answer)), Purpose::Complete(sent)) => {
                Event::Seen(Row::read(&answer.success, id, query.user_id, sent))
            }
            (Err(failure), _) if !matches!(failure.kind, ErrorKind::Auth | ErrorKind::Usage) => {
                Event::NotSeen { for_good: false }
            }
            _ => Event::NotSeen { for_good: true },
        }
    }

    async fn find(&self, id: u64, signal: &Signal) -> Result<(Query, Answer), Error> {
        let query = Query::task(id, self.user_id(signal).await?);
        let call = Call::list(&query, 0);
        let answer = self.read(&call, signal, &JsValue::UNDEFINED).await?;
        Ok((query, answer))
    }

    /// Without it an administrator would be shown, and could complete, what is asked of others.
    pub(super) async fn user_id(&self, signal: &Signal) -> Result<u64, Error> {
        if let Some(id) = self.user_id.get() {
            return Ok(id);
        }
        let answer = self
            .read(&Call::profile(), signal, &JsValue::UNDEFINED)
            .await?;
        let id = answer.success.result.get("ID").and_then(Value::as_id);
        let id = id.ok_or_else(|| {
            Error::new(code::BAD_RESPONSE, ErrorKind::Portal, Outcome::NotCompleted)
        })?;
        self.user_id.set(Some(id));
        Ok(id)
    }

    pub(super) async fn read(
        &self,
        call: &Call,
        signal: &Signal,
        page: &JsValue,
    ) -> Result<Answer, Error> {
        Errand {
            session: self,
            connection: &self.connection,
            call,
            purpose: Purpose::Read,
            task_id: 0,
            is_late: false,
            upload: 0.0,
            signal,
            payload: &Payload::default(),
            page,
        }
        .run()
        .await
    }
}

impl Answer {
    /// A row of a list as it came.
    pub(super) fn row(&self, index: usize) -> JsValue {
        Reflect::get_u32(&self.result, index as u32).unwrap_or_default()
    }
}
