//! Money came. The one place that takes a transfer, whoever tells of it, however often, and finds the order that it pays.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::kinds::{Problem, TransferState};
use super::matching::{self, Candidate, Match};
use super::repeated::Repeated;
use super::told::{To, Told};
use super::{diary, give_back, insert, resolve, second_look, tellings};
use crate::error::{Error, Result};
use crate::kernel::ids::{OrderId, PaymentId, ProducerId, TransferId};
use crate::kernel::money::Money;
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::orders::lock as orders_lock;
use crate::payments::bank_account::{self, BankAccount};
use crate::payments::lock::{self, LockedTransfer};
use crate::payments::order_code;
use crate::payments::payment::PaymentState;
use crate::payments::receive::{self, News, Outcome, Why};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{bank_accounts, orders, payments, transfers};

/// More than all the money there is would overflow a sum.
pub(super) const MOST: Money = Money::dong(1_000_000_000_000);
/// As many orders may one content name.
const MOST_CODES: usize = 8;

/// What became of what was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted {
    pub transfer: TransferId,
    pub how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    New,
    /// Somebody told of it before.
    Known,
    /// A clerk told of it before, and now the bank has, or the household whose account it came to.
    Confirmed,
}

/// What follows from what is told, where nobody has told of it before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// It pays.
    Pays,
    /// It pays nothing before another clerk has looked.
    Waits,
    /// It pays, and is the second look at a clerk's word of the same money that waits for one.
    Seconds,
}

#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// The account is neither the market's nor a household's, nor was it ever.
    #[error("not to an account of ours")]
    UnknownAccount,
    /// The number is one of ours at another bank than is told, or at two banks and it is not told which.
    #[error("not known at which bank")]
    WhichBank,
    /// Nothing, or more than there can be.
    #[error("no amount of money")]
    NoAmount,
    #[error(transparent)]
    Failed(Error),
}
refusal!(NoteError);

/// Takes a transfer that came: books it, and pays the order that it names when the sum is exact. Told again, by the same
/// or by another source, it is the same transfer. What came too late for goods that are gone goes back by itself; all else
/// waits for a clerk. Call it inside a transaction.
///
/// # Locks
/// The orders that the content names, in the order of ids, with parcels, else that of a word that waits; the sum on the
/// account; stock, payments, and the transfer.
///
/// # Refuses
/// See [`NoteError`].
pub async fn note(conn: &mut Conn, told: &Told) -> Result<Noted, NoteError> {
    note_as(conn, told, Weight::Pays).await
}

/// [`note`], with the [`Weight`] of what is told.
pub(super) async fn note_as(conn: &mut Conn, told: &Told, weight: Weight) -> Result<Noted, NoteError> {
    take(conn, told, weight, &mut Repeated::default()).await
}

/// [`note`], for a line among others of one statement.
pub(super) async fn note_line(conn: &mut Conn, told: &Told, repeated: &mut Repeated) -> Result<Noted, NoteError> {
    let noted = take(conn, told, Weight::Pays, repeated).await?;
    repeated.tell(noted.transfer, told);
    Ok(noted)
}

