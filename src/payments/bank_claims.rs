//! Two who name one account: whoever wrote it down first has it, which may be a slip or worse. The office asks both, and gives
//! it to the one whose it is.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::{Value, json};

use super::bank_account::{self, ChangeError, masked};
use super::refund_account::Account;
use super::tell_moved;
use crate::accounts::acts::{self, Act};
use crate::error::Result;
use crate::kernel::ids::{AccountId, BankAccountId, ProducerId};
use crate::platform::db::Conn;

/// Somebody who has the account in use.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Claim {
    /// `None`: the market.
    #[diesel(sql_type = Nullable<Text>)]
    pub slug: Option<String>,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    /// The name they gave with it.
    #[diesel(sql_type = Text)]
    pub holder: String,
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
}

/// Who has an account in use beside this household, whoever was first before.
pub async fn others(conn: &mut Conn, producer: ProducerId, account: &Account) -> Result<Vec<Claim>> {
    Ok(diesel::sql_query(
        "SELECT r.slug, coalesce(r.name_vi, '') AS name_vi, coalesce(r.name_en, '') AS name_en, \
                coalesce(r.phone, '') AS phone, b.holder, b.since \
         FROM bank_accounts b LEFT JOIN producers r ON r.id = b.producer_id \
         WHERE b.bin = $1 AND b.number = $2 AND b.ended_at IS NULL AND b.producer_id IS DISTINCT FROM $3 \
         ORDER BY b.since, b.id LIMIT 20",
    )
    .bind::<Text, _>(&account.bin)
    .bind::<Text, _>(&account.number)
    .bind::<BigInt, _>(producer.0)
    .load(conn)
    .await?)
}

/// Writes down that a household named an account which somebody else has: the office sees both when it is asked.
pub async fn refused(conn: &mut Conn, producer: ProducerId, by: AccountId, account: &Account) -> Result<()> {
    let named = json!(masked(&account.bin, &account.number, &account.holder));
    acts::record(conn, &Act::new("bank.refused", Some(by)).of(producer).changed(Value::Null, named)).await
}

/// Gives an account to the household whose it is, and ends it at every other household; returns those, in the order of their
/// numbers. Each of them has it in its log, with the reason, and who was to pay it there is told. Call it inside a transaction.
///
/// # Refuses
/// The market's own account, and any where this household has another by now than the one that was `seen`; see
/// [`ChangeError`].
pub async fn give(
    conn: &mut Conn,
    producer: ProducerId,
    seen: Option<BankAccountId>,
    account: &Account,
    clerk: AccountId,
    why: &str,
) -> Result<Vec<ProducerId>, ChangeError> {
    #[derive(QueryableByName)]
    struct Gone {
        #[diesel(sql_type = BigInt)]
        id: BankAccountId,
        #[diesel(sql_type = BigInt)]
        producer_id: ProducerId,
        #[diesel(sql_type = Text)]
        holder: String,
    }
    let mut gone: Vec<Gone> = diesel::sql_query(
        "UPDATE bank_accounts SET ended_at = now() \
         WHERE bin = $1 AND number = $2 AND ended_at IS NULL AND producer_id <> $3 RETURNING id, producer_id, holder",
    )
    .bind::<Text, _>(&account.bin)
    .bind::<Text, _>(&account.number)
    .bind::<BigInt, _>(producer.0)
    .load(conn)
    .await?;
    gone.sort_by_key(|one| one.producer_id);
    for one in &gone {
        let was = json!(masked(&account.bin, &account.number, &one.holder));
        let act = Act::new("bank.taken", Some(clerk)).of(one.producer_id).changed(was, Value::Null);
        acts::record(conn, &act.because(why)).await?;
        tell_moved::ask(conn, one.id).await?;
    }
    let act = Act::new("bank.changed", Some(clerk)).of(producer).because(why);
    bank_account::change(conn, Some(producer), seen, account, false, act).await?;
    Ok(gone.into_iter().map(|one| one.producer_id).collect())
}
