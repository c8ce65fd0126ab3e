//! The error codes of portals and transports: the kind of each error, and what it proves.
//!
//! One table contains all facts about codes (rest-protocol.md, sections 5, 6 and 9). A code proves that a request was
//! not executed only together with the HTTP status that the portal gives it: a later step of a workflow can fail with
//! any code, but its reply always has status 400. A code that is not in the table proves nothing.

use super::ErrorReply;
use crate::error::{ErrorKind, code};

/// The meaning of an error reply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ErrorClass {
    pub(crate) kind: ErrorKind,
    pub(crate) evidence: Evidence,
    /// The package's own code, if this code is a transport's name for it.
    pub(crate) canonical_code: Option<&'static str>,
}

/// What an error reply proves about the execution of the request.
///
/// A browser may have sent a copy of the request by itself, and the reply may belong to the copy. After `Busy` and
/// `TokenExpired` the request is sent again, and the portal then reports an answer to the first. `Refused` applies to both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Evidence {
    /// The request was not executed, and repeating it does not help.
    Refused,
    /// The request was not executed. Waiting helps.
    Busy,
    /// The request was not executed. A token refresh helps.
    TokenExpired,
    /// The portal has finished the request. The code usually means a refusal, but a later step of the workflow may have
    /// raised it after the answer was stored, or a first copy of the request may have used up the limit.
    Finished,
    /// The portal has finished the request, before or after it stored the answer. A copy may still be running.
    Failed,
    /// The task has an answer of this user. It may be the one that was sent.
    AlreadyAnswered,
    /// The user has no such task. Its workflow may have removed it after it stored the answer.
    TaskNotFound,
    /// Nothing: the request may be running, or may be executed later.
    None,
}

use Evidence::{
    AlreadyAnswered, Busy, Failed, Finished, None as Nothing, Refused, TaskNotFound, TokenExpired,
};

/// A code of a portal.
struct KnownCode {
    code: &'static str,
    kind: ErrorKind,
    evidence: Evidence,
    /// The HTTP statuses with which the code proves this.
    statuses: &'static [u16],
}

const fn known(
    code: &'static str,
    kind: ErrorKind,
    evidence: Evidence,
    statuses: &'static [u16],
) -> KnownCode {
    KnownCode {
        code,
        kind,
        evidence,
        statuses,
    }
}

