//! Many completions with random faults: random sequences of batches and faults against models of the portal, with a
//! virtual clock. Each completion has its own state machine, as in `completeTasks`.
//!
//! `SEQUENCES=1000000 cargo test bulk` runs a tenth as many.

use super::sequences::{
    self, Counts, OPERATION_TIME_LIMIT, REFUSALS, Report, error_reply, execution, refreshed, reply,
    single_reply,
};
use super::simulation::{Author, Choices, Execution, Portal, PortalReply, REPLICA_LAG_MS};
use crate::complete::{Action, Call, Config, Confirmation, Event, Operation, TransportError};
use crate::error::{Error, Outcome};
use crate::pacing::{Next, Queue, RateLimit};
use crate::rest::Reply;
use crate::task::Status;
use serde_json::{Map, json};

const TIMEOUT_MS: f64 = 65_000.0;
/// Of one request, with all its completions.
const EXECUTION_LIMIT_MS: f64 = 60_000.0;

/// Codes that refuse one completion of a batch before it is executed, in both executions of the batch.
const MEMBER_REFUSALS: [&str; 2] = ["ACCESS_DENIED", "insufficient_scope"];

/// A task on the portal, and its current completion.
struct Task {
    portal: Portal,
    status: Status,
    is_batchable: bool,
    is_invalid: bool,
    calls: Vec<FinishedCall>,
    running: Option<RunningCall>,
}

struct FinishedCall {
    result: Result<Confirmation, Error>,
    is_in_doubt: bool,
    is_of_copy: bool,
}

struct RunningCall {
    call: Call,
    is_queued: bool,
    is_permitted: bool,
    is_sending: bool,
    /// An event of the call, and its time.
    events: Vec<(f64, Event)>,
    /// The time of reading the row, and of the reply.
    lookup: Option<(f64, f64)>,
    wake_at_ms: f64,
    is_in_doubt: bool,
    /// Whether the browser has sent its request twice, so that the reply belongs to the second execution.
    is_of_copy: bool,
}

/// A request that is in flight: one completion, or a batch of several.
struct Request {
    /// The tasks, and the number of the call of each.
    members: Vec<(usize, usize)>,
    sent_at_ms: f64,
    reply_kind: ReplyKind,
    /// When the reply arrives; infinite until the portal has finished.
    replied_at_ms: f64,
    /// The execution whose reply arrives.
    run: Option<usize>,
}

#[derive(Clone, Copy)]
enum ReplyKind {
    Replied,
    Lost,
    Gateway,
    Refused(&'static str, u16),
}

/// One execution of a request: the portal executes its completions one after the other.
struct Run {
    members: Vec<BatchMember>,
    started: usize,
    /// When the request arrives.
    next_at_ms: f64,
    /// When the portal ends the request, finished or not.
    ends_by_ms: f64,
    is_cut_off: bool,
    ended_at_ms: Option<f64>,
}

/// A completion in an execution.
struct BatchMember {
    task: usize,
    call: usize,
    plan: Plan,
    /// Its number on the portal, after its start.
    request: Option<usize>,
}

#[derive(Clone, Copy)]
enum Plan {
    Execute(Execution),
    Refuse(&'static str),
}

struct App {
    now_ms: f64,
    tasks: Vec<Task>,
    queue: Queue<u64>,
    limit: RateLimit,
    requests: Vec<Request>,
    runs: Vec<Run>,
    abort_at_ms: f64,
    log: Vec<String>,
}

impl App {
    fn new(choices: &mut Choices<'_>) -> Self {
        let count = choices.one_of(&[3, 2, 6, 9]);
        let task = |choices: &mut Choices<'_>| Task {
            portal: sequences::portal(choices, 16, 120_000.0),
            status: choices.one_of(&[Status::Yes, Status::Yes, Status::No]),
            is_batchable: !choices.rarely(),
            is_invalid: choices.once_in(16),
            calls: Vec::new(),
            running: None,
        };
        Self {
            now_ms: 0.0,
            tasks: (0..count).map(|_| task(choices)).collect(),
            queue: Queue::new(choices.one_of(&[4, 1, 2])),
            limit: RateLimit::new(),
            requests: Vec::new(),
            runs: Vec::new(),
            abort_at_ms: f64::INFINITY,
            log: Vec::new(),
        }
    }

