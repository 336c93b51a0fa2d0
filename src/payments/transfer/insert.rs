//! A transfer's row, written once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::told::Told;
use crate::error::Result;
use crate::kernel::ids::{AccountId, BankAccountId, TransferId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::transfers;

#[derive(Insertable)]
#[diesel(table_name = transfers)]
struct New<'a> {
    source: &'a str,
    external_id: &'a str,
    account_id: BankAccountId,
    amount: Money,
    content: &'a str,
    bank_reference: Option<&'a str>,
    payer_name: Option<&'a str>,
    payer_account: Option<&'a str>,
    payer_bank: Option<&'a str>,
    came_at: DateTime<Utc>,
    noted_by: Option<AccountId>,
    confirmed_by_bank: bool,
    state: &'a str,
    problem: Option<&'a str>,
    codes: Vec<&'a str>,
}

/// Writes what was told, open; `None` when another transaction has just written the same.
pub async fn insert(
    conn: &mut Conn,
    told: &Told,
    account: BankAccountId,
    codes: &[String],
) -> Result<Option<TransferId>> {
    let new = New {
        source: told.source.as_str(),
        external_id: &told.external_id,
        account_id: account,
        amount: told.amount,
        content: &told.content,
        bank_reference: told.bank_reference.as_deref(),
        payer_name: told.payer_name.as_deref(),
        payer_account: told.payer_account.as_deref(),
        payer_bank: told.payer_bank.as_deref(),
        came_at: told.at,
        noted_by: told.by,
        confirmed_by_bank: told.source.of_bank(),
        state: "open",
        problem: Some("unknown"),
        codes: codes.iter().map(String::as_str).collect(),
    };
    Ok(diesel::insert_into(transfers::table)
        .values(new)
        .on_conflict_do_nothing()
        .returning(transfers::id)
        .get_result(conn)
        .await
        .optional()?)
}
