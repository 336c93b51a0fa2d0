//! Reading a voucher by its code, with how often the buyer's phone has used it. Nothing is locked: a use is counted for
//! certain by [`super::redeem`] only.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::code::Code;
use super::voucher::{Bearer, Off, Terms, Voucher};
use crate::error::{Error, Result};
use crate::kernel::ids::{ProducerId, VoucherId};
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// A voucher that was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub code: Code,
    pub voucher: Voucher,
    /// Its household's names, when it is one household's.
    pub name_vi: String,
    pub name_en: String,
    /// Postgres' clock, which decides whether it is open.
    pub now: DateTime<Utc>,
}

/// The columns of [`Terms`] as they stand in the table, in queries over `vouchers v`.
pub(super) const TERMS: &str = "v.producer_id AS household, v.percent, v.amount, v.most, v.minimum, v.starts_at, \
     v.ends_at, v.total_limit, v.phone_limit, v.borne_by";

#[derive(QueryableByName)]
pub(super) struct TermsRow {
    #[diesel(sql_type = Nullable<BigInt>)]
    household: Option<ProducerId>,
    #[diesel(sql_type = Nullable<Integer>)]
    percent: Option<i32>,
    #[diesel(sql_type = Nullable<BigInt>)]
    amount: Option<Money>,
    #[diesel(sql_type = Nullable<BigInt>)]
    most: Option<Money>,
    #[diesel(sql_type = BigInt)]
    minimum: Money,
    #[diesel(sql_type = Timestamptz)]
    starts_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    ends_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Integer>)]
    total_limit: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    phone_limit: Option<i32>,
    #[diesel(sql_type = Text)]
    borne_by: String,
}

impl TermsRow {
    pub(super) fn terms(&self) -> Result<Terms> {
        let off = match (self.percent, self.amount) {
            (Some(percent), None) => Off::Percent { percent, most: self.most },
            (None, Some(amount)) => Off::Amount(amount),
            _ => return Err(Error::Internal(anyhow::anyhow!("a voucher takes off neither a part nor an amount"))),
        };
        let borne_by = Bearer::parse(&self.borne_by)
            .ok_or_else(|| Error::Internal(anyhow::anyhow!("a voucher is borne by {}", self.borne_by)))?;
        Ok(Terms {
            household: self.household,
            off,
            minimum: self.minimum,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            total_limit: self.total_limit,
            phone_limit: self.phone_limit,
            borne_by,
        })
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: VoucherId,
    #[diesel(embed)]
    terms: TermsRow,
    #[diesel(sql_type = Bool)]
    stopped: bool,
    #[diesel(sql_type = Integer)]
    used: i32,
    #[diesel(sql_type = BigInt)]
    used_by_phone: i64,
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

/// The voucher of this code. Without a phone, none of its uses counts as the buyer's yet.
pub async fn find(conn: &mut Conn, code: &Code, phone: Option<&Phone>) -> Result<Option<Found>> {
    let row: Option<Row> = diesel::sql_query(format!(
        "SELECT v.id, {TERMS}, v.stopped_at IS NOT NULL AS stopped, v.used, now() AS now, \
                (SELECT count(*) FROM voucher_uses u \
                  WHERE u.voucher_id = v.id AND u.phone = $2 AND u.released_at IS NULL) AS used_by_phone, \
                coalesce(h.name_vi, '') AS name_vi, coalesce(h.name_en, '') AS name_en \
         FROM vouchers v LEFT JOIN producers h ON h.id = v.producer_id WHERE v.code = $1"
    ))
    .bind::<Text, _>(code.as_str())
    .bind::<Text, _>(phone.map_or("", Phone::as_str))
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Found {
        code: code.clone(),
        voucher: Voucher {
            id: row.id,
            terms: row.terms.terms()?,
            stopped: row.stopped,
            used: row.used,
            used_by_phone: row.used_by_phone,
        },
        name_vi: row.name_vi,
        name_en: row.name_en,
        now: row.now,
    }))
}
