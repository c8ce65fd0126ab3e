//! Which tasks to list: a filter of `bizproc.task.list`, and a check of the rows in its reply.

use crate::task::Task;
use crate::value::{Value, parse_u64, u64_to_string};

/// Which tasks of a user to list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Query {
    /// The user. It is always sent: without it an administrator gets the tasks of all users.
    pub(crate) user_id: u64,
    pub(crate) task_id: Option<u64>,
    /// Only tasks that wait for an answer.
    pub(crate) open: bool,
    pub(crate) activity: Option<String>,
    pub(crate) workflow_id: Option<String>,
    pub(crate) document_id: Option<String>,
    /// Further conditions, with upper-case keys.
    pub(crate) extra_filter: Vec<(String, Value)>,
}

/// What is wrong with a query: a sentence that names the property and what to give instead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct QueryError(pub(crate) &'static str);

impl Query {
    /// One task of a user, in any state.
    pub(crate) fn task(task_id: u64, user_id: u64) -> Self {
        Self {
            user_id,
            task_id: Some(task_id),
            open: false,
            activity: None,
            workflow_id: None,
            document_id: None,
            extra_filter: Vec::new(),
        }
    }

    /// Parses a query. `own` is the current user, whose tasks are listed if the query has no `userId`.
    pub(crate) fn read(query: &Value, own: u64) -> Result<Self, QueryError> {
        const NAMES: [&str; 7] = [
            "open",
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
                return Err(QueryError(
                    "query must be an object, such as { open: true }",
                ));
            }
        };
        if entries
            .iter()
            .any(|(name, _)| !NAMES.contains(&name.as_str()))
        {
            return Err(QueryError(
                "query has an unknown property: use open, userId, activity, workflowId, documentId, placement or filter",
            ));
        }
        let given = |name| query.get(name).filter(|value| **value != Value::Null);
        let text = |name, problem| match given(name) {
            None => Ok(None),
            Some(Value::Text(text)) if !text.is_empty() => Ok(Some(text.clone())),
            Some(_) => Err(QueryError(problem)),
        };
        let user_id = match given("userId") {
            None => own,
            Some(id) => id
                .as_id()
                .ok_or(QueryError("query.userId must be a whole number above zero"))?,
        };
        let document_id = match given("documentId") {
            Some(id) if id.as_id().is_some() => id.as_id().map(u64_to_string),
            _ => text(
                "documentId",
                "query.documentId must be a text, such as DEAL_17, or an element's number",
            )?,
        };
        let placed = given("placement").map(document_of_placement).transpose()?;
        if let (Some(document), Some(placed)) = (&document_id, &placed)
            && document != placed
        {
            return Err(QueryError(
                "query.documentId and query.placement name two documents: use one of them",
            ));
        }
        Ok(Self {
            user_id,
            task_id: None,
            open: match given("open") {
                None => true,
                Some(Value::Bool(open)) => *open,
                Some(_) => return Err(QueryError("query.open must be true or false")),
            },
            activity: text(
                "activity",
                "query.activity must be a text, such as ApproveActivity",
            )?,
            workflow_id: text("workflowId", "query.workflowId must be a text")?,
            document_id: document_id.or(placed),
            extra_filter: match given("filter") {
                None => Vec::new(),
                Some(filter) => parse_filter(filter)?,
            },
        })
    }

    pub(super) fn filter(&self) -> Vec<(String, Value)> {
        let mut filter = self.extra_filter.clone();
        let mut add = |key: &str, value| filter.push((key.to_owned(), value));
        add("USER_ID", Value::Number(self.user_id as f64));
        if let Some(id) = self.task_id {
            add("ID", Value::Number(id as f64));
        }
        if self.open {
            add("STATUS", Value::Number(0.0));
            add("USER_STATUS", Value::Number(0.0));
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
        let document_id = match row.get("DOCUMENT_ID") {
            Some(Value::Text(id)) => Some(id.clone()),
            id => id.and_then(Value::as_id).map(u64_to_string),
        };
        task.user_id == Some(self.user_id)
            && self.task_id.is_none_or(|id| id == task.id)
            && (!self.open || task.open == Some(true))
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

/// Conditions in the method's own format. The server reads keys in upper case and without "=" only. It ignores unknown
/// columns and operators, so that all tasks would be listed.
fn parse_filter(filter: &Value) -> Result<Vec<(String, Value)>, QueryError> {
    let entries = filter.as_map().ok_or(QueryError(
        "query.filter must be an object, such as { '>ID': 100 }",
    ))?;
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
                return Err(QueryError(
                    "query.filter has a key with an operator that bizproc.task.list does not have: it has =, !, <, <=, > \
                     and >=",
                ));
            }
        };
        if column == "USER_ID" {
            return Err(QueryError(
                "query.filter cannot contain USER_ID: use query.userId",
            ));
        }
        if !FILTER_COLUMNS.contains(&column) {
            return Err(QueryError(
                "query.filter has a column that bizproc.task.list does not filter by: it filters by ID, ACTIVITY, \
                 ACTIVITY_NAME, WORKFLOW_ID, WORKFLOW_TEMPLATE_ID, WORKFLOW_TEMPLATE_NAME, WORKFLOW_STATE, \
                 WORKFLOW_STARTED, WORKFLOW_STARTED_BY, MODIFIED, OVERDUE_DATE, NAME, DESCRIPTION, STATUS, USER_STATUS, \
                 DOCUMENT_NAME, MODULE_ID, ENTITY and DOCUMENT_ID",
            ));
        }
        let is_scalar = |value: &Value| matches!(value, Value::Text(_) | Value::Number(_));
        // An empty list is no condition to the server.
        let is_valid = match value {
            Value::List(items) => !items.is_empty() && items.iter().all(is_scalar),
            value => is_scalar(value),
        };
        if !is_valid {
            return Err(QueryError(
                "query.filter must contain texts, numbers or lists of them, which are not empty",
            ));
        }
        conditions.push(([operator, column].concat(), value.clone()));
    }
    Ok(conditions)
}

