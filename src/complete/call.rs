//! The state machine of a call.

use super::action::{Action, Confirmation, Event, Phase, TransportError};
use super::backoff::delay_ms;
use super::decision::{Decision, OpenRowMeaning, ReplyClass, classify_event, decide};
use super::open_requests::{EarlierRequest, OpenRequest};
use super::reconciliation::{LOOKUP_TIMEOUT_MS, Lookups, Reconciliation};
use super::server_clock::{SentAt, ServerClock};
use super::{LATE_ARRIVAL_MS, REPLICA_LAG_MS};
use crate::error::{Error, ErrorKind, Outcome, code};
use crate::rest::{Evidence, Reply, TaskState, classify, printable_code};
use crate::task::Status;
use crate::trace::{Action as StepAction, Step, Trace};

/// After this time without a reply, the task is looked up while the request is still running.
const LOOKUP_WHILE_SENDING_MS: f64 = 4_000.0;
/// How long the final look-up is retried if it fails.
const FINAL_LOOKUPS_MS: f64 = 20_000.0;
/// The timeout of a token refresh by a parent frame or by an app's function. The official SDK uses the same.
const REFRESH_TIMEOUT_MS: f64 = 10_000.0;

/// One call of `bizproc.task.complete`, or of a method that only reads.
#[derive(Debug)]
pub(crate) struct Call {
    config: Config,
    started_at_ms: f64,
    attempts: u32,
    busy_retries: u32,
    is_refreshed: bool,
    /// When the request that may have been executed was sent.
    sent: Option<SentAt>,
    /// The time until which a request of this call may be running.
    running_until_ms: f64,
    state: State,
    /// The start of the running look-up.
    lookup_started_at_ms: Option<f64>,
    trace: Trace,
}

/// The constants of a call.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) operation: Operation,
    /// Whether the connection can refresh its token.
    pub(crate) can_refresh: bool,
    /// How long one request may take. For a read: how long the whole call may take.
    pub(crate) timeout_ms: f64,
    /// Additional time of a request with a large body.
    pub(crate) upload_allowance_ms: f64,
    /// How long the portal may execute one request.
    pub(crate) execution_limit_ms: f64,
    /// How long the transport may delay a request before it sends it.
    pub(crate) transport_delay_ms: f64,
    /// When completions can run again after their operating time was used up, if known.
    pub(crate) operating_reset_at_ms: Option<f64>,
    /// The last reading of the server's clock.
    pub(crate) server_clock: Option<ServerClock>,
    /// Earlier requests for the same task that may still be running.
    pub(crate) earlier: Option<EarlierRequest>,
}

/// The purpose of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Operation {
    /// Completes a task with this answer.
    Complete(Status),
    /// Changes nothing.
    Read,
}

#[derive(Debug)]
enum State {
    /// No request can be running.
    Ready,
    /// The request is running. The task is looked up at the same time.
    Sending(Lookups),
    /// The old token caused this error.
    Refreshing {
        error: Error,
        is_started: bool,
    },
    /// Waits until the request can be sent again.
    Waiting {
        error: Error,
        until_ms: f64,
    },
    /// It is not known whether the completion was executed.
    Reconciling(Reconciliation),
    Finished(Result<Confirmation, Error>),
}

impl Call {
    pub(crate) fn new(config: Config, now_ms: f64) -> Self {
        let mut call = Self {
            started_at_ms: now_ms,
            attempts: 0,
            busy_retries: 0,
            is_refreshed: false,
            sent: None,
            running_until_ms: now_ms,
            state: State::Ready,
            lookup_started_at_ms: None,
            trace: Trace::new(now_ms),
            config,
        };
        call.sent = call
            .config
            .earlier
            .as_ref()
            .and_then(|earlier| earlier.sent);
        if let Some(earlier) = &call.config.earlier
            && earlier.running_until_ms + REPLICA_LAG_MS > now_ms
        {
            let running_until_ms = earlier.running_until_ms.max(now_ms);
            call.state = State::Reconciling(Reconciliation {
                error: Error::network(call.outcome_before_sending()),
                failure: None,
                open_row_meaning: OpenRowMeaning::SendNow,
                fresh_at_ms: now_ms,
                decisive_at_ms: running_until_ms + REPLICA_LAG_MS,
                give_up_at_ms: running_until_ms + REPLICA_LAG_MS + FINAL_LOOKUPS_MS,
                lookups: Lookups::starting_at(now_ms),
            });
        }
        call
    }

