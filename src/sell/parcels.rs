//! A parcel as its household sees it: what to do next, and only those facts about the buyer that delivery needs.

use chrono::NaiveDate;
use serde::Serialize;

use super::queries::{LineRow, ParcelRow};
use crate::kernel::ids::{OrderLineId, PackId, ParcelId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::orders::parcel::{self, ParcelState};
use crate::payments::weigh;

/// A line of a parcel as it is packed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Goods {
    pub id: OrderLineId,
    pub pack: PackId,
    /// Pieces that come as they were ordered.
    pub qty: i32,
    /// Pieces of what was ordered that lie in the box: with those for nothing.
    pub boxed: i32,
    /// Pieces that lie in the box when it is packed: with those that come instead.
    pub comes: i32,
    /// Pieces that do not come.
    pub short: i32,
    /// Pieces that come besides.
    pub extra: i32,
    /// `Mật ong, hũ 500 g`
    pub label: String,
    pub name: String,
    pub price: Money,
    pub instead: Vec<Instead>,
    /// Ticked off.
    pub packed: bool,
    /// Of what is sold by final weight, while some of it comes.
    pub scale: Option<Scale>,
    /// It comes of the harvest that is sent on these days.
    pub ships: Option<Ships>,
    /// It is made because it was ordered.
    pub made: bool,
}

/// What is put on the scale when it is packed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scale {
    pub said_g: i64,
    /// It weighs at least this much, or a piece is missing.
    pub least_g: i64,
    /// What it was found to weigh.
    pub final_g: Option<i32>,
}

/// From which day to which a harvest is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ships {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What comes instead of pieces of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Instead {
    pub qty: i32,
    pub label: String,
}

/// A button: where it leads, and how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub to: &'static str,
    /// The cash comes with it.
    pub cash: bool,
    /// Fluent key of its words.
    pub key: &'static str,
    pub icon: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct Parcel {
    #[serde(skip)]
    pub id: ParcelId,
    #[serde(skip)]
    pub producer: ProducerId,
    #[serde(skip)]
    pub stands: ParcelState,
    /// [`parcel::code`]
    pub code: String,
    /// The state's word, for the hidden field.
    pub state: &'static str,
    /// The state's part of Fluent keys.
    pub state_key: String,
    pub kind: String,
    pub delivery: String,
    pub pickup: Option<String>,
    pub expected_from: NaiveDate,
    pub expected_to: NaiveDate,
    pub goods_total: Money,
    pub shipping_fee: Money,
    pub discount: Money,
    pub off: Money,
    pub total: Money,
    pub placed_at: chrono::DateTime<chrono::Utc>,
    /// Until when it may be confirmed.
    pub confirm_by: Option<chrono::DateTime<chrono::Utc>>,
    pub state_since: chrono::DateTime<chrono::Utc>,
    pub buyer: String,
    /// As it is shown; masked 30 days after the end.
    pub phone: String,
    /// As it is dialled; gone when masked.
    pub tel: Option<String>,
    pub commune: String,
    /// Empty for a parcel that the buyer picks up.
    pub address: String,
    pub note: String,
    pub masked: bool,
    pub method: String,
    /// The household is paid by the buyer itself, so no carrier takes cash for the market.
    pub direct: bool,
    /// `due`, `collected` or `void`; empty when there is no cash to collect.
    pub cash: String,
    pub failed: bool,
    pub lines: Vec<Goods>,
    /// Every line is ticked off.
    pub all_packed: bool,
    /// Something is priced by its weight.
    pub by_weight: bool,
    /// And was not weighed yet.
    pub to_weigh: bool,
    /// The one thing to do next, and at hand-over a second way of saying it.
    pub steps: Vec<Step>,
    pub may_give_up: bool,
    pub may_be_refused: bool,
}

impl Parcel {
    pub fn of(row: ParcelRow, lines: Vec<Goods>, lang: Lang) -> Option<Self> {
        let stands = ParcelState::parse(&row.state)?;
        // Handed on to the market or not: the household need not collect it any more.
        let cash = row.payment_state.map(|state| state.replace("remitted", "collected")).unwrap_or_default();
        let phone = Phone::stored(&row.buyer_phone);
        let place = format!("{}, {}", row.commune_name, row.province_name);
        let masked = row.long_over;
        let address = match row.delivery_kind.as_str() {
            "pickup" => String::new(),
            _ if masked => place,
            _ => format!("{}, {place}", row.street),
        };
        Some(Parcel {
            id: row.id,
            producer: row.producer_id,
            stands,
            code: parcel::code(row.id),
            state: stands.as_str(),
            state_key: stands.as_str().replace('_', "-"),
            steps: steps(stands, &row.delivery_kind, cash == "due"),
            may_give_up: stands.moves().contains(&ParcelState::Unfulfillable),
            may_be_refused: stands == ParcelState::HandedOver && cash != "collected",
            kind: row.delivery_kind,
            delivery: lang.pick(&row.delivery_name_vi, &row.delivery_name_en).to_owned(),
            pickup: row
                .pickup_hours_vi
                .map(|vi| lang.pick(&vi, row.pickup_hours_en.as_deref().unwrap_or_default()).to_owned()),
            expected_from: row.expected_from,
            expected_to: row.expected_to,
            goods_total: row.goods_total,
            shipping_fee: row.shipping_fee,
            discount: row.discount,
            off: row.off,
            total: row.total,
            placed_at: row.placed_at,
            confirm_by: row.confirm_by,
            state_since: row.state_since,
            buyer: row.buyer_name,
            commune: row.commune_name,
            phone: if masked { mask(&phone) } else { phone.to_string() },
            tel: (!masked).then(|| phone.as_str().to_owned()),
            address,
            note: if masked { String::new() } else { row.note },
            masked,
            method: row.payment_method,
            direct: row.direct,
            cash,
            failed: stands.failed(),
            by_weight: lines.iter().any(|l| l.scale.is_some()),
            to_weigh: lines.iter().any(|l| l.scale.as_ref().is_some_and(|scale| scale.final_g.is_none())),
            all_packed: lines.iter().all(|l| l.packed || l.comes == 0),
            lines,
        })
    }
}

