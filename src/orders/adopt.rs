//! An account that proved its phone gets the orders which that phone made as a guest.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::kernel::ids::AccountId;
use crate::platform::Ground;
use crate::platform::jobs::Job;
use crate::schema::{accounts, orders};

#[derive(Serialize, Deserialize)]
pub struct AdoptOrders {
    pub account: AccountId,
}

impl Job for AdoptOrders {
    const KIND: &'static str = "adopt_orders";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let phone: Option<Option<String>> = accounts::table
            .select(accounts::phone)
            .filter(accounts::id.eq(self.account).and(accounts::phone_verified_at.is_not_null()))
            .first(&mut conn)
            .await
            .optional()?;
        let Some(phone) = phone.flatten() else { return Ok(()) };
        diesel::update(orders::table.filter(orders::buyer_phone.eq(phone).and(orders::account_id.is_null())))
            .set(orders::account_id.eq(self.account))
            .execute(&mut conn)
            .await?;
        Ok(())
    }
}
