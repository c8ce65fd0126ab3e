//! Outcomes of completions over HTTP with failures. Native tests check the decisions of the state machine. These tests
//! check that `browser` passes it the right facts.

use super::js::{FakeClock, Fetch, error, get, js, json, reply_as_portal, settled, text};
use crate::browser::portal::Portal;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A portal with one approval, number 12 of user 7: `complete` replies to a completion, `row` has further columns of
/// the task's row, `user` is the token's user.
fn portal_with(complete: &str, row: &str, user: &str) -> Fetch {
    Fetch::stub_with(&reply_as_portal(&js(complete), &js(row), &js(user)))
}

const OWN: &str = "() => '7'";
const OPEN: &str = "() => ({})";
/// The answer is stored as soon as a completion was received.
const STORED: &str = "(completions) => completions ? { STATUS: '1', USER_STATUS: '1', MODIFIED: new Date().toISOString().slice(0, 19) + '+00:00' } : {}";
const TOKEN: &str =
    "{ domain: 'acme.bitrix24.com', accessToken: 'first', refresh: async () => 'second' }";

fn open(options: &str) -> Portal {
    Reflect::set(&js_sys::global(), &"completions".into(), &0.into()).unwrap();
    Portal::new(&js(TOKEN), &js(options)).unwrap()
}

async fn complete(portal: &Portal, options: &str) -> Result<JsValue, JsValue> {
    complete_with(portal, js(options)).await
}

async fn complete_with(portal: &Portal, options: JsValue) -> Result<JsValue, JsValue> {
    let completion = js("{ taskId: 12, status: 'yes', comment: 'fine' }");
    settled(portal.complete_task(completion, options)).await
}

fn completions() -> JsValue {
    get(&js_sys::global(), "completions")
}

