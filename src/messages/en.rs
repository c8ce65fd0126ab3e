use super::{Error, ErrorKind, Instead, Outcome, code};

pub(super) fn happened(failure: &Error) -> &'static str {
    match failure.instead {
        Some(Instead::Answer) => return "This task was answered otherwise: “{description}”.",
        Some(Instead::Timeout) => return "The time for this task has run out.",
        None => {}
    }
    match (failure.kind, failure.code.as_str()) {
        (ErrorKind::Usage, code::NO_CONNECTION) => {
            "There is no connection to a portal: window.BX24 is missing. Open this page inside a portal, with the \
             script of BX24 in it, or pass options.connection."
        }
        (ErrorKind::Usage, _) => "{description}.",
        (ErrorKind::Invalid, _) => "{issues}.",
        (ErrorKind::Task, code::IN_PROGRESS) => "Another answer to this task is being sent.",
        (ErrorKind::Task, code::TASK_NOT_FOUND) => "The portal has no such task for this user.",
        (ErrorKind::Task, code::TASK_COMPLETED) => {
            "The portal says that this task is already completed."
        }
        (ErrorKind::Task, _) => "The portal did not take the answer: {description}.",
        (ErrorKind::Auth, "expired_token") => "The access to the portal has expired.",
        (ErrorKind::Auth, _) => "The portal refused access: {description}.",
        (ErrorKind::Limit, _) => "The portal is taking no more calls for now.",
        (ErrorKind::Portal, code::BAD_RESPONSE) => "The portal’s answer could not be read.",
        (ErrorKind::Portal, "ERROR_METHOD_NOT_FOUND") => {
            "This portal has no business processes for apps."
        }
        (ErrorKind::Portal, _) => "The portal reported an error: {description}.",
        (ErrorKind::Network, code::TIMEOUT) => "The portal did not answer in time.",
        (ErrorKind::Network, _) => "The connection to the portal was lost, or could not be made.",
        (ErrorKind::Aborted, _) => "The call was ended before there was an answer.",
    }
}

pub(super) fn todo(failure: &Error) -> &'static str {
    match (failure.outcome, failure.kind) {
        (Outcome::Unknown, ErrorKind::Task) if failure.code == code::TASK_NOT_FOUND => {
            "It may have been completed, taken back or given to someone else."
        }
        (Outcome::Unknown, _) => {
            "The task may have been completed all the same: look at it before answering again."
        }
        (_, ErrorKind::Auth) => "Reload the page and try again.",
        (_, ErrorKind::Limit) => "Try again in a while; nothing was completed.",
        (_, ErrorKind::Network) => "Check the connection and try again.",
        (_, ErrorKind::Task) if failure.code == code::IN_PROGRESS => {
            "This one was not sent: look at the task once that is done."
        }
        (_, ErrorKind::Portal) if failure.code == code::BAD_RESPONSE => "Try again in a while.",
        _ => "",
    }
}
