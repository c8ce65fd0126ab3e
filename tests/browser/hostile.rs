//! Every export accepts every value. The result is an issue or a `BizprocError` of kind `usage`, never a trap, and the
//! module keeps working.

use super::js::{FakeClock, ROW, error, get, js, json, settled, text};
use crate::browser::exports::{
    TaskSchema, allowed_statuses, parse_status, parse_task, to_params, validate_completion,
    validate_field,
};
use crate::browser::portal::Portal;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// One value of each type with its own rules.
const TYPES: [&str; 14] = [
    "bool", "int", "double", "string", "select", "date", "datetime", "time", "file", "user",
    "UF:crm", "S:Money", "S:HTML", "email",
];

const HOSTILE: [&str; 41] = [
    "undefined",
    "null",
    "true",
    "NaN",
    "-Infinity",
    "1e308",
    "-0",
    "12n",
    "10n ** 30n",
    "''",
    "'\\ud800'",
    "'\\udc00x'",
    "'\\0'",
    "'x'.repeat(5_000_000)",
    "Symbol('s')",
    "Symbol.iterator",
    "() => { throw 1 }",
    "class {}",
    "[]",
    "new Array(4294967295)",
    "[, , 1]",
    "{}",
    "Object.create(null)",
    "Object.freeze({ a: 1 })",
    "{ get taskId() { throw new Error('x') }, get status() { throw 'y' }, get fields() { throw undefined } }",
    "{ taskId: { get a() { throw 1 } }, fields: { get a() { throw 1 } } }",
    "(() => { const a = {}; a.a = a; a.fields = a; a.taskId = [a]; return a })()",
    "(() => { let a = []; for (let i = 0; i < 10000; i++) a = [a]; return a })()",
    "(() => { let a = {}; for (let i = 0; i < 10000; i++) a = { fields: a }; return a })()",
    "(() => { const a = []; for (let i = 0; i < 30; i++) a.push(a); return { fields: a } })()",
    "new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 }, getPrototypeOf() { throw 3 }, has() { throw 4 } })",
    "new Proxy([], { get() { throw 1 } })",
    "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()",
    "{ toString() { throw 1 }, valueOf() { throw 2 }, [Symbol.toPrimitive]() { throw 3 } }",
    "{ get [Symbol.toStringTag]() { throw 1 } }",
    "{ [Symbol.toStringTag]: 'Date' }",
    "new Date(NaN)",
    "new Map([['a', 1]])",
    "new Uint8Array(9)",
    "document.body",
    "new Blob(['x'])",
];

/// The module works.
fn assert_alive() {
    assert_eq!(parse_status(&js("'ok'")), "ok");
    let task = parse_task(&js(ROW)).unwrap();
    let params = to_params(&js("{ taskId: 12, status: 'ok' }"), &task).unwrap();
    assert_eq!(json(&get(&params, "TASK_ID")), "12");
}

/// If it threw, it threw a `BizprocError`.
fn assert_ours(result: Result<JsValue, JsValue>) {
    if let Err(thrown) = result {
        let thrown = error(&thrown);
        assert!(
            thrown == "USAGE usage not-completed"
                || thrown == "INVALID_COMPLETION invalid not-completed",
            "{thrown}"
        );
    }
}

/// A row with two fields of each type: for one value, and for several.
fn row_of_all_types() -> JsValue {
    let row = js(ROW);
    let fields = js(&format!(
        "{TYPES:?}.flatMap((Type) => [true, false].map((Multiple) => ({{ Type, Multiple }})))
            .map((field, index) => ({{ Id: `field${{index}}`, Name: 'Field', Required: false, Options: null, Default: null, ...field }}))"
    ));
    js_sys::Reflect::set(&get(&row, "PARAMETERS"), &"Fields".into(), &fields).unwrap();
    row
}

#[wasm_bindgen_test]
fn synchronous_exports_take_anything() {
    let task = parse_task(&js(ROW)).unwrap();
    for expression in HOSTILE {
        let value = js(expression);
        parse_status(&value);
        allowed_statuses(&value);
        assert_ours(parse_task(&value));
        for task in [&JsValue::UNDEFINED, &task, &value] {
            assert_ours(validate_completion(&value, task, &JsValue::UNDEFINED));
            assert_ours(to_params(&value, task));
        }
        assert_ours(validate_completion(&js("{}"), &JsValue::UNDEFINED, &value));
        assert_ours(validate_field(&value, &value, &value));
        assert_ours(validate_field(
            &get(&task, "fields.0"),
            &value,
            &JsValue::UNDEFINED,
        ));
        assert_ours(
            TaskSchema::new(&task, &JsValue::UNDEFINED).map(|schema| schema.validate(&value)),
        );
        assert_ours(TaskSchema::new(&value, &value).map(JsValue::from));
        let messages = js("{}");
        js_sys::Reflect::set(&messages, &"messages".into(), &value).unwrap();
        assert_ours(validate_completion(
            &js("{}"),
            &JsValue::UNDEFINED,
            &messages,
        ));
        assert_alive();
    }
}