fn codes(result: &JsValue) -> String {
    let warnings = Array::from(&get(result, "warnings"));
    warnings
        .iter()
        .map(|issue| text(&issue, "code"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Completes the task, and aborts the call once the portal has received it.
async fn abort_after_sending(portal: &Portal) -> JsValue {
    let controller = web_sys::AbortController::new().unwrap();
    let options = js("{}");
    Reflect::set(&options, &"signal".into(), &controller.signal()).unwrap();
    let promise = portal.complete_task(js("{ taskId: 12, status: 'yes' }"), options);
    while completions() != 1 {
        let turn = js("new Promise((resolve) => setTimeout(resolve))");
        settled(turn.unchecked_into()).await.unwrap();
    }
    controller.abort();
    settled(promise).await.unwrap_err()
}

#[wasm_bindgen_test]
async fn another_users_token_completes_nothing() {
    let _fetch = portal_with(
        "(reply) => reply({ error: 'expired_token' }, 401)",
        OPEN,
        "(token) => token === 'first' ? '7' : '8'",
    );
    let thrown = complete(&open("{}"), "{}").await.unwrap_err();
    assert_eq!(error(&thrown), "USER_CHANGED auth not-completed");
    assert_eq!(completions(), 1);
}

#[wasm_bindgen_test]
async fn a_user_who_cannot_be_read_after_a_refresh_is_the_reason() {
    let _fetch = portal_with(
        "(reply) => reply({ error: 'expired_token' }, 401)",
        OPEN,
        "(token) => token === 'first' ? '7' : undefined",
    );
    let thrown = complete(&open("{}"), "{}").await.unwrap_err();
    assert_eq!(error(&thrown), "BAD_RESPONSE portal not-completed");
    assert_eq!(completions(), 1);
}

#[wasm_bindgen_test]
async fn a_new_token_of_the_same_user_completes_the_task() {
    let _fetch = portal_with(
        "(reply) => completions === 1 ? reply({ error: 'expired_token' }, 401) : reply({ result: true })",
        OPEN,
        OWN,
    );
    let result = complete(&open("{}"), "{}").await.unwrap();
    assert_eq!(get(&result, "attempts"), 2);
}

#[wasm_bindgen_test]
async fn without_a_task_a_warning_reports_unknown_fields() {
    for (status, stored) in [
        ("yes", JsValue::NULL),
        ("ok", "ok".into()),
        ("cancel", JsValue::NULL),
    ] {
        let _fetch = portal_with("(reply) => reply({ result: true })", OPEN, OWN);
        let completion = js(&format!("{{ taskId: 12, status: '{status}' }}"));
        let promise = open("{}").complete_task(completion, js("{ lookup: false }"));
        let result = settled(promise).await.unwrap();
        assert_eq!(get(&result, "status"), stored, "{status}");
        assert_eq!(codes(&result), "fields_not_known");
    }
}

#[wasm_bindgen_test]
async fn an_earlier_answer_of_another_page_is_not_this_calls() {
    let row = "(completions) => completions ? { STATUS: '1', USER_STATUS: '1', MODIFIED: '2020-01-01T00:00:00+00:00' } : {}";
    let _fetch = portal_with(
        "(reply) => reply({ error: 'ERROR_TASK_COMPLETED' }, 400)",
        row,
        OWN,
    );
    let thrown = complete(&open("{}"), "{}").await.unwrap_err();
    assert_eq!(
        error(&thrown),
        "ERROR_TASK_COMPLETED task answered-elsewhere"
    );
    assert_eq!(get(&thrown, "answer"), "yes");
}

#[wasm_bindgen_test]
async fn a_lost_reply_leaves_the_values_unconfirmed() {
    let _fetch = portal_with(
        "() => { throw new TypeError('Failed to fetch') }",
        STORED,
        OWN,
    );
    let result = complete(&open("{}"), "{}").await.unwrap();
    assert_eq!(
        (
            text(&result, "confirmedBy").as_str(),
            codes(&result).as_str()
        ),
        ("lookup", "values_not_confirmed")
    );
}

#[wasm_bindgen_test]
async fn a_workflow_that_fails_afterwards_is_a_warning_with_the_description() {
    let _fetch = portal_with(
        "(reply) => reply({ error: 'ACCESS_DENIED', error_description: 'Step 2 failed' }, 400)",
        STORED,
        OWN,
    );
    let result = complete(&open("{ lang: 'en' }"), "{}").await.unwrap();
    assert_eq!(codes(&result), "values_not_confirmed workflow_failed");
    assert_eq!(
        text(&result, "warnings.1.params.description"),
        "Step 2 failed"
    );
    assert!(text(&result, "warnings.1.message").contains("Step 2 failed"));
}

#[wasm_bindgen_test]
async fn a_reply_of_a_gateway_is_not_evidence() {
    let _fetch = portal_with(
        "(reply) => reply({ error: 'Gateway Timeout' }, 504)",
        STORED,
        OWN,
    );
    let result = complete(&open("{}"), "{}").await.unwrap();
    assert_eq!(text(&result, "confirmedBy"), "lookup");
}

#[wasm_bindgen_test]
async fn a_call_ends_without_a_reply_when_the_task_shows_the_answer() {
    let _clock = FakeClock::install();
    let _fetch = portal_with("() => new Promise(() => {})", STORED, OWN);
    let started = js("performance.now()").as_f64().unwrap();
    let result = complete(&open("{}"), "{}").await.unwrap();
    let took_ms = js("performance.now()").as_f64().unwrap() - started;
    assert_eq!(text(&result, "confirmedBy"), "lookup");
    assert!((4_000.0..10_000.0).contains(&took_ms), "{took_ms}");
}

#[wasm_bindgen_test]
async fn a_call_determines_the_outcome_of_an_aborted_one() {
    let _fetch = portal_with("() => new Promise(() => {})", STORED, OWN);
    let portal = open("{}");
    let aborted = abort_after_sending(&portal).await;
    assert_eq!(error(&aborted), "ABORTED aborted unknown");

    let again = portal.complete_task(js("{ TASK_ID: 12, STATUS: 1 }"), js("{}"));
    let result = settled(again).await.unwrap();
    assert_eq!(
        (
            text(&result, "confirmedBy").as_str(),
            get(&result, "attempts")
        ),
        ("lookup", 0.into())
    );
    assert_eq!(completions(), 1, "nothing is sent twice");
}

#[wasm_bindgen_test]
async fn a_lookup_that_fails_leaves_an_aborted_calls_answer_unknown() {
    let offline =
        "(completions) => { if (completions) throw new TypeError('Failed to fetch'); return {} }";
    let _fetch = portal_with("() => new Promise(() => {})", offline, OWN);
    let portal = open("{}");
    abort_after_sending(&portal).await;
    let again = portal.complete_task(js("{ taskId: 12, status: 'yes' }"), js("{}"));
    assert_eq!(
        error(&settled(again).await.unwrap_err()),
        "NETWORK network unknown"
    );
}

#[wasm_bindgen_test]
async fn whatever_keeps_a_call_from_sending_leaves_an_aborted_calls_answer_unknown() {
    let _fetch = portal_with("() => new Promise(() => {})", OPEN, OWN);
    let portal = open("{}");
    abort_after_sending(&portal).await;
    let yes = "{ taskId: 12, status: 'yes' }";
    let aborted = js("{ signal: AbortSignal.abort() }");
    let again = portal.complete_task(js(yes), aborted.clone());
    assert_eq!(
        error(&settled(again).await.unwrap_err()),
        "ABORTED aborted unknown"
    );
    for (options, expected) in [
        (aborted, "ABORTED aborted unknown"),
        (js("{ send: 'all' }"), "OTHERS_INVALID invalid unknown"),
    ] {
        let completions = js(&format!("[{yes}, {{ taskId: 12, status: 'maybe' }}]"));
        let entries = Array::from(
            &settled(portal.complete_tasks(completions, options))
                .await
                .unwrap(),
        );
        assert_eq!(error(&get(&entries.get(0), "error")), expected);
    }
}

#[wasm_bindgen_test]
async fn completions_of_many_settle_what_an_aborted_call_has_left_open() {
    let _fetch = portal_with("() => new Promise(() => {})", STORED, OWN);
    let portal = open("{}");
    abort_after_sending(&portal).await;
    let again = portal.complete_tasks(js("[{ taskId: 12, status: 'yes' }]"), js("{}"));
    let entries = Array::from(&settled(again).await.unwrap());
    assert_eq!(text(&entries.get(0), "result.confirmedBy"), "lookup");
    assert_eq!(completions(), 1, "nothing is sent twice");
}

#[wasm_bindgen_test]
async fn another_connection_of_the_page_determines_the_outcome_of_an_aborted_call() {
    let _fetch = portal_with("() => new Promise(() => {})", STORED, OWN);
    abort_after_sending(&open("{}")).await;
    let other = js("{ domain: 'acme.bitrix24.com', accessToken: 'other' }");
    let other = Portal::new(&other, &JsValue::UNDEFINED).unwrap();
    let again = other.complete_task(js("{ taskId: 12, status: 'yes' }"), js("{}"));
    let result = settled(again).await.unwrap();
    assert_eq!(text(&result, "confirmedBy"), "lookup");
    assert_eq!(completions(), 1, "nothing is sent twice");
}

/// For example, the page was loaded anew after it had sent the answer.
#[wasm_bindgen_test]
async fn an_answer_that_the_task_shows_before_sending_is_not_this_calls() {
    for (row, expected, answer) in [
        (
            "{ USER_STATUS: '1' }",
            "ERROR_TASK_COMPLETED task answered-elsewhere",
            "yes".into(),
        ),
        (
            "{ STATUS: '2', USER_STATUS: '2' }",
            "ERROR_TASK_COMPLETED task answered-elsewhere",
            "no".into(),
        ),
        // Nobody has answered.
        (
            "{ STATUS: '4', USER_STATUS: '2' }",
            "INVALID_COMPLETION invalid not-completed",
            JsValue::NULL,
        ),
    ] {
        let _fetch = portal_with(
            "(reply) => reply({ result: true })",
            &format!("() => ({row})"),
            OWN,
        );
        let portal = open("{}");
        let one = complete(&portal, "{}").await.unwrap_err();
        let many = js("[{ taskId: 12, status: 'yes' }]");
        let many = settled(portal.complete_tasks(many, js("{}")))
            .await
            .unwrap();
        for thrown in [one, get(&many, "0.error")] {
            assert_eq!(error(&thrown), expected, "{row}");
            assert_eq!(get(&thrown, "answer"), answer, "{row}");
        }
        let invalid = portal.complete_task(js("{ taskId: 12, status: 'maybe' }"), js("{}"));
        let invalid = settled(invalid).await.unwrap_err();
        assert_eq!(text(&invalid, "code"), "INVALID_COMPLETION");
        assert_eq!(completions(), 0);
    }
}

/// A portal where users 7 and 8 have the same task. The first token is that of user 7, and has expired after the
/// first completion. The second token is that of `globalThis.secondUser`. Replies to completions are lost, and to lists of
/// another user's tasks.
const SHARED_TASK: &str = "async (request) => {
    const body = new URLSearchParams(await request.text());
    const reply = (result) => new Response(JSON.stringify({ result }));
    const isFirst = body.get('auth') === 'first';
    if (isFirst && completions) return new Response(JSON.stringify({ error: 'expired_token' }), { status: 401 });
    const own = isFirst ? '7' : secondUser;
    if (request.url.endsWith('/profile')) return reply({ ID: own });
    if (request.url.endsWith('.complete')) {
        completions++;
        throw new TypeError('Failed to fetch');
    }
    const user = body.get('FILTER[USER_ID]');
    if (user !== own) throw new TypeError('Failed to fetch');
    const answer = user === '7' && completions ? '1' : '0';
    const row = { ID: '12', ACTIVITY: 'ApproveActivity', STATUS: '0', USER_ID: user, USER_STATUS: answer };
    return reply([row]);
}";

fn set_second_user(user_id: &str) {
    Reflect::set(&js_sys::global(), &"secondUser".into(), &user_id.into()).unwrap();
}

/// Options with the open task of a user.
fn with_task_of(user_id: &str) -> JsValue {
    let row = js(&format!(
        "{{ ID: '12', ACTIVITY: 'ApproveActivity', STATUS: '0', USER_ID: '{user_id}', USER_STATUS: '0' }}"
    ));
    let options = js("{}");
    let task = crate::browser::exports::parse_task(&row).unwrap();
    Reflect::set(&options, &"task".into(), &task).unwrap();
    options
}

#[wasm_bindgen_test]
async fn a_task_of_another_user_is_not_completed_as_the_current_users() {
    let _fetch = Fetch::stub(SHARED_TASK);
    // The portal object does not know the current user yet.
    let thrown = complete_with(&open("{}"), with_task_of("8")).await;
    assert_eq!(
        error(&thrown.unwrap_err()),
        "FOREIGN_TASK task not-completed"
    );
    assert_eq!(completions(), 0);
}

/// The first token expires while the portal is asked for its user.
#[wasm_bindgen_test]
async fn the_user_of_an_earlier_token_is_not_taken_for_the_current_one() {
    let _fetch = Fetch::stub(
        "async (request) => {
            const body = new URLSearchParams(await request.text());
            const reply = (result) => new Response(JSON.stringify({ result }));
            const isFirst = body.get('auth') === 'first';
            if (request.url.endsWith('/profile')) {
                if (isFirst) await new Promise((resolve) => { globalThis.replyToProfile = resolve });
                return reply({ ID: isFirst ? '7' : '8' });
            }
            if (isFirst) return new Response(JSON.stringify({ error: 'expired_token' }), { status: 401 });
            if (request.url.endsWith('.complete')) completions++;
            return reply(request.url.endsWith('.list') ? [] : true);
        }",
    );
    let portal = open("{}");
    let completion = js("{ taskId: 12, status: 'yes' }");
    let completed = portal.complete_task(completion, with_task_of("7"));
    let refreshed = portal.count_tasks(js("{ userId: 7 }"), JsValue::UNDEFINED);
    let _ = settled(refreshed).await;
    js("replyToProfile()");
    let completed = settled(completed).await;
    assert_eq!(
        error(&completed.unwrap_err()),
        "FOREIGN_TASK task not-completed"
    );
    assert_eq!(completions(), 0);
}

#[wasm_bindgen_test]
async fn the_row_of_another_user_says_nothing() {
    let _clock = FakeClock::install();
    let _fetch = Fetch::stub(SHARED_TASK);
    let portal = open("{}");
    set_second_user("8");
    for (status, expected) in [
        ("yes", "NETWORK network unknown"),
        // The call before has found out who the user is now.
        ("yes", "FOREIGN_TASK task unknown"),
        ("no", "FOREIGN_TASK task not-completed"),
    ] {
        let completion = js(&format!("{{ taskId: 12, status: '{status}' }}"));
        let thrown = settled(portal.complete_task(completion, with_task_of("7"))).await;
        assert_eq!(error(&thrown.unwrap_err()), expected);
    }
    assert_eq!(completions(), 1);
}

#[wasm_bindgen_test]
async fn a_token_that_expires_during_look_ups_is_refreshed_until_that_works() {
    let _clock = FakeClock::install();
    let _fetch = Fetch::stub(SHARED_TASK);
    set_second_user("7");
    let connection = js(
        "(() => { let refreshes = 0; return { domain: 'acme.bitrix24.com', accessToken: 'first', \
          refresh: async () => { if (refreshes++ < 2) throw new Error('offline'); return 'second' } } })()",
    );
    open("{}");
    let portal = Portal::new(&connection, &JsValue::UNDEFINED).unwrap();
    let result = complete_with(&portal, with_task_of("7")).await.unwrap();
    assert_eq!(text(&result, "confirmedBy"), "lookup");
    assert_eq!(completions(), 1);
}

#[wasm_bindgen_test]
async fn a_task_that_the_other_user_has_answered_is_not_known_to_be_delegated() {
    let _fetch = Fetch::stub(
        "async (request) => {
            const body = new URLSearchParams(await request.text());
            const reply = (envelope, status) => new Response(JSON.stringify(envelope), { status });
            if (request.url.endsWith('/profile')) return reply({ result: { ID: '7' } });
            if (!request.url.endsWith('.list')) return reply({ error: 'ERROR_DELEGATION_NOT_ALLOWED' }, 400);
            const row = { ID: '12', ACTIVITY: 'ApproveActivity', STATUS: '1', USER_ID: '8', USER_STATUS: '1' };
            return reply({ result: body.get('FILTER[USER_ID]') === '8' ? [row] : [] });
        }",
    );
    let delegated = open("{}").delegate_tasks(js("[12]"), 8.into(), js("{}"));
    let entries = Array::from(&settled(delegated).await.unwrap());
    assert_eq!(
        error(&get(&entries.get(0), "error")),
        "ERROR_DELEGATION_NOT_ALLOWED task unknown"
    );
}

