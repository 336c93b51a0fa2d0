//! What the checkout's template shows, in the page's language.

use serde::Serialize;

use super::details::Asked;
use super::draft::{Draft, DraftParcel, way_name};
use super::seen::{Difference, Seen};
use crate::cart::pages::later_words;
use crate::cart::view::{CartView, Change, ViewLine};
use crate::catalog::source::Source;
use crate::delivery::quote::{DeliveryOption, Way};
use crate::kernel::ids::{PackId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::settlement::Settlement;
use crate::orders::words;
use crate::payments::offer::{Facts, NotOffered};
use crate::payments::payment::Method;
use crate::places::Province;
use crate::platform::forms::Form;
use crate::platform::locales::{self, Args};
use crate::platform::views::Page;
use crate::vouchers::words as voucher_words;

#[derive(Serialize)]
pub struct CheckoutPage {
    pub form: Form,
    provinces: Vec<Province>,
    /// Communes between which a typed name leaves the choice.
    near: Vec<Near>,
    parcels: Vec<ParcelCard>,
    quoted: bool,
    complete: bool,
    goods: Money,
    discount: Money,
    /// The code of the voucher that takes it off, its terms in words, or why one takes nothing off.
    voucher: String,
    voucher_terms: String,
    voucher_why: String,
    total: Money,
    methods: Vec<MethodCard>,
    method: String,
    token: String,
    seen_total: String,
    seen: String,
    /// What is different from what was seen before, in sentences.
    changes: Vec<String>,
    changed: bool,
}

impl Page for CheckoutPage {
    const TEMPLATE: &'static str = "checkout/checkout.html";
}

/// The parts of the page that a changed way or commune changes, for htmx.
#[derive(Serialize)]
pub struct QuotePart {
    #[serde(flatten)]
    pub page: CheckoutPage,
}

impl Page for QuotePart {
    const TEMPLATE: &'static str = "checkout/quote.html";
}

/// A way to pay, and why it cannot be chosen when it cannot.
#[derive(Serialize)]
struct MethodCard {
    key: &'static str,
    /// The last part of the Fluent key that says more.
    more: &'static str,
    icon: &'static str,
    refused: String,
}

#[derive(Serialize)]
struct Near {
    code: String,
    label: String,
}

#[derive(Serialize)]
struct ParcelCard {
    id: i64,
    slug: String,
    name: String,
    commune: String,
    lines: Vec<LineCard>,
    total: Money,
    discount: Money,
    options: Vec<OptionCard>,
    /// The way that was asked for, kept while there are no options to tick it among.
    asked: String,
    /// The goods that keep the parcel from the buyer's commune.
    stuck: String,
    fee: Option<Money>,
    /// Some of it is there, and waits for the rest.
    mixed: bool,
}

#[derive(Serialize)]
struct LineCard {
    name: String,
    pack: String,
    qty: i32,
    price: Money,
    total: Money,
    /// Sold by final weight: by so many per cent it may weigh less, and costs less then.
    weight_band: Option<i32>,
    /// That it comes later than what is there, and when.
    later: String,
}

#[derive(Serialize)]
struct OptionCard {
    key: String,
    name: String,
    more: String,
    fee: Money,
    chosen: bool,
}

impl CheckoutPage {
    pub fn of(
        lang: Lang,
        form: Form,
        provinces: Vec<Province>,
        asked: &Asked,
        draft: &Draft,
        facts: &Facts,
        token: String,
    ) -> Self {
        let complete = draft.complete();
        let asked_method = Method::parse(form.raw("payment")).filter(|m| facts.offer(*m).is_ok());
        let method = asked_method.or_else(|| facts.offered().first().copied());
        let voucher = draft.voucher.as_ref();
        CheckoutPage {
            near: asked.near.iter().map(|s| Near { code: s.commune.code.clone(), label: s.label(lang) }).collect(),
            provinces,
            parcels: draft.parcels.iter().filter_map(|p| parcel(lang, p, &form)).collect(),
            quoted: draft.quoted,
            complete,
            goods: draft.goods(),
            discount: draft.discount(),
            voucher: voucher.map(|v| v.code.as_str().to_owned()).unwrap_or_default(),
            voucher_terms: voucher
                .map(|v| voucher_words::terms(lang, &v.voucher.terms, lang.pick(&v.name_vi, &v.name_en)))
                .unwrap_or_default(),
            voucher_why: String::new(),
            total: draft.total(),
            methods: Method::ALL.iter().filter_map(|m| method_card(lang, *m, facts)).collect(),
            method: method.map(Method::as_str).unwrap_or_default().to_owned(),
            token,
            seen_total: if complete { draft.total().amount().to_string() } else { String::new() },
            seen: if complete { Seen::of(draft).write() } else { String::new() },
            changes: Vec::new(),
            changed: false,
            form,
        }
    }

    /// Says beside the voucher's field why it takes nothing off.
    pub fn without_voucher(mut self, why: String) -> Self {
        self.voucher_why = why;
        self
    }

    /// Says what is different from what was seen.
    pub fn changed(mut self, changes: Vec<String>) -> Self {
        self.changes = changes;
        self.changed = true;
        self
    }
}

/// What is not set up is not shown; what does not fit this order is shown with the reason.
fn method_card(lang: Lang, method: Method, facts: &Facts) -> Option<MethodCard> {
    let say = |key: &str, cap: Money| locales::text_with(lang, key, &[("cap".into(), cap.to_string().into())].into());
    let refused = match facts.offer(method) {
        Ok(()) => String::new(),
        Err(NotOffered::Off) => return None,
        Err(NotOffered::OrderCap(cap)) => say("checkout-pay-order-cap-more", cap),
        Err(NotOffered::PhoneCap(cap)) => say("checkout-pay-phone-cap-more", cap),
        Err(NotOffered::Refused) => say("checkout-pay-refused", Money::ZERO),
        Err(NotOffered::CardSum) => say("checkout-pay-card-sum", Money::ZERO),
    };
    let icon = match method {
        Method::Cod => "cash",
        Method::BankTransfer => "bank",
        Method::Card => "card",
    };
    let direct = method == Method::BankTransfer && facts.settlement == Settlement::Direct;
    let more = if direct { "bank_transfer-direct" } else { method.as_str() };
    Some(MethodCard { key: method.as_str(), more, icon, refused })
}

fn parcel(lang: Lang, p: &DraftParcel, form: &Form) -> Option<ParcelCard> {
    let pack = &p.group.lines.first()?.pack;
    Some(ParcelCard {
        id: p.group.producer.0,
        slug: pack.producer_slug.clone(),
        name: lang.pick(&pack.producer_vi, &pack.producer_en).to_owned(),
        commune: pack.commune_name.clone(),
        lines: p
            .group
            .sellable()
            .map(|l| LineCard {
                name: lang.pick(&l.pack.product_vi, &l.pack.product_en).to_owned(),
                pack: lang.pick(&l.pack.pack_vi, &l.pack.pack_en).to_owned(),
                qty: l.qty,
                price: l.pack.price,
                total: l.total(),
                weight_band: l.pack.weight_band,
                later: later_words(lang, l),
            })
            .collect(),
        total: p.group.total(),
        discount: p.discount(),
        options: p.options.iter().enumerate().map(|(i, o)| option(lang, o, p.chosen == Some(i))).collect(),
        asked: form.raw(&format!("delivery-{}", p.group.producer)).to_owned(),
        stuck: stuck(lang, p),
        mixed: mixed(p),
        fee: p.fee(),
    })
}

/// Whether goods that are there travel with goods that are not yet.
fn mixed(p: &DraftParcel) -> bool {
    let there = |l: &ViewLine| l.pack.source() == Source::Stock;
    p.group.sellable().any(there) && !p.group.sellable().all(there)
}

/// The goods that travel the least far: taking them out is a way on.
fn stuck(lang: Lang, p: &DraftParcel) -> String {
    let narrowest = p.group.sellable().map(|l| l.pack.ship_scope()).min();
    let lines = p.group.sellable().filter(|l| Some(l.pack.ship_scope()) == narrowest);
    let name = |l: &ViewLine| lang.pick(&l.pack.product_vi, &l.pack.product_en).to_owned();
    lines.map(name).collect::<Vec<_>>().join(", ")
}

fn option(lang: Lang, o: &DeliveryOption, chosen: bool) -> OptionCard {
    let more = match &o.way {
        Way::Pickup(point) => {
            let hours = lang.pick(&point.hours_vi, &point.hours_en).to_owned();
            let args = Args::from([("day".into(), words::day(lang, o.from).into()), ("hours".into(), hours.into())]);
            locales::text_with(lang, "checkout-pickup-from", &args)
        }
        Way::Carrier { .. } | Way::Round => words::days(lang, o.from, o.to),
    };
    OptionCard { key: o.key(), name: way_name(lang, &o.way), more, fee: o.fee, chosen }
}

/// The differences between what a buyer saw and what is, in sentences; the whole sum last.
pub fn change_words(lang: Lang, seen: &Seen, cart: &CartView, draft: &Draft, seen_total: Option<Money>) -> Vec<String> {
    let mut differences = seen.differences(&Seen::of(draft));
    let lost = draft.parcels.iter().filter(|p| p.lost).map(|p| Difference::Way { producer: p.group.producer });
    let lost: Vec<Difference> = lost.filter(|way| !differences.contains(way)).collect();
    differences.extend(lost);
    let line = |id: &PackId| cart.lines().find(|l| l.pack.pack == *id);
    let pack = |id: &PackId| {
        line(id).map_or_else(
            || locales::text(lang, "checkout-some-pack"),
            |l| {
                let (name, pack) =
                    (lang.pick(&l.pack.product_vi, &l.pack.product_en), lang.pick(&l.pack.pack_vi, &l.pack.pack_en));
                format!("{name}, {pack}")
            },
        )
    };
    let house = |id: &ProducerId| {
        let lines = cart.groups.iter().find(|g| g.producer == *id).and_then(|g| g.lines.first());
        lines.map_or_else(String::new, |l| lang.pick(&l.pack.producer_vi, &l.pack.producer_en).to_owned())
    };
    let money = |m: &Money| m.to_string();
    let say = |key: &str, args: Args| locales::text_with(lang, key, &args);
    let mut said: Vec<String> = differences
        .iter()
        .map(|difference| match difference {
            Difference::Price { pack: id, from, to } => say(
                "checkout-change-price",
                [
                    ("name".into(), pack(id).into()),
                    ("from".into(), money(from).into()),
                    ("to".into(), money(to).into()),
                ]
                .into(),
            ),
            Difference::Band { pack: id, to: None } => {
                say("checkout-change-price-stands", [("name".into(), pack(id).into())].into())
            }
            Difference::Band { pack: id, to: Some(band) } => say(
                "checkout-change-by-weight",
                [("name".into(), pack(id).into()), ("band".into(), (*band).into())].into(),
            ),
            Difference::Fewer { pack: id, from, to } | Difference::More { pack: id, from, to } => say(
                if from > to { "checkout-change-fewer" } else { "checkout-change-more" },
                [("name".into(), pack(id).into()), ("from".into(), (*from).into()), ("to".into(), (*to).into())].into(),
            ),
            Difference::Gone { pack: id } => {
                let key = match line(id) {
                    None => "checkout-change-taken-out",
                    Some(l) if l.changes.contains(&Change::Withdrawn) => "checkout-change-withdrawn",
                    Some(l) if l.pack.away_until.is_some() => "holiday-checkout",
                    Some(_) => "checkout-change-gone",
                };
                say(key, [("name".into(), pack(id).into())].into())
            }
            Difference::Added { pack: id } => say("checkout-change-added", [("name".into(), pack(id).into())].into()),
            Difference::Fee { producer, from, to } => say(
                "checkout-change-fee",
                [
                    ("name".into(), house(producer).into()),
                    ("from".into(), money(from).into()),
                    ("to".into(), money(to).into()),
                ]
                .into(),
            ),
            Difference::Days { producer } => {
                let choice = draft.parcels.iter().find(|p| p.group.producer == *producer).and_then(DraftParcel::choice);
                let days = choice.map_or_else(String::new, |o| words::days(lang, o.from, o.to));
                say(
                    "checkout-change-days",
                    [("name".into(), house(producer).into()), ("days".into(), days.into())].into(),
                )
            }
            Difference::Way { producer } => {
                say("checkout-change-way", [("name".into(), house(producer).into())].into())
            }
            Difference::Discount { from, to } => say(
                "checkout-change-discount",
                [("from".into(), money(from).into()), ("to".into(), money(to).into())].into(),
            ),
            Difference::Voucher => locales::text(lang, "checkout-change-voucher"),
        })
        .collect();
    if let Some(seen) = seen_total.filter(|seen| *seen != draft.total()) {
        let total = draft.total();
        said.push(say(
            "checkout-change-total",
            [("from".into(), money(&seen).into()), ("to".into(), money(&total).into())].into(),
        ));
    }
    said
}
