//! One-time codes: six digits in a message, good for ten minutes, five tries and one use, in the browser that asked.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use diesel_async::RunQueryDsl;

use crate::config::Secret;
use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::platform::db::Conn;
use crate::platform::secrets;
use crate::schema::one_time_codes;

/// What a code is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    VerifyPhone,
    VerifyEmail,
    ResetPassword,
}

impl Purpose {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Purpose::VerifyPhone => "verify_phone",
            Purpose::VerifyEmail => "verify_email",
            Purpose::ResetPassword => "reset_password",
        }
    }
}

/// A code to send; its number makes the message's key.
pub struct Issued {
    pub id: i64,
    pub code: String,
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Binary)]
    code_hash: Vec<u8>,
}

/// `browser` is the secret of the browser that asked: a code read out to a stranger on the phone opens nothing there.
fn hash(key: &Secret, account: AccountId, purpose: Purpose, browser: &str, code: &str) -> Vec<u8> {
    secrets::keyed_hash(key, &format!("{}:{account}:{browser}:{code}", purpose.as_str()))
}

/// Makes a code; those sent before for the same purpose are void. Call it inside a transaction, with its message.
pub async fn issue(
    conn: &mut Conn,
    key: &Secret,
    account: AccountId,
    purpose: Purpose,
    browser: &str,
) -> Result<Issued> {
    let code = secrets::one_time_code();
    let earlier = one_time_codes::table
        .filter(one_time_codes::account_id.eq(account))
        .filter(one_time_codes::purpose.eq(purpose.as_str()))
        .filter(one_time_codes::used_at.is_null());
    diesel::update(earlier).set(one_time_codes::used_at.eq(diesel::dsl::now)).execute(conn).await?;
    let id = diesel::insert_into(one_time_codes::table)
        .values((
            one_time_codes::account_id.eq(account),
            one_time_codes::purpose.eq(purpose.as_str()),
            one_time_codes::code_hash.eq(hash(key, account, purpose, browser, &code)),
            one_time_codes::expires_at
                .eq(diesel::dsl::sql::<diesel::sql_types::Timestamptz>("now() + interval '10 minutes'")),
        ))
        .returning(one_time_codes::id)
        .get_result(conn)
        .await?;
    Ok(Issued { id, code })
}

/// Uses up a try, and the code itself when it is the right one. Call it outside a transaction: a wrong try must count.
pub async fn redeem(
    conn: &mut Conn,
    key: &Secret,
    account: AccountId,
    purpose: Purpose,
    browser: &str,
    typed: &str,
) -> Result<bool> {
    let tried: Option<Kept> = diesel::sql_query(
        "UPDATE one_time_codes SET attempts = attempts + 1 \
         WHERE account_id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > now() AND attempts < 5 \
         RETURNING id, code_hash",
    )
    .bind::<BigInt, _>(account.0)
    .bind::<Text, _>(purpose.as_str())
    .get_result(conn)
    .await
    .optional()?;
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).take(12).collect();
    let Some(kept) = tried else { return Ok(false) };
    if !secrets::same(&kept.code_hash, &hash(key, account, purpose, browser, &typed)) {
        return Ok(false);
    }
    let used = diesel::update(one_time_codes::table.find(kept.id).filter(one_time_codes::used_at.is_null()))
        .set(one_time_codes::used_at.eq(diesel::dsl::now))
        .execute(conn)
        .await?;
    Ok(used == 1)
}
