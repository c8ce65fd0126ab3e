//! Errors of calls, as data: the contents of a `BizprocError`.

use crate::task::Status;
use crate::trace::Trace;
use crate::validate::Issue;
use std::any::Any;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// The error of a call.
///
/// On the heap, because many functions pass results, and few of them are errors.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Error(Box<ErrorFields>);

/// The contents of an [`Error`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ErrorFields {
    /// The portal's own code, or one of [`code`].
    pub(crate) code: String,
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
    pub(crate) issues: Vec<Issue>,
    /// The portal's description as plain text, for logs. For a usage error: what to do.
    pub(crate) description: String,
    /// The HTTP status, where there was a response.
    pub(crate) status: Option<u16>,
    /// Milliseconds after which a retry can help, if known.
    pub(crate) retry_after_ms: Option<u32>,
    /// The actual state of the task instead of the sent answer, if known.
    pub(crate) actual: Option<ActualAnswer>,
    /// What a function of the caller has thrown.
    pub(crate) cause: Option<Cause>,
    pub(crate) trace: Trace,
}

/// A thrown value. Only `browser` knows its type.
#[derive(Clone, Debug)]
pub(crate) struct Cause(pub(crate) Rc<dyn Any>);

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The actual state of a task instead of the sent answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ActualAnswer {
    /// An answer that the same user gave elsewhere.
    Status(Status),
    /// No answer: the task timed out.
    TimedOut,
}

/// The kind of an error: it decides who can solve the problem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ErrorKind {
    /// The completion has issues.
    Invalid,
    /// The task does not exist, is not open, or did not accept the answer.
    Task,
    /// The token, the user's permissions or the app's.
    Auth,
    /// Too many or too expensive calls.
    Limit,
    /// The portal has an error, or does not have the method.
    Portal,
    /// There was no reply.
    Network,
    /// The caller aborted the call.
    Aborted,
    /// The call itself is wrong.
    Usage,
}

/// Whether the task was completed. `not-completed` and `answered-elsewhere` need evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// This answer is not stored, and will not be.
    NotCompleted,
    /// The user's answer is stored, but another call or another page gave it.
    AnsweredElsewhere,
    /// This answer may be stored, or may be stored later.
    Unknown,
}

/// The package's own codes.
pub(crate) mod code {
    pub(crate) const TASK_COMPLETED: &str = "ERROR_TASK_COMPLETED";
    pub(crate) const TASK_NOT_FOUND: &str = "ERROR_TASK_NOT_FOUND";
    pub(crate) const OPERATION_TIME_LIMIT: &str = "OPERATION_TIME_LIMIT";
    pub(crate) const INVALID_COMPLETION: &str = "INVALID_COMPLETION";
    pub(crate) const OTHERS_INVALID: &str = "OTHERS_INVALID";
    pub(crate) const FOREIGN_TASK: &str = "FOREIGN_TASK";
    pub(crate) const NO_CONNECTION: &str = "NO_CONNECTION";
    pub(crate) const NETWORK: &str = "NETWORK";
    pub(crate) const TIMEOUT: &str = "TIMEOUT";
    pub(crate) const ABORTED: &str = "ABORTED";
    pub(crate) const BAD_RESPONSE: &str = "BAD_RESPONSE";
    pub(crate) const REDIRECTED: &str = "REDIRECTED";
    pub(crate) const IN_PROGRESS: &str = "IN_PROGRESS";
    pub(crate) const REFRESH_FAILED: &str = "REFRESH_FAILED";
    pub(crate) const USER_CHANGED: &str = "USER_CHANGED";
    pub(crate) const USAGE: &str = "USAGE";
}

impl Error {
    pub(crate) fn new(code: &str, kind: ErrorKind, outcome: Outcome) -> Self {
        Self(Box::new(ErrorFields {
            code: code.to_owned(),
            kind,
            outcome,
            issues: Vec::new(),
            description: String::new(),
            status: None,
            retry_after_ms: None,
            actual: None,
            cause: None,
            trace: Trace::default(),
        }))
    }

