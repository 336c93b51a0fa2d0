//! Opening a complaint.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::kind::{Kind, Stands};
use super::say::{self, Said, Side};
use crate::error::Error;
use crate::kernel::ids::{AccountId, ComplaintId, ParcelId};
use crate::orders::lock as orders_lock;
use crate::orders::parcel::ParcelState;
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::complaints;

/// What a buyer would like to come of it.
pub const WISHES: [&str; 3] = ["refund", "replacement", "talk"];

/// A complaint about to be opened.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Of the form: the same form twice is one complaint.
    pub token: &'a str,
    pub parcel: ParcelId,
    pub kind: &'a Kind,
    /// One of [`WISHES`].
    pub wish: &'a str,
    pub words: &'a str,
    /// Names of kept pictures.
    pub photos: &'a [String],
    /// A buyer who is signed in.
    pub account: Option<AccountId>,
    /// A clerk wrote it down for somebody who called or came: a picture is not asked for.
    pub heard: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("no such parcel")]
    NotFound,
    /// Too late, or too early.
    #[error("nothing of this kind can be said of it now")]
    NotNow,
    #[error("a picture is needed")]
    NoPhoto,
    /// One is open already; what is new belongs there.
    #[error("complaint {0} is open")]
    Another(ComplaintId),
    #[error(transparent)]
    Failed(Error),
}
refusal!(OpenError);

/// How a parcel stands now, by Postgres' clock; `None` when its buyer is not kept any more.
pub async fn stands(conn: &mut Conn, parcel: ParcelId) -> Result<Option<Stands>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        state: String,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        delivered_at: Option<DateTime<Utc>>,
        #[diesel(sql_type = Date)]
        expected_to: NaiveDate,
        #[diesel(sql_type = Timestamptz)]
        now: DateTime<Utc>,
        #[diesel(sql_type = Bool)]
        keeps: bool,
    }
    let row: Option<Row> = diesel::sql_query(
        "SELECT p.state, p.delivered_at, p.expected_to, now() AS now, \
                    EXISTS (SELECT FROM order_lines l JOIN products g ON g.id = l.product_id \
                            WHERE l.parcel_id = p.id AND (g.shelf_life_days > 30 OR g.tax_class = 'handicraft')) AS keeps \
             FROM parcels p JOIN orders o ON o.id = p.order_id \
             WHERE p.id = $1 AND o.erased_at IS NULL",
    )
    .bind::<BigInt, _>(parcel.0)
    .get_result(conn)
    .await
    .optional()?;
    let Some(row) = row else { return Ok(None) };
    let state = ParcelState::parse(&row.state);
    let state = state.ok_or_else(|| Error::Internal(anyhow::anyhow!("parcel {parcel} is {}", row.state)))?;
    Ok(Some(Stands {
        state,
        delivered_at: row.delivered_at,
        expected_to: row.expected_to,
        now: row.now,
        keeps: row.keeps,
    }))
}

/// Opens a complaint and records that the household must be told. Call it inside a transaction.
///
/// # Locks
/// Order, parcel: of two at once one is opened.
///
/// # Refuses
/// See [`OpenError`]. A form that came before answers with the complaint it opened.
pub async fn open(conn: &mut Conn, new: &New<'_>) -> Result<ComplaintId, OpenError> {
    let parcel = orders_lock::parcel(conn, new.parcel, None).await?.ok_or(OpenError::NotFound)?;
    let before: Option<ComplaintId> = complaints::table
        .select(complaints::id)
        .filter(complaints::token.eq(new.token).and(complaints::parcel_id.eq(parcel.id)))
        .first(conn)
        .await
        .optional()?;
    if let Some(before) = before {
        return Ok(before);
    }
    let stands = stands(conn, parcel.id).await?.ok_or(OpenError::NotFound)?;
    if !new.kind.fits(stands) {
        return Err(OpenError::NotNow);
    }
    if new.kind.photo && new.photos.is_empty() && !new.heard {
        return Err(OpenError::NoPhoto);
    }
    if let Some(open) = open_of(conn, parcel.id).await? {
        return Err(OpenError::Another(open));
    }
    let hours = |hours: i32| stands.now + chrono::Duration::hours(i64::from(hours));
    let id: ComplaintId = diesel::insert_into(complaints::table)
        .values((
            complaints::token.eq(new.token),
            complaints::parcel_id.eq(parcel.id),
            complaints::kind.eq(&new.kind.word),
            complaints::wish.eq(new.wish),
            complaints::answer_by.eq(hours(new.kind.answer_hours)),
            complaints::settle_by.eq(hours(new.kind.settle_hours)),
        ))
        .returning(complaints::id)
        .get_result(conn)
        .await?;
    let said = Said { side: Side::Buyer, account: new.account, inner: false, words: new.words, photos: new.photos };
    say::write(conn, id, &said).await?;
    Ok(id)
}

/// The complaint about a parcel that is open.
pub async fn open_of(conn: &mut Conn, parcel: ParcelId) -> Result<Option<ComplaintId>, Error> {
    let waits = complaints::table.filter(complaints::parcel_id.eq(parcel).and(complaints::closed_at.is_null()));
    Ok(waits.select(complaints::id).first(conn).await.optional()?)
}
