//! Batches, as PHP reads them.

use super::json::value;
use crate::error::{Error, ErrorKind, Outcome};
use crate::rest::{Columns, Pages, Query, Reply, Request, may_succeed_unbatched};
use crate::value::Value;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn completion(params: Value) -> Request {
    Request {
        method: "bizproc.task.complete",
        params,
        start: 0,
    }
}

fn with_comment(comment: &str) -> Request {
    completion(value(
        &json!({ "TASK_ID": 1, "STATUS": 1, "COMMENT": comment }),
    ))
}

fn commands(requests: &[Request]) -> Vec<String> {
    let batch = Request::batch(requests);
    let commands = batch
        .params
        .get("cmd")
        .and_then(Value::as_list)
        .unwrap()
        .to_vec();
    commands
        .iter()
        .map(|command| command.as_text().unwrap().to_owned())
        .collect()
}

/// The result of `parse_str` for a query, as names and values.
fn parse_query(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'%' => {
                    let digits = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                b'+' => b' ',
                byte => byte,
            });
        }
        String::from_utf8(bytes).unwrap()
    };
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// References that the portal would replace, such as `$result[…]`.
fn has_reference(text: &str) -> bool {
    text.contains('$')
}

#[test]
fn commands_are_queries() {
    let form = completion(value(
        &json!({ "TASK_ID": 15, "STATUS": 3, "COMMENT": "", "FIELDS": { "a": ["x", "y_1"], "b": null, "c": "Да" } }),
    ));
    assert_eq!(
        commands(&[form, with_comment("x")]),
        [
            "bizproc.task.complete?TASK_ID=15&STATUS=3&COMMENT=&FIELDS%5Ba%5D%5B0%5D=x&FIELDS%5Ba%5D%5B1%5D=y_1&FIELDS%5Bc%5D=%D0%94%D0%B0",
            "bizproc.task.complete?TASK_ID=1&STATUS=1&COMMENT=x",
        ]
    );
    let batch = Request::batch(&[with_comment("x")]);
    assert_eq!(
        (batch.method, batch.params.get("halt")),
        ("batch", Some(&Value::Number(0.0)))
    );
}

#[test]
fn only_texts_that_the_portal_cannot_change_share_a_batch() {
    for text in [
        "",
        "0",
        "Approved",
        "C_607",
        "NEW_7",
        "2026-11-27T10:00:00+03:00",
        "31.01.2026",
        "15000|EUR",
        "-1.5",
        "Согласовано, без замечаний",
        "Ça va",
    ] {
        assert!(with_comment(text).is_batchable(), "{text}");
    }
    for text in [
        "$result[a]",
        "a $TOTAL[x] b",
        "<script",
        "on click=x",
        "javascript:x",
        "select a from b",
        "1 union select 2",
        "../etc",
        "a'b",
        "a\"b",
        "a;b",
        "a(b)",
        "I have approved it",
        "line\nbreak",
        "a\0b",
        "{x}",
        "data:text",
        "1javascript:x",
        "--drop",
        "\u{202e}",
    ] {
        assert!(!with_comment(text).is_batchable(), "{text}");
    }
    assert!(!completion(value(&json!({ "FIELDS": { "a&b": "x" } }))).is_batchable());
    assert!(!completion(value(&json!({ "FIELDS": { "a": true } }))).is_batchable());
}

