//! Objects that this package has created and frozen are read only once, because they cannot change.

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
