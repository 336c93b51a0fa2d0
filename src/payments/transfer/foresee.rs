//! What would happen to money that is told of, before it is written: for whoever looks twice.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::kinds::TransferState;
use super::matching::{self, Candidate, Match};
use super::note::{self, candidates};
use super::same::Book;
use super::tellings as who_told;
use super::told::Told;
use crate::error::Result;
use crate::kernel::ids::{OrderId, TransferId};
use crate::kernel::money::Money;
use crate::payments::bank_account::BankAccount;
use crate::payments::payment::PaymentState;
use crate::platform::db::Conn;
use crate::schema::{tellings, transfers};

/// One line's fate. `what` is the tail of a Fluent key (`transfer-foreseen-…`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Foreseen {
    pub what: &'static str,
    /// Told of before, as this transfer.
    pub transfer: Option<TransferId>,
    /// The order's code.
    pub code: Option<String>,
    /// So much is too little or too much.
    pub off_by: Money,
}

impl Foreseen {
    fn of(what: &'static str) -> Self {
        Foreseen { what, transfer: None, code: None, off_by: Money::ZERO }
    }

    fn told(what: &'static str, transfer: TransferId) -> Self {
        Foreseen { transfer: Some(transfer), ..Foreseen::of(what) }
    }
}

/// What is known of transfers to one account.
struct Known {
    /// By who told of it and how that source calls it.
    told: HashMap<String, TransferId>,
    /// Clerks' words that no bank has confirmed and that nobody has set aside.
    words: Vec<(TransferId, Option<OrderId>, Money)>,
    /// All words that no bank has confirmed, and whether they were set aside.
    unconfirmed: HashMap<TransferId, bool>,
}

/// What would become of each of these, told of one after the other, all of them to `account`.
pub async fn foresee(conn: &mut Conn, told: Vec<Told>, account: &BankAccount) -> Result<Vec<Foreseen>> {
    let known = known(conn, &told, account).await?;
    let named = note::named_in(conn, &told).await?;
    let book = who_told::book(conn, &told, account.id).await?;
    let mut orders: Vec<OrderId> = named.iter().flatten().map(|(order, _)| *order).collect();
    orders.sort_unstable();
    orders.dedup();
    let mut asked: HashMap<OrderId, Vec<Candidate>> = HashMap::new();
    for (order, candidate) in candidates(conn, &orders, account.producer_id).await? {
        asked.entry(order).or_default().push(candidate);
    }
    // Thousands of lines take their time, which is none of a thread that answers others.
    let fates = tokio::task::spawn_blocking(move || fates(&told, named, known, book, asked));
    Ok(fates.await.map_err(anyhow::Error::from)?)
}

fn fates(
    told: &[Told],
    named: Vec<Vec<(OrderId, String)>>,
    mut known: Known,
    mut book: Book,
    mut asked: HashMap<OrderId, Vec<Candidate>>,
) -> Vec<Foreseen> {
    let mut fates = Vec::new();
    for (one, named) in told.iter().zip(named) {
        // It is refused when it is told, and stays untaken.
        if one.amount > note::MOST {
            fates.push(Foreseen::of("too-large"));
            continue;
        }
        let codes: Vec<String> = named.iter().map(|(_, code)| code.clone()).collect();
        let fate = match known.transfer(one, &named) {
            Some(fate) => {
                if let Some(id) = fate.transfer {
                    book.tell(id, one);
                }
                fate
            }
            None => match book.find(one, &codes) {
                Some(id) => match known.unconfirmed.remove(&id).filter(|_| one.source.of_bank()) {
                    // Set aside, and there after all: it is looked at as if it had just come.
                    Some(true) => {
                        fate(one.amount, &named, &mut asked);
                        Foreseen::told("reopens", id)
                    }
                    Some(false) => Foreseen::told("confirms", id),
                    None => Foreseen::told("known", id),
                },
                None => fate(one.amount, &named, &mut asked),
            },
        };
        fates.push(fate);
    }
    fates
}

async fn known(conn: &mut Conn, told: &[Told], account: &BankAccount) -> Result<Known> {
    let ids: Vec<&str> = told.iter().map(|one| one.external_id.as_str()).collect();
    let rows: Vec<(TransferId, String, String)> = tellings::table
        .select((tellings::transfer_id, tellings::source, tellings::external_id))
        .filter(tellings::external_id.eq_any(ids))
        .order(tellings::id.desc())
        .load(conn)
        .await?;
    let said: Vec<(TransferId, Option<OrderId>, Money, String)> = transfers::table
        .select((transfers::id, transfers::order_id, transfers::amount, transfers::state))
        .filter(transfers::source.eq("clerk").and(transfers::confirmed_by_bank.eq(false)))
        .filter(transfers::account_id.eq(account.id).and(transfers::part_of.is_null()))
        .load(conn)
        .await?;
    let aside = TransferState::Ignored.as_str();
    let unconfirmed = said.iter().map(|(id, .., state)| (*id, state == aside)).collect();
    let words = said.into_iter().filter(|(.., state)| state != aside).map(|(id, order, sum, _)| (id, order, sum));
    let words = words.collect();
    let told = rows.into_iter().map(|(id, source, external_id)| (format!("{source}:{external_id}"), id)).collect();
    Ok(Known { told, words, unconfirmed })
}

impl Known {
    fn transfer(&mut self, one: &Told, named: &[(OrderId, String)]) -> Option<Foreseen> {
        if let Some(id) = self.told.get(&note::confirmed_as(one)) {
            return Some(Foreseen::told("known", *id));
        }
        let ([(order, _)], true) = (named, one.source.of_bank()) else { return None };
        let at = self.words.iter().position(|(_, of, amount)| *of == Some(*order) && *amount == one.amount)?;
        let (word, ..) = self.words.remove(at);
        self.unconfirmed.remove(&word);
        Some(Foreseen::told("confirms", word))
    }
}

fn fate(amount: Money, named: &[(OrderId, String)], asked: &mut HashMap<OrderId, Vec<Candidate>>) -> Foreseen {
    let (order, code) = match named {
        [] => return Foreseen::of("unknown"),
        [one] => one,
        _ => return Foreseen::of("ambiguous"),
    };
    let of = |what| Foreseen { code: Some(code.clone()), ..Foreseen::of(what) };
    let mut none = Vec::new();
    let candidates = asked.get_mut(order).unwrap_or(&mut none);
    match matching::choose(candidates, amount) {
        Match::Pays { payment, late } => {
            for paid in candidates.iter_mut().filter(|c| c.id == payment) {
                paid.state = PaymentState::Paid;
                paid.received = paid.amount;
            }
            of(if late { "late" } else { "pays" })
        }
        Match::Short(payment) => {
            let asked = candidates.iter().find(|c| c.id == payment);
            Foreseen { off_by: asked.map_or(Money::ZERO, |c| c.amount - c.received - amount), ..of("short") }
        }
        Match::Over(_, too_much) => Foreseen { off_by: too_much, ..of("over") },
        Match::Twice => of("twice"),
        Match::NotAsked => of("not-asked"),
    }
}
