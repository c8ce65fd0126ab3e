//! The pages of a list of tasks (task-list.md, section 1).

use super::{Query, Request, Success};
use crate::task::Task;

/// Requests page after page, until each task was listed once.
///
/// An offset beyond the end returns page 1 again: tasks that were listed before are dropped, and a page without new tasks is
/// the last. A task that is completed in the meantime moves those after it to the page before: if the total shrinks, the
/// list is read again from its start.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    query: Query,
    start: Option<u32>,
    total: Option<u32>,
    seen: Vec<u64>,
}

impl Pages {
    pub(crate) fn new(query: Query) -> Self {
        Self {
            query,
            start: Some(0),
            total: None,
            seen: Vec::new(),
        }
    }

    /// The request for the next page, or `None` after the last.
    pub(crate) fn next(&self) -> Option<Request> {
        Some(Request::list(&self.query, self.start?))
    }

    /// Returns the new tasks on a page that match the query, with their places in the reply: the server ignores unknown
    /// conditions.
    pub(crate) fn handle_page(&mut self, page: &Success) -> Vec<(usize, Task)> {
        let shrunk = matches!((self.total, page.total), (Some(before), Some(now)) if now < before);
        self.total = page.total;
        if shrunk && self.start != Some(0) {
            self.start = Some(0);
            return Vec::new();
        }
        let rows = page.result.as_list().unwrap_or_default();
        let mut tasks = Vec::new();
        let mut any_new = false;
        for (index, row) in rows.iter().enumerate() {
            let Ok(task) = Task::from_row(row) else {
                continue;
            };
            if self.seen.contains(&task.id) {
                continue;
            }
            any_new = true;
            self.seen.push(task.id);
            if self.query.matches(&task, row) {
                tasks.push((index, task));
            }
        }
        // After a restart all tasks of a page may be known.
        self.start = page.next.filter(|next| any_new || Some(*next) > self.start);
        tasks
    }
}
