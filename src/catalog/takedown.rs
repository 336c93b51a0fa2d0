//! Taking a product off the market because an authority orders it: noted when the request comes, hidden within 24 hours, back when it is lifted.
//! Or because the office decides so by itself: hidden at once, until it lifts it or until the household has put it right.
//!
//! Legal source: Decree 248/2026, article 17. A trigger keeps what was taken down from coming back any other way.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::json;

use super::lock;
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::error::Result;
use crate::kernel::ids::{AccountId, ProducerId, ProductId, TakedownId};
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::{Conn, broken_constraint};
use crate::refusal;
use crate::schema::{products, takedowns};

/// A request about to be noted.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub product: ProductId,
    /// Who orders it.
    pub authority: &'a str,
    /// The number of its letter.
    pub reference: &'a str,
    pub reason: &'a str,
    pub asked_at: DateTime<Utc>,
}

/// What the office is about to decide by itself.
#[derive(Clone, Debug)]
pub struct Stop<'a> {
    pub product: ProductId,
    /// As the household reads it.
    pub reason: &'a str,
    /// It ends when a change of the product is approved.
    pub until_mended: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum TakedownError {
    #[error("no such product or request")]
    NotFound,
    /// One of an authority, or of the office, is open for the product already.
    #[error("noted before")]
    Already,
    /// It was hidden, or lifted, before.
    #[error("it stands otherwise")]
    MovedOn,
    #[error(transparent)]
    Failed(crate::error::Error),
}
refusal!(TakedownError);

/// Notes a request; one that came "now" by a clock that runs ahead of Postgres' came when Postgres notes it. Call it inside
/// a transaction.
///
/// # Refuses
/// A product that is not there, and one with an open request.
pub async fn note(conn: &mut Conn, request: &Request<'_>, clerk: AccountId) -> Result<TakedownId, TakedownError> {
    lock::product(conn, request.product).await?.ok_or(TakedownError::NotFound)?;
    let asked_at = sql::<Timestamptz>("least(now(), ").bind::<Timestamptz, _>(request.asked_at).sql(")");
    let written = diesel::insert_into(takedowns::table)
        .values((
            takedowns::product_id.eq(request.product),
            takedowns::authority.eq(request.authority),
            takedowns::reference.eq(request.reference),
            takedowns::reason.eq(request.reason),
            takedowns::asked_at.eq(asked_at),
            takedowns::noted_by.eq(clerk),
        ))
        .returning(takedowns::id)
        .get_result(conn)
        .await;
    written.map_err(|error| match broken_constraint(&error) {
        Some("takedowns_one_open") => TakedownError::Already,
        _ => error.into(),
    })
}

/// Takes a product off by the office's own decision, at once. Call it inside a transaction.
///
/// # Locks
/// The product.
///
/// # Refuses
/// A product that is not there, and one that the office has taken off already.
pub async fn stop(conn: &mut Conn, stop: &Stop<'_>, clerk: AccountId) -> Result<TakedownId, TakedownError> {
    let was = lock::product(conn, stop.product).await?.ok_or(TakedownError::NotFound)?;
    let written = diesel::insert_into(takedowns::table)
        .values((
            takedowns::product_id.eq(stop.product),
            takedowns::authority.eq(""),
            takedowns::reference.eq(""),
            takedowns::reason.eq(stop.reason),
            takedowns::asked_at.eq(diesel::dsl::now),
            takedowns::noted_by.eq(clerk),
            takedowns::hidden_at.eq(diesel::dsl::now),
            takedowns::hidden_by.eq(clerk),
            takedowns::was.eq(&was),
            takedowns::by_office.eq(true),
            takedowns::until_mended.eq(stop.until_mended),
        ))
        .returning(takedowns::id)
        .get_result(conn)
        .await;
    let id = written.map_err(|error| match broken_constraint(&error) {
        Some("takedowns_one_open") => TakedownError::Already,
        _ => error.into(),
    })?;
    take_off(conn, stop.product).await?;
    Ok(id)
}

