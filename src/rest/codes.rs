//! Every error code that is known, and what it means (rest-protocol.md, sections 5, 6 and 9).
//!
//! Codes are what is classified by. HTTP statuses differ between documentation and code, and texts are translated.

use crate::error::{ErrorKind, code};

/// What an error code says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meaning {
    pub(crate) kind: ErrorKind,
    pub(crate) says: Says,
    /// The package's own code, where this one is a transport's name for the same.
    pub(crate) own: Option<&'static str>,
}

/// What a code says of the call that ended in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Says {
    /// It was surely not executed.
    Refused,
    /// It was surely not executed, and waiting helps.
    Busy,
    /// It was surely not executed, and a fresh token helps.
    Expired,
    /// The portal is done with it. Whether it was executed, the code does not tell.
    Ended,
    /// Nothing: the portal may be at work on it still.
    Nothing,
}

use Says::{Busy, Ended, Expired, Nothing, Refused};

#[rustfmt::skip]
const CODES: &[(&str, ErrorKind, Says)] = &[
    // Limits.
    ("QUERY_LIMIT_EXCEEDED",            ErrorKind::Limit,  Busy),
    ("OPERATION_TIME_LIMIT",            ErrorKind::Limit,  Refused),
    ("OVERLOAD_LIMIT",                  ErrorKind::Limit,  Refused),
    // Authorisation, rights, licences.
    ("NO_AUTH_FOUND",                   ErrorKind::Auth,   Refused),
    ("expired_token",                   ErrorKind::Auth,   Expired),
    ("invalid_token",                   ErrorKind::Auth,   Expired),
    ("insufficient_scope",              ErrorKind::Auth,   Refused),
    ("user_access_error",               ErrorKind::Auth,   Refused),
    ("authorization_error",             ErrorKind::Auth,   Refused),
    ("APPLICATION_NOT_FOUND",           ErrorKind::Auth,   Refused),
    ("CONNECTION_ERROR",                ErrorKind::Auth,   Busy),
    ("INVALID_CREDENTIALS",             ErrorKind::Auth,   Refused),
    ("INVALID_REQUEST",                 ErrorKind::Auth,   Refused),
    ("ACCESS_DENIED",                   ErrorKind::Auth,   Refused),
    ("access_denied",                   ErrorKind::Auth,   Refused),
    ("session_failed",                  ErrorKind::Auth,   Refused),
    ("WRONG_AUTH_TYPE",                 ErrorKind::Auth,   Refused),
    ("WRONG_LICENSE",                   ErrorKind::Auth,   Refused),
    ("METHOD_CONFIRM_WAITING",          ErrorKind::Auth,   Refused),
    ("METHOD_CONFIRM_DENIED",           ErrorKind::Auth,   Refused),
    // The portal.
    ("ERROR_METHOD_NOT_FOUND",          ErrorKind::Portal, Refused),
    ("PORTAL_DELETED",                  ErrorKind::Portal, Refused),
    ("ERROR_MANIFEST_IS_NOT_AVAILABLE", ErrorKind::Portal, Refused),
    ("ERROR_BATCH_METHOD_NOT_ALLOWED",  ErrorKind::Portal, Refused),
    ("ERROR_BATCH_LENGTH_EXCEEDED",     ErrorKind::Portal, Refused),
    // "Usually" not executed, which is not surely.
    ("ERROR_ARGUMENT",                  ErrorKind::Portal, Ended),
    // Replaces any error once a part of a workflow has set one, also after the answer was stored.
    ("ERROR_CORE",                      ErrorKind::Portal, Ended),
    // Of what stands in front of the portal's own code, which may go on all the same.
    ("INTERNAL_SERVER_ERROR",           ErrorKind::Portal, Nothing),
    // The methods.
    ("ERROR_TASK_VALIDATION",           ErrorKind::Task,   Refused),
    ("ERROR_TASK_TYPE",                 ErrorKind::Task,   Refused),
    ("ERROR_SELECT_VALIDATION_FAILURE", ErrorKind::Portal, Refused),
    ("ERROR_INVALID_USER_ID",           ErrorKind::Task,   Refused),
    ("ERROR_DELEGATION_NOT_ALLOWED",    ErrorKind::Task,   Ended),
    // Browsers send a POST again by themselves when a reused connection dies, so that these may speak of our own
    // answer even the first time.
    ("ERROR_TASK_COMPLETED",            ErrorKind::Task,   Ended),
    ("ERROR_TASK_NOT_FOUND",            ErrorKind::Task,   Ended),
    // Also says that a later step of the workflow failed, after the answer was stored.
    ("ERROR_TASK_EXECUTION",            ErrorKind::Task,   Ended),
];

/// What `BX.rest` and `@bitrix24/b24jssdk` call what never reached them from the portal, and what this package
/// calls it.
#[rustfmt::skip]
const TRANSPORT_CODES: &[(&str, &str, ErrorKind, Says)] = &[
    ("ERROR_NETWORK",                     code::NETWORK,      ErrorKind::Network, Nothing),
    ("NETWORK_ERROR",                     code::NETWORK,      ErrorKind::Network, Nothing),
    ("REQUEST_TIMEOUT",                   code::TIMEOUT,      ErrorKind::Network, Nothing),
    ("ERROR_UNEXPECTED_ANSWER",           code::BAD_RESPONSE, ErrorKind::Portal,  Nothing),
    ("BLANK_ANSWER",                      code::BAD_RESPONSE, ErrorKind::Portal,  Nothing),
    ("BLANK_ANSWER_WITH_ERROR_CODE",      code::BAD_RESPONSE, ErrorKind::Portal,  Nothing),
    ("ERR_BAD_RESPONSE",                  code::BAD_RESPONSE, ErrorKind::Portal,  Nothing),
    ("ERR_BAD_REQUEST",                   code::BAD_RESPONSE, ErrorKind::Portal,  Nothing),
    // The SDK renews a token only after the portal has refused the old one.
    ("JSSDK_FRAME_REFRESH_AUTH_TIMEOUT",  "expired_token",    ErrorKind::Auth,    Refused),
];

/// What a code means.
pub(crate) fn meaning(code: &str) -> Meaning {
    let listed = CODES.iter().find(|(known, ..)| *known == code);
    let transport = TRANSPORT_CODES.iter().find(|(known, ..)| *known == code);
    let (kind, says, own) = match (listed, transport) {
        (Some((_, kind, says)), _) => (*kind, *says, None),
        (_, Some((_, own, kind, says))) => (*kind, *says, Some(*own)),
        // The SDK's own codes and those of its HTTP library: none is a word of the portal.
        _ if code.starts_with("JSSDK_") || code.starts_with("ERR_") => {
            (ErrorKind::Portal, Nothing, None)
        }
        _ => (ErrorKind::Portal, Ended, None),
    };
    Meaning { kind, says, own }
}
