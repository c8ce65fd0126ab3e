//! The order of keys in a JSON text.
//!
//! JavaScript moves integer keys to the front, in ascending order: `{"20":"First","3":"Second"}` is read as 3, 20. The
//! options of a field have such keys, and their order matters. This module reads only the order of keys: a second JSON
//! parser (serde_json) would be as large as all field types together.

use crate::value::Value;

/// Sorts the keys of all maps in a value in the order of the JSON text from which JavaScript parsed it. If the two do
/// not match, the value stays unchanged.
pub(crate) fn restore_key_order(value: &mut Value, json: &str) {
    restore(value, &mut json.as_bytes());
}

fn restore(value: &mut Value, json: &mut &[u8]) -> Option<()> {
    skip_blanks(json);
    match (value, json.first()?) {
        (Value::Map(entries), b'{') => restore_map(entries, json),
        (Value::List(items), b'[') => restore_list(items, json),
        _ => skip_value(json),
    }
}

fn restore_map(entries: &mut Vec<(String, Value)>, json: &mut &[u8]) -> Option<()> {
    // JavaScript has integer keys first, in ascending order, then the others in the order of the text.
    let count = entries
        .iter()
        .take_while(|(name, _)| parse_integer(name.as_bytes()).is_some())
        .count();
    let (integers, others) = entries.split_at_mut(count);
    let mut others = others.iter_mut().enumerate().peekable();
    let mut places = Vec::new();
    skip(json, b'{')?;
    while !close(json, b'}')? {
        let key = take_string(json)?;
        skip_blanks(json);
        skip(json, b':')?;
        let found = match parse_integer(key) {
            Some(number) => {
                let place = integers.binary_search_by_key(&Some(number), |(name, _)| {
                    parse_integer(name.as_bytes())
                });
                place
                    .ok()
                    .and_then(|place| Some((place, integers.get_mut(place)?)))
            }
            None => others
                .next_if(|(_, (name, _))| name.as_bytes() == key || key.contains(&b'\\'))
                .map(|(place, entry)| (count + place, entry)),
        };
        match found {
            Some((place, (_, value))) => {
                places.push(place);
                restore(value, json)?;
            }
            // If a key occurs twice, JavaScript has its last value.
            None => skip_value(json)?,
        }
    }
    if count > 0 {
        let mut slots: Vec<_> = std::mem::take(entries).into_iter().map(Some).collect();
        let in_order = places
            .iter()
            .filter_map(|place| slots.get_mut(*place)?.take());
        entries.extend(in_order);
        entries.extend(slots.into_iter().flatten());
    }
    Some(())
}

fn restore_list(items: &mut [Value], json: &mut &[u8]) -> Option<()> {
    let mut items = items.iter_mut();
    skip(json, b'[')?;
    while !close(json, b']')? {
        restore(items.next()?, json)?;
    }
    Some(())
}

/// A key that JavaScript moves to the front. Integers above 2³² − 2 stay where they are.
fn parse_integer(key: &[u8]) -> Option<u64> {
    let number = crate::value::parse_u64(std::str::from_utf8(key).ok()?)?;
    let is_canonical = key == b"0" || !key.starts_with(b"0");
    (is_canonical && number < u64::from(u32::MAX)).then_some(number)
}

/// Skips a comma or the closing bracket, and returns whether it was the bracket.
fn close(json: &mut &[u8], bracket: u8) -> Option<bool> {
    skip_blanks(json);
    if skip(json, bracket).is_some() {
        return Some(true);
    }
    let _ = skip(json, b',');
    skip_blanks(json);
    json.first().map(|_| false)
}

/// Skips a whole value of any depth.
fn skip_value(json: &mut &[u8]) -> Option<()> {
    let mut depth = 0u32;
    loop {
        skip_blanks(json);
        match json.first()? {
            b'"' => {
                take_string(json)?;
            }
            b'{' | b'[' => {
                depth += 1;
                *json = json.get(1..)?;
                continue;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                *json = json.get(1..)?;
            }
            b',' | b':' => {
                *json = json.get(1..)?;
                continue;
            }
            // A number, true, false or null.
            _ => {
                let end = json
                    .iter()
                    .position(|byte| b",:]} \t\r\n".contains(byte))
                    .unwrap_or(json.len());
                *json = json.get(end..)?;
            }
        }
        if depth == 0 {
            return Some(());
        }
    }
}

/// The raw text of a string, without its quotes.
fn take_string<'a>(json: &mut &'a [u8]) -> Option<&'a [u8]> {
    let text = json.strip_prefix(b"\"")?;
    let mut end = 0;
    loop {
        match text.get(end)? {
            b'"' => break,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    *json = text.get(end + 1..)?;
    text.get(..end)
}

fn skip_blanks(json: &mut &[u8]) {
    *json = json.trim_ascii_start();
}

fn skip(json: &mut &[u8], byte: u8) -> Option<()> {
    *json = json.strip_prefix(&[byte])?;
    Some(())
}
