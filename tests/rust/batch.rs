//! Batches, as PHP reads them.

use super::json::value;
use crate::rest::{Reply, Request};
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
