//! One completion of a task at a time, and one refresh for all calls.

use super::js::{
    FakeClock, Fetch, TOKEN, create_approval, error, get, js, json, pause, settled, text,
};
use crate::browser::portal::Portal;
use js_sys::{Array, Function, Promise, Reflect};
use std::collections::VecDeque;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// A bridge to a portal with one task of user 7. `complete(reply)` replies to completions.
fn bridge(complete: &str) -> JsValue {
    let bridge = create_approval();
    let make = Function::new_with_args("bridge", &format!("return ({complete});"));
    let complete = make.call1(&JsValue::UNDEFINED, &bridge).unwrap();
    Reflect::set(&bridge, &"complete".into(), &complete).unwrap();
    bridge
}

/// Stores the answer, and replies.
const WORKS: &str = "(reply) => { bridge.answer = '1'; reply({ result: true }) }";
/// Stores the answer, and never replies.
const SILENT: &str = "() => { bridge.answer = '1' }";
/// Neither stores the answer nor replies.
const DEAD: &str = "() => {}";

fn open(connection: &JsValue) -> Portal {
    Portal::new(connection, &js("{ lang: 'en' }")).unwrap()
}

fn complete(portal: &Portal, completion: &str, signal: Option<&JsValue>) -> Promise {
    let options = js("{ lookup: false }");
    if let Some(signal) = signal {
        Reflect::set(&options, &"signal".into(), signal).unwrap();
    }
    portal.complete_task(js(completion), options)
}

fn sent(bridge: &JsValue) -> u32 {
    Array::from(&get(bridge, "sent")).length()
}

/// The number of attempts to wait for a condition.
const TRIES: u32 = 6_000;

/// Waits until a bridge has received so many completions.
async fn until_sent(bridge: &JsValue, count: u32) {
    for _ in 0..TRIES {
        if sent(bridge) == count {
            return;
        }
        pause(10).await;
    }
    assert_eq!(sent(bridge), count);
}

/// Waits until the page has these held and pending locks of task 12.
async fn until_locked(count: usize) {
    until_locked_in("acme.bitrix24.com", count).await;
}

/// Waits until the page has these held and pending locks of task 12 of a portal, and no other locks.
async fn until_locked_in(host: &str, count: usize) {
    let expected = vec![format!("\"bizproc-tasks/{host}/12\""); count].join(",");
    let mut found = String::new();
    for _ in 0..TRIES {
        let query = js(
            "navigator.locks.query().then(({ held, pending }) => [...held, ...pending].map(({ name }) => name))",
        );
        found = json(&settled(query.unchecked_into()).await.unwrap());
        if found == format!("[{expected}]") {
            return;
        }
        pause(10).await;
    }
    panic!("locks: {found}");
}

/// Holds the lock of task 12 of a portal like another tab. Calling the result releases it.
async fn hold(host: &str) -> Function {
    let held = js(&format!(
        "new Promise((resolve) => navigator.locks.request('bizproc-tasks/{host}/12', \
        () => new Promise((release) => resolve(release))))",
    ));
    settled(held.unchecked_into())
        .await
        .unwrap()
        .unchecked_into()
}

fn release(held: &Function) {
    held.call0(&JsValue::UNDEFINED).unwrap();
}

#[wasm_bindgen_test]
async fn identical_calls_share_the_first_result() {
    let bridge = bridge(WORKS);
    let (one, other) = (open(&bridge), open(&bridge));
    let promises = [
        complete(
            &one,
            "{ taskId: 12, status: 'yes', comment: ' fine ' }",
            None,
        ),
        complete(
            &one,
            "{ TASK_ID: '12', Status: 1, comment: ' fine ' }",
            None,
        ),
        complete(
            &other,
            "{ TASK_ID: 12, STATUS: 'YES', COMMENT: ' fine ' }",
            None,
        ),
    ];
    let mut results = Vec::new();
    for promise in promises {
        results.push(settled(promise).await.unwrap());
    }
    assert_eq!(sent(&bridge), 1);
    assert_eq!(json(&results[0]), json(&results[1]));
    assert_eq!(json(&results[0]), json(&results[2]));
    assert!(results[0] != results[1], "each has a result of its own");
    until_locked(0).await;
    // Afterwards it is a new completion.
    settled(complete(&one, "{ taskId: 12, status: 'yes' }", None))
        .await
        .unwrap();
    assert_eq!(sent(&bridge), 2);
}

