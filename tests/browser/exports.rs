use super::js::{Fetch, ROW, TOKEN, error, get, js, json, settled, text};
use crate::browser::exports::{
    TaskSchema, allowed_statuses, parse_status, parse_task, to_params, validate_completion,
    validate_field,
};
use crate::browser::languages::add_language;
use crate::browser::portal::Portal;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn task() -> JsValue {
    parse_task(&js(ROW)).unwrap()
}

fn issues(completion: &str, task: &JsValue) -> String {
    let issues = validate_completion(&js(completion), task, &JsValue::UNDEFINED).unwrap();
    let line = |issue: JsValue| format!("{} {}", text(&issue, "code"), json(&get(&issue, "path")));
    js_sys::Array::from(&issues)
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("; ")
}

#[wasm_bindgen_test]
fn a_row_becomes_a_task() {
    let row = js(ROW);
    let task = parse_task(&row).unwrap();
    let expected = js(
        r#"{ id: 12, name: "Fill in", description: "", activity: "RequestInformationActivity", open: true,
        answer: null, userId: 7, workflowId: "wf",
        workflow: { started: null, startedBy: null, templateId: null, templateName: null, state: null }, documentName: "", documentUrl: null, modified: null, overdue: null,
        answers: [{ status: "ok", label: "Done" }], comment: { shown: true, label: "Why", requiredFor: [] },
        fields: [{ id: "note", type: "entityselector", name: "Note", description: "", multiple: false, required: false,
          options: null, directory: null, settings: { a: [1] }, default: { TYPE: "text", TEXT: "present" } }], broken: false }"#,
    );
    assert!(get(&task, "raw") == row);
    js_sys::Reflect::set(&expected, &"raw".into(), &row).unwrap();
    assert_eq!(json(&task), json(&expected));
}

#[wasm_bindgen_test]
fn a_copied_or_frozen_task_is_accepted() {
    let copy = js_sys::JSON::parse(&json(&task())).unwrap();
    for task in [
        copy,
        js_sys::Object::freeze(task().unchecked_ref::<js_sys::Object>()).into(),
    ] {
        assert_eq!(
            issues("{ taskId: 12, status: 3, fields: { nope: 1 } }", &task),
            r#"field_unknown ["fields","nope"]"#
        );
    }
}

#[wasm_bindgen_test]
fn a_long_text_is_checked_like_a_short_one() {
    let field =
        js("{ id: 'f', type: 'file', name: 'F', multiple: false, required: false, options: null }");
    let reported = |content: &str| {
        let value = js(&format!("['a.txt', {content}]"));
        let issues = validate_field(&field, &value, &JsValue::UNDEFINED).unwrap();
        json(&issues)
    };
    assert!(reported("' '.repeat(100001)").contains("is empty"));
    assert!(reported("'A'.repeat(100001)").contains("damaged"));
    assert!(reported("'A'.repeat(100000) + 'é'").contains("damaged"));
    assert!(reported("'A'.repeat(200000) + '\\ud800'").contains("damaged"));
    // A surrogate pair at the boundary of two pieces.
    assert!(reported("'A'.repeat(99999) + '😀'").contains("damaged"));
    assert_eq!(reported("'A'.repeat(100004)"), "[]");
}

#[wasm_bindgen_test]
fn issues_are_plain_objects() {
    let options = js("{ lang: 'ru-RU' }");
    let issues = validate_completion(&js("{ taskId: 12, status: 2 }"), &task(), &options).unwrap();
    let expected = js(r#"[{ code: "status_not_allowed", path: ["status"],
        message: "Задание не принимает ответ «no». Выберите один из ответов: ok",
        params: { status: "no", allowed: "ok" }, severity: "error" }]"#);
    assert_eq!(json(&issues), json(&expected));
}

