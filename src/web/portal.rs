//! A portal over one connection: tasks are listed, looked up and completed.

use super::connection::Connection;
use super::driver::{Answer, Errand};
use super::error::error;
use super::files;
use super::read::{Reader, option};
use super::wait::{Ended, Signal, race};
use super::write::{self, Texts, property};
use crate::check::messages::Language;
use crate::check::{check, task_id};
use crate::delivery::Purpose;
use crate::failure::{Failure, Kind, Outcome};
use crate::rest::{Call, Pages, Query};
use crate::task::Task;
use crate::value::Value;
use js_sys::{Array, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// The portal itself stops a request after 60 seconds (rest-protocol.md, section 8).
const DEFAULT_TIMEOUT: f64 = 65_000.0;
/// What a browser's timer can count to.
const MAX_TIMEOUT: f64 = 2_147_483_647.0;

/// For src/js: what `connect` wraps.
#[wasm_bindgen]
pub struct Portal(Rc<Session>);

/// The pages of a list of tasks.
#[wasm_bindgen]
pub struct TaskPages {
    session: Rc<Session>,
    query: JsValue,
    options: JsValue,
    state: Rc<RefCell<PagesState>>,
}

#[derive(Default)]
struct PagesState {
    pages: Option<Pages>,
    /// What the connection needs for the next page.
    page: JsValue,
}

struct Session {
    connection: Connection,
    timeout: f64,
    lang: Option<String>,
    /// An app's own sentences by issue code.
    messages: JsValue,
    /// The current user, once `profile` has told.
    user_id: Cell<Option<u64>>,
}

#[wasm_bindgen]
impl Portal {
    /// Makes a portal of a connection, or throws a `BizprocError` of kind `usage`.
    #[wasm_bindgen(constructor)]
    pub fn new(connection: &JsValue, options: &JsValue) -> Result<Self, JsValue> {
        let session = Session::open(connection, options)
            .map_err(|failure| error(&failure, &Texts::default()))?;
        Ok(Self(Rc::new(session)))
    }

    /// `Portal.getTask` of the typings.
    #[wasm_bindgen(js_name = getTask)]
    pub fn get_task(&self, task_id: JsValue, options: JsValue) -> Promise {
        self.0
            .clone()
            .promise(async move |session| session.get_task(&task_id, &options).await)
    }

    /// Starts a list: `Portal.listTasks` of the typings.
    #[wasm_bindgen(js_name = listTasks)]
    pub fn list_tasks(&self, query: JsValue, options: JsValue) -> TaskPages {
        TaskPages {
            session: self.0.clone(),
            query,
            options,
            state: Rc::default(),
        }
    }

    /// `Portal.completeTask` of the typings.
    #[wasm_bindgen(js_name = completeTask)]
    pub fn complete_task(&self, completion: JsValue, options: JsValue) -> Promise {
        self.0
            .clone()
            .promise(async move |session| session.complete_task(&completion, &options).await)
    }
}

#[wasm_bindgen]
impl TaskPages {
    /// Resolves to the tasks of the next page, or to `null` after the last.
    pub fn next(&self) -> Promise {
        let (query, options, state) =
            (self.query.clone(), self.options.clone(), self.state.clone());
        self.session
            .clone()
            .promise(async move |session| session.next_page(&query, &options, &state).await)
    }
}

impl Session {
    fn open(connection: &JsValue, options: &JsValue) -> Result<Self, Failure> {
        let timeout = option(options, "timeout", "options.timeout cannot be read")?;
        let timeout = match timeout.as_f64() {
            Some(milliseconds) if (1.0..=MAX_TIMEOUT).contains(&milliseconds) => milliseconds,
            None if timeout.is_undefined() => DEFAULT_TIMEOUT,
            _ => {
                return Err(Failure::usage(
                    "options.timeout must be a number of milliseconds from 1 to 2147483647",
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
            connection: Connection::read(connection)?,
            timeout,
            lang: lang.as_string(),
            messages: option(options, "messages", "options.messages cannot be read")?,
            user_id: Cell::new(None),
        })
    }

    /// Runs something of the session, and makes an error of its failure.
    fn promise(
        self: Rc<Self>,
        work: impl AsyncFnOnce(&Self) -> Result<JsValue, Failure> + 'static,
    ) -> Promise {
        future_to_promise(async move {
            let result = work(&self).await;
            result.map_err(|failure| error(&failure, &self.texts()))
        })
    }

    fn texts(&self) -> Texts {
        let tag = self.lang.clone().or_else(|| self.connection.language());
        let language = tag.map_or(Language::ENGLISH, |tag| Language::parse(&tag));
        Texts::new(language, self.messages.clone())
    }

    async fn get_task(&self, id: &JsValue, options: &JsValue) -> Result<JsValue, Failure> {
        let signal = Signal::read(options)?;
        let id = Reader::new().read(id).as_id();
        let id = id.ok_or_else(|| Failure::usage("taskId must be a whole number above zero"))?;
        let (task, row) = self.look_up(id, &signal).await?;
        Ok(write::task(&task, &row))
    }

    async fn complete_task(
        &self,
        completion: &JsValue,
        options: &JsValue,
    ) -> Result<JsValue, Failure> {
        let signal = Signal::read(options)?;
        let mut reader = Reader::new();
        let completion = completion_map(reader.read(completion))?;
        let foreign = reader.into_foreign();
        let task = self.task_for(&completion, options, &signal).await?;
        let (params, issues) = check(&completion, task.as_ref());
        let params = params.ok_or_else(|| Failure::invalid(issues))?;

        let foreign = match race(files::contents(&params, &foreign), MAX_TIMEOUT, &signal).await {
            Ended::Done(contents) => contents?,
            Ended::TimedOut | Ended::Aborted => {
                return Err(Failure::aborted(Outcome::NotCompleted));
            }
        };
        let call = Call::complete(&params);
        let answer = self
            .send(
                &call,
                Purpose::Complete,
                &signal,
                &foreign,
                &JsValue::UNDEFINED,
            )
            .await?;
        let result = js_sys::Object::new().into();
        write::set(&result, "taskId", &(params.task_id() as f64).into());
        write::set(&result, "status", &params.status().name().into());
        write::set(&result, "confirmedBy", &"reply".into());
        write::set(&result, "attempts", &answer.attempts.into());
        write::set(&result, "time", &write::value(&answer.success.time, &[]));
        write::set(
            &result,
            "warnings",
            &write::issues(params.warnings(), &self.texts()),
        );
        Ok(result)
    }

    /// The task to check a completion against: the one at hand, else the portal's.
    async fn task_for(
        &self,
        completion: &Value,
        options: &JsValue,
        signal: &Signal,
    ) -> Result<Option<Task>, Failure> {
        let at_hand = given_task(&option(options, "task", "options.task cannot be read")?)?;
        let lookup = option(options, "lookup", "options.lookup cannot be read")?;
        if !lookup.is_undefined() && lookup.as_bool().is_none() {
            return Err(Failure::usage("options.lookup must be true or false"));
        }
        match task_id(completion) {
            Some(id) if at_hand.is_none() && lookup.as_bool() != Some(false) => {
                self.look_up(id, signal).await.map(|(task, _)| Some(task))
            }
            // Without a number there is nothing to look up, and the check will say so.
            _ => Ok(at_hand),
        }
    }

    /// One task of the current user, with its row as it came.
    async fn look_up(&self, id: u64, signal: &Signal) -> Result<(Task, JsValue), Failure> {
        let user_id = self.user_id(signal).await?;
        let mut pages = Pages::new(Query::task(id, user_id));
        if let Some(call) = pages.next() {
            let answer = self.read(&call, signal, &JsValue::UNDEFINED).await?;
            if let Some((index, task)) = pages.on(&answer.success).into_iter().next() {
                return Ok((task, row(&answer, index)));
            }
        }
        Err(Failure::new(
            "ERROR_TASK_NOT_FOUND",
            Kind::Task,
            Outcome::NotCompleted,
        ))
    }

    async fn next_page(
        &self,
        query: &JsValue,
        options: &JsValue,
        state: &RefCell<PagesState>,
    ) -> Result<JsValue, Failure> {
        let signal = Signal::read(options)?;
        let PagesState { pages, mut page } = state.take();
        let mut pages = match pages {
            Some(pages) => pages,
            None => {
                let query = Reader::new().read(query);
                // What is wrong with a query is told before anything is sent.
                Query::read(&query, 0).map_err(|bad| Failure::usage(bad.0))?;
                let user_id = self.user_id(&signal).await?;
                Pages::new(Query::read(&query, user_id).map_err(|bad| Failure::usage(bad.0))?)
            }
        };
        while let Some(call) = pages.next() {
            let answer = self.read(&call, &signal, &page).await?;
            page = answer.page.clone();
            let tasks = pages.on(&answer.success);
            if !tasks.is_empty() {
                let tasks: Array = tasks
                    .iter()
                    .map(|(index, task)| write::task(task, &row(&answer, *index)))
                    .collect();
                state.replace(PagesState {
                    pages: Some(pages),
                    page,
                });
                return Ok(tasks.into());
            }
        }
        state.replace(PagesState {
            pages: Some(pages),
            page,
        });
        Ok(JsValue::NULL)
    }

    /// Without it an administrator would be shown, and could complete, what is asked of others.
    async fn user_id(&self, signal: &Signal) -> Result<u64, Failure> {
        if let Some(id) = self.user_id.get() {
            return Ok(id);
        }
        let answer = self
            .read(&Call::profile(), signal, &JsValue::UNDEFINED)
            .await?;
        let id = answer.success.result.get("ID").and_then(Value::as_id);
        let id = id.ok_or_else(|| {
            Failure::new(
                crate::failure::code::BAD_RESPONSE,
                Kind::Portal,
                Outcome::NotCompleted,
            )
        })?;
        self.user_id.set(Some(id));
        Ok(id)
    }

    async fn read(&self, call: &Call, signal: &Signal, page: &JsValue) -> Result<Answer, Failure> {
        self.send(call, Purpose::Read, signal, &[], page).await
    }

    async fn send(
        &self,
        call: &Call,
        purpose: Purpose,
        signal: &Signal,
        foreign: &[JsValue],
        page: &JsValue,
    ) -> Result<Answer, Failure> {
        let (connection, timeout) = (&self.connection, self.timeout);
        Errand {
            connection,
            call,
            purpose,
            timeout,
            signal,
            foreign,
            page,
        }
        .run()
        .await
    }
}

/// A completion is an object; that its parts are right is for the check to say.
pub(super) fn completion_map(completion: Value) -> Result<Value, Failure> {
    match completion {
        Value::Map(_) => Ok(completion),
        _ => Err(Failure::usage(
            "completion must be an object, such as { taskId: 12, status: 'ok' }",
        )),
    }
}

/// A task that `parseTask` has made, or nothing.
pub(super) fn given_task(task: &JsValue) -> Result<Option<Task>, Failure> {
    use crate::task::NoTask;
    if task.is_undefined() || task.is_null() {
        return Ok(None);
    }
    // Of the row, which may be large, only the document's module is of use.
    let shape = js_sys::Object::new().into();
    for part in [
        "id", "ID", "activity", "open", "userId", "answers", "comment", "fields",
    ] {
        let value = property(task, part);
        if !value.is_undefined() {
            write::set(&shape, part, &value);
        }
    }
    write::set(
        &shape,
        "module",
        &property(&property(task, "raw"), "MODULE_ID"),
    );
    let shape = if task.is_object() {
        Reader::of_portal().read(&shape)
    } else {
        Value::Null
    };
    Task::from_shape(&shape).map(Some).map_err(|problem| {
        Failure::usage(match problem {
            NoTask::Row => "task is a row of bizproc.task.list: give parseTask(row)",
            _ => "task must be what parseTask or getTask makes",
        })
    })
}

fn row(answer: &Answer, index: usize) -> JsValue {
    Reflect::get_u32(&answer.result, index as u32).unwrap_or_default()
}
