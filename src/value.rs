//! What a caller hands over, free of JavaScript.

/// A value of any shape. A map keeps the order in which its keys were given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Date(Date),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
    /// Stays in JavaScript and is only referred to here.
    Foreign(Foreign),
    /// Something that cannot be sent to a portal.
    Unusable(Problem),
}

/// A JavaScript `Date`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Date {
    /// Seconds since 1970, whole.
    pub(crate) unix: f64,
    /// Year, month and day of month in the zone of the browser.
    pub(crate) day: (u32, u32, u32),
}

/// A value that is too large, or of no use, to be copied out of JavaScript.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Foreign {
    pub(crate) kind: ForeignKind,
    /// Which of the values that were kept aside it is.
    pub(crate) index: usize,
}

/// What a [`Foreign`] is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ForeignKind {
    /// A `Blob`, or a `File` with its name, of so many bytes.
    Blob { name: String, size: f64 },
    /// A text of more than 100,000 UTF-16 units, such as a file's content in base64.
    Text { base64: bool, length: f64 },
}

/// Why a value cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Problem {
    /// A function, a symbol, a `Map`, a DOM element, …
    Kind,
    /// `NaN`, an infinity, or a `BigInt` of more than 64 bits.
    Number,
    /// An invalid `Date`.
    Date,
    /// A text with a surrogate that has lost its other half.
    Surrogate,
    /// A getter or a proxy threw.
    Unreadable,
    /// Nested too deeply, for example in a circle.
    Depth,
    /// Too many parts.
    Size,
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

    /// A number or a numeric text as a whole number above zero; what databases number their rows with.
    ///
    /// Digits only: no sign, blank, fraction or exponent, and no more than JavaScript counts exactly.
    pub(crate) fn as_id(&self) -> Option<u64> {
        let id = match self {
            Self::Number(number)
                if *number == number.trunc() && *number > 0.0 && *number <= MAX_SAFE =>
            {
                *number as u64
            }
            Self::Text(text) => whole(text)?,
            _ => return None,
        };
        (id > 0).then_some(id)
    }

    /// Bytes that its files take in a request, which has them in base64.
    pub(crate) fn weight(&self) -> f64 {
        match self {
            Self::Foreign(foreign) => match foreign.kind {
                ForeignKind::Blob { size, .. } => (size / 3.0).ceil() * 4.0,
                ForeignKind::Text { length, .. } => length,
            },
            Self::List(items) => items.iter().map(Self::weight).sum(),
            Self::Map(entries) => entries.iter().map(|(_, item)| item.weight()).sum(),
            _ => 0.0,
        }
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// `Y` or `N`, the only forms that mean the same everywhere (server-rules.md, sections 6 and 7).
    pub(crate) fn yes_no(yes: bool) -> Self {
        Self::text(if yes { "Y" } else { "N" })
    }
}

/// `Number.MAX_SAFE_INTEGER`.
pub(crate) const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// The number that a text of nothing but digits spells, up to `Number.MAX_SAFE_INTEGER`.
pub(crate) fn whole(text: &str) -> Option<u64> {
    let mut number = 0u64;
    for byte in text.bytes() {
        let digit = char::from(byte).to_digit(10)?;
        number = number.checked_mul(10)?.checked_add(digit.into())?;
    }
    (!text.is_empty() && number <= MAX_SAFE as u64).then_some(number)
}

/// The decimal digits of a number.
pub(crate) fn digits(mut number: u64) -> String {
    let mut reversed = Vec::new();
    loop {
        reversed.push(char::from_digit((number % 10) as u32, 10).unwrap_or('0'));
        number /= 10;
        if number == 0 {
            return reversed.iter().rev().collect();
        }
    }
}
