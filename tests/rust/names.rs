use super::json::value;
use super::tests;
use crate::rest::{Lookup, NameQuery, Reply};
use crate::value::Value;
use serde_json::json;

fn commands(values: &[&str]) -> Vec<String> {
    let Some(request) = NameQuery::new(values.iter().copied()).request() else {
        return Vec::new();
    };
    assert_eq!(request.method, "batch");
    let commands = request
        .params
        .get("cmd")
        .and_then(Value::as_list)
        .unwrap_or_default();
    commands
        .iter()
        .map(|command| command.as_text().unwrap_or_default().to_owned())
        .collect()
}

tests! {
    fn one_command_reads_fields_of_the_same_owner() {
        let commands = commands(&["user_12", "C_607", "user_3", "T88_5", "user_12", "CO_31"]);
        assert_eq!(commands, [
            "user.get?FILTER%5BID%5D%5B0%5D=12&FILTER%5BID%5D%5B1%5D=3",
            "crm.item.list?entityTypeId=3&select%5B0%5D=id&select%5B1%5D=title&select%5B2%5D=name&select%5B3%5D=secondName\
             &select%5B4%5D=lastName&filter%5B%40id%5D%5B0%5D=607",
            "crm.item.list?entityTypeId=136&select%5B0%5D=id&select%5B1%5D=title&filter%5B%40id%5D%5B0%5D=5",
            "crm.item.list?entityTypeId=4&select%5B0%5D=id&select%5B1%5D=title&filter%5B%40id%5D%5B0%5D=31",
        ]);
    }

    fn values_without_a_name_are_not_looked_up() {
        assert!(commands(&["", "12", "author", "group_hr5", "user_0", "user_x", "O_5", "T_5", "X_1", "user_1&halt=1"]).is_empty());
    }

    fn a_page_and_a_batch_are_not_exceeded() {
        let ids: Vec<_> = (1..=3_000).map(|id| format!("user_{id}")).collect();
        let values: Vec<_> = ids.iter().map(String::as_str).collect();
        let commands = commands(&values);
        assert_eq!(commands.len(), 50);
        assert!(commands.iter().all(|command| command.matches("FILTER").count() == 50));
    }

    fn names_are_read_if_the_portal_provides_them() {
        let query = NameQuery::new(["user_12", "user_13", "C_607", "D_77", "L_1"].into_iter());
        let reply = json!({ "result": {
            "result": {
                "0": [{ "ID": "12", "NAME": " Nora ", "LAST_NAME": "Lindqvist" }, { "ID": "99", "NAME": "Stranger" }],
                "1": { "items": [{ "id": 607, "name": "Ingrid", "secondName": null, "lastName": "Solberg" }] },
                "2": { "items": [{ "id": 77, "title": "" }] },
            },
            "result_error": { "3": { "error": "insufficient_scope" } },
        } });
        let Reply::Success(success) = Reply::read(&value(&reply), Some(200)) else { panic!("no success") };
        let pair = |value: &str, name: &str| (value.to_owned(), name.to_owned());
        assert_eq!(query.names(success), [pair("user_12", "Nora Lindqvist"), pair("C_607", "Ingrid Solberg")]);
    }

    fn an_unexpected_reply_contains_no_names() {
        let query = NameQuery::new(["user_12"].into_iter());
        for result in [json!([]), json!({}), json!({ "result": [] }), json!({ "result": { "0": { "ID": 12 } } }), json!(7)] {
            let Reply::Success(success) = Reply::read(&value(&json!({ "result": result })), Some(200)) else { panic!("no success") };
            assert_eq!(query.names(success), []);
        }
    }
}
