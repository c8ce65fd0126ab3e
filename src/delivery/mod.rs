//! From a call to a settled outcome: decides what to do, and leaves the doing to others.
//!
//! A [`Delivery`] has no clock and no connection. It is asked [`Delivery::next`] for what to do, and told
//! [`Delivery::on`] what came of it.

use crate::failure::{Failure, Kind, Outcome, code};
use crate::rest::{Rejection, Reply, Success, meaning};
use crate::value::Value;

/// One call on its way.
#[derive(Debug)]
pub(crate) struct Delivery {
    purpose: Purpose,
    can_refresh: bool,
    refreshed: bool,
    attempts: u32,
    state: State,
}

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Purpose {
    /// Completes a task; a lost reply leaves it open whether it did.
    Complete,
    /// Changes nothing.
    Read,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub(crate) enum Action {
    /// Send the call, and tell [`Event::Replied`] or [`Event::Lost`].
    Send,
    /// Get a fresh token, and tell [`Event::Refreshed`] or [`Event::NotRefreshed`].
    Refresh,
    /// It is settled.
    Finish(Result<Success, Failure>),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    Replied(Reply),
    Lost(Loss),
    Refreshed,
    NotRefreshed,
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

#[derive(Clone, Debug)]
enum State {
    Sending,
    Refreshing(Rejection),
    Settled(Result<Success, Failure>),
}

impl Delivery {
    /// `can_refresh`: whether the connection has a way to get a fresh token.
    pub(crate) fn new(purpose: Purpose, can_refresh: bool) -> Self {
        Self {
            purpose,
            can_refresh,
            refreshed: false,
            attempts: 0,
            state: State::Sending,
        }
    }

    /// How many times the call was sent.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What to do now. Each [`Action::Send`] counts as an attempt.
    pub(crate) fn next(&mut self) -> Action {
        match &self.state {
            State::Sending => {
                self.attempts += 1;
                Action::Send
            }
            State::Refreshing(_) => Action::Refresh,
            State::Settled(result) => Action::Finish(result.clone()),
        }
    }

    /// Takes in what came of the last action. Does nothing once the call is settled.
    pub(crate) fn on(&mut self, event: Event) {
        self.state = match (&self.state, event) {
            (State::Settled(_), _) => return,
            // What asks for a fresh token has refused the call.
            (State::Refreshing(_), Event::Aborted) => {
                self.fail(Failure::aborted(Outcome::NotCompleted))
            }
            (State::Sending, Event::Aborted) => self.fail(Failure::aborted(self.lost_outcome())),
            (State::Refreshing(_), Event::Refreshed) => {
                self.refreshed = true;
                State::Sending
            }
            (State::Refreshing(rejection), Event::NotRefreshed) => {
                let rejection = rejection.clone();
                self.reject(rejection)
            }
            (_, Event::Replied(Reply::Success(success))) => self.succeed(success),
            (_, Event::Replied(Reply::Rejection(rejection))) => {
                // The method was not executed, so that sending it again is safe.
                let expired =
                    rejection.code == "expired_token" || rejection.code == "invalid_token";
                if expired && self.can_refresh && !self.refreshed {
                    State::Refreshing(rejection)
                } else {
                    self.reject(rejection)
                }
            }
            (_, Event::Replied(Reply::Unreadable { status })) => self.unreadable(status),
            (_, Event::Lost(loss)) => {
                let code = match loss {
                    Loss::Network => code::NETWORK,
                    Loss::Timeout => code::TIMEOUT,
                };
                self.fail(Failure::new(code, Kind::Network, self.lost_outcome()))
            }
            (State::Sending, Event::Refreshed | Event::NotRefreshed) => return,
        };
    }

    /// A completion answers `true`. BX24.js makes `{}` of an empty body (bx24js-behaviour.md, section 3).
    fn succeed(&self, success: Success) -> State {
        if self.purpose == Purpose::Complete && success.result != Value::Bool(true) {
            return self.unreadable(None);
        }
        State::Settled(Ok(success))
    }

    fn unreadable(&self, status: Option<u16>) -> State {
        let failure = Failure::new(code::BAD_RESPONSE, Kind::Portal, self.lost_outcome());
        self.fail(Failure { status, ..failure })
    }

    fn reject(&self, rejection: Rejection) -> State {
        let meaning = meaning(&rejection.code);
        let outcome = if meaning.not_executed {
            Outcome::NotCompleted
        } else {
            self.lost_outcome()
        };
        let code = match meaning.own {
            Some(own) => own,
            None if rejection.code.is_empty() => "ERROR_CORE",
            None => &rejection.code,
        };
        let failure = Failure::new(code, meaning.kind, outcome);
        self.fail(Failure {
            description: rejection.description,
            status: rejection.status,
            ..failure
        })
    }

    /// What is known of a call that was sent, and of which nothing more was heard.
    fn lost_outcome(&self) -> Outcome {
        match self.purpose {
            Purpose::Complete if self.attempts > 0 => Outcome::Unknown,
            _ => Outcome::NotCompleted,
        }
    }

    fn fail(&self, failure: Failure) -> State {
        State::Settled(Err(failure))
    }
}
