//! The parameters of a completion by name. The server ignores letter case in names.

use super::{Issue, IssueCode, PathSegment, Reason};
use crate::value::Value;

/// A parameter of `bizproc.task.complete`.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Name {
    TaskId,
    Status,
    Comment,
    Fields,
}

/// The values of a completion by parameter.
pub(super) struct ParamMap<'a>(Vec<(Name, &'a Value)>);

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

impl<'a> ParamMap<'a> {
    /// Also returns an issue for each unknown name and for each duplicate: the server ignores unknown names, and uses
    /// the last of several equal ones.
    pub(super) fn read(completion: &'a Value) -> (Self, Vec<Issue>) {
        let mut params = Self(Vec::new());
        let mut issues = Vec::new();
        for (key, value) in completion.as_map().unwrap_or_default() {
            let issue = || {
                Issue::new(IssueCode::NameUnknown, vec![PathSegment::key(key)]).with("name", key)
            };
            match Name::parse(key) {
                None => issues.push(issue()),
                Some(name) if params.find(name).is_some() => {
                    issues.push(issue().with_reason(Reason::DuplicateName))
                }
                Some(name) => params.0.push((name, value)),
            }
        }
        (params, issues)
    }

    /// [`Value::Null`] if the completion does not have it.
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
