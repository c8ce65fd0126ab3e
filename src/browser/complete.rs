//! Completes one task. Identical calls share one result. A call first determines the outcome of earlier requests for
//! its task.

use super::abort::Signal;
use super::call::{Bulk, CallContext, CallOutput, MIN_UPLOAD_BYTES_PER_MS};
use super::convert::options::{self, Options};
use super::convert::reader::{Reader, read_task, require_object};
use super::convert::writer::{self, LocalizedIssue, to_js};
use super::dispatcher::Dispatcher;
use super::in_flight::{InFlight, TaskKey, find_open, note_open};
use super::lock::{Acquisition, LockHandle, lock_name};
use super::observer::Observer;
use super::session::Session;
use super::tabs::Announcement;
use super::timer::{now_ms, until_aborted};
use super::transport::upload::Payload;
use super::transport::{Transport, is_offline};
use crate::complete::{
    AfterWait, Confirmation, EarlierRequest, Operation, TabProgress, TabState, decide_after_wait,
    digest,
};
use crate::error::{Error, ErrorKind, Outcome};
use crate::rest::{Request, stored_status};
use crate::task::{Status, Task};
use crate::trace::{Step, Trace};
use crate::validate::{CompletionParams, Issue, IssueCode, task_id, validate};
use crate::value::{Value, as_number};
use js_sys::Function;
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The time that a call may take in addition to its requests and their execution: see `timeout` in the typings.
const CALL_MARGIN_MS: f64 = 50_000.0;

/// A caller's request.
#[derive(Clone)]
pub(super) struct CompletionRequest {
    completion: Value,
    /// The values that stay in JavaScript.
    foreign: Vec<JsValue>,
    /// `None` if the value is not a completion: then there is no task that another call could be completing.
    dedup_key: Option<DedupKey>,
    task: Option<Rc<Task>>,
    lookup: bool,
    on_progress: Option<Function>,
    /// Sends the request if it is one of `completeTasks`.
    dispatcher: Option<Rc<Dispatcher>>,
}

/// The task id and the parameters as far as they are known without the task. Two spellings of the same completion have
/// the same key.
#[derive(Clone, PartialEq)]
pub(super) struct DedupKey {
    pub(super) task_id: u64,
    params: Value,
    foreign: Vec<JsValue>,
}

/// A validated completion that is ready to be sent.
struct PreparedRequest {
    params: CompletionParams,
    request: Request,
    transport: Transport,
    payload: Payload,
}

/// A task that was completed.
pub(super) struct Completion {
    task_id: u64,
    /// The status that the portal has stored, if known.
    status: Option<Status>,
    confirmed_by: ConfirmedBy,
    attempts: u32,
    time: Value,
    warnings: Vec<Issue>,
    trace: Trace,
}

/// The evidence that a completion was executed.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum ConfirmedBy {
    Reply,
    Lookup,
}

/// `CompletionResult` of the typings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CompletionResult<'a> {
    #[serde(serialize_with = "as_number")]
    task_id: u64,
    status: Option<&'static str>,
    confirmed_by: ConfirmedBy,
    attempts: u32,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    time: JsValue,
    warnings: Vec<LocalizedIssue<'a>>,
    trace: &'a [Step],
}

/// `Portal.completeTask` of the typings.
pub(super) async fn complete_task(
    session: Rc<Session>,
    completion: JsValue,
    options: JsValue,
) -> Result<JsValue, Error> {
    let options = Options::read(&options, options::Call::CompleteTask)?;
    let signal = options.signal()?;
    let request = CompletionRequest::read(&completion, &options)?;
    let result = request.execute(&session, &signal).await;
    to_result(&result, &session)
}

