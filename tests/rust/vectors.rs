//! What the real server code answered, held against the checks (tests/vectors/README.md).

use super::json::value;
use crate::check::{Issue, check};
use crate::task::Task;
use serde_json::{Value as Json, json};
use std::path::Path;

/// The groups whose rules this version has.
const GROUPS: [&str; 7] = [
    "status",
    "comment",
    "fields",
    "required-order",
    "keys",
    "task-id",
    "errors",
];

fn vectors(group: &str) -> Vec<Json> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors/complete")
        .join(format!("{group}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The row that a portal shows of a task (server-rules.md, section 10), for a task as the vectors have it.
fn row(task: &Json) -> Json {
    let stored = &task["PARAMETERS"];
    let mut parameters = serde_json::Map::new();
    for (shown, name) in [
        ("CommentLabel", "CommentLabelMessage"),
        ("CommentRequired", "CommentRequired"),
        ("ShowComment", "ShowComment"),
        ("StatusOkLabel", "TaskButtonMessage"),
        ("StatusYesLabel", "TaskButton1Message"),
        ("StatusNoLabel", "TaskButton2Message"),
        ("StatusCancelLabel", "TaskButtonCancelMessage"),
    ] {
        if let Some(value) = stored.get(name).filter(|value| !value.is_null()) {
            parameters.insert(shown.to_owned(), value.clone());
        }
    }
    if let Some(request) = stored["REQUEST"].as_array() {
        let field = |field: &Json| {
            json!({
                "Id": field["Name"], "Type": field["Type"], "BaseType": null, "Name": field["Title"],
                "Description": field["Description"], "Multiple": field["Multiple"] == true,
                "Required": field["Required"] == true, "Options": field["Options"], "Settings": field["Settings"],
                "Default": field["Default"],
            })
        };
        parameters.insert("Fields".to_owned(), request.iter().map(field).collect());
    }
    let text = |value: &Json| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    json!({
        "ID": text(&task["ID"]), "USER_ID": text(&task["USER_ID"]), "ACTIVITY": task["ACTIVITY"],
        "USER_STATUS": text(&task["USER_STATUS"]), "STATUS": "0", "PARAMETERS": parameters,
    })
}

/// The documented rule by which the checks refuse what the server takes.
fn documented_rule(issue: &Issue) -> Option<&'static str> {
    Some(match issue.code.name() {
        "task_id_invalid" => "TASK_ID is the number of the task (docs: integer)",
        "status_invalid" => "STATUS is 1 to 4, or its word (docs: table of statuses)",
        "status_not_allowed" => "each activity has its statuses (docs: table of statuses by type)",
        "comment_required" => {
            "a required comment must say something (task form: blank counts as none)"
        }
        "comment_invalid" => "COMMENT is a text (docs: string)",
        "fields_invalid" => "FIELDS is an object of values by field id (docs: object)",
        "fields_not_expected" => {
            "FIELDS is for requests for information (docs: only for these types)"
        }
        "field_unknown" => "FIELDS has the ids of PARAMETERS.Fields (docs: id of the field)",
        "name_unknown" => "the method has four parameters (docs: table of parameters)",
        "value_required" => "a field that must be filled is filled (docs: Required)",
        "value_invalid" => {
            "a value is text, number, boolean or made of them (docs: types of fields)"
        }
        _ => return None,
    })
}

/// Why the checks take what the server refuses: they send something else, which it takes.
fn mended(vector: &Json) -> Option<&'static str> {
    let id = vector["id"].as_str().unwrap();
    let is = |part: &str| id.contains(part);
    if is("keys/task-id-as/taskId/") || is("keys/task-id-as/taskID/") {
        return Some("taskId is TASK_ID");
    }
    if is("js-undefined/form") {
        return Some("undefined is the same as leaving it out, and never the word");
    }
    // Not to be seen in a completion, only in a portal: the look-up finds no such task.
    if vector["outcome"]["error"] == "ERROR_TASK_NOT_FOUND"
        && (is("no-task") || is("other-user") || is("order/"))
    {
        return Some("the look-up finds no task");
    }
    None
}

/// The task as the look-up finds it: the user's own, and with a number that JavaScript counts exactly.
fn task_of(vector: &Json) -> Option<Task> {
    let task = &vector["task"];
    let found =
        !task.is_null() && task["USER_ID"] == 1 && (1..1 << 53).contains(&task["ID"].as_u64()?);
    found.then(|| Task::from_row(&value(&row(task))).unwrap())
}

