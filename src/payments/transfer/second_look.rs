//! What one clerk has seen at the bank, another looks at before it pays: from a sum on that the office sets, and where there
//! is another. Until then it waits in the queue as any transfer that pays nothing by itself. What one clerk alone has noted of
//! an order counts together, in however many parts it was noted.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use super::kinds::{Problem, TransferState};
use super::resolve::ResolveError;
use crate::accounts::clerk_role::ClerkRole;
use crate::accounts::rights::Right;
use crate::error::Result;
use crate::kernel::ids::{AccountId, BankAccountId, OrderId, ProducerId, TransferId};
use crate::kernel::money::Money;
use crate::payments::lock::LockedTransfer;
use crate::payments::settings;
use crate::platform::db::Conn;
use crate::schema::{bank_accounts, transfers};

/// A clerk who has not been here for so long keeps nobody waiting. Who signs out at night was here: what they did says so.
const HERE_DAYS: i32 = 14;
/// As many names as anybody reads.
const MOST: i64 = 20;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// From SQL, the accounts `a` that may look at what this clerk says: all others who may move money and were here lately. Who
/// has lost the right, or whose account was closed, is none of them.
fn who_may(by: &str) -> String {
    let roles: Vec<String> = ClerkRole::ALL
        .into_iter()
        .filter(|role| Right::Money.held_by(*role))
        .map(|role| format!("'{}'", role.as_str()))
        .collect();
    format!(
        "FROM accounts a WHERE a.id <> {by} AND a.disabled_at IS NULL \
           AND EXISTS (SELECT FROM clerks c WHERE c.account_id = a.id AND c.role IN ({roles})) \
           AND (EXISTS (SELECT FROM sessions s WHERE s.account_id = a.id \
                        AND s.seen_at > now() - make_interval(days => {HERE_DAYS})) \
                OR EXISTS (SELECT FROM acts x WHERE x.account_id = a.id \
                           AND x.at > now() - make_interval(days => {HERE_DAYS})))",
        roles = roles.join(", ")
    )
}

/// The names of those who may look at what this clerk says.
pub async fn others(conn: &mut Conn, by: AccountId) -> Result<Vec<String>> {
    let found: Vec<Name> = diesel::sql_query(format!("SELECT a.name {} ORDER BY a.name, a.id LIMIT $2", who_may("$1")))
        .bind::<BigInt, _>(by.0)
        .bind::<BigInt, _>(MOST)
        .load(conn)
        .await?;
    Ok(found.into_iter().map(|one| one.name).collect())
}

/// The same as a condition of SQL: whether anybody is there who may look at what this clerk says. Where nobody is, what waits
/// for a second look is the clerk's own work again.
#[must_use]
pub fn others_there(by: AccountId) -> String {
    format!("EXISTS (SELECT {})", who_may(&by.to_string()))
}

/// Who must look at so much that this clerk says has come for an order, one of them; none: it needs no second look, or nobody
/// is there to give one.
pub async fn asked(conn: &mut Conn, order: OrderId, amount: Money, by: AccountId) -> Result<Vec<String>> {
    let from = settings::load(conn).await?.second_look_from;
    if amount < from && amount + alone(conn, order, by, None).await? < from {
        return Ok(Vec::new());
    }
    others(conn, by).await
}

/// What this clerk alone has said of an order, `but` one transfer: no bank has told of it, nobody else has looked at it, and
/// it was neither set aside nor sent back. Whoever holds the order finds it stay so.
async fn alone(conn: &mut Conn, order: OrderId, by: AccountId, but: Option<TransferId>) -> Result<Money> {
    let own =
        transfers::noted_by.eq(by).and(transfers::confirmed_by_bank.eq(false)).and(transfers::looked_by.is_null());
    let states = [TransferState::Open, TransferState::Applied, TransferState::Credited].map(TransferState::as_str);
    let here: Vec<(TransferId, Money)> = transfers::table
        .filter(own)
        .filter(transfers::order_id.eq(order).and(transfers::state.eq_any(states)))
        .select((transfers::id, transfers::amount))
        .load(conn)
        .await?;
    Ok(here.into_iter().filter(|(id, _)| Some(*id) != but).map(|(_, amount)| amount).sum())
}

