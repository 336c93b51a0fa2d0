//! Money came. The one place that takes a transfer, whoever tells of it, however often, and finds the order that it pays.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::kinds::{Problem, Source, TransferState};
use super::matching::{self, Candidate, Match};
use super::told::{To, Told};
use super::{diary, give_back, insert};
use crate::error::{Error, Result};
use crate::kernel::ids::{OrderId, PaymentId, ProducerId, TransferId};
use crate::kernel::money::Money;
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::orders::lock as orders_lock;
use crate::payments::bank_account::BankAccount;
use crate::payments::lock;
use crate::payments::order_code;
use crate::payments::payment::PaymentState;
use crate::payments::receive::{self, News, Outcome, Why};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{bank_accounts, orders, payments, transfers};

/// More than all the money there is would overflow a sum.
const MOST: Money = Money::dong(1_000_000_000_000);
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
    /// A clerk told of it before, and now the bank has.
    Confirmed,
}

#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// The account is neither the market's nor a household's, nor was it ever.
    #[error("not to an account of ours")]
    UnknownAccount,
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
/// The orders that the content names, in the order of ids, with parcels, stock, payments, and the transfer.
///
/// # Refuses
/// See [`NoteError`].
pub async fn note(conn: &mut Conn, told: &Told) -> Result<Noted, NoteError> {
    if told.amount <= Money::ZERO || told.amount > MOST {
        return Err(NoteError::NoAmount);
    }
    let account = account_of(conn, &told.to).await?.ok_or(NoteError::UnknownAccount)?;
    let named = named(conn, &told.content).await?;
    for (order, _) in &named {
        orders_lock::whole(conn, *order).await?;
    }
    if let Some(known) = told_before(conn, told).await? {
        return Ok(Noted { transfer: known, how: How::Known });
    }
    let only = if let [(order, _)] = named.as_slice() { Some(*order) } else { None };
    if told.source.of_bank() {
        let reference = told.bank_reference.as_deref();
        let word = lock::word_of_clerk(conn, account.id, told.amount, only, reference).await?;
        if let Some(word) = word {
            confirm(conn, word.id, word.state()?, told).await?;
            return Ok(Noted { transfer: word.id, how: How::Confirmed });
        }
    }
    if let Some(known) = told_elsewhere(conn, told, &account).await? {
        return Ok(Noted { transfer: known, how: How::Known });
    }
    let codes: Vec<String> = named.into_iter().map(|(_, code)| code).collect();
    let Some(id) = insert::insert(conn, told, account.id, &codes).await? else {
        // Another transaction wrote it a moment ago, with a content that names another order.
        let known = match told_before(conn, told).await? {
            Some(known) => Some(known),
            None => told_elsewhere(conn, told, &account).await?,
        };
        let lost =
            || Error::Internal(anyhow::anyhow!("{} {} is there and is not", told.source.as_str(), told.external_id));
        return Ok(Noted { transfer: known.ok_or_else(lost)?, how: How::Known });
    };
    let came = Posting::new("came", format!("transfer/{id}"))
        .of_order(only)
        .by(told.by)
        .memo(&told.content)
        .debit(account.producer_id.map_or(Account::Bank, Account::WithHousehold), None, told.amount)
        .credit(Account::Unmatched, None, told.amount);
    posting::post(conn, came).await?;
    diary::write(conn, id, TransferState::Open, told.by, "").await?;
    match only {
        Some(order) => place(conn, id, order, account.producer_id, told).await?,
        None if codes.len() > 1 => diary::problem(conn, id, None, Problem::Ambiguous).await?,
        None => {}
    }
    Ok(Noted { transfer: id, how: How::New })
}

