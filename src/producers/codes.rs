//! One-time codes that make their holder a member: printed for a household that a clerk has written down, read out to a
//! cousin who helps with the packing. `25-HKMR-T3VX`: which code, and its secret, 37 bits that each may try ten times.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use rand::RngExt as _;
use serde::Serialize;
use serde_json::json;

use super::letters::tell_owners;
use super::lock;
use super::members::{Behind, MemberError, is_owned};
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::accounts::role::Role;
use crate::config::Secret;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ProducerId};
use crate::kernel::phone::Phone;
use crate::platform::db::Conn;
use crate::platform::{Ground, secrets};
use crate::refusal;
use crate::schema::{members, takeover_codes, takeover_tries};

/// Letters and digits that nobody mixes up on paper or on the phone.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPRTUVWXY346789";
/// So many of them are letters.
const ALPHABETIC: usize = 21;
const LENGTH: usize = 8;
/// A printed code lies in a drawer for a while; one that was read out is used the same day or never.
const DAYS_PRINTED: i32 = 30;
const DAYS_INVITED: i32 = 7;
/// So long the owners may object to a slip that makes another one.
const HOURS_TO_OBJECT: i32 = 48;

/// A code about to be made.
#[derive(Clone, Debug)]
pub struct NewCode {
    pub producer: ProducerId,
    pub role: Role,
    /// Whose account it is for; `None`: whoever holds the paper.
    pub phone: Option<Phone>,
    pub by: AccountId,
}

/// A code as it is shown, once.
#[derive(Clone, Debug, Serialize)]
pub struct Made {
    pub code: String,
    pub expires_at: DateTime<Utc>,
    /// Before then it lets nobody in.
    pub opens_at: Option<DateTime<Utc>>,
}

/// The first one is no digit, so that a number written right before it ends there.
fn letters() -> String {
    let mut rng = rand::rng();
    let mut one = |most: usize| LETTERS.get(rng.random_range(0..most)).copied().map(char::from);
    (0..LENGTH).filter_map(|place| one(if place == 0 { ALPHABETIC } else { LETTERS.len() })).collect()
}

fn hash(key: &Secret, id: i64, letters: &str) -> Vec<u8> {
    secrets::keyed_hash(key, &format!("take over:{id}:{letters}"))
}

/// Invites somebody by phone. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// An owner, where `behind` does not stand for it.
pub async fn invite(
    conn: &mut Conn,
    ground: &Ground,
    new: &NewCode,
    behind: Behind,
    act: Act<'_>,
) -> Result<Made, MemberError> {
    lock::household(conn, new.producer).await?.ok_or(MemberError::NotFound)?;
    if new.role == Role::Owner {
        behind.may_change_owners(conn, new.producer).await?;
    }
    Ok(make(conn, ground, new, None, act).await?)
}

#[derive(Debug, thiserror::Error)]
pub enum SlipError {
    /// The household has an owner, and nobody said why it needs another.
    #[error("nobody said why")]
    NoReason,
    #[error(transparent)]
    Failed(Error),
}
refusal!(SlipError);

/// Makes the code of a slip that the office prints for whoever takes the household over. Where somebody owns it already, the
/// slip is the way back for an owner who has lost phone and account: it takes a reason, the owners and the household's number
/// are told, and it lets nobody in before they had time to make it void. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// An empty `why` where somebody owns the household.
pub async fn slip(
    conn: &mut Conn,
    ground: &Ground,
    producer: ProducerId,
    why: &str,
    by: AccountId,
) -> Result<Made, SlipError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let owned = is_owned(conn, producer).await?;
    if owned && why.is_empty() {
        return Err(SlipError::NoReason);
    }
    let new = NewCode { producer, role: Role::Owner, phone: None, by };
    let act = Act::new("code.made", Some(by)).of(producer);
    let act = if why.is_empty() { act.shown_by(Evidence::Unowned) } else { act.because(why) };
    let made = make(conn, ground, &new, owned.then_some(HOURS_TO_OBJECT), act).await?;
    if owned {
        tell_owners(conn, ground, producer, "household-sms-owner-code", None).await?;
    }
    Ok(made)
}

