//! What a task is: who is asked, which answers it takes, what its form looks like.

mod activity;
mod field;
mod row;
mod shape;
mod status;

pub(crate) use activity::Activity;
pub(crate) use field::{CRM_PREFIXES, Choice, Field, crm_prefix};
pub(crate) use row::COLUMNS;
pub(crate) use status::Status;

/// A task as one of its participants sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Task {
    pub(crate) id: u64,
    pub(crate) name: String,
    /// May hold BB-codes; untrusted text.
    pub(crate) description: String,
    pub(crate) activity: Activity,
    /// Still waiting for its user's answer.
    pub(crate) open: bool,
    pub(crate) answer: Option<Status>,
    pub(crate) user_id: Option<u64>,
    pub(crate) workflow_id: String,
    pub(crate) document_name: String,
    pub(crate) document_url: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) overdue: Option<String>,
    pub(crate) answers: Vec<Answer>,
    pub(crate) comment: CommentRule,
    pub(crate) fields: Vec<Field>,
    /// `MODULE_ID` of the document, which decides on the types of fields; empty where the row does not tell.
    pub(crate) module: String,
}

/// A button of the task's form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: Status,
    pub(crate) label: String,
}

/// Whether the form shows a comment, and which answers need one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CommentRule {
    pub(crate) shown: bool,
    pub(crate) label: String,
    pub(crate) required_for: Vec<Status>,
}

/// Why something is not a task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NoTask {
    /// It is no object.
    NoObject,
    /// A row without a usable `ID`.
    NoId,
    /// A row of `bizproc.task.list` where a parsed task is expected.
    Row,
    /// The task's part of this name is not what `parseTask` makes.
    Part(&'static str),
}
