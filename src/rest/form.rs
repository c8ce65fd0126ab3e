//! Parameters as the pairs of a form, nested in brackets as PHP reads them (rest-protocol.md, section 2).

use crate::value::Value;

/// The names and the leaves of a map, in order. Empty lists and maps become an empty text: a form has no other sign
/// for them.
pub(crate) fn pairs(params: &Value) -> Vec<(String, &Value)> {
    let mut pairs = Vec::new();
    for (key, value) in params.as_map().unwrap_or_default() {
        nest(key.clone(), value, &mut pairs);
    }
    pairs
}

fn nest<'a>(name: String, value: &'a Value, pairs: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                nest(
                    [&name, "[", &crate::value::digits(index as u64), "]"].concat(),
                    item,
                    pairs,
                );
            }
        }
        Value::Map(entries) if !entries.is_empty() => {
            for (key, item) in entries {
                nest([&name, "[", key, "]"].concat(), item, pairs);
            }
        }
        leaf => pairs.push((name, leaf)),
    }
}
