//! Completing one task, once: who asks for the same while it is in flight gets what comes of that.

use super::abort::Signal;
use super::call::{CallContext, ConfirmedBy};
use super::convert::options::{self, Options};
use super::convert::reader::{Reader, read_task, require_object};
use super::convert::writer::{self, LocalizedIssue, to_js};
use super::in_flight::InFlight;
use super::lock::LockHandle;
use super::session::Session;
use super::timer::until_aborted;
use super::transport::Transport;
use super::transport::upload::{Payload, Progress};
use crate::complete::Purpose;
use crate::error::{Error, ErrorKind, Outcome};
use crate::rest::Call;
use crate::task::{Status, Task};
use crate::validate::{CompletionParams, task_id, validate};
use crate::value::{Value, as_number};
use js_sys::{Function, JSON, JsString};
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What a caller asks for.
pub(super) struct CompletionRequest {
    completion: Value,
    /// What stayed in JavaScript.
    foreign: Vec<JsValue>,
    /// `None` for what is no completion: it has no task that anybody else could be completing.
    dedup_key: Option<DedupKey>,
    task: Option<Task>,
    lookup: bool,
    on_progress: Option<Function>,
}

/// The task, and what would be sent as far as can be told without the task: the same for two that only spell it
/// differently.
#[derive(Clone, PartialEq)]
pub(super) struct DedupKey {
    pub(super) task_id: u64,
    params: JsString,
    foreign: Vec<JsValue>,
}

/// What is validated, and only has to be sent.
struct PreparedRequest {
    params: CompletionParams,
    call: Call,
    transport: Transport,
    payload: Payload,
}

/// A task that was completed.
pub(super) struct Completion {
    params: CompletionParams,
    confirmed_by: ConfirmedBy,
    attempts: u32,
    time: Value,
}

/// `CompletionResult` of the typings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CompletionResult<'a> {
    #[serde(serialize_with = "as_number")]
    task_id: u64,
    status: Status,
    confirmed_by: ConfirmedBy,
    attempts: u32,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    time: JsValue,
    warnings: Vec<LocalizedIssue<'a>>,
}

/// `Portal.completeTask` of the typings.
pub(super) async fn complete_task(
    session: &Rc<Session>,
    completion: &JsValue,
    options: &JsValue,
) -> Result<JsValue, Error> {
    let options = Options::read(options, options::Call::CompleteTask)?;
    let signal = options.signal()?;
    let request = CompletionRequest::read(completion, &options)?;
    if signal.is_aborted() {
        return Err(Error::aborted(Outcome::NotCompleted));
    }
    let Some(key) = request.dedup_key.clone() else {
        let result = request.complete(session, &signal, false).await;
        return to_result(&result, session);
    };
    let mut may_be_in_flight_elsewhere = false;
    while let Some(other) = InFlight::find(session, key.task_id) {
        if !other.is_same(&key) {
            return Err(Error::in_progress());
        }
        let result = until_aborted(other.result(), &signal).await;
        let result = result.ok_or_else(|| Error::aborted(Outcome::Unknown))?;
        match &*result {
            // Its caller has ended it; this one has not.
            Err(error) if error.kind == ErrorKind::Aborted => {
                may_be_in_flight_elsewhere |= error.outcome == Outcome::Unknown;
            }
            result => return to_result(result, session),
        }
    }
    let in_flight = InFlight::register(session, key);
    let result = request
        .complete(session, &signal, may_be_in_flight_elsewhere)
        .await;
    let result = in_flight.settle(result);
    to_result(&result, session)
}

/// Each caller gets values of its own, and messages in the language of its own portal.
fn to_result(result: &Result<Completion, Error>, session: &Session) -> Result<JsValue, Error> {
    let completion = result.as_ref().map_err(Error::clone)?;
    let params = &completion.params;
    Ok(to_js(&CompletionResult {
        task_id: params.task_id(),
        status: params.status(),
        confirmed_by: completion.confirmed_by,
        attempts: completion.attempts,
        time: writer::value(&completion.time, &[]),
        warnings: LocalizedIssue::all(params.warnings(), &session.messages()),
    }))
}

impl CompletionRequest {
    fn read(completion: &JsValue, options: &Options<'_>) -> Result<Self, Error> {
        let mut reader = Reader::new();
        let completion = require_object(reader.read(completion))?;
        let foreign = reader.into_foreign();
        let params = validate(&completion, None, f64::INFINITY).0;
        let dedup_key = params.and_then(|params| {
            Some(DedupKey {
                task_id: params.task_id(),
                params: JSON::stringify(&writer::params(&params, &[])).ok()?,
                foreign: foreign.clone(),
            })
        });
        Ok(Self {
            completion,
            foreign,
            dedup_key,
            task: read_task(&options.get("task")?)?,
            lookup: options.flag("lookup")? != Some(false),
            on_progress: options.function("onProgress")?,
        })
    }

    async fn complete(
        mut self,
        session: &Session,
        signal: &Signal,
        mut may_be_in_flight_elsewhere: bool,
    ) -> Result<Completion, Error> {
        let mut lock = None;
        if let Some(key) = &self.dedup_key {
            let host = session.connection.host();
            let timeout_ms = session.timeout_ms;
            let handle = LockHandle::acquire(&host, key.task_id, timeout_ms, signal).await?;
            may_be_in_flight_elsewhere |= handle.was_contended();
            lock = Some(handle);
        }
        // Without a number there is nothing to look up, and validation will say so.
        if let (None, true, Some(id)) = (&self.task, self.lookup, task_id(&self.completion)) {
            self.task = Some(session.task(id, signal).await?.0);
        }
        if let (true, Some(task)) = (may_be_in_flight_elsewhere, &mut self.task) {
            // Whether it is, and whose answer it has if it is not, is for the state machine to say.
            task.open = true;
        }
        let PreparedRequest {
            params,
            call,
            transport,
            payload,
        } = until_aborted(self.prepare(session), signal)
            .await
            .ok_or_else(|| Error::aborted(Outcome::NotCompleted))??;
        let output = CallContext {
            session,
            transport: &transport,
            call: &call,
            purpose: Purpose::Complete(params.status()),
            task_id: params.task_id(),
            may_be_in_flight_elsewhere,
            encoded_size: self.completion.encoded_size(),
            signal,
            payload: &payload,
            cursor: &JsValue::UNDEFINED,
        }
        .execute()
        .await?;
        drop(lock);
        Ok(Completion {
            params,
            confirmed_by: output.confirmed_by,
            attempts: output.attempts,
            time: output.success.time,
        })
    }

    /// Validates the completion, and reads its files.
    async fn prepare(&self, session: &Session) -> Result<PreparedRequest, Error> {
        let transport = session.transport().await?;
        let limit = session.max_body_bytes.min(transport.max_file_bytes());
        let (params, issues) = validate(&self.completion, self.task.as_ref(), limit);
        let params = params.ok_or_else(|| Error::invalid(issues))?;
        let call = Call::complete(&params);
        let progress = Progress::new(self.on_progress.clone());
        let payload = Payload::prepare(&call, &params, &self.foreign, &transport, progress).await?;
        Ok(PreparedRequest {
            params,
            call,
            transport,
            payload,
        })
    }
}