#[wasm_bindgen_test]
async fn a_call_with_a_different_answer_fails_and_nothing_is_sent() {
    let bridge = bridge(WORKS);
    let portal = open(&bridge);
    let first = complete(&portal, "{ taskId: 12, status: 1 }", None);
    for other in [
        "{ taskId: 12, status: 2 }",
        "{ taskId: 12, status: 1, comment: 'c' }",
        "{ taskId: 12, status: 1, fields: { a: 1 } }",
        "{ taskId: 12, status: 1, fields: { a: 'x'.repeat(200000) } }",
    ] {
        let thrown = settled(complete(&portal, other, None)).await.unwrap_err();
        assert_eq!(error(&thrown), "IN_PROGRESS task not-completed");
        assert!(text(&thrown, "message").contains("Another answer"));
    }
    // Another task is independent, and so is the same id on another portal.
    let elsewhere = bridge_of_another_portal();
    for (portal, task) in [(&portal, 13), (&open(&elsewhere), 12)] {
        let completion = format!("{{ taskId: {task}, status: 2 }}");
        settled(complete(portal, &completion, None)).await.unwrap();
    }
    settled(first).await.unwrap();
    assert_eq!((sent(&bridge), sent(&elsewhere)), (2, 1));
}

#[wasm_bindgen_test]
async fn tabs_of_unknown_portals_do_not_wait_for_each_other() {
    let bridge = bridge(WORKS);
    Reflect::set(&bridge, &"getDomain".into(), &JsValue::UNDEFINED).unwrap();
    let held = hold("").await;
    let result = settled(complete(&open(&bridge), "{ taskId: 12, status: 1 }", None)).await;
    release(&held);
    assert_eq!(get(&result.unwrap(), "attempts"), 1);
}

#[wasm_bindgen_test]
async fn the_portal_of_bx_rest_is_that_of_the_page() {
    let _clock = FakeClock::install();
    let bridge = bridge(WORKS);
    Reflect::set(&bridge, &"getDomain".into(), &JsValue::UNDEFINED).unwrap();
    let bx = js("({})");
    Reflect::set(&bx, &"rest".into(), &bridge).unwrap();
    Reflect::set(&js_sys::global(), &"BX".into(), &bx).unwrap();
    let host = text(&js("location"), "host");
    let held = hold(&host).await;
    let promise = complete(&open(&bridge), "{ taskId: 12, status: 1 }", None);
    until_locked_in(&host, 2).await;
    assert_eq!(sent(&bridge), 0);
    release(&held);
    settled(promise).await.unwrap();
    js("delete globalThis.BX");
}

fn bridge_of_another_portal() -> JsValue {
    let bridge = bridge(WORKS);
    Reflect::set(
        &bridge,
        &"getDomain".into(),
        &js("() => 'other.bitrix24.com'"),
    )
    .unwrap();
    bridge
}

#[wasm_bindgen_test]
async fn an_aborted_caller_does_not_end_the_call_of_others() {
    let _clock = FakeClock::install();
    for (behaviour, attempts, confirmed_by) in [(SILENT, 0, "lookup"), (DEAD, 1, "reply")] {
        let bridge = bridge(behaviour);
        let portal = open(&bridge);
        let controller = js("new AbortController()");
        let signal = get(&controller, "signal");
        let first = complete(&portal, "{ taskId: 12, status: 1 }", Some(&signal));
        until_sent(&bridge, 1).await;
        let second = complete(&portal, "{ taskId: 12, status: 1 }", None);
        pause(1_000).await;
        assert_eq!(sent(&bridge), 1);
        Reflect::set(
            &bridge,
            &"complete".into(),
            &js("(reply) => reply({ result: true })"),
        )
        .unwrap();
        controller
            .unchecked_ref::<web_sys::AbortController>()
            .abort();
        assert_eq!(
            error(&settled(first).await.unwrap_err()),
            "ABORTED aborted unknown"
        );
        let started_at = js("performance.now()").as_f64().unwrap();
        let result = settled(second).await.unwrap();
        let took = js("performance.now()").as_f64().unwrap() - started_at;
        assert_eq!(text(&result, "confirmedBy"), confirmed_by);
        assert_eq!(get(&result, "attempts"), attempts);
        // Nothing is sent while the first request may be running.
        assert!(attempts == 0 || took >= 60_000.0, "{took}");
        until_locked(0).await;
    }
}

