//! Every error code that is known, and what it means (rest-protocol.md, sections 5, 6 and 9).
//!
//! Codes are what is classified by. HTTP statuses differ between documentation and code, and texts are translated.

use crate::failure::{Kind, code};

/// What an error code says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meaning {
    pub(crate) kind: Kind,
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
const CODES: &[(&str, Kind, Says)] = &[
    // Limits.
    ("QUERY_LIMIT_EXCEEDED",            Kind::Limit,  Busy),
    ("OPERATION_TIME_LIMIT",            Kind::Limit,  Refused),
    ("OVERLOAD_LIMIT",                  Kind::Limit,  Refused),
    // Authorisation, rights, licences.
    ("NO_AUTH_FOUND",                   Kind::Auth,   Refused),
    ("expired_token",                   Kind::Auth,   Expired),
    ("invalid_token",                   Kind::Auth,   Expired),
    ("insufficient_scope",              Kind::Auth,   Refused),
    ("user_access_error",               Kind::Auth,   Refused),
    ("authorization_error",             Kind::Auth,   Refused),
    ("APPLICATION_NOT_FOUND",           Kind::Auth,   Refused),
    ("CONNECTION_ERROR",                Kind::Auth,   Busy),
    ("INVALID_CREDENTIALS",             Kind::Auth,   Refused),
    ("INVALID_REQUEST",                 Kind::Auth,   Refused),
    ("ACCESS_DENIED",                   Kind::Auth,   Refused),
    ("access_denied",                   Kind::Auth,   Refused),
    ("session_failed",                  Kind::Auth,   Refused),
    ("WRONG_AUTH_TYPE",                 Kind::Auth,   Refused),
    ("WRONG_LICENSE",                   Kind::Auth,   Refused),
    ("METHOD_CONFIRM_WAITING",          Kind::Auth,   Refused),
    ("METHOD_CONFIRM_DENIED",           Kind::Auth,   Refused),
    // The portal.
    ("ERROR_METHOD_NOT_FOUND",          Kind::Portal, Refused),
    ("PORTAL_DELETED",                  Kind::Portal, Refused),
    ("ERROR_MANIFEST_IS_NOT_AVAILABLE", Kind::Portal, Refused),
    ("ERROR_BATCH_METHOD_NOT_ALLOWED",  Kind::Portal, Refused),
    ("ERROR_BATCH_LENGTH_EXCEEDED",     Kind::Portal, Refused),
    // "Usually" not executed, which is not surely.
    ("ERROR_ARGUMENT",                  Kind::Portal, Ended),
    // Replaces any error once a part of a workflow has set one, also after the answer was stored.
    ("ERROR_CORE",                      Kind::Portal, Ended),
    // Of what stands in front of the portal's own code, which may go on all the same.
    ("INTERNAL_SERVER_ERROR",           Kind::Portal, Nothing),
    // The methods.
    ("ERROR_TASK_VALIDATION",           Kind::Task,   Refused),
    ("ERROR_TASK_TYPE",                 Kind::Task,   Refused),
    ("ERROR_SELECT_VALIDATION_FAILURE", Kind::Portal, Refused),
    ("ERROR_INVALID_USER_ID",           Kind::Task,   Refused),
    ("ERROR_DELEGATION_NOT_ALLOWED",    Kind::Task,   Ended),
    // Browsers send a POST again by themselves when a reused connection dies, so that these may speak of our own
    // answer even the first time.
    ("ERROR_TASK_COMPLETED",            Kind::Task,   Ended),
    ("ERROR_TASK_NOT_FOUND",            Kind::Task,   Ended),
    // Also says that a later step of the workflow failed, after the answer was stored.
    ("ERROR_TASK_EXECUTION",            Kind::Task,   Ended),
];

/// What `BX.rest` and `@bitrix24/b24jssdk` call what never reached them from the portal, and what this package
/// calls it.
#[rustfmt::skip]
const TRANSPORT_CODES: &[(&str, &str, Kind, Says)] = &[
    ("ERROR_NETWORK",                     code::NETWORK,      Kind::Network, Nothing),
    ("NETWORK_ERROR",                     code::NETWORK,      Kind::Network, Nothing),
    ("REQUEST_TIMEOUT",                   code::TIMEOUT,      Kind::Network, Nothing),
    ("ERROR_UNEXPECTED_ANSWER",           code::BAD_RESPONSE, Kind::Portal,  Nothing),
    ("BLANK_ANSWER",                      code::BAD_RESPONSE, Kind::Portal,  Nothing),
    ("BLANK_ANSWER_WITH_ERROR_CODE",      code::BAD_RESPONSE, Kind::Portal,  Nothing),
    ("ERR_BAD_RESPONSE",                  code::BAD_RESPONSE, Kind::Portal,  Nothing),
    ("ERR_BAD_REQUEST",                   code::BAD_RESPONSE, Kind::Portal,  Nothing),
    // The SDK renews a token only after the portal has refused the old one.
    ("JSSDK_FRAME_REFRESH_AUTH_TIMEOUT",  "expired_token",    Kind::Auth,    Refused),
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
            (Kind::Portal, Nothing, None)
        }
        _ => (Kind::Portal, Ended, None),
    };
    Meaning { kind, says, own }
}