/// Makes a code that works after so many hours, or at once; those for the same person, or the paper before, are void. Call it
/// inside a transaction that holds the household.
async fn make(conn: &mut Conn, ground: &Ground, new: &NewCode, hours: Option<i32>, act: Act<'_>) -> Result<Made> {
    let phone = new.phone.as_ref().map(|phone| phone.as_str().to_owned());
    let earlier = takeover_codes::table
        .filter(takeover_codes::producer_id.eq(new.producer))
        .filter(takeover_codes::phone.is_not_distinct_from(&phone))
        .filter(takeover_codes::used_at.is_null().and(takeover_codes::voided_at.is_null()));
    diesel::update(earlier).set(takeover_codes::voided_at.eq(diesel::dsl::now)).execute(conn).await?;
    let letters = letters();
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Timestamptz)]
        expires_at: DateTime<Utc>,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        opens_at: Option<DateTime<Utc>>,
    }
    let days = if phone.is_some() { DAYS_INVITED } else { DAYS_PRINTED };
    // The hash is over the row's number too, so it is written once that is known.
    let row: Row = diesel::sql_query(
        "INSERT INTO takeover_codes (producer_id, role, phone, code_hash, made_by, expires_at, opens_at) \
         VALUES ($1, $2, $3, sha256(''), $4, now() + make_interval(days => $5), now() + make_interval(hours => $6)) \
         RETURNING id, expires_at, opens_at",
    )
    .bind::<BigInt, _>(new.producer.0)
    .bind::<Text, _>(new.role.as_str())
    .bind::<Nullable<Text>, _>(&phone)
    .bind::<BigInt, _>(new.by.0)
    .bind::<Integer, _>(days)
    .bind::<Nullable<Integer>, _>(hours)
    .get_result(conn)
    .await?;
    diesel::update(takeover_codes::table.find(row.id))
        .set(takeover_codes::code_hash.eq(hash(&ground.config.secret_key, row.id, &letters)))
        .execute(conn)
        .await?;
    acts::record(
        conn,
        &act.on(phone.unwrap_or_default()).changed(serde_json::Value::Null, json!({ "role": new.role })),
    )
    .await?;
    let (first, second) = letters.split_at(LENGTH / 2);
    let code = format!("{}-{first}-{second}", row.id);
    Ok(Made { code, expires_at: row.expires_at, opens_at: row.opens_at })
}

#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// Wrong, too late, used, void, tried too often or somebody else's: one answer for all of them.
    #[error("the code does not fit")]
    Wrong,
    /// It fits, and its household's owners may still object. Only who holds it learns that.
    #[error("not before {0}")]
    Early(DateTime<Utc>),
    #[error(transparent)]
    Failed(Error),
}
refusal!(RedeemError);

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = BigInt)]
    producer_id: ProducerId,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Binary)]
    code_hash: Vec<u8>,
    /// Where it does not let anybody in yet.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    early: Option<DateTime<Utc>>,
}

/// Reads `25-hkmr t3vx` as the number and the letters; `None` for what is no code.
fn read(typed: &str) -> Option<(i64, String)> {
    let typed = typed.trim();
    let digits: String = typed.chars().take_while(char::is_ascii_digit).take(18).collect();
    let rest = typed.get(digits.len()..)?;
    let letters: String = rest.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).take(LENGTH + 1).collect();
    Some((digits.parse().ok()?, letters.to_ascii_uppercase())).filter(|(_, letters)| letters.len() == LENGTH)
}

