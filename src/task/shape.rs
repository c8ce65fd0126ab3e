//! Converts a task to the object of `parseTask`, and back from such an object or a copy of it.

use super::{
    Activity, AnswerOption, Choice, CommentRule, Field, FieldType, Status, Task, TaskParseError,
    Workflow,
};
use crate::value::Value;

impl Task {
    /// Reads the properties that validation needs. The others are for users, and stay empty.
    pub(crate) fn from_shape(shape: &Value) -> Result<Self, TaskParseError> {
        if shape.as_map().is_none() {
            return Err(TaskParseError::NotAnObject);
        }
        let part = |name: &'static str| shape.get(name).ok_or(TaskParseError::BadProperty(name));
        let id = match shape.get("id") {
            Some(id) => id.as_id().ok_or(TaskParseError::BadProperty("id"))?,
            None if shape.get("ID").is_some() => return Err(TaskParseError::RawRow),
            None => return Err(TaskParseError::BadProperty("id")),
        };
        let activity = part("activity")?
            .as_text()
            .ok_or(TaskParseError::BadProperty("activity"))?;
        let fields = part("fields")?
            .as_list()
            .ok_or(TaskParseError::BadProperty("fields"))?;
        Ok(Self {
            id,
            name: String::new(),
            description: String::new(),
            activity: Activity::parse(activity),
            open: Some(matches!(part("open")?, Value::Bool(true))),
            answer: None,
            user_id: shape.get("userId").and_then(Value::as_id),
            workflow_id: String::new(),
            workflow: Workflow::default(),
            document_name: String::new(),
            document_url: None,
            modified: None,
            overdue: None,
            module: shape
                .get("module")
                .and_then(Value::as_text)
                .unwrap_or_default()
                .to_owned(),
            broken: matches!(shape.get("broken"), Some(Value::Bool(true))),
            answers: answers(part("answers")?).ok_or(TaskParseError::BadProperty("answers"))?,
            comment: comment(part("comment")?).ok_or(TaskParseError::BadProperty("comment"))?,
            fields: fields
                .iter()
                .map(Field::from_shape)
                .collect::<Option<_>>()
                .ok_or(TaskParseError::BadProperty("fields"))?,
        })
    }
}

fn answers(answers: &Value) -> Option<Vec<AnswerOption>> {
    let answer = |answer: &Value| {
        Some(AnswerOption {
            status: Status::parse(answer.get("status")?)?,
            label: text(answer.get("label"))?,
        })
    };
    answers.as_list()?.iter().map(answer).collect()
}

fn comment(rule: &Value) -> Option<CommentRule> {
    let required_for = rule.get("requiredFor")?.as_list()?;
    Some(CommentRule {
        shown: flag(rule.get("shown"))?,
        label: text(rule.get("label"))?,
        required_for: required_for
            .iter()
            .map(Status::parse)
            .collect::<Option<_>>()?,
    })
}

impl Field {
    /// Reads one of a task's fields.
    pub(crate) fn from_shape(field: &Value) -> Option<Self> {
        let choice = |choice: &Value| {
            Some(Choice {
                value: text(choice.get("value"))?,
                label: text(choice.get("label"))?,
            })
        };
        let type_name = text(field.get("type"))?;
        let (field_type, documents) = FieldType::parse(&type_name);
        Some(Self {
            id: text(field.get("id"))?,
            type_name,
            field_type,
            documents,
            name: text(field.get("name"))?,
            description: String::new(),
            multiple: flag(field.get("multiple"))?,
            required: flag(field.get("required"))?,
            options: match field.get("options").and_then(Value::as_list) {
                Some(choices) => Some(choices.iter().map(choice).collect::<Option<_>>()?),
                None => None,
            },
            directory: text(field.get("directory")),
            settings: field.get("settings").cloned().unwrap_or(Value::Null),
            default: field.get("default").cloned().unwrap_or(Value::Null),
        })
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    Some(value?.as_text()?.to_owned())
}

fn flag(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(flag) => Some(*flag),
        _ => None,
    }
}