#[wasm_bindgen_test]
async fn an_empty_reply_delegates_nothing() {
    let _clock = FakeClock::install();
    let _fetch = portal_with("(reply) => reply({ result: {} })", OPEN, OWN);
    let delegated = open("{}").delegate_tasks(js("[12]"), 8.into(), js("{ from: 7 }"));
    let entries = Array::from(&settled(delegated).await.unwrap());
    assert_eq!(
        error(&get(&entries.get(0), "error")),
        "BAD_RESPONSE portal not-completed"
    );
}

#[wasm_bindgen_test]
async fn a_delegation_that_was_certainly_not_executed_ends_at_once() {
    let _clock = FakeClock::install();
    let fetch = Fetch::stub(
        "async (request) => {
            if (request.url.endsWith('/profile')) return new Response('{\"result\":{\"ID\":\"7\"}}');
            return globalThis.refusal();
        }",
    );
    let delegate = async |refusal: &str| {
        Reflect::set(&js_sys::global(), &"refusal".into(), &js(refusal)).unwrap();
        let delegated = open("{}").delegate_tasks(js("[12]"), 8.into(), js("{ from: 7 }"));
        let entries = Array::from(&settled(delegated).await.unwrap());
        error(&get(&entries.get(0), "error"))
    };
    let no_method = "() => new Response('{\"error\":\"ERROR_METHOD_NOT_FOUND\"}', { status: 404 })";
    assert_eq!(
        delegate(no_method).await,
        "ERROR_METHOD_NOT_FOUND portal not-completed"
    );
    assert!(fetch.request(1).is_undefined());
    let _offline = OnlineOverride::set(false);
    assert_eq!(delegate(no_method).await, "NETWORK network not-completed");
    assert!(fetch.request(1).is_undefined());
}

