//! Messages for users, in several languages.

mod languages;

pub(crate) use languages::{Languages, Texts};

use crate::diagnose::{Check, Hint};
use crate::error::{ActualAnswer, Error, Outcome, code};
use crate::validate::{Issue, interpolate};
use std::rc::Rc;
use std::sync::LazyLock;

/// The texts of the built-in languages, as build.rs collects them: the keys, and each language's texts in the same
/// order, one on a line. Pointers to single texts would be larger.
mod texts {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// The lines of `texts`, which are split once.
struct Table {
    keys: Vec<&'static str>,
    languages: [Vec<&'static str>; texts::LANGUAGES.len()],
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let lines = |text: &'static str| text.split('\n').collect();
    Table {
        keys: lines(texts::KEYS),
        languages: texts::LANGUAGES.map(|(_, texts)| lines(texts)),
    }
});

/// A language of messages.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Language {
    /// The index of a built-in language.
    BuiltIn(usize),
    Added(Rc<Texts>),
}

impl Language {
    pub(crate) const ENGLISH: Self = Self::BuiltIn(0);

    #[cfg(test)]
    pub(crate) fn keys() -> Vec<(&'static str, &'static str)> {
        let parts = |key: &&'static str| key.split_once('.').unwrap_or((key, ""));
        TABLE.keys.iter().map(parts).collect()
    }

    /// The message of an issue: what is wrong, and what to do.
    pub(crate) fn issue(&self, issue: &Issue) -> String {
        let code = issue.code.name();
        let text = self.text(code, issue.reason.name());
        issue.interpolate(text.or_else(|| self.text(code, "")).unwrap_or(code))
    }

    /// The message of an error: what happened, and what to do. `text` is the app's own text for it, if there is one.
    pub(crate) fn error(&self, error: &Error, text: Option<&str>) -> String {
        let summary = text.unwrap_or_else(|| self.error_text(error));
        let message = interpolate(summary, &|name| match name {
            "description" => without_full_stop(&error.description).to_owned(),
            "issues" => self.issues(&error.issues),
            "answer" => match error.actual {
                Some(ActualAnswer::Status(answer)) => self
                    .text("answer", answer.name())
                    .unwrap_or_default()
                    .to_owned(),
                _ => String::new(),
            },
            _ => error.code.clone(),
        });
        // The user cannot check a task that does not exist.
        let is_there = error.code != code::TASK_NOT_FOUND;
        let outcome = match error.outcome {
            Outcome::Unknown if is_there => self.text("outcome", Outcome::Unknown.name()),
            _ => None,
        };
        let message = self.with_full_stop(&message);
        match outcome {
            Some(outcome) => self.join("sentences", &message, &self.with_full_stop(outcome)),
            None => message,
        }
    }

    /// The result of a check of a diagnosis.
    pub(crate) fn check_detail(&self, check: &Check) -> String {
        let text = self.text("check", check.detail).unwrap_or_default();
        interpolate(text, &|name| {
            let param = check.params.iter().find(|(known, _)| *known == name);
            param.map(|(_, value)| value.clone()).unwrap_or_default()
        })
    }

    /// What to do after a failed check.
    pub(crate) fn check_hint(&self, check: &Check) -> Option<String> {
        Some(match check.hint.as_ref()? {
            Hint::Text(key) => self.with_full_stop(self.text("hint", key).unwrap_or_default()),
            Hint::Error(error) => self.error(error, None),
        })
    }

    fn error_text(&self, error: &Error) -> &str {
        let variant = match error.actual {
            Some(ActualAnswer::Status(_)) => "_answered",
            Some(ActualAnswer::TimedOut) => "_timed_out",
            None => "",
        };
        // The description is empty.
        let is_quoting = error.code == "ERROR_TASK_EXECUTION" && error.description.is_empty();
        let by_code = self
            .text("error", &[error.code.as_str(), variant].concat())
            .filter(|_| !is_quoting);
        by_code
            .or_else(|| self.text("error", &["kind_", error.kind.name()].concat()))
            .unwrap_or_default()
    }

    /// The issues that prevented sending. If there are errors, warnings are left out.
    fn issues(&self, issues: &[Issue]) -> String {
        let errors = issues.iter().filter(|issue| issue.is_error());
        errors
            .map(|issue| self.issue(issue))
            .reduce(|first, second| self.join("issues", &first, &second))
            .unwrap_or_default()
    }

    /// Joins two texts.
    fn join(&self, punctuation: &str, first: &str, second: &str) -> String {
        let text = self.text("punctuation", punctuation).unwrap_or_default();
        interpolate(text, &|name| match name {
            "first" => first.to_owned(),
            _ => second.to_owned(),
        })
    }

    fn with_full_stop(&self, text: &str) -> String {
        if text.ends_with(['.', '!', '?', '…', '。', '！', '？']) {
            return text.to_owned();
        }
        let full_stop = self.text("punctuation", "full_stop").unwrap_or_default();
        [text, full_stop].concat()
    }

    /// A text by the two parts of its key, of which the second may be empty.
    fn text(&self, name: &str, detail: &str) -> Option<&str> {
        let dot = if detail.is_empty() { "" } else { "." };
        self.text_at(key_index(&[name, dot, detail].concat())?)
    }

    fn text_at(&self, index: usize) -> Option<&str> {
        match self {
            Self::BuiltIn(place) => TABLE.languages.get(*place)?.get(index).copied(),
            Self::Added(texts) => texts.get(index).or_else(|| Self::ENGLISH.text_at(index)),
        }
    }
}

/// The index of a key.
fn key_index(key: &str) -> Option<usize> {
    TABLE.keys.iter().position(|known| *known == key)
}

fn without_full_stop(text: &str) -> &str {
    text.trim_end().trim_end_matches('.')
}