/// Each caller gets its own objects, with messages in the language of its own portal object.
pub(super) fn to_result(
    result: &Result<Completion, Error>,
    session: &Session,
) -> Result<JsValue, Error> {
    let completion = result.as_ref().map_err(Error::clone)?;
    Ok(to_js(&CompletionResult {
        task_id: completion.task_id,
        status: completion.status.map(Status::name),
        confirmed_by: completion.confirmed_by,
        attempts: completion.attempts,
        time: writer::value(&completion.time, &[]),
        warnings: LocalizedIssue::all(&completion.warnings, &session.messages()),
        trace: completion.trace.steps(),
    }))
}

impl DedupKey {
    /// A hash that other tabs compare. Files cannot be compared between tabs.
    fn digest(&self) -> Option<String> {
        if !self.foreign.is_empty() {
            return None;
        }
        Some(digest(&self.params))
    }

    /// What a call does after another one had the lock, whose last state this is. An error if the current user cannot be
    /// read.
    async fn after_wait(
        &self,
        state: Option<TabState>,
        session: &Session,
        signal: &Signal,
    ) -> (AfterWait, Option<Error>) {
        let digest = self.digest();
        let limit_ms = session.execution_limit_ms;
        let next = decide_after_wait(state.as_ref(), digest.as_deref(), limit_ms, now_ms());
        let other_user = state.and_then(|state| state.user_id);
        let Some(other) = other_user.filter(|_| next != AfterWait::Proceed) else {
            return (next, None);
        };
        match session.user_id(signal).await {
            Ok(user_id) if user_id != other => (AfterWait::Proceed, None),
            Ok(_) => (next, None),
            // The other call may have given the same answer.
            Err(error) => (next, Some(into_unknown(error))),
        }
    }
}

impl CompletionRequest {
    fn read(completion: &JsValue, options: &Options<'_>) -> Result<Self, Error> {
        let mut reader = Reader::new();
        let completion = require_object(reader.read(completion))?;
        let foreign = reader.into_foreign();
        let params = validate(&completion, None, f64::INFINITY).0;
        let dedup_key = params.map(|params| DedupKey {
            task_id: params.task_id(),
            params: params.into_value(),
            foreign: foreign.clone(),
        });
        Ok(Self {
            completion,
            foreign,
            dedup_key,
            task: read_task(&options.get("task")?)?,
            lookup: options.flag("lookup")? != Some(false),
            on_progress: options.function("onProgress")?,
            dispatcher: None,
        })
    }

    /// A completion of `completeTasks`. Its task is set later.
    pub(super) fn of_many(completion: &JsValue) -> Result<Self, Error> {
        Self::read(completion, &Options::none())
    }

    /// The id of the task, if the completion has one.
    pub(super) fn task_id(&self) -> Option<u64> {
        task_id(&self.completion)
    }

    pub(super) fn set_task(&mut self, task: Rc<Task>) {
        self.task = Some(task);
    }

    /// Sets the task as it is on the portal now. An error if its user has answered it already: another page gave that
    /// answer, unless an earlier request may have given it. Invalid parameters are reported all the same.
    pub(super) fn set_current_task(&mut self, task: Task, has_earlier: bool) -> Result<(), Error> {
        let stored = task
            .answer
            .filter(|_| self.dedup_key.is_some() && !has_earlier);
        self.task = Some(Rc::new(task));
        stored.map_or(Ok(()), |answer| Err(Error::answered_elsewhere(answer)))
    }

    /// Sends it through the dispatcher.
    pub(super) fn set_dispatcher(&mut self, dispatcher: Rc<Dispatcher>) {
        self.dispatcher = Some(dispatcher);
    }

    /// The requests for its task that earlier calls left open.
    pub(super) fn earlier(&self, session: &Session) -> Option<EarlierRequest> {
        let key = self.dedup_key.as_ref()?;
        find_open(&task_key(session, key), key)
    }

    /// The error of a call that sent nothing.
    pub(super) fn unsent(&self, session: &Session, error: Error) -> Error {
        with_open_outcome(error, &self.earlier(session))
    }

