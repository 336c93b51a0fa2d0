//! An account, and how it is found.

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

    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Handle::Phone(phone) => phone.as_str(),
            Handle::Email(email) => email.as_str(),
        }
    }
}

pub async fn find_by_handle(conn: &mut Conn, handle: &Handle) -> Result<Option<Account>> {
    let query = accounts::table.select(Account::as_select()).into_boxed();
    let query = match handle {
        Handle::Phone(phone) => query.filter(accounts::phone.eq(phone.as_str().to_owned())),
        Handle::Email(email) => query.filter(accounts::email.eq(email.as_str().to_owned())),
    };
    Ok(query.filter(accounts::disabled_at.is_null()).first(conn).await.optional()?)
}
