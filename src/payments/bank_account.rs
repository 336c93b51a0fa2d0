//! Bank accounts that money goes to: the market's own and each household's.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::{BankAccountId, ProducerId};
use crate::platform::db::Conn;
use crate::schema::bank_accounts;

/// An account in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = bank_accounts)]
pub struct BankAccount {
    pub id: BankAccountId,
    /// `None`: the market's own.
    pub producer_id: Option<ProducerId>,
    /// The bank's six digits at NAPAS.
    pub bin: String,
    pub number: String,
    /// As banks write it: capitals without accents.
    pub holder: String,
}

/// The market's account, once the office has set one.
pub async fn of_market(conn: &mut Conn) -> Result<Option<BankAccount>> {
    Ok(bank_accounts::table
        .select(BankAccount::as_select())
        .filter(bank_accounts::producer_id.is_null().and(bank_accounts::ended_at.is_null()))
        .first(conn)
        .await
        .optional()?)
}

/// The accounts of these households, of those that have one.
pub async fn of_households(conn: &mut Conn, producers: &[ProducerId]) -> Result<Vec<BankAccount>> {
    let asked: Vec<Option<ProducerId>> = producers.iter().copied().map(Some).collect();
    Ok(bank_accounts::table
        .select(BankAccount::as_select())
        .filter(bank_accounts::producer_id.eq_any(asked).and(bank_accounts::ended_at.is_null()))
        .load(conn)
        .await?)
}

/// Sets the account of the market (`None`) or of a household; the one before is ended and kept, for money may still be
/// on its way to it. The same account again changes nothing.
pub async fn set(
    conn: &mut Conn,
    producer: Option<ProducerId>,
    bin: &str,
    number: &str,
    holder: &str,
) -> Result<BankAccountId> {
    let mut live = bank_accounts::table.filter(bank_accounts::ended_at.is_null()).into_boxed();
    live = match producer {
        Some(producer) => live.filter(bank_accounts::producer_id.eq(producer)),
        None => live.filter(bank_accounts::producer_id.is_null()),
    };
    let before: Option<BankAccount> = live.select(BankAccount::as_select()).first(conn).await.optional()?;
    if let Some(before) = before {
        if before.bin == bin && before.number == number && before.holder == holder {
            return Ok(before.id);
        }
        diesel::update(bank_accounts::table.find(before.id))
            .set(bank_accounts::ended_at.eq(diesel::dsl::now))
            .execute(conn)
            .await?;
    }
    Ok(diesel::insert_into(bank_accounts::table)
        .values((
            bank_accounts::producer_id.eq(producer),
            bank_accounts::bin.eq(bin),
            bank_accounts::number.eq(number),
            bank_accounts::holder.eq(holder),
        ))
        .returning(bank_accounts::id)
        .get_result(conn)
        .await?)
}