    /// The issues that are known before the completion is sent.
    pub(super) fn check(&mut self, session: &Session) -> Result<(), Error> {
        let limit = session.max_body_bytes;
        if self.earlier(session).is_some() {
            self.forget_whether_open();
        }
        let (params, issues) = validate(&self.completion, self.task.as_deref(), limit);
        match params {
            Some(_) => Ok(()),
            None => Err(self.unsent(session, Error::invalid(issues))),
        }
    }

    /// Completes the task, or shares the result of an identical call of this page.
    pub(super) async fn execute(
        self,
        session: &Rc<Session>,
        signal: &Signal,
    ) -> Rc<Result<Completion, Error>> {
        let Some(key) = self.dedup_key.clone() else {
            // Nothing can be sent: validation reports the cause.
            return Rc::new(self.refuse(session, signal).await);
        };
        while let Some(other) = InFlight::find(session, key.task_id) {
            if !other.is_same(&key) {
                let error = Error::in_progress(Outcome::NotCompleted);
                return Rc::new(Err(self.unsent(session, error)));
            }
            let Some(result) = until_aborted(other.result(), signal).await else {
                return Rc::new(Err(Error::aborted(Outcome::Unknown)));
            };
            match &*result {
                // The other caller has aborted. This call determines the outcome of that request.
                Err(error) if error.kind == ErrorKind::Aborted => {}
                _ => return result,
            }
        }
        let in_flight = InFlight::register(session, key.clone());
        let result = self.complete(&key, session, signal).await;
        in_flight.finish(result)
    }

    /// The error of a completion that cannot be sent.
    async fn refuse(mut self, session: &Session, signal: &Signal) -> Result<Completion, Error> {
        self.look_up_task(session, signal, false).await?;
        let (_, issues) = validate(
            &self.completion,
            self.task.as_deref(),
            session.max_body_bytes,
        );
        Err(Error::invalid(issues))
    }

    /// Completes the task after the outcome of all earlier requests for it is known.
    async fn complete(
        mut self,
        key: &DedupKey,
        session: &Session,
        signal: &Signal,
    ) -> Result<Completion, Error> {
        let task = task_key(session, key);
        let mut earlier = self.earlier(session);
        let floor = |error| with_open_outcome(error, &earlier);
        if is_offline() {
            return Err(floor(Error::network(Outcome::NotCompleted)));
        }
        let observer = Observer::new(
            key.task_id,
            self.on_progress.clone(),
            session.on_trace.clone(),
        );
        observer.enter("checking");
        let name = lock_name(&session.connection.host(), key.task_id);
        let longest_ms = self.longest_call_ms(session);
        let acquired = LockHandle::acquire(&name, key.digest(), longest_ms, signal).await;
        let (lock, other) = match acquired.map_err(floor)? {
            // The open requests of the same connection are known in detail.
            Acquisition::AtOnce(lock, state) => {
                (lock, state.filter(|_| earlier.is_none()).map(Some))
            }
            Acquisition::AfterOther(lock, state) => (lock, Some(state)),
        };
        let announcement = Announcement::new(&name, key.digest());
        let (next, failure) = match other {
            Some(state) => key.after_wait(state, session, signal).await,
            None => (AfterWait::Proceed, None),
        };
        match next {
            AfterWait::Share { is_by_lookup } if failure.is_none() => {
                announcement.set_progress(TabProgress::Completed { is_by_lookup });
                return Ok(self.shared(key, is_by_lookup));
            }
            AfterWait::Reconcile(other) => earlier = Some(merge(earlier, other)),
            AfterWait::Share { .. } | AfterWait::Proceed => {}
        }
        let sent = match failure {
            Some(error) => Err(error),
            None => {
                self.send(session, signal, &observer, &announcement, &earlier)
                    .await
            }
        };
        let (open_request, knows_earlier) = match &sent {
            Ok((_, output)) => (output.open_request.clone(), output.knows_earlier),
            Err(_) => (None, false),
        };
        let running_until_ms = match (&open_request, &earlier) {
            (Some(open), _) => open.running_until_ms,
            (None, Some(earlier)) if !knows_earlier => earlier.running_until_ms,
            _ => 0.0,
        };
        let running_for_ms = running_until_ms - now_ms();
        note_open(&task, key, open_request, knows_earlier);
        let result = sent.and_then(|(params, output)| self.completion(&params, output));
        match &result {
            Ok(completion) => announcement.set_progress(TabProgress::Completed {
                is_by_lookup: matches!(completion.confirmed_by, ConfirmedBy::Lookup),
            }),
            Err(_) if running_for_ms > 0.0 => {
                announcement.set_progress(TabProgress::Open { running_until_ms });
                lock.retain(announcement, running_for_ms);
            }
            Err(_) => announcement.set_progress(TabProgress::Over),
        }
        result
    }

