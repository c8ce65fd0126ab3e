//! Watching a list of a portal that changes, with a fake clock.

use super::js::{FakeClock, Fetch, TOKEN, create_inbox, error, get, js, json, pause, settled};
use crate::browser::portal::Portal;
use crate::browser::watch::TaskWatch;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

const MINUTE: u32 = 60_000;

/// A portal, and a page that is visible and online.
struct Inbox {
    _clock: FakeClock,
    _fetch: Fetch,
}

impl Inbox {
    /// With as many tasks.
    fn new(tasks: u32) -> Self {
        let inbox = create_inbox();
        Reflect::set(&js_sys::global(), &"inbox".into(), &inbox).unwrap();
        js(&format!(
            "(() => {{ for (let id = 1; id <= {tasks}; id++) inbox.tasks.set(id, {{}}); }})()"
        ));
        set_page("visible", true);
        Self {
            _clock: FakeClock::install(),
            _fetch: Fetch::stub_with(&get(&inbox, "answer")),
        }
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        js("(() => { delete document.visibilityState; delete navigator.onLine })()");
    }
}

/// Makes the page visible or hidden, online or offline, and dispatches the events.
fn set_page(visibility: &str, is_online: bool) {
    js(&format!(
        "(() => {{ Object.defineProperty(document, 'visibilityState', {{ value: '{visibility}', configurable: true }}); \
        Object.defineProperty(navigator, 'onLine', {{ value: {is_online}, configurable: true }}); \
        document.dispatchEvent(new Event('visibilitychange')); dispatchEvent(new Event({is_online} ? 'online' : 'offline')) }})()"
    ));
}

fn watch(query: &str, options: &str) -> TaskWatch {
    let portal = Portal::new(&js(TOKEN), &JsValue::UNDEFINED).unwrap();
    portal.watch_tasks(js(query), js(options))
}

/// The next changes, as `+` ids `~` ids `-` ids `!` ids.
fn shown(changes: &JsValue) -> String {
    if changes.is_null() {
        return "end".to_owned();
    }
    let ids = |name: &str| {
        let tasks = Array::from(&get(changes, name));
        let id = |task: JsValue| match task.as_f64() {
            Some(id) => id,
            None => get(&task, "id").as_f64().unwrap(),
        };
        let ids: Vec<String> = tasks.iter().map(|task| id(task).to_string()).collect();
        ids.join(",")
    };
    let parts = [
        ("+", "added"),
        ("~", "changed"),
        ("-", "gone"),
        ("!", "dueSoon"),
    ];
    let parts = parts.map(|(sign, name)| (sign, ids(name)));
    let filled = parts.iter().filter(|(_, ids)| !ids.is_empty());
    let filled: Vec<String> = filled
        .map(|(sign, ids)| [*sign, ids.as_str()].concat())
        .collect();
    filled.join(" ")
}

async fn next_changes(watch: &TaskWatch) -> String {
    shown(&settled(watch.next()).await.unwrap())
}

fn now() -> f64 {
    js("performance.now()").as_f64().unwrap()
}

fn lists() -> u32 {
    js("inbox.lists.length").as_f64().unwrap() as u32
}

/// The names of the locks of watched lists that are held or waited for.
async fn locks() -> u32 {
    let query = js("navigator.locks.query().then(({ held, pending }) => \
        [...held, ...pending].filter(({ name }) => name.startsWith('bizproc-tasks/acme.bitrix24.com/list/')).length)");
    let count = settled(query.unchecked_into()).await.unwrap();
    count.as_f64().unwrap() as u32
}

#[wasm_bindgen_test]
async fn changes_of_a_list_are_reported() {
    let _inbox = Inbox::new(3);
    let watch = watch("{}", "{}");
    assert_eq!(next_changes(&watch).await, "+3,2,1");
    let started_at = now();
    js(
        "setTimeout(() => { inbox.tasks.set(4, {}); inbox.tasks.get(2).NAME = 'Other'; inbox.tasks.delete(1) }, 200000)",
    );
    let changes = settled(watch.next()).await.unwrap();
    assert_eq!(shown(&changes), "+4 ~2 -1");
    assert_eq!(get(&changes, "changed.0.name"), "Other");
    assert_eq!(get(&changes, "added.0.answers.length"), 2);
    let task: js_sys::Object = get(&changes, "added.0").unchecked_into();
    assert!(js_sys::Object::is_frozen(&task));
    let elapsed = now() - started_at;
    assert!((240_000.0..=264_100.0).contains(&elapsed), "{elapsed}");
    // First the forms of all tasks, then only of new ones.
    assert_eq!(
        json(&js(
            "inbox.lists.filter(({ hasForms }) => hasForms).map(({ asked }) => asked)"
        )),
        "[[],[4,2]]"
    );
    watch.close();
    assert_eq!(next_changes(&watch).await, "end");
}

