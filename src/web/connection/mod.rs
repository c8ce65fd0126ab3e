//! Ways to a portal. They carry calls and decide nothing.

mod bridge;
mod http;
mod sdk;

use super::read::Reader;
use super::write::property;
use crate::delivery::{Event, Loss};
use crate::failure::Failure;
use crate::rest::{Call, Reply};
use http::Http;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/connection.js")]
extern "C" {
    #[wasm_bindgen(js_name = readConnection)]
    fn read_connection(connection: &JsValue) -> JsValue;
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
    /// What stayed in JavaScript.
    pub(super) foreign: &'a [JsValue],
    /// The [`Exchange::page`] of the page before.
    pub(super) page: &'a JsValue,
    /// Whether sending it twice would be wrong.
    pub(super) once: bool,
}

impl Connection {
    /// Tells by what it has which connection it is. The messages name what was given by its parts only: they hold
    /// tokens.
    pub(super) fn read(connection: &JsValue) -> Result<Self, Failure> {
        let parts = read_connection(connection);
        match property(&parts, "kind").as_f64().map(|kind| kind as u8) {
            Some(0) => Ok(Self::GlobalBridge),
            Some(1) => Ok(Self::Bridge(connection.clone())),
            Some(2) => Ok(Self::Sdk(connection.clone())),
            Some(_) => Ok(Self::Http(Http::new(&parts, connection))),
            None => {
                let problem = property(&parts, "problem").as_string();
                Err(Failure::usage(&problem.unwrap_or_default()))
            }
        }
    }

    /// Sends a call. Errors are such that it was not sent.
    pub(super) async fn send(&self, outgoing: Outgoing<'_>) -> Result<Exchange, Failure> {
        Ok(match self {
            Self::Bridge(bridge) => bridge::send(bridge, outgoing).await,
            Self::GlobalBridge => bridge::send(&bridge::global()?, outgoing).await,
            Self::Sdk(sdk) => sdk::send(sdk, outgoing).await,
            Self::Http(http) => http.send(outgoing).await,
        })
    }

    /// Whether [`Self::refresh`] has a chance. The SDK has refreshed the token itself before it says that it has
    /// expired.
    pub(super) fn can_refresh(&self) -> bool {
        match self {
            Self::Bridge(bridge) => bridge::can_refresh(bridge),
            Self::GlobalBridge => bridge::global().is_ok_and(|bridge| bridge::can_refresh(&bridge)),
            Self::Sdk(_) => false,
            Self::Http(http) => http.can_refresh(),
        }
    }

    /// Gets a fresh token, and says whether there is one.
    pub(super) async fn refresh(&self) -> bool {
        match self {
            Self::Bridge(bridge) => bridge::refresh(bridge).await,
            Self::GlobalBridge => match bridge::global() {
                Ok(bridge) => bridge::refresh(&bridge).await,
                Err(_) => false,
            },
            Self::Sdk(_) => false,
            Self::Http(http) => http.refresh().await,
        }
    }

    /// Whether it is certainly a way to the same portal as the same user.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Http(one), Self::Http(other)) => one.is_same(other),
            _ => match (self.object(), other.object()) {
                (Some(one), Some(other)) => one == other,
                _ => false,
            },
        }
    }

    /// The portal's host, where the connection knows it.
    pub(super) fn host(&self) -> Option<String> {
        let origin = match self {
            Self::Http(http) => http.origin().to_owned(),
            Self::Sdk(sdk) => text_of(sdk, "getTargetOrigin")?,
            _ => text_of(&self.object()?, "getDomain")?,
        };
        Some(origin.rsplit('/').next().unwrap_or_default().to_owned())
    }

    /// The portal's language, where the connection knows it.
    pub(super) fn language(&self) -> Option<String> {
        text_of(&self.object()?, "getLang")
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

/// What a method without arguments tells, where it is one and tells a text.
fn text_of(object: &JsValue, name: &str) -> Option<String> {
    let method = property(object, name).dyn_into::<Function>().ok()?;
    Reflect::apply(&method, object, &Array::new())
        .ok()?
        .as_string()
}

impl Exchange {
    /// Reads an envelope as JavaScript has parsed it.
    fn replied(envelope: &JsValue, status: Option<u16>, page: JsValue) -> Self {
        let reply = Reply::read(&Reader::of_portal().read(envelope), status);
        Self {
            event: Event::Replied(reply),
            result: property(envelope, "result"),
            page,
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
