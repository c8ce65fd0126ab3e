//! A query for tasks: the filter of `bizproc.task.list`, and a check of the rows in its reply.

use crate::datetime::{CivilDateTime, unix_seconds_to_iso};
use crate::error::Error;
use crate::spelling::{MAX_NAME, similar_name};
use crate::task::Task;
use crate::value::{Date, Value, parse_u64, u64_to_string};

/// A query for tasks of a user.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Query {
    /// The user; 0 while the user is not known. It is always sent, because without it an administrator gets the tasks
    /// of all users.
    pub(crate) user_id: u64,
    /// The ids of the tasks; empty for all tasks.
    pub(crate) task_ids: Vec<u64>,
    pub(crate) state: QueryState,
    pub(crate) order: TaskOrder,
    /// The maximum number of tasks.
    pub(crate) limit: Option<u32>,
    /// Only tasks whose deadline was before this instant, in seconds since 1970.
    pub(crate) overdue_at: Option<f64>,
    /// Only tasks that were modified at this instant or later, in seconds since 1970.
    pub(crate) modified_since: Option<f64>,
    pub(crate) activity: Option<String>,
    pub(crate) workflow_id: Option<String>,
    pub(crate) document_id: Option<String>,
    /// Further conditions, with upper-case keys.
    pub(crate) extra_filter: Vec<(String, Value)>,
}

/// The state of the tasks to list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum QueryState {
    /// The task waits for the user's answer.
    Open,
    /// The user has answered, or the task timed out.
    Finished,
    Any,
}

/// The order of a list of tasks. Tasks with an equal rank are sorted newest first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TaskOrder {
    /// The most urgent tasks first, tasks without a deadline last.
    Deadline,
    Modified,
    ModifiedDescending,
    Id,
    IdDescending,
}

/// The error of a query whose property has another value.
fn must_be(name: &str, expected: &str) -> Error {
    Error::usage(&["query.", name, " must be ", expected].concat())
}

fn unknown_name(name: &str, known: &[&str]) -> Error {
    let near = similar_name(name, known);
    let name = quotable(name).unwrap_or("…");
    let hint = match near {
        Some(near) => ["did you mean query.", near, "?"].concat(),
        None => ["use ", &known.join(", ")].concat(),
    };
    Error::usage(&["query.", name, " is not known: ", &hint].concat())
}

fn unknown_column(column: &str) -> Error {
    let hint = match similar_name(column, &FILTER_COLUMNS) {
        Some(near) => ["did you mean ", near, "?"].concat(),
        None => ["it filters by ", &FILTER_COLUMNS.join(", ")].concat(),
    };
    let column = quotable(column).unwrap_or("this column");
    let problem = "query.filter: bizproc.task.list does not filter by ";
    Error::usage(&[problem, column, ": ", &hint].concat())
}

/// A name, unless it is too long for a message.
fn quotable(name: &str) -> Option<&str> {
    (1..=MAX_NAME).contains(&name.len()).then_some(name)
}

impl Query {
    /// One task of a user, in any state.
    pub(crate) fn task(task_id: u64, user_id: u64) -> Self {
        Self::tasks(vec![task_id], user_id)
    }

    /// Some tasks of a user, in any state.
    pub(crate) fn tasks(task_ids: Vec<u64>, user_id: u64) -> Self {
        Self {
            user_id,
            task_ids,
            state: QueryState::Any,
            order: TaskOrder::IdDescending,
            limit: None,
            overdue_at: None,
            modified_since: None,
            activity: None,
            workflow_id: None,
            document_id: None,
            extra_filter: Vec::new(),
        }
    }

    /// The same query for only these tasks.
    pub(crate) fn of_tasks(self, task_ids: Vec<u64>) -> Self {
        Self {
            task_ids,
            order: TaskOrder::IdDescending,
            limit: None,
            ..self
        }
    }