/// Documentation and server code give different statuses. 400 is never listed for an authorization error, because a
/// later step has this status too.
#[rustfmt::skip]
const CODES: &[KnownCode] = &[
    // Limits.
    known("QUERY_LIMIT_EXCEEDED",            ErrorKind::Limit,  Busy,            &[503, 429]),
    // A first copy of the request may have used up the time.
    known("OPERATION_TIME_LIMIT",            ErrorKind::Limit,  Finished,        &[429]),
    known("OVERLOAD_LIMIT",                  ErrorKind::Limit,  Refused,         &[401, 503]),
    // Authorization, permissions, licences.
    known("NO_AUTH_FOUND",                   ErrorKind::Auth,   Refused,         &[401]),
    known("expired_token",                   ErrorKind::Auth,   TokenExpired,    &[401]),
    known("invalid_token",                   ErrorKind::Auth,   TokenExpired,    &[401]),
    known("insufficient_scope",              ErrorKind::Auth,   Refused,         &[401, 403]),
    known("user_access_error",               ErrorKind::Auth,   Refused,         &[401, 403]),
    known("authorization_error",             ErrorKind::Auth,   Refused,         &[401]),
    known("APPLICATION_NOT_FOUND",           ErrorKind::Auth,   Refused,         &[401]),
    known("CONNECTION_ERROR",                ErrorKind::Auth,   Busy,            &[401]),
    known("INVALID_CREDENTIALS",             ErrorKind::Auth,   Refused,         &[401, 403]),
    known("INVALID_REQUEST",                 ErrorKind::Auth,   Refused,         &[401]),
    known("ACCESS_DENIED",                   ErrorKind::Auth,   Refused,         &[401, 403]),
    known("access_denied",                   ErrorKind::Auth,   Refused,         &[401]),
    known("session_failed",                  ErrorKind::Auth,   Refused,         &[401]),
    known("WRONG_AUTH_TYPE",                 ErrorKind::Auth,   Refused,         &[403]),
    known("WRONG_LICENSE",                   ErrorKind::Auth,   Refused,         &[403]),
    known("METHOD_CONFIRM_WAITING",          ErrorKind::Auth,   Refused,         &[401]),
    known("METHOD_CONFIRM_DENIED",           ErrorKind::Auth,   Refused,         &[403]),
    known("ALLOWED_ONLY_INTRANET_USER",      ErrorKind::Auth,   Refused,         &[401, 403]),
    known("ERROR_OAUTH",                     ErrorKind::Auth,   Refused,         &[401, 403]),
    known("PAYMENT_REQUIRED",                ErrorKind::Auth,   Refused,         &[401, 402, 403]),
    // The portal.
    known("ERROR_METHOD_NOT_FOUND",          ErrorKind::Portal, Refused,         &[404]),
    known("PORTAL_DELETED",                  ErrorKind::Portal, Refused,         &[403]),
    known("ERROR_MANIFEST_IS_NOT_AVAILABLE", ErrorKind::Portal, Refused,         &[404]),
    known("ERROR_BATCH_METHOD_NOT_ALLOWED",  ErrorKind::Portal, Refused,         &[405]),
    known("ERROR_BATCH_LENGTH_EXCEEDED",     ErrorKind::Portal, Finished,        &[400]),
    known("ERROR_ARGUMENT",                  ErrorKind::Portal, Failed,          &[400]),
    // The portal replaces other codes with this one if a part of a workflow has set an error, also after the answer was
    // stored.
    known("ERROR_CORE",                      ErrorKind::Portal, Failed,          &[400, 500]),
    // The methods.
    known("ERROR_TASK_VALIDATION",           ErrorKind::Task,   Finished,        &[400]),
    known("ERROR_TASK_TYPE",                 ErrorKind::Task,   Finished,        &[400]),
    known("ERROR_SELECT_VALIDATION_FAILURE", ErrorKind::Portal, Finished,        &[400]),
    known("ERROR_INVALID_USER_ID",           ErrorKind::Task,   Finished,        &[400]),
    known("ERROR_DELEGATION_NOT_ALLOWED",    ErrorKind::Task,   Failed,          &[400]),
    known("ERROR_TASK_COMPLETED",            ErrorKind::Task,   AlreadyAnswered, &[400]),
    known("ERROR_TASK_NOT_FOUND",            ErrorKind::Task,   TaskNotFound,    &[400]),
    // A field or a comment is missing, the workflow is locked by a copy, or a later step failed.
    known("ERROR_TASK_EXECUTION",            ErrorKind::Task,   Failed,          &[400]),
    // Raised by a gateway before the portal. The portal may still execute the request.
    known("INTERNAL_SERVER_ERROR",           ErrorKind::Portal, Nothing,         &[]),
];

/// Codes of `BX.rest` and `@bitrix24/b24jssdk` for errors that are not the portal's, and the codes of this package for
/// them.
#[rustfmt::skip]
const TRANSPORT_CODES: &[(&str, &str, ErrorKind)] = &[
    ("ERROR_NETWORK",                    code::NETWORK,      ErrorKind::Network),
    ("NETWORK_ERROR",                    code::NETWORK,      ErrorKind::Network),
    ("REQUEST_TIMEOUT",                  code::TIMEOUT,      ErrorKind::Network),
    ("ERROR_UNEXPECTED_ANSWER",          code::BAD_RESPONSE, ErrorKind::Portal),
    ("BLANK_ANSWER",                     code::BAD_RESPONSE, ErrorKind::Portal),
    ("BLANK_ANSWER_WITH_ERROR_CODE",     code::BAD_RESPONSE, ErrorKind::Portal),
    ("ERR_BAD_RESPONSE",                 code::BAD_RESPONSE, ErrorKind::Portal),
    ("ERR_BAD_REQUEST",                  code::BAD_RESPONSE, ErrorKind::Portal),
    // Codes of Node's sockets, which the SDK passes on.
    ("ECONNRESET",                       code::NETWORK,      ErrorKind::Network),
    ("ECONNREFUSED",                     code::NETWORK,      ErrorKind::Network),
    ("ECONNABORTED",                     code::NETWORK,      ErrorKind::Network),
    ("EPIPE",                            code::NETWORK,      ErrorKind::Network),
    ("ENOTFOUND",                        code::NETWORK,      ErrorKind::Network),
    ("EAI_AGAIN",                        code::NETWORK,      ErrorKind::Network),
    ("EHOSTUNREACH",                     code::NETWORK,      ErrorKind::Network),
    ("ENETUNREACH",                      code::NETWORK,      ErrorKind::Network),
    ("ETIMEDOUT",                        code::TIMEOUT,      ErrorKind::Network),
    ("JSSDK_FRAME_REFRESH_AUTH_TIMEOUT", "expired_token",    ErrorKind::Auth),
];

