//! A cart as it stands now, pure: each line beside the pack as it is today, what changed since in words to come,
//! grouped by household.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::lines::{self, CartLine};
use crate::catalog::sellable::{self, Sellable};
use crate::error::Result;
use crate::kernel::ids::{CartId, HarvestId, PackId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::quantity::Quantity;
use crate::platform::db::Conn;

/// What is different from when the line was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    PriceUp {
        from: Money,
        to: Money,
    },
    PriceDown {
        from: Money,
        to: Money,
    },
    OnlyLeft {
        left: i32,
        wanted: i32,
    },
    /// The household now sells in other steps.
    Steps {
        min: i32,
        step: i32,
        wanted: i32,
    },
    /// The household is on holiday through this day.
    Away {
        until: NaiveDate,
    },
    SoldOut,
    Withdrawn,
}

/// A line beside its pack as it is now.
#[derive(Clone, Debug)]
pub struct ViewLine {
    pub pack: Sellable,
    /// What was put in.
    pub wanted: i32,
    /// What can be bought of it now; 0 when none can.
    pub qty: i32,
    pub changes: Vec<Change>,
}

impl ViewLine {
    fn of(line: CartLine, pack: Sellable) -> Self {
        let mut changes = Vec::new();
        let mut qty = pack.most_up_to(line.qty);
        if !pack.on_sale {
            changes.push(Change::Withdrawn);
        } else if let Some(until) = pack.away_until {
            changes.push(Change::Away { until });
        } else if pack.available < pack.min_qty {
            changes.push(Change::SoldOut);
        } else {
            if line.seen_price < pack.price {
                changes.push(Change::PriceUp { from: line.seen_price, to: pack.price });
            } else if line.seen_price > pack.price {
                changes.push(Change::PriceDown { from: line.seen_price, to: pack.price });
            }
            if line.qty > pack.available {
                changes.push(Change::OnlyLeft { left: qty, wanted: line.qty });
            } else if !pack.sold_in(line.qty) {
                qty = qty.max(pack.min_qty);
                changes.push(Change::Steps { min: pack.min_qty, step: pack.qty_step, wanted: line.qty });
            }
        }
        ViewLine { pack, wanted: line.qty, qty, changes }
    }

    /// What these packs cost now.
    #[must_use]
    pub fn total(&self) -> Money {
        self.quantity().map_or(Money::ZERO, |qty| self.pack.price.times(qty))
    }

    /// The quantity that can be bought; `None` when none can.
    #[must_use]
    pub fn quantity(&self) -> Option<Quantity> {
        Quantity::new(self.qty).ok()
    }
}

/// One household's part of a cart.
#[derive(Clone, Debug)]
pub struct Group {
    pub producer: ProducerId,
    pub lines: Vec<ViewLine>,
}

impl Group {
    #[must_use]
    pub fn total(&self) -> Money {
        self.lines.iter().map(ViewLine::total).sum()
    }

    /// The lines that can be bought.
    pub fn sellable(&self) -> impl Iterator<Item = &ViewLine> {
        self.lines.iter().filter(|l| l.qty > 0)
    }
}

/// A whole cart as it stands now.
#[derive(Clone, Debug, Default)]
pub struct CartView {
    /// By household, in the order in which the first of its packs came.
    pub groups: Vec<Group>,
}

impl CartView {
    /// Puts lines and packs together. A line whose pack is gone from the tables is left out.
    #[must_use]
    pub fn of(lines: &[CartLine], packs: &[Sellable]) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        // Grams of each harvest that the lines before have taken: sizes of one product share one harvest.
        let mut spoken_for: HashMap<HarvestId, i64> = HashMap::new();
        for line in lines {
            let Some(pack) = packs.iter().find(|p| p.pack == line.pack) else { continue };
            let view = match (pack.source().harvest(), pack.harvest_left_g) {
                (Some(harvest), Some(left)) => {
                    let taken = spoken_for.entry(harvest).or_default();
                    let view = ViewLine::of(*line, pack.clone().with_harvest_left(left.saturating_sub(*taken)));
                    *taken = taken.saturating_add(i64::from(view.qty).saturating_mul(i64::from(pack.net_weight_g)));
                    view
                }
                _ => ViewLine::of(*line, pack.clone()),
            };
            match groups.iter_mut().find(|g| g.producer == pack.producer) {
                Some(group) => group.lines.push(view),
                None => groups.push(Group { producer: pack.producer, lines: vec![view] }),
            }
        }
        CartView { groups }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Every line of every household.
    pub fn lines(&self) -> impl Iterator<Item = &ViewLine> {
        self.groups.iter().flat_map(|g| g.lines.iter())
    }

