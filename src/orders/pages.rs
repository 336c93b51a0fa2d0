//! What the templates of orders show, in the page's language.

use chrono::NaiveDate;
use serde::Serialize;

use super::corrected::ChangeCard;
use super::parcel::ParcelState;
use super::queries::{LineRow, ListedOrder, OrderRow, OrderView, ParcelView};
use super::words;
use crate::kernel::clock::last_day;
use crate::kernel::ids::OrderLineId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::forms::Form;
use crate::platform::views::Page;

/// An order with its parcels: page, mail and paper show the same.
#[derive(Serialize)]
pub struct OrderCard {
    pub order: OrderRow,
    pub parcels: Vec<ParcelCard>,
    /// What is still to be paid: the parcels that are on their way to being delivered.
    pub due: Money,
    /// What was paid at the door: the delivered ones.
    pub paid: Money,
    /// Of both, which is all that did not end without delivery.
    pub due_goods: Money,
    pub due_shipping: Money,
    pub due_discount: Money,
    /// What was taken off before it was paid; what was paid is given back.
    pub due_off: Money,
    pub due_parcels: usize,
    /// Whether some parcel was given up, so that less is due than was ordered.
    pub less: bool,
    pub cancellable: bool,
}

#[derive(Serialize)]
pub struct ParcelCard {
    pub number: i16,
    /// What the household calls it.
    pub code: String,
    pub producer_slug: String,
    pub producer: String,
    pub state: String,
    /// How it travels, for the words of a state.
    pub kind: String,
    /// `good`, `bad` or nothing: the colour of the state's tag.
    pub tone: &'static str,
    pub delivery: String,
    pub days: String,
    pub lines: Vec<LineCard>,
    pub goods_total: Money,
    pub shipping_fee: Money,
    pub discount: Money,
    /// What was taken off since it was placed.
    pub off: Money,
    pub total: Money,
    pub changes: Vec<ChangeCard>,
    /// Where it is found on its way; empty when there is nothing more to say.
    pub found: String,
    /// Whom to call about it.
    pub found_phone: Option<String>,
    /// What the buyer says at the door; filled in by the order's page alone.
    pub receive_code: Option<String>,
    /// A picture of it at the door.
    pub photo: bool,
    pub failed: bool,
    pub cancellable: bool,
    pub steps: Vec<Step>,
}

#[derive(Serialize)]
pub struct LineCard {
    pub id: OrderLineId,
    pub slug: String,
    pub name: String,
    pub pack: String,
    pub picture: Option<String>,
    pub price: Money,
    pub qty: i32,
    pub total: Money,
    /// Until it is weighed: by so many per cent it may weigh less, and costs less then.
    pub weight_band: Option<i32>,
    /// Sold ahead of a harvest, or made to order.
    pub ahead: bool,
    pub made: bool,
    /// By the end of this day enough is ordered, or it is let go; `None` when that is certain.
    pub decide_on: Option<NaiveDate>,
}

/// One line of a parcel's timeline.
#[derive(Serialize)]
pub struct Step {
    /// `done`, `now`, `todo` or `bad`.
    pub class: &'static str,
    /// The last part of the Fluent key.
    pub state: String,
    pub at: Option<String>,
    pub reason: String,
    /// The days on which it is expected.
    pub expected: Option<String>,
}

impl OrderCard {
    #[must_use]
    pub fn of(lang: Lang, view: OrderView) -> Self {
        let live = || view.parcels.iter().filter(|p| !p.state.failed());
        let due_goods: Money = live().map(|p| p.row.goods_total).sum();
        let due_shipping: Money = live().map(|p| p.row.shipping_fee).sum();
        let due_discount: Money = live().map(|p| p.row.discount).sum();
        let in_advance = view.order.paid_at.is_some();
        let is_paid = |p: &&ParcelView| in_advance || p.state == ParcelState::Delivered;
        OrderCard {
            due: live().filter(|p| !is_paid(p)).map(|p| p.row.total - p.off()).sum(),
            paid: live().filter(is_paid).map(|p| p.row.total - p.off()).sum(),
            due_off: live().map(|p| p.row.cut).sum(),
            due_goods,
            due_shipping,
            due_discount,
            due_parcels: live().count(),
            less: live().count() < view.parcels.len(),
            cancellable: view.parcels.iter().any(|p| takes_back(p.state)),
            parcels: view.parcels.iter().map(|p| parcel(lang, p)).collect(),
            order: view.order,
        }
    }
}

