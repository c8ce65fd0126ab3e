//! A model of a portal with one task, and of all that can go wrong between it and a page: see outcomes.rs and bulk.rs.
//!
//! The model knows the truth. Its time is real time. Pages and the server have their own clocks.

use super::json::value;
use crate::complete::ServerClock;
use crate::rest::{Success, TaskState};
use crate::task::Status;
use serde_json::json;

/// After a timeout a request may still arrive this much later.
pub(super) const LATE_ARRIVAL_MS: f64 = 2_000.0;
/// Reads may come from a replica with this lag.
pub(super) const REPLICA_LAG_MS: f64 = 15_000.0;

/// A source of decisions: random numbers. A failing test can be shrunk to few of them. After the last number come
/// zeros, which mean no fault.
pub(super) struct Choices<'a> {
    numbers: &'a [u16],
    next: usize,
}

impl<'a> Choices<'a> {
    pub(super) fn new(numbers: &'a [u16]) -> Self {
        Self { numbers, next: 0 }
    }

    pub(super) fn number(&mut self) -> u16 {
        self.next += 1;
        self.numbers.get(self.next - 1).copied().unwrap_or(0)
    }

    pub(super) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::from(self.number()) % choices.len()]
    }

    /// True once in so many times.
    pub(super) fn once_in(&mut self, times: u16) -> bool {
        self.number() % times == times - 1
    }

    /// True once in four times.
    pub(super) fn rarely(&mut self) -> bool {
        self.once_in(4)
    }

    /// A random duration, more often short than long.
    pub(super) fn duration(&mut self, longest_ms: f64) -> f64 {
        let part = f64::from(self.number()) / f64::from(u16::MAX);
        longest_ms * part * part * part
    }
}

/// The origin of a task's answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Author {
    /// A call of the package, by its number.
    Call(usize),
    /// The same user, on the portal itself.
    Elsewhere,
    /// The timeout of the task.
    TimeLimit,
}

/// The portal's action for a completion that it can execute.
#[derive(Clone, Copy, Debug)]
pub(super) enum Execution {
    /// Stores the answer after a delay, and ends after another delay, perhaps with a failing step.
    Store {
        stored_after_ms: f64,
        ends_after_ms: f64,
        later_error: Option<(&'static str, u16)>,
    },
    /// Refuses the values after a delay.
    Refuse { ends_after_ms: f64 },
    /// Refuses the request before execution, and every copy of it.
    Invalid,
}

/// The reply of the portal to a request that it has finished.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum PortalReply {
    True,
    Error(&'static str, u16),
}

#[derive(Clone, Copy, Debug)]
enum PortalEvent {
    Arrives(usize, Execution),
    Stores(usize),
    Ends(usize, PortalReply),
    Answered(Status),
    TimedOut,
    Removed,
    ClockSet(f64),
}

/// A completion on its way to the portal, or running there.
#[derive(Clone, Copy, Debug)]
struct Request {
    call: usize,
    status: Status,
    reply: Option<PortalReply>,
}

/// The task's row.
#[derive(Clone, Copy, Debug)]
struct Row {
    status: &'static str,
    answer: Option<(Status, Author)>,
    modified_ms: f64,
    is_removed: bool,
}

/// A portal with one task.
pub(super) struct Portal {
    pub(super) now_ms: f64,
    /// Whether the answer of this user closes the task.
    closes: bool,
    row: Row,
    /// Earlier states of the row, and when each ended.
    history: Vec<(f64, Row)>,
    is_locked: bool,
    requests: Vec<Request>,
    events: Vec<(f64, PortalEvent)>,
    /// The server's clock less real time.
    clock_offset_ms: f64,
    /// Whether the server's clock is, or will be, set.
    pub(super) is_clock_set: bool,
    /// When the answer was stored.
    pub(super) answered_at_ms: f64,
}

impl Portal {
    pub(super) fn new(closes: bool) -> Self {
        Self {
            now_ms: 0.0,
            closes,
            row: Row {
                status: "0",
                answer: None,
                modified_ms: 0.0,
                is_removed: false,
            },
            history: Vec::new(),
            is_locked: false,
            requests: Vec::new(),
            events: Vec::new(),
            clock_offset_ms: 1_750_000_000_000.0,
            is_clock_set: false,
            answered_at_ms: f64::INFINITY,
        }
    }

