//! Writes the shelf: one row per product on sale, derived from products, packs, producers, certificates, categories and
//! sales. Set-based, so that a hundred thousand products take seconds; a row that is right already is not written again.

use chrono::{Datelike as _, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::card::{CHEAPEST_FIRST, PER_KG, TO_BE_HAD};
use super::statement::{Bind, Statement};
use crate::error::Result;
use crate::kernel::ids::ProductId;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::platform::signals;
use crate::producers::certificate::{covers_sql, in_force_sql};

/// Only one writer at a time, or one that read earlier could write later.
const LOCK: &str = "SELECT pg_advisory_xact_lock(4242002)";
/// So many ids at once when all are written, to stay well within the time that a statement may take, and that a change of
/// one product may wait for the lock.
const STRIDE: i64 = 2_000;

/// Which products are written.
#[derive(Clone, Copy, Debug)]
enum Scope<'a> {
    These(&'a [ProductId]),
    /// Ids after the first and up to the second.
    Between(i64, i64),
    /// The same, but words are made anew only where papers came or went, and for every 24th product, from this one on:
    /// making them is most of the work, and whatever else they are made of says so when it changes.
    Season(i64, i64, i64),
}

/// Writes the rows of these products as of `today` in Vietnam; those no longer for sale leave the shelf.
///
/// # Locks
/// The shelf, against other writers, until the transaction ends.
pub async fn refresh(conn: &mut Conn, today: NaiveDate, products: &[ProductId]) -> Result<()> {
    if products.is_empty() {
        return Ok(());
    }
    conn.transaction(async |conn| {
        write(conn, today, Scope::These(products)).await?;
        signals::send(conn, signals::SHELF).await?;
        Ok(())
    })
    .await
}

/// Writes every row.
pub async fn refresh_all(conn: &mut Conn, today: NaiveDate) -> Result<()> {
    refresh_by(conn, today, Scope::Between).await
}

/// Writes what has changed with the date alone; called every `hour`, it makes all words anew once a day.
pub async fn refresh_season(conn: &mut Conn, today: NaiveDate, hour: u32) -> Result<()> {
    refresh_by(conn, today, |after, to| Scope::Season(after, to, i64::from(hour % 24))).await
}

/// Throws away kinds that no row is of any more; returns how many.
///
/// # Locks
/// The shelf, against its writers: one that comes later writes the kinds of its rows again.
pub async fn sweep_kinds(conn: &mut Conn) -> Result<usize> {
    conn.transaction(async |conn| {
        diesel::sql_query(LOCK).execute(conn).await?;
        let unused = "DELETE FROM shelf_alike a WHERE NOT EXISTS (SELECT FROM shelf_terms t WHERE t.alike = a.alike)";
        Ok(diesel::sql_query(unused).execute(conn).await?)
    })
    .await
}

/// Of what a look at the papers that ran out finds, so much at once: the next look finds the rest.
const MOST_OUTLIVED: i64 = 5_000;

/// Products whose row still shows a paper of the last 40 days that has run out by `today`; older ones the hourly look at every
/// row has long taken off.
pub async fn outlived(conn: &mut Conn, today: NaiveDate) -> Result<Vec<ProductId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: ProductId,
    }
    let other = format!(
        "FROM certificates x WHERE x.producer_id = c.producer_id AND x.kind = c.kind AND {} AND {}",
        covers_sql("x", "p"),
        in_force_sql("x", "$1")
    );
    let rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT DISTINCT p.id FROM certificates c JOIN shelf s ON s.producer_id = c.producer_id AND c.kind = ANY(s.certificates) \
         JOIN products p ON p.id = s.product_id \
         WHERE c.checked_at IS NOT NULL AND c.revoked_at IS NULL AND c.expires_on < $1 AND c.expires_on >= $1 - 40 \
           AND (NOT EXISTS (SELECT {other}) OR c.kind = 'ocop' AND s.stars <> coalesce((SELECT max(x.stars) {other}), 0)) \
         ORDER BY p.id LIMIT $2"
    ))
    .bind::<diesel::sql_types::Date, _>(today)
    .bind::<BigInt, _>(MOST_OUTLIVED)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

