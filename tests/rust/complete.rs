//! One call, step by step.

use super::json::value;
use super::tests;
use crate::complete::{
    Action, AfterWait, Call, Config, Confirmation, EarlierRequest, Event, Operation, Phase, SentAt,
    ServerClock, TabProgress, TabState, TransportError, decide_after_wait, digest,
};
use crate::error::{ActualAnswer, Error, ErrorKind, Outcome};
use crate::rest::{Evidence, Reply, Success, TaskState, classify};
use crate::task::Status;
use crate::trace::Action as StepAction;
use serde_json::{Value as Json, json};

const TIMEOUT_MS: f64 = 65_000.0;
const EXECUTION_LIMIT_MS: f64 = 60_000.0;
/// A row that was read this long after a reply is not older than the reply, even from a replica.
const LAG_MS: f64 = 16_000.0;
const AS_SENT: TaskState = TaskState::CompletedAsSent { modified_ms: None };

fn config() -> Config {
    Config {
        operation: Operation::Complete(Status::Yes),
        can_refresh: true,
        timeout_ms: TIMEOUT_MS,
        upload_allowance_ms: 0.0,
        execution_limit_ms: EXECUTION_LIMIT_MS,
        transport_delay_ms: 0.0,
        operating_reset_at_ms: None,
        server_clock: None,
        earlier: None,
    }
}

fn read() -> Config {
    Config {
        operation: Operation::Read,
        ..config()
    }
}

fn reply(envelope: Json, status: u16) -> Event {
    Event::Replied(Reply::read(&value(&envelope), Some(status)))
}

fn error(code: &str, status: u16) -> Event {
    reply(
        json!({ "error": code, "error_description": "text" }),
        status,
    )
}

fn done() -> Event {
    reply(json!({ "result": true }), 200)
}

fn lost() -> Event {
    Event::Lost(TransportError::Network)
}

fn row(state: TaskState) -> Event {
    Event::LookedUp {
        state,
        server_clock: None,
    }
}

/// A call, and the current time.
struct Run {
    call: Call,
    now_ms: f64,
}

impl Run {
    fn new(config: Config) -> Self {
        Self {
            call: Call::new(config, 0.0),
            now_ms: 0.0,
        }
    }

    /// The next action other than waiting.
    fn next(&mut self) -> Action {
        loop {
            match self.call.poll_action(self.now_ms) {
                Action::Wait { timeout_ms } if timeout_ms.is_finite() => self.pass(timeout_ms),
                action => return action,
            }
        }
    }

    fn pass(&mut self, ms: f64) {
        self.now_ms += ms;
        self.report(Event::Elapsed);
    }

    fn report(&mut self, event: Event) {
        self.call.handle_event(event, self.now_ms, 0.5);
    }

    fn sends(&mut self) -> &mut Self {
        assert!(matches!(
            self.call.poll_action(self.now_ms),
            Action::Send { .. }
        ));
        self
    }

    /// Sends the request, with this result.
    fn sends_and_gets(&mut self, event: Event) -> &mut Self {
        self.sends().report(event);
        self
    }

    /// Looks up the task, with this result.
    fn finds(&mut self, event: Event) -> &mut Self {
        let action = self.next();
        assert!(matches!(action, Action::LookUp { .. }), "{action:?}");
        self.report(event);
        self
    }

    /// Looks up the task repeatedly, with this result each time.
    fn finds_always(&mut self, state: TaskState) -> &mut Self {
        while let Action::LookUp { .. } = self.next() {
            self.report(row(state));
        }
        self
    }

    fn outcome(&mut self) -> Result<Confirmation, Error> {
        match self.call.poll_action(self.now_ms) {
            Action::Finish(result) => result,
            action => panic!("not finished but {action:?}"),
        }
    }

    fn error(&mut self) -> Error {
        self.outcome().unwrap_err()
    }
}

/// The evidence of a code with each status that can come with it.
fn evidence(code: &str, status: u16) -> Evidence {
    classify(code, Some(status)).evidence
}

