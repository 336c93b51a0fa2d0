//! The log of acts: who did what, to whose household, and why. Only ever added to, in the transaction of the act itself; when a
//! person is erased, words about them are blanked.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::Value;

use super::evidence::Evidence;
use crate::error::Result;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::kernel::paging::first;
use crate::platform::db::Conn;
use crate::schema::acts;

/// One act, about to be written.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = acts)]
pub struct Act<'a> {
    account_id: Option<AccountId>,
    producer_id: Option<ProducerId>,
    on_behalf: bool,
    act: &'static str,
    subject: String,
    before: Option<Value>,
    after: Option<Value>,
    why: &'a str,
    evidence: &'static str,
}

impl<'a> Act<'a> {
    /// `act` is a noun and a verb: `paper.checked`. Without an account the market itself did it.
    #[must_use]
    pub fn new(act: &'static str, account: Option<AccountId>) -> Self {
        Act {
            account_id: account,
            producer_id: None,
            on_behalf: false,
            act,
            subject: String::new(),
            before: None,
            after: None,
            why: "",
            evidence: "",
        }
    }

    /// Whose household it was about.
    #[must_use]
    pub const fn of(mut self, producer: ProducerId) -> Self {
        self.producer_id = Some(producer);
        self
    }

    /// A clerk did it in the household's place: for the reason told when that began, unless this act has its own by now.
    #[must_use]
    pub const fn on_behalf(mut self, on_behalf: bool) -> Self {
        self.on_behalf = on_behalf;
        if on_behalf && self.why.is_empty() {
            self.evidence = Evidence::OnBehalf.as_str();
        }
        self
    }

    /// Which thing: a number, a name, a path. Nothing that must not be kept.
    #[must_use]
    pub fn on(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// What was there before and is there now.
    #[must_use]
    pub fn changed(mut self, before: Value, after: Value) -> Self {
        self.before = Some(before).filter(|v| !v.is_null());
        self.after = Some(after).filter(|v| !v.is_null());
        self
    }

    /// Why, as somebody typed it.
    #[must_use]
    pub const fn because(mut self, why: &'a str) -> Self {
        self.why = why;
        self
    }

    /// What spoke for it, where nobody has to type why.
    #[must_use]
    pub const fn shown_by(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence.as_str();
        self
    }
}

/// Writes the act. Call it inside the transaction of what was done.
pub async fn record(conn: &mut Conn, act: &Act<'_>) -> Result<()> {
    diesel::insert_into(acts::table).values(act).execute(conn).await?;
    Ok(())
}

/// Writes many acts in one query, in this order. Call it inside the transaction of what was done.
pub async fn record_all(conn: &mut Conn, acts: Vec<Act<'_>>) -> Result<()> {
    if !acts.is_empty() {
        diesel::insert_into(acts::table).values(acts).execute(conn).await?;
    }
    Ok(())
}

/// An act as it is read.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Done {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Empty for the market itself.
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Bool)]
    pub on_behalf: bool,
    /// Tail of a Fluent key (`act-…`).
    #[diesel(sql_type = Text)]
    pub key: String,
    /// As people call the thing; empty for what has no name.
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = Text)]
    pub why: String,
    /// Tail of a Fluent key (`log-evidence-…`); empty for none.
    #[diesel(sql_type = Text)]
    pub evidence: String,
}

/// What an act `x` was about, in words. The log itself keeps paths and numbers of rows, by which the office finds things: to
/// whom the household is they say nothing.
const NAMED: &str = "CASE \
      WHEN x.act IN ('behalf.request', 'terms.accepted', 'identity.submitted') OR x.subject LIKE 'identity.%' THEN '' \
      WHEN x.act = 'household.suspended' THEN x.subject \
      WHEN x.subject !~ '^[0-9]{1,18}$' THEN x.subject \
      WHEN x.act LIKE 'product.%' THEN coalesce((SELECT p.name_vi FROM products p WHERE p.id = x.subject::bigint), '') \
      WHEN x.act LIKE 'harvest.%' THEN coalesce((SELECT p.name_vi FROM harvests h JOIN products p ON p.id = h.product_id \
        WHERE h.id = x.subject::bigint), '') \
      WHEN x.act IN ('pack.withdrawn', 'pack.made', 'stock.counted') THEN coalesce((SELECT p.name_vi || ', ' || k.name_vi \
        FROM packs k JOIN products p ON p.id = k.product_id WHERE k.id = x.subject::bigint), '') \
      WHEN x.act IN ('plot.closed', 'plot.opened') THEN coalesce((SELECT p.name FROM plots p WHERE p.id = x.subject::bigint), '') \
      WHEN x.act LIKE 'member.%' THEN coalesce((SELECT a.name FROM accounts a WHERE a.id = x.subject::bigint), '') \
      ELSE '' END";

/// The latest acts about a household, newest first: `most` of them, and whether there are more.
pub async fn of_household(conn: &mut Conn, producer: ProducerId, most: usize) -> Result<(Vec<Done>, bool)> {
    let rows: Vec<Done> = diesel::sql_query(format!(
        "SELECT x.id, x.at, coalesce(a.name, '') AS who, x.on_behalf, replace(x.act, '.', '-') AS key, {NAMED} AS subject, \
                x.why, x.evidence \
         FROM (SELECT * FROM acts WHERE producer_id = $1 ORDER BY id DESC LIMIT $2) x LEFT JOIN accounts a ON a.id = x.account_id \
         ORDER BY x.id DESC"
    ))
    .bind::<Nullable<BigInt>, _>(Some(producer.0))
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    Ok(first(rows, most))
}
