//! Issues of a completion, for programs and for users.

use crate::value::{InvalidReason, as_number, u64_to_string};
use serde::Serialize;

/// One problem and its path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Issue {
    pub(crate) code: IssueCode,
    pub(crate) path: Vec<PathSegment>,
    pub(crate) params: Vec<(&'static str, Param)>,
    /// Selects a more specific message than the code's.
    pub(crate) reason: Reason,
    pub(crate) severity: Severity,
}

/// One step of the path to a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum PathSegment {
    Key(String),
    Index(u32),
}

/// A value to interpolate into a message.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Param {
    Text(String),
    Number(#[serde(serialize_with = "as_number")] u64),
}

/// The cause of an issue, if a code has several.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reason {
    None,
    /// The completion has the id of another task than the given one.
    OtherTask,
    /// The name occurs twice, in different spellings.
    DuplicateName,
    /// There is a name that differs only in letter case or blanks.
    DidYouMean,
    /// The comment `"0"`, which the server treats as empty.
    LiteralZero,
    /// The comment has its own label.
    WithLabel,
    /// A field of the form replaces the comment.
    ConflictsWithField,
    InvalidValue(InvalidReason),
    // The expected value.
    YesNo,
    Choice,
    Integer,
    Decimal,
    /// A number with a comma, which may be a decimal or a thousands separator.
    AmbiguousComma,
    Money,
    Date,
    DateTime,
    Time,
    User,
    EntityId,
    CrmItem,
    Text,
    Html,
    Email,
    Phone,
    Url,
    File,
    FileName,
    FileContent,
    FileEmpty,
    /// The field is required, but cannot be set.
    Required,
    /// All files together.
    TotalSize,
    /// The browser cannot store it.
    OutOfStorage,
}

/// A stable code. `IssueCode` of the typings has the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum IssueCode {
    TaskIdInvalid,
    StatusInvalid,
    StatusNotAllowed,
    /// For this task the status means another one, which is sent.
    StatusNormalized,
    TaskNotOpen,
    /// The portal fails to read the task's form.
    TaskUnreadable,
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
    FieldsNotKnown,
    ValuesNotConfirmed,
    WorkflowFailed,
}

/// Whether an issue prevents sending.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    Error,
    /// The portal will not store a value unchanged.
    Warning,
}

#[cfg(test)]
impl IssueCode {
    pub(crate) const ALL: [Self; 25] = [
        Self::TaskIdInvalid,
        Self::StatusInvalid,
        Self::StatusNotAllowed,
        Self::StatusNormalized,
        Self::TaskNotOpen,
        Self::TaskUnreadable,
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
        Self::FieldsNotKnown,
        Self::ValuesNotConfirmed,
        Self::WorkflowFailed,
    ];
}

#[cfg(test)]
impl Reason {
    pub(crate) const ALL: [Self; 38] = [
        Self::None,
        Self::OtherTask,
        Self::DuplicateName,
        Self::DidYouMean,
        Self::LiteralZero,
        Self::WithLabel,
        Self::ConflictsWithField,
        Self::YesNo,
        Self::Choice,
        Self::Integer,
        Self::Decimal,
        Self::AmbiguousComma,
        Self::Money,
        Self::Date,
        Self::DateTime,
        Self::Time,
        Self::User,
        Self::EntityId,
        Self::CrmItem,
        Self::Text,
        Self::Html,
        Self::Email,
        Self::Phone,
        Self::Url,
        Self::File,
        Self::FileName,
        Self::FileContent,
        Self::FileEmpty,
        Self::Required,
        Self::TotalSize,
        Self::OutOfStorage,
        Self::InvalidValue(InvalidReason::UnsupportedType),
        Self::InvalidValue(InvalidReason::NumberOutOfRange),
        Self::InvalidValue(InvalidReason::InvalidDate),
        Self::InvalidValue(InvalidReason::LoneSurrogate),
        Self::InvalidValue(InvalidReason::Unreadable),
        Self::InvalidValue(InvalidReason::TooDeep),
        Self::InvalidValue(InvalidReason::TooLarge),
    ];
}

