//! No call reports a wrong outcome with any fault: random sequences of calls and faults against a model of the portal,
//! with a virtual clock.
//!
//! `SEQUENCES=1000000 cargo test outcomes` runs more of them.

use super::sequences::{
    self, Counts, OPERATION_TIME_LIMIT, REFUSALS, Report, error_reply, execution, refreshed, reply,
    single_reply,
};
use super::simulation::{Author, Choices, Execution, LATE_ARRIVAL_MS, Portal, REPLICA_LAG_MS};
use crate::complete::{
    Action, Call, Config, Confirmation, Event, OpenRequest, OpenRequests, Operation, TransportError,
};
use crate::error::{ActualAnswer, Error, Outcome};
use crate::rest::{Reply, TaskState};
use crate::task::Status;
use serde_json::json;

/// A completion: the answer, and the number of its set of values.
type Completion = (Status, u16);

/// Two tabs of an app, which exchange their open requests.
struct App {
    portal: Portal,
    /// The lag of each tab's clock behind real time: it stops while the computer sleeps.
    paused_ms: [f64; 2],
    open_requests: [OpenRequests<(), Completion>; 2],
    calls: Vec<FinishedCall>,
    log: Vec<String>,
}

struct FinishedCall {
    completion: Completion,
    result: Result<Confirmation, Error>,
    attempts: u32,
    /// When the first request was sent, in real time.
    sent_at_ms: f64,
    /// Whether a request was sent that was not certainly refused.
    is_in_doubt: bool,
    had_same_open: bool,
    /// Whether the outcome of earlier calls was known after it.
    knows_earlier: bool,
    /// Whether the call was able to determine the outcome.
    can_know: bool,
    knows_server_clock: bool,
}

/// A running call, with its started actions.
struct RunningCall {
    number: usize,
    tab: usize,
    completion: Completion,
    call: Call,
    timeout_ms: f64,
    upload_ms: f64,
    execution_limit_ms: f64,
    is_bridge: bool,
    is_invalid: bool,
    lag_ms: f64,
    abort_at_ms: f64,
    in_flight: Option<InFlightRequest>,
    lookup: Option<Lookup>,
    refresh: Option<(f64, Event)>,
    wake_at_ms: f64,
    sent_at_ms: f64,
    is_in_doubt: bool,
    lookups_succeed: bool,
    slept_ms: f64,
}

/// A request that waits for its reply.
struct InFlightRequest {
    deadline_ms: f64,
    /// The reply and its arrival, if known.
    reply: Option<(f64, Event)>,
    /// The request whose end causes the reply.
    request: Option<usize>,
}

struct Lookup {
    deadline_ms: f64,
    read_at_ms: f64,
    replied_at_ms: f64,
    event: Option<Event>,
}

fn error(code: &str, status: u16) -> Event {
    Event::Replied(error_reply(code, status))
}

impl App {
    fn new(choices: &mut Choices<'_>) -> Self {
        let span_ms = choices.one_of(&[10_000.0, 120_000.0, 600_000.0]);
        let mut portal = sequences::portal(choices, 4, span_ms);
        if choices.rarely() {
            let by_ms = choices.one_of(&[-3_600_000.0, -60_000.0, 60_000.0, 3_600_000.0]);
            portal.plan_clock_change(choices.duration(span_ms), by_ms);
        }
        Self {
            portal,
            paused_ms: [0.0; 2],
            open_requests: [OpenRequests::new(), OpenRequests::new()],
            calls: Vec::new(),
            log: Vec::new(),
        }
    }

    fn page_ms(&self, tab: usize) -> f64 {
        self.portal.now_ms - self.paused_ms[tab]
    }

