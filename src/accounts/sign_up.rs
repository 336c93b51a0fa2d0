//! Making an account, and sending the code that proves its phone or e-mail. Nobody learns from the answer whether the
//! number has an account already; its owner is told by message.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::account::{Account, Handle, find_by_handle};
use super::codes::{self, Purpose};
use super::consents::{self, How, Kind};
use super::letters::{self, Letter};
use super::pending::Pending;
use crate::error::Result;
use crate::kernel::events::Event;
use crate::kernel::ids::AccountId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::{Ground, jobs, sessions};
use crate::schema::accounts;

/// A sign-up whose fields are all right.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub name: String,
    pub handle: Handle,
    pub password_hash: String,
    pub lang: Lang,
    /// Ticked the box for news, which nobody has ticked for them.
    pub news: bool,
}

/// Makes the account or finds that it is there, and writes the message that follows from it.
///
/// An account that was never proved is taken over by the later sign-up, sessions and codes ended: it belongs to
/// whoever reads the code in the browser that asked for it.
pub async fn sign_up(conn: &mut Conn, ground: &Ground, new: &NewAccount, pending: &Pending) -> Result<()> {
    conn.transaction(async |conn| {
        if let Some(account) = insert(conn, new).await? {
            jobs::record(conn, &Event::AccountRegistered { account }).await?;
            agreed(conn, account, new).await?;
            return send_code(conn, ground, account, &new.handle, new.lang, pending).await;
        }
        let Some(known) = find_by_handle(conn, &new.handle).await? else {
            // A disabled account: the office has closed it, and nobody is told.
            return Ok(());
        };
        if known.proved() || !take_over(conn, &known, new).await? {
            let hour = ground.clock.now().format("%Y%m%d%H");
            let key = format!("account-known:{}:{hour}", known.id);
            return letters::post(conn, ground, &new.handle, known.lang(), Letter::Known, &key).await;
        }
        agreed(conn, known.id, new).await?;
        send_code(conn, ground, known.id, &new.handle, new.lang, pending).await
    })
    .await
}

/// Notes what whoever signed up agreed to.
async fn agreed(conn: &mut Conn, account: AccountId, new: &NewAccount) -> Result<()> {
    consents::note(conn, account.into(), &[Kind::Terms, Kind::Privacy], true, new.lang, How::SignUp).await?;
    consents::note(conn, account.into(), &[Kind::Marketing], new.news, new.lang, How::SignUp).await
}

/// Writes the account; `None` when the handle has one.
pub(super) async fn insert(conn: &mut Conn, new: &NewAccount) -> Result<Option<AccountId>> {
    let (phone, email) = match &new.handle {
        Handle::Phone(phone) => (Some(phone.as_str()), None),
        Handle::Email(email) => (None, Some(email.as_str())),
    };
    Ok(diesel::insert_into(accounts::table)
        .values((
            accounts::phone.eq(phone),
            accounts::email.eq(email),
            accounts::name.eq(&new.name),
            accounts::password_hash.eq(&new.password_hash),
            accounts::lang.eq(new.lang.code()),
        ))
        .on_conflict_do_nothing()
        .returning(accounts::id)
        .get_result(conn)
        .await
        .optional()?)
}

/// Gives an unproved account to this sign-up; `false` when it has been proved meanwhile.
async fn take_over(conn: &mut Conn, known: &Account, new: &NewAccount) -> Result<bool> {
    let unproved = accounts::phone_verified_at.is_null().and(accounts::email_verified_at.is_null());
    let taken = diesel::update(accounts::table.find(known.id).filter(unproved))
        .set((
            accounts::name.eq(&new.name),
            accounts::password_hash.eq(&new.password_hash),
            accounts::lang.eq(new.lang.code()),
        ))
        .execute(conn)
        .await?;
    if taken > 0 {
        sessions::close_all(conn, known.id).await?;
    }
    Ok(taken > 0)
}

/// Sends the code that proves `handle`. Call it inside a transaction.
pub async fn send_code(
    conn: &mut Conn,
    ground: &Ground,
    account: AccountId,
    handle: &Handle,
    lang: Lang,
    pending: &Pending,
) -> Result<()> {
    let issued = codes::issue(conn, &ground.config.secret_key, account, purpose(handle), &pending.browser).await?;
    let key = format!("account-code:{}", issued.id);
    letters::post(conn, ground, handle, lang, Letter::Verify { code: &issued.code }, &key).await
}

/// What a code sent to this handle proves.
#[must_use]
pub const fn purpose(handle: &Handle) -> Purpose {
    match handle {
        Handle::Phone(_) => Purpose::VerifyPhone,
        Handle::Email(_) => Purpose::VerifyEmail,
    }
}
