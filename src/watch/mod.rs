//! Watching a list of tasks: when to read it again, and what has changed. Without IO. Intervals are measured by a clock
//! that nobody sets, deadlines by that of the server, so that the user's clock may be wrong or set.

mod schedule;
mod task_list;

pub(crate) use schedule::{MIN_INTERVAL_MS, Schedule, is_permanent};
pub(crate) use task_list::{ListChanges, TaskList};
