//! How the market is set up, as files: each page of the setup that is a list.

use actix_web::{HttpResponse, web};

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, MOST, at, named, text, word, yes};
use crate::catalog::category::{self, Kept as Category};
use crate::catalog::unit::{self, Unit};
use crate::complaints::kind::{self as complaint_kind, Kind};
use crate::delivery::points::{self, Point};
use crate::delivery::provinces::{self, Province};
use crate::delivery::quote::Zone;
use crate::delivery::rates::{self as delivery, Kept as Rate};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::kernel::paging::first;
use crate::kernel::phone::Phone;
use crate::office::inbox::hours;
use crate::office::inbox::sources::Source;
use crate::payments::rates::{self, CommissionRate, ListedTax};
use crate::platform::Shop;
use crate::platform::locales;
use crate::platform::sheet::Cell;

const CATEGORIES: File = File {
    name: "nhom-hang",
    head: &[
        "list-number",
        "list-below",
        "category-name-vi",
        "category-name-en",
        "category-col-requires",
        "category-col-tax",
        "category-sort",
        "category-col-goods",
        "list-in-use",
    ],
};

fn one_category(lang: Lang, row: Category) -> Vec<Cell> {
    let w = row.written;
    let requires: Vec<String> =
        w.requires.iter().map(|fact| locales::text(lang, &format!("category-requires-{fact}"))).collect();
    // What a top one says of goods says nothing: they hang on those below it.
    let below = w.parent.is_some();
    vec![
        Cell::Number(row.id.0),
        w.parent.map_or(Cell::Empty, |id| Cell::Number(id.0)),
        text(w.name_vi),
        text(w.name_en),
        if below { text(requires.join(", ")) } else { Cell::Empty },
        if below { word(lang, "tax-class-", &w.tax_class) } else { Cell::Empty },
        Cell::Number(w.sort.into()),
        if below { Cell::Number(row.goods) } else { Cell::Empty },
        yes(lang, !row.retired),
    ]
}

/// `GET /office/setup/categories.{kind}`
pub async fn categories(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    CATEGORIES.whole(&clerk, &shop, &kind, category::list, one_category).await
}

const UNITS: File =
    File { name: "don-vi", head: &["unit-col-name", "unit-col-english", "category-sort", "list-in-use"] };

fn one_unit(lang: Lang, row: Unit) -> Vec<Cell> {
    let w = row.written;
    vec![text(w.name_vi), text(w.name_en), Cell::Number(w.sort.into()), yes(lang, !row.off)]
}

/// `GET /office/setup/units.{kind}`
pub async fn units(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    UNITS.whole(&clerk, &shop, &kind, unit::list, one_unit).await
}

const POINTS: File = File {
    name: "diem-nhan",
    head: &[
        "point-col-name",
        "office-col-commune",
        "list-address",
        "broadcast-phone",
        "point-col-hours",
        "point-col-fee",
        "commune-col-households",
        "list-in-use",
    ],
};

fn one_point(lang: Lang, row: Point) -> Vec<Cell> {
    let w = row.written;
    vec![
        named(lang, &w.name_vi, &w.name_en),
        text(row.commune_name),
        text(w.address),
        text(w.phone.map(|phone| Phone::stored(&phone).to_string()).unwrap_or_default()),
        named(lang, &w.hours_vi, &w.hours_en),
        Cell::Money(w.fee),
        Cell::Number(row.households),
        yes(lang, !row.closed),
    ]
}

/// `GET /office/setup/points.{kind}`
pub async fn points(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    POINTS.whole(&clerk, &shop, &kind, points::list, one_point).await
}

const DELIVERY: File = File {
    name: "phi-giao",
    head: &[
        "delivery-col-zone",
        "list-from",
        "delivery-base-fee",
        "list-base-kilos",
        "delivery-step-fee",
        "list-step-kilos",
        "delivery-fragile-fee",
        "delivery-cold-fee",
        "delivery-days-min",
        "delivery-days-max",
        "list-why",
        "log-who",
        "log-at",
    ],
};

fn one_rate(lang: Lang, row: Rate) -> Vec<Cell> {
    let p = row.prices;
    vec![
        word(lang, "delivery-zone-", &row.zone),
        Cell::Day(row.from_day),
        Cell::Money(p.base_fee),
        Cell::Kilos(p.base_weight_g.into()),
        Cell::Money(p.step_fee),
        Cell::Kilos(p.step_weight_g.into()),
        Cell::Money(p.fragile_fee),
        Cell::Money(p.cold_fee),
        Cell::Number(p.days_min.into()),
        Cell::Number(p.days_max.into()),
        text(row.why),
        text(row.who),
        at(row.made_at),
    ]
}

