//! `completeTasks` over a portal with batches, with a fake clock.

use super::js::{FakeClock, Fetch, TOKEN, create_batch_portal, get, js, json, settled, text};
use crate::browser::portal::Portal;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

/// A portal as `globalThis.portal`.
fn open() -> (FakeClock, Fetch, Portal) {
    let portal = create_batch_portal();
    Reflect::set(&js_sys::global(), &"portal".into(), &portal).unwrap();
    (
        FakeClock::install(),
        Fetch::stub_with(&get(&portal, "answer")),
        Portal::new(&js(TOKEN), &JsValue::UNDEFINED).unwrap(),
    )
}

/// Approves so many tasks. Returns each outcome, and the elapsed seconds.
async fn approve(portal: &Portal, count: u32) -> (Vec<String>, f64) {
    let completions = js(&format!(
        "Array.from({{ length: {count} }}, (_, index) => ({{ taskId: index + 1, status: 'yes' }}))"
    ));
    let now = || js("performance.now()").as_f64().unwrap();
    let started_at = now();
    let entries = settled(portal.complete_tasks(completions, JsValue::UNDEFINED)).await;
    let elapsed_s = (now() - started_at) / 1_000.0;
    let name = |entry: JsValue| {
        if get(&entry, "result").is_object() {
            return text(&entry, "result.confirmedBy");
        }
        [text(&entry, "error.code"), text(&entry, "error.outcome")].join(" ")
    };
    let entries = Array::from(&entries.unwrap());
    (entries.iter().map(name).collect(), elapsed_s)
}

#[wasm_bindgen_test]
async fn after_a_refresh_the_user_is_read_once() {
    let (_clock, _fetch, portal) = open();
    let (first, _) = approve(&portal, 1).await;
    js("(() => { portal.isExpired = true; portal.stored = [] })()");
    let (settled, _) = approve(&portal, 20).await;
    assert_eq!(first, ["reply"]);
    assert_eq!(settled, ["reply"; 20]);
    assert_eq!(get(&js("portal"), "profiles"), 2);
    assert_eq!(json(&js("portal.stored.length")), "20");
}

#[wasm_bindgen_test]
async fn completions_wait_for_the_reset_of_their_operating_time() {
    let (_clock, _fetch, portal) = open();
    js("(() => { portal.resetsIn = 300 })()");
    assert_eq!(approve(&portal, 1).await.0, ["reply"]);
    js("(() => { portal.stored = []; portal.limitedUntil = performance.now() + 299000 })()");
    let (settled, elapsed_s) = approve(&portal, 60).await;
    assert_eq!(settled, ["reply"; 60]);
    assert!((299.0..320.0).contains(&elapsed_s), "{elapsed_s}");
}

#[wasm_bindgen_test]
async fn there_is_no_wait_for_operating_time_without_a_reset_time() {
    let (_clock, _fetch, portal) = open();
    js("(() => { portal.limitedUntil = Infinity })()");
    let (settled, elapsed_s) = approve(&portal, 20).await;
    assert_eq!(settled, ["OPERATION_TIME_LIMIT not-completed"; 20]);
    // After the lag of a replica, the row shows that nothing was stored.
    assert!(elapsed_s < 17.0, "{elapsed_s}");
    assert_eq!(json(&js("portal.stored.length")), "0");
}

#[wasm_bindgen_test]
async fn an_entry_names_its_task_where_it_was_not_sent() {
    let (_clock, _fetch, portal) = open();
    let completions = js("[{ taskId: 1, status: 'cancel' }, { taskId: 'x', status: 'yes' }]");
    let entries = settled(portal.complete_tasks(completions, JsValue::UNDEFINED)).await;
    let name = |entry: JsValue| {
        let code = text(&entry, "error.code");
        [json(&get(&entry, "taskId")), code].join(" ")
    };
    let named: Vec<_> = Array::from(&entries.unwrap()).iter().map(name).collect();
    assert_eq!(named, ["1 INVALID_COMPLETION", "null INVALID_COMPLETION"]);
}

#[wasm_bindgen_test]
async fn a_task_in_place_of_its_fields_is_an_error() {
    let (_clock, _fetch, portal) = open();
    let options = portal.get_options(js("{ fields: [] }"), JsValue::UNDEFINED);
    let problem = settled(options).await.unwrap_err();
    assert_eq!(
        text(&problem, "message"),
        "fields must be the fields of a task: task.fields."
    );
}

#[wasm_bindgen_test]
async fn another_users_token_completes_none_of_many() {
    let (_clock, _fetch, portal) = open();
    assert_eq!(approve(&portal, 1).await.0, ["reply"]);
    // The token expires after the tasks were looked up.
    js(
        "(() => { portal.stored = []; portal.userOf = (token) => token === 'marker-token' ? '7' : '8'; \
        let requests = 0; Object.defineProperty(portal, 'isExpired', { get: () => ++requests > 1 }) })()",
    );
    let (settled, _) = approve(&portal, 30).await;
    assert_eq!(settled, ["USER_CHANGED not-completed"; 30]);
    assert_eq!(json(&js("portal.stored.length")), "0");
}

#[wasm_bindgen_test]
async fn overdue_tasks_are_counted_by_the_portals_clock() {
    let (_clock, fetch, portal) = open();
    // The portal's clock shows January 2027.
    assert_eq!(approve(&portal, 1).await.0, ["reply"]);
    let sent = get(&js("stub"), "requests.length").as_f64().unwrap() as u32;
    let _ = settled(portal.count_tasks(js("{ overdue: true }"), JsValue::UNDEFINED)).await;
    let body = text(&fetch.request(sent), "1");
    assert!(body.contains("OVERDUE_DATE"), "{body}");
    assert!(body.contains("=2027-01-15T"), "{body}");
}

#[wasm_bindgen_test]
async fn many_completions_add_one_listener_to_their_signal() {
    let (_clock, _fetch, portal) = open();
    let options = js(
        "(() => { const { signal } = new AbortController(); globalThis.listeners = { now: 0, most: 0 }; \
        signal.addEventListener = () => { listeners.most = Math.max(listeners.most, ++listeners.now) }; \
        signal.removeEventListener = () => { listeners.now-- }; return { signal } })()",
    );
    let completions =
        js("Array.from({ length: 20 }, (_, index) => ({ taskId: index + 1, status: 'yes' }))");
    settled(portal.complete_tasks(completions, options))
        .await
        .unwrap();
    // Node warns of more than ten.
    assert_eq!(json(&js("listeners")), r#"{"now":0,"most":1}"#);
    assert_eq!(json(&js("portal.stored.length")), "20");
}
