//! Converts a task to the object of `parseTask`, and back from such an object or a copy of it.

use super::{
    Activity, AnswerOption, Choice, CommentRule, Field, FieldType, Status, Task, Workflow,
};
use crate::value::Value;

impl Task {
    /// Reads the properties that validation needs. The others are for users, and stay empty.
    pub(crate) fn from_shape(shape: &Value) -> Option<Self> {
        let fields = shape.get("fields")?.as_list()?;
        Some(Self {
            id: shape.get("id")?.as_id()?,
            name: String::new(),
            description: String::new(),
            activity: Activity::parse(shape.get("activity")?.as_text()?),
            open: Some(*shape.get("open")? == Value::Bool(true)),
            answer: None,
            user_id: shape.get("userId").and_then(Value::as_id),
            workflow_id: String::new(),
            workflow: Workflow::default(),
            document_name: String::new(),
            document_url: None,
            modified: None,
            overdue: None,
            module: text(shape.get("module")).unwrap_or_default(),
            broken: flag(shape.get("broken")).unwrap_or_default(),
            answers: answers(shape.get("answers")?)?,
            comment: comment(shape.get("comment")?)?,
            fields: fields
                .iter()
                .map(Field::from_shape)
                .collect::<Option<_>>()?,
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
