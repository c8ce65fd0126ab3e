//! The checks of the connection to a portal, from the facts that `browser` has collected.

use crate::error::{Error, ErrorKind, Outcome};
use crate::value::{Value, number_to_string, u64_to_string};

/// The facts that `browser` has collected.
pub(crate) struct Facts {
    pub(crate) user_agent: String,
    pub(crate) frame: Frame,
    pub(crate) bx24: Bx24,
    /// Whether the caller relies on `window.BX24`.
    pub(crate) needs_bx24: bool,
    pub(crate) link: Result<Link, Error>,
    /// The portal's host; empty if it is not known.
    pub(crate) host: String,
    /// The reply about the current user.
    pub(crate) profile: Answer<()>,
    pub(crate) scopes: Answer<Vec<String>>,
    /// Whether the portal has the method that completes tasks.
    pub(crate) has_method: Answer<bool>,
    /// The portal's plan, if it reports it.
    pub(crate) plan: Option<String>,
    pub(crate) open_tasks: Answer<u32>,
    pub(crate) refusal: Refusal,
    /// Whether a request that needs a preflight was answered; `None` if it was not sent.
    pub(crate) is_preflight_answered: Option<bool>,
    pub(crate) latencies_ms: Vec<f64>,
    /// How far this computer's clock is ahead of the portal’s clock.
    pub(crate) clock_ahead_ms: Option<f64>,
}

/// The requests to the portal after the user is known.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Question {
    Scopes,
    /// Whether the portal has the method that completes tasks.
    Method,
    Plan,
    OpenTasks,
    /// The duration of a request. Its result is known already.
    Latency,
}

impl Question {
    /// In this order. An earlier request has opened the connection.
    pub(crate) const ALL: [Self; 7] = [
        Self::Scopes,
        Self::Method,
        Self::Plan,
        Self::OpenTasks,
        Self::Latency,
        Self::Latency,
        Self::Latency,
    ];
}

impl Facts {
    /// Stores the answer to a question: the `result` and the `total` of a reply.
    pub(crate) fn note(
        &mut self,
        question: Question,
        answer: Result<(Value, Option<u32>), Error>,
        elapsed_ms: f64,
    ) {
        match (question, answer) {
            (Question::Scopes, answer) => {
                self.scopes = Some(answer.map(|(result, _)| read_scopes(&result)));
            }
            (Question::Method, Ok((result, _))) => self.has_method = read_has_method(&result),
            (Question::Method, Err(error)) => self.has_method = Some(Err(error)),
            (Question::Plan, Ok((result, _))) => {
                self.plan = result.get("LICENSE").and_then(word);
            }
            (Question::OpenTasks, Ok((_, total))) => self.open_tasks = total.map(Ok),
            (Question::OpenTasks, Err(error)) => self.open_tasks = Some(Err(error)),
            (Question::Latency, Ok(_)) => self.latencies_ms.push(elapsed_ms),
            // Only some portals report the plan.
            (Question::Plan | Question::Latency, Err(_)) => {}
        }
    }
}

/// The result of a request; `None` if it was not sent.
pub(crate) type Answer<T> = Option<Result<T, Error>>;

/// Where the page is shown.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Frame {
    /// In a frame with the name of a portal's frame.
    Portal,
    Other,
    None,
}

impl Frame {
    /// `name`: the name of the window, which is `HOST|PROTOCOL|SID` in a portal (auth-and-placement.md, section 2).
    pub(crate) fn new(is_framed: bool, name: &str) -> Self {
        let mut parts = name.split('|');
        let has_host = parts.next().is_some_and(|host| !host.is_empty());
        match (is_framed, has_host && parts.count() >= 2) {
            (true, true) => Self::Portal,
            (true, false) => Self::Other,
            (false, _) => Self::None,
        }
    }
}

/// `window.BX24`.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Bx24 {
    Loaded,
    /// The script has run, and found no portal around the page.
    Null,
    Missing,
}

/// How calls reach the portal.
pub(crate) struct Link {
    pub(crate) connection: &'static str,
    pub(crate) transport: &'static str,
}

/// How the portal refuses a token that it has not issued.
pub(crate) enum Refusal {
    /// Nothing was sent: the connection does not use HTTP.
    NotAsked,
    Readable {
        code: String,
        status: Option<u16>,
    },
    /// The page cannot read the reply, or it is not a reply of a portal.
    Unreadable,
}