/// The document of a placement in a CRM card or in the menu of an item in a list (auth-and-placement.md, section 1):
/// `CRM_DEAL_DETAIL_TAB` and `CRM_DEAL_LIST_MENU` of deal 17 are in the document `DEAL_17`, `CRM_DYNAMIC_136_DETAIL_TAB`
/// of item 5 in `DYNAMIC_136_5`.
fn document_of_placement(info: &Value) -> Result<String, QueryError> {
    const NO_DOCUMENT: QueryError = QueryError(
        "query.placement is not that of a CRM item: use query.documentId, or omit both for all tasks",
    );
    let placement = info.get("placement").and_then(Value::as_text);
    let placement = placement.ok_or(QueryError(
        "query.placement must be what BX24.placement.info() returns",
    ))?;
    let parts: Vec<&str> = placement.split('_').collect();
    let entity = match parts.as_slice() {
        ["CRM", entity @ .., "LIST", "MENU"] => entity,
        ["CRM", rest @ ..] => rest
            .iter()
            .position(|part| *part == "DETAIL")
            .and_then(|end| rest.get(..end))
            .ok_or(NO_DOCUMENT)?,
        _ => return Err(NO_DOCUMENT),
    };
    let known = match entity {
        ["LEAD" | "DEAL" | "CONTACT" | "COMPANY" | "QUOTE"] | ["SMART", "INVOICE"] => true,
        ["DYNAMIC", id] => parse_u64(id).is_some(),
        _ => false,
    };
    let id = info
        .get("options")
        .and_then(|options| options.get("ID"))
        .and_then(Value::as_id);
    match id {
        Some(id) if known => Ok([&entity.join("_"), "_", &u64_to_string(id)].concat()),
        _ => Err(NO_DOCUMENT),
    }
}
