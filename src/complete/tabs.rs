//! The state that the tabs and frames of an app exchange about completions of the same task.
//!
//! One tab at a time holds the task's lock. A tab that waits for the lock asks for the state of the call that holds it,
//! and decides by [`decide_after_wait`] what to do when it gets the lock itself.

use super::{EarlierRequest, LATE_ARRIVAL_MS};
use crate::rest::encode_form;
use crate::value::{Value, u64_to_string};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The state of a call in another tab.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TabState {
    /// A hash of the completion; `None` if it has files, which cannot be compared between tabs.
    pub(crate) digest: Option<String>,
    /// The user of the call, if known.
    pub(crate) user_id: Option<u64>,
    pub(crate) progress: TabProgress,
}

/// The progress of a call in another tab.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TabProgress {
    Running,
    /// The task is completed. `is_by_lookup`: the task showed the answer, after the reply was lost.
    Completed {
        is_by_lookup: bool,
    },
    /// The call has ended, and no request of it can be running.
    Over,
    /// The call has ended, but one of its requests may be running until this time of the page's clock.
    Open {
        running_until_ms: f64,
    },
}

/// What a call does after it has waited for a call of another tab.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AfterWait {
    /// Use the success of the other call.
    Share { is_by_lookup: bool },
    /// Complete the task as usual.
    Proceed,
    /// First determine the outcome of the other call.
    Reconcile(EarlierRequest),
}

/// Whether a waiting call can share the result of the running call. If not, it need not wait.
pub(crate) fn is_same(state: &TabState, digest: Option<&str>) -> bool {
    digest.is_some() && state.digest.as_deref() == digest
}

/// Decides what to do after another tab has released the lock. `state`: the last received state of the other call;
/// `None` if there is none, for example because its tab was closed.
pub(crate) fn decide_after_wait(
    state: Option<&TabState>,
    digest: Option<&str>,
    execution_limit_ms: f64,
    now_ms: f64,
) -> AfterWait {
    let is_same = state.is_none_or(|state| is_same(state, digest));
    let reconcile = |running_until_ms| {
        AfterWait::Reconcile(EarlierRequest {
            running_until_ms,
            // Clocks of two tabs cannot be compared.
            sent: None,
            is_same,
        })
    };
    match state.map(|state| state.progress) {
        Some(TabProgress::Completed { is_by_lookup }) if is_same => {
            if state.is_some_and(|state| state.user_id.is_some()) {
                AfterWait::Share { is_by_lookup }
            } else {
                // It may be the answer of another user. The task shows whose it is.
                reconcile(now_ms)
            }
        }
        Some(TabProgress::Completed { .. } | TabProgress::Over) => AfterWait::Proceed,
        Some(TabProgress::Open { running_until_ms }) => reconcile(running_until_ms),
        // The tab was closed while its call was running.
        Some(TabProgress::Running) | None => {
            reconcile(now_ms + LATE_ARRIVAL_MS + execution_limit_ms)
        }
    }
}

/// A hash of parameters, the same on all pages.
pub(crate) fn digest(params: &Value) -> String {
    let mut hasher = DefaultHasher::new();
    for (name, scalar) in encode_form(params) {
        name.hash(&mut hasher);
        match scalar {
            Value::Text(text) => text.hash(&mut hasher),
            Value::Number(number) => number.to_bits().hash(&mut hasher),
            Value::Bool(flag) => flag.hash(&mut hasher),
            Value::Date(date) => date.unix_seconds.to_bits().hash(&mut hasher),
            _ => {}
        }
    }
    // A form has no null, but a field that is cleared is not a field that is left out.
    let fields = params.get("FIELDS").and_then(Value::as_map);
    for (name, _) in fields.unwrap_or_default() {
        name.hash(&mut hasher);
    }
    u64_to_string(hasher.finish())
}
