use super::tests;
use crate::error::{Error, ErrorKind, Outcome};
use crate::messages::Language;
use crate::task::Status;
use crate::validate::{Issue, IssueCode, Reason};

fn languages() -> [Language; 2] {
    [Language::ENGLISH, Language::parse("ru")]
}

tests! {
    fn a_message_names_its_field() {
        let issue = Issue::new(IssueCode::ValueRequired, vec![]).with("name", "Contractor");
        assert_eq!(Language::ENGLISH.issue(&issue), "Enter “Contractor”");
        assert_eq!(Language::parse("ru").issue(&issue), "Заполните поле «Contractor»");
    }

    fn every_message_is_whole() {
        for code in IssueCode::ALL {
            for detail in Reason::ALL {
                let mut issue = Issue::new(code, vec![]).with_reason(detail);
                for name in [
                    "name", "label", "id", "task", "status", "allowed", "activity", "suggestion", "options", "type", "description",
                ] {
                    issue = issue.with(name, "VALUE");
                }
                for language in languages() {
                    let message = language.issue(&issue);
                    assert!(!message.contains(['{', '}']) && message != code.name(), "{message}");
                }
            }
        }
    }

    /// A key that no code and detail make would never be seen.
    fn every_text_has_its_issue() {
        let others = ["error", "outcome", "answer", "check", "cure"];
        for (code, detail) in Language::keys().iter().filter(|(code, _)| !others.contains(code)) {
            assert!(IssueCode::ALL.iter().any(|known| known.name() == *code), "{code}");
            assert!(Reason::ALL.iter().any(|known| known.name() == *detail), "{detail}");
        }
    }

    fn every_error_has_a_message_in_every_language() {
        let kinds = [
            ErrorKind::Invalid, ErrorKind::Task, ErrorKind::Auth, ErrorKind::Limit, ErrorKind::Portal,
            ErrorKind::Network, ErrorKind::Aborted, ErrorKind::Usage,
        ];
        let codes = Language::keys().iter().filter(|(name, code)| *name == "error" && !code.starts_with("ERROR_TASK_"));
        for code in codes.map(|(_, code)| *code).chain(["SOMETHING_NEW", "ERROR_TASK_EXECUTION", "ERROR_TASK_NOT_FOUND"]) {
            for kind in kinds {
                for outcome in [Outcome::Unknown, Outcome::NotCompleted, Outcome::AnsweredElsewhere] {
                    let mut error = Error::new(code, kind, outcome);
                    error.issues.push(Issue::new(IssueCode::CommentRequired, vec![]));
                    error.description = "Text".to_owned();
                    for language in languages() {
                        let message = language.error(&error, None);
                        assert!(message.ends_with('.') && !message.contains(['{', '}']) && !message.contains(".."), "{message}");
                    }
                    let warns = Language::ENGLISH.error(&error, None).contains("may have been");
                    assert_eq!(warns, outcome == Outcome::Unknown || code == "ERROR_TASK_NOT_FOUND");
                }
            }
        }
    }

    fn messages_say_what_helps_and_not_what_the_portal_said_in_english() {
        let message = |code: &str, kind| {
            let mut error = Error::new(code, kind, Outcome::NotCompleted);
            error.description = "Access denied!".to_owned();
            Language::ENGLISH.error(&error, None)
        };
        assert!(message("insufficient_scope", ErrorKind::Auth).contains("“bizproc”"));
        assert!(message("INVALID_REQUEST", ErrorKind::Auth).contains("HTTPS"));
        assert!(message("OVERLOAD_LIMIT", ErrorKind::Limit).contains("support"));
        assert!(message("INVALID_CREDENTIALS", ErrorKind::Auth).contains("webhook"));
        for code in ["insufficient_scope", "ACCESS_DENIED", "ERROR_METHOD_NOT_FOUND", "WRONG_LICENSE"] {
            let message = message(code, ErrorKind::Auth);
            assert!(message.contains("administrator") && !message.contains("Reload") && !message.contains("denied!"), "{message}");
        }
        assert_eq!(message("SOMETHING_NEW", ErrorKind::Auth), "The portal refused access. Ask your administrator.");
    }

    fn what_a_task_has_in_place_of_the_answer_is_said() {
        for (error, english, russian) in [
            (Error::answered_elsewhere(Status::No), "This task was already answered: No.", "На это задание уже дан ответ: Нет."),
            (Error::timed_out(Outcome::NotCompleted), "The time for this task has run out.", "Срок задания истёк."),
        ] {
            assert_eq!(Language::ENGLISH.error(&error, None), english);
            assert_eq!(Language::parse("ru").error(&error, None), russian);
        }
    }

    fn a_refused_answer_is_explained_in_the_portals_words() {
        let mut error = Error::new("ERROR_TASK_EXECUTION", ErrorKind::Task, Outcome::NotCompleted);
        error.description = "The field {Amount} is empty.".to_owned();
        assert_eq!(Language::ENGLISH.error(&error, None), "The portal did not accept the answer: The field {Amount} is empty.");
        error.description.clear();
        assert_eq!(Language::ENGLISH.error(&error, None), "The portal did not accept the answer.");
    }

    fn an_invalid_completion_is_explained_by_its_errors_and_not_by_its_warnings() {
        let issue = |code| Issue::new(code, vec![]).with("name", "Amount");
        let error = Error::invalid(vec![issue(IssueCode::ValueRequired), issue(IssueCode::DefaultNotKept)]);
        assert_eq!(Language::ENGLISH.error(&error, None), "Enter “Amount”.");
    }

    fn an_apps_own_text_replaces_the_packages() {
        let mut error = Error::new("ERROR_TASK_EXECUTION", ErrorKind::Task, Outcome::Unknown);
        error.description = "No money".to_owned();
        let message = Language::ENGLISH.error(&error, Some("Rejected ({description})"));
        assert!(message.starts_with("Rejected (No money). The answer may have been saved"), "{message}");
    }

    fn languages_are_chosen_by_tag() {
        for (tag, language) in [
            ("ru", Language::parse("ru")), ("ru-RU", Language::parse("ru")), ("RU_ru", Language::parse("ru")),
            ("en", Language::ENGLISH), ("de", Language::ENGLISH), ("", Language::ENGLISH), ("rus", Language::ENGLISH),
        ] {
            assert_eq!(Language::parse(tag), language, "{tag}");
        }
    }
}
