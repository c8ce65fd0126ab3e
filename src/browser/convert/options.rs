//! Options of calls. An unknown name is an error, because a misspelt option would be ignored silently.

use super::writer::short_text;
use crate::browser::abort::Signal;
use crate::browser::attempt;
use crate::error::Error;
use crate::spelling::similar_name;
use crate::validate::MAX_BODY;
use js_sys::{Function, JsString};
use wasm_bindgen::prelude::*;

/// The options of a call.
pub(in crate::browser) struct Options<'a>(&'a JsValue);

/// Calls with the same options.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::browser) enum Call {
    Connect,
    Read,
    WatchTasks,
    CompleteTask,
    CompleteTasks,
    DelegateTasks,
    Validate,
}

/// Every option, by call.
const KNOWN: [(Call, &str, &[&str]); 7] = [
    (
        Call::Connect,
        "connect",
        &[
            "timeout",
            "readTimeout",
            "executionTimeLimit",
            "transport",
            "lang",
            "messages",
            "maxBodySize",
            "onTrace",
        ],
    ),
    (Call::Read, "getTask, listTasks and countTasks", &["signal"]),
    (
        Call::WatchTasks,
        "watchTasks",
        &["signal", "intervalMs", "dueWithinMs"],
    ),
    (
        Call::CompleteTask,
        "completeTask",
        &["task", "lookup", "signal", "onProgress", "connection"],
    ),
    (
        Call::CompleteTasks,
        "completeTasks",
        &["tasks", "send", "concurrency", "signal", "onProgress"],
    ),
    (Call::DelegateTasks, "delegateTasks", &["from", "signal"]),
    (
        Call::Validate,
        "the checks",
        &["lang", "messages", "maxBodySize"],
    ),
];

/// Maximum UTF-16 units of a quoted name and of a language tag.
const MAX_NAME: u32 = 40;
/// A third of the longest time of a browser's timer: a call may take as long as several durations together.
const MAX_DURATION_MS: f64 = 700_000_000.0;

impl Options<'static> {
    /// No options.
    pub(in crate::browser) fn none() -> Self {
        Self(const { &JsValue::UNDEFINED })
    }
}

impl<'a> Options<'a> {
    /// Reads the options of a call, which may be left out.
    pub(in crate::browser) fn read(options: &'a JsValue, call: Call) -> Result<Self, Error> {
        if options.is_undefined() || options.is_null() {
            return Ok(Self(options));
        }
        if !options.is_object() {
            return Err(Error::usage("options must be an object"));
        }
        let names = attempt::keys(options).map_err(|_| Error::usage("options cannot be read"))?;
        // An object with a thousand properties is not an options object.
        for name in names.iter().take(100) {
            check_name(&name, call)?;
        }
        Ok(Self(options))
    }

    /// The value of an option; `undefined` if it is not given.
    pub(in crate::browser) fn get(&self, name: &str) -> Result<JsValue, Error> {
        if !self.0.is_object() {
            return Ok(JsValue::UNDEFINED);
        }
        attempt::get(self.0, &name.into())
            .map_err(|_| Error::usage(&["options.", name, " cannot be read"].concat()))
    }

    /// `options.lang`.
    pub(in crate::browser) fn language_tag(&self) -> Result<Option<String>, Error> {
        let given = self.get("lang")?;
        let tag = short_text(&given, MAX_NAME);
        if tag.is_none() && !given.is_undefined() {
            return Err(must_be("lang", "a language tag, such as en or ru"));
        }
        Ok(tag)
    }

    /// `options.maxBodySize`, in bytes.
    pub(in crate::browser) fn max_body_bytes(&self) -> Result<f64, Error> {
        let given = self.get("maxBodySize")?;
        match given.as_f64() {
            Some(bytes) if bytes >= 1e6 => Ok(bytes),
            None if given.is_undefined() => Ok(MAX_BODY),
            _ => Err(must_be("maxBodySize", "a number of bytes, 1000000 or more")),
        }
    }

    /// An option in milliseconds.
    pub(in crate::browser) fn duration_ms(&self, name: &str) -> Result<Option<f64>, Error> {
        let given = self.get(name)?;
        match given.as_f64() {
            Some(milliseconds) if (1.0..=MAX_DURATION_MS).contains(&milliseconds) => {
                Ok(Some(milliseconds))
            }
            None if given.is_undefined() => Ok(None),
            _ => Err(must_be(
                name,
                "a number of milliseconds from 1 to 700000000",
            )),
        }
    }

    /// `options.signal`.
    pub(in crate::browser) fn signal(&self) -> Result<Signal, Error> {
        let signal = self.get("signal")?;
        if signal.is_undefined() || signal.is_null() {
            return Ok(Signal::none());
        }
        Signal::new(signal).ok_or_else(|| must_be("signal", "an AbortSignal"))
    }

    /// An option that is true or false.
    pub(in crate::browser) fn flag(&self, name: &str) -> Result<Option<bool>, Error> {
        let given = self.get(name)?;
        let flag = given.as_bool();
        if flag.is_none() && !given.is_undefined() {
            return Err(must_be(name, "true or false"));
        }
        Ok(flag)
    }

    /// An option that is a function.
    pub(in crate::browser) fn function(&self, name: &str) -> Result<Option<Function>, Error> {
        let given = self.get(name)?;
        if given.is_undefined() {
            return Ok(None);
        }
        given
            .dyn_into()
            .map(Some)
            .map_err(|_| must_be(name, "a function"))
    }
}

/// The error of an option that has another value.
pub(in crate::browser) fn must_be(name: &str, expected: &str) -> Error {
    Error::usage(&["options.", name, " must be ", expected].concat())
}

fn check_name(name: &JsString, call: Call) -> Result<(), Error> {
    let Some(name) = short_text(name, MAX_NAME) else {
        return Err(Error::usage("options has an unknown name"));
    };
    let row = KNOWN.iter().find(|(known, ..)| *known == call);
    let own = row.map_or(&[][..], |(_, _, names)| names);
    if own.contains(&name.as_str()) {
        return Ok(());
    }
    let near = similar_name(&name, own);
    let elsewhere = KNOWN
        .iter()
        .find(|(_, _, names)| names.contains(&name.as_str()));
    let hint = match (near, elsewhere) {
        (Some(near), _) => ["did you mean options.", near, "?"].concat(),
        (None, Some((_, calls, _))) => ["it is an option of ", calls].concat(),
        (None, None) => ["the options of this call are ", &own.join(", ")].concat(),
    };
    Err(Error::usage(
        &["options.", &name, " is not known: ", &hint].concat(),
    ))
}
