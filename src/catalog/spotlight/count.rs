//! How often spotlights are on pages that people ask for, and how often somebody follows one. Counted in the process's memory
//! and written in batches, so that no page waits for it; a process that is killed loses what it counted in the last seconds.
//! Nothing is kept of who. Clerks are not counted; programs that read pages are, as nothing tells them apart honestly.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool};
use diesel_async::RunQueryDsl;

use super::running;
use crate::error::Result;
use crate::kernel::ids::ProductId;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::tally::Counted;

const SHOWN: &str = "spotlight shown";
const CLICKED: &str = "spotlight clicked";
const OPENED: &str = "collection shown";
const WENT_ON: &str = "collection clicked";

/// These were on a page.
pub fn shown(ground: &Ground, ids: impl IntoIterator<Item = i64>) {
    for id in ids {
        ground.tally.add(SHOWN, id);
    }
}

/// The page of a collection was opened.
pub fn opened(ground: &Ground, collection: i64) {
    ground.tally.add(OPENED, collection);
}

/// Somebody came to a product from `mark`: `12` a spotlight that shows it now, `c12` a collection. Any other mark counts
/// nothing.
pub async fn followed(ground: &Ground, mark: &str, product: ProductId) -> Result<()> {
    if let Some(collection) = mark.strip_prefix('c').and_then(|id| id.parse().ok()) {
        if holds(&mut *ground.db.conn().await?, collection, product).await? {
            ground.tally.add(WENT_ON, collection);
        }
    } else if let Ok(id) = mark.parse::<i64>()
        && running::now(ground).await?.iter().any(|shown| shown.id == id && shown.product == Some(product))
    {
        ground.tally.add(CLICKED, id);
    }
    Ok(())
}

/// Whether a collection, if there is one of this number, has the product.
async fn holds(conn: &mut Conn, collection: i64, product: ProductId) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        holds: bool,
    }
    let row: Row = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM collection_products WHERE collection_id = $1 AND product_id = $2) AS holds",
    )
    .bind::<BigInt, _>(collection)
    .bind::<BigInt, _>(product.0)
    .get_result(conn)
    .await?;
    Ok(row.holds)
}

/// Somebody came to a household or a collection from a spotlight.
pub async fn followed_slug(ground: &Ground, mark: &str, slug: &str) -> Result<()> {
    let Ok(id) = mark.parse::<i64>() else { return Ok(()) };
    let leads = |shown: &running::Shown| {
        shown.household.as_ref().is_some_and(|h| h.slug == slug)
            || shown.collection.as_ref().is_some_and(|c| c.slug == slug)
    };
    if running::now(ground).await?.iter().any(|shown| shown.id == id && leads(shown)) {
        ground.tally.add(CLICKED, id);
    }
    Ok(())
}

/// Writes what was counted under today, by Postgres' clock in Vietnam. What cannot be written is counted on.
pub async fn flush(ground: &Ground) -> Result<()> {
    let counted = ground.tally.take();
    if counted.is_empty() {
        return Ok(());
    }
    match write(ground, &counted).await {
        Ok(()) => Ok(()),
        Err(error) => {
            ground.tally.put_back(counted);
            Err(error)
        }
    }
}

async fn write(ground: &Ground, counted: &Counted) -> Result<()> {
    let mut conn = ground.db.conn().await?;
    for (table, key, shown, clicked) in
        [("spotlight_days", "spotlight", SHOWN, CLICKED), ("collection_days", "collection", OPENED, WENT_ON)]
    {
        let of = |what: &str| {
            counted.iter().filter(|((w, _), _)| *w == what).map(|((_, id), n)| (*id, *n)).collect::<Vec<_>>()
        };
        let (seen, went) = (of(shown), of(clicked));
        if seen.is_empty() && went.is_empty() {
            continue;
        }
        let rows = seen.iter().map(|(id, n)| (*id, *n, 0)).chain(went.iter().map(|(id, n)| (*id, 0, *n)));
        let (mut ids, mut n_shown, mut n_clicked) = (Vec::new(), Vec::new(), Vec::new());
        for (id, shown, clicked) in rows {
            ids.push(id);
            n_shown.push(shown);
            n_clicked.push(clicked);
        }
        // A number that is nobody's is dropped by the join.
        diesel::sql_query(format!(
            "INSERT INTO {table} ({key}_id, day, shown, clicked) \
             SELECT x.id, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, sum(x.shown), sum(x.clicked) \
             FROM unnest($1, $2, $3) AS x (id, shown, clicked) JOIN {key}s o ON o.id = x.id GROUP BY x.id ORDER BY x.id \
             ON CONFLICT ({key}_id, day) DO UPDATE \
             SET shown = {table}.shown + excluded.shown, clicked = {table}.clicked + excluded.clicked"
        ))
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Array<BigInt>, _>(n_shown)
        .bind::<Array<BigInt>, _>(n_clicked)
        .execute(&mut conn)
        .await?;
    }
    Ok(())
}
