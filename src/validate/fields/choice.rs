//! Yes or no, and options.

use super::FieldError;
use crate::task::Field;
use crate::validate::{IssueCode, Reason};
use crate::value::{Value, number_to_string};

/// `Y` or `N`. `on` is the value of a checked checkbox in `FormData`.
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
            if is(&["Y", "yes", "true", "on", "1"]) {
                Some(true)
            } else if is(&["N", "no", "false", "off", "0"]) {
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

/// The value of an option, which may also be given by its label, or as the option itself: `{ value, label }`. The server
/// stores whatever is sent.
pub(super) fn option(given: &Value, field: &Field) -> Result<Value, FieldError> {
    let given = given.get("value").unwrap_or(given);
    let text = match given {
        Value::Text(text) => Some(text.clone()),
        Value::Bool(yes) => Some((if *yes { "Y" } else { "N" }).to_owned()),
        Value::Number(number) => number_to_string(*number),
        _ => None,
    };
    let text = text.ok_or(FieldError::invalid(Reason::Choice))?;
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