async fn take(conn: &mut Conn, told: &Told, weight: Weight, repeated: &mut Repeated) -> Result<Noted, NoteError> {
    if told.amount <= Money::ZERO || told.amount > MOST {
        return Err(NoteError::NoAmount);
    }
    let named = named(conn, &told.content).await?;
    let account = account_of(conn, &told.to, &named).await?;
    // A word that waits may be told of by the bank's number alone; what the bank says of the order goes before the word.
    let said = match told.bank_reference.as_deref().filter(|_| told.source.of_bank()) {
        Some(reference) => second_look::order_of(conn, account.id, told.amount, reference).await?,
        None => None,
    };
    for (order, _) in &named {
        orders_lock::whole(conn, *order).await?;
    }
    if let Some(order) = said.filter(|_| named.is_empty()) {
        orders_lock::whole(conn, order).await?;
    }
    lock::sum_of_account(conn, account.id, told.amount).await?;
    if let Some(known) = tellings::before(conn, told).await? {
        tellings::write(conn, known, told).await?;
        return Ok(Noted { transfer: known, how: How::Known });
    }
    let only = if let [(order, _)] = named.as_slice() { Some(*order) } else { None };
    if let Some(order) = only.filter(|_| weight == Weight::Seconds)
        && let Some(word) = second(conn, told, &account, order).await?
    {
        return Ok(Noted { transfer: word, how: How::Confirmed });
    }
    if told.source.of_bank() {
        // A word that waits for a second look pays when the bank says the same: what that locks comes first.
        let pays = if named.is_empty() { said } else { only };
        if let Some(order) = pays
            && (said.is_some() || second_look::waits(conn, order, account.producer_id, told.amount).await?.is_some())
        {
            receive::hold(conn, order).await?;
        }
        let reference = told.bank_reference.as_deref();
        let word = lock::word_of_clerk(conn, account.id, told.amount, only, reference).await?;
        if let Some(word) = word {
            let (state, waited) = (word.state()?, word.waits());
            confirm(conn, word.id, state, told).await?;
            if waited {
                match pays {
                    Some(order) => place(conn, word.id, order, account.producer_id, told).await?,
                    None if named.len() > 1 => ambiguous(conn, word.id, &named).await?,
                    None => {}
                }
            }
            return Ok(Noted { transfer: word.id, how: How::Confirmed });
        }
    }
    let codes: Vec<String> = named.into_iter().map(|(_, code)| code).collect();
    if let Some(known) = repeated.elsewhere(conn, told, &codes, account.id).await? {
        let confirmed: bool = transfers::table.select(transfers::confirmed_by_bank).find(known).first(conn).await?;
        if confirmed || !told.source.of_bank() {
            tellings::write(conn, known, told).await?;
            return Ok(Noted { transfer: known, how: How::Known });
        }
        // A clerk's word that went to another order, or was set aside, before the bank told of it.
        if let Some(order) = only {
            receive::hold(conn, order).await?;
        }
        let word = lock::transfer(conn, known).await?.ok_or(Error::NotFound)?;
        let state = word.state()?;
        confirm(conn, known, state, told).await?;
        // Set aside or not, the money is there: it pays as what nobody had told of.
        if state == TransferState::Ignored {
            resolve::reopen(conn, &word, &confirmed_as(told), told.by).await?;
            if let Some(order) = only {
                place(conn, known, order, account.producer_id, told).await?;
            }
        }
        return Ok(Noted { transfer: known, how: How::Confirmed });
    }
    let Some(id) = insert::insert(conn, told, account.id, &codes).await? else {
        // Another transaction wrote it a moment ago, with another sum or to another account.
        let own = transfers::source.eq(told.source.as_str()).and(transfers::external_id.eq(&told.external_id));
        let known = transfers::table.select(transfers::id).filter(own).first(conn).await?;
        return Ok(Noted { transfer: known, how: How::Known });
    };
    tellings::write(conn, id, told).await?;
    let came = Posting::new("came", format!("transfer/{id}"))
        .of_order(only)
        .by(told.by)
        .memo(&told.content)
        .debit(account.producer_id.map_or(Account::Bank, Account::WithHousehold), None, told.amount)
        .credit(Account::Unmatched, None, told.amount);
    posting::post(conn, came).await?;
    diary::write(conn, id, TransferState::Open, told.by, "").await?;
    match only {
        Some(order) if weight == Weight::Waits => second_look::wait(conn, id, order).await?,
        Some(order) => place(conn, id, order, account.producer_id, told).await?,
        None if codes.len() > 1 => diary::problem(conn, id, None, Problem::Ambiguous).await?,
        None => {}
    }
    Ok(Noted { transfer: id, how: How::New })
}

