//! The log as it is read, the latest first.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::facts;
use super::filter::Filter;
use crate::accounts::account::Handle;
use crate::accounts::evidence::Evidence;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::paging::{Cursor, cut};
use crate::kernel::text;
use crate::platform::db::Conn;
use crate::platform::locales;

#[derive(Debug, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Empty for the market itself.
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Bool)]
    pub on_behalf: bool,
    #[diesel(sql_type = Text)]
    pub act: String,
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = Text)]
    pub why: String,
    /// Tail of a Fluent key (`log-evidence-…`); empty for none.
    #[diesel(sql_type = Text)]
    pub evidence: String,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub before: Option<Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub after: Option<Value>,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub household_vi: String,
    #[diesel(sql_type = Text)]
    pub household_en: String,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Whose acts are meant; `None` for everybody's.
async fn people(conn: &mut Conn, typed: &str) -> Result<Option<Vec<i64>>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let handle = Handle::parse(typed).map(|handle| handle.as_str().to_owned()).unwrap_or_default();
    let found: Vec<Id> = diesel::sql_query(
        "SELECT a.id FROM accounts a \
         WHERE ($1 <> '' AND fold(a.name) LIKE '%' || $1 || '%' OR a.phone = $2 OR a.email = $2) \
           AND EXISTS (SELECT FROM acts x WHERE x.account_id = a.id)",
    )
    .bind::<Text, _>(text::fold(typed))
    .bind::<Text, _>(handle)
    .load(conn)
    .await?;
    Ok(Some(found.into_iter().map(|row| row.id).collect()))
}

/// Which households are meant; `None` for all, and for acts about none.
async fn households(conn: &mut Conn, typed: &str) -> Result<Option<Vec<i64>>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let found: Vec<Id> = diesel::sql_query(
        "SELECT id FROM producers WHERE slug = $1 OR $2 <> '' AND name_folded LIKE '% ' || $2 || '%'",
    )
    .bind::<Text, _>(typed)
    .bind::<Text, _>(text::fold(typed))
    .load(conn)
    .await?;
    Ok(Some(found.into_iter().map(|row| row.id).collect()))
}

/// A page of `size` acts that fit, after `after`. Words are looked for as they are shown in `lang`.
pub async fn list(
    conn: &mut Conn,
    lang: Lang,
    filter: &Filter,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Row>, Option<Cursor>)> {
    let people = people(conn, &filter.who).await?;
    let households = households(conn, &filter.household).await?;
    // Only what is asked for stands in the query, so that the index for it is used.
    let mut fits = String::new();
    let mut and = |asked: bool, condition: &str| {
        if asked {
            fits.push_str(" AND ");
            fits.push_str(condition);
        }
    };
    let (words, kept) = (text::fold(&filter.q), facts::kept(lang, &filter.q));
    let evidence = evidence(&words);
    // What a sentence says is only looked for where one says it.
    let or_evidence = if evidence.is_empty() { "" } else { " OR x.evidence = ANY($11)" };
    and(people.is_some(), "x.account_id = ANY($4)");
    and(households.is_some(), "x.producer_id = ANY($5)");
    and(!filter.kind.is_empty(), "x.act = $6");
    and(
        !words.is_empty(),
        &format!(
            "(fold(x.subject || ' ' || x.why) LIKE '%' || $7 || '%'{or_evidence} \
              OR (x.before IS NOT NULL OR x.after IS NOT NULL) \
                 AND fold(coalesce(x.before::text, '') || ' ' || coalesce(x.after::text, '')) LIKE ANY($10))"
        ),
    );
    and(filter.first().is_some(), "x.at >= $8::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'");
    and(filter.last().is_some(), "x.at < ($9 + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'");
    let mut rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT x.id, x.at, coalesce(a.name, '') AS who, x.on_behalf, x.act, x.subject, x.why, x.evidence, x.before, x.after, \
                coalesce(h.slug, '') AS slug, coalesce(h.name_vi, '') AS household_vi, coalesce(h.name_en, '') AS household_en \
         FROM acts x LEFT JOIN accounts a ON a.id = x.account_id LEFT JOIN producers h ON h.id = x.producer_id \
         WHERE (x.at, x.id) < (to_timestamp(0) + $1 * interval '1 microsecond', $2){fits} \
         ORDER BY x.at DESC, x.id DESC LIMIT $3"
    ))
    .bind::<BigInt, _>(after.map_or(LAST, |cursor| cursor.key.clamp(0, LAST)))
    .bind::<BigInt, _>(after.map_or(i64::MAX, |cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
    .bind::<Array<BigInt>, _>(people.unwrap_or_default())
    .bind::<Array<BigInt>, _>(households.unwrap_or_default())
    .bind::<Text, _>(&filter.kind)
    .bind::<Text, _>(words)
    .bind::<Nullable<Date>, _>(filter.first())
    .bind::<Nullable<Date>, _>(filter.last())
    .bind::<Array<Text>, _>(kept)
    .bind::<Array<Text>, _>(evidence)
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.at.timestamp_micros(), id: row.id });
    Ok((rows, next))
}

/// The evidence whose sentence has these words, folded, in either language.
fn evidence(words: &str) -> Vec<&'static str> {
    let says =
        |lang: Lang, word: &str| text::fold(&locales::text(lang, &format!("log-evidence-{word}"))).contains(words);
    let all = Evidence::ALL.map(Evidence::as_str).into_iter().filter(|_| !words.is_empty());
    all.filter(|word| [Lang::Vi, Lang::En].into_iter().any(|lang| says(lang, word))).collect()
}

/// Later than any act, in microseconds: the year 9999.
const LAST: i64 = 253_370_764_800_000_000;

#[derive(QueryableByName)]
struct Kind {
    #[diesel(sql_type = Text)]
    act: String,
}

/// Every kind of act that was ever done, by leaps through the index.
pub async fn kinds(conn: &mut Conn) -> Result<Vec<String>> {
    let found: Vec<Kind> = diesel::sql_query(
        "WITH RECURSIVE leap AS ( \
           (SELECT act FROM acts ORDER BY act LIMIT 1) \
           UNION ALL SELECT (SELECT x.act FROM acts x WHERE x.act > leap.act ORDER BY x.act LIMIT 1) FROM leap \
           WHERE leap.act IS NOT NULL) \
         SELECT act FROM leap WHERE act IS NOT NULL",
    )
    .load(conn)
    .await?;
    Ok(found.into_iter().map(|row| row.act).collect())
}
