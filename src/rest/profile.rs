//! The current user and a list of this user's tasks, read in one batch (delegate-and-batch.md, section B).

use super::{Evidence, Reply, Request, Success, documented_evidence};
use crate::error::{Error, ErrorKind, code};
use crate::value::Value;
use std::rc::Rc;

/// A reference to the user's id in the result of the batch's first command. The portal replaces it.
const CURRENT_USER: &str = "$result[0][ID]";

impl Request {
    /// A batch that reads the current user, and a list of this user's tasks instead of those of the list's own user. `None`
    /// if the portal could alter the list's conditions in a batch.
    pub(crate) fn profile_and_list(list: &Self) -> Option<Self> {
        if !list.has_untouched_values() {
            return None;
        }
        let mut list = list.clone();
        let filter = entry(&mut list.params, "FILTER")?;
        *entry(filter, "USER_ID")? = Value::text(CURRENT_USER);
        Some(Self::batch(&[Self::profile(), list]))
    }
}

impl Success {
    /// The current user in the reply to [`Request::profile_and_list`], and the list if it certainly is this user's. A portal
    /// that does not replace the reference lists the tasks of other users, or none: an empty list proves nothing.
    pub(crate) fn split_profile_and_list(self: Rc<Self>) -> Option<(u64, Option<Rc<Self>>)> {
        let mut replies = Reply::Success(self).split(2).into_iter();
        let (Some(Reply::Success(profile)), list) = (replies.next(), replies.next()) else {
            return None;
        };
        let user_id = profile.result.get("ID").and_then(Value::as_id)?;
        let is_own = |row: &Value| row.get("USER_ID").and_then(Value::as_id) == Some(user_id);
        let list = match list {
            Some(Reply::Success(list)) => Some(list).filter(|list| {
                let rows = list.result.as_list().unwrap_or_default();
                !rows.is_empty() && rows.iter().all(is_own)
            }),
            _ => None,
        };
        Some((user_id, list))
    }
}

/// Whether two single calls may succeed after the batch has failed with this error.
pub(crate) fn may_succeed_unbatched(error: &Error) -> bool {
    match error.kind {
        ErrorKind::Aborted | ErrorKind::Limit => false,
        // The refusal of a firewall has no CORS headers, so that the browser reports it as a network error.
        ErrorKind::Network => error.code != code::TIMEOUT,
        _ => documented_evidence(&error.code) != Evidence::TokenExpired,
    }
}

fn entry<'a>(map: &'a mut Value, key: &str) -> Option<&'a mut Value> {
    let Value::Map(entries) = map else {
        return None;
    };
    let found = entries.iter_mut().find(|(name, _)| name == key);
    found.map(|(_, value)| value)
}
