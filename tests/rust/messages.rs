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
                    "name", "label", "id", "task", "status", "allowed", "activity", "suggestion", "options", "type",
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
        for (code, detail) in Language::keys() {
            assert!(IssueCode::ALL.iter().any(|known| known.name() == *code), "{code}");
            assert!(Reason::ALL.iter().any(|known| known.name() == *detail), "{detail}");
        }
    }

    fn a_failure_says_what_happened_and_what_to_do() {
        for kind in [
            ErrorKind::Invalid, ErrorKind::Task, ErrorKind::Auth, ErrorKind::Limit, ErrorKind::Portal, ErrorKind::Network, ErrorKind::Aborted, ErrorKind::Usage,
        ] {
            for code in ["X", "NO_CONNECTION", "TIMEOUT", "BAD_RESPONSE", "ERROR_TASK_COMPLETED", "expired_token"] {
                for outcome in [Outcome::Unknown, Outcome::NotCompleted] {
                    let mut failure = Error::new(code, kind, outcome);
                    failure.issues.push(Issue::new(IssueCode::CommentRequired, vec![]));
                    for language in languages() {
                        let message = language.failure(&failure);
                        assert!(message.ends_with(['.', '!', '?']) && !message.contains(['{', '}']), "{message}");
                    }
                    let warns = Language::ENGLISH.failure(&failure).contains("may have been completed");
                    assert_eq!(warns, outcome == Outcome::Unknown);
                }
            }
        }
    }

    fn what_a_task_has_instead_is_told() {
        for (failure, english, russian) in [
            (Error::answered(Status::No), "This task was answered otherwise: “no”.", "На задание уже дан другой ответ: «no»."),
            (Error::timed_out(Outcome::NotCompleted), "The time for this task has run out.", "Срок задания истёк."),
        ] {
            assert_eq!(Language::ENGLISH.failure(&failure), english);
            assert_eq!(Language::parse("ru").failure(&failure), russian);
        }
        for language in languages() {
            // Neither can be looked at by whoever reads it.
            for failure in [Error::gone(Outcome::Unknown), Error::in_progress()] {
                let sentences = language.failure(&failure);
                assert_eq!(sentences.matches('.').count(), 2, "{sentences}");
            }
        }
    }

    fn the_portals_words_are_passed_on() {
        let mut failure = Error::new("ERROR_TASK_EXECUTION", ErrorKind::Task, Outcome::NotCompleted);
        failure.description = "The field {Amount} is empty.".to_owned();
        let message = Language::ENGLISH.failure(&failure);
        assert_eq!(message, "The portal did not take the answer: The field {Amount} is empty.");
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
