//! Files: transports, sizes, progress.

use super::js::{FakeClock, Fetch, error, get, js, json, settled, text};
use crate::browser::exports::{TaskSchema, validate_completion, validate_field};
use crate::browser::portal::Portal;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Replies to every completion, and stores its parameters.
const BRIDGE: &str = "callMethod(method, params, callback) { \
    globalThis.given = params; setTimeout(() => callback({ answer: { result: true }, status: 200 })); }";

/// A file of two million bytes, and one that reports a size of 200 million.
const LARGE: &str = "new File([new Uint8Array(2e6)], 'large.bin')";
const HUGE: &str = "Object.defineProperty(new File(['x'], 'huge.bin'), 'size', { value: 2e8 })";

async fn complete(connection: &str, file: &str, options: &str) -> Result<JsValue, JsValue> {
    let portal = Portal::new(&js(connection), &js(options)).unwrap();
    let completion = js(&format!(
        "{{ taskId: 12, status: 3, fields: {{ papers: ['any.bin', {file}] }} }}"
    ));
    Reflect::set(&js_sys::global(), &"given".into(), &JsValue::UNDEFINED).unwrap();
    Reflect::set(&js_sys::global(), &"progress".into(), &Array::new()).unwrap();
    let options = js(
        "{ lookup: false, onProgress: (step) => { progress.push(step); globalThis.onStep?.(step) } }",
    );
    settled(portal.complete_task(completion, options)).await
}

fn given() -> JsValue {
    get(&js_sys::global(), "given")
}

fn issue(thrown: &JsValue) -> String {
    assert_eq!(error(thrown), "INVALID_COMPLETION invalid not-completed");
    [
        text(thrown, "issues.0.code"),
        json(&get(thrown, "issues.0.path")),
    ]
    .join(" ")
}

#[wasm_bindgen_test]
async fn files_are_sent_over_http_with_the_bridges_token() {
    for (connection, url, body) in [
        (
            format!("{{ {BRIDGE}, getAuth: () => ({{ access_token: 'marker', domain: 'acme.bitrix24.com' }}) }}"),
            "https://acme.bitrix24.com/rest/bizproc.task.complete",
            "marker",
        ),
        // An expired token is refreshed.
        (
            format!("{{ {BRIDGE}, getAuth: () => false, \
                refreshAuth: (callback) => callback({{ access_token: 'fresh', domain: 'acme.bitrix24.com' }}) }}"),
            "https://acme.bitrix24.com/rest/bizproc.task.complete",
            "fresh",
        ),
        (
            "{ actions: { v2: { call: { make() {} } } }, auth: { getTargetOriginWithPath: () => new Map([['v2', 'https://acme.bitrix24.com/rest']]), \
                getAuthData: () => ({ access_token: 'marker', domain: 'https://acme.bitrix24.com' }) } }".to_owned(),
            "https://acme.bitrix24.com/rest/bizproc.task.complete",
            "marker",
        ),
        // The SDK with a webhook has no token: its key is in the address.
        (
            "{ actions: { v2: { call: { make() {} } } }, auth: { getTargetOriginWithPath: () => new Map([['v2', 'https://acme.bitrix24.com/rest/1/hook']]), \
                getAuthData: () => ({ access_token: 'hook', domain: 'acme.bitrix24.com' }) } }".to_owned(),
            "https://acme.bitrix24.com/rest/1/hook/bizproc.task.complete",
            "TASK_ID",
        ),
    ] {
        let fetch = Fetch::stub("() => new Response('{\"result\":true}')");
        complete(&connection, LARGE, "{}").await.unwrap();
        assert_eq!(text(&fetch.request(0), "0.url"), url);
        assert!(text(&fetch.request(0), "1").split("\r\n").take(4).any(|line| line.contains(body)));
        assert!(given().is_undefined());
    }
}

#[wasm_bindgen_test]
async fn a_portal_without_https_is_called_over_http() {
    let fetch = Fetch::stub("() => new Response('{\"result\":true}')");
    let connection = format!(
        "{{ {BRIDGE}, getAuth: () => ({{ access_token: 'marker', domain: 'portal.local' }}) }}"
    );
    for (name, url) in [
        ("portal.local|0|sid", "http://portal.local/rest/"),
        ("portal.local|1|sid", "https://portal.local/rest/"),
        ("other.local|0|sid", "https://portal.local/rest/"),
    ] {
        Reflect::set(&js_sys::global(), &"name".into(), &name.into()).unwrap();
        complete(&connection, LARGE, "{}").await.unwrap();
        let requests = Array::from(&get(&js_sys::global(), "stub.requests"));
        assert!(text(&requests.pop(), "0.url").starts_with(url), "{name}");
    }
    Reflect::set(&js_sys::global(), &"name".into(), &"".into()).unwrap();
    drop(fetch);
}

