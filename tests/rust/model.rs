//! A model of a portal with one task, for what may go wrong with completing it: see faults.rs.

use super::json::value;
use crate::rest::{Row, Success};
use crate::task::Status;
use serde_json::json;

/// A portal stops a request after so long.
pub(super) const CUT_OFF: f64 = 60_000.0;
/// A request that the browser has given up may still arrive so much later.
pub(super) const ON_ITS_WAY: f64 = 2_000.0;
/// While a workflow works on an answer it refuses others; it has written it by then.
pub(super) const WRITTEN: f64 = 1_900.0;

/// What is left to chance. When it is used up, nothing more goes wrong, or the same again and again.
pub(super) struct Dice<'a> {
    pub(super) rolls: &'a [u16],
    pub(super) next: usize,
    pub(super) again: bool,
}

impl<'a> Dice<'a> {
    pub(super) fn new(rolls: &'a [u16]) -> Self {
        let again = rolls.first().is_some_and(|roll| roll % 4 == 3);
        Self {
            rolls,
            next: 1,
            again,
        }
    }

    pub(super) fn roll(&mut self) -> u16 {
        if self.next == self.rolls.len() && self.again {
            self.next = self.rolls.len() / 2;
        }
        self.next += 1;
        self.rolls.get(self.next - 1).copied().unwrap_or(0)
    }

    pub(super) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::from(self.roll()) % choices.len()]
    }

    pub(super) fn happens(&mut self) -> bool {
        self.roll() % 4 == 3
    }

    /// Some time, and a short one more often than not.
    pub(super) fn time(&mut self, longest: f64) -> f64 {
        let part = f64::from(self.roll()) / f64::from(u16::MAX);
        longest * part * part * part
    }
}

/// Who gave the answer that a task has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Author {
    /// The call.
    Us,
    /// The same user elsewhere.
    Other,
    Clock,
}

/// What the portal does with a completion that it could execute.
#[derive(Clone, Copy, Debug)]
pub(super) enum Work {
    /// Writes the answer after so long, and is done after so long.
    Execute(f64, f64),
    /// Is done with it after so long, without.
    Refuse(f64),
}

/// How the portal ended a completion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum End {
    Written,
    Error(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Happening {
    Arrives(usize, Work),
    Writes(usize),
    Ends(usize, End),
    Answers(Status),
    TimesOut,
    Vanishes,
}

/// A completion that is on its way to the portal or at work there: one that was sent, or a copy of the browser's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Completion {
    pub(super) author: Author,
    pub(super) end: Option<End>,
}

/// A portal with one task.
pub(super) struct Portal {
    pub(super) now: f64,
    pub(super) sent: Status,
    /// Whether one answer closes the task.
    pub(super) closes: bool,
    pub(super) status: &'static str,
    pub(super) answer: Option<(Status, Author)>,
    pub(super) gone: bool,
    pub(super) locked: bool,
    pub(super) copies: Vec<Completion>,
    pub(super) to_come: Vec<(f64, Happening)>,
}

impl Portal {
    pub(super) fn expect(&mut self, at: f64, happening: Happening) {
        self.to_come.push((at, happening));
    }

    /// A completion that arrives at a time.
    pub(super) fn receive(&mut self, at: f64, author: Author, work: Work) -> usize {
        self.copies.push(Completion { author, end: None });
        let copy = self.copies.len() - 1;
        self.expect(at, Happening::Arrives(copy, work));
        copy
    }

    /// Lets time pass, and all happen that does until then.
    pub(super) fn pass(&mut self, until: f64) {
        while let Some((at, happening)) = self.take_next(until) {
            self.now = self.now.max(at);
            self.happen(happening);
        }
        self.now = self.now.max(until);
    }

    pub(super) fn take_next(&mut self, until: f64) -> Option<(f64, Happening)> {
        let (index, _) = self
            .to_come
            .iter()
            .enumerate()
            .filter(|(_, (at, _))| *at <= until)
            .min_by(|(_, (one, _)), (_, (other, _))| one.total_cmp(other))?;
        Some(self.to_come.remove(index))
    }

    pub(super) fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Arrives(copy, work) => self.arrive(copy, work),
            Happening::Writes(copy) => {
                self.answer = Some((self.sent, self.copies[copy].author));
                if self.closes {
                    self.status = "1";
                }
            }
            Happening::Ends(copy, end) => {
                self.copies[copy].end = Some(end);
                self.locked = false;
            }
            // A workflow does one thing after the other.
            other if self.locked => self.expect(self.now + 1_000.0, other),
            Happening::Answers(status) if self.answer.is_none() && !self.gone => {
                self.answer = Some((status, Author::Other));
                self.status = if self.closes { "1" } else { "0" };
            }
            Happening::TimesOut if self.status == "0" && !self.gone => {
                self.status = "4";
                self.answer = self.answer.or(Some((Status::No, Author::Clock)));
            }
            Happening::Vanishes => self.gone = true,
            Happening::Answers(_) | Happening::TimesOut => {}
        }
    }

    pub(super) fn arrive(&mut self, copy: usize, work: Work) {
        let refused = if self.gone {
            Some("ERROR_TASK_NOT_FOUND")
        } else if self.answer.is_some() {
            Some("ERROR_TASK_COMPLETED")
        } else if self.locked {
            Some("ERROR_TASK_EXECUTION")
        } else {
            None
        };
        match (refused, work) {
            (Some(code), _) => self.copies[copy].end = Some(End::Error(code)),
            (None, Work::Execute(written, done)) => {
                self.locked = true;
                self.expect(self.now + written, Happening::Writes(copy));
                self.expect(self.now + done, Happening::Ends(copy, End::Written));
            }
            (None, Work::Refuse(done)) => {
                self.locked = true;
                let end = End::Error("ERROR_TASK_EXECUTION");
                self.expect(self.now + done, Happening::Ends(copy, end));
            }
        }
    }

    pub(super) fn is_at_work(&self) -> bool {
        self.copies.iter().any(|copy| copy.end.is_none())
    }

    pub(super) fn row(&self) -> Row {
        let user_status = self.answer.map_or(0, |(status, _)| status.number());
        let row = json!({
            "ID": "12", "USER_ID": "7", "ACTIVITY": "ApproveActivity", "STATUS": self.status,
            "USER_STATUS": user_status.to_string(),
        });
        let rows = if self.gone { json!([]) } else { json!([row]) };
        let reply = Success {
            result: value(&rows),
            next: None,
            total: None,
            time: value(&json!(null)),
        };
        Row::read(&reply, 12, 7, self.sent)
    }
}
