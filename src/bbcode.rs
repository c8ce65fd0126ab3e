//! The BB codes of a task's description. Descriptions are untrusted text.

use serde::Serialize;

/// A part of a text with one style. A flat list of runs has no depth that a hostile text could exhaust.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) underline: bool,
    pub(crate) strike: bool,
    /// A web address, or `None` outside of links.
    pub(crate) href: Option<String>,
}

/// All codes that portals know. Most of them are removed, and the text in them stays.
#[rustfmt::skip]
const CODES: [&str; 30] = [
    "b", "i", "u", "s", "del", "url", "p", "br", "img", "video", "disk", "list", "*", "quote", "code", "spoiler", "color",
    "size", "font", "user", "department", "project", "left", "right", "center", "justify", "table", "tr", "th", "td",
];
/// Codes with named attributes: `[img width=100 height=50]`, `[disk file id=n12]`.
const CODES_WITH_ATTRIBUTES: [&str; 3] = ["img", "video", "disk"];
/// Maximum bytes of a code with its argument. A longer one is plain text.
const MAX_CODE_BYTES: usize = 2_100;

/// A code in brackets: `[b]`, `[/b]`, `[url=https://example.com]`.
struct Code<'a> {
    name: &'static str,
    is_closing: bool,
    argument: Option<&'a str>,
    /// Its length in bytes, with the brackets.
    length: usize,
}

/// How often each style is open at a position of the text.
#[derive(Default)]
struct Styles {
    bold: u32,
    italic: u32,
    underline: u32,
    strike: u32,
    href: Option<String>,
}

/// Splits a description into runs. Takes time in proportion to its length.
pub(crate) fn parse(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut styles = Styles::default();
    let mut links = LinkEnds { text, next: 0 };
    let mut start = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('[')) {
        at += found;
        let Some(code) = text.get(at..).and_then(Code::parse) else {
            at += 1;
            continue;
        };
        push(&mut runs, &styles, text.get(start..at).unwrap_or_default());
        at += code.length;
        start = at;
        match (code.name, code.is_closing) {
            ("url", false) => {
                let address = code
                    .argument
                    .unwrap_or_else(|| text.get(at..links.end_from(at)).unwrap_or_default());
                styles.href = web_address(address);
            }
            ("url", true) => styles.href = None,
            ("br", _) | ("p", true) => push(&mut runs, &styles, "\n"),
            ("*", _) => push(&mut runs, &styles, "\n• "),
            (name, is_closing) => styles.change(name, is_closing),
        }
    }
    push(&mut runs, &styles, text.get(start..).unwrap_or_default());
    runs
}

impl<'a> Code<'a> {
    /// Parses the code at the start of a text.
    fn parse(text: &'a str) -> Option<Self> {
        let end = text
            .bytes()
            .take(MAX_CODE_BYTES)
            .position(|byte| byte == b']')?;
        let inner = text.get(1..end)?;
        let (name, argument) = match inner.split_once('=') {
            Some((name, argument)) => (name, Some(argument)),
            None => (inner, None),
        };
        let (name, is_closing) = match name.strip_prefix('/') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let first_word = name.split(' ').next().unwrap_or_default();
        let has_attributes = CODES_WITH_ATTRIBUTES
            .iter()
            .any(|known| known.eq_ignore_ascii_case(first_word));
        let name = match argument {
            Some(_) if has_attributes => first_word,
            _ => name,
        };
        let known = CODES
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))?;
        Some(Self {
            name: known,
            is_closing,
            argument,
            length: end + 1,
        })
    }
}

impl Styles {
    fn change(&mut self, name: &str, is_closing: bool) {
        let open = match name {
            "b" => &mut self.bold,
            "i" => &mut self.italic,
            "u" => &mut self.underline,
            "s" | "del" => &mut self.strike,
            _ => return,
        };
        *open = if is_closing {
            open.saturating_sub(1)
        } else {
            open.saturating_add(1)
        };
    }
}

/// The ends of links. Each position of the text is searched once.
struct LinkEnds<'a> {
    text: &'a str,
    next: usize,
}

impl LinkEnds<'_> {
    /// The position of the next `[/url]`, or the end of the text.
    fn end_from(&mut self, at: usize) -> usize {
        if self.next < at {
            let rest = self.text.get(at..).unwrap_or_default();
            let found = rest.match_indices('[').find(|(place, _)| {
                let code = rest.get(*place..).and_then(Code::parse);
                code.is_some_and(|code| code.name == "url" && code.is_closing)
            });
            self.next = found.map_or(self.text.len(), |(place, _)| at + place);
        }
        self.next
    }
}

/// An address that is allowed in a link: neither a script nor an anchor in the app's own page.
fn web_address(address: &str) -> Option<String> {
    let address = address.trim();
    let has_scheme = |scheme: &str| {
        address
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let is_web = has_scheme("https://") || has_scheme("http://");
    (is_web && address.len() <= MAX_CODE_BYTES).then(|| address.to_owned())
}

fn push(runs: &mut Vec<Run>, styles: &Styles, text: &str) {
    if text.is_empty() {
        return;
    }
    let run = Run {
        text: text.to_owned(),
        bold: styles.bold > 0,
        italic: styles.italic > 0,
        underline: styles.underline > 0,
        strike: styles.strike > 0,
        href: styles.href.clone(),
    };
    match runs.last_mut() {
        Some(last) if last.has_styles_of(&run) => last.text.push_str(text),
        _ => runs.push(run),
    }
}

impl Run {
    fn has_styles_of(&self, other: &Self) -> bool {
        let styles = |run: &Self| (run.bold, run.italic, run.underline, run.strike);
        styles(self) == styles(other) && self.href == other.href
    }
}
