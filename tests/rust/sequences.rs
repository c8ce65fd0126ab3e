//! Random sequences of calls and faults: the common part of the tests of single completions (outcomes.rs) and of many
//! (bulk.rs).

use super::json::value;
use super::simulation::{Author, Choices, Execution, Portal, PortalReply};
use crate::complete::{Confirmation, Event};
use crate::error::{Error, Outcome};
use crate::rest::Reply;
use crate::task::Status;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;
use std::cell::RefCell;

/// Codes of a later step of a workflow that fails after the answer was stored.
const LATER_ERRORS: [Option<(&str, u16)>; 12] = [
    None,
    None,
    None,
    None,
    Some(("ERROR_TASK_EXECUTION", 400)),
    Some(("ERROR_CORE", 400)),
    Some(("ERROR_CORE", 500)),
    Some(("ACCESS_DENIED", 400)),
    Some(("OPERATION_TIME_LIMIT", 400)),
    Some(("INVALID_REQUEST", 400)),
    Some(("ERROR_METHOD_NOT_FOUND", 400)),
    Some(("SOMETHING_NEW", 400)),
];

/// The operating time is used up, perhaps by a first copy of the request.
pub(super) const OPERATION_TIME_LIMIT: (&str, u16) = ("OPERATION_TIME_LIMIT", 429);

/// Codes that refuse a request, with their statuses.
pub(super) const REFUSALS: [(&str, u16); 9] = [
    ("QUERY_LIMIT_EXCEEDED", 503),
    ("QUERY_LIMIT_EXCEEDED", 503),
    ("expired_token", 401),
    ("invalid_token", 401),
    OPERATION_TIME_LIMIT,
    ("NO_AUTH_FOUND", 401),
    ("ACCESS_DENIED", 403),
    ("insufficient_scope", 403),
    ("CONNECTION_ERROR", 401),
];

/// The number of calls by outcome.
#[derive(Debug, Default)]
pub(super) struct Counts(Vec<(&'static str, u32)>);

impl Counts {
    pub(super) fn add(&mut self, name: &'static str, times: u32) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += times,
            None => self.0.push((name, times)),
        }
    }

    fn get(&self, name: &str) -> u32 {
        let known = self.0.iter().find(|(known, _)| *known == name);
        known.map_or(0, |(_, count)| *count)
    }
}

/// Runs `cases` random sequences of at most `max_choices` choices. Each of `names` must be counted often enough.
pub(super) fn run(
    cases: u32,
    max_choices: usize,
    names: &[&str],
    sequence: impl Fn(&mut Choices<'_>) -> Counts,
) {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let counts = RefCell::new(Counts::default());
    let result = TestRunner::new(config).run(&vec(any::<u16>(), 0..max_choices), |numbers| {
        for (name, times) in sequence(&mut Choices::new(&numbers)).0 {
            counts.borrow_mut().add(name, times);
        }
        Ok(())
    });
    // A failing sequence is shrunk before it is printed.
    if let Err(error) = result {
        panic!("{error}");
    }
    let counts = counts.into_inner();
    println!("{cases} sequences: {counts:?}");
    for name in names {
        assert!(counts.get(name) >= 50, "hardly tried: {name} of {counts:?}");
    }
}

/// The number of sequences to run: `SEQUENCES`, if it is set.
pub(super) fn cases_or(default: u32) -> u32 {
    std::env::var("SEQUENCES").map_or(default, |number| number.parse().unwrap())
}

/// A portal on which others may answer the task, its time may run out, or it may be removed: each once in `once_in` times.
pub(super) fn portal(choices: &mut Choices<'_>, once_in: u16, span_ms: f64) -> Portal {
    let mut portal = Portal::new(!choices.rarely());
    if choices.once_in(once_in) {
        let status = choices.one_of(&[Status::Yes, Status::No]);
        portal.plan_answer_elsewhere(choices.duration(span_ms), status);
    }
    if choices.once_in(once_in) {
        portal.plan_time_limit(choices.duration(span_ms));
    }
    if choices.once_in(once_in) {
        portal.plan_removal(choices.duration(span_ms));
    }
    portal
}

/// A random execution, which ends within `longest_ms`. `is_invalid`: the portal refuses the completion before execution.
pub(super) fn execution(choices: &mut Choices<'_>, is_invalid: bool, longest_ms: f64) -> Execution {
    let stored_after_ms = choices.duration(longest_ms);
    let ends_after_ms = stored_after_ms + choices.duration(longest_ms - stored_after_ms);
    if is_invalid {
        Execution::Invalid
    } else if choices.once_in(8) {
        Execution::Refuse { ends_after_ms }
    } else {
        Execution::Store {
            stored_after_ms,
            ends_after_ms,
            later_error: choices.one_of(&LATER_ERRORS),
        }
    }
}

/// A random result of a refresh of the token.
pub(super) fn refreshed(choices: &mut Choices<'_>) -> Event {
    match choices.number() % 8 {
        7 => Event::NotSent(Error::user_changed(Outcome::NotCompleted)),
        6 => Event::NotSent(Error::refresh_failed("")),
        _ => Event::Refreshed,
    }
}

pub(super) fn reply(envelope: serde_json::Value, status: u16) -> Reply {
    Reply::read(&value(&envelope), Some(status))
}

pub(super) fn error_reply(code: &str, status: u16) -> Reply {
    reply(
        json!({ "error": code, "error_description": "text" }),
        status,
    )
}

/// The reply to a completion that was sent alone.
pub(super) fn single_reply(of_portal: PortalReply) -> Reply {
    match of_portal {
        PortalReply::True => reply(json!({ "result": true }), 200),
        PortalReply::Error(code, status) => error_reply(code, status),
    }
}

/// The result of a call, and the answer that is stored after everything has ended.
pub(super) struct Report<'a> {
    pub(super) sent: Status,
    pub(super) result: &'a Result<Confirmation, Error>,
    /// Whether the stored answer is that of this call.
    pub(super) is_own: bool,
    /// Whether a request was sent that was not certainly refused.
    pub(super) is_in_doubt: bool,
    pub(super) answer: Option<(Status, Author)>,
}

impl Report<'_> {
    /// Checks the result. `context`: the message of a failure.
    pub(super) fn check(&self, context: &str) {
        match self.result {
            Ok(Confirmation::Reply(_)) => assert!(self.is_own, "{context}"),
            Ok(Confirmation::Lookup { .. }) => {
                let stored = self.answer.map(|(status, _)| status);
                assert_eq!(stored, Some(self.sent), "{context}");
            }
            Err(error) => match error.outcome {
                Outcome::AnsweredElsewhere => {
                    assert!(self.answer.is_some() && !self.is_own, "{context}");
                }
                Outcome::NotCompleted => assert!(!self.is_own, "{context}"),
                Outcome::Unknown => assert!(self.is_in_doubt, "{context}"),
            },
        }
    }
}
