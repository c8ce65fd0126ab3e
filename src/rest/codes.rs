//! Every error code that is known, and what it means (rest-protocol.md, sections 5, 6 and 9).
//!
//! Codes are what is classified by. HTTP statuses differ between documentation and code, and texts are translated.

use crate::failure::{Kind, code};

/// What an error code says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meaning {
    pub(crate) kind: Kind,
    /// Whether the method has surely not been executed.
    pub(crate) not_executed: bool,
    /// The package's own code, where this one is a transport's name for the same.
    pub(crate) own: Option<&'static str>,
}

const NOT_EXECUTED: bool = true;
const UNKNOWN: bool = false;

#[rustfmt::skip]
const CODES: &[(&str, Kind, bool)] = &[
    // Limits.
    ("QUERY_LIMIT_EXCEEDED",            Kind::Limit,  NOT_EXECUTED),
    ("OPERATION_TIME_LIMIT",            Kind::Limit,  NOT_EXECUTED),
    ("OVERLOAD_LIMIT",                  Kind::Limit,  NOT_EXECUTED),
    // Authorisation, rights, licences.
    ("NO_AUTH_FOUND",                   Kind::Auth,   NOT_EXECUTED),
    ("expired_token",                   Kind::Auth,   NOT_EXECUTED),
    ("invalid_token",                   Kind::Auth,   NOT_EXECUTED),
    ("insufficient_scope",              Kind::Auth,   NOT_EXECUTED),
    ("user_access_error",               Kind::Auth,   NOT_EXECUTED),
    ("authorization_error",             Kind::Auth,   NOT_EXECUTED),
    ("APPLICATION_NOT_FOUND",           Kind::Auth,   NOT_EXECUTED),
    ("CONNECTION_ERROR",                Kind::Auth,   NOT_EXECUTED),
    ("INVALID_CREDENTIALS",             Kind::Auth,   NOT_EXECUTED),
    ("INVALID_REQUEST",                 Kind::Auth,   NOT_EXECUTED),
    ("ACCESS_DENIED",                   Kind::Auth,   NOT_EXECUTED),
    ("access_denied",                   Kind::Auth,   NOT_EXECUTED),
    ("session_failed",                  Kind::Auth,   NOT_EXECUTED),
    ("invalid_grant",                   Kind::Auth,   NOT_EXECUTED),
    ("invalid_client",                  Kind::Auth,   NOT_EXECUTED),
    ("invalid_scope",                   Kind::Auth,   NOT_EXECUTED),
    ("PAYMENT_REQUIRED",                Kind::Auth,   NOT_EXECUTED),
    ("WRONG_AUTH_TYPE",                 Kind::Auth,   NOT_EXECUTED),
    ("WRONG_LICENSE",                   Kind::Auth,   NOT_EXECUTED),
    ("METHOD_CONFIRM_WAITING",          Kind::Auth,   NOT_EXECUTED),
    ("METHOD_CONFIRM_DENIED",           Kind::Auth,   NOT_EXECUTED),
    // The portal.
    ("ERROR_METHOD_NOT_FOUND",          Kind::Portal, NOT_EXECUTED),
    ("PORTAL_DELETED",                  Kind::Portal, NOT_EXECUTED),
    ("ERROR_MANIFEST_IS_NOT_AVAILABLE", Kind::Portal, NOT_EXECUTED),
    ("ERROR_BATCH_METHOD_NOT_ALLOWED",  Kind::Portal, NOT_EXECUTED),
    ("ERROR_BATCH_LENGTH_EXCEEDED",     Kind::Portal, NOT_EXECUTED),
    // "Usually" not executed, which is not surely.
    ("ERROR_ARGUMENT",                  Kind::Portal, UNKNOWN),
    // Replaces any error once a part of a workflow has set one, also after the answer was stored.
    ("ERROR_CORE",                      Kind::Portal, UNKNOWN),
    ("INTERNAL_SERVER_ERROR",           Kind::Portal, UNKNOWN),
    // The methods.
    ("ERROR_TASK_VALIDATION",           Kind::Task,   NOT_EXECUTED),
    ("ERROR_TASK_TYPE",                 Kind::Task,   NOT_EXECUTED),
    ("ERROR_SELECT_VALIDATION_FAILURE", Kind::Portal, NOT_EXECUTED),
    ("ERROR_INVALID_USER_ID",           Kind::Task,   NOT_EXECUTED),
    ("ERROR_DELEGATION_NOT_ALLOWED",    Kind::Task,   UNKNOWN),
    // Browsers send a POST again by themselves when a reused connection dies, so that these may speak of our own
    // answer even the first time.
    ("ERROR_TASK_COMPLETED",            Kind::Task,   UNKNOWN),
    ("ERROR_TASK_NOT_FOUND",            Kind::Task,   UNKNOWN),
    // Also says that a later step of the workflow failed, after the answer was stored.
    ("ERROR_TASK_EXECUTION",            Kind::Task,   UNKNOWN),
];

/// What `BX.rest` and `@bitrix24/b24jssdk` call what never reached them from the portal, and what this package
/// calls it.
#[rustfmt::skip]
const TRANSPORT_CODES: &[(&str, &str, Kind, bool)] = &[
    ("ERROR_NETWORK",                     code::NETWORK,      Kind::Network, UNKNOWN),
    ("NETWORK_ERROR",                     code::NETWORK,      Kind::Network, UNKNOWN),
    ("REQUEST_TIMEOUT",                   code::TIMEOUT,      Kind::Network, UNKNOWN),
    ("ERROR_UNEXPECTED_ANSWER",           code::BAD_RESPONSE, Kind::Portal,  UNKNOWN),
    ("BLANK_ANSWER",                      code::BAD_RESPONSE, Kind::Portal,  UNKNOWN),
    ("BLANK_ANSWER_WITH_ERROR_CODE",      code::BAD_RESPONSE, Kind::Portal,  UNKNOWN),
    ("ERR_BAD_RESPONSE",                  code::BAD_RESPONSE, Kind::Portal,  UNKNOWN),
    ("ERR_BAD_REQUEST",                   code::BAD_RESPONSE, Kind::Portal,  UNKNOWN),
    // The SDK renews a token only after the portal has refused the old one.
    ("JSSDK_FRAME_REFRESH_AUTH_TIMEOUT",  "expired_token",    Kind::Auth,    NOT_EXECUTED),
];

/// What a code means. Nothing is known of a call that ended in a code which is not listed.
pub(crate) fn meaning(code: &str) -> Meaning {
    let listed = CODES.iter().find(|(known, ..)| *known == code);
    if let Some((_, kind, not_executed)) = listed {
        return Meaning {
            kind: *kind,
            not_executed: *not_executed,
            own: None,
        };
    }
    let transport = TRANSPORT_CODES.iter().find(|(known, ..)| *known == code);
    match transport {
        Some((_, own, kind, not_executed)) => Meaning {
            kind: *kind,
            not_executed: *not_executed,
            own: Some(own),
        },
        None => Meaning {
            kind: Kind::Portal,
            not_executed: UNKNOWN,
            own: None,
        },
    }
}
