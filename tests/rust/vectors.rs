//! Compares the answers of the real server code with the checks (tests/vectors/README.md).

use super::checked;
use super::json::value;
use crate::task::Task;
use crate::validate::Issue;
use serde_json::{Value as Json, json};
use std::path::Path;

const GROUPS: [&str; 17] = [
    "status",
    "comment",
    "fields",
    "required-order",
    "keys",
    "task-id",
    "errors",
    "type",
    "doc-type",
    "unknown-type",
    "date",
    "time",
    "file",
    "roundtrip",
    "save-variables",
    "request-quirks",
    "field-named-task_comment",
];

fn vectors(group: &str) -> Vec<Json> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors/complete")
        .join(format!("{group}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The portal's row (server-rules.md, section 10) for a task of the vectors.
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
                "Required": is_required(&field["Required"]), "Options": field["Options"], "Settings": field["Settings"],
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
        "MODULE_ID": stored["DOCUMENT_TYPE"][0],
    })
}

/// The platform's reading of a flag: everything except empty values, "false", "n" and "N".
fn is_required(flag: &Json) -> bool {
    let none = [
        json!(null),
        json!(false),
        json!(0),
        json!(""),
        json!("0"),
        json!("false"),
        json!("n"),
        json!("N"),
    ];
    !none.contains(flag)
}

/// The documented rule by which the checks refuse a completion that the server accepts.
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
        "value_invalid" => "each type has its form (docs: types of fields)",
        "value_not_in_options" => "an option is one of the field's (docs: Options)",
        "value_single_expected" => "several values are for multiple fields (docs: Multiple)",
        "type_not_settable" => "no REST call can set a time (server-rules.md, section 7)",
        "file_invalid" => "a file is a name and a content in base64 (docs: file)",
        _ => return None,
    })
}

/// Why the checks accept a completion that the server refuses: they send something else, which it accepts.
fn corrected(vector: &Json) -> Option<&'static str> {
    let id = vector["id"].as_str().unwrap();
    let is = |part: &str| id.contains(part);
    if is("keys/task-id-as/taskId/") || is("keys/task-id-as/taskID/") {
        return Some("taskId is TASK_ID");
    }
    if is("js-undefined/form") {
        return Some("undefined is the same as leaving it out, and never the word");
    }
    if id.starts_with("type/bool/") && is("-required/") {
        return Some("a JSON false is the answer N");
    }
    if is("a\\u0000b.txt") {
        return Some("control characters are taken out of names");
    }
    if id.starts_with("field-named-task_comment/") && is("comment-\"C\"") {
        return Some("a blank field that would take the comment's place is left out");
    }
    // Only the portal knows this: the look-up finds no such task.
    if vector["outcome"]["error"] == "ERROR_TASK_NOT_FOUND"
        && (is("no-task") || is("other-user") || is("order/"))
    {
        return Some("the look-up finds no task");
    }
    None
}

/// Facts that no check can know in advance.
fn hidden(vector: &Json) -> Option<&'static str> {
    let id = vector["id"].as_str().unwrap();
    if id.starts_with("save-variables/cancel-") {
        return Some(
            "a portal does not show SaveVariables, and nobody who cancels is to be asked for values",
        );
    }
    if id.starts_with("request-quirks/name-before-title/") {
        return Some("a portal does not show the order of Name and Title in a stored field");
    }
    None
}

/// The task as the look-up finds it: the user's own, with an id that JavaScript represents exactly.
fn task_of(vector: &Json) -> Option<Task> {
    let task = &vector["task"];
    let found =
        !task.is_null() && task["USER_ID"] == 1 && (1..1 << 53).contains(&task["ID"].as_u64()?);
    found.then(|| Task::from_row(&value(&row(task))).unwrap())
}

#[test]
fn refusals_of_the_server_are_refused_and_other_refusals_have_a_rule() {
    println!("group: vectors, refused, stricter, corrected, warned of, accepted, hidden");
    for group in GROUPS {
        let vectors = vectors(group);
        let mut counts = [0; 6];
        for vector in &vectors {
            let id = &vector["id"];
            let task = task_of(vector);
            let (params, issues) = checked(&value(&vector["params"]), task.as_ref());
            match (vector["outcome"]["ok"].as_bool().unwrap(), params.is_some()) {
                (false, false) => counts[0] += 1,
                (false, true) if issues.iter().any(|issue| !issue.is_error()) => counts[3] += 1,
                (false, true) if corrected(vector).is_some() => counts[2] += 1,
                (false, true) => {
                    assert!(
                        hidden(vector).is_some(),
                        "{id}: the server refuses what the checks take"
                    );
                    counts[5] += 1;
                }
                (true, false) => {
                    for issue in issues.iter().filter(|issue| issue.is_error()) {
                        assert!(
                            documented_rule(issue).is_some(),
                            "{id}: {issue:?} has no rule"
                        );
                    }
                    counts[1] += 1;
                }
                (true, true) => counts[4] += 1,
            }
        }
        println!("{group}: {} {counts:?}", vectors.len());
        assert!(
            counts[5] * 20 < vectors.len() * 3,
            "{group}: too much is left to chance"
        );
    }
}

/// The other direction: a completion in the documented form is never refused.
#[test]
fn documented_values_are_not_refused() {
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
                        if fields.values().all(|value| {
                            value.as_str().is_some_and(|text| !text.trim().is_empty())
                        }) =>
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
            let request = vector["task"]["PARAMETERS"]["REQUEST"]
                .as_array()
                .cloned()
                .unwrap_or_default();
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
                // tests/rust/fields.rs tests the documented values of each type.
                && request.iter().all(|field| field["Type"] == "string" && field["Multiple"] != true && field["Name"] != "task_comment")
                && (fields.is_none_or(serde_json::Map::is_empty)
                    || activity.starts_with("Request"));
            if documented && vector["outcome"]["ok"] == true {
                let (params, issues) =
                    checked(&value(&vector["params"]), task_of(&vector).as_ref());
                assert!(params.is_some(), "{}: {issues:?}", vector["id"]);
            }
        }
    }
}

/// Every row of a portal can be read.
#[test]
fn every_row_parses() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/list/rows.json");
    let rows: Vec<Json> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut read = 0;
    for vector in &rows {
        let row = &vector["outcome"]["row"];
        if row.get("ID").is_some() {
            let task = Task::from_row(&value(row)).unwrap_or_else(|| panic!("{}", vector["id"]));
            let fields = row["PARAMETERS"]["Fields"].as_array().map_or(0, Vec::len);
            assert_eq!(task.fields.len(), fields, "{}", vector["id"]);
            read += 1;
        }
    }
    println!("{read} of {} rows read", rows.len());
    assert!(read > rows.len() / 2);
}
