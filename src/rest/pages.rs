//! The pages of a list of tasks (task-list.md, section 1).

use super::{Columns, Query, Request, Success, TaskOrder};
use crate::task::Task;
use crate::value::Value;

/// Requests one page after another, until each task was listed once.
///
/// A list may change while it is read:
///
/// - An offset beyond the end returns page 1 again, and a new task moves the others to later positions. Tasks that were
///   listed before are dropped, so that none is listed twice.
/// - A task that leaves the list moves the later ones to earlier positions. If the total shrinks, or fewer tasks were
///   seen than the total, the list is read again from its start, and only new tasks are listed. A second reading with
///   the same number of tasks ends the list.
///
/// In the order of deadlines, databases sort tasks without a deadline first. They are therefore listed in a second
/// pass.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    query: Query,
    pass: Pass,
    start: Option<u32>,
    total: Option<u32>,
    /// The smallest total so far: the number of tasks without those that were added in the meantime.
    owed: Option<u32>,
    seen: Vec<u64>,
    /// How many tasks were listed.
    listed: u32,
    /// The number of tasks that had been seen when the end was last reached with too few tasks.
    seen_at_reread: Option<usize>,
    /// Whether a page of the second pass has started without a deadline.
    saw_no_deadline: bool,
}

/// The part of the query's tasks that is being read.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Pass {
    WithDeadline,
    /// All tasks that were not listed before.
    Rest,
}

impl Pages {
    pub(crate) fn new(query: Query) -> Self {
        let has_two_passes = query.order == TaskOrder::Deadline && query.overdue_at.is_none();
        Self {
            query,
            pass: if has_two_passes {
                Pass::WithDeadline
            } else {
                Pass::Rest
            },
            start: Some(0),
            total: None,
            owed: None,
            seen: Vec::new(),
            listed: 0,
            seen_at_reread: None,
            saw_no_deadline: false,
        }
    }

    /// The request for the next page, or `None` after the last.
    pub(crate) fn next(&self, columns: Columns) -> Option<Request> {
        let has_deadline = self.pass == Pass::WithDeadline;
        Some(Request::list(
            &self.query,
            columns,
            has_deadline,
            self.start?,
        ))
    }

    /// Returns the new tasks on a page that match the query, with their positions in the reply. The query is checked
    /// because the server ignores unknown conditions.
    pub(crate) fn handle_page(&mut self, page: &Success) -> Vec<(usize, Task)> {
        let shrunk = matches!((self.total, page.total), (Some(before), Some(now)) if now < before);
        self.total = page.total;
        self.owed = match (self.owed, page.total) {
            (Some(owed), Some(total)) => Some(owed.min(total)),
            (owed, total) => owed.or(total),
        };
        if shrunk && self.start != Some(0) {
            self.start = Some(0);
            return Vec::new();
        }
        let rows = page.result.as_list().unwrap_or_default();
        let mut tasks = Vec::new();
        let mut any_new = false;
        for (index, row) in rows.iter().enumerate() {
            let Some(task) = Task::from_row(row) else {
                continue;
            };
            let is_of_pass = self.pass == Pass::Rest || task.overdue.is_some();
            if self.seen.contains(&task.id) || !is_of_pass {
                continue;
            }
            any_new = true;
            self.seen.push(task.id);
            let is_wanted = self.query.limit.is_none_or(|limit| self.listed < limit);
            if is_wanted && self.query.matches(&task, row) {
                self.listed += 1;
                tasks.push((index, task));
            }
        }
        // After a restart all tasks of a page may be known.
        let next = page.next.filter(|next| any_new || Some(*next) > self.start);
        let is_limited = self.query.limit.is_some_and(|limit| self.listed >= limit);
        if is_limited || self.has_passed_tasks_without_deadline(rows) {
            self.start = None;
        } else if next.is_some() {
            self.start = next;
        } else if self.pass == Pass::WithDeadline {
            self.pass = Pass::Rest;
            self.total = None;
            self.owed = None;
            self.start = Some(0);
        } else {
            let is_missing = self
                .owed
                .is_some_and(|owed| self.seen.len() < owed as usize);
            let is_idle = self.seen_at_reread == Some(self.seen.len());
            self.start = (is_missing && !is_idle).then_some(0);
            self.seen_at_reread = Some(self.seen.len());
        }
        tasks
    }

    /// Whether all tasks without a deadline were listed. In the order of deadlines MySQL sorts them first, PostgreSQL
    /// last.
    fn has_passed_tasks_without_deadline(&mut self, rows: &[Value]) -> bool {
        if self.query.order != TaskOrder::Deadline || self.pass != Pass::Rest {
            return false;
        }
        let has_deadline = |row: &Value| matches!(row.get("OVERDUE_DATE"), Some(Value::Text(_)));
        self.saw_no_deadline |= rows.first().is_some_and(|row| !has_deadline(row));
        self.saw_no_deadline && rows.last().is_some_and(has_deadline)
    }
}
