//! Numbers and money.

use super::FieldError;
use crate::validate::Reason;
use crate::value::{MAX_SAFE, Value};

/// A whole number. A text is sent without blanks and a plus.
pub(super) fn integer(given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Number(number) if *number == number.trunc() && number.abs() <= MAX_SAFE => {
            Ok(given.clone())
        }
        Value::Text(text) => match number_text(text) {
            Some((text, false)) if is_exact(text) => Ok(Value::text(text)),
            _ => Err(FieldError::invalid(reason_for(text, Reason::Integer))),
        },
        _ => Err(FieldError::invalid(Reason::Integer)),
    }
}

/// A number, with a point.
pub(super) fn double(given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Number(_) => Ok(given.clone()),
        Value::Text(text) => match number_text(text) {
            Some((text, _)) => Ok(Value::text(text)),
            None => Err(FieldError::invalid(reason_for(text, Reason::Decimal))),
        },
        _ => Err(FieldError::invalid(Reason::Decimal)),
    }
}

/// `100.50|USD`, or without a currency.
pub(super) fn money(given: &Value) -> Result<Value, FieldError> {
    let Value::Text(text) = given else {
        return if matches!(given, Value::Number(_)) {
            Ok(given.clone())
        } else {
            Err(FieldError::invalid(Reason::Money))
        };
    };
    let (amount, currency) = text.split_once('|').unwrap_or((text, ""));
    let currency = currency.trim();
    let known = currency.is_empty()
        || currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    match number_text(amount) {
        Some((amount, _)) if known && currency.is_empty() => Ok(Value::text(amount)),
        Some((amount, _)) if known => Ok(Value::Text([amount, "|", currency].concat())),
        _ => Err(FieldError::invalid(reason_for(amount, Reason::Money))),
    }
}

/// A text of digits, with a sign and a point where it has them, and whether it has a point.
fn number_text(text: &str) -> Option<(&str, bool)> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = match fraction {
        // .5
        Some(fraction) => all_digits(fraction) && (whole.is_empty() || all_digits(whole)),
        None => all_digits(whole),
    };
    number.then_some((text, fraction.is_some()))
}

/// Whether it is counted exactly, by JavaScript and by the portal.
fn is_exact(text: &str) -> bool {
    crate::value::parse_u64(text.strip_prefix('-').unwrap_or(text)).is_some()
}

/// 12,5 and 1,234 look alike: which is which only its writer knows.
fn reason_for(text: &str, otherwise: Reason) -> Reason {
    if text.contains(',') {
        Reason::AmbiguousComma
    } else {
        otherwise
    }
}