#[wasm_bindgen_test]
async fn a_later_call_of_the_page_replaces_what_it_tells_other_tabs_about_an_aborted_one() {
    let _clock = FakeClock::install();
    let bridge = bridge(SILENT);
    let portal = open(&bridge);
    let controller = js("new AbortController()");
    let signal = get(&controller, "signal");
    let aborted = complete(&portal, "{ taskId: 12, status: 1 }", Some(&signal));
    until_sent(&bridge, 1).await;
    controller
        .unchecked_ref::<web_sys::AbortController>()
        .abort();
    settled(aborted).await.unwrap_err();
    let result = settled(complete(&portal, "{ taskId: 12, status: 1 }", None)).await;
    assert_eq!(text(&result.unwrap(), "confirmedBy"), "lookup");
    until_locked(0).await;
    let received = js("globalThis.received = []");
    js("globalThis.otherTab = new BroadcastChannel('bizproc-tasks')");
    js("otherTab.onmessage = ({ data }) => received.push(data.kind)");
    js("otherTab.postMessage({ lock: 'bizproc-tasks/acme.bitrix24.com/12', kind: 'query' })");
    pause(10).await;
    js("otherTab.close()");
    assert_eq!(json(&received), "[]");
}

const LOCK: &str = "bizproc-tasks/acme.bitrix24.com/12";

/// The messages between the tabs about task 12.
struct OtherTab;

impl OtherTab {
    fn open() -> Self {
        js(
            "(() => { globalThis.received = []; globalThis.otherTab = new BroadcastChannel('bizproc-tasks'); \
            otherTab.onmessage = ({ data }) => received.push(data) })()",
        );
        Self
    }

    fn post(&self, message: &str) {
        js(&format!(
            "otherTab.postMessage({{ lock: '{LOCK}', userId: 7, ...{message} }})"
        ));
    }

    fn kinds(&self) -> String {
        json(&js("received.map(({ kind }) => kind)"))
    }

    /// Waits until so many messages of a kind have arrived.
    async fn until_received(&self, kind: &str, count: u32) {
        let found = format!("received.filter((data) => data.kind === '{kind}').length");
        for _ in 0..TRIES {
            if js(&found) == count {
                return;
            }
            pause(10).await;
        }
        panic!("{} of {kind} in {}", count, self.kinds());
    }
}

impl Drop for OtherTab {
    fn drop(&mut self) {
        js("otherTab.close()");
    }
}