    /// Parses a query. `own` is the current user: the default of `userId`. `now` is the current time, in seconds since
    /// 1970.
    pub(crate) fn read(query: &Value, own: u64, now: f64) -> Result<Self, Error> {
        const NAMES: [&str; 11] = [
            "open",
            "order",
            "limit",
            "overdue",
            "modifiedSince",
            "userId",
            "activity",
            "workflowId",
            "documentId",
            "placement",
            "filter",
        ];
        let entries = match query {
            Value::Null => &[],
            Value::Map(entries) => entries.as_slice(),
            _ => {
                return Err(Error::usage(
                    "query must be an object, such as { open: true }",
                ));
            }
        };
        let names = entries.iter().map(|(name, _)| name.as_str());
        if let Some(unknown) = names.into_iter().find(|name| !NAMES.contains(name)) {
            return Err(unknown_name(unknown, &NAMES));
        }
        let given = |name| query.get(name).filter(|value| **value != Value::Null);
        let text = |name, expected| match given(name) {
            None => Ok(None),
            Some(Value::Text(text)) if !text.is_empty() => Ok(Some(text.clone())),
            Some(_) => Err(must_be(name, expected)),
        };
        let id = |name| match given(name) {
            None => Ok(None),
            Some(id) => match id.as_id() {
                Some(id) => Ok(Some(id)),
                None => Err(must_be(name, "a whole number above zero")),
            },
        };
        let document_id = match given("documentId") {
            Some(id) if id.as_id().is_some() => id.as_id().map(u64_to_string),
            _ => text(
                "documentId",
                "a text, such as DEAL_17, or an element's number",
            )?,
        };
        let placed = given("placement").map(document_of_placement).transpose()?;
        if let (Some(document), Some(placed)) = (&document_id, &placed)
            && document != placed
        {
            return Err(Error::usage(
                "query.documentId and query.placement name two documents: use one of them",
            ));
        }
        let query = Self {
            user_id: id("userId")?.unwrap_or(own),
            task_ids: Vec::new(),
            state: match given("open") {
                None | Some(Value::Bool(true)) => QueryState::Open,
                Some(Value::Bool(false)) => QueryState::Finished,
                Some(_) => return Err(must_be("open", "true or false")),
            },
            order: given("order").map_or(Ok(TaskOrder::IdDescending), TaskOrder::read)?,
            limit: match id("limit")?.map(u32::try_from) {
                None => None,
                Some(Ok(limit)) => Some(limit),
                Some(Err(_)) => return Err(must_be("limit", "4294967295 or less")),
            },
            overdue_at: match given("overdue") {
                None => None,
                Some(Value::Bool(true)) => Some(now),
                Some(_) => return Err(must_be("overdue", "true, or be left out")),
            },
            modified_since: given("modifiedSince").map(read_instant).transpose()?,
            activity: text("activity", "a text, such as ApproveActivity")?,
            workflow_id: text("workflowId", "a text")?,
            document_id: document_id.or(placed),
            extra_filter: match given("filter") {
                None => Vec::new(),
                Some(filter) => parse_filter(filter)?,
            },
        };
        let filter = query.filter();
        let mut keys = filter.iter().map(|(key, _)| key).enumerate();
        // Of two equal keys the server reads the last.
        if keys.any(|(index, key)| filter.iter().take(index).any(|(other, _)| other == key)) {
            return Err(Error::usage(
                "query.filter has a condition twice, or one that the query sets itself: STATUS and USER_STATUS with open: \
                 true, the default, and those of activity, workflowId, documentId, overdue and modifiedSince",
            ));
        }
        Ok(query)
    }

    pub(super) fn filter(&self) -> Vec<(String, Value)> {
        let mut filter = self.extra_filter.clone();
        let mut add = |key: &str, value| filter.push((key.to_owned(), value));
        add("USER_ID", Value::Number(self.user_id as f64));
        let id = |id: &u64| Value::Number(*id as f64);
        match self.task_ids.as_slice() {
            [] => {}
            [one] => add("ID", id(one)),
            ids => add("ID", Value::List(ids.iter().map(id).collect())),
        }
        match self.state {
            QueryState::Open => {
                add("STATUS", Value::Number(0.0));
                add("USER_STATUS", Value::Number(0.0));
            }
            // The rows of those who have not answered are deleted when a task is closed.
            QueryState::Finished => add("!USER_STATUS", Value::Number(0.0)),
            QueryState::Any => {}
        }
        for (key, instant) in [
            ("<OVERDUE_DATE", self.overdue_at),
            (">=MODIFIED", self.modified_since),
        ] {
            if let Some(instant) = instant {
                add(key, Value::text(&unix_seconds_to_iso(instant as i64)));
            }
        }
        for (key, value) in [
            ("ACTIVITY", &self.activity),
            ("WORKFLOW_ID", &self.workflow_id),
            ("DOCUMENT_ID", &self.document_id),
        ] {
            if let Some(value) = value {
                add(key, Value::text(value));
            }
        }
        filter
    }

