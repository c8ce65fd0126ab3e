//! Numbers and money.

use super::FieldError;
use crate::validate::Reason;
use crate::value::{MAX_SAFE, Value};

/// An integer. A text may have any number of digits: the server stores it unchanged.
pub(super) fn integer(given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Number(number) if *number == number.trunc() && number.abs() <= MAX_SAFE => {
            Ok(given.clone())
        }
        Value::Text(text) => match parse_decimal(text) {
            Ok(number) if number.bytes().all(|byte| byte != b'.') => Ok(Value::Text(number)),
            _ => Err(FieldError::invalid(Reason::Integer)),
        },
        _ => Err(FieldError::invalid(Reason::Integer)),
    }
}

/// A number. It is sent with a decimal point.
pub(super) fn double(given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Number(_) => Ok(given.clone()),
        Value::Text(text) => parse_decimal(text)
            .map(Value::Text)
            .map_err(|error| error.expecting(Reason::Decimal)),
        _ => Err(FieldError::invalid(Reason::Decimal)),
    }
}

/// `100.50|USD`, or without a currency.
pub(super) fn money(given: &Value) -> Result<Value, FieldError> {
    let text = match given {
        Value::Number(_) => return Ok(given.clone()),
        Value::Text(text) => text,
        _ => return Err(FieldError::invalid(Reason::Money)),
    };
    let (amount, currency) = text.split_once('|').unwrap_or((text, ""));
    let amount = parse_decimal(amount).map_err(|error| error.expecting(Reason::Money))?;
    let currency = currency.trim().to_ascii_uppercase();
    if currency.is_empty() {
        Ok(Value::Text(amount))
    } else if currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        Ok(Value::Text([&amount, "|", &currency].concat()))
    } else {
        Err(FieldError::invalid(Reason::Money))
    }
}

/// Whether a text has a currency at most, such as `|USD`: the amount was not entered.
pub(super) fn is_currency(money: &str) -> bool {
    money.trim_start().starts_with('|')
}

enum NumberError {
    Syntax,
    /// The comma may be a decimal or a thousands separator.
    Ambiguous,
}

impl NumberError {
    fn expecting(self, reason: Reason) -> FieldError {
        FieldError::invalid(match self {
            Self::Syntax => reason,
            Self::Ambiguous => Reason::AmbiguousComma,
        })
    }
}

/// Parses a number as people in different countries write it, and formats it with a decimal point and without a plus.
///
/// - A single point is the decimal separator: `1234.5`, `1.234`.
/// - A single comma is the decimal separator, unless it may separate thousands, as in `1,234`: that is ambiguous.
/// - If there are both points and commas, the last one is the decimal separator: `1.234,5`, `1,234.5`.
/// - Blanks, apostrophes and repeated points or commas separate thousands: `1 234,5`, `1’234`, `1,234,567`.
fn parse_decimal(text: &str) -> Result<String, NumberError> {
    let text = text.trim();
    let (sign, number) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(number) => ("-", number),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if is_digits(number) {
        return Ok([sign, number].concat());
    }
    let (whole, fraction) = match (number.rfind('.'), number.rfind(',')) {
        (Some(point), Some(comma)) => split_at_separator(number, point.max(comma)),
        (Some(at), None) if number.matches('.').count() == 1 => split_at_separator(number, at),
        (None, Some(at)) if number.matches(',').count() == 1 => {
            let (whole, fraction) = split_at_separator(number, at);
            let may_be_thousands = fraction.is_some_and(|fraction| fraction.len() == 3)
                && (1..=3).contains(&whole.len())
                && !whole.starts_with('0');
            if may_be_thousands && is_digits(whole) {
                return Err(NumberError::Ambiguous);
            }
            (whole, fraction)
        }
        _ => (number, None),
    };
    let whole = match (ungroup(whole), fraction) {
        (Some(whole), _) => whole,
        // .5
        (None, Some(_)) if whole.is_empty() => String::new(),
        _ => return Err(NumberError::Syntax),
    };
    match fraction {
        None => Ok([sign, &whole].concat()),
        Some(fraction) if is_digits(fraction) => Ok([sign, &whole, ".", fraction].concat()),
        Some(_) => Err(NumberError::Syntax),
    }
}

/// The separator is one byte long.
fn split_at_separator(number: &str, at: usize) -> (&str, Option<&str>) {
    (
        number.get(..at).unwrap_or_default(),
        Some(number.get(at + 1..).unwrap_or_default()),
    )
}

/// Removes the thousands separators. All must be equal, and all groups except the first must have three digits.
fn ungroup(whole: &str) -> Option<String> {
    if is_digits(whole) {
        return Some(whole.to_owned());
    }
    let separator = whole.chars().find(|char| !char.is_ascii_digit())?;
    // Intl.NumberFormat writes no-break, thin and narrow no-break spaces.
    let separates = matches!(
        separator,
        ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}' | '.' | ','
    );
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let grouped = (1..=3).contains(&first.len())
        && is_digits(first)
        && groups.all(|group| group.len() == 3 && is_digits(group));
    (separates && grouped).then(|| whole.split(separator).collect())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