/// The account, live or ended. Where the bank is told, it is an account at that bank. Of several that are left it is that
/// of whom the named orders are paid to, else the market's, else a household's: that in use, and the one that was there
/// first, for anybody may come later with a number of others.
///
/// # Refuses
/// [`NoteError::WhichBank`]: the same digits at another bank are another account, which may be of somebody else.
pub async fn account_of(conn: &mut Conn, to: &To, named: &[(OrderId, String)]) -> Result<BankAccount, NoteError> {
    let (numbers, bank) = match to {
        To::Account(id) => return bank_account::find(conn, *id).await?.ok_or(NoteError::UnknownAccount),
        To::Numbers { numbers, bank } => (numbers, *bank),
    };
    let known: Vec<(BankAccount, bool)> = bank_accounts::table
        .select((BankAccount::as_select(), bank_accounts::ended_at.is_null()))
        .filter(bank_accounts::number.eq_any(numbers))
        .order((bank_accounts::ended_at.desc().nulls_first(), bank_accounts::id))
        .load(conn)
        .await?;
    if known.is_empty() {
        return Err(NoteError::UnknownAccount);
    }
    // One that is somebody's now is nobody else's, though it was: an order that asked for it then is not paid by it.
    let now = |one: &BankAccount| {
        known.iter().any(|(other, live)| *live && other.bin == one.bin && other.number == one.number)
    };
    let mut found: Vec<BankAccount> =
        known.iter().filter(|(one, live)| *live || !now(one)).map(|(one, _)| one.clone()).collect();
    if let Some(bank) = bank {
        found.retain(|account| account.bin == bank);
    }
    let mut payees: Vec<Option<ProducerId>> = Vec::new();
    if found.len() > 1 {
        payees = payments::table
            .inner_join(bank_accounts::table)
            .filter(payments::order_id.eq_any(named.iter().map(|(order, _)| *order)))
            .select(bank_accounts::producer_id)
            .distinct()
            .load(conn)
            .await?;
        found.sort_by_key(|account| {
            let number = numbers.iter().position(|number| *number == account.number);
            (!payees.contains(&account.producer_id), account.producer_id.is_some(), number)
        });
    }
    let mut found = found.into_iter();
    let first = found.next().ok_or(NoteError::WhichBank)?;
    let paid = payees.contains(&first.producer_id);
    let elsewhere = |other: BankAccount| {
        other.bin != first.bin && other.producer_id != first.producer_id && paid == payees.contains(&other.producer_id)
    };
    if found.any(elsewhere) { Err(NoteError::WhichBank) } else { Ok(first) }
}

/// The orders whose codes a content names, in the order of ids.
pub async fn named(conn: &mut Conn, content: &str) -> Result<Vec<(OrderId, String)>> {
    let codes: Vec<String> = order_code::find(content).into_iter().take(MOST_CODES).collect();
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    Ok(orders::table
        .select((orders::id, orders::code))
        .filter(orders::code.eq_any(codes))
        .order(orders::id)
        .load(conn)
        .await?)
}

/// [`named`] for many at once.
pub(super) async fn named_in(conn: &mut Conn, told: &[Told]) -> Result<Vec<Vec<(OrderId, String)>>> {
    let codes: Vec<Vec<String>> =
        told.iter().map(|one| order_code::find(&one.content).into_iter().take(MOST_CODES).collect()).collect();
    let every: Vec<&String> = codes.iter().flatten().collect();
    let found: Vec<(String, OrderId)> =
        orders::table.select((orders::code, orders::id)).filter(orders::code.eq_any(every)).load(conn).await?;
    let found: HashMap<String, OrderId> = found.into_iter().collect();
    let named = codes.into_iter().map(|codes| {
        let mut named: Vec<(OrderId, String)> =
            codes.into_iter().filter_map(|code| found.get(&code).map(|order| (*order, code))).collect();
        named.sort();
        named
    });
    Ok(named.collect())
}

pub(super) fn confirmed_as(told: &Told) -> String {
    format!("{}:{}", told.source.as_str(), told.external_id)
}

/// A household says of its own account what a clerk has said: one transfer, which it has looked at now.
async fn second(conn: &mut Conn, told: &Told, account: &BankAccount, order: OrderId) -> Result<Option<TransferId>> {
    let word = second_look::waits(conn, order, account.producer_id, told.amount).await?;
    let (Some(word), Some(by)) = (word.filter(|word| word.noted_by != told.by), told.by) else { return Ok(None) };
    receive::hold(conn, order).await?;
    // The bank may have named another order for it meanwhile.
    let Some(word) = lock::transfer(conn, word.id).await?.filter(LockedTransfer::waits) else { return Ok(None) };
    second_look::looked(conn, word.id, by).await?;
    tellings::write(conn, word.id, told).await?;
    diary::write(conn, word.id, TransferState::Open, told.by, "").await?;
    place(conn, word.id, order, account.producer_id, told).await?;
    Ok(Some(word.id))
}