    /// Whether a row of the reply matches the query.
    pub(super) fn matches(&self, task: &Task, row: &Value) -> bool {
        let document_id = row.get("DOCUMENT_ID").and_then(Value::to_text);
        let instant = |date: &Option<String>| {
            let date = CivilDateTime::parse(date.as_ref()?).ok()?;
            Some(date.unix_seconds()? as f64)
        };
        task.user_id == Some(self.user_id)
            && (self.task_ids.is_empty() || self.task_ids.contains(&task.id))
            && match self.state {
                QueryState::Open => task.open == Some(true),
                QueryState::Finished => task.open == Some(false),
                QueryState::Any => true,
            }
            && self
                .overdue_at
                .is_none_or(|now| instant(&task.overdue).is_some_and(|at| at < now))
            && self
                .modified_since
                .is_none_or(|since| instant(&task.modified).is_some_and(|at| at >= since))
            && self
                .activity
                .as_ref()
                .is_none_or(|activity| activity == task.activity.name())
            && self
                .workflow_id
                .as_ref()
                .is_none_or(|id| *id == task.workflow_id)
            && self
                .document_id
                .as_ref()
                .is_none_or(|id| Some(id) == document_id.as_ref())
    }
}

impl TaskOrder {
    fn read(order: &Value) -> Result<Self, Error> {
        match order.as_text() {
            Some("deadline") => Ok(Self::Deadline),
            Some("modified") => Ok(Self::Modified),
            Some("-modified") => Ok(Self::ModifiedDescending),
            Some("id") => Ok(Self::Id),
            Some("-id") => Ok(Self::IdDescending),
            _ => Err(must_be("order", "deadline, modified, -modified, id or -id")),
        }
    }

    /// The method's ORDER.
    pub(super) fn to_value(self) -> Value {
        let entry = |column, direction| (column, Value::text(direction));
        Value::map(match self {
            Self::Deadline => vec![entry("OVERDUE_DATE", "ASC"), entry("ID", "DESC")],
            Self::Modified => vec![entry("MODIFIED", "ASC"), entry("ID", "DESC")],
            Self::ModifiedDescending => vec![entry("MODIFIED", "DESC"), entry("ID", "DESC")],
            Self::Id => vec![entry("ID", "ASC")],
            Self::IdDescending => vec![entry("ID", "DESC")],
        })
    }
}

/// A `Date`, or a text with a time zone.
fn read_instant(value: &Value) -> Result<f64, Error> {
    let seconds = match value {
        Value::Date(Date { unix_seconds, .. }) => Some(*unix_seconds),
        Value::Text(text) => CivilDateTime::parse(text)
            .ok()
            .and_then(CivilDateTime::unix_seconds)
            .map(|seconds| seconds as f64),
        _ => None,
    };
    seconds.ok_or_else(|| {
        must_be(
            "modifiedSince",
            "a Date, or an ISO 8601 text with a time zone, such as 2026-11-27T10:00:00Z",
        )
    })
}

/// The columns that `bizproc.task.list` filters by, `USER_ID` excepted.
const FILTER_COLUMNS: [&str; 19] = [
    "ID",
    "ACTIVITY",
    "ACTIVITY_NAME",
    "WORKFLOW_ID",
    "WORKFLOW_TEMPLATE_ID",
    "WORKFLOW_TEMPLATE_NAME",
    "WORKFLOW_STATE",
    "WORKFLOW_STARTED",
    "WORKFLOW_STARTED_BY",
    "MODIFIED",
    "OVERDUE_DATE",
    "NAME",
    "DESCRIPTION",
    "STATUS",
    "USER_STATUS",
    "DOCUMENT_NAME",
    "MODULE_ID",
    "ENTITY",
    "DOCUMENT_ID",
];

