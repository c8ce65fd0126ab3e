use super::json::{field, form, task, value};
use super::{checked, tests};
use crate::task::{Field, Task};
use crate::validate::{MAX_BODY, PathSegment, Reason, validate_form};
use crate::value::{Date, Foreign, ForeignKind, InvalidReason, TextScan, Value};
use serde_json::{Value as Json, json};

const APPROVE: &str = "ApproveActivity";
const REQUEST: &str = "RequestInformationActivity";
const OPTIONAL: &str = "RequestInformationOptionalActivity";

/// The codes and paths of the issues.
fn issues(completion: &Value, task: Option<&Task>) -> Vec<String> {
    let (params, issues) = checked(completion, task);
    assert_eq!(
        params.is_none(),
        issues.iter().any(|issue| issue.is_error()),
        "params only without errors"
    );
    let step = |step: &PathSegment| match step {
        PathSegment::Key(key) => key.clone(),
        PathSegment::Index(index) => index.to_string(),
    };
    let line = |path: &[PathSegment]| path.iter().map(step).collect::<Vec<_>>().join(".");
    issues
        .iter()
        .map(|issue| format!("{} {}", issue.code.name(), line(&issue.path)))
        .collect()
}

fn issues_of(completion: Json, task: Option<&Task>) -> Vec<String> {
    issues(&value(&completion), task)
}

/// The sent parameters.
fn sent(completion: Json, task: Option<&Task>) -> Value {
    let (params, issues) = checked(&value(&completion), task);
    params
        .unwrap_or_else(|| panic!("{completion} is refused: {issues:?}"))
        .into_value()
}

fn sent_field(parts: Json, given: Json) -> Option<Value> {
    let params = sent(
        json!({ "taskId": 12, "status": 3, "fields": given }),
        Some(&form(parts)),
    );
    params.get("FIELDS").unwrap().get("note").cloned()
}

/// A completion with one field that JSON cannot express.
fn with_field(note: Value) -> Value {
    let mut completion = value(&json!({ "taskId": 12, "status": 3 }));
    if let Value::Map(entries) = &mut completion {
        entries.push((
            "fields".to_owned(),
            Value::Map(vec![("note".to_owned(), note)]),
        ));
    }
    completion
}

