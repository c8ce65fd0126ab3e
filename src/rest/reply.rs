//! Replies: the envelope of every method's result (rest-protocol.md, section 4).

use crate::html::decode_entities;
use crate::value::{Value, parse_u64};
use std::rc::Rc;

/// A longer description is truncated.
const MAX_DESCRIPTION_CHARS: usize = 1_000;

/// Operating time is available again after ten minutes. A much longer time is not valid.
const MAX_RESET_MS: f64 = 3_600_000.0;

/// A portal's reply.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reply {
    /// Shared, because a list may be long.
    Success(Rc<Success>),
    Error(ErrorReply),
    /// The body is not an envelope: HTML, incomplete JSON, or empty.
    Unreadable {
        status: Option<u16>,
    },
    /// A redirect. The portal was renamed, or its licence has expired. No transport follows redirects, so the request
    /// was not executed (rest-protocol.md, section 7).
    Redirected,
}

/// The result of a method.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Success {
    pub(crate) result: Value,
    /// The offset of the next page, if there is one.
    pub(crate) next: Option<u32>,
    /// The number of rows of the whole list.
    pub(crate) total: Option<u32>,
    /// The envelope's `time`.
    pub(crate) time: Value,
}

/// An error that the portal reports.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ErrorReply {
    pub(crate) code: String,
    /// Plain text of at most 1,000 characters, with decoded HTML entities.
    pub(crate) description: String,
    pub(crate) status: Option<u16>,
}

impl Success {
    /// Milliseconds from the reply until the method may run again after it has used up its operating time
    /// (rest-protocol.md, section 8). Uses only the server's clock, because the user's clock may be wrong.
    pub(crate) fn operating_resets_in_ms(&self) -> Option<f64> {
        let resets_in_ms = self.time_ms("operating_reset_at")? - self.time_ms("finish")?;
        (resets_in_ms <= MAX_RESET_MS).then_some(resets_in_ms)
    }

    /// Seconds of operating time that the method has used, including this request.
    pub(crate) fn operating_s(&self) -> Option<f64> {
        Some(self.time_ms("operating")? / 1_000.0)
    }

    /// When the server finished the request, in milliseconds since 1970 by its clock.
    pub(crate) fn finished_at_ms(&self) -> Option<f64> {
        self.time_ms("finish")
    }

    fn time_ms(&self, name: &str) -> Option<f64> {
        match self.time.get(name) {
            Some(Value::Number(seconds)) if seconds.is_finite() => Some(*seconds * 1_000.0),
            _ => None,
        }
    }
}

impl Reply {
    /// Reads an envelope. `status` is the HTTP status, if known.
    pub(crate) fn read(envelope: &Value, status: Option<u16>) -> Self {
        // The code may be a number, or an empty text.
        match envelope.get("error") {
            Some(Value::Text(code)) => return Self::error(code, envelope, status),
            Some(Value::Number(_)) => return Self::error("ERROR_CORE", envelope, status),
            _ => {}
        }
        match envelope.get("result") {
            Some(result) => Self::Success(Rc::new(Success {
                result: result.clone(),
                next: envelope.get("next").and_then(parse_count),
                total: envelope.get("total").and_then(parse_count),
                time: envelope.get("time").cloned().unwrap_or(Value::Null),
            })),
            None => Self::Unreadable { status },
        }
    }

    fn error(code: &str, envelope: &Value, status: Option<u16>) -> Self {
        let description = envelope
            .get("error_description")
            .and_then(Value::as_text)
            .unwrap_or_default();
        Self::Error(ErrorReply {
            code: code.to_owned(),
            description: to_plain_text(description),
            status,
        })
    }
}

pub(super) fn parse_count(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) if *number >= 0.0 => Some(*number as u32),
        value => u32::try_from(parse_u64(value.as_text()?)?).ok(),
    }
}

/// The server escapes titles of fields as HTML in plain texts (server-rules.md, section 1).
fn to_plain_text(text: &str) -> String {
    decode_entities(text)
        .chars()
        .take(MAX_DESCRIPTION_CHARS)
        .collect()
}