    /// Completes all tasks that are not completed, like "try again".
    fn complete(&mut self, choices: &mut Choices<'_>) {
        self.abort_at_ms = if choices.once_in(8) {
            self.now_ms + choices.duration(200_000.0)
        } else {
            f64::INFINITY
        };
        for task in &mut self.tasks {
            let is_open = |call: &FinishedCall| matches!(&call.result, Err(error) if error.outcome == Outcome::NotCompleted);
            if !task.calls.iter().all(is_open) {
                continue;
            }
            let config = Config {
                operation: Operation::Complete(task.status),
                can_refresh: true,
                timeout_ms: TIMEOUT_MS,
                upload_allowance_ms: 0.0,
                execution_limit_ms: EXECUTION_LIMIT_MS,
                transport_delay_ms: 0.0,
                operating_reset_at_ms: None,
                server_clock: Some(task.portal.clock(self.now_ms)),
                earlier: None,
            };
            task.running = Some(RunningCall {
                call: Call::new(config, self.now_ms),
                is_queued: false,
                is_permitted: false,
                is_sending: false,
                events: Vec::new(),
                lookup: None,
                wake_at_ms: f64::INFINITY,
                is_in_doubt: false,
                is_of_copy: false,
            });
        }
        let end_ms = self.now_ms + 3_600_000.0;
        while self.tasks.iter().any(|task| task.running.is_some()) {
            (0..self.tasks.len()).for_each(|index| self.poll(index, choices));
            let queue_at_ms = loop {
                match self.queue.poll(&mut self.limit, self.now_ms) {
                    Next::Send(ids) => self.send(&ids, choices),
                    Next::Wait(wait_ms) => break self.now_ms + wait_ms,
                    Next::Idle => break f64::INFINITY,
                }
            };
            if self.tasks.iter().all(|task| task.running.is_none()) {
                break;
            }
            self.advance(queue_at_ms, choices);
            assert!(self.now_ms < end_ms, "starves\n{}", self.log.join("\n"));
        }
    }

    /// Starts the actions of a call. A request waits for the queue.
    fn poll(&mut self, index: usize, choices: &mut Choices<'_>) {
        let (now_ms, aborts) = (self.now_ms, self.abort_at_ms <= self.now_ms);
        let task = &mut self.tasks[index];
        while let Some(running) = &mut task.running {
            if aborts {
                self.queue.retain(|waiting| *waiting != index as u64);
                running.is_in_doubt |= running.is_sending;
                running.call.handle_event(Event::Aborted, now_ms, 0.0);
            } else if running.call.is_about_to_send() && !running.is_permitted {
                if !std::mem::replace(&mut running.is_queued, true) {
                    self.queue.push(index as u64, task.is_batchable);
                }
                return;
            }
            let action = running.call.poll_action(now_ms);
            match action {
                Action::Finish(result) => {
                    self.queue.retain(|waiting| *waiting != index as u64);
                    self.log
                        .push(format!("{now_ms}: task {index} ends {result:?}"));
                    task.calls.push(FinishedCall {
                        result,
                        is_in_doubt: running.is_in_doubt,
                        is_of_copy: running.is_of_copy,
                    });
                    task.running = None;
                }
                // The request has it.
                Action::Send { .. } => {
                    running.is_permitted = false;
                    running.is_sending = true;
                }
                Action::LookUp { timeout_ms } => {
                    let read_at_ms = now_ms + choices.duration(timeout_ms);
                    running.lookup =
                        Some((read_at_ms, read_at_ms + choices.duration(timeout_ms / 2.0)));
                }
                Action::RefreshToken { timeout_ms } => {
                    let at_ms = now_ms + choices.duration(timeout_ms);
                    running.events.push((at_ms, refreshed(choices)));
                }
                Action::Wait { timeout_ms } => {
                    running.wake_at_ms = now_ms + timeout_ms;
                    return;
                }
            }
        }
    }

