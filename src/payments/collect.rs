//! Somebody has the cash of a parcel in hand: noted once, with who has it and who noted it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::payment::{Method, PaymentState};
use super::{earn, lock};
use crate::error::Error;
use crate::kernel::ids::{AccountId, OrderId, ParcelId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::settlement::Settlement;
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::orders::lock as orders_lock;
use crate::orders::parcel::ParcelState;
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{orders, payments};

/// Who has the cash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    Household,
    /// It will hand it on to the market.
    Carrier,
}

impl With {
    const fn as_str(self) -> &'static str {
        match self {
            With::Household => "household",
            With::Carrier => "carrier",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    #[error("no such parcel, or no cash to collect for it")]
    NotFound,
    /// The goods have not left the household, or never will.
    #[error("a parcel that is {0:?} has brought no cash")]
    TooEarly(ParcelState),
    #[error("collected before")]
    Already,
    #[error("void")]
    Void,
    /// A carrier hands cash on to the market, which may hold nobody's money where households are paid directly.
    #[error("a carrier's cash, in direct settlement")]
    Direct,
    #[error(transparent)]
    Failed(Error),
}
refusal!(CollectError);

/// Notes that the cash of a parcel of `owner` was taken. Returns the amount. Call it inside a transaction.
///
/// # Locks
/// Order, parcel, payment.
///
/// # Refuses
/// Another household's parcel, one that has not been handed over, cash that was noted before, and a carrier's where the
/// household itself is paid.
pub async fn collect(
    conn: &mut Conn,
    parcel: ParcelId,
    owner: ProducerId,
    with: With,
    by: AccountId,
) -> Result<Money, CollectError> {
    let locked = orders_lock::parcel(conn, parcel, Some(owner)).await?.ok_or(CollectError::NotFound)?;
    let payments_of = lock::of_order(conn, locked.order).await?;
    let mut own = payments_of.into_iter().filter(|p| p.parcel_id == Some(parcel));
    let payment = match own.find(|p| p.live()) {
        Some(payment) if payment.method()? == Method::Cod => payment,
        Some(_) => return Err(CollectError::NotFound),
        None if own.next().is_some() => return Err(CollectError::Void),
        None => return Err(CollectError::NotFound),
    };
    if payment.state()? != PaymentState::Due {
        return Err(CollectError::Already);
    }
    if !matches!(locked.state, ParcelState::HandedOver | ParcelState::Delivered) {
        return Err(CollectError::TooEarly(locked.state));
    }
    if with == With::Carrier && direct(conn, locked.order).await? {
        return Err(CollectError::Direct);
    }
    diesel::update(payments::table.find(payment.id))
        .set((
            payments::state.eq(PaymentState::Collected.as_str()),
            payments::received.eq(payment.amount),
            payments::cash_with.eq(with.as_str()),
            payments::settled_at.eq(diesel::dsl::now),
            payments::settled_by.eq(by),
        ))
        .execute(conn)
        .await?;
    let holder = match with {
        With::Household => Account::WithHousehold(owner),
        With::Carrier => Account::WithCarrier,
    };
    let paid = Posting::new("paid", payment.id)
        .of_order(Some(locked.order))
        .by(Some(by))
        .debit(holder, Some(parcel), payment.amount)
        .credit(Account::Held, Some(parcel), payment.amount);
    posting::post(conn, paid).await?;
    if locked.state == ParcelState::Delivered {
        earn::earn(conn, locked.order, parcel).await?;
    }
    Ok(payment.amount)
}

/// Whether the households of an order are paid by its buyer themselves.
pub(super) async fn direct(conn: &mut Conn, order: OrderId) -> Result<bool, Error> {
    let settlement: String = orders::table.select(orders::settlement).find(order).first(conn).await?;
    Ok(settlement == Settlement::Direct.as_str())
}
