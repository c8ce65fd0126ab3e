//! What the calls of one portal share: the connection, whose tasks these are, a fresh token.

use super::connection::Connection;
use super::driver::{Answer, Errand};
use super::error::error;
use super::read::option;
use super::wait::{Signal, now, promise};
use super::write::Texts;
use crate::check::messages::Language;
use crate::delivery::{Event, Purpose};
use crate::failure::{Failure, Kind, Outcome, code};
use crate::rest::{Call, Pages, Query, Row, Success};
use crate::task::Task;
use crate::value::Value;
use js_sys::{Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The portal itself stops a request after 60 seconds (rest-protocol.md, section 8).
const DEFAULT_TIMEOUT: f64 = 65_000.0;
/// What a browser's timer can count to, and a third of it: see [`crate::delivery::Terms::timeout`].
const MAX_TIMEOUT: f64 = 700_000_000.0;

pub(super) struct Session {
    pub(super) connection: Rc<Connection>,
    /// Milliseconds that one request may take.
    pub(super) timeout: f64,
    lang: Option<String>,
    /// An app's own sentences by issue code.
    messages: JsValue,
    /// The current user, once `profile` has told.
    user_id: Cell<Option<u64>>,
    renewal: Rc<Renewal>,
    /// When a method that has used up its time can be called again, as its last reply told.
    resets: RefCell<Vec<(&'static str, f64)>>,
}

/// The refresh of a token, which is one for all calls that need it.
#[derive(Default)]
struct Renewal {
    count: Cell<u32>,
    pending: RefCell<Option<Promise>>,
}

impl Session {
    pub(super) fn open(connection: &JsValue, options: &JsValue) -> Result<Self, Failure> {
        let timeout = option(options, "timeout", "options.timeout cannot be read")?;
        let timeout = match timeout.as_f64() {
            Some(milliseconds) if (1.0..=MAX_TIMEOUT).contains(&milliseconds) => milliseconds,
            None if timeout.is_undefined() => DEFAULT_TIMEOUT,
            _ => {
                return Err(Failure::usage(
                    "options.timeout must be a number of milliseconds from 1 to 700000000",
                ));
            }
        };
        let lang = option(options, "lang", "options.lang cannot be read")?;
        if !lang.is_undefined() && !lang.is_string() {
            return Err(Failure::usage(
                "options.lang must be a language tag, such as en or ru",
            ));
        }
        Ok(Self {
            connection: Rc::new(Connection::read(connection)?),
            timeout,
            lang: lang.as_string(),
            messages: option(options, "messages", "options.messages cannot be read")?,
            user_id: Cell::new(None),
            renewal: Rc::default(),
            resets: RefCell::default(),
        })
    }

    /// Runs something of the session, and makes an error of its failure.
    pub(super) fn promise(
        self: Rc<Self>,
        work: impl AsyncFnOnce(&Rc<Self>) -> Result<JsValue, Failure> + 'static,
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
    pub(super) async fn task(&self, id: u64, signal: &Signal) -> Result<(Task, JsValue), Failure> {
        let (query, answer) = self.find(id, signal).await?;
        let tasks = Pages::new(query).on(&answer.success);
        let (index, task) = tasks
            .into_iter()
            .next()
            .ok_or_else(|| Failure::gone(Outcome::NotCompleted))?;
        Ok((task, answer.row(index)))
    }

    /// What has become of a task of the current user, to which this answer was sent.
    pub(super) async fn look(&self, id: u64, purpose: Purpose, signal: &Signal) -> Event {
        match (self.find(id, signal).await, purpose) {
            (Ok((query, answer)), Purpose::Complete(sent)) => {
                Event::Seen(Row::read(&answer.success, id, query.user_id, sent))
            }
            (Err(failure), _) if !matches!(failure.kind, Kind::Auth | Kind::Usage) => {
                Event::NotSeen { for_good: false }
            }
            _ => Event::NotSeen { for_good: true },
        }
    }

    async fn find(&self, id: u64, signal: &Signal) -> Result<(Query, Answer), Failure> {
        let query = Query::task(id, self.user_id(signal).await?);
        let call = Call::list(&query, 0);
        let answer = self.read(&call, signal, &JsValue::UNDEFINED).await?;
        Ok((query, answer))
    }

    /// Without it an administrator would be shown, and could complete, what is asked of others.
    pub(super) async fn user_id(&self, signal: &Signal) -> Result<u64, Failure> {
        if let Some(id) = self.user_id.get() {
            return Ok(id);
        }
        let answer = self
            .read(&Call::profile(), signal, &JsValue::UNDEFINED)
            .await?;
        let id = answer.success.result.get("ID").and_then(Value::as_id);
        let id = id
            .ok_or_else(|| Failure::new(code::BAD_RESPONSE, Kind::Portal, Outcome::NotCompleted))?;
        self.user_id.set(Some(id));
        Ok(id)
    }

    pub(super) async fn read(
        &self,
        call: &Call,
        signal: &Signal,
        page: &JsValue,
    ) -> Result<Answer, Failure> {
        Errand {
            session: self,
            call,
            purpose: Purpose::Read,
            task_id: 0,
            is_late: false,
            signal,
            foreign: &[],
            page,
        }
        .run()
        .await
    }

    /// How often the token was refreshed: a call that was sent before the last time needs no refresh of its own.
    pub(super) fn renewals(&self) -> u32 {
        self.renewal.count.get()
    }

    /// Gets a fresh token, or shares in the getting. `renewals`: how many there had been when the call was sent.
    pub(super) async fn refresh(&self, renewals: u32) -> Event {
        if self.renewals() != renewals {
            return Event::Refreshed;
        }
        let shared = self.renewal.pending.borrow().clone();
        let promise = shared.unwrap_or_else(|| {
            let (connection, renewal) = (self.connection.clone(), self.renewal.clone());
            let promise = promise(Box::pin(async move {
                let is_fresh = connection.refresh().await;
                renewal.pending.take();
                if is_fresh {
                    renewal.count.set(renewal.count.get().wrapping_add(1));
                }
                Ok(is_fresh.into())
            }));
            self.renewal.pending.replace(Some(promise.clone()));
            promise
        });
        match JsFuture::from(promise).await {
            Ok(is_fresh) if is_fresh.is_truthy() => Event::Refreshed,
            _ => Event::NotRefreshed,
        }
    }

    /// What never answers is not shared any more: the next call asks anew.
    pub(super) fn give_up_refresh(&self) {
        self.renewal.pending.take();
    }

    pub(super) fn resets_at(&self, method: &str) -> Option<f64> {
        let resets = self.resets.borrow();
        let known = resets.iter().find(|(known, _)| *known == method)?;
        Some(known.1)
    }

    pub(super) fn note_reset(&self, method: &'static str, success: &Success) {
        if let Some(milliseconds) = success.resets_in() {
            let mut resets = self.resets.borrow_mut();
            resets.retain(|(known, _)| *known != method);
            resets.push((method, now() + milliseconds));
        }
    }
}

impl Answer {
    /// A row of a list as it came.
    pub(super) fn row(&self, index: usize) -> JsValue {
        Reflect::get_u32(&self.result, index as u32).unwrap_or_default()
    }
}
