use crate::value::{Value, whole};

/// A field of the form of a request for information (field-types.md, section 1).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) id: String,
    /// Its type, as the portal names it.
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) multiple: bool,
    pub(crate) required: bool,
    pub(crate) options: Option<Vec<Choice>>,
    /// Written by `web`, which hands it on as it came.
    pub(crate) settings: Value,
    /// Written by `web`, which hands it on as it came.
    pub(crate) default: Value,
}

/// An option of a field that is chosen from a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choice {
    /// What is sent: the option's key.
    pub(crate) value: String,
    pub(crate) label: String,
}

impl Field {
    /// Whether its values are days or instants.
    pub(crate) fn holds_moments(&self) -> bool {
        ["date", "datetime", "UF:date", "S:Date", "S:DateTime"]
            .iter()
            .any(|kind| self.is(kind))
    }

    /// Whether its values are CRM items.
    pub(crate) fn holds_crm_items(&self) -> bool {
        ["E:ECrm", "S:ECrm", "UF:crm"]
            .iter()
            .any(|kind| self.is(kind))
    }

    /// The type as the server compares it: without letter case.
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }
}

/// Kinds of CRM items, and what stands before the number of one (field-types.md, section 7), but for smart processes.
pub(crate) const CRM_PREFIXES: [(&str, &str); 10] = [
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
];

/// What stands before the number of a CRM item of a kind: `CONTACT` → `C`, `DYNAMIC_136` → `T88`.
pub(crate) fn crm_prefix(kind: &str) -> Option<String> {
    if let Some((_, prefix)) = CRM_PREFIXES.iter().find(|(known, _)| *known == kind) {
        return Some((*prefix).to_owned());
    }
    let mut number = whole(kind.strip_prefix("DYNAMIC_")?)?;
    let mut hex = Vec::new();
    while number > 0 {
        hex.push(char::from_digit((number % 16) as u32, 16)?);
        number /= 16;
    }
    Some(['T'].into_iter().chain(hex.into_iter().rev()).collect())
}
