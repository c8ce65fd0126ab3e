//! The fuzz targets, and a test of their corpora.

#![allow(clippy::indexing_slicing, unreachable_pub)]

use crate::rest::{Columns, Pages, Query, Reply, encode_form};
use crate::task::{Field, Task};
use crate::validate::{MAX_BODY, validate, validate_field, validate_form};
use crate::value::{Date, Foreign, ForeignKind, InvalidReason, Value};

/// Validates a completion against a task.
pub fn values(data: &[u8]) {
    let mut bytes = data.iter().copied();
    let task = Task::from_row(&row(&mut bytes));
    let completion = completion(&mut bytes);
    for task in [None, task.as_ref()] {
        let (params, issues) = validate(&completion, task, MAX_BODY);
        assert_eq!(
            params.is_none(),
            issues.iter().any(|issue| issue.is_error())
        );
        if let Some(params) = params {
            let params = params.into_value();
            assert!(is_sendable_or_null(&params), "{params:?}");
            for task in [None, task] {
                let (again, issues) = validate(&params, task, MAX_BODY);
                assert_eq!(
                    again.map(|again| again.into_value()).as_ref(),
                    Some(&params),
                    "{issues:?}"
                );
            }
        }
    }
    if let Some(task) = task {
        let _ = Task::from_shape(&completion);
        let _ = validate_form(completion, &task, MAX_BODY);
    }
}

/// Parses a row of `bizproc.task.list`, and completes its task without changes.
pub fn rows(data: &[u8]) {
    let bytes = &mut data.iter().copied();
    let row = any_map(&ROW_KEYS, bytes, 5);
    let Some(task) = Task::from_row(&row) else {
        return;
    };
    let untouched = map([
        ("taskId", Value::Number(task.id as f64)),
        ("status", Value::text(pick(&TEXTS, bytes))),
    ]);
    let (params, issues) = validate(&untouched, Some(&task), MAX_BODY);
    assert_eq!(
        params.is_none(),
        issues.iter().any(|issue| issue.is_error())
    );
    for field in &task.fields {
        let mut issues = Vec::new();
        validate_field(field, &field.default, MAX_BODY, &mut issues);
    }
    let _ = Task::from_shape(&row);
    let _ = Field::from_shape(&row);
}

/// Parses a reply and, if it succeeded, lists its tasks.
pub fn replies(data: &[u8]) {
    let bytes = &mut data.iter().copied();
    let status = [None, Some(200), Some(401), Some(503)][usize::from(next(bytes) % 4)];
    let query = any_map(&QUERY_KEYS, bytes, 3);
    let reply = Reply::read(&any_map(&REPLY_KEYS, bytes, 5), status);
    let (Ok(query), Reply::Success(page)) = (Query::read(&query, 7, 1.8e9), reply) else {
        return;
    };
    let mut pages = Pages::new(query);
    // The portal may send the same page for ever.
    for _ in 0..10 {
        let Some(call) = pages.next(Columns::All) else {
            break;
        };
        let _ = encode_form(&call.params);
        let rows = page.result.as_list().unwrap_or_default().len();
        let tasks = pages.handle_page(&page);
        assert!(tasks.iter().all(|(index, _)| *index < rows));
    }
}

type Bytes<'a> = std::iter::Copied<std::slice::Iter<'a, u8>>;

const TYPES: [&str; 16] = [
    "string",
    "bool",
    "int",
    "double",
    "select",
    "date",
    "datetime",
    "time",
    "file",
    "user",
    "UF:crm",
    "UF:money",
    "S:HTML",
    "email",
    "UF:address",
    "other",
];
const TEXTS: [&str; 16] = [
    "",
    " ",
    "0",
    "12",
    "-1.5",
    "Y",
    "ok",
    "user_7",
    "C_607",
    "100|USD",
    "2025-01-31T10:20:30Z",
    "a@b.c",
    "SGVsbG8=",
    "TYPE",
    "&amp;",
    "task_comment",
];
const KEYS: [&str; 8] = ["a", "b", "task_comment", "", "VALUE", "TEXT", "TYPE", "0"];
const ACTIVITIES: [&str; 5] = [
    "RequestInformationActivity",
    "RequestInformationOptionalActivity",
    "ApproveActivity",
    "ReviewActivity",
    "Other",
];

