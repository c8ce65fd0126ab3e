//! Collects the facts for a diagnosis. Changes nothing on the portal.

#![expect(unreachable_pub, reason = "wasm-bindgen exports nothing less public")]

use super::abort::Signal;
use super::attempt::property;
use super::convert::options::{self, Options};
use super::convert::writer::{Diagnosis, short_text, to_js};
use super::languages::find_language;
use super::session::Session;
use super::timer::{now_ms, timeout};
use super::transport::{Connection, Http};
use crate::diagnose::{Bx24, Facts, Frame, Link, Question, Refusal, diagnose as evaluate};
use crate::error::ErrorKind;
use crate::messages::Language;
use crate::rest::{Columns, Query, Reply, Request, printable_code};
use crate::value::Value;
use futures_util::future::FutureExt;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// Maximum UTF-16 units of `navigator.userAgent` and of `window.name`.
const MAX_TEXT: u32 = 500;

/// `diagnose` of the typings.
#[wasm_bindgen]
pub fn diagnose(connection: JsValue, options: JsValue) -> Promise {
    let work = async move {
        let mut facts = page_facts();
        let language = match Session::open(&connection, &options) {
            Ok(session) => {
                facts.needs_bx24 = matches!(session.connection, Connection::GlobalBx24);
                ask(&session, &mut facts).await;
                session.language()
            }
            Err(error) => {
                facts.link = Err(error);
                language_of(&options)
            }
        };
        Ok(to_js(&Diagnosis::new(&evaluate(&facts), &language)))
    };
    future_to_promise(work.boxed_local())
}

/// The language of the options, if they can be read.
fn language_of(options: &JsValue) -> Language {
    let options = Options::read(options, options::Call::Connect);
    let tag = options.and_then(|options| options.language_tag());
    find_language(tag.unwrap_or_default().as_deref())
}

/// The facts about the page itself.
fn page_facts() -> Facts {
    let window = js_sys::global();
    let navigator = property(&window, "navigator");
    let text = |object, name| short_text(&property(object, name), MAX_TEXT).unwrap_or_default();
    let parent = property(&window, "parent");
    let bx24 = property(&window, "BX24");
    Facts {
        user_agent: text(&navigator, "userAgent"),
        frame: Frame::new(
            parent.is_object() && parent != *window,
            &text(&window, "name"),
        ),
        bx24: if property(&bx24, "callMethod").is_function() {
            Bx24::Loaded
        } else if bx24.is_null() {
            Bx24::Null
        } else {
            Bx24::Missing
        },
        needs_bx24: false,
        link: Ok(Link {
            connection: "",
            transport: "",
        }),
        host: String::new(),
        profile: None,
        scopes: None,
        has_method: None,
        plan: None,
        open_tasks: None,
        refusal: Refusal::NotAsked,
        is_preflight_answered: None,
        latencies_ms: Vec::new(),
        clock_ahead_ms: None,
    }
}

/// Sends the questions to the portal as long as it replies.
async fn ask(session: &Session, facts: &mut Facts) {
    let transport = match session.transport().await {
        Ok(transport) => transport,
        Err(error) => {
            facts.link = Err(error);
            return;
        }
    };
    facts.link = Ok(Link {
        connection: session.connection.name(),
        transport: transport.name(),
    });
    facts.host = session.connection.host();
    let user_id = session.user_id(&Signal::none()).await;
    facts.profile = Some(user_id.clone().map(|_| ()));
    if matches!(&user_id, Err(error) if error.kind == ErrorKind::Network) {
        return;
    }
    if let Some(http) = transport.http() {
        ask_with_invalid_token(session, http, facts).await;
    }
    // Every method refuses a user without access in the same way, so one reply is enough.
    let Ok(user_id) = user_id else {
        return;
    };
    let Ok(open_tasks) = Query::read(&Value::Null, user_id, 0.0) else {
        return;
    };
    for question in Question::ALL {
        let request = match question {
            Question::Scopes => Request::scope(),
            Question::Method => Request::find_completion_method(),
            Question::Plan => Request::app_info(),
            Question::OpenTasks => Request::list(&open_tasks, Columns::All, false, 0),
            Question::Latency => Request::profile(),
        };
        let started_at_ms = now_ms();
        let output = session.read(&request, &Signal::none(), None).await;
        let answer = output.map(|output| (output.success.result.clone(), output.success.total));
        facts.note(question, answer, now_ms() - started_at_ms);
    }
    facts.clock_ahead_ms = session.server_clock.get().map(|clock| {
        let since_ms = now_ms() - clock.received_at_ms;
        js_sys::Date::now() - since_ms - clock.server_ms
    });
}

/// How the portal refuses a token, and whether it answers preflights.
async fn ask_with_invalid_token(session: &Session, http: &Http, facts: &mut Facts) {
    let send = async |as_json| {
        let sending = http.send_invalid_token(as_json);
        let response = timeout(sending, session.read_timeout_ms).await?.ok()?;
        Some(response.reply).filter(|reply| !matches!(reply, Reply::Redirected))
    };
    facts.refusal = match send(false).await {
        Some(Reply::Error(error)) => Refusal::Readable {
            code: printable_code(&error),
            status: error.status,
        },
        _ => Refusal::Unreadable,
    };
    // JSON needs one.
    facts.is_preflight_answered = Some(send(true).await.is_some());
}
