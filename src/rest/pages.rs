//! The pages of a list of tasks (task-list.md, section 1).

use super::{Call, Query, Success};
use crate::task::Task;

/// Asks for page after page, until each task was there once.
///
/// Three things go wrong with offsets, and are seen to here. One beyond the end answers page 1 again, so that what
/// was there before is dropped and a page with nothing new is the last. And a task that is completed meanwhile moves
/// those behind it to the page before: when the total shrinks, the list is read again from its start.
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

    /// The call for the next page, or `None` after the last.
    pub(crate) fn next(&self) -> Option<Call> {
        Some(Call::list(&self.query, self.start?))
    }

    /// Takes a page in. Returns the rows on it that are new and match what was asked for, with their place in
    /// the reply: the server drops conditions that it does not know.
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
        // After a new start a whole page may be known.
        self.start = page.next.filter(|next| any_new || Some(*next) > self.start);
        tasks
    }
}
