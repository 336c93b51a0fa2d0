//! Who a request is about: an account with its orders, or a guest, known by the phone of an order.

use std::fmt;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::accounts::account::Handle;
use crate::error::Result;
use crate::kernel::ids::{AccountId, OrderId};
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::platform::db::Conn;

/// An account, or a guest by one of their orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Account(AccountId),
    Guest(OrderId),
}

impl Who {
    #[must_use]
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Who::Account(id) => Some(id),
            Who::Guest(_) => None,
        }
    }

    #[must_use]
    pub const fn order(self) -> Option<OrderId> {
        match self {
            Who::Guest(id) => Some(id),
            Who::Account(_) => None,
        }
    }

    /// From the two columns of a row, of which one is empty.
    #[must_use]
    pub const fn of(account: Option<AccountId>, order: Option<OrderId>) -> Option<Self> {
        match (account, order) {
            (Some(id), _) => Some(Who::Account(id)),
            (None, Some(id)) => Some(Who::Guest(id)),
            (None, None) => None,
        }
    }
}

/// As a URL names one: a number, never a name or a phone.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Who::Account(id) => write!(f, "a{id}"),
            Who::Guest(id) => write!(f, "g{id}"),
        }
    }
}

impl Who {
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let id = |rest: &str| rest.bytes().all(|b| b.is_ascii_digit()).then(|| rest.parse().ok()).flatten();
        match word.split_at_checked(1)? {
            ("a", rest) => id(rest).map(|id| Who::Account(AccountId(id))),
            ("g", rest) => id(rest).map(|id| Who::Guest(OrderId(id))),
            _ => None,
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    phone: Option<String>,
    #[diesel(sql_type = Bool)]
    phone_proved: bool,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Bool)]
    email_proved: bool,
    #[diesel(sql_type = Text)]
    lang: String,
    #[diesel(sql_type = Timestamptz)]
    since: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    erased_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: OrderId,
}

/// What is known of a person at a glance.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    #[serde(skip)]
    pub who: Who,
    /// As URLs name them.
    pub key: String,
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    pub phone_proved: bool,
    pub email: Option<String>,
    pub email_proved: bool,
    #[serde(skip)]
    pub lang: Lang,
    pub since: DateTime<Utc>,
    pub erased_at: Option<DateTime<Utc>>,
    /// The orders they placed, newest first.
    #[serde(skip)]
    pub orders: Vec<OrderId>,
}

impl Person {
    /// An account, and not a guest.
    #[must_use]
    pub const fn has_account(&self) -> bool {
        self.who.account().is_some()
    }

    /// Numbers of their orders, for `ANY($1)`.
    #[must_use]
    pub fn order_ids(&self) -> Vec<i64> {
        self.orders.iter().map(|id| id.0).collect()
    }

    /// Where they are written to, the phone first. Of an account only what it has proved: another number may be a stranger's.
    #[must_use]
    pub fn contacts(&self) -> Vec<String> {
        let guest = !self.has_account();
        let phone = self.phone.iter().filter(|_| guest || self.phone_proved);
        phone.chain(self.email.iter().filter(|_| guest || self.email_proved)).cloned().collect()
    }

    /// The same in every way in which people write them.
    #[must_use]
    pub fn spelled(&self) -> Vec<String> {
        self.contacts().into_iter().flat_map(|contact| [spellings(&contact), vec![contact]].concat()).collect()
    }
}

/// How people write a phone; nothing else is written in another way.
#[must_use]
pub fn spellings(word: &str) -> Vec<String> {
    if !word.starts_with('+') {
        return Vec::new();
    }
    let shown = Phone::stored(word).to_string();
    vec![shown.replace(' ', ""), shown]
}

/// The person of this number; `None` when there is none. A guest's order that meanwhile belongs to an account is that
/// account's.
pub async fn load(conn: &mut Conn, who: Who) -> Result<Option<Person>> {
    match who {
        Who::Account(id) => account(conn, id).await,
        Who::Guest(id) => guest(conn, id).await,
    }
}

