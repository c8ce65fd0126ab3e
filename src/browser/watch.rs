//! Watches a list of tasks: `Portal.watchTasks` of the typings.
//!
//! Timers, listeners and locks exist only during a call of `next`.

use super::abort::Signal;
use super::convert::options::{self, Options, must_be};
use super::convert::reader::Reader;
use super::convert::writer::{self, set};
use super::list::ListPages;
use super::page::{is_active, listen_to_activity};
use super::peers::Peers;
use super::session::{PAGE_SIZE, Session};
use super::timer::{now_ms, timeout, until_aborted};
use crate::complete::digest;
use crate::error::Error;
use crate::rest::Columns;
use crate::value::Value;
use crate::watch::{ListChanges, MIN_INTERVAL_MS, Schedule, TaskList};
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::{Array, Object, Promise};
use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

const DEFAULT_INTERVAL_MS: f64 = 60_000.0;
const DEFAULT_DUE_WITHIN_MS: f64 = 3_600_000.0;

/// A watched list.
#[wasm_bindgen]
pub struct TaskWatch(Rc<Watch>);

struct Watch {
    session: Rc<Session>,
    query: JsValue,
    options: JsValue,
    state: Cell<Option<WatchState>>,
    /// Dropping it ends the watch.
    open: Cell<Option<oneshot::Sender<()>>>,
    is_closed: Cell<bool>,
}

struct WatchOptions {
    interval_ms: f64,
    due_within_ms: f64,
    signal: Signal,
}

/// The state between two calls of `next`.
struct WatchState {
    schedule: Schedule,
    list: TaskList,
    /// Identifies the list among the pages of a portal; `None` until it was read.
    digest: Option<String>,
    /// The tasks that the app has received.
    tasks: Vec<(u64, JsValue)>,
}

/// Wakes the watch after an event.
#[derive(Default)]
struct WakeUp {
    waiting: Cell<Option<oneshot::Sender<()>>>,
    /// Another page has reported that the list has changed.
    is_notified: Cell<bool>,
}

#[wasm_bindgen]
impl TaskWatch {
    /// Resolves to the next changes, or to `null` at the end.
    pub fn next(&self) -> Promise {
        self.0.session.promise(self.0.clone().next())
    }

    /// Ends the watch, also during a call of `next`.
    pub fn close(&self) {
        self.0.is_closed.set(true);
        self.0.open.take();
    }
}

impl TaskWatch {
    pub(super) fn new(session: Rc<Session>, query: JsValue, options: JsValue) -> Self {
        Self(Rc::new(Watch {
            session,
            query,
            options,
            state: Cell::new(None),
            open: Cell::new(None),
            is_closed: Cell::new(false),
        }))
    }
}

impl Watch {
    async fn next(self: Rc<Self>) -> Result<JsValue, Error> {
        let options = WatchOptions::read(&self.options)?;
        let state = self.state.take();
        let mut state = state.unwrap_or_else(|| WatchState::new(&options));
        if self.is_closed.get() {
            return Ok(JsValue::NULL);
        }
        let (open, closed) = oneshot::channel::<()>();
        self.open.set(Some(open));
        let changes = {
            let next = pin!(until_aborted(
                self.next_changes(&mut state, &options),
                &options.signal
            ));
            match select(next, closed).await {
                Either::Left((Some(changes), _)) => changes?,
                Either::Left((None, _)) | Either::Right(_) => return Ok(JsValue::NULL),
            }
        };
        self.state.set(Some(state));
        Ok(changes)
    }

    async fn next_changes(
        &self,
        state: &mut WatchState,
        options: &WatchOptions,
    ) -> Result<JsValue, Error> {
        let wake = Rc::new(WakeUp::default());
        let _listener = listen_to_activity(wake.clone().notifier());
        let mut peers = Peers::default();
        loop {
            if let Some(digest) = &state.digest {
                let wake = wake.clone();
                peers.join(&self.session.connection.host(), digest, move || {
                    wake.is_notified.set(true);
                    wake.notify();
                });
            }
            let is_active = is_active();
            if !is_active {
                peers.resign();
            }
            if wake.is_notified.take() {
                state.schedule.hint(now_ms());
            }
            let wait_ms = state.schedule.wait_ms(is_active, peers.leads(), now_ms());
            if wait_ms == 0.0 {
                let is_first = state.digest.is_none();
                let jitter = js_sys::Math::random();
                match self.read_list(state, options).await {
                    Ok(changes) => {
                        state.schedule.note_success(now_ms(), jitter);
                        if !is_first && !changes.is_empty() {
                            peers.post_change();
                        }
                        let due_soon = state.list.take_due_soon(self.session.server_ms());
                        if is_first || !changes.is_empty() || !due_soon.is_empty() {
                            return Ok(state.to_js(&changes, &due_soon));
                        }
                    }
                    Err(error) if state.schedule.ends_with(&error) => return Err(error),
                    Err(error) => {
                        let retry_after_ms = error.retry_after_ms;
                        state
                            .schedule
                            .note_failure(retry_after_ms, now_ms(), jitter);
                        // Another page may succeed.
                        peers.resign();
                    }
                }
                continue;
            }
            let mut due_soon_ms = f64::INFINITY;
            if is_active {
                let server_ms = self.session.server_ms();
                let due_soon = state.list.take_due_soon(server_ms);
                if !due_soon.is_empty() {
                    return Ok(state.to_js(&ListChanges::default(), &due_soon));
                }
                due_soon_ms = state.list.next_due_soon_ms(server_ms);
            }
            let leading = pin!(async {
                if is_active {
                    peers.until_leading().await
                } else {
                    std::future::pending().await
                }
            });
            timeout(select(wake.wait(), leading), wait_ms.min(due_soon_ms)).await;
        }
    }

