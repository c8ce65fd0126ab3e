//! What need not be converted twice: objects that this package has created and frozen are read only once, because they
//! cannot change; texts of a caller that are part of the result are not created again.

use super::reader::may_differ;
use crate::validate::CompletionParams;
use js_sys::{Object, WeakMap};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The serial number of an object that was not read yet.
const UNREAD: u32 = 0;

/// The values that were read last, by their object. Keeps at most `SIZE` values, and keeps no object alive.
pub(super) struct ReadCache<T, const SIZE: usize> {
    /// The serial number of the value of each object. Contains only frozen objects.
    serials: WeakMap<Object, JsValue>,
    entries: RefCell<[Option<CacheEntry<T>>; SIZE]>,
    last_serial: Cell<u32>,
}

struct CacheEntry<T> {
    serial: u32,
    value: Rc<T>,
}

impl<T, const SIZE: usize> ReadCache<T, SIZE> {
    pub(super) fn new() -> Self {
        Self {
            serials: WeakMap::new_typed(),
            entries: RefCell::new([const { None }; SIZE]),
            last_serial: Cell::new(UNREAD),
        }
    }

    /// Marks an object as unchangeable.
    pub(super) fn add(&self, frozen: &JsValue) {
        self.serials.set(frozen.unchecked_ref(), &UNREAD.into());
    }

    /// The value of an object: from the cache, or read now.
    pub(super) fn get_or_read<E>(
        &self,
        object: &JsValue,
        read: impl FnOnce() -> Result<T, E>,
    ) -> Result<Rc<T>, E> {
        let serial = self.serials.get(object.unchecked_ref()).as_f64();
        let Some(serial) = serial.map(|serial| serial as u32) else {
            return read().map(Rc::new);
        };
        let slot = |serial: u32| serial as usize % SIZE;
        if let Some(Some(entry)) = self.entries.borrow().get(slot(serial))
            && entry.serial == serial
        {
            return Ok(entry.value.clone());
        }
        let value = Rc::new(read()?);
        let serial = self.last_serial.get().wrapping_add(1).max(UNREAD + 1);
        self.last_serial.set(serial);
        self.serials.set(object.unchecked_ref(), &serial.into());
        if let Some(free) = self.entries.borrow_mut().get_mut(slot(serial)) {
            let value = value.clone();
            *free = Some(CacheEntry { serial, value });
        }
        Ok(value)
    }
}

/// Texts that are part of parameters: their names, and the first texts of a caller, in the order in which they were read.
///
/// A form is validated again after each change, and most of its texts are the same as before. A cache that is kept
/// between validations recognizes them at their places, so that they are not copied again.
pub(in crate::browser) struct TextCache {
    texts: Vec<(String, JsValue)>,
    /// The place after the last text that was read or found. Texts are written in nearly the order in which they were
    /// read.
    next: Cell<usize>,
}

impl TextCache {
    /// Bounds the time of a search.
    const MAX_TEXTS: usize = 300;
    /// The maximum length of a text, in bytes. Bounds the memory that a cache keeps. A name may be as long.
    const MAX_LENGTH: usize = 1_000;

    /// With the names of parameters.
    pub(in crate::browser) fn new() -> Self {
        let mut cache = Self {
            texts: Vec::new(),
            next: Cell::new(0),
        };
        for name in CompletionParams::NAMES {
            cache.add(&name.into(), name);
        }
        cache
    }

    /// Texts are read from the first place again.
    pub(super) fn rewind(&self) {
        self.next.set(CompletionParams::NAMES.len());
    }

    /// The content of a text, if the last caller had the same text at this place.
    pub(super) fn read(&mut self, text: &JsValue) -> Option<String> {
        let place = self.next.get();
        let (content, _) = self.texts.get(place).filter(|(_, known)| known == text)?;
        self.next.set(place + 1);
        Some(content.clone())
    }

    /// Adds a text that [`Self::read`] does not know.
    pub(super) fn add(&mut self, text: &JsValue, content: &str) {
        let place = self.next.get();
        if place == Self::MAX_TEXTS || content.len() > Self::MAX_LENGTH || may_differ(content) {
            return;
        }
        let text = (content.to_owned(), text.clone());
        match self.texts.get_mut(place) {
            Some(last) => *last = text,
            None => self.texts.push(text),
        }
        self.next.set(place + 1);
    }

    /// The text with this content.
    pub(super) fn find(&self, content: &str) -> Option<&JsValue> {
        let start = self.next.get();
        let mut places = (start..self.texts.len()).chain(0..start);
        places.find_map(|place| {
            let (_, text) = self
                .texts
                .get(place)
                .filter(|(known, _)| known == content)?;
            self.next.set(place + 1);
            Some(text)
        })
    }
}
