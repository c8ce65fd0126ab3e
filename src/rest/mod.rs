//! The REST protocol: requests, replies, error codes, pages of a list (rest-protocol.md, task-list.md).

mod batch;
mod codes;
mod field_options;
mod form;
mod key_order;
mod names;
mod pages;
mod profile;
mod query;
mod reply;
mod task_state;

pub(crate) use codes::{Evidence, classify, documented_evidence, printable_code};
pub(crate) use field_options::FieldOptionsQuery;
pub(crate) use form::{encode_form, has_texts_after_maps};
pub(crate) use key_order::restore_key_order;
pub(crate) use names::NameQuery;
pub(crate) use pages::Pages;
pub(crate) use profile::may_succeed_unbatched;
pub(crate) use query::{Query, QueryState, TaskOrder};
pub(crate) use reply::{ErrorReply, Reply, Success};
pub(crate) use task_state::{TaskState, stored_status, why_missing};

use crate::task::{COLUMNS, FORM_COLUMNS, TEMPLATE_NAME_COLUMN};
use crate::validate::CompletionParams;
use crate::value::Value;
use std::rc::Rc;

/// Rows on a page of a list, and therefore in the reply to one command of a batch.
const PAGE_SIZE: usize = 50;
/// Commands that a portal executes in one batch.
const MAX_COMMANDS: usize = 50;

/// A batch that looks up data for ids in a form.
pub(crate) trait Lookup {
    /// The request, or `None` if there is nothing to look up.
    fn request(&self) -> Option<Request>;
    /// The result of its reply, by value or by field.
    fn found(&self, batch: Rc<Success>) -> Vec<(String, Value)>;
}

const COMPLETE: &str = "bizproc.task.complete";
pub(crate) const LIST: &str = "bizproc.task.list";

/// A request of a REST method.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) params: Value,
    /// The offset of a list's page. Only this parameter must be in lower case.
    pub(crate) start: u32,
}

/// The columns to read of each task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Columns {
    /// All columns of a task.
    All,
    /// All columns except the form, which is expensive to read. A broken form breaks the whole page.
    Summary,
    /// The state of the task's answer.
    State,
}

impl Columns {
    fn select(self, query: &Query) -> Vec<Value> {
        const STATE: [&str; 7] = [
            "ID",
            "WORKFLOW_ID",
            "MODIFIED",
            "STATUS",
            "USER_ID",
            "USER_STATUS",
            "ACTIVITY",
        ];
        let mut names: Vec<&str> = match self {
            Self::State => STATE.to_vec(),
            Self::All => COLUMNS.to_vec(),
            Self::Summary => COLUMNS
                .into_iter()
                .filter(|column| !FORM_COLUMNS.contains(column))
                .collect(),
        };
        if self == Self::All && query.state == QueryState::Open {
            names.push(TEMPLATE_NAME_COLUMN);
        }
        names.into_iter().map(Value::text).collect()
    }
}

impl Request {
    /// A request without an offset: a list starts at its first page.
    fn new(method: &'static str, params: Vec<(&str, Value)>) -> Self {
        Self {
            method,
            params: Value::map(params),
            start: 0,
        }
    }

    /// Completes a task.
    pub(crate) fn complete(params: &CompletionParams) -> Self {
        Self {
            method: COMPLETE,
            params: params.clone().into_value(),
            start: 0,
        }
    }

    /// Reads the user of the token or webhook.
    pub(crate) fn profile() -> Self {
        Self::new("profile", Vec::new())
    }

    /// Reads the scopes of the token or webhook.
    pub(crate) fn scope() -> Self {
        Self::new("scope", Vec::new())
    }

    /// Reads the app and the portal's plan.
    pub(crate) fn app_info() -> Self {
        Self::new("app.info", Vec::new())
    }

    /// Whether the portal has the method that completes tasks.
    pub(crate) fn find_completion_method() -> Self {
        Self::new("method.get", vec![("name", Value::text(COMPLETE))])
    }

    /// Delegates a task of a user to another.
    pub(crate) fn delegate(task_id: u64, from: u64, to: u64) -> Self {
        let id = |id: u64| Value::Number(id as f64);
        let params = vec![
            ("TASK_IDS", Value::List(vec![id(task_id)])),
            ("FROM_USER_ID", id(from)),
            ("TO_USER_ID", id(to)),
        ];
        Self::new("bizproc.task.delegate", params)
    }

    /// Lists tasks. Filter keys must be upper case: the server ignores others, and would return all tasks of the portal
    /// (task-list.md, section 1). `has_deadline`: only tasks with a deadline.
    pub(crate) fn list(query: &Query, columns: Columns, has_deadline: bool, start: u32) -> Self {
        let mut filter = query.filter();
        const AFTER: &str = ">OVERDUE_DATE";
        // Of two equal keys the server reads the last.
        if has_deadline && filter.iter().all(|(key, _)| key != AFTER) {
            filter.push((AFTER.to_owned(), Value::text("1970-01-02T00:00:00Z")));
        }
        let params = vec![
            ("SELECT", Value::List(columns.select(query))),
            ("FILTER", Value::Map(filter)),
            ("ORDER", query.order.to_value()),
        ];
        Self {
            start,
            ..Self::new(LIST, params)
        }
    }

    /// Reads the user of a task. Without a user in the filter, administrators see the tasks of all users.
    pub(crate) fn owners(task_id: u64) -> Self {
        let columns = ["ID", "STATUS", "USER_ID"].map(Value::text);
        let filter = vec![("ID", Value::Number(task_id as f64))];
        let params = vec![
            ("SELECT", Value::List(columns.into())),
            ("FILTER", Value::map(filter)),
        ];
        Self::new(LIST, params)
    }

    /// Counts tasks: the reply's `total` is their number.
    pub(crate) fn count(query: &Query) -> Self {
        let columns = ["ID", "USER_ID"].map(Value::text);
        let params = vec![
            ("SELECT", Value::List(columns.into())),
            ("FILTER", Value::Map(query.filter())),
        ];
        Self::new(LIST, params)
    }
}