    pub(super) fn answer(&self) -> Option<(Status, Author)> {
        self.row.answer
    }

    pub(super) fn closes(&self) -> bool {
        self.closes
    }

    pub(super) fn plan_answer_elsewhere(&mut self, at_ms: f64, status: Status) {
        self.events.push((at_ms, PortalEvent::Answered(status)));
    }

    pub(super) fn plan_time_limit(&mut self, at_ms: f64) {
        self.events.push((at_ms, PortalEvent::TimedOut));
    }

    pub(super) fn plan_removal(&mut self, at_ms: f64) {
        self.events.push((at_ms, PortalEvent::Removed));
    }

    pub(super) fn plan_clock_change(&mut self, at_ms: f64, by_ms: f64) {
        self.is_clock_set = true;
        self.events.push((at_ms, PortalEvent::ClockSet(by_ms)));
    }

    /// Removes planned events, except requests.
    pub(super) fn cancel_plans(&mut self) {
        self.events.retain(|(_, event)| {
            matches!(
                event,
                PortalEvent::Arrives(..) | PortalEvent::Stores(_) | PortalEvent::Ends(..)
            )
        });
    }

    /// Adds a completion that arrives at a time. Returns its number.
    pub(super) fn receive(
        &mut self,
        at_ms: f64,
        call: usize,
        status: Status,
        execution: Execution,
    ) -> usize {
        let request = self.requests.len();
        self.requests.push(Request {
            call,
            status,
            reply: None,
        });
        self.events
            .push((at_ms, PortalEvent::Arrives(request, execution)));
        request
    }

    pub(super) fn reply(&self, request: usize) -> Option<PortalReply> {
        self.requests[request].reply
    }

    /// Whether a completion is on its way or running.
    pub(super) fn is_busy(&self) -> bool {
        self.requests.iter().any(|request| request.reply.is_none())
    }

    pub(super) fn next_event_at_ms(&self) -> f64 {
        let times = self.events.iter().map(|(at_ms, _)| *at_ms);
        times.fold(f64::INFINITY, f64::min).max(self.now_ms)
    }

    /// Lets time pass, and runs all events until then.
    pub(super) fn pass(&mut self, until_ms: f64) {
        while let Some((at_ms, event)) = self.take_next(until_ms) {
            self.now_ms = self.now_ms.max(at_ms);
            let before = self.row;
            self.handle(event);
            self.history.push((self.now_ms, before));
        }
        self.now_ms = self.now_ms.max(until_ms);
    }

    fn take_next(&mut self, until_ms: f64) -> Option<(f64, PortalEvent)> {
        let (index, _) = self
            .events
            .iter()
            .enumerate()
            .filter(|(_, (at_ms, _))| *at_ms <= until_ms)
            .min_by(|(_, (one, _)), (_, (other, _))| one.total_cmp(other))?;
        Some(self.events.remove(index))
    }

    fn handle(&mut self, event: PortalEvent) {
        match event {
            PortalEvent::Arrives(request, execution) => self.execute(request, execution),
            PortalEvent::Stores(request) => {
                let Request { call, status, .. } = self.requests[request];
                self.store(status, Author::Call(call));
            }
            PortalEvent::Ends(request, reply) => {
                self.requests[request].reply = Some(reply);
                self.is_locked = false;
            }
            PortalEvent::ClockSet(by_ms) => self.clock_offset_ms += by_ms,
            // A workflow executes one request after the other.
            event if self.is_locked => self.events.push((self.now_ms + 1_000.0, event)),
            PortalEvent::Answered(status) if self.row.answer.is_none() && !self.row.is_removed => {
                self.store(status, Author::Elsewhere);
            }
            PortalEvent::TimedOut if self.row.status == "0" && !self.row.is_removed => {
                self.row.status = "4";
                self.row.modified_ms = self.server_ms();
                if self.row.answer.is_none() {
                    self.row.answer = Some((Status::No, Author::TimeLimit));
                }
            }
            PortalEvent::Removed => self.row.is_removed = true,
            PortalEvent::Answered(_) | PortalEvent::TimedOut => {}
        }
    }

