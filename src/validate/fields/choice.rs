//! Yes or no, and options.

use super::FieldError;
use crate::task::Field;
use crate::validate::{IssueCode, Reason};
use crate::value::{Value, u64_to_string};

/// What people mean by yes or no.
pub(super) fn bool(given: &Value) -> Result<Value, FieldError> {
    let yes = match given {
        Value::Bool(yes) => Some(*yes),
        Value::Number(number) if *number == 1.0 => Some(true),
        Value::Number(number) if *number == 0.0 => Some(false),
        Value::Text(text) => {
            let is = |words: &[&str]| {
                words
                    .iter()
                    .any(|word| text.trim().eq_ignore_ascii_case(word))
            };
            if is(&["Y", "yes", "true", "1"]) {
                Some(true)
            } else if is(&["N", "no", "false", "0"]) {
                Some(false)
            } else {
                None
            }
        }
        _ => None,
    };
    yes.map(Value::yes_no)
        .ok_or(FieldError::invalid(Reason::YesNo))
}

/// The key of an option, which may be given by its label. The server stores whatever it is sent.
pub(super) fn option(given: &Value, field: &Field) -> Result<Value, FieldError> {
    let text = match given {
        Value::Text(text) => text.clone(),
        Value::Bool(yes) => (if *yes { "Y" } else { "N" }).to_owned(),
        Value::Number(number) if *number >= 0.0 && *number == number.trunc() => {
            u64_to_string(*number as u64)
        }
        _ => return Err(FieldError::invalid(Reason::Choice)),
    };
    let options = match &field.options {
        Some(options) if !options.is_empty() => options,
        _ => return Ok(Value::Text(text)),
    };
    if options.iter().any(|option| option.value == text) {
        return Ok(Value::Text(text));
    }
    let mut labelled = options
        .iter()
        .filter(|option| option.label.trim() == text.trim());
    match (labelled.next(), labelled.next()) {
        (Some(option), None) => Ok(Value::text(&option.value)),
        _ => Err(FieldError(IssueCode::ValueNotInOptions, Reason::None)),
    }
}