    /// Sends a request with a random result. A browser sends it again if the connection breaks.
    fn send(&mut self, ids: &[u64], choices: &mut Choices<'_>) {
        let now_ms = self.now_ms;
        let (reply_kind, is_copied) = match choices.number() % 12 {
            7 => (ReplyKind::Lost, false),
            8 => (ReplyKind::Gateway, false),
            9 | 10 => {
                let (code, status) = choices.one_of(&REFUSALS);
                (ReplyKind::Refused(code, status), false)
            }
            11 => (ReplyKind::Replied, true),
            _ => (ReplyKind::Replied, false),
        };
        self.log
            .push(format!("{now_ms}: sends {ids:?}, copied: {is_copied}"));
        let indices: Vec<usize> = ids.iter().map(|id| *id as usize).collect();
        for index in &indices {
            let may_run = self.may_execute(*index);
            let task = &mut self.tasks[*index];
            assert!(
                !may_run || task.portal.answer().is_some(),
                "sent while another request may be running\n{}",
                self.log.join("\n")
            );
            let running = task.running.as_mut().expect("waits in the queue");
            running.is_queued = false;
            running.is_permitted = true;
            running.is_in_doubt |= match reply_kind {
                ReplyKind::Refused(code, status) => (code, status) == OPERATION_TIME_LIMIT,
                _ => true,
            };
            running.is_of_copy |= is_copied;
        }
        let never_arrives = matches!(reply_kind, ReplyKind::Refused(..))
            || (matches!(reply_kind, ReplyKind::Lost) && choices.rarely());
        let arrives_at_ms = now_ms + choices.duration(2_000.0);
        let mut run = None;
        if !never_arrives {
            let first = self.plan(&indices, arrives_at_ms, choices);
            let plans: Vec<Plan> = first.members.iter().map(|member| member.plan).collect();
            run = Some(self.start(first));
            if is_copied {
                let again_at_ms = arrives_at_ms
                    + choices.duration(EXECUTION_LIMIT_MS)
                    + choices.duration(1_000.0);
                // After the page's timeout the browser sends nothing again.
                run = (again_at_ms <= now_ms + TIMEOUT_MS).then(|| {
                    let mut copy = self.plan(&indices, again_at_ms, choices);
                    for (member, of_first) in copy.members.iter_mut().zip(plans) {
                        if matches!(
                            (of_first, member.plan),
                            (Plan::Refuse(_), _) | (_, Plan::Refuse(_))
                        ) {
                            member.plan = of_first;
                        }
                    }
                    self.start(copy)
                });
            }
        }
        self.requests.push(Request {
            members: (indices.iter())
                .map(|index| (*index, self.tasks[*index].calls.len()))
                .collect(),
            sent_at_ms: now_ms,
            replied_at_ms: match reply_kind {
                ReplyKind::Replied => f64::INFINITY,
                _ => arrives_at_ms + choices.duration(EXECUTION_LIMIT_MS),
            },
            reply_kind,
            run,
        });
        indices.iter().for_each(|index| self.poll(*index, choices));
    }

    /// Whether a completion of the task is running on the portal, or will be started there.
    fn may_execute(&self, index: usize) -> bool {
        let is_to_come = |run: &Run| {
            let mut rest = run.members.iter().skip(run.started);
            run.ended_at_ms.is_none()
                && rest.any(|member| member.task == index && member.plan.can_be_executed())
        };
        self.tasks[index].portal.is_busy() || self.runs.iter().any(is_to_come)
    }