    /// How many times the request was sent.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The current phase; `None` when the call has ended.
    pub(crate) fn phase(&self) -> Option<Phase> {
        match self.state {
            State::Reconciling(_) => Some(Phase::Confirming),
            State::Waiting { .. } => Some(Phase::Busy),
            State::Finished(_) => None,
            State::Ready | State::Sending(_) | State::Refreshing { .. } => Some(Phase::Waiting),
        }
    }

    /// The request that may still be running although the call has ended.
    pub(crate) fn open_request(&self) -> Option<OpenRequest> {
        let is_unknown =
            matches!(&self.state, State::Finished(Err(error)) if error.outcome == Outcome::Unknown);
        (is_unknown && self.attempts > 0).then_some(OpenRequest {
            running_until_ms: self.running_until_ms,
            sent: self.sent,
        })
    }

    /// Whether the outcome of earlier requests for the task is known. False until the call has ended.
    pub(crate) fn knows_earlier(&self) -> bool {
        match &self.state {
            State::Finished(Err(error)) if error.outcome != Outcome::AnsweredElsewhere => {
                self.config.earlier.is_none()
            }
            state => matches!(state, State::Finished(_)),
        }
    }

    /// Whether the next action is to send the request.
    pub(crate) fn is_about_to_send(&self) -> bool {
        matches!(self.state, State::Ready)
    }

    /// The action to start now.
    pub(crate) fn poll_action(&mut self, now_ms: f64) -> Action {
        let action = match &mut self.state {
            State::Ready => self.send(now_ms),
            State::Sending(lookups) => {
                let is_completion = self.config.operation != Operation::Read;
                if is_completion && self.lookup_started_at_ms.is_none() {
                    let timeout_ms = LOOKUP_TIMEOUT_MS;
                    lookups.poll(&mut self.lookup_started_at_ms, timeout_ms, now_ms)
                } else {
                    Action::wait(f64::INFINITY)
                }
            }
            State::Refreshing { is_started, .. } => {
                let was_started = std::mem::replace(is_started, true);
                if was_started {
                    Action::wait(f64::INFINITY)
                } else {
                    Action::RefreshToken {
                        timeout_ms: REFRESH_TIMEOUT_MS.min(self.config.timeout_ms),
                    }
                }
            }
            State::Waiting { until_ms, .. } => Action::wait(*until_ms - now_ms),
            State::Reconciling(reconciliation) => {
                if self.lookup_started_at_ms.is_some() {
                    Action::wait(f64::INFINITY)
                } else {
                    let timeout_ms = reconciliation.lookup_timeout_ms(now_ms);
                    let lookups = &mut reconciliation.lookups;
                    lookups.poll(&mut self.lookup_started_at_ms, timeout_ms, now_ms)
                }
            }
            State::Finished(result) => Action::Finish(result.clone()),
        };
        match action {
            Action::Send { .. } => self.record(Step::new(StepAction::Send), now_ms),
            Action::RefreshToken { .. } => {
                self.record(Step::new(StepAction::RefreshToken), now_ms);
            }
            Action::LookUp { .. } => self.record(Step::new(StepAction::LookUp), now_ms),
            Action::Wait { .. } | Action::Finish(_) => {}
        }
        action
    }

    /// Processes the result of an action. Ignores events that belong to no started action. `jitter` is a random number
    /// from 0 to 1.
    pub(crate) fn handle_event(&mut self, event: Event, now_ms: f64, jitter: f64) {
        if matches!(self.state, State::Finished(_)) {
            return;
        }
        let state = std::mem::replace(&mut self.state, State::Ready);
        self.state = match (state, event) {
            (state, Event::Aborted) => self.on_abort(&state, now_ms),
            (State::Sending(_), Event::Offline) => {
                self.attempts -= 1;
                self.on_reply(Event::Offline, now_ms, jitter)
            }
            (State::Sending(_), event @ (Event::Replied(_) | Event::Lost(_))) => {
                self.on_reply(event, now_ms, jitter)
            }
            (State::Sending(_), Event::NotSent(error)) => {
                self.attempts -= 1;
                self.fail_before_sending(error)
            }
            (State::Refreshing { .. }, Event::NotSent(error)) => self.fail_before_sending(error),
            (State::Refreshing { error, .. }, Event::Refreshed) => {
                self.is_refreshed = true;
                self.send_again(error, now_ms)
            }
            (State::Waiting { error, until_ms }, Event::Elapsed) if now_ms >= until_ms => {
                self.send_again(error, now_ms)
            }
            (state, event @ (Event::LookedUp { .. } | Event::LookupFailed { .. })) => {
                match self.lookup_started_at_ms.take() {
                    Some(started_at_ms) => {
                        self.on_lookup(state, event, started_at_ms, now_ms, jitter)
                    }
                    None => state,
                }
            }
            (state, _) => state,
        };
        if let State::Finished(Err(error)) = &mut self.state
            && error.code == code::OPERATION_TIME_LIMIT
            && self.config.operation != Operation::Read
        {
            // An error reply does not contain the end of the limit, but the last successful reply did.
            let resets_in_ms = self
                .config
                .operating_reset_at_ms
                .map(|at_ms| at_ms - now_ms);
            let resets_in_ms = resets_in_ms.filter(|wait_ms| *wait_ms > 0.0);
            error.retry_after_ms = resets_in_ms.map(|wait_ms| wait_ms as u32);
        }
        if let State::Finished(result) = &self.state {
            let step = Step::new(StepAction::Outcome);
            let step = match result {
                Ok(_) => step.with_result("completed"),
                Err(error) => step
                    .with_result(error.outcome.name())
                    .with_code(&error.code)
                    .with_status(error.status),
            };
            self.record(step, now_ms);
        }
    }

