//! The trade office's own accounts, made on the command line.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::account::{Handle, find_by_handle};
use super::acts::{self, Act};
use super::password;
use super::reset::set_password;
use super::sign_up::{NewAccount, insert};
use super::verify::prove;
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::kernel::text;
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{accounts, clerks};

#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    #[error("that is neither a phone number nor an e-mail address")]
    Handle,
    #[error("the name is empty or too long")]
    Name,
    #[error("the password is refused: at least {} characters, none that everybody tries first", password::SHORTEST)]
    Password,
    #[error("{0}")]
    Failed(Error),
}
refusal!(StaffError);

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// A new account.
    Made,
    /// An account that was there has the role, and a new password.
    Changed,
    /// An account that was there has the role, and its old password.
    Promoted,
}

/// Gives a role, making the account when there is none, and writes it into the log. Whoever types this command vouches for the
/// phone or e-mail.
/// `typed` is the password; without one, a new account gets `generated` and an account that was there keeps its own.
///
/// # Refuses
/// A handle, a name or a password that cannot be one.
pub async fn add(
    conn: &mut Conn,
    name: &str,
    login: &str,
    role: &str,
    typed: Option<&str>,
    generated: &str,
) -> Result<Added, StaffError> {
    let handle = Handle::parse(login).ok_or(StaffError::Handle)?;
    let name = text::tidy(name);
    if name.is_empty() || name.chars().count() > 120 {
        return Err(StaffError::Name);
    }
    let password = typed.unwrap_or(generated);
    password::check(password, &[&name, handle.as_str()]).map_err(|_| StaffError::Password)?;
    let hash = password::hash(password).await?;
    conn.transaction(async |conn| {
        let (id, added) = match find_by_handle(conn, &handle).await? {
            Some(known) if typed.is_some() || !known.proved() => {
                set_password(conn, &known, &hash).await?;
                (known.id, Added::Changed)
            }
            Some(known) => (known.id, Added::Promoted),
            None => {
                let new = NewAccount { name, handle: handle.clone(), password_hash: hash, lang: Lang::Vi, news: false };
                (insert(conn, &new).await?.ok_or(StaffError::Handle)?, Added::Made)
            }
        };
        prove(conn, id, &handle).await?;
        let given = diesel::insert_into(clerks::table)
            .values((clerks::account_id.eq(id), clerks::role.eq(role)))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if given > 0 {
            let named: String = accounts::table.find(id).select(accounts::name).first(conn).await?;
            let now = json!({ "account": id, "roles": [role] });
            acts::record(conn, &Act::new("staff.given", None).on(named).changed(Value::Null, now)).await?;
        }
        Ok(added)
    })
    .await
}
