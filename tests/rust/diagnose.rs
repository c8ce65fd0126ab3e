//! The checks of a diagnosis for given facts.

use super::tests;
use crate::diagnose::{Bx24, Check, Facts, Frame, Hint, Link, Question, Refusal, diagnose};
use crate::error::{Error, ErrorKind, Outcome};
use crate::messages::{Language, Languages};
use crate::value::Value;

/// A placement on a portal that meets all requirements.
fn healthy() -> Facts {
    Facts {
        user_agent: "Browser/1".to_owned(),
        frame: Frame::Portal,
        bx24: Bx24::Loaded,
        needs_bx24: true,
        link: Ok(Link {
            connection: "BX24",
            transport: "http",
        }),
        host: "acme.bitrix24.de".to_owned(),
        profile: Some(Ok(())),
        scopes: Some(Ok(vec!["bizproc".to_owned(), "placement".to_owned()])),
        has_method: Some(Ok(true)),
        plan: Some("en_company".to_owned()),
        open_tasks: Some(Ok(3)),
        refusal: Refusal::Readable {
            code: "invalid_token".to_owned(),
            status: Some(401),
        },
        is_preflight_answered: Some(true),
        latencies_ms: vec![300.0, 80.4, 90.0],
        clock_ahead_ms: Some(-1_400.0),
    }
}

/// A page that could not send any request.
fn unconnected() -> Facts {
    Facts {
        link: Err(Error::new(
            "NO_CONNECTION",
            ErrorKind::Usage,
            Outcome::NotCompleted,
        )),
        profile: None,
        scopes: None,
        has_method: None,
        plan: None,
        open_tasks: None,
        refusal: Refusal::NotAsked,
        is_preflight_answered: None,
        latencies_ms: vec![],
        clock_ahead_ms: None,
        ..healthy()
    }
}

fn check(facts: &Facts, name: &str) -> (Option<bool>, String, Option<String>) {
    let checks = diagnose(facts);
    let check = checks.iter().find(|check| check.name == name).unwrap();
    let english = Language::ENGLISH;
    (
        check.ok,
        english.check_detail(check),
        english.check_hint(check),
    )
}

/// Asserts the result, the detail and a part of the hint of a check.
fn assert_check(facts: &Facts, name: &str, ok: Option<bool>, detail: &str, hint: &str) {
    let (found, said, advice) = check(facts, name);
    assert_eq!((found, said.as_str()), (ok, detail), "{name}");
    match advice {
        Some(advice) => assert!(
            ok == Some(false) && advice.contains(hint) && !hint.is_empty(),
            "{name}: {advice}"
        ),
        None => assert_eq!(hint, "", "{name}"),
    }
}

