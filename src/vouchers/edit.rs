//! Changing a voucher. When it may be used, how often, and the office's note change at any time; its code and what it takes
//! off stand once somebody has used it: whoever has read them can count on them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::find::{TERMS, TermsRow};
use super::make::NewVoucher;
use super::voucher::{Off, Terms};
use crate::error::Error;
use crate::kernel::ids::VoucherId;
use crate::platform::db::{self, Conn};

/// A voucher as the form for its change shows it.
#[derive(Clone, Debug)]
pub struct Editable {
    pub code: String,
    pub terms: Terms,
    pub note: String,
    pub used: i32,
    /// Somebody has used it, even in an order that fell through.
    pub fixed: bool,
    pub stopped: bool,
    /// How often it was changed.
    pub seq: i32,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(embed)]
    terms: TermsRow,
    #[diesel(sql_type = Text)]
    note: String,
    #[diesel(sql_type = Integer)]
    used: i32,
    #[diesel(sql_type = Bool)]
    fixed: bool,
    #[diesel(sql_type = Bool)]
    stopped: bool,
    #[diesel(sql_type = Integer)]
    seq: i32,
}

#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("no such voucher")]
    NotFound,
    /// Its code or what it takes off would change, and it has been used.
    #[error("used already")]
    Fixed,
    /// It has been used so often already.
    #[error("used {0} times")]
    BelowUsed(i32),
    /// Another voucher is called so.
    #[error("the code is taken")]
    Taken,
    #[error("stopped")]
    Stopped,
    /// Somebody changed it since it was looked at.
    #[error("changed meanwhile")]
    Meanwhile,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for EditError {
    fn from(error: Error) -> Self {
        EditError::Failed(error)
    }
}

impl From<diesel::result::Error> for EditError {
    fn from(error: diesel::result::Error) -> Self {
        if db::broken_constraint(&error) == Some("vouchers_code_key") {
            return EditError::Taken;
        }
        EditError::Failed(error.into())
    }
}

pub async fn load(conn: &mut Conn, id: VoucherId) -> Result<Editable, EditError> {
    let row: Option<Row> = diesel::sql_query(format!(
        "SELECT v.code, {TERMS}, v.note, v.used, v.seq, v.stopped_at IS NOT NULL AS stopped, \
                v.used > 0 OR EXISTS (SELECT FROM voucher_uses u WHERE u.voucher_id = v.id) AS fixed \
         FROM vouchers v WHERE v.id = $1"
    ))
    .bind::<BigInt, _>(id.0)
    .get_result(conn)
    .await
    .optional()?;
    let row = row.ok_or(EditError::NotFound)?;
    Ok(Editable {
        terms: row.terms.terms()?,
        code: row.code,
        note: row.note,
        used: row.used,
        fixed: row.fixed,
        stopped: row.stopped,
        seq: row.seq,
    })
}

/// Changes a voucher to what the form says, as it was when it had been changed `seen` times.
///
/// # Refuses
/// See [`EditError`]; a use that is counted meanwhile counts.
pub async fn edit(conn: &mut Conn, id: VoucherId, seen: i32, new: &NewVoucher) -> Result<(), EditError> {
    let terms = &new.terms;
    let (percent, amount, most) = match terms.off {
        Off::Percent { percent, most } => (Some(percent), None, most),
        Off::Amount(amount) => (None, Some(amount), None),
    };
    // The row is looked at again after whoever counts a use: `used` is then what they left.
    let changed = diesel::sql_query(
        "UPDATE vouchers v SET code = $2, producer_id = $3, percent = $4, amount = $5, most = $6, minimum = $7, \
                borne_by = $8, starts_at = $9, ends_at = $10, total_limit = $11, phone_limit = $12, note = $13, seq = v.seq + 1 \
         WHERE v.id = $1 AND v.seq = $14 AND v.stopped_at IS NULL AND ($11 IS NULL OR v.used <= $11) \
           AND (v.used = 0 AND NOT EXISTS (SELECT FROM voucher_uses u WHERE u.voucher_id = v.id) \
                OR (v.code, v.producer_id, v.percent, v.amount, v.most, v.minimum, v.borne_by) \
                   IS NOT DISTINCT FROM ($2, $3, $4, $5, $6, $7, $8))",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Text, _>(new.code.as_str())
    .bind::<Nullable<BigInt>, _>(terms.household.map(|h| h.0))
    .bind::<Nullable<Integer>, _>(percent)
    .bind::<Nullable<BigInt>, _>(amount)
    .bind::<Nullable<BigInt>, _>(most)
    .bind::<BigInt, _>(terms.minimum)
    .bind::<Text, _>(terms.borne_by.as_str())
    .bind::<Timestamptz, _>(terms.starts_at)
    .bind::<Timestamptz, _>(terms.ends_at)
    .bind::<Nullable<Integer>, _>(terms.total_limit)
    .bind::<Nullable<Integer>, _>(terms.phone_limit)
    .bind::<Text, _>(&new.note)
    .bind::<Integer, _>(seen)
    .execute(conn)
    .await?;
    if changed > 0 {
        return Ok(());
    }
    let now = load(conn, id).await?;
    Err(match terms.total_limit {
        _ if now.stopped => EditError::Stopped,
        _ if now.seq != seen => EditError::Meanwhile,
        Some(most) if most < now.used => EditError::BelowUsed(now.used),
        _ => EditError::Fixed,
    })
}