    /// Runs one call to its end.
    fn complete(&mut self, choices: &mut Choices<'_>) {
        let number = self.calls.len();
        let tab = usize::from(choices.rarely());
        let status = choices.one_of(&[Status::Yes, Status::Yes, Status::No]);
        let completion = (status, choices.one_of(&[0, 0, 1]));
        let timeout_ms = choices.one_of(&[65_000.0, 65_000.0, 1_000.0, 10_000.0, 120_000.0]);
        let execution_limit_ms = choices.one_of(&[60_000.0, 60_000.0, 60_000.0, 300_000.0]);
        let is_bridge = choices.rarely();
        let now_ms = self.page_ms(tab);
        let earlier = self.open_requests[tab].find(&(), &completion);
        let had_same_open = earlier.as_ref().is_some_and(|earlier| earlier.is_same);
        let earlier_ms = earlier.as_ref().map_or(0.0, |earlier| {
            (earlier.running_until_ms - now_ms).max(0.0) + 50_000.0
        });
        let knows_server_clock = !choices.rarely();
        let config = Config {
            operation: Operation::Complete(status),
            can_refresh: !choices.rarely(),
            timeout_ms,
            upload_allowance_ms: choices.one_of(&[0.0, 0.0, 0.0, 10_000.0, 600_000.0]),
            execution_limit_ms,
            transport_delay_ms: if is_bridge { 600_000.0 } else { 0.0 },
            operating_reset_at_ms: None,
            server_clock: knows_server_clock.then(|| self.portal.clock(now_ms)),
            earlier,
        };
        let longest_call_ms = earlier_ms
            + 2.0 * (timeout_ms + config.upload_allowance_ms)
            + execution_limit_ms
            + 50_000.0;
        let mut running = RunningCall {
            number,
            tab,
            completion,
            timeout_ms: timeout_ms + config.upload_allowance_ms,
            upload_ms: config.upload_allowance_ms,
            call: Call::new(config, now_ms),
            execution_limit_ms,
            is_bridge,
            is_invalid: choices.once_in(16),
            lag_ms: choices.one_of(&[0.0, 0.0, REPLICA_LAG_MS]),
            abort_at_ms: if choices.rarely() {
                self.portal.now_ms + choices.duration(longest_call_ms)
            } else {
                f64::INFINITY
            },
            in_flight: None,
            lookup: None,
            refresh: None,
            wake_at_ms: f64::INFINITY,
            sent_at_ms: f64::INFINITY,
            is_in_doubt: false,
            lookups_succeed: true,
            slept_ms: 0.0,
        };
        let result = running.finish(self, choices);
        let took_ms = self.page_ms(tab) - now_ms;
        assert!(
            took_ms <= longest_call_ms + running.slept_ms,
            "took {took_ms} of {longest_call_ms}\n{}",
            self.log.join("\n")
        );
        let attempts = running.call.attempts();
        let knows_earlier = running.call.knows_earlier();
        let open = running.call.open_request();
        for other in 0..2 {
            if knows_earlier {
                self.open_requests[other].remove(&());
            }
            if let Some(open) = &open {
                let shift_ms = self.page_ms(other) - self.page_ms(tab);
                let open = OpenRequest {
                    running_until_ms: open.running_until_ms + shift_ms,
                    sent: open.sent.filter(|_| other == tab),
                };
                self.open_requests[other].add((), completion, open);
            }
        }
        let can_know = running.lookups_succeed
            && running.abort_at_ms == f64::INFINITY
            && !is_bridge
            && running.slept_ms == 0.0;
        self.calls.push(FinishedCall {
            completion,
            attempts,
            sent_at_ms: running.sent_at_ms,
            is_in_doubt: running.is_in_doubt,
            had_same_open,
            knows_earlier,
            can_know,
            knows_server_clock,
            result,
        });
        self.portal
            .pass(self.portal.now_ms + choices.duration(200_000.0));
    }

