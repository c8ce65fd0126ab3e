//! A task from a row of `bizproc.task.list` (task-list.md, sections 3 and 4).

use super::{
    Activity, AnswerOption, Choice, CommentRule, Field, FieldType, Status, Task, Workflow,
    crm_prefix,
};
use crate::datetime::CivilDateTime;
use crate::html::decode_entities;
use crate::value::{Value, u64_to_string};

/// The columns that a task needs. The server computes `DOCUMENT_URL` from `MODULE_ID`.
pub(crate) const COLUMNS: [&str; 17] = [
    "ID",
    "WORKFLOW_ID",
    "DOCUMENT_NAME",
    "NAME",
    "DESCRIPTION",
    "MODIFIED",
    "WORKFLOW_STARTED",
    "WORKFLOW_STARTED_BY",
    "WORKFLOW_TEMPLATE_ID",
    "WORKFLOW_STATE",
    "OVERDUE_DATE",
    "STATUS",
    "USER_ID",
    "USER_STATUS",
    "MODULE_ID",
    "ACTIVITY",
    "PARAMETERS",
];

/// The columns that are needed only for the form, the description and the link to the document.
pub(crate) const FORM_COLUMNS: [&str; 3] = ["DESCRIPTION", "MODULE_ID", "PARAMETERS"];

/// Requested only in lists of open tasks: the server leaves out rows whose template was deleted. Templates with running
/// workflows cannot be deleted.
pub(crate) const TEMPLATE_NAME_COLUMN: &str = "WORKFLOW_TEMPLATE_NAME";

impl Task {
    /// Reads a row. Decodes HTML entities in names and descriptions, because the portal inserts values of the document
    /// as HTML (task-list.md, section 3). Missing columns are empty. A row without `STATUS` and `USER_STATUS` is open.
    pub(crate) fn from_row(row: &Value) -> Option<Self> {
        let column = |name| row.get(name).and_then(Value::to_text);
        let text = |name| column(name).unwrap_or_default();
        let id = |name| row.get(name).and_then(Value::as_id);
        // An empty map arrives as []. A row without this column has none.
        let parameters = row.get("PARAMETERS").unwrap_or(&Value::Null);
        let activity = Activity::parse(&text("ACTIVITY"));
        let (status, user_status) = (text("STATUS"), text("USER_STATUS"));
        // The portal stores "no" for users who had not answered before the task timed out (task-list.md, section 5).
        let is_timed_out = status == "4" && user_status == "2";
        Some(Self {
            id: id("ID")?,
            name: decode_entities(&text("NAME")),
            description: decode_entities(&text("DESCRIPTION")),
            open: Some(is_waiting(&status) && is_waiting(&user_status)),
            answer: Status::from_digit(&user_status).filter(|_| !is_timed_out),
            user_id: id("USER_ID"),
            workflow_id: text("WORKFLOW_ID"),
            workflow: Workflow {
                started: column("WORKFLOW_STARTED"),
                started_by: id("WORKFLOW_STARTED_BY"),
                template_id: id("WORKFLOW_TEMPLATE_ID"),
                template_name: column(TEMPLATE_NAME_COLUMN).map(|name| decode_entities(&name)),
                state: column("WORKFLOW_STATE").map(|state| decode_entities(&state)),
            },
            document_name: decode_entities(&text("DOCUMENT_NAME")),
            document_url: column("DOCUMENT_URL"),
            modified: column("MODIFIED"),
            overdue: column("OVERDUE_DATE"),
            answers: answers(&activity, parameters),
            comment: comment(&activity, parameters),
            fields: fields(parameters),
            broken: false,
            module: text("MODULE_ID"),
            activity,
        })
    }
}

fn is_waiting(status: &str) -> bool {
    status.is_empty() || status == "0"
}

fn answers(activity: &Activity, parameters: &Value) -> Vec<AnswerOption> {
    let answer = |status: &Status| {
        let (parameter, label) = match status {
            Status::Yes => ("StatusYesLabel", "Approve"),
            Status::No => ("StatusNoLabel", "Decline"),
            Status::Ok => ("StatusOkLabel", "OK"),
            Status::Cancel => ("StatusCancelLabel", "Cancel"),
        };
        let own_label = parameters.get(parameter).and_then(Value::to_text);
        AnswerOption {
            status: *status,
            label: own_label.unwrap_or_else(|| label.to_owned()),
        }
    };
    activity.statuses().iter().map(answer).collect()
}

