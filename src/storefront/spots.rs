//! What the office puts forward on the home page, for whoever looks.

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalog::spotlight::running::{Shown, Viewer};
use crate::catalog::spotlight::slot::Slot;

/// As many as the shelf has room for.
const SHELF: usize = 8;
const CAMPAIGNS: usize = 2;

#[derive(Debug, Default, Serialize)]
pub struct Spots {
    pub hero: Option<Shown>,
    pub picked: Vec<Shown>,
    /// The first day and the last one of what is on the shelf.
    pub picked_from: Option<NaiveDate>,
    pub picked_to: Option<NaiveDate>,
    pub campaigns: Vec<Shown>,
    pub of_week: Option<Shown>,
}

impl Spots {
    /// Those of all that run that are for this viewer, each in its slot.
    #[must_use]
    pub fn of(running: &[Shown], viewer: &Viewer) -> Self {
        let of = |slot: Slot| running.iter().filter(move |shown| shown.is_for(slot, viewer)).cloned();
        // Of several for one place, the one for the narrowest area, the first of those.
        let one = |slot: Slot| of(slot).min_by_key(|shown| std::cmp::Reverse(shown.narrow()));
        let picked: Vec<Shown> = of(Slot::HomeShelf).take(SHELF).collect();
        Spots {
            hero: one(Slot::HomeHero),
            picked_from: picked.iter().map(|shown| shown.starts_on).min(),
            picked_to: picked.iter().map(|shown| shown.ends_on).max(),
            picked,
            campaigns: of(Slot::Campaign).take(CAMPAIGNS).collect(),
            of_week: one(Slot::ProducerOfWeek),
        }
    }

    /// What is on the page, to be counted.
    pub fn ids(&self) -> impl Iterator<Item = i64> {
        self.hero.iter().chain(&self.picked).chain(&self.campaigns).chain(&self.of_week).map(|shown| shown.id)
    }
}
