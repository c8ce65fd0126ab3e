//! Booleans and options.

use super::FieldError;
use super::index::Index;
use crate::task::{Choice, Field};
use crate::validate::{IssueCode, Reason};
use crate::value::{Value, number_to_string};
use std::cell::OnceCell;

/// Words for yes and no. `on` is the value of a checked checkbox in `FormData`.
const WORDS: [(&str, bool); 10] = [
    ("Y", true),
    ("yes", true),
    ("true", true),
    ("on", true),
    ("1", true),
    ("N", false),
    ("no", false),
    ("false", false),
    ("off", false),
    ("0", false),
];

/// `Y` or `N`.
pub(super) fn bool(given: &Value) -> Result<Value, FieldError> {
    let yes = match given {
        Value::Bool(yes) => Some(*yes),
        Value::Number(number) if *number == 1.0 => Some(true),
        Value::Number(number) if *number == 0.0 => Some(false),
        Value::Text(text) => {
            let text = text.trim();
            let known = WORDS
                .iter()
                .find(|(word, _)| text.eq_ignore_ascii_case(word));
            known.map(|(_, yes)| *yes)
        }
        _ => None,
    };
    yes.map(Value::yes_no)
        .ok_or(FieldError::invalid(Reason::YesNo))
}

/// The options of a field.
pub(super) struct Options<'a> {
    options: &'a [Choice],
    by_value: Index<'a>,
    /// From the first text that is not a value.
    by_label: OnceCell<Index<'a>>,
}

impl<'a> Options<'a> {
    pub(super) fn new(field: &'a Field) -> Self {
        let options = field.options.as_deref().unwrap_or_default();
        Self {
            options,
            by_value: Index::new(options.iter().map(|option| option.value.as_str())),
            by_label: OnceCell::new(),
        }
    }

    fn by_label(&self) -> &Index<'a> {
        let labels = || self.options.iter().map(|option| option.label.trim());
        self.by_label.get_or_init(|| Index::new(labels()))
    }
}

/// The value of an option, given as its value, its label or the option itself: `{ value, label }`. The server stores
/// any value.
pub(super) fn option(given: &Value, options: Option<&Options<'_>>) -> Result<Value, FieldError> {
    let given = given.get("value").unwrap_or(given);
    let text = match given {
        Value::Text(text) => Some(text.clone()),
        Value::Bool(yes) => Some((if *yes { "Y" } else { "N" }).to_owned()),
        Value::Number(number) => Some(number_to_string(*number)),
        _ => None,
    };
    let text = text.ok_or(FieldError::invalid(Reason::Choice))?;
    let Some(known) = options.filter(|known| !known.options.is_empty()) else {
        return Ok(Value::Text(text));
    };
    if known.by_value.find(&text).is_some() {
        return Ok(Value::Text(text));
    }
    known
        .by_label()
        .find_unique(text.trim())
        .and_then(|place| known.options.get(place))
        .map(|option| Value::text(&option.value))
        .ok_or(FieldError(IssueCode::ValueNotInOptions, Reason::None))
}
