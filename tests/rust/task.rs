use super::json::{field, form, parsed, task, value};
use super::tests;
use crate::task::{Activity, Status, Task};
use crate::value::Value;
use serde_json::{Value as Json, json};

/// The task object of the package's users, and back.
fn shape(task: &Task) -> Json {
    let mut shape = parsed(task);
    for field in shape["fields"].as_array_mut().unwrap() {
        field["default"] = json!(null);
        field["settings"] = json!(null);
    }
    shape
}

tests! {
    fn a_row_is_read() {
        let row = json!({
            "ID": "15", "WORKFLOW_ID": "wf", "DOCUMENT_NAME": "Deal", "NAME": "Sign", "DESCRIPTION": null,
            "MODIFIED": "2025-01-31T10:20:30+00:00", "OVERDUE_DATE": null, "STATUS": "0", "USER_ID": "7",
            "USER_STATUS": "0", "ACTIVITY": "ApproveActivity", "DOCUMENT_URL": "", "WORKFLOW_STARTED": "2025-01-30T10:20:30+00:00",
            "WORKFLOW_STARTED_BY": "3", "WORKFLOW_TEMPLATE_ID": "9", "WORKFLOW_TEMPLATE_NAME": "R&amp;D", "WORKFLOW_STATE": "At work",
            "PARAMETERS": { "StatusYesLabel": "Agree", "ShowComment": "Y", "CommentRequired": "YR", "CommentLabel": "Why" },
        });
        let task = Task::from_row(&value(&row)).unwrap();
        let expected = json!({
            "id": 15, "name": "Sign", "description": "", "activity": "ApproveActivity", "open": true, "answer": null,
            "userId": 7, "workflowId": "wf",
            "workflow": { "started": "2025-01-30T10:20:30+00:00", "startedBy": 3, "templateId": 9, "templateName": "R&D", "state": "At work" },
            "documentName": "Deal", "documentUrl": null,
            "modified": "2025-01-31T10:20:30+00:00", "overdue": null,
            "answers": [{ "status": "yes", "label": "Agree" }, { "status": "no", "label": "Decline" }],
            "comment": { "shown": true, "label": "Why", "requiredFor": ["no"] }, "fields": [], "broken": false,
        });
        assert_eq!(parsed(&task), expected);
    }

    fn entities_in_texts_are_decoded_once() {
        for (shown, text) in [
            ("Contract &quot;Alpha&quot;", "Contract \"Alpha\""), ("1&#8381; &#x20bd; a&nbsp;b", "1₽ ₽ a\u{a0}b"), ("R&amp;amp;D", "R&amp;D"),
            ("O&#039;Brien &lt;b&gt;", "O'Brien <b>"), ("A & B; &c; &#; &#x; &#0; &#xD800; &#99999999; &", "A & B; &c; &#; &#x; &#0; &#xD800; &#99999999; &"),
            ("&amp", "&amp"), ("", ""),
        ] {
            let row = json!({ "ID": 1, "NAME": shown, "DESCRIPTION": shown, "DOCUMENT_NAME": shown });
            let task = Task::from_row(&value(&row)).unwrap();
            assert_eq!([task.name.as_str(), task.description.as_str(), task.document_name.as_str()], [text; 3]);
        }
    }

    /// A quadratic search for the ends of entities would take minutes.
    fn a_hostile_text_is_decoded_in_linear_time() {
        let text = "&".repeat(2_000_000) + ";";
        let row = value(&json!({ "ID": 1, "DESCRIPTION": text }));
        assert_eq!(Task::from_row(&row).unwrap().description, text);
    }

    fn a_row_without_parameters_is_read() {
        for parameters in [json!([]), json!(null), json!("")] {
            let task = task("ReviewActivity", parameters);
            assert_eq!((task.answers.len(), task.comment.shown, task.fields.len()), (1, false, 0));
        }
        let bare = Task::from_row(&value(&json!({ "ID": 1 }))).unwrap();
        assert_eq!(bare.open, Some(true));
    }

    fn a_value_that_is_not_a_row_is_an_error() {
        assert_eq!(Task::from_row(&Value::Null), None);
        for id in [json!(null), json!("0"), json!("x"), json!([])] {
            assert_eq!(Task::from_row(&value(&json!({ "ID": id }))), None);
        }
    }

    fn a_task_is_open_until_its_user_has_answered_or_it_has_ended() {
        for (status, user_status, open, answer) in [
            ("0", "0", true, None),
            ("0", "1", false, Some(Status::Yes)),
            ("3", "3", false, Some(Status::Ok)),
            ("5", "4", false, Some(Status::Cancel)),
            ("4", "0", false, None),
            ("4", "1", false, Some(Status::Yes)),
            // Perhaps nobody has answered.
            ("4", "2", false, None),
        ] {
            let row = json!({ "ID": 1, "STATUS": status, "USER_STATUS": user_status });
            let task = Task::from_row(&value(&row)).unwrap();
            assert_eq!((task.open, task.answer), (Some(open), answer), "{status} {user_status}");
        }
    }

    fn options_come_in_several_forms() {
        for (options, expected) in [
            (json!({ "a": "First", "b": "Second" }), Some(vec![("a", "First"), ("b", "Second")])),
            (json!(["First", "Second"]), Some(vec![("0", "First"), ("1", "Second")])),
            (json!([["a", "First"], [2, "Second"]]), Some(vec![("a", "First"), ("2", "Second")])),
            (json!({ "5": ["a", "First"], "b": "Second" }), Some(vec![("a", "First"), ("b", "Second")])),
            (json!([0.5, -1]), Some(vec![("0", "0.5"), ("1", "-1")])),
            (json!([]), Some(vec![])),
            (json!("STATUS"), None),
            (json!(null), None),
        ] {
            let task = form(json!({ "Options": options }));
            let choices = task.fields[0].options.as_ref();
            let choices = choices.map(|all| all.iter().map(|one| (one.value.as_str(), one.label.as_str())).collect());
            assert_eq!(choices, expected, "{options}");
        }
    }

    fn names_of_fields_are_for_people() {
        assert_eq!(form(json!({ "Name": { "en": "Note", "ru": "Заметка" } })).fields[0].name, "Note");
        assert_eq!(form(json!({ "Name": null })).fields[0].name, "note");
    }

    fn statuses_are_read_as_documented() {
        for (given, status) in [
            (json!(1), Some(Status::Yes)), (json!("2"), Some(Status::No)), (json!("Ok"), Some(Status::Ok)),
            (json!("CANCEL"), Some(Status::Cancel)), (json!(3.0), Some(Status::Ok)),
            (json!(0), None), (json!(5), None), (json!(1.5), None), (json!(" 1"), None), (json!("01"), None),
            (json!("waiting"), None), (json!(true), None), (json!(null), None), (json!(["ok"]), None),
        ] {
            assert_eq!(Status::parse(&value(&given)), status, "{given}");
        }
    }

    fn activities_allow_their_documented_statuses() {
        let names = |activity: &str| {
            Activity::parse(activity).statuses().iter().map(|status| status.name()).collect::<Vec<_>>()
        };
        assert_eq!(names("ApproveActivity"), ["yes", "no"]);
        assert_eq!(names("ReviewActivity"), ["ok"]);
        assert_eq!(names("RequestInformationActivity"), ["ok"]);
        assert_eq!(names("RequestInformationOptionalActivity"), ["ok", "cancel"]);
        assert_eq!(names("approveactivity"), [""; 0]);
    }

    fn a_task_can_be_read_from_its_object() {
        let parameters = json!({
            "ShowComment": "Y", "CommentRequired": "Y", "CommentLabel": "Why",
            "Fields": [field(json!({ "Options": { "a": "A" }, "Required": true, "Multiple": true }))],
        });
        let task = task("RequestInformationActivity", parameters);
        let back = Task::from_shape(&value(&shape(&task))).unwrap();
        assert_eq!((&back.comment, &back.answers, back.id), (&task.comment, &task.answers, 12));
        assert_eq!(back.fields, task.fields);
    }

    fn the_error_of_an_invalid_task_names_its_property() {
        let good = shape(&form(json!({})));
        assert_eq!(Task::from_shape(&value(&json!({ "ID": "12" }))), None);
        assert_eq!(Task::from_shape(&Value::text("12")), None);
        for part in ["id", "activity", "open", "answers", "comment", "fields"] {
            for bad in [json!(null), json!([[]]), json!({ "a": 1 }), json!("x")] {
                let mut shape = good.clone();
                shape[part] = bad.clone();
                let fine = part == "open" || part == "activity" && bad.is_string();
                assert_eq!(Task::from_shape(&value(&shape)).is_some(), fine, "{part} {bad}");
            }
        }
    }
}
