//! One call, step by step.

use super::json::value;
use super::tests;
use crate::complete::{Action, Delivered, Delivery, Event, Loss, Purpose, Terms};
use crate::error::{Error, ErrorKind, Instead, Outcome};
use crate::rest::{Reply, Row, Says, Success, meaning};
use crate::task::Status;
use serde_json::{Value as Json, json};

const COMPLETE: Purpose = Purpose::Complete(Status::Yes);
const TIMEOUT: f64 = 65_000.0;

fn reply(envelope: Json) -> Event {
    Event::Replied(Reply::read(&value(&envelope), Some(400)))
}

fn error(code: &str) -> Event {
    reply(json!({ "error": code, "error_description": "text" }))
}

fn done() -> Event {
    reply(json!({ "result": true }))
}

fn lost() -> Event {
    Event::Lost(Loss::Network)
}

/// A call, and the time that it is.
struct Run {
    delivery: Delivery,
    now: f64,
}

impl Run {
    fn with(terms: Terms) -> Self {
        Self {
            delivery: Delivery::new(terms, 0.0),
            now: 0.0,
        }
    }

    fn new(purpose: Purpose) -> Self {
        Self::with(Terms {
            purpose,
            can_refresh: true,
            is_late: false,
            timeout: TIMEOUT,
            upload: 0.0,
            resets_at: None,
        })
    }

    fn next(&mut self) -> Action {
        self.delivery.next(self.now)
    }

    fn tell(&mut self, event: Event) {
        let _ = self.next();
        self.delivery.on(event, self.now, 0.5);
    }

    /// Waits for as long as is asked for.
    fn wait(&mut self) -> f64 {
        let Action::Wait(milliseconds) = self.next() else {
            panic!("no waiting but {:?}", self.next());
        };
        self.now += milliseconds;
        self.delivery.on(Event::Waited, self.now, 0.5);
        milliseconds
    }

    /// The row is waiting as often as it is looked at, for as long as that is asked for.
    fn find_waiting(&mut self) {
        loop {
            match self.next() {
                Action::Wait(_) => {
                    self.wait();
                }
                Action::LookUp(_) => self.tell(Event::Seen(Row::Waiting)),
                _ => return,
            }
        }
    }

    fn settled(&mut self) -> Result<Delivered, Error> {
        match self.next() {
            Action::Finish(result) => result,
            action => panic!("not settled but {action:?}"),
        }
    }

    fn failure(&mut self) -> Error {
        self.settled().unwrap_err()
    }
}

/// What a call settles as that is answered so, and whose task then shows this.
fn settle(purpose: Purpose, event: Event, row: Option<Row>) -> Result<Delivered, Error> {
    let mut run = Run::new(purpose);
    run.tell(event);
    if let Some(row) = row {
        run.tell(Event::Seen(row));
    }
    run.settled()
}

/// Nobody can look at the task: what is known from the reply alone.
fn unseen(event: Event) -> Error {
    let mut run = Run::new(COMPLETE);
    run.tell(event);
    if matches!(run.next(), Action::LookUp(_)) {
        run.tell(Event::NotSeen { for_good: true });
    }
    run.failure()
}

