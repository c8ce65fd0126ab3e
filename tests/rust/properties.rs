//! Properties that hold for all values.

use super::checked;
use super::fuzz::is_sendable_or_null;
use super::json::{field, task, value};
use super::list::as_javascript;
use crate::rest::{Query, Reply, encode_form, restore_key_order};
use crate::task::Task;
use crate::value::{
    Date, Foreign, ForeignKind, InvalidReason, TextScan, Value, parse_u64, u64_to_string,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

fn anything() -> impl Strategy<Value = Value> {
    let problem = prop_oneof![
        Just(InvalidReason::UnsupportedType),
        Just(InvalidReason::NumberOutOfRange),
        Just(InvalidReason::TooDeep),
        Just(InvalidReason::Unreadable)
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(|number| Value::Number(number.into())),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(Value::Number),
        prop_oneof![
            "",
            "0",
            "[ -~]{0,12}",
            "\\PC{0,6}",
            "[1-4]",
            "yes|no|ok|cancel"
        ]
        .prop_map(Value::Text),
        (-1e11..1e11f64, 100..9999u32).prop_map(|(unix, year)| Value::Date(Date {
            unix_seconds: unix.floor(),
            day: (year, 2, 3)
        })),
        problem.prop_map(Value::Invalid),
        Just(Value::Foreign(Foreign {
            kind: ForeignKind::Blob {
                name: "a.txt".to_owned(),
                size: 3.0
            },
            index: 0
        })),
        Just(Value::Foreign(Foreign {
            kind: ForeignKind::Text {
                length: 200_000.0,
                scan: TextScan::of("SGVsbG8=")
            },
            index: 0
        })),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let key = prop_oneof!["[a-e]", "\\PC{0,4}"];
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::List),
            vec((key, inner), 0..5).prop_map(Value::Map),
        ]
    })
}

/// Similar to a completion, so that some values pass the checks.
fn completion() -> impl Strategy<Value = Value> {
    let names = prop_oneof![
        4 => Just("taskId"), 4 => Just("STATUS"), 2 => Just("Comment"), 4 => Just("fields"), 1 => Just("TASK_ID"), 1 => Just("other"),
    ];
    let value = prop_oneof![
        3 => Just(Value::Number(12.0)),
        3 => (1..5).prop_map(|status: i32| Value::Number(status.into())),
        2 => vec(("[a-e]", anything()), 0..5).prop_map(Value::Map),
        2 => anything(),
    ];
    vec((names.prop_map(str::to_owned), value), 0..6).prop_map(Value::Map)
}

fn tasks() -> impl Strategy<Value = Task> {
    let activity = prop_oneof![
        Just("ApproveActivity"),
        Just("ReviewActivity"),
        Just("RequestInformationActivity"),
        Just("RequestInformationOptionalActivity"),
        Just("Other"),
    ];
    let kind = prop::sample::select(vec![
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
        "S:Money",
        "S:HTML",
        "email",
        "UF:address",
        "entityselector",
        "other",
    ]);
    let default = prop_oneof![
        Just(json!(null)),
        Just(json!("")),
        Just(json!("x")),
        Just(json!(["a", null])),
        Just(json!(false)),
        Just(json!("2025-01-31T10:20:30+03:00")),
    ];
    let fields = vec((kind, any::<bool>(), any::<bool>(), default), 0..5);
    let rule = prop_oneof![Just("Y"), Just("N"), Just("YA"), Just("YR")];
    (activity, fields, rule, any::<bool>()).prop_map(|(activity, fields, rule, shown)| {
        let ids = ["a", "b", "c", "d", "e"];
        let fields = fields.iter().zip(ids).map(|((kind, required, multiple, default), id)| {
            field(json!({ "Id": id, "Type": kind, "Required": required, "Multiple": multiple, "Default": default }))
        });
        let shown = if shown { "Y" } else { "N" };
        task(activity, json!({ "Fields": fields.collect::<Vec<_>>(), "CommentRequired": rule, "ShowComment": shown }))
    })
}

/// An independent implementation of the server's rules for parameters in JSON: what it would refuse.
fn server_refuses(params: &Value, task: &Task) -> Option<&'static str> {
    let Some(Value::Number(status)) = params.get("STATUS") else {
        return Some("status");
    };
    let status = *status as u8;
    let activity = task.activity.name();
    let fits = match activity {
        "ApproveActivity" => status == 1 || status == 2,
        "ReviewActivity" => status == 3,
        _ => true,
    };
    if !fits {
        return Some("status does not fit");
    }
    let none = |value: &Value| {
        *value == Value::Null || *value == Value::text("") || *value == Value::Bool(false)
    };
    let empty = |value: Option<&Value>| match value {
        None => true,
        Some(Value::List(items)) => items.iter().all(none),
        Some(Value::Map(entries)) => entries.iter().all(|(_, value)| none(value)),
        Some(value) => none(value),
    };
    if activity.starts_with("RequestInformation") && status != 4 {
        let fields = params.get("FIELDS");
        for field in &task.fields {
            if field.required && empty(fields.and_then(|fields| fields.get(&field.id))) {
                return Some("required field");
            }
        }
    }
    let comment = params
        .get("COMMENT")
        .and_then(Value::as_text)
        .unwrap_or_default();
    let comment = comment.trim_matches([' ', '\t', '\n', '\r', '\0', '\x0b']);
    let status = task
        .answers
        .iter()
        .find(|answer| answer.status.number() == status)
        .map(|answer| answer.status);
    let required = status.is_some_and(|status| task.comment.required_for.contains(&status));
    (required && (comment.is_empty() || comment == "0")).then_some("comment")
}

