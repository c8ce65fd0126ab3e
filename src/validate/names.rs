//! The names of a completion's parameters, which the server matches ignoring letter case.

use super::{Detail, Issue, IssueCode, Step};
use crate::value::Value;

/// A parameter of `bizproc.task.complete`.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Name {
    TaskId,
    Status,
    Comment,
    Fields,
}

/// What was given under each name.
pub(super) struct Names<'a>(Vec<(Name, &'a Value)>);

impl Name {
    const ALL: [(Self, &'static str); 5] = [
        (Self::TaskId, "TASK_ID"),
        (Self::TaskId, "TASKID"),
        (Self::Status, "STATUS"),
        (Self::Comment, "COMMENT"),
        (Self::Fields, "FIELDS"),
    ];

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, known)| name.eq_ignore_ascii_case(known))
            .map(|(name, _)| name)
    }
}

impl<'a> Names<'a> {
    /// Also returns an issue for each name that the method does not have, or that is given twice: the server
    /// drops the one, and takes the last of the others, without a word.
    pub(super) fn read(completion: &'a Value) -> (Self, Vec<Issue>) {
        let mut names = Self(Vec::new());
        let mut issues = Vec::new();
        for (key, value) in completion.as_map().unwrap_or_default() {
            let issue =
                || Issue::new(IssueCode::NameUnknown, vec![Step::key(key)]).with("name", key);
            match Name::parse(key) {
                None => issues.push(issue()),
                Some(name) if names.find(name).is_some() => {
                    issues.push(issue().because(Detail::Twice))
                }
                Some(name) => names.0.push((name, value)),
            }
        }
        (names, issues)
    }

    /// [`Value::Null`] where nothing was given.
    pub(super) fn get(&self, name: Name) -> &'a Value {
        self.find(name).unwrap_or(&Value::Null)
    }

    fn find(&self, name: Name) -> Option<&'a Value> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }
}
