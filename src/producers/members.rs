//! Who works for a household, and as what. One person may work for several households; each household has an owner, which
//! SQL holds too, however many change its members at once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::json;

use super::letters::tell_owners;
use super::{codes, lock};
use crate::accounts::acts::{self, Act};
use crate::accounts::role::Role;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ProducerId};
use crate::platform::Ground;
use crate::platform::db::{self, Conn};
use crate::schema::members;

/// A member as the household sees them.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Person {
    #[diesel(sql_type = BigInt)]
    pub account: AccountId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Text)]
    pub role: String,
    #[diesel(sql_type = Timestamptz)]
    pub joined_at: DateTime<Utc>,
}

/// The members of a household, owners first.
pub async fn list(conn: &mut Conn, producer: ProducerId) -> Result<Vec<Person>> {
    Ok(diesel::sql_query(
        "SELECT m.account_id AS account, a.name, a.phone, m.role, m.joined_at FROM members m \
         JOIN accounts a ON a.id = m.account_id WHERE m.producer_id = $1 \
         ORDER BY m.role <> 'owner', m.joined_at, a.id LIMIT 100",
    )
    .bind::<BigInt, _>(producer.0)
    .load(conn)
    .await?)
}

#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// No such member of this household.
    #[error("no such member")]
    NotFound,
    /// Whoever remains could let nobody in any more.
    #[error("the last owner")]
    LastOwner,
    /// It is about an owner, and the password was not given.
    #[error("the password first")]
    Unproved,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for MemberError {
    fn from(error: Error) -> Self {
        MemberError::Failed(error)
    }
}

impl From<diesel::result::Error> for MemberError {
    fn from(error: diesel::result::Error) -> Self {
        match db::broken_constraint(&error) {
            Some("members_last_owner") => MemberError::LastOwner,
            _ => MemberError::Failed(error.into()),
        }
    }
}

/// What stands behind an act that makes an owner or takes one away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// A member's browser, which may be in somebody else's hands.
    Browser,
    /// An owner who has just given the password.
    Password(AccountId),
}

impl Behind {
    /// Whether owners may be made or taken away. Call it while the household is locked.
    ///
    /// # Refuses
    /// A browser without the password, and whoever was an owner until just now.
    pub(super) async fn may_change_owners(self, conn: &mut Conn, producer: ProducerId) -> Result<(), MemberError> {
        match self {
            Behind::Browser => Err(MemberError::Unproved),
            Behind::Password(by) => {
                let own = members::table.find((by, producer)).filter(members::role.eq(Role::Owner.as_str()));
                let still: bool = diesel::select(diesel::dsl::exists(own)).get_result(conn).await?;
                if still { Ok(()) } else { Err(MemberError::Failed(Error::Forbidden)) }
            }
        }
    }
}

/// Whether somebody owns the household: one that a clerk wrote down is nobody's until it takes over.
pub async fn is_owned(conn: &mut Conn, producer: ProducerId) -> Result<bool> {
    let owners = members::table.filter(members::producer_id.eq(producer).and(members::role.eq(Role::Owner.as_str())));
    Ok(diesel::select(diesel::dsl::exists(owners)).get_result(conn).await?)
}

/// Gives a member another role; `None` takes them out. The owners are told of who becomes one and who is one no more, and the
/// codes that this one gave out as an owner open nothing more. Call it inside a transaction. `act` says who does it, `behind` what proves them where it is about an owner.
///
/// # Locks
/// The household.
///
/// # Refuses
/// Whoever is no member, to leave the household without an owner, and what [`Behind`] does not stand for.
pub async fn change(
    conn: &mut Conn,
    ground: &Ground,
    producer: ProducerId,
    account: AccountId,
    role: Option<Role>,
    behind: Behind,
    act: Act<'_>,
) -> Result<(), MemberError> {
    lock::household(conn, producer).await?.ok_or(MemberError::NotFound)?;
    let row = || members::table.find((account, producer));
    let before: String = row().select(members::role).first(conn).await.optional()?.ok_or(MemberError::NotFound)?;
    if role.is_some_and(|role| role.as_str() == before) {
        return Ok(());
    }
    if before == Role::Owner.as_str() || role == Some(Role::Owner) {
        behind.may_change_owners(conn, producer).await?;
    }
    if before == Role::Owner.as_str() {
        // Whoever is one no more hears of it too.
        tell_owners(conn, ground, producer, "household-sms-owner-gone", Some(account)).await?;
        codes::void_made_by(conn, producer, account).await?;
    }
    match role {
        Some(role) => diesel::update(row()).set(members::role.eq(role.as_str())).execute(conn).await?,
        None => diesel::delete(row()).execute(conn).await?,
    };
    if role == Some(Role::Owner) {
        tell_owners(conn, ground, producer, "household-sms-owner-new", Some(account)).await?;
    }
    let after = role.map_or(serde_json::Value::Null, |role| json!({ "role": role }));
    acts::record(conn, &act.on(account.to_string()).changed(json!({ "role": before }), after)).await?;
    Ok(())
}
