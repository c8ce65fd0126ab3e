//! A task: its activity, its possible answers, and its form.

mod activity;
mod field;
mod field_type;
mod row;
mod shape;
mod status;

pub(crate) use activity::Activity;
pub(crate) use field::{CRM_PREFIXES, Choice, Field, crm_prefix};
pub(crate) use field_type::{FieldType, Support};
pub(crate) use row::{COLUMNS, FORM_COLUMNS, TEMPLATE_NAME_COLUMN};
pub(crate) use status::Status;

use crate::value::{as_number, as_optional_number};
use serde::Serialize;

/// A task of one of its participants.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Task {
    #[serde(serialize_with = "as_number")]
    pub(crate) id: u64,
    pub(crate) name: String,
    /// May contain BB-codes; untrusted text.
    pub(crate) description: String,
    pub(crate) activity: Activity,
    /// Whether the task waits for its user's answer. `None` while an earlier completion may be running: then the portal
    /// decides.
    pub(crate) open: Option<bool>,
    pub(crate) answer: Option<Status>,
    #[serde(serialize_with = "as_optional_number")]
    pub(crate) user_id: Option<u64>,
    pub(crate) workflow_id: String,
    pub(crate) workflow: Workflow,
    pub(crate) document_name: String,
    pub(crate) document_url: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) overdue: Option<String>,
    pub(crate) answers: Vec<AnswerOption>,
    pub(crate) comment: CommentRule,
    pub(crate) fields: Vec<Field>,
    /// Whether the portal fails to read the form. Then the form is unknown.
    pub(crate) broken: bool,
    /// `MODULE_ID` of the document, which decides on the types of fields. Empty if the row does not have it.
    #[serde(skip)]
    pub(crate) module: String,
}

/// The workflow of a task, from its row.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Workflow {
    pub(crate) started: Option<String>,
    /// The user who started it.
    #[serde(serialize_with = "as_optional_number")]
    pub(crate) started_by: Option<u64>,
    #[serde(serialize_with = "as_optional_number")]
    pub(crate) template_id: Option<u64>,
    pub(crate) template_name: Option<String>,
    /// The title of the workflow's state, in the portal's language.
    pub(crate) state: Option<String>,
}

/// A button of the task's form.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct AnswerOption {
    pub(crate) status: Status,
    pub(crate) label: String,
}

/// Whether the form shows a comment, and which answers require one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommentRule {
    pub(crate) shown: bool,
    pub(crate) label: String,
    pub(crate) required_for: Vec<Status>,
}

impl Task {
    /// The known part of a task whose form the portal fails to read.
    pub(crate) fn into_broken(self) -> Self {
        Self {
            answers: Vec::new(),
            fields: Vec::new(),
            broken: true,
            ..self
        }
    }
}
