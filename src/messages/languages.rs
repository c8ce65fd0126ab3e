//! The languages of messages: the built-in ones, and those that a page has added.

use super::{Language, key_index, texts};
use crate::error::Error;
use crate::value::Value;
use std::rc::Rc;

/// The texts of an added language, each with the index of its key. Missing texts are taken from English.
#[derive(Debug, PartialEq)]
pub(crate) struct Texts(Vec<(usize, String)>);

impl Texts {
    /// Reads texts by their keys, such as `value_invalid.integer`. The error names the wrong key.
    pub(crate) fn read(messages: &Value) -> Result<Self, Error> {
        let Some(entries) = messages.as_map() else {
            return Err(Error::usage("language.messages must be an object of texts"));
        };
        let mut texts = Vec::new();
        for (key, text) in entries {
            let text = text.as_text().unwrap_or_default();
            match key_index(key) {
                Some(index) if fits(text, Language::ENGLISH.text_at(index).unwrap_or_default()) => {
                    texts.push((index, text.to_owned()));
                }
                known => {
                    let problem = match known {
                        Some(_) => {
                            "must be a text without {placeholders} that the English text does not have"
                        }
                        None => "is not the key of a message of this version",
                    };
                    let hint = ["language.messages: “", key, "” ", problem].concat();
                    return Err(Error::usage(&hint));
                }
            }
        }
        Ok(Self(texts))
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let text = self.0.iter().find(|(known, _)| *known == index);
        text.map(|(_, text)| text.as_str())
    }
}

/// Whether a text can replace an English one: it has no other placeholders in braces.
fn fits(text: &str, english: &str) -> bool {
    let is_known = |param| params(english).any(|known| known == param);
    !text.trim().is_empty() && params(text).all(is_known)
}

/// The names in braces; `None` for a brace that is not closed.
fn params(text: &str) -> impl Iterator<Item = Option<&str>> {
    let parts = text.split('{').skip(1);
    parts.map(|part| part.split_once('}').map(|(param, _)| param))
}

/// An added language.
struct AddedLanguage {
    tag: String,
    /// Other names, such as the portals' code of the language.
    aliases: Vec<String>,
    texts: Rc<Texts>,
}

/// All known languages.
pub(crate) struct Languages {
    added: Vec<AddedLanguage>,
}

impl Languages {
    /// The built-in ones.
    pub(crate) const fn new() -> Self {
        Self { added: Vec::new() }
    }

    /// Adds a language, or replaces the one with the same tag.
    pub(crate) fn add(&mut self, tag: String, aliases: Vec<String>, texts: Texts) {
        self.added
            .retain(|added| !added.tag.eq_ignore_ascii_case(&tag));
        let texts = Rc::new(texts);
        self.added.push(AddedLanguage {
            tag,
            aliases,
            texts,
        });
    }

    /// Finds a language by a BCP 47 tag or a portal's own code: the language itself, otherwise one with the same
    /// primary language (`pt-BR` for `pt-PT`), otherwise English. src/js/element/translator.js chooses the element's
    /// texts in the same way.
    pub(crate) fn find(&self, tag: &str) -> Language {
        let tag = tag.replace('_', "-");
        let primary = primary_subtag(&tag);
        let is_tag = |known: &String| known.eq_ignore_ascii_case(&tag);
        self.find_by(&|known| known.eq_ignore_ascii_case(&tag))
            .or_else(|| {
                let mut added = self.added.iter();
                added
                    .find(|added| added.aliases.iter().any(is_tag))
                    .map(AddedLanguage::language)
            })
            .or_else(|| self.find_by(&|known| known.eq_ignore_ascii_case(primary)))
            .or_else(|| self.find_by(&|known| primary_subtag(known).eq_ignore_ascii_case(primary)))
            .unwrap_or(Language::ENGLISH)
    }

    fn find_by(&self, is_wanted: &dyn Fn(&str) -> bool) -> Option<Language> {
        let added = self.added.iter().find(|added| is_wanted(&added.tag));
        let built_in = || {
            let place = texts::LANGUAGES.iter().position(|(tag, _)| is_wanted(tag));
            place.map(Language::BuiltIn)
        };
        added.map(AddedLanguage::language).or_else(built_in)
    }
}

impl AddedLanguage {
    fn language(&self) -> Language {
        Language::Added(self.texts.clone())
    }
}

fn primary_subtag(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}