/// Overrides `navigator.onLine` until it is dropped.
struct OnlineOverride;

impl OnlineOverride {
    fn set(is_on_line: bool) -> Self {
        js(&format!(
            "Object.defineProperty(navigator, 'onLine', {{ value: {is_on_line}, configurable: true }})"
        ));
        Self
    }
}

impl Drop for OnlineOverride {
    fn drop(&mut self) {
        js("delete navigator.onLine");
    }
}

#[wasm_bindgen_test]
async fn offline_nothing_is_sent_and_the_call_settles_at_once() {
    let fetch = portal_with("(reply) => reply({ result: true })", OPEN, OWN);
    let _offline = OnlineOverride::set(false);
    let thrown = complete(&open("{}"), "{}").await.unwrap_err();
    assert_eq!(error(&thrown), "NETWORK network not-completed");
    assert!(fetch.request(0).is_undefined());
}

#[wasm_bindgen_test]
async fn offline_an_aborted_calls_answer_stays_unknown() {
    let _fetch = portal_with("() => new Promise(() => {})", STORED, OWN);
    let portal = open("{}");
    abort_after_sending(&portal).await;
    let _offline = OnlineOverride::set(false);
    let again = portal.complete_task(js("{ taskId: 12, status: 'yes' }"), js("{}"));
    assert_eq!(
        error(&settled(again).await.unwrap_err()),
        "NETWORK network unknown"
    );
    // No other answer was sent.
    let other = portal.complete_task(js("{ taskId: 12, status: 'no' }"), js("{}"));
    assert_eq!(
        error(&settled(other).await.unwrap_err()),
        "NETWORK network not-completed"
    );
}

