//! From a call to a settled outcome: decides what to do, and leaves the doing to others.
//!
//! A [`Delivery`] has no clock, no chance and no connection. It is asked [`Delivery::next`] for what to do, and told
//! [`Delivery::on`] what came of it, each time with the time that it is. Times are in milliseconds.
//!
//! A call that was surely not executed is sent again where that helps: after a pause when the portal is busy, after a
//! refresh when the token has expired. A completion of which nobody knows whether it was executed is settled by
//! looking at the task's own row, again and again until it cannot be at work any more.

mod table;

use crate::error::{Error, ErrorKind, Outcome, code};
use crate::rest::{Rejection, Reply, Row, Says, Success, meaning};
use crate::task::Status;
use table::{Decision, Heard, decide, heard};

/// A portal stops a request after 60 seconds (rest-protocol.md, section 8). It may have been on its way for a while
/// when it was lost.
const AT_WORK: f64 = 62_000.0;
/// An error may be the reply to a copy that the browser sent by itself. The first, which keeps the workflow locked,
/// has written its answer by this time.
const ECHO: f64 = 2_000.0;
/// After this a parent frame, or an app's own function, will not give a token any more: as the official SDK has it.
const REFRESH: f64 = 10_000.0;
/// A look that takes longer is better begun anew.
const LOOK: f64 = 10_000.0;
/// The first pause; each is twice as long as the one before, up to the longest.
const PAUSE: f64 = 1_000.0;
const LONGEST_PAUSE: f64 = 16_000.0;

/// One call on its way.
#[derive(Debug)]
pub(crate) struct Delivery {
    terms: Terms,
    begun: f64,
    attempts: u32,
    /// How often it was sent because the portal was busy.
    waits: u32,
    refreshed: bool,
    resent: bool,
    state: State,
}

/// What is fixed about a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    pub(crate) purpose: Purpose,
    /// Whether the connection has a way to get a fresh token.
    pub(crate) can_refresh: bool,
    /// Whether somebody else has tried to complete the task a moment ago: before anything is sent, that is settled
    /// as an attempt of one's own would be.
    pub(crate) is_late: bool,
    /// How long one request may take. All of them take at most three times as long, and a moment; and as long as two
    /// uploads.
    pub(crate) timeout: f64,
    /// How much longer it may take because of a large body.
    pub(crate) upload: f64,
    /// When completions can go on after they have used up their time, where that is known.
    pub(crate) resets_at: Option<f64>,
}

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Purpose {
    /// Gives this answer to a task; without a reply it is open whether it did.
    Complete(Status),
    /// Changes nothing.
    Read,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub(crate) enum Action {
    /// Send the call, and tell [`Event::Replied`], or [`Event::Lost`] after so long at the latest.
    Send(f64),
    /// Get a fresh token, and tell [`Event::Refreshed`], or [`Event::NotRefreshed`] after so long at the latest.
    Refresh(f64),
    /// Tell [`Event::Waited`] after so long.
    Wait(f64),
    /// Read the task's row, and tell [`Event::Seen`], or [`Event::NotSeen`] after so long at the latest.
    LookUp(f64),
    /// It is settled.
    Finish(Result<Delivered, Error>),
}

/// How it is known that a call was executed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Delivered {
    Replied(Success),
    /// The reply was lost, and the task's row shows the answer.
    LookedUp,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    Replied(Reply),
    Lost(Loss),
    Refreshed,
    NotRefreshed,
    Waited,
    Seen(Row),
    /// `for_good`: whether looking again is of no use.
    NotSeen {
        for_good: bool,
    },
    /// The caller wants no more of it. May be told at any time.
    Aborted,
}

/// Why there is no reply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Loss {
    /// The connection was not made, or broke.
    Network,
    /// The time that one request may take has passed.
    Timeout,
}

#[derive(Debug)]
enum State {
    /// Nothing that was sent can be at work.
    Ready,
    Sending,
    /// For what was said of the old token.
    Refreshing(Error),
    /// To be sent again, for what was said of the last time.
    Waiting {
        failure: Error,
        until: f64,
    },
    Doubting(Doubt),
    Settled(Result<Delivered, Error>),
}

/// A completion of which it is not known whether it was executed.
#[derive(Debug)]
struct Doubt {
    /// What was heard of it.
    failure: Error,
    /// Nothing was heard.
    is_silent: bool,
    /// When it cannot be at work any more.
    over: f64,
    /// When to give up.
    until: f64,
    looks: u32,
    /// When to look next, or when the present look was begun.
    look_at: f64,
    is_looking: bool,
}

