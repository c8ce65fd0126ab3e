//! Reads the options of fields whose values are ids on the portal: pipelines and stages of deals, entries of CRM
//! directories, elements and sections of lists.

use super::{Lookup, MAX_COMMANDS, PAGE_SIZE, Reply, Request, Success};
use crate::task::{Choice, Field};
use crate::value::{Value, parse_u64, u64_to_string};
use std::rc::Rc;

/// The source of options.
#[derive(PartialEq)]
enum Source {
    /// The pipelines of deals.
    Pipelines,
    /// The stages of all pipelines.
    Stages,
    /// A directory of CRM. The stages of one pipeline are a directory too.
    Directory(String),
    /// A list: the method reads its elements or its sections.
    List(&'static str, String),
}

/// One batch that reads the options of fields.
pub(crate) struct FieldOptionsQuery {
    /// Each field's id, and the source of its options.
    sources: Vec<(String, Source)>,
}

impl FieldOptionsQuery {
    /// For the fields of a task. Most fields already have their options, or have none.
    pub(crate) fn new(fields: &[Field]) -> Self {
        let mut sources = Vec::new();
        for field in fields {
            let source = match field.options {
                // Each field needs at most two commands.
                None if sources.len() < MAX_COMMANDS / 2 => Source::of(field),
                _ => None,
            };
            if let Some(source) = source {
                sources.push((field.id.clone(), source));
            }
        }
        Self { sources }
    }

    fn requests(&self) -> Vec<Request> {
        let mut requests = Vec::new();
        for (_, source) in &self.sources {
            source.push_requests(&mut requests);
        }
        requests
    }

    /// The options of each field, by its id. Leaves out fields whose options the app may not read, or which have too
    /// many.
    pub(crate) fn options(&self, batch: Rc<Success>) -> Vec<(String, Vec<Choice>)> {
        let mut requests = self.requests();
        let replies = Reply::Success(batch).split(requests.len());
        let mut results = replies.iter().map(|reply| match reply {
            Reply::Success(success) => &success.result,
            _ => &Value::Null,
        });
        let mut found = Vec::new();
        for (id, source) in &self.sources {
            requests.clear();
            source.push_requests(&mut requests);
            let first = results.next().unwrap_or(&Value::Null);
            let second = match requests.len() {
                1 => None,
                _ => results.next(),
            };
            let choices = source.choices(first, second.unwrap_or(&Value::Null));
            if !choices.is_empty() {
                found.push((id.clone(), choices));
            }
        }
        found
    }
}

impl Lookup for FieldOptionsQuery {
    fn request(&self) -> Option<Request> {
        let requests = self.requests();
        (!requests.is_empty()).then(|| Request::batch(&requests))
    }

    fn found(&self, batch: Rc<Success>) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for (id, choices) in self.options(batch) {
            let mut options = Vec::new();
            for Choice { value, label } in choices {
                options.push(Value::map(vec![
                    ("value", Value::Text(value)),
                    ("label", Value::Text(label)),
                ]));
            }
            found.push((id, Value::List(options)));
        }
        found
    }
}

impl Source {
    fn of(field: &Field) -> Option<Self> {
        let is = |name: &str| field.type_name.eq_ignore_ascii_case(name);
        let directory = field.directory.as_deref();
        if is("deal_category") {
            return Some(Self::Pipelines);
        }
        if is("deal_stage") {
            let pipeline = field.settings.get("categoryId").and_then(Value::to_text);
            return Some(match pipeline {
                Some(pipeline) => Self::Directory(stages_of(&pipeline)),
                None => Self::Stages,
            });
        }
        if is("lead_status") {
            return Some(Self::Directory("STATUS".to_owned()));
        }
        if is("UF:crm_status") {
            return Some(Self::Directory(directory?.to_owned()));
        }
        let method = if is("E:EList") || is("UF:iblock_element") {
            "lists.element.get"
        } else if is("UF:iblock_section") {
            "lists.section.get"
        } else {
            return None;
        };
        Some(Self::List(method, u64_to_string(parse_u64(directory?)?)))
    }

    fn push_requests(&self, requests: &mut Vec<Request>) {
        let directory = match self {
            Self::Directory(id) => Some(id),
            Self::List(method, id) => {
                // The field does not contain the type of its list.
                for list_type in ["lists", "bitrix_processes"] {
                    requests.push(request(
                        method,
                        &[
                            ("IBLOCK_TYPE_ID", list_type),
                            ("IBLOCK_ID", id),
                            ("SELECT[0]", "ID"),
                            ("SELECT[1]", "NAME"),
                            ("ELEMENT_ORDER[NAME]", "ASC"),
                        ],
                    ));
                }
                return;
            }
            Self::Pipelines | Self::Stages => {
                requests.push(request("crm.category.list", &[("entityTypeId", "2")]));
                None
            }
        };
        let params = [
            ("order[SORT]", "ASC"),
            ("filter[ENTITY_ID]", directory.map_or("", String::as_str)),
        ];
        match self {
            Self::Pipelines => {}
            Self::Stages => requests.push(request("crm.status.list", &params[..1])),
            _ => requests.push(request("crm.status.list", &params)),
        }
    }

    /// The contents of the replies.
    fn choices(&self, first: &Value, second: &Value) -> Vec<Choice> {
        match self {
            Self::Pipelines => choices(first.get("categories"), "id", "name", None),
            Self::Directory(_) => choices(Some(first), "STATUS_ID", "NAME", None),
            Self::Stages => {
                let pipelines = choices(first.get("categories"), "id", "name", None);
                let mut found = Vec::new();
                for pipeline in &pipelines {
                    let directory = stages_of(&pipeline.value);
                    for stage in choices(Some(second), "STATUS_ID", "NAME", Some(&directory)) {
                        let label = match pipelines.len() {
                            1 => stage.label,
                            _ => [&pipeline.label, ": ", &stage.label].concat(),
                        };
                        found.push(Choice { label, ..stage });
                    }
                }
                found
            }
            Self::List(..) => {
                let mut found = choices(Some(first), "ID", "NAME", None);
                if found.is_empty() {
                    found = choices(Some(second), "ID", "NAME", None);
                }
                // After a full page there may be more.
                if found.len() >= PAGE_SIZE {
                    found.clear();
                }
                found
            }
        }
    }
}

/// The directory with the stages of a pipeline.
fn stages_of(pipeline: &str) -> String {
    match pipeline {
        "0" => "DEAL_STAGE".to_owned(),
        pipeline => ["DEAL_STAGE_", pipeline].concat(),
    }
}

/// The rows of a list; with a directory, only the rows of this directory.
fn choices(rows: Option<&Value>, value: &str, label: &str, directory: Option<&str>) -> Vec<Choice> {
    let mut found = Vec::new();
    for row in rows.and_then(Value::as_list).unwrap_or_default() {
        let text = |name| row.get(name).and_then(Value::to_text);
        let is_own =
            directory.is_none() || row.get("ENTITY_ID").and_then(Value::as_text) == directory;
        if let (true, Some(value), Some(label)) = (is_own, text(value), text(label)) {
            found.push(Choice { value, label });
        }
    }
    found
}

/// A command. Names with brackets stand for maps and lists.
fn request(method: &'static str, params: &[(&str, &str)]) -> Request {
    let params = params.iter();
    Request::new(
        method,
        params
            .map(|(name, value)| (*name, Value::text(value)))
            .collect(),
    )
}