tests! {
    fn the_documentations_own_example_is_accepted() {
        let example = json!({
            "TASK_ID": 1501, "STATUS": 1, "COMMENT": "Added",
            "Fields": { "contractor": "C_607", "phone_number": "+19991234567" },
        });
        let expected = json!({
            "TASK_ID": 1501, "STATUS": 1, "COMMENT": "Added",
            "FIELDS": { "contractor": "C_607", "phone_number": "+19991234567" },
        });
        assert_eq!(sent(example, None), value(&expected));
    }

    /// The server does the same, and so does the example in the documentation of the method.
    fn yes_to_a_request_for_information_is_sent_as_ok() {
        for activity in [REQUEST, OPTIONAL] {
            let parameters = json!({ "Fields": [field(json!({}))], "ShowComment": "Y", "CommentRequired": "YA" });
            let task = task(activity, parameters);
            for status in [json!(1), json!("1"), json!("Yes")] {
                let completion = json!({ "TASK_ID": 12, "STATUS": status, "COMMENT": "Added", "Fields": { "note": "x" } });
                assert_eq!(issues_of(completion.clone(), Some(&task)), ["status_normalized status"]);
                let expected = json!({ "TASK_ID": 12, "STATUS": 3, "COMMENT": "Added", "FIELDS": { "note": "x" } });
                assert_eq!(sent(completion, Some(&task)), value(&expected));
            }
            // As the server would store it as "ok".
            for status in [json!(2), json!("no")] {
                let completion = json!({ "taskId": 12, "status": status });
                assert_eq!(issues_of(completion, Some(&task)), ["status_not_allowed status"]);
            }
        }
    }

    fn a_status_that_is_not_allowed_differs_from_an_unknown_one() {
        let request = form(json!({}));
        assert_eq!(issues_of(json!({ "taskId": 12, "status": 2 }), Some(&request)), ["status_not_allowed status"]);
        assert_eq!(issues_of(json!({ "taskId": 12, "status": 5 }), Some(&request)), ["status_invalid status"]);
        let review = task("ReviewActivity", json!({}));
        assert_eq!(issues_of(json!({ "taskId": 12, "status": 1 }), Some(&review)), ["status_not_allowed status"]);
    }

    fn all_issues_are_reported_at_once_and_in_order() {
        let parameters = json!({
            "ShowComment": "Y", "CommentRequired": "Y",
            "Fields": [field(json!({ "Id": "a", "Required": true })), field(json!({ "Id": "b", "Required": true }))],
        });
        let task = task(REQUEST, parameters);
        let completion = json!({ "colour": 1, "status": 3, "taskId": 13, "fields": { "c": 1, "b": "" } });
        assert_eq!(issues_of(completion, Some(&task)), [
            "task_id_invalid taskId",
            "value_required fields.a",
            "value_required fields.b",
            "field_unknown fields.c",
            "comment_required comment",
            "name_unknown colour",
        ]);
    }

    fn task_ids_are_whole_numbers_above_zero() {
        for id in [json!(12), json!("12"), json!("0012")] {
            assert_eq!(issues_of(json!({ "taskId": id, "status": 1 }), None), [""; 0], "{id}");
        }
        // The server would complete another task than the intended one (server-rules.md, section 2).
        for id in [
            json!(null), json!(0), json!("0"), json!(-12), json!(12.5), json!("12abc"), json!("1.2e1"), json!(" 12"),
            json!("+12"), json!("12,13"), json!(true), json!([12]), json!({ "ID": 12 }), json!(1e21), json!(""),
        ] {
            assert_eq!(issues_of(json!({ "taskId": id, "status": 1 }), None), ["task_id_invalid taskId"], "{id}");
        }
    }

    fn a_completion_for_another_task_is_refused() {
        let task = form(json!({}));
        let (_, issues) = checked(&value(&json!({ "taskId": 13, "status": 3 })), Some(&task));
        assert_eq!(issues[0].reason, Reason::OtherTask);
    }

    fn a_closed_task_or_another_type_is_reported_before_sending() {
        let mut closed = form(json!({}));
        closed.open = Some(false);
        assert_eq!(issues_of(json!({ "taskId": 12, "status": 3 }), Some(&closed)), ["task_not_open taskId"]);
        let broken = form(json!({})).into_broken();
        assert_eq!(issues_of(json!({ "taskId": 12, "status": 3, "fields": { "x": 1 } }), Some(&broken)), ["task_unreadable taskId"]);
        let foreign = task("ExternalEventActivity", json!({}));
        let completion = json!({ "taskId": 12, "status": 3, "fields": { "a": 1 } });
        assert_eq!(issues_of(completion, Some(&foreign)), ["task_type_unsupported taskId"]);
    }

    fn names_match_in_any_letter_case_and_only_once() {
        let completion = json!({ "tAsK_iD": 12, "StAtUs": "OK", "cOmMeNt": "c", "fIeLdS": { "a": "b" } });
        let expected = json!({ "TASK_ID": 12, "STATUS": 3, "COMMENT": "c", "FIELDS": { "a": "b" } });
        assert_eq!(sent(completion, None), value(&expected));
        let twice = json!({ "taskId": 12, "TASK_ID": 12, "status": 1 });
        assert_eq!(issues_of(twice, None), ["name_unknown TASK_ID"]);
        for name in ["id", "FIELD", "fields ", "ТASK_ID", "start", "auth"] {
            let completion = json!({ "taskId": 12, "status": 1, name: 1 });
            assert_eq!(issues_of(completion, None), [format!("name_unknown {name}")]);
        }
    }

    /// All of them, by `CommentRequired` and `ShowComment`, as server-rules.md, section 4 has it.
    fn a_comment_is_required_by_answer() {
        for (activity, statuses) in
            [(APPROVE, &[1, 2][..]), ("ReviewActivity", &[3]), (REQUEST, &[3]), (OPTIONAL, &[3, 4])]
        {
            for rule in ["N", "Y", "YA", "YR", "y", ""] {
                for shown in ["Y", "N", "y", ""] {
                    let task = task(activity, json!({ "CommentRequired": rule, "ShowComment": shown }));
                    for status in statuses {
                        let two_answers = statuses.len() == 2;
                        let required = shown == "Y"
                            && (rule == "Y"
                                || two_answers && rule == "YA" && *status == statuses[0]
                                || two_answers && rule == "YR" && *status == statuses[1]);
                        let given = issues_of(json!({ "taskId": 12, "status": status }), Some(&task));
                        assert_eq!(
                            given,
                            if required { vec!["comment_required comment"] } else { vec![] },
                            "{activity} {status} CommentRequired={rule} ShowComment={shown}",
                        );
                    }
                }
            }
        }
    }

    fn a_comment_that_every_answer_needs_is_always_required() {
        let task = task("ReviewActivity", json!({ "CommentRequired": "Y", "ShowComment": "Y" }));
        for status in [json!(1), json!("x"), json!(null)] {
            let reported = issues_of(json!({ "taskId": 12, "status": status }), Some(&task));
            assert_eq!(reported.last().unwrap(), "comment_required comment");
        }
    }

    fn a_required_comment_must_be_visible() {
        let required = task(APPROVE, json!({ "CommentRequired": "Y", "ShowComment": "Y" }));
        for comment in ["", " ", "\t\n", "\0", "\u{a0}", "\u{2003}", "\u{200b}", "0", " 0 "] {
            let completion = json!({ "taskId": 12, "status": 1, "comment": comment });
            assert_eq!(issues_of(completion, Some(&required)), ["comment_required comment"], "{comment:?}");
        }
        let padded = sent(json!({ "taskId": 12, "status": 1, "comment": " yes " }), Some(&required));
        assert_eq!(padded.get("COMMENT"), Some(&Value::text(" yes ")));
    }

    fn an_optional_comment_is_sent_if_there_is_one() {
        let comment = |comment: Json| sent(json!({ "taskId": 12, "status": 1, "comment": comment }), None);
        assert_eq!(comment(json!("Done")).get("COMMENT"), Some(&Value::text("Done")));
        for none in [json!(null), json!(""), json!("  ")] {
            assert_eq!(comment(none).get("COMMENT"), None);
        }
        // The server drops "0", but keeps it with a leading blank.
        assert_eq!(comment(json!("0")).get("COMMENT"), Some(&Value::text(" 0")));
    }

    fn a_long_comment_is_sent() {
        let long = Value::Foreign(Foreign { kind: ForeignKind::Text { length: 200_000.0, scan: TextScan::of("long text") }, index: 0 });
        let mut completion = value(&json!({ "taskId": 12, "status": 1 }));
        if let Value::Map(entries) = &mut completion {
            entries.push(("comment".to_owned(), long.clone()));
        }
        let (params, _) = checked(&completion, None);
        assert_eq!(params.unwrap().into_value().get("COMMENT"), Some(&long));
    }

    fn a_comment_that_is_not_text_is_an_issue() {
        for comment in [json!(42), json!(true), json!(["a"]), json!({ "a": 1 })] {
            let completion = json!({ "taskId": 12, "status": 1, "comment": comment });
            assert_eq!(issues_of(completion, None), ["comment_invalid comment"], "{comment}");
        }
    }

    fn fields_are_an_object() {
        for fields in [json!("abc"), json!(""), json!(0), json!(1), json!(true), json!(["x"]), json!("{}")] {
            let completion = json!({ "taskId": 12, "status": 3, "fields": fields });
            assert_eq!(issues_of(completion, None), ["fields_invalid fields"], "{fields}");
        }
        for fields in [json!(null), json!({}), json!([])] {
            let completion = json!({ "taskId": 12, "status": 3, "fields": fields });
            assert_eq!(issues_of(completion, None), [""; 0], "{fields}");
        }
    }

    fn fields_are_not_expected_without_a_form() {
        let approval = task(APPROVE, json!({}));
        let completion = |fields: Json| json!({ "taskId": 12, "status": 1, "fields": fields });
        assert_eq!(issues_of(completion(json!({ "a": 1 })), Some(&approval)), ["fields_not_expected fields"]);
        assert_eq!(sent(completion(json!({})), Some(&approval)).get("FIELDS"), None);
    }

    fn a_misspelt_field_gets_a_suggestion() {
        let (_, issues) = checked(
            &value(&json!({ "taskId": 12, "status": 3, "fields": { " NOTE": "x" } })),
            Some(&form(json!({}))),
        );
        assert_eq!(issues[0].reason, Reason::DidYouMean);
        assert_eq!(issues[0].params.last().unwrap().1.text(), "note");
    }

    fn a_label_in_place_of_an_id_is_named_with_the_id() {
        let completion = value(&json!({ "taskId": 12, "status": 3, "fields": { "Remark": "x" } }));
        let suggested = |task: &Task| {
            let (_, issues) = checked(&completion, Some(task));
            issues[0].params.iter().find(|(name, _)| *name == "suggestion").map(|(_, id)| id.text())
        };
        assert_eq!(suggested(&form(json!({ "Name": "Remark" }))).as_deref(), Some("note"));
        // Two fields have this label.
        let mut task = form(json!({ "Name": "Remark" }));
        task.fields.push(Field { id: "other".into(), ..task.fields[0].clone() });
        assert_eq!(suggested(&task), None);
    }

    /// Section 6 of server-rules.md. For a boolean field `false` is an answer.
    fn required_fields_are_not_empty_in_the_servers_own_sense() {
        for empty in [
            json!(null), json!(""), json!(false), json!([]), json!({}), json!([""]), json!([null]), json!([false]),
            json!({ "a": "" }), json!([[]]), json!([[""]]), json!(" "), json!("\u{a0}\n"),
        ] {
            let completion = json!({ "taskId": 12, "status": 3, "fields": { "note": empty } });
            let task = form(json!({ "Required": true }));
            assert_eq!(issues_of(completion, Some(&task)), ["value_required fields.note"], "{empty}");
        }
        for filled in [json!(0), json!("0"), json!("false"), json!(true)] {
            let completion = json!({ "taskId": 12, "status": 3, "fields": { "note": filled } });
            assert_eq!(issues_of(completion, Some(&form(json!({ "Required": true })))), [""; 0], "{filled}");
        }
    }

    fn a_required_field_needs_a_value_even_if_it_has_a_default() {
        let task = form(json!({ "Required": true, "Default": "present" }));
        assert_eq!(issues_of(json!({ "taskId": 12, "status": 3 }), Some(&task)), ["value_required fields.note"]);
    }

    fn no_is_a_value_of_a_required_boolean() {
        let answer = sent_field(json!({ "Type": "bool", "Required": true }), json!({ "note": false }));
        assert_eq!(answer, Some(Value::text("N")));
        assert_eq!(sent_field(json!({ "Type": "Bool" }), json!({ "note": true })), Some(Value::text("Y")));
        let several = sent_field(json!({ "Type": "bool", "Multiple": true }), json!({ "note": [false] }));
        assert_eq!(several, Some(value(&json!(["N"]))));
    }

    fn unchanged_optional_fields_keep_their_defaults() {
        for (parts, kept) in [
            (json!({ "Default": "present" }), json!("present")),
            (json!({ "Default": "" }), json!("")),
            (json!({ "Type": "int", "Default": 7 }), json!("7")),
            (json!({ "Type": "bool", "Default": true }), json!("Y")),
            (json!({ "Multiple": true, "Default": ["a", "b"] }), json!(["a", "b"])),
            (json!({ "Type": "date", "Default": "2025-01-31T00:00:00+03:00" }), json!("2025-01-31")),
            (json!({ "Type": "datetime", "Default": "2025-01-31T10:20:30+03:00" }), json!("1738308030")),
            (json!({ "Type": "datetime", "Multiple": true, "Default": ["2025-01-31T10:20:30-01:30"] }),
             json!(["1738324230"])),
        ] {
            assert_eq!(sent_field(parts.clone(), json!({})), Some(value(&kept)), "{parts}");
        }
        for nothing in [
            json!({ "Default": null }), json!({ "Multiple": true, "Default": [""] }),
            json!({ "Type": "date", "Default": "1970-01-01T00:00:00+00:00" }), json!({ "Type": "file", "Default": null }),
        ] {
            assert_eq!(sent_field(nothing.clone(), json!({})), None, "{nothing}");
        }
    }

    fn a_default_that_cannot_be_sent_back_is_a_warning() {
        for parts in [
            json!({ "Type": "file", "Default": "https://acme.bitrix24.com/file?id=1" }),
            json!({ "Type": "time", "Default": "10:20" }),
            json!({ "Type": "select", "Default": "ext", "Settings": { "ExternalValues": { "1": "ext" } } }),
        ] {
            let (params, issues) = checked(&value(&json!({ "taskId": 12, "status": 3 })), Some(&form(parts.clone())));
            let params = params.unwrap();
            assert_eq!(params.warnings(), issues, "{parts}");
            assert_eq!(issues[0].code.name(), "default_not_kept");
            assert_eq!(params.into_value().get("FIELDS").unwrap().get("note"), None);
        }
    }

    fn null_and_empty_text_clear_a_field() {
        for nothing in [json!(null), json!(""), json!([])] {
            let cleared = sent_field(json!({ "Default": "present" }), json!({ "note": nothing }));
            assert_eq!(cleared, Some(Value::Null), "{nothing}");
        }
    }

    fn a_form_is_sent_even_if_nothing_is_in_it() {
        let params = sent(json!({ "taskId": 12, "status": 3 }), Some(&form(json!({}))));
        assert_eq!(params.get("FIELDS"), Some(&Value::Map(vec![])));
    }

    fn a_cancellation_requires_no_values_and_keeps_defaults() {
        let task = task(OPTIONAL, json!({ "Fields": [
            field(json!({ "Id": "a", "Required": true })),
            field(json!({ "Id": "b", "Required": true, "Default": "present" })),
        ] }));
        let params = sent(json!({ "taskId": 12, "status": "cancel" }), Some(&task));
        assert_eq!(params.get("FIELDS"), Some(&value(&json!({ "b": "present" }))));
        let accepted = json!({ "taskId": 12, "status": "ok" });
        assert_eq!(issues_of(accepted, Some(&task)), ["value_required fields.a", "value_required fields.b"]);
    }

    fn values_are_the_same_over_every_connection() {
        let note = json!({ "note": [null, true, false, { "a": null, "b": 1.5 }] });
        assert_eq!(sent_field(json!({ "Type": "entityselector" }), note), Some(value(&json!(["", "Y", "N", { "a": "", "b": "1.5" }]))));
    }

    fn a_date_in_a_list_that_no_portal_supports_is_an_issue() {
        let date = Value::Date(Date { unix_seconds: 400e9, day: (14645, 6, 30) });
        for task in [None, Some(&form(json!({ "Type": "entityselector" })))] {
            let note = Value::List(vec![Value::text("a"), date.clone()]);
            assert_eq!(issues(&with_field(note), task), ["value_invalid fields.note.1"]);
        }
    }

    fn values_that_cannot_be_sent_are_an_issue_with_their_path() {
        for problem in [
            InvalidReason::UnsupportedType, InvalidReason::NumberOutOfRange, InvalidReason::InvalidDate, InvalidReason::LoneSurrogate, InvalidReason::Unreadable, InvalidReason::TooDeep,
            InvalidReason::TooLarge,
        ] {
            for task in [None, Some(&form(json!({ "Multiple": true })))] {
                let note = Value::List(vec![Value::text("a"), Value::Invalid(problem)]);
                assert_eq!(issues(&with_field(note), task), ["value_invalid fields.note.1"]);
            }
        }
        let text = Value::Foreign(Foreign { kind: ForeignKind::Text { length: 200_000.0, scan: TextScan::of("long text") }, index: 0 });
        assert_eq!(issues(&with_field(text), None), [""; 0]);
    }

    fn a_form_may_omit_the_task_id_but_not_have_another() {
        let task = form(json!({}));
        let passes = |values: Json| validate_form(value(&values), &task, MAX_BODY).0.map(|params| params.task_id());
        assert_eq!(passes(json!({ "status": "ok" })), Some(task.id));
        assert_eq!(passes(json!({ "status": "ok", "taskId": null })), Some(task.id));
        assert_eq!(passes(json!({ "status": "ok", "taskId": task.id + 1 })), None);
        assert_eq!(passes(json!({ "status": "ok", "taskId": null, "TASK_ID": task.id + 1 })), None);
    }
}