tests! {
    fn a_healthy_connection_passes_every_check() {
        let facts = healthy();
        let lines: Vec<_> = diagnose(&facts).iter().map(|check| check.line(&Language::ENGLISH.check_detail(check))).collect();
        assert_eq!(lines.concat(), "\
            ok     browser: Browser/1\n\
            ok     frame: The page is in a frame of a portal\n\
            ok     bx24: window.BX24 is available\n\
            ok     connection: BX24; requests are sent over http\n\
            ok     portal: The portal replies. It is in the cloud (bitrix24.de)\n\
            ok     scopes: Permissions: bizproc, placement\n\
            ok     workflows: The portal has bizproc.task.complete. Its plan: en_company\n\
            ok     tasks: Open tasks of this user: 3\n\
            ok     auth-errors: An invalid token is refused with the code invalid_token and the HTTP status 401\n\
            ok     preflight: The portal answers OPTIONS requests\n\
            ok     latency: A request takes 90 ms (median)\n\
            ok     clock: The clock of this device is -1 s ahead of the portal’s clock\n");
    }

    fn missing_parts_fail_only_if_they_are_needed() {
        for (bx24, frame, frame_detail, bx24_detail, hint) in [
            (Bx24::Missing, Frame::None, "The page is not in a frame", "window.BX24 is missing", "script-src"),
            (
                Bx24::Null, Frame::Other, "The page is in a frame, but its window.name is not that of a portal’s frame",
                "window.BX24 is null: the BX24 script has found no portal around the page", "window.name",
            ),
        ] {
            let facts = Facts { bx24, frame, ..unconnected() };
            assert_check(&facts, "frame", Some(false), frame_detail, "inside a portal");
            assert_check(&facts, "bx24", Some(false), bx24_detail, hint);
            let facts = Facts { needs_bx24: false, ..facts };
            assert_check(&facts, "frame", None, frame_detail, "");
            assert_check(&facts, "bx24", None, bx24_detail, "");
        }
    }

    fn without_a_connection_the_portal_is_not_checked() {
        let facts = unconnected();
        assert_check(&facts, "connection", Some(false), "There is no usable connection", "window.BX24 is missing");
        for name in ["portal", "scopes", "workflows", "tasks", "auth-errors", "preflight", "latency", "clock"] {
            assert_check(&facts, name, None, "Not checked", "");
        }
    }

    fn a_failed_request_is_reported_with_its_code_and_a_hint() {
        let mut error = Error::new("ACCESS_DENIED", ErrorKind::Auth, Outcome::NotCompleted);
        error.status = Some(403);
        let facts = Facts { open_tasks: Some(Err(error)), ..healthy() };
        assert_check(&facts, "tasks", Some(false), "The request failed with the code ACCESS_DENIED and the HTTP status 403", "administrator");
        let facts = Facts { profile: Some(Err(Error::network(Outcome::NotCompleted))), ..healthy() };
        assert_check(&facts, "portal", Some(false), "The request failed with the code NETWORK and the HTTP status —", "Check the connection");
    }

    fn missing_requirements_of_completions_are_named() {
        let facts = Facts { scopes: Some(Ok(vec!["crm".to_owned()])), ..healthy() };
        assert_check(&facts, "scopes", Some(false), "Permissions: crm", "“bizproc”");
        let facts = Facts { has_method: Some(Ok(false)), plan: None, ..healthy() };
        assert_check(&facts, "workflows", Some(false), "The portal does not have bizproc.task.complete. Its plan: ?", "plan");
    }

    fn a_report_contains_only_the_kind_of_a_portal() {
        for (host, detail) in [
            ("acme.bitrix24.com.br", "The portal replies. It is in the cloud (bitrix24.com.br)"),
            ("portal.acme.de", "The portal replies. It is self-hosted, or has its own domain"),
            ("127.0.0.1:8080", "The portal replies. It is self-hosted, or has its own domain"),
            ("", "The portal replies. It is self-hosted, or has its own domain"),
        ] {
            assert_check(&Facts { host: host.to_owned(), ..healthy() }, "portal", Some(true), detail, "");
        }
    }

    fn unreadable_refusals_are_a_failure_and_unanswered_preflights_are_not() {
        let facts = Facts { refusal: Refusal::Unreadable, is_preflight_answered: Some(false), ..healthy() };
        assert_check(&facts, "auth-errors", Some(false), "The reply to an invalid token cannot be read", "Access-Control-Allow-Origin");
        let detail = "The portal does not answer OPTIONS requests. This package needs none, but @bitrix24/b24jssdk does";
        assert_check(&facts, "preflight", None, detail, "");
    }

    fn a_slow_portal_and_a_wrong_clock_fail() {
        let facts = Facts { latencies_ms: vec![10.0, 3_001.0, 9_000.0], clock_ahead_ms: Some(121_000.0), ..healthy() };
        assert_check(&facts, "latency", Some(false), "A request takes 3001 ms (median)", "readTimeout");
        assert_check(&facts, "clock", Some(false), "The clock of this device is 121 s ahead of the portal’s clock", "clock");
    }

    fn a_right_clock_is_not_reported_as_negative_zero() {
        let facts = Facts { clock_ahead_ms: Some(-400.0), ..healthy() };
        assert_check(&facts, "clock", Some(true), "The clock of this device is 0 s ahead of the portal’s clock", "");
    }

    fn a_frame_of_a_portal_is_recognised_by_its_name() {
        for (is_framed, name, expected) in [
            (true, "acme.bitrix24.com|1|0a1b", Frame::Portal), (true, "acme.bitrix24.com|1", Frame::Other), (true, "|1|0a1b", Frame::Other),
            (true, "", Frame::Other), (false, "acme.bitrix24.com|1|0a1b", Frame::None),
        ] {
            assert!(Frame::new(is_framed, name) == expected, "{name}");
        }
    }

    fn only_reportable_answers_are_stored() {
        let mut facts = unconnected();
        let mut note = |question, result: Value, total| facts.note(question, Ok((result, total)), 70.0);
        let map = |name: &str, value| Value::Map(vec![(name.to_owned(), value)]);
        note(Question::Scopes, Value::List(["bizproc", "<b>", "", &"x".repeat(65)].map(Value::text).to_vec()), None);
        note(Question::Method, map("isExisting", Value::Bool(true)), None);
        note(Question::Plan, map("LICENSE", Value::text("ru_basic")), None);
        note(Question::OpenTasks, Value::List(vec![]), Some(4));
        note(Question::Latency, Value::Null, None);
        assert_check(&facts, "scopes", Some(true), "Permissions: bizproc", "");
        assert_check(&facts, "workflows", Some(true), "The portal has bizproc.task.complete. Its plan: ru_basic", "");
        assert_check(&facts, "tasks", Some(true), "Open tasks of this user: 4", "");
        assert_check(&facts, "latency", Some(true), "A request takes 70 ms (median)", "");
    }

    fn empty_answers_are_not_judged() {
        let mut facts = unconnected();
        for question in [Question::Method, Question::Plan, Question::OpenTasks] {
            facts.note(question, Ok((Value::Map(vec![("LICENSE".to_owned(), Value::text("what is this"))]), None)), 1.0);
        }
        facts.note(Question::Latency, Err(Error::network(Outcome::NotCompleted)), 1.0);
        for name in ["workflows", "tasks", "latency"] {
            assert_check(&facts, name, None, "Not checked", "");
        }
        facts.note(Question::Scopes, Ok((Value::List(vec![Value::text("a"); 1_000]), None)), 1.0);
        assert_eq!(check(&facts, "scopes").1.matches('a').count(), 100);
        for (question, name) in [(Question::Scopes, "scopes"), (Question::Method, "workflows"), (Question::OpenTasks, "tasks")] {
            facts.note(question, Err(Error::network(Outcome::NotCompleted)), 1.0);
            assert!(check(&facts, name).1.contains("NETWORK"));
        }
    }

    /// The texts of checks and hints are exactly those that checks use.
    fn checks_and_texts_match() {
        let mut used = vec![];
        let mut note = |checks: Vec<Check>| for check in checks {
            used.push(("check", check.detail));
            if let Some(Hint::Text(key)) = check.hint {
                used.push(("hint", key));
            }
            for language in [Language::ENGLISH, Languages::new().find("ru")] {
                let texts = [Some(language.check_detail(&check)), language.check_hint(&check)];
                for text in texts.into_iter().flatten() {
                    assert!(!text.is_empty() && !text.contains(['{', '}']), "{} {text}", check.name);
                }
            }
        };
        let network = || Error::network(Outcome::NotCompleted);
        for (bx24, frame) in [(Bx24::Loaded, Frame::Portal), (Bx24::Null, Frame::Other), (Bx24::Missing, Frame::None)] {
            note(diagnose(&Facts { bx24, frame, ..unconnected() }));
        }
        note(diagnose(&healthy()));
        note(diagnose(&Facts {
            host: String::new(), profile: Some(Err(network())), has_method: Some(Ok(false)), refusal: Refusal::Unreadable,
            is_preflight_answered: Some(false), latencies_ms: vec![1e6], clock_ahead_ms: Some(1e9), ..healthy()
        }));
        note(diagnose(&Facts { host: String::new(), ..healthy() }));
        for (name, detail) in Language::keys().iter().filter(|(name, _)| ["check", "hint"].contains(name)) {
            assert!(used.contains(&(name, detail)), "{name}.{detail}");
        }
    }
}
