//! `diagnose`, with a fake page and a fake portal.

use super::js::{FakeClock, Fetch, TOKEN, get, js, json, settled, text};
use crate::browser::diagnose::diagnose;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A portal that knows the token `marker-token` and the webhook `1/marker`.
const PORTAL: &str = r#"async (request) => {
  const method = request.url.split('/').at(-1);
  const body = await request.text();
  const known = body.includes('auth=marker-token') || request.url.includes('/1/marker/');
  const reply = (result, status = 200) => new Response(JSON.stringify(result), { status });
  if (!known) return reply({ error: 'invalid_token', error_description: 'Unable to get application by token' }, 401);
  const results = {
    profile: { ID: '7' }, scope: ['bizproc', 'user'], 'method.get': { isExisting: true, isAvailable: true },
    'app.info': { LICENSE: 'en_company' }, 'bizproc.task.list': [],
  };
  return reply({ result: results[method], total: 4, time: { finish: Date.now() / 1000 } });
}"#;

const WEBHOOK: &str = "{ webhook: 'https://acme.bitrix24.com/rest/1/marker/' }";

async fn diagnosis(connection: &str, options: &str) -> JsValue {
    settled(diagnose(js(connection), js(options)))
        .await
        .unwrap()
}

/// The names of the checks with a result.
fn with_result(diagnosis: &JsValue, result: JsValue) -> Vec<String> {
    let checks = Array::from(&get(diagnosis, "checks"));
    let checks = checks.iter().filter(|check| get(check, "ok") == result);
    checks.map(|check| text(&check, "name")).collect()
}

fn failed(diagnosis: &JsValue) -> Vec<String> {
    with_result(diagnosis, false.into())
}

fn check(diagnosis: &JsValue, name: &str) -> JsValue {
    let checks = Array::from(&get(diagnosis, "checks"));
    let check = checks.iter().find(|check| text(check, "name") == name);
    check.unwrap()
}

/// The requested addresses.
fn asked(fetch: &Fetch) -> Vec<String> {
    let requests = get(&js_sys::global(), "stub.requests.length");
    let count = requests.as_f64().unwrap() as u32;
    (0..count)
        .map(|index| text(&fetch.request(index), "0.url"))
        .collect()
}