async fn take_off(conn: &mut Conn, product: ProductId) -> Result<()> {
    let on_sale = products::table.filter(products::id.eq(product.0).and(products::state.eq("on_sale")));
    diesel::update(on_sale)
        .set((products::state.eq("hidden"), products::updated_at.eq(diesel::dsl::now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Hides the product. Triggers on the table tell shelf, search and carts. Call it inside a transaction.
///
/// # Locks
/// The product.
///
/// # Refuses
/// A request that is not there, was followed or has ended.
pub async fn hide(conn: &mut Conn, id: TakedownId, clerk: AccountId) -> Result<(), TakedownError> {
    let product = product_of(conn, id).await?;
    let was = lock::product(conn, product).await?.ok_or(TakedownError::NotFound)?;
    let open = takedowns::table.find(id).filter(takedowns::hidden_at.is_null().and(takedowns::lifted_at.is_null()));
    let changed = diesel::update(open)
        .set((takedowns::hidden_at.eq(diesel::dsl::now), takedowns::hidden_by.eq(clerk), takedowns::was.eq(&was)))
        .execute(conn)
        .await?;
    if changed == 0 {
        return Err(TakedownError::MovedOn);
    }
    Ok(take_off(conn, product).await?)
}

/// Ends a request with its reason; the product goes back to where it was. Call it inside a transaction.
///
/// # Locks
/// The product.
///
/// # Refuses
/// A request that is not there, or has ended.
pub async fn lift(conn: &mut Conn, id: TakedownId, clerk: AccountId, why: &str) -> Result<(), TakedownError> {
    let product = product_of(conn, id).await?;
    lock::product(conn, product).await?.ok_or(TakedownError::NotFound)?;
    let open = takedowns::table.find(id).filter(takedowns::lifted_at.is_null());
    let was: Option<Option<String>> = diesel::update(open)
        .set((takedowns::lifted_at.eq(diesel::dsl::now), takedowns::lifted_by.eq(clerk), takedowns::lifted_why.eq(why)))
        .returning(takedowns::was)
        .get_result(conn)
        .await
        .optional()?;
    let was = was.ok_or(TakedownError::MovedOn)?;
    Ok(put_back(conn, product, was.as_deref()).await?)
}

/// Ends what the office decided until the product is put right, now that a change of it is approved. Call it inside a
/// transaction that holds the product.
pub(super) async fn mended(conn: &mut Conn, product: ProductId, clerk: AccountId) -> Result<()> {
    let open = takedowns::table.filter(
        takedowns::product_id.eq(product).and(takedowns::until_mended.eq(true)).and(takedowns::lifted_at.is_null()),
    );
    let ended: Option<(TakedownId, Option<String>)> = diesel::update(open)
        .set((takedowns::lifted_at.eq(diesel::dsl::now), takedowns::lifted_by.eq(clerk)))
        .returning((takedowns::id, takedowns::was))
        .get_result(conn)
        .await
        .optional()?;
    let Some((id, was)) = ended else { return Ok(()) };
    put_back(conn, product, was.as_deref()).await?;
    let Some(of) = find(conn, id).await? else { return Ok(()) };
    let act = Act::new("takedown.mended", Some(clerk)).of(of.producer).on(of.slug).shown_by(Evidence::LookedThrough);
    acts::record(conn, &act.changed(json!({ "state": "followed" }), json!({ "state": "lifted" }))).await
}

/// Where it stood before. What something else keeps off goes back when that ends.
async fn put_back(conn: &mut Conn, product: ProductId, was: Option<&str>) -> Result<()> {
    if was != Some("on_sale") {
        return Ok(());
    }
    let other = takedowns::table.filter(
        takedowns::product_id.eq(product).and(takedowns::hidden_at.is_not_null()).and(takedowns::lifted_at.is_null()),
    );
    if diesel::update(other).set(takedowns::was.eq("on_sale")).execute(conn).await? > 0 {
        return Ok(());
    }
    let hidden = products::table.filter(products::id.eq(product.0).and(products::state.eq("hidden")));
    diesel::update(hidden)
        .set((products::state.eq("on_sale"), products::updated_at.eq(diesel::dsl::now)))
        .execute(conn)
        .await?;
    Ok(())
}

async fn product_of(conn: &mut Conn, id: TakedownId) -> Result<ProductId, TakedownError> {
    let product = takedowns::table.select(takedowns::product_id).find(id).first(conn).await.optional()?;
    product.ok_or(TakedownError::NotFound)
}

/// Whether a product is kept off the market by a request.
pub async fn holds(conn: &mut Conn, product: ProductId) -> Result<bool> {
    let held = takedowns::table.filter(
        takedowns::product_id.eq(product).and(takedowns::hidden_at.is_not_null()).and(takedowns::lifted_at.is_null()),
    );
    Ok(diesel::select(diesel::dsl::exists(held)).get_result(conn).await?)
}

/// A request as the office reads it.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Takedown {
    #[diesel(sql_type = BigInt)]
    pub id: TakedownId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    pub producer: ProducerId,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    /// No authority ordered it.
    #[diesel(sql_type = Bool)]
    pub by_office: bool,
    /// It ends when a change of the product is approved.
    #[diesel(sql_type = Bool)]
    pub until_mended: bool,
    #[diesel(sql_type = Text)]
    pub authority: String,
    #[diesel(sql_type = Text)]
    pub reference: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Timestamptz)]
    pub asked_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub hidden_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub hidden_by: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub lifted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub lifted_why: String,
    /// Until when the product must be hidden: what waits within the hours that the office set, what is done within the law's.
    #[diesel(sql_type = Timestamptz)]
    pub due_at: DateTime<Utc>,
    /// It is beyond that, or was when it was hidden.
    #[diesel(sql_type = Bool)]
    pub late: bool,
}

/// The law's 24 hours, or the fewer that the office has set for what waits.
const DUE: &str = "(t.asked_at + make_interval(hours => CASE WHEN t.hidden_at IS NULL AND t.lifted_at IS NULL \
     THEN coalesce((SELECT i.hours FROM inbox_hours i WHERE i.kind = 'takedown'), 24) ELSE 24 END))";

/// What every reading of requests `t` selects; the rest of a statement follows.
fn select() -> String {
    format!(
        "SELECT t.id, p.slug, p.name_vi, p.name_en, h.id AS producer, h.name_vi AS producer_vi, h.name_en AS producer_en, \
                t.by_office, t.until_mended, t.authority, t.reference, t.reason, t.asked_at, t.hidden_at, coalesce(a.name, '') AS hidden_by, t.lifted_at, \
                t.lifted_why, {DUE} AS due_at, coalesce(t.hidden_at, t.lifted_at, now()) > {DUE} AS late \
         FROM takedowns t JOIN products p ON p.id = t.product_id JOIN producers h ON h.id = p.producer_id \
         LEFT JOIN accounts a ON a.id = t.hidden_by"
    )
}

/// A page of requests, the latest first; or `only` one.
pub async fn list(
    conn: &mut Conn,
    only: Option<TakedownId>,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Takedown>, Option<Cursor>)> {
    let mut rows: Vec<Takedown> = diesel::sql_query(format!(
        "{} WHERE ($4 IS NULL OR t.id = $4) AND ($1 IS NULL OR (t.asked_at, t.id) < (to_timestamp($1 / 1000000.0), $2)) \
         ORDER BY t.asked_at DESC, t.id DESC LIMIT $3",
        select()
    ))
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.key.max(0)))
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(size + 1).unwrap_or(i64::MAX))
    .bind::<Nullable<BigInt>, _>(only.map(|id| id.0))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |t| Cursor { key: t.asked_at.timestamp_micros(), id: t.id.0 });
    Ok((rows, next))
}

/// One request.
pub async fn find(conn: &mut Conn, id: TakedownId) -> Result<Option<Takedown>> {
    let one = diesel::sql_query(format!("{} WHERE t.id = $1", select())).bind::<BigInt, _>(id.0);
    Ok(one.get_result(conn).await.optional()?)
}
