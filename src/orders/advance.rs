//! Moving a parcel on: the one command behind every button of the household's desk and the buyer's cancellation.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamptz};
use diesel_async::RunQueryDsl;

use super::goods;
use super::lock::{self, LockedParcel};
use super::parcel::ParcelState;
use crate::catalog::stock::{self, ReserveError};
use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, ParcelId, ProducerId};
use crate::platform::db::Conn;
use crate::platform::{jobs, signals};
use crate::refusal;
use crate::schema::{parcel_diary, parcels};

/// Who moves a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Buyer,
    /// A member of this household; another household's parcel is not found.
    Member {
        account: AccountId,
        producer: ProducerId,
    },
    Clerk(AccountId),
    System,
}

impl By {
    /// The word in the diary.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            By::Buyer => "buyer",
            By::Member { .. } => "member",
            By::Clerk(_) => "clerk",
            By::System => "system",
        }
    }

    /// The person who did it, where it was one with an account.
    #[must_use]
    pub const fn account(self) -> Option<AccountId> {
        match self {
            By::Member { account, .. } | By::Clerk(account) => Some(account),
            By::Buyer | By::System => None,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    #[error("no such parcel")]
    NotFound,
    /// It has moved on since the page was loaded, or never could go there.
    #[error("a parcel may not go from {from:?} to {to:?}")]
    Illegal { from: ParcelState, to: ParcelState },
    /// A parcel is called back, and its goods are not there any more.
    #[error("the goods are gone")]
    OutOfStock,
    #[error(transparent)]
    Failed(Error),
}
refusal!(AdvanceError);

/// Moves a parcel, keeps its diary, moves its stock and records the event. Call it inside a transaction.
///
/// # Locks
/// Order, parcel, then the packs.
///
/// # Refuses
/// A parcel that is not there (or not `by`'s), and a move that is not legal from where it stands now.
pub async fn advance(
    conn: &mut Conn,
    id: ParcelId,
    to: ParcelState,
    by: By,
    reason: &str,
) -> Result<LockedParcel, AdvanceError> {
    let owner = match by {
        By::Member { producer, .. } => Some(producer),
        _ => None,
    };
    let parcel = lock::parcel(conn, id, owner).await?.ok_or(AdvanceError::NotFound)?;
    if !parcel.state.moves().contains(&to) {
        return Err(AdvanceError::Illegal { from: parcel.state, to });
    }
    if to.holds_stock() && !parcel.state.holds_stock() {
        let goods = goods::of_parcel(conn, id).await?;
        stock::reserve(conn, &goods).await.map_err(|refused| match refused {
            ReserveError::OutOfStock(_) => AdvanceError::OutOfStock,
            ReserveError::Failed(error) => AdvanceError::Failed(error),
        })?;
    }
    let delivered = if to == ParcelState::Delivered { "now()" } else { "NULL" };
    diesel::update(parcels::table.find(id))
        .set((
            parcels::state.eq(to.as_str()),
            parcels::state_since.eq(diesel::dsl::now),
            parcels::delivered_at.eq(sql::<Nullable<Timestamptz>>(delivered)),
        ))
        .execute(conn)
        .await?;
    diesel::insert_into(parcel_diary::table)
        .values((
            parcel_diary::parcel_id.eq(id),
            parcel_diary::from_state.eq(parcel.state.as_str()),
            parcel_diary::to_state.eq(to.as_str()),
            parcel_diary::actor.eq(by.word()),
            parcel_diary::account_id.eq(by.account()),
            parcel_diary::reason.eq(reason),
        ))
        .execute(conn)
        .await?;
    if parcel.state.holds_stock() && !to.holds_stock() {
        let goods = goods::of_parcel(conn, id).await?;
        if to == ParcelState::HandedOver {
            stock::take(conn, id, &goods).await?;
        } else {
            stock::release(conn, &goods).await?;
        }
    }
    if to == ParcelState::Placed || parcel.state == ParcelState::Placed {
        signals::send(conn, &signals::desk(parcel.producer.0)).await?;
    }
    jobs::record(conn, &Event::ParcelMoved { parcel: id, to: to.as_str().to_owned() }).await.map_err(Error::from)?;
    Ok(LockedParcel { state: to, ..parcel })
}
