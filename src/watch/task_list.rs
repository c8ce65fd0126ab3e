//! Finds the changes in a list of tasks.

use crate::datetime::CivilDateTime;
use crate::task::Task;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The tasks of a watched list at the last reading.
#[derive(Clone, Debug)]
pub(crate) struct TaskList {
    known: Vec<KnownTask>,
    due_within_ms: f64,
}

#[derive(Clone, Debug)]
struct KnownTask {
    id: u64,
    overdue: Option<String>,
    /// A hash of what it shows, without its form.
    digest: u64,
    /// In milliseconds since 1970; `None` after the deadline was reported, or if there is none to report.
    unreported_deadline_ms: Option<f64>,
}

/// The ids of the tasks that have changed between two readings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ListChanges {
    pub(crate) added: Vec<u64>,
    pub(crate) changed: Vec<u64>,
    pub(crate) gone: Vec<u64>,
}

impl ListChanges {
    pub(crate) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }
}

impl TaskList {
    /// `due_within_ms`: how long before its deadline a task is due soon.
    pub(crate) fn new(due_within_ms: f64) -> Self {
        Self {
            known: Vec::new(),
            due_within_ms,
        }
    }

    /// The known tasks that are missing in a reading.
    pub(crate) fn missing(&self, listed: &[u64]) -> Vec<u64> {
        let ids = self.known.iter().map(|known| known.id);
        ids.filter(|id| !listed.contains(id)).collect()
    }

    /// Whether a task is new or has changed.
    pub(crate) fn is_news(&self, task: &Task) -> bool {
        self.find(task.id)
            .is_none_or(|known| known.digest != digest(task))
    }

    /// Replaces the tasks with those of a reading. `server_ms`: the time of the server's clock.
    pub(crate) fn update(&mut self, listed: &[&Task], server_ms: f64) -> ListChanges {
        let ids: Vec<u64> = listed.iter().map(|task| task.id).collect();
        let mut changes = ListChanges {
            gone: self.missing(&ids),
            ..ListChanges::default()
        };
        let mut next = Vec::with_capacity(listed.len());
        for task in listed {
            let known = self.find(task.id);
            if known.is_none() {
                changes.added.push(task.id);
            } else if self.is_news(task) {
                changes.changed.push(task.id);
            }
            let unreported_deadline_ms = match known {
                Some(known) if known.overdue == task.overdue => known.unreported_deadline_ms,
                // A deadline in the past is not due soon.
                _ => deadline_ms(task).filter(|deadline_ms| *deadline_ms > server_ms),
            };
            next.push(KnownTask {
                id: task.id,
                overdue: task.overdue.clone(),
                digest: digest(task),
                unreported_deadline_ms,
            });
        }
        self.known = next;
        changes
    }

    /// The tasks that are due soon now. Each deadline is reported once.
    pub(crate) fn take_due_soon(&mut self, server_ms: f64) -> Vec<u64> {
        let from_ms = server_ms + self.due_within_ms;
        let due = self.known.iter_mut().filter_map(|known| {
            known
                .unreported_deadline_ms
                .take_if(|deadline_ms| *deadline_ms <= from_ms)?;
            Some(known.id)
        });
        due.collect()
    }

    /// Milliseconds until the next task is due soon; infinite if there is none.
    pub(crate) fn next_due_soon_ms(&self, server_ms: f64) -> f64 {
        let deadlines = self
            .known
            .iter()
            .filter_map(|known| known.unreported_deadline_ms);
        let first_ms = deadlines.fold(f64::INFINITY, f64::min);
        (first_ms - self.due_within_ms - server_ms).max(0.0)
    }

    fn find(&self, id: u64) -> Option<&KnownTask> {
        self.known.iter().find(|known| known.id == id)
    }
}

/// A hash of the columns that are read without the form, `WORKFLOW_TEMPLATE_NAME` excepted.
fn digest(task: &Task) -> u64 {
    let mut hasher = DefaultHasher::new();
    let workflow = &task.workflow;
    (&task.name, task.activity.name(), &task.document_name).hash(&mut hasher);
    (task.open, task.answer, task.user_id).hash(&mut hasher);
    (&task.workflow_id, workflow.template_id, &workflow.state).hash(&mut hasher);
    (&workflow.started, workflow.started_by).hash(&mut hasher);
    (&task.modified, &task.overdue).hash(&mut hasher);
    hasher.finish()
}

fn deadline_ms(task: &Task) -> Option<f64> {
    let deadline = CivilDateTime::parse(task.overdue.as_ref()?).ok()?;
    Some(deadline.unix_seconds()? as f64 * 1_000.0)
}
