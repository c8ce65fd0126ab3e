//! Parameters as a form, with nested names in brackets as PHP reads them (rest-protocol.md, section 2).

use crate::value::Value;

/// Returns the names and values of a form, in order. A form cannot express null or an empty map: both are omitted, except
/// that a parameter that would be omitted becomes an empty text.
pub(crate) fn encode_form(params: &Value) -> Vec<(String, &Value)> {
    let mut pairs = Vec::new();
    for (key, value) in params.as_map().unwrap_or_default() {
        let before = pairs.len();
        flatten_into(key.clone(), value, &mut pairs);
        if pairs.len() == before {
            pairs.push((key.clone(), &EMPTY));
        }
    }
    pairs
}

/// Whether a list has a text after a map or a list. BX24.js writes the texts of a list first, and PHP keeps the order
/// of a form (bx24js-behaviour.md, section 2).
pub(crate) fn has_texts_after_maps(params: &Value) -> bool {
    let is_nested = |value: &Value| matches!(value, Value::List(_) | Value::Map(_));
    match params {
        Value::List(items) => {
            let is_reordered = items
                .iter()
                .skip_while(|item| !is_nested(item))
                .any(|item| !is_nested(item));
            is_reordered || items.iter().any(has_texts_after_maps)
        }
        Value::Map(entries) => entries.iter().any(|(_, value)| has_texts_after_maps(value)),
        _ => false,
    }
}

/// It is encoded as an empty text.
static EMPTY: Value = Value::Null;

fn flatten_into<'a>(name: String, value: &'a Value, pairs: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                flatten_into(
                    [&name, "[", &crate::value::u64_to_string(index as u64), "]"].concat(),
                    item,
                    pairs,
                );
            }
        }
        Value::Map(entries) if !entries.is_empty() => {
            for (key, item) in entries {
                flatten_into([&name, "[", key, "]"].concat(), item, pairs);
            }
        }
        Value::Null => {}
        leaf => pairs.push((name, leaf)),
    }
}
