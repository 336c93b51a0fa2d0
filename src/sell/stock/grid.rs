//! `/sell/stock/grid`: prices and stock of up to a hundred packs on one page, saved by one press.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::grid_form::{self, Read};
use super::pages::{GridPage, GridRow};
use super::queries::{self, PackRow};
use crate::accounts::actors::{Member, Seller};
use crate::catalog::count::{self, Conflict, GridError, Saved};
use crate::catalog::lock;
use crate::error::{Error, Result};
use crate::kernel::ids::PackId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::paging::Cursor;
use crate::platform::forms::Form;
use crate::platform::locales::{self, Args};
use crate::platform::{Shop, db::Conn};
use crate::sell::http::desk;

/// Packs on one page.
pub const PAGE: usize = 100;

#[derive(Deserialize)]
pub struct At {
    after: Option<String>,
}

/// `GET /sell/stock/grid`
pub async fn show(Seller(member): Seller, shop: Shop, at: web::Query<At>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = load(&mut conn, &member, at.after.as_deref().unwrap_or_default()).await?;
    drop(conn);
    member.visitor.page(&shop, &page)
}

async fn load(conn: &mut Conn, member: &Member, at: &str) -> Result<GridPage> {
    let after: Option<Cursor> = at.parse().ok();
    let desk = desk(conn, member).await?;
    let (rows, next) = queries::list(conn, member.producer, after, PAGE).await?;
    Ok(GridPage {
        desk,
        rows: rows.iter().map(|row| GridRow::of(row, member.visitor.lang)).collect(),
        at: after.map(|cursor| cursor.to_string()).unwrap_or_default(),
        next: next.map(|cursor| cursor.to_string()),
        later: after.is_some(),
        saved: Vec::new(),
        conflicts: 0,
        gone: Vec::new(),
        errors: 0,
        same: false,
    })
}

/// `POST /sell/stock/grid`: one transaction. A mistyped field saves nothing; a row that somebody else changed meanwhile
/// is told with both numbers, one that was withdrawn by its name, and all others are saved.
pub async fn submit(Seller(member): Seller, shop: Shop, form: Form) -> Result<HttpResponse> {
    let mut read = grid_form::read(&form).ok_or(Error::NotFound)?;
    if read.packs.len() > PAGE {
        return Err(Error::BadRequest("error-form-unreadable"));
    }
    let mut conn = shop.db.conn().await?;
    let mut before = queries::these(&mut conn, member.producer, &read.packs).await?;
    let mut gone: Vec<String> = Vec::new();
    if before.len() != read.packs.len() {
        // Another phone withdrew some since the page was loaded; only a stranger's are not found.
        let withdrawn = queries::withdrawn(&mut conn, member.producer, &read.packs).await?;
        if before.len() + withdrawn.len() != read.packs.len() {
            return Err(Error::NotFound);
        }
        read.forget_errors(&withdrawn.iter().map(|row| row.id).collect::<Vec<_>>());
        let typed = |pack: PackId| read.rows.iter().any(|row| row.pack == pack);
        gone.extend(withdrawn.iter().filter(|row| typed(row.id)).map(|row| named(row, member.visitor.lang)));
        before.extend(withdrawn);
    }
    if !read.errors.is_empty() {
        return mistaken(conn, &member, &shop, &form, &read, (&[], gone)).await;
    }
    let (producer, account) = (member.producer, member.account);
    let rows = read.rows.clone();
    let outcome = conn
        .transaction(async |conn| {
            // What members change themselves stands beside each pack, with their names.
            let mut before = Vec::new();
            if member.clerk {
                lock::packs(conn, &read.packs).await?;
                before = queries::these(conn, producer, &read.packs).await?;
            }
            let saved = count::save(conn, producer, account, &rows).await?;
            if member.clerk && !saved.packs.is_empty() {
                let after = queries::these(conn, producer, &read.packs).await?;
                let (before, after) = (stood(&before, &saved.packs), stood(&after, &saved.packs));
                member.log_change(conn, "stock.grid", saved.packs.len().to_string(), before, after).await?;
            }
            Ok::<Saved, GridError>(saved)
        })
        .await;
    let saved = match outcome {
        Ok(saved) => saved,
        Err(GridError::NotFound) => return Err(Error::NotFound),
        Err(GridError::Failed(error)) => return Err(error),
        Err(GridError::Promised(promised)) => {
            return mistaken(conn, &member, &shop, &form, &read, (&promised, gone)).await;
        }
    };
    let at = form.raw("at");
    if saved.conflicts.is_empty() && !saved.packs.is_empty() {
        let after: Option<Cursor> = at.parse().ok();
        let query = after.map(|cursor| format!("?after={cursor}")).unwrap_or_default();
        return Ok(member.visitor.go(&shop, &format!("/sell/stock/grid{query}"), Some("sell-grid-saved")));
    }
    let status = if saved.conflicts.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let mut page = load(&mut conn, &member, at).await?;
    drop(conn);
    page.same = saved.conflicts.is_empty();
    tell(&mut page, member.visitor.lang, &form, &saved, &before);
    member.visitor.page_with(&shop, &page, status)
}