tests! {
    fn true_is_the_only_sign_of_success() {
        let Ok(Delivered::Replied(success)) =
            settle(COMPLETE, reply(json!({ "result": true, "time": { "a": 1 } })), None) else { panic!("not completed") };
        assert_eq!(success.time, value(&json!({ "a": 1 })));
        for odd in [json!({}), json!([]), json!(false), json!(null), json!("true"), json!(1)] {
            let failure = unseen(reply(json!({ "result": odd })));
            assert_eq!((failure.code.as_str(), failure.outcome), ("BAD_RESPONSE", Outcome::Unknown), "{odd}");
        }
        assert!(settle(Purpose::Read, reply(json!({ "result": {} })), None).is_ok());
    }

    /// rest-protocol.md, sections 5, 6 and 9.
    fn every_code_has_its_kind_and_says_whether_it_was_executed() {
        for (kind, says, codes) in [
            (ErrorKind::Limit, Says::Busy, "QUERY_LIMIT_EXCEEDED"),
            (ErrorKind::Limit, Says::Refused, "OPERATION_TIME_LIMIT OVERLOAD_LIMIT"),
            (ErrorKind::Auth, Says::Expired, "expired_token invalid_token"),
            (ErrorKind::Auth, Says::Busy, "CONNECTION_ERROR"),
            (ErrorKind::Auth, Says::Refused,
             "NO_AUTH_FOUND insufficient_scope user_access_error authorization_error APPLICATION_NOT_FOUND \
              INVALID_CREDENTIALS INVALID_REQUEST ACCESS_DENIED WRONG_AUTH_TYPE WRONG_LICENSE METHOD_CONFIRM_WAITING \
              METHOD_CONFIRM_DENIED session_failed access_denied"),
            (ErrorKind::Portal, Says::Refused,
             "ERROR_METHOD_NOT_FOUND PORTAL_DELETED ERROR_MANIFEST_IS_NOT_AVAILABLE ERROR_BATCH_METHOD_NOT_ALLOWED \
              ERROR_BATCH_LENGTH_EXCEEDED ERROR_SELECT_VALIDATION_FAILURE"),
            (ErrorKind::Portal, Says::Ended, "ERROR_ARGUMENT ERROR_CORE SOMETHING_NEW 500"),
            (ErrorKind::Portal, Says::Nothing, "INTERNAL_SERVER_ERROR JSSDK_UNKNOWN_ERROR ERR_CANCELED"),
            (ErrorKind::Task, Says::Refused, "ERROR_TASK_VALIDATION ERROR_TASK_TYPE ERROR_INVALID_USER_ID"),
            (ErrorKind::Task, Says::Ended,
             "ERROR_TASK_COMPLETED ERROR_TASK_NOT_FOUND ERROR_TASK_EXECUTION ERROR_DELEGATION_NOT_ALLOWED"),
        ] {
            for code in codes.split_whitespace() {
                assert_eq!((meaning(code).kind, meaning(code).says), (kind, says), "{code}");
                let outcome = match says {
                    Says::Ended | Says::Nothing => Outcome::Unknown,
                    Says::Refused | Says::Busy | Says::Expired => Outcome::NotCompleted,
                };
                let mut run = Run::new(COMPLETE);
                run.tell(error(code));
                match run.next() {
                    Action::LookUp(_) => run.tell(Event::NotSeen { for_good: true }),
                    Action::Refresh(_) => run.tell(Event::NotRefreshed),
                    Action::Wait(_) => { run.now = TIMEOUT; run.delivery.on(Event::Waited, run.now, 0.5); run.tell(error(code)) }
                    _ => {}
                }
                let failure = run.failure();
                assert_eq!((failure.kind, failure.outcome, failure.code.as_str()), (kind, outcome, code));
                assert_eq!((failure.status, failure.description.as_str()), (Some(400), "text"));
                if matches!(says, Says::Refused | Says::Ended | Says::Nothing) {
                    // A read completes nothing, whatever becomes of it.
                    let failure = settle(Purpose::Read, error(code), None).unwrap_err();
                    assert_eq!(failure.outcome, Outcome::NotCompleted);
                }
            }
        }
    }

    fn transports_names_for_a_lost_reply_are_ours() {
        for (theirs, ours, kind) in [
            ("NETWORK_ERROR", "NETWORK", ErrorKind::Network),
            ("ERROR_NETWORK", "NETWORK", ErrorKind::Network),
            ("REQUEST_TIMEOUT", "TIMEOUT", ErrorKind::Network),
            ("ERR_BAD_RESPONSE", "BAD_RESPONSE", ErrorKind::Portal),
            ("ERROR_UNEXPECTED_ANSWER", "BAD_RESPONSE", ErrorKind::Portal),
            ("BLANK_ANSWER", "BAD_RESPONSE", ErrorKind::Portal),
        ] {
            let failure = unseen(error(theirs));
            assert_eq!((failure.code.as_str(), failure.kind, failure.outcome), (ours, kind, Outcome::Unknown));
            assert_eq!(meaning(theirs).says, Says::Nothing);
        }
        assert_eq!(meaning("JSSDK_FRAME_REFRESH_AUTH_TIMEOUT").says, Says::Refused);
        assert_eq!(unseen(error("")).code, "ERROR_CORE");
    }

    /// task-list.md, section 7.
    fn what_the_row_shows_settles_a_call_that_is_in_doubt() {
        for event in [
            lost(), Event::Lost(Loss::Timeout), Event::Replied(Reply::Unreadable { status: Some(502) }),
            reply(json!({ "result": {} })), error("ERROR_CORE"), error("INTERNAL_SERVER_ERROR"), error("ERROR_TASK_EXECUTION"),
            error("ERROR_TASK_COMPLETED"), error("ERROR_TASK_NOT_FOUND"),
        ] {
            assert_eq!(settle(COMPLETE, event.clone(), Some(Row::Ours)), Ok(Delivered::LookedUp));

            let failure = settle(COMPLETE, event.clone(), Some(Row::Other(Status::No))).unwrap_err();
            assert_eq!((failure.code.as_str(), failure.outcome), ("ERROR_TASK_COMPLETED", Outcome::NotCompleted));
            assert_eq!((failure.instead, failure.description.as_str()), (Some(Instead::Answer), "no"));

            let failure = settle(COMPLETE, event.clone(), Some(Row::TimedOut)).unwrap_err();
            assert_eq!((failure.instead, failure.outcome), (Some(Instead::Timeout), Outcome::NotCompleted));
            // Those who had not answered count as having said no, which is what was sent.
            let failure = settle(Purpose::Complete(Status::No), event.clone(), Some(Row::TimedOut)).unwrap_err();
            assert_eq!((failure.instead, failure.outcome), (Some(Instead::Timeout), Outcome::Unknown));

            let failure = settle(COMPLETE, event, Some(Row::Gone)).unwrap_err();
            assert_eq!((failure.code.as_str(), failure.outcome), ("ERROR_TASK_NOT_FOUND", Outcome::Unknown));
        }
    }

    fn a_row_is_read_as_the_activity_records_it() {
        let read = |row: Json, sent| {
            let success = Success { result: value(&json!([row])), next: None, total: None, time: value(&json!(null)) };
            Row::read(&success, 12, 7, sent)
        };
        let row = |status: Json, user_status: Json, activity: &str| json!({
            "ID": "12", "USER_ID": "7", "STATUS": status, "USER_STATUS": user_status, "ACTIVITY": activity,
        });
        let (approve, request, optional) =
            ("ApproveActivity", "RequestInformationActivity", "RequestInformationOptionalActivity");
        for (status, user_status, activity, sent, expected) in [
            (json!("0"), json!("0"), approve, Status::Yes, Row::Waiting),
            (json!(0), json!(0), approve, Status::Yes, Row::Waiting),
            (json!("0"), json!("1"), approve, Status::Yes, Row::Ours),
            (json!("1"), json!("1"), approve, Status::Yes, Row::Ours),
            (json!("2"), json!("2"), approve, Status::Yes, Row::Other(Status::No)),
            (json!("4"), json!("2"), approve, Status::No, Row::TimedOut),
            (json!("4"), json!("1"), approve, Status::Yes, Row::Ours),
            (json!("1"), json!("0"), approve, Status::Yes, Row::Gone),
            (json!("3"), json!("3"), request, Status::Yes, Row::Ours),
            (json!("3"), json!("3"), optional, Status::No, Row::Ours),
            (json!("5"), json!("4"), optional, Status::Cancel, Row::Ours),
            (json!("3"), json!("3"), optional, Status::Cancel, Row::Other(Status::Ok)),
            (json!(null), json!(null), approve, Status::Yes, Row::Gone),
        ] {
            assert_eq!(read(row(status.clone(), user_status.clone(), activity), sent), expected, "{status} {user_status} {activity}");
        }
        // A portal that drops a condition answers everybody's rows.
        for (name, other) in [("ID", "13"), ("USER_ID", "8")] {
            let mut foreign = row(json!("1"), json!("1"), approve);
            foreign[name] = json!(other);
            assert_eq!(read(foreign, Status::Yes), Row::Gone);
        }
    }

    fn a_lost_completion_is_sent_once_more_when_it_cannot_be_at_work_any_more() {
        let mut run = Run::new(COMPLETE);
        run.now = 1_000.0;
        run.tell(lost());
        let lost_at = run.now;
        run.find_waiting();
        assert!(run.now >= lost_at + 60_000.0, "{}", run.now);
        assert!(matches!(run.next(), Action::Send(_)));
        run.tell(done());
        assert_eq!((run.settled().is_ok(), run.delivery.attempts()), (true, 2));

        // But not twice, and what is known then is told.
        let mut run = Run::new(COMPLETE);
        for _ in 0..2 {
            run.tell(lost());
            run.find_waiting();
        }
        let failure = run.failure();
        assert_eq!((failure.code.as_str(), failure.outcome, run.delivery.attempts()), ("NETWORK", Outcome::NotCompleted, 2));
    }

    fn what_the_portal_itself_has_ended_is_not_sent_again() {
        for code in ["ERROR_TASK_EXECUTION", "ERROR_CORE", "ERROR_TASK_COMPLETED", "ERROR_TASK_NOT_FOUND", "ERROR_ARGUMENT"] {
            let mut run = Run::new(COMPLETE);
            run.tell(error(code));
            run.find_waiting();
            let failure = run.failure();
            assert_eq!((failure.code.as_str(), failure.outcome, run.delivery.attempts()), (code, Outcome::NotCompleted, 1));
            // The browser may have sent a copy, which the workflow still works on.
            assert!((2_000.0..3_000.0).contains(&run.now), "{}", run.now);
        }
    }

    fn within_less_time_than_a_portal_may_take_nothing_is_sent_again() {
        let terms = Terms { purpose: COMPLETE, can_refresh: true, is_late: false, timeout: 5_000.0, upload: 0.0, resets_at: None };
        let mut run = Run::with(terms);
        run.tell(lost());
        run.find_waiting();
        assert_eq!((run.failure().outcome, run.delivery.attempts()), (Outcome::Unknown, 1));
        assert!(run.now <= 7_000.0);
    }

    fn an_upload_has_its_own_time() {
        let terms = Terms { purpose: COMPLETE, can_refresh: true, is_late: false, timeout: TIMEOUT, upload: 600_000.0, resets_at: None };
        let mut run = Run::with(terms);
        assert_eq!(run.next(), Action::Send(TIMEOUT + 600_000.0));
        run.now = 600_000.0;
        run.tell(error("QUERY_LIMIT_EXCEEDED"));
        assert!(matches!(run.next(), Action::Wait(_)), "busy after so long an upload is no reason to give up");
        run.wait();
        assert!(matches!(run.next(), Action::Send(_)));
        run.tell(lost());
        let lost_at = run.now;
        run.find_waiting();
        assert!(matches!(run.next(), Action::Send(_)), "there is time for another one");
        assert!(run.now - lost_at < TIMEOUT, "it is looked up for no longer than without files");
    }

    fn the_task_is_looked_at_again_with_growing_pauses_while_that_helps() {
        let mut run = Run::new(COMPLETE);
        run.tell(lost());
        let mut pauses = Vec::new();
        loop {
            match run.next() {
                Action::LookUp(_) => run.tell(Event::NotSeen { for_good: false }),
                Action::Wait(_) => pauses.push(run.wait()),
                _ => break,
            }
        }
        assert_eq!(pauses, [1_000.0, 2_000.0, 4_000.0, 8_000.0, 16_000.0, 16_000.0, 15_000.0]);
        assert_eq!(run.failure().outcome, Outcome::Unknown);
        assert!(run.now <= TIMEOUT + 2_000.0);
    }

    fn an_expired_token_is_refreshed_once_and_the_call_sent_again() {
        for code in ["expired_token", "invalid_token"] {
            let mut run = Run::new(COMPLETE);
            run.tell(error(code));
            run.tell(Event::Refreshed);
            run.tell(done());
            assert_eq!((run.settled().is_ok(), run.delivery.attempts()), (true, 2));
        }
        let mut twice = Run::new(COMPLETE);
        for event in [error("expired_token"), Event::Refreshed, error("expired_token")] {
            twice.tell(event);
        }
        assert_eq!((twice.failure().kind, twice.failure().outcome), (ErrorKind::Auth, Outcome::NotCompleted));
        let mut in_vain = Run::new(COMPLETE);
        in_vain.tell(error("expired_token"));
        in_vain.tell(Event::NotRefreshed);
        assert_eq!((in_vain.failure().code.as_str(), in_vain.failure().outcome), ("expired_token", Outcome::NotCompleted));
        let mut cannot = Run::with(Terms { purpose: COMPLETE, can_refresh: false, is_late: false, timeout: TIMEOUT, upload: 0.0, resets_at: None });
        cannot.tell(error("expired_token"));
        assert_eq!((cannot.failure().kind, cannot.delivery.attempts()), (ErrorKind::Auth, 1));
    }

    fn a_busy_portal_is_asked_again_with_growing_pauses_for_as_long_as_one_request_may_take() {
        for purpose in [COMPLETE, Purpose::Read] {
            let mut run = Run::new(purpose);
            let mut pauses = Vec::new();
            while matches!(run.next(), Action::Send(_)) {
                run.tell(error("QUERY_LIMIT_EXCEEDED"));
                if matches!(run.next(), Action::Wait(_)) {
                    pauses.push(run.wait());
                }
            }
            assert_eq!(pauses, [1_000.0, 2_000.0, 4_000.0, 8_000.0, 16_000.0, 16_000.0, 16_000.0]);
            assert!(run.now <= TIMEOUT);
            assert_eq!((run.failure().kind, run.failure().outcome), (ErrorKind::Limit, Outcome::NotCompleted));
        }
    }

    fn pauses_vary_by_chance() {
        for (jitter, expected) in [(0.0, 750.0), (1.0, 1_250.0)] {
            let mut run = Run::new(COMPLETE);
            let _ = run.next();
            run.delivery.on(error("QUERY_LIMIT_EXCEEDED"), 0.0, jitter);
            assert_eq!(run.next(), Action::Wait(expected));
        }
    }

    fn a_method_that_has_used_up_its_time_says_when_it_can_be_called_again() {
        for (resets_at, expected) in [(Some(240_000.0), Some(239_000)), (Some(500.0), None), (None, None)] {
            let mut run = Run::with(Terms { purpose: COMPLETE, can_refresh: true, is_late: false, timeout: TIMEOUT, upload: 0.0, resets_at });
            run.now = 1_000.0;
            run.tell(error("OPERATION_TIME_LIMIT"));
            assert_eq!((run.failure().retry_after, run.failure().outcome), (expected, Outcome::NotCompleted));
        }
        let time = json!({ "finish": 1_700_000_000.25, "operating_reset_at": 1_700_000_240 });
        let Event::Replied(Reply::Success(success)) = reply(json!({ "result": true, "time": time })) else { panic!() };
        assert_eq!(success.resets_in(), Some(239_750.0));
    }

    fn an_abort_tells_what_is_known() {
        let abort_after = |events: &[Event]| {
            let mut run = Run::new(COMPLETE);
            for event in events {
                run.tell(event.clone());
            }
            let action = run.next();
            run.delivery.on(Event::Aborted, run.now, 0.5);
            assert_eq!(run.failure().code, "ABORTED");
            (action, run.failure().outcome)
        };
        let mut unsent = Run::new(COMPLETE);
        unsent.delivery.on(Event::Aborted, 0.0, 0.5);
        assert_eq!((unsent.failure().outcome, unsent.delivery.attempts()), (Outcome::NotCompleted, 0));

        assert!(matches!(abort_after(&[]), (Action::Send(_), Outcome::Unknown)));
        // The portal has refused it, and nothing else was sent.
        assert!(matches!(abort_after(&[error("expired_token")]), (Action::Refresh(_), Outcome::NotCompleted)));
        assert!(matches!(abort_after(&[error("QUERY_LIMIT_EXCEEDED")]), (Action::Wait(_), Outcome::NotCompleted)));
        assert!(matches!(abort_after(&[error("expired_token"), Event::Refreshed]), (Action::Send(_), Outcome::Unknown)));
        assert!(matches!(abort_after(&[lost()]), (Action::LookUp(_), Outcome::Unknown)));
        assert!(matches!(abort_after(&[lost(), Event::Seen(Row::Waiting)]), (Action::Wait(_), Outcome::Unknown)));

        let mut read = Run::new(Purpose::Read);
        let _ = read.next();
        read.delivery.on(Event::Aborted, 0.0, 0.5);
        assert_eq!(read.failure().outcome, Outcome::NotCompleted);
    }

    fn a_settled_call_stays_as_it_is() {
        let mut run = Run::new(COMPLETE);
        run.tell(done());
        for event in [Event::Aborted, Event::Lost(Loss::Timeout), error("ERROR_TASK_COMPLETED"), Event::Refreshed] {
            run.tell(event);
            assert!(matches!(run.settled(), Ok(Delivered::Replied(_))));
        }
    }

    fn what_cannot_come_of_an_action_changes_nothing() {
        let mut run = Run::new(COMPLETE);
        for event in [Event::Waited, Event::Refreshed, Event::NotRefreshed, Event::Seen(Row::Ours)] {
            run.tell(event);
            assert!(matches!(run.next(), Action::Send(_)));
        }
        assert_eq!(run.delivery.attempts(), 1);
    }
}
