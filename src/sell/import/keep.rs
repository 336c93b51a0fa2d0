//! Files as they were read, kept until they are taken over, and what became of each row afterwards.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::row::Row;
use super::weigh::{Change, Fate, Words};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ImportId, ProducerId, ProductId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::schema::{import_rows, imports};

/// A household's files that are kept; older ones go.
const KEPT: i64 = 20;

/// How far an import is.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct Stand {
    pub id: ImportId,
    pub producer_id: ProducerId,
    pub file_name: String,
    pub total: i32,
    /// So many rows are done, in their order.
    pub taken: i32,
    pub begun_by: Option<AccountId>,
    pub moved_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl Stand {
    #[must_use]
    pub const fn begun(&self) -> bool {
        self.begun_by.is_some()
    }

    /// Taken over just now.
    #[must_use]
    pub const fn at_work(&self) -> bool {
        self.begun_by.is_some() && self.ended_at.is_none()
    }
}

/// A row, and what has become of it.
#[derive(Clone, Debug)]
pub struct Line {
    pub n: i32,
    pub row: Row,
    pub was: Option<(Money, i32)>,
    pub done: Option<Done>,
}

/// What has become of a row.
#[derive(Clone, Debug)]
pub struct Done {
    pub fate: Fate,
    pub words: Option<Words>,
    pub changes: Vec<Change>,
    pub product: Option<ProductId>,
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value> {
    Ok(serde_json::to_value(value).map_err(anyhow::Error::from)?)
}

/// Keeps a file.
pub async fn keep(conn: &mut Conn, producer: ProducerId, by: AccountId, name: &str, rows: &[Row]) -> Result<ImportId> {
    let total = i32::try_from(rows.len()).map_err(anyhow::Error::from)?;
    let id: ImportId = diesel::insert_into(imports::table)
        .values((
            imports::producer_id.eq(producer),
            imports::account_id.eq(by),
            imports::file_name.eq(name),
            imports::total.eq(total),
        ))
        .returning(imports::id)
        .get_result(conn)
        .await?;
    diesel::sql_query(
        "INSERT INTO import_rows (import_id, n, typed) \
         SELECT $1, x.n - 1, x.typed FROM jsonb_array_elements($2) WITH ORDINALITY AS x (typed, n)",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Jsonb, _>(json(&rows)?)
    .execute(conn)
    .await?;
    diesel::sql_query(
        "DELETE FROM imports WHERE producer_id = $1 AND (begun_at IS NULL OR ended_at IS NOT NULL) \
           AND id < (SELECT min(x.id) FROM (SELECT id FROM imports WHERE producer_id = $1 ORDER BY id DESC LIMIT $2) x)",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(KEPT)
    .execute(conn)
    .await?;
    Ok(id)
}

/// An import of this household.
///
/// # Errors
/// [`Error::NotFound`], also for another household's.
pub async fn find(conn: &mut Conn, producer: ProducerId, id: ImportId) -> Result<Stand> {
    let own = imports::table.filter(imports::id.eq(id).and(imports::producer_id.eq(producer)));
    own.select(Stand::as_select()).first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// Its latest files, newest first.
pub async fn latest(conn: &mut Conn, producer: ProducerId, most: i64) -> Result<Vec<(Stand, DateTime<Utc>)>> {
    let own = imports::table.filter(imports::producer_id.eq(producer)).order(imports::id.desc()).limit(most);
    Ok(own.select((Stand::as_select(), imports::made_at)).load(conn).await?)
}

/// Another file of the household's that is taken over just now.
pub async fn other_at_work(conn: &mut Conn, producer: ProducerId) -> Result<Option<ImportId>> {
    Ok(imports::table
        .select(imports::id)
        .filter(imports::producer_id.eq(producer))
        .filter(imports::begun_at.is_not_null().and(imports::ended_at.is_null()))
        .first(conn)
        .await
        .optional()?)
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Integer)]
    n: i32,
    #[diesel(sql_type = Jsonb)]
    typed: serde_json::Value,
    #[diesel(sql_type = Nullable<BigInt>)]
    was_price: Option<Money>,
    #[diesel(sql_type = Nullable<Integer>)]
    was_left: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    fate: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    text: Option<String>,
    #[diesel(sql_type = Jsonb)]
    changes: serde_json::Value,
    #[diesel(sql_type = Nullable<BigInt>)]
    product_id: Option<ProductId>,
}

impl Found {
    fn read(self) -> Result<Line> {
        let changes: Vec<Change> = serde_json::from_value(self.changes).map_err(anyhow::Error::from)?;
        let (words, product) = (self.text.as_deref().and_then(Words::parse), self.product_id);
        let done = self.fate.as_deref().and_then(Fate::parse).map(|fate| Done { fate, words, changes, product });
        let row = serde_json::from_value(self.typed).map_err(anyhow::Error::from)?;
        Ok(Line { n: self.n, row, was: self.was_price.zip(self.was_left), done })
    }
}

/// Rows of an import from the `from`th on, in the order of the file.
pub async fn rows(conn: &mut Conn, id: ImportId, from: i32, most: i64) -> Result<Vec<Line>> {
    let found: Vec<Found> = diesel::sql_query(
        "SELECT n, typed, was_price, was_left, fate, text, changes, product_id FROM import_rows \
         WHERE import_id = $1 AND n >= $2 ORDER BY n LIMIT $3",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Integer, _>(from)
    .bind::<BigInt, _>(most)
    .kept()
    .load(conn)
    .await?;
    found.into_iter().map(Found::read).collect()
}

/// Writes a mended row.
pub async fn write(conn: &mut Conn, id: ImportId, n: i32, row: &Row) -> Result<()> {
    let at = import_rows::table.filter(import_rows::import_id.eq(id).and(import_rows::n.eq(n)));
    diesel::update(at).set(import_rows::typed.eq(json(row)?)).execute(conn).await?;
    Ok(())
}

/// A row as the household saw it: its number, the price and stock beside it, and whether it was wrong.
pub type Seen = (i32, Option<(Money, i32)>, bool);

/// Begins: what the household saw beside each row is kept, and what is wrong is settled.
pub async fn begin(conn: &mut Conn, id: ImportId, by: AccountId, seen: &[Seen]) -> Result<()> {
    let n: Vec<i32> = seen.iter().map(|(n, ..)| *n).collect();
    let prices: Vec<Option<Money>> = seen.iter().map(|(_, was, _)| was.map(|was| was.0)).collect();
    let lefts: Vec<Option<i32>> = seen.iter().map(|(_, was, _)| was.map(|was| was.1)).collect();
    let fates: Vec<Option<&str>> = seen.iter().map(|(.., wrong)| wrong.then_some(Fate::Wrong.as_str())).collect();
    diesel::sql_query(
        "UPDATE import_rows r SET was_price = x.price, was_left = x.remains, fate = x.fate \
         FROM unnest($2, $3, $4, $5) AS x (n, price, remains, fate) WHERE r.import_id = $1 AND r.n = x.n",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Array<Integer>, _>(n)
    .bind::<Array<Nullable<BigInt>>, _>(prices)
    .bind::<Array<Nullable<Integer>>, _>(lefts)
    .bind::<Array<Nullable<Text>>, _>(fates)
    .execute(conn)
    .await?;
    diesel::sql_query("UPDATE imports SET begun_at = now(), begun_by = $2, moved_at = now() WHERE id = $1")
        .bind::<BigInt, _>(id.0)
        .bind::<BigInt, _>(by.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes down what has become of a row.
pub async fn settle(conn: &mut Conn, id: ImportId, n: i32, done: &Done) -> Result<()> {
    let at = import_rows::table.filter(import_rows::import_id.eq(id).and(import_rows::n.eq(n)));
    diesel::update(at)
        .set((
            import_rows::fate.eq(done.fate.as_str()),
            import_rows::text.eq(done.words.map(Words::as_str)),
            import_rows::changes.eq(json(&done.changes)?),
            import_rows::product_id.eq(done.product),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes down how far it is; with the last row it has ended.
pub async fn advance(conn: &mut Conn, id: ImportId, taken: i32) -> Result<()> {
    diesel::sql_query(
        "UPDATE imports SET taken = $2, moved_at = now(), ended_at = CASE WHEN $2 = total THEN now() END WHERE id = $1",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Integer, _>(taken)
    .kept()
    .execute(conn)
    .await?;
    Ok(())
}

/// A draft that an import has begun and that still has no photo.
#[derive(QueryableByName, serde::Serialize)]
pub struct Bare {
    #[diesel(sql_type = BigInt)]
    pub id: ProductId,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// Those drafts, in the order of the file.
pub async fn bare(conn: &mut Conn, producer: ProducerId, id: ImportId) -> Result<Vec<Bare>> {
    Ok(diesel::sql_query(
        "SELECT p.id, coalesce(v.content ->> 'name', '') AS name \
         FROM (SELECT product_id, min(n) AS n FROM import_rows WHERE import_id = $2 AND product_id IS NOT NULL \
               GROUP BY product_id) r \
         JOIN products p ON p.id = r.product_id AND p.producer_id = $1 AND p.state = 'draft' \
         JOIN LATERAL (SELECT v.id, v.content FROM revisions v WHERE v.product_id = p.id ORDER BY v.id DESC LIMIT 1) v ON true \
         WHERE NOT EXISTS (SELECT FROM revision_pictures x WHERE x.revision_id = v.id) ORDER BY r.n",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(id.0)
    .kept()
    .load(conn)
    .await?)
}
