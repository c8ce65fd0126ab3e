//! Sentences for people, in the language asked for.

mod en;
mod ru;

use super::{Detail, Issue, IssueCode};
use crate::failure::{Failure, Instead, Kind, Outcome, code};

/// A language that messages can be had in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Language {
    English,
    Russian,
}

impl Language {
    /// By a BCP 47 tag (`ru-RU`) or a portal's own code (`ru`, `ua`); English where there are no texts.
    pub(crate) fn parse(tag: &str) -> Self {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        match language {
            language if language.eq_ignore_ascii_case("ru") => Self::Russian,
            _ => Self::English,
        }
    }

    /// What is wrong, and the cure.
    pub(crate) fn issue(self, issue: &Issue) -> String {
        let sentence = match self {
            Self::English => en::issue(issue.code, issue.detail),
            Self::Russian => ru::issue(issue.code, issue.detail),
        };
        fill(sentence, |name| {
            let param = issue.params.iter().find(|(known, _)| *known == name);
            param.map(|(_, param)| param.text()).unwrap_or_default()
        })
    }

    /// What happened, and what to do.
    pub(crate) fn failure(self, failure: &Failure) -> String {
        let (happened, todo) = match self {
            Self::English => (en::happened(failure), en::todo(failure)),
            Self::Russian => (ru::happened(failure), ru::todo(failure)),
        };
        let issues = || {
            failure
                .issues
                .iter()
                .map(|issue| self.issue(issue))
                .collect::<Vec<_>>()
                .join("; ")
        };
        let happened = fill(happened, |name| match name {
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

/// Puts values in the place of `{name}`.
fn fill(sentence: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::new();
    for part in sentence.split('{') {
        match part.split_once('}') {
            Some((name, rest)) => {
                filled.push_str(&value(name));
                filled.push_str(rest);
            }
            None => filled.push_str(part),
        }
    }
    filled
}
