//! Plain data as JSON. A browser makes objects of one text in a fraction of the time in which they are put together
//! property by property.

use crate::value::u64_to_string;

/// What can be written as JSON.
pub(crate) trait ToJson {
    /// Appends it to a text.
    fn write(&self, text: &mut String);
}

/// Something as a JSON text.
pub(crate) fn json(data: &dyn ToJson) -> String {
    let mut text = String::new();
    data.write(&mut text);
    text
}

/// Appends an object of these entries.
pub(crate) fn object(entries: &[(&str, &dyn ToJson)], text: &mut String) {
    let before = text.len();
    for (name, value) in entries {
        text.push(if text.len() == before { '{' } else { ',' });
        name.write(text);
        text.push(':');
        value.write(text);
    }
    text.push_str(if text.len() == before { "{}" } else { "}" });
}

impl ToJson for str {
    fn write(&self, text: &mut String) {
        text.push('"');
        for char in self.chars() {
            match char {
                '"' | '\\' => text.push('\\'),
                '\0'..'\x20' => {
                    text.push_str("\\u00");
                    text.push(if char < '\x10' { '0' } else { '1' });
                    let low = u32::from(char) % 16;
                    text.push(char::from_digit(low, 16).unwrap_or('0'));
                    continue;
                }
                _ => {}
            }
            text.push(char);
        }
        text.push('"');
    }
}

impl ToJson for String {
    fn write(&self, text: &mut String) {
        self.as_str().write(text);
    }
}

impl ToJson for bool {
    fn write(&self, text: &mut String) {
        text.push_str(if *self { "true" } else { "false" });
    }
}

/// No more than JavaScript counts exactly.
impl ToJson for u64 {
    fn write(&self, text: &mut String) {
        text.push_str(&u64_to_string(*self));
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, text: &mut String) {
        match self {
            Some(value) => value.write(text),
            None => text.push_str("null"),
        }
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, text: &mut String) {
        self.as_slice().write(text);
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write(&self, text: &mut String) {
        text.push('[');
        for (index, item) in self.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            item.write(text);
        }
        text.push(']');
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn write(&self, text: &mut String) {
        (**self).write(text);
    }
}
