use super::tests;
use crate::error::{Error, ErrorKind, Outcome};
use crate::messages::{Language, Languages, Texts};
use crate::task::Status;
use crate::validate::{Issue, IssueCode, Reason};
use crate::value::Value;

fn russian() -> Language {
    Languages::new().find("ru")
}

fn languages() -> [Language; 2] {
    [Language::ENGLISH, russian()]
}

fn texts(entries: &[(&str, &str)]) -> Result<Texts, Error> {
    let entry = |(key, text): &(&str, &str)| ((*key).to_owned(), Value::text(text));
    Texts::read(&Value::Map(entries.iter().map(entry).collect()))
}

/// All languages, with one more.
fn with(tag: &str, aliases: &[&str], entries: &[(&str, &str)]) -> Languages {
    let mut languages = Languages::new();
    let aliases = aliases.iter().map(|alias| (*alias).to_owned());
    languages.add(tag.to_owned(), aliases.collect(), texts(entries).unwrap());
    languages
}

tests! {
    fn a_message_names_its_field() {
        let issue = Issue::new(IssueCode::ValueRequired, vec![]).with("name", "Contractor");
        assert_eq!(Language::ENGLISH.issue(&issue), "Enter “Contractor”");
        assert_eq!(russian().issue(&issue), "Заполните поле «Contractor»");
    }

    fn every_message_has_no_open_placeholder() {
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

    /// A key that matches no code and detail would never be used.
    fn every_text_belongs_to_an_issue() {
        let others = ["error", "outcome", "answer", "check", "hint", "punctuation"];
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
        let codes = Language::keys().into_iter().filter(|(name, code)| *name == "error" && !code.starts_with("ERROR_TASK_"));
        for code in codes.map(|(_, code)| code).chain(["SOMETHING_NEW", "ERROR_TASK_EXECUTION", "ERROR_TASK_NOT_FOUND"]) {
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

    fn messages_contain_advice_and_not_the_portals_english_text() {
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

    fn after_an_unknown_outcome_a_lost_connection_is_no_reason_to_try_again() {
        let error = Error::new("NETWORK", ErrorKind::Network, Outcome::Unknown);
        assert_eq!(
            Language::ENGLISH.error(&error, None),
            "The portal could not be reached. Check the connection. The answer may have been saved anyway. Check the task before you answer again.",
        );
    }

    fn an_error_contains_the_actual_answer_of_the_task() {
        for (error, in_english, in_russian) in [
            (Error::answered_elsewhere(Status::No), "This task was already answered: No.", "На это задание уже дан ответ: Нет."),
            (Error::timed_out(Outcome::NotCompleted), "The time for this task has run out.", "Срок задания истёк."),
        ] {
            assert_eq!(Language::ENGLISH.error(&error, None), in_english);
            assert_eq!(russian().error(&error, None), in_russian);
        }
    }

    fn a_refused_answer_has_the_portals_description() {
        let mut error = Error::new("ERROR_TASK_EXECUTION", ErrorKind::Task, Outcome::NotCompleted);
        error.description = "The field {Amount} is empty.".to_owned();
        assert_eq!(Language::ENGLISH.error(&error, None), "The portal did not accept the answer: The field {Amount} is empty.");
        error.description.clear();
        assert_eq!(Language::ENGLISH.error(&error, None), "The portal did not accept the answer.");

        let mut error = Error::new("ERROR_DELEGATION_NOT_ALLOWED", ErrorKind::Task, Outcome::NotCompleted);
        error.description = "The task may not be delegated.".to_owned();
        assert_eq!(Language::ENGLISH.error(&error, None), "The portal did not delegate the task: The task may not be delegated.");
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
        let mut languages = with("pt-BR", &["br"], &[("answer.yes", "Sim")]);
        for (tag, yes) in [
            ("ru", "Да"), ("ru-RU", "Да"), ("RU_ru", "Да"),
            ("en", "Yes"), ("en-GB", "Yes"), ("de", "Yes"), ("", "Yes"), ("rus", "Yes"),
            ("pt-BR", "Sim"), ("pt_br", "Sim"), ("br", "Sim"), ("pt", "Sim"), ("pt-PT", "Sim"), ("br-FR", "Yes"),
        ] {
            assert_eq!(answered_yes(&languages, tag), yes, "{tag}");
        }
        languages.add("pt".to_owned(), Vec::new(), texts(&[("answer.yes", "Pois")]).unwrap());
        languages.add("en-GB".to_owned(), Vec::new(), texts(&[("answer.yes", "Aye")]).unwrap());
        languages.add("PT-br".to_owned(), Vec::new(), texts(&[("answer.yes", "É")]).unwrap());
        for (tag, yes) in [("pt-BR", "É"), ("pt-PT", "Pois"), ("br", "Yes"), ("en-GB", "Aye"), ("en-US", "Yes")] {
            assert_eq!(answered_yes(&languages, tag), yes, "{tag}");
        }
    }

    fn missing_texts_of_an_added_language_are_english() {
        let language = with("de", &[], &[
            ("value_required", "Bitte „{name}“ ausfüllen"), ("punctuation.full_stop", "。"),
            ("punctuation.sentences", "{first}{second}"), ("punctuation.issues", "{first}；{second}"),
        ]).find("de-AT");
        let issue = |code| Issue::new(code, vec![]).with("name", "Ort");
        assert_eq!(language.issue(&issue(IssueCode::ValueRequired)), "Bitte „Ort“ ausfüllen");
        assert_eq!(language.issue(&issue(IssueCode::ValueInvalid).with_reason(Reason::Integer)), "“Ort”: enter a whole number, such as 25");
        let mut error = Error::invalid(vec![issue(IssueCode::ValueRequired), issue(IssueCode::CommentRequired)]);
        error.outcome = Outcome::Unknown;
        assert_eq!(
            language.error(&error, None),
            "Bitte „Ort“ ausfüllen；Enter a comment。The answer may have been saved anyway. Check the task before you answer again。",
        );
    }

    fn the_error_of_an_invalid_text_names_its_key() {
        for (key, text, problem) in [
            ("value_invalid.intger", "x", "is not the key"),
            ("value_required", "{nam} fehlt", "{placeholders}"),
            ("value_required", "{name fehlt", "{placeholders}"),
            ("value_required", " ", "must be a text"),
        ] {
            let error = texts(&[("answer.yes", "Ja"), (key, text)]).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Usage);
            assert!(error.description.contains(&format!("“{key}”")) && error.description.contains(problem), "{}", error.description);
        }
        let number = Value::Map(vec![("answer.no".to_owned(), Value::Number(2.0))]);
        assert!(Texts::read(&number).unwrap_err().description.contains("“answer.no”"));
        assert!(Texts::read(&Value::Null).unwrap_err().description.contains("messages"));
        assert!(texts(&[("comment_required.with_label", "Комментарий нужен")]).is_ok(), "a text may leave a value out");
    }
}

/// The text of the answer "yes".
fn answered_yes(languages: &Languages, tag: &str) -> String {
    let message = languages
        .find(tag)
        .error(&Error::answered_elsewhere(Status::Yes), None);
    let (_, answer) = message.rsplit_once(": ").unwrap();
    answer.trim_end_matches('.').to_owned()
}