/// Conditions in the method's own format. The server reads only keys in upper case and without "=". It ignores unknown
/// columns and operators, and would list all tasks.
fn parse_filter(filter: &Value) -> Result<Vec<(String, Value)>, Error> {
    let entries = filter
        .as_map()
        .ok_or_else(|| must_be("filter", "an object, such as { '>ID': 100 }"))?;
    let mut conditions = Vec::new();
    for (key, value) in entries {
        let key = key.to_ascii_uppercase();
        let start = key
            .find(|char: char| char.is_ascii_alphanumeric())
            .unwrap_or(key.len());
        let (operator, column) = key.split_at_checked(start).unwrap_or_default();
        let operator = match operator {
            "" | "=" => "",
            "!" | "!=" => "!",
            "<" => "<",
            "<=" => "<=",
            ">" => ">",
            ">=" => ">=",
            _ => {
                return Err(Error::usage(
                    "query.filter has a key with an operator that bizproc.task.list does not have: it has =, !, <, <=, > \
                     and >=",
                ));
            }
        };
        if column == "USER_ID" {
            return Err(Error::usage(
                "query.filter cannot contain USER_ID: use query.userId",
            ));
        }
        if !FILTER_COLUMNS.contains(&column) {
            return Err(unknown_column(column));
        }
        let is_scalar = |value: &Value| matches!(value, Value::Text(_) | Value::Number(_));
        // For the server an empty list is no condition.
        let is_valid = match value {
            Value::List(items) => !items.is_empty() && items.iter().all(is_scalar),
            value => is_scalar(value),
        };
        if !is_valid {
            return Err(Error::usage(
                "query.filter must contain non-empty texts, numbers or lists of them",
            ));
        }
        conditions.push(([operator, column].concat(), value.clone()));
    }
    Ok(conditions)
}

/// The document of a placement of a CRM item (auth-and-placement.md, section 1): `CRM_DEAL_DETAIL_TAB`,
/// `CRM_DEAL_LIST_MENU` and `CRM_DEAL_ACTIVITY_TIMELINE_MENU` of deal 17 belong to the document `DEAL_17`,
/// `CRM_DYNAMIC_136_DETAIL_TAB` of item 5 to `DYNAMIC_136_5`. The placement of a field of the app's own type contains
/// its item.
fn document_of_placement(info: &Value) -> Result<String, Error> {
    let no_document = || {
        Error::usage(
            "query.placement does not belong to a CRM item: use query.documentId, or omit both for all tasks",
        )
    };
    let placement = info.get("placement").and_then(Value::as_text);
    let placement = placement.ok_or_else(|| {
        must_be(
            "placement",
            "{ placement, options }, as from BX24.placement.info() after BX24.init()",
        )
    })?;
    let option = |name| info.get("options")?.get(name);
    // A field names its entity as a card's placement does.
    let (code, is_field) = match placement {
        "USERFIELD_TYPE" => (option("ENTITY_ID").and_then(Value::as_text), true),
        placement => (Some(placement), false),
    };
    let parts: Vec<&str> = code.unwrap_or_default().split('_').collect();
    let (entity, id_key) = match parts.as_slice() {
        ["CRM", entity @ ..] if is_field => (entity, "ENTITY_VALUE_ID"),
        ["CRM", entity @ .., "LIST", "MENU"] => (entity, "ID"),
        ["CRM", entity @ .., "DOCUMENTGENERATOR", "BUTTON"]
        | ["CRM", entity @ .., "ACTIVITY", "TIMELINE", "MENU"] => (entity, "ENTITY_ID"),
        ["CRM", rest @ ..] => {
            let end = rest.iter().position(|part| *part == "DETAIL");
            let entity = end.and_then(|end| rest.get(..end));
            (entity.ok_or_else(no_document)?, "ID")
        }
        _ => return Err(no_document()),
    };
    let known = match entity {
        ["LEAD" | "DEAL" | "CONTACT" | "COMPANY" | "QUOTE"] | ["SMART", "INVOICE"] => true,
        ["DYNAMIC", id] => parse_u64(id).is_some(),
        _ => false,
    };
    match option(id_key).and_then(Value::as_id) {
        Some(id) if known => Ok([&entity.join("_"), "_", &u64_to_string(id)].concat()),
        _ => Err(no_document()),
    }
}