/// Makes the account a member of the code's household, in the code's role; an owner stays one. Each try counts, against the
/// account that makes it: a stranger uses up nobody else's. So it opens transactions of its own: call it outside of one. The
/// same person again finds the household they came into. The owners there are told of another one.
///
/// # Locks
/// The household.
///
/// # Refuses
/// [`RedeemError::Wrong`], and [`RedeemError::Early`] to the holder of a slip whose time has not come.
pub async fn redeem(
    conn: &mut Conn,
    ground: &Ground,
    account: AccountId,
    phone: Option<&str>,
    typed: &str,
) -> Result<ProducerId, RedeemError> {
    let (id, letters) = read(typed).ok_or(RedeemError::Wrong)?;
    let hash = hash(&ground.config.secret_key, id, &letters);
    let tried: Option<Kept> = diesel::sql_query(
        "WITH tried AS ( \
           INSERT INTO takeover_tries AS t (code_id, account_id) SELECT c.id, $3 FROM takeover_codes c \
           WHERE c.id = $1 AND c.used_at IS NULL AND c.voided_at IS NULL AND c.expires_at > now() \
             AND (c.phone IS NULL OR c.phone = $2) \
           ON CONFLICT (code_id, account_id) DO UPDATE SET attempts = t.attempts + 1 WHERE t.attempts < 10 \
           RETURNING t.code_id) \
         SELECT c.producer_id, c.role, c.code_hash, CASE WHEN c.opens_at > now() THEN c.opens_at END AS early \
         FROM tried JOIN takeover_codes c ON c.id = tried.code_id",
    )
    .bind::<BigInt, _>(id)
    .bind::<Nullable<Text>, _>(phone)
    .bind::<BigInt, _>(account.0)
    .get_result(conn)
    .await
    .optional()?;
    let Some(kept) = tried else { return used_by(conn, id, account, &hash).await };
    if !secrets::same(&kept.code_hash, &hash) {
        return Err(RedeemError::Wrong);
    }
    if let Some(opens_at) = kept.early {
        // Whoever has the right one guesses nothing, however often it is typed before its time.
        diesel::delete(takeover_tries::table.find((id, account))).execute(conn).await?;
        return Err(RedeemError::Early(opens_at));
    }
    let role = Role::parse(&kept.role).ok_or(RedeemError::Wrong)?;
    let joined = conn
        .transaction(async |conn| {
            lock::household(conn, kept.producer_id).await?.ok_or(RedeemError::Wrong)?;
            let open = takeover_codes::table
                .find(id)
                .filter(takeover_codes::used_at.is_null().and(takeover_codes::voided_at.is_null()));
            let used = diesel::update(open)
                .set((takeover_codes::used_at.eq(diesel::dsl::now), takeover_codes::used_by.eq(account)))
                .execute(conn)
                .await?;
            if used == 0 {
                return Ok(false);
            }
            join(conn, ground, kept.producer_id, account, role).await?;
            Ok::<bool, RedeemError>(true)
        })
        .await?;
    // Somebody was quicker with the very same code; perhaps this very person with a second press.
    if joined { Ok(kept.producer_id) } else { used_by(conn, id, account, &hash).await }
}

async fn join(
    conn: &mut Conn,
    ground: &Ground,
    producer: ProducerId,
    account: AccountId,
    role: Role,
) -> Result<(), RedeemError> {
    let row = || members::table.find((account, producer));
    let before: Option<String> = row().select(members::role).first(conn).await.optional()?;
    let first = role == Role::Owner && !is_owned(conn, producer).await?;
    match before.as_deref() {
        Some("owner") => return Ok(()),
        Some(_) => {
            diesel::update(row()).set(members::role.eq(role.as_str())).execute(conn).await?;
        }
        None => {
            diesel::insert_into(members::table)
                .values((
                    members::account_id.eq(account),
                    members::producer_id.eq(producer),
                    members::role.eq(role.as_str()),
                ))
                .execute(conn)
                .await?;
        }
    }
    let act = Act::new("member.joined", Some(account)).of(producer);
    let before = before.map_or(serde_json::Value::Null, |role| json!({ "role": role }));
    acts::record(conn, &act.changed(before, json!({ "role": role }))).await?;
    if first {
        // From here on its owner says who else is one: what the office gave out before opens nothing more.
        let others = takeover_codes::table
            .filter(takeover_codes::producer_id.eq(producer).and(takeover_codes::role.eq(Role::Owner.as_str())))
            .filter(takeover_codes::used_at.is_null().and(takeover_codes::voided_at.is_null()));
        diesel::update(others).set(takeover_codes::voided_at.eq(diesel::dsl::now)).execute(conn).await?;
    }
    if role == Role::Owner {
        tell_owners(conn, ground, producer, "household-sms-owner-new", Some(account)).await?;
    }
    Ok(())
}

