//! Completing one task, once: who asks for the same while it is under way gets what comes of that.

use super::connection::Connection;
use super::driver::Errand;
use super::files::Payload;
use super::lock::Lock;
use super::read::{Reader, completion_map, given_task, option};
use super::session::Session;
use super::wait::{Ended, Signal, deferred, obtained, race};
use super::write::{self, set};
use crate::complete::{Event, Purpose};
use crate::error::{Error, ErrorKind, Outcome};
use crate::rest::Call;
use crate::task::Task;
use crate::validate::{CompletionParams, task_id, validate};
use crate::value::Value;
use js_sys::{Function, JSON, JsString, Object, Promise};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Bytes of files, in base64, that a bridge or the SDK may carry; more goes by itself.
const SMALL: f64 = 1_000_000.0;
/// Bytes that the slowest of lines carries in a millisecond.
const SLOWEST: f64 = 100.0;

thread_local! {
    /// In this page.
    static UNDER_WAY: RefCell<Vec<Rc<Completing>>> = const { RefCell::new(Vec::new()) };
}

/// A completion that is under way.
struct Completing {
    session: Rc<Session>,
    wanted: Wanted,
    outcome: RefCell<Option<Result<Completed, Error>>>,
    /// Resolves when there is an outcome.
    settled: Promise,
    settle: Function,
}

/// What a caller wants.
struct Wanted {
    completion: Value,
    /// What stayed in JavaScript.
    foreign: Vec<JsValue>,
    /// The task's number, and what would be sent as far as can be told without the task: the same for two that only
    /// spell it differently. `None` for what is no completion.
    gist: Option<(u64, JsString)>,
    task: RefCell<Option<Task>>,
    lookup: bool,
    report: JsValue,
}

/// What is checked, and only has to be sent.
struct Ready {
    params: CompletionParams,
    call: Call,
    /// The way past the session's connection, where that is too narrow.
    direct: Option<Connection>,
    payload: Payload,
}

/// What has become of it.
struct Completed {
    params: CompletionParams,
    is_looked_up: bool,
    attempts: u32,
    time: Value,
}

/// `Portal.completeTask` of the typings.
pub(super) async fn complete_task(
    session: &Rc<Session>,
    completion: &JsValue,
    options: &JsValue,
) -> Result<JsValue, Error> {
    let signal = Signal::read(options)?;
    let wanted = Wanted::read(completion, options)?;
    if signal.is_aborted() {
        return Err(Error::aborted(Outcome::NotCompleted));
    }
    let mut is_late = false;
    while let Some(other) = wanted.under_way(session) {
        if !wanted.is_same(&other.wanted) {
            return Err(Error::in_progress());
        }
        let settled = JsFuture::from(other.settled.clone());
        let work = Box::pin(async {
            let _ = settled.await;
            Ok(Event::Waited)
        });
        let ended = race(work, f64::INFINITY, &signal).await;
        match &*other.outcome.borrow() {
            _ if matches!(ended, Ended::Aborted) => {
                return Err(Error::aborted(Outcome::Unknown));
            }
            // Its caller has ended it; this one has not.
            Some(Err(failure)) if failure.kind == ErrorKind::Aborted => {
                is_late |= failure.outcome == Outcome::Unknown;
            }
            Some(outcome) => return told(outcome, session),
            None => return Err(Error::aborted(Outcome::Unknown)),
        }
    }
    let completing = Rc::new(Completing::new(session, wanted));
    UNDER_WAY.with_borrow_mut(|under_way| under_way.push(completing.clone()));
    let outcome = completing.complete(&signal, is_late).await;
    UNDER_WAY.with_borrow_mut(|under_way| {
        under_way.retain(|other| !Rc::ptr_eq(other, &completing));
    });
    let told = told(&outcome, session);
    completing.outcome.replace(Some(outcome));
    let _ = completing.settle.call0(&JsValue::UNDEFINED);
    told
}

/// Each caller is told in values of its own, and in the language of its own portal.
fn told(outcome: &Result<Completed, Error>, session: &Session) -> Result<JsValue, Error> {
    let completed = outcome.as_ref().map_err(Error::clone)?;
    let result = Object::new().into();
    let confirmed_by = if completed.is_looked_up {
        "lookup"
    } else {
        "reply"
    };
    let params = &completed.params;
    let warnings = write::issues(params.warnings(), &session.texts());
    set(&result, "taskId", &(params.task_id() as f64).into());
    set(&result, "status", &params.status().name().into());
    set(&result, "confirmedBy", &confirmed_by.into());
    set(&result, "attempts", &completed.attempts.into());
    set(&result, "time", &write::value(&completed.time, &[]));
    set(&result, "warnings", &warnings);
    Ok(result)
}