    /// Checks the outcome of every call after everything has ended.
    fn check(&mut self) -> Counts {
        self.portal.cancel_plans();
        self.portal.pass(self.portal.now_ms + 3_600_000.0);
        let answer = self.portal.answer();
        let log = self.log.join("\n");
        let mut counts = Counts::default();
        for (number, call) in self.calls.iter().enumerate() {
            let FinishedCall {
                completion,
                result,
                attempts,
                ..
            } = call;
            let is_own = matches!(answer, Some((_, Author::Call(author))) if author == number);
            // An earlier call for the same completion stored the answer, and nobody knew it when this call started.
            let is_of_same = matches!(answer, Some((_, Author::Call(author)))
                if author < number
                    && self.calls[author].completion == *completion
                    && self.calls[author].result.is_err()
                    && self.calls[author + 1..number].iter().all(|call| !call.knows_earlier));
            let reported = format!("call {number} says {result:?}, the task has {answer:?}\n{log}");
            let report = Report {
                sent: completion.0,
                result,
                is_own,
                is_in_doubt: call.is_in_doubt || call.had_same_open,
                answer,
            };
            report.check(&reported);
            let name = match result {
                Ok(Confirmation::Reply(_)) => {
                    if *attempts == 1 {
                        "reply"
                    } else {
                        "reply to a later attempt"
                    }
                }
                Ok(Confirmation::Lookup { failure }) => {
                    // An answer from long before must not be reported as the answer of this call.
                    let is_provable = !is_own
                        && !call.had_same_open
                        && *attempts > 0
                        && self.portal.closes()
                        && call.knows_server_clock
                        && !self.portal.is_clock_set
                        && self.paused_ms == [0.0; 2]
                        && self.portal.answered_at_ms + 5_000.0 < call.sent_at_ms;
                    assert!(!is_provable, "{reported}");
                    match (failure, attempts) {
                        (Some(_), _) => "lookup after a workflow failure",
                        (None, 0) => "lookup of an earlier call's answer",
                        (None, _) => "lookup",
                    }
                }
                Err(error) if error.outcome == Outcome::AnsweredElsewhere => {
                    assert!(!is_of_same, "{reported}");
                    "answered elsewhere"
                }
                Err(error) if error.outcome == Outcome::NotCompleted => {
                    assert!(!is_of_same, "{reported}");
                    match error.actual {
                        Some(ActualAnswer::TimedOut) => "timed out",
                        _ => "not completed",
                    }
                }
                Err(error) => {
                    let is_ambiguous =
                        error.actual.is_some() || error.code == "ERROR_TASK_NOT_FOUND";
                    let can_know = call.can_know && !call.had_same_open;
                    assert!(!can_know || is_ambiguous, "could know\n{reported}");
                    if error.code == "ABORTED" {
                        "aborted"
                    } else {
                        "unknown"
                    }
                }
            };
            counts.add(name, 1);
        }
        counts
    }
}

impl RunningCall {
    fn finish(&mut self, app: &mut App, choices: &mut Choices<'_>) -> Result<Confirmation, Error> {
        for _ in 0..5_000 {
            let page_ms = app.page_ms(self.tab);
            let action = self.call.poll_action(page_ms);
            if !matches!(action, Action::Wait { timeout_ms } if timeout_ms == f64::INFINITY) {
                app.log
                    .push(format!("{page_ms}: call {} {action:?}", self.number));
            }
            match action {
                Action::Finish(result) => return result,
                Action::Send { timeout_ms } => {
                    assert!(
                        timeout_ms > 0.0 && timeout_ms <= self.timeout_ms,
                        "{timeout_ms}"
                    );
                    // After an answer is stored, the portal refuses all others.
                    assert!(
                        !app.portal.is_busy() || app.portal.answer().is_some(),
                        "sent while another request may be running\n{}",
                        app.log.join("\n")
                    );
                    self.send(timeout_ms, app, choices);
                }
                Action::LookUp { timeout_ms } => {
                    assert!((2_000.0..=10_000.0).contains(&timeout_ms), "{timeout_ms}");
                    let now_ms = app.portal.now_ms;
                    let read_at_ms = now_ms + choices.duration(timeout_ms);
                    self.lookup = Some(Lookup {
                        deadline_ms: now_ms + timeout_ms,
                        read_at_ms,
                        replied_at_ms: read_at_ms + choices.duration(timeout_ms),
                        event: None,
                    });
                }
                Action::RefreshToken { timeout_ms } => {
                    let at_ms = app.portal.now_ms + choices.duration(timeout_ms);
                    self.refresh = Some((at_ms, refreshed(choices)));
                }
                Action::Wait { timeout_ms } => {
                    self.wake_at_ms = app.portal.now_ms + timeout_ms;
                    self.advance(app, choices);
                }
            }
        }
        panic!("does not finish\n{}", app.log.join("\n"));
    }