async fn refresh_by(
    conn: &mut Conn,
    today: NaiveDate,
    scope: impl Fn(i64, i64) -> Scope<'static> + Send,
) -> Result<()> {
    #[derive(QueryableByName)]
    struct Last {
        #[diesel(sql_type = Nullable<BigInt>)]
        id: Option<i64>,
    }
    let last: Last = diesel::sql_query("SELECT max(id) AS id FROM products").get_result(conn).await?;
    let (mut from, last) = (0, last.id.unwrap_or(0));
    while from < last {
        let stride = scope(from, from + STRIDE);
        conn.transaction(async |conn| write(conn, today, stride).await).await?;
        from += STRIDE;
    }
    signals::send(conn, signals::SHELF).await?;
    Ok(())
}

async fn write(conn: &mut Conn, today: NaiveDate, scope: Scope<'_>) -> Result<()> {
    diesel::sql_query(LOCK).execute(conn).await?;
    let (gone, fresh) = (gone(scope).query(), fresh(today, scope).query());
    match scope {
        Scope::These(_) => {
            gone.kept().execute(conn).await?;
            fresh.kept().execute(conn).await?;
        }
        // A plan for any stride would take it for a few rows.
        Scope::Between(..) | Scope::Season(..) => {
            gone.execute(conn).await?;
            fresh.execute(conn).await?;
        }
    }
    Ok(())
}

/// `column` within the scope, as SQL.
fn within(statement: &mut Statement, scope: Scope<'_>, column: &str) -> String {
    match scope {
        Scope::These(ids) => {
            let ids = statement.bind(Bind::BigInts(ids.iter().map(|id| id.0).collect()));
            format!("{column} = ANY({ids})")
        }
        Scope::Between(after, to) | Scope::Season(after, to, _) => {
            let (after, to) = (statement.bind(Bind::BigInt(after)), statement.bind(Bind::BigInt(to)));
            format!("{column} > {after} AND {column} <= {to}")
        }
    }
}

/// A product `p` of a producer `r` is on sale when both say so and it has a pack.
const ON_SALE: &str = "p.state = 'on_sale' AND r.listed AND EXISTS ( \
     SELECT FROM packs k WHERE k.product_id = p.id AND k.withdrawn_at IS NULL)";

fn gone(scope: Scope<'_>) -> Statement {
    let mut statement = Statement::default();
    let within = within(&mut statement, scope, "s.product_id");
    statement.push(&format!(
        "DELETE FROM shelf s WHERE {within} \
         AND NOT EXISTS (SELECT FROM products p JOIN producers r ON r.id = p.producer_id \
                         WHERE p.id = s.product_id AND {ON_SALE})"
    ));
    statement
}

/// The rank is one number, so that an index can hold the order: from the highest bits down whether it is in stock,
/// whether it is in season, how many orders of the last 30 days hold it, and the second it was listed.
const RANK: &str = "(k.in_stock::int::bigint << 60) | (n.in_season::int::bigint << 59) \
     | (least(coalesce(o.orders, 0), 33554431)::bigint << 34) | extract(epoch FROM p.created_at)::bigint";

/// The second it was listed, as a rank holds it, as SQL.
pub const LISTED: &str = "(rank & 17179869183)";

/// The rank of what is in stock and in season is at least this, of what is out of season or sold out less.
pub const IN_STOCK_AND_SEASON: i64 = 1 << 60 | 1 << 59;

