//! Who has told of which transfer, as the table `tellings` keeps it.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::same::{Book, Seen, Telling};
use super::told::Told;
use crate::error::Result;
use crate::kernel::ids::{BankAccountId, StatementId, TransferId};
use crate::kernel::money::Money;
use crate::kernel::text::fold;
use crate::platform::db::Conn;
use crate::schema::tellings;

const FACTS: &str = "SELECT t.id, t.source, t.amount, t.content, t.codes, t.came_at, t.bank_reference, \
       t.state = 'ignored' AND NOT t.confirmed_by_bank AS doubted FROM transfers t";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: TransferId,
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = BigInt)]
    amount: Money,
    #[diesel(sql_type = Text)]
    content: String,
    #[diesel(sql_type = Array<Text>)]
    codes: Vec<String>,
    #[diesel(sql_type = Timestamptz)]
    came_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    bank_reference: Option<String>,
    #[diesel(sql_type = Bool)]
    doubted: bool,
}

/// This very source told of this very transfer.
pub async fn before(conn: &mut Conn, told: &Told) -> Result<Option<TransferId>> {
    let own = tellings::source.eq(told.source.as_str()).and(tellings::external_id.eq(&told.external_id));
    let own = tellings::table.select(tellings::transfer_id).filter(own).order(tellings::id);
    Ok(own.first(conn).await.optional()?)
}

