use crate::value::Value;
use serde::Serialize;

/// A field of the form of a request for information (field-types.md, section 1).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Field {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) multiple: bool,
    pub(crate) required: bool,
    pub(crate) options: Option<Vec<Choice>>,
    /// Written by `web`, which hands it on as it came.
    #[serde(skip)]
    pub(crate) settings: Value,
    /// Written by `web`, which hands it on as it came.
    #[serde(skip)]
    pub(crate) default: Value,
}

/// An option of a field that is chosen from a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Choice {
    /// What is sent: the option's key.
    pub(crate) value: String,
    pub(crate) label: String,
}

impl Field {
    /// The type as the server compares it: without letter case.
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }
}
