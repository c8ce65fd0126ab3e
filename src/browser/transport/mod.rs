//! The transports of calls. They make no decisions about tasks.

mod bx24;
mod http;
mod sdk;
mod token;
pub(super) mod upload;

use super::attempt::{call_method, get, global, property};
use super::convert::reader::Reader;
use super::convert::writer::short_text;
use crate::error::{Error, ErrorKind, Outcome, code};
use crate::rest::{Reply, Request, restore_key_order};
use crate::value::Value;
pub(super) use http::Http;
use std::rc::Rc;
use token::TokenSource;
use upload::Payload;
use wasm_bindgen::prelude::*;

/// Maximum UTF-16 units of an address, a token or a language tag.
const MAX_TEXT: u32 = 10_000;
/// Rows on a page of a list.
const PAGE_SIZE: u32 = 50;

/// The connection that a caller has passed.
pub(super) enum Connection {
    /// `window.BX24`, at the time of each call.
    GlobalBx24,
    /// `BX24`, `BX.rest`, or another object with the same `callMethod`.
    Bx24(JsValue),
    /// An instance of `@bitrix24/b24jssdk`.
    Sdk(JsValue),
    Http(Rc<Http>),
}

/// The transport of a call: HTTP if there is a token, otherwise the bridge, `callMethod`. BX24 does not call back after
/// many failures. The SDK queues and resends calls, and renames errors: see docs/decisions/transports.md.
#[derive(Clone)]
pub(super) enum Transport {
    /// BX24's `callMethod`.
    Bx24(JsValue),
    /// The SDK's `callMethod`.
    Sdk(JsValue),
    Http(Rc<Http>),
}

/// A request to be sent.
pub(super) struct OutgoingRequest<'a> {
    pub(super) request: &'a Request,
    pub(super) payload: &'a Payload,
    /// The cursor of the previous page; `null` if that was a page of another request; `None` if there is no previous
    /// page.
    pub(super) cursor: Option<&'a JsValue>,
}

/// Whether the browser knows that it is offline.
pub(super) fn is_offline() -> bool {
    let navigator = global("navigator");
    property(&navigator, "onLine").as_bool() == Some(false)
}

/// A response, readable or not.
pub(super) struct Response {
    pub(super) reply: Reply,
    /// The reply's `result` as it came.
    pub(super) result: JsValue,
    /// The bridge's cursor for the next page.
    pub(super) cursor: JsValue,
}

impl Connection {
    /// Finds the kind of connection by its properties. Messages name only properties of the value, not the value: it
    /// contains tokens.
    pub(super) fn read(connection: &JsValue) -> Result<Self, Error> {
        if connection.is_undefined() || connection.is_null() {
            return Ok(Self::GlobalBx24);
        }
        let none = || {
            Error::usage(
                "connection must be BX24, an instance of @bitrix24/b24jssdk, { domain, accessToken } or { webhook }",
            )
        };
        let part = |name: &str| get(connection, &name.into()).map_err(|_| none());
        let webhook = part("webhook")?;
        if !webhook.is_undefined() {
            return Http::from_webhook(&webhook)
                .map(|http| Self::Http(Rc::new(http)))
                .ok_or_else(|| {
                    Error::usage(
                        "connection.webhook must look like https://acme.bitrix24.com/rest/1/secret/",
                    )
                });
        }
        if !part("accessToken")?.is_undefined() {
            return Http::from_token(connection).map(|http| Self::Http(Rc::new(http)));
        }
        let has_call_method = part("callMethod")?.is_function();
        let nested = |path: &[&str]| {
            path.iter()
                .fold(connection.clone(), |value, name| property(&value, name))
        };
        // A proxy cannot access the private fields of an instance.
        let auth = get(connection, &"auth".into()).map_err(|_| {
            Error::usage(
                "connection must be an instance of @bitrix24/b24jssdk itself, not a proxy of it: in Vue use shallowRef, markRaw or toRaw",
            )
        })?;
        // The SDK also has a callMethod, but without a callback.
        let is_old_sdk = property(&auth, "getAuthData").is_function() && has_call_method;
        if nested(&["actions", "v2", "call", "make"]).is_function() || is_old_sdk {
            return Ok(Self::Sdk(connection.clone()));
        }
        if has_call_method {
            return Ok(Self::Bx24(connection.clone()));
        }
        if part("then")?.is_function() {
            return Err(Error::usage("connection is a promise: await it first"));
        }
        if !part("domain")?.is_undefined() {
            return Err(Error::usage(
                "connection.accessToken is missing: it is AUTH_ID of the placement, or access_token of BX24.getAuth()",
            ));
        }
        Err(none())
    }