    /// Lets time pass until the next event of the call.
    fn advance(&mut self, app: &mut App, choices: &mut Choices<'_>) {
        if self.wake_at_ms.is_finite() && choices.once_in(64) {
            self.sleep(app, choices);
        }
        let reply_at_ms = match &self.in_flight {
            Some(in_flight) => in_flight
                .reply
                .as_ref()
                .map_or(in_flight.deadline_ms, |(at_ms, _)| {
                    at_ms.min(in_flight.deadline_ms)
                }),
            None => f64::INFINITY,
        };
        let waits_for_portal = self
            .in_flight
            .as_ref()
            .is_some_and(|in_flight| in_flight.reply.is_none() && in_flight.request.is_some());
        let portal_at_ms = if waits_for_portal {
            app.portal.next_event_at_ms()
        } else {
            f64::INFINITY
        };
        let lookup_at_ms = self.lookup.as_ref().map_or(f64::INFINITY, |lookup| {
            let at_ms = match lookup.event {
                None => lookup.read_at_ms,
                Some(_) => lookup.replied_at_ms,
            };
            at_ms.min(lookup.deadline_ms)
        });
        let refresh_at_ms = self
            .refresh
            .as_ref()
            .map_or(f64::INFINITY, |(at_ms, _)| *at_ms);
        let next_ms = [
            reply_at_ms,
            portal_at_ms,
            lookup_at_ms,
            refresh_at_ms,
            self.wake_at_ms,
            self.abort_at_ms,
        ]
        .into_iter()
        .fold(f64::INFINITY, f64::min)
        .max(app.portal.now_ms);
        app.portal.pass(next_ms);
        if self.abort_at_ms <= next_ms {
            self.is_in_doubt |= self.in_flight.is_some();
            self.report(Event::Aborted, app, choices);
        } else if reply_at_ms <= next_ms {
            let in_flight = self.in_flight.take().unwrap();
            let event = match in_flight.reply {
                Some((at_ms, event)) if at_ms <= in_flight.deadline_ms => event,
                _ => {
                    self.is_in_doubt = true;
                    Event::Lost(TransportError::Timeout)
                }
            };
            self.report(event, app, choices);
        } else if lookup_at_ms <= next_ms {
            self.pass_lookup(next_ms, app, choices);
        } else if refresh_at_ms <= next_ms {
            let (_, event) = self.refresh.take().unwrap();
            self.report(event, app, choices);
        } else if self.wake_at_ms <= next_ms {
            self.report(Event::Elapsed, app, choices);
        } else {
            self.hear(app, choices);
        }
    }

    /// The computer sleeps, and its clock stops or goes on.
    fn sleep(&mut self, app: &mut App, choices: &mut Choices<'_>) {
        let asleep_ms = choices.duration(900_000.0);
        let until_ms = app.portal.now_ms + asleep_ms;
        app.portal.pass(until_ms);
        // A server's clock that is set back looks the same as a page's clock that stops for this time.
        if choices.rarely() && !app.portal.is_clock_set {
            app.paused_ms[self.tab] += asleep_ms;
            self.wake_at_ms += asleep_ms;
            if let Some(in_flight) = &mut self.in_flight {
                in_flight.deadline_ms += asleep_ms;
            }
        }
        self.slept_ms += asleep_ms;
    }

