//! Messages between the tabs and frames of an app: a `BroadcastChannel` in addition to the lock of a task.
//!
//! A tab that waits for a lock asks for the state of its owner's call. The tab that has the lock sends the state of its
//! call, and sends it again after each change.

use super::attempt::property;
use super::convert::writer::{short_text, to_js};
use super::events::EventListener;
use super::timer::{now_ms, timeout};
use crate::complete::{TabProgress, TabState, is_same};
use futures_channel::oneshot;
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::future::{Future, pending};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::BroadcastChannel;

/// All pages of the origin share the channel. Messages contain no values: a hash identifies a completion.
const CHANNEL: &str = "bizproc-tasks";
/// The longest time between the release of a lock and the last message of its tab.
const LAST_STATE_TIMEOUT_MS: f64 = 500.0;
/// Maximum UTF-16 units of a text from another tab.
const MAX_TEXT: u32 = 1_000;

/// Asks for the state of the lock's owner.
const QUERY: &str = "query";
/// Says that a list of tasks has changed.
const CHANGED: &str = "changed";

/// A message between tabs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    /// The name of the lock.
    lock: &'a str,
    kind: &'static str,
    digest: Option<&'a str>,
    user_id: Option<f64>,
    running_for_ms: Option<f64>,
    is_by_lookup: bool,
}

impl<'a> Message<'a> {
    fn new(lock: &'a str, kind: &'static str) -> Self {
        Self {
            lock,
            kind,
            digest: None,
            user_id: None,
            running_for_ms: None,
            is_by_lookup: false,
        }
    }

    fn state(lock: &'a str, state: &'a TabState) -> Self {
        let (kind, running_for_ms, is_by_lookup) = match state.progress {
            TabProgress::Running => ("running", None, false),
            TabProgress::Completed { is_by_lookup } => ("completed", None, is_by_lookup),
            TabProgress::Over => ("over", None, false),
            // Each page has its own clock.
            TabProgress::Open { running_until_ms } => {
                let running_for_ms = (running_until_ms - now_ms()).max(0.0);
                ("open", Some(running_for_ms), false)
            }
        };
        Self {
            lock,
            kind,
            digest: state.digest.as_deref(),
            user_id: state.user_id.map(|id| id as f64),
            running_for_ms,
            is_by_lookup,
        }
    }
}

fn is_kind(message: &JsValue, kind: &str) -> bool {
    property(message, "kind") == kind
}

/// Reads the state in a message of another tab.
fn read_state(message: &JsValue) -> Option<TabState> {
    let text = |name| short_text(&property(message, name), MAX_TEXT);
    let progress = match text("kind")?.as_str() {
        "running" => TabProgress::Running,
        "completed" => TabProgress::Completed {
            is_by_lookup: property(message, "isByLookup").is_truthy(),
        },
        "over" => TabProgress::Over,
        "open" => {
            let running_for_ms = property(message, "runningForMs").as_f64();
            let running_for_ms = running_for_ms.filter(|milliseconds| *milliseconds >= 0.0)?;
            TabProgress::Open {
                running_until_ms: now_ms() + running_for_ms,
            }
        }
        _ => return None,
    };
    Some(TabState {
        digest: text("digest"),
        user_id: property(message, "userId").as_f64().map(|id| id as u64),
        progress,
    })
}

/// Receives a message for a lock, with the channel for replies. With a box, `Channel::open` is compiled once.
type OnMessage = Box<dyn FnMut(&BroadcastChannel, &JsValue)>;

/// A channel for one lock. Dropping it closes it.
pub(super) struct Channel {
    channel: BroadcastChannel,
    _listener: EventListener,
}