/// The longest code that is passed on.
const MAX_CODE_LENGTH: usize = 64;

/// Classifies an error code that came with an HTTP status, or without one.
pub(crate) fn classify(code: &str, status: Option<u16>) -> ErrorClass {
    if let Some(known) = find(code) {
        return ErrorClass {
            kind: known.kind,
            evidence: if status.is_some_and(|status| known.statuses.contains(&status)) {
                known.evidence
            } else {
                evidence_with_other_status(known.evidence, status)
            },
            canonical_code: (known.code != code).then_some(known.code),
        };
    }
    if let Some((_, own, kind)) = TRANSPORT_CODES.iter().find(|(known, ..)| *known == code) {
        return ErrorClass {
            kind: *kind,
            evidence: Nothing,
            canonical_code: Some(own),
        };
    }
    let is_client_error = status.is_some_and(|status| (400..500).contains(&status));
    ErrorClass {
        kind: ErrorKind::Portal,
        // The SDK's own codes, and those of its HTTP library, are not from the portal.
        evidence: if is_client_error && !code.starts_with("JSSDK_") && !code.starts_with("ERR_") {
            Failed
        } else {
            Nothing
        },
        canonical_code: canonical_code(code),
    }
}

/// The code of an error reply as the package passes it on.
pub(crate) fn printable_code(reply: &ErrorReply) -> String {
    let class = classify(&reply.code, reply.status);
    class.canonical_code.unwrap_or(&reply.code).to_owned()
}

/// The meaning of a code for a request that changes nothing. It can be sent again with every status.
pub(crate) fn documented_evidence(code: &str) -> Evidence {
    find(code).map_or(Nothing, |known| known.evidence)
}

/// The entry of a code. Documentation and server code write some codes in different cases, such as
/// `ALLOWED_ONLY_INTRANET_USER`. `ACCESS_DENIED` and `access_denied` are two codes.
fn find(code: &str) -> Option<&'static KnownCode> {
    let exact = CODES.iter().find(|known| known.code == code);
    exact.or_else(|| {
        CODES
            .iter()
            .find(|known| known.code.eq_ignore_ascii_case(code))
    })
}

/// A known code with another status than the portal's: a later step of the workflow has raised it, the transport has no
/// statuses, or a gateway has answered instead of the portal.
fn evidence_with_other_status(evidence: Evidence, status: Option<u16>) -> Evidence {
    match (evidence, status) {
        (AlreadyAnswered | TaskNotFound | Failed, None | Some(400..500)) => evidence,
        (Busy, None | Some(400..500)) => Failed,
        (Refused | TokenExpired | Finished, None | Some(400..500)) => Finished,
        _ => Nothing,
    }
}

/// A portal's code is a word. Other texts, such as the text of an exception, may contain an address with a secret, and
/// are not passed on.
fn canonical_code(code: &str) -> Option<&'static str> {
    let is_word = !code.is_empty()
        && code.len() <= MAX_CODE_LENGTH
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if code.is_empty() {
        Some("ERROR_CORE")
    } else if is_word {
        None
    } else {
        Some(code::BAD_RESPONSE)
    }
}

impl Evidence {
    /// Its name in a trace.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Refused => "refused",
            Busy => "busy",
            TokenExpired => "token-expired",
            Finished => "finished",
            Failed => "failed",
            AlreadyAnswered => "already-answered",
            TaskNotFound => "task-not-found",
            Nothing => "no-evidence",
        }
    }
}
