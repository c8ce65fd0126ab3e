//! Completes many tasks: `Portal.completeTasks` of the typings.

use super::abort::Signal;
use super::attempt::{call, items};
use super::bulk::{run, to_entry};
use super::complete::{Completion, CompletionRequest, to_result};
use super::convert::options::{self, Options, must_be};
use super::convert::reader::read_task;
use super::convert::writer::set;
use super::dispatcher::Dispatcher;
use super::session::Session;
use crate::error::Error;
use crate::task::Task;
use futures_util::future::FutureExt;
use js_sys::{Array, Function, Object};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Parallel requests.
const DEFAULT_CONCURRENCY: usize = 4;
const MAX_CONCURRENCY: usize = 10;
/// Completions that are in flight: four full batches.
const MAX_IN_FLIGHT: usize = 200;

/// A completion that has no outcome yet.
type Entry = Result<CompletionRequest, Error>;

struct BulkOptions {
    tasks: Vec<Rc<Task>>,
    /// Whether nothing is sent unless all completions are valid.
    needs_all: bool,
    concurrency: usize,
    signal: Signal,
    on_progress: Option<Function>,
}

/// The results so far.
struct Results<'a> {
    session: &'a Session,
    on_progress: Option<Function>,
    task_ids: Vec<Option<u64>>,
    entries: Array,
    settled: Cell<u32>,
}

pub(super) async fn complete_tasks(
    session: Rc<Session>,
    completions: JsValue,
    options: JsValue,
) -> Result<JsValue, Error> {
    let session = &session;
    let options = BulkOptions::read(&options)?;
    let signal = &options.signal;
    let mut entries = read_entries(&completions)?;
    // An entry that becomes an error names its task all the same.
    let task_id = |entry: &Entry| entry.as_ref().ok().and_then(CompletionRequest::task_id);
    let task_ids = entries.iter().map(task_id).collect();
    look_up_tasks(session, &mut entries, options.tasks, signal).await;
    for entry in &mut entries {
        if let Ok(request) = entry
            && let Err(error) = request.check(session)
        {
            *entry = Err(error);
        }
    }
    let results = Results {
        session,
        on_progress: options.on_progress,
        task_ids,
        entries: Array::new_with_length(entries.len() as u32),
        settled: Cell::new(0),
    };
    let is_refused = options.needs_all && entries.iter().any(Result::is_err);
    let mut valid = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        match entry {
            Ok(request) if is_refused => {
                let error = request.unsent(session, Error::others_invalid());
                results.store(index, &Err(error));
            }
            Ok(request) => valid.push((index, request)),
            Err(error) => results.store(index, &Err(error)),
        }
    }
    if valid.is_empty() {
        return Ok(results.entries.into());
    }
    let dispatcher = match start_dispatcher(session, options.concurrency, signal).await {
        Ok(dispatcher) => dispatcher,
        Err(error) => {
            for (index, request) in valid {
                results.store(index, &Err(request.unsent(session, error.clone())));
            }
            return Ok(results.entries.into());
        }
    };
    let complete = |(index, mut request): (usize, CompletionRequest)| {
        request.set_dispatcher(dispatcher.clone());
        let (dispatcher, results) = (&dispatcher, &results);
        async move {
            loop {
                let result = request.clone().execute(session, signal).await;
                match &*result {
                    Err(error) if dispatcher.can_wait_for_limit(error) => {}
                    result => return results.store(index, result),
                }
            }
        }
        .boxed_local()
    };
    run(&mut valid.into_iter().map(complete), MAX_IN_FLIGHT).await;
    Ok(results.entries.into())
}

async fn start_dispatcher(
    session: &Rc<Session>,
    concurrency: usize,
    signal: &Signal,
) -> Result<Rc<Dispatcher>, Error> {
    let user_id = session.user_id(signal).await?;
    let transport = session.transport_until(signal).await?;
    Ok(Dispatcher::new(
        session.clone(),
        transport,
        user_id,
        concurrency,
    ))
}

impl BulkOptions {
    fn read(options: &JsValue) -> Result<Self, Error> {
        let options = Options::read(options, options::Call::CompleteTasks)?;
        let concurrency = options.get("concurrency")?;
        Ok(Self {
            tasks: read_tasks(&options.get("tasks")?)?,
            needs_all: match options.get("send")? {
                send if send == "all" => true,
                send if send == "valid" || send.is_undefined() => false,
                _ => return Err(must_be("send", "valid or all")),
            },
            concurrency: match concurrency.as_f64() {
                Some(count) if (1.0..=MAX_CONCURRENCY as f64).contains(&count) => count as usize,
                None if concurrency.is_undefined() => DEFAULT_CONCURRENCY,
                _ => return Err(must_be("concurrency", "a number from 1 to 10")),
            },
            signal: options.signal()?,
            on_progress: options.function("onProgress")?,
        })
    }
}

fn read_tasks(tasks: &JsValue) -> Result<Vec<Rc<Task>>, Error> {
    if tasks.is_undefined() || tasks.is_null() {
        return Ok(Vec::new());
    }
    let usage = || must_be("tasks", "a list of tasks");
    let mut read = Vec::new();
    for task in items(tasks).ok_or_else(usage)? {
        read.push(read_task(&task)?.ok_or_else(usage)?);
    }
    Ok(read)
}

fn read_entries(completions: &JsValue) -> Result<Vec<Entry>, Error> {
    let completions = items(completions)
        .ok_or_else(|| Error::usage("completions must be a list of completions"))?;
    Ok(completions.iter().map(CompletionRequest::of_many).collect())
}

/// Assigns each completion its task. If a task cannot be read, its completion is not sent.
async fn look_up_tasks(
    session: &Session,
    entries: &mut [Entry],
    given: Vec<Rc<Task>>,
    signal: &Signal,
) {
    let mut missing = Vec::new();
    for request in entries.iter_mut().flatten() {
        let Some(id) = request.task_id() else {
            continue;
        };
        match given.iter().find(|task| task.id == id) {
            Some(task) => request.set_task(task.clone()),
            None if !missing.contains(&id) => missing.push(id),
            None => {}
        }
    }
    let found = session.tasks(missing, signal).await;
    for entry in entries {
        let id = entry.as_ref().ok().and_then(CompletionRequest::task_id);
        let result = found.iter().find(|(found, _)| Some(*found) == id);
        let (Ok(request), Some((_, result))) = (&mut *entry, result) else {
            continue;
        };
        let has_earlier = request.earlier(session).is_some();
        let set = match result {
            Ok(task) => request.set_current_task(task.clone(), has_earlier),
            // An earlier request may have removed the task.
            Err(_) if has_earlier => Ok(()),
            Err(error) => Err(error.clone()),
        };
        if let Err(error) = set {
            *entry = Err(error);
        }
    }
}

impl Results<'_> {
    /// Stores a result, and reports it to the app.
    fn store(&self, index: usize, result: &Result<Completion, Error>) {
        let task_id = self.task_ids.get(index).copied().flatten();
        let result = to_result(result, self.session).map(Some);
        let entry = to_entry(task_id, result, self.session);
        self.entries.set(index as u32, entry.clone());
        self.settled.set(self.settled.get() + 1);
        let Some(on_progress) = &self.on_progress else {
            return;
        };
        let progress = Object::new().into();
        set(&progress, "settled", &self.settled.get().into());
        set(&progress, "total", &self.entries.length().into());
        set(&progress, "last", &entry);
        // An exception of the app must not end the completions.
        let _ = call(on_progress, &JsValue::UNDEFINED, &[&progress]);
    }
}
