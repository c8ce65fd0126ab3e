use super::json::value;
use super::tests;
use crate::rest::{Reply, Request, encode_form, has_texts_after_maps};
use crate::value::Value;
use serde_json::{Value as Json, json};

fn read(envelope: Json) -> Reply {
    Reply::read(&value(&envelope), Some(200))
}

tests! {
    fn an_envelope_has_a_result_or_an_error() {
        let envelope = json!({ "result": [1], "next": 50, "total": "120", "time": { "operating": 0.4 } });
        let Reply::Success(success) = read(envelope) else { panic!("no success") };
        assert_eq!((success.next, success.total), (Some(50), Some(120)));
        for envelope in [json!(null), json!({}), json!("<html>"), json!([]), json!({ "results": 1 })] {
            assert_eq!(read(envelope), Reply::Unreadable { status: Some(200) });
        }
    }

    fn a_list_without_rows_is_counted() {
        for total in [json!(0), json!("0")] {
            let Reply::Success(success) = read(json!({ "result": [], "total": total })) else { panic!("no success") };
            assert_eq!(success.total, Some(0));
        }
    }

    fn operating_time_comes_back_soon_or_nobody_knows_when() {
        for (reset_at, expected) in [(1_600.0, Some(600_000.0)), (1e9, None), (1e300, None)] {
            let time = json!({ "finish": 1_000.0, "operating_reset_at": reset_at });
            let Reply::Success(success) = read(json!({ "result": true, "time": time })) else { panic!("no success") };
            assert_eq!(success.operating_resets_in_ms(), expected);
        }
    }

    fn an_error_comes_before_a_result() {
        let Reply::Error(rejection) = read(json!({ "result": true, "error": "X" })) else { panic!("no rejection") };
        assert_eq!(rejection.code, "X");
        let Reply::Error(rejection) = read(json!({ "error": 500 })) else { panic!("no rejection") };
        assert_eq!(rejection.code, "ERROR_CORE");
    }

    fn texts_are_plain() {
        let description = |text: &str| match read(json!({ "error": "X", "error_description": text })) {
            Reply::Error(rejection) => rejection.description,
            reply => panic!("{reply:?}"),
        };
        assert_eq!(description("Fill in &quot;A &amp; B &lt;i&gt;&#039;&quot;"), "Fill in \"A & B <i>'\"");
        assert_eq!(description("&amp;lt; &nosuch; & é"), "&lt; &nosuch; & é");
        assert_eq!(description(&"é".repeat(5_000)).chars().count(), 1_000);
    }

    fn parameters_become_the_pairs_of_a_form() {
        let params = value(&json!({ "TASK_ID": 1, "FIELDS": { "a": ["x", { "b": "y" }], "c": [], "d": {}, "e f": "&" } }));
        let pairs = encode_form(&params);
        let names: Vec<_> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["TASK_ID", "FIELDS[a][0]", "FIELDS[a][1][b]", "FIELDS[c]", "FIELDS[d]", "FIELDS[e f]"]);
        assert_eq!(pairs[1].1, &Value::text("x"));
    }

    fn a_form_cannot_express_null() {
        let params = value(&json!({ "FIELDS": { "a": null, "b": "x", "c": { "d": null } }, "NONE": { "a": null } }));
        let names: Vec<_> = encode_form(&params).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["FIELDS[b]", "NONE"]);
    }

    fn a_list_of_maps_and_then_texts_needs_an_order() {
        for (fields, expected) in [
            (json!({ "a": [{ "b": 1 }, "c"] }), true),
            (json!({ "a": [["b", "c"], "d"] }), true),
            (json!({ "a": [{ "b": [[""], "c"] }] }), true),
            (json!({ "a": ["b", { "c": 1 }, { "d": 2 }] }), false),
            (json!({ "a": [["b", "c"], ["d", "e"]] }), false),
            // The keys of a map identify its values.
            (json!({ "a": { "b": { "c": 1 }, "d": 2 }, "e": 3 }), false),
        ] {
            assert_eq!(has_texts_after_maps(&value(&fields)), expected, "{fields}");
        }
    }

    fn an_empty_form_is_still_sent() {
        let params = value(&json!({ "FIELDS": {} }));
        assert_eq!(encode_form(&params).len(), 1);
        assert_eq!(Request::profile().params, value(&json!({})));
    }
}
