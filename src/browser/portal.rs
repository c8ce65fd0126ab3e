//! The portal object of the package: lists, looks up and completes tasks.

use super::abort::Signal;
use super::complete::complete_task;
use super::complete_many::complete_tasks;
use super::convert::options::{self, Options};
use super::convert::reader::Reader;
use super::convert::writer;
use super::delegate::delegate_tasks;
use super::error::or_throw;
use super::list::{ListPages, parse_query};
use super::session::{Session, TaskRow};
use super::watch::TaskWatch;
use crate::error::{Error, Outcome, code};
use crate::rest::{Columns, FieldOptionsQuery, Lookup, NameQuery, Request, why_missing};
use crate::task::Field;
use crate::value::Value;
use js_sys::{Array, Map, Promise};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// For src/js: `connect` wraps it.
#[wasm_bindgen]
pub struct Portal(Rc<Session>);

/// The pages of a list of tasks.
#[wasm_bindgen]
pub struct TaskPages {
    session: Rc<Session>,
    query: JsValue,
    options: JsValue,
    state: Rc<Cell<Option<ListPages>>>,
}

#[wasm_bindgen]
impl Portal {
    /// Creates a portal from a connection, or throws a `BizprocError` of kind `usage`.
    #[wasm_bindgen(constructor)]
    pub fn new(connection: &JsValue, options: &JsValue) -> Result<Self, JsValue> {
        or_throw(Session::open(connection, options)).map(|session| Self(Rc::new(session)))
    }

    /// `Portal.getTask` of the typings.
    #[wasm_bindgen(js_name = getTask)]
    pub fn get_task(&self, task_id: JsValue, options: JsValue) -> Promise {
        self.0.promise(get_task(self.0.clone(), task_id, options))
    }

    /// `Portal.getNames` of the typings.
    #[wasm_bindgen(js_name = getNames)]
    pub fn get_names(&self, values: JsValue, options: JsValue) -> Promise {
        self.0.promise(get_names(self.0.clone(), values, options))
    }

    /// `Portal.getOptions` of the typings.
    #[wasm_bindgen(js_name = getOptions)]
    pub fn get_options(&self, fields: JsValue, options: JsValue) -> Promise {
        self.0.promise(get_options(self.0.clone(), fields, options))
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

    /// Starts to watch a list: `Portal.watchTasks` of the typings.
    #[wasm_bindgen(js_name = watchTasks)]
    pub fn watch_tasks(&self, query: JsValue, options: JsValue) -> TaskWatch {
        TaskWatch::new(self.0.clone(), query, options)
    }

    /// `Portal.countTasks` of the typings.
    #[wasm_bindgen(js_name = countTasks)]
    pub fn count_tasks(&self, query: JsValue, options: JsValue) -> Promise {
        self.0.promise(count_tasks(self.0.clone(), query, options))
    }

    /// `Portal.completeTask` of the typings.
    #[wasm_bindgen(js_name = completeTask)]
    pub fn complete_task(&self, completion: JsValue, options: JsValue) -> Promise {
        self.0
            .promise(complete_task(self.0.clone(), completion, options))
    }
}

#[wasm_bindgen]
impl Portal {
    /// `Portal.completeTasks` of the typings.
    #[wasm_bindgen(js_name = completeTasks)]
    pub fn complete_tasks(&self, completions: JsValue, options: JsValue) -> Promise {
        self.0
            .promise(complete_tasks(self.0.clone(), completions, options))
    }