#[test]
fn what_the_server_refuses_is_refused_and_what_is_refused_besides_has_a_rule() {
    println!(
        "{:<16}{:>8}{:>10}{:>10}{:>10}{:>10}",
        "group", "vectors", "refused", "stricter", "mended", "accepted"
    );
    for group in GROUPS {
        let vectors = vectors(group);
        let (mut refused, mut stricter, mut mended_count, mut accepted) = (0, 0, 0, 0);
        for vector in &vectors {
            let id = &vector["id"];
            let task = task_of(vector);
            let (params, issues) = check(&value(&vector["params"]), task.as_ref());
            match (vector["outcome"]["ok"].as_bool().unwrap(), params.is_some()) {
                (false, false) => refused += 1,
                (false, true) => {
                    assert!(
                        mended(vector).is_some(),
                        "{id}: the server refuses what the checks take"
                    );
                    mended_count += 1;
                }
                (true, false) => {
                    for issue in issues.iter().filter(|issue| issue.blocks()) {
                        assert!(
                            documented_rule(issue).is_some(),
                            "{id}: {issue:?} has no rule"
                        );
                    }
                    stricter += 1;
                }
                (true, true) => accepted += 1,
            }
        }
        println!(
            "{group:<16}{:>8}{refused:>10}{stricter:>10}{mended_count:>10}{accepted:>10}",
            vectors.len()
        );
        assert!(refused > 0 && accepted > 0, "{group} proves nothing");
    }
}

/// The other direction: a completion in the documented form is never refused.
#[test]
fn what_the_documentation_allows_is_not_refused() {
    for group in GROUPS {
        for vector in vectors(group) {
            let plain = |name: &str, kinds: &[&str]| {
                let part = &vector["params"][name];
                let kind = match part {
                    Json::Null => "none",
                    Json::String(text)
                        if text
                            .chars()
                            .all(|char| char.is_whitespace() || char == '\u{200b}') =>
                    {
                        "blank"
                    }
                    Json::String(_) => "text",
                    Json::Number(number) if number.as_u64().is_some_and(|number| number > 0) => {
                        "number"
                    }
                    Json::Object(fields)
                        if fields
                            .values()
                            .all(|value| value.is_string() || value.is_number()) =>
                    {
                        "object"
                    }
                    _ => "odd",
                };
                kinds.contains(&kind)
            };
            let names = vector["params"]
                .as_object()
                .map(|params| params.keys().cloned().collect::<Vec<_>>());
            let known = names.is_some_and(|names| {
                names
                    .iter()
                    .all(|name| ["TASK_ID", "STATUS", "COMMENT", "FIELDS"].contains(&name.as_str()))
            });
            let activity = vector["task"]["ACTIVITY"].as_str().unwrap_or_default();
            let statuses: &[u64] = match activity {
                "ApproveActivity" => &[1, 2],
                "ReviewActivity" | "RequestInformationActivity" => &[3],
                "RequestInformationOptionalActivity" => &[3, 4],
                _ => &[],
            };
            let status = vector["params"]["STATUS"].as_u64();
            let ids: Vec<_> = vector["task"]["PARAMETERS"]["REQUEST"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|field| &field["Name"])
                .collect();
            let fields = vector["params"]["FIELDS"].as_object();
            let documented = known
                && plain("TASK_ID", &["number"])
                && status.is_some_and(|status| statuses.contains(&status))
                && plain("COMMENT", &["none", "text"])
                && plain("FIELDS", &["none", "object"])
                && fields.is_none_or(|fields| {
                    fields
                        .keys()
                        .all(|id| ids.contains(&&Json::from(id.as_str())))
                })
                && (fields.is_none_or(serde_json::Map::is_empty)
                    || activity.starts_with("Request"));
            if documented && vector["outcome"]["ok"] == true {
                let (params, issues) = check(&value(&vector["params"]), task_of(&vector).as_ref());
                assert!(params.is_some(), "{}: {issues:?}", vector["id"]);
            }
        }
    }
}

/// Every row that a portal shows is read.
#[test]
fn every_row_parses() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/list/rows.json");
    let rows: Vec<Json> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut read = 0;
    for vector in &rows {
        let row = &vector["outcome"]["row"];
        if row.get("ID").is_some() {
            let task = Task::from_row(&value(row))
                .unwrap_or_else(|problem| panic!("{}: {problem:?}", vector["id"]));
            let fields = row["PARAMETERS"]["Fields"].as_array().map_or(0, Vec::len);
            assert_eq!(task.fields.len(), fields, "{}", vector["id"]);
            read += 1;
        }
    }
    println!("{read} of {} rows read", rows.len());
    assert!(read > rows.len() / 2);
}
