//! The languages of the page, which all calls share.

#![expect(unreachable_pub, reason = "wasm-bindgen exports nothing less public")]

use super::convert::reader::Reader;
use super::error::or_throw;
use crate::error::Error;
use crate::messages::{Language, Languages, Texts};
use crate::value::Value;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static LANGUAGES: RefCell<Languages> = const { RefCell::new(Languages::new()) };
}

/// `addLanguage` of the typings. The texts of the element are not read.
#[wasm_bindgen(js_name = addLanguage)]
pub fn add_language(language: &JsValue) -> Result<(), JsValue> {
    or_throw(add(&Reader::new().read(language)))
}

fn add(language: &Value) -> Result<(), Error> {
    let get = |name| language.get(name).unwrap_or(&Value::Null);
    let tag = get("lang").as_text().unwrap_or_default();
    if tag.is_empty() {
        return Err(Error::usage(
            "language.lang must be a language tag, such as it or pt-BR",
        ));
    }
    let aliases = get("aliases").as_list().unwrap_or_default();
    let aliases = aliases.iter().filter_map(Value::as_text);
    let texts = Texts::read(get("messages"))?;
    LANGUAGES.with_borrow_mut(|languages| {
        languages.add(tag.to_owned(), aliases.map(str::to_owned).collect(), texts);
    });
    Ok(())
}

/// The language of a tag; English if there is none.
pub(super) fn find_language(tag: Option<&str>) -> Language {
    LANGUAGES.with_borrow(|languages| languages.find(tag.unwrap_or_default()))
}
