//! What a way of paying must be able to do. Who calls it need not know which one it is.

use async_trait::async_trait;

use super::payment::Method;
use super::{card, cash, transfer};
use crate::error::Result;
use crate::kernel::ids::{OrderId, PaymentId, RefundId};
use crate::kernel::lang::Lang;
use crate::platform::Ground;

/// Where a buyer goes to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begin {
    /// Nowhere: the order's page says what is to be done.
    Here,
    /// To the provider's page.
    At(String),
    /// Nowhere yet: the provider does not answer. The order's page says so, and offers to try again or another way.
    Down,
}

/// What became of an attempt that is to be given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It can no longer be paid, or money that comes is seen as late.
    Closed,
    /// Too late: the money is there, and its news has been taken in.
    Paid,
}

/// One way of paying. All of it may be called again after a crash: nothing is done twice.
#[async_trait]
pub trait PaymentMethod: Send + Sync {
    /// After the order was written: prepares the payment at the provider. Never inside a transaction.
    async fn begin(&self, ground: &Ground, order: OrderId, lang: Lang) -> Result<Begin>;

    /// Makes sure that an attempt can no longer be paid. Never inside a transaction.
    async fn close(&self, ground: &Ground, payment: PaymentId) -> Result<Closing>;

    /// Sends a refund that is due, where the provider can. Never inside a transaction.
    async fn give_back(&self, ground: &Ground, refund: RefundId) -> Result<()>;
}

#[must_use]
pub fn of(method: Method) -> &'static dyn PaymentMethod {
    match method {
        Method::Cod => &cash::Cash,
        Method::BankTransfer => &transfer::Transfer,
        Method::Card => &card::Card,
    }
}