    fn send(&mut self, now_ms: f64) -> Action {
        let timeout_ms = match self.config.operation {
            Operation::Complete(_) => self.config.timeout_ms + self.config.upload_allowance_ms,
            Operation::Read => (self.send_deadline_ms() - now_ms).max(0.0),
        };
        self.attempts += 1;
        // The answer of an earlier request for the same completion counts as the answer of this call. An earlier attempt
        // may have been executed too: the refusal may belong to the copy that the browser sent after a lost connection.
        if self.attempts == 1 && !self.has_same_earlier() {
            let clock = self.config.server_clock.as_ref();
            self.sent = clock.map(|clock| SentAt {
                page_ms: now_ms,
                server_ms: clock.earliest_ms(now_ms),
            });
        }
        let lookups_at_ms = now_ms + LOOKUP_WHILE_SENDING_MS + self.config.upload_allowance_ms;
        self.state = State::Sending(Lookups::starting_at(lookups_at_ms));
        Action::Send { timeout_ms }
    }

    /// Sends the request again, unless the deadline has passed while the computer was asleep.
    fn send_again(&self, error: Error, now_ms: f64) -> State {
        if now_ms < self.send_deadline_ms() {
            State::Ready
        } else {
            fail(error)
        }
    }

    /// Ends the call with the error of another request.
    fn fail_before_sending(&self, mut error: Error) -> State {
        error.outcome = self.outcome_before_sending();
        fail(error)
    }

    /// After this time no request is sent.
    fn send_deadline_ms(&self) -> f64 {
        self.started_at_ms + self.config.timeout_ms + self.config.upload_allowance_ms
    }

    fn on_abort(&mut self, state: &State, now_ms: f64) -> State {
        self.record(Step::new(StepAction::Abort), now_ms);
        let outcome = match state {
            State::Sending(_) if self.config.operation != Operation::Read => {
                self.running_until_ms = now_ms
                    + LATE_ARRIVAL_MS
                    + self.config.execution_limit_ms
                    + self.transport_delay_ms();
                Outcome::Unknown
            }
            State::Reconciling(_) if self.attempts > 0 => Outcome::Unknown,
            _ => self.outcome_before_sending(),
        };
        fail(Error::aborted(outcome))
    }

    /// A reply arrived, or was lost.
    fn on_reply(&mut self, event: Event, now_ms: f64, jitter: f64) -> State {
        let is_completion = self.config.operation != Operation::Read;
        let class = classify_event(&event, is_completion);
        self.record(reply_step(&event, class), now_ms);
        let evidence = match class {
            ReplyClass::Success(success) => {
                return State::Finished(Ok(Confirmation::Reply(success.clone())));
            }
            ReplyClass::Error(evidence) => evidence,
        };
        match evidence {
            Evidence::TokenExpired if self.config.can_refresh && !self.is_refreshed => {
                State::Refreshing {
                    error: reply_error(event, self.outcome_before_sending()),
                    is_started: false,
                }
            }
            Evidence::Busy => {
                let until_ms = now_ms + delay_ms(self.busy_retries, jitter);
                let error = reply_error(event, self.outcome_before_sending());
                if until_ms < self.send_deadline_ms() {
                    self.busy_retries += 1;
                    self.record(Step::new(StepAction::Wait), now_ms);
                    State::Waiting { error, until_ms }
                } else {
                    fail(error)
                }
            }
            Evidence::Refused | Evidence::TokenExpired => {
                fail(reply_error(event, self.outcome_before_sending()))
            }
            _ if !is_completion => fail(reply_error(event, Outcome::NotCompleted)),
            evidence => self.reconcile(evidence, reply_error(event, Outcome::Unknown), now_ms),
        }
    }

