//! Two years of orders behind the demo market, so that its figures, charts and books say something: with the seasons of its
//! goods, growth, weekends and Tết, and what goes wrong now and then. Everything goes into the tables that real orders go
//! into, booked as those are, so that `market check` finds nothing; only slower than life, in bulk.

mod books;
mod complaints;
mod draw;
mod orders;
mod payouts;
mod people;
mod reviews;
mod searches;
mod stock;

use anyhow::{Context as _, bail};
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection as _, RunQueryDsl, SimpleAsyncConnection as _};
use indicatif::ProgressBar;

use crate::catalog::shelf;
use crate::figures::count;
use crate::platform::Ground;

/// Days of it.
const DAYS: u64 = 730;

/// Gives the demo market its two years. Rows are written all together or not at all.
///
/// # Refuses
/// Production, and a shop that has taken orders.
pub async fn history(ground: &Ground, progress: &ProgressBar) -> anyhow::Result<()> {
    #[derive(QueryableByName)]
    struct Ever {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    if ground.config.production() {
        bail!("the demo's history is not for production");
    }
    let mut conn = ground.db.conn().await?;
    let ever: Ever = diesel::sql_query("SELECT count(*) AS n FROM orders").get_result(&mut conn).await?;
    if ever.n > 0 {
        bail!("the shop has taken orders; the demo's history goes into one that has not");
    }
    let today = ground.clock.today();
    let goods = orders::goods(&mut conn).await?;
    let places = orders::places(&mut conn).await?;
    if goods.is_empty() || places.is_empty() {
        bail!("fill the shop with the demo market first");
    }
    let drawn = draw::orders(&goods, &places, today);
    progress.set_length(10);
    conn.batch_execute("SET statement_timeout = 0; SET market.quiet = 'on'").await?;
    let written = conn
        .transaction(async |conn| {
            orders::stage(conn, &drawn).await?;
            progress.inc(1);
            orders::write(conn).await?;
            progress.inc(1);
            books::write(conn).await?;
            progress.inc(1);
            stock::write(conn).await?;
            progress.inc(1);
            searches::write(conn, today).await?;
            // What the books must hold is held by triggers at the end of a transaction: sooner here, so that what comes
            // next reads tables that are known to be right.
            conn.batch_execute("SET CONSTRAINTS ALL IMMEDIATE; ANALYZE orders; ANALYZE parcels; ANALYZE order_lines; ANALYZE entries; ANALYZE postings")
                .await?;
            progress.inc(1);
            payouts::write(conn, today).await?;
            progress.inc(1);
            complaints::write(conn).await?;
            progress.inc(1);
            reviews::write(conn).await?;
            progress.inc(1);
            count::recount_all(conn).await?;
            progress.inc(1);
            shelf::refresh_all(conn, today).await?;
            progress.inc(1);
            anyhow::Ok(())
        })
        .await;
    conn.batch_execute("RESET market.quiet; RESET statement_timeout").await?;
    written.context("writing the demo's history")?;
    progress.finish_and_clear();
    Ok(())
}
