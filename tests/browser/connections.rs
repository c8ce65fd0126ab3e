//! Each kind of connection, with a fake portal.

use super::js::{
    FakeClock, ROW, complete_over, create_bx24, create_portal, create_sdk, error, get, js, json,
    settled, text,
};
use crate::browser::portal::Portal;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A portal with so many open tasks.
fn portal(rows: u32) -> JsValue {
    create_portal(
        rows,
        &js(&format!("(id) => ({{ ...{ROW}, ID: String(id) }})")),
    )
}

struct Fake {
    portal: JsValue,
    connection: JsValue,
}

fn bridge(rows: u32) -> Fake {
    let portal = portal(rows);
    let connection = create_bx24(&portal);
    Fake { portal, connection }
}

fn sdk(rows: u32, has_actions: bool) -> Fake {
    let portal = portal(rows);
    let connection = create_sdk(&portal, has_actions);
    Fake { portal, connection }
}

impl Fake {
    fn open(&self) -> Portal {
        Portal::new(&self.connection, &js("{ lang: 'en' }")).unwrap()
    }

    fn calls(&self) -> Array {
        get(&self.portal, "calls").unchecked_into()
    }

    fn methods(&self) -> String {
        self.calls()
            .iter()
            .map(|call| text(&call, "0"))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

async fn listed(portal: &Portal, query: &str) -> Vec<f64> {
    let pages = portal.list_tasks(js(query), JsValue::UNDEFINED);
    let mut ids = Vec::new();
    loop {
        let page = settled(pages.next()).await.unwrap();
        if page.is_null() {
            return ids;
        }
        ids.extend(
            Array::from(&page)
                .iter()
                .map(|task| get(&task, "id").as_f64().unwrap()),
        );
    }
}

#[wasm_bindgen_test]
async fn a_task_is_looked_up_validated_and_completed_over_each_connection() {
    for fake in [bridge(1), sdk(1, true), sdk(1, false)] {
        let portal = fake.open();
        let completion =
            js("{ taskId: 12, status: 'ok', comment: 'c', fields: { note: [true, null] } }");
        let result = settled(portal.complete_task(completion, JsValue::UNDEFINED))
            .await
            .unwrap();
        let expected = js(
            r#"{ taskId: 12, status: "ok", confirmedBy: "reply", attempts: 1, time: { duration: 1 }, warnings: [] }"#,
        );
        let trace = get(&result, "trace");
        let actions: Vec<_> = Array::from(&trace)
            .iter()
            .map(|step| text(&step, "action"))
            .collect();
        assert_eq!(actions, ["send", "reply", "outcome"]);
        Reflect::set(&result, &"trace".into(), &JsValue::UNDEFINED).unwrap();
        assert_eq!(json(&result), json(&expected));
        assert_eq!(fake.methods(), "batch bizproc.task.complete");
        let expected =
            js(r#"{ TASK_ID: 12, STATUS: 3, COMMENT: "c", FIELDS: { note: ["Y", ""] } }"#);
        assert_eq!(json(&get(&fake.calls().get(1), "1")), json(&expected));
        assert_eq!(text(&fake.calls().get(0), "1.cmd.0"), "profile?");
        let list = text(&fake.calls().get(0), "1.cmd.1");
        let filter =
            "&FILTER%5BUSER_ID%5D=%24result%5B0%5D%5BID%5D&FILTER%5BID%5D=12&ORDER%5BID%5D=DESC";
        assert!(list.ends_with(filter), "{list}");

        // The current user is read only once.
        settled(portal.get_task(js("'13'"), JsValue::UNDEFINED))
            .await
            .unwrap();
        assert_eq!(fake.calls().length(), 3);
        assert_eq!(
            json(&get(&fake.calls().get(2), "1.FILTER")),
            r#"{"USER_ID":7,"ID":13}"#
        );
    }
}

#[wasm_bindgen_test]
async fn each_task_is_listed_once_over_each_connection() {
    for rows in [0, 1, 50, 51, 120] {
        for fake in [bridge(rows), sdk(rows, true), sdk(rows, false)] {
            let expected: Vec<f64> = (1..=rows).rev().map(f64::from).collect();
            assert_eq!(listed(&fake.open(), "{}").await, expected);
        }
    }
}

/// Changes what a portal replies: `change(reply, method, params)`.
fn change_replies(fake: &Fake, change: &str) {
    let install = js(&format!(
        "(portal) => {{ const {{ answer }} = portal; const change = {change}; \
         portal.answer = (method, params) => change(answer(method, params), method, params); }}"
    ));
    install
        .unchecked_into::<js_sys::Function>()
        .call1(&JsValue::UNDEFINED, &fake.portal)
        .unwrap();
}

#[wasm_bindgen_test]
async fn where_a_portal_does_not_answer_both_at_once_the_user_is_asked_first() {
    let batch_replies =
        |reply: &str| format!("(own, method) => method === 'batch' ? {reply} : own");
    let one_by_one = "batch profile bizproc.task.list";
    let list_again = "batch bizproc.task.list";
    for (change, expected) in [
        (
            batch_replies("{ error: 'ERROR_METHOD_NOT_FOUND' }"),
            one_by_one,
        ),
        (batch_replies("{ error: 'ACCESS_DENIED' }"), one_by_one),
        (batch_replies("{ result: true }"), one_by_one),
        (
            batch_replies("{ result: { result: [], result_error: [{ error: 'X' }] } }"),
            one_by_one,
        ),
        (
            batch_replies(
                "{ result: { result: [{ ID: '7' }], result_error: { 1: { error: 'insufficient_scope' } } } }",
            ),
            list_again,
        ),
        // Without the substitution, an administrator is shown the tasks of all, or nothing.
        (
            batch_replies("{ result: { result: [{ ID: '7' }, []], result_total: { 1: 0 } } }"),
            list_again,
        ),
        (
            batch_replies(
                "(own.result.result[1].push({ ...own.result.result[1][0], USER_ID: '8', ID: '90' }), own)",
            ),
            list_again,
        ),
    ] {
        let fake = bridge(3);
        change_replies(&fake, &change);
        let portal = fake.open();
        assert_eq!(listed(&portal, "{}").await, [3.0, 2.0, 1.0], "{change}");
        assert_eq!(fake.methods(), expected, "{change}");
    }
}

#[wasm_bindgen_test]
async fn a_portal_that_has_refused_the_batch_is_not_asked_so_again() {
    let fake = bridge(2);
    // The first time that the profile is read is in the batch.
    change_replies(
        &fake,
        "((reads) => (own, method) => method === 'batch' ? { error: 'ERROR_METHOD_NOT_FOUND' } : \
         method === 'profile' && ++reads === 2 ? { error: 'X' } : own)(0)",
    );
    let portal = fake.open();
    let list = || {
        portal
            .list_tasks(JsValue::UNDEFINED, JsValue::UNDEFINED)
            .next()
    };
    let thrown = settled(list()).await.unwrap_err();
    assert_eq!(error(&thrown), "X portal not-completed");
    settled(list()).await.unwrap();
    assert_eq!(fake.methods(), "batch profile profile bizproc.task.list");
}

#[wasm_bindgen_test]
async fn who_asks_at_the_same_time_waits_for_the_user_only() {
    let fake = bridge(2);
    let portal = fake.open();
    let task = portal.get_task(js("2"), JsValue::UNDEFINED);
    assert_eq!(listed(&portal, "{}").await, [2.0, 1.0]);
    assert_eq!(text(&settled(task).await.unwrap(), "name"), "Fill in");
    assert_eq!(fake.methods(), "batch bizproc.task.list");
}

#[wasm_bindgen_test]
async fn a_list_of_another_user_needs_no_question_who_the_own_is() {
    let fake = bridge(2);
    assert_eq!(listed(&fake.open(), "{ userId: 8 }").await, [0.0; 0]);
    assert_eq!(fake.methods(), "bizproc.task.list");
}

#[wasm_bindgen_test]
async fn tasks_of_other_users_are_dropped() {
    let fake = bridge(3);
    let rows = js(
        "(list) => { const answer = list.answer; list.answer = (method, params) => { const reply = answer(method, params); \
         if (Array.isArray(reply.result)) reply.result[1].USER_ID = '8'; return reply } }",
    );
    rows.unchecked_into::<js_sys::Function>()
        .call1(&JsValue::UNDEFINED, &fake.portal)
        .unwrap();
    assert_eq!(listed(&fake.open(), "{}").await, [3.0, 1.0]);
}

#[wasm_bindgen_test]
async fn a_bridge_gets_a_copy_of_the_parameters() {
    let fake = bridge(1);
    let completion = "{ taskId: 12, status: 3, fields: { a: false, b: undefined, c: null, d: new Date(5000), e: {}, f: [] } }";
    settled(
        fake.open()
            .complete_task(js(completion), js("{ lookup: false }")),
    )
    .await
    .unwrap();
    let expected = js(
        r#"{ TASK_ID: 12, STATUS: 3, FIELDS: { a: "N", c: null, d: "0000000005", e: null, f: null } }"#,
    );
    assert_eq!(json(&get(&fake.calls().get(0), "1")), json(&expected));
    let empty = "{ taskId: 12, status: 3, fields: { a: null } }";
    settled(
        fake.open()
            .complete_task(js(empty), js("{ lookup: false }")),
    )
    .await
    .unwrap();
    assert_eq!(json(&get(&fake.calls().get(1), "1.FIELDS")), "\"\"");
}

#[wasm_bindgen_test]
async fn a_bridge_cannot_reorder_the_items_of_a_list() {
    // BX24.js would write the text first, and PHP keeps the order of a form.
    let fake = bridge(1);
    let completion =
        "{ taskId: 12, status: 3, comment: 'a&b', fields: { f: [{ VALUE: 'x y' }, '+7', null] } }";
    settled(
        fake.open()
            .complete_task(js(completion), js("{ lookup: false }")),
    )
    .await
    .unwrap();
    let sent = get(&fake.calls().get(0), "1").as_string().unwrap();
    assert_eq!(
        sent,
        "TASK_ID=12&STATUS=3&COMMENT=a%26b&FIELDS%5Bf%5D%5B0%5D%5BVALUE%5D=x+y&FIELDS%5Bf%5D%5B1%5D=%2B7&FIELDS%5Bf%5D%5B2%5D="
    );
}

#[wasm_bindgen_test]
async fn files_are_read_and_sent() {
    let fake = bridge(1);
    let completion = "{ taskId: 12, status: 3, fields: { f: ['a.txt', new Blob([new Uint8Array([0, 255, 10])])] } }";
    settled(
        fake.open()
            .complete_task(js(completion), js("{ lookup: false }")),
    )
    .await
    .unwrap();
    assert_eq!(
        json(&get(&fake.calls().get(0), "1.FIELDS.f")),
        r#"["a.txt","AP8K"]"#
    );

    let gone = "{ taskId: 12, status: 3, fields: { f: ['a.txt', Object.assign(new Blob(['x']), { slice: () => ({ size: 1, arrayBuffer: async () => { throw 1 } }) })] } }";
    let thrown = settled(fake.open().complete_task(js(gone), js("{ lookup: false }")))
        .await
        .unwrap_err();
    assert_eq!(error(&thrown), "INVALID_COMPLETION invalid not-completed");
    assert_eq!(json(&get(&thrown, "issues.0.path")), r#"["fields","f"]"#);
    assert_eq!(fake.calls().length(), 1);
}

#[wasm_bindgen_test]
async fn errors_of_the_portal_are_classified_over_each_connection() {
    let _clock = FakeClock::install();
    for (code, status, expected) in [
        ("ERROR_TASK_VALIDATION", 400, "task unknown"),
        ("ERROR_TASK_COMPLETED", 400, "task unknown"),
        ("QUERY_LIMIT_EXCEEDED", 503, "limit not-completed"),
        ("NO_AUTH_FOUND", 401, "auth not-completed"),
        ("NO_AUTH_FOUND", 400, "auth unknown"),
        ("INTERNAL_SERVER_ERROR", 500, "portal unknown"),
    ] {
        for fake in [bridge(1), sdk(1, true)] {
            let answer = js(&format!(
                "() => ({{ error: '{code}', error_description: '' }})"
            ));
            Reflect::set(&fake.portal, &"answer".into(), &answer).unwrap();
            Reflect::set(&fake.portal, &"status".into(), &status.into()).unwrap();
            let promise = fake
                .open()
                .complete_task(js("{ taskId: 12, status: 3 }"), js("{ lookup: false }"));
            let thrown = settled(promise).await.unwrap_err();
            assert_eq!(error(&thrown), format!("{code} {expected}"));
            assert_eq!(get(&thrown, "status"), status);
        }
    }
}

#[wasm_bindgen_test]
async fn a_bridge_result_without_an_answer_object_is_read() {
    let _clock = FakeClock::install();
    for (result, expected) in [
        ("{ data: () => true, error: () => undefined }", "completed"),
        (
            "{ data: () => undefined, error: () => ({ ex: { error: 'NO_AUTH_FOUND' } }) }",
            "NO_AUTH_FOUND auth unknown",
        ),
        (
            "{ data: () => undefined, error: () => ({ getError: () => ({ error: 'X' }) }) }",
            "X portal unknown",
        ),
        (
            "{ data: () => ({}), error: () => undefined, answer: { result: {} } }",
            "BAD_RESPONSE portal unknown",
        ),
        (
            "{ error: () => { throw 1 } }",
            "BAD_RESPONSE portal unknown",
        ),
        ("undefined", "BAD_RESPONSE portal unknown"),
        ("'<html>'", "BAD_RESPONSE portal unknown"),
    ] {
        let bridge = format!("{{ callMethod: (method, params, callback) => callback({result}) }}");
        let settled = complete_over(&bridge).await;
        assert_eq!(
            settled.map_or_else(|thrown| error(&thrown), |_| "completed".to_owned()),
            expected,
            "{result}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_call_ends_if_the_bridge_throws_or_returns_a_promise() {
    let _clock = FakeClock::install();
    for (call, expected) in [
        (
            "() => { throw new Error('frozen') }",
            "NETWORK network unknown",
        ),
        ("() => Promise.reject('x')", "NETWORK network unknown"),
        ("async () => ({ answer: { result: true } })", "completed"),
        (
            "async (method, params, callback) => { setTimeout(() => callback({ answer: { result: true } }), 5) }",
            "completed",
        ),
    ] {
        let settled = complete_over(&format!("{{ callMethod: {call} }}")).await;
        assert_eq!(
            settled.map_or_else(|thrown| error(&thrown), |_| "completed".to_owned()),
            expected,
            "{call}"
        );
    }
}

#[wasm_bindgen_test]
async fn without_a_connection_each_call_uses_the_current_bx24() {
    Reflect::set(&js_sys::global(), &"BX24".into(), &JsValue::NULL).unwrap();
    let portal = Portal::new(&JsValue::UNDEFINED, &JsValue::UNDEFINED).unwrap();
    let complete = || portal.complete_task(js("{ taskId: 12, status: 3 }"), JsValue::UNDEFINED);
    let thrown = settled(complete()).await.unwrap_err();
    assert_eq!(error(&thrown), "NO_CONNECTION usage not-completed");
    assert!(text(&thrown, "message").contains("options.connection"));

    let fake = bridge(1);
    Reflect::set(&js_sys::global(), &"BX24".into(), &fake.connection).unwrap();
    settled(complete()).await.unwrap();
    Reflect::delete_property(&js_sys::global(), &"BX24".into()).unwrap();
    assert_eq!(fake.methods(), "batch bizproc.task.complete");
}

#[wasm_bindgen_test]
async fn the_portals_language_is_the_messages() {
    let fake = bridge(1);
    let portal = Portal::new(&fake.connection, &JsValue::UNDEFINED).unwrap();
    let thrown = settled(portal.complete_task(js("{ taskId: 12, status: 2 }"), JsValue::UNDEFINED))
        .await
        .unwrap_err();
    assert!(
        text(&thrown, "message").starts_with("Задание не принимает"),
        "{}",
        text(&thrown, "message")
    );
}

#[wasm_bindgen_test]
async fn tasks_are_counted_in_one_request() {
    let fake = bridge(1);
    let portal = fake.open();
    let count = settled(portal.count_tasks(js("{ limit: 1 }"), JsValue::UNDEFINED)).await;
    assert_eq!(count, Ok(JsValue::from(1)));
    let refused = settled(portal.count_tasks(js("{ order: 'name' }"), JsValue::UNDEFINED)).await;
    assert_eq!(text(&refused.unwrap_err(), "kind"), "usage");
    assert_eq!(fake.methods(), "profile bizproc.task.list");
}

#[wasm_bindgen_test]
fn a_proxy_of_the_sdk_gets_its_own_error() {
    // Like the proxy of Vue's `ref` around an instance with private fields.
    let proxy = js(
        "new Proxy(new (class { #auth = {}; get auth() { return this.#auth } callMethod() {} })(), {})",
    );
    let thrown = Portal::new(&proxy, &JsValue::UNDEFINED)
        .map(drop)
        .unwrap_err();
    assert_eq!(error(&thrown), "USAGE usage not-completed");
    assert!(text(&thrown, "message").contains("markRaw"));
}

#[wasm_bindgen_test]
async fn words_of_the_sdk_that_are_not_the_portals_are_not_passed_on() {
    for (code, status, expected) in [
        ("ERROR_TASK_VALIDATION", 400, "secret words"),
        ("JSSDK_UNKNOWN_ERROR", 400, ""),
        ("NETWORK_ERROR", 0, ""),
    ] {
        let fake = sdk(1, true);
        let answer = js(&format!("() => ({{ error: '{code}' }})"));
        Reflect::set(&fake.portal, &"answer".into(), &answer).unwrap();
        Reflect::set(&fake.portal, &"status".into(), &status.into()).unwrap();
        let found = fake.open().get_task(12.into(), JsValue::UNDEFINED);
        let thrown = settled(found).await.unwrap_err();
        assert_eq!(text(&thrown, "description"), expected, "{code}");
    }
}
