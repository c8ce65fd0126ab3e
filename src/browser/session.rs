//! The state that the calls of one portal share: the connection, the current user, a refreshed token.

use super::abort::Signal;
use super::attempt::property;
use super::call::CallContext;
use super::convert::options::{self, Options, must_be};
use super::convert::writer::{Messages, short_text};
use super::error::to_bizproc_error;
use super::languages::find_language;
use super::observer::Observer;
use super::rate_limits::rate_limit;
use super::timer::{now_ms, until_aborted};
use super::transport::upload::Payload;
use super::transport::{Connection, Transport};
use crate::complete::{Confirmation, Event, Operation, ServerClock};
use crate::error::{Error, ErrorKind, Outcome, code};
use crate::messages::Language;
use crate::rest::{
    Columns, LIST, Pages, Query, Reply, Request, Success, TaskState, may_succeed_unbatched,
};
use crate::task::{Status, Task};
use crate::value::Value;
use crate::watch::is_permanent;
use futures_channel::oneshot;
use futures_util::future::{FutureExt, LocalBoxFuture};
use js_sys::{Function, Map, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// Portals in the cloud stop a request after 60 seconds (rest-protocol.md, section 8).
const DEFAULT_EXECUTION_LIMIT_MS: f64 = 60_000.0;
const DEFAULT_TIMEOUT_MS: f64 = 65_000.0;
const DEFAULT_READ_TIMEOUT_MS: f64 = 20_000.0;

/// Rows on a page of a list.
pub(super) const PAGE_SIZE: usize = 50;

pub(super) struct Session {
    pub(super) connection: Connection,
    /// How long one request of a completion may take.
    pub(super) timeout_ms: f64,
    /// How long one read may take, with its retries.
    pub(super) read_timeout_ms: f64,
    /// How long the portal may execute one request.
    pub(super) execution_limit_ms: f64,
    /// Bytes that the portal accepts in one request.
    pub(super) max_body_bytes: f64,
    language_tag: Option<String>,
    /// An app's own texts, by issue code or error code.
    messages: JsValue,
    pub(super) on_trace: Option<Function>,
    /// The current user, and the token of this user.
    user: RefCell<Option<(String, u64)>>,
    /// The calls that wait while another call reads the current user. They receive its error, or the end of the
    /// request.
    user_waiters: RefCell<Option<Vec<oneshot::Sender<Error>>>>,
    /// Whether the current user and a list can be read in one batch: no such batch has failed yet.
    can_batch_profile: Cell<bool>,
    /// The names of users that were looked up, by values such as `user_12`.
    pub(super) user_names: Map,
    prefers_bridge: bool,
    /// Whether the last wait for a token failed: later calls do not wait again.
    is_token_unavailable: Cell<bool>,
    /// When completions can run again after their operating time was used up, according to the last reply.
    pub(super) operating_reset_at_ms: Cell<Option<f64>>,
    /// The last reading of the server's clock.
    pub(super) server_clock: Cell<Option<ServerClock>>,
}

/// A task, with its row as it came.
pub(super) type TaskRow = (Task, JsValue);

/// The result of a look-up of one task or several.
pub(super) type LookupReply = Result<Rc<Success>, Error>;

/// The result of a read.
pub(super) struct ReadOutput {
    pub(super) success: Rc<Success>,
    /// The reply's `result` as it came.
    result: JsValue,
    /// The transport's cursor for the next page.
    pub(super) cursor: JsValue,
    /// Identifies the token of the request. Only for comparison: it may contain a token.
    token_key: String,
}

impl Session {
    pub(super) fn open(connection: &JsValue, options: &JsValue) -> Result<Self, Error> {
        let options = Options::read(options, options::Call::Connect)?;
        Ok(Self {
            connection: Connection::read(connection)?,
            timeout_ms: options
                .duration_ms("timeout")?
                .unwrap_or(DEFAULT_TIMEOUT_MS),
            read_timeout_ms: options
                .duration_ms("readTimeout")?
                .unwrap_or(DEFAULT_READ_TIMEOUT_MS),
            execution_limit_ms: options
                .duration_ms("executionTimeLimit")?
                .unwrap_or(DEFAULT_EXECUTION_LIMIT_MS),
            max_body_bytes: options.max_body_bytes()?,
            language_tag: options.language_tag()?,
            messages: options.get("messages")?,
            on_trace: options.function("onTrace")?,
            user: RefCell::new(None),
            user_waiters: RefCell::new(None),
            can_batch_profile: Cell::new(true),
            user_names: Map::new(),
            prefers_bridge: prefers_bridge(&options.get("transport")?)?,
            is_token_unavailable: Cell::new(false),
            operating_reset_at_ms: Cell::new(None),
            server_clock: Cell::new(None),
        })
    }

    /// Runs work of the session, and converts its error to a `BizprocError`.
    pub(super) fn promise(
        self: &Rc<Self>,
        work: impl Future<Output = Result<JsValue, Error>> + 'static,
    ) -> Promise {
        // With a box, the rest is compiled once, not for each type of future.
        let work = self.clone().with_bizproc_error(work.boxed_local());
        future_to_promise(work.boxed_local())
    }

    async fn with_bizproc_error(
        self: Rc<Self>,
        work: LocalBoxFuture<'static, Result<JsValue, Error>>,
    ) -> Result<JsValue, JsValue> {
        let result = work.await;
        result.map_err(|error| to_bizproc_error(&error, &self.messages()))
    }

    pub(super) fn messages(&self) -> Messages {
        Messages::new(self.language(), self.messages.clone())
    }

    /// The language of messages: the requested one, otherwise the portal's.
    pub(super) fn language(&self) -> Language {
        let tag = self.language_tag.clone();
        let tag = tag.or_else(|| self.connection.language());
        find_language(tag.as_deref())
    }

    /// One task of the current user, with its row as it came.
    pub(super) async fn task(&self, id: u64, signal: &Signal) -> Result<TaskRow, Error> {
        let request = |query: &Query| Request::list(query, Columns::All, false, 0);
        let mut query = Query::task(id, 0);
        let list = request(&query);
        let (user_id, page) = self.user_and_list(Some(&list), signal).await?;
        query.user_id = user_id;
        let page = match page {
            Some(page) => page,
            None => self.read(&request(&query), signal, None).await?,
        };
        page.tasks(&mut Pages::new(query))
            .into_iter()
            .next()
            .ok_or_else(|| Error::not_found(Outcome::NotCompleted))
    }

    /// Tasks of the current user, each with the result of its look-up.
    pub(super) async fn tasks(
        &self,
        ids: Vec<u64>,
        signal: &Signal,
    ) -> Vec<(u64, Result<Task, Error>)> {
        match self.user_id(signal).await {
            Ok(user_id) => {
                let query = Query::tasks(Vec::new(), user_id);
                let found = self.fetch_each(&query, &ids, signal).await;
                let without_row = |(id, result): (u64, Result<TaskRow, Error>)| {
                    (id, result.map(|(task, _)| task))
                };
                found.into_iter().map(without_row).collect()
            }
            Err(error) => ids.into_iter().map(|id| (id, Err(error.clone()))).collect(),
        }
    }

    /// The tasks with these ids that match a query, each with its row or the result of its look-up. If a broken task
    /// breaks a page, the halves of the page are read until only the broken task is missing.
    async fn fetch_each(
        &self,
        query: &Query,
        ids: &[u64],
        signal: &Signal,
    ) -> Vec<(u64, Result<TaskRow, Error>)> {
        let mut found = Vec::new();
        let mut pages: Vec<(&[u64], bool)> =
            ids.chunks(PAGE_SIZE).map(|ids| (ids, false)).collect();
        while let Some((ids, is_repeated)) = pages.pop() {
            let query = query.clone().of_tasks(ids.to_vec());
            match self.fetch_tasks(&query, Columns::All, signal).await {
                Ok(tasks) => found.extend(ids.iter().map(|id| {
                    let task = tasks.iter().find(|(task, _)| task.id == *id);
                    let missing = || Error::not_found(Outcome::NotCompleted);
                    (*id, task.cloned().ok_or_else(missing))
                })),
                Err(error) if is_of_a_task(&error) && ids.len() > 1 => {
                    let (half, other) = ids.split_at(ids.len() / 2);
                    pages.extend([(half, false), (other, false)]);
                }
                // The error may be temporary.
                Err(error) if is_of_a_task(&error) && !is_repeated => pages.push((ids, true)),
                Err(error) => found.extend(ids.iter().map(|id| (*id, Err(error.clone())))),
            }
        }
        found
    }

    /// Adds the forms to tasks that were read without forms. Drops tasks that have left the list in the meantime. Marks
    /// tasks as broken if the portal fails to read their form.
    pub(super) async fn fetch_forms(
        &self,
        query: &Query,
        summaries: Vec<TaskRow>,
        signal: &Signal,
    ) -> Result<Vec<TaskRow>, Error> {
        let ids: Vec<u64> = summaries.iter().map(|(task, _)| task.id).collect();
        let mut found = self.fetch_each(query, &ids, signal).await;
        let mut tasks = Vec::new();
        for (summary, row) in summaries {
            let place = found.iter().position(|(id, _)| *id == summary.id);
            match place.map(|place| found.swap_remove(place).1) {
                Some(Ok(task)) => tasks.push(task),
                Some(Err(error)) if is_of_a_task(&error) => {
                    tasks.push((summary.into_broken(), row))
                }
                Some(Err(error)) if error.kind != ErrorKind::Task => return Err(error),
                _ => {}
            }
        }
        Ok(tasks)
    }

    /// The tasks on the only page of a query, with their rows as they came.
    pub(super) async fn fetch_tasks(
        &self,
        query: &Query,
        columns: Columns,
        signal: &Signal,
    ) -> Result<Vec<TaskRow>, Error> {
        let request = Request::list(query, columns, false, 0);
        let output = self.read(&request, signal, None).await?;
        Ok(output.tasks(&mut Pages::new(query.clone())))
    }

    /// Looks up the state of a task to which an answer was sent. `user_id`: the user who sent it, if known.
    pub(super) async fn look_up(
        &self,
        task_id: u64,
        user_id: Option<u64>,
        sent: Status,
        signal: &Signal,
    ) -> Event {
        let user_id = match self.user_id(signal).await {
            // The row of another user does not show this user's answer.
            Ok(own) if user_id.is_some_and(|user_id| user_id != own) => {
                Err(Error::user_changed(Outcome::Unknown))
            }
            own => own,
        };
        match user_id {
            Ok(user_id) => {
                let query = Query::task(task_id, user_id);
                let reply = self.fetch_states(&query, signal).await;
                self.lookup_event(&reply, task_id, user_id, sent)
            }
            Err(error) => failed_lookup(&error),
        }
    }

    /// Reads the states of at most 50 tasks.
    pub(super) async fn fetch_states(&self, query: &Query, signal: &Signal) -> LookupReply {
        let request = Request::list(query, Columns::State, false, 0);
        let output = self.read(&request, signal, None).await;
        output.map(|output| output.success)
    }

    /// The result of a look-up for one of its tasks.
    pub(super) fn lookup_event(
        &self,
        reply: &LookupReply,
        task_id: u64,
        user_id: u64,
        sent: Status,
    ) -> Event {
        let success = match reply {
            Ok(success) => success,
            Err(error) => return failed_lookup(error),
        };
        match TaskState::read(success, task_id, user_id, sent) {
            // There are more rows than requested: the portal has dropped the filter, and the task may be on another
            // page.
            TaskState::NotFound if success.next.is_some() => {
                Event::LookupFailed { permanent: false }
            }
            state => Event::LookedUp {
                state,
                server_clock: self.server_clock.get(),
            },
        }
    }

    /// The current user. Without it an administrator would see the tasks of other users. Calls that need it at the same
    /// time share one request.
    pub(super) async fn user_id(&self, signal: &Signal) -> Result<u64, Error> {
        Ok(self.user_and_list(None, signal).await?.0)
    }

    /// The current user. If the user is not known yet, it is read in one batch with a list of the user's tasks; if the
    /// portal returns both, the list is the second value. `list`: the request of a query without a user.
    pub(super) async fn user_and_list(
        &self,
        list: Option<&Request>,
        signal: &Signal,
    ) -> Result<(u64, Option<ReadOutput>), Error> {
        let mut is_repeated = false;
        loop {
            let token_key = self.transport_until(signal).await?.token_key();
            if let Some((known_key, id)) = &*self.user.borrow()
                && *known_key == token_key
            {
                return Ok((*id, None));
            }
            let (sender, failure) = oneshot::channel();
            let is_asked = self.user_waiters.borrow_mut().as_mut().map(|waiters| {
                waiters.push(sender);
            });
            if is_asked.is_none() {
                let found = UserQuestion::new(self).ask(list, signal).await?;
                // A token that was refreshed in the meantime may be another user's.
                if is_repeated
                    || self
                        .known_user(&self.transport_until(signal).await?)
                        .is_some()
                {
                    return Ok(found);
                }
                is_repeated = true;
                continue;
            }
            match until_aborted(failure, signal).await {
                Some(Ok(error)) => return Err(error),
                // The other request has ended, or its call was aborted.
                Some(Err(_)) => {}
                None => return Err(Error::aborted(Outcome::NotCompleted)),
            }
        }
    }

    /// The user of a transport's token, if an earlier call has asked for it.
    pub(super) fn known_user(&self, transport: &Transport) -> Option<u64> {
        let user = self.user.borrow();
        let (token_key, id) = user.as_ref()?;
        (*token_key == transport.token_key()).then_some(*id)
    }

    /// The current time of the server in milliseconds since 1970; the page's time until there was a reply.
    pub(super) fn server_ms(&self) -> f64 {
        match self.server_clock.get() {
            Some(clock) => clock.server_ms + (now_ms() - clock.received_at_ms),
            None => js_sys::Date::now(),
        }
    }

    /// Takes the facts about the server from a reply.
    pub(super) fn note(&self, reply: &Reply, operation: Operation) {
        let now_ms = now_ms();
        let success = match reply {
            Reply::Success(success) => success,
            Reply::Error(error) if error.code == "QUERY_LIMIT_EXCEEDED" => {
                let limit = rate_limit(&self.connection.host());
                return limit.borrow_mut().note_refusal(now_ms);
            }
            _ => return,
        };
        if let Some(server_ms) = success.finished_at_ms() {
            self.server_clock.set(Some(ServerClock {
                server_ms,
                received_at_ms: now_ms,
            }));
        }
        // Each method has its own operating time, and only this method is expensive.
        if let (Operation::Complete(_), Some(resets_in_ms)) =
            (operation, success.operating_resets_in_ms())
        {
            self.operating_reset_at_ms.set(Some(now_ms + resets_in_ms));
        }
    }

    /// The current transport of calls.
    pub(super) async fn transport(&self) -> Result<Transport, Error> {
        let transport = self.connection.own_transport()?;
        if self.prefers_bridge || matches!(transport, Transport::Http(_)) {
            return Ok(transport);
        }
        let over_http = transport.over_http(!self.is_token_unavailable.get()).await;
        self.is_token_unavailable.set(over_http.is_none());
        Ok(over_http.unwrap_or(transport))
    }

    pub(super) async fn transport_until(&self, signal: &Signal) -> Result<Transport, Error> {
        until_aborted(self.transport(), signal)
            .await
            .ok_or_else(|| Error::aborted(Outcome::NotCompleted))?
    }

    /// Executes a request that changes nothing.
    pub(super) async fn read(
        &self,
        request: &Request,
        signal: &Signal,
        cursor: Option<&JsValue>,
    ) -> Result<ReadOutput, Error> {
        let output = CallContext {
            session: self,
            transport: &self.transport_until(signal).await?,
            request,
            operation: Operation::Read,
            task_id: 0,
            user_id: None,
            earlier: None,
            upload_bytes: 0.0,
            signal,
            payload: &Payload::default(),
            cursor,
            observer: &Observer::default(),
            bulk: None,
        }
        .execute()
        .await;
        match output.result? {
            // BX24.js makes a map of an empty body, which is not an empty list.
            Confirmation::Reply(success)
                if request.method != LIST || success.result.as_list().is_some() =>
            {
                Ok(ReadOutput {
                    success,
                    result: output.reply,
                    cursor: output.cursor,
                    token_key: output.token_key,
                })
            }
            _ => Err(Error::bad_response(Outcome::NotCompleted)),
        }
    }
}

/// Whether a broken task on the page may be the cause of an error (task-list.md, section 4).
pub(super) fn is_of_a_task(error: &Error) -> bool {
    error.kind == ErrorKind::Portal && !is_permanent(error)
}

/// A look-up is repeated if only the token could not be refreshed: the next refresh may succeed.
fn failed_lookup(error: &Error) -> Event {
    Event::LookupFailed {
        permanent: matches!(error.kind, ErrorKind::Auth | ErrorKind::Usage)
            && error.code != code::REFRESH_FAILED,
    }
}

/// The running request for the current user, until it ends or is dropped.
struct UserQuestion<'a>(&'a Session);

