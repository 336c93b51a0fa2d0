//! Where goods are sold from: of what is there while it lasts, else of a harvest to come, else made to order.

use crate::kernel::ids::HarvestId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// It is in the household's hands.
    Stock,
    /// It grows still.
    Harvest {
        id: HarvestId,
        /// What one pack takes of it, in grams.
        unit_g: i32,
    },
    /// It is made when somebody orders it.
    Made,
}

impl Source {
    /// As a line keeps it: of this harvest, or made, or neither.
    #[must_use]
    pub const fn of_line(harvest: Option<HarvestId>, made: bool, unit_g: i32) -> Self {
        match (harvest, made) {
            (Some(id), _) => Source::Harvest { id, unit_g },
            (None, true) => Source::Made,
            (None, false) => Source::Stock,
        }
    }

    #[must_use]
    pub const fn harvest(self) -> Option<HarvestId> {
        match self {
            Source::Harvest { id, .. } => Some(id),
            Source::Stock | Source::Made => None,
        }
    }
}
