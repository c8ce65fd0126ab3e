//! HTTP, with the placement's token or a webhook.

use super::{Exchange, Outgoing};
use crate::rest::pairs;
use crate::web::write::{property, value};
use js_sys::{Array, Function, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/js/connection.js")]
extern "C" {
    fn post(url: &str, form: &Array) -> Post;

    /// A request on its way.
    type Post;
    #[wasm_bindgen(method, getter)]
    fn reply(this: &Post) -> Promise;
    #[wasm_bindgen(method)]
    fn abort(this: &Post);
}

/// Where calls go, and what opens the door there.
pub(in crate::web) struct Http {
    origin: String,
    /// What a method's name is put behind.
    base: String,
    token: Option<Token>,
}

struct Token {
    access: RefCell<String>,
    /// The caller's object, whose `refresh` is a method of it.
    owner: JsValue,
}

/// Ends a request that nobody waits for any more.
struct Posting(Post);

impl Drop for Posting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Http {
    /// Takes what `readConnection` has made of a connection.
    pub(super) fn new(parts: &JsValue, connection: &JsValue) -> Self {
        let text = |name| property(parts, name).as_string();
        let token = text("token").map(|access| Token {
            access: RefCell::new(access),
            owner: connection.clone(),
        });
        Self {
            origin: text("origin").unwrap_or_default(),
            base: text("base").unwrap_or_default(),
            token,
        }
    }

    /// As a CORS simple request: a form without a header of its own needs no preflight, which not every portal
    /// answers (rest-protocol.md, section 3).
    pub(super) async fn send(&self, outgoing: Outgoing<'_>) -> Exchange {
        let form = Array::new();
        let append = |name: &str, value: &JsValue| form.push(&Array::of2(&name.into(), value));
        if let Some(token) = &self.token {
            append("auth", &token.access.borrow().as_str().into());
        }
        for (name, leaf) in pairs(&outgoing.call.params) {
            append(&name, &form_leaf(&value(leaf, outgoing.foreign)));
        }
        if outgoing.call.start > 0 {
            append("start", &outgoing.call.start.into());
        }
        let posting = Posting(post(&[&self.base, outgoing.call.method].concat(), &form));
        match JsFuture::from(posting.0.reply()).await {
            Ok(reply) => {
                let status = super::status(&property(&reply, "status"));
                Exchange::replied(&property(&reply, "envelope"), status, JsValue::UNDEFINED)
            }
            Err(_) => Exchange::lost(),
        }
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether it goes to the same place with the same key.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let access = |http: &Self| {
            http.token
                .as_ref()
                .map(|token| token.access.borrow().clone())
        };
        self.base == other.base && access(self) == access(other)
    }

    pub(super) fn can_refresh(&self) -> bool {
        self.token
            .as_ref()
            .is_some_and(|token| property(&token.owner, "refresh").is_function())
    }

    pub(super) async fn refresh(&self) -> bool {
        let Some(token) = &self.token else {
            return false;
        };
        let Ok(refresh) = property(&token.owner, "refresh").dyn_into::<Function>() else {
            return false;
        };
        let Ok(fresh) = Reflect::apply(&refresh, &token.owner, &Array::new()) else {
            return false;
        };
        let fresh = JsFuture::from(Promise::resolve(&fresh))
            .await
            .ok()
            .and_then(|fresh| fresh.as_string());
        let Some(fresh) = fresh.filter(|fresh| !fresh.is_empty()) else {
            return false;
        };
        token.access.replace(fresh);
        true
    }
}

/// A form has no sign for an empty list or map but an empty text.
fn form_leaf(leaf: &JsValue) -> JsValue {
    if leaf.is_object() || leaf.is_null() {
        "".into()
    } else {
        leaf.clone()
    }
}
