//! Days, instants and times of day (server-rules.md, section 7).

use super::FieldError;
use crate::datetime::{CivilDateTime, DateParseError, to_iso_date};
use crate::validate::Reason;
use crate::value::{InvalidReason, Value, u64_to_string};

/// A calendar day, in the one form that every culture reads alike.
pub(super) fn date(given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Date(date) => Ok(Value::Text(to_iso_date(date.day))),
        Value::Text(text) => match CivilDateTime::parse(text) {
            Ok(moment) => Ok(Value::Text(moment.to_iso_date())),
            Err(problem) => Err(bad(problem, Reason::Date)),
        },
        _ => Err(FieldError::invalid(Reason::Date)),
    }
}

/// An instant as seconds since 1970, which alone names the same one for every zone of server and user; or a clock's
/// reading without an offset, which the server takes for the user's own.
pub(super) fn datetime(given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Date(date) => Ok(Value::Text(unix_text(date.unix_seconds as i64))),
        Value::Text(text) if is_unix(text.trim()) => Ok(Value::text(text.trim())),
        Value::Text(text) => match CivilDateTime::parse(text) {
            Ok(moment) => Ok(Value::Text(
                moment
                    .unix_seconds()
                    .map_or_else(|| moment.to_local_iso(), unix_text),
            )),
            Err(problem) => Err(bad(problem, Reason::DateTime)),
        },
        _ => Err(FieldError::invalid(Reason::DateTime)),
    }
}

/// `10:20`. No REST call can set one, of which the form is warned.
pub(super) fn time(given: &Value) -> Result<Value, FieldError> {
    let text = given.as_text().unwrap_or_default().trim();
    let with_day = ["2000-01-01T", text].concat();
    match CivilDateTime::parse(&with_day) {
        Ok(CivilDateTime {
            time: Some(_),
            offset_minutes: None,
            ..
        }) => Ok(Value::text(text)),
        _ => Err(FieldError::invalid(Reason::Time)),
    }
}

/// Ten digits at least: the server does not read a lone "0", and people mean something else by "2025".
fn unix_text(seconds: i64) -> String {
    let digits = u64_to_string(seconds.unsigned_abs());
    let zeros = "0".repeat(10usize.saturating_sub(digits.len()));
    [if seconds < 0 { "-" } else { "" }, &zeros, &digits].concat()
}

/// Seconds, not milliseconds, and nothing that could be a day.
fn is_unix(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    (10..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn bad(problem: DateParseError, form: Reason) -> FieldError {
    FieldError::invalid(match problem {
        DateParseError::Syntax => form,
        DateParseError::OutOfRange => Reason::InvalidValue(InvalidReason::InvalidDate),
    })
}
