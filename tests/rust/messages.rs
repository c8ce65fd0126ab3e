use super::tests;
use crate::check::messages::Language;
use crate::check::{Detail, Issue, IssueCode};
use crate::failure::{Failure, Kind, Outcome};
use crate::task::Status;
use crate::value::Problem;

const LANGUAGES: [Language; 2] = [Language::English, Language::Russian];

tests! {
    fn a_message_names_its_field() {
        let issue = Issue::new(IssueCode::ValueRequired, vec![]).with("name", "Contractor");
        assert_eq!(Language::English.issue(&issue), "Fill in “Contractor”");
        assert_eq!(Language::Russian.issue(&issue), "Заполните поле «Contractor»");
    }

    fn every_message_is_whole() {
        let details = [
            Detail::None, Detail::OtherTask, Detail::Twice, Detail::Misspelt, Detail::Zero,
            Detail::Unusable(Problem::Kind), Detail::Unusable(Problem::Number), Detail::Unusable(Problem::Date),
            Detail::Unusable(Problem::Surrogate), Detail::Unusable(Problem::Unreadable),
            Detail::Unusable(Problem::Depth), Detail::Unusable(Problem::Size),
        ];
        for code in [
            IssueCode::TaskIdInvalid, IssueCode::StatusInvalid, IssueCode::StatusNotAllowed, IssueCode::TaskNotOpen,
            IssueCode::TaskTypeUnsupported, IssueCode::CommentRequired, IssueCode::CommentInvalid,
            IssueCode::FieldsInvalid, IssueCode::FieldsNotExpected, IssueCode::FieldUnknown, IssueCode::NameUnknown,
            IssueCode::ValueRequired, IssueCode::ValueInvalid, IssueCode::FileInvalid, IssueCode::DefaultNotKept,
        ] {
            for detail in details {
                let mut issue = Issue::new(code, vec![]).because(detail);
                for name in ["name", "label", "id", "task", "status", "allowed", "activity", "suggestion"] {
                    issue = issue.with(name, "VALUE");
                }
                for language in LANGUAGES {
                    let message = language.issue(&issue);
                    assert!(!message.is_empty() && !message.contains(['{', '}']), "{message}");
                }
            }
        }
    }

    fn a_failure_says_what_happened_and_what_to_do() {
        for kind in [
            Kind::Invalid, Kind::Task, Kind::Auth, Kind::Limit, Kind::Portal, Kind::Network, Kind::Aborted, Kind::Usage,
        ] {
            for code in ["X", "NO_CONNECTION", "TIMEOUT", "BAD_RESPONSE", "ERROR_TASK_COMPLETED", "expired_token"] {
                for outcome in [Outcome::Unknown, Outcome::NotCompleted] {
                    let mut failure = Failure::new(code, kind, outcome);
                    failure.issues.push(Issue::new(IssueCode::CommentRequired, vec![]));
                    for language in LANGUAGES {
                        let message = language.failure(&failure);
                        assert!(message.ends_with(['.', '!', '?']) && !message.contains(['{', '}']), "{message}");
                    }
                    let warns = Language::English.failure(&failure).contains("may have been completed");
                    assert_eq!(warns, outcome == Outcome::Unknown);
                }
            }
        }
    }

    fn what_a_task_has_instead_is_told() {
        for (failure, english, russian) in [
            (Failure::answered(Status::No), "This task was answered otherwise: “no”.", "На задание уже дан другой ответ: «no»."),
            (Failure::timed_out(Outcome::NotCompleted), "The time for this task has run out.", "Срок задания истёк."),
        ] {
            assert_eq!(Language::English.failure(&failure), english);
            assert_eq!(Language::Russian.failure(&failure), russian);
        }
        for language in LANGUAGES {
            // Neither can be looked at by whoever reads it.
            for failure in [Failure::gone(Outcome::Unknown), Failure::in_progress()] {
                let sentences = language.failure(&failure);
                assert_eq!(sentences.matches('.').count(), 2, "{sentences}");
            }
        }
    }

    fn the_portals_words_are_passed_on() {
        let mut failure = Failure::new("ERROR_TASK_EXECUTION", Kind::Task, Outcome::NotCompleted);
        failure.description = "The field {Amount} is empty.".to_owned();
        let message = Language::English.failure(&failure);
        assert_eq!(message, "The portal did not take the answer: The field {Amount} is empty.");
    }

    fn languages_are_chosen_by_tag() {
        for (tag, language) in [
            ("ru", Language::Russian), ("ru-RU", Language::Russian), ("RU_ru", Language::Russian),
            ("en", Language::English), ("de", Language::English), ("", Language::English), ("rus", Language::English),
        ] {
            assert_eq!(Language::parse(tag), language, "{tag}");
        }
    }
}