/// Lets a word wait, for this order.
pub(super) async fn wait(conn: &mut Conn, id: TransferId, order: OrderId) -> Result<()> {
    diesel::update(transfers::table.find(id))
        .set((
            transfers::problem.eq(Problem::SecondLook.as_str()),
            transfers::order_id.eq(order),
            transfers::second_look.eq(true),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// A word that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub id: TransferId,
    pub noted_by: Option<AccountId>,
}

/// The word that waits of this sum for this order, on whichever account of this owner. Whoever holds the order finds it stay so,
/// unless the bank says that it is of another one.
pub(super) async fn waits(
    conn: &mut Conn,
    order: OrderId,
    owner: Option<ProducerId>,
    amount: Money,
) -> Result<Option<Word>> {
    let open = transfers::state.eq(TransferState::Open.as_str());
    let found: Option<(TransferId, Option<AccountId>)> = transfers::table
        .inner_join(bank_accounts::table)
        .filter(transfers::order_id.eq(order).and(transfers::amount.eq(amount)).and(open))
        .filter(bank_accounts::producer_id.is_not_distinct_from(owner))
        .filter(transfers::second_look.eq(true).and(transfers::confirmed_by_bank.eq(false)))
        .filter(transfers::looked_by.is_null())
        .select((transfers::id, transfers::noted_by))
        .order(transfers::id)
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(id, noted_by)| Word { id, noted_by }))
}

/// Somebody else than its clerk has looked at a word.
pub(super) async fn looked(conn: &mut Conn, id: TransferId, by: AccountId) -> Result<()> {
    diesel::update(transfers::table.find(id)).set(transfers::looked_by.eq(by)).execute(conn).await?;
    Ok(())
}

/// The order of a word of this sum on this account that waits and has the bank's number: what the bank tells of by that
/// number is the same money.
pub(super) async fn order_of(
    conn: &mut Conn,
    account: BankAccountId,
    amount: Money,
    reference: &str,
) -> Result<Option<OrderId>> {
    let words = transfers::table
        .filter(transfers::account_id.eq(account).and(transfers::amount.eq(amount)))
        .filter(transfers::state.eq(TransferState::Open.as_str()))
        .filter(transfers::bank_reference.eq(reference))
        .filter(transfers::second_look.eq(true).and(transfers::confirmed_by_bank.eq(false)))
        .filter(transfers::looked_by.is_null());
    let found: Option<Option<OrderId>> =
        words.select(transfers::order_id).order(transfers::id).first(conn).await.optional()?;
    Ok(found.flatten())
}

/// Notes who looks at a word that no bank has told of, before anything follows from it: whoever uses what somebody else has
/// noted. Its own clerk is asked for another one where it waits, or where it `pays` an order together with what this clerk
/// alone has noted of it; where nobody else is left, its own clerk goes on.
///
/// # Refuses
/// [`ResolveError::OwnWord`] to the clerk whose word it is.
pub(super) async fn pass(
    conn: &mut Conn,
    word: &LockedTransfer,
    pays: Option<OrderId>,
    by: AccountId,
) -> Result<(), ResolveError> {
    if word.confirmed_by_bank || word.looked_by.is_some() {
        return Ok(());
    }
    if word.noted_by != Some(by) {
        return Ok(looked(conn, word.id, by).await?);
    }
    let together = match pays {
        Some(order) if !word.second_look => {
            let before = alone(conn, order, by, Some(word.id)).await?;
            before > Money::ZERO && before + word.amount >= settings::load(conn).await?.second_look_from
        }
        _ => false,
    };
    if !word.second_look && !together {
        return Ok(());
    }
    if !others(conn, by).await?.is_empty() {
        return Err(ResolveError::OwnWord);
    }
    diesel::update(transfers::table.find(word.id)).set(transfers::second_look.eq(false)).execute(conn).await?;
    Ok(())
}
