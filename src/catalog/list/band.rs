//! Bands of price: what most visitors would otherwise type into the two fields, ready to choose.

use std::iter::once;

use super::filter::Filter;

/// Where each band but the first begins; the database's `price_band` has the same steps.
const STEPS: [i64; 4] = [50_000, 100_000, 200_000, 500_000];

/// Prices from one to another, both included, as the filter has them. The first band has no lowest price, the last no
/// highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    pub from: Option<i64>,
    pub to: Option<i64>,
}

impl Band {
    /// Every band, the cheapest first.
    pub fn all() -> impl Iterator<Item = Band> {
        let from = once(None).chain(STEPS.map(Some));
        let to = STEPS.map(|step| Some(step - 1)).into_iter().chain(once(None));
        from.zip(to).map(|(from, to)| Band { from, to })
    }

    /// The band that is asked for: its very prices, not some within it.
    #[must_use]
    pub fn of(filter: &Filter) -> Option<Self> {
        Band::all().find(|band| (band.from, band.to) == (filter.price_from, filter.price_to))
    }

    /// The list of this band from its beginning, whatever prices were asked for before.
    #[must_use]
    pub fn within(self, filter: &Filter) -> Filter {
        Filter { price_from: self.from, price_to: self.to, after: None, page: 0, ..filter.clone() }
    }
}

/// Which of [`Band::all`] a row `s` is in, from 0, as SQL.
pub const NTH: &str = "price_band(s.from_price)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_price_is_in_one_band() {
        let bands: Vec<Band> = Band::all().collect();
        assert_eq!(bands.len(), 5);
        assert_eq!(bands[1], Band { from: Some(50_000), to: Some(99_999) });
        for (price, nth) in
            [(0, 0), (49_999, 0), (50_000, 1), (99_999, 1), (199_999, 2), (200_000, 3), (499_999, 3), (500_000, 4)]
        {
            let holds =
                |band: &Band| band.from.is_none_or(|from| price >= from) && band.to.is_none_or(|to| price <= to);
            assert_eq!((0..5).filter(|n| holds(&bands[*n])).collect::<Vec<_>>(), [nth], "{price}");
        }
    }

    #[test]
    fn a_band_is_chosen_by_its_very_prices() {
        assert_eq!(Band::of(&Filter::default()), None);
        for band in Band::all() {
            let chosen = band.within(&Filter { price_from: Some(7), in_stock: true, ..Filter::default() });
            assert_eq!(Band::of(&chosen), Some(band));
            assert!(chosen.in_stock);
            let other = Filter { price_from: Some(7), ..chosen };
            assert_eq!(Band::of(&other), None);
        }
    }
}
