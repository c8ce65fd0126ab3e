//! Each field type: the sent value, or the issue of a wrong value (field-types.md).

use super::json::{field, form, parsed, task, value};
use super::{checked, tests};
use crate::task::Task;
use crate::validate::{Issue, MAX_BODY, validate};
use crate::value::{Date, Foreign, ForeignKind, InvalidReason, TextScan, Value};
use serde_json::{Value as Json, json};

/// The sent value of the field `note` of a task, or the code and detail of its issue.
fn outcome(task: &Task, note: Value) -> Result<Option<Value>, String> {
    let completion = Value::Map(vec![
        ("taskId".to_owned(), Value::Number(12.0)),
        ("status".to_owned(), Value::text("ok")),
        (
            "fields".to_owned(),
            Value::Map(vec![("note".to_owned(), note)]),
        ),
    ]);
    let (params, issues) = checked(&completion, Some(task));
    let blocking = issues.iter().find(|issue| issue.is_error());
    match (params, blocking) {
        (Some(params), None) => Ok(params
            .into_value()
            .get("FIELDS")
            .and_then(|fields| fields.get("note"))
            .cloned()),
        (None, Some(issue)) => Err(format!("{} {}", issue.code.name(), issue.reason.name())
            .trim()
            .to_owned()),
        (params, issue) => panic!("{params:?} with {issue:?}"),
    }
}

/// `good`: given and sent values. `bad`: given values, and the detail of the issue `value_invalid`.
fn table(parts: Json, good: &[(Json, Json)], bad: &[(Json, &str)]) {
    let single = form(parts.clone());
    let mut many = parts.clone();
    many["Multiple"] = json!(true);
    let multiple = form(many);
    for (given, sent) in good {
        assert_eq!(
            outcome(&single, value(given)),
            Ok(Some(value(sent))),
            "{parts}: {given}"
        );
        let (given, sent) = (json!([null, given, ""]), json!([sent]));
        assert_eq!(
            outcome(&multiple, value(&given)),
            Ok(Some(value(&sent))),
            "multiple {parts}: {given}"
        );
        // A sent value is sent again unchanged.
        assert_eq!(
            outcome(&single, value(&sent[0])),
            Ok(Some(value(&sent[0]))),
            "again {parts}: {sent}"
        );
    }
    for (given, detail) in bad {
        let reported = Err(if detail.starts_with("value_") {
            (*detail).to_owned()
        } else {
            format!("value_invalid {detail}")
        });
        assert_eq!(outcome(&single, value(given)), reported, "{parts}: {given}");
        assert_eq!(
            outcome(&multiple, value(&json!([given]))),
            reported,
            "multiple {parts}: {given}"
        );
    }
}

/// A form of a document of a module.
fn of_module(module: &str, parts: Json) -> Task {
    let mut task = form(parts);
    task.module = module.to_owned();
    task
}

fn of(kind: &str) -> Json {
    json!({ "Type": kind })
}

fn date() -> Json {
    json!({ "$js": "Date" })
}