/// Says what was saved, and beside each field that was left as it is what it was, what it is and what was typed.
fn tell(page: &mut GridPage, lang: Lang, form: &Form, saved: &Saved, before: &[PackRow]) {
    let is = |row: &GridRow, pack: &PackId| row.id == pack.0;
    for row in &mut page.rows {
        row.saved = saved.packs.iter().any(|pack| is(row, pack));
    }
    for row in before.iter().filter(|row| saved.packs.contains(&row.id)) {
        page.saved.push(named(row, lang));
    }
    page.conflicts = saved.conflicts.len();
    for conflict in &saved.conflicts {
        let pack = match conflict {
            Conflict::Price { pack, .. } | Conflict::Stock { pack, .. } => *pack,
            Conflict::Withdrawn { pack } => {
                page.conflicts -= 1;
                page.gone.extend(before.iter().filter(|row| row.id == *pack).map(|row| named(row, lang)));
                continue;
            }
        };
        let Some(row) = page.rows.iter_mut().find(|row| is(row, &pack)) else { continue };
        // The field keeps what was typed over what is there now: who presses again has seen both.
        match conflict {
            Conflict::Price { now, .. } => {
                let name = format!("price-{pack}");
                let was = Money::parse(form.raw(&format!("was-{name}"))).unwrap_or(*now);
                row.price_why = Some(both(lang, &was.to_string(), &now.to_string()));
                form.raw(&name).clone_into(&mut row.price);
            }
            Conflict::Stock { now, .. } => {
                let name = format!("stock-{pack}");
                row.stock_why = Some(both(lang, form.raw(&format!("was-{name}")), &now.to_string()));
                form.raw(&name).clone_into(&mut row.stock);
            }
            Conflict::Withdrawn { .. } => {}
        }
    }
}

/// The prices and stocks of the packs that were saved, as the log keeps them.
fn stood(rows: &[PackRow], saved: &[PackId]) -> Value {
    let saved: Vec<&PackRow> = rows.iter().filter(|row| saved.contains(&row.id)).collect();
    let each = |of: fn(&PackRow) -> String| -> Vec<String> {
        saved.iter().map(|row| format!("{}: {}", named(row, Lang::Vi), of(row))).collect()
    };
    json!({ "prices": each(|row| row.price.to_string()), "stocks": each(|row| (row.on_hand - row.reserved).to_string()) })
}

fn named(row: &PackRow, lang: Lang) -> String {
    format!("{}, {}", lang.pick(&row.name_vi, &row.name_en), lang.pick(&row.pack_vi, &row.pack_en))
}

fn both(lang: Lang, was: &str, now: &str) -> String {
    let args = Args::from([("was".into(), was.to_owned().into()), ("now".into(), now.to_owned().into())]);
    locales::text_with(lang, "sell-grid-moved-on", &args)
}

/// The page with all that was typed and a sentence beside each field that cannot be taken. Nothing was saved.
async fn mistaken(
    mut conn: impl std::ops::DerefMut<Target = Conn>,
    member: &Member,
    shop: &Shop,
    form: &Form,
    read: &Read,
    (promised, gone): (&[(PackId, i32)], Vec<String>),
) -> Result<HttpResponse> {
    let lang = member.visitor.lang;
    let mut page = load(&mut conn, member, form.raw("at")).await?;
    drop(conn);
    page.errors = read.errors.len() + promised.len();
    page.gone = gone;
    for row in &mut page.rows {
        let (price, stock) = (format!("price-{}", row.id), format!("stock-{}", row.id));
        if !read.packs.contains(&PackId(row.id)) {
            continue;
        }
        form.raw(&price).clone_into(&mut row.price);
        form.raw(&stock).clone_into(&mut row.stock);
        // What the page showed stays what it showed: a change meanwhile is told when the mistakes are mended.
        if let Ok(was) = form.raw(&format!("was-{price}")).parse() {
            row.was_price = was;
        }
        if let Ok(was) = form.raw(&format!("was-{stock}")).parse() {
            row.was_stock = was;
        }
        let why = |field: &str| read.errors.iter().find(|(f, _)| f == field).map(|(_, key)| locales::text(lang, key));
        row.price_why = why(&price);
        row.stock_why = why(&stock).or_else(|| {
            let (_, n) = promised.iter().find(|(pack, _)| pack.0 == row.id)?;
            Some(locales::text_with(lang, "sell-stock-promised", &Args::from([("n".into(), (*n).into())])))
        });
    }
    member.visitor.page_with(shop, &page, StatusCode::UNPROCESSABLE_ENTITY)
}