    fn pass_lookup(&mut self, now_ms: f64, app: &mut App, choices: &mut Choices<'_>) {
        let lookup = self.lookup.as_mut().unwrap();
        let (is_over, is_read) = (lookup.deadline_ms <= now_ms, lookup.event.is_some());
        if !is_read && !is_over {
            let lag_ms = self.lag_ms * f64::from(choices.number()) / f64::from(u16::MAX);
            lookup.event = Some(match choices.number() % 8 {
                7 => Event::LookupFailed {
                    permanent: choices.once_in(4),
                },
                6 => Event::LookupFailed { permanent: false },
                _ => Event::LookedUp {
                    state: app.portal.read(lag_ms, self.completion.0),
                    server_clock: Some(app.portal.clock(0.0)),
                },
            });
            return;
        }
        let event = self.lookup.take().unwrap().event.filter(|_| !is_over);
        let page_ms = app.page_ms(self.tab);
        let event = match event {
            // The reply contains the server's time, and arrives later.
            Some(Event::LookedUp {
                state,
                server_clock,
            }) => Event::LookedUp {
                state,
                server_clock: server_clock.map(|mut clock| {
                    clock.received_at_ms = page_ms;
                    clock
                }),
            },
            Some(event) => event,
            None => Event::LookupFailed { permanent: false },
        };
        self.lookups_succeed &= matches!(event, Event::LookedUp { .. });
        self.report(event, app, choices);
    }

    fn report(&mut self, event: Event, app: &mut App, choices: &mut Choices<'_>) {
        let page_ms = app.page_ms(self.tab);
        if event != Event::Elapsed {
            app.log
                .push(format!("{page_ms}: call {} hears {event:?}", self.number));
        }
        let jitter = f64::from(choices.number()) / f64::from(u16::MAX);
        self.call.handle_event(event, page_ms, jitter);
    }

    /// Sends a request with a random result.
    fn send(&mut self, timeout_ms: f64, app: &mut App, choices: &mut Choices<'_>) {
        let now_ms = app.portal.now_ms;
        self.sent_at_ms = self.sent_at_ms.min(now_ms);
        let mut in_flight = InFlightRequest {
            deadline_ms: now_ms + timeout_ms,
            reply: None,
            request: None,
        };
        let execution = self.execution(choices);
        let held_ms = if self.is_bridge && choices.rarely() {
            choices.duration(600_000.0)
        } else {
            0.0
        };
        let longest_ms = if self.is_bridge {
            self.upload_ms + LATE_ARRIVAL_MS
        } else {
            timeout_ms
        };
        let arrives_at_ms = now_ms + choices.duration(longest_ms) + held_ms;
        let (number, status) = (self.number, self.completion.0);
        if !self.is_bridge && arrives_at_ms > self.abort_at_ms + LATE_ARRIVAL_MS {
            // The abort comes first, and cancels the request.
            self.is_in_doubt = true;
            self.in_flight = Some(in_flight);
            return;
        }
        match choices.number() % 10 {
            // The connection breaks, or the page gives up, before the request has arrived or after.
            4 => {
                let lost_at_ms = now_ms + choices.duration(timeout_ms);
                if !choices.rarely() {
                    let at_ms = lost_at_ms.min(self.abort_at_ms).min(arrives_at_ms)
                        + choices.duration(LATE_ARRIVAL_MS)
                        + held_ms;
                    app.portal.receive(at_ms, number, status, execution);
                }
                self.is_in_doubt = true;
                let error = choices.one_of(&[TransportError::Network, TransportError::Timeout]);
                in_flight.reply = Some((lost_at_ms, Event::Lost(error)));
            }
            // The request is refused before execution.
            5 => {
                let refusal = choices.one_of(&REFUSALS);
                self.is_in_doubt |= refusal == OPERATION_TIME_LIMIT;
                let (code, status) = refusal;
                in_flight.reply = Some((arrives_at_ms, error(code, status)));
            }
            // The connection breaks after the request has arrived, and the browser sends a copy.
            6 => {
                app.portal.receive(arrives_at_ms, number, status, execution);
                self.is_in_doubt = true;
                if let Execution::Store { ends_after_ms, .. } = execution
                    && choices.once_in(8)
                {
                    // The first copy has used up the operating time.
                    let (code, status) = OPERATION_TIME_LIMIT;
                    let refused_at_ms = arrives_at_ms + ends_after_ms;
                    in_flight.reply = Some((refused_at_ms, error(code, status)));
                    self.in_flight = Some(in_flight);
                    return;
                }
                let again_at_ms = arrives_at_ms
                    + choices.duration(self.execution_limit_ms)
                    + choices.duration(1_000.0);
                let again_at_ms = again_at_ms.min(self.abort_at_ms + LATE_ARRIVAL_MS);
                if again_at_ms <= in_flight.deadline_ms {
                    let copy = self.execution(choices);
                    in_flight.request = Some(app.portal.receive(again_at_ms, number, status, copy));
                }
            }
            // A gateway replies instead of the portal, and the portal continues.
            7 => {
                app.portal.receive(arrives_at_ms, number, status, execution);
                let at_ms = arrives_at_ms + choices.duration(self.execution_limit_ms);
                let event = match choices.number() % 5 {
                    0 => error("Gateway Timeout", 504),
                    1 => error("INTERNAL_SERVER_ERROR", 500),
                    2 => error("ACCESS_DENIED", 504),
                    3 => Event::Replied(Reply::Unreadable { status: Some(502) }),
                    _ => Event::Replied(reply(json!({ "result": {} }), 200)),
                };
                self.is_in_doubt = true;
                in_flight.reply = Some((at_ms, event));
            }
            // Nothing is sent, or the portal has moved.
            8 => {
                let event = if choices.rarely() {
                    Event::Offline
                } else {
                    Event::Replied(Reply::Redirected)
                };
                in_flight.reply = Some((arrives_at_ms, event));
            }
            // The transport sends the request twice.
            9 if self.is_bridge => {
                app.portal.receive(arrives_at_ms, number, status, execution);
                let copy = self.execution(choices);
                let again_at_ms = arrives_at_ms + choices.duration(30_000.0);
                in_flight.request = Some(app.portal.receive(again_at_ms, number, status, copy));
                self.is_in_doubt = true;
            }
            _ => {
                in_flight.request =
                    Some(app.portal.receive(arrives_at_ms, number, status, execution));
                self.is_in_doubt = true;
            }
        }
        if self.is_bridge
            && held_ms > 0.0
            && in_flight.reply.is_some()
            && in_flight.request.is_none()
        {
            // A delayed request causes no event.
            in_flight.reply = in_flight
                .reply
                .filter(|(_, event)| matches!(event, Event::Lost(_)));
        }
        self.in_flight = Some(in_flight);
        // A request that is refused at once is no longer delayed.
        if let Some(InFlightRequest {
            reply: Some((_, Event::Replied(Reply::Error(_)))),
            request: None,
            ..
        }) = &self.in_flight
        {
            self.hear(app, choices);
        }
    }