tests! {
    fn yes_or_no() {
        for kind in ["bool", "Bool", "B"] {
            table(of(kind), &[
                (json!(true), json!("Y")), (json!(false), json!("N")), (json!(1), json!("Y")), (json!(0), json!("N")),
                (json!("y"), json!("Y")), (json!("N"), json!("N")), (json!("false"), json!("N")), (json!("0"), json!("N")),
                (json!("Yes"), json!("Y")), (json!("on"), json!("Y")), (json!("off"), json!("N")),
            ], &[
                (json!("нет"), "yes_no"), (json!("maybe"), "yes_no"), (json!(2), "yes_no"), (date(), "yes_no"),
                (json!({ "a": 1 }), "yes_no"), (json!({ "$js": "NaN" }), "number_out_of_range"),
            ]);
        }
    }

    fn whole_numbers() {
        for kind in ["int", "N:Sequence"] {
            table(of(kind), &[
                (json!(7), json!("7")), (json!(-7), json!("-7")), (json!(0), json!("0")), (json!(-0.0), json!("0")),
                (json!(9_007_199_254_740_991.0), json!("9007199254740991")), (json!("7"), json!("7")),
                (json!(" +007 "), json!("007")), (json!("-7"), json!("-7")),
                // The server stores any number of digits exactly.
                (json!("99999999999999999999"), json!("99999999999999999999")),
                (json!("1 000"), json!("1000")), (json!("1\u{a0}234\u{a0}567"), json!("1234567")), (json!("1,234,567"), json!("1234567")),
                (json!("1.234.567"), json!("1234567")),
            ], &[
                (json!(1.5), "integer"), (json!(1e21), "integer"), (json!("1.5"), "integer"), (json!("abc"), "integer"),
                (json!("12,5"), "integer"), (json!("1,234"), "integer"), (json!("1e3"), "integer"), (json!("--7"), "integer"), (json!("1.234"), "integer"),
                (json!("12 34"), "integer"), (json!("1 000,000"), "integer"),
                (json!(true), "integer"), (date(), "integer"),
            ]);
        }
    }

    fn numbers() {
        for kind in ["double", "N"] {
            table(of(kind), &[
                (json!(1.5), json!("1.5")), (json!(0.1), json!("0.1")), (json!(1e21), json!("1000000000000000000000")),
                (json!(-1e-7), json!("-0.0000001")), (json!("1.5"), json!("1.5")), (json!("+1.50 "), json!("1.50")), (json!(".5"), json!(".5")), (json!("-3"), json!("-3")),
                // Numbers in the format of Intl.NumberFormat in different countries.
                (json!("1,5"), json!("1.5")), (json!("0,125"), json!("0.125")), (json!("-12,50"), json!("-12.50")), (json!("1234,567"), json!("1234.567")),
                (json!("1\u{202f}234,5"), json!("1234.5")), (json!("1.234,5"), json!("1234.5")), (json!("1,234.5"), json!("1234.5")),
                (json!("1\u{2019}234.5"), json!("1234.5")), (json!("12,345,678"), json!("12345678")), (json!("1 000"), json!("1000")),
                (json!("\u{2212}3"), json!("-3")), (json!("1.234"), json!("1.234")),
            ], &[
                (json!("1,234"), "ambiguous_comma"), (json!("10 00"), "decimal"), (json!("1e3"), "decimal"), (json!("1,2.5"), "decimal"), (json!("1 234 5"), "decimal"),
                (json!("1,23,456"), "decimal"), (json!(","), "decimal"), (json!("1,"), "decimal"), (json!("1 234’567"), "decimal"), (json!("."), "decimal"),
                (json!("5."), "decimal"), (json!("1.2.3"), "decimal"), (json!("Infinity"), "decimal"), (json!("x"), "decimal"),
            ]);
        }
    }

    fn money() {
        for kind in ["S:Money", "UF:money"] {
            table(of(kind), &[
                (json!("100.50|USD"), json!("100.50|USD")), (json!(" 100 | RUB "), json!("100|RUB")), (json!("100"), json!("100")),
                (json!(100.5), json!("100.5")), (json!("-1|EUR"), json!("-1|EUR")), (json!("100,50|USD"), json!("100.50|USD")), (json!("1 000|usd"), json!("1000|USD")),
            ], &[
                (json!("1,234|USD"), "ambiguous_comma"), (json!("100|US"), "money"), (json!("$100"), "money"),
                (json!("100|USD|EUR"), "money"), (json!(true), "money"),
            ]);
        }
    }

    fn text() {
        for kind in [
            "string", "text", "S", "T", "internalselect", "UF:url", "deal_stage", "lead_status",
            "deal_category", "sms_sender", "mail_sender", "UF:crm_status",
        ] {
            table(of(kind), &[
                (json!("text"), json!("text")), (json!(" kept "), json!(" kept ")), (json!("0"), json!("0")), (json!(7), json!("7")),
                (json!(true), json!("Y")),
            ], &[(json!({ "a": 1 }), "text"), (date(), "text")]);
        }
        for kind in ["string", "entityselector", "unknown"] {
            assert_eq!(outcome(&form(of(kind)), Value::text(" \u{a0}")), Ok(Some(Value::Null)), "blank is empty");
        }
        let task = form(of("string"));
        let long = Value::Foreign(Foreign { kind: ForeignKind::Text { length: 200_000.0, scan: TextScan::of("long text") }, index: 0 });
        assert_eq!(outcome(&task, long.clone()), Ok(Some(long)));
    }

    fn a_text_that_is_too_long_for_its_type_is_an_issue() {
        let long = Value::Foreign(Foreign { kind: ForeignKind::Text { length: 200_000.0, scan: TextScan::of("1") }, index: 0 });
        for kind in ["bool", "int", "double", "date", "datetime", "time", "user", "select", "email", "phone", "web", "im"] {
            assert_eq!(outcome(&form(of(kind)), long.clone()), Err("value_invalid too_large".to_owned()), "{kind}");
        }
        for (module, kind) in [("crm", "UF:address"), ("lists", "S:Money"), ("lists", "E:EList"), ("lists", "E:ECrm")] {
            assert_eq!(outcome(&of_module(module, of(kind)), long.clone()), Err("value_invalid too_large".to_owned()), "{kind}");
        }
    }

    /// The server decodes entities twice.
    fn addresses_are_stored_unchanged() {
        let task = form(of("UF:address"));
        for (given, sent) in [
            ("Main St. 1 | 2;3", "Main St. 1 | 2;3"), ("A & B", "A & B"), ("A &amp; B", "A &amp;amp;amp; B"),
            ("&lt;&", "&amp;amp;lt;&amp;amp;"), ("O&apos;Brien", "O&amp;amp;apos;Brien"), ("O&#039;Brien", "O&#039;Brien"),
        ] {
            assert_eq!(outcome(&task, Value::text(given)), Ok(Some(Value::text(sent))));
        }
    }

    fn rpa_stores_addresses_unchanged() {
        let task = of_module("rpa", json!({ "Type": "UF:address" }));
        assert_eq!(outcome(&task, Value::text("R&amp;D")), Ok(Some(Value::text("R&amp;D"))));
    }

    fn a_default_that_the_portal_cannot_show_is_lost() {
        let task = form(json!({ "Type": "datetime", "Default": {} }));
        let (params, issues) = checked(&value(&json!({ "taskId": 12, "status": 3 })), Some(&task));
        assert!(params.is_some());
        assert_eq!(issues[0].code.name(), "default_not_kept");
    }

    fn options_are_sent_by_key() {
        let options = json!({ "1": "First", "2": "Second", "3": "Twin", "4": "Twin", "Second": "Third" });
        for kind in ["select", "L"] {
            table(json!({ "Type": kind, "Options": options }), &[
                (json!("1"), json!("1")), (json!(2), json!("2")), (json!("First"), json!("1")), (json!(" First "), json!("1")),
                // A key comes before a label.
                (json!("Second"), json!("Second")), (json!("Third"), json!("Second")),
            ], &[
                (json!("9"), "value_not_in_options"), (json!("Twin"), "value_not_in_options"), (json!("first"), "value_not_in_options"),
                (json!(1.5), "value_not_in_options"), (json!(1e300), "value_not_in_options"), (json!({ "a": 1 }), "choice"), (json!(true), "value_not_in_options"),
            ]);
        }
        table(json!({ "Type": "select", "Options": ["No", "Yes"] }), &[(json!(0), json!("0")), (json!("Yes"), json!("1"))], &[]);
        let yes_or_no = json!({ "Type": "select", "Required": true, "Options": { "Y": "Ja", "N": "Nein" } });
        table(yes_or_no.clone(), &[(json!(true), json!("Y")), (json!(false), json!("N"))], &[]);
        let mut several = yes_or_no;
        several["Multiple"] = json!(true);
        assert_eq!(outcome(&form(several), value(&json!([true, false]))), Ok(Some(value(&json!(["Y", "N"])))));
        table(json!({ "Type": "select", "Options": { "-1": "None", "1.5": "Half", "0.25": "Quarter", "2": "Two" } }), &[
            (json!(-1), json!("-1")), (json!(1.5), json!("1.5")), (json!(0.25), json!("0.25")),
            (json!({ "value": "2", "label": "Two" }), json!("2")),
        ], &[]);
        for none in [json!(null), json!([]), json!("")] {
            table(json!({ "Type": "select", "Options": none }), &[(json!("anything"), json!("anything"))], &[]);
        }
    }

    /// A linear search would need hundreds of millions of comparisons.
    fn long_forms_and_long_lists_are_looked_up_in_an_index() {
        let count = 16_000;
        let fields: Vec<_> = (0..count).map(|index| field(json!({ "Id": format!("f{index}") }))).collect();
        let task = task("RequestInformationActivity", json!({ "Fields": fields }));
        let unknown: serde_json::Map<_, _> = (0..count).map(|index| (format!("g{index}"), json!("x"))).collect();
        let (_, issues) = checked(&value(&json!({ "taskId": 12, "status": 3, "fields": unknown })), Some(&task));
        assert_eq!(issues.len(), count);

        let options: serde_json::Map<_, _> = (0..count).map(|index| (format!("o{index}"), json!(format!("Option {index}")))).collect();
        let many = form(json!({ "Type": "select", "Multiple": true, "Options": options }));
        let labels: Vec<_> = (0..count).map(|index| json!(format!("Option {index}"))).collect();
        let keys: Vec<_> = (0..count).map(|index| json!(format!("o{index}"))).collect();
        assert_eq!(outcome(&many, value(&json!(labels))), Ok(Some(value(&json!(keys)))));
        let completion = json!({ "taskId": 12, "status": 3, "fields": { "note": vec!["x"; count] } });
        let (_, issues) = checked(&value(&completion), Some(&many));
        assert!(issues.len() == count && issues[0].params[1].1.text().ends_with("Option 19, …"));
    }

    fn days() {
        for kind in ["date", "UF:date", "S:Date"] {
            table(of(kind), &[
                (json!("2025-01-31"), json!("2025-01-31")), (json!(" 2025-01-31 "), json!("2025-01-31")),
                // The written day counts, with every offset.
                (json!("2025-01-31T23:30:00+03:00"), json!("2025-01-31")), (json!("2025-01-31 23:30:00+03"), json!("2025-01-31")),
                (json!("2025-01-31T23:30:00.5+03:00"), json!("2025-01-31")), (json!("2025-01-31T00:30:00Z"), json!("2025-01-31")),
                // `valueAsDate` in JSON.
                (json!("2025-01-31T00:00:00.000Z"), json!("2025-01-31")),
                (date(), json!("2025-01-31")), (json!("31.01.2025"), json!("2025-01-31")),
            ], &[
                (json!("01/31/2025"), "date"), (json!("20250131"), "date"), (json!(1738318830), "date"),
                (json!("tomorrow"), "date"),
                // The browser's midnight in JSON: the intended day depends on its time zone.
                (json!("2025-01-30T21:00:00.000Z"), "date"),
                (json!("2025-02-31"), "invalid_date"), (json!("2025-13-01"), "invalid_date"), (json!("0001-01-01"), "invalid_date"),
            ]);
        }
    }

    fn a_date_object_means_the_intended_day() {
        let task = form(of("date"));
        let date = |unix_seconds, day| Value::Date(Date { unix_seconds, day });
        for (given, sent) in [
            // New York: `new Date(2025, 0, 31)`, then `valueAsDate` and `new Date('2025-01-31')`.
            (date(1_738_299_600.0, (2025, 1, 31)), Ok("2025-01-31")), (date(1_738_281_600.0, (2025, 1, 30)), Ok("2025-01-31")),
            // Moscow: the same.
            (date(1_738_270_800.0, (2025, 1, 31)), Ok("2025-01-31")), (date(1_738_281_600.0, (2025, 1, 31)), Ok("2025-01-31")),
            (date(327_403_382_400.0, (12345, 1, 1)), Err("value_invalid invalid_date")),
            (date(327_403_382_401.0, (12345, 1, 1)), Err("value_invalid invalid_date")),
            (date(-62_325_000_000.0, (0, 1, 1)), Err("value_invalid invalid_date")), (date(-61_505_000_001.0, (20, 1, 1)), Err("value_invalid invalid_date")),
        ] {
            let reported = sent.map(|day| Some(Value::text(day))).map_err(str::to_owned);
            assert_eq!(outcome(&task, given.clone()), reported, "{given:?}");
            if reported.is_err() {
                assert_eq!(outcome(&form(of("datetime")), given), reported);
            }
        }
    }

    fn instants() {
        for kind in ["datetime", "S:DateTime", "DateTime"] {
            table(of(kind), &[
                (date(), json!("1738318830")), (json!("2025-01-31T10:20:30Z"), json!("1738318830")),
                (json!("2025-01-31T10:20:30.123Z"), json!("1738318830")), (json!("2025-01-31T13:20:30+03:00"), json!("1738318830")),
                (json!("1738318830"), json!("1738318830")), (json!("2025-01-31 13:20:30+03"), json!("1738318830")), (json!("2025-01-31T13:20:30+03"), json!("1738318830")),
                // Texts of digits that begin with another digit than 0 may be milliseconds.
                (json!("9999-12-31T00:00:00Z"), json!("0253402214400")), (json!("1970-01-01T00:00:05Z"), json!("0000000005")),
                (json!("1969-12-31T23:59:55Z"), json!("-0000000005")),
                // A local time is sent unchanged.
                (json!("2025-01-31T10:20"), json!("2025-01-31T10:20:00")), (json!("2025-01-31 10:20:30"), json!("2025-01-31T10:20:30")),
                (json!("2025-01-31"), json!("2025-01-31T00:00:00")), (json!("31.01.2025 10:20"), json!("2025-01-31T10:20:00")),
            ], &[
                (json!("2025"), "datetime"), (json!("20250131"), "datetime"),
                (json!("1738318830000"), "datetime"), (json!("964483200000"), "datetime"), (json!("96448320000"), "datetime"), (json!(1738318830), "datetime"),
                (json!("0999999999999"), "invalid_date"), (json!("2025-02-29T10:20Z"), "invalid_date"),
                (json!("2025-01-31T25:00"), "invalid_date"),
            ]);
        }
    }

    fn times_are_checked_although_the_portal_does_not_keep_them() {
        let task = form(of("time"));
        assert_eq!(outcome(&task, Value::text(" 10:20 ")), Ok(Some(Value::text("10:20"))));
        assert_eq!(outcome(&task, Value::text("25:20")), Err("value_invalid time".to_owned()));
        let (_, issues) = checked(&value(&json!({ "taskId": 12, "status": 3, "fields": { "note": "10:20" } })), Some(&task));
        assert_eq!((issues[0].code.name(), issues[0].is_error()), ("type_not_settable", false));
    }

    fn users() {
        for kind in ["user", "S:employee", "S:UserID", "UF:employee"] {
            table(of(kind), &[
                (json!(12), json!("user_12")), (json!("12"), json!("user_12")), (json!("user_12"), json!("user_12")),
                (json!(" user_012 "), json!("user_12")), (json!("group_hr5"), json!("group_hr5")), (json!("author"), json!("author")), (json!("John Smith [12]"), json!("user_12")), (json!("USER_12"), json!("user_12")),
                // The results of the portal's pickers.
                (json!({ "id": "12", "name": "John Smith" }), json!("user_12")), (json!({ "id": 12, "entityId": "user" }), json!("user_12")),
                (json!({ "id": "U12", "name": "John Smith", "provider": "user" }), json!("user_12")),
                // The old and the new structure of a company count their departments separately.
                (json!({ "id": 5, "entityId": "department" }), json!("group_dr5")), (json!({ "id": "5:F", "entityId": "department" }), json!("group_d5")),
                (json!({ "id": "5", "entityId": "structure-node" }), json!("group_hrr5")), (json!({ "id": "5:F", "entityId": "structure-node" }), json!("group_hr5")),
                (json!({ "id": "DR5", "name": "Sales" }), json!("group_dr5")), (json!({ "id": "HRR5", "name": "Sales" }), json!("group_hrr5")),
                (json!({ "id": "UA", "name": "All employees" }), json!("group_ua")), (json!({ "id": "SG5_K", "name": "Project" }), json!("group_sg5_k")),
                (json!({ "id": "G12", "name": "Administrators" }), json!("group_g12")), (json!("responsible_head"), json!("responsible_head")),
            ], &[
                (json!({ "id": 0, "entityId": "department" }), "user"), (json!({ "id": "0:F", "entityId": "department" }), "user"), (json!({ "id": "x", "entityId": "department" }), "user"),
                (json!({ "id": "AU", "name": "All" }), "user"), (json!({ "id": "CR", "name": "Author" }), "user"), (json!("DR5"), "user"), (json!("UA"), "user"),
                (json!(0), "user"), (json!(-1), "user"), (json!(1.5), "user"), (json!("0"), "user"), (json!("user_"), "user"),
                (json!("user_x"), "user"), (json!("12,13"), "user"), (json!("John Smith"), "user"), (json!("{=Document:NAME}"), "user"), (json!(true), "user"),
                (json!("undefined"), "user"), (json!("null"), "user"), (json!("NaN"), "user"), (json!("John"), "user"), (json!("D5"), "user"), (json!("U12"), "user"),
                (json!({ "id": 5, "entityId": "project" }), "user"), (json!({ "name": "John" }), "user"),
            ]);
        }
    }

    /// The portal's own value is a group: only callers mean a user by a bare number.
    fn a_default_user_is_sent_unchanged() {
        for default in [json!("5"), json!("user_5"), json!("group_d1")] {
            let task = form(json!({ "Type": "user", "Default": default }));
            assert_eq!(outcome(&task, Value::text("user_6")), Ok(Some(Value::text("user_6"))));
            assert_eq!(outcome(&task, value(&default)), Ok(Some(value(&default))));
        }
    }

    /// An untouched field keeps what the portal shows, even if it is not valid.
    fn a_default_is_sent_as_the_portal_shows_it() {
        let cases = [
            (json!({ "Type": "double", "Default": "1 000,50" }), json!("1 000,50")),
            (json!({ "Type": "int", "Default": "+007" }), json!("+007")),
            (json!({ "Type": "S:Money", "Default": "1 000|rub" }), json!("1 000|rub")),
            (json!({ "Type": "select", "Options": { "a": "First" }, "Default": "First" }), json!("First")),
            (json!({ "Type": "bool", "Default": "maybe" }), json!("maybe")),
            (json!({ "Type": "bool", "Default": true }), json!("Y")), (json!({ "Type": "bool", "Default": "n" }), json!("N")),
            (json!({ "Type": "phone", "Default": " none " }), json!(" none ")),
            (json!({ "Type": "UF:crm", "Options": { "DEAL": "Y" }, "Default": "C_607" }), json!("C_607")),
            (json!({ "Type": "E:ECrm", "Default": "607" }), json!("607")),
            // In a list the portal has cut the prefix.
            (json!({ "Type": "E:ECrm", "Options": { "DEAL": "Y" }, "Default": ["607"], "Multiple": true }), json!(["D_607"])),
            (json!({ "Type": "UF:address", "Default": "R&amp;D" }), json!("R&amp;amp;amp;D")),
        ];
        for (parts, sent) in cases {
            let completion = value(&json!({ "taskId": 12, "status": 3 }));
            let (params, issues) = checked(&completion, Some(&form(parts.clone())));
            assert_eq!(issues, [], "{parts}");
            let params = params.unwrap().into_value();
            assert_eq!(params.get("FIELDS").unwrap().get("note"), Some(&value(&sent)), "{parts}");
        }
        let joined = form(json!({ "Type": "E:ECrm", "Default": "C_607, CO_2" }));
        let (_, issues) = checked(&value(&json!({ "taskId": 12, "status": 3 })), Some(&joined));
        assert_eq!(issues[0].code.name(), "default_not_kept");
    }

    fn elements() {
        for kind in ["E:EList", "S:DiskFile", "UF:iblock_element", "UF:iblock_section"] {
            table(of(kind), &[(json!(12), json!("12")), (json!(" 012 "), json!("12")), (json!({ "id": "12", "name": "Lamp" }), json!("12"))], &[
                (json!(0), "entity_id"), (json!("n12"), "entity_id"), (json!("x"), "entity_id"), (json!(1.5), "entity_id"),
                (json!([1, 2]), "value_single_expected"),
            ]);
        }
    }

    fn crm_items() {
        for kind in ["E:ECrm", "UF:crm", "S:ECrm"] {
            let options = json!({ "CONTACT": "Y", "COMPANY": "Y", "DEAL": "N", "DYNAMIC_136": "Y", "VISIBLE": "Y" });
            table(json!({ "Type": kind, "Options": options }), &[
                (json!("C_607"), json!("C_607")), (json!("co_7"), json!("CO_7")), (json!("T88_5"), json!("T88_5")),
                (json!("DYNAMIC_136_5"), json!("T88_5")), (json!(" C_07 "), json!("C_7")), (json!("COMPANY_7"), json!("CO_7")),
                (json!({ "id": "C_7", "type": "contact", "title": "Smith" }), json!("C_7")), (json!({ "id": 7, "entityId": "company" }), json!("CO_7")),
            ], &[
                (json!("D_7"), "value_not_in_options crm_item"), (json!("T80_5"), "value_not_in_options crm_item"), (json!(607), "crm_item"),
                (json!("607"), "crm_item"), (json!(" 607 "), "crm_item"), (json!("C_0"), "crm_item"), (json!("C_"), "crm_item"), (json!("X_7"), "crm_item"), (json!("TXY_7"), "crm_item"),
                (json!("Smith"), "crm_item"), (json!({ "id": 7 }), "crm_item"), (json!("DEAL_7"), "value_not_in_options crm_item"),
            ]);
            // With one type the prefix may be omitted, as in the portal's own defaults.
            table(json!({ "Type": kind, "Options": { "CONTACT": "Y", "DEAL": "N" } }), &[
                (json!(607), json!("C_607")), (json!("607"), json!("C_607")), (json!(" 607 "), json!("C_607")),
            ], &[(json!("D_7"), "value_not_in_options crm_item")]);
            // The types are unknown.
            table(of(kind), &[(json!("D_7"), json!("D_7")), (json!("Ta0_7"), json!("Ta0_7"))], &[(json!(607), "crm_item")]);
        }
    }

    /// `{ contact: { 0: … }, company: … }`. The SDK converts the maps to lists.
    fn the_result_of_the_crm_picker_is_a_list_of_items() {
        let task = form(json!({ "Type": "UF:crm", "Multiple": true, "Options": { "CONTACT": "Y", "COMPANY": "Y" } }));
        let (contact, company) = (json!({ "id": "C_7", "type": "contact" }), json!({ "id": "CO_8", "type": "company" }));
        for given in [
            json!({ "contact": { "0": contact }, "company": { "0": company }, "deal": {} }),
            json!({ "contact": [contact], "company": [company] }),
        ] {
            assert_eq!(outcome(&task, value(&given)), Ok(Some(value(&json!(["C_7", "CO_8"])))), "{given}");
        }
    }

    fn html() {
        table(of("S:HTML"), &[
            (json!("<b>x</b>"), json!("<b>x</b>")), (json!({ "TYPE": "HTML", "TEXT": "x" }), json!({ "TYPE": "HTML", "TEXT": "x" })),
        ], &[
            (json!({ "TYPE": "markdown", "TEXT": "x" }), "html"), (json!({ "TEXT": "x" }), "html"),
            (json!({ "TYPE": "text", "TEXT": 1 }), "html"),
        ]);
        let long = Value::Foreign(Foreign { kind: ForeignKind::Text { length: 200_000.0, scan: TextScan::of("long text") }, index: 0 });
        let given = Value::Map(vec![("TYPE".to_owned(), Value::text("html")), ("TEXT".to_owned(), long)]);
        assert_eq!(outcome(&form(of("S:HTML")), given.clone()), Ok(Some(given)));
    }

    fn contact_data() {
        let full = json!({ "EMAIL": { "n0": { "VALUE": "a@b.c", "VALUE_TYPE": "WORK" } } });
        table(of("email"), &[
            (json!(" a@b.c "), json!("a@b.c")), (json!({ "VALUE": "a@b.c" }), json!({ "VALUE": "a@b.c" })), (full.clone(), full),
        ], &[
            (json!("a.b.c"), "email"), (json!("@b.c"), "email"), (json!("a@"), "email"), (json!("a@b@c"), "email"),
            (json!("a b@c.d"), "email"), (json!({ "VALUE": "x" }), "email"), (json!({ "n0": { "VALUE": 1 } }), "email"), (json!(7), "email"),
        ]);
        table(of("phone"), &[(json!("+1 (999) 123-45-67"), json!("+1 (999) 123-45-67")), (json!(79991234567u64), json!("79991234567")), (json!({ "VALUE": 123 }), json!({ "VALUE": "123" }))],
            &[(json!("abc"), "phone"), (json!({ "VALUE": "abc" }), "phone")]);
        table(of("web"), &[(json!("example.com"), json!("example.com"))], &[(json!("two words"), "url")]);
        table(of("im"), &[(json!("@nick"), json!("@nick"))], &[(json!(true), "text")]);
        // CRM's format of several values is also accepted for a single field.
        let list = json!([{ "VALUE": "1" }, { "VALUE": "2" }]);
        assert_eq!(outcome(&form(of("phone")), value(&list)), Ok(Some(value(&list))));
    }

    fn files() {
        let blob = |name: &str, size| Value::Foreign(Foreign { kind: ForeignKind::Blob { name: name.to_owned(), size }, index: 0 });
        let pair = |name: &str, content: Value| Value::List(vec![Value::text(name), content]);
        let (single, multiple) = (form(of("file")), form(json!({ "Type": "file", "Multiple": true })));
        for (given, sent) in [
            (blob("a.txt", 5.0), pair("a.txt", blob("a.txt", 5.0))),
            (pair("b.txt", blob("a.txt", 5.0)), pair("b.txt", blob("a.txt", 5.0))),
            (pair("a.txt", Value::text("SGVsbG8=")), pair("a.txt", Value::text("SGVsbG8="))),
            // A file input.
            (Value::List(vec![blob("a.txt", 5.0)]), pair("a.txt", blob("a.txt", 5.0))),
            (pair("C:\\x\\y/ä\u{7}.txt", Value::text("SGVs\nbG8")), pair("ä.txt", Value::text("SGVs\nbG8"))),
        ] {
            assert_eq!(outcome(&single, given.clone()), Ok(Some(sent.clone())), "{given:?}");
            for given in [given.clone(), Value::List(vec![given.clone()])] {
                assert_eq!(outcome(&multiple, given.clone()), Ok(Some(Value::List(vec![sent.clone()]))), "{given:?}");
            }
        }
        for (given, detail) in [
            (Value::text("SGVsbG8="), ""), (Value::Number(123.0), ""), (Value::text("https://x.y/f?id=1"), ""),
            (value(&json!({ "fileData": ["a.txt", "SGVsbG8="] })), ""), (value(&json!(["a.txt"])), ""), (value(&json!(["a", "b", "c"])), ""),
            (pair("a.txt", Value::text("data:text/plain;base64,SGVsbG8=")), "file_content"), (pair("a.txt", Value::text("-__-")), "file_content"),
            (pair("a.txt", Value::text("A")), "file_content"), (pair("a.txt", Value::text("SG=Vs")), "file_content"),
            (pair("a.txt", Value::text("")), "file_empty"), (pair("a.txt", Value::Invalid(InvalidReason::LoneSurrogate)), "file_content"),
            (pair("a.txt", Value::Invalid(InvalidReason::Unreadable)), "unreadable"), (pair("a.txt", Value::text(" \n")), "file_empty"), (blob("a.txt", 0.0), "file_empty"), (pair("a.txt", Value::Number(5.0)), ""),
            (pair("dir/", Value::text("SGVsbG8=")), "file_name"), (pair("..", Value::text("SGVsbG8=")), "file_name"),
            (pair(&"x".repeat(256), Value::text("SGVsbG8=")), "file_name"),
        ] {
            let reported = Err(format!("file_invalid {detail}").trim().to_owned());
            assert_eq!(outcome(&single, given.clone()), reported, "{given:?}");
        }
        // A file input without a chosen file.
        let list = Value::List(vec![blob("", 0.0)]);
        for (task, given) in [(&single, blob("", 0.0)), (&single, list.clone()), (&multiple, list)] {
            assert_eq!(outcome(task, given), Ok(Some(Value::Null)));
        }
        let required = form(json!({ "Type": "file", "Required": true }));
        assert_eq!(outcome(&required, blob("", 0.0)), Err("value_required file".to_owned()));
        let two = Value::List(vec![blob("a.txt", 5.0), pair("b.txt", Value::text("SGVs"))]);
        assert_eq!(outcome(&single, two.clone()), Err("value_single_expected".to_owned()));
        assert!(outcome(&multiple, two).is_ok());
    }

    /// Whether it was copied or stayed in JavaScript.
    fn a_long_text_is_checked_like_a_short_one() {
        let foreign = |text: &str| {
            let kind = ForeignKind::Text { length: text.len() as f64, scan: TextScan::of(text) };
            Value::Foreign(Foreign { kind, index: 0 })
        };
        for text in [" \n", "AAAA", "AAAAA", "AA==", "AAA=", "A===", "=AAA", "AA\r\nAA", "A-_A", "data:,x", "ä", "x", "\u{200b}"] {
            for kind in ["string", "file", "UF:date", "select", "user", "S:HTML", "email", "entityselector"] {
                for given in [|text| text, |text| Value::List(vec![Value::text("a.txt"), text])] {
                    let task = form(json!({ "Type": kind, "Required": true, "Options": { "a": "A" } }));
                    let result = |text: Value| outcome(&task, given(text)).map(|_| ()).map_err(|issue| {
                        issue.split(' ').next().unwrap().replace("value_not_in_options", "value_invalid")
                    });
                    if kind == "string" || kind == "file" || text.trim().is_empty() {
                        assert_eq!(result(foreign(text)), result(Value::text(text)), "{kind} {text:?}");
                    }
                }
            }
        }
        let content = |text: &str| outcome(&form(of("file")), Value::List(vec![Value::text("a.txt"), foreign(text)]));
        assert_eq!(content(&" ".repeat(100_001)), Err("file_invalid file_empty".to_owned()));
        assert_eq!(content(&"A".repeat(100_001)), Err("file_invalid file_content".to_owned()));
        assert!(content(&"A".repeat(100_000)).is_ok());
    }

    /// As in the state of a form: what names or formats the value may be set, the value itself is not.
    fn a_value_without_its_content_is_empty() {
        for (module, kind, given) in [
            ("crm", "email", json!({ "VALUE": "", "VALUE_TYPE": "WORK" })), ("crm", "phone", json!({ "VALUE": " ", "VALUE_TYPE": "WORK" })),
            ("crm", "web", json!([{ "VALUE": null, "VALUE_TYPE": "WORK" }])), ("crm", "im", json!({ "IM": { "n0": { "VALUE": "", "VALUE_TYPE": "WORK" } } })),
            ("lists", "S:HTML", json!({ "TYPE": "html", "TEXT": "" })), ("lists", "S:HTML", json!({ "TYPE": "text", "TEXT": " " })),
            ("lists", "S:Money", json!("|USD")), ("crm", "UF:money", json!(" | USD")),
            ("crm", "select", json!({ "value": "", "label": "Choose" })), ("crm", "user", json!({ "id": "", "name": "" })),
            ("lists", "E:ECrm", json!({ "id": null, "type": "contact" })), ("lists", "E:EList", json!({ "id": "", "name": "" })),
            ("crm", "string", json!([" "])), ("crm", "date", json!([""])), ("crm", "entityselector", json!({ "id": " " })),
        ] {
            let parts = json!({ "Type": kind, "Options": { "CONTACT": "Y", "a": "A" } });
            assert_eq!(outcome(&of_module(module, parts.clone()), value(&given)), Ok(Some(Value::Null)), "{kind} {given}");
            let mut many = parts.clone();
            many["Multiple"] = json!(true);
            assert_eq!(outcome(&of_module(module, many), value(&json!([given]))), Ok(Some(Value::Null)), "multiple {kind} {given}");
            let mut required = parts;
            required["Required"] = json!(true);
            let reported = outcome(&of_module(module, required), value(&given)).unwrap_err();
            assert!(reported.starts_with("value_required"), "{kind} {given}: {reported}");
        }
    }

    fn a_list_of_one_is_its_value_in_a_single_field() {
        for (kind, given, sent) in [
            ("string", json!(["x"]), json!("x")), ("int", json!(["7"]), json!("7")), ("bool", json!([true]), json!("Y")),
            ("date", json!(["31.01.2025"]), json!("2025-01-31")), ("user", json!([{ "id": 12, "name": "John" }]), json!("user_12")),
            ("email", json!(["a@b.c"]), json!("a@b.c")), ("file", json!([["a.txt", "SGVsbG8="]]), json!(["a.txt", "SGVsbG8="])),
            // These are values themselves.
            ("email", json!([{ "VALUE": "a@b.c" }]), json!([{ "VALUE": "a@b.c" }])), ("entityselector", json!(["x"]), json!(["x"])),
        ] {
            assert_eq!(outcome(&form(of(kind)), value(&given)), Ok(Some(value(&sent))), "{kind}");
        }
        let nested = form(json!({ "Type": "string", "Multiple": true }));
        assert_eq!(outcome(&nested, value(&json!([["x"], "y"]))), Err("value_single_expected".to_owned()));
    }

    fn one_value_is_not_several() {
        let file = |name: &str| Value::Foreign(Foreign { kind: ForeignKind::Blob { name: name.to_owned(), size: 5.0 }, index: 0 });
        let pair = value(&json!(["a.txt", "SGVsbG8="]));
        for given in [vec![file("a"), file("b")], vec![pair.clone(), pair], vec![file("a"), file("b"), file("c")]] {
            assert_eq!(outcome(&form(of("file")), Value::List(given)), Err("value_single_expected".to_owned()));
        }
        for kind in ["string", "int", "bool", "select", "date", "user", "S:Money"] {
            let reported = outcome(&form(of(kind)), value(&json!(["x", "y"])));
            assert_eq!(reported, Err("value_single_expected".to_owned()), "{kind}");
        }
        // The opposite is unambiguous, but the server would not convert it.
        let multiple = form(json!({ "Type": "datetime", "Multiple": true }));
        assert_eq!(outcome(&multiple, value(&date())), Ok(Some(value(&json!(["1738318830"])))));
    }

    fn the_size_of_files_is_compared_with_the_portals_limit() {
        let blob = |size| Value::Foreign(Foreign { kind: ForeignKind::Blob { name: "a.bin".to_owned(), size }, index: 0 });
        let text = |length| Value::Foreign(Foreign { kind: ForeignKind::Text { length, scan: TextScan::of("SGVsbG8=") }, index: 0 });
        let list = |files: &[f64]| Value::List(files.iter().copied().map(blob).collect());
        let task = task("RequestInformationActivity", json!({ "Fields": [
            field(json!({ "Id": "one", "Name": "One", "Type": "file" })),
            field(json!({ "Id": "more", "Name": "More", "Type": "file", "Multiple": true })),
        ] }));
        let issues = |one: Value, more: Value, limit: f64| {
            let fields = Value::Map(vec![("one".to_owned(), one), ("more".to_owned(), more)]);
            let entry = |name: &str, value| (name.to_owned(), value);
            let completion = vec![entry("taskId", Value::Number(12.0)), entry("status", Value::Number(3.0)), entry("fields", fields)];
            let (params, issues) = validate(&Value::Map(completion), Some(&task), limit);
            assert_eq!(params.is_some(), issues.is_empty());
            let issue = |issue: &Issue| (issue.code.name(), parsed(&issue.path), issue.reason.name(), parsed(&issue.params[issue.params.len() - 2].1), parsed(&issue.params[issue.params.len() - 1].1));
            issues.iter().map(issue).collect::<Vec<_>>()
        };
        let large = |path: Json, size: u32, limit: u32| ("file_too_large", path, "", json!(size), json!(limit));
        let together = |size: u32, limit: u32| ("file_too_large", json!(["fields"]), "total_size", json!(size), json!(limit));
        // Three bytes are four in base64.
        assert_eq!(issues(blob(3e6), Value::Null, 4e6), []);
        assert_eq!(issues(blob(3e6 + 1.0), Value::Null, 4e6), [large(json!(["fields", "one"]), 4, 3)]);
        assert_eq!(issues(Value::List(vec![Value::text("a.bin"), text(4e6)]), Value::Null, 4e6), []);
        assert_eq!(issues(Value::List(vec![Value::text("a.bin"), text(4e6 + 4.0)]), Value::Null, 4e6), [large(json!(["fields", "one"]), 4, 3)]);
        assert_eq!(issues(blob(1.5e6), list(&[1.5e6]), 4e6), []);
        assert_eq!(issues(blob(1.5e6), list(&[1.5e6, 3.0]), 4e6), [together(4, 3)]);
        // Only files that are too large by themselves are reported.
        assert_eq!(
            issues(blob(2.1e9), list(&[3.0, 1.2e9, 3.0, 9e9]), 1e9),
            [large(json!(["fields", "one"]), 2100, 750), large(json!(["fields", "more", 1]), 1200, 750), large(json!(["fields", "more", 3]), 9000, 750)],
        );
        assert_eq!(issues(blob(1.6e9), Value::Null, MAX_BODY), []);
        assert_eq!(issues(blob(1.701e9), Value::Null, MAX_BODY), [large(json!(["fields", "one"]), 1701, 1610)]);
    }

    fn the_size_of_files_is_checked_without_the_task_too() {
        let blob = Value::Foreign(Foreign { kind: ForeignKind::Blob { name: "a.bin".to_owned(), size: 1.7e9 }, index: 0 });
        let entry = |name: &str, value| (name.to_owned(), value);
        let fields = Value::Map(vec![entry("any", Value::List(vec![Value::text("a.bin"), blob]))]);
        let completion = vec![entry("taskId", Value::Number(12.0)), entry("status", Value::Number(3.0)), entry("fields", fields)];
        let (_, issues) = checked(&Value::Map(completion), None);
        assert_eq!(issues.iter().map(|issue| (issue.code.name(), issue.reason.name())).collect::<Vec<_>>(), [("file_too_large", "total_size")]);
    }

    fn an_issue_names_the_item() {
        let task = form(json!({ "Type": "int", "Multiple": true }));
        let completion = json!({ "taskId": 12, "status": 3, "fields": { "note": [1, null, "x"] } });
        let (_, issues) = checked(&value(&completion), Some(&task));
        assert_eq!(parsed(&issues[0].path), json!(["fields", "note", 2]));
    }

    /// The server refuses the task, whatever is sent for the field.
    fn a_required_field_that_cannot_be_set_is_an_error() {
        for (module, kind, given) in [
            ("tasks", "time", json!("10:20")), ("lists", "S:map_yandex", json!("1,2")), ("crm", "UF:resourcebooking", json!("x")),
            ("lists", "UF:date", json!("2025-01-31")), ("lists", "UF:date", json!(null)),
            ("crm", "UF:enumeration", json!("x")), ("disk", "UF:rest_7_map", json!("x")), ("tasks", "UF:string", json!("x")),
        ] {
            let task = of_module(module, json!({ "Type": kind, "Required": true }));
            assert_eq!(outcome(&task, value(&given)), Err("type_not_settable required".to_owned()), "{module} {kind}");
        }
        for id in ["a[b", "a]", "a\"b", "a\nb"] {
            let task = form(json!({ "Id": id, "Required": true }));
            let completion = json!({ "taskId": 12, "status": 3, "fields": { id: "x" } });
            let (params, issues) = checked(&value(&completion), Some(&task));
            assert!(params.is_none() && issues[0].code.name() == "type_not_settable", "{id}");
        }
    }

    fn types_that_a_document_does_not_keep_are_a_warning() {
        let warned = |kind: &str, module: &str, given: Json| {
            let row = json!({
                "ID": 12, "USER_ID": 1, "ACTIVITY": "RequestInformationActivity", "MODULE_ID": module,
                "PARAMETERS": { "Fields": [field(json!({ "Type": kind, "Default": "a@b.c" }))] },
            });
            let task = Task::from_row(&value(&row)).unwrap();
            let (params, issues) = checked(&value(&json!({ "taskId": 12, "status": 3, "fields": given })), Some(&task));
            assert!(params.is_some(), "{issues:?}");
            issues.iter().map(|issue| issue.code.name()).collect::<Vec<_>>()
        };
        let given = json!({ "note": "a@b.c" });
        assert_eq!(warned("email", "lists", given.clone()), ["type_not_settable"]);
        assert_eq!(warned("email", "crm", given.clone()), [""; 0]);
        assert_eq!(warned("email", "", given.clone()), [""; 0]);
        // Documents of a module that is not known: most have the common types only.
        assert_eq!(warned("email", "sale", given.clone()), ["type_unknown"]);
        assert_eq!(warned("string", "sale", given.clone()), [""; 0]);
        assert_eq!(warned("S:map_yandex", "lists", given.clone()), ["type_not_settable"]);
        assert_eq!(warned("S:map_yandex", "bizproc", given.clone()), [""; 0]);
        assert_eq!(warned("S:directory", "bizproc", json!({})), [""; 0]);
        for kind in ["S:ElementXmlID", "S:FileMan", "S:TopicID", "S:map_google"] {
            assert_eq!(warned(kind, "lists", given.clone()), [""; 0], "{kind}");
            assert_eq!(warned(kind, "crm", given.clone()), ["type_not_settable"], "{kind}");
        }
        assert_eq!(warned("UF:string", "crm", given.clone()), ["type_not_settable"]);
        // Its documents may have types of their own.
        assert_eq!(warned("UF:string", "sale", given.clone()), ["type_unknown"]);
        assert_eq!(warned("foo", "crm", given), ["type_unknown"]);
        // A value that is not stored is not cleared either.
        assert_eq!(warned("email", "lists", json!({})), [""; 0]);
    }

    fn messages_of_required_fields_depend_on_their_kind() {
        for (kind, detail) in [("string", ""), ("select", "choice"), ("user", "choice"), ("file", "file"), ("bool", "choice"), ("date", "")] {
            let task = form(json!({ "Type": kind, "Required": true }));
            let reported = Err(format!("value_required {detail}").trim().to_owned());
            assert_eq!(outcome(&task, Value::Null), reported, "{kind}");
        }
    }

    fn the_first_second_of_1970_is_not_a_default() {
        for (default, kept) in [
            (json!("1970-01-01T00:00:00+00:00"), None), (json!("1969-12-31T19:00:00-05:00"), None),
            (json!("1970-01-01T00:00:01+00:00"), Some(json!("0000000001"))),
        ] {
            let task = form(json!({ "Type": "datetime", "Default": default }));
            assert_eq!(task.fields[0].default == Value::Null, kept.is_none());
            let (params, _) = checked(&value(&json!({ "taskId": 12, "status": 3 })), Some(&task));
            let fields = params.unwrap().into_value().get("FIELDS").unwrap().clone();
            assert_eq!(fields.get("note").cloned(), kept.map(|kept| value(&kept)), "{default}");
        }
    }

    fn options_of_crm_fields_are_the_kinds_that_may_be_bound() {
        let parameters = json!({ "Fields": [field(json!({ "Type": "UF:crm", "Options": { "LEAD": "Y", "DEAL": "N", "DYNAMIC_128": "Y" } }))] });
        let task = task("RequestInformationActivity", parameters);
        let options = parsed(&task.fields[0].options);
        assert_eq!(options, json!([{ "value": "L", "label": "LEAD" }, { "value": "T80", "label": "DYNAMIC_128" }]));
    }
}
