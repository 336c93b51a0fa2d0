//! Counts that a process keeps in memory until somebody writes them down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Things counted at once; more are not counted, so that nobody can fill the memory with made-up numbers.
const MOST: usize = 10_000;

/// What was counted: of which kind, which one, how often.
pub type Counted = HashMap<(&'static str, i64), i64>;

/// All clones count together.
#[derive(Clone, Default)]
pub struct Tally(Arc<Mutex<Counted>>);

impl Tally {
    /// Once more.
    pub fn add(&self, what: &'static str, id: i64) {
        self.with(|counted| add(counted, (what, id), 1));
    }

    /// All of it, and from nothing on.
    #[must_use]
    pub fn take(&self) -> Counted {
        self.with(std::mem::take)
    }

    /// Counts on from what could not be written.
    pub fn put_back(&self, counted: Counted) {
        self.with(|now| counted.into_iter().for_each(|(key, n)| add(now, key, n)));
    }

    fn with<T>(&self, work: impl FnOnce(&mut Counted) -> T) -> T {
        // A count is right or not there at all: one that panicked half way is no reason to stop counting.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn add(counted: &mut Counted, key: (&'static str, i64), n: i64) {
    if counted.len() < MOST || counted.contains_key(&key) {
        *counted.entry(key).or_default() += n;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_taken_once_and_can_come_back() {
        let tally = Tally::default();
        tally.add("shown", 1);
        tally.clone().add("shown", 1);
        tally.add("clicked", 1);
        let taken = tally.take();
        assert_eq!((taken[&("shown", 1)], taken[&("clicked", 1)], tally.take().len()), (2, 1, 0));
        tally.add("shown", 1);
        tally.put_back(taken);
        assert_eq!(tally.take()[&("shown", 1)], 3);
    }

    #[test]
    fn made_up_numbers_fill_no_memory() {
        let tally = Tally::default();
        for id in 0..20_000 {
            tally.add("shown", id);
        }
        tally.add("shown", 5);
        let taken = tally.take();
        assert_eq!((taken.len(), taken[&("shown", 5)]), (MOST, 2));
    }
}