#[wasm_bindgen_test]
async fn an_empty_list_is_reported_once() {
    let _inbox = Inbox::new(0);
    let watch = watch("{}", "{}");
    assert_eq!(next_changes(&watch).await, "");
    js("setTimeout(() => inbox.tasks.set(1, {}), 100000)");
    assert_eq!(next_changes(&watch).await, "+1");
}

#[wasm_bindgen_test]
async fn a_page_that_is_hidden_or_offline_reads_nothing() {
    for (visibility, is_online) in [("hidden", true), ("visible", false)] {
        let _inbox = Inbox::new(1);
        let watch = watch("{}", "{}");
        assert_eq!(next_changes(&watch).await, "+1");
        let next = watch.next();
        pause(MINUTE / 2).await;
        set_page(visibility, is_online);
        let before = lists();
        pause(100 * MINUTE).await;
        assert_eq!((lists(), locks().await), (before, 0));
        js("inbox.tasks.set(2, {})");
        let started_at = now();
        set_page("visible", true);
        assert_eq!(shown(&settled(next).await.unwrap()), "+2");
        assert!(now() - started_at < 1_000.0);
        watch.close();
    }
}

#[wasm_bindgen_test]
async fn one_page_reads_the_list_for_all() {
    let _inbox = Inbox::new(1);
    let tabs = [watch("{}", "{}"), watch("{ }", "{}"), watch("{}", "{}")];
    for tab in &tabs {
        assert_eq!(next_changes(tab).await, "+1");
    }
    let before = lists();
    let mut next = tabs.each_ref().map(TaskWatch::next);
    pause(10 * MINUTE).await;
    let read = lists() - before;
    // The other pages also read from time to time.
    assert!((9..=15).contains(&read), "{read} readings");
    assert_eq!(locks().await, 3);
    js("inbox.tasks.set(2, {})");
    let started_at = now();
    for (tab, next) in tabs.iter().zip(&mut next) {
        let changes = settled(std::mem::replace(
            next,
            js_sys::Promise::resolve(&JsValue::NULL),
        ))
        .await;
        assert_eq!(shown(&changes.unwrap()), "+2");
        *next = tab.next();
    }
    assert!(now() - started_at < f64::from(MINUTE) * 1.1 + 6_000.0);
    // The leader is closed, and another page becomes the leader.
    for count in [2, 1] {
        tabs[count].close();
        pause(MINUTE * 2).await;
        assert_eq!(locks().await, count as u32);
        let before = lists();
        pause(10 * MINUTE).await;
        let read = lists() - before;
        assert!((9..=13).contains(&read), "{read} readings");
    }
    // Another list has its own leader.
    let other = watch("{ open: false }", "{}");
    let _next = other.next();
    pause(MINUTE).await;
    tabs[0].close();
    other.close();
    pause(MINUTE).await;
    assert_eq!(locks().await, 0);
}

#[wasm_bindgen_test]
async fn a_task_that_moves_between_two_pages_is_not_gone() {
    let _inbox = Inbox::new(120);
    let watch = watch("{}", "{}");
    assert!(next_changes(&watch).await.starts_with("+120,119"));
    let next = watch.next();
    js("inbox.unlisted.add(70)");
    pause(5 * MINUTE).await;
    assert_eq!(json(&js("inbox.lists.at(-1).asked")), "[70]");
    // This one is.
    js("inbox.tasks.delete(71)");
    assert_eq!(shown(&settled(next).await.unwrap()), "-71");
    js("setTimeout(() => { inbox.unlisted.clear(); inbox.tasks.delete(1) }, 100000)");
    assert_eq!(next_changes(&watch).await, "-1");
    watch.close();
}

#[wasm_bindgen_test]
async fn a_list_with_a_limit_reports_tasks_that_drop_out() {
    let _inbox = Inbox::new(60);
    let watch = watch("{ limit: 55 }", "{}");
    assert!(next_changes(&watch).await.ends_with(",7,6"));
    js("setTimeout(() => inbox.tasks.set(61, {}), 100000)");
    assert_eq!(next_changes(&watch).await, "+61 -6");
    watch.close();
}

#[wasm_bindgen_test]
async fn clock_jumps_change_no_outcome() {
    let _inbox = Inbox::new(1);
    js(
        "(() => { inbox.tasks.get(1).OVERDUE_DATE = new Date(inbox.now() + 7200000).toISOString() })()",
    );
    let watch = watch("{}", "{}");
    assert_eq!(next_changes(&watch).await, "+1");
    js(
        "(() => { globalThis.DateNow = Date.now; globalThis.jump = 0; Date.now = () => DateNow() + jump })()",
    );
    let started_at = now();
    let next = watch.next();
    for days in [365, -365, 0] {
        js(&format!("(() => {{ jump = {days} * 86400000 }})()"));
        let before = lists();
        pause(10 * MINUTE).await;
        let read = lists() - before;
        assert!((9..=11).contains(&read), "{read} readings");
    }
    js("(() => { Date.now = DateNow })()");
    // Half an hour later, an hour before the deadline by the portal's clock.
    assert_eq!(shown(&settled(next).await.unwrap()), "!1");
    let elapsed = now() - started_at;
    assert!((3_599_000.0..3_602_000.0).contains(&elapsed), "{elapsed}");
    watch.close();
}

