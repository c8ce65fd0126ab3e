use super::json::value;
use super::tests;
use crate::rest::{Columns, Pages, Query, Request, Success, restore_key_order, why_missing};
use crate::value::Value;
use serde_json::{Value as Json, json};

/// 2026-11-27T10:00:00Z.
const NOW: f64 = 1_795_773_600.0;

fn row(id: u64) -> Json {
    json!({ "ID": id.to_string(), "USER_ID": "7", "STATUS": "0", "USER_STATUS": "0", "ACTIVITY": "ApproveActivity",
            "WORKFLOW_ID": "wf", "DOCUMENT_ID": "DEAL_17" })
}

/// A portal's list, newest first.
struct Portal(Vec<u64>);

impl Portal {
    fn page(&self, start: u32) -> Success {
        // Beyond the end it returns page 1 again.
        let start = start as usize / 50 * 50;
        let start = if start >= self.0.len() { 0 } else { start };
        let end = (start + 50).min(self.0.len());
        Success {
            result: value(
                &self.0[start..end]
                    .iter()
                    .map(|id| row(*id))
                    .collect::<Json>(),
            ),
            next: (end < self.0.len()).then_some(end as u32),
            total: Some(self.0.len() as u32),
            time: Value::Null,
        }
    }
}

/// A portal's list in the order of deadlines, as MySQL or PostgreSQL has it. Every third task has no deadline.
struct Deadlines {
    ids: Vec<u64>,
    has_nulls_first: bool,
}

impl Deadlines {
    fn deadline(id: u64) -> Option<String> {
        (!id.is_multiple_of(3)).then(|| ["2026-01-01T00:00:", &(id % 60).to_string(), "Z"].concat())
    }

    fn page(&self, request: &Request) -> Success {
        let filter = request.params.get("FILTER").unwrap();
        let mut ids = self.ids.clone();
        if filter.get(">OVERDUE_DATE").is_some() {
            ids.retain(|id| Self::deadline(*id).is_some());
        }
        ids.sort_by_key(|id| {
            (
                Self::deadline(*id).is_some() == self.has_nulls_first,
                Self::deadline(*id),
            )
        });
        let mut page = Portal(ids).page(request.start);
        let with_deadline = |mut row: Value| {
            let id = row.get("ID").and_then(Value::as_id).unwrap();
            if let (Value::Map(entries), Some(deadline)) = (&mut row, Self::deadline(id)) {
                entries.push(("OVERDUE_DATE".into(), Value::text(&deadline)));
            }
            row
        };
        if let Value::List(rows) = page.result {
            page.result = Value::List(rows.into_iter().map(with_deadline).collect());
        }
        page
    }
}

fn query(query: Json) -> Query {
    Query::read(&value(&query), 7, NOW).unwrap()
}

fn filter(query: Query) -> Value {
    Pages::new(query)
        .next(Columns::All)
        .unwrap()
        .params
        .get("FILTER")
        .unwrap()
        .clone()
}

/// Lists all tasks, and changes the portal after each page.
fn list(portal: &mut Portal, mut after: impl FnMut(&mut Portal, &[u64])) -> Vec<u64> {
    let mut pages = Pages::new(query(json!({})));
    let mut listed = Vec::new();
    for _ in 0..100 {
        let Some(call) = pages.next(Columns::All) else {
            return listed;
        };
        let ids: Vec<_> = pages
            .handle_page(&portal.page(call.start))
            .iter()
            .map(|(_, task)| task.id)
            .collect();
        listed.extend(&ids);
        after(portal, &ids);
    }
    panic!("the list does not end");
}