impl Doubt {
    fn new(failure: Error, is_silent: bool, over: f64, until: f64, now: f64) -> Self {
        Self {
            failure,
            is_silent,
            over,
            until,
            looks: 0,
            look_at: now,
            is_looking: false,
        }
    }

    fn next(&mut self, timeout: f64, now: f64) -> Action {
        if !self.is_looking && self.look_at > now {
            return Action::Wait(self.look_at - now);
        }
        if !self.is_looking {
            self.is_looking = true;
            self.look_at = now;
        }
        Action::LookUp(self.limit(timeout, now))
    }

    /// How long a look may take: not into the time of the one that decides. When a computer wakes up after all that
    /// time, it is still worth a look.
    fn limit(&self, timeout: f64, now: f64) -> f64 {
        let end = if now < self.over {
            self.until.min(self.over)
        } else {
            self.until
        };
        LOOK.min(timeout).min((end - now).max(ECHO))
    }
}

impl Delivery {
    pub(crate) fn new(terms: Terms, now: f64) -> Self {
        let state = if terms.is_late {
            let (over, until) = (now + AT_WORK, now + terms.timeout + ECHO);
            State::Doubting(Doubt::new(Error::in_progress(), true, over, until, now))
        } else {
            State::Ready
        };
        Self {
            terms,
            begun: now,
            attempts: 0,
            waits: 0,
            refreshed: false,
            resent: false,
            state,
        }
    }

    /// How many times the call was sent.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What to do now.
    pub(crate) fn next(&mut self, now: f64) -> Action {
        let timeout = self.terms.timeout;
        let left = self.end() - now;
        if matches!(self.state, State::Ready) {
            self.attempts += 1;
            self.state = State::Sending;
        }
        match &mut self.state {
            State::Ready | State::Sending => Action::Send((timeout + self.terms.upload).min(left)),
            State::Refreshing(_) => Action::Refresh(REFRESH.min(timeout).min(left)),
            State::Waiting { until, .. } => Action::Wait(*until - now),
            State::Doubting(doubt) => doubt.next(timeout, now),
            State::Settled(result) => Action::Finish(result.clone()),
        }
    }

    /// Takes in what came of the last action; does nothing where that cannot come of it. `jitter` is by chance, from
    /// 0 to 1: callers that were refused together should not come back together.
    pub(crate) fn on(&mut self, event: Event, now: f64, jitter: f64) {
        let state = std::mem::replace(&mut self.state, State::Ready);
        self.state = match (state, event) {
            (State::Settled(result), _) => State::Settled(result),
            (state, Event::Aborted) => {
                let is_open = matches!(state, State::Sending | State::Doubting(_));
                fail(Error::aborted(self.outcome(is_open && self.attempts > 0)))
            }
            (State::Sending, event @ (Event::Replied(_) | Event::Lost(_))) => {
                self.heard(event, now, jitter)
            }
            (State::Refreshing(_), Event::Refreshed) if now < self.end() => {
                self.refreshed = true;
                State::Ready
            }
            (State::Refreshing(failure), Event::Refreshed | Event::NotRefreshed) => fail(failure),
            (State::Waiting { failure, until }, Event::Waited) if now >= until => {
                // A computer that was asleep may have waited for longer.
                if now < self.end() {
                    State::Ready
                } else {
                    fail(failure)
                }
            }
            (State::Doubting(doubt), Event::NotSeen { for_good: true }) => fail(doubt.failure),
            (State::Doubting(doubt), Event::NotSeen { for_good: false }) => {
                self.seen(None, doubt, now, jitter)
            }
            (State::Doubting(doubt), Event::Seen(row)) if doubt.is_looking => {
                self.seen(Some(row), doubt, now, jitter)
            }
            (state, _) => state,
        };
    }

    /// Something, or nothing, came back from the portal.
    fn heard(&mut self, event: Event, now: f64, jitter: f64) -> State {
        let heard = heard(self.terms.purpose, &event);
        match (heard, event) {
            (Heard::Done, Event::Replied(Reply::Success(success))) => {
                State::Settled(Ok(Delivered::Replied(success)))
            }
            (Heard::Not(Says::Expired), Event::Replied(Reply::Rejection(rejection)))
                if self.terms.can_refresh && !self.refreshed =>
            {
                State::Refreshing(self.rejected(rejection, false, now))
            }
            (Heard::Not(Says::Busy), event) => {
                let until = now + pause(self.waits, jitter);
                let failure = self.failure(event, false, now);
                if until < self.begun + self.terms.timeout + self.terms.upload {
                    self.waits += 1;
                    State::Waiting { failure, until }
                } else {
                    fail(failure)
                }
            }
            (Heard::Not(says @ (Says::Ended | Says::Nothing)), event)
                if self.terms.purpose != Purpose::Read =>
            {
                let is_silent = says == Says::Nothing;
                let over = now + if is_silent { AT_WORK } else { ECHO };
                let until = (now + self.terms.timeout).min(self.end()) + ECHO;
                let failure = self.failure(event, true, now);
                State::Doubting(Doubt::new(failure, is_silent, over, until, now))
            }
            (_, event) => fail(self.failure(event, false, now)),
        }
    }