/// The account, live or ended; of several the one in use.
pub async fn account_of(conn: &mut Conn, to: &To) -> Result<Option<BankAccount>> {
    let numbers = match to {
        To::Account(id) => {
            let own = bank_accounts::table.select(BankAccount::as_select()).find(*id);
            return Ok(own.first(conn).await.optional()?);
        }
        To::Numbers(numbers) => numbers,
    };
    for number in numbers {
        let found = bank_accounts::table
            .select(BankAccount::as_select())
            .filter(bank_accounts::number.eq(number))
            .order((bank_accounts::ended_at.desc().nulls_first(), bank_accounts::id.desc()))
            .first(conn)
            .await
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
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

/// This very source told of this very transfer.
async fn told_before(conn: &mut Conn, told: &Told) -> Result<Option<TransferId>> {
    let own = transfers::source.eq(told.source.as_str()).and(transfers::external_id.eq(&told.external_id));
    let same = transfers::table.filter(own.or(transfers::confirmed_as.eq(confirmed_as(told)).assume_not_null()));
    Ok(same.select(transfers::id).first(conn).await.optional()?)
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: TransferId,
}

/// Another source told of it: the bank's number says so, or, for a line of a statement that has none, as many transfers of
/// that day say the very same as lines do.
async fn told_elsewhere(conn: &mut Conn, told: &Told, account: &BankAccount) -> Result<Option<TransferId>> {
    if told.source == Source::Clerk && told.bank_reference.is_none() {
        return Ok(None);
    }
    let found: Option<Id> = if told.bank_reference.is_some() || told.source != Source::Statement {
        diesel::sql_query(
            "SELECT id FROM transfers WHERE account_id = $1 AND amount = $2 AND bank_reference = $3 AND part_of IS NULL",
        )
        .bind::<BigInt, _>(account.id.0)
        .bind::<BigInt, _>(told.amount.amount())
        .bind::<Nullable<Text>, _>(told.bank_reference.as_deref())
        .get_result(conn)
        .await
        .optional()?
    } else {
        diesel::sql_query(
            "SELECT id FROM transfers WHERE account_id = $1 AND amount = $2 AND source <> 'statement' AND part_of IS NULL \
               AND folded(content) = folded($3) \
               AND (came_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = ($4 AT TIME ZONE 'Asia/Ho_Chi_Minh')::date \
             ORDER BY id OFFSET $5 LIMIT 1",
        )
        .bind::<BigInt, _>(account.id.0)
        .bind::<BigInt, _>(told.amount.amount())
        .bind::<Text, _>(&told.content)
        .bind::<Timestamptz, _>(told.at)
        .bind::<BigInt, _>(told.nth)
        .get_result(conn)
        .await
        .optional()?
    };
    Ok(found.map(|row| row.id))
}

#[derive(QueryableByName)]
struct Nth {
    #[diesel(sql_type = BigInt)]
    nth: i64,
    #[diesel(sql_type = BigInt)]
    id: TransferId,
}

/// [`told_elsewhere`] for many at once: the place of each in the list that was told, and the transfer.
pub(super) async fn told_elsewhere_all(
    conn: &mut Conn,
    told: &[Told],
    account: &BankAccount,
) -> Result<HashMap<usize, TransferId>> {
    let (mut named, mut bare) = (Lines::default(), Lines::default());
    for (nth, one) in (0..).zip(told) {
        if one.bank_reference.is_some() {
            named.push(nth, one);
        } else if one.source == Source::Statement {
            bare.push(nth, one);
        }
    }
    let mut found: Vec<Nth> = diesel::sql_query(
        "SELECT i.nth, t.id FROM unnest($2, $3, $4) AS i(nth, amount, reference) JOIN transfers t \
           ON t.account_id = $1 AND t.amount = i.amount AND t.bank_reference = i.reference AND t.part_of IS NULL",
    )
    .bind::<BigInt, _>(account.id.0)
    .bind::<Array<BigInt>, _>(&named.nth)
    .bind::<Array<BigInt>, _>(&named.amounts)
    .bind::<Array<Text>, _>(&named.words)
    .load(conn)
    .await?;
    found.extend(
        diesel::sql_query(
            "SELECT i.nth, t.id FROM unnest($2, $3, $4, $5, $6) AS i(nth, amount, content, at, same) \
             CROSS JOIN LATERAL (SELECT t.id FROM transfers t \
               WHERE t.account_id = $1 AND t.amount = i.amount AND t.source <> 'statement' AND t.part_of IS NULL \
                 AND t.came_at BETWEEN i.at - interval '1 day' AND i.at + interval '1 day' \
                 AND folded(t.content) = folded(i.content) \
                 AND (t.came_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = (i.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date \
               ORDER BY t.id OFFSET i.same LIMIT 1) t",
        )
        .bind::<BigInt, _>(account.id.0)
        .bind::<Array<BigInt>, _>(&bare.nth)
        .bind::<Array<BigInt>, _>(&bare.amounts)
        .bind::<Array<Text>, _>(&bare.words)
        .bind::<Array<Timestamptz>, _>(&bare.at)
        .bind::<Array<BigInt>, _>(&bare.same)
        .load::<Nth>(conn)
        .await?,
    );
    Ok(found.into_iter().filter_map(|row| Some((usize::try_from(row.nth).ok()?, row.id))).collect())
}

/// Columns of many lines, as Postgres unnests them; the words are a reference or a content.
#[derive(Default)]
struct Lines<'a> {
    nth: Vec<i64>,
    amounts: Vec<Money>,
    words: Vec<&'a str>,
    at: Vec<DateTime<Utc>>,
    same: Vec<i64>,
}

impl<'a> Lines<'a> {
    fn push(&mut self, nth: i64, one: &'a Told) {
        self.nth.push(nth);
        self.amounts.push(one.amount);
        self.words.push(one.bank_reference.as_deref().unwrap_or(&one.content));
        self.at.push(one.at);
        self.same.push(one.nth);
    }
}

pub(super) fn confirmed_as(told: &Told) -> String {
    format!("{}:{}", told.source.as_str(), told.external_id)
}

/// The bank says what a clerk said.
async fn confirm(conn: &mut Conn, word: TransferId, state: TransferState, told: &Told) -> Result<()> {
    diesel::sql_query(
        "UPDATE transfers SET confirmed_by_bank = true, confirmed_as = $2, \
           bank_reference = coalesce($3, bank_reference), payer_name = coalesce(payer_name, $4), \
           payer_account = coalesce(payer_account, $5), payer_bank = coalesce(payer_bank, $6), came_at = $7 WHERE id = $1",
    )
    .bind::<BigInt, _>(word.0)
    .bind::<Text, _>(confirmed_as(told))
    .bind::<Nullable<Text>, _>(told.bank_reference.as_deref())
    .bind::<Nullable<Text>, _>(told.payer_name.as_deref())
    .bind::<Nullable<Text>, _>(told.payer_account.as_deref())
    .bind::<Nullable<Text>, _>(told.payer_bank.as_deref())
    .bind::<Timestamptz, _>(told.at)
    .execute(conn)
    .await?;
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
                Outcome::Unwanted(Why::Gone | Why::Cancelled) => {
                    diary::problem(conn, id, Some(order), Problem::Late).await?;
                    let transfer = lock::transfer(conn, id).await?.ok_or(Error::NotFound)?;
                    return give_back::give_back(conn, &transfer, told.amount, Account::Unmatched, "late", None)
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
