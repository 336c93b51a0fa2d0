//! Listings that wait, lots and vouchers, as files.

use actix_web::{HttpResponse, web};

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, MOST, PIECE, all, at, text, word};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::office::listings::queries::{self, Row};
use crate::office::lots::{self, Filter};
use crate::orders::parcel;
use crate::platform::Shop;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::Cell;
use crate::trace::diary::{self, Line};
use crate::trace::lines::{self, Went};
use crate::trace::lot::{self, Lot};
use crate::vouchers::list::{self as vouchers, Listed};
use crate::vouchers::words;

const LISTINGS: File = File {
    name: "mat-hang-cho-duyet",
    head: &["list-listing", "office-col-producer", "office-col-commune", "list-listing-kind", "list-waiting-since"],
};

fn listing(lang: Lang, row: Row) -> Vec<Cell> {
    vec![
        text(row.name),
        text(lang.pick(&row.producer_vi, &row.producer_en)),
        text(row.commune),
        word(lang, "", if row.first { "office-listing-first" } else { "office-listing-change" }),
        at(row.submitted_at),
    ]
}

/// `GET /office/listings.{kind}`
pub async fn listings(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let found = all(async |after| queries::waiting(&mut conn, after, PIECE).await).await?;
    drop(conn);
    LISTINGS.respond(&clerk, &shop, &kind, found, listing).await
}

const LOTS: File = File {
    name: "lo-hang",
    head: &[
        "trace-col-code",
        "trace-col-product",
        "office-col-producer",
        "trace-col-made",
        "trace-col-expires",
        "trace-col-parcels",
        "trace-col-scans",
        "list-recalled",
    ],
};

fn one_lot(lang: Lang, lot: Lot) -> Vec<Cell> {
    vec![
        text(lot.spaced()),
        text(lang.pick(&lot.name_vi, &lot.name_en)),
        text(lang.pick(&lot.producer_vi, &lot.producer_en)),
        Cell::Day(lot.made_on),
        lot.expires_on.map_or(Cell::Empty, Cell::Day),
        Cell::Number(lot.parcels),
        Cell::Number(lot.scans),
        lot.recalled_at.map_or(Cell::Empty, at),
    ]
}

/// `GET /office/lots.{kind}`
pub async fn lots(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<Filter>,
) -> Result<HttpResponse> {
    let asked = lots::Asked::read(&filter);
    let mut conn = shop.db.conn().await?;
    let found = all(async |after| lot::list(&mut conn, &asked.sought(), after, PIECE).await).await?;
    drop(conn);
    LOTS.respond(&clerk, &shop, &kind, found, one_lot).await
}

const WENT: File = File {
    name: "lo-da-vao-goi",
    head: &["office-col-parcel", "export-col-pack", "office-col-qty", "office-col-state"],
};

fn went(lang: Lang, went: Went) -> Vec<Cell> {
    let state = format!("parcel-state-{}", went.state.replace('_', "-"));
    vec![
        text(parcel::code(went.parcel)),
        text(lang.pick(&went.pack_vi, &went.pack_en)),
        Cell::Number(went.qty.into()),
        text(locales::text_with(lang, &state, &Args::from([("kind".into(), went.kind.into())]))),
    ]
}

/// `GET /office/lots/{lot}/parcels.{kind}`: the parcels that some of a lot went into.
pub async fn lot_parcels(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (code, kind) = path.into_inner();
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let mut conn = shop.db.conn().await?;
    let lot = lot::find(&mut conn, &code, None).await?.ok_or(Error::NotFound)?;
    let found = lines::of_lot(&mut conn, lot.id, most).await?;
    drop(conn);
    WENT.respond(&clerk, &shop, &kind, found.into(), went).await
}

const DIARY: File = File {
    name: "lo-so-ruong",
    head: &[
        "list-day",
        "list-work",
        "list-material",
        "list-plot",
        "list-wait-days",
        "list-note",
        "list-struck",
        "list-late-days",
    ],
};

fn diary_line(lang: Lang, line: Line) -> Vec<Cell> {
    vec![
        Cell::Day(line.day),
        word(lang, "trace-work-", &line.work),
        text(line.material),
        text(line.plot),
        line.wait_days.map_or(Cell::Empty, |days| Cell::Number(days.into())),
        text(line.words),
        text(line.struck.unwrap_or_default()),
        line.late_days.map_or(Cell::Empty, |days| Cell::Number(days.into())),
    ]
}

/// `GET /office/lots/{lot}/diary.{kind}`: what the field's diary says of a lot.
pub async fn lot_diary(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (code, kind) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    let lot = lot::find(&mut conn, &code, None).await?.ok_or(Error::NotFound)?;
    let found = diary::of_lot(&mut conn, lot.id).await?;
    drop(conn);
    DIARY.respond_of(&lot.code, &clerk, &shop, &kind, found.into(), diary_line).await
}

const VOUCHERS: File = File {
    name: "ma-giam-gia",
    head: &[
        "office-voucher-col-code",
        "office-voucher-col-off",
        "office-voucher-col-used",
        "list-voucher-limit",
        "office-voucher-col-cost",
        "list-from",
        "list-to",
        "office-col-state",
        "office-voucher-col-bearer",
        "list-note",
    ],
};

fn voucher(lang: Lang, voucher: Listed) -> Vec<Cell> {
    let terms = &voucher.terms;
    vec![
        text(voucher.code.clone()),
        text(words::off(lang, terms, lang.pick(&voucher.name_vi, &voucher.name_en))),
        Cell::Number(voucher.used.into()),
        terms.total_limit.map_or(Cell::Empty, |limit| Cell::Number(limit.into())),
        Cell::Money(voucher.cost),
        text(words::moment(terms.starts_at)),
        text(words::moment(terms.ends_at)),
        text(locales::text(lang, &format!("office-voucher-{}", voucher.state()))),
        word(lang, "office-voucher-by-", terms.borne_by.as_str()),
        text(voucher.note),
    ]
}

/// `GET /office/vouchers.{kind}`
pub async fn vouchers(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let found = vouchers::list(&mut *shop.db.conn().await?, MOST).await?;
    VOUCHERS.respond(&clerk, &shop, &kind, found.into(), voucher).await
}
