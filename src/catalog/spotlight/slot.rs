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

/// Who sees a spotlight, told by the request and the account's own orders. Each has a name under `spotlight-audience-<word>`.
pub const AUDIENCES: [&str; 5] = ["all", "guests", "signed_in", "newcomers", "returning"];

/// Who looks at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Not signed in.
    Guest,
    /// Signed in, with no order yet.
    Newcomer,
    /// Signed in, and has ordered before.
    Returning,
}

impl Who {
    pub const ALL: [Who; 3] = [Who::Guest, Who::Newcomer, Who::Returning];

    /// The audience of nobody else.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Who::Guest => "guests",
            Who::Newcomer => "newcomers",
            Who::Returning => "returning",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|who| who.as_str() == word)
    }

    /// Whether this one belongs to an audience.
    #[must_use]
    pub fn is_of(self, audience: &str) -> bool {
        match audience {
            "all" => true,
            "signed_in" => self != Who::Guest,
            narrow => self.as_str() == narrow,
        }
    }
}

/// Where whoever looks has last had something brought to, by codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub commune: String,
    pub province: String,
}

impl Place {
    /// Whether it lies in an area: a commune or a province.
    #[must_use]
    pub fn is_in(&self, area: &str) -> bool {
        self.commune == area || self.province == area
    }
}

/// Whether somebody of this audience has ordered before, so that their area may be known.
#[must_use]
pub fn may_have_ordered(audience: &str) -> bool {
    Who::Returning.is_of(audience)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_in_its_commune_and_its_province() {
        let place = Place { commune: "08761".to_owned(), province: "25".to_owned() };
        assert!(place.is_in("08761") && place.is_in("25"));
        assert!(!place.is_in("08762") && !place.is_in("01") && !place.is_in(""));
        let known: Vec<_> = AUDIENCES.into_iter().filter(|word| may_have_ordered(word)).collect();
        assert_eq!(known, ["all", "signed_in", "returning"], "as the table has it");
    }

    #[test]
    fn every_slot_has_one_word_and_takes_something() {
        for slot in Slot::ALL {
            assert_eq!(Slot::parse(slot.as_str()), Some(slot));
            assert!([Target::Product, Target::Producer, Target::Collection].into_iter().any(|t| slot.takes(t)));
        }
        assert_eq!(Slot::parse("top"), None);
    }

    #[test]
    fn everybody_belongs_to_the_audiences_of_their_own() {
        let of = |who: Who| AUDIENCES.into_iter().filter(|word| who.is_of(word)).collect::<Vec<_>>();
        assert_eq!(of(Who::Guest), ["all", "guests"]);
        assert_eq!(of(Who::Newcomer), ["all", "signed_in", "newcomers"]);
        assert_eq!(of(Who::Returning), ["all", "signed_in", "returning"]);
        assert!(Who::ALL.into_iter().all(|who| Who::parse(who.as_str()) == Some(who)));
    }
}