    /// Plans the execution of a request that arrives at a time.
    fn plan(&self, indices: &[usize], arrives_at_ms: f64, choices: &mut Choices<'_>) -> Run {
        let is_batch = indices.len() > 1;
        let member = |index: &usize| {
            let task = &self.tasks[*index];
            let execution = execution(choices, task.is_invalid, 40_000.0);
            BatchMember {
                task: *index,
                call: task.calls.len(),
                plan: if is_batch && choices.once_in(16) {
                    Plan::Refuse(choices.one_of(&MEMBER_REFUSALS))
                } else {
                    Plan::Execute(execution)
                },
                request: None,
            }
        };
        Run {
            members: indices.iter().map(member).collect(),
            started: 0,
            next_at_ms: arrives_at_ms,
            ends_by_ms: arrives_at_ms + EXECUTION_LIMIT_MS,
            is_cut_off: false,
            ended_at_ms: None,
        }
    }

    fn start(&mut self, run: Run) -> usize {
        self.runs.push(run);
        self.runs.len() - 1
    }

    /// Continues the executions on the portal.
    fn execute(&mut self) {
        for run in &mut self.runs {
            while run.ended_at_ms.is_none() && run.next_at_ms <= self.now_ms {
                let last = run.members[..run.started].last();
                let is_running = last.is_some_and(|member| {
                    let portal = &self.tasks[member.task].portal;
                    member
                        .request
                        .is_some_and(|request| portal.reply(request).is_none())
                });
                if is_running {
                    break;
                }
                if run.is_cut_off || run.started == run.members.len() {
                    run.ended_at_ms = Some(self.now_ms);
                    break;
                }
                let member = &mut run.members[run.started];
                run.started += 1;
                let Plan::Execute(execution) = member.plan else {
                    continue;
                };
                let task = &mut self.tasks[member.task];
                let left_ms = run.ends_by_ms - self.now_ms;
                let (execution, is_cut_off) = cut_off(execution, left_ms);
                let request = task
                    .portal
                    .receive(self.now_ms, member.call, task.status, execution);
                task.portal.pass(self.now_ms);
                member.request = Some(request);
                // A completion that is refused at once needs no time.
                run.is_cut_off = is_cut_off && task.portal.reply(request).is_none();
            }
        }
    }

    /// Sends the replies to finished requests.
    fn reply_to_finished(&mut self, choices: &mut Choices<'_>) {
        for request in &mut self.requests {
            let waits = matches!(request.reply_kind, ReplyKind::Replied)
                && request.replied_at_ms.is_infinite();
            let run = request.run.filter(|_| waits).map(|run| &self.runs[run]);
            if let Some(run) = run
                && let Some(ended_at_ms) = run.ended_at_ms
            {
                if run.is_cut_off {
                    request.reply_kind = choices.one_of(&[ReplyKind::Lost, ReplyKind::Gateway]);
                }
                request.replied_at_ms = ended_at_ms + 1.0 + choices.duration(8_000.0);
            }
        }
    }

