//! Making a voucher.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::code::Code;
use super::voucher::{Off, Terms};
use crate::error::Error;
use crate::kernel::ids::{AccountId, VoucherId};
use crate::platform::db::{self, Conn};
use crate::schema::vouchers;

/// A voucher about to be made.
#[derive(Clone, Debug)]
pub struct NewVoucher {
    pub code: Code,
    pub terms: Terms,
    /// For the office only.
    pub note: String,
    pub made_by: Option<AccountId>,
}

#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// Another voucher is called so, even one that is over: its code stands on leaflets.
    #[error("the code is taken")]
    Taken,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for MakeError {
    fn from(error: Error) -> Self {
        MakeError::Failed(error)
    }
}

impl From<diesel::result::Error> for MakeError {
    fn from(error: diesel::result::Error) -> Self {
        if db::broken_constraint(&error) == Some("vouchers_code_key") {
            return MakeError::Taken;
        }
        MakeError::Failed(error.into())
    }
}

/// Makes a voucher.
///
/// # Refuses
/// [`MakeError::Taken`].
pub async fn make(conn: &mut Conn, new: &NewVoucher) -> Result<VoucherId, MakeError> {
    let terms = &new.terms;
    let (percent, amount, most) = match terms.off {
        Off::Percent { percent, most } => (Some(percent), None, most),
        Off::Amount(amount) => (None, Some(amount), None),
    };
    Ok(diesel::insert_into(vouchers::table)
        .values((
            vouchers::code.eq(new.code.as_str()),
            vouchers::producer_id.eq(terms.household),
            vouchers::percent.eq(percent),
            vouchers::amount.eq(amount),
            vouchers::most.eq(most),
            vouchers::minimum.eq(terms.minimum),
            vouchers::starts_at.eq(terms.starts_at),
            vouchers::ends_at.eq(terms.ends_at),
            vouchers::total_limit.eq(terms.total_limit),
            vouchers::phone_limit.eq(terms.phone_limit),
            vouchers::borne_by.eq(terms.borne_by.as_str()),
            vouchers::note.eq(&new.note),
            vouchers::made_by.eq(new.made_by),
        ))
        .returning(vouchers::id)
        .get_result(conn)
        .await?)
}
