//! What an order would be if it were placed now, pure: the cart by household, each parcel with its ways and the chosen
//! one, what a voucher takes off, and the whole sum. The page shows it, and placing the order makes it real.

use std::collections::HashMap;

use crate::cart::view::{CartView, Group, ViewLine};
use crate::catalog::sellable::ShipScope;
use crate::catalog::source::Source;
use crate::catalog::stock::Wanted;
use crate::delivery::quote::{DeliveryOption, Load, Way};
use crate::delivery::terms::Terms;
use crate::kernel::ids::{PackId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::orders::new_order::{NewLine, NewParcel};
use crate::platform::locales;
use crate::vouchers::find::Found;
use crate::vouchers::voucher::{Line, Refusal};

/// The radio buttons' values by household, as they were sent.
pub type Choices = HashMap<ProducerId, String>;

/// One household's parcel as it would be.
#[derive(Clone, Debug)]
pub struct DraftParcel {
    pub group: Group,
    pub options: Vec<DeliveryOption>,
    /// Index into `options`; `None` when the goods cannot come to the buyer's commune.
    pub chosen: Option<usize>,
    /// Another way was asked for, which is not offered (any more).
    pub lost: bool,
    /// What a voucher takes off its lines.
    discounts: HashMap<PackId, Money>,
}

impl DraftParcel {
    #[must_use]
    pub fn choice(&self) -> Option<&DeliveryOption> {
        self.options.get(self.chosen?)
    }

    #[must_use]
    pub fn fee(&self) -> Option<Money> {
        self.choice().map(|o| o.fee)
    }

    /// What a voucher takes off its goods.
    #[must_use]
    pub fn discount(&self) -> Money {
        self.discounts.values().copied().sum()
    }
}

/// A whole order as it would be.
#[derive(Clone, Debug)]
pub struct Draft {
    pub parcels: Vec<DraftParcel>,
    /// Whether the buyer's commune is known, so that fees could be worked out.
    pub quoted: bool,
    /// The voucher that takes something off.
    pub voucher: Option<Found>,
}

impl Draft {
    /// Puts a cart, the terms for the buyer's commune (when it is known) and the choices together. A parcel without a
    /// valid choice comes by its first way, which the page then shows before anything is placed.
    #[must_use]
    pub fn of(cart: &CartView, terms: Option<&Terms>, choices: &Choices) -> Self {
        let parcels = cart
            .groups
            .iter()
            .filter(|group| group.sellable().next().is_some())
            .map(|group| {
                let options = terms.map(|t| t.options(group.producer, &load_of(group))).unwrap_or_default();
                let asked = choices.get(&group.producer);
                let found = options.iter().position(|o| asked == Some(&o.key()));
                let lost = asked.is_some() && found.is_none() && !options.is_empty();
                let chosen = found.or(options.first().map(|_| 0));
                DraftParcel { group: group.clone(), options, chosen, lost, discounts: HashMap::new() }
            })
            .collect();
        Draft { parcels, quoted: terms.is_some(), voucher: None }
    }

    /// Takes off what a voucher gives: goods only, never the delivery.
    ///
    /// # Refuses
    /// See [`Refusal`]; the draft stays as it is.
    pub fn take_off(&mut self, found: Found) -> Result<(), Refusal> {
        let own = |p: &DraftParcel| p.group.sellable().map(|l| (l.pack.pack, l.total())).collect::<Vec<_>>();
        let packs: Vec<(ProducerId, PackId, Money)> = self
            .parcels
            .iter()
            .flat_map(|p| own(p).into_iter().map(|(pack, total)| (p.group.producer, pack, total)))
            .collect();
        let lines: Vec<Line> =
            packs.iter().map(|(producer, _, total)| Line { producer: *producer, total: *total }).collect();
        let off = found.voucher.discount(&lines, found.now)?;
        for ((producer, pack, _), off) in packs.iter().zip(off).filter(|(_, off)| *off > Money::ZERO) {
            if let Some(parcel) = self.parcels.iter_mut().find(|p| p.group.producer == *producer) {
                parcel.discounts.insert(*pack, off);
            }
        }
        self.voucher = Some(found);
        Ok(())
    }

    #[must_use]
    pub fn goods(&self) -> Money {
        self.parcels.iter().map(|p| p.group.total()).sum()
    }

    #[must_use]
    pub fn shipping(&self) -> Money {
        self.parcels.iter().filter_map(DraftParcel::fee).sum()
    }

    #[must_use]
    pub fn discount(&self) -> Money {
        self.parcels.iter().map(DraftParcel::discount).sum()
    }

    #[must_use]
    pub fn total(&self) -> Money {
        self.goods() + self.shipping() - self.discount()
    }

    /// Whether it can be placed as it is: something is in it, and every parcel has a way.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.quoted && !self.parcels.is_empty() && self.parcels.iter().all(|p| p.chosen.is_some())
    }

    /// The goods to be promised.
    #[must_use]
    pub fn wanted(&self) -> Vec<Wanted> {
        let lines = self.parcels.iter().flat_map(|p| p.group.sellable());
        lines.filter_map(|l| Some(Wanted { pack: l.pack.pack, qty: l.quantity()?, source: l.pack.source() })).collect()
    }

    /// The parcels to be written; `None` when one has no way to the buyer.
    #[must_use]
    pub fn new_parcels(&self) -> Option<Vec<NewParcel>> {
        self.parcels
            .iter()
            .map(|p| {
                let option = p.choice()?;
                Some(NewParcel {
                    producer: p.group.producer,
                    delivery_kind: option.kind(),
                    delivery_name_vi: way_name(Lang::Vi, &option.way),
                    delivery_name_en: way_name(Lang::En, &option.way),
                    pickup_point: option.pickup_point(),
                    expected_from: option.from,
                    expected_to: option.to,
                    goods_total: p.group.total(),
                    shipping_fee: option.fee,
                    lines: p.group.sellable().filter_map(|l| new_line(l, p.discounts.get(&l.pack.pack))).collect(),
                })
            })
            .collect()
    }
}

