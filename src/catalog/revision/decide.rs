//! What the office decides on a revision that waits: it becomes what buyers see, goes back with a reason, or is refused.

use diesel::sql_types::{BigInt, Jsonb, Text};
use diesel_async::RunQueryDsl;

use super::content::{self, Content, FirstPack};
use super::load::{self, Revision};
use super::state::RevisionState;
use super::{defaults, lock};
use crate::catalog::takedown;
use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, ProductId, RevisionId};
use crate::kernel::text;
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::refusal;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Approve,
    /// The household puts something right and sends it in again.
    Return(String),
    Refuse(String),
}

impl Verdict {
    #[must_use]
    pub const fn becomes(&self) -> RevisionState {
        match self {
            Verdict::Approve => RevisionState::Approved,
            Verdict::Return(_) => RevisionState::Returned,
            Verdict::Refuse(_) => RevisionState::Refused,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    #[error("no such revision")]
    NotFound,
    /// Another clerk was quicker, or the household took it back: this is how it stands now.
    #[error("it is {} now", .0.as_str())]
    Decided(RevisionState),
    /// It waits, but it is not what the clerk looked at.
    #[error("the household has changed it since")]
    Changed,
    /// Its category is gone or takes nothing new, an authority keeps it off the market, or a first pack is no pack.
    #[error("it cannot go on sale as it is")]
    Unsound,
    #[error(transparent)]
    Failed(Error),
}
refusal!(DecideError);

/// Decides on what the clerk saw as `seq`. Approved, it is applied to the product in this transaction.
///
/// # Refuses
/// [`DecideError::Decided`] when it waits no more, [`DecideError::Changed`] when it is another text by now.
///
/// # Locks
/// The product.
pub async fn decide(
    conn: &mut Conn,
    id: RevisionId,
    seq: i32,
    verdict: &Verdict,
    by: AccountId,
) -> Result<Revision, DecideError> {
    let before = load::find(conn, id).await?.ok_or(DecideError::NotFound)?;
    lock::product(conn, before.producer, before.product).await?.ok_or(DecideError::NotFound)?;
    let now = load::find(conn, id).await?.ok_or(DecideError::NotFound)?;
    let to = verdict.becomes();
    if !now.state.may_become(to) {
        return Err(DecideError::Decided(now.state));
    }
    if now.seq != seq {
        return Err(DecideError::Changed);
    }
    let reason = match verdict {
        Verdict::Approve => {
            apply(conn, &now).await?;
            if !now.is_first() {
                takedown::mended(conn, now.product, by).await?;
            }
            ""
        }
        Verdict::Return(reason) | Verdict::Refuse(reason) => reason,
    };
    diesel::sql_query(
        "UPDATE revisions SET state = $2, reason = $3, decided_by = $4, decided_at = now(), changed_at = now(), \
                seq = seq + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Text, _>(to.as_str())
    .bind::<Text, _>(reason)
    .bind::<BigInt, _>(by.0)
    .execute(conn)
    .await?;
    jobs::record(conn, &Event::RevisionDecided { revision: id }).await.map_err(Error::from)?;
    Ok(now)
}

/// Writes the revision over its product; the first one puts it on sale with its packs.
async fn apply(conn: &mut Conn, revision: &Revision) -> Result<(), DecideError> {
    let defaults = defaults::all(conn).await?;
    let category = defaults::of(&defaults, revision.content.category).filter(|c| c.takes(revision.is_first()));
    let category = category.ok_or(DecideError::Unsound)?;
    let content = category.complete(&revision.content);
    if content.name.is_empty() || revision.pictures.is_empty() {
        return Err(DecideError::Unsound);
    }
    diesel::sql_query(
        "UPDATE products p SET category_id = x.category, name_vi = x.name, name_en = x.name_en, \
                description_vi = x.description, description_en = x.description_en, season = coalesce(x.season, 4095), \
                origin = x.origin, storage_class = x.storage_class, storage_vi = x.storage, storage_en = x.storage_en, \
                shelf_life_days = x.shelf_life_days, ingredients_vi = nullif(x.ingredients, ''), \
                ingredients_en = nullif(x.ingredients_en, ''), allergens = coalesce(x.allergens, '{}'), \
                may_contain = x.may_contain, warnings_vi = nullif(x.warnings, ''), warnings_en = nullif(x.warnings_en, ''), \
                ship_scope = x.ship_scope, fragile = x.fragile, cold = x.storage_class IN ('chilled', 'frozen'), \
                tax_class = x.tax_class, certificate_kinds = x.certificate_kinds, updated_at = now() \
         FROM jsonb_to_record($2) AS x (category bigint, name text, name_en text, description text, description_en text, \
              season int, origin text, storage_class text, storage text, storage_en text, shelf_life_days int, \
              ingredients text, ingredients_en text, allergens text[], may_contain text[], warnings text, \
              warnings_en text, ship_scope text, fragile bool, tax_class text, certificate_kinds text[]) \
         WHERE p.id = $1",
    )
    .bind::<BigInt, _>(revision.product.0)
    .bind::<Jsonb, _>(content::kept(&content)?)
    .execute(conn)
    .await?;
    diesel::sql_query("DELETE FROM product_pictures WHERE product_id = $1")
        .bind::<BigInt, _>(revision.product.0)
        .execute(conn)
        .await?;
    diesel::sql_query(
        "INSERT INTO product_pictures (product_id, picture_id, position) \
         SELECT $1, picture_id, position FROM revision_pictures WHERE revision_id = $2",
    )
    .bind::<BigInt, _>(revision.product.0)
    .bind::<BigInt, _>(revision.id.0)
    .execute(conn)
    .await?;
    if revision.is_first() {
        put_on_sale(conn, revision.product, &content).await?;
    }
    Ok(())
}

async fn put_on_sale(conn: &mut Conn, product: ProductId, content: &Content) -> Result<(), DecideError> {
    let whole =
        |p: &FirstPack| !p.name.is_empty() && p.price.is_some() && p.net_weight_g.is_some() && p.stock.is_some();
    if content.packs.is_empty() || !content.packs.iter().all(whole) {
        return Err(DecideError::Unsound);
    }
    if takedown::holds(conn, product).await? {
        return Err(DecideError::Unsound);
    }
    // Two goods of one name that go on sale at once would both find its address free. And `mat-ong-7`, where number 7 of the
    // name `mat-ong` falls back to, may be the name of another: the first address that nobody has is taken.
    diesel::sql_query("SELECT pg_advisory_xact_lock(4242042)").execute(conn).await?;
    diesel::sql_query(
        "UPDATE products p SET state = 'on_sale', created_at = now(), \
                slug = (SELECT c.slug FROM ( \
                          SELECT 0 AS n, $2 AS slug WHERE $2 <> '' \
                          UNION ALL SELECT 1, coalesce(nullif($2, ''), 'hang') || '-' || p.id \
                          UNION ALL SELECT n, coalesce(nullif($2, ''), 'hang') || '-' || p.id || '-' || n \
                                    FROM generate_series(2, 1000) AS n) AS c \
                        WHERE NOT EXISTS (SELECT FROM products o WHERE o.slug = c.slug AND o.id <> p.id) ORDER BY c.n LIMIT 1) \
         WHERE p.id = $1",
    )
    .bind::<BigInt, _>(product.0)
    .bind::<Text, _>(text::slug(&content.name))
    .execute(conn)
    .await?;
    let packs = serde_json::to_value(&content.packs).map_err(anyhow::Error::from).map_err(Error::from)?;
    diesel::sql_query(
        "WITH made AS ( \
           INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, weight_band, min_qty, qty_step, on_hand, sort) \
           SELECT $1, x.name, '', x.price, x.net_weight_g, x.weight_band, coalesce(x.min_qty, 1), coalesce(x.qty_step, 1), \
                  x.stock, x.place \
           FROM ROWS FROM (jsonb_to_recordset($2) AS (name text, price bigint, net_weight_g int, weight_band int, min_qty int, \
                                                    qty_step int, stock int)) \
                WITH ORDINALITY AS x (name, price, net_weight_g, weight_band, min_qty, qty_step, stock, place) \
           RETURNING id, on_hand) \
         INSERT INTO stock_entries (pack_id, kind, qty) SELECT id, 'initial', on_hand FROM made WHERE on_hand > 0",
    )
    .bind::<BigInt, _>(product.0)
    .bind::<Jsonb, _>(packs)
    .execute(conn)
    .await?;
    Ok(())
}