    /// Lets time pass until something happens.
    fn advance(&mut self, queue_at_ms: f64, choices: &mut Choices<'_>) {
        let running = self.tasks.iter().filter_map(|task| task.running.as_ref());
        let of_calls = running.flat_map(|running| {
            let events = running.events.iter().map(|(at_ms, _)| *at_ms);
            let lookup = running.lookup.map(|(read_at_ms, _)| read_at_ms);
            events.chain(lookup).chain([running.wake_at_ms])
        });
        let of_requests = self.requests.iter().map(Request::ends_at_ms);
        let of_runs = self.runs.iter().filter(|run| run.ended_at_ms.is_none());
        let of_runs = of_runs.flat_map(|run| {
            let last = run.members[..run.started].last();
            let of_portal = last.map(|member| self.tasks[member.task].portal.next_event_at_ms());
            let is_to_come = run.next_at_ms > self.now_ms;
            of_portal
                .into_iter()
                .chain(is_to_come.then_some(run.next_at_ms))
        });
        let next_ms = of_calls
            .chain(of_requests)
            .chain(of_runs)
            .chain([queue_at_ms, self.abort_at_ms])
            .filter(|at_ms| *at_ms > self.now_ms || *at_ms != self.abort_at_ms)
            .fold(f64::INFINITY, f64::min);
        assert!(next_ms.is_finite(), "stands still\n{}", self.log.join("\n"));
        self.now_ms = self.now_ms.max(next_ms);
        for task in &mut self.tasks {
            task.portal.pass(self.now_ms);
        }
        self.execute();
        self.reply_to_finished(choices);
        let is_over = |request: &mut Request| request.ends_at_ms() <= next_ms;
        let over: Vec<Request> = self.requests.extract_if(.., is_over).collect();
        for request in over {
            self.receive(&request, choices);
        }
        for (index, task) in self.tasks.iter_mut().enumerate() {
            let Some(running) = &mut task.running else {
                continue;
            };
            if let Some((_, replied_at_ms)) = running.lookup.take_if(|(at_ms, _)| *at_ms <= next_ms)
            {
                let lag_ms = choices.one_of(&[0.0, 0.0, REPLICA_LAG_MS]);
                let event = match choices.number() % 8 {
                    7 => Event::LookupFailed { permanent: false },
                    _ => Event::LookedUp {
                        state: task.portal.read(lag_ms, task.status),
                        server_clock: Some(task.portal.clock(self.now_ms)),
                    },
                };
                running.events.push((replied_at_ms, event));
            }
            let is_due = |(at_ms, _): &mut (f64, Event)| *at_ms <= next_ms;
            let mut due: Vec<_> = running.events.extract_if(.., is_due).collect();
            if due.is_empty() && running.wake_at_ms <= next_ms {
                due.push((next_ms, Event::Elapsed));
            }
            for (_, event) in due {
                self.log
                    .push(format!("{next_ms}: task {index} hears {event:?}"));
                let jitter = f64::from(choices.number()) / f64::from(u16::MAX);
                running.call.handle_event(event, self.now_ms, jitter);
                running.wake_at_ms = f64::INFINITY;
            }
        }
    }

    /// Passes a reply, or its loss, to each completion.
    fn receive(&mut self, request: &Request, choices: &mut Choices<'_>) {
        self.queue.finish();
        let count = request.members.len();
        let elapsed_ms = self.now_ms - request.sent_at_ms;
        let reply_kind = if request.replied_at_ms > self.now_ms {
            // The page's timeout comes first.
            ReplyKind::Lost
        } else {
            request.reply_kind
        };
        let reply = match reply_kind {
            ReplyKind::Lost => {
                self.queue.note_lost_batch();
                None
            }
            ReplyKind::Gateway => {
                let status = Some(choices.one_of(&[502, 504, 500]));
                Some(Reply::Unreadable { status })
            }
            ReplyKind::Refused(code, status) => {
                if code == "QUERY_LIMIT_EXCEEDED" {
                    self.limit.note_refusal(self.now_ms);
                }
                Some(error_reply(code, status))
            }
            ReplyKind::Replied => request.run.map(|run| self.reply(&self.runs[run])),
        };
        if count > 1 && matches!(reply, Some(Reply::Success(_))) {
            self.queue.note_batch(count, elapsed_ms);
        }
        let replies: Vec<Option<Reply>> = match reply {
            Some(reply) if count > 1 => reply.split(count).into_iter().map(Some).collect(),
            reply => vec![reply; count],
        };
        for ((index, number), reply) in request.members.iter().zip(replies) {
            let task = &mut self.tasks[*index];
            let Some(running) = task
                .running
                .as_mut()
                .filter(|_| task.calls.len() == *number)
            else {
                continue;
            };
            running.is_sending = false;
            let event = match reply {
                Some(reply) => Event::Replied(reply),
                None => Event::Lost(TransportError::Network),
            };
            running.events.push((self.now_ms, event));
        }
    }

