//! What the books say now. A debit balance is positive.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::account::Account;
use crate::error::Result;
use crate::kernel::ids::{ParcelId, ProducerId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;

/// One account's balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Balance {
    #[diesel(sql_type = Text)]
    pub account: String,
    #[diesel(sql_type = BigInt)]
    pub debit: Money,
    #[diesel(sql_type = BigInt)]
    pub credit: Money,
    #[diesel(sql_type = BigInt)]
    pub balance: Money,
}

/// The trial balance: every account that was ever used. The balances sum to zero.
pub async fn trial(conn: &mut Conn) -> Result<Vec<Balance>> {
    Ok(diesel::sql_query(
        "SELECT account, coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS debit, \
                coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint AS credit, sum(amount)::bigint AS balance \
         FROM entries GROUP BY account ORDER BY account",
    )
    .load(conn)
    .await?)
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: Money,
}

/// The balance of one account, of one household where it has one.
pub async fn of(conn: &mut Conn, account: Account) -> Result<Money> {
    let row: Sum = diesel::sql_query(
        "SELECT coalesce(sum(amount), 0)::bigint AS sum FROM entries \
         WHERE account = $1 AND ($2 IS NULL OR producer_id = $2)",
    )
    .bind::<Text, _>(account.as_str())
    .bind::<Nullable<BigInt>, _>(account.producer().map(|p| p.0))
    .get_result(conn)
    .await?;
    Ok(row.sum)
}

/// What one account says of one parcel.
pub async fn of_parcel(conn: &mut Conn, account: Account, parcel: ParcelId) -> Result<Money> {
    let row: Sum = diesel::sql_query(
        "SELECT coalesce(sum(amount), 0)::bigint AS sum FROM entries WHERE account = $1 AND parcel_id = $2",
    )
    .bind::<Text, _>(account.as_str())
    .bind::<BigInt, _>(parcel.0)
    .get_result(conn)
    .await?;
    Ok(row.sum)
}

/// What a household is owed, less what it already holds: positive when money is to go to it, negative when it owes.
pub async fn of_household(conn: &mut Conn, producer: ProducerId) -> Result<Money> {
    let row: Sum = diesel::sql_query(
        "SELECT coalesce(-sum(amount), 0)::bigint AS sum FROM entries \
         WHERE producer_id = $1 AND account IN ('payable', 'delivery', 'with_household')",
    )
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await?;
    Ok(row.sum)
}