/// The bank says what a clerk said.
async fn confirm(conn: &mut Conn, word: TransferId, state: TransferState, told: &Told) -> Result<()> {
    diesel::sql_query(
        "UPDATE transfers SET confirmed_by_bank = true, confirmed_as = $2, \
           bank_reference = coalesce($3, bank_reference), payer_name = coalesce(payer_name, $4), \
           payer_account = coalesce(payer_account, $5), payer_bank = coalesce(payer_bank, $6), came_at = $7, \
           content = coalesce(nullif($8, ''), content) WHERE id = $1",
    )
    .bind::<BigInt, _>(word.0)
    .bind::<Text, _>(confirmed_as(told))
    .bind::<Nullable<Text>, _>(told.bank_reference.as_deref())
    .bind::<Nullable<Text>, _>(told.payer_name.as_deref())
    .bind::<Nullable<Text>, _>(told.payer_account.as_deref())
    .bind::<Nullable<Text>, _>(told.payer_bank.as_deref())
    .bind::<Timestamptz, _>(told.at)
    .bind::<Text, _>(&told.content)
    .execute(conn)
    .await?;
    tellings::write(conn, word, told).await?;
    diary::write(conn, word, state, told.by, &confirmed_as(told)).await
}

/// The payments of orders that are made by transfer to this owner, in the order in which they were opened.
pub(super) async fn candidates(
    conn: &mut Conn,
    of: &[OrderId],
    owner: Option<ProducerId>,
) -> Result<Vec<(OrderId, Candidate)>> {
    let rows: Vec<(OrderId, PaymentId, String, Money, Money)> = payments::table
        .inner_join(bank_accounts::table)
        .filter(payments::order_id.eq_any(of).and(payments::method.eq("bank_transfer")))
        .filter(bank_accounts::producer_id.is_not_distinct_from(owner))
        .select((payments::order_id, payments::id, payments::state, payments::amount, payments::received))
        .order(payments::id)
        .load(conn)
        .await?;
    let read = |(order, id, state, amount, received): (OrderId, PaymentId, String, Money, Money)| {
        PaymentState::parse(&state).map(|state| (order, Candidate { id, state, amount, received }))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// A word that waited, of which its bank names several orders: it keeps those, and a clerk chooses.
async fn ambiguous(conn: &mut Conn, word: TransferId, named: &[(OrderId, String)]) -> Result<()> {
    let codes: Vec<&str> = named.iter().map(|(_, code)| code.as_str()).collect();
    diesel::update(transfers::table.find(word)).set(transfers::codes.eq(codes)).execute(conn).await?;
    diary::problem(conn, word, None, Problem::Ambiguous).await
}

/// Pays the order, or says what is wrong.
async fn place(conn: &mut Conn, id: TransferId, order: OrderId, owner: Option<ProducerId>, told: &Told) -> Result<()> {
    let candidates: Vec<Candidate> = candidates(conn, &[order], owner).await?.into_iter().map(|(_, c)| c).collect();
    let problem = match matching::choose(&candidates, told.amount) {
        Match::Pays { payment, .. } => {
            let news = News { payment, amount: told.amount, from: Account::Unmatched, charge: None, by: told.by };
            match receive::receive(conn, &news).await? {
                Outcome::Paid => {
                    return diary::applied(conn, id, order, payment, told.by, "").await;
                }
                Outcome::Unwanted(why @ (Why::Gone | Why::Cancelled)) => {
                    diary::problem(conn, id, Some(order), Problem::Late).await?;
                    // The same sum for it once more may be the same money, told in other words: a clerk looks.
                    if went_back(conn, id, order, told.amount).await? {
                        return Ok(());
                    }
                    let transfer = lock::transfer(conn, id).await?.ok_or(Error::NotFound)?;
                    let why = if why == Why::Cancelled { "cancelled" } else { "late" };
                    return give_back::give_back(conn, &transfer, told.amount, Account::Unmatched, why, None)
                        .await
                        .map(drop);
                }
                Outcome::Unwanted(Why::Twice | Why::Amount) | Outcome::Before => Problem::Twice,
            }
        }
        Match::Short(_) => Problem::Short,
        Match::Over(..) => Problem::Over,
        Match::Twice => Problem::Twice,
        Match::NotAsked => Problem::Unknown,
    };
    diary::problem(conn, id, Some(order), problem).await
}

/// Whether another transfer of this sum for this order went back.
async fn went_back(conn: &mut Conn, id: TransferId, order: OrderId, amount: Money) -> Result<bool> {
    let others = transfers::table.filter(transfers::id.ne(id).and(transfers::part_of.is_null()));
    let others = others.filter(transfers::order_id.eq(order).and(transfers::amount.eq(amount)));
    let others = others.filter(transfers::state.eq(TransferState::Refunded.as_str()));
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(conn).await?)
}