    /// Starts to determine whether a completion was executed.
    fn reconcile(&mut self, evidence: Evidence, error: Error, now_ms: f64) -> State {
        let portal_done_at_ms = match evidence {
            // No request with this content can be executed any more.
            Evidence::Finished => now_ms,
            // A copy of the request arrived before the reply.
            Evidence::Failed | Evidence::AlreadyAnswered | Evidence::TaskNotFound => {
                now_ms + self.config.execution_limit_ms
            }
            _ => now_ms + LATE_ARRIVAL_MS + self.config.execution_limit_ms,
        };
        // The call does not wait for a transport that delays requests. The transport may still send this one.
        let may_be_sent_later = evidence == Evidence::None && self.config.transport_delay_ms > 0.0;
        self.running_until_ms = portal_done_at_ms;
        if may_be_sent_later {
            self.running_until_ms += self.transport_delay_ms();
        }
        let open_row_meaning = match evidence {
            Evidence::AlreadyAnswered | Evidence::TaskNotFound => OpenRowMeaning::Unknown,
            _ if may_be_sent_later => OpenRowMeaning::Unknown,
            _ => OpenRowMeaning::NotCompleted,
        };
        let failure = matches!(evidence, Evidence::Finished | Evidence::Failed)
            .then(|| error.description.clone());
        let decisive_at_ms = portal_done_at_ms + REPLICA_LAG_MS;
        State::Reconciling(Reconciliation {
            fresh_at_ms: if evidence == Evidence::TaskNotFound {
                now_ms
            } else {
                now_ms + REPLICA_LAG_MS
            },
            error,
            failure,
            open_row_meaning,
            decisive_at_ms,
            give_up_at_ms: decisive_at_ms + FINAL_LOOKUPS_MS,
            lookups: Lookups::starting_at(now_ms),
        })
    }

    /// A look-up has ended or failed.
    fn on_lookup(
        &mut self,
        state: State,
        event: Event,
        started_at_ms: f64,
        now_ms: f64,
        jitter: f64,
    ) -> State {
        let Operation::Complete(sent) = self.config.operation else {
            return state;
        };
        self.record(lookup_step(&event), now_ms);
        let (found, clock, is_permanent) = match event {
            Event::LookedUp {
                state,
                server_clock,
            } => (Some(state), server_clock, false),
            Event::LookupFailed { permanent } => (None, None, permanent),
            _ => (None, None, false),
        };
        match state {
            State::Sending(mut lookups) => match found {
                Some(found @ TaskState::CompletedAsSent { .. }) => {
                    self.completed(found, clock, None, sent, started_at_ms)
                }
                Some(TaskState::CompletedDifferently(answer)) => {
                    fail(Error::answered_elsewhere(answer))
                }
                // The reply is better evidence: the workflow may have removed the task after it stored the answer.
                _ => {
                    lookups.schedule(started_at_ms, f64::INFINITY, now_ms, jitter);
                    if is_permanent {
                        lookups.next_at_ms = f64::INFINITY;
                    }
                    State::Sending(lookups)
                }
            },
            State::Reconciling(reconciliation) if is_permanent => fail(reconciliation.error),
            State::Reconciling(mut reconciliation) => {
                let decision = decide(
                    found,
                    started_at_ms >= reconciliation.fresh_at_ms,
                    started_at_ms >= reconciliation.decisive_at_ms,
                    reconciliation.open_row_meaning,
                    sent,
                );
                match (decision, found) {
                    (Decision::Completed, Some(found)) => {
                        self.completed(found, clock, reconciliation.failure, sent, started_at_ms)
                    }
                    (Decision::AnsweredElsewhere(answer), _) => {
                        fail(Error::answered_elsewhere(answer))
                    }
                    (Decision::TimedOut, _) => fail(Error::timed_out(Outcome::NotCompleted)),
                    (Decision::TimedOutAmbiguously, _) => {
                        fail(Error::timed_out(self.outcome_if_undeterminable()))
                    }
                    (Decision::NotFound, _) => {
                        fail(Error::not_found(self.outcome_if_undeterminable()))
                    }
                    (Decision::NotCompleted, _) => {
                        self.config.earlier = None;
                        reconciliation.error.outcome = Outcome::NotCompleted;
                        fail(reconciliation.error)
                    }
                    (Decision::Unknown, _) => fail(reconciliation.error),
                    (Decision::SendNow, _) => {
                        self.config.earlier = None;
                        self.sent = None;
                        self.started_at_ms = now_ms;
                        State::Ready
                    }
                    (Decision::Completed | Decision::LookAgain, _) => {
                        let decisive_at_ms = reconciliation.decisive_at_ms;
                        reconciliation.lookups.schedule(
                            started_at_ms,
                            decisive_at_ms,
                            now_ms,
                            jitter,
                        );
                        if reconciliation.lookups.next_at_ms < reconciliation.give_up_at_ms {
                            State::Reconciling(reconciliation)
                        } else {
                            fail(reconciliation.error)
                        }
                    }
                }
            }
            state => state,
        }
    }