impl Channel {
    /// `None` if the browser has no channels.
    fn open(lock: &str, mut on_message: OnMessage) -> Option<Self> {
        let channel = BroadcastChannel::new(CHANNEL).ok()?;
        let (lock, replies) = (lock.to_owned(), channel.clone());
        let targets = vec![(channel.clone().into(), "message")];
        let on_event = move |event| {
            let message = property(&event, "data");
            if short_text(&property(&message, "lock"), MAX_TEXT).as_ref() == Some(&lock) {
                on_message(&replies, &message);
            }
        };
        let listener = EventListener::new(targets, Box::new(on_event));
        Some(Self {
            channel,
            _listener: listener,
        })
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

fn post(channel: &BroadcastChannel, message: &Message<'_>) {
    let _ = channel.post_message(&to_js(message));
}

/// The call that holds a lock. It answers the waiting tabs.
pub(super) struct Announcement {
    lock: String,
    state: Rc<RefCell<TabState>>,
    channel: Option<Channel>,
    /// Another tab has asked after the end of the call.
    asked: oneshot::Receiver<()>,
}

impl Announcement {
    pub(super) fn new(lock: &str, digest: Option<String>) -> Self {
        let state = Rc::new(RefCell::new(TabState {
            digest,
            user_id: None,
            progress: TabProgress::Running,
        }));
        let (sender, asked) = oneshot::channel();
        let (name, shown, mut sender) = (lock.to_owned(), state.clone(), Some(sender));
        let on_message = move |channel: &BroadcastChannel, message: &JsValue| {
            if !is_kind(message, QUERY) {
                return;
            }
            let state = shown.borrow();
            post(channel, &Message::state(&name, &state));
            if state.progress != TabProgress::Running
                && let Some(sender) = sender.take()
            {
                let _ = sender.send(());
            }
        };
        let channel = Channel::open(lock, Box::new(on_message));
        let announcement = Self {
            lock: lock.to_owned(),
            state,
            channel,
            asked,
        };
        // Tabs that still wait know the state of the lock's previous owner.
        announcement.publish();
        announcement
    }

    pub(super) fn set_user(&self, user_id: Option<u64>) {
        self.state.borrow_mut().user_id = user_id;
    }

    /// Sends the outcome of the call to the waiting tabs.
    pub(super) fn set_progress(&self, progress: TabProgress) {
        self.state.borrow_mut().progress = progress;
        self.publish();
    }

    fn publish(&self) {
        if let Some(Channel { channel, .. }) = &self.channel {
            post(channel, &Message::state(&self.lock, &self.state.borrow()));
        }
    }

    /// The state of the call, the channel that answers other tabs until it is dropped, and the wait for a tab that asks
    /// for the lock after the end of the call.
    pub(super) fn into_parts(self) -> (TabState, Option<Channel>, impl Future<Output = ()>) {
        let asked = async move {
            if self.asked.await.is_err() {
                pending().await
            }
        };
        (self.state.borrow().clone(), self.channel, asked)
    }
}

/// The messages for a tab that waits for a lock. Several tabs may have it one after the other.
pub(super) struct TabListener {
    received: Rc<Received>,
    /// The call that holds the lock does not have the same completion. `true`: certainly not.
    different: oneshot::Receiver<bool>,
    /// The listener is removed on drop.
    _channel: Option<Channel>,
}

#[derive(Default)]
struct Received {
    /// The last state of the call that has the lock, or had it.
    state: RefCell<Option<TabState>>,
    /// Waits for the end of that call.
    end: Cell<Option<oneshot::Sender<()>>>,
}

impl TabListener {
    /// Asks for the state of the lock's owner. `digest`: the hash of the waiting completion.
    pub(super) fn open(lock: &str, digest: Option<String>) -> Self {
        let received = Rc::<Received>::default();
        let (sender, different) = oneshot::channel();
        let (name, last, mut sender) = (lock.to_owned(), received.clone(), Some(sender));
        let on_message = move |channel: &BroadcastChannel, message: &JsValue| {
            let Some(state) = read_state(message) else {
                return;
            };
            let is_same = |state: &TabState| is_same(state, digest.as_deref());
            let is_open = |state: &TabState| matches!(state.progress, TabProgress::Open { .. });
            let before = last.state.replace(Some(state.clone()));
            if is_open(&state) && !before.as_ref().is_some_and(is_open) {
                // The owner retains the lock until a tab asks for it.
                post(channel, &Message::new(&name, QUERY));
            }
            if state.progress != TabProgress::Running {
                if let Some(end) = last.end.take() {
                    let _ = end.send(());
                }
            } else if !is_same(&state)
                // A previous owner of the lock may have completed the task with the same answer.
                && !before.as_ref().is_some_and(is_same)
                && let Some(sender) = sender.take()
            {
                // Files cannot be compared.
                let _ = sender.send(digest.is_some() || state.digest.is_some());
            }
        };
        let channel = Channel::open(lock, Box::new(on_message));
        if let Some(Channel { channel, .. }) = &channel {
            post(channel, &Message::new(lock, QUERY));
        }
        Self {
            received,
            different,
            _channel: channel,
        }
    }

    /// Waits until a call with a different completion is known to be running. `false`: both have files, so that the
    /// completions may be the same.
    pub(super) async fn different(&mut self) -> bool {
        match (&mut self.different).await {
            Ok(is_certain) => is_certain,
            Err(_) => pending().await,
        }
    }

    /// The last received state, after the lock was granted: its message may arrive a moment later.
    pub(super) async fn last_state(self) -> Option<TabState> {
        let Received { state, end } = &*self.received;
        let has_ended = |state: &TabState| state.progress != TabProgress::Running;
        if !state.borrow().as_ref().is_some_and(has_ended) {
            let (sender, ended) = oneshot::channel();
            end.set(Some(sender));
            let _ = timeout(ended, LAST_STATE_TIMEOUT_MS).await;
        }
        state.take()
    }
}

/// Messages between the pages that watch the same list.
pub(super) struct ListChannel {
    lock: String,
    channel: Option<Channel>,
}

impl ListChannel {
    /// `lock`: the name of the list's lock.
    pub(super) fn open(lock: &str, on_change: impl Fn() + 'static) -> Self {
        let on_message = move |_: &BroadcastChannel, message: &JsValue| {
            if is_kind(message, CHANGED) {
                on_change();
            }
        };
        let channel = Channel::open(lock, Box::new(on_message));
        Self {
            lock: lock.to_owned(),
            channel,
        }
    }

    /// Notifies the other pages that the list has changed.
    pub(super) fn post_change(&self) {
        if let Some(Channel { channel, .. }) = &self.channel {
            post(channel, &Message::new(&self.lock, CHANGED));
        }
    }
}