impl<'a> UserQuestion<'a> {
    fn new(session: &'a Session) -> Self {
        session.user_waiters.replace(Some(Vec::new()));
        Self(session)
    }

    async fn ask(
        self,
        list: Option<&Request>,
        signal: &Signal,
    ) -> Result<(u64, Option<ReadOutput>), Error> {
        let result = self.fetch(list, signal).await;
        if let Err(error) = &result
            && error.kind != ErrorKind::Aborted
        {
            for waiter in self.0.user_waiters.take().unwrap_or_default() {
                let _ = waiter.send(error.clone());
            }
        }
        result
    }

    /// Reads the current user: first in a batch with a list, then, if that fails, by a single call.
    async fn fetch(
        &self,
        list: Option<&Request>,
        signal: &Signal,
    ) -> Result<(u64, Option<ReadOutput>), Error> {
        let session = self.0;
        let can_batch = &session.can_batch_profile;
        let mut batch = list
            .filter(|_| can_batch.get())
            .and_then(Request::profile_and_list);
        loop {
            let is_batch = batch.is_some();
            let request = batch.take().unwrap_or_else(Request::profile);
            let result = session.read(&request, signal, None).await;
            let token_key = result.as_ref().ok().map(|output| output.token_key.clone());
            let found = match result {
                Ok(output) if is_batch => output.split_profile_and_list(),
                Ok(output) => {
                    let id = output.success.result.get("ID").and_then(Value::as_id);
                    let id = id.ok_or_else(|| Error::bad_response(Outcome::NotCompleted))?;
                    Some((id, None))
                }
                Err(error) if is_batch && may_succeed_unbatched(&error) => None,
                Err(error) => {
                    // Next time, two shorter calls may be in time.
                    if error.kind == ErrorKind::Network {
                        can_batch.set(false);
                    }
                    return Err(error);
                }
            };
            let Some(found) = found else {
                can_batch.set(false);
                continue;
            };
            let token_key = token_key.unwrap_or_default();
            session.user.replace(Some((token_key, found.0)));
            return Ok(found);
        }
    }
}