fn parcel(lang: Lang, p: &ParcelView) -> ParcelCard {
    ParcelCard {
        number: p.row.number,
        code: super::parcel::code(p.row.id),
        producer_slug: p.producer_slug.clone(),
        producer: lang.pick(&p.producer_vi, &p.producer_en).to_owned(),
        state: words::state_key(p.state),
        kind: p.row.delivery_kind.clone(),
        tone: tone(p.state),
        delivery: lang.pick(&p.row.delivery_name_vi, &p.row.delivery_name_en).to_owned(),
        days: words::days(lang, p.row.expected_from, p.row.expected_to),
        lines: p
            .lines
            .iter()
            .map(|l| LineCard {
                id: l.id,
                slug: l.product_slug.clone(),
                name: lang.pick(&l.name_vi, &l.name_en).to_owned(),
                pack: lang.pick(&l.pack_name_vi, &l.pack_name_en).to_owned(),
                picture: l.picture_hash.clone(),
                price: l.price,
                qty: l.qty,
                total: l.total,
                weight_band: l.weight_band.filter(|_| l.final_g.is_none() && p.state.holds_stock()),
                ahead: l.harvest_id.is_some(),
                made: l.made_on.is_some(),
                decide_on: decide_on(p, l),
            })
            .collect(),
        goods_total: p.row.goods_total,
        shipping_fee: p.row.shipping_fee,
        total: p.row.total - p.off(),
        off: p.off(),
        changes: p.changes.iter().map(|c| ChangeCard::of(lang, c)).collect(),
        found: p.handover.as_ref().map(|kept| kept.words(lang)).unwrap_or_default(),
        found_phone: p.handover.as_ref().and_then(|kept| kept.phone.clone()),
        receive_code: None,
        photo: p.proofs.iter().any(|kind| kind == "photo"),
        failed: p.state.failed(),
        cancellable: p.state == ParcelState::Placed,
        discount: p.row.discount,
        steps: steps(lang, p),
    }
}

/// The last day on which enough may still be ordered for what the line is of.
fn decide_on(p: &ParcelView, line: &LineRow) -> Option<NaiveDate> {
    if !p.state.holds_stock() {
        return None;
    }
    p.decisions.iter().find(|(harvest, _)| line.harvest_id == Some(*harvest)).map(|(_, at)| last_day(*at))
}

/// Whether the buyer may take it back.
const fn takes_back(state: ParcelState) -> bool {
    matches!(state, ParcelState::AwaitingPayment | ParcelState::Placed)
}

const fn tone(state: ParcelState) -> &'static str {
    match state {
        ParcelState::Confirmed | ParcelState::Packed | ParcelState::HandedOver => "good",
        ParcelState::Refused | ParcelState::Cancelled | ParcelState::Expired | ParcelState::Unfulfillable => "bad",
        ParcelState::AwaitingPayment | ParcelState::Placed | ParcelState::Delivered => "",
    }
}

/// The diary, and after it what is still to come.
fn steps(lang: Lang, p: &ParcelView) -> Vec<Step> {
    const ROAD: [ParcelState; 6] = [
        ParcelState::AwaitingPayment,
        ParcelState::Placed,
        ParcelState::Confirmed,
        ParcelState::Packed,
        ParcelState::HandedOver,
        ParcelState::Delivered,
    ];
    let last = p.diary.len().saturating_sub(1);
    let mut steps: Vec<Step> = p
        .diary
        .iter()
        .enumerate()
        .filter_map(|(i, entry)| {
            let state = ParcelState::parse(&entry.to_state)?;
            let class = match state {
                _ if state.failed() => "bad",
                ParcelState::Delivered => "done",
                _ if i == last => "now",
                _ => "done",
            };
            Some(Step {
                class,
                state: words::state_key(state),
                at: Some(entry.at.to_rfc3339()),
                reason: words::reason(lang, &entry.reason),
                expected: None,
            })
        })
        .collect();
    if !p.state.ended() {
        let here = ROAD.iter().position(|s| *s == p.state).unwrap_or(ROAD.len());
        steps.extend(ROAD.iter().skip(here.saturating_add(1)).map(|state| Step {
            class: "todo",
            state: words::state_key(*state),
            at: None,
            reason: String::new(),
            expected:
                (*state == ParcelState::Delivered).then(|| words::days(lang, p.row.expected_from, p.row.expected_to)),
        }));
    }
    steps
}

#[derive(Serialize)]
pub struct TrackPage {
    pub form: Form,
    pub wrong: bool,
}

impl Page for TrackPage {
    const TEMPLATE: &'static str = "orders/track.html";
}

#[derive(Serialize)]
pub struct OrdersPage {
    pub orders: Vec<ListedCard>,
    /// The id before which the next page begins.
    pub next: Option<i64>,
    pub first: bool,
}

impl Page for OrdersPage {
    const TEMPLATE: &'static str = "orders/list.html";
}

#[derive(Serialize)]
pub struct ListedCard {
    code: String,
    day: NaiveDate,
    goods: String,
    state: String,
    kind: String,
    tone: &'static str,
    parcels: usize,
    total: Money,
}

impl ListedCard {
    #[must_use]
    pub fn of(lang: Lang, listed: &ListedOrder) -> Self {
        let names = match lang {
            Lang::Vi => &listed.names_vi,
            Lang::En => &listed.names_en,
        };
        // Of several parcels, the one that is farthest from its end says where the order is.
        let parcels = || {
            let states = listed.states.iter().map(|s| ParcelState::parse(s).unwrap_or(ParcelState::Placed));
            states.zip(listed.kinds.iter().cloned())
        };
        let farthest = parcels().filter(|(s, _)| !s.ended()).min_by_key(|(s, _)| rank(*s)).or_else(|| parcels().next());
        let (state, kind) = farthest.unwrap_or((ParcelState::Placed, String::new()));
        ListedCard {
            code: listed.code.clone(),
            day: crate::kernel::clock::in_vietnam(listed.placed_at).date_naive(),
            goods: names.join(", "),
            state: words::state_key(state),
            kind,
            tone: tone(state),
            parcels: listed.states.len(),
            total: listed.total,
        }
    }
}

fn rank(state: ParcelState) -> usize {
    ParcelState::ALL.iter().position(|s| *s == state).unwrap_or_default()
}
