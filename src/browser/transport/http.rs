//! HTTP, with a token or a webhook.

use super::token::{REFRESH_TIMEOUT_MS, TokenSource};
use super::{MAX_TEXT, OutgoingRequest, Response};
use crate::browser::abort::AbortOnDrop;
use crate::browser::attempt::{
    Exception, await_method, call_method, construct, get, global, property,
};
use crate::browser::convert::writer::{short_text, value};
use crate::browser::timer::timeout;
use crate::error::Error;
use crate::rest::{Reply, Request, encode_form};
use crate::value::{Value, parse_u64};
use gloo_net::http::Request as HttpRequest;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{
    ReferrerPolicy, RequestCache, RequestCredentials, RequestMode, RequestRedirect, UrlSearchParams,
};

/// The address of calls, and their authorization.
pub(in crate::browser) struct Http {
    /// The address of a method without the method's name. The address of a webhook contains its secret.
    base_url: String,
    host: String,
    token: Option<Token>,
}

struct Token {
    first: String,
    access_token: RefCell<String>,
    source: TokenSource,
}

impl Http {
    pub(super) fn from_webhook(webhook: &JsValue) -> Option<Self> {
        let url = parse_base_url(&short_text(webhook, MAX_TEXT)?)?;
        let path = url.path.strip_suffix('/').unwrap_or(&url.path);
        let mut parts = path.rsplit('/');
        let (secret, user_id, folder) = (parts.next()?, parts.next()?, parts.next()?);
        let is_webhook = folder == "rest" && parse_u64(user_id).is_some() && !secret.is_empty();
        is_webhook.then(|| Self {
            base_url: [&url.origin, path, "/"].concat(),
            host: url.host,
            token: None,
        })
    }

    /// Reads `{ domain, accessToken, refresh }`.
    pub(super) fn from_token(connection: &JsValue) -> Result<Self, Error> {
        let origin = short_text(&property(connection, "domain"), MAX_TEXT)
            .and_then(|domain| parse_origin(&domain, scheme_of(&domain)));
        let origin = origin.ok_or_else(|| {
            Error::usage("connection.domain must be the portal's host, such as acme.bitrix24.com")
        })?;
        let access_token = short_text(&property(connection, "accessToken"), MAX_TEXT)
            .filter(|token| !token.is_empty());
        let access_token = access_token.ok_or_else(|| {
            Error::usage("connection.accessToken must be the placement's AUTH_ID")
        })?;
        let refresh = property(connection, "refresh");
        if !refresh.is_undefined() && !refresh.is_function() {
            return Err(Error::usage(
                "connection.refresh must be a function that resolves to a new access token",
            ));
        }
        Ok(Self::new(
            origin,
            access_token,
            TokenSource::Given(connection.clone()),
        ))
    }

    /// With the token of BX24 or the SDK. An expired token is refreshed first, if there is time.
    pub(super) async fn from_source(source: TokenSource, may_refresh: bool) -> Option<Self> {
        let auth = match source.current() {
            Some(auth) => auth,
            None if may_refresh && source.has_token() => {
                timeout(source.obtain(), REFRESH_TIMEOUT_MS).await??
            }
            None => return None,
        };
        let origin = parse_origin(&auth.domain, scheme_of(&auth.domain))?;
        Some(Self::new(origin, auth.access_token, source))
    }

    /// With the address of `B24Hook` of the SDK, which contains the key: it has no token.
    pub(super) fn from_sdk_webhook(auth: &JsValue) -> Option<Self> {
        let addresses = call_method(auth, "getTargetOriginWithPath", &[]).unwrap_or_default();
        let address = call_method(&addresses, "get", &[&"v2".into()]).unwrap_or(addresses);
        Self::from_webhook(&address)
    }

    fn new(url: BaseUrl, access_token: String, source: TokenSource) -> Self {
        Self {
            base_url: [&url.origin, "/rest/"].concat(),
            host: url.host,
            token: Some(Token {
                first: access_token.clone(),
                access_token: RefCell::new(access_token),
                source,
            }),
        }
    }