    /// `Portal.delegateTasks` of the typings.
    #[wasm_bindgen(js_name = delegateTasks)]
    pub fn delegate_tasks(&self, task_ids: JsValue, to: JsValue, options: JsValue) -> Promise {
        self.0
            .promise(delegate_tasks(self.0.clone(), task_ids, to, options))
    }
}

#[wasm_bindgen]
impl TaskPages {
    /// Resolves to the tasks of the next page, or to `null` after the last.
    pub fn next(&self) -> Promise {
        self.session.promise(next_page(
            self.session.clone(),
            self.query.clone(),
            self.options.clone(),
            self.state.clone(),
        ))
    }
}

async fn get_task(session: Rc<Session>, id: JsValue, options: JsValue) -> Result<JsValue, Error> {
    let signal = Options::read(&options, options::Call::Read)?.signal()?;
    let id = Reader::new().read(&id).as_id();
    let id = id.ok_or_else(|| Error::usage("taskId must be a whole number above zero"))?;
    match session.task(id, &signal).await {
        Ok((task, row)) => Ok(writer::task(&task, &row)),
        Err(error) if error.code == code::TASK_NOT_FOUND => {
            let request = Request::owners(id);
            let output = session.read(&request, &signal, None).await;
            Err(output.map_or(error, |output| why_missing(&output.success, id)))
        }
        Err(error) => Err(error),
    }
}

/// The names of users are read once: all employees can see them. Titles of CRM items depend on permissions.
async fn get_names(
    session: Rc<Session>,
    values: JsValue,
    options: JsValue,
) -> Result<JsValue, Error> {
    let signal = Options::read(&options, options::Call::Read)?.signal()?;
    let values = Reader::new().read(&values);
    let values = values
        .as_list()
        .ok_or_else(|| Error::usage("values must be a list of texts, such as user_12"))?;
    let values = values.iter().filter_map(Value::as_text);
    let known = &session.user_names;
    let unknown = values.clone().filter(|value| !known.has(&(*value).into()));
    let found = look_up(&session, &NameQuery::new(unknown), &signal).await?;
    for value in values {
        let key = value.into();
        if known.has(&key) {
            found.set(&key, &known.get(&key));
        } else if value.starts_with("user_") && found.has(&key) {
            known.set(&key, &found.get(&key));
        }
    }
    Ok(found.into())
}

async fn get_options(
    session: Rc<Session>,
    fields: JsValue,
    options: JsValue,
) -> Result<JsValue, Error> {
    let signal = Options::read(&options, options::Call::Read)?.signal()?;
    let fields = Reader::new().read(&fields);
    let fields = fields
        .as_list()
        .and_then(|fields| {
            fields
                .iter()
                .map(Field::from_shape)
                .collect::<Option<Vec<_>>>()
        })
        .ok_or_else(|| Error::usage("fields must be the fields of a task: task.fields"))?;
    let found = look_up(&session, &FieldOptionsQuery::new(&fields), &signal).await?;
    Ok(found.into())
}

async fn look_up(session: &Session, lookup: &dyn Lookup, signal: &Signal) -> Result<Map, Error> {
    let found = Map::new();
    if let Some(request) = lookup.request() {
        let output = session.read(&request, signal, None).await?;
        for (id, value) in lookup.found(output.success) {
            found.set(&id.into(), &writer::value(&value, &[]));
        }
    }
    Ok(found)
}

async fn next_page(
    session: Rc<Session>,
    query: JsValue,
    options: JsValue,
    state: Rc<Cell<Option<ListPages>>>,
) -> Result<JsValue, Error> {
    let signal = Options::read(&options, options::Call::Read)?.signal()?;
    let mut pages = match state.take() {
        Some(pages) => pages,
        None => ListPages::open(&session, &query, Columns::All, &signal).await?,
    };
    let mut found = JsValue::NULL;
    while let Some(tasks) = pages.next(&session, Columns::All, &signal).await? {
        if !tasks.is_empty() {
            let write = |(task, row): &TaskRow| writer::task(task, row);
            found = tasks.iter().map(write).collect::<Array>().into();
            break;
        }
    }
    state.set(Some(pages));
    Ok(found)
}

async fn count_tasks(
    session: Rc<Session>,
    query: JsValue,
    options: JsValue,
) -> Result<JsValue, Error> {
    let signal = Options::read(&options, options::Call::Read)?.signal()?;
    let mut query = parse_query(&session, &query)?;
    if query.user_id == 0 {
        query.user_id = session.user_id(&signal).await?;
    }
    let output = session.read(&Request::count(&query), &signal, None).await?;
    let total = output
        .success
        .total
        .ok_or_else(|| Error::bad_response(Outcome::NotCompleted))?;
    Ok(query.limit.map_or(total, |limit| total.min(limit)).into())
}
