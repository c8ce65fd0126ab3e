//! Delegates tasks: `Portal.delegateTasks` of the typings.

use super::abort::Signal;
use super::attempt::items;
use super::bulk::{run, to_entry};
use super::convert::options::{self, Options, must_be};
use super::convert::reader::Reader;
use super::session::Session;
use super::timer::{now_ms, sleep, until_aborted};
use super::transport::is_offline;
use crate::complete::{LATE_ARRIVAL_MS, REPLICA_LAG_MS};
use crate::error::{Error, ErrorKind, Outcome};
use crate::rest::{Query, Request, TaskState};
use crate::task::Status;
use crate::value::Value;
use crate::watch::is_permanent;
use futures_util::future::FutureExt;
use js_sys::Array;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Parallel requests.
const CONCURRENCY: usize = 4;
/// Delays before each look-up of a task whose delegation got no reply. The last one comes when the portal has stopped
/// the request, and no replica is older.
const LOOK_DELAYS_MS: [f64; 6] = [1_000.0, 3_000.0, 6_000.0, 10_000.0, 20_000.0, 40_000.0];

/// Sends one request for each task, because a request with several tasks can succeed partly (delegate-and-batch.md,
/// section A).
pub(super) async fn delegate_tasks(
    session: Rc<Session>,
    task_ids: JsValue,
    to: JsValue,
    options: JsValue,
) -> Result<JsValue, Error> {
    let session = &*session;
    let options = Options::read(&options, options::Call::DelegateTasks)?;
    let signal = options.signal()?;
    let from = options.get("from")?;
    // For the portal a zero means all tasks of the user.
    let id = |value: &JsValue| Reader::new().read(value).as_id();
    let ids = items(&task_ids).and_then(|ids| ids.iter().map(id).collect::<Option<Vec<_>>>());
    let mut ids = ids
        .filter(|ids| !ids.is_empty())
        .ok_or_else(|| Error::usage("taskIds must be a list of whole numbers above zero"))?;
    let mut seen = Vec::new();
    ids.retain(|id| {
        let is_new = !seen.contains(id);
        seen.push(*id);
        is_new
    });
    let to = id(&to).ok_or_else(|| Error::usage("to must be the id of a user"))?;
    let from = match id(&from) {
        Some(from) => from,
        None if from.is_undefined() => session.user_id(&signal).await?,
        None => return Err(must_be("from", "the id of a user")),
    };
    if from == to {
        return Err(Error::usage("to must not be the user who has the tasks"));
    }
    let entries = Array::new_with_length(ids.len() as u32);
    let delegate = |(index, task_id)| {
        let delegation = Delegation { task_id, from, to };
        let (entries, signal) = (&entries, &signal);
        async move {
            let result = delegation.execute(session, signal).await;
            let entry = to_entry(Some(task_id), result.map(|()| None), session);
            entries.set(index as u32, entry);
        }
        .boxed_local()
    };
    run(&mut ids.into_iter().enumerate().map(delegate), CONCURRENCY).await;
    Ok(entries.into())
}

#[derive(Clone, Copy)]
struct Delegation {
    task_id: u64,
    from: u64,
    to: u64,
}

impl Delegation {
    async fn execute(self, session: &Session, signal: &Signal) -> Result<(), Error> {
        if signal.is_aborted() {
            return Err(Error::aborted(Outcome::NotCompleted));
        }
        if is_offline() {
            return Err(Error::network(Outcome::NotCompleted));
        }
        let request = Request::delegate(self.task_id, self.from, self.to);
        let sent = session.read(&request, signal, None).await;
        let mut error = match sent {
            Ok(output) if output.success.result == Value::Bool(true) => return Ok(()),
            // BX24.js converts an empty body to `{}` (bx24js-behaviour.md, section 3).
            Ok(_) => Error::bad_response(Outcome::NotCompleted),
            Err(error) => error,
        };
        let delays_ms: &[f64] = match error.kind {
            ErrorKind::Auth | ErrorKind::Limit | ErrorKind::Usage => return Err(error),
            ErrorKind::Portal if is_permanent(&error) => return Err(error),
            ErrorKind::Aborted => {
                error.outcome = Outcome::Unknown;
                return Err(error);
            }
            // The reply may belong to a copy that the browser has sent by itself.
            ErrorKind::Task | ErrorKind::Invalid => &[0.0],
            ErrorKind::Portal | ErrorKind::Network => &LOOK_DELAYS_MS,
        };
        self.determine_outcome(session, error, delays_ms, signal)
            .await
    }

    /// Finds out whose task it is. `delays_ms`: the delay before each look-up.
    async fn determine_outcome(
        self,
        session: &Session,
        error: Error,
        delays_ms: &[f64],
        signal: &Signal,
    ) -> Result<(), Error> {
        let mut unknown = error.clone();
        unknown.outcome = Outcome::Unknown;
        let decisive_at_ms = match error.kind {
            ErrorKind::Task => 0.0,
            _ => now_ms() + LATE_ARRIVAL_MS + session.execution_limit_ms + REPLICA_LAG_MS,
        };
        let mut is_refused = false;
        for delay_ms in delays_ms {
            let Some(()) = until_aborted(sleep(*delay_ms), signal).await else {
                return Err(unknown);
            };
            let is_decisive = now_ms() >= decisive_at_ms;
            match self.state(self.from, session).await {
                Some(TaskState::Open) => is_refused = is_decisive,
                // Only managers and administrators can see the other user's tasks.
                Some(TaskState::NotFound) => {
                    return match self.state(self.to, session).await {
                        Some(TaskState::Open) => Ok(()),
                        // A user who has answered may have had the task before.
                        _ => Err(unknown),
                    };
                }
                // The task was answered before it could be delegated.
                Some(_) => return Err(error),
                None => is_refused = false,
            }
        }
        Err(if is_refused { error } else { unknown })
    }

    async fn state(self, user_id: u64, session: &Session) -> Option<TaskState> {
        let query = Query::task(self.task_id, user_id);
        let success = session.fetch_states(&query, &Signal::none()).await.ok()?;
        Some(TaskState::read(&success, self.task_id, user_id, Status::Ok))
    }
}
