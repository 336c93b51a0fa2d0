//! Transfers that buyers are asked to make to a household's own account, which the household alone can look into.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::{BankAccountId, ProducerId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;

/// As many as anyone looks through.
const MOST: i64 = 100;

#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Awaited {
    /// The order's code, which the buyer was asked to write.
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    pub account: BankAccountId,
    #[diesel(sql_type = Text)]
    #[serde(skip)]
    pub bin: String,
    #[diesel(sql_type = Text)]
    #[serde(skip)]
    pub number: String,
    #[diesel(sql_type = Text)]
    #[serde(skip)]
    pub holder: String,
    /// What is still to come.
    #[diesel(sql_type = BigInt)]
    pub left: Money,
    /// Its time is over: what comes now takes the goods again, or goes back.
    #[diesel(sql_type = Bool)]
    pub late: bool,
    #[diesel(sql_type = Timestamptz)]
    pub until: DateTime<Utc>,
}

/// To the account that the household has now, as the buyer's page shows it.
const AWAITED: &str = "SELECT o.code, l.id AS account, l.bin, l.number, l.holder, y.amount - y.received AS left, \
       y.state = 'void' AS late, coalesce(y.expires_at, y.opened_at) AS until \
     FROM payments y JOIN bank_accounts b ON b.id = y.payee_id AND b.producer_id = $1 \
     JOIN bank_accounts l ON l.producer_id = b.producer_id AND l.ended_at IS NULL \
     JOIN orders o ON o.id = y.order_id JOIN parcels p ON p.id = y.parcel_id \
     WHERE y.method = 'bank_transfer'";

/// What a household waits for, and what ran out in the last days, the latest first.
pub async fn of_household(conn: &mut Conn, producer: ProducerId) -> Result<Vec<Awaited>> {
    let sql = format!(
        "{AWAITED} AND (y.state = 'due' OR y.state = 'void' AND p.state = 'expired' \
                        AND y.settled_at > now() - interval '7 days') ORDER BY y.id DESC LIMIT {MOST}"
    );
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(producer.0).load(conn).await?)
}

/// What an order asks or has asked to be transferred to a household's own account; `None` where it never did, or where the
/// household has none any more.
pub async fn find(conn: &mut Conn, producer: ProducerId, code: &str) -> Result<Option<Awaited>> {
    let sql = format!("{AWAITED} AND o.code = $2 ORDER BY y.state = 'due' DESC, y.id DESC LIMIT 1");
    let found = diesel::sql_query(sql).bind::<BigInt, _>(producer.0).bind::<Text, _>(code.to_owned());
    Ok(found.get_result(conn).await.optional()?)
}