impl Drop for UserQuestion<'_> {
    fn drop(&mut self) {
        self.0.user_waiters.take();
    }
}

impl ReadOutput {
    /// The current user and the list in the reply to [`Request::profile_and_list`], as far as both are certain.
    fn split_profile_and_list(self) -> Option<(u64, Option<Self>)> {
        let (user_id, list) = self.success.split_profile_and_list()?;
        let page = list.map(|success| Self {
            success,
            result: property(&property(&self.result, "result"), "1"),
            // There is no cursor that leads from a batch to the next page of one of its lists.
            cursor: JsValue::NULL,
            token_key: String::new(),
        });
        Some((user_id, page))
    }

    /// The new tasks on the next page of a list, each with its row as it came.
    pub(super) fn tasks(&self, pages: &mut Pages) -> Vec<TaskRow> {
        let with_row = |(index, task)| {
            let row = Reflect::get_u32(&self.result, index as u32);
            (task, row.unwrap_or_default())
        };
        let tasks = pages.handle_page(&self.success);
        tasks.into_iter().map(with_row).collect()
    }
}

/// Reads `options.transport`.
fn prefers_bridge(transport: &JsValue) -> Result<bool, Error> {
    match short_text(transport, 10).as_deref() {
        Some("bridge") => Ok(true),
        Some("http") => Ok(false),
        None if transport.is_undefined() => Ok(false),
        _ => Err(must_be("transport", "http or bridge")),
    }
}