fn as_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|flag| json!(flag)),
        any::<i32>().prop_map(|number| json!(number)),
        "[ -~]{0,6}|\\PC{0,3}".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let key = prop_oneof![
            "[0-9]{1,3}",
            "42949672[0-9]{2}",
            "[a-c\"\\\\{]{0,2}",
            "\\PC{0,3}"
        ];
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(serde_json::Value::Array),
            vec((key, inner), 0..6).prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

fn keep_first(entries: &mut Vec<(String, Value)>, name: impl Fn(&str) -> String) {
    let mut seen = Vec::new();
    entries.retain(|(key, _)| {
        let new = !seen.contains(&name(key));
        seen.push(name(key));
        new
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn valid_completions_are_sendable_and_not_refused(completion in completion(), task in tasks()) {
        let (params, issues) = checked(&completion, Some(&task));
        prop_assert_eq!(params.is_none(), issues.iter().any(|issue| issue.is_error()));
        if let Some(params) = params {
            let params = params.into_value();
            prop_assert!(is_sendable_or_null(&params), "{params:?}");
            prop_assert_eq!(server_refuses(&params, &task), None);
        }
    }

    #[test]
    fn sending_the_parameters_again_sends_the_same(completion in completion(), task in tasks()) {
        for task in [None, Some(&task)] {
            if let (Some(params), _) = checked(&completion, task) {
                for task in [None, task] {
                    let (again, _) = checked(&params.clone().into_value(), task);
                    prop_assert_eq!(again.map(|again| again.into_value()), Some(params.clone().into_value()));
                }
            }
        }
    }

    #[test]
    fn the_order_of_names_and_fields_changes_no_issue(completion in completion(), task in tasks()) {
        // If a name occurs twice, the first one counts, so their order matters.
        let mut completion = completion;
        if let Value::Map(entries) = &mut completion {
            keep_first(entries, |name| name.to_ascii_uppercase().replace('_', ""));
            for (_, value) in entries {
                if let Value::Map(fields) = value {
                    keep_first(fields, str::to_owned);
                }
            }
        }
        let mut reordered = completion.clone();
        if let Value::Map(entries) = &mut reordered {
            entries.reverse();
            for (_, value) in entries {
                if let Value::Map(fields) = value {
                    fields.reverse();
                }
            }
        }
        let known = |value: &Value| {
            let (_, mut issues) = checked(value, Some(&task));
            issues.retain(|issue| issue.code.name() != "field_unknown");
            if task.activity.statuses().is_empty() {
                // There is no form that defines their order.
                issues.sort_by_key(|issue| format!("{issue:?}"));
            }
            issues
        };
        prop_assert_eq!(known(&completion), known(&reordered));
    }

    #[test]
    fn nothing_that_is_read_panics(one in anything(), other in anything()) {
        let _ = Task::from_row(&one);
        let _ = Task::from_shape(&one);
        let _ = Query::read(&one, 1, 1.8e9);
        let _ = Reply::read(&one, None);
        let _ = encode_form(&one);
        let _ = checked(&one, None);
        if let Some(task) = Task::from_row(&Value::Map(vec![
            ("ID".to_owned(), Value::Number(1.0)), ("ACTIVITY".to_owned(), other.clone()), ("PARAMETERS".to_owned(), one),
        ])) {
            let _ = checked(&other, Some(&task));
        }
    }

    #[test]
    fn a_text_is_scanned_alike_in_pieces(pieces in vec("[A-Za-z0-9+/= \\n]{0,9}|\\PC{0,3}", 0..6)) {
        let mut scan = TextScan::default();
        for piece in &pieces {
            scan.push(piece);
        }
        let whole = TextScan::of(&pieces.concat());
        prop_assert_eq!((scan.is_blank(), scan.is_base64()), (whole.is_blank(), whole.is_base64()));
    }

    #[test]
    fn the_order_of_keys_is_that_of_the_text(data in as_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&data) } else { serde_json::to_string(&data) }.unwrap();
        let mut restored = as_javascript(value(&data));
        restore_key_order(&mut restored, &text);
        prop_assert_eq!(restored, value(&data));
    }

    #[test]
    fn no_text_breaks_the_order_of_keys(data in as_json(), text in "[\\[\\]{}\",:\\\\ 0-9a]{0,40}") {
        restore_key_order(&mut value(&data), &text);
    }

    #[test]
    fn numbers_are_written_as_they_are_read(number in 0..9_007_199_254_740_991u64) {
        prop_assert_eq!(u64_to_string(number), number.to_string());
        prop_assert_eq!(parse_u64(&number.to_string()), Some(number));
    }
}