    /// Reads the list, and the forms of new tasks. Changes nothing if that fails.
    async fn read_list(
        &self,
        state: &mut WatchState,
        options: &WatchOptions,
    ) -> Result<ListChanges, Error> {
        let (session, signal) = (&self.session, Signal::none());
        // Forms are read only for new and changed tasks.
        let columns = match state.digest {
            Some(_) => Columns::Summary,
            None => Columns::All,
        };
        let mut pages = ListPages::open(session, &self.query, columns, &signal).await?;
        let query = pages.query.clone();
        let user_id = session.user_id(&signal).await?;
        let digest = self.digest(options, user_id);
        let mut listed = Vec::new();
        let mut page_count = 0;
        while let Some(page) = pages.next(session, columns, &signal).await? {
            page_count += 1;
            listed.extend(page);
        }
        let ids: Vec<u64> = listed.iter().map(|(task, _)| task.id).collect();
        let missing = state.list.missing(&ids);
        let is_cut = query
            .limit
            .is_some_and(|limit| listed.len() >= limit as usize);
        // The list may change between the reading of two pages, so that a task is on neither of them.
        if page_count > 1 && !is_cut {
            for ids in missing.chunks(PAGE_SIZE) {
                let query = query.clone().of_tasks(ids.to_vec());
                let found = session.fetch_tasks(&query, columns, &signal).await?;
                listed.extend(found);
            }
        }
        if columns == Columns::Summary {
            let (news, known) = listed
                .into_iter()
                .partition(|(task, _)| state.list.is_news(task));
            listed = known;
            listed.extend(session.fetch_forms(&query, news, &signal).await?);
        }
        let tasks: Vec<_> = listed.iter().map(|(task, _)| task).collect();
        let changes = state.list.update(&tasks, session.server_ms());
        state.digest = Some(digest);
        state.tasks.retain(|(id, _)| {
            let is_replaced = changes.changed.contains(id) || changes.gone.contains(id);
            !is_replaced
        });
        for (task, row) in listed {
            if changes.added.contains(&task.id) || changes.changed.contains(&task.id) {
                state.tasks.push((task.id, writer::task(&task, &row)));
            }
        }
        Ok(changes)
    }

    /// Identifies the list among the pages of a portal: by its query, interval and user.
    fn digest(&self, options: &WatchOptions, user_id: u64) -> String {
        digest(&Value::map(vec![
            ("query", Reader::new().read(&self.query)),
            ("interval", Value::Number(options.interval_ms)),
            ("user", Value::Number(user_id as f64)),
        ]))
    }
}

impl WatchOptions {
    fn read(options: &JsValue) -> Result<Self, Error> {
        let options = Options::read(options, options::Call::WatchTasks)?;
        let interval_ms = options.duration_ms("intervalMs")?;
        if interval_ms.is_some_and(|interval_ms| interval_ms < MIN_INTERVAL_MS) {
            return Err(must_be(
                "intervalMs",
                "a number of milliseconds, 5000 or more",
            ));
        }
        Ok(Self {
            interval_ms: interval_ms.unwrap_or(DEFAULT_INTERVAL_MS),
            due_within_ms: options
                .duration_ms("dueWithinMs")?
                .unwrap_or(DEFAULT_DUE_WITHIN_MS),
            signal: options.signal()?,
        })
    }
}

impl WatchState {
    fn new(options: &WatchOptions) -> Self {
        Self {
            schedule: Schedule::new(options.interval_ms),
            list: TaskList::new(options.due_within_ms),
            digest: None,
            tasks: Vec::new(),
        }
    }

    /// `TaskChanges` of the typings.
    fn to_js(&self, changes: &ListChanges, due_soon: &[u64]) -> JsValue {
        let task = |id: &u64| {
            let entry = self.tasks.iter().find(|(known, _)| known == id);
            entry.map(|(_, task)| task.clone())
        };
        let tasks = |ids: &[u64]| ids.iter().filter_map(task).collect::<Array>();
        let gone: Array = changes
            .gone
            .iter()
            .map(|id| JsValue::from(*id as f64))
            .collect();
        let out = Object::new().into();
        set(&out, "added", &tasks(&changes.added));
        set(&out, "changed", &tasks(&changes.changed));
        set(&out, "gone", &gone);
        set(&out, "dueSoon", &tasks(due_soon));
        out
    }
}

impl WakeUp {
    fn notify(&self) {
        if let Some(waiting) = self.waiting.take() {
            let _ = waiting.send(());
        }
    }

    fn notifier(self: Rc<Self>) -> impl Fn() {
        move || self.notify()
    }

    fn wait(&self) -> oneshot::Receiver<()> {
        let (sender, woken) = oneshot::channel();
        self.waiting.set(Some(sender));
        woken
    }
}
