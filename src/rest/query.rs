//! Which tasks to list, as a filter of `bizproc.task.list` and as a check of the rows that come back.

use crate::task::Task;
use crate::value::{Value, parse_u64, u64_to_string};

/// Which of a user's tasks are wanted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Query {
    /// Whose tasks. Always asked for: without it an administrator is given everybody's.
    pub(crate) user_id: u64,
    pub(crate) task_id: Option<u64>,
    /// Only those that wait for an answer.
    pub(crate) open: bool,
    pub(crate) activity: Option<String>,
    pub(crate) workflow_id: Option<String>,
    pub(crate) document_id: Option<String>,
    /// More conditions, with upper-case keys.
    pub(crate) extra_filter: Vec<(String, Value)>,
}

/// What is wrong with a query, as a sentence that names the place and the cure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct QueryError(pub(crate) &'static str);

impl Query {
    /// One task of a user, in whatever state.
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

    /// Reads what was asked for. `own` is the current user, whose tasks are listed where no other is named.
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
                "query has a name that is not known: open, userId, activity, workflowId, documentId, placement and \
                 filter are",
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
                "query.documentId and query.placement name two documents: give one of them",
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

    /// Whether a row is what was asked for.
    pub(super) fn matches(&self, task: &Task, row: &Value) -> bool {
        let document_id = match row.get("DOCUMENT_ID") {
            Some(Value::Text(id)) => Some(id.clone()),
            id => id.and_then(Value::as_id).map(u64_to_string),
        };
        task.user_id == Some(self.user_id)
            && self.task_id.is_none_or(|id| id == task.id)
            && (!self.open || task.open)
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

/// Conditions in the method's own form. Keys are read in upper case only, and without an "=".
fn parse_filter(filter: &Value) -> Result<Vec<(String, Value)>, QueryError> {
    let entries = filter.as_map().ok_or(QueryError(
        "query.filter must be an object, such as { '>ID': 100 }",
    ))?;
    let mut conditions = Vec::new();
    for (key, value) in entries {
        let key = key.strip_prefix('=').unwrap_or(key).to_ascii_uppercase();
        let column = key.trim_start_matches(['!', '<', '>', '=']);
        if key == "USER_ID" {
            return Err(QueryError(
                "query.filter cannot name USER_ID: give query.userId",
            ));
        }
        if column.is_empty()
            || !column
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        {
            return Err(QueryError(
                "query.filter has a key that is no column of bizproc.task.list",
            ));
        }
        match value {
            Value::Text(_) | Value::Number(_) => {}
            Value::List(items)
                if items
                    .iter()
                    .all(|item| matches!(item, Value::Text(_) | Value::Number(_))) => {}
            _ => {
                return Err(QueryError(
                    "query.filter must hold texts, numbers or lists of them",
                ));
            }
        }
        conditions.push((key, value.clone()));
    }
    Ok(conditions)
}

/// The document of the card that a placement stands in (auth-and-placement.md, section 1): `CRM_DEAL_DETAIL_TAB` of
/// deal 17 is the document `DEAL_17`, `CRM_DYNAMIC_136_DETAIL_TAB` of item 5 is `DYNAMIC_136_5`.
fn document_of_placement(info: &Value) -> Result<String, QueryError> {
    const NO_CARD: QueryError = QueryError(
        "query.placement is not that of a CRM card: give query.documentId, or leave both out for all tasks",
    );
    let placement = info.get("placement").and_then(Value::as_text);
    let placement = placement.ok_or(QueryError(
        "query.placement must be what BX24.placement.info() returns",
    ))?;
    let mut parts = placement.split('_');
    let mut entity = Vec::new();
    if parts.next() != Some("CRM") {
        return Err(NO_CARD);
    }
    loop {
        match parts.next() {
            Some("DETAIL") => break,
            Some(part) => entity.push(part),
            None => return Err(NO_CARD),
        }
    }
    let known = match entity.as_slice() {
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
        _ => Err(NO_CARD),
    }
}