    /// The bridge of the caller's connection.
    pub(super) fn own_transport(&self) -> Result<Transport, Error> {
        Ok(match self {
            Self::GlobalBx24 => Transport::Bx24(bx24::global().ok_or_else(|| {
                Error::new(code::NO_CONNECTION, ErrorKind::Usage, Outcome::NotCompleted)
            })?),
            Self::Bx24(bx24) => Transport::Bx24(bx24.clone()),
            Self::Sdk(sdk) => Transport::Sdk(sdk.clone()),
            Self::Http(http) => Transport::Http(http.clone()),
        })
    }

    /// Equal for two connections that certainly use the same portal as the same user; `undefined` if that cannot be
    /// known. Only for comparison: it may contain a token.
    pub(super) fn portal_key(&self) -> JsValue {
        match self {
            Self::Http(http) => http.portal_key().into(),
            _ => self.target().unwrap_or_default(),
        }
    }

    /// What it is, for reports.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::GlobalBx24 | Self::Bx24(_) => "BX24",
            Self::Sdk(_) => "@bitrix24/b24jssdk",
            Self::Http(http) if http.is_webhook() => "webhook",
            Self::Http(_) => "token",
        }
    }

    /// The portal's host, or an empty text if it is not known.
    pub(super) fn host(&self) -> String {
        match self {
            Self::Http(http) => http.host(),
            _ => self
                .target()
                .map(|target| host(&target))
                .unwrap_or_default(),
        }
    }

    /// The portal's language, if the connection knows it.
    pub(super) fn language(&self) -> Option<String> {
        let language = call_method(&self.target()?, "getLang", &[]).ok()?;
        short_text(&language, MAX_TEXT)
    }

    /// The caller's object, if calls are made through it.
    fn target(&self) -> Option<JsValue> {
        match self {
            Self::Bx24(target) | Self::Sdk(target) => Some(target.clone()),
            Self::GlobalBx24 => bx24::global(),
            Self::Http(_) => None,
        }
    }
}

/// The host of the portal of BX24 or the SDK. BX24 has the domain, the SDK has the origin.
fn host(target: &JsValue) -> String {
    let origin = call_method(target, "getTargetOrigin", &[]).ok();
    let origin = origin.filter(|origin| origin.is_string());
    let place = origin.or_else(|| call_method(target, "getDomain", &[]).ok());
    // `BX.rest` is in a page of the portal.
    let is_bx_rest = property(&global("BX"), "rest") == *target;
    let own_host = || property(&global("location"), "host");
    let place = place.or_else(|| is_bx_rest.then(own_host));
    let place = place.and_then(|place| short_text(&place, MAX_TEXT));
    let place = place.unwrap_or_default();
    place.rsplit('/').next().unwrap_or_default().to_owned()
}

