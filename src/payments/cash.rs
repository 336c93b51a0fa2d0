//! Cash on delivery: nothing to prepare, nothing to close, and a person gives it back.

use async_trait::async_trait;

use super::method::{Begin, Closing, PaymentMethod};
use crate::error::Result;
use crate::kernel::ids::{OrderId, PaymentId, RefundId};
use crate::kernel::lang::Lang;
use crate::platform::Ground;

pub struct Cash;

#[async_trait]
impl PaymentMethod for Cash {
    async fn begin(&self, _: &Ground, _: OrderId, _: Lang) -> Result<Begin> {
        Ok(Begin::Here)
    }

    async fn close(&self, _: &Ground, _: PaymentId) -> Result<Closing> {
        Ok(Closing::Closed)
    }

    async fn give_back(&self, _: &Ground, _: RefundId) -> Result<()> {
        Ok(())
    }
}