/// Writes down who told of a transfer; told again it stands there once.
pub async fn write(conn: &mut Conn, transfer: TransferId, told: &Told) -> Result<()> {
    diesel::insert_into(tellings::table)
        .values((
            tellings::transfer_id.eq(transfer),
            tellings::source.eq(told.source.as_str()),
            tellings::external_id.eq(&told.external_id),
            tellings::statement_id.eq(told.statement),
            tellings::bank_reference.eq(told.bank_reference.as_deref()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// The transfer that another source told of and that this is; `codes` are the orders' in its content.
pub async fn elsewhere(
    conn: &mut Conn,
    told: &Told,
    codes: &[String],
    account: BankAccountId,
) -> Result<Option<TransferId>> {
    Ok(book_for(conn, told, codes, account).await?.find(told, codes))
}

/// What the books have that this may be.
pub async fn book_for(conn: &mut Conn, told: &Told, codes: &[String], account: BankAccountId) -> Result<Book> {
    let only = if let [code] = codes { Some(code.as_str()) } else { None };
    // Each by an index of its own: a year's statement has thousands of lines of one sum. What this source has told of already
    // is another one, but for a number that it gives again.
    let own = "EXISTS (SELECT FROM tellings o WHERE o.transfer_id = t.id AND o.source = $8 \
           AND o.statement_id IS NOT DISTINCT FROM $4)";
    let mut rows: Vec<Row> = diesel::sql_query(format!(
        "{FACTS} WHERE t.account_id = $1 AND t.amount = $2 AND t.id = ANY(ARRAY(SELECT g.transfer_id FROM tellings g \
           WHERE g.bank_reference = $3 AND ($4::bigint IS NULL OR g.statement_id IS DISTINCT FROM $4))) \
         UNION ALL {FACTS} WHERE t.account_id = $1 AND t.amount = $2 AND t.part_of IS NULL \
           AND cardinality(t.codes) = 1 AND t.codes[1] = $5 AND NOT {own} \
         UNION ALL {FACTS} WHERE t.account_id = $1 AND t.amount = $2 AND t.part_of IS NULL \
           AND md5(folded(t.content)) = md5(folded($6)) \
           AND t.came_at BETWEEN $7 - interval '1 day' AND $7 + interval '1 day' AND NOT {own}"
    ))
    .bind::<BigInt, _>(account.0)
    .bind::<BigInt, _>(told.amount.amount())
    .bind::<Nullable<Text>, _>(told.bank_reference.as_deref())
    .bind::<Nullable<BigInt>, _>(told.statement.map(|statement| statement.0))
    .bind::<Nullable<Text>, _>(only)
    .bind::<Text, _>(&told.content)
    .bind::<Timestamptz, _>(told.at)
    .bind::<Text, _>(told.source.as_str())
    .load(conn)
    .await?;
    rows.sort_unstable_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    if rows.is_empty() { Ok(Book::default()) } else { book_of(conn, rows).await }
}

/// The number of the last telling, and whether one after `since` is of so much on this account and of no line of this statement.
pub async fn since(conn: &mut Conn, since: i64, told: &Told, account: BankAccountId) -> Result<(i64, bool)> {
    #[derive(QueryableByName)]
    struct News {
        #[diesel(sql_type = BigInt)]
        last: i64,
        #[diesel(sql_type = Bool)]
        others: bool,
    }
    let news: News = diesel::sql_query(
        "WITH late AS MATERIALIZED (SELECT transfer_id FROM tellings WHERE id > $1 AND statement_id IS DISTINCT FROM $2) \
         SELECT coalesce((SELECT max(id) FROM tellings), 0) AS last, \
                EXISTS (SELECT FROM late JOIN transfers t ON t.id = late.transfer_id \
                        WHERE t.account_id = $3 AND t.amount = $4) AS others",
    )
    .bind::<BigInt, _>(since)
    .bind::<Nullable<BigInt>, _>(told.statement.map(|statement| statement.0))
    .bind::<BigInt, _>(account.0)
    .bind::<BigInt, _>(told.amount.amount())
    .get_result(conn)
    .await?;
    Ok((news.last, news.others))
}

/// What the books have of one account that may be any of these.
pub async fn book(conn: &mut Conn, told: &[Told], account: BankAccountId) -> Result<Book> {
    let times = || told.iter().map(|one| one.at);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return Ok(Book::default()) };
    let mut amounts: Vec<i64> = told.iter().map(|one| one.amount.amount()).collect();
    amounts.sort_unstable();
    amounts.dedup();
    let references: Vec<&str> = told.iter().filter_map(|one| one.bank_reference.as_deref()).collect();
    let rows: Vec<Row> = diesel::sql_query(format!(
        "{FACTS} WHERE t.account_id = $1 AND t.amount = ANY($2) AND t.part_of IS NULL AND (t.came_at BETWEEN $3 AND $4 \
           OR t.id IN (SELECT g.transfer_id FROM tellings g WHERE g.bank_reference = ANY($5)))"
    ))
    .bind::<BigInt, _>(account.0)
    .bind::<Array<BigInt>, _>(&amounts)
    .bind::<Timestamptz, _>(first - Duration::days(1))
    .bind::<Timestamptz, _>(last + Duration::days(1))
    .bind::<Array<Text>, _>(&references)
    .load(conn)
    .await?;
    book_of(conn, rows).await
}

async fn book_of(conn: &mut Conn, rows: Vec<Row>) -> Result<Book> {
    type Line = (TransferId, String, Option<StatementId>, Option<String>);
    let ids: Vec<TransferId> = rows.iter().map(|row| row.id).collect();
    let columns = (tellings::transfer_id, tellings::source, tellings::statement_id, tellings::bank_reference);
    let every: Vec<Line> = tellings::table
        .select(columns)
        .filter(tellings::transfer_id.eq_any(ids))
        .order(tellings::id)
        .load(conn)
        .await?;
    let mut by_transfer: HashMap<TransferId, Vec<Telling>> = HashMap::new();
    for (transfer, source, statement, reference) in every {
        by_transfer.entry(transfer).or_default().push(Telling { source, statement, reference });
    }
    let seen = rows.into_iter().map(|row| {
        let first = Telling { source: row.source, statement: None, reference: row.bank_reference };
        Seen {
            id: row.id,
            amount: row.amount,
            words: fold(&row.content),
            codes: row.codes,
            came_at: row.came_at,
            doubted: row.doubted,
            tellings: by_transfer.remove(&row.id).unwrap_or_else(|| vec![first]),
        }
    });
    Ok(Book::of(seen.collect()))
}