async fn account(conn: &mut Conn, id: AccountId) -> Result<Option<Person>> {
    let row: Option<Row> = diesel::sql_query(
        "SELECT name, phone, phone_verified_at IS NOT NULL AS phone_proved, email, email_verified_at IS NOT NULL AS email_proved, \
                lang, created_at AS since, erased_at FROM accounts WHERE id = $1",
    )
    .bind::<BigInt, _>(id.0)
    .get_result(conn)
    .await
    .optional()?;
    let Some(row) = row else { return Ok(None) };
    // A phone that nobody has proved may be a stranger's, and so are the orders that it placed.
    let own = row.phone.clone().filter(|_| row.phone_proved);
    let orders: Vec<Id> = diesel::sql_query(
        "SELECT id FROM orders WHERE account_id = $1 \
         UNION SELECT id FROM orders WHERE account_id IS NULL AND buyer_phone = $2 ORDER BY id DESC",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Nullable<Text>, _>(own)
    .load(conn)
    .await?;
    Ok(Some(made(Who::Account(id), row, orders)))
}

async fn guest(conn: &mut Conn, id: OrderId) -> Result<Option<Person>> {
    #[derive(QueryableByName)]
    struct Owner {
        #[diesel(sql_type = Nullable<BigInt>)]
        account_id: Option<AccountId>,
    }
    let owner: Option<Owner> = diesel::sql_query("SELECT account_id FROM orders WHERE id = $1")
        .bind::<BigInt, _>(id.0)
        .get_result(conn)
        .await
        .optional()?;
    let Some(owner) = owner else { return Ok(None) };
    if let Some(owner) = owner.account_id {
        return account(conn, owner).await;
    }
    let row: Row = diesel::sql_query(
        "SELECT buyer_name AS name, nullif(buyer_phone, '') AS phone, false AS phone_proved, buyer_email AS email, \
                false AS email_proved, lang, placed_at AS since, erased_at FROM orders WHERE id = $1",
    )
    .bind::<BigInt, _>(id.0)
    .get_result(conn)
    .await?;
    // Of those who are gone, nothing says any more which orders were one person's.
    let orders: Vec<Id> = diesel::sql_query(
        "SELECT id FROM orders WHERE id = $1 \
         UNION SELECT id FROM orders WHERE account_id IS NULL AND buyer_phone = $2 ORDER BY id DESC",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Nullable<Text>, _>(row.phone.clone())
    .load(conn)
    .await?;
    Ok(Some(made(Who::Guest(id), row, orders)))
}

fn made(who: Who, row: Row, orders: Vec<Id>) -> Person {
    Person {
        who,
        key: who.to_string(),
        name: row.name,
        phone: row.phone,
        phone_proved: row.phone_proved,
        email: row.email,
        email_proved: row.email_proved,
        lang: Lang::parse(&row.lang).unwrap_or_default(),
        since: row.since,
        erased_at: row.erased_at,
        orders: orders.into_iter().map(|row| row.id).collect(),
    }
}

/// By what somebody was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Phone,
    Email,
    Code,
}

impl By {
    /// Tail of a Fluent key (`people-by-…`).
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            By::Phone => "phone",
            By::Email => "email",
            By::Code => "code",
        }
    }
}

/// Somebody whom a search found.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    pub key: String,
    pub account: bool,
}

#[derive(QueryableByName)]
struct Hit {
    #[diesel(sql_type = Nullable<BigInt>)]
    account: Option<AccountId>,
    #[diesel(sql_type = Nullable<BigInt>)]
    guest: Option<OrderId>,
}

/// Whoever has exactly this phone, this e-mail or the order of this code: an account, and the guest beside it. `None` for a
/// text that is none of these.
pub async fn find(conn: &mut Conn, typed: &str) -> Result<Option<(By, Vec<Found>)>> {
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let (by, needle, sql) = if code.len() == 9 && code.starts_with("LT") {
        let sql = "SELECT account_id AS account, CASE WHEN account_id IS NULL THEN id END AS guest FROM orders WHERE code = $1";
        (By::Code, code, sql)
    } else {
        match Handle::parse(typed.trim()) {
            Some(Handle::Phone(phone)) => (By::Phone, phone.as_str().to_owned(), OF_PHONE),
            Some(Handle::Email(email)) => (By::Email, email.as_str().to_owned(), OF_EMAIL),
            None => return Ok(None),
        }
    };
    let hits: Vec<Hit> = diesel::sql_query(sql).bind::<Text, _>(&needle).load(conn).await?;
    let found = hits.into_iter().filter_map(|hit| Who::of(hit.account, hit.guest));
    Ok(Some((by, found.map(|who| Found { key: who.to_string(), account: who.account().is_some() }).collect())))
}

/// A guest's orders are one person's when they have one phone, so the newest of each phone stands for all.
const OF_PHONE: &str = "SELECT id AS account, NULL::bigint AS guest FROM accounts WHERE phone = $1 \
     UNION ALL (SELECT NULL, o.id FROM orders o WHERE o.buyer_phone = $1 AND o.account_id IS NULL \
       AND NOT EXISTS (SELECT FROM accounts a WHERE a.phone = $1 AND a.phone_verified_at IS NOT NULL) \
     ORDER BY o.id DESC LIMIT 1)";
const OF_EMAIL: &str = "SELECT id AS account, NULL::bigint AS guest FROM accounts WHERE email = $1 \
     UNION ALL (SELECT DISTINCT ON (o.buyer_phone) NULL::bigint, o.id FROM orders o \
       WHERE o.buyer_email = $1 AND o.account_id IS NULL \
       AND NOT EXISTS (SELECT FROM accounts a WHERE a.phone = o.buyer_phone AND a.phone_verified_at IS NOT NULL) \
     ORDER BY o.buyer_phone, o.id DESC LIMIT 20)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_nobody_by_what_they_are_called() {
        for who in [Who::Account(AccountId(17)), Who::Guest(OrderId(i64::MAX))] {
            assert_eq!(Who::parse(&who.to_string()), Some(who));
        }
        for word in ["", "a", "17", "x17", "a-1", "a99999999999999999999", "ă1", "g1x", "a+1"] {
            assert_eq!(Who::parse(word), None, "{word}");
        }
    }
}
