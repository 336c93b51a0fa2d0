//! The only place that locks payments, refunds and transfers, last of all locks.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::payment::{Method, PaymentState};
use crate::error::{Error, Result};
use crate::kernel::ids::{BankAccountId, OrderId, ParcelId, PaymentId, RefundId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::{payments, refunds};

/// A payment that nobody else settles until this transaction ends.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = payments)]
pub struct LockedPayment {
    pub id: PaymentId,
    pub order_id: OrderId,
    pub parcel_id: Option<ParcelId>,
    pub amount: Money,
    pub received: Money,
    pub refunded: Money,
    pub payee_id: Option<BankAccountId>,
    pub provider_charge: Option<String>,
    #[diesel(column_name = method)]
    method_word: String,
    #[diesel(column_name = state)]
    state_word: String,
}

impl LockedPayment {
    pub fn method(&self) -> Result<Method> {
        Method::parse(&self.method_word).ok_or_else(|| self.unread(&self.method_word))
    }

    pub fn state(&self) -> Result<PaymentState> {
        PaymentState::parse(&self.state_word).ok_or_else(|| self.unread(&self.state_word))
    }

    /// Whether it is asked of the buyer or settled, not void or sent back.
    #[must_use]
    pub fn live(&self) -> bool {
        !matches!(self.state_word.as_str(), "void" | "surplus")
    }

    /// Whether it pays this parcel: as its own, or with the whole order.
    #[must_use]
    pub fn covers(&self, parcel: ParcelId) -> bool {
        self.parcel_id.is_none_or(|own| own == parcel)
    }

    fn unread(&self, word: &str) -> Error {
        Error::Internal(anyhow::anyhow!("payment {} is {word}", self.id))
    }
}

/// Locks every payment of an order, in the order of ids, the void ones too.
///
/// # Locks
/// The payments; order, parcel and stock come before.
pub async fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<LockedPayment>> {
    Ok(payments::table
        .select(LockedPayment::as_select())
        .filter(payments::order_id.eq(order))
        .order(payments::id)
        .for_update()
        .load(conn)
        .await?)
}

/// Locks the live payment that pays a parcel, if one does.
///
/// # Locks
/// The payments of its order; order, parcel and stock come before.
pub async fn covering(conn: &mut Conn, order: OrderId, parcel: ParcelId) -> Result<Option<LockedPayment>> {
    Ok(of_order(conn, order).await?.into_iter().find(|p| p.live() && p.covers(parcel)))
}

/// A refund that nobody else sends until this transaction ends.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = refunds)]
pub struct LockedRefund {
    pub id: RefundId,
    pub order_id: Option<OrderId>,
    pub parcel_id: Option<ParcelId>,
    pub payment_id: Option<PaymentId>,
    pub amount: Money,
    pub method: String,
    pub state: String,
}

/// Locks a refund.
///
/// # Locks
/// The refund, after its payment.
pub async fn refund(conn: &mut Conn, id: RefundId) -> Result<Option<LockedRefund>> {
    Ok(refunds::table.select(LockedRefund::as_select()).find(id).for_update().first(conn).await.optional()?)
}
