//! The steps of one call, as data: the time, the action and its result. A trace contains no values and no secrets, so
//! that it can be added to a bug report.

use serde::Serialize;

/// A longer trace loses steps from its middle, because the start and the end of a call are the most useful.
pub(crate) const MAX_STEPS: usize = 60;

/// One step of a call: `TraceStep` of the typings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Step {
    /// Milliseconds since the call began, rounded.
    #[serde(rename = "time")]
    pub(crate) time_ms: f64,
    pub(crate) action: Action,
    /// The result of the action.
    pub(crate) result: Option<&'static str>,
    /// The error code, if any.
    pub(crate) code: Option<String>,
    /// The HTTP status, if there was a response.
    pub(crate) status: Option<u16>,
}

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Action {
    /// The request is sent. The step with the reply comes later.
    Send,
    /// The reply, or the failure.
    Reply,
    /// A token refresh is requested.
    RefreshToken,
    /// The task's row is read.
    LookUp,
    /// The result of the look-up.
    Row,
    /// The portal is busy: the call waits before it sends again.
    Wait,
    /// The caller aborted the call.
    Abort,
    /// The call has its outcome.
    Outcome,
}

/// The steps of one call so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Trace {
    steps: Vec<Step>,
    /// The number of steps, including dropped ones.
    count: usize,
    started_at_ms: f64,
}

impl Step {
    pub(crate) fn new(action: Action) -> Self {
        Self {
            time_ms: 0.0,
            action,
            result: None,
            code: None,
            status: None,
        }
    }

    pub(crate) fn with_result(mut self, result: &'static str) -> Self {
        self.result = Some(result);
        self
    }

    pub(crate) fn with_code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    pub(crate) fn with_status(mut self, status: Option<u16>) -> Self {
        self.status = status;
        self
    }
}

impl Trace {
    pub(crate) fn new(started_at_ms: f64) -> Self {
        Self {
            steps: Vec::new(),
            count: 0,
            started_at_ms,
        }
    }

    pub(crate) fn push(&mut self, step: Step, now_ms: f64) {
        if self.steps.len() == MAX_STEPS {
            self.steps.remove(MAX_STEPS / 2);
        }
        let time_ms = (now_ms - self.started_at_ms).round();
        self.steps.push(Step { time_ms, ..step });
        self.count += 1;
    }

    /// The number of steps, including dropped ones.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// At most so many of the last steps.
    pub(crate) fn last_steps(&self, number: usize) -> &[Step] {
        let first = self.steps.len().saturating_sub(number);
        self.steps.get(first..).unwrap_or_default()
    }

    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }
}
