//! What is owed when an order is placed.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{OrderId, ParcelId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::payments;

/// How an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Cash, parcel by parcel, to whoever hands it over.
    Cod,
}

impl Method {
    /// Every method that is offered now.
    pub const OFFERED: &'static [Method] = &[Method::Cod];

    /// The word in the database, in the form and in Fluent keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Cod => "cod",
        }
    }

    /// A method that is offered.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::OFFERED.iter().copied().find(|m| m.as_str() == word)
    }
}

/// Opens the payments of an order: for cash, one due per parcel.
pub async fn open(conn: &mut Conn, method: Method, order: OrderId, parcels: &[(ParcelId, Money)]) -> Result<()> {
    match method {
        Method::Cod => {
            let due: Vec<_> = parcels
                .iter()
                .filter(|(_, amount)| *amount > Money::ZERO)
                .map(|(parcel, amount)| {
                    (
                        payments::order_id.eq(order),
                        payments::parcel_id.eq(*parcel),
                        payments::method.eq(method.as_str()),
                        payments::amount.eq(*amount),
                    )
                })
                .collect();
            diesel::insert_into(payments::table).values(due).execute(conn).await?;
        }
    }
    Ok(())
}
