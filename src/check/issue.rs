//! What is wrong with a completion, for programs and for people.

use crate::value::{Problem, digits};
use serde::Serialize;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Issue {
    pub(crate) code: IssueCode,
    pub(crate) path: Vec<Step>,
    pub(crate) params: Vec<(&'static str, Param)>,
    /// Which of a code's sentences tells it best.
    pub(crate) detail: Detail,
}

/// One step of the way to a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Step {
    Key(String),
    Index(u32),
}

/// What a message is made from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Param {
    Text(String),
    Number(f64),
}

/// Why exactly, where a code has several reasons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Detail {
    None,
    /// The task's number is another one than that of the task it is checked against.
    OtherTask,
    /// A name that was given before in another spelling.
    Twice,
    /// The name of something that exists, but for its letter case or blanks.
    Misspelt,
    /// The comment `"0"`, which the portal takes for none.
    Zero,
    Unusable(Problem),
}

/// What is wrong, as a stable name. `IssueCode` of the typings lists the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum IssueCode {
    TaskIdInvalid,
    StatusInvalid,
    StatusNotAllowed,
    TaskNotOpen,
    TaskTypeUnsupported,
    CommentRequired,
    CommentInvalid,
    FieldsInvalid,
    FieldsNotExpected,
    FieldUnknown,
    NameUnknown,
    ValueRequired,
    ValueInvalid,
    FileInvalid,
    DefaultNotKept,
}

/// Whether an issue blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Severity {
    Error,
    /// Tells what the portal will not keep.
    Warning,
}

impl IssueCode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TaskIdInvalid => "task_id_invalid",
            Self::StatusInvalid => "status_invalid",
            Self::StatusNotAllowed => "status_not_allowed",
            Self::TaskNotOpen => "task_not_open",
            Self::TaskTypeUnsupported => "task_type_unsupported",
            Self::CommentRequired => "comment_required",
            Self::CommentInvalid => "comment_invalid",
            Self::FieldsInvalid => "fields_invalid",
            Self::FieldsNotExpected => "fields_not_expected",
            Self::FieldUnknown => "field_unknown",
            Self::NameUnknown => "name_unknown",
            Self::ValueRequired => "value_required",
            Self::ValueInvalid => "value_invalid",
            Self::FileInvalid => "file_invalid",
            Self::DefaultNotKept => "default_not_kept",
        }
    }

    pub(crate) fn severity(self) -> Severity {
        match self {
            Self::DefaultNotKept => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl Severity {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Issue {
    pub(crate) fn new(code: IssueCode, path: Vec<Step>) -> Self {
        Self {
            code,
            path,
            params: Vec::new(),
            detail: Detail::None,
        }
    }

    pub(crate) fn because(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.params.push((name, Param::Text(value.to_owned())));
        self
    }

    pub(crate) fn with_number(mut self, name: &'static str, value: u64) -> Self {
        self.params.push((name, Param::Number(value as f64)));
        self
    }

    pub(crate) fn blocks(&self) -> bool {
        self.code.severity() == Severity::Error
    }
}

impl Step {
    pub(crate) fn key(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl Param {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => digits(*number as u64),
        }
    }
}
