//! HTTP, with the placement's token or a webhook.

use super::Outgoing;
use crate::browser::wait::Job;
use crate::browser::write::{property, value};
use crate::rest::{Call, encode_form};
use crate::value::Value;
use js_sys::Array;
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/connection.js")]
extern "C" {
    fn post(url: &str, form: &JsValue, report: &JsValue) -> Job;
}

#[wasm_bindgen(module = "/src/js/values.js")]
extern "C" {
    #[wasm_bindgen(js_name = withToken)]
    fn with_token(body: &JsValue, token: &str) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    type URLSearchParams;
    #[wasm_bindgen(constructor)]
    fn new() -> URLSearchParams;
    #[wasm_bindgen(method)]
    fn append(this: &URLSearchParams, name: &JsValue, value: &JsValue);
}

/// Where calls go, and what opens the door there.
pub(in crate::browser) struct Http {
    /// What a method's name is put behind.
    base: String,
    token: Option<Token>,
}

struct Token {
    access: RefCell<String>,
    /// How often it was refreshed.
    renewals: Cell<u32>,
    /// The caller's object, whose `refresh` is a method of it.
    owner: JsValue,
}

impl Http {
    /// Takes what `readConnection` has made of a connection.
    pub(super) fn new(parts: &JsValue, connection: &JsValue) -> Self {
        let text = |name| property(parts, name).as_string();
        let token = text("token").map(|access| Token {
            access: RefCell::new(access),
            renewals: Cell::new(0),
            owner: connection.clone(),
        });
        Self {
            base: text("base").unwrap_or_default(),
            token,
        }
    }

    /// As a CORS simple request: a form without a header of its own needs no preflight, which not every portal
    /// answers (rest-protocol.md, section 3).
    pub(super) fn send(&self, outgoing: &Outgoing<'_>) -> Job {
        let Outgoing { call, payload, .. } = outgoing;
        let access = self.token.as_ref().map(|token| token.access.borrow());
        let form: JsValue = if payload.body.is_undefined() {
            let form = URLSearchParams::new();
            if let Some(access) = access {
                form.append(&"auth".into(), &access.as_str().into());
            }
            for entry in entries(call, &payload.values) {
                form.append(&entry.get(0), &entry.get(1));
            }
            if call.start > 0 {
                form.append(&"start".into(), &call.start.into());
            }
            form.into()
        } else {
            match access {
                Some(access) => with_token(&payload.body, &access),
                None => payload.body.clone(),
            }
        };
        post(&[&self.base, call.method].concat(), &form, &payload.report)
    }

    /// Where it goes and with what key: for comparing only, since it holds secrets.
    pub(super) fn identity(&self) -> String {
        let access = self.token.as_ref().map(|token| token.access.borrow());
        let access = access.as_ref().map_or("", |access| access.as_str());
        [&self.base, "#", access].concat()
    }

    /// What has a way to get a fresh token.
    pub(super) fn owner(&self) -> Option<&JsValue> {
        let owner = &self.token.as_ref()?.owner;
        property(owner, "refresh").is_function().then_some(owner)
    }

    pub(super) fn renewals(&self) -> u32 {
        self.token.as_ref().map_or(0, |token| token.renewals.get())
    }

    /// Takes a fresh token, where this is one.
    pub(super) fn renew(&self, fresh: &JsValue) -> bool {
        match (&self.token, fresh.as_string()) {
            (Some(token), Some(fresh)) if !fresh.is_empty() => {
                if *token.access.borrow() != fresh {
                    token.renewals.set(token.renewals.get().wrapping_add(1));
                    token.access.replace(fresh);
                }
                true
            }
            _ => false,
        }
    }
}

/// The names and values of a call's form.
pub(super) fn entries(call: &Call, values: &[JsValue]) -> impl Iterator<Item = Array> {
    encode_form(&call.params)
        .into_iter()
        .map(|(name, leaf)| Array::of2(&name.into(), &form_leaf(leaf, values)))
}

/// A form has no sign for an empty list or map but an empty text.
fn form_leaf(leaf: &Value, values: &[JsValue]) -> JsValue {
    match leaf {
        Value::List(_) | Value::Map(_) | Value::Null => "".into(),
        leaf => value(leaf, values),
    }
}
