//! A parcel is delivered and paid: its money stops being the buyers' and becomes the household's, less what the market
//! keeps and what tax it holds back.

use super::parcel_money::{self, ParcelMoney};
use super::shares::Shares;
use crate::error::Result;
use crate::kernel::ids::{OrderId, ParcelId, ProducerId};
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::platform::db::Conn;

const EARNED: &str = "earned";

/// Books what a delivered and paid parcel has earned; once, however often it is called. Of a parcel that a buyer who had
/// paid would not take, only what did not go back is left: the delivery.
///
/// # Locks
/// None of its own; the caller holds order, parcel and payment.
pub async fn earn(conn: &mut Conn, order: OrderId, parcel: ParcelId) -> Result<()> {
    let money = parcel_money::load(conn, parcel).await?;
    let shares = money.shares();
    let earned =
        Posting::new(EARNED, parcel).of_order(Some(order)).debit(Account::Held, Some(parcel), shares.from_buyer());
    posting::post(conn, hand_out(earned, money.producer, parcel, shares)).await?;
    Ok(())
}

/// Whether the parcel's money has been handed out already.
pub async fn earned(conn: &mut Conn, parcel: ParcelId) -> Result<bool> {
    posting::booked(conn, EARNED, parcel).await
}

/// Credits everybody with their share; negative shares take back.
pub(super) fn hand_out(posting: Posting, producer: ProducerId, parcel: ParcelId, shares: Shares) -> Posting {
    let parcel = Some(parcel);
    posting
        .debit(Account::Vouchers, parcel, shares.vouchers)
        .credit(Account::Payable(producer), parcel, shares.payable)
        .credit(Account::Delivery(producer), parcel, shares.delivery)
        .credit(Account::Commission, parcel, shares.commission)
        .credit(Account::Vat, parcel, shares.vat)
        .credit(Account::Pit, parcel, shares.pit)
}

/// What everybody gives back when this much more goes to the buyer.
pub(super) fn given_back(before: &ParcelMoney, after: &ParcelMoney) -> Shares {
    after.shares() - before.shares()
}
