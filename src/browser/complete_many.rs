//! Completes many tasks: `Portal.completeTasks` of the typings.

use super::abort::Signal;
use super::attempt::{call, get};
use super::complete::{Completion, CompletionRequest, to_result};
use super::convert::options::{self, Options};
use super::convert::reader::read_task;
use super::convert::writer::set;
use super::dispatcher::Dispatcher;
use super::error::to_bizproc_error;
use super::session::Session;
use super::timer::until_aborted;
use crate::error::{Error, Outcome};
use crate::task::Task;
use futures_util::stream::{FuturesUnordered, StreamExt};
use js_sys::{Array, Function, Object};
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
    settled: u32,
}

pub(super) async fn complete_tasks(
    session: &Rc<Session>,
    completions: &JsValue,
    options: &JsValue,
) -> Result<JsValue, Error> {
    let options = BulkOptions::read(options)?;
    let signal = &options.signal;
    let mut entries = read_entries(completions)?;
    look_up_tasks(session, &mut entries, options.tasks, signal).await;
    for entry in &mut entries {
        if let Ok(request) = entry
            && let Err(error) = request.check(session)
        {
            *entry = Err(error);
        }
    }
    let mut results = Results {
        session,
        on_progress: options.on_progress,
        task_ids: Vec::new(),
        entries: Array::new_with_length(entries.len() as u32),
        settled: 0,
    };
    let is_refused = options.needs_all && entries.iter().any(Result::is_err);
    let mut valid = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let task_id = entry.as_ref().ok().and_then(CompletionRequest::task_id);
        results.task_ids.push(task_id);
        match entry {
            Ok(_) if is_refused => {
                results.settle(index, &Err(Error::others_invalid()));
            }
            Ok(request) => valid.push((index, request)),
            Err(error) => results.settle(index, &Err(error)),
        }
    }
    if valid.is_empty() {
        return Ok(results.entries.into());
    }
    let start = async {
        let user_id = session.user_id(signal).await?;
        let transport = session.transport().await?;
        Ok::<_, Error>(Dispatcher::new(
            session.clone(),
            transport,
            user_id,
            options.concurrency,
        ))
    };
    let dispatcher = match until_aborted(start, signal).await {
        Some(Ok(dispatcher)) => dispatcher,
        failed => {
            let error = failed.and_then(Result::err);
            let error = error.unwrap_or_else(|| Error::aborted(Outcome::NotCompleted));
            for (index, _) in valid {
                results.settle(index, &Err(error.clone()));
            }
            return Ok(results.entries.into());
        }
    };
    let start_one = |(index, mut request): (usize, CompletionRequest)| {
        request.set_dispatcher(dispatcher.clone());
        let dispatcher = &dispatcher;
        async move {
            loop {
                let result = request.clone().execute(session, signal).await;
                match &*result {
                    Err(error) if dispatcher.can_wait_for_limit(error) => {}
                    _ => return (index, result),
                }
            }
        }
    };
    let mut rest = valid.into_iter();
    let mut in_flight: FuturesUnordered<_> =
        rest.by_ref().take(MAX_IN_FLIGHT).map(start_one).collect();
    while let Some((index, result)) = in_flight.next().await {
        results.settle(index, &result);
        in_flight.extend(rest.next().map(start_one));
    }
    Ok(results.entries.into())
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
                _ => return Err(Error::usage("options.send must be valid or all")),
            },
            concurrency: match concurrency.as_f64() {
                Some(count) if (1.0..=MAX_CONCURRENCY as f64).contains(&count) => count as usize,
                None if concurrency.is_undefined() => DEFAULT_CONCURRENCY,
                _ => {
                    return Err(Error::usage(
                        "options.concurrency must be a number from 1 to 10",
                    ));
                }
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
    let usage = || Error::usage("options.tasks must be a list of tasks");
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

/// The items of an iterable. Texts are not accepted.
pub(super) fn items(iterable: &JsValue) -> Option<Vec<JsValue>> {
    if !iterable.is_object() {
        return None;
    }
    let array = get(&js_sys::global(), &"Array".into()).ok()?;
    let from: Function = get(&array, &"from".into()).ok()?.dyn_into().ok()?;
    let is_iterable = get(iterable, &js_sys::Symbol::iterator().into())
        .ok()?
        .is_function();
    let items = call(&from, &array, &[iterable]).ok()?;
    is_iterable.then(|| items.unchecked_into::<Array>().to_vec())
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
        match (entry, result) {
            (Ok(request), Some((_, Ok(task)))) => request.set_task(Rc::new(task.clone())),
            (entry @ Ok(_), Some((_, Err(error)))) => *entry = Err(error.clone()),
            _ => {}
        }
    }
}

impl Results<'_> {
    /// Stores a result, and reports it to the app.
    fn settle(&mut self, index: usize, result: &Result<Completion, Error>) {
        let entry: JsValue = Object::new().into();
        let task_id = self.task_ids.get(index).copied().flatten();
        set(
            &entry,
            "taskId",
            &task_id.map_or(JsValue::NULL, |id| (id as f64).into()),
        );
        match to_result(result, self.session) {
            Ok(result) => set(&entry, "result", &result),
            Err(error) => set(
                &entry,
                "error",
                &to_bizproc_error(&error, &self.session.messages()),
            ),
        }
        self.entries.set(index as u32, entry.clone());
        self.settled += 1;
        let Some(on_progress) = &self.on_progress else {
            return;
        };
        let progress = Object::new().into();
        set(&progress, "settled", &self.settled.into());
        set(&progress, "total", &self.entries.length().into());
        set(&progress, "last", &entry);
        // An exception of the app must not end the completions.
        let _ = call(on_progress, &JsValue::UNDEFINED, &[&progress]);
    }
}
