//! Looks up names in a list.

use std::cell::{Cell, OnceCell};
use std::collections::BinaryHeap;

/// Finds names in logarithmic time; in constant time if they are looked up in their order.
pub(super) struct Index<'a> {
    names: Vec<&'a str>,
    /// The place after the last name that was found.
    next: Cell<usize>,
    /// The names with their places, from the first lookup out of order.
    sorted: OnceCell<Vec<(&'a str, usize)>>,
}

impl<'a> Index<'a> {
    pub(super) fn new(names: impl Iterator<Item = &'a str>) -> Self {
        Self {
            names: names.collect(),
            next: Cell::new(0),
            sorted: OnceCell::new(),
        }
    }

    /// The place of a name. If names are equal, it is the place of one of them.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let next = self.next.get();
        let place = match self.names.get(next) {
            Some(known) if *known == name => next,
            _ => self.places(name).next()?,
        };
        self.next.set(place + 1);
        Some(place)
    }

    /// The place of a name, if it occurs exactly once.
    pub(super) fn find_unique(&self, name: &str) -> Option<usize> {
        let mut places = self.places(name);
        let place = places.next()?;
        places.next().is_none().then_some(place)
    }

    fn places(&self, name: &str) -> impl Iterator<Item = usize> {
        let sorted = self.sorted.get_or_init(|| {
            let places = self.names.iter().enumerate();
            // The code of a heap is much smaller than that of a general sort.
            let heap: BinaryHeap<_> = places.map(|(place, name)| (*name, place)).collect();
            heap.into_sorted_vec()
        });
        let first = sorted.partition_point(|(known, _)| *known < name);
        let rest = sorted.iter().skip(first);
        rest.take_while(move |(known, _)| *known == name)
            .map(|(_, place)| *place)
    }
}