    /// Sends a CORS simple request: a form without additional headers needs no preflight, which not every portal
    /// answers (rest-protocol.md, section 3).
    pub(super) async fn send(&self, outgoing: &OutgoingRequest<'_>) -> Result<Response, Exception> {
        let url = [&self.base_url, outgoing.request.method].concat();
        post(&url, None, self.form(outgoing)?).await
    }

    /// Asks who the user is with a token that the portal has not issued, in a form or in JSON. JSON needs a preflight.
    pub(in crate::browser) async fn send_invalid_token(
        &self,
        as_json: bool,
    ) -> Result<Response, Exception> {
        let url = [&self.rest_url(), Request::profile().method].concat();
        let (content_type, body) = if as_json {
            ("application/json", r#"{"auth":"invalid"}"#)
        } else {
            ("application/x-www-form-urlencoded", "auth=invalid")
        };
        post(&url, Some(content_type), body.into()).await
    }

    /// The address of calls with a token. The address of a webhook ends with its user and its secret.
    fn rest_url(&self) -> String {
        match (&self.token, self.base_url.rsplitn(4, '/').last()) {
            (None, Some(folder)) => [folder, "/"].concat(),
            _ => self.base_url.clone(),
        }
    }

    fn form(&self, outgoing: &OutgoingRequest<'_>) -> Result<JsValue, Exception> {
        let OutgoingRequest {
            request, payload, ..
        } = outgoing;
        let access_token = self.token.as_ref().map(|token| token.access_token.borrow());
        if let Some(body) = &payload.body {
            return match access_token {
                Some(access_token) => body.with_token(&access_token),
                None => Ok(body.blob().clone()),
            };
        }
        let form = UrlSearchParams::new().map_err(|_| Exception)?;
        if let Some(access_token) = access_token {
            let access_token = access_token.as_str().into();
            call_method(&form, "append", &[&"auth".into(), &access_token])?;
        }
        append_params(&form, request, &payload.values)?;
        if request.start > 0 {
            call_method(&form, "append", &[&"start".into(), &request.start.into()])?;
        }
        Ok(form.into())
    }

    /// Equal for connections of the same user: it does not change with a refresh. It may contain a token.
    pub(super) fn portal_key(&self) -> String {
        let first_token = self.token.as_ref().map_or("", |token| &token.first);
        [&self.base_url, "#", first_token].concat()
    }

    pub(super) fn token_key(&self) -> String {
        let access_token = self.token.as_ref().map(|token| token.access_token.borrow());
        let access_token = access_token.as_ref().map_or("", |token| token.as_str());
        [&self.base_url, "#", access_token].concat()
    }

    pub(super) fn is_webhook(&self) -> bool {
        self.token.is_none()
    }

    pub(super) fn host(&self) -> String {
        self.host.clone()
    }

    pub(super) fn can_refresh(&self) -> bool {
        self.token
            .as_ref()
            .is_some_and(|token| token.source.can_refresh())
    }

    pub(super) fn is_refreshed(&self) -> bool {
        self.token_key() != self.portal_key()
    }

    pub(super) async fn refresh(&self, used_token_key: &str) -> Result<(), Error> {
        let Some(token) = &self.token else {
            return Ok(());
        };
        if self.token_key() == used_token_key {
            let fresh = token.source.refresh().await?;
            token
                .access_token
                .replace(token.source.access_token(&fresh)?);
        }
        Ok(())
    }
}

/// Posts a body. `content_type`: if it differs from the default of the body.
async fn post(url: &str, content_type: Option<&str>, body: JsValue) -> Result<Response, Exception> {
    let abort = AbortOnDrop::new();
    let signal = abort.as_ref().map(AbortOnDrop::signal);
    let mut request = HttpRequest::post(url)
        .mode(RequestMode::Cors)
        .credentials(RequestCredentials::Omit)
        // A redirected request was not executed, and its token must not be sent to another address.
        .redirect(RequestRedirect::Manual)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(RequestCache::NoStore)
        .abort_signal(signal.as_ref());
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    let request = request.body(body).map_err(|_| Exception)?;
    let response = fetch(&web_sys::Request::from(request).into()).await?;
    receive(&response).await
}

/// The page's own `fetch`. gloo-net's `send` never returns if `fetch` rejects with a value that is not an `Error`.
pub(super) async fn fetch(request: &JsValue) -> Result<JsValue, Exception> {
    await_method(&js_sys::global(), "fetch", &[request]).await
}

/// Reads a response of this frame, of another frame, or of a replacement of `fetch`.
async fn receive(response: &JsValue) -> Result<Response, Exception> {
    let status = get(response, &"status".into())?;
    // Browsers hide everything else of a redirect that was not followed. Other runtimes show all of it.
    let is_opaque = short_text(&property(response, "type"), MAX_TEXT)
        .is_some_and(|response_type| response_type == "opaqueredirect");
    if is_opaque
        || status
            .as_f64()
            .is_some_and(|status| (300.0..400.0).contains(&status))
    {
        return Ok(Response {
            reply: Reply::Redirected,
            result: JsValue::UNDEFINED,
            cursor: JsValue::UNDEFINED,
        });
    }
    // Through a Blob, so that Chromium then knows how much space there is for large ones: see upload.rs.
    let blob = await_method(response, "blob", &[]).await?;
    let text = await_method(&blob, "text", &[]).await?;
    let json = global("JSON");
    let envelope = call_method(&json, "parse", &[&text]).unwrap_or_default();
    let text = text.as_string().unwrap_or_default();
    Ok(Response::from_json(&envelope, &text, &status))
}

/// Appends a call's parameters, none of which is a file.
pub(super) fn append_params(
    form: &UrlSearchParams,
    request: &Request,
    values: &[JsValue],
) -> Result<(), Exception> {
    for (name, value) in form_entries(request, values) {
        // Through a method that accepts any value, so that a large text is not copied.
        call_method(form, "append", &[&name, &value])?;
    }
    Ok(())
}

/// The names and values of a call's form.
pub(super) fn form_entries(
    request: &Request,
    values: &[JsValue],
) -> impl Iterator<Item = (JsValue, JsValue)> {
    encode_form(&request.params)
        .into_iter()
        .map(|(name, scalar)| (name.into(), form_scalar(scalar, values)))
}

/// In a form, an empty text stands for an empty list or map.
fn form_scalar(scalar: &Value, values: &[JsValue]) -> JsValue {
    match scalar {
        Value::List(_) | Value::Map(_) | Value::Null => "".into(),
        scalar => value(scalar, values),
    }
}

struct BaseUrl {
    origin: String,
    host: String,
    path: String,
}

/// An HTTP address with only a host and a path: no user, no query, no fragment.
fn parse_base_url(address: &str) -> Option<BaseUrl> {
    let url = construct("URL", &[&address.into()]).ok()?;
    let part = |name| property(&url, name).as_string().unwrap_or_default();
    let is_http = ["http:", "https:"].contains(&part("protocol").as_str());
    let is_plain = ["username", "password", "search", "hash"]
        .iter()
        .all(|name| part(name).is_empty());
    (is_http && is_plain).then(|| BaseUrl {
        origin: part("origin"),
        host: part("host"),
        path: part("pathname"),
    })
}

/// The origin of a domain that is given with or without a scheme.
fn parse_origin(domain: &str, default_scheme: &str) -> Option<BaseUrl> {
    let has_scheme = ["http:", "https:"]
        .iter()
        .any(|scheme| domain.starts_with(scheme));
    let scheme = if has_scheme { "" } else { default_scheme };
    parse_base_url(&[scheme, domain].concat()).filter(|url| url.path == "/")
}

/// A self-hosted portal may not use HTTPS. The name of its frames says so: host, whether HTTPS, frame.
fn scheme_of(domain: &str) -> &'static str {
    let name = short_text(&global("name"), MAX_TEXT).unwrap_or_default();
    let mut parts = name.split('|');
    let is_its_frame = parts.next().is_some_and(|host| host.starts_with(domain));
    if is_its_frame && parts.next() != Some("1") {
        "http://"
    } else {
        "https://"
    }
}