    /// Validates the completion, sends it, and determines its outcome. An error if it was not ready to be sent.
    async fn send(
        &mut self,
        session: &Session,
        signal: &Signal,
        observer: &Observer,
        announcement: &Announcement,
        earlier: &Option<EarlierRequest>,
    ) -> Result<(CompletionParams, CallOutput), Error> {
        let floor = |error| with_open_outcome(error, earlier);
        let has_earlier = earlier.is_some();
        let looked_up = self.look_up_task(session, signal, has_earlier).await;
        looked_up.map_err(floor)?;
        if has_earlier {
            self.forget_whether_open();
        }
        let task_user = self.task.as_ref().and_then(|task| task.user_id);
        let PreparedRequest {
            params,
            request,
            transport,
            payload,
        } = until_aborted(self.prepare(session, observer), signal)
            .await
            .unwrap_or_else(|| Err(Error::aborted(Outcome::NotCompleted)))
            .map_err(floor)?;
        let mut user_id = session.known_user(&transport);
        if task_user.is_some() {
            // The task may be another user's. Then the portal would complete the one that the current user has.
            user_id = Some(session.user_id(signal).await.map_err(floor)?);
            if task_user != user_id {
                return Err(floor(Error::foreign_task()));
            }
        }
        announcement.set_user(user_id);
        let encoded_size = self.completion.encoded_size();
        let upload_bytes = payload.upload_bytes(encoded_size);
        let output = CallContext {
            session,
            transport: &transport,
            request: &request,
            operation: Operation::Complete(params.status()),
            task_id: params.task_id(),
            user_id,
            earlier: earlier.clone(),
            upload_bytes,
            signal,
            payload: &payload,
            cursor: None,
            observer,
            bulk: self.dispatcher.as_ref().map(|dispatcher| Bulk {
                dispatcher,
                is_batchable: matches!(transport, Transport::Http(_)) && request.is_batchable(),
            }),
        }
        .execute()
        .await;
        if output.result.is_ok() && upload_bytes > 0.0 {
            observer.report_bytes("uploading", upload_bytes, upload_bytes);
        }
        Ok((params, output))
    }

    /// The result of a call.
    fn completion(
        &self,
        params: &CompletionParams,
        output: CallOutput,
    ) -> Result<Completion, Error> {
        let confirmation = output.result?;
        let mut warnings = params.warnings().to_vec();
        if self.task.is_none() {
            warnings.push(Issue::new(IssueCode::FieldsNotKnown, Vec::new()));
        }
        let (confirmed_by, time) = match confirmation {
            Confirmation::Reply(success) => (ConfirmedBy::Reply, success.time.clone()),
            Confirmation::Lookup { failure } => {
                warnings.extend(lookup_warnings(params, failure));
                (ConfirmedBy::Lookup, Value::Null)
            }
        };
        Ok(Completion {
            task_id: params.task_id(),
            status: self.stored_status(params.status()),
            confirmed_by,
            attempts: output.attempts,
            time,
            warnings,
            trace: output.trace,
        })
    }

    /// An earlier request may have closed the task.
    fn forget_whether_open(&mut self) {
        if let Some(task) = &mut self.task {
            Rc::make_mut(task).open = None;
        }
    }