    /// The task was looked up.
    fn seen(&mut self, row: Option<Row>, mut doubt: Doubt, now: f64, jitter: f64) -> State {
        let Purpose::Complete(sent) = self.terms.purpose else {
            return fail(doubt.failure);
        };
        let is_in_time = now <= self.begun + 2.0 * self.terms.timeout + self.terms.upload;
        let may_resend = doubt.is_silent && !self.resent && is_in_time;
        match decide(row, doubt.look_at >= doubt.over, may_resend, sent) {
            Decision::Completed => State::Settled(Ok(Delivered::LookedUp)),
            Decision::Answered(answer) => fail(Error::answered(answer)),
            Decision::TimedOut => fail(Error::timed_out(Outcome::NotCompleted)),
            Decision::Ambiguous => fail(Error::timed_out(Outcome::Unknown)),
            Decision::Gone => fail(Error::gone(Outcome::Unknown)),
            Decision::NotCompleted => {
                doubt.failure.outcome = Outcome::NotCompleted;
                fail(doubt.failure)
            }
            Decision::SendAgain => {
                self.resent = self.attempts > 0;
                State::Ready
            }
            Decision::LookAgain => {
                let was_early = doubt.look_at < doubt.over;
                doubt.look_at = now + pause(doubt.looks, jitter);
                // The look that decides is not put off.
                if was_early {
                    doubt.look_at = doubt.look_at.min(doubt.over).max(now);
                }
                doubt.looks += 1;
                doubt.is_looking = false;
                if doubt.look_at < doubt.until {
                    State::Doubting(doubt)
                } else {
                    fail(doubt.failure)
                }
            }
        }
    }

    /// When nothing is sent any more, nor waited for.
    fn end(&self) -> f64 {
        self.begun + 3.0 * self.terms.timeout + 2.0 * self.terms.upload
    }

    /// `is_open`: whether something that was sent may have been executed, or may be yet.
    fn outcome(&self, is_open: bool) -> Outcome {
        match self.terms.purpose {
            Purpose::Complete(_) if is_open => Outcome::Unknown,
            _ => Outcome::NotCompleted,
        }
    }

    fn failure(&self, event: Event, is_open: bool, now: f64) -> Error {
        let outcome = self.outcome(is_open);
        let unreadable = |status| Error {
            status,
            ..Error::new(code::BAD_RESPONSE, ErrorKind::Portal, outcome)
        };
        match event {
            Event::Replied(Reply::Rejection(rejection)) => self.rejected(rejection, is_open, now),
            Event::Replied(Reply::Unreadable { status }) => unreadable(status),
            Event::Lost(Loss::Network) => Error::new(code::NETWORK, ErrorKind::Network, outcome),
            Event::Lost(Loss::Timeout) => Error::new(code::TIMEOUT, ErrorKind::Network, outcome),
            _ => unreadable(None),
        }
    }

    fn rejected(&self, rejection: Rejection, is_open: bool, now: f64) -> Error {
        let meaning = meaning(&rejection.code);
        let code = match meaning.own {
            Some(own) => own,
            None if rejection.code.is_empty() => "ERROR_CORE",
            None => &rejection.code,
        };
        // An error does not tell itself when it ends.
        let resets_in = self.terms.resets_at.map(|at| at - now);
        Error {
            retry_after: resets_in
                .filter(|wait| {
                    code == "OPERATION_TIME_LIMIT"
                        && *wait > 0.0
                        && self.terms.purpose != Purpose::Read
                })
                .map(|wait| wait as u32),
            description: rejection.description,
            status: rejection.status,
            ..Error::new(code, meaning.kind, self.outcome(is_open))
        }
    }
}

fn fail(failure: Error) -> State {
    State::Settled(Err(failure))
}

/// The pause after so many before.
fn pause(before: u32, jitter: f64) -> f64 {
    let doubled = PAUSE * f64::from(1_u32 << before.min(8));
    doubled.min(LONGEST_PAUSE) * (0.75 + jitter / 2.0)
}