    /// The portal's reply to a finished request.
    fn reply(&self, run: &Run) -> Reply {
        let of_member = |member: &BatchMember| match member.plan {
            Plan::Refuse(code) => PortalReply::Error(code, 400),
            Plan::Execute(_) => {
                let portal = &self.tasks[member.task].portal;
                let request = member.request.expect("was started");
                portal.reply(request).expect("has ended")
            }
        };
        let mut replies = run.members.iter().map(of_member);
        if run.members.len() == 1 {
            return single_reply(replies.next().expect("has one member"));
        }
        let (mut results, mut errors) = (Map::new(), Map::new());
        for (place, reply) in replies.enumerate() {
            match reply {
                PortalReply::True => results.insert(place.to_string(), json!(true)),
                PortalReply::Error(code, _) => {
                    let error = json!({ "error": code, "error_description": "text" });
                    errors.insert(place.to_string(), error)
                }
            };
        }
        let result = json!({ "result": results, "result_error": errors });
        reply(json!({ "result": result }), 200)
    }

    /// Checks the outcome of every call after everything has ended.
    fn check(&mut self) -> Counts {
        // Requests that are still on their way arrive, and are executed.
        while self.runs.iter().any(|run| run.ended_at_ms.is_none()) {
            self.now_ms += 1_000.0;
            for task in &mut self.tasks {
                task.portal.pass(self.now_ms);
            }
            self.execute();
        }
        let log = self.log.join("\n");
        let mut counts = Counts::default();
        for (index, task) in self.tasks.iter_mut().enumerate() {
            task.portal.cancel_plans();
            task.portal.pass(self.now_ms + 3_600_000.0);
            let answer = task.portal.answer();
            for (number, call) in task.calls.iter().enumerate() {
                let result = &call.result;
                let report = Report {
                    sent: task.status,
                    result,
                    is_own: answer.is_some_and(|(_, author)| author == Author::Call(number)),
                    is_in_doubt: call.is_in_doubt,
                    answer,
                };
                report.check(&format!(
                    "task {index}, call {number}: {result:?}, the task has {answer:?}\n{log}"
                ));
                let name = match result {
                    Ok(Confirmation::Reply(_)) => "reply",
                    Ok(Confirmation::Lookup { .. }) if call.is_of_copy => "lookup after a copy",
                    Ok(Confirmation::Lookup { .. }) => "lookup",
                    Err(error) => match error.outcome {
                        Outcome::NotCompleted => "not completed",
                        Outcome::AnsweredElsewhere => "answered elsewhere",
                        Outcome::Unknown => "unknown",
                    },
                };
                counts.add(name, 1);
            }
        }
        counts
    }
}

impl Plan {
    fn can_be_executed(self) -> bool {
        !matches!(self, Self::Refuse(_) | Self::Execute(Execution::Invalid))
    }
}

impl Request {
    /// When its reply arrives, or its timeout.
    fn ends_at_ms(&self) -> f64 {
        self.replied_at_ms.min(self.sent_at_ms + TIMEOUT_MS)
    }
}

/// Limits an execution to a duration. Returns whether the portal ends it early.
fn cut_off(execution: Execution, left_ms: f64) -> (Execution, bool) {
    match execution {
        Execution::Store {
            stored_after_ms,
            ends_after_ms,
            ..
        } if ends_after_ms > left_ms => {
            let ends_after_ms = left_ms;
            let execution = if stored_after_ms > left_ms {
                Execution::Refuse { ends_after_ms }
            } else {
                Execution::Store {
                    stored_after_ms,
                    ends_after_ms,
                    later_error: None,
                }
            };
            (execution, true)
        }
        Execution::Refuse { ends_after_ms } if ends_after_ms > left_ms => {
            let ends_after_ms = left_ms;
            (Execution::Refuse { ends_after_ms }, true)
        }
        execution => (execution, false),
    }
}

#[test]
fn no_completion_of_many_reports_a_wrong_outcome_with_any_fault() {
    let names = [
        "reply",
        "lookup",
        "lookup after a copy",
        "not completed",
        "answered elsewhere",
        "unknown",
    ];
    // Each has several completions.
    let cases = sequences::cases_or(50_000) / 10;
    sequences::run(cases, 400, &names, |choices| {
        let mut app = App::new(choices);
        for _ in 0..=choices.one_of(&[0, 1]) {
            app.complete(choices);
        }
        app.check()
    });
}
