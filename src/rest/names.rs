//! Reads the names of users and CRM items for values of fields.

use super::{Lookup, MAX_COMMANDS, PAGE_SIZE, Reply, Request, Success};
use crate::value::{Value, parse_u64, u64_to_string};
use std::rc::Rc;

/// The target of one command of the batch.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Owner {
    User,
    /// A CRM item, by the id of its entity type.
    Crm(u64),
}

/// One batch that reads the names of users and the titles of CRM items.
#[derive(Debug, PartialEq)]
pub(crate) struct NameQuery {
    commands: Vec<(Owner, Vec<Target>)>,
}

/// A value of a field, and the id in it.
#[derive(Debug, PartialEq)]
struct Target {
    value: String,
    id: u64,
}

impl NameQuery {
    /// For values of fields: `user_12`, `C_607`, `T88_5`. Other values have no name.
    pub(crate) fn new<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let mut commands: Vec<(Owner, Vec<Target>)> = Vec::new();
        for value in values {
            let Some((owner, id)) = parse(value) else {
                continue;
            };
            let target = Target {
                value: value.to_owned(),
                id,
            };
            let mut own = commands.iter().filter(|(other, _)| *other == owner);
            if own.any(|(_, targets)| targets.contains(&target)) {
                continue;
            }
            let with_room = commands
                .iter()
                .position(|(other, targets)| *other == owner && targets.len() < PAGE_SIZE);
            let is_full = commands.len() >= MAX_COMMANDS;
            match with_room.and_then(|index| commands.get_mut(index)) {
                Some((_, targets)) => targets.push(target),
                None if is_full => {}
                None => commands.push((owner, vec![target])),
            }
        }
        Self { commands }
    }

    /// Each value with its name. Leaves out values without a name, and values that the app may not read.
    pub(crate) fn names(&self, batch: Rc<Success>) -> Vec<(String, String)> {
        let replies = Reply::Success(batch).split(self.commands.len());
        let mut names = Vec::new();
        for ((owner, targets), reply) in self.commands.iter().zip(replies) {
            let Reply::Success(success) = reply else {
                continue;
            };
            let result = &success.result;
            let rows = match owner {
                Owner::User => Some(result),
                Owner::Crm(_) => result.get("items"),
            };
            for row in rows.and_then(Value::as_list).unwrap_or_default() {
                let id = row.get("ID").or_else(|| row.get("id"));
                let id = id.and_then(Value::as_id);
                let found = targets.iter().filter(|target| Some(target.id) == id);
                for Target { value, .. } in found {
                    let name = name_of(*owner, row);
                    if !name.is_empty() {
                        names.push((value.clone(), name));
                    }
                }
            }
        }
        names
    }
}

impl Lookup for NameQuery {
    fn request(&self) -> Option<Request> {
        let commands = self.commands.iter();
        let requests: Vec<_> = commands
            .map(|(owner, targets)| lookup(*owner, targets))
            .collect();
        (!requests.is_empty()).then(|| Request::batch(&requests))
    }

    fn found(&self, batch: Rc<Success>) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for (value, name) in self.names(batch) {
            found.push((value, Value::Text(name)));
        }
        found
    }
}

/// `user_12` → user 12; `C_607` → contact 607.
fn parse(value: &str) -> Option<(Owner, u64)> {
    let (prefix, id) = value.rsplit_once('_')?;
    let id = parse_u64(id).filter(|id| *id > 0)?;
    let owner = match prefix {
        "user" => Owner::User,
        prefix => Owner::Crm(entity_type_id(prefix)?),
    };
    Some((owner, id))
}

/// The id of the entity type of a CRM item's prefix, for `crm.item.list`.
fn entity_type_id(prefix: &str) -> Option<u64> {
    match prefix {
        "L" => Some(1),
        "D" => Some(2),
        "C" => Some(CONTACT),
        "CO" => Some(4),
        "Q" => Some(7),
        "SI" => Some(31),
        // A smart process: T and the id of its type in hexadecimal.
        _ => u64::from_str_radix(prefix.strip_prefix('T')?, 16).ok(),
    }
}

/// One command of the batch.
fn lookup(owner: Owner, targets: &[Target]) -> Request {
    let ids = targets
        .iter()
        .map(|target| Value::Text(u64_to_string(target.id)));
    let filter = |name| Value::map(vec![(name, Value::List(ids.collect()))]);
    match owner {
        Owner::User => Request::new("user.get", vec![("FILTER", filter("ID"))]),
        Owner::Crm(entity) => {
            let columns = ["id", "title", "name", "secondName", "lastName"].into_iter();
            let select = columns.take(if entity == CONTACT { 5 } else { 2 });
            let params = vec![
                ("entityTypeId", Value::Text(u64_to_string(entity))),
                ("select", Value::List(select.map(Value::text).collect())),
                ("filter", filter("@id")),
            ];
            Request::new("crm.item.list", params)
        }
    }
}

/// The entity type of contacts, which have a name instead of a title.
const CONTACT: u64 = 3;

fn name_of(owner: Owner, row: &Value) -> String {
    let columns: &[&str] = match owner {
        Owner::User => &["NAME", "LAST_NAME"],
        Owner::Crm(CONTACT) => &["name", "secondName", "lastName"],
        Owner::Crm(_) => &["title"],
    };
    let parts: Vec<_> = columns
        .iter()
        .filter_map(|column| row.get(column)?.as_text())
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" ")
}