    /// The row has the answer that was sent. This does not prove that this call stored it.
    fn completed(
        &self,
        state: TaskState,
        clock: Option<ServerClock>,
        failure: Option<String>,
        sent: Status,
        started_at_ms: f64,
    ) -> State {
        let is_own = self.attempts > 0 || self.has_same_earlier();
        let is_older = match (state, self.sent, clock) {
            (
                TaskState::CompletedAsSent {
                    modified_ms: Some(modified_ms),
                },
                Some(sent),
                Some(clock),
            ) => clock.proves_modified_before(modified_ms, sent, started_at_ms),
            _ => false,
        };
        if is_own && !is_older {
            State::Finished(Ok(Confirmation::Lookup { failure }))
        } else {
            fail(Error::answered_elsewhere(sent))
        }
    }

    /// How long from now a transport that delays requests may still send one that cannot be cancelled.
    fn transport_delay_ms(&self) -> f64 {
        if self.config.transport_delay_ms > 0.0 {
            self.config.transport_delay_ms + self.config.upload_allowance_ms
        } else {
            0.0
        }
    }

    /// Whether an earlier request for the same completion may have been executed.
    fn has_same_earlier(&self) -> bool {
        let earlier = self.config.earlier.as_ref();
        earlier.is_some_and(|earlier| earlier.is_same)
    }

    /// The outcome if no request of this call can have been executed.
    fn outcome_before_sending(&self) -> Outcome {
        if self.has_same_earlier() {
            Outcome::Unknown
        } else {
            Outcome::NotCompleted
        }
    }

    /// The outcome if it can no longer be determined.
    fn outcome_if_undeterminable(&self) -> Outcome {
        if self.attempts > 0 {
            Outcome::Unknown
        } else {
            self.outcome_before_sending()
        }
    }

    fn record(&mut self, step: Step, now_ms: f64) {
        self.trace.push(step, now_ms);
    }
}

fn fail(error: Error) -> State {
    State::Finished(Err(error))
}

fn reply_error(event: Event, outcome: Outcome) -> Error {
    match event {
        Event::Replied(Reply::Error(reply)) => {
            let kind = classify(&reply.code, reply.status).kind;
            let mut error = Error::new(&printable_code(&reply), kind, outcome);
            error.description = reply.description;
            error.status = reply.status;
            error
        }
        Event::Replied(Reply::Redirected) => {
            Error::new(code::REDIRECTED, ErrorKind::Portal, outcome)
        }
        Event::Lost(TransportError::Timeout) => {
            Error::new(code::TIMEOUT, ErrorKind::Network, outcome)
        }
        Event::Lost(TransportError::Network) | Event::Offline => Error::network(outcome),
        event => {
            let mut error = Error::bad_response(outcome);
            if let Event::Replied(Reply::Unreadable { status }) = event {
                error.status = status;
            }
            error
        }
    }
}

fn reply_step(event: &Event, class: ReplyClass<'_>) -> Step {
    let step = Step::new(StepAction::Reply).with_result(match (event, class) {
        (Event::Lost(TransportError::Timeout), _) => "timeout",
        (Event::Lost(TransportError::Network), _) => "connection-lost",
        (Event::Offline, _) => "offline",
        (Event::Replied(Reply::Redirected), _) => "redirected",
        (Event::Replied(Reply::Unreadable { .. }), _) => "unreadable",
        (_, ReplyClass::Success(_)) => "success",
        (_, ReplyClass::Error(evidence)) => evidence.name(),
    });
    match event {
        Event::Replied(Reply::Error(reply)) => step
            .with_code(&printable_code(reply))
            .with_status(reply.status),
        Event::Replied(Reply::Unreadable { status }) => step.with_status(*status),
        _ => step,
    }
}

fn lookup_step(event: &Event) -> Step {
    Step::new(StepAction::Row).with_result(match event {
        Event::LookedUp { state, .. } => state.name(),
        _ => "failed",
    })
}