fn new_line(line: &ViewLine, discount: Option<&Money>) -> Option<NewLine> {
    let pack = &line.pack;
    Some(NewLine {
        pack: pack.pack,
        product: pack.product,
        product_slug: pack.product_slug.clone(),
        name_vi: pack.product_vi.clone(),
        name_en: pack.product_en.clone(),
        pack_name_vi: pack.pack_vi.clone(),
        pack_name_en: pack.pack_en.clone(),
        picture: pack.picture.clone(),
        price: pack.price,
        qty: line.quantity()?,
        discount: discount.copied().unwrap_or_default(),
        net_weight_g: pack.net_weight_g,
        weight_band: pack.weight_band,
        harvest: pack.source().harvest(),
        made_on: (pack.source() == Source::Made).then_some(pack.today),
    })
}

fn load_of(group: &Group) -> Load {
    let goods = group.sellable();
    let mut load = Load {
        weight_g: 0,
        fragile: false,
        cold: false,
        scope: ShipScope::Nationwide,
        goods: group.total(),
        make_days: 0,
        ships: None,
    };
    for line in goods {
        let weight = i64::from(line.pack.net_weight_g).saturating_mul(i64::from(line.qty));
        load.weight_g = load.weight_g.saturating_add(weight);
        load.fragile |= line.pack.fragile;
        load.cold |= line.pack.cold;
        load.scope = load.scope.min(line.pack.ship_scope());
        // One parcel leaves on one day: when the last of it is there.
        if line.pack.source() == Source::Made {
            load.make_days = load.make_days.max(u16::try_from(line.pack.make_days).unwrap_or_default());
        }
        if let Some((from, to)) = line.pack.ships() {
            load.ships = Some(load.ships.map_or((from, to), |(a, b)| (a.max(from), b.max(to))));
        }
    }
    load
}

