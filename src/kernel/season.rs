//! The months a crop is in season, as twelve bits: bit 0 is January.

use diesel_derive_newtype::DieselNewType;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, DieselNewType)]
#[serde(transparent)]
pub struct Season(i32);

impl Season {
    pub const ALL_YEAR: Season = Season(0b1111_1111_1111);

    /// The season made of these months; numbers outside 1 to 12 are left out.
    #[must_use]
    pub fn of(months: &[u32]) -> Self {
        Season(months.iter().filter(|m| (1..=12).contains(*m)).fold(0, |bits, m| bits | 1 << (m - 1)))
    }

    #[must_use]
    pub fn has(self, month: u32) -> bool {
        (1..=12).contains(&month) && self.0 & (1 << (month - 1)) != 0
    }

    #[must_use]
    pub const fn all_year(self) -> bool {
        self.0 == Self::ALL_YEAR.0
    }

    /// Twelve flags, January first.
    #[must_use]
    pub fn months(self) -> Vec<bool> {
        (1..=12).map(|month| self.has(month)).collect()
    }

    /// How many months from `month` until the season is on again; 0 when it is, `None` when it never is.
    #[must_use]
    pub fn months_until(self, month: u32) -> Option<u32> {
        (0..12).find(|ahead| self.has((month + 11 + ahead) % 12 + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_goes_round_the_year() {
        let winter = Season::of(&[11, 12, 1, 2]);
        assert!(winter.has(12) && winter.has(1) && !winter.has(3));
        assert_eq!(winter.months_until(11), Some(0));
        assert_eq!(winter.months_until(9), Some(2));
        assert_eq!(winter.months_until(3), Some(8));
        assert_eq!(Season::of(&[0, 13]).months_until(1), None);
        assert!(Season::of(&(1..=12).collect::<Vec<_>>()).all_year());
    }
}
