//! The families of field types (field-types.md, sections 3 to 6).

use crate::task::Field;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    YesNo,
    Whole,
    Decimal,
    Text,
    /// Text in which the server undoes HTML escapes.
    Address,
    Choice,
    Day,
    Instant,
    Time,
    File,
    User,
    /// The number of an element, a section or a Drive file.
    Element,
    /// A lead, a deal, an item of a smart process, …
    Crm,
    Money,
    /// Text with its type.
    Html,
    Email,
    Phone,
    Web,
    Messenger,
    /// Whatever the field's own type makes of it.
    Any,
}

/// Whether the server stores values of a type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stored {
    Yes,
    /// The document does not know the type, and its values are dropped without a word.
    No,
    /// Nothing is known of the type.
    Unknown,
}

/// The kinds of documents whose types these are.
const LISTS: u8 = 1;
const CRM: u8 = 2;
const RPA: u8 = 4;
const DISK: u8 = 8;
/// The virtual documents of older lists.
const VIRTUAL: u8 = 16;
const ALL: u8 = 255;

#[rustfmt::skip]
const TYPES: &[(&str, Kind, u8)] = &[
    ("bool", Kind::YesNo, ALL),
    ("int", Kind::Whole, ALL),
    ("double", Kind::Decimal, ALL),
    ("string", Kind::Text, ALL),
    ("text", Kind::Text, ALL),
    ("select", Kind::Choice, ALL),
    // Its options are those of a field of the document, and not told.
    ("internalselect", Kind::Text, ALL),
    ("date", Kind::Day, ALL),
    ("datetime", Kind::Instant, ALL),
    ("time", Kind::Time, ALL),
    ("file", Kind::File, ALL),
    ("user", Kind::User, ALL),
    ("entityselector", Kind::Any, ALL),
    ("document_type", Kind::Any, ALL),
    ("S", Kind::Text, VIRTUAL),
    ("T", Kind::Text, VIRTUAL),
    ("N", Kind::Decimal, VIRTUAL),
    ("L", Kind::Choice, VIRTUAL),
    ("F", Kind::File, VIRTUAL),
    ("B", Kind::YesNo, VIRTUAL),
    ("S:UserID", Kind::User, VIRTUAL),
    ("S:Date", Kind::Day, VIRTUAL),
    ("S:DateTime", Kind::Instant, VIRTUAL),
    ("S:ECrm", Kind::Crm, VIRTUAL),
    ("E:ECrm", Kind::Crm, LISTS | VIRTUAL),
    ("E:EList", Kind::Element, LISTS | VIRTUAL),
    ("S:employee", Kind::User, LISTS | VIRTUAL),
    ("S:HTML", Kind::Html, LISTS | VIRTUAL),
    ("S:DiskFile", Kind::Element, LISTS | VIRTUAL),
    ("S:Money", Kind::Money, LISTS | VIRTUAL),
    ("N:Sequence", Kind::Whole, LISTS | VIRTUAL),
    ("phone", Kind::Phone, CRM),
    ("email", Kind::Email, CRM),
    ("web", Kind::Web, CRM),
    ("im", Kind::Messenger, CRM),
    ("deal_category", Kind::Text, CRM),
    ("deal_stage", Kind::Text, CRM),
    ("lead_status", Kind::Text, CRM),
    ("sms_sender", Kind::Text, CRM),
    ("mail_sender", Kind::Text, CRM),
    ("UF:date", Kind::Day, CRM),
    ("UF:money", Kind::Money, CRM | RPA),
    ("UF:url", Kind::Text, CRM | RPA),
    ("UF:address", Kind::Address, CRM | RPA),
    ("UF:crm", Kind::Crm, CRM | RPA),
    ("UF:crm_status", Kind::Text, CRM | RPA),
    ("UF:iblock_element", Kind::Element, CRM | RPA),
    ("UF:iblock_section", Kind::Element, CRM | RPA),
    ("UF:resourcebooking", Kind::Any, RPA),
    ("UF:employee", Kind::User, DISK),
    // Offered for no document; some are left over in templates.
    ("S:map_yandex", Kind::Any, 0),
    ("S:directory", Kind::Any, 0),
    ("G:SectionAuto", Kind::Any, 0),
    ("E:SKU", Kind::Any, 0),
    ("E:EAutocomplete", Kind::Any, 0),
];

/// What a field holds, and whether the document keeps it. `module` is the row's `MODULE_ID`, or empty.
pub(super) fn of(field: &Field, module: &str) -> (Kind, Stored) {
    let documents = match module {
        "lists" | "iblock" => LISTS,
        "crm" => CRM,
        "rpa" => RPA,
        "disk" => DISK,
        "bizproc" => VIRTUAL,
        "tasks" => 0,
        // Any of them, as far as can be told.
        _ => ALL,
    };
    match TYPES.iter().find(|(name, ..)| field.is(name)) {
        // No form can name it.
        Some((_, kind, _)) if field.id.is_empty() => (*kind, Stored::No),
        Some((_, kind, ALL)) => (*kind, Stored::Yes),
        Some((_, kind, of)) if of & documents != 0 => (*kind, Stored::Yes),
        Some((_, kind, _)) => (*kind, Stored::No),
        None => (Kind::Any, Stored::Unknown),
    }
}