/// The household that this account has come into by this code; another account learns nothing.
async fn used_by(conn: &mut Conn, id: i64, account: AccountId, hash: &[u8]) -> Result<ProducerId, RedeemError> {
    let used: Option<(ProducerId, Vec<u8>)> = takeover_codes::table
        .find(id)
        .filter(takeover_codes::used_by.eq(account))
        .select((takeover_codes::producer_id, takeover_codes::code_hash))
        .first(conn)
        .await
        .optional()?;
    let producer =
        used.filter(|(_, kept)| secrets::same(kept, hash)).map(|(producer, _)| producer).ok_or(RedeemError::Wrong)?;
    // Whoever was put out since finds nothing any more.
    let member = members::table.find((account, producer));
    let member: bool = diesel::select(diesel::dsl::exists(member)).get_result(conn).await?;
    if member { Ok(producer) } else { Err(RedeemError::Wrong) }
}

/// A code that still works, without its letters.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Open {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub role: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
    /// Until then the owners may object to it, and it lets nobody in.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub opens_at: Option<DateTime<Utc>>,
}

/// The household's codes that still work.
pub async fn open(conn: &mut Conn, producer: ProducerId) -> Result<Vec<Open>> {
    Ok(diesel::sql_query(
        "SELECT id, role, phone, expires_at, CASE WHEN opens_at > now() THEN opens_at END AS opens_at FROM takeover_codes c \
         WHERE producer_id = $1 AND used_at IS NULL AND voided_at IS NULL AND expires_at > now() \
           AND (phone IS NULL OR NOT EXISTS (SELECT FROM takeover_tries t WHERE t.code_id = c.id AND t.attempts >= 10)) \
         ORDER BY id DESC LIMIT 50",
    )
    .bind::<BigInt, _>(producer.0)
    .load(conn)
    .await?)
}

/// Makes a code worthless; `false` when there is none of this number that still works. Call it inside a transaction.
pub async fn void(conn: &mut Conn, producer: ProducerId, id: i64, act: Act<'_>) -> Result<bool> {
    let open = takeover_codes::table
        .find(id)
        .filter(takeover_codes::producer_id.eq(producer))
        .filter(takeover_codes::used_at.is_null().and(takeover_codes::voided_at.is_null()));
    let gone: Option<String> = diesel::update(open)
        .set(takeover_codes::voided_at.eq(diesel::dsl::now))
        .returning(takeover_codes::role)
        .get_result(conn)
        .await
        .optional()?;
    let Some(role) = gone else { return Ok(false) };
    acts::record(conn, &act.on(id.to_string()).changed(json!({ "role": role }), serde_json::Value::Null)).await?;
    Ok(true)
}

/// Makes worthless what somebody gave out who owns the household no more. Call it inside a transaction that holds the household.
pub(super) async fn void_made_by(conn: &mut Conn, producer: ProducerId, owner: AccountId) -> Result<()> {
    let open = takeover_codes::table
        .filter(takeover_codes::producer_id.eq(producer).and(takeover_codes::made_by.eq(owner)))
        .filter(takeover_codes::used_at.is_null().and(takeover_codes::voided_at.is_null()));
    diesel::update(open).set(takeover_codes::voided_at.eq(diesel::dsl::now)).execute(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_written() {
        for typed in ["25-HKMR-T3VX", " 25 hkmr t3vx ", "25hkmrt3vx", "25.HKMR.T3VX"] {
            assert_eq!(read(typed), Some((25, "HKMRT3VX".to_owned())), "{typed}");
        }
        for wrong in
            ["", "HKMR-T3VX", "25", "25-HKMR", "25-HKMR-T3VXX", "99999999999999999999-HKMR-T3VX", "25-ếếếế-ếếếế"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert!(
            LETTERS.iter().take(ALPHABETIC).all(u8::is_ascii_alphabetic) && !LETTERS[ALPHABETIC].is_ascii_alphabetic()
        );
        let made = letters();
        assert_eq!(made.len(), LENGTH);
        assert!(made.bytes().all(|b| LETTERS.contains(&b)) && !LETTERS.iter().any(|b| b"0O1I2ZS5Q".contains(b)));
    }
}
