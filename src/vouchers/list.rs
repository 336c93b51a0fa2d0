//! Vouchers as the office and their household read them: how often each was used and what it has cost so far.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::find::{TERMS, TermsRow};
use super::voucher::Terms;
use crate::error::Result;
use crate::kernel::ids::{ProducerId, VoucherId};
use crate::kernel::money::Money;
use crate::kernel::paging::{Cursor, cut, first};
use crate::platform::db::Conn;

/// As many as anyone would read at once; the office's file has more, and a household reads on page by page.
pub const SHOWN: usize = 200;

/// A voucher in the office's list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: VoucherId,
    pub code: String,
    pub terms: Terms,
    pub used: i32,
    /// What it took off orders whose use counts.
    pub cost: Money,
    pub note: String,
    /// Its household's names, when it is one household's.
    pub name_vi: String,
    pub name_en: String,
    pub stopped_at: Option<DateTime<Utc>>,
    /// Where its time stands, by Postgres' clock.
    pub begun: bool,
    pub over: bool,
}

impl Listed {
    /// It can be used no more, whatever is left of it.
    fn ended(&self) -> bool {
        self.stopped_at.is_some() || self.over
    }

    /// How it stands, as the tail of a Fluent key (`office-voucher-…`): `live`, `later`, `over`, `used-up`, `stopped`.
    #[must_use]
    pub fn state(&self) -> &'static str {
        let used_up = self.terms.total_limit.is_some_and(|most| self.used >= most);
        match self.stopped_at {
            Some(_) => "stopped",
            None if self.over => "over",
            None if !self.begun => "later",
            None if used_up => "used-up",
            None => "live",
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: VoucherId,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(embed)]
    terms: TermsRow,
    #[diesel(sql_type = Integer)]
    used: i32,
    #[diesel(sql_type = BigInt)]
    cost: Money,
    #[diesel(sql_type = Text)]
    note: String,
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    stopped_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    begun: bool,
    #[diesel(sql_type = Bool)]
    over: bool,
}

/// The newest vouchers, those that can still be used first: `most` of them, and whether there are more.
pub async fn list(conn: &mut Conn, most: usize) -> Result<(Vec<Listed>, bool)> {
    Ok(first(of(conn, None, None, None, most.saturating_add(1)).await?, most))
}

/// The one of this number, however old it is.
pub async fn find(conn: &mut Conn, id: VoucherId) -> Result<Option<Listed>> {
    Ok(of(conn, Some(id), None, None, 1).await?.pop())
}

/// A page of those that are for this household's goods alone.
pub async fn list_of_household(
    conn: &mut Conn,
    producer: ProducerId,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Listed>, Option<Cursor>)> {
    let mut listed = of(conn, None, Some(producer), after, size.saturating_add(1)).await?;
    let next = cut(&mut listed, size, |row| Cursor { key: row.ended().into(), id: row.id.0 });
    Ok((listed, next))
}

async fn of(
    conn: &mut Conn,
    id: Option<VoucherId>,
    producer: Option<ProducerId>,
    after: Option<Cursor>,
    most: usize,
) -> Result<Vec<Listed>> {
    let rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT v.id, v.code, {TERMS}, v.used, v.note, v.stopped_at, v.starts_at <= now() AS begun, \
                v.ends_at <= now() AS over, coalesce(h.name_vi, '') AS name_vi, coalesce(h.name_en, '') AS name_en, \
                coalesce((SELECT sum(u.amount) FROM voucher_uses u \
                           WHERE u.voucher_id = v.id AND u.released_at IS NULL), 0)::bigint AS cost \
         FROM vouchers v LEFT JOIN producers h ON h.id = v.producer_id \
         WHERE ($2 IS NULL OR v.producer_id = $2) AND ($5 IS NULL OR v.id = $5) \
           AND ($3 IS NULL OR ((v.stopped_at IS NOT NULL OR v.ends_at <= now())::int, -v.id) > ($3, -$4)) \
         ORDER BY v.stopped_at IS NOT NULL OR v.ends_at <= now(), v.id DESC LIMIT $1"
    ))
    .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX))
    .bind::<Nullable<BigInt>, _>(producer.map(|id| id.0))
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.key))
    .bind::<BigInt, _>(after.map_or(0, |cursor| cursor.id.max(0)))
    .bind::<Nullable<BigInt>, _>(id.map(|id| id.0))
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Listed {
                terms: row.terms.terms()?,
                id: row.id,
                code: row.code,
                used: row.used,
                cost: row.cost,
                note: row.note,
                name_vi: row.name_vi,
                name_en: row.name_en,
                stopped_at: row.stopped_at,
                begun: row.begun,
                over: row.over,
            })
        })
        .collect()
}