/// A way as a buyer reads it.
#[must_use]
pub fn way_name(lang: Lang, way: &Way) -> String {
    match way {
        Way::Carrier { cold: false } => locales::text(lang, "checkout-way-carrier"),
        Way::Carrier { cold: true } => locales::text(lang, "checkout-way-carrier-cold"),
        Way::Round => locales::text(lang, "checkout-way-round"),
        Way::Pickup(point) => {
            let mut name = lang.pick(&point.name_vi, &point.name_en).to_owned();
            if !point.address.is_empty() {
                name = format!("{name}, {}", point.address);
            }
            locales::text_with(lang, "checkout-way-pickup", &[("name".into(), name.into())].into())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cart::lines::CartLine;
    use crate::catalog::sellable::{Sellable, sample};
    use crate::kernel::ids::VoucherId;
    use crate::vouchers::code::Code;
    use crate::vouchers::voucher::{Bearer, Off, Terms as VoucherTerms, Voucher};

    fn found(off: Off, household: Option<i64>) -> Found {
        let day = |n: i64| chrono::DateTime::from_timestamp(n * 86_400, 0).unwrap();
        let terms = VoucherTerms {
            household: household.map(ProducerId),
            off,
            minimum: Money::ZERO,
            starts_at: day(1),
            ends_at: day(9),
            total_limit: None,
            phone_limit: None,
            borne_by: Bearer::Market,
        };
        let voucher = Voucher { id: VoucherId(1), terms, stopped: false, used: 0, used_by_phone: 0 };
        let code = Code::parse("LAPTHACH10").unwrap();
        Found { code, voucher, name_vi: String::new(), name_en: String::new(), now: day(5) }
    }

    proptest! {
        #[test]
        fn an_order_is_the_sum_of_its_parcels_and_these_of_their_lines(
            rows in prop::collection::vec((1_i64..60, 1_i64..8, 1_i64..1_000_000_000, 0_i32..50, 1_i32..60, 0_i64..90_000), 1..30),
            percent in 1_i32..=100, household in prop::option::of(1_i64..8),
        ) {
            // A cart holds a pack once.
            let mut known = std::collections::HashSet::new();
            let rows: Vec<_> = rows.into_iter().filter(|(id, ..)| known.insert(*id)).collect();
            let packs: Vec<Sellable> = rows.iter()
                .map(|(id, producer, price, available, ..)| Sellable { price: Money::dong(*price), available: *available, ..sample(*id, *producer) })
                .collect();
            let lines: Vec<CartLine> = rows.iter()
                .map(|(id, _, price, _, qty, _)| CartLine { pack: PackId(*id), qty: *qty, seen_price: Money::dong(*price) })
                .collect();
            let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
            let mut draft = Draft::of(&CartView::of(&lines, &packs), None, &Choices::new());
            prop_assert!(!draft.complete());
            draft.quoted = true;
            for (parcel, row) in draft.parcels.iter_mut().zip(&rows) {
                let way = Way::Carrier { cold: false };
                parcel.options = vec![DeliveryOption { way, fee: Money::dong(row.5), from: today, to: today }];
                parcel.chosen = Some(0);
            }
            let voucher = found(Off::Percent { percent, most: None }, household);
            let taken = draft.take_off(voucher).is_ok();
            let parcels = draft.new_parcels().unwrap();
            let lines: Money = parcels.iter().flat_map(|p| &p.lines).map(|l| l.price.times(l.qty)).sum();
            let fees: Money = parcels.iter().map(|p| p.shipping_fee).sum();
            prop_assert_eq!(draft.goods(), lines);
            prop_assert_eq!(draft.shipping(), fees);
            let off: Money = parcels.iter().map(NewParcel::discount).sum();
            prop_assert_eq!(taken, off > Money::ZERO);
            prop_assert_eq!(draft.discount(), off);
            prop_assert_eq!(draft.total(), lines + fees - off);
            prop_assert_eq!(draft.total(), parcels.iter().map(NewParcel::total).sum::<Money>());
            prop_assert!(parcels.iter().all(|p| household.is_none_or(|h| h == p.producer.0) || p.discount() == Money::ZERO));
            prop_assert_eq!(draft.wanted().len(), parcels.iter().map(|p| p.lines.len()).sum::<usize>());
        }
    }
}
