//! Ways to a portal. They carry calls and decide nothing.

mod bridge;
mod http;
mod sdk;

use super::files::Payload;
use super::read::Reader;
use super::wait::finished;
use super::write::property;
use crate::complete::{Event, Loss};
use crate::error::Error;
use crate::rest::{Call, Reply};
use http::Http;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/js/connection.js")]
extern "C" {
    #[wasm_bindgen(js_name = readConnection)]
    fn read_connection(connection: &JsValue) -> JsValue;
    fn refresh(owner: &JsValue, by_callback: bool) -> Promise;
    fn direct(connection: &JsValue) -> Promise;
}

/// What a caller connects with.
pub(super) enum Connection {
    /// `BX24`, `BX.rest`, or anything with their `callMethod`.
    Bridge(JsValue),
    /// `window.BX24`, whenever it is there.
    GlobalBridge,
    /// An instance of `@bitrix24/b24jssdk`.
    Sdk(JsValue),
    Http(Http),
}

/// What came of sending a call.
pub(super) struct Exchange {
    pub(super) event: Event,
    /// The reply's `result` as it came.
    pub(super) result: JsValue,
    /// What a bridge asks for the next page.
    pub(super) page: JsValue,
}

/// A call ready to be sent.
pub(super) struct Outgoing<'a> {
    pub(super) call: &'a Call,
    pub(super) payload: &'a Payload,
    /// The [`Exchange::page`] of the page before.
    pub(super) page: &'a JsValue,
    /// Whether sending it twice would be wrong.
    pub(super) once: bool,
}

impl Connection {
    /// Tells by what it has which connection it is. The messages name what was given by its parts only: they hold
    /// tokens.
    pub(super) fn read(connection: &JsValue) -> Result<Self, Error> {
        let parts = read_connection(connection);
        match property(&parts, "kind").as_f64().map(|kind| kind as u8) {
            Some(0) => Ok(Self::GlobalBridge),
            Some(1) => Ok(Self::Bridge(connection.clone())),
            Some(2) => Ok(Self::Sdk(connection.clone())),
            Some(_) => Ok(Self::Http(Http::new(&parts, connection))),
            None => {
                let problem = property(&parts, "problem").as_string();
                Err(Error::usage(&problem.unwrap_or_default()))
            }
        }
    }

    /// Sends a call. Errors are such that it was not sent.
    pub(super) async fn send(&self, outgoing: Outgoing<'_>) -> Result<Exchange, Error> {
        let promise = match self {
            Self::Bridge(bridge) => bridge::send(bridge, &outgoing),
            Self::GlobalBridge => bridge::send(&bridge::global()?, &outgoing),
            Self::Sdk(sdk) => sdk::send(sdk, &outgoing),
            Self::Http(http) => {
                let reply = finished(http.send(&outgoing)).await;
                return Ok(Exchange::of(reply));
            }
        };
        Ok(Exchange::of(JsFuture::from(promise).await))
    }

    /// Another way to the same portal, for what is too large for a bridge or the SDK: over HTTP, with their token.
    pub(super) async fn direct(&self) -> Option<Self> {
        let object = self.object()?;
        let found = JsFuture::from(direct(&object)).await.ok()?;
        let found = Self::read(&found).ok()?;
        matches!(found, Self::Http(_)).then_some(found)
    }

    /// Bytes of files, in base64, that it carries: a bridge makes several copies of them, and stands still meanwhile.
    pub(super) fn limit(&self) -> f64 {
        match self {
            Self::Http(_) => f64::INFINITY,
            _ => 100_000_000.0,
        }
    }

    /// The form that a request is made of, where the connection takes a body made ahead.
    pub(super) fn entries(&self, call: &Call, values: &[JsValue]) -> Option<Array> {
        match self {
            Self::Http(_) => Some(http::entries(call, values).collect()),
            _ => None,
        }
    }

    /// Whether [`Self::refresh`] has a chance. The SDK has refreshed the token itself before it says that it has
    /// expired.
    pub(super) fn can_refresh(&self) -> bool {
        self.owner().is_some()
    }

    /// How often the token was refreshed.
    pub(super) fn renewals(&self) -> u32 {
        match self {
            Self::Http(http) => http.renewals(),
            _ => 0,
        }
    }

    /// Gets a fresh token for a call that was sent after so many renewals, or shares in the getting. Says whether
    /// there is one.
    pub(super) async fn refresh(&self, renewals: u32) -> bool {
        if self.renewals() != renewals {
            return true;
        }
        let Some(owner) = self.owner() else {
            return false;
        };
        let http = match self {
            Self::Http(http) => Some(http),
            _ => None,
        };
        let fresh = JsFuture::from(refresh(&owner, http.is_none())).await;
        let fresh = fresh.unwrap_or_default();
        http.map_or(fresh.is_truthy(), |http| http.renew(&fresh))
    }

    /// What gives fresh tokens.
    fn owner(&self) -> Option<JsValue> {
        match self {
            Self::Http(http) => http.owner().cloned(),
            Self::Sdk(_) => None,
            _ => self
                .object()
                .filter(|bridge| property(bridge, "refreshAuth").is_function()),
        }
    }

    /// The same for two that are certainly ways to the same portal as the same user; `undefined` for none.
    pub(super) fn identity(&self) -> JsValue {
        match self {
            Self::Http(http) => http.identity().into(),
            _ => self.object().unwrap_or_default(),
        }
    }

    /// The portal's language, where the connection knows it.
    pub(super) fn language(&self) -> Option<String> {
        let asked = self.object()?;
        let get_lang = property(&asked, "getLang").dyn_into::<Function>().ok()?;
        Reflect::apply(&get_lang, &asked, &Array::new())
            .ok()?
            .as_string()
    }

    /// What the caller has connected with, where calls are made through it.
    fn object(&self) -> Option<JsValue> {
        match self {
            Self::Bridge(target) | Self::Sdk(target) => Some(target.clone()),
            Self::GlobalBridge => bridge::global().ok(),
            Self::Http(_) => None,
        }
    }
}

impl Exchange {
    fn of(reply: Result<JsValue, JsValue>) -> Self {
        reply.map_or_else(|_| Self::lost(), |reply| Self::replied(&reply))
    }

    /// Reads what the functions in src/js tell of a reply.
    fn replied(reply: &JsValue) -> Self {
        let envelope = property(reply, "envelope");
        let status = status(&property(reply, "status"));
        let read = Reply::read(&Reader::of_portal().read(&envelope), status);
        Self {
            event: Event::Replied(read),
            result: property(&envelope, "result"),
            page: property(reply, "page"),
        }
    }

    fn lost() -> Self {
        Self {
            event: Event::Lost(Loss::Network),
            result: JsValue::UNDEFINED,
            page: JsValue::UNDEFINED,
        }
    }
}

/// An HTTP status, where a value is one.
fn status(value: &JsValue) -> Option<u16> {
    value
        .as_f64()
        .filter(|status| (100.0..600.0).contains(status))
        .map(|status| status as u16)
}
