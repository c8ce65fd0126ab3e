use super::{Detail, Failure, Instead, IssueCode, Kind, Outcome, code};
use crate::value::Problem;

pub(super) fn issue(code: IssueCode, detail: Detail) -> &'static str {
    match (code, detail) {
        (IssueCode::TaskIdInvalid, Detail::OtherTask) => {
            "This completion is for task {id}, not for task {task}"
        }
        (IssueCode::TaskIdInvalid, _) => "The number of a task is a whole number above zero",
        (IssueCode::StatusInvalid, _) => "Choose an answer: yes (1), no (2), ok (3) or cancel (4)",
        (IssueCode::StatusNotAllowed, _) => {
            "This task does not take the answer “{status}”. It takes: {allowed}"
        }
        (IssueCode::TaskNotOpen, _) => "This task no longer waits for an answer",
        (IssueCode::TaskTypeUnsupported, _) => {
            "A task of the type {activity} can only be completed in the portal itself"
        }
        (IssueCode::CommentRequired, Detail::Zero) => {
            "Enter a comment: the portal takes “0” for none"
        }
        (IssueCode::CommentRequired, _) => "Enter a comment",
        (IssueCode::CommentInvalid, Detail::Unusable(Problem::Size)) => "The comment is too long",
        (IssueCode::CommentInvalid, Detail::Unusable(Problem::Surrogate)) => {
            "The comment holds half a character: it was cut in the wrong place"
        }
        (IssueCode::CommentInvalid, _) => "The comment must be text",
        (IssueCode::FieldsInvalid, Detail::Unusable(Problem::Unreadable)) => {
            "The fields cannot be read"
        }
        (IssueCode::FieldsInvalid, _) => "The fields must be an object of values by field id",
        (IssueCode::FieldsNotExpected, _) => "This task has no fields to fill in",
        (IssueCode::FieldUnknown, Detail::Misspelt) => {
            "The form has no field “{id}”. Is “{suggestion}” meant?"
        }
        (IssueCode::FieldUnknown, _) => "The form has no field “{id}”",
        (IssueCode::NameUnknown, Detail::Twice) => "“{name}” was given before, in another spelling",
        (IssueCode::NameUnknown, _) => {
            "A completion has no “{name}”, only taskId, status, comment and fields"
        }
        (IssueCode::ValueRequired, _) => "Fill in “{name}”",
        (IssueCode::ValueInvalid, Detail::Unusable(problem)) => match problem {
            Problem::Kind => "“{name}”: this is no value that can be sent",
            Problem::Number => "“{name}”: this is not a number that can be sent",
            Problem::Date => "“{name}”: this date does not exist",
            Problem::Surrogate => "“{name}” holds half a character: it was cut in the wrong place",
            Problem::Unreadable => "“{name}” cannot be read",
            Problem::Depth => "“{name}” is nested too deeply",
            Problem::Size => "“{name}” has too many parts",
        },
        (IssueCode::ValueInvalid, _) => "“{name}”: this value is not valid",
        (IssueCode::FileInvalid, _) => "“{name}”: give a file as [name, content in base64]",
        (IssueCode::DefaultNotKept, _) => {
            "The present value of “{name}” will be lost: the portal cannot keep it"
        }
    }
}

pub(super) fn happened(failure: &Failure) -> &'static str {
    match failure.instead {
        Some(Instead::Answer) => return "This task was answered otherwise: “{description}”.",
        Some(Instead::Timeout) => return "The time for this task has run out.",
        None => {}
    }
    match (failure.kind, failure.code.as_str()) {
        (Kind::Usage, code::NO_CONNECTION) => {
            "There is no connection to a portal: window.BX24 is missing. Open this page inside a portal, with the \
             script of BX24 in it, or pass options.connection."
        }
        (Kind::Usage, _) => "{description}.",
        (Kind::Invalid, _) => "{issues}.",
        (Kind::Task, code::IN_PROGRESS) => "Another answer to this task is being sent.",
        (Kind::Task, code::TASK_NOT_FOUND) => "The portal has no such task for this user.",
        (Kind::Task, code::TASK_COMPLETED) => {
            "The portal says that this task is already completed."
        }
        (Kind::Task, _) => "The portal did not take the answer: {description}.",
        (Kind::Auth, "expired_token") => "The access to the portal has expired.",
        (Kind::Auth, _) => "The portal refused access: {description}.",
        (Kind::Limit, _) => "The portal is taking no more calls for now.",
        (Kind::Portal, code::BAD_RESPONSE) => "The portal’s answer could not be read.",
        (Kind::Portal, "ERROR_METHOD_NOT_FOUND") => {
            "This portal has no business processes for apps."
        }
        (Kind::Portal, _) => "The portal reported an error: {description}.",
        (Kind::Network, code::TIMEOUT) => "The portal did not answer in time.",
        (Kind::Network, _) => "The connection to the portal was lost, or could not be made.",
        (Kind::Aborted, _) => "The call was ended before there was an answer.",
    }
}

pub(super) fn todo(failure: &Failure) -> &'static str {
    match (failure.outcome, failure.kind) {
        (Outcome::Unknown, Kind::Task) if failure.code == code::TASK_NOT_FOUND => {
            "It may have been completed, taken back or given to someone else."
        }
        (Outcome::Unknown, _) => {
            "The task may have been completed all the same: look at it before answering again."
        }
        (_, Kind::Auth) => "Reload the page and try again.",
        (_, Kind::Limit) => "Try again in a while; nothing was completed.",
        (_, Kind::Network) => "Check the connection and try again.",
        (_, Kind::Task) if failure.code == code::IN_PROGRESS => {
            "This one was not sent: look at the task once that is done."
        }
        (_, Kind::Portal) if failure.code == code::BAD_RESPONSE => "Try again in a while.",
        _ => "",
    }
}