#[wasm_bindgen_test]
fn parameters_are_the_sent_values() {
    let completion = "{ Task_Id: '12', STATUS: 'Ok', comment: undefined, fields: {} }";
    let params = to_params(&js(completion), &task()).unwrap();
    let expected =
        js(r#"{ TASK_ID: 12, STATUS: 3, FIELDS: { note: { TYPE: "text", TEXT: "present" } } }"#);
    assert_eq!(json(&params), json(&expected));
}

#[wasm_bindgen_test]
fn an_undefined_field_is_untouched_and_null_clears_it() {
    let sent = |note: &str| {
        let completion = js(&format!(
            "{{ taskId: 12, status: 3, fields: {{ note: {note} }} }}"
        ));
        json(&get(&to_params(&completion, &task()).unwrap(), "FIELDS"))
    };
    assert_eq!(
        sent("undefined"),
        r#"{"note":{"TYPE":"text","TEXT":"present"}}"#
    );
    assert_eq!(sent("null"), r#"{"note":null}"#);
}

#[wasm_bindgen_test]
fn texts_of_parameters_are_those_of_the_completion() {
    let fields = |given: &str| {
        let completion = js(&format!("{{ taskId: 12, status: 3, fields: {given} }}"));
        json(&get(
            &to_params(&completion, &JsValue::UNDEFINED).unwrap(),
            "FIELDS",
        ))
    };
    // The same texts as names and values, unreadable and left out values, other kinds of values between them.
    let given = "{ a: 'b', b: 'a', gone: undefined, c: ['a', true, 'd', 5, ''], d: { a: 'ж', FIELDS: 'taskId' }, e: 'STATUS', f: -7n, g: 'FIELDS' }";
    let sent = r#"{"a":"b","b":"a","c":["a","Y","d","5",""],"d":{"a":"ж","FIELDS":"taskId"},"e":"STATUS","f":"-7","g":"FIELDS"}"#;
    assert_eq!(fields(given), sent);
    let many = "Object.fromEntries(Array.from({ length: 300 }, (_, i) => ['f' + i, 'v' + (299 - i) * 7 % 300]))";
    assert_eq!(fields(many), json(&js(many)));
    // Half a surrogate pair in a name is read as a replacement character.
    let halves = r"{ '\ud800': '1', a: '\ufffd', b: '\ufffd1' }";
    let given = r"{ '\ufffd': '1', a: '\ufffd', b: '\ufffd1' }";
    assert_eq!(fields(halves), json(&js(given)));
}

/// The fields that are sent for a completion without a task.
fn sent_fields(given: &JsValue) -> Result<JsValue, JsValue> {
    let completion = js("{ taskId: 12, status: 3 }");
    js_sys::Reflect::set(&completion, &"fields".into(), given).unwrap();
    to_params(&completion, &JsValue::UNDEFINED).map(|params| get(&params, "FIELDS"))
}

#[wasm_bindgen_test]
fn texts_cross_the_boundary_unchanged() {
    for given in [
        // Characters that have a meaning where all texts of an object are joined.
        r"{ a: '\0', '\0': 'b', 'c\0d': 'e\0', '': '\0\0', f: 'g' }",
        r"{ a: '\u0001', '\u0001': 'b', c: '\u0001\u0001', '\u0001d': '\ufffd', '\ufffd': 'e' }",
        r"{ a: '\ufffd\u0001', b: '\ufeff', '\ufeff': '', c: '' }",
        r"{ имя: 'Иван', 'é': '日本', a: '😀', '😀': 'ﬀ', b: '\u2028\n\r' }",
        // Names of integers come first.
        "{ b: '1', 10: '2', 9: 'b', a: '10' }",
        // Names that objects inherit.
        "{ ['__proto__']: 'a', constructor: 'b', toString: 'c', hasOwnProperty: '__proto__' }",
        "{ a: 'x'.repeat(999), b: 'x'.repeat(1000), c: 'x'.repeat(1001), ['n'.repeat(1000)]: 'd' }",
        "{ a: { a: { a: 'a', b: ['a', { a: 'a' }] } }, b: {}.a, c: 'a' }",
        "Object.fromEntries(Array.from({ length: 100 }, (_, i) => ['f' + i, 'ж'.repeat(600) + i]))",
        "Object.fromEntries(Array.from({ length: 1000 }, (_, i) => ['f' + i, 'v' + i % 7]))",
    ] {
        let given = js(given);
        assert_eq!(json(&sent_fields(&given).unwrap()), json(&given));
    }
    let long = js("{ ['n'.repeat(1001)]: 'a' }");
    assert!(sent_fields(&long).is_err());
}

#[wasm_bindgen_test]
fn halves_of_a_surrogate_pair_are_not_joined() {
    let given = js(r"{ a: '\ud83d', b: '\ude00', c: 'd', e: 'f\ud83d' }");
    let issues = get(&sent_fields(&given).unwrap_err(), "issues");
    let paths = js_sys::Array::from(&issues).map(&mut |issue, _, _| get(&issue, "path.1"));
    assert_eq!(json(&paths), r#"["a","b","e"]"#);
}

#[wasm_bindgen_test]
fn an_object_reads_each_property_once() {
    let given = js(r"(() => {
        const reads = [];
        const fields = { get a() { reads.push('a'); return 'A'; }, b: '\0', c: 'C', [Symbol()]: 'S' };
        Object.defineProperty(fields, 'hidden', { value: 'H' });
        const get = (target, name) => { if (name !== Symbol.toStringTag) reads.push(name); return target[name]; };
        return { reads, fields, proxy: new Proxy({ d: 'D', e: '\0' }, { get }) };
    })()");
    let fields = sent_fields(&get(&given, "fields")).unwrap();
    assert_eq!(json(&fields), r#"{"a":"A","b":"\u0000","c":"C"}"#);
    sent_fields(&get(&given, "proxy")).unwrap();
    assert_eq!(json(&get(&given, "reads")), r#"["a","d","e"]"#);
}

#[wasm_bindgen_test]
fn results_have_properties_of_their_own() {
    // A setter that another script has added to all objects.
    js(
        "Object.defineProperty(Object.prototype, 'total', { set() { throw 1; }, configurable: true })",
    );
    let sent = sent_fields(&js("JSON.parse('{\"total\":\"5\",\"__proto__\":\"p\"}')"));
    js("delete Object.prototype.total");
    let sent = sent.unwrap();
    assert_eq!(json(&sent), r#"{"total":"5","__proto__":"p"}"#);
    js_sys::Reflect::set(&sent, &"total".into(), &"6".into()).unwrap();
    assert_eq!(text(&sent, "total"), "6");
}

#[wasm_bindgen_test]
fn parameters_with_issues_are_thrown() {
    let thrown = to_params(&js("{ taskId: 0, status: 1 }"), &JsValue::UNDEFINED).unwrap_err();
    assert_eq!(error(&thrown), "INVALID_COMPLETION invalid not-completed");
    assert_eq!(text(&thrown, "issues.0.code"), "task_id_invalid");
}

#[wasm_bindgen_test]
fn dates_and_big_integers_are_values() {
    let completion = js(
        "{ taskId: 12n, status: 3, fields: { a: new Date(1738318830999), b: -5n, c: [new Date(0)], ['__proto__']: 'p' } }",
    );
    let params = to_params(&completion, &JsValue::UNDEFINED).unwrap();
    let expected = js(r#"{ TASK_ID: 12, STATUS: 3,
        FIELDS: { a: "1738318830", b: "-5", c: ["0000000000"], ["__proto__"]: "p" } }"#);
    assert_eq!(json(&params), json(&expected));
}

#[wasm_bindgen_test]
fn a_date_of_another_frame_is_accepted() {
    let frame = "(() => { const frame = document.body.appendChild(document.createElement('iframe')); \
                 return frame.contentWindow; })()";
    let window = js(frame);
    js_sys::Reflect::set(&js_sys::global(), &"otherFrame".into(), &window).unwrap();
    let completion = js("{ taskId: 12, status: 3, fields: new otherFrame.Object() }");
    js_sys::Reflect::set(
        &get(&completion, "fields"),
        &"a".into(),
        &js("new otherFrame.Date(5000)"),
    )
    .unwrap();
    js_sys::Reflect::set(
        &get(&completion, "fields"),
        &"b".into(),
        &js("new otherFrame.Array('x')"),
    )
    .unwrap();
    let params = to_params(&completion, &JsValue::UNDEFINED).unwrap();
    assert_eq!(
        json(&get(&params, "FIELDS")),
        r#"{"a":"0000000005","b":["x"]}"#
    );
}

#[wasm_bindgen_test]
fn long_texts_and_contents_of_files_are_not_copied() {
    let completion = js("{ taskId: 12, status: 3, fields: { f: ['a.txt', 'A'.repeat(200000)] } }");
    let params = to_params(&completion, &JsValue::UNDEFINED).unwrap();
    assert!(get(&params, "FIELDS.f.1") == get(&completion, "fields.f.1"));
}

#[wasm_bindgen_test]
fn statuses_are_reported() {
    assert_eq!(parse_status(&js("'Cancel'")), "cancel");
    assert!(parse_status(&js("' 1'")).is_null());
    assert_eq!(
        json(&allowed_statuses(&"ApproveActivity".into())),
        r#"["yes","no"]"#
    );
    assert_eq!(json(&allowed_statuses(&js("{}"))), "[]");
}

#[wasm_bindgen_test]
fn usage_errors_name_the_place_and_what_to_do() {
    for (thrown, words) in [
        (
            parse_task(&js("null")),
            "row must be a row of bizproc.task.list",
        ),
        (parse_task(&js("{ id: 1 }")), "row must be a row"),
        (
            validate_completion(&js("[]"), &JsValue::UNDEFINED, &JsValue::UNDEFINED),
            "completion must be an object",
        ),
        (
            validate_completion(&js("{}"), &js(ROW), &JsValue::UNDEFINED),
            "parseTask(row)",
        ),
        (
            validate_completion(&js("{}"), &js("12"), &JsValue::UNDEFINED),
            "task must be the result of parseTask",
        ),
        (
            validate_completion(&js("{}"), &JsValue::UNDEFINED, &js("'ru'")),
            "options must be an object",
        ),
        (
            to_params(&js("'x'"), &JsValue::UNDEFINED),
            "completion must be an object",
        ),
    ] {
        let thrown = thrown.unwrap_err();
        assert_eq!(error(&thrown), "USAGE usage not-completed");
        assert!(
            text(&thrown, "message").contains(words),
            "{}",
            text(&thrown, "message")
        );
    }
}

#[wasm_bindgen_test]
fn an_error_is_plain_as_json() {
    let thrown = parse_task(&JsValue::NULL).unwrap_err();
    let expected = js(
        r#"{ name: "BizprocError", message: "row must be a row of bizproc.task.list, with its ID.",
        code: "USAGE", kind: "usage", outcome: "not-completed", answer: null, issues: [], description: "",
        status: null, retryAfter: null, trace: [] }"#,
    );
    assert_eq!(json(&thrown), json(&expected));
}

/// A form with a file field.
fn file_task(multiple: bool) -> JsValue {
    let row = js(ROW);
    let field = get(&row, "PARAMETERS.Fields.0");
    js_sys::Reflect::set(&field, &"Type".into(), &"file".into()).unwrap();
    js_sys::Reflect::set(&field, &"Multiple".into(), &multiple.into()).unwrap();
    js_sys::Reflect::set(&field, &"Default".into(), &JsValue::NULL).unwrap();
    parse_task(&row).unwrap()
}

#[wasm_bindgen_test]
fn files_are_not_changed_and_keep_their_names() {
    let completion = js("{ taskId: 12, status: 3, fields: { note: new File(['x'], 'a.txt') } }");
    let params = to_params(&completion, &file_task(false)).unwrap();
    assert_eq!(text(&params, "FIELDS.note.0"), "a.txt");
    assert!(get(&params, "FIELDS.note.1") == get(&completion, "fields.note"));

    let completion = js(
        "{ taskId: 12, status: 3, fields: { note: (() => { const { files } = Object.assign(document.createElement('input'), \
           { type: 'file', multiple: true, files: (() => { const data = new DataTransfer(); data.items.add(new File(['x'], 'b.txt')); \
           return data.files })() }); return files })() } }",
    );
    let params = to_params(&completion, &file_task(true)).unwrap();
    assert_eq!(text(&params, "FIELDS.note.0.0"), "b.txt");
    assert_eq!(
        issues(
            "{ taskId: 12, status: 3, fields: { note: new Blob([]) } }",
            &file_task(false)
        ),
        r#"file_invalid ["fields","note"]"#
    );
    let unnamed = to_params(
        &js("{ taskId: 12, status: 3, fields: { note: new Blob(['x']) } }"),
        &file_task(false),
    )
    .unwrap();
    assert_eq!(text(&unnamed, "FIELDS.note.0"), "blob");
}

#[wasm_bindgen_test]
fn long_contents_are_checked_in_javascript() {
    for (content, reported) in [
        ("'QUJD'.repeat(100000)", ""),
        ("'QUJD\\n'.repeat(100000)", ""),
        (
            "'data:,'.repeat(100000)",
            r#"file_invalid ["fields","note"]"#,
        ),
    ] {
        let completion =
            format!("{{ taskId: 12, status: 3, fields: {{ note: ['a.txt', {content}] }} }}");
        assert_eq!(
            issues(&completion, &file_task(false)),
            reported,
            "{content}"
        );
    }
}

#[wasm_bindgen_test]
fn an_app_can_replace_messages() {
    let options =
        js("{ lang: 'ru', messages: { field_unknown: 'Kein Feld {id}', status_invalid: 7 } }");
    let issues = validate_completion(
        &js("{ taskId: 12, status: 9, fields: { x: 1 } }"),
        &task(),
        &options,
    )
    .unwrap();
    let messages: Vec<_> = js_sys::Array::from(&issues)
        .iter()
        .map(|issue| text(&issue, "message"))
        .collect();
    assert_eq!(
        messages,
        [
            "Выберите ответ: yes (1), no (2), ok (3) или cancel (4)",
            "Kein Feld x"
        ]
    );
}

#[wasm_bindgen_test]
fn an_added_language_is_used_for_later_messages() {
    let options = js("{ lang: 'xb' }");
    let message = || {
        let issues = validate_completion(&js("{ taskId: 12, status: 9 }"), &task(), &options);
        text(&issues.unwrap(), "0.message")
    };
    assert!(message().starts_with("Choose an answer"));
    add_language(&js(
        "{ lang: 'xa-XA', aliases: ['xb'], messages: { status_invalid: 'Qual?' }, texts: { code: 'C' } }",
    ))
    .unwrap();
    assert_eq!(message(), "Qual?");
    for (language, named) in [
        ("null", "language.lang"),
        ("{ lang: 7, messages: {} }", "language.lang"),
        ("{ lang: 'xa', messages: [] }", "language.messages"),
        (
            "{ lang: 'xa', messages: { status_invalid: 7 } }",
            "“status_invalid”",
        ),
        (
            "{ lang: 'xa', get messages() { throw 1 } }",
            "language.messages",
        ),
    ] {
        let thrown = add_language(&js(language)).unwrap_err();
        assert_eq!(error(&thrown), "USAGE usage not-completed");
        assert!(text(&thrown, "message").contains(named), "{language}");
    }
}

#[wasm_bindgen_test]
fn one_field_is_checked_on_its_own() {
    let field = js(
        "{ id: 'n', type: 'int', name: 'Number', multiple: false, required: true, options: null }",
    );
    let reported = |value: &str| {
        let issues =
            js_sys::Array::from(&validate_field(&field, &js(value), &JsValue::UNDEFINED).unwrap());
        issues
            .iter()
            .map(|issue| text(&issue, "message"))
            .collect::<Vec<_>>()
    };
    assert_eq!(reported("7"), [""; 0]);
    assert_eq!(
        reported("'x'"),
        ["“Number”: enter a whole number, such as 25"]
    );
    assert_eq!(reported("null"), ["Enter “Number”"]);
    let thrown = validate_field(&js("{ id: 'n' }"), &js("1"), &JsValue::UNDEFINED).unwrap_err();
    assert_eq!(error(&thrown), "USAGE usage not-completed");
}

#[wasm_bindgen_test]
fn values_of_a_form_become_parameters_or_issues() {
    let check = |values: &str| {
        json(
            &TaskSchema::new(&task(), &JsValue::UNDEFINED)
                .unwrap()
                .validate(&js(values)),
        )
    };
    for values in [
        "{ status: 'ok', fields: {} }",
        "{ taskId: 12, status: 3 }",
        "{ taskId: null, status: '3', comment: '' }",
    ] {
        let value = r#"{"value":{"TASK_ID":12,"STATUS":3,"FIELDS":{"note":{"TYPE":"text","TEXT":"present"}}}}"#;
        assert_eq!(check(values), value, "{values}");
    }
    assert!(check("{ taskId: 13, status: 3 }").contains("task_id_invalid"));
    assert!(check("{ status: 2 }").contains("status_not_allowed"));
    assert!(check("{ status: 1 }").contains(r#""STATUS":3"#));
    assert!(check("null").contains("fields_invalid") && check("[]").contains("fields_invalid"));
}

#[wasm_bindgen_test]
fn a_schema_that_was_used_returns_the_same_as_a_new_one() {
    let new_schema = || TaskSchema::new(&task(), &JsValue::UNDEFINED).unwrap();
    let used = new_schema();
    for values in [
        "{ status: 'ok', comment: 'a', fields: { note: 'b' } }",
        "{ status: 'ok', comment: 'b', fields: { note: 'a' } }",
        "{ comment: 'a', status: 'ok', fields: { note: ['a', 'b'] } }",
        "{ status: 'ok', a: 'comment', fields: { nope: 'b', note: 'note' } }",
        // A name is read with a replacement character, a value is not.
        r"{ '\ud800': 'ok', '\ufffd': '\ud800' }",
        r"{ status: '\ud800', comment: '\ufffd', fields: { note: '\ud800' } }",
        r"{ '\ud800': '\ud800', status: 'ok', comment: '\uf8ff' }",
        "{ status: 'ok', comment: 7, fields: { note: null } }",
        "{ status: 'ok', comment: 'é'.repeat(1000), fields: { note: 'n'.repeat(100001) } }",
        "{ status: 'ok', ['é'.repeat(1000)]: 'n', ['n'.repeat(1001)]: 'n' }",
        "{ status: 'ok', fields: { note: Array.from({ length: 400 }, (_, index) => `${index}`) } }",
        "{ status: 'ok', fields: { note: Array.from({ length: 400 }, (_, index) => `${index % 7}`) } }",
        "'ok'",
    ] {
        // For the second time with texts that the schema knows.
        for _ in 0..2 {
            let expected = json(&new_schema().validate(&js(values)));
            assert_eq!(json(&used.validate(&js(values))), expected, "{values}");
        }
    }
}

#[wasm_bindgen_test]
fn a_getter_may_use_the_schema_of_its_own_form() {
    let schema = JsValue::from(TaskSchema::new(&task(), &JsValue::UNDEFINED).unwrap());
    let validate = js("(schema) => {
        const validate = (comment) => schema.validate({ status: 'ok', get comment() { return comment(); } });
        const inner = () => validate(() => 'inner').value.COMMENT;
        return [1, 2].map(() => validate(() => `outer, ${inner()}`).value.COMMENT).join();
    }");
    let validate: js_sys::Function = validate.unchecked_into();
    let comments = validate.call1(&JsValue::UNDEFINED, &schema).unwrap();
    assert_eq!(comments, "outer, inner,outer, inner");
}

#[wasm_bindgen_test]
fn a_misspelt_option_gets_a_suggestion() {
    let task = task();
    let check = |options: &str| validate_completion(&js("{}"), &task, &js(options));
    let connect = |options: &str| {
        let connection = js("{ callMethod() {} }");
        Portal::new(&connection, &js(options)).map(JsValue::from)
    };
    for (result, words) in [
        (
            connect("{ timeOut: 1000 }"),
            "did you mean options.timeout?",
        ),
        (connect("{ langs: 'ru' }"), "did you mean options.lang?"),
        (
            check("{ maxbodysize: 1e6 }"),
            "did you mean options.maxBodySize?",
        ),
        (check("{ timeout: 1000 }"), "it is an option of connect"),
        (
            check("{ colour: undefined }"),
            "the options of this call are lang, messages, maxBodySize",
        ),
        (
            check("{ ['x'.repeat(1e6)]: 1 }"),
            "options has an unknown name",
        ),
        (check("{ lang: 7 }"), "options.lang"),
        (check("{ lang: 'x'.repeat(1e6) }"), "options.lang"),
    ] {
        let thrown = result.unwrap_err();
        assert_eq!(error(&thrown), "USAGE usage not-completed");
        let message = text(&thrown, "message");
        assert!(message.contains(words) && message.len() < 200, "{message}");
    }
    assert!(check("{ lang: undefined, messages: {}, maxBodySize: 1e6 }").is_ok());
}

/// The slots of wasm-bindgen's table for JavaScript values in Rust.
fn table_length() -> f64 {
    let exports = get(&wasm_bindgen::exports(), "__wbindgen_externrefs");
    get(&exports, "length").as_f64().unwrap()
}

#[wasm_bindgen_test]
fn values_that_were_read_are_released() {
    let field = get(&task(), "fields.0");
    for value in [
        "{ a: 'x' }",
        "new Map()",
        // Each of these throws.
        "{ get a() { throw 1 } }",
        "{ get [Symbol.toStringTag]() { throw 1 } }",
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()",
        "{ a: { [Symbol.toStringTag]: 'Date' } }",
    ] {
        let value = js(value);
        let messages = js("{ messages: { get value_invalid() { throw 1 } } }");
        let validate = || {
            for options in [&JsValue::UNDEFINED, &messages] {
                validate_field(&field, &value, options).unwrap();
                validate_field(&js_sys::JSON::parse("{}").unwrap(), &value, options).unwrap_err();
            }
        };
        validate();
        let before = table_length();
        // More than the table grows by at a time.
        for _ in 0..500 {
            validate();
        }
        assert_eq!(table_length(), before, "{value:?}");
    }
}

#[wasm_bindgen_test]
fn only_a_readable_file_is_a_file() {
    for (size, name) in [
        ("NaN", "'a.txt'"),
        ("-1", "'a.txt'"),
        ("Infinity", "'a.txt'"),
        ("'5'", "'a.txt'"),
        ("5", "'x'.repeat(1001)"),
        ("5", "{ toString() { throw 1 } }"),
    ] {
        let file = format!("{{ [Symbol.toStringTag]: 'File', size: {size}, name: {name} }}");
        let completion = format!("{{ taskId: 12, status: 3, fields: {{ note: {file} }} }}");
        let reported = issues(&completion, &file_task(false));
        assert_eq!(reported, r#"value_invalid ["fields","note"]"#, "{file}");
    }
    // Some test environments have their own class, without a tag.
    let completion = js(
        "{ taskId: 12, status: 3, fields: { note: Object.defineProperty(new File(['x'], 'a.txt'), Symbol.toStringTag, { value: 'Object' }) } }",
    );
    let params = to_params(&completion, &file_task(false)).unwrap();
    assert_eq!(text(&params, "FIELDS.note.0"), "a.txt");
}

#[wasm_bindgen_test]
fn a_task_is_frozen_except_its_row_and_default_values() {
    let row = js(ROW);
    let task = parse_task(&row).unwrap();
    for part in ["comment", "answers.0", "fields", "fields.0.settings.a"] {
        let part = get(&task, part);
        assert!(js_sys::Object::is_frozen(
            part.unchecked_ref::<js_sys::Object>()
        ));
    }
    assert!(js_sys::Object::is_frozen(
        task.unchecked_ref::<js_sys::Object>()
    ));
    assert_eq!(get(&task, "raw"), row);
    assert!(!js_sys::Object::is_frozen(
        row.unchecked_ref::<js_sys::Object>()
    ));
}

#[wasm_bindgen_test]
fn each_of_many_tasks_is_checked_by_its_own_fields() {
    // More tasks than the cache holds, twice, and unknown copies.
    let none = JsValue::UNDEFINED;
    let tasks: Vec<_> = (1..=30)
        .map(|id| {
            let row = js(&format!(
                "({{ ID: '{id}', ACTIVITY: 'RequestInformationActivity', USER_ID: '7', STATUS: '0', USER_STATUS: '0', \
                PARAMETERS: {{ Fields: Array.from({{ length: 10 }}, (_, field) => ({{ Id: `f${{field}}`, Name: `{id}/${{field}}`, \
                Type: 'int', Required: true }})) }} }})"
            ));
            parse_task(&row).unwrap()
        })
        .collect();
    for _ in 0..2 {
        for (index, task) in tasks.iter().enumerate() {
            let id = index + 1;
            let copy = js("structuredClone")
                .unchecked_into::<js_sys::Function>()
                .call1(&JsValue::UNDEFINED, task)
                .unwrap();
            for task in [task, &copy] {
                let completion = js(&format!("{{ taskId: {id}, status: 'ok', fields: {{}} }}"));
                let issues = validate_completion(&completion, task, &none).unwrap();
                assert_eq!(js_sys::Array::from(&issues).length(), 10, "{id}");
                assert!(text(&issues, "9.message").contains(&format!("{id}/9")));
                let field = get(task, "fields.9");
                let issues = validate_field(&field, &"x".into(), &none).unwrap();
                assert!(text(&issues, "0.message").contains(&format!("{id}/9")));
            }
        }
    }
}

#[wasm_bindgen_test]
async fn the_name_of_a_user_is_read_once() {
    let fetch = Fetch::stub(
        "async (request) => { \
           const params = [...new URLSearchParams(await request.text())]; \
           const commands = params.filter(([name]) => name.startsWith('cmd')).map(([, command]) => command); \
           const user = { ID: '12', NAME: 'Nora', LAST_NAME: 'Lindqvist' }; \
           const rows = (command) => command.startsWith('user.get') ? [user] : { items: [{ id: 607, name: 'Ingrid' }] }; \
           return new Response(JSON.stringify({ result: { result: commands.map(rows) } })) }",
    );
    let portal = Portal::new(&js(TOKEN), &JsValue::UNDEFINED).unwrap();
    let read = async || {
        let values = js("['user_12', 'C_607']");
        let names = settled(portal.get_names(values, JsValue::UNDEFINED)).await;
        json(&js_sys::Array::from(&names.unwrap()))
    };
    let first = read().await;
    assert_eq!(
        first,
        r#"[["user_12","Nora Lindqvist"],["C_607","Ingrid"]]"#
    );
    let second = read().await;
    assert_eq!(
        second,
        r#"[["C_607","Ingrid"],["user_12","Nora Lindqvist"]]"#
    );
    let commands = |request| {
        let body = text(&fetch.request(request), "1");
        ["user.get", "crm.item.list"].map(|method| body.contains(method))
    };
    assert_eq!((commands(0), commands(1)), ([true, true], [false, true]));
}
