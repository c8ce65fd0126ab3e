use super::tests;
use crate::bbcode::{Run, parse};

/// A run as `<styles>text`, with its link in brackets.
fn shown(text: &str) -> Vec<String> {
    let show = |run: &Run| {
        let styles = [
            (run.bold, "b"),
            (run.italic, "i"),
            (run.underline, "u"),
            (run.strike, "s"),
        ];
        let styles: String = styles
            .iter()
            .filter(|(on, _)| *on)
            .map(|(_, name)| *name)
            .collect();
        let href = run
            .href
            .as_ref()
            .map_or(String::new(), |href| format!("({href})"));
        format!("<{styles}>{}{href}", run.text)
    };
    parse(text).iter().map(show).collect()
}

tests! {
    fn styles_become_runs() {
        assert_eq!(shown("a [b]b [I]c[/i][/B] [del]d[/del]"), ["<>a ", "<b>b ", "<bi>c", "<> ", "<s>d"]);
        assert_eq!(shown("[b]a[b]b[/b]c[/b]d"), ["<b>abc", "<>d"]);
        assert_eq!(shown(""), [""; 0]);
    }

    fn codes_without_a_style_keep_their_text() {
        assert_eq!(shown("[p]a[/p][list][*]b[*]c[/list][size=20]d[/size][br]e"), ["<>a\n\n• b\n• cd\ne"]);
    }

    /// As in texts of CRM and of tasks, which templates insert.
    fn pictures_files_and_mentions_keep_their_text_only() {
        assert_eq!(shown("[IMG WIDTH=100 HEIGHT=50]https://a.b/c.png[/IMG][disk file id=n12]"), ["<>https://a.b/c.png"]);
        assert_eq!(shown("[video type=youtube width=400]https://a.b[/video]"), ["<>https://a.b"]);
        assert_eq!(shown("[DEPARTMENT=5]Sales[/DEPARTMENT] [project=7]Move[/project] [spoiler=More]c[/spoiler]"), ["<>Sales Move c"]);
        assert_eq!(shown("[img of a cat] [disk space] [size of x=1] [image width=1]"), ["<>[img of a cat] [disk space] [size of x=1] [image width=1]"]);
    }

    fn text_that_is_not_a_code_stays() {
        assert_eq!(shown("[x] [ [[b]a[/b]] [/] <b>"), ["<>[x] [ [", "<b>a", "<>] [/] <b>"]);
        assert_eq!(shown("[/b]a[b"), ["<>a[b"]);
    }

    fn links_open_only_web_addresses() {
        assert_eq!(shown("[url=https://a.example/?q=1]a[/url]b"), ["<>a(https://a.example/?q=1)", "<>b"]);
        assert_eq!(shown("[url] HTTP://a.example [/URL]"), ["<> HTTP://a.example (HTTP://a.example)"]);
        for address in ["javascript:alert(1)", "data:text/html,x", "/crm/", "//a.example", " java\nscript:x", ""] {
            assert_eq!(shown(&format!("[url={address}]a[/url]")), ["<>a"]);
        }
    }

    fn a_hostile_text_is_parsed_in_linear_time() {
        for piece in ["[b]", "[url]", "[url=", "[", "[/b]", "[url]https://a.example"] {
            let runs = parse(&piece.repeat(20_000));
            assert!(runs.len() <= 20_000);
        }
    }
}