const ROW_KEYS: [&str; 24] = [
    "ID",
    "NAME",
    "ACTIVITY",
    "STATUS",
    "USER_ID",
    "USER_STATUS",
    "MODULE_ID",
    "PARAMETERS",
    "Fields",
    "ShowComment",
    "CommentRequired",
    "Id",
    "Type",
    "Name",
    "Multiple",
    "Required",
    "Options",
    "Settings",
    "Default",
    "ExternalValues",
    "id",
    "fields",
    "activity",
    "comment",
];
const REPLY_KEYS: [&str; 12] = [
    "result",
    "error",
    "error_description",
    "total",
    "next",
    "time",
    "operating",
    "operating_reset_at",
    "ID",
    "USER_ID",
    "STATUS",
    "NAME",
];
const QUERY_KEYS: [&str; 10] = [
    "open",
    "userId",
    "activity",
    "workflowId",
    "documentId",
    "placement",
    "options",
    "ID",
    "filter",
    ">=ID",
];

/// A map of some of these keys, whose values may be maps of them too.
fn any_map(keys: &[&str], bytes: &mut Bytes<'_>, depth: u8) -> Value {
    let entries = (0..next(bytes) % 12)
        .map(|_| {
            let key = pick(keys, bytes).to_owned();
            let value = match next(bytes) % 4 {
                0 if depth > 0 => any_map(keys, bytes, depth - 1),
                1 if depth > 0 => Value::List(
                    (0..next(bytes) % 4)
                        .map(|_| any_map(keys, bytes, depth - 1))
                        .collect(),
                ),
                2 => Value::text(pick(&ACTIVITIES, bytes)),
                _ => as_json(value(bytes, 2)),
            };
            (key, value)
        })
        .collect();
    Value::Map(entries)
}

fn row(bytes: &mut Bytes<'_>) -> Value {
    let mut fields = Vec::new();
    for id in KEYS.iter().take(usize::from(next(bytes) % 5)) {
        let flags = next(bytes);
        fields.push(map([
            ("Id", Value::text(id)),
            ("Type", Value::text(pick(&TYPES, bytes))),
            ("Name", Value::text("Name")),
            ("Multiple", Value::Bool(flags & 1 != 0)),
            ("Required", Value::Bool(flags & 2 != 0)),
            (
                "Options",
                if flags & 4 != 0 {
                    map([("12", Value::text("Y")), ("CONTACT", Value::text("Y"))])
                } else {
                    Value::Null
                },
            ),
            (
                "Default",
                if flags & 8 != 0 {
                    as_json(value(bytes, 3))
                } else {
                    Value::Null
                },
            ),
        ]));
    }
    map([
        ("ID", Value::Number(12.0)),
        ("ACTIVITY", Value::text(pick(&ACTIVITIES, bytes))),
        ("MODULE_ID", Value::text(pick(&["", "crm", "lists"], bytes))),
        (
            "PARAMETERS",
            map([
                ("ShowComment", Value::text("Y")),
                (
                    "CommentRequired",
                    Value::text(pick(&["N", "Y", "YA", "YR"], bytes)),
                ),
                ("Fields", Value::List(fields)),
            ]),
        ),
    ])
}

fn completion(bytes: &mut Bytes<'_>) -> Value {
    let mut entries = vec![
        ("taskId".to_owned(), Value::Number(12.0)),
        ("status".to_owned(), Value::Number((next(bytes) % 6).into())),
    ];
    if next(bytes).is_multiple_of(2) {
        entries.push(("comment".to_owned(), value(bytes, 1)));
    }
    let fields = KEYS.iter().take(usize::from(next(bytes) % 6));
    entries.push((
        "fields".to_owned(),
        Value::Map(
            fields
                .map(|id| ((*id).to_owned(), value(bytes, 4)))
                .collect(),
        ),
    ));
    Value::Map(entries)
}

