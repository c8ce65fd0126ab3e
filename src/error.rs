//! What went wrong with a call, as data: what becomes a `BizprocError`.

use crate::task::Status;
use crate::validate::Issue;

/// Why a call did not do what was asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Error {
    /// The portal's own code, or one of [`code`].
    pub(crate) code: String,
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
    pub(crate) issues: Vec<Issue>,
    /// What the portal said, as plain text; or for a usage failure, what to do.
    pub(crate) description: String,
    /// The HTTP status, where there was a response.
    pub(crate) status: Option<u16>,
    /// Milliseconds after which a retry can help, where that is known.
    pub(crate) retry_after: Option<u32>,
    /// What the task has in place of the answer that was sent, where that is known. An answer's name is the
    /// description.
    pub(crate) instead: Option<Instead>,
}

/// What a task has in place of the answer that was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Instead {
    /// Another answer of the same user.
    Answer,
    /// None: its time ran out.
    Timeout,
}

/// What kind of trouble it is: who can do something about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ErrorKind {
    /// The completion has issues.
    Invalid,
    /// The task is not there, not open, or did not take the answer.
    Task,
    /// The token, the user's rights or the app's.
    Auth,
    /// Too many or too expensive calls.
    Limit,
    /// The portal is at fault, or does not have the method.
    Portal,
    /// No answer came.
    Network,
    /// The caller ended it.
    Aborted,
    /// The package was called in a way that cannot work.
    Usage,
}

/// The one thing that a caller must know before trying again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    NotCompleted,
    Unknown,
}

/// The codes that are not only the portal's.
pub(crate) mod code {
    pub(crate) const TASK_COMPLETED: &str = "ERROR_TASK_COMPLETED";
    pub(crate) const TASK_NOT_FOUND: &str = "ERROR_TASK_NOT_FOUND";
    pub(crate) const INVALID_COMPLETION: &str = "INVALID_COMPLETION";
    pub(crate) const NO_CONNECTION: &str = "NO_CONNECTION";
    pub(crate) const NETWORK: &str = "NETWORK";
    pub(crate) const TIMEOUT: &str = "TIMEOUT";
    pub(crate) const ABORTED: &str = "ABORTED";
    pub(crate) const BAD_RESPONSE: &str = "BAD_RESPONSE";
    pub(crate) const IN_PROGRESS: &str = "IN_PROGRESS";
    pub(crate) const USAGE: &str = "USAGE";
}

impl Error {
    pub(crate) fn new(code: &str, kind: ErrorKind, outcome: Outcome) -> Self {
        Self {
            code: code.to_owned(),
            kind,
            outcome,
            issues: Vec::new(),
            description: String::new(),
            status: None,
            retry_after: None,
            instead: None,
        }
    }

    /// A completion that has issues, and was not sent.
    pub(crate) fn invalid(issues: Vec<Issue>) -> Self {
        Self {
            issues,
            ..Self::new(
                code::INVALID_COMPLETION,
                ErrorKind::Invalid,
                Outcome::NotCompleted,
            )
        }
    }

    /// A call that cannot work. `cure` names the place and says what to do.
    pub(crate) fn usage(cure: &str) -> Self {
        Self {
            description: cure.to_owned(),
            ..Self::new(code::USAGE, ErrorKind::Usage, Outcome::NotCompleted)
        }
    }

    /// The task has this answer and not the one that was sent.
    pub(crate) fn answered(answer: Status) -> Self {
        Self {
            description: answer.name().to_owned(),
            instead: Some(Instead::Answer),
            ..Self::new(code::TASK_COMPLETED, ErrorKind::Task, Outcome::NotCompleted)
        }
    }

    /// The task's time ran out.
    pub(crate) fn timed_out(outcome: Outcome) -> Self {
        Self {
            instead: Some(Instead::Timeout),
            ..Self::new(code::TASK_COMPLETED, ErrorKind::Task, outcome)
        }
    }

    /// The portal shows no such task to the user.
    pub(crate) fn gone(outcome: Outcome) -> Self {
        Self::new(code::TASK_NOT_FOUND, ErrorKind::Task, outcome)
    }

    /// Another completion of the task is under way.
    pub(crate) fn in_progress() -> Self {
        Self::new(code::IN_PROGRESS, ErrorKind::Task, Outcome::NotCompleted)
    }

    pub(crate) fn aborted(outcome: Outcome) -> Self {
        Self::new(code::ABORTED, ErrorKind::Aborted, outcome)
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
            Self::Unknown => "unknown",
        }
    }
}
