//! HTTP, with a token and with a webhook, with a fake `fetch`.

use super::js::{FakeClock, Fetch, TOKEN, complete_over, error, get, js, json, settled, text};
use crate::browser::portal::Portal;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_request_needs_no_preflight_and_has_no_additional_headers() {
    let fetch = Fetch::stub("() => new Response('{\"result\":true}')");
    complete_over(TOKEN).await.unwrap();
    let request = get(&fetch.request(0), "0");
    assert_eq!(
        text(&request, "url"),
        "https://acme.bitrix24.com/rest/bizproc.task.complete"
    );
    for (part, expected) in [
        ("method", "POST"),
        ("mode", "cors"),
        ("credentials", "omit"),
        ("redirect", "manual"),
        ("referrerPolicy", "no-referrer"),
        ("cache", "no-store"),
    ] {
        assert_eq!(text(&request, part), expected);
    }
    let headers = get(&request, "headers");
    let headers = Array::from(&headers);
    assert_eq!(
        json(&headers),
        r#"[["content-type","application/x-www-form-urlencoded;charset=UTF-8"]]"#
    );
    assert_eq!(
        text(&fetch.request(0), "1"),
        "auth=marker-token&TASK_ID=12&STATUS=3&COMMENT=a%26b%3D%D0%B6&FIELDS%5Bn%5D%5B0%5D=x&FIELDS%5Bn%5D%5B1%5D=1.5",
    );
}

#[wasm_bindgen_test]
async fn a_webhook_is_only_in_its_own_address() {
    for webhook in [
        "https://acme.bitrix24.com/rest/1/marker/",
        "https://acme.bitrix24.com/rest/1/marker",
    ] {
        let fetch = Fetch::stub("() => new Response('{\"result\":true}')");
        complete_over(&format!("{{ webhook: '{webhook}' }}"))
            .await
            .unwrap();
        assert_eq!(
            text(&fetch.request(0), "0.url"),
            "https://acme.bitrix24.com/rest/1/marker/bizproc.task.complete"
        );
        assert!(!text(&fetch.request(0), "1").contains("marker"));
    }
}

#[wasm_bindgen_test]
async fn an_expired_token_is_refreshed_once() {
    let fetch = Fetch::stub(
        "(request, count) => new Response(count === 1 ? '{\"error\":\"expired_token\"}' : '{\"result\":true}', \
        { status: count === 1 ? 401 : 200 })",
    );
    Reflect::set(&js_sys::global(), &"refreshed".into(), &0.into()).unwrap();
    let result = complete_over(TOKEN).await.unwrap();
    assert_eq!(get(&result, "attempts"), 2);
    assert_eq!(get(&js_sys::global(), "refreshed"), 1);
    assert!(text(&fetch.request(0), "1").starts_with("auth=marker-token&"));
    assert!(text(&fetch.request(1), "1").starts_with("auth=fresh-marker&"));
}

#[wasm_bindgen_test]
async fn a_failed_refresh_is_reported_with_its_cause() {
    let _clock = FakeClock::install();
    let expired = "() => new Response('{\"error\":\"expired_token\"}', { status: 401 })";
    for (refresh, cause, description) in [
        (
            "refresh() { throw new Error('logged out') }",
            "logged out",
            "refresh threw an error",
        ),
        (
            "refresh: async () => { throw new Error('no network') }",
            "no network",
            "refresh threw an error",
        ),
        (
            "refresh: async () => {}",
            "none",
            "refresh did not return an access token",
        ),
        (
            "refresh: async () => ({ access_token: 'x' })",
            "none",
            "refresh did not return an access token",
        ),
        (
            "refresh: () => new Promise(() => {})",
            "none",
            "refresh took too long",
        ),
    ] {
        let _fetch = Fetch::stub(expired);
        let connection =
            format!("{{ domain: 'acme.bitrix24.com', accessToken: 'marker', {refresh} }}");
        let thrown = complete_over(&connection).await.unwrap_err();
        assert_eq!(
            error(&thrown),
            "REFRESH_FAILED auth not-completed",
            "{refresh}"
        );
        assert_eq!(text(&thrown, "description"), description);
        let show = js("(error) => 'cause' in error ? error.cause.message : 'none'");
        let shown = show
            .unchecked_into::<Function>()
            .call1(&JsValue::UNDEFINED, &thrown);
        assert_eq!(shown.unwrap(), cause, "{refresh}");
        // The page's own error may contain a secret.
        assert!(!json(&thrown).contains("cause"));
    }
}