/// The order in which JavaScript has keys.
pub(super) fn as_javascript(value: Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.into_iter().map(as_javascript).collect()),
        Value::Map(entries) => {
            let integer = |name: &str| {
                let number = name.parse::<u32>().ok()?;
                (number < u32::MAX && number.to_string() == name).then_some(number)
            };
            let mut entries: Vec<_> = entries
                .into_iter()
                .map(|(name, item)| (name, as_javascript(item)))
                .collect();
            entries.sort_by_key(|(name, _)| integer(name).map_or(u64::MAX, u64::from));
            Value::Map(entries)
        }
        value => value,
    }
}

tests! {
    fn each_task_is_listed_once_and_the_newest_first() {
        for count in [0, 1, 49, 50, 51, 100, 101, 237] {
            let all: Vec<u64> = (1..=count).rev().collect();
            assert_eq!(list(&mut Portal(all.clone()), |_, _| {}), all);
        }
    }

    fn tasks_that_are_completed_during_a_listing_hide_no_others() {
        let all: Vec<u64> = (1..=237).rev().collect();
        let listed = list(&mut Portal(all.clone()), |portal, page| portal.0.retain(|id| !page.contains(id)));
        assert_eq!(listed, all);
    }

    fn tasks_that_are_added_during_a_listing_are_not_listed_twice() {
        let mut newest = 100;
        let mut listed = list(&mut Portal((1..=100).rev().collect()), |portal, _| {
            newest += 1;
            portal.0.insert(0, newest);
        });
        listed.sort_unstable();
        listed.dedup();
        assert_eq!(listed, (1..=100).collect::<Vec<_>>());
    }

    fn a_task_that_moves_to_an_earlier_page_is_not_lost() {
        // In the order of modification.
        let mut moved = false;
        let listed = list(&mut Portal((1..=120).collect()), |portal, _| {
            if !std::mem::replace(&mut moved, true) {
                let last = portal.0.pop().unwrap();
                portal.0.insert(0, last);
            }
        });
        assert_eq!(listed.len(), 120);
        assert_eq!(listed.last(), Some(&120));
    }

    fn a_wrong_total_ends_the_list() {
        let mut pages = Pages::new(query(json!({})));
        let mut requests = 0;
        while let Some(request) = pages.next(Columns::All) {
            requests += 1;
            let _ = pages.handle_page(&Success { total: Some(90), ..Portal((1..=70).collect()).page(request.start) });
        }
        assert_eq!(requests, 4);
    }

    fn deadlines_come_first_with_every_database() {
        for has_nulls_first in [true, false] {
            for count in [0, 2, 3, 49, 50, 51, 76, 150, 237] {
                let portal = Deadlines { ids: (1..=count).collect(), has_nulls_first };
                let mut pages = Pages::new(query(json!({ "order": "deadline" })));
                let mut listed = Vec::new();
                while let Some(request) = pages.next(Columns::All) {
                    listed.extend(pages.handle_page(&portal.page(&request)).into_iter().map(|(_, task)| task));
                    assert!(listed.len() <= count as usize);
                }
                assert_eq!(listed.len(), count as usize, "{count} {has_nulls_first}");
                let deadlines: Vec<_> = listed.iter().map(|task| (task.overdue.is_none(), task.overdue.clone())).collect();
                assert!(deadlines.is_sorted(), "{count} {has_nulls_first}");
            }
        }
    }

    fn no_more_than_the_limit_is_listed_or_requested() {
        for (limit, requests) in [(1, 1), (50, 1), (51, 2), (100, 2), (500, 3)] {
            let portal = Portal((1..=120).rev().collect());
            let mut pages = Pages::new(query(json!({ "limit": limit })));
            let (mut listed, mut made) = (0, 0);
            while let Some(request) = pages.next(Columns::All) {
                made += 1;
                listed += pages.handle_page(&portal.page(request.start)).len();
            }
            assert_eq!((listed, made), (limit.min(120), requests), "{limit}");
        }
    }

    fn a_query_becomes_a_request() {
        let asked = query(json!({ "overdue": true, "modifiedSince": "2026-11-26T12:00:00+03:00" }));
        let expected = json!({
            "USER_ID": 7, "STATUS": 0, "USER_STATUS": 0, "<OVERDUE_DATE": "2026-11-27T10:00:00Z", ">=MODIFIED": "2026-11-26T09:00:00Z",
        });
        assert_eq!(filter(asked.clone()), value(&expected));
        assert_eq!(Request::count(&asked).params.get("FILTER"), Some(&value(&expected)));
        assert_eq!(filter(Query::tasks(vec![3, 4], 7)), value(&json!({ "USER_ID": 7, "ID": [3, 4] })));
        for (order, expected) in [
            ("deadline", json!({ "OVERDUE_DATE": "ASC", "ID": "DESC" })), ("modified", json!({ "MODIFIED": "ASC", "ID": "DESC" })),
            ("-modified", json!({ "MODIFIED": "DESC", "ID": "DESC" })), ("id", json!({ "ID": "ASC" })), ("-id", json!({ "ID": "DESC" })),
        ] {
            let request = Pages::new(query(json!({ "order": order }))).next(Columns::All).unwrap();
            assert_eq!(request.params.get("ORDER"), Some(&value(&expected)));
        }
    }

    /// The server leaves out rows whose template was deleted.
    fn the_templates_name_is_requested_only_in_lists_of_open_tasks() {
        for (asked, expected) in [(query(json!({})), true), (query(json!({ "open": false })), false), (Query::task(1, 7), false)] {
            let request = Pages::new(asked).next(Columns::All).unwrap();
            let columns = request.params.get("SELECT").and_then(Value::as_list).unwrap();
            assert_eq!(columns.contains(&Value::text("WORKFLOW_TEMPLATE_NAME")), expected);
        }
    }

    fn an_offset_beyond_the_end_ends_the_list() {
        let mut pages = Pages::new(query(json!({})));
        let page = |next| Success { next, total: None, ..Portal(vec![1, 2, 3]).page(0) };
        assert_eq!(pages.handle_page(&page(Some(50))).len(), 3);
        assert_eq!(pages.next(Columns::All).unwrap().start, 50);
        assert_eq!(pages.handle_page(&page(Some(50))).len(), 0);
        assert!(pages.next(Columns::All).is_none());
    }

    fn the_user_is_always_named_and_keys_are_upper_case() {
        let asked = query(json!({ "activity": "ApproveActivity", "documentId": "DEAL_17", "filter": { "=id": [1], ">modified": "x" } }));
        let expected = json!({
            "ID": [1], ">MODIFIED": "x", "USER_ID": 7, "STATUS": 0, "USER_STATUS": 0, "ACTIVITY": "ApproveActivity",
            "DOCUMENT_ID": "DEAL_17",
        });
        assert_eq!(filter(asked), value(&expected));
        assert_eq!(filter(query(json!({ "open": false, "userId": "9" }))), value(&json!({ "USER_ID": 9, "!USER_STATUS": 0 })));
        assert_eq!(filter(Query::task(12, 7)), value(&json!({ "USER_ID": 7, "ID": 12 })));
    }

    fn every_operator_of_the_method_is_sent() {
        let asked = query(json!({ "open": false, "filter": {
            "!=name": "x", "!workflow_id": "y", "<=ID": 1, ">=modified": "z", "<overdue_date": "o", "WORKFLOW_TEMPLATE_ID": [1, 2],
        } }));
        let expected = json!({
            "!NAME": "x", "!WORKFLOW_ID": "y", "<=ID": 1, ">=MODIFIED": "z", "<OVERDUE_DATE": "o", "WORKFLOW_TEMPLATE_ID": [1, 2], "USER_ID": 7, "!USER_STATUS": 0,
        });
        assert_eq!(filter(asked), value(&expected));
    }

    fn a_condition_on_deadlines_is_not_replaced_where_those_without_come_last() {
        let asked = query(json!({ "order": "deadline", "filter": { ">overdue_date": "2026-12-01" } }));
        let request = Pages::new(asked).next(Columns::All).unwrap();
        let filter = request.params.get("FILTER").unwrap().as_map().unwrap().iter();
        let conditions: Vec<_> = filter.filter(|(key, _)| key == ">OVERDUE_DATE").map(|(_, value)| value.clone()).collect();
        assert_eq!(conditions, [Value::text("2026-12-01")]);
    }

    fn options_keep_the_order_of_the_portal() {
        for text in [
            r#"{"20":"First","3":"Second","b":"x","0":"Zero","a":"y"}"#,
            r#"{"b":1,"10":{"2":[{"9":1,"1":2}],"1":2},"a":{"7":1,"x":2},"4294967295":1,"007":2,"5":3}"#,
            r#" [ {"2" : "}" , "1" : "\"{" } , "x" , [ ] , { } , -1.5e3 , true , {"\u0061":1,"1":2,"é":3}, null ] "#,
        ] {
            let text_order: Json = serde_json::from_str(text).unwrap();
            let mut restored = as_javascript(value(&text_order));
            restore_key_order(&mut restored, text);
            assert_eq!(restored, value(&text_order), "{text}");
        }
        // If a key occurs twice, JavaScript has the last value. A value that does not match stays unchanged.
        for (text, entries) in [
            (r#"{"2":1,"1":2,"2":3}"#, json!({ "1": 2, "2": 3 })), (r#"{"2":1,"1":"#, json!({ "1": 2, "2": 1 })), ("[", json!({ "1": 2 })), ("", json!([1])),
            (r#"{"2":1"#, json!({ "2": 1 })), ("{{{", json!({ "a": 1 })), (r#"{"a\"#, json!({ "a": 1 })),
        ] {
            let mut restored = value(&entries);
            restore_key_order(&mut restored, text);
            assert_eq!(restored.as_map().map(<[_]>::len), value(&entries).as_map().map(<[_]>::len), "{text}");
        }
    }

    /// The server ignores unknown conditions.
    fn unrequested_rows_are_dropped() {
        for (asked, changed) in [
            (json!({}), ("USER_ID", "8")),
            (json!({}), ("USER_STATUS", "1")),
            (json!({}), ("STATUS", "4")),
            (json!({ "overdue": true }), ("OVERDUE_DATE", "2026-11-27T13:00:01+03:00")),
            (json!({ "modifiedSince": "2026-11-26T09:00:00Z" }), ("MODIFIED", "2026-11-26T11:59:59+03:00")),
            (json!({ "activity": "ApproveActivity" }), ("ACTIVITY", "ReviewActivity")),
            (json!({ "workflowId": "wf" }), ("WORKFLOW_ID", "other")),
            (json!({ "documentId": "DEAL_17" }), ("DOCUMENT_ID", "DEAL_1")),
        ] {
            let mut first = row(1);
            first["OVERDUE_DATE"] = json!("2026-11-27T12:59:59+03:00");
            first["MODIFIED"] = json!("2026-11-26T12:00:00+03:00");
            let mut other = first.clone();
            other["ID"] = json!("2");
            other[changed.0] = json!(changed.1);
            let rows = Success { result: value(&json!([first, other])), next: None, total: None, time: Value::Null };
            let mut pages = Pages::new(query(asked));
            let ids: Vec<_> = pages.handle_page(&rows).iter().map(|(index, task)| (*index, task.id)).collect();
            assert_eq!(ids, [(0, 1)], "{changed:?}");
        }
    }

    fn the_reason_for_a_missing_task_is_read_from_its_rows() {
        for (rows, expected) in [
            (json!([]), "ERROR_TASK_NOT_FOUND"), (json!(null), "ERROR_TASK_NOT_FOUND"),
            (json!([{ "ID": "12", "STATUS": "0", "USER_ID": "4" }]), "FOREIGN_TASK"),
            (json!([{ "ID": "13", "STATUS": "1", "USER_ID": "4" }, { "ID": "12", "STATUS": 0 }]), "FOREIGN_TASK"),
            (json!([{ "ID": "12", "STATUS": "1", "USER_ID": "4" }]), "ERROR_TASK_COMPLETED"),
            (json!([{ "ID": "12", "STATUS": "4", "USER_ID": "4" }]), "ERROR_TASK_COMPLETED"),
            // Rows of other users, because the filter was ignored, and an empty row.
            (json!([{ "ID": "13", "STATUS": "0", "USER_ID": "4" }]), "ERROR_TASK_NOT_FOUND"), (json!([{ "ID": "12" }]), "ERROR_TASK_NOT_FOUND"),
        ] {
            let reply = Success { result: value(&rows), next: None, total: None, time: Value::Null };
            assert_eq!(why_missing(&reply, 12).code, expected, "{rows}");
        }
    }

    fn the_document_of_a_placement_is_known() {
        for (placement, id, document) in [
            ("CRM_DEAL_DETAIL_TAB", json!("17"), "DEAL_17"),
            ("CRM_LEAD_DETAIL_ACTIVITY", json!(3), "LEAD_3"),
            ("CRM_SMART_INVOICE_DETAIL_TAB", json!("4"), "SMART_INVOICE_4"),
            ("CRM_DYNAMIC_136_DETAIL_TOOLBAR", json!("5"), "DYNAMIC_136_5"),
            ("CRM_DEAL_LIST_MENU", json!("17"), "DEAL_17"), ("CRM_DYNAMIC_136_LIST_MENU", json!(5), "DYNAMIC_136_5"),
        ] {
            let asked = json!({ "placement": { "placement": placement, "options": { "ID": id } } });
            assert_eq!(filter(query(asked)).get("DOCUMENT_ID"), Some(&Value::text(document)));
        }
        let asked = json!({ "placement": { "placement": "CRM_DEAL_DOCUMENTGENERATOR_BUTTON", "options": { "ENTITY_ID": "17" } } });
        assert_eq!(filter(query(asked)).get("DOCUMENT_ID"), Some(&Value::text("DEAL_17")));
        for (placement, options, document) in [
            ("CRM_LEAD_ACTIVITY_TIMELINE_MENU", json!({ "ENTITY_ID": "6591", "ASSOCIATED_ENTITY_ID": "1523" }), "LEAD_6591"),
            ("CRM_DYNAMIC_183_ACTIVITY_TIMELINE_MENU", json!({ "ENTITY_ID": "3" }), "DYNAMIC_183_3"),
            ("CRM_SMART_INVOICE_ACTIVITY_TIMELINE_MENU", json!({ "ENTITY_ID": "32" }), "SMART_INVOICE_32"),
            ("USERFIELD_TYPE", json!({ "ENTITY_ID": "CRM_DEAL", "ENTITY_VALUE_ID": "17", "VALUE": "x" }), "DEAL_17"),
        ] {
            let asked = json!({ "placement": { "placement": placement, "options": options } });
            assert_eq!(filter(query(asked)).get("DOCUMENT_ID"), Some(&Value::text(document)), "{placement}");
        }
        for (placement, options) in [
            ("CRM_DEAL_ACTIVITY_TIMELINE_MENU", json!({ "ID": "17" })),
            // An unsaved deal, a contact, and a smart process, which has another name there.
            ("USERFIELD_TYPE", json!({ "ENTITY_ID": "CRM_DEAL", "ENTITY_VALUE_ID": "0" })),
            ("USERFIELD_TYPE", json!({ "ENTITY_ID": "USER", "ENTITY_VALUE_ID": "1" })),
            ("USERFIELD_TYPE", json!({ "ENTITY_ID": "CRM_7", "ENTITY_VALUE_ID": "1" })),
            ("USERFIELD_TYPE", json!([])),
        ] {
            let asked = json!({ "placement": { "placement": placement, "options": options } });
            assert!(Query::read(&value(&asked), 7, NOW).is_err(), "{placement}");
        }
        for (placement, id) in [
            ("CRM_DEAL_DOCUMENTGENERATOR_BUTTON", json!("17")), ("DEFAULT", json!("17")), ("TASK_VIEW_TAB", json!("17")), ("CRM_DEAL_DETAIL_TAB", json!(null)),
            ("CRM_DEAL_LIST_TOOLBAR", json!("17")), ("CRM_DEAL_LIST_MENU", json!(null)), ("CRM_LIST_MENU", json!("17")), ("CRM_DYNAMIC_x_DETAIL_TAB", json!("17")), ("CRM_DETAIL_SEARCH", json!("1")),
        ] {
            let asked = json!({ "placement": { "placement": placement, "options": { "ID": id } } });
            assert!(Query::read(&value(&asked), 7, NOW).is_err(), "{placement}");
        }
    }

    fn an_impossible_query_is_an_error() {
        for (asked, place) in [
            (json!("open"), "query must"), (json!({ "user": 1 }), "query.user is not known: did you mean query.userId?"), (json!({ "colour": 1 }), "query.colour is not known: use open, order"), (json!({ "workflowID": "x" }), "did you mean query.workflowId?"),
            (json!({ "x".repeat(41): 1 }), "query.… is not known"), (json!({ "open": "yes" }), "query.open"),
            (json!({ "order": "name" }), "query.order"), (json!({ "limit": 0 }), "query.limit"), (json!({ "limit": 5_000_000_000_u64 }), "query.limit"),
            (json!({ "overdue": false }), "query.overdue"), (json!({ "modifiedSince": "2026-11-27" }), "query.modifiedSince"),
            (json!({ "modifiedSince": 1 }), "query.modifiedSince"),
            (json!({ "userId": 0 }), "query.userId"), (json!({ "activity": 1 }), "query.activity"),
            (json!({ "workflowId": "" }), "query.workflowId"), (json!({ "documentId": [] }), "query.documentId"),
            (json!({ "filter": [] }), "query.filter"), (json!({ "filter": { "USER_ID": 1 } }), "userId"),
            (json!({ "filter": { "%NAME": "x" } }), "query.filter"), (json!({ "filter": { "ID": { "a": 1 } } }), "query.filter"),
            (json!({ "filter": { "TEMPLATE_ID": 999_999 } }), "WORKFLOW_TEMPLATE_ID"), (json!({ "filter": { "PARAMETERS": "x" } }), "by PARAMETERS: it filters by ID"), (json!({ "filter": { "NAMES": "x" } }), "did you mean NAME?"),
            (json!({ "filter": { "><ID": 1 } }), "operator"), (json!({ "filter": { "==ID": 1 } }), "operator"), (json!({ "filter": { "@ID": [1] } }), "operator"),
            (json!({ "filter": { "STATUS": 4 } }), "STATUS and USER_STATUS"), (json!({ "filter": { "ID": 1, "=id": 2 } }), "twice"),
            (json!({ "activity": "ReviewActivity", "filter": { "ACTIVITY": "ApproveActivity" } }), "activity"),
            (json!({ "filter": { "ID": [] } }), "non-empty"), (json!({ "filter": { ">user_id": 1 } }), "userId"), (json!({ "filter": { "": 1 } }), "query.filter"),
            (json!({ "placement": "CRM_DEAL_DETAIL_TAB" }), "query.placement"),
            (json!({ "documentId": "DEAL_1",
                     "placement": { "placement": "CRM_DEAL_DETAIL_TAB", "options": { "ID": 2 } } }), "two documents"),
        ] {
            let problem = Query::read(&value(&asked), 7, NOW).unwrap_err().description.clone();
            assert!(problem.contains(place), "{asked}: {problem}");
        }
    }
}
