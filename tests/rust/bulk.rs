//! Many completions with random faults: random sequences of batches and faults against models of the portal, with a
//! virtual clock. Each completion has its own state machine, as in `completeTasks`.
//!
//! `SEQUENCES=1000000 cargo test bulk` runs a tenth as many.

use super::json::value;
use super::simulation::{Author, Choices, Execution, Portal, PortalReply, REPLICA_LAG_MS};
use crate::complete::{Action, Call, Config, Confirmation, Event, Operation, TransportError};
use crate::error::{Error, Outcome};
use crate::pacing::{Next, Queue, RateLimit};
use crate::rest::Reply;
use crate::task::Status;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Map, json};

const TIMEOUT_MS: f64 = 65_000.0;
const EXECUTION_LIMIT_MS: f64 = 60_000.0;

/// Codes that refuse a whole batch, with their statuses.
const REFUSALS: [(&str, u16); 6] = [
    ("QUERY_LIMIT_EXCEEDED", 503),
    ("QUERY_LIMIT_EXCEEDED", 503),
    ("expired_token", 401),
    ("OPERATION_TIME_LIMIT", 429),
    ("NO_AUTH_FOUND", 401),
    ("insufficient_scope", 403),
];

/// Codes that refuse one request of a batch before it is executed.
const ITEM_REFUSALS: [&str; 3] = [
    "OPERATION_TIME_LIMIT",
    "ACCESS_DENIED",
    "insufficient_scope",
];

/// Codes of a later step of a workflow that fails after the answer was stored.
const LATER_ERRORS: [Option<(&str, u16)>; 8] = [
    None,
    None,
    None,
    None,
    Some(("ERROR_TASK_EXECUTION", 400)),
    Some(("ERROR_CORE", 400)),
    Some(("ACCESS_DENIED", 400)),
    Some(("OPERATION_TIME_LIMIT", 400)),
];

/// A task on the portal, and its current completion.
struct Task {
    portal: Portal,
    status: Status,
    is_batchable: bool,
    is_invalid: bool,
    calls: Vec<FinishedCall>,
    running: Option<Running>,
}

struct FinishedCall {
    result: Result<Confirmation, Error>,
    is_in_doubt: bool,
}

struct Running {
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
}

/// A request that is in flight.
struct Batch {
    /// The task, the number of its call, and the portal's action for the request.
    members: Vec<(usize, usize, Member)>,
    replied_at_ms: f64,
    fate: Fate,
}

#[derive(Clone, Copy)]
enum Member {
    Received(usize),
    Refused(&'static str),
    CutOff,
}

#[derive(Clone, Copy)]
enum Fate {
    Replied,
    Lost,
    Gateway,
    Refused(&'static str, u16),
}

struct App {
    now_ms: f64,
    tasks: Vec<Task>,
    queue: Queue<u64>,
    limit: RateLimit,
    batches: Vec<Batch>,
    abort_at_ms: f64,
    log: Vec<String>,
}

fn reply(envelope: serde_json::Value, status: Option<u16>) -> Reply {
    Reply::read(&value(&envelope), status)
}

fn error(code: &str, status: Option<u16>) -> Reply {
    reply(
        json!({ "error": code, "error_description": "text" }),
        status,
    )
}

impl App {
    fn new(choices: &mut Choices<'_>) -> Self {
        let count = choices.one_of(&[3, 2, 6, 9]);
        let task = |choices: &mut Choices<'_>| {
            let mut portal = Portal::new(!choices.rarely());
            if choices.number() % 16 == 15 {
                let status = choices.one_of(&[Status::Yes, Status::No]);
                portal.plan_answer_elsewhere(choices.duration(120_000.0), status);
            }
            if choices.number() % 16 == 15 {
                portal.plan_time_limit(choices.duration(120_000.0));
            }
            if choices.number() % 16 == 15 {
                portal.plan_removal(choices.duration(120_000.0));
            }
            Task {
                portal,
                status: choices.one_of(&[Status::Yes, Status::Yes, Status::No]),
                is_batchable: !choices.rarely(),
                is_invalid: choices.number() % 16 == 15,
                calls: Vec::new(),
                running: None,
            }
        };
        Self {
            now_ms: 0.0,
            tasks: (0..count).map(|_| task(choices)).collect(),
            queue: Queue::new(choices.one_of(&[4, 1, 2])),
            limit: RateLimit::new(),
            batches: Vec::new(),
            abort_at_ms: f64::INFINITY,
            log: Vec::new(),
        }
    }

