//! Watches a list of tasks: decides when to read it again, and finds the changes. Without IO. Intervals use a monotonic
//! clock and deadlines the server's clock, so that the user's clock does not matter.

mod schedule;
mod task_list;

pub(crate) use schedule::{MIN_INTERVAL_MS, Schedule, is_permanent};
pub(crate) use task_list::{ListChanges, TaskList};