#[wasm_bindgen_test]
async fn an_error_has_the_portals_description_for_logs_and_not_for_users() {
    let _fetch = portal_with(
        "(reply) => reply({ error: 'insufficient_scope', error_description: 'The request requires higher privileges' }, 403)",
        OPEN,
        OWN,
    );
    let thrown = complete(&open("{ lang: 'ru' }"), "{}").await.unwrap_err();
    assert_eq!(
        text(&thrown, "description"),
        "The request requires higher privileges"
    );
    assert!(text(&thrown, "message").contains("«bizproc»"));
    let own = open("{ messages: { insufficient_scope: 'Ask Nora ({description})' } }");
    let thrown = complete(&own, "{}").await.unwrap_err();
    assert_eq!(
        text(&thrown, "message"),
        "Ask Nora (The request requires higher privileges)."
    );
}

#[wasm_bindgen_test]
async fn steps_are_reported_as_they_happen_and_with_the_result() {
    Reflect::set(&js_sys::global(), &"steps".into(), &Array::new()).unwrap();
    Reflect::set(&js_sys::global(), &"phases".into(), &Array::new()).unwrap();
    let _fetch = portal_with(
        "(reply) => reply({ error: 'Gateway Timeout' }, 504)",
        STORED,
        OWN,
    );
    let portal = open("{ onTrace: (step) => { steps.push(step) } }");
    let result = complete(
        &portal,
        "{ onProgress: ({ phase }) => { phases.push(phase) } }",
    )
    .await
    .unwrap();
    let actions = |steps: &JsValue| {
        Array::from(steps)
            .iter()
            .map(|step| text(&step, "action"))
            .collect::<Vec<_>>()
    };
    let expected = ["send", "reply", "look-up", "row", "outcome"];
    assert_eq!(actions(&get(&result, "trace")), expected);
    let steps = get(&js_sys::global(), "steps");
    assert_eq!(actions(&steps), expected);
    assert_eq!(get(&Array::from(&steps).get(0), "taskId"), 12);
    assert_eq!(
        (
            text(&result, "trace.1.result").as_str(),
            get(&result, "trace.1.status")
        ),
        ("no-evidence", 504.into())
    );
    assert_eq!(
        json(&get(&js_sys::global(), "phases")),
        r#"["checking","waiting","confirming"]"#
    );
    assert!(!json(&result).contains("first"), "no token is in a trace");
}

#[wasm_bindgen_test]
async fn a_first_call_waits_only_until_bx24_is_initialised() {
    let fetch = portal_with("(reply) => reply({ result: true })", OPEN, OWN);
    Reflect::set(&js_sys::global(), &"completions".into(), &0.into()).unwrap();
    // Like BX24.js, it has no token before, and never calls back.
    let bx24 = js(
        "(() => { let isReady = false; return { callMethod() {}, refreshAuth() {}, \
          getAuth: () => isReady && { access_token: 'first', domain: 'acme.bitrix24.com' }, \
          init: (callback) => setTimeout(() => { isReady = true; callback() }, 5) } })()",
    );
    let portal = Portal::new(&bx24, &JsValue::UNDEFINED).unwrap();
    let result = complete(&portal, "{}").await.unwrap();
    assert_eq!(text(&result, "confirmedBy"), "reply");
    assert!(text(&fetch.request(0), "0.url").starts_with("https://acme.bitrix24.com/rest/"));
}