/// `GET /office/setup/delivery.{kind}`: what holds now, and what comes later.
pub async fn delivery(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let mut found = delivery::now_and_later(&mut *shop.db.conn().await?, today).await?;
    // As the page has them: first what holds.
    found.sort_by_key(|rate| !rate.now);
    DELIVERY.respond(&clerk, &shop, &kind, found.into(), one_rate).await
}

/// `GET /office/setup/delivery/zones/{zone}/past.{kind}`: what a zone cost before, costs and will cost.
pub async fn zone_past(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (zone, kind) = path.into_inner();
    let zone = Zone::parse(&zone).ok_or(Error::NotFound)?;
    let today = shop.clock.today();
    let found = delivery::of(&mut *shop.db.conn().await?, zone, today, MOST.saturating_add(1)).await?;
    DELIVERY.respond_of(zone.code(), &clerk, &shop, &kind, first(found, MOST).into(), one_rate).await
}

const PROVINCES: File = File { name: "tinh-thanh", head: &["list-number", "list-name", "delivery-col-zone"] };

fn one_province(lang: Lang, row: Province) -> Vec<Cell> {
    vec![text(row.code), text(row.name), word(lang, "delivery-zone-", &row.zone)]
}

/// `GET /office/setup/delivery/provinces.{kind}`
pub async fn provinces(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    PROVINCES.whole(&clerk, &shop, &kind, provinces::list, one_province).await
}

const HOURS: File = File { name: "han-xu-ly", head: &["hours-kind", "hours-number", "list-most"] };

fn one_deadline(lang: Lang, (source, hours): (&'static Source, i32)) -> Vec<Cell> {
    vec![word(lang, "inbox-kind-", source.kind), Cell::Number(hours.into()), Cell::Number(source.most.into())]
}

/// `GET /office/setup/hours.{kind}`
pub async fn deadlines(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    HOURS.whole(&clerk, &shop, &kind, hours::load, one_deadline).await
}

const KINDS: File = File {
    name: "han-khieu-nai",
    head: &[
        "complaint-what",
        "complaint-col-window",
        "complaint-col-keeps",
        "complaint-col-answer",
        "complaint-col-settle",
        "complaint-with-photo",
    ],
};

fn one_kind(lang: Lang, row: Kind) -> Vec<Cell> {
    let hours = |hours: Option<i32>| hours.map_or(Cell::Empty, |n| Cell::Number(n.into()));
    vec![
        word(lang, "complaint-kind-", &row.key()),
        hours(row.window_hours),
        hours(row.keeps_hours),
        Cell::Number(row.answer_hours.into()),
        Cell::Number(row.settle_hours.into()),
        yes(lang, row.photo),
    ]
}

/// `GET /office/complaints/kinds.{kind}`
pub async fn complaint_kinds(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    KINDS.whole(&clerk, &shop, &kind, complaint_kind::list, one_kind).await
}

/// Hundredths of a percent as a percentage, `2.5`: text, because a file's numbers are whole.
fn percent(bp: i32) -> Cell {
    let written = format!("{}.{:02}", bp / 100, bp % 100);
    text(written.trim_end_matches('0').trim_end_matches('.'))
}

const COMMISSION: File =
    File { name: "phi-san", head: &["settings-col-goods", "settings-col-from", "settings-rate-percent", "list-why"] };

fn one_commission(lang: Lang, row: CommissionRate) -> Vec<Cell> {
    let goods = match &row.category_vi {
        Some(vi) => text(lang.pick(vi, row.category_en.as_deref().unwrap_or_default())),
        None => word(lang, "", "settings-all-goods"),
    };
    vec![goods, Cell::Day(row.from_day), percent(row.bp), text(row.why)]
}

/// `GET /office/money/settings/commission.{kind}`
pub async fn commission(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    COMMISSION.whole(&clerk, &shop, &kind, rates::list_commission, one_commission).await
}

const TAX: File = File {
    name: "thue",
    head: &[
        "settings-col-goods",
        "settings-col-seller",
        "settings-col-from",
        "settings-vat-percent",
        "settings-pit-percent",
        "settings-source",
        "list-why",
    ],
};

fn one_tax(lang: Lang, row: ListedTax) -> Vec<Cell> {
    let rate = row.rate;
    vec![
        word(lang, "tax-class-", &rate.tax_class),
        word(lang, "tax-status-", &rate.status),
        Cell::Day(rate.from_day),
        percent(rate.vat_bp),
        percent(rate.pit_bp),
        text(rate.source),
        text(row.why),
    ]
}

/// `GET /office/money/settings/tax.{kind}`
pub async fn tax(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    TAX.whole(&clerk, &shop, &kind, rates::list_tax, one_tax).await
}
