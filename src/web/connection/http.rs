//! HTTP, with the placement's token or a webhook.

use super::{Exchange, Outgoing};
use crate::failure::Failure;
use crate::rest::pairs;
use crate::value::whole;
use crate::web::write::{property, value};
use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Function, JSON, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReferrerPolicy, Request, RequestCache, RequestCredentials, RequestMode,
    RequestRedirect,
};

#[wasm_bindgen(module = "/src/js/address.js")]
extern "C" {
    fn address(address: &str) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    // gloo-net panics when a fetch is rejected with what is no Error, such as the reason of an AbortSignal.
    #[wasm_bindgen(catch)]
    fn fetch(request: &Request) -> Result<Promise, JsValue>;

    type FetchResponse;
    #[wasm_bindgen(method, getter, catch)]
    fn status(this: &FetchResponse) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn text(this: &FetchResponse) -> Result<Promise, JsValue>;

    type URLSearchParams;
    #[wasm_bindgen(constructor)]
    fn new() -> URLSearchParams;
    #[wasm_bindgen(method)]
    fn append(this: &URLSearchParams, name: &str, value: &JsValue);
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

/// Ends a request that nobody waits for any more. Without a reason: see `fetch`.
struct AbortOnDrop(AbortController);

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
            owner: connection.clone(),
        };
        Ok(Self {
            base: [&origin, "/rest/"].concat(),
            origin,
            token: Some(token),
        })
    }

    /// Reads `{ webhook }`.
    pub(super) fn webhook(connection: &JsValue) -> Result<Self, Failure> {
        let webhook = property(connection, "webhook").as_string();
        let parts = webhook.and_then(|webhook| webhook_parts(&webhook));
        let (origin, base) = parts.ok_or_else(|| {
            Failure::usage(
                "connection.webhook must look like https://acme.bitrix24.com/rest/1/secret/",
            )
        })?;
        Ok(Self {
            origin,
            base,
            token: None,
        })
    }

    /// As a CORS simple request: a form without a header of its own needs no preflight, which not every portal
    /// answers (rest-protocol.md, section 3).
    pub(super) async fn send(&self, outgoing: Outgoing<'_>) -> Exchange {
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
        let Ok(controller) = AbortController::new() else {
            return Exchange::lost();
        };
        let controller = AbortOnDrop(controller);
        let request = RequestBuilder::new(&[&self.base, outgoing.call.method].concat())
            .method(Method::POST)
            .mode(RequestMode::Cors)
            .credentials(RequestCredentials::Omit)
            .redirect(RequestRedirect::Error)
            .referrer_policy(ReferrerPolicy::NoReferrer)
            .cache(RequestCache::NoStore)
            .abort_signal(Some(&controller.0.signal()))
            .body(form);
        let Ok(request) = request else {
            return Exchange::lost();
        };
        let exchange = exchange(&request.into()).await;
        exchange.unwrap_or_else(|_| Exchange::lost())
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
        let Ok(fresh) = Reflect::apply(&refresh, &token.owner, &js_sys::Array::new()) else {
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

async fn exchange(request: &Request) -> Result<Exchange, JsValue> {
    let response: FetchResponse = JsFuture::from(fetch(request)?).await?.unchecked_into();
    let status = super::status(&response.status()?);
    let text = JsFuture::from(response.text()?)
        .await?
        .as_string()
        .unwrap_or_default();
    let envelope = JSON::parse(&text).unwrap_or_default();
    Ok(Exchange::replied(&envelope, status, JsValue::UNDEFINED))
}

/// A form has no sign for an empty list or map but an empty text.
fn form_leaf(leaf: &JsValue) -> JsValue {
    if leaf.is_object() || leaf.is_null() {
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

/// Origin and whole of `https://acme.bitrix24.com/rest/1/secret/`, with or without the last slash.
fn webhook_parts(webhook: &str) -> Option<(String, String)> {
    let (origin, path) = read_address(webhook)?;
    let path = path.strip_suffix('/').unwrap_or(&path);
    let mut parts = path.rsplit('/');
    let (secret, user, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let is_webhook = !secret.is_empty() && whole(user).is_some() && rest == "rest";
    let base = [&origin, path, "/"].concat();
    is_webhook.then_some((origin, base))
}