    /// Whether anything in it can be bought.
    #[must_use]
    pub fn sells(&self) -> bool {
        self.lines().any(|l| l.qty > 0)
    }

    #[must_use]
    pub fn total(&self) -> Money {
        self.groups.iter().map(Group::total).sum()
    }
}

/// A cart as it stands now: two queries. `None` is a visitor without a cart.
pub async fn load(conn: &mut Conn, cart: Option<CartId>) -> Result<CartView> {
    let Some(cart) = cart else { return Ok(CartView::default()) };
    let lines = lines::load(conn, cart).await?;
    if lines.is_empty() {
        return Ok(CartView::default());
    }
    let ids: Vec<PackId> = lines.iter().map(|l| l.pack).collect();
    let packs = sellable::load(conn, &ids).await?;
    Ok(CartView::of(&lines, &packs))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::sellable::sample;

    fn line(pack: i64, qty: i32, seen: i64) -> CartLine {
        CartLine { pack: PackId(pack), qty, seen_price: Money::dong(seen) }
    }

    #[test]
    fn lines_stand_by_household_in_the_order_they_came() {
        let packs = [sample(1, 7), sample(2, 8), sample(3, 7)];
        let view =
            CartView::of(&[line(2, 1, 100_000), line(1, 2, 100_000), line(3, 1, 100_000), line(9, 1, 1)], &packs);
        let shape: Vec<(i64, usize)> = view.groups.iter().map(|g| (g.producer.0, g.lines.len())).collect();
        assert_eq!(shape, [(8, 1), (7, 2)]);
        assert_eq!(view.total(), Money::dong(400_000));
    }

    #[test]
    fn two_sizes_of_one_harvest_share_what_is_left_of_it() {
        let of = |id, grams, left| Sellable {
            sold_from: "harvest".to_owned(),
            harvest: Some(HarvestId(5)),
            harvest_left_g: Some(3_000),
            net_weight_g: grams,
            available: left,
            ..sample(id, 1)
        };
        let view = CartView::of(&[line(1, 2, 100_000), line(2, 4, 100_000)], &[of(1, 1_000, 3), of(2, 500, 6)]);
        let bought: Vec<i32> = view.lines().map(|l| l.qty).collect();
        assert_eq!(bought, [2, 2]);
    }

    #[test]
    fn what_changed_is_said_and_only_what_can_be_bought_is_counted() {
        let of = |pack: Sellable, line: CartLine| ViewLine::of(line, pack);
        let dearer = of(sample(1, 1), line(1, 1, 90_000));
        let up = Change::PriceUp { from: Money::dong(90_000), to: Money::dong(100_000) };
        assert_eq!((dearer.qty, dearer.changes.as_slice()), (1, [up].as_slice()));
        let few = of(Sellable { available: 2, ..sample(1, 1) }, line(1, 3, 100_000));
        assert_eq!((few.qty, few.changes.as_slice()), (2, [Change::OnlyLeft { left: 2, wanted: 3 }].as_slice()));
        let none = of(Sellable { available: 0, ..sample(1, 1) }, line(1, 3, 1));
        assert_eq!((none.qty, none.total(), none.changes.as_slice()), (0, Money::ZERO, [Change::SoldOut].as_slice()));
        let gone = of(Sellable { on_sale: false, ..sample(1, 1) }, line(1, 3, 1));
        assert_eq!((gone.qty, gone.changes.as_slice()), (0, [Change::Withdrawn].as_slice()));
        let steps = of(Sellable { min_qty: 4, qty_step: 2, ..sample(1, 1) }, line(1, 1, 100_000));
        assert_eq!((steps.qty, steps.changes.len()), (4, 1));
    }

    proptest! {
        #[test]
        fn the_parts_of_a_cart_sum_to_the_whole(
            rows in prop::collection::vec((1_i64..40, 1_i64..6, 1_i64..1_000_000_000, 0_i32..12_000, 1_i32..10_000), 0..40)
        ) {
            let packs: Vec<Sellable> = rows.iter()
                .map(|(id, producer, price, available, _)| Sellable {
                    price: Money::dong(*price), available: *available, ..sample(*id, *producer)
                })
                .collect();
            let lines: Vec<CartLine> = rows.iter().map(|(id, _, price, _, qty)| line(*id, *qty, *price)).collect();
            let view = CartView::of(&lines, &packs);
            let whole: i128 = view.lines().map(|l| i128::from(l.pack.price.amount()) * i128::from(l.qty)).sum();
            prop_assert_eq!(i128::from(view.total().amount()), whole);
            prop_assert!(view.lines().all(|l| l.qty <= l.pack.available && l.qty <= l.wanted));
        }
    }
}