    fn execution(&self, choices: &mut Choices<'_>) -> Execution {
        execution(choices, self.is_invalid, self.execution_limit_ms)
    }

    /// The portal has continued. If it has finished the request, its reply arrives later or is lost.
    fn hear(&mut self, app: &App, choices: &mut Choices<'_>) {
        let Some(in_flight) = &mut self.in_flight else {
            return;
        };
        let Some(reply) = in_flight
            .request
            .and_then(|request| app.portal.reply(request))
        else {
            return;
        };
        let event = match choices.number() % 12 {
            8 => Event::Lost(TransportError::Network),
            9 => Event::Replied(Reply::Unreadable { status: Some(502) }),
            10 => error("NETWORK_ERROR", 0),
            11 => error("ECONNRESET", 0),
            _ => Event::Replied(single_reply(reply)),
        };
        let at_ms = app.portal.now_ms + choices.duration(5_000.0);
        in_flight.reply = Some((at_ms, event));
    }
}

#[test]
fn no_call_reports_a_wrong_outcome_with_any_fault() {
    let names = [
        "reply",
        "reply to a later attempt",
        "lookup",
        "lookup after a workflow failure",
        "lookup of an earlier call's answer",
        "answered elsewhere",
        "timed out",
        "not completed",
        "unknown",
        "aborted",
    ];
    sequences::run(sequences::cases_or(50_000), 120, &names, |choices| {
        let mut app = App::new(choices);
        for _ in 0..=choices.one_of(&[0, 0, 1, 2]) {
            app.complete(choices);
        }
        app.check()
    });
}
