use super::json::value;
use super::tests;
use crate::delivery::{Action, Delivery, Event, Loss, Purpose};
use crate::failure::{Failure, Kind, Outcome};
use crate::rest::{Reply, Success, meaning};
use crate::value::Value;
use serde_json::{Value as Json, json};

fn reply(envelope: Json) -> Event {
    Event::Replied(Reply::read(&value(&envelope), Some(400)))
}

fn error(code: &str) -> Event {
    reply(json!({ "error": code, "error_description": "text" }))
}

/// What a call settles as when this comes of it, one after the other.
fn settle(
    purpose: Purpose,
    can_refresh: bool,
    events: &[Event],
) -> (Result<Success, Failure>, u32) {
    let mut delivery = Delivery::new(purpose, can_refresh);
    for event in events {
        assert!(
            !matches!(delivery.next(), Action::Finish(_)),
            "settled before {event:?}"
        );
        delivery.on(event.clone());
    }
    match delivery.next() {
        Action::Finish(result) => (result, delivery.attempts()),
        action => panic!("not settled but {action:?} after {events:?}"),
    }
}

fn failure(events: &[Event]) -> Failure {
    settle(Purpose::Complete, true, events).0.unwrap_err()
}

tests! {
    fn true_is_the_only_sign_of_success() {
        let (result, attempts) = settle(Purpose::Complete, true, &[reply(json!({ "result": true, "time": { "a": 1 } }))]);
        assert_eq!((result.unwrap().time, attempts), (value(&json!({ "a": 1 })), 1));
        for odd in [json!({}), json!([]), json!(false), json!(null), json!("true"), json!(1)] {
            let failure = failure(&[reply(json!({ "result": odd }))]);
            assert_eq!((failure.code.as_str(), failure.outcome), ("BAD_RESPONSE", Outcome::Unknown), "{odd}");
        }
        assert!(settle(Purpose::Read, true, &[reply(json!({ "result": {} }))]).0.is_ok());
    }

    /// rest-protocol.md, sections 5, 6 and 9.
    fn every_code_has_its_kind_and_outcome() {
        for (kind, outcome, codes) in [
            (Kind::Limit, Outcome::NotCompleted,
             "QUERY_LIMIT_EXCEEDED OPERATION_TIME_LIMIT OVERLOAD_LIMIT"),
            (Kind::Auth, Outcome::NotCompleted,
             "NO_AUTH_FOUND expired_token invalid_token insufficient_scope user_access_error authorization_error \
              APPLICATION_NOT_FOUND CONNECTION_ERROR INVALID_CREDENTIALS INVALID_REQUEST ACCESS_DENIED WRONG_AUTH_TYPE \
              WRONG_LICENSE METHOD_CONFIRM_WAITING METHOD_CONFIRM_DENIED session_failed access_denied"),
            (Kind::Portal, Outcome::NotCompleted,
             "ERROR_METHOD_NOT_FOUND PORTAL_DELETED ERROR_MANIFEST_IS_NOT_AVAILABLE ERROR_BATCH_METHOD_NOT_ALLOWED \
              ERROR_BATCH_LENGTH_EXCEEDED ERROR_SELECT_VALIDATION_FAILURE"),
            (Kind::Portal, Outcome::Unknown, "ERROR_ARGUMENT ERROR_CORE INTERNAL_SERVER_ERROR SOMETHING_NEW 500"),
            (Kind::Task, Outcome::NotCompleted, "ERROR_TASK_VALIDATION ERROR_TASK_TYPE ERROR_INVALID_USER_ID"),
            (Kind::Task, Outcome::Unknown,
             "ERROR_TASK_COMPLETED ERROR_TASK_NOT_FOUND ERROR_TASK_EXECUTION ERROR_DELEGATION_NOT_ALLOWED"),
        ] {
            for code in codes.split_whitespace() {
                let (result, _) = settle(Purpose::Complete, false, &[error(code)]);
                let failure = result.unwrap_err();
                assert_eq!((failure.kind, failure.outcome, failure.code.as_str()), (kind, outcome, code));
                assert_eq!((failure.status, failure.description.as_str()), (Some(400), "text"));
                // A read completes nothing, whatever becomes of it.
                let (result, _) = settle(Purpose::Read, false, &[error(code)]);
                assert_eq!(result.unwrap_err().outcome, Outcome::NotCompleted);
            }
        }
    }

    fn transports_names_for_a_lost_reply_are_ours() {
        for (theirs, ours, kind) in [
            ("NETWORK_ERROR", "NETWORK", Kind::Network),
            ("ERROR_NETWORK", "NETWORK", Kind::Network),
            ("REQUEST_TIMEOUT", "TIMEOUT", Kind::Network),
            ("ERR_BAD_RESPONSE", "BAD_RESPONSE", Kind::Portal),
            ("ERROR_UNEXPECTED_ANSWER", "BAD_RESPONSE", Kind::Portal),
            ("BLANK_ANSWER", "BAD_RESPONSE", Kind::Portal),
        ] {
            let failure = failure(&[error(theirs)]);
            assert_eq!((failure.code.as_str(), failure.kind, failure.outcome), (ours, kind, Outcome::Unknown));
        }
        assert!(meaning("JSSDK_FRAME_REFRESH_AUTH_TIMEOUT").not_executed);
        assert_eq!(failure(&[error("")]).code, "ERROR_CORE");
    }

    fn a_lost_reply_leaves_it_open_whether_the_task_is_completed() {
        for (event, code, kind) in [
            (Event::Lost(Loss::Network), "NETWORK", Kind::Network),
            (Event::Lost(Loss::Timeout), "TIMEOUT", Kind::Network),
            (Event::Replied(Reply::Unreadable { status: Some(502) }), "BAD_RESPONSE", Kind::Portal),
        ] {
            let failure = failure(&[event]);
            assert_eq!((failure.code.as_str(), failure.kind, failure.outcome), (code, kind, Outcome::Unknown));
        }
    }

    fn an_expired_token_is_refreshed_once_and_the_call_sent_again() {
        let done = reply(json!({ "result": true }));
        for code in ["expired_token", "invalid_token"] {
            let (result, attempts) = settle(Purpose::Complete, true, &[error(code), Event::Refreshed, done.clone()]);
            assert_eq!((result.is_ok(), attempts), (true, 2));
        }
        let twice = failure(&[error("expired_token"), Event::Refreshed, error("expired_token")]);
        assert_eq!((twice.kind, twice.outcome), (Kind::Auth, Outcome::NotCompleted));
        let in_vain = failure(&[error("expired_token"), Event::NotRefreshed]);
        assert_eq!((in_vain.code.as_str(), in_vain.outcome), ("expired_token", Outcome::NotCompleted));
        let (result, attempts) = settle(Purpose::Complete, false, &[error("expired_token")]);
        assert_eq!((result.unwrap_err().kind, attempts), (Kind::Auth, 1));
    }

    fn nothing_but_an_expired_token_is_sent_again() {
        for event in [error("QUERY_LIMIT_EXCEEDED"), error("NO_AUTH_FOUND"), Event::Lost(Loss::Network)] {
            assert_eq!(settle(Purpose::Complete, true, &[event]).1, 1);
        }
    }

    fn an_abort_tells_what_is_known() {
        let mut unsent = Delivery::new(Purpose::Complete, true);
        unsent.on(Event::Aborted);
        let Action::Finish(Err(failure)) = unsent.next() else { panic!("not settled") };
        assert_eq!((failure.code.as_str(), failure.outcome, unsent.attempts()), ("ABORTED", Outcome::NotCompleted, 0));

        let settled = |events: &[Event]| settle(Purpose::Complete, true, events).0.unwrap_err().outcome;
        assert_eq!(settled(&[Event::Aborted]), Outcome::Unknown);
        // The portal has refused the first, and nothing else was sent.
        assert_eq!(settled(&[error("expired_token"), Event::Aborted]), Outcome::NotCompleted);
        assert_eq!(settled(&[error("expired_token"), Event::Refreshed, Event::Aborted]), Outcome::Unknown);
    }

    fn a_settled_call_stays_as_it_is() {
        let mut delivery = Delivery::new(Purpose::Complete, true);
        let _ = delivery.next();
        delivery.on(reply(json!({ "result": true })));
        for event in [Event::Aborted, Event::Lost(Loss::Timeout), error("ERROR_TASK_COMPLETED"), Event::Refreshed] {
            delivery.on(event);
            assert!(matches!(delivery.next(), Action::Finish(Ok(Success { result: Value::Bool(true), .. }))));
        }
    }
}