#[wasm_bindgen_test]
fn parts_of_a_completion_may_be_anything() {
    let task = parse_task(&js(ROW)).unwrap();
    let typed = parse_task(&row_of_all_types()).unwrap();
    assert_eq!(get(&typed, "fields.length").as_f64(), Some(28.0));
    for expression in HOSTILE {
        for part in ["taskId", "status", "comment", "fields", "colour"] {
            let completion = js("{ taskId: 12, status: 3 }");
            js_sys::Reflect::set(&completion, &part.into(), &js(expression)).unwrap();
            for task in [&JsValue::UNDEFINED, &task] {
                let issues = validate_completion(&completion, task, &JsValue::UNDEFINED).unwrap();
                for issue in js_sys::Array::from(&issues).iter() {
                    assert!(!text(&issue, "message").is_empty());
                }
                assert_ours(to_params(&completion, task));
            }
        }
        let completion = js("{ taskId: 12, status: 3, fields: {} }");
        js_sys::Reflect::set(&get(&completion, "fields"), &"note".into(), &js(expression)).unwrap();
        assert_ours(to_params(&completion, &task));
        let values = js("{}");
        for field in js_sys::Array::from(&get(&typed, "fields")).iter() {
            js_sys::Reflect::set(&values, &get(&field, "id"), &js(expression)).unwrap();
        }
        js_sys::Reflect::set(&completion, &"fields".into(), &values).unwrap();
        assert_ours(to_params(&completion, &typed));
        assert_alive();
    }
}

#[wasm_bindgen_test]
fn parts_of_a_task_or_row_may_be_anything() {
    for expression in HOSTILE {
        for part in [
            "ID",
            "STATUS",
            "USER_STATUS",
            "ACTIVITY",
            "PARAMETERS",
            "NAME",
        ] {
            let row = js(ROW);
            js_sys::Reflect::set(&row, &part.into(), &js(expression)).unwrap();
            assert_ours(parse_task(&row));
        }
        for part in [
            "id", "activity", "open", "answers", "comment", "fields", "raw",
        ] {
            // Nothing in a task of `parseTask` can be changed.
            let task: js_sys::Object = js("{}").unchecked_into();
            js_sys::Object::assign(&task, parse_task(&js(ROW)).unwrap().unchecked_ref());
            assert!(js_sys::Reflect::set(&task, &part.into(), &js(expression)).unwrap());
            assert_ours(validate_completion(
                &js("{ taskId: 12, status: 3 }"),
                &task,
                &JsValue::UNDEFINED,
            ));
        }
        assert_alive();
    }
}

#[wasm_bindgen_test]
async fn connections_and_options_may_be_anything() {
    let _clock = FakeClock::install();
    let bridge =
        js("{ callMethod(method, params, callback) { callback({ answer: { result: true } }) } }");
    for expression in HOSTILE {
        let value = js(expression);
        assert_ours(Portal::new(&value, &JsValue::UNDEFINED).map(JsValue::from));
        assert_ours(Portal::new(&bridge, &value).map(JsValue::from));
        for option in ["timeout", "lang"] {
            let options = js("{}");
            js_sys::Reflect::set(&options, &option.into(), &value).unwrap();
            assert_ours(Portal::new(&bridge, &options).map(JsValue::from));
        }
        for part in [
            "webhook",
            "accessToken",
            "domain",
            "refresh",
            "callMethod",
            "actions",
            "auth",
        ] {
            let connection = js("{ domain: 'acme.bitrix24.com', accessToken: 'secret' }");
            js_sys::Reflect::set(&connection, &part.into(), &value).unwrap();
            assert_ours(Portal::new(&connection, &JsValue::UNDEFINED).map(JsValue::from));
        }

        let portal = Portal::new(&bridge, &JsValue::UNDEFINED).unwrap();
        let good = js("{ taskId: 12, status: 3 }");
        let unchecked = js("{ lookup: false }");
        assert_ours(settled(portal.complete_task(value.clone(), unchecked.clone())).await);
        let result = settled(portal.complete_task(good.clone(), value.clone())).await;
        // Without options the task is looked up, and this bridge does not support that.
        assert!(result.is_err_and(|thrown| error(&thrown).ends_with("not-completed")));
        for option in ["signal", "task", "lookup"] {
            let options = js("{ lookup: false }");
            js_sys::Reflect::set(&options, &option.into(), &value).unwrap();
            if let Err(thrown) = settled(portal.complete_task(good.clone(), options)).await {
                assert!(
                    error(&thrown).ends_with("not-completed"),
                    "{expression} as {option}: {}",
                    error(&thrown)
                );
            }
        }
        if let Err(thrown) = settled(portal.get_task(value.clone(), value.clone())).await {
            assert!(error(&thrown).ends_with("not-completed"));
        }
        if let Err(thrown) = settled(portal.list_tasks(value.clone(), value.clone()).next()).await {
            assert!(error(&thrown).ends_with("not-completed"));
        }
        assert_alive();
    }
}

#[wasm_bindgen_test]
fn arguments_are_never_changed() {
    let deep = "(() => { const freeze = (x) => (typeof x === 'object' && x && Object.values(x).forEach(freeze), \
                Object.freeze(x)); return freeze({ taskId: 12, status: 3, comment: 'c', fields: { note: { a: [1, null] } } }) })()";
    let completion = js(deep);
    let before = json(&completion);
    let task = parse_task(&js(ROW)).unwrap();
    validate_completion(&completion, &task, &JsValue::UNDEFINED).unwrap();
    to_params(&completion, &task).unwrap();
    assert_eq!(json(&completion), before);
}