    /// Completes all tasks that are not completed, like "try again".
    fn complete(&mut self, choices: &mut Choices<'_>) {
        self.abort_at_ms = if choices.number() % 8 == 7 {
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
            task.running = Some(Running {
                call: Call::new(config, self.now_ms),
                is_queued: false,
                is_permitted: false,
                is_sending: false,
                events: Vec::new(),
                lookup: None,
                wake_at_ms: f64::INFINITY,
                is_in_doubt: false,
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
                    let is_in_doubt = running.is_in_doubt;
                    task.calls.push(FinishedCall {
                        result,
                        is_in_doubt,
                    });
                    task.running = None;
                }
                // The batch contains it.
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
                    let event = match choices.number() % 8 {
                        7 => Event::Refreshed { same_user: false },
                        6 => Event::RefreshFailed,
                        _ => Event::Refreshed { same_user: true },
                    };
                    let at_ms = now_ms + choices.duration(timeout_ms);
                    running.events.push((at_ms, event));
                }
                Action::Wait { timeout_ms } => {
                    running.wake_at_ms = now_ms + timeout_ms;
                    return;
                }
            }
        }
    }

    /// Sends a request. The portal executes its completions one after the other.
    fn send(&mut self, ids: &[u64], choices: &mut Choices<'_>) {
        let fate = match choices.number() % 12 {
            8 => Fate::Lost,
            9 => Fate::Gateway,
            10 | 11 => {
                let (code, status) = choices.one_of(&REFUSALS);
                Fate::Refused(code, status)
            }
            _ => Fate::Replied,
        };
        let never_arrives =
            matches!(fate, Fate::Refused(..)) || (matches!(fate, Fate::Lost) && choices.rarely());
        let arrives_at_ms = self.now_ms + choices.duration(2_000.0);
        let mut elapsed_ms = 0.0;
        let mut members = Vec::new();
        for id in ids {
            let index = *id as usize;
            let task = &mut self.tasks[index];
            let running = task.running.as_mut().expect("waits in the queue");
            assert!(
                !task.portal.is_busy() || task.portal.answer().is_some(),
                "sent while another request may be running\n{}",
                self.log.join("\n")
            );
            running.is_queued = false;
            running.is_permitted = true;
            running.is_in_doubt |= !matches!(fate, Fate::Refused(..));
            let stored_after_ms = choices.duration(20_000.0);
            let ends_after_ms = stored_after_ms + choices.duration(20_000.0);
            let is_refused = ids.len() > 1 && choices.number() % 16 == 15;
            let member = if never_arrives || elapsed_ms + ends_after_ms > EXECUTION_LIMIT_MS {
                // Nothing is executed after this one.
                elapsed_ms = EXECUTION_LIMIT_MS;
                Member::CutOff
            } else if is_refused {
                Member::Refused(choices.one_of(&ITEM_REFUSALS))
            } else {
                let execution = if task.is_invalid {
                    Execution::Invalid
                } else if choices.number() % 8 == 7 {
                    Execution::Refuse { ends_after_ms }
                } else {
                    Execution::Store {
                        stored_after_ms,
                        ends_after_ms,
                        later_error: choices.one_of(&LATER_ERRORS),
                    }
                };
                let at_ms = arrives_at_ms + elapsed_ms;
                elapsed_ms += ends_after_ms;
                let number = task.calls.len();
                Member::Received(task.portal.receive(at_ms, number, task.status, execution))
            };
            members.push((index, task.calls.len(), member));
        }
        self.log.push(format!("{}: sends {ids:?}", self.now_ms));
        let ends_at_ms = arrives_at_ms + elapsed_ms;
        let replied_at_ms = match fate {
            Fate::Replied => ends_at_ms + 1.0 + choices.duration(8_000.0),
            _ => arrives_at_ms + choices.duration(EXECUTION_LIMIT_MS),
        };
        self.batches.push(Batch {
            members,
            replied_at_ms: replied_at_ms.min(self.now_ms + TIMEOUT_MS),
            fate: if replied_at_ms > self.now_ms + TIMEOUT_MS {
                Fate::Lost
            } else {
                fate
            },
        });
        ids.iter().for_each(|id| self.poll(*id as usize, choices));
    }