/// A comment is required only if it is shown. Both values are case-sensitive (server-rules.md, section 4).
fn comment(activity: &Activity, parameters: &Value) -> CommentRule {
    let shown = parameters.get("ShowComment").and_then(Value::as_text) == Some("Y");
    let required = parameters.get("CommentRequired").and_then(Value::as_text);
    let statuses = activity.statuses();
    let required_for = match (required, statuses) {
        _ if !shown => &[],
        (Some("Y"), all) => all,
        // Only forms with two answers distinguish them: yes and no, ok and cancel.
        (Some("YA"), [accept, _]) => std::slice::from_ref(accept),
        (Some("YR"), [_, refuse]) => std::slice::from_ref(refuse),
        _ => &[],
    };
    CommentRule {
        shown,
        label: text(parameters.get("CommentLabel")),
        required_for: required_for.to_vec(),
    }
}

fn fields(parameters: &Value) -> Vec<Field> {
    let descriptors = parameters
        .get("Fields")
        .and_then(Value::as_list)
        .unwrap_or_default();
    descriptors.iter().filter_map(field).collect()
}

fn field(descriptor: &Value) -> Option<Field> {
    let id = text(Some(descriptor.get("Id")?));
    let flag = |name| matches!(descriptor.get(name), Some(Value::Bool(true)));
    let part = |name| descriptor.get(name).cloned().unwrap_or(Value::Null);
    let name = localized_text(descriptor.get("Name"));
    let type_name = text(descriptor.get("Type"));
    let (field_type, documents) = FieldType::parse(&type_name);
    let mut field = Field {
        name: if name.is_empty() { id.clone() } else { name },
        type_name,
        field_type,
        documents,
        description: localized_text(descriptor.get("Description")),
        multiple: flag("Multiple"),
        required: flag("Required"),
        options: options(descriptor.get("Options")),
        directory: None,
        settings: part("Settings"),
        default: part("Default"),
        id,
    };
    match field.field_type {
        FieldType::CrmItem => field.options = crm_kinds(descriptor.get("Options")),
        FieldType::EntityId => {
            field.options = None;
            field.directory = directory(descriptor.get("Options"));
        }
        FieldType::Text if field.type_name.eq_ignore_ascii_case("UF:crm_status") => {
            field.directory = directory(descriptor.get("Options"));
        }
        _ => {}
    }
    if field.is_date() {
        field.default = drop_epoch_placeholders(field.default);
    }
    Some(field)
}

/// The types of CRM items that a field allows: `{ CONTACT: 'Y', DEAL: 'N', VISIBLE: 'Y' }`.
fn crm_kinds(options: Option<&Value>) -> Option<Vec<Choice>> {
    let kinds = options?
        .as_map()?
        .iter()
        .filter(|(_, allowed)| allowed.as_text() == Some("Y"));
    Some(
        kinds
            .filter_map(|(kind, _)| {
                Some(Choice {
                    value: crm_prefix(kind)?,
                    label: kind.clone(),
                })
            })
            .collect(),
    )
}

/// The id of a directory or a list, which may be part of other settings of the field.
fn directory(options: Option<&Value>) -> Option<String> {
    let options = options?;
    options.get("IBLOCK_ID").unwrap_or(options).to_text()
}

/// The first second of 1970 means an empty default, or one that the server could not read.
fn drop_epoch_placeholders(default: Value) -> Value {
    let is_placeholder = |value: &Value| {
        let date = value
            .as_text()
            .and_then(|text| CivilDateTime::parse(text).ok());
        date.and_then(|date| date.unix_seconds()) == Some(0)
    };
    match default {
        Value::List(items) => Value::List(
            items
                .into_iter()
                .filter(|item| !is_placeholder(item))
                .collect(),
        ),
        value if is_placeholder(&value) => Value::Null,
        value => value,
    }
}

/// A map of keys to labels, or a list if the keys count from 0. An item may also be a pair of a key and a label. Other
/// values contain no options, for example the text of a directory (field-types.md, section 1).
fn options(options: Option<&Value>) -> Option<Vec<Choice>> {
    let items: Vec<(String, &Value)> = match options? {
        Value::Map(entries) => entries
            .iter()
            .map(|(key, item)| (key.clone(), item))
            .collect(),
        Value::List(items) => (0..).map(u64_to_string).zip(items).collect(),
        _ => return None,
    };
    let choice = |(key, item): (String, &Value)| {
        let (value, label) = match item.as_list() {
            Some([key, label]) => (text(Some(key)), label),
            _ => (key, item),
        };
        Choice {
            value,
            label: text(Some(label)),
        }
    };
    Some(items.into_iter().map(choice).collect())
}

/// A localised text. Older portals send a map of languages, of which the first one is used.
fn localized_text(value: Option<&Value>) -> String {
    match value {
        Some(Value::Map(languages)) => text(languages.first().map(|(_, value)| value)),
        value => text(value),
    }
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::to_text).unwrap_or_default()
}