#[wasm_bindgen_test]
async fn a_diagnosis_changes_nothing_and_reports_no_secret() {
    for (connection, name, folder) in [
        (TOKEN, "token", "https://acme.bitrix24.com/rest/"),
        (
            WEBHOOK,
            "webhook",
            "https://acme.bitrix24.com/rest/1/marker/",
        ),
    ] {
        let fetch = Fetch::stub(PORTAL);
        let found = diagnosis(connection, "undefined").await;
        // The page of the test is not in a portal.
        let mut passed = with_result(&found, true.into());
        passed.retain(|name| name != "frame");
        assert_eq!(
            passed.join(" "),
            "browser connection portal scopes workflows tasks auth-errors preflight latency clock",
            "{}",
            json(&found)
        );
        assert_eq!(
            text(&check(&found, "connection"), "detail"),
            format!("{name}; requests are sent over http")
        );
        assert_eq!(
            text(&check(&found, "tasks"), "detail"),
            "Open tasks of this user: 4"
        );
        let report = json(&found);
        assert!(
            !report.contains("marker") && !report.contains("acme"),
            "{report}"
        );

        let asked = asked(&fetch);
        let expected = [
            "profile",
            "profile",
            "profile",
            "scope",
            "method.get",
            "app.info",
            "bizproc.task.list",
            "profile",
            "profile",
            "profile",
        ];
        for (index, (url, method)) in asked.iter().zip(expected).enumerate() {
            // The second and the third have an invalid token, and use the address for tokens.
            let folder = if index == 1 || index == 2 {
                "https://acme.bitrix24.com/rest/"
            } else {
                folder
            };
            assert_eq!(*url, format!("{folder}{method}"));
        }
        assert_eq!(asked.len(), expected.len());
        assert_eq!(text(&fetch.request(1), "1"), "auth=invalid");
        assert_eq!(text(&fetch.request(2), "1"), r#"{"auth":"invalid"}"#);
        let headers = Array::from(&get(&fetch.request(2), "0.headers"));
        assert_eq!(json(&headers), r#"[["content-type","application/json"]]"#);
    }
}

#[wasm_bindgen_test]
async fn a_page_without_bx24_gets_a_clear_error() {
    for (bx24, detail) in [
        (JsValue::UNDEFINED, "window.BX24 is missing"),
        (
            JsValue::NULL,
            "window.BX24 is null: the BX24 script has found no portal around the page",
        ),
    ] {
        Reflect::set(&js_sys::global(), &"BX24".into(), &bx24).unwrap();
        let found = diagnosis("undefined", "undefined").await;
        Reflect::delete_property(&js_sys::global(), &"BX24".into()).unwrap();
        assert_eq!(failed(&found), ["frame", "bx24", "connection"]);
        assert_eq!(text(&check(&found, "bx24"), "detail"), detail);
        for name in failed(&found) {
            assert!(!text(&check(&found, &name), "hint").is_empty());
        }
        assert!(text(&found, "text").starts_with("bizproc-tasks "));
        assert!(text(&found, "text").contains(&format!("\nFAILED bx24: {detail}\n")));
    }
}

#[wasm_bindgen_test]
async fn invalid_arguments_are_a_failed_check_and_not_a_rejection() {
    for (connection, options, hint) in [
        ("{ secret: 'marker' }", "undefined", "connection must be"),
        ("'marker'", "undefined", "connection must be"),
        (
            "{ webhook: 'https://acme.bitrix24.com/marker' }",
            "undefined",
            "connection.webhook",
        ),
        (
            "new Proxy({}, { get() { throw new Error('marker') } })",
            "undefined",
            "connection must be",
        ),
        (TOKEN, "{ readTimeOut: 5 }", "readTimeout"),
        (TOKEN, "'marker'", "options must be an object"),
    ] {
        let found = diagnosis(connection, options).await;
        assert_eq!(failed(&found), ["connection"], "{connection}");
        let advice = text(&check(&found, "connection"), "hint");
        assert!(advice.contains(hint), "{advice}");
        assert!(!json(&found).contains("marker"), "{}", json(&found));
    }
}

#[wasm_bindgen_test]
async fn an_unreachable_portal_gets_no_further_requests() {
    let _clock = FakeClock::install();
    let _fetch = Fetch::stub("() => { throw new TypeError('marker') }");
    let found = diagnosis(TOKEN, "undefined").await;
    assert_eq!(failed(&found), ["portal"]);
    assert!(text(&check(&found, "portal"), "detail").contains("NETWORK"));
    assert_eq!(text(&check(&found, "preflight"), "detail"), "Not checked");
}

#[wasm_bindgen_test]
async fn a_portal_that_refuses_the_user_is_still_checked() {
    let _fetch = Fetch::stub(
        "(request) => new Response('{\"error\":\"insufficient_scope\"}', { status: 401 })",
    );
    let found = diagnosis(WEBHOOK, "undefined").await;
    assert_eq!(failed(&found), ["portal"]);
    assert!(text(&check(&found, "portal"), "hint").contains("bizproc"));
    assert_eq!(
        text(&check(&found, "auth-errors"), "detail"),
        "An invalid token is refused with the code insufficient_scope and the HTTP status 401"
    );
    assert_eq!(text(&check(&found, "scopes"), "detail"), "Not checked");
}

#[wasm_bindgen_test]
async fn missing_business_processes_and_unreadable_refusals_are_recognised() {
    let fetch = format!(
        "async (request) => {{ \
           const text = await request.clone().text(); \
           if (text.includes('invalid')) throw new TypeError('CORS'); \
           if (request.url.endsWith('method.get')) return new Response('{{\"result\":{{\"isExisting\":false}}}}'); \
           if (request.url.endsWith('task.list')) \
             return new Response('{{\"error\":\"ERROR_METHOD_NOT_FOUND\"}}', {{ status: 404 }}); \
           return ({PORTAL})(request); }}"
    );
    let _fetch = Fetch::stub(&fetch);
    let found = diagnosis(TOKEN, "undefined").await;
    assert_eq!(failed(&found), ["workflows", "tasks", "auth-errors"]);
    // The package sends no request that needs a preflight.
    assert_eq!(get(&check(&found, "preflight"), "ok"), JsValue::NULL);
}

#[wasm_bindgen_test]
async fn over_a_bridge_only_its_calls_are_sent() {
    let bridge = r#"({ callMethod: (method, params, callback) => callback({ status: 200, answer:
        { result: { profile: { ID: '7' }, scope: ['bizproc'], 'method.get': { isExisting: true },
          'bizproc.task.list': [] }[method] ?? {}, total: 0 } }) })"#;
    let found = diagnosis(bridge, "undefined").await;
    assert_eq!(failed(&found), [] as [&str; 0], "{}", json(&found));
    assert_eq!(
        text(&check(&found, "connection"), "detail"),
        "BX24; requests are sent over bridge"
    );
    for name in ["auth-errors", "preflight", "clock"] {
        assert_eq!(text(&check(&found, name), "detail"), "Not checked");
    }
}

#[wasm_bindgen_test]
async fn checks_use_the_requested_language_and_the_report_english() {
    for connection in ["undefined", "'none'"] {
        let found = diagnosis(connection, "{ lang: 'ru' }").await;
        let frame = text(&check(&found, "connection"), "detail");
        assert_eq!(frame, "Нет подходящего подключения");
        assert!(text(&found, "text").contains("There is no usable connection"));
    }
}
