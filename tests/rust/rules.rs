//! The rules between modules, held against their text.

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

#[test]
fn arrows_point_down_only() {
    let layers = [
        (
            "value.rs",
            &["task", "validate", "error", "rest", "complete", "browser"][..],
        ),
        (
            "task",
            &["validate", "error", "rest", "complete", "browser"],
        ),
        ("validate", &["rest", "complete", "browser"]),
        ("rest", &["complete", "browser"]),
        ("complete", &["browser"]),
    ];
    for (layer, above) in layers {
        let path = src().join(layer);
        for file in if path.is_dir() {
            sources(&path)
        } else {
            vec![path]
        } {
            let text = fs::read_to_string(&file).unwrap();
            for module in above {
                assert!(
                    !text.contains(&format!("crate::{module}")),
                    "{} uses {module}",
                    file.display()
                );
            }
            for foreign in ["js_sys", "web_sys", "wasm_bindgen", "std::time", "println!"] {
                assert!(!text.contains(foreign), "{} uses {foreign}", file.display());
            }
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

/// A panic in a call leaves the caller's promise pending for ever: clippy denies what may panic, and this, what it
/// does not see.
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