impl Transport {
    /// What it is, for reports.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Http(_) => "http",
            Self::Bx24(_) | Self::Sdk(_) => "bridge",
        }
    }

    /// `None` if the connection failed or broke.
    pub(super) async fn send(&self, outgoing: OutgoingRequest<'_>) -> Option<Response> {
        match self {
            Self::Bx24(bx24) => bx24::send(bx24, &outgoing).await.ok(),
            Self::Sdk(sdk) => Some(sdk::send(sdk, &outgoing).await),
            Self::Http(http) => http.send(&outgoing).await.ok(),
        }
    }

    /// The connection over HTTP; `None` for a bridge, which has its own token.
    pub(super) fn http(&self) -> Option<&Http> {
        match self {
            Self::Http(http) => Some(http),
            Self::Bx24(_) | Self::Sdk(_) => None,
        }
    }

    /// The HTTP transport to the same portal, if BX24 or the SDK has a token. `may_refresh`: whether there is time to
    /// wait for a refresh.
    pub(super) async fn over_http(&self, may_refresh: bool) -> Option<Self> {
        let with_http = |http| Self::Http(Rc::new(http));
        let source = match self {
            Self::Bx24(bx24) => TokenSource::Bx24(bx24.clone()),
            Self::Sdk(sdk) => {
                let auth = property(sdk, "auth");
                if let Some(http) = Http::from_sdk_webhook(&auth) {
                    return Some(with_http(http));
                }
                TokenSource::Sdk(auth)
            }
            Self::Http(_) => return None,
        };
        Http::from_source(source, may_refresh).await.map(with_http)
    }

    /// Maximum bytes of files in base64: a bridge makes several copies of them, and blocks the page during that time.
    pub(super) fn max_file_bytes(&self) -> f64 {
        match self {
            Self::Http(_) => f64::INFINITY,
            Self::Bx24(_) | Self::Sdk(_) => 100_000_000.0,
        }
    }

    /// Whether [`Self::refresh`] can help. Before the SDK reports an expired token, it has refreshed it itself.
    pub(super) fn can_refresh(&self) -> bool {
        match self {
            Self::Bx24(bx24) => TokenSource::Bx24(bx24.clone()).can_refresh(),
            Self::Sdk(_) => false,
            Self::Http(http) => http.can_refresh(),
        }
    }

    /// How long the transport may delay a request before it sends it. BX24.js waits for a token refresh and for its own
    /// throttle. The SDK waits for the portal's operating limit of ten minutes.
    pub(super) fn max_delay_ms(&self) -> f64 {
        match self {
            Self::Http(_) => 0.0,
            Self::Bx24(_) | Self::Sdk(_) => 600_000.0,
        }
    }

    /// Equal for requests with the same token. Only for comparison: it may contain the token.
    pub(super) fn token_key(&self) -> String {
        match self {
            Self::Http(http) => http.token_key(),
            Self::Bx24(_) | Self::Sdk(_) => String::new(),
        }
    }

    /// Whether the token is not the first one.
    pub(super) fn is_refreshed(&self) -> bool {
        match self {
            Self::Http(http) => http.is_refreshed(),
            Self::Bx24(_) | Self::Sdk(_) => false,
        }
    }

    /// Refreshes the token, or joins a running refresh. Does nothing if it has changed since it was used.
    pub(super) async fn refresh(&self, used_token_key: &str) -> Result<(), Error> {
        match self {
            Self::Bx24(bx24) => {
                let fresh = TokenSource::Bx24(bx24.clone()).refresh().await;
                fresh.map(drop)
            }
            Self::Sdk(_) => Ok(()),
            Self::Http(http) => http.refresh(used_token_key).await,
        }
    }
}

impl Response {
    /// Reads an envelope from parsed JSON and its text: JavaScript has changed the order of the keys.
    fn from_json(envelope: &JsValue, json: &str, status: &JsValue) -> Self {
        let mut value = Reader::read_response(envelope);
        restore_key_order(&mut value, json);
        Self::from_value(&value, envelope, status, JsValue::UNDEFINED)
    }

    /// Reads an envelope. `status` is the HTTP status.
    fn from_envelope(envelope: &JsValue, status: &JsValue, cursor: JsValue) -> Self {
        let value = Reader::read_response(envelope);
        Self::from_value(&value, envelope, status, cursor)
    }

    fn from_value(value: &Value, envelope: &JsValue, status: &JsValue, cursor: JsValue) -> Self {
        let status = status
            .as_f64()
            .filter(|status| (100.0..600.0).contains(status))
            .map(|status| status as u16);
        Self {
            reply: Reply::read(value, status),
            result: property(envelope, "result"),
            cursor,
        }
    }
}