/// The words of product `p`: its names, and what else it is called, with the sizes that its names and packs say. `also` is
/// never null. `OFFSET 0` keeps the names from being toned again for each synonym, which took forty times as long.
///
/// Behind them what it is, each word after an `=`: those of its names that its own category has too, and the first one, which
/// in Vietnamese is the thing itself. "Nho hạ đen" among the grapes is `=nho`, the jam of it is `=mut`.
const NAMES: &str = "(SELECT word_vector(n.names, 'A') || word_vector(n.also, 'B') || ( \
       SELECT coalesce(string_agg(concat_ws(' ', '''=' || w.folded || '''', '''=' || w.toned || ''''), ' '), '')::tsvector \
       FROM unnest(called.folded || split_part(fold(p.name_vi), ' ', 1), \
                   called.toned || split_part(toned(p.name_vi), ' ', 1)) AS w (folded, toned) \
       WHERE w.folded <> '' AND w.toned = ANY(string_to_array(toned(concat_ws(' ', n.names, english_forms(p.name_en), n.short)), ' '))) \
     FROM (SELECT p.name_vi || ' ' || p.name_en AS names, \
             concat_ws(' ', english_forms(p.name_en), y.also, size_words(concat_ws(' / ', p.name_vi, p.name_en, z.packs))) AS also, y.short \
           FROM (SELECT string_agg(concat_ws(' / ', k.name_vi, k.name_en, nullif(k.net_weight_g, 0) || ' g'), ' / ' ORDER BY k.id) AS packs \
                 FROM packs k WHERE k.product_id = p.id AND k.withdrawn_at IS NULL) z, (SELECT string_agg(y.also, ' ' ORDER BY y.words) AS also, string_agg(y.short, ' ' ORDER BY y.words) AS short \
                 FROM (SELECT ' ' || toned(p.name_vi || ' ' || p.name_en) || ' ' AS toned OFFSET 0) t \
                 JOIN spoken y ON t.toned LIKE '%' || y.toned || '%') y OFFSET 0) n)";

/// The words of the certificates in force, `f` of the statement below: "thanh long vietgap", "gạo OCOP".
const PAPERS: &str = "word_vector(concat_ws(' ', \
        CASE WHEN 'ocop' = ANY(f.kinds) THEN 'OCOP ' || f.stars || ' sao' END, \
        CASE WHEN 'vietgap' = ANY(f.kinds) THEN 'VietGAP' END, CASE WHEN 'haccp' = ANY(f.kinds) THEN 'HACCP' END, \
        CASE WHEN 'organic' = ANY(f.kinds) THEN 'hữu cơ organic' END), 'C')";

/// The words of where product and household belong: category `g` under `t`, household `r`, commune `m` of province `v`,
/// and, behind all others, the places of the time before July 2025 that are that commune now.
const ABOUT: &str = "word_vector(concat_ws(' ', g.name_vi, g.name_en, t.name_vi, t.name_en, r.name_vi, r.name_en, \
        CASE m.kind WHEN 'phuong' THEN 'phường' WHEN 'dac_khu' THEN 'đặc khu' ELSE 'xã' END, m.name, v.name, \
        (SELECT string_agg(y.also, ' ' ORDER BY y.words) \
         FROM (SELECT ' ' || toned(concat_ws(' ', g.name_vi, t.name_vi)) || ' ' AS toned OFFSET 0) n \
         JOIN synonyms y ON n.toned LIKE '%' || y.toned || '%')), 'C') \
     || word_vector(coalesce((SELECT string_agg(DISTINCT w.name, ' ') FROM former_communes f, \
          LATERAL unnest(ARRAY[f.name, f.district, f.province]) AS w (name) WHERE f.commune_code = m.code), ''), 'D')";

/// Synonyms, and of each the other names of one word only: those of several share their words with other things, as
/// "cá muối chua" does with "cà chua".
const SPOKEN: &str = "SELECT y.*, (SELECT string_agg(a.name, ' ') FROM unnest(string_to_array(y.also, ',')) AS a (name) \
        WHERE btrim(a.name) NOT LIKE '% %') AS short FROM synonyms y";

/// What category `g` is called, as text.
const OWN: &str = "concat_ws(' ', g.name_vi, g.name_en, english_forms(g.name_en), ( \
        SELECT string_agg(y.short, ' ' ORDER BY y.words) \
        FROM (SELECT ' ' || toned(concat_ws(' ', g.name_vi, g.name_en)) || ' ' AS toned OFFSET 0) n \
        JOIN spoken y ON n.toned LIKE '%' || y.toned || '%'))";

