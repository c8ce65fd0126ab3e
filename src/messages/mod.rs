//! Sentences for people, in the language asked for.

mod en;
mod ru;

use crate::error::{Error, ErrorKind, Instead, Outcome, code};
use crate::validate::{Issue, interpolate};

/// The texts of *.txt, as build.rs has brought them together: a list of keys, and for each language a text for each.
mod texts {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// A language that messages can be had in, by its place among the texts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Language(usize);

impl Language {
    pub(crate) const ENGLISH: Self = Self(0);

    /// By a BCP 47 tag (`ru-RU`) or a portal's own code (`ru`); English where there are no texts.
    pub(crate) fn parse(tag: &str) -> Self {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        let known = texts::LANGUAGES
            .iter()
            .position(|(known, _)| known.eq_ignore_ascii_case(language));
        known.map_or(Self::ENGLISH, Self)
    }

    #[cfg(test)]
    pub(crate) fn keys() -> &'static [(&'static str, &'static str)] {
        &texts::KEYS
    }

    /// What is wrong, and the cure.
    pub(crate) fn issue(self, issue: &Issue) -> String {
        let (code, detail) = (issue.code.name(), issue.reason.name());
        let place = |detail: &str| texts::KEYS.iter().position(|key| *key == (code, detail));
        let texts = texts::LANGUAGES.get(self.0).map(|(_, texts)| texts);
        let text = place(detail)
            .or_else(|| place(""))
            .and_then(|place| texts?.get(place));
        issue.interpolate(text.copied().unwrap_or(code))
    }

    /// What happened, and what to do.
    pub(crate) fn failure(self, failure: &Error) -> String {
        let (happened, todo) = match texts::LANGUAGES.get(self.0) {
            Some(("ru", _)) => (ru::happened(failure), ru::todo(failure)),
            _ => (en::happened(failure), en::todo(failure)),
        };
        let issues = || {
            failure
                .issues
                .iter()
                .map(|issue| self.issue(issue))
                .collect::<Vec<_>>()
                .join("; ")
        };
        let happened = interpolate(happened, |name| match name {
            "description" if failure.description.is_empty() => failure.code.clone(),
            "description" => without_full_stop(&failure.description).to_owned(),
            "issues" => issues(),
            _ => failure.code.clone(),
        });
        if todo.is_empty() {
            happened
        } else {
            [&happened, " ", todo].concat()
        }
    }
}

fn without_full_stop(text: &str) -> &str {
    text.strip_suffix('.').unwrap_or(text)
}
