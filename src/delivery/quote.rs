//! What a delivery costs and when it comes. Pure: no queries, no clock.

use chrono::{Datelike as _, Days, NaiveDate};

use crate::catalog::sellable::ShipScope;
use crate::kernel::ids::PickupPointId;
use crate::kernel::money::Money;

/// How far a parcel goes, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    SameCommune,
    /// From one served commune to another.
    Area,
    Province,
    Hanoi,
    North,
    Nationwide,
}

impl Zone {
    /// The word in the `delivery_zones.code` column.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Zone::ALL.into_iter().find(|zone| zone.code() == code)
    }

    /// The zones, nearest first.
    pub const ALL: [Zone; 6] =
        [Zone::SameCommune, Zone::Area, Zone::Province, Zone::Hanoi, Zone::North, Zone::Nationwide];

    /// The word that [`Zone::parse`] reads.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Zone::SameCommune => "same_commune",
            Zone::Area => "area",
            Zone::Province => "province",
            Zone::Hanoi => "hanoi",
            Zone::North => "north",
            Zone::Nationwide => "nationwide",
        }
    }

    /// Whether goods of this scope travel so far.
    #[must_use]
    pub fn within(self, scope: ShipScope) -> bool {
        match scope {
            ShipScope::Local => self <= Zone::Area,
            ShipScope::North => self <= Zone::North,
            ShipScope::Nationwide => true,
        }
    }
}

/// A carrier's prices for a zone: the first `base_weight_g` cost `base`, each further started step `step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub zone: Zone,
    pub base: Money,
    pub base_weight_g: i32,
    pub step: Money,
    pub step_weight_g: i32,
    pub fragile: Money,
    pub cold: Money,
    pub days_min: u16,
    pub days_max: u16,
}

/// A commune as far as delivery cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub commune: String,
    pub served: bool,
    /// The zone of its province.
    pub zone: Zone,
}

/// What travels in one parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    pub weight_g: i64,
    pub fragile: bool,
    pub cold: bool,
    /// The narrowest of its goods.
    pub scope: ShipScope,
    pub goods: Money,
    /// Days that it takes to be made; 0 when it is there.
    pub make_days: u16,
    /// From when to when its harvest leaves the household, when it grows still.
    pub ships: Option<(NaiveDate, NaiveDate)>,
}

/// A place where a household leaves parcels for buyers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickupPoint {
    pub id: PickupPointId,
    pub name_vi: String,
    pub name_en: String,
    /// May be empty.
    pub address: String,
    pub hours_vi: String,
    pub hours_en: String,
    pub fee: Money,
}

/// A household's own drive to a commune.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// Bit 0 is Monday.
    pub weekdays: i32,
    pub fee: Money,
    pub free_from: Option<Money>,
}

/// By which way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    Carrier { cold: bool },
    Pickup(PickupPoint),
    Round,
}

/// One way to get a parcel, with its price and its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryOption {
    pub way: Way,
    pub fee: Money,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl DeliveryOption {
    /// The value of its radio button.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.way {
            Way::Carrier { .. } => "carrier".to_owned(),
            Way::Pickup(point) => format!("pickup-{}", point.id),
            Way::Round => "round".to_owned(),
        }
    }

    /// The word in `parcels.delivery_kind`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self.way {
            Way::Carrier { .. } => "carrier",
            Way::Pickup(_) => "pickup",
            Way::Round => "round",
        }
    }

    #[must_use]
    pub const fn pickup_point(&self) -> Option<PickupPointId> {
        match &self.way {
            Way::Pickup(point) => Some(point.id),
            Way::Carrier { .. } | Way::Round => None,
        }
    }
}

/// The zone of a parcel from a household's place to a buyer's.
#[must_use]
pub fn zone(household: &Place, buyer: &Place) -> Zone {
    if household.commune == buyer.commune {
        Zone::SameCommune
    } else if household.served && buyer.served {
        Zone::Area
    } else {
        buyer.zone
    }
}