#[wasm_bindgen_test]
async fn a_tab_that_waits_knows_each_owner_of_the_lock() {
    let _clock = FakeClock::install();
    let tab = OtherTab::open();
    let yes = "{ taskId: 12, status: 1 }";
    let refused = bridge("(reply) => reply({ error: 'ERROR_TASK_TYPE' })");
    settled(complete(&open(&refused), yes, None))
        .await
        .unwrap_err();
    tab.until_received("over", 1).await;
    // Tabs that wait already need the state at the start.
    assert_eq!(tab.kinds(), r#"["running","over"]"#);
    let digest = text(&js("received[0]"), "digest");
    js(&format!("globalThis.digest = '{digest}'"));

    let bridge = bridge(WORKS);
    let held = hold("acme.bitrix24.com").await;
    let waiting = complete(&open(&bridge), yes, None);
    tab.until_received("query", 1).await;
    for (owner, queries) in [
        ("{ kind: 'open', runningForMs: 60000, digest }", 2),
        // The retained lock is released once. The answer to each query is this state again.
        ("{ kind: 'open', runningForMs: 60000, digest }", 2),
        ("{ kind: 'running', digest }", 2),
        ("{ kind: 'open', runningForMs: 60000, digest }", 3),
        // This owner has another answer, but the one before may have had the same as this tab.
        ("{ kind: 'running', digest: 'other' }", 3),
        ("{ kind: 'running', digest }", 3),
    ] {
        tab.post(owner);
        pause(1_000).await;
        tab.until_received("query", queries).await;
    }
    // The last message of the last owner arrives after its lock.
    js(&format!(
        "setTimeout(() => otherTab.postMessage({{ lock: '{LOCK}', userId: 7, kind: 'completed', digest }}), 100)"
    ));
    release(&held);
    let result = settled(waiting).await.unwrap();
    assert_eq!(
        (text(&result, "confirmedBy").as_str(), sent(&bridge)),
        ("reply", 0)
    );
}

#[wasm_bindgen_test]
async fn an_answer_with_files_may_be_the_one_that_another_tab_sends() {
    let _clock = FakeClock::install();
    let bridge = bridge(WORKS);
    let tab = OtherTab::open();
    let file = "{ taskId: 12, status: 1, fields: { scan: new File(['x'], 'a.txt') } }";
    for (completion, digest, outcome) in [
        (file, "null", "unknown"),
        (file, "'of texts'", "not-completed"),
        ("{ taskId: 12, status: 1 }", "null", "not-completed"),
    ] {
        let held = hold("acme.bitrix24.com").await;
        js("received.length = 0");
        let waiting = complete(&open(&bridge), completion, None);
        tab.until_received("query", 1).await;
        tab.post(&format!("{{ kind: 'running', digest: {digest} }}"));
        let thrown = error(&settled(waiting).await.unwrap_err());
        assert_eq!(
            thrown,
            format!("IN_PROGRESS task {outcome}"),
            "{completion} {digest}"
        );
        release(&held);
        until_locked(0).await;
    }
    assert_eq!(sent(&bridge), 0);
}

#[wasm_bindgen_test]
async fn another_tab_learns_how_long_a_request_may_still_be_running() {
    let _clock = FakeClock::install();
    let bridge = bridge(DEAD);
    let controller = js("new AbortController()");
    let signal = get(&controller, "signal");
    let aborted = complete(&open(&bridge), "{ taskId: 12, status: 1 }", Some(&signal));
    until_sent(&bridge, 1).await;
    controller
        .unchecked_ref::<web_sys::AbortController>()
        .abort();
    settled(aborted).await.unwrap_err();
    pause(600_000).await;
    let tab = OtherTab::open();
    tab.post("{ kind: 'query' }");
    tab.until_received("open", 1).await;
    // The bridge may send it within ten minutes, and the portal executes it for one.
    let left_ms = get(&js("received[0]"), "runningForMs").as_f64().unwrap();
    assert!((50_000.0..=62_001.0).contains(&left_ms), "{left_ms}");
    until_locked(0).await;
}

#[wasm_bindgen_test]
async fn a_joined_call_that_is_aborted_has_an_unknown_outcome() {
    let bridge = bridge("(reply) => { bridge.reply = () => reply({ result: true }) }");
    let portal = open(&bridge);
    let first = complete(&portal, "{ taskId: 12, status: 1 }", None);
    let controller = js("new AbortController()");
    let second = complete(
        &portal,
        "{ taskId: 12, status: 1 }",
        Some(&get(&controller, "signal")),
    );
    until_sent(&bridge, 1).await;
    controller
        .unchecked_ref::<web_sys::AbortController>()
        .abort();
    assert_eq!(
        error(&settled(second).await.unwrap_err()),
        "ABORTED aborted unknown"
    );
    let reply: Function = get(&bridge, "reply").unchecked_into();
    reply.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(get(&settled(first).await.unwrap(), "attempts"), 1);
}

#[wasm_bindgen_test]
async fn a_task_that_another_tab_has_completed_is_not_sent() {
    let _clock = FakeClock::install();
    for (answer, expected) in [
        ("1", "completed"),
        ("2", "ERROR_TASK_COMPLETED task answered-elsewhere"),
    ] {
        let bridge = bridge(DEAD);
        let held = hold("acme.bitrix24.com").await;
        let promise = complete(&open(&bridge), "{ taskId: 12, status: 1 }", None);
        until_locked(2).await;
        assert_eq!((sent(&bridge), get(&bridge, "looks")), (0, 0.into()));
        Reflect::set(&bridge, &"answer".into(), &answer.into()).unwrap();
        release(&held);
        let settled = settled(promise).await;
        if let Ok(result) = &settled {
            assert_eq!(
                (
                    text(result, "confirmedBy").as_str(),
                    get(result, "attempts")
                ),
                ("lookup", 0.into())
            );
        }
        let reported = settled.map_or_else(|thrown| error(&thrown), |_| "completed".to_owned());
        assert_eq!((reported.as_str(), sent(&bridge)), (expected, 0));
        until_locked(0).await;
    }
}

#[wasm_bindgen_test]
async fn a_task_is_completed_after_another_tab_has_given_up() {
    let _clock = FakeClock::install();
    let bridge = bridge(WORKS);
    let held = hold("acme.bitrix24.com").await;
    // The known state is older than the end of the other tab's call.
    let promise = complete(&open(&bridge), "{ taskId: 12, status: 1 }", None);
    until_locked(2).await;
    let started_at = js("performance.now()").as_f64().unwrap();
    release(&held);
    let result = settled(promise).await.unwrap();
    assert_eq!(
        (text(&result, "confirmedBy").as_str(), sent(&bridge)),
        ("reply", 1)
    );
    assert!(js("performance.now()").as_f64().unwrap() - started_at >= 60_000.0);
    until_locked(0).await;
}

#[wasm_bindgen_test]
async fn a_waiting_tab_gets_the_lock_when_the_other_call_ends_in_doubt() {
    let _clock = FakeClock::install();
    // Two connections of a page are like two tabs.
    let (one, other) = (bridge(DEAD), bridge(DEAD));
    let yes = "{ taskId: 12, status: 1 }";
    let controller = js("new AbortController()");
    let first = complete(&open(&one), yes, Some(&get(&controller, "signal")));
    until_sent(&one, 1).await;
    let second = complete(&open(&other), yes, None);
    until_locked(2).await;
    Reflect::set(&other, &"answer".into(), &"1".into()).unwrap();
    let started_at = js("performance.now()").as_f64().unwrap();
    controller
        .unchecked_ref::<web_sys::AbortController>()
        .abort();
    let aborted = settled(first).await.unwrap_err();
    assert_eq!(error(&aborted), "ABORTED aborted unknown");
    let result = settled(second).await.unwrap();
    let took = js("performance.now()").as_f64().unwrap() - started_at;
    assert_eq!(
        (text(&result, "confirmedBy").as_str(), sent(&other)),
        ("lookup", 0)
    );
    assert!(took < 5_000.0, "{took}");
    until_locked(0).await;
}

#[wasm_bindgen_test]
async fn a_call_does_not_wait_for_another_tab_for_ever() {
    let _clock = FakeClock::install();
    let bridge = bridge(WORKS);
    let held = hold("acme.bitrix24.com").await;
    let promise = complete(&open(&bridge), "{ taskId: 12, status: 1 }", None);
    assert_eq!(
        error(&settled(promise).await.unwrap_err()),
        "IN_PROGRESS task unknown"
    );

    let controller = js("new AbortController()");
    let signal = get(&controller, "signal");
    let promise = complete(&open(&bridge), "{ taskId: 12, status: 1 }", Some(&signal));
    until_locked(2).await;
    controller
        .unchecked_ref::<web_sys::AbortController>()
        .abort();
    assert_eq!(
        error(&settled(promise).await.unwrap_err()),
        "ABORTED aborted unknown"
    );
    // Only the lock of the other tab is left.
    until_locked(1).await;
    release(&held);
    until_locked(0).await;
    assert_eq!(sent(&bridge), 0);
}

#[wasm_bindgen_test]
async fn a_task_is_completed_without_locks() {
    for locks in [
        "undefined",
        "null",
        "{}",
        "{ request() { throw new Error('x') } }",
        "{ request: async () => { throw new DOMException('opaque origin', 'SecurityError') } }",
    ] {
        js(&format!(
            "Object.defineProperty(navigator, 'locks', {{ value: {locks}, configurable: true }})"
        ));
        let bridge = bridge(WORKS);
        let result = settled(complete(&open(&bridge), "{ taskId: 12, status: 1 }", None)).await;
        js("delete navigator.locks");
        assert_eq!(get(&result.unwrap(), "attempts"), 1, "{locks}");
    }
}

#[wasm_bindgen_test]
async fn locks_that_never_answer_block_no_task() {
    let _clock = FakeClock::install();
    for locks in [
        "{ request() {} }",
        "{ request: () => new Promise(() => {}) }",
        "{ request: () => ({ then() {} }) }",
    ] {
        js(&format!(
            "Object.defineProperty(navigator, 'locks', {{ value: {locks}, configurable: true }})"
        ));
        let bridge = bridge(WORKS);
        let controller = js("new AbortController()");
        let signal = get(&controller, "signal");
        let aborted = complete(&open(&bridge), "{ taskId: 13, status: 1 }", Some(&signal));
        controller
            .unchecked_ref::<web_sys::AbortController>()
            .abort();
        let aborted = settled(aborted).await.unwrap_err();
        let result = settled(complete(&open(&bridge), "{ taskId: 12, status: 1 }", None)).await;
        js("delete navigator.locks");
        assert_eq!(error(&aborted), "ABORTED aborted not-completed");
        assert_eq!(get(&result.unwrap(), "attempts"), 1, "{locks}");
        assert_eq!(sent(&bridge), 1);
    }
}

#[wasm_bindgen_test]
async fn a_busy_portal_is_retried() {
    let _clock = FakeClock::install();
    let bridge = bridge(
        "(reply) => reply(bridge.sent.length < 3 ? { error: 'QUERY_LIMIT_EXCEEDED' } : { result: true })",
    );
    let result = settled(complete(&open(&bridge), "{ taskId: 12, status: 1 }", None))
        .await
        .unwrap();
    assert_eq!(
        (
            get(&result, "attempts"),
            text(&result, "confirmedBy").as_str()
        ),
        (3.into(), "reply")
    );
}

#[wasm_bindgen_test]
async fn a_method_without_operating_time_reports_its_reset() {
    let _clock = FakeClock::install();
    let bridge = bridge(
        "(reply) => reply(bridge.sent.length > 1 ? { error: 'OPERATION_TIME_LIMIT' } \
          : { result: true, time: { finish: 1700000000.5, operating_reset_at: 1700000060 } })",
    );
    let portal = open(&bridge);
    settled(complete(&portal, "{ taskId: 12, status: 1 }", None))
        .await
        .unwrap();
    let thrown = settled(complete(&portal, "{ taskId: 13, status: 1 }", None))
        .await
        .unwrap_err();
    assert_eq!(error(&thrown), "OPERATION_TIME_LIMIT limit not-completed");
    let retry_after = get(&thrown, "retryAfter").as_f64().unwrap();
    assert!(
        (40_000.0..=43_500.0).contains(&retry_after),
        "{retry_after}"
    );
}

#[wasm_bindgen_test]
async fn calls_in_flight_share_one_refresh() {
    let _fetch = Fetch::stub(
        "async (request) => { const old = (await request.text()).includes('marker-token'); \
        await new Promise((resolve) => setTimeout(resolve, old && stub.requests.length > 2 ? 30 : 0)); \
        return old ? new Response('{\"error\":\"expired_token\"}', { status: 401 }) : new Response('{\"result\":true}') }",
    );
    Reflect::set(&js_sys::global(), &"refreshed".into(), &0.into()).unwrap();
    let portal = open(&js(TOKEN));
    // The third call is refused after the others have already refreshed the token.
    let mut promises: VecDeque<_> = (1..=3)
        .map(|id| complete(&portal, &format!("{{ taskId: {id}, status: 1 }}"), None))
        .collect();
    while let Some(promise) = promises.pop_front() {
        assert_eq!(get(&settled(promise).await.unwrap(), "attempts"), 2);
    }
    assert_eq!(get(&js_sys::global(), "refreshed"), 1);
}

#[wasm_bindgen_test]
async fn after_a_lost_refresh_a_new_one_is_requested() {
    let _clock = FakeClock::install();
    let _fetch = Fetch::stub(
        "async (request) => (await request.text()).includes('stale') \
        ? new Response('{\"error\":\"expired_token\"}', { status: 401 }) : new Response('{\"result\":true}')",
    );
    let connection = js(
        "{ domain: 'acme.bitrix24.com', accessToken: 'stale', asked: 0, \
        refresh() { return this.asked++ ? Promise.resolve('good') : new Promise(() => {}) } }",
    );
    let portal = open(&connection);
    let thrown = settled(complete(&portal, "{ taskId: 1, status: 1 }", None))
        .await
        .unwrap_err();
    assert_eq!(error(&thrown), "REFRESH_FAILED auth not-completed");
    settled(complete(&portal, "{ taskId: 1, status: 1 }", None))
        .await
        .unwrap();
    assert_eq!(get(&connection, "asked"), 2);
}