impl IssueCode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TaskIdInvalid => "task_id_invalid",
            Self::StatusInvalid => "status_invalid",
            Self::StatusNotAllowed => "status_not_allowed",
            Self::StatusNormalized => "status_normalized",
            Self::TaskNotOpen => "task_not_open",
            Self::TaskUnreadable => "task_unreadable",
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
            Self::FieldsNotKnown => "fields_not_known",
            Self::ValuesNotConfirmed => "values_not_confirmed",
            Self::WorkflowFailed => "workflow_failed",
        }
    }

    fn severity(self) -> Severity {
        match self {
            Self::StatusNormalized
            | Self::DefaultNotKept
            | Self::TypeNotSettable
            | Self::TypeUnknown
            | Self::FieldsNotKnown
            | Self::ValuesNotConfirmed
            | Self::WorkflowFailed => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl Issue {
    pub(crate) fn new(code: IssueCode, path: Vec<PathSegment>) -> Self {
        Self {
            code,
            path,
            params: Vec::new(),
            reason: Reason::None,
            severity: code.severity(),
        }
    }

    pub(crate) fn with_reason(mut self, reason: Reason) -> Self {
        self.reason = reason;
        self
    }

    pub(crate) fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.params.push((name, Param::Text(value.to_owned())));
        self
    }

    /// Adds `size` and `limit` in megabytes of unencoded files. The arguments are bytes of base64.
    pub(crate) fn with_size(self, encoded_size: f64, limit: f64) -> Self {
        let megabytes = |bytes: f64| bytes * 0.75 / 1e6;
        self.with_number("size", megabytes(encoded_size).ceil() as u64)
            .with_number("limit", megabytes(limit).floor() as u64)
    }

    pub(crate) fn with_number(mut self, name: &'static str, value: u64) -> Self {
        self.params.push((name, Param::Number(value)));
        self
    }

    /// Replaces the names of params in braces by the params.
    pub(crate) fn interpolate(&self, sentence: &str) -> String {
        interpolate(sentence, &|name| {
            let param = self.params.iter().find(|(known, _)| *known == name);
            param.map(|(_, param)| param.text()).unwrap_or_default()
        })
    }

    pub(crate) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Reason {
    /// The second part of a message's key.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::OtherTask => "other_task",
            Self::DuplicateName => "duplicate_name",
            Self::DidYouMean => "did_you_mean",
            Self::LiteralZero => "literal_zero",
            Self::WithLabel => "with_label",
            Self::ConflictsWithField => "conflicts_with_field",
            Self::InvalidValue(InvalidReason::UnsupportedType) => "unsupported_type",
            Self::InvalidValue(InvalidReason::NumberOutOfRange) => "number_out_of_range",
            Self::InvalidValue(InvalidReason::InvalidDate) => "invalid_date",
            Self::InvalidValue(InvalidReason::LoneSurrogate) => "lone_surrogate",
            Self::InvalidValue(InvalidReason::Unreadable) => "unreadable",
            Self::InvalidValue(InvalidReason::TooDeep) => "too_deep",
            Self::InvalidValue(InvalidReason::TooLarge) => "too_large",
            Self::YesNo => "yes_no",
            Self::Choice => "choice",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::AmbiguousComma => "ambiguous_comma",
            Self::Money => "money",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Time => "time",
            Self::User => "user",
            Self::EntityId => "entity_id",
            Self::CrmItem => "crm_item",
            Self::Text => "text",
            Self::Html => "html",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::File => "file",
            Self::FileName => "file_name",
            Self::FileContent => "file_content",
            Self::FileEmpty => "file_empty",
            Self::Required => "required",
            Self::TotalSize => "total_size",
            Self::OutOfStorage => "out_of_storage",
        }
    }
}

impl PathSegment {
    pub(crate) fn key(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl Param {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => u64_to_string(*number),
        }
    }
}

/// Replaces each `{name}` in a sentence.
pub(crate) fn interpolate(sentence: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut text = String::new();
    for part in sentence.split('{') {
        match part.split_once('}') {
            Some((name, rest)) => {
                text.push_str(&value(name));
                text.push_str(rest);
            }
            None => text.push_str(part),
        }
    }
    text
}
