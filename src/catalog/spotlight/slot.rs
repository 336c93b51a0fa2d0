//! Where a spotlight can stand, and who sees it.

/// A place on the storefront. Each has a name under `spotlight-slot-<word>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The wide panel on top of the home page; one at a time.
    HomeHero,
    /// The office's shelf on the home page.
    HomeShelf,
    /// On top of a category.
    CategoryTop,
    /// A strip on the home page that leads to a collection.
    Campaign,
    /// One at a time, on the home page.
    ProducerOfWeek,
}

/// What a spotlight shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Product,
    Producer,
    Collection,
}

impl Slot {
    pub const ALL: [Slot; 5] =
        [Slot::HomeHero, Slot::HomeShelf, Slot::CategoryTop, Slot::Campaign, Slot::ProducerOfWeek];

    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Slot::HomeHero => "home_hero",
            Slot::HomeShelf => "home_shelf",
            Slot::CategoryTop => "category_top",
            Slot::Campaign => "campaign",
            Slot::ProducerOfWeek => "producer_of_week",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.as_str() == word)
    }

    /// The Fluent key of its name.
    #[must_use]
    pub fn key(self) -> String {
        format!("spotlight-slot-{}", self.as_str().replace('_', "-"))
    }

    /// Whether it can show such a thing; the table holds the same rule.
    #[must_use]
    pub const fn takes(self, target: Target) -> bool {
        match self {
            Slot::HomeHero => true,
            Slot::HomeShelf | Slot::CategoryTop => matches!(target, Target::Product),
            Slot::Campaign => matches!(target, Target::Collection),
            Slot::ProducerOfWeek => matches!(target, Target::Producer),
        }
    }
}

/// Who sees a spotlight, told from the request alone. Each has a name under `spotlight-audience-<word>`.
pub const AUDIENCES: [&str; 3] = ["all", "guests", "signed_in"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_one_word_and_takes_something() {
        for slot in Slot::ALL {
            assert_eq!(Slot::parse(slot.as_str()), Some(slot));
            assert!([Target::Product, Target::Producer, Target::Collection].into_iter().any(|t| slot.takes(t)));
        }
        assert_eq!(Slot::parse("top"), None);
    }
}
