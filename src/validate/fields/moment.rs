//! Days, instants and times of day (server-rules.md, section 7).

use super::Bad;
use crate::datetime::{Moment, NoMoment, day_text};
use crate::validate::Detail;
use crate::value::{Problem, Value, digits};

/// A calendar day, in the one form that every culture reads alike.
pub(super) fn day(given: &Value) -> Result<Value, Bad> {
    match given {
        Value::Date(date) => Ok(Value::Text(day_text(date.day))),
        Value::Text(text) => match Moment::parse(text) {
            Ok(moment) => Ok(Value::Text(moment.day_text())),
            Err(problem) => Err(bad(problem, Detail::Day)),
        },
        _ => Err(Bad::invalid(Detail::Day)),
    }
}

/// An instant as seconds since 1970, which alone names the same one for every zone of server and user; or a clock's
/// reading without an offset, which the server takes for the user's own.
pub(super) fn instant(given: &Value) -> Result<Value, Bad> {
    match given {
        Value::Date(date) => Ok(Value::Text(unix_text(date.unix as i64))),
        Value::Text(text) if is_unix(text.trim()) => Ok(Value::text(text.trim())),
        Value::Text(text) => match Moment::parse(text) {
            Ok(moment) => Ok(Value::Text(
                moment.unix().map_or_else(|| moment.clock_text(), unix_text),
            )),
            Err(problem) => Err(bad(problem, Detail::Instant)),
        },
        _ => Err(Bad::invalid(Detail::Instant)),
    }
}

/// `10:20`. No REST call can set one, of which the form is warned.
pub(super) fn time(given: &Value) -> Result<Value, Bad> {
    let text = given.as_text().unwrap_or_default().trim();
    let with_day = ["2000-01-01T", text].concat();
    match Moment::parse(&with_day) {
        Ok(Moment {
            time: Some(_),
            offset: None,
            ..
        }) => Ok(Value::text(text)),
        _ => Err(Bad::invalid(Detail::Time)),
    }
}

/// Ten digits at least: the server does not read a lone "0", and people mean something else by "2025".
fn unix_text(seconds: i64) -> String {
    let digits = digits(seconds.unsigned_abs());
    let zeros = "0".repeat(10usize.saturating_sub(digits.len()));
    [if seconds < 0 { "-" } else { "" }, &zeros, &digits].concat()
}

/// Seconds, not milliseconds, and nothing that could be a day.
fn is_unix(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    (10..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn bad(problem: NoMoment, form: Detail) -> Bad {
    Bad::invalid(match problem {
        NoMoment::Form => form,
        NoMoment::Impossible => Detail::Unusable(Problem::Date),
    })
}