tests! {
    fn true_is_the_only_sign_of_success() {
        let time = json!({ "finish": 1 });
        let result = Run::new(config()).sends_and_gets(reply(json!({ "result": true, "time": time }), 200)).outcome();
        let Ok(Confirmation::Reply(success)) = result else { panic!("not completed") };
        assert_eq!(success.time, value(&time));
        for odd in [json!({}), json!([]), json!(false), json!(null), json!("true"), json!(1)] {
            let mut run = Run::new(config());
            let error = run.sends_and_gets(reply(json!({ "result": odd }), 200))
                .finds(Event::LookupFailed { permanent: true }).error();
            assert_eq!((error.code.as_str(), error.outcome), ("BAD_RESPONSE", Outcome::Unknown), "{odd}");
        }
        assert!(Run::new(read()).sends_and_gets(reply(json!({ "result": {} }), 200)).outcome().is_ok());
    }

    /// rest-protocol.md, sections 5, 6 and 9.
    fn a_code_is_evidence_only_with_its_own_status() {
        for (evidence_with, status, codes) in [
            (Evidence::Busy, 503, "QUERY_LIMIT_EXCEEDED"),
            (Evidence::Busy, 401, "CONNECTION_ERROR"),
            (Evidence::Finished, 429, "OPERATION_TIME_LIMIT"),
            (Evidence::Refused, 401,
             "OVERLOAD_LIMIT NO_AUTH_FOUND insufficient_scope user_access_error authorization_error \
              APPLICATION_NOT_FOUND INVALID_CREDENTIALS INVALID_REQUEST ACCESS_DENIED access_denied session_failed \
              METHOD_CONFIRM_WAITING ALLOWED_ONLY_INTRANET_USER ERROR_OAUTH PAYMENT_REQUIRED"),
            (Evidence::Refused, 403,
             "ACCESS_DENIED insufficient_scope user_access_error INVALID_CREDENTIALS WRONG_AUTH_TYPE WRONG_LICENSE \
              METHOD_CONFIRM_DENIED PORTAL_DELETED"),
            (Evidence::Refused, 402, "PAYMENT_REQUIRED"),
            (Evidence::Refused, 404, "ERROR_METHOD_NOT_FOUND"),
            (Evidence::TokenExpired, 401, "expired_token invalid_token"),
            (Evidence::Finished, 400, "ERROR_TASK_VALIDATION ERROR_TASK_TYPE"),
            (Evidence::AlreadyAnswered, 400, "ERROR_TASK_COMPLETED"),
            (Evidence::TaskNotFound, 400, "ERROR_TASK_NOT_FOUND"),
            (Evidence::Failed, 400, "ERROR_TASK_EXECUTION ERROR_CORE ERROR_ARGUMENT SOMETHING_NEW 500"),
            (Evidence::Failed, 500, "ERROR_CORE"),
        ] {
            for code in codes.split_whitespace() {
                assert_eq!(evidence(code, status), evidence_with, "{code} {status}");
                // A code of a gateway or of the SDK.
                assert_eq!(evidence(code, 504), Evidence::None, "{code}");
                assert_eq!(evidence(code, 200), Evidence::None, "{code}");
                // A later step of the workflow can raise any code.
                let later = evidence(code, 400);
                assert!(!matches!(later, Evidence::Refused | Evidence::Busy | Evidence::TokenExpired), "{code}");
                // Not every transport has statuses.
                let without = classify(code, None).evidence;
                assert!(!matches!(without, Evidence::Refused | Evidence::Busy | Evidence::TokenExpired), "{code}");
            }
        }
        for code in ["INTERNAL_SERVER_ERROR", "Gateway Timeout", "SOMETHING_NEW", "ERR_BAD_RESPONSE"] {
            assert_eq!(evidence(code, 504), Evidence::None, "{code}");
        }
    }

    fn codes_of_transports_are_not_evidence_and_are_renamed() {
        for (theirs, own, kind) in [
            ("NETWORK_ERROR", "NETWORK", ErrorKind::Network),
            ("ERROR_NETWORK", "NETWORK", ErrorKind::Network),
            ("REQUEST_TIMEOUT", "TIMEOUT", ErrorKind::Network),
            ("ERR_BAD_RESPONSE", "BAD_RESPONSE", ErrorKind::Portal),
            ("ERROR_UNEXPECTED_ANSWER", "BAD_RESPONSE", ErrorKind::Portal),
            ("BLANK_ANSWER", "BAD_RESPONSE", ErrorKind::Portal),
            ("ECONNRESET", "NETWORK", ErrorKind::Network),
            ("EPIPE", "NETWORK", ErrorKind::Network),
            ("ENOTFOUND", "NETWORK", ErrorKind::Network),
            ("EAI_AGAIN", "NETWORK", ErrorKind::Network),
            ("EHOSTUNREACH", "NETWORK", ErrorKind::Network),
            ("ECONNABORTED", "NETWORK", ErrorKind::Network),
            ("ETIMEDOUT", "TIMEOUT", ErrorKind::Network),
        ] {
            for status in [None, Some(200), Some(400), Some(503)] {
                let class = classify(theirs, status);
                assert_eq!((class.canonical_code, class.kind, class.evidence), (Some(own), kind, Evidence::None));
            }
        }
        for code in ["CERT_HAS_EXPIRED", "JSSDK_UNKNOWN_ERROR", "JSSDK_CALL_ALL_ATTEMPTS_EXHAUSTED", "ERR_CANCELED"] {
            assert_eq!(classify(code, None).evidence, Evidence::None, "{code}");
        }
    }

    fn a_code_that_is_not_a_word_is_dropped() {
        for code in ["TypeError: Failed to fetch", "https://acme.bitrix24.com/rest/1/secret/", "a b", &"x".repeat(65)] {
            let class = classify(code, None);
            assert_eq!((class.canonical_code, class.evidence), (Some("BAD_RESPONSE"), Evidence::None), "{code}");
        }
        assert_eq!(classify("", Some(400)).canonical_code, Some("ERROR_CORE"));
        assert_eq!(classify("SOMETHING_NEW", Some(400)).canonical_code, None);
    }

    fn a_code_in_another_case_is_the_same_code() {
        for (code, status, canonical_code) in [
            ("allowed_only_intranet_user", 403, Some("ALLOWED_ONLY_INTRANET_USER")),
            ("INSUFFICIENT_SCOPE", 403, Some("insufficient_scope")),
            ("access_denied", 401, None),
        ] {
            let class = classify(code, Some(status));
            assert_eq!((class.kind, class.evidence, class.canonical_code), (ErrorKind::Auth, Evidence::Refused, canonical_code));
        }
    }

    fn kinds_show_who_can_solve_an_error() {
        for (kind, codes) in [
            (ErrorKind::Limit, "QUERY_LIMIT_EXCEEDED OPERATION_TIME_LIMIT OVERLOAD_LIMIT"),
            (ErrorKind::Auth, "expired_token insufficient_scope PAYMENT_REQUIRED ERROR_OAUTH ALLOWED_ONLY_INTRANET_USER"),
            (ErrorKind::Portal, "ERROR_METHOD_NOT_FOUND PORTAL_DELETED ERROR_CORE SOMETHING_NEW"),
            (ErrorKind::Task, "ERROR_TASK_COMPLETED ERROR_TASK_EXECUTION ERROR_TASK_VALIDATION"),
        ] {
            for code in codes.split_whitespace() {
                assert_eq!(classify(code, Some(401)).kind, kind, "{code}");
            }
        }
    }

    fn a_refusal_ends_the_call_without_a_lookup() {
        for (code, status) in [("NO_AUTH_FOUND", 401), ("ACCESS_DENIED", 403), ("ERROR_METHOD_NOT_FOUND", 404)] {
            let error = Run::new(config()).sends_and_gets(error(code, status)).error();
            assert_eq!((error.code.as_str(), error.outcome), (code, Outcome::NotCompleted));
            assert_eq!((error.status, error.description.as_str()), (Some(status), "text"));
        }
        let error = Run::new(config()).sends_and_gets(Event::Replied(Reply::Redirected)).error();
        assert_eq!((error.code.as_str(), error.outcome), ("REDIRECTED", Outcome::NotCompleted));
    }

    fn a_refusal_with_the_status_of_a_later_step_is_looked_up() {
        for code in ["ACCESS_DENIED", "INVALID_REQUEST", "ERROR_METHOD_NOT_FOUND", "insufficient_scope", "QUERY_LIMIT_EXCEEDED"] {
            let result = Run::new(config()).sends_and_gets(error(code, 400)).finds(row(AS_SENT)).outcome();
            let failure = Some("text".to_owned());
            assert_eq!(result, Ok(Confirmation::Lookup { failure }), "{code}");
        }
    }

    fn a_first_copy_of_the_request_may_have_used_up_the_operating_time() {
        let limited = || error("OPERATION_TIME_LIMIT", 429);
        let result = Run::new(config()).sends_and_gets(limited()).finds(row(AS_SENT)).outcome();
        assert!(matches!(result, Ok(Confirmation::Lookup { .. })));
        let mut run = Run::new(config());
        let error = run.sends_and_gets(limited()).finds_always(TaskState::Open).error();
        assert_eq!((error.code.as_str(), error.outcome), ("OPERATION_TIME_LIMIT", Outcome::NotCompleted));
        assert!(run.now_ms <= LAG_MS, "no longer than a replica can lag");
    }

    fn the_row_decides_a_call_whose_reply_proves_nothing() {
        for event in [
            lost(), Event::Lost(TransportError::Timeout), Event::Replied(Reply::Unreadable { status: Some(502) }),
            reply(json!({ "result": {} }), 200), error("INTERNAL_SERVER_ERROR", 500), error("Gateway Timeout", 504),
            error("ERROR_TASK_EXECUTION", 400), error("ERROR_CORE", 400), error("ERROR_TASK_COMPLETED", 400),
            error("ERROR_TASK_NOT_FOUND", 400), error("ERROR_TASK_VALIDATION", 400),
        ] {
            let reconcile = |sent, state| {
                let config = Config { operation: Operation::Complete(sent), ..config() };
                Run::new(config).sends_and_gets(event.clone()).finds(row(state)).outcome()
            };
            assert!(matches!(reconcile(Status::Yes, AS_SENT), Ok(Confirmation::Lookup { .. })));

            let error = reconcile(Status::Yes, TaskState::CompletedDifferently(Status::No)).unwrap_err();
            assert_eq!((error.code.as_str(), error.outcome), ("ERROR_TASK_COMPLETED", Outcome::AnsweredElsewhere));
            assert_eq!(error.actual, Some(ActualAnswer::Status(Status::No)));

            let error = reconcile(Status::Yes, TaskState::TimedOut).unwrap_err();
            assert_eq!((error.actual, error.outcome), (Some(ActualAnswer::TimedOut), Outcome::NotCompleted));
            // For users who had not answered, "no" is stored, which is equal to the sent answer.
            let error = reconcile(Status::No, TaskState::TimedOut).unwrap_err();
            assert_eq!((error.actual, error.outcome), (Some(ActualAnswer::TimedOut), Outcome::Unknown));
        }
    }

    fn only_an_error_of_the_portal_is_a_workflow_failure() {
        for (event, failure) in [
            (error("ERROR_TASK_EXECUTION", 400), Some("text".to_owned())),
            (error("SOMETHING_NEW", 400), Some("text".to_owned())),
            (error("ERROR_TASK_COMPLETED", 400), None),
            (error("ERROR_TASK_NOT_FOUND", 400), None),
            (error("Gateway Timeout", 504), None),
            (lost(), None),
        ] {
            let result = Run::new(config()).sends_and_gets(event).finds(row(AS_SENT)).outcome();
            assert_eq!(result, Ok(Confirmation::Lookup { failure }));
        }
    }

    fn a_task_without_a_row_is_looked_up_again_because_a_replica_may_lag() {
        let mut run = Run::new(config());
        run.sends_and_gets(lost()).finds_always(TaskState::NotFound);
        let error = run.error();
        assert_eq!((error.code.as_str(), error.outcome), ("ERROR_TASK_NOT_FOUND", Outcome::Unknown));
        assert!((LAG_MS..LAG_MS + 16_000.0).contains(&run.now_ms), "{}", run.now_ms);

        // Reply and row agree.
        let mut run = Run::new(config());
        run.sends_and_gets(self::error("ERROR_TASK_NOT_FOUND", 400)).finds(row(TaskState::NotFound));
        assert_eq!((run.error().outcome, run.now_ms), (Outcome::Unknown, 0.0));
    }

    fn a_lost_completion_is_not_completed_when_it_can_no_longer_be_running() {
        for (event, earliest_ms) in [
            (lost(), EXECUTION_LIMIT_MS + LAG_MS),
            (error("Gateway Timeout", 504), EXECUTION_LIMIT_MS + LAG_MS),
            // The reply may belong to a copy, while the first request is still running.
            (error("ERROR_TASK_EXECUTION", 400), EXECUTION_LIMIT_MS + LAG_MS),
            // Every copy is refused in the same way, but the row may be old.
            (error("ERROR_TASK_VALIDATION", 400), LAG_MS),
            (error("ACCESS_DENIED", 400), LAG_MS),
        ] {
            let mut run = Run::new(config());
            run.sends_and_gets(event.clone()).finds_always(TaskState::Open);
            let error = run.error();
            assert_eq!((error.outcome, run.call.attempts()), (Outcome::NotCompleted, 1), "{event:?}");
            assert!((earliest_ms..earliest_ms + 5_000.0).contains(&run.now_ms), "{event:?}: {}", run.now_ms);
        }
    }

    fn a_longer_execution_limit_extends_the_lookups_with_every_timeout() {
        let config = Config { execution_limit_ms: 300_000.0, timeout_ms: 1_000.0, ..config() };
        let mut run = Run::new(config);
        run.sends_and_gets(lost()).finds_always(TaskState::Open);
        assert_eq!(run.error().outcome, Outcome::NotCompleted);
        assert!(run.now_ms >= 300_000.0 + LAG_MS, "{}", run.now_ms);
    }

    fn already_completed_with_an_open_row_never_ends_as_not_completed() {
        for code in ["ERROR_TASK_COMPLETED", "ERROR_TASK_NOT_FOUND"] {
            let mut run = Run::new(config());
            run.sends_and_gets(error(code, 400)).finds_always(TaskState::Open);
            let error = run.error();
            assert_eq!((error.code.as_str(), error.outcome), (code, Outcome::Unknown));
            assert!(run.now_ms >= EXECUTION_LIMIT_MS, "{}", run.now_ms);
        }
    }

    fn a_transport_that_delays_requests_never_proves_that_nothing_was_sent() {
        let config = Config { transport_delay_ms: 600_000.0, ..config() };
        let mut run = Run::new(config);
        run.sends_and_gets(Event::Lost(TransportError::Timeout)).finds_always(TaskState::Open);
        assert_eq!(run.error().outcome, Outcome::Unknown);
        let open = run.call.open_request().unwrap();
        assert!(open.running_until_ms >= 660_000.0, "{open:?}");
    }

    fn the_task_is_looked_up_while_waiting_for_the_reply() {
        let mut run = Run::new(config());
        run.sends();
        run.finds(row(TaskState::Open));
        assert_eq!(run.now_ms, 4_000.0);
        // The reply is better evidence than these rows.
        for state in [TaskState::NotFound, TaskState::TimedOut, TaskState::Open] {
            run.finds(row(state));
        }
        assert_eq!(run.call.phase(), Some(Phase::Waiting));
        run.report(done());
        assert!(matches!(run.outcome(), Ok(Confirmation::Reply(_))));

        let mut run = Run::new(config());
        run.sends();
        let result = run.finds(row(AS_SENT)).outcome();
        assert_eq!((result, run.now_ms), (Ok(Confirmation::Lookup { failure: None }), 4_000.0));

        let mut run = Run::new(config());
        run.sends();
        let error = run.finds(row(TaskState::CompletedDifferently(Status::No))).error();
        assert_eq!(error.outcome, Outcome::AnsweredElsewhere);

        // A read needs no look-up.
        let mut run = Run::new(read());
        run.sends();
        assert_eq!(run.call.poll_action(50_000.0), Action::Wait { timeout_ms: f64::INFINITY });
    }

    fn a_running_lookup_continues_after_a_lost_reply() {
        let mut run = Run::new(config());
        run.sends();
        assert!(matches!(run.next(), Action::LookUp { .. }));
        run.report(lost());
        assert_eq!(run.call.poll_action(run.now_ms), Action::Wait { timeout_ms: f64::INFINITY });
        run.report(row(AS_SENT));
        assert!(run.outcome().is_ok());
    }

    fn lookups_have_growing_delays_and_the_decisive_one_is_in_time() {
        let mut run = Run::new(config());
        run.sends_and_gets(lost());
        let mut times = Vec::new();
        while let Action::LookUp { .. } = run.next() {
            times.push(run.now_ms / 1_000.0);
            run.report(row(TaskState::Open));
        }
        assert_eq!(times, [0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 47.0, 63.0, 78.0]);
    }

    fn lookups_that_fail_end_as_unknown() {
        let mut run = Run::new(config());
        run.sends_and_gets(lost());
        while let Action::LookUp { timeout_ms } = run.next() {
            run.now_ms += timeout_ms;
            run.report(Event::LookupFailed { permanent: false });
        }
        assert_eq!(run.error().outcome, Outcome::Unknown);
        assert!(run.now_ms <= EXECUTION_LIMIT_MS + 50_000.0, "{}", run.now_ms);
        assert!(run.call.open_request().unwrap().running_until_ms < run.now_ms, "nothing can be running any more");

        let mut run = Run::new(config());
        run.sends_and_gets(lost()).finds(Event::LookupFailed { permanent: true });
        assert_eq!((run.error().outcome, run.now_ms), (Outcome::Unknown, 0.0));
        assert!(run.call.open_request().is_some());
    }

    fn an_upload_has_its_own_time() {
        let config = Config { upload_allowance_ms: 600_000.0, ..config() };
        let mut run = Run::new(config);
        assert_eq!(run.call.poll_action(0.0), Action::Send { timeout_ms: TIMEOUT_MS + 600_000.0 });
        assert_eq!(run.call.poll_action(0.0), Action::Wait { timeout_ms: 604_000.0 });
        run.now_ms = 600_000.0;
        run.report(error("QUERY_LIMIT_EXCEEDED", 503));
        assert_eq!(run.call.phase(), Some(Phase::Busy));
        assert!(matches!(run.next(), Action::Send { .. }), "a busy portal after so long an upload is no reason to give up");
        run.report(lost());
        let lost_at_ms = run.now_ms;
        run.finds_always(TaskState::Open);
        assert!(run.now_ms - lost_at_ms < 80_000.0, "it is looked up for no longer than without files");
    }

    fn a_busy_portal_is_retried_until_the_timeout() {
        let mut run = Run::new(config());
        while let Action::Send { .. } = run.next() {
            run.report(error("QUERY_LIMIT_EXCEEDED", 503));
        }
        let error = run.error();
        assert_eq!((error.code.as_str(), error.outcome), ("QUERY_LIMIT_EXCEEDED", Outcome::NotCompleted));
        assert!((40_000.0..TIMEOUT_MS).contains(&run.now_ms) && run.call.attempts() > 5, "{}", run.now_ms);
    }

    fn an_expired_token_is_refreshed_once_and_the_request_sent_again() {
        for code in ["expired_token", "invalid_token"] {
            let mut run = Run::new(config());
            run.sends_and_gets(error(code, 401));
            assert_eq!(run.next(), Action::RefreshToken { timeout_ms: 10_000.0 });
            assert_eq!(run.call.poll_action(0.0), Action::Wait { timeout_ms: f64::INFINITY });
            run.report(Event::Refreshed);
            run.sends_and_gets(done());
            assert_eq!((run.outcome().is_ok(), run.call.attempts()), (true, 2));

            let mut run = Run::new(config());
            run.sends_and_gets(error(code, 401));
            let _ = run.next();
            run.report(Event::Refreshed);
            run.sends_and_gets(error(code, 401));
            assert_eq!(run.error().outcome, Outcome::NotCompleted);

            let mut run = Run::new(config());
            run.sends_and_gets(error(code, 401));
            let _ = run.next();
            run.report(Event::NotSent(Error::refresh_failed("why")));
            let failed = run.error();
            assert_eq!((failed.code.as_str(), failed.kind, failed.outcome), ("REFRESH_FAILED", ErrorKind::Auth, Outcome::NotCompleted));
            assert_eq!(failed.description, "why");

            let mut run = Run::new(Config { can_refresh: false, ..config() });
            assert_eq!(run.sends_and_gets(error(code, 401)).error().code, code);
        }
    }

    fn a_request_that_cannot_be_sent_with_the_new_token_ends_with_the_reason() {
        for reason in [
            Error::user_changed(Outcome::NotCompleted),
            // The user could not be read.
            Error::new("INTERNAL_SERVER_ERROR", ErrorKind::Portal, Outcome::NotCompleted),
            Error::network(Outcome::NotCompleted),
        ] {
            let mut run = Run::new(config());
            run.sends_and_gets(error("expired_token", 401));
            let _ = run.next();
            run.report(Event::NotSent(reason.clone()));
            assert_eq!((run.error(), run.call.attempts()), (reason.clone(), 1));

            // Another call has refreshed the token.
            let mut run = Run::new(config());
            run.sends_and_gets(Event::NotSent(reason.clone()));
            assert_eq!((run.error(), run.call.attempts()), (reason.clone(), 0));

            // An earlier request may have been executed.
            let earlier = Some(EarlierRequest { running_until_ms: -LAG_MS, sent: None, is_same: true });
            let mut run = Run::new(Config { earlier, ..config() });
            run.sends_and_gets(Event::NotSent(reason));
            assert_eq!(run.error().outcome, Outcome::Unknown);
        }
    }

    fn offline_nothing_is_sent() {
        let mut run = Run::new(config());
        run.sends_and_gets(Event::Offline);
        assert_eq!((run.error().code.as_str(), run.error().outcome, run.call.attempts()), ("NETWORK", Outcome::NotCompleted, 0));
    }

    fn an_earlier_answer_is_not_this_calls() {
        let server = |seconds: f64| 1_750_000_000_000.0 + seconds * 1_000.0;
        let clock = |seconds, at| ServerClock { server_ms: server(seconds), received_at_ms: at };
        let reconcile = |modified: Option<f64>, before: Option<ServerClock>, at_lookup: Option<ServerClock>| {
            let mut run = Run::new(Config { server_clock: before, ..config() });
            run.now_ms = 10_000.0;
            let state = TaskState::CompletedAsSent { modified_ms: modified.map(server) };
            run.sends_and_gets(error("ERROR_TASK_COMPLETED", 400))
                .finds(Event::LookedUp { state, server_clock: at_lookup }).outcome()
        };
        // The server's clock showed 0 s at the page's start, so at least 10 s when the request was sent.
        let before = Some(clock(0.0, 0.0));
        let error = reconcile(Some(5.0), before, Some(clock(10.0, 10_000.0))).unwrap_err();
        assert_eq!((error.outcome, error.actual), (Outcome::AnsweredElsewhere, Some(ActualAnswer::Status(Status::Yes))));

        for (modified, before, at_lookup, why) in [
            (Some(11.0), before, Some(clock(11.0, 10_500.0)), "it was modified after the request left"),
            (Some(9.0), before, Some(clock(10.0, 10_000.0)), "clocks differ by some seconds"),
            (None, before, Some(clock(10.0, 10_000.0)), "other users still have to answer"),
            (Some(5.0), None, Some(clock(10.0, 10_000.0)), "nobody knows when the request left"),
            (Some(5.0), before, None, "nobody knows whether the server's clock was set"),
            (Some(5.0), before, Some(clock(5.0, 10_000.0)), "the server's clock was set back"),
        ] {
            assert!(reconcile(modified, before, at_lookup).is_ok(), "{why}");
        }
    }

    fn an_answer_after_the_first_attempt_may_be_this_calls() {
        let server = |page_ms: f64| 1_750_000_000_000.0 + page_ms;
        let clock = |page_ms| ServerClock { server_ms: server(page_ms), received_at_ms: page_ms };
        let mut run = Run::new(Config { server_clock: Some(clock(0.0)), ..config() });
        // The browser sent the request twice: the portal executed the first, and had no room for the second.
        for _ in 0..3 {
            assert!(matches!(run.next(), Action::Send { .. }));
            run.report(error("QUERY_LIMIT_EXCEEDED", 503));
        }
        assert!(matches!(run.next(), Action::Send { .. }));
        run.report(error("ERROR_TASK_COMPLETED", 400));
        let state = TaskState::CompletedAsSent { modified_ms: Some(server(500.0)) };
        let server_clock = Some(clock(run.now_ms));
        assert!(run.finds(Event::LookedUp { state, server_clock }).outcome().is_ok());
    }

    fn the_outcome_of_an_earlier_request_is_determined_before_anything_is_sent() {
        let earlier = |is_same| Some(EarlierRequest { running_until_ms: 30_000.0, sent: None, is_same });
        // The same completion: its success is the success of this call.
        let mut run = Run::new(Config { earlier: earlier(true), ..config() });
        assert!(run.finds(row(TaskState::Open)).finds(row(AS_SENT)).outcome().is_ok());
        assert_eq!(run.call.attempts(), 0);

        // Another completion with the same status.
        let mut run = Run::new(Config { earlier: earlier(false), ..config() });
        assert_eq!(run.finds(row(AS_SENT)).error().outcome, Outcome::AnsweredElsewhere);

        for is_same in [true, false] {
            let mut run = Run::new(Config { earlier: earlier(is_same), ..config() });
            run.finds_always(TaskState::Open);
            assert!(run.now_ms >= 30_000.0 + LAG_MS, "{}", run.now_ms);
            assert_eq!(run.call.attempts(), 1, "now it is sent");
            run.report(done());
            assert!(run.outcome().is_ok());

            let outcome = if is_same { Outcome::Unknown } else { Outcome::NotCompleted };
            let mut run = Run::new(Config { earlier: earlier(is_same), ..config() });
            assert_eq!(run.finds(row(TaskState::NotFound)).error().outcome, outcome);
            for event in [Event::Aborted, Event::LookupFailed { permanent: true }] {
                let mut run = Run::new(Config { earlier: earlier(is_same), ..config() });
                let _ = run.next();
                run.report(event);
                assert_eq!(run.error().outcome, outcome);
            }
        }

        let over = Some(EarlierRequest { running_until_ms: -LAG_MS, sent: None, is_same: true });
        assert!(matches!(Run::new(Config { earlier: over, ..config() }).next(), Action::Send { .. }));
    }

    fn an_earlier_request_keeps_the_time_at_which_it_was_sent() {
        let sent = Some(SentAt { page_ms: 0.0, server_ms: 100_000.0 });
        let earlier = Some(EarlierRequest { running_until_ms: 30_000.0, sent, is_same: true });
        let mut run = Run::new(Config { earlier, ..config() });
        let clock = ServerClock { server_ms: 101_000.0, received_at_ms: 1_000.0 };
        run.finds(Event::LookedUp {
            state: TaskState::CompletedAsSent { modified_ms: Some(50_000.0) },
            server_clock: Some(clock),
        });
        assert_eq!(run.error().outcome, Outcome::AnsweredElsewhere);
    }

    fn the_outcome_of_earlier_requests_is_known_only_if_a_call_has_determined_it() {
        // They have ended long ago, so this call sends its own request at once.
        let after_earlier = |is_same| {
            let running_until_ms = -100_000.0;
            Run::new(Config { earlier: Some(EarlierRequest { running_until_ms, sent: None, is_same }), ..config() })
        };
        for is_same in [true, false] {
            let mut run = after_earlier(is_same);
            assert!(run.sends_and_gets(error("insufficient_scope", 403)).outcome().is_err());
            assert!(!run.call.knows_earlier(), "the refusal is only that of the second request");
            let mut run = after_earlier(is_same);
            run.sends_and_gets(lost()).finds(Event::LookupFailed { permanent: true });
            assert_eq!(run.error().outcome, Outcome::Unknown);
            assert!(!run.call.knows_earlier());

            let mut run = after_earlier(is_same);
            assert_eq!(run.sends_and_gets(lost()).finds_always(TaskState::Open).error().outcome, Outcome::NotCompleted);
            assert!(run.call.knows_earlier(), "the task waits, and nothing is running");
            let mut run = after_earlier(is_same);
            assert!(run.sends_and_gets(done()).outcome().is_ok());
            assert!(run.call.knows_earlier());
            let mut run = after_earlier(is_same);
            run.sends_and_gets(lost()).finds(row(TaskState::CompletedDifferently(Status::No)));
            assert_eq!(run.error().outcome, Outcome::AnsweredElsewhere);
            assert!(run.call.knows_earlier());
        }
    }

    fn a_cleared_field_is_another_completion_than_a_field_left_out() {
        let completions = [
            json!({ "FIELDS": { "b": "x" } }),
            json!({ "FIELDS": { "b": "x", "a": null } }),
            json!({ "FIELDS": { "b": "x", "a": "" } }),
            json!({ "FIELDS": { "b": "x", "a": [] } }),
            json!({ "FIELDS": { "b": ["x"] } }),
            json!({ "FIELDS": { "b": [["x"]] } }),
            json!({ "FIELDS": { "b": 1 } }),
            json!({ "FIELDS": { "b": "1" } }),
        ];
        let digests: Vec<_> = completions.iter().map(|completion| digest(&value(completion))).collect();
        for (index, one) in digests.iter().enumerate() {
            assert_eq!(*one, digest(&value(&completions[index])));
            assert!(!digests[..index].contains(one), "{}", completions[index]);
        }
    }

    fn a_call_that_waited_for_another_tab_knows_its_open_request() {
        let state = |digest: &str, progress| TabState { digest: Some(digest.to_owned()), user_id: Some(7), progress };
        let decide = |state: Option<TabState>| decide_after_wait(state.as_ref(), Some("a"), EXECUTION_LIMIT_MS, 1_000.0);
        let reconcile = |running_until_ms, is_same| {
            AfterWait::Reconcile(EarlierRequest { running_until_ms, sent: None, is_same })
        };
        let completed = TabProgress::Completed { is_by_lookup: true };
        let open = TabProgress::Open { running_until_ms: 1_500.0 };
        for (found, expected) in [
            (Some(state("a", completed)), AfterWait::Share { is_by_lookup: true }),
            (Some(state("b", completed)), AfterWait::Proceed),
            (Some(state("a", TabProgress::Over)), AfterWait::Proceed),
            (Some(state("a", open)), reconcile(1_500.0, true)),
            (Some(state("b", open)), reconcile(1_500.0, false)),
            // The tab was closed.
            (Some(state("a", TabProgress::Running)), reconcile(63_000.0, true)),
            (Some(state("b", TabProgress::Running)), reconcile(63_000.0, false)),
            (None, reconcile(63_000.0, true)),
        ] {
            assert_eq!(decide(found.clone()), expected, "{found:?}");
        }
        // It may be another user's answer.
        let nobodys = TabState { user_id: None, ..state("a", completed) };
        assert_eq!(decide(Some(nobodys)), reconcile(1_000.0, true));
        // Files cannot be compared between tabs.
        let files = TabState { digest: None, user_id: None, progress: completed };
        assert_eq!(decide_after_wait(Some(&files), None, EXECUTION_LIMIT_MS, 0.0), AfterWait::Proceed);
    }

    fn the_outcome_of_an_abort_depends_on_whether_the_request_was_sent() {
        let mut run = Run::new(config());
        run.report(Event::Aborted);
        assert_eq!((run.error().code.as_str(), run.error().outcome), ("ABORTED", Outcome::NotCompleted));
        assert_eq!(run.call.open_request(), None);

        let mut run = Run::new(config());
        run.sends().report(Event::Aborted);
        assert_eq!(run.error().outcome, Outcome::Unknown);
        assert_eq!(run.call.open_request().unwrap().running_until_ms, 2_000.0 + EXECUTION_LIMIT_MS);

        let mut run = Run::new(config());
        run.sends_and_gets(error("QUERY_LIMIT_EXCEEDED", 503)).report(Event::Aborted);
        assert_eq!(run.error().outcome, Outcome::NotCompleted);

        let mut run = Run::new(config());
        run.sends_and_gets(lost()).finds(row(TaskState::Open)).report(Event::Aborted);
        assert_eq!(run.error().outcome, Outcome::Unknown);
    }

    fn a_read_is_retried_with_every_status_of_a_refusal() {
        let mut run = Run::new(read());
        run.sends_and_gets(error("expired_token", 400));
        assert!(matches!(run.next(), Action::RefreshToken { .. }));
        let mut run = Run::new(read());
        run.sends_and_gets(error("QUERY_LIMIT_EXCEEDED", 400));
        assert!(matches!(run.next(), Action::Send { .. }));
    }

    fn a_read_ends_within_its_timeout_and_completes_nothing() {
        for event in [lost(), Event::Lost(TransportError::Timeout), error("ERROR_CORE", 400), error("ACCESS_DENIED", 403)] {
            let error = Run::new(read()).sends_and_gets(event).error();
            assert_eq!(error.outcome, Outcome::NotCompleted);
        }
        let mut run = Run::new(Config { timeout_ms: 20_000.0, ..read() });
        run.sends_and_gets(error("QUERY_LIMIT_EXCEEDED", 503));
        let Action::Send { timeout_ms } = run.next() else { panic!("not sent again") };
        assert_eq!(timeout_ms, 20_000.0 - run.now_ms, "the time is that of the whole call");
    }

    fn the_error_of_the_operating_limit_contains_its_end() {
        let limited = |operation, reset_at_ms| {
            let mut run = Run::new(Config { operation, operating_reset_at_ms: Some(reset_at_ms), ..config() });
            run.sends_and_gets(error("OPERATION_TIME_LIMIT", 429)).finds_always(TaskState::Open);
            (run.now_ms, run.error().retry_after_ms)
        };
        let complete = Operation::Complete(Status::Yes);
        let (ended_at_ms, retry_after_ms) = limited(complete, 60_000.0);
        assert_eq!((ended_at_ms, retry_after_ms), (LAG_MS, Some(44_000)), "it counts from the end of the call");
        assert_eq!(limited(complete, 5_000.0).1, None, "it is over");
        assert_eq!(limited(complete, -1.0).1, None);
        assert_eq!(limited(Operation::Read, 60_000.0).1, None, "each method has its own limit");
    }

    fn unexpected_events_change_nothing() {
        let mut run = Run::new(config());
        for event in [done(), Event::Refreshed, Event::NotSent(Error::network(Outcome::NotCompleted)), Event::Elapsed, row(AS_SENT), Event::LookupFailed { permanent: true }] {
            run.report(event);
        }
        run.sends().report(row(AS_SENT));
        run.report(done());
        assert!(matches!(run.outcome(), Ok(Confirmation::Reply(_))));
        for event in [Event::Aborted, lost(), Event::Offline] {
            run.report(event);
            assert!(run.outcome().is_ok());
        }
    }

    fn a_trace_lists_the_steps_of_a_call() {
        let mut run = Run::new(config());
        run.sends_and_gets(error("ERROR_TASK_EXECUTION", 400)).finds(row(TaskState::Open)).finds(row(AS_SENT));
        assert!(run.outcome().is_ok());
        let steps: Vec<_> = run.call.trace().steps().iter().map(|step| {
            (step.time_ms, step.action, step.result, step.code.as_deref(), step.status)
        }).collect();
        assert_eq!(steps, [
            (0.0, StepAction::Send, None, None, None),
            (0.0, StepAction::Reply, Some("failed"), Some("ERROR_TASK_EXECUTION"), Some(400)),
            (0.0, StepAction::LookUp, None, None, None),
            (0.0, StepAction::Row, Some("open"), None, None),
            (1_000.0, StepAction::LookUp, None, None, None),
            (1_000.0, StepAction::Row, Some("completed-as-sent"), None, None),
            (1_000.0, StepAction::Outcome, Some("completed"), None, None),
        ]);
    }

    fn a_trace_is_bounded_and_keeps_its_beginning_and_its_end() {
        let mut run = Run::new(Config { timeout_ms: 3_600_000.0, ..config() });
        while let Action::Send { .. } = run.next() {
            run.report(error("QUERY_LIMIT_EXCEEDED", 503));
        }
        let steps = run.call.trace().steps();
        assert_eq!(steps.len(), 60);
        assert_eq!((steps[0].time_ms, steps[59].action), (0.0, StepAction::Outcome));
        assert!(run.call.attempts() > 100);
    }

    fn the_state_of_a_row_depends_on_the_activity() {
        let read = |row: Json, sent| {
            let success = Success { result: value(&json!([row])), next: None, total: None, time: value(&json!(null)) };
            TaskState::read(&success, 12, 7, sent)
        };
        let row = |status: Json, user_status: Json, activity: &str| json!({
            "ID": "12", "USER_ID": "7", "STATUS": status, "USER_STATUS": user_status, "ACTIVITY": activity,
        });
        let (approve, request, optional) =
            ("ApproveActivity", "RequestInformationActivity", "RequestInformationOptionalActivity");
        for (status, user_status, activity, sent, expected) in [
            (json!("0"), json!("0"), approve, Status::Yes, TaskState::Open),
            (json!(0), json!(0), approve, Status::Yes, TaskState::Open),
            (json!("0"), json!("1"), approve, Status::Yes, AS_SENT),
            (json!("1"), json!("1"), approve, Status::Yes, AS_SENT),
            (json!("2"), json!("2"), approve, Status::Yes, TaskState::CompletedDifferently(Status::No)),
            (json!("4"), json!("2"), approve, Status::No, TaskState::TimedOut),
            (json!("4"), json!("1"), approve, Status::Yes, AS_SENT),
            (json!("1"), json!("0"), approve, Status::Yes, TaskState::NotFound),
            (json!("3"), json!("3"), request, Status::Yes, AS_SENT),
            (json!("3"), json!("3"), optional, Status::No, AS_SENT),
            (json!("5"), json!("4"), optional, Status::Cancel, AS_SENT),
            (json!("3"), json!("3"), optional, Status::Cancel, TaskState::CompletedDifferently(Status::Ok)),
            (json!(null), json!(null), approve, Status::Yes, TaskState::NotFound),
            (json!("0"), json!(null), approve, Status::Yes, TaskState::NotFound),
            (json!("0"), json!("5"), approve, Status::Yes, TaskState::NotFound),
        ] {
            assert_eq!(read(row(status.clone(), user_status.clone(), activity), sent), expected, "{status} {user_status} {activity}");
        }
        // A portal that ignores a filter returns the rows of all users.
        for (name, other) in [("ID", "13"), ("USER_ID", "8")] {
            let mut foreign = row(json!("1"), json!("1"), approve);
            foreign[name] = json!(other);
            assert_eq!(read(foreign, Status::Yes), TaskState::NotFound);
        }
        // An answer that closes the task modifies it.
        let mut modified = row(json!("1"), json!("1"), approve);
        modified["MODIFIED"] = json!("2025-06-15T18:06:40+03:00");
        assert_eq!(read(modified.clone(), Status::Yes), TaskState::CompletedAsSent { modified_ms: Some(1_750_000_000_000.0) });
        modified["STATUS"] = json!("0");
        assert_eq!(read(modified, Status::Yes), AS_SENT);
    }
}