/// The last three digits are enough to tell two buyers of one name apart.
fn mask(phone: &Phone) -> String {
    let four = phone.last_four();
    format!("•••• ••• {}", four.get(1..).unwrap_or_default())
}

/// What the household does next. Carriers bring the cash days later; at a pick-up point and on the household's own
/// round it comes with the delivery, so that button stands first there.
fn steps(state: ParcelState, kind: &str, due: bool) -> Vec<Step> {
    let step = |to: ParcelState, key, icon| Step { to: to.as_str(), cash: false, key, icon };
    match state {
        ParcelState::Placed => vec![step(ParcelState::Confirmed, "sell-do-confirm", "check")],
        ParcelState::Confirmed => vec![step(ParcelState::Packed, "sell-do-pack", "box")],
        ParcelState::Packed => {
            let key = match kind {
                "pickup" => "sell-do-hand-over-pickup",
                "round" => "sell-do-hand-over-round",
                _ => "sell-do-hand-over-carrier",
            };
            vec![step(ParcelState::HandedOver, key, "truck")]
        }
        ParcelState::HandedOver if due => {
            let later = step(ParcelState::Delivered, "sell-do-deliver-unpaid", "check");
            let paid = Step { cash: true, ..step(ParcelState::Delivered, "sell-do-deliver-paid", "cash") };
            if kind == "carrier" { vec![later, paid] } else { vec![paid, later] }
        }
        ParcelState::HandedOver => vec![step(ParcelState::Delivered, "sell-do-deliver", "check")],
        _ => vec![],
    }
}

/// Puts each line with its parcel, in the order of the parcels.
pub fn assemble(rows: Vec<ParcelRow>, lines: Vec<LineRow>, lang: Lang) -> Vec<Parcel> {
    let mut by_parcel = std::collections::HashMap::<ParcelId, Vec<Goods>>::new();
    for line in lines {
        let own = by_parcel.entry(line.parcel_id).or_default();
        let name = lang.pick(&line.name_vi, &line.name_en).to_owned();
        // What comes instead follows its line and has no pack's name of its own.
        if line.instead {
            if let Some(goods) = own.last_mut() {
                goods.instead.push(Instead { qty: line.qty, label: name });
            }
            continue;
        }
        own.push(Goods {
            id: line.id,
            pack: line.pack,
            qty: line.qty,
            boxed: line.qty.saturating_add(line.extra),
            comes: line.comes,
            short: line.short,
            extra: line.extra,
            label: format!("{name}, {}", lang.pick(&line.pack_name_vi, &line.pack_name_en)),
            name,
            price: line.price,
            instead: Vec::new(),
            packed: line.packed,
            scale: line.weight_band.filter(|_| line.qty > 0).map(|band| Scale {
                said_g: line.said_g,
                least_g: weigh::least_g(line.said_g, band),
                final_g: line.final_g,
            }),
            ships: line.ships_from.zip(line.ships_to).map(|(from, to)| Ships { from, to }),
            made: line.made,
        });
    }
    rows.into_iter()
        .filter_map(|row| {
            let lines = by_parcel.remove(&row.id).unwrap_or_default();
            Parcel::of(row, lines, lang)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_phone_keeps_three_digits() {
        assert_eq!(mask(&Phone::stored("+84912345678")), "•••• ••• 678");
    }

    #[test]
    fn every_button_is_a_legal_move() {
        for state in ParcelState::ALL {
            for kind in ["carrier", "pickup", "round"] {
                for due in [true, false] {
                    for step in steps(state, kind, due) {
                        let to = ParcelState::parse(step.to).unwrap();
                        assert!(state.moves().contains(&to), "{state:?} to {to:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_cash_button_stands_first_where_the_household_meets_the_buyer() {
        assert!(steps(ParcelState::HandedOver, "round", true).first().unwrap().cash);
        assert!(!steps(ParcelState::HandedOver, "carrier", true).first().unwrap().cash);
        assert!(!steps(ParcelState::HandedOver, "round", false).iter().any(|s| s.cash));
    }
}
