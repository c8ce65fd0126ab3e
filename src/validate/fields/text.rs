//! Text, and what looks like it: addresses, links, ways to reach somebody.

use super::FieldError;
use crate::task::FieldType;
use crate::validate::Reason;
use crate::value::{Foreign, ForeignKind, Value};

/// Any text or number.
pub(super) fn text(given: &Value) -> Result<Value, FieldError> {
    match given {
        Value::Text(_)
        | Value::Number(_)
        | Value::Foreign(Foreign {
            kind: ForeignKind::Text { .. },
            ..
        }) => Ok(given.clone()),
        Value::Bool(yes) => Ok(Value::yes_no(*yes)),
        _ => Err(FieldError::invalid(Reason::Text)),
    }
}

/// An address, in whose text the server undoes HTML escapes twice (server-rules.md, section 7). One that holds any is
/// escaped twice beforehand, so that it is stored as it was given; one that is escaped so throughout has been.
pub(super) fn address(given: &Value) -> Result<Value, FieldError> {
    const ENTITIES: [&str; 6] = ["amp;", "lt;", "gt;", "quot;", "#039;", "#39;"];
    const ESCAPED: &str = "amp;amp;";
    let given = text(given)?;
    let Some(text) = given.as_text() else {
        return Ok(given);
    };
    let mut parts = text.split('&');
    let first = parts.next().unwrap_or_default();
    let parts: Vec<&str> = parts.collect();
    let is_entity = |part: &&str| ENTITIES.iter().any(|entity| part.starts_with(entity));
    if !parts.iter().any(is_entity) || parts.iter().all(|part| part.starts_with(ESCAPED)) {
        return Ok(given);
    }
    let escape = |address: String, part: &&str| [&address, "&", ESCAPED, part].concat();
    Ok(Value::Text(parts.iter().fold(first.to_owned(), escape)))
}

/// A text, or `{ TYPE: 'html' | 'text', TEXT }`.
pub(super) fn html(given: &Value) -> Result<Value, FieldError> {
    let Value::Map(entries) = given else {
        return text(given);
    };
    let part = |name: &str| given.get(name).and_then(Value::as_text);
    let typed = part("TYPE")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("html") || kind.eq_ignore_ascii_case("text"));
    if entries.len() == 2 && typed && part("TEXT").is_some() {
        Ok(given.clone())
    } else {
        Err(FieldError::invalid(Reason::Html))
    }
}

/// A mail address, telephone number, site or messenger: as a text, or in one of the forms of CRM's multiple fields,
/// which hold the text under VALUE.
pub(super) fn contact(kind: FieldType, given: &Value) -> Result<Value, FieldError> {
    let fits = |text: &str| match kind {
        FieldType::Email => {
            let mut parts = text.split('@');
            let parts = (parts.next(), parts.next(), parts.next());
            matches!(parts, (Some(name), Some(host), None) if !name.is_empty() && !host.is_empty())
                && !has_blank(text)
        }
        FieldType::Phone => text.bytes().any(|byte| byte.is_ascii_digit()),
        FieldType::Url => !has_blank(text),
        _ => true,
    };
    let detail = match kind {
        FieldType::Email => Reason::Email,
        FieldType::Phone => Reason::Phone,
        FieldType::Url => Reason::Url,
        _ => Reason::Text,
    };
    match given {
        Value::Text(text) if fits(text.trim()) => Ok(Value::text(text.trim())),
        Value::Number(_) if kind == FieldType::Phone => Ok(given.clone()),
        Value::List(_) | Value::Map(_) if values_fit(given, &fits) => Ok(given.clone()),
        _ => Err(FieldError::invalid(detail)),
    }
}

fn has_blank(text: &str) -> bool {
    text.bytes().any(|byte| byte == b' ')
}

/// Whether there is a text under VALUE at every end, and each fits.
fn values_fit(given: &Value, fits: &dyn Fn(&str) -> bool) -> bool {
    match given {
        Value::List(items) => !items.is_empty() && items.iter().all(|item| values_fit(item, fits)),
        Value::Map(entries) => match given.get("VALUE") {
            Some(value) => value.as_text().is_some_and(|text| fits(text.trim())),
            None => !entries.is_empty() && entries.iter().all(|(_, item)| values_fit(item, fits)),
        },
        _ => false,
    }
}