#[test]
fn replies_are_distinguished() {
    let batch =
        |result: Json| Reply::read(&value(&json!({ "result": result })), Some(200)).split(3);
    for result in [
        json!({ "result": [true], "result_error": { "1": { "error": "ERROR_TASK_COMPLETED", "error_description": "x" } }, "result_time": [] }),
        json!({ "result": { "0": true }, "result_error": { "1": { "error": "ERROR_TASK_COMPLETED" } }, "result_time": { "0": { "operating": 1 } } }),
    ] {
        let replies = batch(result);
        assert!(
            matches!(&replies[0], Reply::Success(success) if success.result == Value::Bool(true))
        );
        assert!(
            matches!(&replies[1], Reply::Error(error) if error.code == "ERROR_TASK_COMPLETED" && error.status.is_none())
        );
        assert_eq!(replies[2], Reply::Unreadable { status: None });
    }
    for hopeless in [
        json!(null),
        json!([]),
        json!({ "result": "x", "result_error": [1] }),
    ] {
        assert!(
            batch(hopeless)
                .iter()
                .all(|reply| *reply == Reply::Unreadable { status: None })
        );
    }
    let refused = Reply::read(
        &value(&json!({ "error": "QUERY_LIMIT_EXCEEDED" })),
        Some(503),
    );
    assert_eq!(refused.clone().split(2), [refused.clone(), refused]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// PHP reads every command as intended.
    #[test]
    fn php_reads_the_intended_values(id in 1..1_000_000u32, texts in vec(prop_oneof!["\\PC{0,12}", "[a-z$&+%#=\\[\\]]{0,9}"], 0..4)) {
        let fields: Vec<_> = texts.iter().enumerate().map(|(index, text)| (format!("f{index}"), Value::text(text))).collect();
        let mut entries = vec![("TASK_ID".to_owned(), Value::Number(id.into()))];
        if !fields.is_empty() {
            entries.push(("FIELDS".to_owned(), Value::Map(fields)));
        }
        let request = completion(Value::Map(entries));
        let commands = commands(std::slice::from_ref(&request));
        let (method, query) = commands[0].split_once('?').unwrap();
        prop_assert_eq!(method, "bizproc.task.complete");
        let mut expected = vec![("TASK_ID".to_owned(), id.to_string())];
        expected.extend(texts.iter().enumerate().map(|(index, text)| (format!("FIELDS[f{index}]"), text.clone())));
        prop_assert_eq!(parse_query(query), expected);
        if request.is_batchable() {
            prop_assert!(!texts.iter().any(|text| has_reference(text)));
            prop_assert!(!texts.iter().any(|text| text.contains(['<', '>', '\'', '"', '(', ';', '=', '\\', '/'])));
        }
    }

    #[test]
    fn each_request_gets_its_own_reply(outcomes in vec(0..3u8, 1..50)) {
        let (mut results, mut errors) = (serde_json::Map::new(), serde_json::Map::new());
        for (index, outcome) in outcomes.iter().enumerate() {
            match outcome {
                0 => results.insert(index.to_string(), json!(index)),
                1 => errors.insert(index.to_string(), json!({ "error": format!("E{index}"), "error_description": "" })),
                _ => None,
            };
        }
        let reply = Reply::read(&value(&json!({ "result": { "result": results, "result_error": errors } })), Some(200));
        for (index, (reply, outcome)) in reply.split(outcomes.len()).into_iter().zip(&outcomes).enumerate() {
            let is_own = match (reply, outcome) {
                (Reply::Success(success), 0) => success.result == Value::Number(index as f64),
                (Reply::Error(error), 1) => error.code == format!("E{index}"),
                (Reply::Unreadable { .. }, 2) => true,
                _ => false,
            };
            prop_assert!(is_own);
        }
    }
}

fn list(asked: Json, columns: Columns) -> Request {
    let query = Query::read(&value(&asked), 0, 1.8e9).unwrap();
    Pages::new(query).next(columns).unwrap()
}

#[test]
fn the_current_user_and_a_list_of_theirs_share_a_batch() {
    let batch = Request::profile_and_list(&list(json!({}), Columns::State)).unwrap();
    let commands = batch.params.get("cmd").and_then(Value::as_list).unwrap();
    assert_eq!(
        (batch.method, commands[0].as_text().unwrap()),
        ("batch", "profile?")
    );
    let (method, query) = commands[1].as_text().unwrap().split_once('?').unwrap();
    assert_eq!(method, "bizproc.task.list");
    let conditions: Vec<_> = parse_query(query)
        .into_iter()
        .filter(|(name, _)| name.starts_with("FILTER"))
        .collect();
    let condition = |name: &str, value: &str| (format!("FILTER[{name}]"), value.to_owned());
    assert_eq!(
        conditions,
        [
            condition("USER_ID", "$result[0][ID]"),
            condition("STATUS", "0"),
            condition("USER_STATUS", "0"),
        ]
    );
}

#[test]
fn a_list_shares_a_batch_if_nothing_can_alter_its_conditions() {
    let is_batchable =
        |asked: Json| Request::profile_and_list(&list(asked, Columns::All)).is_some();
    for asked in [
        json!({}),
        json!({ "open": false }),
        json!({ "order": "deadline" }),
        json!({ "overdue": true, "modifiedSince": "2026-11-27T10:00:00Z", "limit": 5 }),
        json!({ "documentId": "DEAL_17", "activity": "ApproveActivity" }),
        json!({ "filter": { ">=WORKFLOW_TEMPLATE_ID": 5, "!NAME": ["Отпуск", "x_1"] } }),
    ] {
        assert!(is_batchable(asked.clone()), "{asked}");
    }
    for asked in [
        json!({ "workflowId": "$result[0][ID]" }),
        json!({ "documentId": "a $total[x]" }),
        json!({ "filter": { "NAME": "select x from y" } }),
        json!({ "filter": { "NAME": ["x", "<script>"] } }),
    ] {
        assert!(!is_batchable(asked.clone()), "{asked}");
    }
}

#[test]
fn a_list_counts_only_if_each_of_its_rows_is_the_users() {
    let read = |result: Json| {
        let reply = Reply::read(&value(&json!({ "result": result })), Some(200));
        let Reply::Success(batch) = reply else {
            panic!("a reply with a result is a success")
        };
        batch
            .split_profile_and_list()
            .map(|(id, list)| (id, list.map(|list| (list.total, list.next))))
    };
    let own = json!([{ "ID": "12", "USER_ID": "7" }, { "ID": "11", "USER_ID": 7 }]);
    let profile = json!({ "ID": "7" });
    for maps in [
        json!({ "result": [profile, own], "result_error": [], "result_total": { "1": 60 }, "result_next": { "1": 50 } }),
        json!({ "result": { "0": profile, "1": own }, "result_total": { "1": "60" }, "result_next": { "1": 50 } }),
    ] {
        assert_eq!(read(maps), Some((7, Some((Some(60), Some(50))))));
    }
    assert_eq!(
        read(json!({ "result": [profile, own] })),
        Some((7, Some((None, None))))
    );
    for doubtful in [
        json!({ "result": [profile, []], "result_total": { "1": 0 } }),
        json!({ "result": [profile, [{ "ID": "12", "USER_ID": "7" }, { "ID": "11", "USER_ID": "8" }]] }),
        json!({ "result": [profile, [{ "ID": "12" }]] }),
        json!({ "result": [profile, { "tasks": own }] }),
        json!({ "result": [profile], "result_error": { "1": { "error": "insufficient_scope", "error_description": "" } } }),
        json!({ "result": [profile] }),
    ] {
        assert_eq!(read(doubtful.clone()), Some((7, None)), "{doubtful}");
    }
    for hopeless in [
        json!([]),
        json!(null),
        json!({ "result": [[], own] }),
        json!({ "result": { "1": own }, "result_error": { "0": { "error": "ACCESS_DENIED" } } }),
    ] {
        assert_eq!(read(hopeless.clone()), None, "{hopeless}");
    }
}

#[test]
fn what_has_failed_for_another_reason_than_the_batch_is_not_tried_unbatched() {
    let error = |code: &str, kind| Error::new(code, kind, Outcome::NotCompleted);
    for (code, kind, may_succeed) in [
        ("ERROR_METHOD_NOT_FOUND", ErrorKind::Portal, true),
        ("BAD_RESPONSE", ErrorKind::Portal, true),
        ("ACCESS_DENIED", ErrorKind::Auth, true),
        ("insufficient_scope", ErrorKind::Auth, true),
        ("NETWORK", ErrorKind::Network, true),
        ("TIMEOUT", ErrorKind::Network, false),
        ("expired_token", ErrorKind::Auth, false),
        ("QUERY_LIMIT_EXCEEDED", ErrorKind::Limit, false),
        ("ABORTED", ErrorKind::Aborted, false),
    ] {
        assert_eq!(
            may_succeed_unbatched(&error(code, kind)),
            may_succeed,
            "{code}"
        );
    }
}
