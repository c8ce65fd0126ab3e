//! Text, addresses, formatted text, and contact data.

use super::FieldError;
use crate::task::FieldType;
use crate::validate::Reason;
use crate::value::Value;

/// Any text or number.
pub(super) fn text(given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Number(_) => Ok(given.clone()),
        given if given.is_text() => Ok(given.clone()),
        Value::Bool(yes) => Ok(Value::yes_no(*yes)),
        _ => Err(FieldError::invalid(Reason::Text)),
    }
}

/// An address. The server decodes these HTML entities in it twice (server-rules.md, section 7). An address that
/// contains one is encoded twice, so that it is stored unchanged. A fully encoded address was encoded before.
pub(super) fn address(given: &Value) -> Result<Value, FieldError> {
    const ENTITIES: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "apos;"];
    const ENCODED: &str = "amp;amp;";
    let text = match text(given)? {
        Value::Text(text) => text,
        other => return Ok(other),
    };
    let mut parts = text.split('&');
    let first = parts.next().unwrap_or_default();
    let parts: Vec<&str> = parts.collect();
    let is_entity = |part: &&str| ENTITIES.iter().any(|entity| part.starts_with(entity));
    if !parts.iter().any(is_entity) || parts.iter().all(|part| part.starts_with(ENCODED)) {
        return Ok(Value::Text(text));
    }
    let encode = |address: String, part: &&str| [&address, "&", ENCODED, part].concat();
    Ok(Value::Text(parts.iter().fold(first.to_owned(), encode)))
}

/// A text, or `{ TYPE: 'html' | 'text', TEXT }`.
pub(super) fn html(given: &Value) -> Result<Value, FieldError> {
    let Value::Map(entries) = given else {
        return text(given);
    };
    let has_type = given
        .get("TYPE")
        .and_then(Value::as_text)
        .is_some_and(|kind| kind.eq_ignore_ascii_case("html") || kind.eq_ignore_ascii_case("text"));
    let has_text = given.get("TEXT").is_some_and(Value::is_text);
    if entries.len() == 2 && has_type && has_text {
        Ok(given.clone())
    } else {
        Err(FieldError::invalid(Reason::Html))
    }
}

/// An e-mail address, telephone number, website or messenger: as a text, or in the format of CRM's multiple fields,
/// with the text in `VALUE`.
pub(super) fn contact(kind: FieldType, given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Text(text) if fits(kind, given) => Ok(Value::text(text.trim())),
        _ if fits(kind, given) || values_fit(kind, given) => Ok(given.clone()),
        _ => Err(FieldError::invalid(match kind {
            FieldType::Email => Reason::Email,
            FieldType::Phone => Reason::Phone,
            FieldType::Url => Reason::Url,
            _ => Reason::Text,
        })),
    }
}

/// Whether a value is a valid text, or a telephone number as a number.
fn fits(kind: FieldType, given: &Value) -> bool {
    let Value::Text(text) = given else {
        return kind == FieldType::Phone && matches!(given, Value::Number(_));
    };
    let text = text.trim();
    let has_blank = text.contains(' ');
    match kind {
        FieldType::Email => {
            let mut parts = text.split('@');
            let parts = (parts.next(), parts.next(), parts.next());
            matches!(parts, (Some(name), Some(host), None) if !name.is_empty() && !host.is_empty())
                && !has_blank
        }
        FieldType::Phone => text.bytes().any(|byte| byte.is_ascii_digit()),
        FieldType::Url => !has_blank,
        _ => true,
    }
}

/// Whether every innermost value is `{ VALUE }` with a valid text.
fn values_fit(kind: FieldType, given: &Value) -> bool {
    match given {
        Value::List(items) => !items.is_empty() && items.iter().all(|item| values_fit(kind, item)),
        Value::Map(entries) => match given.get("VALUE") {
            Some(value) => fits(kind, value),
            None => !entries.is_empty() && entries.iter().all(|(_, item)| values_fit(kind, item)),
        },
        _ => false,
    }
}
