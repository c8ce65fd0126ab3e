use crate::value::Value;
use serde::Serialize;

/// An answer to a task: the parameter `STATUS`.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Yes,
    No,
    Ok,
    Cancel,
}

impl Status {
    pub(crate) const ALL: [Self; 4] = [Self::Yes, Self::No, Self::Ok, Self::Cancel];

    /// Parses the documented forms: a number, its digit, or its word in any letter case. The server also accepts `true`
    /// and "waiting", which are not documented (server-rules.md, section 3).
    pub(crate) fn parse(value: &Value) -> Option<Self> {
        Self::ALL.into_iter().find(|status| match value {
            Value::Number(number) => *number == f64::from(status.number()),
            Value::Text(text) => text == status.digit() || text.eq_ignore_ascii_case(status.name()),
            _ => false,
        })
    }

    /// A participant's `USER_STATUS`, which uses the same numbers.
    pub(crate) fn from_digit(digit: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.digit() == digit)
    }

    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Yes => 1,
            Self::No => 2,
            Self::Ok => 3,
            Self::Cancel => 4,
        }
    }

    fn digit(self) -> &'static str {
        match self {
            Self::Yes => "1",
            Self::No => "2",
            Self::Ok => "3",
            Self::Cancel => "4",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Ok => "ok",
            Self::Cancel => "cancel",
        }
    }
}
