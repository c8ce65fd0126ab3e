//! HTTP, with the placement's token or a webhook.

use super::Outgoing;
use crate::failure::Failure;
use crate::rest::pairs;
use crate::value::whole;
use crate::web::write::{property, value};
use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Promise, Reflect};
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;
use web_sys::{
    AbortController, ReferrerPolicy, Request, RequestCache, RequestCredentials, RequestMode,
    RequestRedirect,
};

#[wasm_bindgen(module = "/src/js/http.js")]
extern "C" {
    fn address(address: &str) -> JsValue;
    // gloo-net itself panics when a fetch is rejected with what is no Error, such as the reason of an AbortSignal.
    fn exchange(request: &Request) -> Promise;
}

#[wasm_bindgen]
extern "C" {
    type URLSearchParams;
    #[wasm_bindgen(constructor)]
    fn new() -> URLSearchParams;
    #[wasm_bindgen(method)]
    fn append(this: &URLSearchParams, name: &str, value: &JsValue);
}

/// Where calls go, and what opens the door there.
pub(in crate::web) struct Http {
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

/// Ends a request that nobody waits for any more. Without a reason: see `fetch`.
pub(super) struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Http {
    /// Reads `{ domain, accessToken, refresh }`.
    pub(super) fn token(connection: &JsValue) -> Result<Self, Failure> {
        const BAD_DOMAIN: &str =
            "connection.domain must be the portal's host, such as acme.bitrix24.com";
        let domain = property(connection, "domain")
            .as_string()
            .ok_or_else(|| Failure::usage(BAD_DOMAIN))?;
        let has_scheme = domain.starts_with("https:") || domain.starts_with("http:");
        let origin = if has_scheme {
            domain
        } else {
            ["https://", &domain].concat()
        };
        let (origin, _) = read_address(&origin)
            .filter(|(_, path)| path == "/")
            .ok_or_else(|| Failure::usage(BAD_DOMAIN))?;
        let access = property(connection, "accessToken")
            .as_string()
            .filter(|token| !token.is_empty());
        let access = access.ok_or_else(|| {
            Failure::usage("connection.accessToken must be the placement's AUTH_ID")
        })?;
        let refresh = property(connection, "refresh");
        if !refresh.is_undefined() && !refresh.is_function() {
            return Err(Failure::usage(
                "connection.refresh must be a function that resolves to a fresh access token",
            ));
        }
        let token = Token {
            access: RefCell::new(access),
            renewals: Cell::new(0),
            owner: connection.clone(),
        };
        Ok(Self {
            base: [&origin, "/rest/"].concat(),
            token: Some(token),
        })
    }

    /// Reads `{ webhook }`.
    pub(super) fn webhook(connection: &JsValue) -> Result<Self, Failure> {
        let base = property(connection, "webhook")
            .as_string()
            .and_then(|webhook| webhook_base(&webhook));
        let base = base.ok_or_else(|| {
            Failure::usage(
                "connection.webhook must look like https://acme.bitrix24.com/rest/1/secret/",
            )
        })?;
        Ok(Self { base, token: None })
    }

    /// As a CORS simple request: a form without a header of its own needs no preflight, which not every portal
    /// answers (rest-protocol.md, section 3).
    pub(super) fn send(&self, outgoing: &Outgoing<'_>) -> Option<(Promise, AbortOnDrop)> {
        let form = URLSearchParams::new();
        if let Some(token) = &self.token {
            form.append("auth", &token.access.borrow().as_str().into());
        }
        for (name, leaf) in pairs(&outgoing.call.params) {
            form.append(&name, &form_leaf(&value(leaf, outgoing.foreign)));
        }
        if outgoing.call.start > 0 {
            form.append("start", &outgoing.call.start.into());
        }
        let controller = AbortOnDrop(AbortController::new().ok()?);
        let request = RequestBuilder::new(&[&self.base, outgoing.call.method].concat())
            .method(Method::POST)
            .mode(RequestMode::Cors)
            .credentials(RequestCredentials::Omit)
            .redirect(RequestRedirect::Error)
            .referrer_policy(ReferrerPolicy::NoReferrer)
            .cache(RequestCache::NoStore)
            .abort_signal(Some(&controller.0.signal()))
            .body(form);
        Some((exchange(&request.ok()?.into()), controller))
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

/// A form has no sign for an empty list or map but an empty text.
fn form_leaf(leaf: &JsValue) -> JsValue {
    if leaf.is_object() {
        "".into()
    } else {
        leaf.clone()
    }
}

/// Origin and path of an address without a secret where none belongs.
fn read_address(text: &str) -> Option<(String, String)> {
    let parts = address(text);
    let part = |index| Reflect::get_u32(&parts, index).ok()?.as_string();
    Some((part(0)?, part(1)?))
}

/// `https://acme.bitrix24.com/rest/1/secret/`, with or without the last slash.
fn webhook_base(webhook: &str) -> Option<String> {
    let (origin, path) = read_address(webhook)?;
    let path = path.strip_suffix('/').unwrap_or(&path);
    let mut parts = path.rsplit('/');
    let (secret, user, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let is_webhook = !secret.is_empty() && whole(user).is_some() && rest == "rest";
    is_webhook.then(|| [&origin, path, "/"].concat())
}
