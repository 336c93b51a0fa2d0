//! What the office has set about money: which methods are offered, caps, deadlines, when households are paid.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::money_settings;

/// The one row of settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = money_settings)]
pub struct MoneySettings {
    pub cod_on: bool,
    pub transfer_on: bool,
    pub card_on: bool,
    /// Most that one order may leave to be paid at the door.
    pub cod_order_cap: Money,
    /// Most that all open orders of one phone may leave to be paid at the door.
    pub cod_phone_cap: Money,
    /// A phone that refused more parcels than this at the door lately pays first.
    pub cod_refusals: i32,
    /// How long an order waits for its transfer.
    pub transfer_hours: i32,
    /// Days between delivery and payout.
    pub payout_days: i32,
    /// Less than this waits for the next payout.
    pub payout_minimum: Money,
    /// How long a household has to confirm a parcel before it is given up.
    pub confirm_hours: i32,
    /// Whether tax is held back from households.
    pub withholding: bool,
    /// How long an order that is paid by card keeps its goods; read it by [`MoneySettings::card_minutes`].
    pub card_minutes: Option<i32>,
    /// From this sum on, another clerk looks at what one has seen at the bank.
    pub second_look_from: Money,
}

impl MoneySettings {
    /// How long an order that is paid by card keeps its goods, where the office said nothing as the environment says.
    #[must_use]
    pub fn card_minutes(&self, minutes: u32) -> i32 {
        self.card_minutes.unwrap_or_else(|| i32::try_from(minutes).unwrap_or(i32::MAX))
    }
}

pub async fn load(conn: &mut Conn) -> Result<MoneySettings> {
    Ok(money_settings::table.select(MoneySettings::as_select()).first(conn).await?)
}

/// Writes the settings, with who did.
pub async fn save(conn: &mut Conn, settings: &MoneySettings, by: AccountId) -> Result<()> {
    diesel::update(money_settings::table)
        .set((settings, money_settings::changed_at.eq(diesel::dsl::now), money_settings::changed_by.eq(by)))
        .execute(conn)
        .await?;
    Ok(())
}
