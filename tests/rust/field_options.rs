//! The options of fields whose values are ids on the portal.

use super::json::{field, task, value};
use super::tests;
use crate::rest::{FieldOptionsQuery, Lookup, Reply};
use crate::task::Field;
use crate::value::Value;
use serde_json::{Value as Json, json};

fn fields(descriptors: &[Json]) -> Vec<Field> {
    let fields: Vec<_> = descriptors.iter().cloned().map(field).collect();
    task("RequestInformationActivity", json!({ "Fields": fields })).fields
}

fn commands(query: &FieldOptionsQuery) -> Vec<String> {
    let Some(request) = query.request() else {
        return Vec::new();
    };
    let commands = request.params.get("cmd").and_then(Value::as_list).unwrap();
    let commands = commands.iter().filter_map(Value::as_text);
    commands.map(str::to_owned).collect()
}

/// The options in the replies of a batch: `field: value=label, …`.
fn options(query: &FieldOptionsQuery, result: Json) -> Vec<String> {
    let reply = json!({ "result": result });
    let Reply::Success(success) = Reply::read(&value(&reply), Some(200)) else {
        panic!("no success")
    };
    let found = query.options(success).into_iter();
    found
        .map(|(id, choices)| {
            let choices: Vec<_> = choices
                .iter()
                .map(|choice| [&choice.value, "=", &choice.label].concat())
                .collect();
            format!("{id}: {}", choices.join(", "))
        })
        .collect()
}

fn stages() -> Vec<Field> {
    fields(&[json!({ "Id": "stage", "Type": "deal_stage" })])
}

const CATEGORIES: &str = "crm.category.list?entityTypeId=2";
const STATUSES: &str = "crm.status.list?order%5BSORT%5D=ASC";

tests! {
    fn a_source_is_read_in_the_portals_format() {
        let query = FieldOptionsQuery::new(&fields(&[
            json!({ "Id": "a", "Type": "deal_category" }),
            json!({ "Id": "b", "Type": "DEAL_STAGE", "Settings": { "categoryId": 0 } }),
            json!({ "Id": "c", "Type": "deal_stage", "Settings": { "categoryId": "3" } }),
            json!({ "Id": "d", "Type": "lead_status" }),
            json!({ "Id": "e", "Type": "UF:crm_status", "Options": "SOURCE" }),
            json!({ "Id": "g", "Type": "E:EList", "Options": "171" }),
        ]));
        let status = |id: &str| format!("{STATUSES}&filter%5BENTITY_ID%5D={id}");
        let list = |list_type: &str| format!(
            "lists.element.get?IBLOCK_TYPE_ID={list_type}&IBLOCK_ID=171&SELECT%5B0%5D=ID&SELECT%5B1%5D=NAME\
             &ELEMENT_ORDER%5BNAME%5D=ASC"
        );
        assert_eq!(commands(&query), [
            CATEGORIES.to_owned(), status("DEAL_STAGE"), status("DEAL_STAGE_3"), status("STATUS"), status("SOURCE"),
            list("lists"), list("bitrix_processes"),
        ]);
        assert_eq!(commands(&FieldOptionsQuery::new(&stages())), [CATEGORIES, STATUSES]);
    }

    fn a_field_without_ids_is_not_read() {
        let query = FieldOptionsQuery::new(&fields(&[
            json!({ "Type": "string" }),
            json!({ "Type": "select", "Options": { "a": "A" } }),
            json!({ "Type": "UF:crm_status" }),
            json!({ "Type": "UF:iblock_element", "Options": "x&y" }),
            json!({ "Type": "S:DiskFile" }),
        ]));
        assert!(query.request().is_none());
    }

    fn a_batch_is_not_exceeded() {
        let many: Vec<_> = (1..=80).map(|id| json!({ "Type": "E:EList", "Options": id.to_string() })).collect();
        assert_eq!(commands(&FieldOptionsQuery::new(&fields(&many))).len(), 50);
    }

    fn options_are_read_if_the_portal_provides_them() {
        let query = FieldOptionsQuery::new(&fields(&[
            json!({ "Id": "pipeline", "Type": "deal_category" }),
            json!({ "Id": "source", "Type": "UF:crm_status", "Options": "SOURCE" }),
            json!({ "Id": "section", "Type": "UF:iblock_section", "Options": { "IBLOCK_ID": 171, "DEFAULT_VALUE": "" } }),
            json!({ "Id": "lead", "Type": "lead_status" }),
        ]));
        let result = json!({
            "result": {
                "0": { "categories": [{ "id": 3, "name": "Hotels" }, { "id": 0, "name": "Common" }] },
                "1": [{ "STATUS_ID": "CALL", "NAME": "Call" }, { "STATUS_ID": "", "NAME": "Nameless" }, 7],
                "3": [{ "ID": "5", "NAME": "Chairs" }],
            },
            "result_error": { "2": { "error": "ERROR_IBLOCK_NOT_FOUND" }, "4": { "error": "insufficient_scope" } },
        });
        assert_eq!(options(&query, result), ["pipeline: 3=Hotels, 0=Common", "source: CALL=Call", "section: 5=Chairs"]);
    }

    fn stages_of_several_pipelines_name_theirs() {
        let query = FieldOptionsQuery::new(&stages());
        let statuses = json!([
            { "ENTITY_ID": "DEAL_STAGE_3", "STATUS_ID": "C3:NEW", "NAME": "New" },
            { "ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "NEW", "NAME": "New" },
            { "ENTITY_ID": "SOURCE", "STATUS_ID": "CALL", "NAME": "Call" },
        ]);
        let common = json!({ "id": 0, "name": "Common" });
        let hotels = json!({ "id": 3, "name": "Hotels" });
        let both = json!({ "result": [{ "categories": [common, hotels] }, statuses] });
        assert_eq!(options(&query, both), ["stage: NEW=Common: New, C3:NEW=Hotels: New"]);
        let one = json!({ "result": [{ "categories": [common] }, statuses] });
        assert_eq!(options(&query, one), ["stage: NEW=New"]);
    }

    fn a_list_that_may_have_more_pages_has_no_options() {
        let query = FieldOptionsQuery::new(&fields(&[json!({ "Type": "E:EList", "Options": "171" })]));
        let rows = |count: usize| (1..=count).map(|id| json!({ "ID": id, "NAME": "x" })).collect::<Vec<_>>();
        assert!(options(&query, json!({ "result": [rows(50), []] })).is_empty());
        assert_eq!(options(&query, json!({ "result": [[], rows(2)] })), ["note: 1=x, 2=x"]);
        assert!(options(&query, json!([])).is_empty());
    }
}