fn value(bytes: &mut Bytes<'_>, depth: u8) -> Value {
    match next(bytes) % 12 {
        0 => Value::Null,
        1 => Value::Bool(next(bytes).is_multiple_of(2)),
        2 => Value::Number(f64::from(next(bytes)) - 100.0),
        3 => Value::Number(f64::from(next(bytes)) / 7.0),
        4 => Value::Text(
            String::from_utf8_lossy(&bytes.by_ref().take(6).collect::<Vec<_>>()).into_owned(),
        ),
        5 => Value::Date(Date {
            unix_seconds: f64::from(next(bytes)) * 1e8,
            day: (2025, 1, 31),
        }),
        6 => Value::Invalid(InvalidReason::UnsupportedType),
        7 => Value::Foreign(Foreign {
            kind: ForeignKind::Blob {
                name: pick(&TEXTS, bytes).to_owned(),
                size: 3.0,
            },
            index: 0,
        }),
        8 if depth > 0 => Value::List(
            (0..next(bytes) % 4)
                .map(|_| value(bytes, depth - 1))
                .collect(),
        ),
        9 if depth > 0 => Value::Map(
            (0..next(bytes) % 4)
                .map(|_| (pick(&KEYS, bytes).to_owned(), value(bytes, depth - 1)))
                .collect(),
        ),
        _ => Value::text(pick(&TEXTS, bytes)),
    }
}

/// A field that is null is cleared, and left out of a form.
pub(crate) fn is_sendable_or_null(params: &Value) -> bool {
    let fields = params
        .get("FIELDS")
        .and_then(Value::as_map)
        .unwrap_or_default();
    let mut others = params
        .as_map()
        .unwrap_or_default()
        .iter()
        .filter(|(name, _)| name != "FIELDS");
    let is_sendable_or_null = |value: &Value| *value == Value::Null || is_sendable(value);
    fields.iter().all(|(_, value)| is_sendable_or_null(value))
        && others.all(|(_, value)| {
            // The server reads these two in the same way as a number and as a text.
            matches!(value, Value::Number(_)) || is_sendable_or_null(value)
        })
}

/// Values that every connection sends unchanged.
fn is_sendable(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Date(_) | Value::Invalid(_) => {
            false
        }
        Value::Text(_) | Value::Foreign(_) => true,
        Value::List(items) => items.iter().all(is_sendable),
        Value::Map(entries) => entries.iter().all(|(_, value)| is_sendable(value)),
    }
}

/// Values that a portal can show.
fn as_json(value: Value) -> Value {
    match value {
        Value::Date(_) | Value::Invalid(_) | Value::Foreign(_) => Value::Null,
        Value::List(items) => Value::List(items.into_iter().map(as_json).collect()),
        Value::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key, as_json(value)))
                .collect(),
        ),
        value => value,
    }
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

fn pick<'a>(of: &[&'a str], bytes: &mut Bytes<'_>) -> &'a str {
    of[usize::from(next(bytes)) % of.len()]
}

fn next(bytes: &mut Bytes<'_>) -> u8 {
    bytes.next().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    /// The stored inputs of the fuzzer.
    #[test]
    fn the_corpora_pass() {
        for (target, run) in [
            ("values", super::values as fn(&[u8])),
            ("rows", super::rows),
            ("replies", super::replies),
        ] {
            let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("fuzz/corpus")
                .join(target);
            let mut count = 0;
            for entry in std::fs::read_dir(corpus).unwrap() {
                run(&std::fs::read(entry.unwrap().path()).unwrap());
                count += 1;
            }
            assert!(count > 100, "{count} entries are no corpus of {target}");
        }
    }
}
