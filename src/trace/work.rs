//! What a household writes into its diary: a short list of works, each with its own words and picture on the button.

use super::plot::PlotKind;

/// A line of the diary says one of these. Each has a name under `trace-work-<word>`, with `-` for `_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Fertilise,
    Water,
    /// Says what was sprayed and how long to wait until the harvest.
    Spray,
    Weed,
    Prune,
    /// Lamps at night make dragon fruit bear out of season.
    Light,
    Feed,
    ChangeWater,
    /// A pond or its fish, with what, and how long to wait.
    Treat,
    Salt,
    /// Rubbed with roasted maize meal, the *thính*.
    Ferment,
    Jar,
    Dry,
    Clean,
    Harvest,
    /// Only with words of its own.
    Other,
}

impl Work {
    pub const ALL: [Work; 16] = [
        Work::Fertilise,
        Work::Water,
        Work::Spray,
        Work::Weed,
        Work::Prune,
        Work::Light,
        Work::Feed,
        Work::ChangeWater,
        Work::Treat,
        Work::Salt,
        Work::Ferment,
        Work::Jar,
        Work::Dry,
        Work::Clean,
        Work::Harvest,
        Work::Other,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Work::Fertilise => "fertilise",
            Work::Water => "water",
            Work::Spray => "spray",
            Work::Weed => "weed",
            Work::Prune => "prune",
            Work::Light => "light",
            Work::Feed => "feed",
            Work::ChangeWater => "change_water",
            Work::Treat => "treat",
            Work::Salt => "salt",
            Work::Ferment => "ferment",
            Work::Jar => "jar",
            Work::Dry => "dry",
            Work::Clean => "clean",
            Work::Harvest => "harvest",
            Work::Other => "other",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|work| work.as_str() == word)
    }

    /// What is done at such a place, in the order of the buttons.
    #[must_use]
    pub const fn at(kind: PlotKind) -> &'static [Work] {
        match kind {
            PlotKind::Plot => &[
                Work::Water,
                Work::Fertilise,
                Work::Spray,
                Work::Weed,
                Work::Prune,
                Work::Light,
                Work::Harvest,
                Work::Other,
            ],
            PlotKind::Pond => &[Work::Feed, Work::ChangeWater, Work::Treat, Work::Clean, Work::Harvest, Work::Other],
            PlotKind::Workshop => &[Work::Salt, Work::Ferment, Work::Jar, Work::Dry, Work::Clean, Work::Other],
        }
    }

    /// Whether the line must say with what, and how many days to wait before the harvest.
    #[must_use]
    pub const fn asks_wait(self) -> bool {
        matches!(self, Work::Spray | Work::Treat)
    }

    /// Whether the line may say with what.
    #[must_use]
    pub const fn takes_material(self) -> bool {
        matches!(self, Work::Spray | Work::Treat | Work::Fertilise | Work::Feed | Work::Ferment | Work::Salt)
    }
}

/// The last part of a work's Fluent key.
#[must_use]
pub fn key(word: &str) -> String {
    word.replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_has_one_word_and_a_place_where_it_is_done() {
        for work in Work::ALL {
            assert_eq!(Work::parse(work.as_str()), Some(work));
            assert!(PlotKind::ALL.iter().any(|kind| Work::at(*kind).contains(&work)), "{work:?} is done nowhere");
        }
        assert_eq!(Work::parse("Spray"), None);
    }
}
