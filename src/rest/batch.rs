//! Several requests in one: `batch` (delegate-and-batch.md, section B).

use super::reply::parse_count;
use super::{ErrorReply, Reply, Request, Success, encode_form};
use crate::value::{Value, number_to_string, u64_to_string};
use std::rc::Rc;

/// Letters in a row that cannot be a word of a script or of SQL.
const MAX_LETTERS_BESIDE_PUNCTUATION: usize = 3;

impl Request {
    /// A batch of requests. The portal executes them one after another, also after an error.
    pub(crate) fn batch(requests: &[Self]) -> Self {
        let commands = requests
            .iter()
            .map(|request| Value::Text(request.command()));
        let params = vec![
            ("halt", Value::Number(0.0)),
            ("cmd", Value::List(commands.collect())),
        ];
        Self::new("batch", params)
    }

    /// Whether the portal reads this request in a batch exactly as a single one. In a batch it replaces `$result[…]`
    /// and similar texts in values, and there is no escape. A filter also rewrites texts that look like a script or
    /// SQL.
    pub(crate) fn is_batchable(&self) -> bool {
        let params = encode_form(&self.params);
        params.iter().all(|(name, _)| is_name(name)) && self.has_untouched_values()
    }

    /// Whether neither the substitution nor the filter can alter the values.
    pub(super) fn has_untouched_values(&self) -> bool {
        let is_untouched = |value: &Value| match value {
            Value::Text(text) => is_untouched(text),
            Value::Number(number) => is_untouched(&number_to_string(*number)),
            Value::Null => true,
            _ => false,
        };
        let params = encode_form(&self.params);
        params.iter().all(|(_, value)| is_untouched(value))
    }

    /// `METHOD?QUERY`.
    fn command(&self) -> String {
        let mut command = [self.method, "?"].concat();
        for (index, (name, value)) in encode_form(&self.params).into_iter().enumerate() {
            if index > 0 {
                command.push('&');
            }
            percent_encode(&name, &mut command);
            command.push('=');
            match value {
                Value::Text(text) => percent_encode(text, &mut command),
                Value::Number(number) => {
                    percent_encode(&number_to_string(*number), &mut command);
                }
                _ => {}
            }
        }
        if self.start > 0 {
            command.push_str("&start=");
            command.push_str(&u64_to_string(self.start.into()));
        }
        command
    }
}

impl Reply {
    /// The replies to the requests of a batch. An error of the whole batch is the reply to each of them. A request
    /// without its own reply is unreadable: nothing is known about it.
    pub(crate) fn split(self, count: usize) -> Vec<Self> {
        let batch = match self {
            Self::Success(batch) => batch,
            other => return vec![other; count],
        };
        (0..count).map(|index| item(&batch.result, index)).collect()
    }
}

fn item(batch: &Value, index: usize) -> Reply {
    let of = |map: &str| entry(batch.get(map)?, index);
    if let Some(error) = of("result_error") {
        return match Reply::read(error, None) {
            Reply::Error(error) => Reply::Error(ErrorReply {
                status: None,
                ..error
            }),
            _ => Reply::Unreadable { status: None },
        };
    }
    match of("result") {
        Some(result) => Reply::Success(Rc::new(Success {
            result: result.clone(),
            next: of("result_next").and_then(parse_count),
            total: of("result_total").and_then(parse_count),
            time: of("result_time").cloned().unwrap_or(Value::Null),
        })),
        None => Reply::Unreadable { status: None },
    }
}

/// PHP writes a map as a list while its keys count from 0.
fn entry(map: &Value, index: usize) -> Option<&Value> {
    match map {
        Value::List(items) => items.get(index),
        map => map.get(&u64_to_string(index as u64)),
    }
}

/// The name of a parameter, with keys in brackets.
fn is_name(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'[' | b']'))
}

/// Whether neither substitution nor filter can change a text: a word such as `NEW_7`; numbers, dates and amounts with
/// groups of at most three letters; or words of non-ASCII letters.
fn is_untouched(text: &str) -> bool {
    let is_word = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let longest_run = text
        .split(|char: char| !char.is_ascii_alphabetic())
        .map(str::len)
        .max();
    let is_plain = |char: char| {
        char.is_ascii_alphanumeric()
            || matches!(char, '_' | '-' | ':' | '.' | ',' | '+' | '|' | ' ')
            // Latin letters with accents, and Cyrillic.
            || matches!(char, '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{4ff}')
    };
    let is_short = longest_run.is_none_or(|run| run <= MAX_LETTERS_BESIDE_PUNCTUATION);
    is_word || (is_short && text.chars().all(is_plain))
}

fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(byte.into());
        } else {
            let digit = |nibble: u8| {
                let digit = char::from_digit(nibble.into(), 16).unwrap_or('0');
                digit.to_ascii_uppercase()
            };
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
}
