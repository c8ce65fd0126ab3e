//! Users, entities by id, and CRM items.

use super::FieldError;
use crate::task::{CRM_PREFIXES, Field, crm_prefix};
use crate::validate::{IssueCode, Reason};
use crate::value::{Value, parse_u64, u64_to_string};

/// `user_12`: the server reads a bare number as a group of users. Groups and roles are sent unchanged.
pub(super) fn user(given: &Value) -> Result<Value, FieldError> {
    const INVALID: FieldError = FieldError::invalid(Reason::User);
    let picked = PickerValue::parse(given);
    let id = picked.as_ref().map_or(given, |picked| picked.id);
    let department = match picked.as_ref().and_then(|picked| picked.entity) {
        None | Some("user") => None,
        // The two kinds of departments have different ids.
        Some("department") => Some("group_d"),
        Some("structure-node") => Some("group_hr"),
        Some(_) => return Err(INVALID),
    };
    if let Some(prefix) = department {
        // `5:F` is a department without those below it.
        let (id, below) = match id.as_text().and_then(|id| id.strip_suffix(":F")) {
            Some(id) => (parse_u64(id), ""),
            None => (id.as_id(), "r"),
        };
        let id = id.filter(|id| *id > 0).ok_or(INVALID)?;
        return Ok(Value::Text([prefix, below, &u64_to_string(id)].concat()));
    }
    let with_prefix = |id: u64| Value::Text(["user_", &u64_to_string(id)].concat());
    if let Some(id) = parse_id(id) {
        return Ok(with_prefix(id));
    }
    let text = id.as_text().map(str::trim).ok_or(INVALID)?;
    // The platform prints users as "John Smith [12]".
    let printed = text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['))
        .map(|(_, id)| id);
    let access_code = Some(text).filter(|_| picked.is_some());
    let user_id = printed
        .or_else(|| strip_prefix_ignore_case(text, "user_"))
        .or_else(|| access_code?.strip_prefix('U'));
    match user_id.and_then(parse_u64).filter(|id| *id > 0) {
        Some(id) => Ok(with_prefix(id)),
        None if is_group(text) => Ok(Value::text(text)),
        None if access_code.is_some_and(is_access_code) => {
            Ok(Value::Text(["group_", &text.to_ascii_lowercase()].concat()))
        }
        None => Err(INVALID),
    }
}

/// The codes of `BX24.selectAccess` for which the server finds users: all employees, departments, and groups of users.
fn is_access_code(code: &str) -> bool {
    let prefix = code.split(|char: char| char.is_ascii_digit()).next();
    ["UA", "D", "DR", "HR", "HRR", "G", "SG"].contains(&prefix.unwrap_or_default())
}

/// Groups and roles of workflows. The server also stores other words, but finds no user for them.
fn is_group(text: &str) -> bool {
    if ["author", "Author", "responsible_head"].contains(&text) {
        return true;
    }
    text.strip_prefix("group_").is_some_and(|code| {
        !code.is_empty()
            && code
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// The id of an element, a section or a Drive file.
pub(super) fn entity_id(given: &Value) -> Result<Value, FieldError> {
    let given = PickerValue::parse(given).map_or(given, |picked| picked.id);
    parse_id(given)
        .map(|id| Value::Text(u64_to_string(id)))
        .ok_or(FieldError::invalid(Reason::EntityId))
}

/// `C_12`, of a type that the field allows. The prefix may be omitted if the field allows only one type.
pub(super) fn crm_item(given: &Value, field: &Field) -> Result<Value, FieldError> {
    const INVALID: FieldError = FieldError(IssueCode::ValueInvalid, Reason::CrmItem);
    let allowed = field.options.as_deref().unwrap_or_default();
    let (given, entity) = match PickerValue::parse(given) {
        Some(PickerValue { id, entity }) => (id, entity),
        None => (given, None),
    };
    let (prefix, id) = match (parse_id(given), entity, allowed) {
        (Some(id), Some(entity), _) => {
            let prefix = crm_prefix(&entity.to_ascii_uppercase()).ok_or(INVALID)?;
            (prefix, id)
        }
        (Some(id), None, [one]) => (one.value.clone(), id),
        (Some(_), None, _) => return Err(INVALID),
        (None, ..) => {
            let text = given.as_text().map(str::trim).ok_or(INVALID)?;
            let (prefix, id) = text.rsplit_once('_').ok_or(INVALID)?;
            let id = parse_u64(id).filter(|id| *id > 0).ok_or(INVALID)?;
            (parse_prefix(prefix, field).ok_or(INVALID)?, id)
        }
    };
    if !allowed.is_empty() && !allowed.iter().any(|kind| kind.value == prefix) {
        return Err(FieldError(IssueCode::ValueNotInOptions, Reason::CrmItem));
    }
    Ok(Value::Text([&prefix, "_", &u64_to_string(id)].concat()))
}

/// `CO` for `co`, `COMPANY` or, in a field that allows it, `T88` for `t88` or `DYNAMIC_136`.
fn parse_prefix(prefix: &str, field: &Field) -> Option<String> {
    let allowed = field
        .options
        .iter()
        .flatten()
        .map(|kind| kind.value.as_str());
    let mut known = CRM_PREFIXES
        .iter()
        .map(|(_, prefix)| *prefix)
        .chain(allowed);
    if let Some(known) = known.find(|known| prefix.eq_ignore_ascii_case(known)) {
        return Some(known.to_owned());
    }
    if let Some(prefix) = crm_prefix(&prefix.to_ascii_uppercase()) {
        return Some(prefix);
    }
    // A smart process: T and the id of its type in hexadecimal.
    let hex = prefix
        .strip_prefix(['T', 't'])
        .filter(|hex| !hex.is_empty())?;
    let all_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_hex.then(|| ["T", &hex.to_ascii_lowercase()].concat())
}

/// The results of the portal's pickers: `{ id, name }` of `BX24.selectUser` and `BX24.selectAccess`,
/// `{ id, type, title }` of `BX24.selectCRM`, `{ id, entityId, title }` of the entity selector.
struct PickerValue<'a> {
    id: &'a Value,
    entity: Option<&'a str>,
}

impl<'a> PickerValue<'a> {
    fn parse(given: &'a Value) -> Option<Self> {
        let id = given.get("id")?;
        let entity = given.get("entityId").or_else(|| given.get("type"));
        Some(Self {
            id,
            entity: entity.and_then(Value::as_text),
        })
    }
}

/// The items in the result of `BX24.selectCRM`: `{ contact: { 0: { id: 'C_12', … } }, deal: … }`. PHP may have
/// converted the inner maps to lists.
pub(super) fn picked_items(given: &Value) -> Option<Vec<Value>> {
    let entries = given.as_map()?;
    if given.get("id").is_some() || entries.is_empty() {
        return None;
    }
    let mut items = Vec::new();
    for (_, group) in entries {
        match group {
            Value::List(group) => items.extend(group.iter().cloned()),
            Value::Map(group) => items.extend(group.iter().map(|(_, item)| item.clone())),
            _ => return None,
        }
    }
    items
        .iter()
        .all(|item| item.get("id").is_some())
        .then_some(items)
}

/// An id, which an input may have surrounded with blanks.
fn parse_id(given: &Value) -> Option<u64> {
    match given {
        Value::Text(text) => parse_u64(text.trim()).filter(|id| *id > 0),
        given => given.as_id(),
    }
}

fn strip_prefix_ignore_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}
