//! The types of fields: the only table of them (field-types.md, sections 3 to 6).

/// The content of a field. Several types of the portal may have the same content.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum FieldType {
    Bool,
    Integer,
    Double,
    Text,
    /// Text in which the server decodes HTML entities.
    Address,
    Select,
    Date,
    DateTime,
    Time,
    File,
    User,
    /// The number of an element, a section or a Drive file.
    EntityId,
    /// A lead, a deal, an item of a smart process, …
    CrmItem,
    Money,
    /// Text with its type.
    Html,
    Email,
    Phone,
    Url,
    Messenger,
    /// A value for the field's own type.
    Any,
}

/// Whether the server stores values of a type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Support {
    Stored,
    /// The document does not know the type: the server drops its values without an error.
    Dropped,
    /// The type is unknown.
    Unknown,
}

/// Kinds of documents, as a set of bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Documents(u8);

const LISTS: u8 = 1;
const CRM: u8 = 2;
const RPA: u8 = 4;
const DISK: u8 = 8;
/// The virtual documents of older lists.
const VIRTUAL: u8 = 16;
const ALL: u8 = 255;
const NONE: u8 = 0;

/// The name, the content, and the documents that store values of the type.
#[rustfmt::skip]
const TYPES: &[(&str, FieldType, u8)] = &[
    ("bool", FieldType::Bool, ALL),
    ("int", FieldType::Integer, ALL),
    ("double", FieldType::Double, ALL),
    ("string", FieldType::Text, ALL),
    ("text", FieldType::Text, ALL),
    ("select", FieldType::Select, ALL),
    // Its options belong to a field of the document. The task does not contain them.
    ("internalselect", FieldType::Text, ALL),
    ("date", FieldType::Date, ALL),
    ("datetime", FieldType::DateTime, ALL),
    ("time", FieldType::Time, ALL),
    ("file", FieldType::File, ALL),
    ("user", FieldType::User, ALL),
    ("entityselector", FieldType::Any, ALL),
    ("document_type", FieldType::Any, ALL),
    ("S", FieldType::Text, VIRTUAL),
    ("T", FieldType::Text, VIRTUAL),
    ("N", FieldType::Double, VIRTUAL),
    ("L", FieldType::Select, VIRTUAL),
    ("F", FieldType::File, VIRTUAL),
    ("B", FieldType::Bool, VIRTUAL),
    ("S:UserID", FieldType::User, VIRTUAL),
    ("S:Date", FieldType::Date, VIRTUAL),
    ("S:DateTime", FieldType::DateTime, VIRTUAL),
    ("S:ECrm", FieldType::CrmItem, VIRTUAL),
    ("E:ECrm", FieldType::CrmItem, LISTS | VIRTUAL),
    ("E:EList", FieldType::EntityId, LISTS | VIRTUAL),
    ("S:employee", FieldType::User, LISTS | VIRTUAL),
    ("S:HTML", FieldType::Html, LISTS | VIRTUAL),
    ("S:DiskFile", FieldType::EntityId, LISTS | VIRTUAL),
    ("S:Money", FieldType::Money, LISTS | VIRTUAL),
    ("N:Sequence", FieldType::Integer, LISTS | VIRTUAL),
    ("S:ElementXmlID", FieldType::Text, LISTS | VIRTUAL),
    ("S:FileMan", FieldType::Text, LISTS | VIRTUAL),
    ("S:TopicID", FieldType::Text, LISTS | VIRTUAL),
    ("S:map_google", FieldType::Text, LISTS | VIRTUAL),
    ("phone", FieldType::Phone, CRM),
    ("email", FieldType::Email, CRM),
    ("web", FieldType::Url, CRM),
    ("im", FieldType::Messenger, CRM),
    ("deal_category", FieldType::Text, CRM),
    ("deal_stage", FieldType::Text, CRM),
    ("lead_status", FieldType::Text, CRM),
    ("sms_sender", FieldType::Text, CRM),
    ("mail_sender", FieldType::Text, CRM),
    ("UF:date", FieldType::Date, CRM),
    ("UF:money", FieldType::Money, CRM | RPA),
    ("UF:url", FieldType::Text, CRM | RPA),
    ("UF:address", FieldType::Address, CRM | RPA),
    ("UF:crm", FieldType::CrmItem, CRM | RPA),
    ("UF:crm_status", FieldType::Text, CRM | RPA),
    ("UF:iblock_element", FieldType::EntityId, CRM | RPA),
    ("UF:iblock_section", FieldType::EntityId, CRM | RPA),
    ("UF:resourcebooking", FieldType::Any, RPA),
    ("UF:employee", FieldType::User, DISK),
    // Only virtual documents know these. Templates of other documents may still contain them.
    ("S:map_yandex", FieldType::Any, VIRTUAL),
    ("S:directory", FieldType::Any, VIRTUAL),
    ("G:SectionAuto", FieldType::Any, VIRTUAL),
    ("E:SKU", FieldType::Any, VIRTUAL),
    ("E:EAutocomplete", FieldType::Any, VIRTUAL),
];

impl FieldType {
    /// By the portal's name of the type, which is case-insensitive. The documents are `None` for an unknown type.
    pub(crate) fn parse(name: &str) -> (Self, Option<Documents>) {
        let known = TYPES
            .iter()
            .find(|(known, ..)| name.eq_ignore_ascii_case(known));
        match known {
            Some((_, field_type, documents)) => (*field_type, Some(Documents(*documents))),
            // No document stores the other types of user fields.
            None if name.starts_with("UF:") => (Self::Any, Some(Documents(NONE))),
            None => (Self::Any, None),
        }
    }

    /// Whether it is one of CRM's multiple fields.
    pub(crate) fn is_contact(self) -> bool {
        matches!(
            self,
            Self::Email | Self::Phone | Self::Url | Self::Messenger
        )
    }

    /// `FieldKind` of the typings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Integer => "integer",
            Self::Double => "double",
            Self::Text => "text",
            Self::Address => "address",
            Self::Select => "select",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Time => "time",
            Self::File => "file",
            Self::User => "user",
            Self::EntityId => "entity-id",
            Self::CrmItem => "crm-item",
            Self::Money => "money",
            Self::Html => "html",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::Messenger => "messenger",
            Self::Any => "any",
        }
    }
}

impl Documents {
    /// Whether a document of this module stores the type. `module` is the row's `MODULE_ID`, or empty.
    pub(crate) fn support(self, module: &str) -> Support {
        let documents = match module {
            "lists" | "iblock" => LISTS,
            "crm" => CRM,
            "rpa" => RPA,
            "disk" => DISK,
            "bizproc" => VIRTUAL,
            "tasks" => 0,
            // The row does not contain the kind of document.
            "" => ALL,
            // Most other modules have the common types only.
            _ if self.0 != ALL => return Support::Unknown,
            _ => ALL,
        };
        if self.0 == ALL || self.0 & documents != 0 {
            Support::Stored
        } else {
            Support::Dropped
        }
    }
}
