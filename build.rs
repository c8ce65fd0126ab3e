//! Builds one table of the texts of the built-in languages in src/messages. scripts/build.js builds modules of the
//! other languages.

// A wrong file must stop the build with a message.
#![allow(
    clippy::disallowed_macros,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used
)]

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

/// Languages that are part of the module. English is first, because it is the fallback.
const BUILT_IN: [&str; 2] = ["en", "ru"];

fn main() {
    // The fuzzer's crate, in a folder of this one, also uses this script.
    let places = ["src/messages", "../src/messages"].map(Path::new);
    let folder = places
        .into_iter()
        .find(|place| place.is_dir())
        .expect("there is a folder of texts");
    println!("cargo:rerun-if-changed={}", folder.display());
    let languages = BUILT_IN.map(|tag| (tag, read(&folder.join([tag, ".txt"].concat()))));
    let [(_, english), ..] = &languages;
    let keys: Vec<_> = english.iter().map(|(key, _)| key.as_str()).collect();
    let mut code = format!("pub(super) const KEYS: &str = {:?};\n", keys.join("\n"));
    writeln!(
        code,
        "pub(super) const LANGUAGES: [(&str, &str); {}] = [",
        languages.len()
    )
    .unwrap();
    for (tag, texts) in &languages {
        for (key, _) in texts {
            assert!(
                keys.contains(&key.as_str()),
                "{tag}.txt has “{key}”, which en.txt does not have"
            );
        }
        let text = |key: &&str| {
            let found = texts.iter().find(|(known, _)| known == key);
            found
                .unwrap_or_else(|| panic!("{tag}.txt does not have “{key}”"))
                .1
                .as_str()
        };
        let texts: Vec<_> = keys.iter().map(text).collect();
        writeln!(code, "({tag:?}, {:?}),", texts.join("\n")).unwrap();
    }
    code.push_str("];\n");
    let out = env::var_os("OUT_DIR").expect("cargo says where to");
    fs::write(Path::new(&out).join("messages.rs"), code).expect("the table can be written");
}

fn read(path: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(path).expect("a file of texts can be read");
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let entry = |line: &str| {
        let (key, text) = line
            .split_once(" = ")
            .unwrap_or_else(|| panic!("{}: no “ = ” in: {line}", path.display()));
        (key.to_owned(), text.to_owned())
    };
    lines.map(entry).collect()
}
