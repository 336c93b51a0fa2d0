//! An account, and how it is found.

use std::fmt;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::email::EmailAddress;
use crate::kernel::ids::AccountId;
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::platform::db::Conn;
use crate::schema::accounts;

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct Account {
    pub id: AccountId,
    pub phone: Option<String>,
    pub phone_verified_at: Option<DateTime<Utc>>,
    pub email: Option<String>,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub name: String,
    pub password_hash: String,
    pub lang: String,
    pub disabled_at: Option<DateTime<Utc>>,
}

impl Account {
    #[must_use]
    pub fn lang(&self) -> Lang {
        Lang::parse(&self.lang).unwrap_or_default()
    }

    /// Whether somebody proved to read its phone or its mail. Until then nobody may use it, and whoever signs up with
    /// the same number takes it over: it may well have been made by a stranger.
    #[must_use]
    pub fn proved(&self) -> bool {
        self.phone_verified_at.is_some() || self.email_verified_at.is_some()
    }
}

/// What someone signs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handle {
    Phone(Phone),
    Email(EmailAddress),
}

impl Handle {
    /// Reads either, whichever it looks like.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.contains('@') {
            return EmailAddress::parse(typed).map(Handle::Email);
        }
        Phone::normalise(typed).map(Handle::Phone)
    }

    /// Like [`Handle::parse`], but a phone number must be one that can exist: for making an account.
    #[must_use]
    pub fn parse_strictly(typed: &str) -> Option<Self> {
        match Handle::parse(typed)? {
            Handle::Phone(_) => Phone::parse(typed).map(Handle::Phone),
            email => Some(email),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Handle::Phone(phone) => phone.as_str(),
            Handle::Email(email) => email.as_str(),
        }
    }
}

/// As a person would write it.
impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Handle::Phone(phone) => phone.fmt(f),
            Handle::Email(email) => email.fmt(f),
        }
    }
}

/// The account that may be used under this handle; a disabled one is not there.
pub async fn find_by_handle(conn: &mut Conn, handle: &Handle) -> Result<Option<Account>> {
    let query = accounts::table.select(Account::as_select()).into_boxed();
    let query = match handle {
        Handle::Phone(phone) => query.filter(accounts::phone.eq(phone.as_str().to_owned())),
        Handle::Email(email) => query.filter(accounts::email.eq(email.as_str().to_owned())),
    };
    Ok(query.filter(accounts::disabled_at.is_null()).first(conn).await.optional()?)
}

/// The account of a session.
pub async fn find(conn: &mut Conn, id: AccountId) -> Result<Option<Account>> {
    Ok(accounts::table.find(id).select(Account::as_select()).first(conn).await.optional()?)
}