    async fn look_up_task(
        &mut self,
        session: &Session,
        signal: &Signal,
        has_earlier: bool,
    ) -> Result<(), Error> {
        // Without an id there is nothing to look up. Validation reports it.
        if let (None, true, Some(id)) = (&self.task, self.lookup, task_id(&self.completion)) {
            let task = session.task(id, signal).await?.0;
            self.set_current_task(task, has_earlier)?;
        }
        Ok(())
    }

    /// Validates the completion, and reads its files.
    async fn prepare(
        &self,
        session: &Session,
        observer: &Observer,
    ) -> Result<PreparedRequest, Error> {
        let transport = match &self.dispatcher {
            Some(dispatcher) => dispatcher.transport.clone(),
            None => session.transport().await?,
        };
        let limit = session.max_body_bytes.min(transport.max_file_bytes());
        let (params, issues) = validate(&self.completion, self.task.as_deref(), limit);
        let params = params.ok_or_else(|| Error::invalid(issues))?;
        let request = Request::complete(&params);
        let payload =
            Payload::prepare(&request, &params, &self.foreign, &transport, observer).await?;
        Ok(PreparedRequest {
            params,
            request,
            transport,
            payload,
        })
    }

    /// The result of another tab that sent the same completion.
    fn shared(&self, key: &DedupKey, is_by_lookup: bool) -> Completion {
        let params = validate(&self.completion, None, f64::INFINITY).0;
        let mut warnings = Vec::new();
        if let (true, Some(params)) = (is_by_lookup, &params) {
            warnings.extend(lookup_warnings(params, None));
        }
        Completion {
            task_id: key.task_id,
            status: params.and_then(|params| self.stored_status(params.status())),
            confirmed_by: if is_by_lookup {
                ConfirmedBy::Lookup
            } else {
                ConfirmedBy::Reply
            },
            attempts: 0,
            time: Value::Null,
            warnings,
            trace: Trace::default(),
        }
    }

    /// The status that the portal stores. Without the task only "ok" is certain: a request for information stores it
    /// for every answer.
    fn stored_status(&self, sent: Status) -> Option<Status> {
        match &self.task {
            Some(task) => Some(stored_status(sent, task.activity.name())),
            None => (sent == Status::Ok).then_some(Status::Ok),
        }
    }

    /// The longest time that a call of this completion may take in another tab.
    fn longest_call_ms(&self, session: &Session) -> f64 {
        let upload_ms = self.completion.encoded_size() / MIN_UPLOAD_BYTES_PER_MS;
        2.0 * (session.timeout_ms + upload_ms) + session.execution_limit_ms + CALL_MARGIN_MS
    }
}

fn task_key(session: &Session, key: &DedupKey) -> TaskKey {
    (session.connection.portal_key(), key.task_id)
}

/// The warnings about values that a look-up does not confirm.
fn lookup_warnings(params: &CompletionParams, failure: Option<String>) -> Vec<Issue> {
    let mut warnings = Vec::new();
    if params.has_values() {
        warnings.push(Issue::new(IssueCode::ValuesNotConfirmed, Vec::new()));
    }
    if let Some(failure) = failure {
        let issue = Issue::new(IssueCode::WorkflowFailed, Vec::new());
        warnings.push(issue.with("description", &failure));
    }
    warnings
}

/// The error of a call that sent nothing. If an identical earlier request may have been executed, this answer may be
/// stored.
fn with_open_outcome(error: Error, earlier: &Option<EarlierRequest>) -> Error {
    match earlier {
        Some(earlier) if earlier.is_same => into_unknown(error),
        _ => error,
    }
}

fn into_unknown(mut error: Error) -> Error {
    error.outcome = Outcome::Unknown;
    error
}

fn merge(own: Option<EarlierRequest>, other: EarlierRequest) -> EarlierRequest {
    let Some(own) = own else {
        return other;
    };
    EarlierRequest {
        running_until_ms: own.running_until_ms.max(other.running_until_ms),
        sent: own.sent.filter(|_| !other.is_same),
        is_same: own.is_same || other.is_same,
    }
}
