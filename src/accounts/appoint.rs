//! Who is a clerk, and for what: an admin gives a role and takes it. The office never loses its last admin, and whoever
//! loses a role is signed out at once.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::json;

use super::account::{Handle, find_by_handle};
use super::acts::{self, Act};
use super::clerk_role::ClerkRole;
use super::lock;
use crate::error::Error;
use crate::kernel::ids::AccountId;
use crate::kernel::paging::first;
use crate::platform::db::Conn;
use crate::platform::sessions;
use crate::refusal;
use crate::schema::{accounts, clerks};

#[derive(Debug, thiserror::Error)]
pub enum AppointError {
    /// No such account, or one that nobody has proved to be theirs.
    #[error("no such account")]
    NotFound,
    #[error("it is so already")]
    Already,
    /// Then nobody could give a role any more.
    #[error("the last admin")]
    LastAdmin,
    /// Nobody takes their own second factor off like this.
    #[error("one's own")]
    Own,
    /// Whoever asks has lost the role meanwhile.
    #[error("no admin any more")]
    NoAdmin,
    #[error(transparent)]
    Failed(Error),
}
refusal!(AppointError);

/// A clerk as an admin sees them.
#[derive(Debug, QueryableByName, Serialize)]
pub struct Clerk {
    #[diesel(sql_type = BigInt)]
    pub id: AccountId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    /// In the order of [`ClerkRole::ALL`].
    #[diesel(sql_type = Array<Text>)]
    pub roles: Vec<String>,
    #[diesel(sql_type = Timestamptz)]
    pub since: chrono::DateTime<chrono::Utc>,
    /// Has a second factor.
    #[diesel(sql_type = Bool)]
    pub second: bool,
}

/// Clerks by name: the first `most`, and whether there are more.
pub async fn list(conn: &mut Conn, most: usize) -> Result<(Vec<Clerk>, bool), Error> {
    let rows: Vec<Clerk> = diesel::sql_query(
        "SELECT a.id, a.name, a.phone, a.email, min(c.granted_at) AS since, \
                array_agg(c.role ORDER BY array_position($1, c.role)) AS roles, \
                EXISTS (SELECT FROM second_factors f WHERE f.account_id = a.id) AS second \
         FROM clerks c JOIN accounts a ON a.id = c.account_id WHERE a.disabled_at IS NULL GROUP BY a.id \
         ORDER BY a.name, a.id LIMIT $2",
    )
    .bind::<Array<Text>, _>(ClerkRole::WORDS.as_slice())
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    Ok(first(rows, most))
}

/// Gives the account of this phone or e-mail a role, and writes down who did so and why. Call it inside a transaction.
///
/// # Locks
/// The roles of all admins.
///
/// # Refuses
/// See [`AppointError`].
pub async fn give(
    conn: &mut Conn,
    handle: &Handle,
    role: ClerkRole,
    (by, why): (AccountId, &str),
) -> Result<(), AppointError> {
    if !lock::admins(conn).await?.contains(&by) {
        return Err(AppointError::NoAdmin);
    }
    let account = find_by_handle(conn, handle).await?.filter(|a| a.proved()).ok_or(AppointError::NotFound)?;
    let before = roles(conn, account.id).await?;
    let given = diesel::insert_into(clerks::table)
        .values((clerks::account_id.eq(account.id), clerks::role.eq(role.as_str())))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if given == 0 {
        return Err(AppointError::Already);
    }
    note(conn, "staff.given", account.id, &account.name, before, (by, why)).await
}

/// Takes a role from an account, ends all its sessions, and writes down who did so and why. Call it inside a transaction.
///
/// # Locks
/// The roles of all admins: of two who take each other's, one remains.
///
/// # Refuses
/// See [`AppointError`].
pub async fn take(
    conn: &mut Conn,
    account: AccountId,
    role: ClerkRole,
    (by, why): (AccountId, &str),
) -> Result<(), AppointError> {
    let admins = lock::admins(conn).await?;
    if !admins.contains(&by) {
        return Err(AppointError::NoAdmin);
    }
    if role == ClerkRole::Admin && admins.iter().all(|admin| *admin == account) {
        return Err(AppointError::LastAdmin);
    }
    let name: Option<String> = accounts::table.find(account).select(accounts::name).first(conn).await.optional()?;
    let name = name.ok_or(AppointError::NotFound)?;
    let before = roles(conn, account).await?;
    let held = clerks::table.filter(clerks::account_id.eq(account).and(clerks::role.eq(role.as_str())));
    if diesel::delete(held).execute(conn).await? == 0 {
        return Err(AppointError::Already);
    }
    sessions::close_all(conn, account).await?;
    note(conn, "staff.taken", account, &name, before, (by, why)).await
}

async fn roles(conn: &mut Conn, account: AccountId) -> Result<Vec<String>, AppointError> {
    let held = clerks::table.filter(clerks::account_id.eq(account)).select(clerks::role).order(clerks::role);
    Ok(held.load(conn).await?)
}

async fn note(
    conn: &mut Conn,
    act: &'static str,
    account: AccountId,
    name: &str,
    before: Vec<String>,
    (by, why): (AccountId, &str),
) -> Result<(), AppointError> {
    let after = roles(conn, account).await?;
    let act = Act::new(act, Some(by)).on(name).because(why);
    let told = |roles: Vec<String>| json!({ "account": account, "roles": roles });
    Ok(acts::record(conn, &act.changed(told(before), told(after))).await?)
}
