//! Parameters as the pairs of a form, nested in brackets as PHP reads them (rest-protocol.md, section 2).

use crate::value::Value;

/// The names and the leaves of a map, in order. A form has no sign for null: it is left out, and so is what has nothing
/// else in it, but for the parameters themselves, which become an empty text.
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

/// Written as an empty text.
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