impl Completing {
    fn new(session: &Rc<Session>, wanted: Wanted) -> Self {
        let (settled, settle) = deferred();
        Self {
            session: session.clone(),
            wanted,
            outcome: RefCell::new(None),
            settled,
            settle,
        }
    }

    async fn complete(&self, signal: &Signal, mut is_late: bool) -> Result<Completed, Error> {
        let Self {
            session, wanted, ..
        } = self;
        let mut lock = None;
        // What is no completion has no task that anybody else could be completing.
        if let Some((id, _)) = &wanted.gist {
            let portal = session.connection.identity();
            let granted = Lock::acquire(&portal, *id, session.timeout, signal).await?;
            is_late |= granted.is_late();
            lock = Some(granted);
        }
        let mut task = wanted.task.take();
        // Without a number there is nothing to look up, and the check will say so.
        if let (None, true, Some(id)) = (&task, wanted.lookup, task_id(&wanted.completion)) {
            task = Some(session.task(id, signal).await?.0);
        }
        if let (true, Some(task)) = (is_late, &mut task) {
            // Whether it is, and whose answer it has if it is not, is for the delivery to say.
            task.open = true;
        }
        let Ready {
            params,
            call,
            direct,
            payload,
        } = obtained(wanted.ready(session, task.as_ref()), signal)
            .await
            .ok_or_else(|| Error::aborted(Outcome::NotCompleted))??;
        let weight = wanted.completion.encoded_size();
        let answer = Errand {
            session,
            connection: direct.as_ref().unwrap_or(&session.connection),
            call: &call,
            purpose: Purpose::Complete(params.status()),
            task_id: params.task_id(),
            is_late,
            upload: weight / SLOWEST,
            signal,
            payload: &payload,
            page: &JsValue::UNDEFINED,
        }
        .run()
        .await?;
        payload.sent(weight);
        drop(lock);
        Ok(Completed {
            params,
            is_looked_up: answer.is_looked_up,
            attempts: answer.attempts,
            time: answer.success.time,
        })
    }
}

impl Wanted {
    /// Checks the completion, and reads its files.
    async fn ready(&self, session: &Session, task: Option<&Task>) -> Result<Ready, Error> {
        let direct = if self.completion.encoded_size() > SMALL {
            session.connection.direct().await
        } else {
            None
        };
        let connection = direct.as_ref().unwrap_or(&session.connection);
        let limit = session.max_body.min(connection.limit());
        let (params, issues) = validate(&self.completion, task, limit);
        let params = params.ok_or_else(|| Error::invalid(issues))?;
        let call = Call::complete(&params);
        let report = self.report.clone();
        let payload = Payload::prepare(&call, &params, &self.foreign, connection, report).await?;
        Ok(Ready {
            params,
            call,
            direct,
            payload,
        })
    }

    fn read(completion: &JsValue, options: &JsValue) -> Result<Self, Error> {
        let mut reader = Reader::new();
        let completion = completion_map(reader.read(completion))?;
        let task = given_task(&option(options, "task", "options.task cannot be read")?)?;
        let lookup = option(options, "lookup", "options.lookup cannot be read")?;
        if !lookup.is_undefined() && lookup.as_bool().is_none() {
            return Err(Error::usage("options.lookup must be true or false"));
        }
        let gist = validate(&completion, None, f64::INFINITY)
            .0
            .and_then(|params| {
                let sent = JSON::stringify(&write::params(&params, &[])).ok()?;
                Some((params.task_id(), sent))
            });
        Ok(Self {
            completion,
            foreign: reader.into_foreign(),
            gist,
            task: RefCell::new(task),
            lookup: lookup.as_bool() != Some(false),
            report: Payload::report(options)?,
        })
    }

    /// Another completion of the same task.
    fn under_way(&self, session: &Session) -> Option<Rc<Completing>> {
        let id = |wanted: &Self| wanted.gist.as_ref().map(|(id, _)| *id);
        let own = id(self)?;
        UNDER_WAY.with_borrow(|under_way| {
            let other = under_way.iter().find(|other| {
                id(&other.wanted) == Some(own)
                    && session.connection.identity() == other.session.connection.identity()
            });
            other.cloned()
        })
    }

    fn is_same(&self, other: &Self) -> bool {
        self.gist == other.gist && self.foreign == other.foreign
    }
}
