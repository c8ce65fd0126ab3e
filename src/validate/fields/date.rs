//! Dates and times (server-rules.md, section 7).

use super::FieldError;
use crate::datetime::{
    CivilDateTime, DateParseError, is_supported_year, to_iso_date, unix_seconds_to_date,
};
use crate::validate::Reason;
use crate::value::{Date, InvalidReason, Value, u64_to_string};

const DOES_NOT_EXIST: FieldError =
    FieldError::invalid(Reason::InvalidValue(InvalidReason::InvalidDate));
const SECONDS_PER_DAY: i64 = 86_400;

/// A calendar date, in the format that the server reads in the same way in every culture.
pub(super) fn date(given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Date(date) => {
            let (year, month, day) = date_of(date);
            if is_supported_year(year) {
                Ok(Value::Text(to_iso_date((year, month, day))))
            } else {
                Err(DOES_NOT_EXIST)
            }
        }
        Value::Text(text) => match CivilDateTime::parse(text) {
            // JSON of a `Date`: its digits may show the day before or after the day in the browser's time zone.
            Ok(parsed) if parsed.is_json_date && parsed.time != Some((0, 0, 0)) => {
                Err(FieldError::invalid(Reason::Date))
            }
            Ok(parsed) => Ok(Value::Text(parsed.to_iso_date())),
            Err(error) => Err(field_error(error, Reason::Date)),
        },
        _ => Err(FieldError::invalid(Reason::Date)),
    }
}

/// The day of a `Date`. `valueAsDate` and `new Date('2025-01-31')` create midnight in UTC, which is the day before in
/// America. Other dates mean the day in the browser's time zone.
fn date_of(date: &Date) -> (u32, u32, u32) {
    let seconds = date.unix_seconds as i64;
    if seconds % SECONDS_PER_DAY == 0 {
        unix_seconds_to_date(seconds)
    } else {
        date.day
    }
}

/// An instant as seconds since 1970: the only format with the same meaning in every time zone of server and user. A
/// date and time without an offset is sent unchanged, and the server reads it with the user's current offset.
pub(super) fn datetime(given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Date(date) => instant(date.unix_seconds as i64),
        Value::Text(text) => match parse_unix_seconds(text.trim()) {
            Some(seconds) => instant(seconds),
            None => match CivilDateTime::parse(text) {
                Ok(parsed) => match parsed.unix_seconds() {
                    Some(seconds) => instant(seconds),
                    None => Ok(Value::Text(parsed.to_local_iso())),
                },
                Err(error) => Err(field_error(error, Reason::DateTime)),
            },
        },
        _ => Err(FieldError::invalid(Reason::DateTime)),
    }
}

/// `10:20`. REST calls cannot set times; the form shows a warning.
pub(super) fn time(given: &Value) -> Result<Value, FieldError> {
    let text = given.as_text().unwrap_or_default().trim();
    let with_date = ["2000-01-01T", text].concat();
    match CivilDateTime::parse(&with_date) {
        Ok(CivilDateTime {
            time: Some(_),
            offset_minutes: None,
            ..
        }) => Ok(Value::text(text)),
        _ => Err(FieldError::invalid(Reason::Time)),
    }
}

fn instant(seconds: i64) -> Result<Value, FieldError> {
    let (year, ..) = unix_seconds_to_date(seconds);
    if is_supported_year(year) {
        Ok(Value::Text(unix_seconds_to_text(seconds)))
    } else {
        Err(DOES_NOT_EXIST)
    }
}

/// At least ten digits, because the server does not read a lone "0". More than ten digits must start with a zero, to
/// distinguish them from milliseconds.
fn unix_seconds_to_text(seconds: i64) -> String {
    let digits = u64_to_string(seconds.unsigned_abs());
    let zeros = "0000000000".get(digits.len()..).unwrap_or("0");
    [if seconds < 0 { "-" } else { "" }, zeros, &digits].concat()
}

/// Ten digits, or more with a leading zero. Other texts of digits are a year, a date or milliseconds.
fn parse_unix_seconds(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let is_seconds = digits.len() == 10 || digits.len() > 10 && digits.starts_with('0');
    let seconds = crate::value::parse_u64(digits).filter(|_| is_seconds)?;
    Some(sign * i64::try_from(seconds).ok()?)
}

fn field_error(error: DateParseError, expected: Reason) -> FieldError {
    match error {
        DateParseError::Syntax => FieldError::invalid(expected),
        DateParseError::OutOfRange => DOES_NOT_EXIST,
    }
}
