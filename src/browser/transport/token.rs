//! The sources of tokens, and their refresh.

use super::MAX_TEXT;
use crate::browser::attempt::{
    Exception, await_value, call_method, deferred, property, to_promise,
};
use crate::browser::convert::writer::short_text;
use crate::browser::error::Thrown;
use crate::browser::timer::{now_ms, timeout};
use crate::error::{Cause, Error};
use js_sys::Promise;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The timeout of a refresh. After it, the next call starts a new refresh. The official SDK uses the same timeout.
pub(super) const REFRESH_TIMEOUT_MS: f64 = 10_000.0;

thread_local! {
    /// Running refreshes. Calls with a token of the same source share one.
    static REFRESHES: RefCell<Vec<Refresh>> = const { RefCell::new(Vec::new()) };
}

struct Refresh {
    owner: JsValue,
    started_at_ms: f64,
    fresh: Promise,
}

/// The source of a token.
#[derive(Clone)]
pub(super) enum TokenSource {
    /// The caller's `{ domain, accessToken, refresh }`.
    Given(JsValue),
    /// BX24, or another object with its `getAuth` and `refreshAuth`.
    Bx24(JsValue),
    /// The `auth` of an instance of the SDK.
    Sdk(JsValue),
}

/// A token, and its portal.
pub(super) struct Auth {
    pub(super) access_token: String,
    /// With or without a scheme.
    pub(super) domain: String,
}

impl TokenSource {
    /// The current token, unless it has expired.
    pub(super) fn current(&self) -> Option<Auth> {
        match self {
            Self::Given(_) => None,
            Self::Bx24(bx24) => Auth::read(&call_method(bx24, "getAuth", &[]).ok()?),
            Self::Sdk(auth) => Auth::read(&call_method(auth, "getAuthData", &[]).ok()?),
        }
    }

    /// The first token. BX24 has none before it is initialised, and ignores `refreshAuth` until then. There may never
    /// be one.
    pub(super) async fn obtain(&self) -> Option<Auth> {
        if let Self::Bx24(bx24) = self
            && property(bx24, "init").is_function()
        {
            let (initialised, callback) = deferred();
            call_method(bx24, "init", &[callback.as_ref()]).ok()?;
            await_value(initialised.into()).await.ok()?;
            if let Some(auth) = self.current() {
                return Some(auth);
            }
        }
        Auth::read(&self.refresh().await.ok()?)
    }

    /// Whether the source gives out its token. `BX.rest` does not.
    pub(super) fn has_token(&self) -> bool {
        match self {
            Self::Given(_) => true,
            Self::Bx24(bx24) => property(bx24, "getAuth").is_function(),
            Self::Sdk(auth) => property(auth, "getAuthData").is_function(),
        }
    }

    pub(super) fn can_refresh(&self) -> bool {
        let (owner, method) = self.method();
        property(owner, method).is_function()
    }

    /// The source's result of a refresh, which all calls share that ask for one in the meantime.
    pub(super) async fn refresh(&self) -> Result<JsValue, Error> {
        let (owner, _) = self.method();
        let now = now_ms();
        let running = REFRESHES.with_borrow_mut(|refreshes| {
            refreshes.retain(|refresh| now - refresh.started_at_ms < REFRESH_TIMEOUT_MS);
            let running = refreshes.iter().find(|refresh| refresh.owner == *owner);
            running.map(|refresh| (refresh.fresh.clone(), refresh.started_at_ms))
        });
        let (fresh, started_at_ms) = match running {
            Some(running) => running,
            None => {
                let fresh = self.request();
                let fresh = fresh.map_err(|_| self.failure("threw an error"))?;
                REFRESHES.with_borrow_mut(|refreshes| {
                    refreshes.push(Refresh {
                        owner: owner.clone(),
                        started_at_ms: now,
                        fresh: fresh.clone(),
                    });
                });
                (fresh, now)
            }
        };
        // The clock alone is not enough: a timer may end a moment earlier.
        let remaining_ms = REFRESH_TIMEOUT_MS - (now - started_at_ms);
        let fresh = timeout(JsFuture::from(fresh), remaining_ms).await;
        REFRESHES.with_borrow_mut(|refreshes| {
            refreshes.retain(|refresh| {
                refresh.owner != *owner || refresh.started_at_ms != started_at_ms
            });
        });
        match fresh {
            Some(Ok(fresh)) if fresh.is_truthy() => Ok(fresh),
            Some(Ok(_)) => Err(self.no_token()),
            Some(Err(thrown)) => {
                let mut error = self.failure("threw an error");
                // An error of the SDK may contain a secret.
                if let Self::Given(_) = self {
                    error.cause = Some(Cause(Rc::new(Thrown(thrown))));
                }
                Err(error)
            }
            None => Err(self.failure("took too long")),
        }
    }

    /// The access token in the result of [`Self::refresh`].
    pub(super) fn access_token(&self, fresh: &JsValue) -> Result<String, Error> {
        let token = match self {
            Self::Given(_) => short_text(fresh, MAX_TEXT),
            Self::Bx24(_) | Self::Sdk(_) => short_text(&property(fresh, "access_token"), MAX_TEXT),
        };
        let token = token.filter(|token| !token.is_empty());
        token.ok_or_else(|| self.no_token())
    }

    fn no_token(&self) -> Error {
        self.failure("did not return an access token")
    }

    fn failure(&self, what: &str) -> Error {
        let (_, method) = self.method();
        Error::refresh_failed(&[method, " ", what].concat())
    }

    /// Asks the owner, which answers by a promise, or BX24 by a callback.
    fn request(&self) -> Result<Promise, Exception> {
        let (owner, method) = self.method();
        let Self::Bx24(_) = self else {
            // A reaction of a promise, so that an exception becomes a rejection.
            let refresh = call_method(&property(owner, method), "bind", &[owner])?;
            let started = Promise::resolve(&JsValue::UNDEFINED);
            return Ok(to_promise(&call_method(&started, "then", &[&refresh])?));
        };
        let (fresh, callback) = deferred();
        call_method(owner, method, &[callback.as_ref()])?;
        Ok(fresh)
    }

    /// The object with the refresh method.
    fn method(&self) -> (&JsValue, &'static str) {
        match self {
            Self::Given(owner) => (owner, "refresh"),
            Self::Bx24(owner) | Self::Sdk(owner) => (owner, "refreshAuth"),
        }
    }
}

impl Auth {
    /// Reads the result of `getAuth` and `refreshAuth`. BX24 returns `false` before it is initialised and after the
    /// token has expired.
    pub(super) fn read(auth: &JsValue) -> Option<Self> {
        Some(Self {
            access_token: short_text(&property(auth, "access_token"), MAX_TEXT)?,
            domain: short_text(&property(auth, "domain"), MAX_TEXT)?,
        })
    }
}
