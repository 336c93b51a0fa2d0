//! The box to try what a delivery costs: the sums that buyers are shown, for a household, a place and a load of one's own.

use chrono::NaiveDate;
use serde::Serialize;

use super::delivery;
use crate::catalog::sellable::ShipScope;
use crate::delivery::quote::{DeliveryOption, Load, Way};
use crate::delivery::terms;
use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::places::{self, Resolved};
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// What came of it.
#[derive(Serialize)]
pub struct Tried {
    /// `Xã Lập Thạch, Phú Thọ`
    to: String,
    /// Tail of a Fluent key.
    zone: &'static str,
    ways: Vec<Offered>,
}

#[derive(Serialize)]
struct Offered {
    /// Tail of a Fluent key.
    kind: &'static str,
    /// The pick-up point.
    name: String,
    fee: Money,
    from: NaiveDate,
    to: NaiveDate,
}

impl Offered {
    fn of(lang: Lang, option: &DeliveryOption) -> Self {
        let name = match &option.way {
            Way::Pickup(point) => lang.pick(&point.name_vi, &point.name_en).to_owned(),
            Way::Carrier { .. } | Way::Round => String::new(),
        };
        Offered { kind: option.kind(), name, fee: option.fee, from: option.from, to: option.to }
    }
}

/// Answers what was asked; `None` when nothing was, or when something in it is refused beside its field.
pub async fn answer(conn: &mut Conn, form: &mut Form, lang: Lang, today: NaiveDate) -> Result<Option<Tried>> {
    if !form.has("to") {
        return Ok(None);
    }
    let household = form.id("household").map(ProducerId);
    let weight = delivery::grams(form, "weight");
    let goods = Money::parse(form.raw("goods"));
    if goods.is_none() {
        form.refuse("goods", "field-money-wrong");
    }
    let day = if form.raw("day").is_empty() { Some(today) } else { form.day("day") };
    let typed: String = form.raw("to").chars().take(200).collect();
    let commune = match places::resolve(conn, &typed, None).await? {
        Resolved::One(commune) => Some(commune),
        Resolved::Many(_) => {
            form.refuse("to", "checkout-commune-several");
            None
        }
        Resolved::Near(_) | Resolved::None => {
            form.refuse("to", "join-commune-unknown");
            None
        }
    };
    let (Some(household), Some(weight), Some(goods), Some(day), Some(commune)) =
        (household, weight, goods, day, commune)
    else {
        return Ok(None);
    };
    let terms = terms::load(conn, &commune.code, &[household], day).await?;
    let found = terms.and_then(|terms| {
        let zone = terms.zone(household)?;
        Some((terms, zone))
    });
    let Some((terms, zone)) = found else {
        form.refuse("household", "field-choose");
        return Ok(None);
    };
    let load = Load {
        weight_g: weight.into(),
        fragile: form.ticked("fragile"),
        cold: form.ticked("cold"),
        scope: ShipScope::Nationwide,
        goods,
        make_days: 0,
        ships: None,
    };
    let ways = terms.options(household, &load).iter().map(|option| Offered::of(lang, option)).collect();
    Ok(Some(Tried { to: commune.label, zone: zone.code(), ways }))
}
