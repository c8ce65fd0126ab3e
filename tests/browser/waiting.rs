//! Every wait has an end.

use super::js::{FakeClock, error, get, js, settled};
use crate::browser::portal::Portal;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const COMPLETION: &str = "{ taskId: 12, status: 3 }";

fn portal(connection: &str) -> Portal {
    Portal::new(&js(connection), &js("{ timeout: 30 }")).unwrap()
}

#[wasm_bindgen_test]
async fn a_call_without_an_answer_times_out() {
    let _clock = FakeClock::install();
    for (connection, expected) in [
        ("{ callMethod() {} }", "TIMEOUT network unknown"),
        (
            "{ actions: { v2: { call: { make: () => new Promise(() => {}) } } } }",
            "TIMEOUT network unknown",
        ),
        // The portal reported it, and the parent frame provides no other token.
        (
            "{ callMethod: (method, params, callback) => callback({ answer: { error: 'expired_token' }, status: 401 }), refreshAuth() {} }",
            "REFRESH_FAILED auth not-completed",
        ),
    ] {
        let promise = portal(connection).complete_task(js(COMPLETION), js("{ lookup: false }"));
        assert_eq!(error(&settled(promise).await.unwrap_err()), expected);
        let promise = portal(connection).complete_task(js(COMPLETION), JsValue::UNDEFINED);
        let thrown = error(&settled(promise).await.unwrap_err());
        assert!(
            thrown.ends_with("not-completed"),
            "a look-up completes nothing: {thrown}"
        );
    }
}

#[wasm_bindgen_test]
async fn an_abort_ends_the_call_at_once_and_leaves_no_listener() {
    Reflect::set(
        &js_sys::global(),
        &"controller".into(),
        &js("new AbortController()"),
    )
    .unwrap();
    let signal = js(
        "(() => { const { signal } = controller; const count = { now: 0 }; \
        const proxy = { get aborted() { return signal.aborted }, count, \
          addEventListener(...args) { count.now++; signal.addEventListener(...args) }, \
          removeEventListener(...args) { count.now--; signal.removeEventListener(...args) } }; return proxy })()",
    );
    let options = js("{ lookup: false }");
    Reflect::set(&options, &"signal".into(), &signal).unwrap();
    let portal = Portal::new(
        &js("{ callMethod() { setTimeout(() => controller.abort('why')) } }"),
        &JsValue::UNDEFINED,
    )
    .unwrap();
    let thrown = settled(portal.complete_task(js(COMPLETION), options.clone()))
        .await
        .unwrap_err();
    assert_eq!(error(&thrown), "ABORTED aborted unknown");
    assert_eq!(get(&signal, "count.now"), 0);

    // And before anything was sent.
    let thrown = settled(portal.complete_task(js("{ taskId: 13, status: 3 }"), options))
        .await
        .unwrap_err();
    assert_eq!(error(&thrown), "ABORTED aborted not-completed");
    assert_eq!(get(&signal, "count.now"), 0);
}

#[wasm_bindgen_test]
async fn a_call_that_has_ended_leaves_no_timer() {
    js(
        "(() => { globalThis.timers = new Set(); const { setTimeout, clearTimeout } = globalThis; globalThis.original = { setTimeout, clearTimeout }; \
        globalThis.setTimeout = (...args) => { const id = setTimeout(...args); timers.add(id); return id }; \
        globalThis.clearTimeout = (id) => { timers.delete(id); clearTimeout(id) } })()",
    );
    let portal = Portal::new(
        &js("{ callMethod: (m, p, callback) => callback({ answer: { result: true } }) }"),
        &JsValue::UNDEFINED,
    )
    .unwrap();
    settled(portal.complete_task(js(COMPLETION), js("{ lookup: false }")))
        .await
        .unwrap();
    let left = get(&js_sys::global(), "timers.size");
    js("Object.assign(globalThis, original)");
    assert_eq!(left, 0);
}
