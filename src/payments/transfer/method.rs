//! The contract of a way of paying, for transfers: everything happens at the buyer's bank.

use async_trait::async_trait;

use crate::error::Result;
use crate::kernel::ids::{OrderId, PaymentId, RefundId};
use crate::kernel::lang::Lang;
use crate::payments::method::{Begin, Closing, PaymentMethod};
use crate::platform::Ground;

pub struct Transfer;

#[async_trait]
impl PaymentMethod for Transfer {
    async fn begin(&self, _: &Ground, _: OrderId, _: Lang) -> Result<Begin> {
        Ok(Begin::Here)
    }

    /// Nobody can stop a transfer; one that comes later is late.
    async fn close(&self, _: &Ground, _: PaymentId) -> Result<Closing> {
        Ok(Closing::Closed)
    }

    /// A person sends it.
    async fn give_back(&self, _: &Ground, _: RefundId) -> Result<()> {
        Ok(())
    }
}