/// One check of a diagnosis.
#[derive(Debug, PartialEq)]
pub(crate) struct Check {
    pub(crate) name: &'static str,
    /// `None`: not checked, or only for information.
    pub(crate) ok: Option<bool>,
    /// The second part of the text's key, and the params of the text.
    pub(crate) detail: &'static str,
    pub(crate) params: Vec<(&'static str, String)>,
    /// What to do if the check has failed.
    pub(crate) hint: Option<Hint>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Hint {
    /// The second part of the text's key.
    Text(&'static str),
    /// The message of an error.
    Error(Error),
}

/// If the median is longer, requests are slow.
const MAX_LATENCY_MS: f64 = 3_000.0;
/// If the difference is greater, deadlines are shown wrongly.
const MAX_CLOCK_DIFFERENCE_MS: f64 = 120_000.0;
/// The longest name of a scope or a plan in a report.
const MAX_WORD: usize = 64;
const MAX_SCOPES: usize = 100;
/// The scope that completions need.
const SCOPE: &str = "bizproc";

/// Returns the checks. A check may depend on the checks before it.
pub(crate) fn diagnose(facts: &Facts) -> Vec<Check> {
    vec![
        passed("browser", "browser").with("agent", facts.user_agent.clone()),
        frame(facts),
        bx24(facts),
        connection(facts),
        portal(facts),
        scopes(&facts.scopes),
        workflows(facts),
        tasks(&facts.open_tasks),
        auth_errors(&facts.refusal),
        preflight(facts.is_preflight_answered),
        latency(&facts.latencies_ms),
        clock(facts.clock_ahead_ms),
    ]
}

fn frame(facts: &Facts) -> Check {
    match facts.frame {
        Frame::Portal => passed("frame", "frame_portal"),
        frame => {
            let detail = if frame == Frame::None {
                "frame_none"
            } else {
                "frame_other"
            };
            needed(facts.needs_bx24, "frame", detail, "frame")
        }
    }
}

fn bx24(facts: &Facts) -> Check {
    match facts.bx24 {
        Bx24::Loaded => passed("bx24", "bx24_loaded"),
        Bx24::Null => needed(facts.needs_bx24, "bx24", "bx24_null", "bx24_null"),
        Bx24::Missing => needed(facts.needs_bx24, "bx24", "bx24_missing", "bx24_missing"),
    }
}

fn connection(facts: &Facts) -> Check {
    match &facts.link {
        Ok(link) => passed("connection", "connection")
            .with("connection", link.connection.to_owned())
            .with("transport", link.transport.to_owned()),
        Err(error) => Check {
            ok: Some(false),
            hint: Some(Hint::Error(error.clone())),
            ..noted("connection", "connection_unusable")
        },
    }
}

fn portal(facts: &Facts) -> Check {
    check_reply("portal", &facts.profile, |()| {
        match cloud_domain(&facts.host) {
            Some(domain) => passed("portal", "portal_cloud").with("domain", domain.to_owned()),
            None => passed("portal", "portal_self_hosted"),
        }
    })
}

fn scopes(answer: &Answer<Vec<String>>) -> Check {
    check_reply("scopes", answer, |scopes| {
        let check = if scopes.iter().any(|scope| scope == SCOPE) {
            passed("scopes", "scopes")
        } else {
            failed_with("scopes", "scopes", "insufficient_scope", ErrorKind::Auth)
        };
        check.with("scopes", scopes.join(", "))
    })
}

fn workflows(facts: &Facts) -> Check {
    let check = check_reply("workflows", &facts.has_method, |has_method| {
        if *has_method {
            passed("workflows", "workflows_available")
        } else {
            failed_with(
                "workflows",
                "workflows_missing",
                "ERROR_METHOD_NOT_FOUND",
                ErrorKind::Portal,
            )
        }
    });
    check.with("plan", facts.plan.clone().unwrap_or_else(|| "?".to_owned()))
}

fn tasks(answer: &Answer<u32>) -> Check {
    check_reply("tasks", answer, |count| {
        passed("tasks", "tasks").with("count", u64_to_string((*count).into()))
    })
}

fn auth_errors(refusal: &Refusal) -> Check {
    match refusal {
        Refusal::NotAsked => noted("auth-errors", "skipped"),
        Refusal::Readable { code, status } => {
            passed("auth-errors", "auth_errors").with_reply(code, *status)
        }
        Refusal::Unreadable => failed(
            "auth-errors",
            "auth_errors_unreadable",
            Hint::Text("auth_errors"),
        ),
    }
}

/// The package sends no request that needs a preflight, so a missing answer is not a failure.
fn preflight(is_answered: Option<bool>) -> Check {
    match is_answered {
        None => noted("preflight", "skipped"),
        Some(true) => passed("preflight", "preflight_answered"),
        Some(false) => noted("preflight", "preflight_unanswered"),
    }
}

fn latency(latencies_ms: &[f64]) -> Check {
    let Some(median) = median(latencies_ms) else {
        return noted("latency", "skipped");
    };
    let check = if median <= MAX_LATENCY_MS {
        passed("latency", "latency")
    } else {
        failed("latency", "latency", Hint::Text("latency"))
    };
    check.with("ms", rounded(median))
}

/// For a few numbers, without the code size of sorting.
fn median(numbers: &[f64]) -> Option<f64> {
    let half = numbers.len() / 2;
    let count = |is: &dyn Fn(f64) -> bool| numbers.iter().filter(|other| is(**other)).count();
    let mut numbers = numbers.iter().copied();
    numbers.find(|number| {
        count(&|other| other < *number) <= half && count(&|other| other > *number) <= half
    })
}

fn clock(ahead_ms: Option<f64>) -> Check {
    let Some(ahead_ms) = ahead_ms else {
        return noted("clock", "skipped");
    };
    let check = if ahead_ms.abs() <= MAX_CLOCK_DIFFERENCE_MS {
        passed("clock", "clock")
    } else {
        failed("clock", "clock", Hint::Text("clock"))
    };
    check.with("seconds", rounded(ahead_ms / 1_000.0))
}

/// The check of a request. If the request failed, its error contains the hint.
fn check_reply<T>(
    name: &'static str,
    answer: &Answer<T>,
    evaluate: impl FnOnce(&T) -> Check,
) -> Check {
    match answer {
        None => noted(name, "skipped"),
        Some(Ok(found)) => evaluate(found),
        Some(Err(error)) => failed(name, "request_failed", Hint::Error(error.clone()))
            .with_reply(&error.code, error.status),
    }
}

fn noted(name: &'static str, detail: &'static str) -> Check {
    Check {
        name,
        ok: None,
        detail,
        params: Vec::new(),
        hint: None,
    }
}

fn passed(name: &'static str, detail: &'static str) -> Check {
    Check {
        ok: Some(true),
        ..noted(name, detail)
    }
}

fn failed(name: &'static str, detail: &'static str, hint: Hint) -> Check {
    Check {
        ok: Some(false),
        hint: Some(hint),
        ..noted(name, detail)
    }
}

/// A failed check for which the portal has an error code.
fn failed_with(
    name: &'static str,
    detail: &'static str,
    code: &'static str,
    kind: ErrorKind,
) -> Check {
    let error = Error::new(code, kind, Outcome::NotCompleted);
    failed(name, detail, Hint::Error(error))
}

/// A missing part is a failure only if it is needed.
fn needed(is_needed: bool, name: &'static str, detail: &'static str, hint: &'static str) -> Check {
    if is_needed {
        failed(name, detail, Hint::Text(hint))
    } else {
        noted(name, detail)
    }
}

impl Check {
    fn with(mut self, name: &'static str, value: String) -> Self {
        self.params.push((name, value));
        self
    }

    fn with_reply(self, code: &str, status: Option<u16>) -> Self {
        let status = status.map_or_else(|| "—".to_owned(), |status| u64_to_string(status.into()));
        self.with("code", code.to_owned()).with("status", status)
    }

    /// A line of the report.
    pub(crate) fn line(&self, detail: &str) -> String {
        let sign = match self.ok {
            Some(true) => "ok    ",
            Some(false) => "FAILED",
            None => "-     ",
        };
        [sign, " ", self.name, ": ", detail, "\n"].concat()
    }
}

fn rounded(number: f64) -> String {
    // Avoids "-0".
    number_to_string(number.round() + 0.0)
}

/// `bitrix24.de` of `acme.bitrix24.de`: a report does not contain the name of the portal.
fn cloud_domain(host: &str) -> Option<&str> {
    let (_, domain) = host.split_once('.')?;
    domain.starts_with("bitrix24.").then_some(domain)
}

/// The `result` of `scope`.
fn read_scopes(result: &Value) -> Vec<String> {
    let scopes = result.as_list().unwrap_or_default().iter();
    scopes.filter_map(word).take(MAX_SCOPES).collect()
}

/// The `result` of `method.get`.
fn read_has_method(result: &Value) -> Answer<bool> {
    match result.get("isExisting") {
        Some(Value::Bool(exists)) => Some(Ok(*exists)),
        _ => None,
    }
}

/// A short name. Other texts could contain anything, and are not reported.
fn word(value: &Value) -> Option<String> {
    let text = value.as_text()?;
    let is_word = !text.is_empty()
        && text.len() <= MAX_WORD
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte));
    is_word.then(|| text.to_owned())
}
