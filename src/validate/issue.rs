//! What is wrong with a completion, for programs and for people.

use crate::json::ToJson;
use crate::value::{Problem, digits};

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
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    Key(String),
    Index(u32),
}

/// What a message is made from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Param {
    Text(String),
    Number(u64),
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
    /// A comment whose box has a name.
    Labelled,
    /// A comment whose place a field of the form takes.
    Replaced,
    Unusable(Problem),
    // What is expected instead.
    YesNo,
    Choice,
    Whole,
    Decimal,
    /// A number with a comma, which may stand for a point or for nothing.
    Comma,
    Money,
    Day,
    Instant,
    Time,
    User,
    Element,
    Crm,
    Text,
    Html,
    Email,
    Phone,
    Web,
    File,
    FileName,
    FileContent,
    FileEmpty,
    /// Not one file, but all of them.
    Together,
    /// Not for the portal, but for the browser.
    Room,
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
    ValueNotInOptions,
    ValueSingleExpected,
    FileInvalid,
    FileTooLarge,
    DefaultNotKept,
    TypeNotSettable,
    TypeUnknown,
}

/// Whether an issue blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Severity {
    Error,
    /// Tells what the portal will not keep.
    Warning,
}

#[cfg(test)]
impl IssueCode {
    pub(crate) const ALL: [Self; 20] = [
        Self::TaskIdInvalid,
        Self::StatusInvalid,
        Self::StatusNotAllowed,
        Self::TaskNotOpen,
        Self::TaskTypeUnsupported,
        Self::CommentRequired,
        Self::CommentInvalid,
        Self::FieldsInvalid,
        Self::FieldsNotExpected,
        Self::FieldUnknown,
        Self::NameUnknown,
        Self::ValueRequired,
        Self::ValueInvalid,
        Self::ValueNotInOptions,
        Self::ValueSingleExpected,
        Self::FileInvalid,
        Self::FileTooLarge,
        Self::DefaultNotKept,
        Self::TypeNotSettable,
        Self::TypeUnknown,
    ];
}

#[cfg(test)]
impl Detail {
    pub(crate) const ALL: [Self; 37] = [
        Self::None,
        Self::OtherTask,
        Self::Twice,
        Self::Misspelt,
        Self::Zero,
        Self::Labelled,
        Self::Replaced,
        Self::YesNo,
        Self::Choice,
        Self::Whole,
        Self::Decimal,
        Self::Comma,
        Self::Money,
        Self::Day,
        Self::Instant,
        Self::Time,
        Self::User,
        Self::Element,
        Self::Crm,
        Self::Text,
        Self::Html,
        Self::Email,
        Self::Phone,
        Self::Web,
        Self::File,
        Self::FileName,
        Self::FileContent,
        Self::FileEmpty,
        Self::Together,
        Self::Room,
        Self::Unusable(Problem::Kind),
        Self::Unusable(Problem::Number),
        Self::Unusable(Problem::Date),
        Self::Unusable(Problem::Surrogate),
        Self::Unusable(Problem::Unreadable),
        Self::Unusable(Problem::Depth),
        Self::Unusable(Problem::Size),
    ];
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
            Self::ValueNotInOptions => "value_not_in_options",
            Self::ValueSingleExpected => "value_single_expected",
            Self::FileInvalid => "file_invalid",
            Self::FileTooLarge => "file_too_large",
            Self::DefaultNotKept => "default_not_kept",
            Self::TypeNotSettable => "type_not_settable",
            Self::TypeUnknown => "type_unknown",
        }
    }

    pub(crate) fn severity(self) -> Severity {
        match self {
            Self::DefaultNotKept | Self::TypeNotSettable | Self::TypeUnknown => Severity::Warning,
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

    /// Of files that take so many bytes of a body that may have no more than `limit`: both as what files have on disk,
    /// in megabytes.
    pub(crate) fn with_size(self, weight: f64, limit: f64) -> Self {
        let megabytes = |bytes: f64| bytes * 0.75 / 1e6;
        self.with_number("size", megabytes(weight).ceil() as u64)
            .with_number("limit", megabytes(limit).floor() as u64)
    }

    pub(crate) fn with_number(mut self, name: &'static str, value: u64) -> Self {
        self.params.push((name, Param::Number(value)));
        self
    }

    /// Puts the params in the place of their names in braces.
    pub(crate) fn fill(&self, sentence: &str) -> String {
        crate::messages::fill(sentence, |name| {
            let param = self.params.iter().find(|(known, _)| *known == name);
            param.map(|(_, param)| param.text()).unwrap_or_default()
        })
    }

    pub(crate) fn blocks(&self) -> bool {
        self.code.severity() == Severity::Error
    }
}

impl Detail {
    /// As the keys of the messages have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::OtherTask => "other_task",
            Self::Twice => "twice",
            Self::Misspelt => "misspelt",
            Self::Zero => "zero",
            Self::Labelled => "labelled",
            Self::Replaced => "replaced",
            Self::Unusable(Problem::Kind) => "kind",
            Self::Unusable(Problem::Number) => "number",
            Self::Unusable(Problem::Date) => "date",
            Self::Unusable(Problem::Surrogate) => "surrogate",
            Self::Unusable(Problem::Unreadable) => "unreadable",
            Self::Unusable(Problem::Depth) => "depth",
            Self::Unusable(Problem::Size) => "size",
            Self::YesNo => "yes_no",
            Self::Choice => "choice",
            Self::Whole => "whole",
            Self::Decimal => "decimal",
            Self::Comma => "comma",
            Self::Money => "money",
            Self::Day => "day",
            Self::Instant => "instant",
            Self::Time => "time",
            Self::User => "user",
            Self::Element => "element",
            Self::Crm => "crm",
            Self::Text => "text",
            Self::Html => "html",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Web => "web",
            Self::File => "file",
            Self::FileName => "file_name",
            Self::FileContent => "file_content",
            Self::FileEmpty => "file_empty",
            Self::Together => "together",
            Self::Room => "room",
        }
    }
}

impl ToJson for Step {
    fn write(&self, text: &mut String) {
        match self {
            Self::Key(key) => key.write(text),
            Self::Index(index) => u64::from(*index).write(text),
        }
    }
}

impl ToJson for Param {
    fn write(&self, text: &mut String) {
        match self {
            Self::Text(param) => param.write(text),
            Self::Number(number) => number.write(text),
        }
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
            Self::Number(number) => digits(*number),
        }
    }
}
