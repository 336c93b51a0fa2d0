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
use crate::places::{self, Commune, Resolved};
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// What came of it, or the places of which one is to be chosen first.
#[derive(Default)]
pub struct Answer {
    pub tried: Option<Tried>,
    pub near: Vec<Near>,
}

/// A place that was perhaps meant.
#[derive(Serialize)]
pub struct Near {
    code: String,
    label: String,
}

/// What a delivery costs there.
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

/// The commune that the form names: the one that was chosen below a name that several have, as long as that name still stands
/// in the field, or the one that is called so; else the places that are called nearly so.
async fn commune(conn: &mut Conn, form: &mut Form, lang: Lang) -> Result<Result<Commune, Vec<Near>>> {
    let typed: String = form.raw("to").chars().take(200).collect();
    let picked = form.raw("to_asked") == form.raw("to") && !form.raw("to_pick").is_empty();
    if picked && let Some(commune) = places::find(conn, form.raw("to_pick")).await? {
        return Ok(Ok(commune));
    }
    let near = match places::resolve(conn, &typed, None).await? {
        Resolved::One(commune) => return Ok(Ok(commune)),
        Resolved::Many(near) | Resolved::Near(near) => near,
        Resolved::None => Vec::new(),
    };
    form.refuse("to", if near.is_empty() { "join-commune-unknown" } else { "checkout-commune-several" });
    Ok(Err(near.iter().map(|n| Near { code: n.commune.code.clone(), label: n.label(lang) }).collect()))
}

/// Answers what was asked: with nothing when nothing was, or when something in it is refused beside its field.
pub async fn answer(conn: &mut Conn, form: &mut Form, lang: Lang, today: NaiveDate) -> Result<Answer> {
    if !form.has("to") {
        return Ok(Answer::default());
    }
    let household = form.id("household").map(ProducerId);
    let weight = delivery::grams(form, "weight");
    let goods = Money::parse(form.raw("goods"));
    if goods.is_none() {
        form.refuse("goods", "field-money-wrong");
    }
    let day = if form.raw("day").is_empty() { Some(today) } else { form.day("day") };
    let commune = match commune(conn, form, lang).await? {
        Ok(commune) => commune,
        Err(near) => return Ok(Answer { tried: None, near }),
    };
    let (Some(household), Some(weight), Some(goods), Some(day)) = (household, weight, goods, day) else {
        return Ok(Answer::default());
    };
    let terms = terms::load(conn, &commune.code, &[household], day).await?;
    let found = terms.and_then(|terms| {
        let zone = terms.zone(household)?;
        Some((terms, zone))
    });
    let Some((terms, zone)) = found else {
        form.refuse("household", "field-choose");
        return Ok(Answer::default());
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
    Ok(Answer { tried: Some(Tried { to: commune.label, zone: zone.code(), ways }), near: Vec::new() })
}