fn fresh(today: NaiveDate, scope: Scope<'_>) -> Statement {
    let mut statement = Statement::default();
    let products = within(&mut statement, scope, "p.id");
    let sold = within(&mut statement, scope, "l.product_id");
    let month = statement.bind(Bind::BigInt(i64::from(today.month0())));
    let today = statement.bind(Bind::Day(today));
    let (in_force, covers) = (in_force_sql("c", &today), covers_sql("c", "p"));
    let words = format!("{NAMES} || {PAPERS} || called.words");
    let words = match scope {
        Scope::These(_) | Scope::Between(..) => words,
        Scope::Season(_, _, part) => {
            let part = statement.bind(Bind::BigInt(part));
            format!(
                "CASE WHEN old.words <> '' AND old.certificates = f.kinds AND old.stars = f.stars AND p.id % 24 <> {part} \
                 THEN old.words ELSE {words} END"
            )
        }
    };
    statement.push(&format!(
        "WITH sold AS MATERIALIZED ( \
           SELECT l.product_id, count(DISTINCT l.order_id)::integer AS orders \
           FROM order_lines l JOIN parcels a ON a.id = l.parcel_id JOIN orders o ON o.id = l.order_id \
           WHERE {sold} AND o.placed_at > now() - interval '30 days' \
             AND a.state NOT IN ('refused', 'cancelled', 'unfulfillable') \
           GROUP BY l.product_id), \
         spoken AS MATERIALIZED ({SPOKEN}), \
         called AS MATERIALIZED ( \
           SELECT c.producer_id, c.category_id, c.words, string_to_array(fold(c.own), ' ') AS folded, \
             string_to_array(toned(c.own), ' ') AS toned \
           FROM (SELECT x.producer_id, x.category_id, {ABOUT} AS words, {OWN} AS own \
           FROM (SELECT DISTINCT p.producer_id, p.category_id FROM products p WHERE {products}) x \
           JOIN producers r ON r.id = x.producer_id JOIN communes m ON m.code = r.commune_code \
           JOIN provinces v ON v.code = m.province_code \
           JOIN categories g ON g.id = x.category_id LEFT JOIN categories t ON t.id = g.parent_id OFFSET 0) c) \
         INSERT INTO shelf AS s (product_id, producer_id, category_id, top_category_id, commune_code, producer_kind, \
           certificates, stars, from_price, per_kg, season, in_season, in_stock, sold_30d, rank, listed_at, words) \
         SELECT p.id, p.producer_id, p.category_id, coalesce(g.parent_id, g.id), r.commune_code, r.kind, \
           f.kinds, f.stars, k.price, k.per_kg, p.season, n.in_season, k.in_stock, coalesce(o.orders, 0), {RANK}, \
           p.created_at, {words} \
         FROM products p \
         JOIN producers r ON r.id = p.producer_id \
         JOIN categories g ON g.id = p.category_id \
         JOIN called ON called.producer_id = p.producer_id AND called.category_id = p.category_id \
         LEFT JOIN sold o ON o.product_id = p.id \
         LEFT JOIN shelf old ON old.product_id = p.id \
         CROSS JOIN LATERAL (SELECT p.season >> {month}::integer & 1 = 1 AS in_season) n \
         CROSS JOIN LATERAL ( \
           SELECT k.price, {PER_KG} AS per_kg, {TO_BE_HAD} AS in_stock FROM packs k \
           JOIN offers offer ON offer.pack_id = k.id WHERE k.product_id = p.id AND k.withdrawn_at IS NULL ORDER BY {CHEAPEST_FIRST} LIMIT 1) k \
         CROSS JOIN LATERAL ( \
           SELECT coalesce(array_agg(DISTINCT c.kind ORDER BY c.kind), '{{}}') AS kinds, \
                  coalesce(max(c.stars) FILTER (WHERE c.kind = 'ocop'), 0)::smallint AS stars \
           FROM certificates c \
           WHERE c.producer_id = p.producer_id AND {covers} AND {in_force}) f \
         WHERE {products} AND {ON_SALE} \
         ORDER BY p.id \
         ON CONFLICT (product_id) DO UPDATE SET (producer_id, category_id, top_category_id, commune_code, producer_kind, \
           certificates, stars, from_price, per_kg, season, in_season, in_stock, sold_30d, rank, listed_at, words) = (excluded.producer_id, excluded.category_id, \
           excluded.top_category_id, excluded.commune_code, excluded.producer_kind, excluded.certificates, \
           excluded.stars, excluded.from_price, excluded.per_kg, excluded.season, excluded.in_season, \
           excluded.in_stock, excluded.sold_30d, excluded.rank, excluded.listed_at, excluded.words) \
         WHERE s.* IS DISTINCT FROM excluded.*"
    ));
    statement
}