#[wasm_bindgen_test]
async fn temporary_errors_are_retried_and_others_end_the_watch() {
    let _inbox = Inbox::new(1);
    let first = watch("{}", "{}");
    assert_eq!(next_changes(&first).await, "+1");
    for passing in [
        "'lost'",
        "[{ error: 'INTERNAL_SERVER_ERROR' }, 500]",
        "[{ error: 'OVERLOAD_LIMIT' }, 503]",
    ] {
        js(&format!("(() => {{ inbox.error = {passing} }})()"));
        let next = first.next();
        let before = lists();
        pause(60 * MINUTE).await;
        assert!(lists() > before);
        js("(() => { inbox.error = null; inbox.tasks.set(inbox.tasks.size + 1, {}) })()");
        assert!(shown(&settled(next).await.unwrap()).starts_with('+'));
    }
    js("(() => { inbox.error = [{ error: 'insufficient_scope' }, 403] })()");
    let thrown = settled(first.next()).await.unwrap_err();
    assert_eq!(error(&thrown), "insufficient_scope auth not-completed");

    for options in [
        "{ every: 10 }",
        "{ intervalMs: 4999 }",
        "{ dueWithinMs: 0 }",
        "{ signal: 1 }",
    ] {
        let thrown = settled(watch("{}", options).next()).await.unwrap_err();
        assert_eq!(error(&thrown), "USAGE usage not-completed", "{options}");
    }
    let thrown = settled(watch("{ nope: 1 }", "{}").next())
        .await
        .unwrap_err();
    assert_eq!(error(&thrown), "USAGE usage not-completed");
}

#[wasm_bindgen_test]
async fn a_signal_ends_the_watch_at_once_and_nothing_is_left() {
    let _inbox = Inbox::new(1);
    js(
        "(() => { globalThis.left = 0; globalThis.controller = new AbortController(); \
        for (const target of [document, globalThis, controller.signal]) { \
          const { addEventListener: add, removeEventListener: remove } = target; \
          target.addEventListener = (...args) => { left++; add.apply(target, args) }; \
          target.removeEventListener = (...args) => { left--; remove.apply(target, args) } } })()",
    );
    let ended = watch("{}", "{ signal: controller.signal }");
    assert_eq!(next_changes(&ended).await, "+1");
    // Nothing is left between two calls.
    assert_eq!((js("left"), locks().await), (0.into(), 0));
    let next = ended.next();
    pause(MINUTE * 2).await;
    assert_eq!((js("left"), locks().await), (4.into(), 1));
    js("controller.abort()");
    assert_eq!(shown(&settled(next).await.unwrap()), "end");
    assert_eq!(next_changes(&ended).await, "end");
    pause(1_000).await;
    assert_eq!((js("left"), locks().await), (0.into(), 0));
    let before = lists();
    pause(10 * MINUTE).await;
    assert_eq!(lists(), before);
    js(
        "(() => { for (const target of [document, globalThis]) { delete target.addEventListener; delete target.removeEventListener } })()",
    );
}

#[wasm_bindgen_test]
async fn a_page_without_locks_and_channels_reads_the_list_itself() {
    let _inbox = Inbox::new(1);
    js(
        "(() => { Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true }); \
        globalThis.Channel = BroadcastChannel; globalThis.BroadcastChannel = undefined })()",
    );
    let watch = watch("{}", "{}");
    assert_eq!(next_changes(&watch).await, "+1");
    js("setTimeout(() => inbox.tasks.set(2, {}), 100000)");
    let next = next_changes(&watch).await;
    js("(() => { delete navigator.locks; globalThis.BroadcastChannel = Channel })()");
    assert_eq!(next, "+2");
}

#[wasm_bindgen_test]
async fn a_broken_task_is_reported_and_does_not_affect_the_others() {
    let _inbox = Inbox::new(3);
    js("inbox.broken.add(2)");
    let watch = watch("{}", "{}");
    let changes = settled(watch.next()).await.unwrap();
    assert_eq!(shown(&changes), "+3,2,1");
    assert_eq!(get(&changes, "added.1.broken"), true);
    assert_eq!(get(&changes, "added.1.name"), "Task 2");
    assert_eq!(get(&changes, "added.0.broken"), false);
    js(
        "setTimeout(() => { inbox.broken.add(5); for (const id of [4, 5]) inbox.tasks.set(id, {}) }, 100000)",
    );
    let changes = settled(watch.next()).await.unwrap();
    assert_eq!(shown(&changes), "+5,4");
    assert_eq!(get(&changes, "added.0.broken"), true);
    watch.close();
}