#[wasm_bindgen_test]
async fn a_bridge_without_a_token_is_used_for_all_calls() {
    let _clock = FakeClock::install();
    for more in [
        "",
        ", getAuth: () => false",
        ", getAuth: () => { throw 1 }",
        // A portal that never answers.
        ", getAuth: () => false, refreshAuth() {}",
    ] {
        let connection = format!("{{ {BRIDGE} {more} }}");
        complete(&connection, LARGE, "{}").await.unwrap();
        assert_eq!(
            text(&given(), "FIELDS.papers.1").len(),
            2_000_000_usize.div_ceil(3) * 4
        );
        let thrown = complete(&connection, HUGE, "{}").await.unwrap_err();
        assert_eq!(issue(&thrown), r#"file_too_large ["fields"]"#);
        assert_eq!(get(&thrown, "issues.0.params.limit"), 75);
        assert!(given().is_undefined());
    }
}

#[wasm_bindgen_test]
async fn a_portal_may_accept_less_than_the_cloud() {
    let small = "{ maxBodySize: 1e6 }";
    let connection = "{ webhook: 'https://acme.bitrix24.com/rest/1/hook/' }";
    let fetch = Fetch::stub("() => new Response('{\"result\":true}')");
    let thrown = complete(connection, LARGE, small).await.unwrap_err();
    assert_eq!(issue(&thrown), r#"file_too_large ["fields"]"#);
    assert!(fetch.request(0).is_undefined());

    let completion = js(&format!(
        "{{ taskId: 12, status: 3, fields: {{ papers: ['a', {LARGE}] }} }}"
    ));
    let none = JsValue::UNDEFINED;
    let issues = |options: &str| validate_completion(&completion, &none, &js(options)).unwrap();
    assert_eq!(text(&issues(small), "0.code"), "file_too_large");
    assert_eq!(json(&issues("{}")), "[]");
    let field =
        js("{ id: 'papers', type: 'file', name: 'Papers', multiple: false, required: true }");
    let file = js(LARGE);
    let issues = validate_field(&field, &file, &js(small)).unwrap();
    assert_eq!(text(&issues, "0.code"), "file_too_large");
    assert_eq!(json(&validate_field(&field, &file, &none).unwrap()), "[]");
    let task = js(
        "{ id: 12, activity: 'RequestInformationActivity', open: true, answers: [], \
        comment: { shown: false, label: '', requiredFor: [] }, \
        fields: [{ id: 'papers', type: 'file', name: 'Papers', multiple: false, required: true }] }",
    );
    let values = js(&format!("{{ status: 3, fields: {{ papers: {LARGE} }} }}"));
    let result = TaskSchema::new(&task, &js(small))
        .unwrap()
        .validate(&values);
    assert_eq!(text(&result, "issues.0.code"), "file_too_large");

    for wrong in ["'1'", "0", "-1", "999999", "NaN", "null"] {
        let options = js(&format!("{{ maxBodySize: {wrong} }}"));
        let thrown = Portal::new(&js(connection), &options)
            .map(drop)
            .unwrap_err();
        assert_eq!(error(&thrown), "USAGE usage not-completed", "{wrong}");
        assert!(text(&thrown, "message").contains("maxBodySize"));
    }
}

#[wasm_bindgen_test]
async fn progress_is_reported_for_each_phase_even_if_the_callback_throws() {
    let report = get(&js_sys::global(), "reportError");
    js("Object.assign(globalThis, { reported: [], \
        reportError: (error) => { reported.push(error) }, onStep: () => { throw 'of the caller' } })");
    let small = "new Blob([new Uint8Array(10)])";
    for connection in [
        format!("{{ {BRIDGE} }}"),
        "{ webhook: 'https://acme.bitrix24.com/rest/1/hook/' }".to_owned(),
    ] {
        let _fetch = Fetch::stub("() => new Response('{\"result\":true}')");
        complete(&connection, small, "{}").await.unwrap();
        let steps = Array::from(&get(&js_sys::global(), "progress"));
        let phases: Vec<_> = steps.iter().map(|step| text(&step, "phase")).collect();
        assert_eq!(
            phases,
            ["checking", "encoding", "uploading", "uploading"],
            "{connection}"
        );
        assert_eq!(get(&steps.get(2), "loaded"), 0);
        for step in [steps.get(1), steps.get(3)] {
            assert_eq!(get(&step, "loaded"), get(&step, "total"));
        }
    }
    Reflect::set(&js_sys::global(), &"reportError".into(), &report).unwrap();
    js("delete globalThis.onStep");
    let reported = get(&js_sys::global(), "reported");
    assert_eq!(json(&reported), json(&js("Array(8).fill('of the caller')")));
}

#[wasm_bindgen_test]
async fn a_callback_that_is_not_a_function_is_an_error() {
    let portal = Portal::new(
        &js("{ webhook: 'https://acme.bitrix24.com/rest/1/hook/' }"),
        &JsValue::UNDEFINED,
    )
    .unwrap();
    for wrong in ["1", "{}", "null", "'x'"] {
        let options = js(&format!("{{ lookup: false, onProgress: {wrong} }}"));
        let promise = portal.complete_task(js("{ taskId: 12, status: 3 }"), options);
        let thrown = settled(promise).await.unwrap_err();
        assert_eq!(error(&thrown), "USAGE usage not-completed");
        assert!(text(&thrown, "message").contains("onProgress"));
    }
}

#[wasm_bindgen_test]
async fn a_missing_space_for_a_body_is_reported_before_it_is_sent() {
    let fetch = Fetch::stub("() => new Response('{\"result\":true}')");
    let original = get(&js_sys::global(), "Blob");
    // A piece for which there was no space cannot be read.
    js(
        "globalThis.Blob = class extends Blob { slice() { return { arrayBuffer: async () => { throw 1 } } } }",
    );
    let native = "Object.getPrototypeOf(Blob.prototype).constructor";
    let file = format!("new ({native})([new Uint8Array(10)])");
    let thrown = complete(
        "{ webhook: 'https://acme.bitrix24.com/rest/1/hook/' }",
        &file,
        "{}",
    )
    .await;
    Reflect::set(&js_sys::global(), &"Blob".into(), &original).unwrap();
    let thrown = thrown.unwrap_err();
    assert_eq!(issue(&thrown), r#"file_too_large ["fields","papers"]"#);
    assert!(text(&thrown, "message").contains("private window"));
    // Only the request for the available space was sent to the browser.
    assert!(text(&fetch.request(0), "0.url").starts_with("blob:"));
    assert!(fetch.request(1).is_undefined());
}
