use super::field_type::{Documents, FieldType, Support};
use crate::value::{Value, parse_u64};
use serde::Serialize;

/// A field of the form of a request for information (field-types.md, section 1).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Field {
    pub(crate) id: String,
    /// The portal's name of its type.
    #[serde(rename = "type")]
    pub(crate) type_name: String,
    #[serde(skip)]
    pub(crate) field_type: FieldType,
    /// The documents that store values of the type; `None` if unknown.
    #[serde(skip)]
    pub(crate) documents: Option<Documents>,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) multiple: bool,
    pub(crate) required: bool,
    pub(crate) options: Option<Vec<Choice>>,
    /// The directory of CRM, or the list, with the field's entries.
    pub(crate) directory: Option<String>,
    /// Any value, which `browser` writes itself.
    #[serde(skip)]
    pub(crate) settings: Value,
    /// Any value, which `browser` writes itself.
    #[serde(skip)]
    pub(crate) default: Value,
}

/// An option of a field with a list of options.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Choice {
    /// The value to send: the option's key.
    pub(crate) value: String,
    pub(crate) label: String,
}

impl Field {
    /// Whether its values are dates, with or without a time.
    pub(crate) fn is_date(&self) -> bool {
        matches!(self.field_type, FieldType::Date | FieldType::DateTime)
    }

    /// The content of the field in a document of a module. RPA stores addresses as plain text.
    pub(crate) fn type_in(&self, module: &str) -> FieldType {
        match self.field_type {
            FieldType::Address if module == "rpa" => FieldType::Text,
            field_type => field_type,
        }
    }

    /// Whether every connection sends its id unchanged. Forms nest names in brackets, and quotes and line breaks end a
    /// name in multipart bodies.
    fn has_sendable_id(&self) -> bool {
        let is_reserved = |byte| matches!(byte, b'[' | b']' | b'"' | b'\r' | b'\n');
        !self.id.is_empty() && !self.id.bytes().any(is_reserved)
    }

    /// Whether the server stores its values. `module` is the row's `MODULE_ID`, or empty.
    pub(crate) fn support(&self, module: &str) -> Support {
        match self.documents {
            _ if !self.has_sendable_id() => Support::Dropped,
            Some(documents) => documents.support(module),
            None => Support::Unknown,
        }
    }
}

/// Prefixes of CRM items by entity type, without smart processes (field-types.md, section 7).
pub(crate) const CRM_PREFIXES: [(&str, &str); 11] = [
    ("LEAD", "L"),
    ("DEAL", "D"),
    ("CONTACT", "C"),
    ("COMPANY", "CO"),
    ("QUOTE", "Q"),
    ("INVOICE", "I"),
    ("SMART_INVOICE", "SI"),
    ("ORDER", "O"),
    ("REQUISITE", "RQ"),
    ("SMART_DOCUMENT", "DO"),
    ("SMART_B2E_DOC", "SBD"),
];

/// The prefix of CRM items of an entity type: `CONTACT` → `C`, `DYNAMIC_136` → `T88`.
pub(crate) fn crm_prefix(kind: &str) -> Option<String> {
    if let Some((_, prefix)) = CRM_PREFIXES.iter().find(|(known, _)| *known == kind) {
        return Some((*prefix).to_owned());
    }
    let mut number = parse_u64(kind.strip_prefix("DYNAMIC_")?)?;
    let mut hex = Vec::new();
    while number > 0 {
        hex.push(char::from_digit((number % 16) as u32, 16)?);
        number /= 16;
    }
    Some(['T'].into_iter().chain(hex.into_iter().rev()).collect())
}