#[wasm_bindgen_test]
async fn no_secret_is_in_an_error() {
    let _clock = FakeClock::install();
    for connection in [
        TOKEN,
        "{ webhook: 'https://acme.bitrix24.com/rest/1/marker/' }",
    ] {
        for (answer, expected) in [
            (
                "() => { throw new TypeError('Failed to fetch https://acme.bitrix24.com/rest/1/marker/') }",
                "NETWORK network unknown",
            ),
            (
                "() => new Response('<html>marker</html>', { status: 502 })",
                "BAD_RESPONSE portal unknown",
            ),
            ("() => new Response('')", "BAD_RESPONSE portal unknown"),
            (
                "() => new Response('{\"result\":tr')",
                "BAD_RESPONSE portal unknown",
            ),
            (
                "() => new Response('{\"error\":\"expired_token\"}', { status: 401 })",
                "expired_token auth not-completed",
            ),
            ("() => 5", "NETWORK network unknown"),
            // A redirect that was not followed, in browsers and in other runtimes.
            (
                "() => ({ status: 0, type: 'opaqueredirect', text: async () => '{\"result\":true}' })",
                "REDIRECTED portal not-completed",
            ),
            (
                "() => new Response('{\"result\":true}', { status: 307, headers: { Location: '/marker' } })",
                "REDIRECTED portal not-completed",
            ),
        ] {
            let _fetch = Fetch::stub(answer);
            let thrown = complete_over(connection).await.unwrap_err();
            assert_eq!(error(&thrown), expected, "{answer}");
            let everything = [
                json(&thrown),
                text(&thrown, "message"),
                text(&thrown, "stack"),
            ]
            .concat();
            assert!(!everything.contains("marker"), "{everything}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_fetch_that_rejects_with_a_non_error_ends_the_call() {
    let _clock = FakeClock::install();
    for reason in [
        "'cancelled'",
        "undefined",
        "null",
        "42",
        "Symbol('x')",
        "{}",
    ] {
        let _fetch = Fetch::stub(&format!("() => {{ throw {reason} }}"));
        assert_eq!(
            error(&complete_over(TOKEN).await.unwrap_err()),
            "NETWORK network unknown"
        );
    }
}

#[wasm_bindgen_test]
fn the_error_of_an_invalid_connection_names_its_property() {
    for (connection, words) in [
        ("{}", "connection must be BX24"),
        ("'https://acme.bitrix24.com'", "connection must be BX24"),
        ("{ accessToken: 'marker' }", "connection.domain"),
        ("Promise.resolve({})", "connection is a promise"),
        (
            "{ domain: 'acme.bitrix24.com', access_token: 'marker' }",
            "connection.accessToken is missing",
        ),
        (
            "{ accessToken: 'marker', domain: 'acme.bitrix24.com/rest' }",
            "connection.domain",
        ),
        (
            "{ accessToken: 'marker', domain: 'user:marker@acme.bitrix24.com' }",
            "connection.domain",
        ),
        (
            "{ accessToken: 'marker', domain: 'javascript:marker' }",
            "connection.domain",
        ),
        (
            "{ accessToken: '', domain: 'acme.bitrix24.com' }",
            "connection.accessToken",
        ),
        (
            "{ accessToken: 'marker', domain: 'acme.bitrix24.com', refresh: 'marker' }",
            "connection.refresh",
        ),
        ("{ webhook: 'marker' }", "connection.webhook"),
        (
            "{ webhook: 'https://acme.bitrix24.com/rest/marker/' }",
            "connection.webhook",
        ),
        (
            "{ webhook: 'https://acme.bitrix24.com/rest/1/marker/profile.json' }",
            "connection.webhook",
        ),
        (
            "{ webhook: 'ftp://acme.bitrix24.com/rest/1/marker/' }",
            "connection.webhook",
        ),
    ] {
        let thrown = Portal::new(&js(connection), &JsValue::UNDEFINED)
            .map(|_| ())
            .unwrap_err();
        assert_eq!(error(&thrown), "USAGE usage not-completed");
        let message = text(&thrown, "message");
        assert!(
            message.contains(words) && !message.contains("marker"),
            "{connection}: {message}"
        );
    }
}

/// A bridge with a token that counts its calls. `refreshed` returns new tokens.
fn bridge_with_token(auth: &str) -> JsValue {
    js(&format!(
        "(() => {{ const bridge = {{ calls: 0, refreshes: 0, \
          callMethod(method, params, callback) {{ bridge.calls++; callback({{ answer: {{ result: true }} }}) }}, \
          {auth} }}; return bridge }})()"
    ))
}

async fn complete_with(connection: &JsValue, options: &str) -> Result<JsValue, JsValue> {
    let portal = Portal::new(connection, &js(options)).unwrap();
    let completion = js("{ taskId: 12, status: 3 }");
    settled(portal.complete_task(completion, js("{ lookup: false }"))).await
}

#[wasm_bindgen_test]
async fn calls_over_a_bridge_with_a_token_are_our_own_requests() {
    let valid = "getAuth: () => ({ access_token: 'marker', domain: 'acme.bitrix24.com' })";
    let fetch = Fetch::stub("() => new Response('{\"result\":true}')");
    let bridge = bridge_with_token(valid);
    complete_with(&bridge, "{}").await.unwrap();
    assert_eq!(
        text(&fetch.request(0), "0.url"),
        "https://acme.bitrix24.com/rest/bizproc.task.complete"
    );
    assert!(text(&fetch.request(0), "1").starts_with("auth=marker&"));
    assert_eq!(get(&bridge, "calls"), 0);

    complete_with(&bridge, "{ transport: 'bridge' }")
        .await
        .unwrap();
    assert_eq!(get(&bridge, "calls"), 1);
    assert!(fetch.request(1).is_undefined());
    for wrong in ["'fetch'", "''", "1", "null", "'x'.repeat(1e6)"] {
        let options = js(&format!("{{ transport: {wrong} }}"));
        let thrown = Portal::new(&bridge, &options).map(drop).unwrap_err();
        assert_eq!(error(&thrown), "USAGE usage not-completed", "{wrong}");
    }
}

#[wasm_bindgen_test]
async fn a_refused_token_is_refreshed_by_its_bridge() {
    let auth = "token: 'stale', getAuth: () => ({ access_token: bridge.token, domain: 'acme.bitrix24.com' }), \
        refreshAuth(callback) { bridge.refreshes++; bridge.token = 'fresh'; callback(bridge.getAuth()) }";
    let fetch = Fetch::stub(
        "async (request) => (await request.text()).includes('stale') \
        ? new Response('{\"error\":\"expired_token\"}', { status: 401 }) : new Response('{\"result\":true}')",
    );
    let bridge = bridge_with_token(auth);
    let result = complete_with(&bridge, "{}").await.unwrap();
    assert_eq!(get(&result, "attempts"), 2);
    assert_eq!(get(&bridge, "refreshes"), 1);
    assert!(text(&fetch.request(1), "1").starts_with("auth=fresh&"));
}

#[wasm_bindgen_test]
async fn a_bridge_without_a_token_is_used_for_the_call() {
    let _clock = FakeClock::install();
    let _fetch = Fetch::stub("() => { throw new Error('nothing goes here') }");
    for auth in [
        "getAuth: () => false",
        "getAuth: () => ({})",
        "getAuth() { throw 1 }",
        "getAuth: () => false, refreshAuth: (callback) => callback(false)",
        "getAuth: () => false, refreshAuth() {}",
        "getAuth: () => ({ access_token: 'marker', domain: 'acme.bitrix24.com/rest' })",
    ] {
        let bridge = bridge_with_token(auth);
        complete_with(&bridge, "{}").await.unwrap();
        assert_eq!(get(&bridge, "calls"), 1, "{auth}");
    }
}

#[wasm_bindgen_test]
async fn a_domain_without_a_scheme_gets_that_of_the_portals_frame() {
    let fetch = Fetch::stub("() => new Response('{\"result\":true}')");
    let connection = js("{ domain: 'portal.local', accessToken: 'marker' }");
    for (index, name, url) in [
        (0, "portal.local|0|sid", "http://portal.local/"),
        (1, "portal.local|1|sid", "https://portal.local/"),
    ] {
        Reflect::set(&js_sys::global(), &"name".into(), &name.into()).unwrap();
        complete_with(&connection, "{}").await.unwrap();
        assert!(text(&fetch.request(index), "0.url").starts_with(url));
    }
    Reflect::set(&js_sys::global(), &"name".into(), &"".into()).unwrap();
}