    fn store(&mut self, status: Status, author: Author) {
        assert!(self.row.answer.is_none(), "completed twice");
        self.row.answer = Some((status, author));
        self.answered_at_ms = self.now_ms;
        if self.closes {
            self.row.status = "1";
            self.row.modified_ms = self.server_ms();
        }
    }

    fn execute(&mut self, request: usize, execution: Execution) {
        let refusal = if matches!(execution, Execution::Invalid) {
            Some("ERROR_TASK_VALIDATION")
        } else if self.row.is_removed {
            Some("ERROR_TASK_NOT_FOUND")
        } else if self.row.answer.is_some() {
            Some("ERROR_TASK_COMPLETED")
        } else if self.is_locked {
            Some("ERROR_TASK_EXECUTION")
        } else {
            None
        };
        if let Some(code) = refusal {
            self.requests[request].reply = Some(PortalReply::Error(code, 400));
            return;
        }
        self.is_locked = true;
        let mut plan = |after_ms, event| self.events.push((self.now_ms + after_ms, event));
        match execution {
            Execution::Store {
                stored_after_ms,
                ends_after_ms,
                later_error,
            } => {
                let reply = later_error.map_or(PortalReply::True, |(code, status)| {
                    PortalReply::Error(code, status)
                });
                plan(stored_after_ms, PortalEvent::Stores(request));
                plan(ends_after_ms, PortalEvent::Ends(request, reply));
            }
            Execution::Refuse { ends_after_ms } => {
                let reply = PortalReply::Error("ERROR_TASK_EXECUTION", 400);
                plan(ends_after_ms, PortalEvent::Ends(request, reply));
            }
            Execution::Invalid => {}
        }
    }

    fn server_ms(&self) -> f64 {
        self.now_ms + self.clock_offset_ms
    }

    /// A reading of the server's clock by a page whose own clock shows this.
    pub(super) fn clock(&self, page_ms: f64) -> ServerClock {
        ServerClock {
            server_ms: self.server_ms(),
            received_at_ms: page_ms,
        }
    }

    /// The task's state on a replica with this lag.
    pub(super) fn read(&self, lag_ms: f64, sent: Status) -> TaskState {
        let at_ms = self.now_ms - lag_ms;
        let row = self
            .history
            .iter()
            .find(|(ended_at_ms, _)| *ended_at_ms > at_ms)
            .map_or(self.row, |(_, row)| *row);
        let user_status = row.answer.map_or(0, |(status, _)| status.number());
        let seconds = (row.modified_ms / 1_000.0).floor() as i64;
        let row_as_sent = json!({
            "ID": "12", "USER_ID": "7", "ACTIVITY": "ApproveActivity", "STATUS": row.status,
            "USER_STATUS": user_status.to_string(), "MODIFIED": iso(seconds),
        });
        let rows = if row.is_removed {
            json!([])
        } else {
            json!([row_as_sent])
        };
        let reply = Success {
            result: value(&rows),
            next: None,
            total: None,
            time: value(&json!(null)),
        };
        TaskState::read(&reply, 12, 7, sent)
    }
}

/// A time in the format of portals.
fn iso(unix_seconds: i64) -> String {
    let (days, of_day) = (
        unix_seconds.div_euclid(86_400),
        unix_seconds.rem_euclid(86_400),
    );
    // Howard Hinnant's algorithm.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hours, minutes, seconds) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}+00:00")
}
