//! What is wrong with the way to a portal: the facts that were found out, judged check by check.

use crate::error::{Error, ErrorKind, Outcome};
use crate::value::{Value, number_to_string, u64_to_string};

/// What the browser layer has found out.
pub(crate) struct Facts {
    pub(crate) user_agent: String,
    pub(crate) frame: Frame,
    pub(crate) bx24: Bx24,
    /// Whether the caller relies on `window.BX24`.
    pub(crate) needs_bx24: bool,
    pub(crate) link: Result<Link, Error>,
    /// The portal's host, empty where it is not known.
    pub(crate) host: String,
    /// Whether the portal has said who the user is.
    pub(crate) profile: Answer<()>,
    pub(crate) scopes: Answer<Vec<String>>,
    /// Whether the portal has the method that completes tasks.
    pub(crate) has_method: Answer<bool>,
    /// The portal's plan, where it tells it.
    pub(crate) plan: Option<String>,
    pub(crate) open_tasks: Answer<u32>,
    pub(crate) refusal: Refusal,
    /// Whether a request that needs a preflight was answered; `None` where it was not sent.
    pub(crate) is_preflight_answered: Option<bool>,
    pub(crate) latencies_ms: Vec<f64>,
    /// How far this computer's clock is ahead of the portal's.
    pub(crate) clock_ahead_ms: Option<f64>,
}

/// What the portal is asked, once the user is known.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Question {
    Scopes,
    /// Whether there is the method that completes tasks.
    Method,
    Plan,
    OpenTasks,
    /// How long a request takes. What it brings is known already.
    Latency,
}

impl Question {
    /// In the order in which they are asked. The first request has opened the connection before.
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
    /// Notes the answer to a question: the `result` and the `total` of a reply.
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

/// What came of a request; `None` where it was not sent.
pub(crate) type Answer<T> = Option<Result<T, Error>>;

/// Where the page is shown.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Frame {
    /// In a frame with the name that portals give to theirs.
    Portal,
    Other,
    None,
}

impl Frame {
    /// `name`: the window's, which is `HOST|PROTOCOL|SID` in a portal (auth-and-placement.md, section 2).
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
    /// Nothing was sent: the connection is none over HTTP.
    NotAsked,
    Readable {
        code: String,
        status: Option<u16>,
    },
    /// The browser keeps it from the page, or it is no reply of a portal.
    Unreadable,
}

/// One check of a diagnosis.
#[derive(Debug, PartialEq)]
pub(crate) struct Check {
    pub(crate) name: &'static str,
    /// `None`: not checked, or neither good nor bad.
    pub(crate) ok: Option<bool>,
    /// The second part of its text's key, and what the text is completed with.
    pub(crate) detail: &'static str,
    pub(crate) params: Vec<(&'static str, String)>,
    /// What to do, where the check has failed.
    pub(crate) cure: Option<Cure>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Cure {
    /// The second part of its text's key.
    Text(&'static str),
    /// The message of an error says it.
    Error(Box<Error>),
}

/// A request that takes longer is slow, by the median.
const MAX_LATENCY_MS: f64 = 3_000.0;
/// A clock that differs by more shows deadlines wrongly.
const MAX_CLOCK_DIFFERENCE_MS: f64 = 120_000.0;
/// The longest name of a scope or a plan that is passed on.
const MAX_WORD: usize = 64;
const MAX_SCOPES: usize = 100;
/// What completing needs.
const SCOPE: &str = "bizproc";

/// Judges what was found out. The checks are in the order in which one depends on another.
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
            cure: Some(Cure::Error(Box::new(error.clone()))),
            ..noted("connection", "connection_unusable")
        },
    }
}

fn portal(facts: &Facts) -> Check {
    judge("portal", &facts.profile, |()| {
        match cloud_domain(&facts.host) {
            Some(domain) => passed("portal", "portal_cloud").with("domain", domain.to_owned()),
            None => passed("portal", "portal_self_hosted"),
        }
    })
}

fn scopes(answer: &Answer<Vec<String>>) -> Check {
    judge("scopes", answer, |scopes| {
        let check = if scopes.iter().any(|scope| scope == SCOPE) {
            passed("scopes", "scopes")
        } else {
            failed_with("scopes", "scopes", "insufficient_scope", ErrorKind::Auth)
        };
        check.with("scopes", scopes.join(", "))
    })
}

fn workflows(facts: &Facts) -> Check {
    let check = judge("workflows", &facts.has_method, |has_method| {
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
    judge("tasks", answer, |count| {
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
            Cure::Text("auth_errors"),
        ),
    }
}

/// The package sends nothing that needs a preflight, so that it is no failure where none is answered.
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
        failed("latency", "latency", Cure::Text("latency"))
    };
    check.with("ms", rounded(median))
}

/// Of a few numbers, without the code that sorting takes.
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
        failed("clock", "clock", Cure::Text("clock"))
    };
    check.with("seconds", rounded(ahead_ms / 1_000.0))
}

/// The check of a request: its result is judged, and if it failed, its error says what to do.
fn judge<T>(name: &'static str, answer: &Answer<T>, verdict: impl FnOnce(&T) -> Check) -> Check {
    match answer {
        None => noted(name, "skipped"),
        Some(Ok(found)) => verdict(found),
        Some(Err(error)) => failed(name, "request_failed", Cure::Error(Box::new(error.clone())))
            .with_reply(&error.code, error.status),
    }
}

fn noted(name: &'static str, detail: &'static str) -> Check {
    Check {
        name,
        ok: None,
        detail,
        params: Vec::new(),
        cure: None,
    }
}

fn passed(name: &'static str, detail: &'static str) -> Check {
    Check {
        ok: Some(true),
        ..noted(name, detail)
    }
}

fn failed(name: &'static str, detail: &'static str, cure: Cure) -> Check {
    Check {
        ok: Some(false),
        cure: Some(cure),
        ..noted(name, detail)
    }
}

/// A check that has failed for what the portal has an error code for.
fn failed_with(
    name: &'static str,
    detail: &'static str,
    code: &'static str,
    kind: ErrorKind,
) -> Check {
    let error = Error::new(code, kind, Outcome::NotCompleted);
    failed(name, detail, Cure::Error(Box::new(error)))
}

/// What is missing fails where it is needed, and is only noted elsewhere.
fn needed(is_needed: bool, name: &'static str, detail: &'static str, cure: &'static str) -> Check {
    if is_needed {
        failed(name, detail, Cure::Text(cure))
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

    /// The line of a report.
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
    // Not "-0".
    number_to_string(number.round() + 0.0)
}

/// `bitrix24.de` of `acme.bitrix24.de`. A report does not say whose portal it is.
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

/// A short name; what is none could be anything, and is not reported.
fn word(value: &Value) -> Option<String> {
    let text = value.as_text()?;
    let is_word = !text.is_empty()
        && text.len() <= MAX_WORD
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte));
    is_word.then(|| text.to_owned())
}
