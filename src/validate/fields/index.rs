//! Looks up names in a list.

use std::collections::BinaryHeap;

/// Finds names in logarithmic time. If names are equal, it finds the first one.
pub(super) struct Index<'a>(Vec<(&'a str, usize)>);

impl<'a> Index<'a> {
    pub(super) fn new(names: impl Iterator<Item = &'a str>) -> Self {
        let places = names.enumerate().map(|(place, name)| (name, place));
        // The code of a heap is much smaller than that of a general sort.
        Self(places.collect::<BinaryHeap<_>>().into_sorted_vec())
    }

    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let place = self.0.partition_point(|(known, _)| *known < name);
        self.0
            .get(place)
            .filter(|(known, _)| *known == name)
            .map(|(_, place)| *place)
    }

    /// The index of a name, if it occurs exactly once.
    pub(super) fn find_unique(&self, name: &str) -> Option<usize> {
        let first = self.0.partition_point(|(known, _)| *known < name);
        let mut places = self
            .0
            .get(first..)?
            .iter()
            .take_while(|(known, _)| *known == name);
        match (places.next(), places.next()) {
            (Some((_, place)), None) => Some(*place),
            _ => None,
        }
    }
}
