//! Checks the rules between modules against the source text.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Each module may use the ones before it.
const LAYERS: [&str; 16] = [
    "value", "datetime", "html", "bbcode", "spelling", "task", "trace", "validate", "error",
    "diagnose", "messages", "rest", "complete", "pacing", "watch", "browser",
];

fn layer_of(file: &Path) -> usize {
    let path = file.strip_prefix(src()).unwrap();
    let module = path.components().next().unwrap().as_os_str();
    let module = Path::new(module).file_stem().unwrap();
    LAYERS
        .iter()
        .position(|layer| module == *layer)
        .unwrap_or_else(|| panic!("{} is in no layer", file.display()))
}

fn rust_sources() -> Vec<PathBuf> {
    let mut files = sources(&src());
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    files.retain(|file| *file != src().join("lib.rs"));
    files
}

#[test]
fn modules_use_only_the_layers_below_them() {
    for file in rust_sources() {
        let text = fs::read_to_string(&file).unwrap();
        for above in &LAYERS[layer_of(&file) + 1..] {
            for name in [
                format!("crate::{above}::"),
                format!("crate::{above};"),
                format!("super::super::{above}"),
            ] {
                assert!(!text.contains(&name), "{} uses {above}", file.display());
            }
        }
    }
}

#[test]
fn only_the_browser_layer_uses_javascript_and_time() {
    for file in rust_sources() {
        if layer_of(&file) == LAYERS.len() - 1 {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for foreign in [
            "js_sys",
            "web_sys",
            "wasm_bindgen",
            "gloo",
            "std::time",
            "println!",
        ] {
            assert!(!text.contains(foreign), "{} uses {foreign}", file.display());
        }
    }
}

#[test]
fn nothing_is_logged() {
    for file in sources(&src()) {
        // The examples in typings may.
        if file.to_string_lossy().ends_with(".d.ts") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        assert!(
            !text.contains("console.") && !text.contains("web_sys::console"),
            "{} logs",
            file.display()
        );
    }
}

/// A panic in a call leaves the caller's promise pending for ever. Clippy denies code that may panic. This test denies
/// the code that clippy does not detect.
#[test]
fn no_lint_is_switched_off() {
    for file in sources(&src()) {
        let text = fs::read_to_string(&file).unwrap();
        for lint in [
            "unwrap_used",
            "expect_used",
            "indexing_slicing",
            "string_slice",
            "disallowed",
            "clippy::panic",
        ] {
            assert!(
                !text.contains(lint),
                "{} switches {lint} off",
                file.display()
            );
        }
    }
}