    /// Lets time pass until something happens.
    fn advance(&mut self, queue_at_ms: f64, choices: &mut Choices<'_>) {
        let running = self.tasks.iter().filter_map(|task| task.running.as_ref());
        let of_calls = running.flat_map(|running| {
            let events = running.events.iter().map(|(at_ms, _)| *at_ms);
            let lookup = running.lookup.map(|(read_at_ms, _)| read_at_ms);
            events.chain(lookup).chain([running.wake_at_ms])
        });
        let of_batches = self.batches.iter().map(|batch| batch.replied_at_ms);
        let next_ms = of_calls
            .chain(of_batches)
            .chain([queue_at_ms, self.abort_at_ms])
            .filter(|at_ms| *at_ms > self.now_ms || *at_ms != self.abort_at_ms)
            .fold(f64::INFINITY, f64::min);
        assert!(next_ms.is_finite(), "stands still\n{}", self.log.join("\n"));
        self.now_ms = self.now_ms.max(next_ms);
        for task in &mut self.tasks {
            task.portal.pass(self.now_ms);
        }
        let is_over = |batch: &mut Batch| batch.replied_at_ms <= next_ms;
        let over: Vec<Batch> = self.batches.extract_if(.., is_over).collect();
        for batch in over {
            self.receive(&batch, choices);
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
    fn receive(&mut self, batch: &Batch, choices: &mut Choices<'_>) {
        self.queue.finish();
        let replies = match batch.fate {
            Fate::Lost => {
                self.queue.note_lost_batch();
                batch.members.iter().map(|_| None).collect()
            }
            Fate::Gateway => {
                let reply = choices.one_of(&[502, 504, 500]);
                let reply = Reply::Unreadable {
                    status: Some(reply),
                };
                reply
                    .split(batch.members.len())
                    .into_iter()
                    .map(Some)
                    .collect()
            }
            Fate::Refused(code, status) => {
                if code == "QUERY_LIMIT_EXCEEDED" {
                    self.limit.note_refusal(self.now_ms);
                }
                error(code, Some(status))
                    .split(batch.members.len())
                    .into_iter()
                    .map(Some)
                    .collect()
            }
            Fate::Replied => self.replies(batch),
        };
        for ((index, number, _), reply) in batch.members.iter().zip(replies) {
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

    fn replies(&self, batch: &Batch) -> Vec<Option<Reply>> {
        let (mut results, mut errors) = (Map::new(), Map::new());
        for (place, (index, _, member)) in batch.members.iter().enumerate() {
            let reply = match member {
                Member::Received(request) => self.tasks[*index].portal.reply(*request),
                Member::Refused(code) => Some(PortalReply::Error(code, 400)),
                Member::CutOff => None,
            };
            match reply {
                Some(PortalReply::True) => {
                    results.insert(place.to_string(), json!(true));
                }
                Some(PortalReply::Error(code, status)) => {
                    if batch.members.len() == 1 {
                        return vec![Some(error(code, Some(status)))];
                    }
                    let error = json!({ "error": code, "error_description": "text" });
                    errors.insert(place.to_string(), error);
                }
                // The portal's time limit was reached: the whole request ends without its own reply.
                None => return batch.members.iter().map(|_| None).collect(),
            }
        }
        if batch.members.len() == 1 {
            return vec![Some(reply(json!({ "result": true }), Some(200)))];
        }
        let envelope = json!({ "result": { "result": results, "result_error": errors } });
        let replies = reply(envelope, Some(200)).split(batch.members.len());
        replies.into_iter().map(Some).collect()
    }

    /// Checks the outcome of every call after everything has ended.
    fn check(&mut self, counts: &mut [(&'static str, u32)]) {
        let log = self.log.join("\n");
        for (index, task) in self.tasks.iter_mut().enumerate() {
            task.portal.cancel_plans();
            task.portal.pass(self.now_ms + 3_600_000.0);
            let answer = task.portal.answer();
            for (number, call) in task.calls.iter().enumerate() {
                let FinishedCall {
                    result,
                    is_in_doubt,
                } = call;
                let is_own = answer.is_some_and(|(_, author)| author == Author::Call(number));
                let reported = format!(
                    "task {index}, call {number}: {result:?}, the task has {answer:?}\n{log}"
                );
                let name = match result {
                    Ok(Confirmation::Reply(_)) => {
                        assert!(is_own, "{reported}");
                        "reply"
                    }
                    Ok(Confirmation::Lookup { .. }) => {
                        let stored = answer.map(|(status, _)| status);
                        assert_eq!(stored, Some(task.status), "{reported}");
                        "lookup"
                    }
                    Err(error) if error.outcome == Outcome::NotCompleted => {
                        assert!(!is_own, "{reported}");
                        "not completed"
                    }
                    Err(error) if error.outcome == Outcome::AnsweredElsewhere => {
                        assert!(answer.is_some() && !is_own, "{reported}");
                        "answered elsewhere"
                    }
                    Err(_) => {
                        assert!(is_in_doubt, "{reported}");
                        "unknown"
                    }
                };
                let count = counts.iter_mut().find(|(known, _)| *known == name);
                count.expect("is counted").1 += 1;
            }
        }
    }
}

#[test]
fn no_completion_of_many_reports_a_wrong_outcome_with_any_fault() {
    let sequences = std::env::var("SEQUENCES").ok();
    // Each has several completions.
    let cases = sequences.map_or(5_000, |number| number.parse::<u32>().unwrap() / 10);
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let names = [
        "reply",
        "lookup",
        "not completed",
        "answered elsewhere",
        "unknown",
    ];
    let counts = std::cell::RefCell::new(names.map(|name| (name, 0)));
    let result = TestRunner::new(config).run(&vec(any::<u16>(), 0..400), |numbers| {
        let mut choices = Choices::new(&numbers);
        let mut app = App::new(&mut choices);
        for _ in 0..=choices.one_of(&[0, 1]) {
            app.complete(&mut choices);
        }
        app.check(&mut *counts.borrow_mut());
        Ok(())
    });
    // A failing sequence is shrunk before it is printed.
    if let Err(error) = result {
        panic!("{error}");
    }
    let counts = counts.into_inner();
    println!("{cases} sequences: {counts:?}");
    for (name, times) in counts {
        assert!(times >= 50, "hardly tried: {name} of {counts:?}");
    }
}