/// What a carrier takes for a parcel.
#[must_use]
pub fn carrier_fee(rate: &Rate, load: &Load) -> Money {
    let over = load.weight_g.saturating_sub(i64::from(rate.base_weight_g)).max(0);
    let step = i64::from(rate.step_weight_g.max(1));
    let steps = over / step + i64::from(over % step != 0);
    let weight = Money::dong(rate.step.amount().saturating_mul(steps));
    let fragile = if load.fragile { rate.fragile } else { Money::ZERO };
    let cold = if load.cold { rate.cold } else { Money::ZERO };
    rate.base + weight + fragile + cold
}

/// Every way a household's parcel can get to a buyer: carrier first, then the household's round, then pick-up points.
#[must_use]
pub fn options(
    rates: &[Rate],
    household: &Place,
    buyer: &Place,
    load: &Load,
    round: Option<Round>,
    points: &[PickupPoint],
    today: NaiveDate,
) -> Vec<DeliveryOption> {
    let zone = zone(household, buyer);
    // The household needs a day to pick and pack, and longer for what is not there yet.
    let ready = after(today, 1 + u64::from(load.make_days));
    let (ready, late) = load.ships.map_or((ready, ready), |(from, to)| (ready.max(from), ready.max(to)));
    let mut options = Vec::new();
    if zone.within(load.scope)
        && let Some(rate) = rates.iter().find(|r| r.zone == zone)
    {
        options.push(DeliveryOption {
            way: Way::Carrier { cold: load.cold },
            fee: carrier_fee(rate, load),
            from: after(ready, rate.days_min.into()),
            to: after(late, rate.days_max.into()),
        });
    }
    if let Some(round) = round
        && let Some(day) = next_round(round.weekdays, ready)
    {
        let free = round.free_from.is_some_and(|from| load.goods >= from);
        let fee = if free { Money::ZERO } else { round.fee };
        let last = next_round(round.weekdays, late).unwrap_or(day);
        options.push(DeliveryOption { way: Way::Round, fee, from: day, to: last });
    }
    options.extend(points.iter().map(|point| DeliveryOption {
        fee: point.fee,
        way: Way::Pickup(point.clone()),
        from: ready,
        to: after(late, 2),
    }));
    options
}

/// The first day from `ready` on that a round of these weekdays is driven.
#[must_use]
pub fn next_round(weekdays: i32, ready: NaiveDate) -> Option<NaiveDate> {
    (0..7).map(|ahead| after(ready, ahead)).find(|day| weekdays & (1 << day.weekday().num_days_from_monday()) != 0)
}

fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(zone: Zone) -> Rate {
        Rate {
            zone,
            base: Money::dong(25_000),
            base_weight_g: 2_000,
            step: Money::dong(4_000),
            step_weight_g: 1_000,
            fragile: Money::dong(7_000),
            cold: Money::dong(20_000),
            days_min: 1,
            days_max: 2,
        }
    }

    const LOAD: Load = Load {
        weight_g: 500,
        fragile: false,
        cold: false,
        scope: ShipScope::Nationwide,
        goods: Money::dong(98_000),
        make_days: 0,
        ships: None,
    };

    fn place(commune: &str, served: bool, zone: Zone) -> Place {
        Place { commune: commune.to_owned(), served, zone }
    }

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    #[test]
    fn the_zone_is_the_nearest_that_fits() {
        let home = place("08842", true, Zone::Province);
        assert_eq!(zone(&home, &home), Zone::SameCommune);
        assert_eq!(zone(&home, &place("08761", true, Zone::Province)), Zone::Area);
        assert_eq!(zone(&home, &place("08000", false, Zone::Province)), Zone::Province);
        assert_eq!(zone(&home, &place("00166", false, Zone::Hanoi)), Zone::Hanoi);
        assert_eq!(zone(&home, &place("26734", false, Zone::Nationwide)), Zone::Nationwide);
    }

    #[test]
    fn every_started_step_of_weight_costs_and_care_is_paid_once() {
        let fee = |weight_g, fragile, cold| {
            carrier_fee(&rate(Zone::Hanoi), &Load { weight_g, fragile, cold, ..LOAD }).amount()
        };
        assert_eq!(fee(1, false, false), 25_000);
        assert_eq!(fee(2_000, false, false), 25_000);
        assert_eq!(fee(2_001, false, false), 29_000);
        assert_eq!(fee(3_000, false, false), 29_000);
        assert_eq!(fee(5_000, true, true), 25_000 + 12_000 + 27_000);
    }

    #[test]
    fn goods_go_no_farther_than_their_scope() {
        let home = place("08842", true, Zone::Province);
        let rates = [rate(Zone::Area), rate(Zone::North), rate(Zone::Nationwide)];
        let reach = |scope, buyer: &Place| {
            !options(&rates, &home, buyer, &Load { scope, ..LOAD }, None, &[], day(23)).is_empty()
        };
        let (near, north, south) =
            (place("08761", true, Zone::Province), place("1", false, Zone::North), place("2", false, Zone::Nationwide));
        assert!(reach(ShipScope::Local, &near) && !reach(ShipScope::Local, &north));
        assert!(reach(ShipScope::North, &north) && !reach(ShipScope::North, &south));
        assert!(reach(ShipScope::Nationwide, &south));
    }

    #[test]
    fn a_round_comes_on_its_next_day_and_is_free_from_its_sum() {
        let home = place("08842", true, Zone::Province);
        // Saturdays; 23/11/2026 is a Monday.
        let round = Round { weekdays: 1 << 5, fee: Money::dong(10_000), free_from: Some(Money::dong(98_000)) };
        let of = |goods| {
            let load = Load { goods: Money::dong(goods), ..LOAD };
            options(&[], &home, &home, &load, Some(round), &[], day(23)).remove(0)
        };
        assert_eq!((of(97_999).fee.amount(), of(98_000).fee.amount()), (10_000, 0));
        assert_eq!(of(1).from, day(28));
        assert_eq!(next_round(1 << 0, day(24)), Some(day(30)));
        assert_eq!(next_round(0, day(24)), None);
    }

    #[test]
    fn a_carrier_comes_after_a_day_of_packing() {
        let home = place("08842", true, Zone::Province);
        let carrier = options(&[rate(Zone::SameCommune)], &home, &home, &LOAD, None, &[], day(23)).remove(0);
        assert_eq!((carrier.from, carrier.to), (day(25), day(26)));
    }

    #[test]
    fn what_is_not_there_yet_comes_later() {
        let home = place("08842", true, Zone::Province);
        let days = |load: &Load| {
            let carrier = options(&[rate(Zone::SameCommune)], &home, &home, load, None, &[], day(23)).remove(0);
            (carrier.from, carrier.to)
        };
        assert_eq!(days(&Load { make_days: 2, ..LOAD }), (day(27), day(28)));
        assert_eq!(days(&Load { ships: Some((day(26), day(28))), ..LOAD }), (day(27), day(30)));
        // A harvest that is on already holds nothing up.
        assert_eq!(days(&Load { ships: Some((day(20), day(22))), ..LOAD }), (day(25), day(26)));
        // Saturdays: from the first after the harvest begins to the first after it ends.
        let round = Round { weekdays: 1 << 5, fee: Money::dong(10_000), free_from: None };
        let load = Load { ships: Some((day(24), day(29))), ..LOAD };
        let own = options(&[], &home, &home, &load, Some(round), &[], day(23)).remove(0);
        assert_eq!((own.from, own.to), (day(28), NaiveDate::from_ymd_opt(2026, 12, 5).unwrap()));
    }

    proptest! {
        #[test]
        fn more_weight_never_costs_less(a in 0_i64..2_000_000_000, b in 0_i64..2_000_000_000) {
            let fee = |weight_g| carrier_fee(&rate(Zone::North), &Load { weight_g, ..LOAD });
            prop_assert!(fee(a.min(b)) <= fee(a.max(b)));
        }
    }
}