    /// A completion that has issues, and was not sent.
    pub(crate) fn invalid(issues: Vec<Issue>) -> Self {
        let mut error = Self::new(
            code::INVALID_COMPLETION,
            ErrorKind::Invalid,
            Outcome::NotCompleted,
        );
        error.issues = issues;
        error
    }

    /// A valid completion that was not sent, because others of the same call have issues.
    pub(crate) fn others_invalid() -> Self {
        Self::new(
            code::OTHERS_INVALID,
            ErrorKind::Invalid,
            Outcome::NotCompleted,
        )
    }

    /// A wrong call. `hint` names the place and says what to do.
    pub(crate) fn usage(hint: &str) -> Self {
        let mut error = Self::new(code::USAGE, ErrorKind::Usage, Outcome::NotCompleted);
        error.description = hint.to_owned();
        error
    }

    /// The user's answer is stored, but not by this call.
    pub(crate) fn answered_elsewhere(answer: Status) -> Self {
        let mut error = Self::new(
            code::TASK_COMPLETED,
            ErrorKind::Task,
            Outcome::AnsweredElsewhere,
        );
        error.actual = Some(ActualAnswer::Status(answer));
        error
    }

    /// The task timed out.
    pub(crate) fn timed_out(outcome: Outcome) -> Self {
        let mut error = Self::new(code::TASK_COMPLETED, ErrorKind::Task, outcome);
        error.actual = Some(ActualAnswer::TimedOut);
        error
    }

    /// The task belongs to another user.
    pub(crate) fn foreign_task() -> Self {
        Self::new(code::FOREIGN_TASK, ErrorKind::Task, Outcome::NotCompleted)
    }

    /// Other users have completed the task, or it timed out, before the user answered.
    pub(crate) fn closed_task() -> Self {
        Self::new(code::TASK_COMPLETED, ErrorKind::Task, Outcome::NotCompleted)
    }

    /// The user has no such task on the portal.
    pub(crate) fn not_found(outcome: Outcome) -> Self {
        Self::new(code::TASK_NOT_FOUND, ErrorKind::Task, outcome)
    }

    /// Another completion of the task is in flight.
    pub(crate) fn in_progress(outcome: Outcome) -> Self {
        Self::new(code::IN_PROGRESS, ErrorKind::Task, outcome)
    }

    /// The connection failed or broke.
    pub(crate) fn network(outcome: Outcome) -> Self {
        Self::new(code::NETWORK, ErrorKind::Network, outcome)
    }

    /// The reply is not a result of the method.
    pub(crate) fn bad_response(outcome: Outcome) -> Self {
        Self::new(code::BAD_RESPONSE, ErrorKind::Portal, outcome)
    }

    /// The token has expired, and there is no new one. `description` says why.
    pub(crate) fn refresh_failed(description: &str) -> Self {
        let mut error = Self::new(code::REFRESH_FAILED, ErrorKind::Auth, Outcome::NotCompleted);
        error.description = description.to_owned();
        error
    }

    /// The refreshed token belongs to another user.
    pub(crate) fn user_changed(outcome: Outcome) -> Self {
        Self::new(code::USER_CHANGED, ErrorKind::Auth, outcome)
    }

    pub(crate) fn aborted(outcome: Outcome) -> Self {
        Self::new(code::ABORTED, ErrorKind::Aborted, outcome)
    }
}

impl Deref for Error {
    type Target = ErrorFields;

    fn deref(&self) -> &ErrorFields {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut ErrorFields {
        &mut self.0
    }
}

impl ErrorKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Task => "task",
            Self::Auth => "auth",
            Self::Limit => "limit",
            Self::Portal => "portal",
            Self::Network => "network",
            Self::Aborted => "aborted",
            Self::Usage => "usage",
        }
    }
}

impl Outcome {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NotCompleted => "not-completed",
            Self::AnsweredElsewhere => "answered-elsewhere",
            Self::Unknown => "unknown",
        }
    }
}
