//! Users, elements, and CRM items.

use super::FieldError;
use crate::task::{CRM_PREFIXES, Field, crm_prefix};
use crate::validate::{IssueCode, Reason};
use crate::value::{Value, parse_u64, u64_to_string};

/// `user_12`. A bare number would be taken for a group of users; groups and roles are passed on.
pub(super) fn user(given: &Value) -> Result<Value, FieldError> {
    if let Some(id) = given.as_id() {
        return Ok(Value::Text(["user_", &u64_to_string(id)].concat()));
    }
    let text = given
        .as_text()
        .map(str::trim)
        .ok_or(FieldError::invalid(Reason::User))?;
    // "John Smith [12]" is how the platform prints a user.
    let printed = text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['))
        .map(|(_, id)| id);
    let id = printed.or(text.strip_prefix("user_"));
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let sent = match id {
        Some(id) => parse_u64(id)
            .filter(|id| *id > 0)
            .map(|id| ["user_", &u64_to_string(id)].concat()),
        None if text.starts_with(|char: char| char.is_ascii_alphabetic())
            && text.bytes().all(is_word) =>
        {
            Some(text.to_owned())
        }
        None => None,
    };
    sent.map(Value::Text)
        .ok_or(FieldError::invalid(Reason::User))
}

/// The number of an element, a section or a file on Drive.
pub(super) fn entity_id(given: &Value) -> Result<Value, FieldError> {
    let id = match given {
        Value::Text(text) => parse_u64(text.trim()).filter(|id| *id > 0),
        given => given.as_id(),
    };
    id.map(|id| Value::Text(u64_to_string(id)))
        .ok_or(FieldError::invalid(Reason::EntityId))
}

/// `C_12`, of a kind that the field allows; the kind may be left out where there is just one.
pub(super) fn crm_item(given: &Value, field: &Field) -> Result<Value, FieldError> {
    let allowed = field.options.as_deref().unwrap_or_default();
    if let Some(id) = given.as_id() {
        return match allowed {
            [one] => Ok(Value::Text([&one.value, "_", &u64_to_string(id)].concat())),
            _ => Err(FieldError::invalid(Reason::CrmItem)),
        };
    }
    let text = given
        .as_text()
        .map(str::trim)
        .ok_or(FieldError::invalid(Reason::CrmItem))?;
    let (prefix, id) = text
        .rsplit_once('_')
        .ok_or(FieldError::invalid(Reason::CrmItem))?;
    let id = parse_u64(id)
        .filter(|id| *id > 0)
        .ok_or(FieldError::invalid(Reason::CrmItem))?;
    let mut known = CRM_PREFIXES
        .iter()
        .map(|(_, prefix)| *prefix)
        .chain(allowed.iter().map(|kind| kind.value.as_str()));
    let prefix = match known.find(|known| prefix.eq_ignore_ascii_case(known)) {
        Some(known) => known.to_owned(),
        None => smart_process_prefix(prefix).ok_or(FieldError::invalid(Reason::CrmItem))?,
    };
    if !allowed.is_empty() && !allowed.iter().any(|kind| kind.value == prefix) {
        return Err(FieldError(IssueCode::ValueNotInOptions, Reason::CrmItem));
    }
    Ok(Value::Text([&prefix, "_", &u64_to_string(id)].concat()))
}

/// `T` and the type's number in hexadecimal; or `DYNAMIC_136`, as the field's options have it.
fn smart_process_prefix(prefix: &str) -> Option<String> {
    if let Some(number) = prefix.strip_prefix("DYNAMIC_") {
        return crm_prefix(&["DYNAMIC_", number].concat());
    }
    let hex = prefix
        .strip_prefix(['T', 't'])
        .filter(|hex| !hex.is_empty())?;
    let all_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_hex.then(|| ["T", &hex.to_ascii_lowercase()].concat())
}
