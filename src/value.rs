//! Values of callers, as Rust types.

use serde::Serializer;

/// A value of any shape. A map keeps the order of its keys.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Date(Date),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
    /// A reference to a value that stays in JavaScript.
    Foreign(Foreign),
    /// Cannot be sent to a portal.
    Invalid(InvalidReason),
}

/// A JavaScript `Date`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Date {
    /// Whole seconds since 1970.
    pub(crate) unix_seconds: f64,
    /// Year, month and day of month in the time zone of the browser.
    pub(crate) day: (u32, u32, u32),
}

/// A value that is too large to be copied from JavaScript.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Foreign {
    pub(crate) kind: ForeignKind,
    /// Its index in the list of values that stay in JavaScript.
    pub(crate) index: usize,
}

/// What a [`Foreign`] is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ForeignKind {
    /// A `Blob`, or a `File` with its name. `size` is in bytes.
    Blob { name: String, size: f64 },
    /// A text that is too long to be copied, such as a file's content in base64.
    Text {
        /// In UTF-16 units.
        length: f64,
        scan: TextScan,
    },
}

/// The properties of a text that validation needs. A long text is scanned in pieces.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TextScan {
    is_visible: bool,
    is_not_base64: bool,
    base64_digits: u64,
    padding: u32,
}

/// Why a value cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum InvalidReason {
    /// A function, a symbol, a `Map`, a DOM element, …
    UnsupportedType,
    /// `NaN`, an infinity, or a `BigInt` of more than 64 bits.
    NumberOutOfRange,
    /// An invalid `Date`.
    InvalidDate,
    /// A text with a lone surrogate.
    LoneSurrogate,
    /// A getter or a proxy threw.
    Unreadable,
    /// Too deep, for example because it contains itself.
    TooDeep,
    /// It has too many items.
    TooLarge,
}

impl Value {
    /// The value under a key of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    pub(crate) fn as_map(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The id of a database row: an integer above zero, as a number or as text.
    ///
    /// A text must be digits only: no sign, blank, fraction or exponent. At most `Number.MAX_SAFE_INTEGER`.
    pub(crate) fn as_id(&self) -> Option<u64> {
        let id = match self {
            Self::Number(number)
                if *number == number.trunc() && *number > 0.0 && *number <= MAX_SAFE =>
            {
                *number as u64
            }
            Self::Text(text) => parse_u64(text)?,
            _ => return None,
        };
        (id > 0).then_some(id)
    }

    /// A non-empty text or a number, as a text: numbers of the database arrive as either.
    pub(crate) fn to_text(&self) -> Option<String> {
        match self {
            Self::Text(text) if !text.is_empty() => Some(text.clone()),
            Self::Number(number) => Some(number_to_string(*number)),
            _ => None,
        }
    }

    /// The size of its files and large texts in a request, in bytes. Files are sent in base64.
    pub(crate) fn encoded_size(&self) -> f64 {
        match self {
            Self::Foreign(foreign) => match foreign.kind {
                ForeignKind::Blob { size, .. } => (size / 3.0).ceil() * 4.0,
                ForeignKind::Text { length, .. } => length,
            },
            Self::List(items) => items.iter().map(Self::encoded_size).sum(),
            Self::Map(entries) => entries.iter().map(|(_, item)| item.encoded_size()).sum(),
            _ => 0.0,
        }
    }

    /// Whether it is a text, in Rust or in JavaScript.
    pub(crate) fn is_text(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Foreign(foreign) => matches!(foreign.kind, ForeignKind::Text { .. }),
            _ => false,
        }
    }

    /// Whether it is a text without a visible character.
    pub(crate) fn is_blank_text(&self) -> bool {
        match self {
            // Looks no further than the first visible character.
            Self::Text(text) => !text.chars().any(is_visible),
            _ => self.scan_text().is_some_and(|scan| scan.is_blank()),
        }
    }

    /// `None` if it is not a text.
    pub(crate) fn scan_text(&self) -> Option<TextScan> {
        match self {
            Self::Text(text) => Some(TextScan::of(text)),
            Self::Foreign(Foreign {
                kind: ForeignKind::Text { scan, .. },
                ..
            }) => Some(scan.clone()),
            _ => None,
        }
    }

    pub(crate) fn map(entries: Vec<(&str, Self)>) -> Self {
        let entries = entries.into_iter();
        Self::Map(
            entries
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// `Y` or `N`: all parts of the server read only these in the same way (server-rules.md, sections 6 and 7).
    pub(crate) fn yes_no(yes: bool) -> Self {
        Self::text(if yes { "Y" } else { "N" })
    }
}

impl TextScan {
    pub(crate) fn of(text: &str) -> Self {
        let mut scan = Self::default();
        scan.push(text);
        scan
    }

    /// Scans the next piece of a text.
    pub(crate) fn push(&mut self, piece: &str) {
        self.is_visible = self.is_visible || piece.chars().any(is_visible);
        for byte in piece.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
            match byte {
                b'=' => self.padding += 1,
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if self.padding == 0 => {
                    self.base64_digits += 1;
                }
                _ => self.is_not_base64 = true,
            }
            if self.is_not_base64 {
                return;
            }
        }
    }

    /// Whether the text has no visible character. The server trims ASCII blanks and NUL only, and accepts a lone no-break
    /// or zero-width space as a comment.
    pub(crate) fn is_blank(&self) -> bool {
        !self.is_visible
    }

    /// Whether the text is base64: the standard alphabet in groups of four. The server accepts line breaks and missing
    /// padding.
    pub(crate) fn is_base64(&self) -> bool {
        // One digit alone is less than one byte.
        !self.is_not_base64
            && self.base64_digits > 0
            && self.base64_digits % 4 != 1
            && self.padding <= 2
    }
}

fn is_visible(char: char) -> bool {
    !char.is_whitespace() && !matches!(char, '\0' | '\u{200b}' | '\u{feff}')
}

/// `Number.MAX_SAFE_INTEGER`.
pub(crate) const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// Parses decimal digits, up to `Number.MAX_SAFE_INTEGER`.
pub(crate) fn parse_u64(text: &str) -> Option<u64> {
    let mut number = 0u64;
    for byte in text.bytes() {
        let digit = char::from(byte).to_digit(10)?;
        number = number.checked_mul(10)?.checked_add(digit.into())?;
    }
    (!text.is_empty() && number <= MAX_SAFE as u64).then_some(number)
}

/// A number in decimal digits.
pub(crate) fn u64_to_string(number: u64) -> String {
    itoa::Buffer::new().format(number).to_owned()
}

/// A number in decimal digits, without an exponent: `7`, `-1.5`.
pub(crate) fn number_to_string(number: f64) -> String {
    // Adding zero removes the sign of -0.
    (number + 0.0).to_string()
}

/// Writes an integer as a JavaScript number: serde's 64-bit integers may become a `BigInt`.
pub(crate) fn as_number<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(*number as f64)
}

/// As [`as_number`], or null.
pub(crate) fn as_optional_number<S: Serializer>(
    number: &Option<u64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => as_number(number, serializer),
        None => serializer.serialize_none(),
    }
}
