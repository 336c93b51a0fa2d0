//! Going through a list of Stripe's that is longer than one round reads: where a round stops the next one goes on, from the
//! same day, until the list's end. What is new meanwhile is for the walk after it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::platform::stripe::StripeFailure;
use crate::schema::stripe_walks;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walked {
    Pages,
    Movements,
}

impl Walked {
    fn name(self) -> &'static str {
        match self {
            Walked::Pages => "pages",
            Walked::Movements => "movements",
        }
    }
}

/// Where a walk stands.
#[derive(Debug, QueryableByName)]
pub struct Stand {
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub after: Option<String>,
}

/// The walk that is under way, else a new one from `since` on. It is written before anything is read, so that what is
/// booked of the newest does not have the next round begin behind what was not reached.
pub async fn go_on(conn: &mut Conn, list: Walked, since: DateTime<Utc>) -> Result<Stand> {
    Ok(diesel::sql_query(
        "INSERT INTO stripe_walks (list, since) VALUES ($1, $2) \
         ON CONFLICT (list) DO UPDATE SET list = excluded.list RETURNING since, after",
    )
    .bind::<Text, _>(list.name())
    .bind::<Timestamptz, _>(since)
    .kept()
    .get_result(conn)
    .await?)
}

/// All up to here is taken in; with no `next`, all there is.
pub async fn reached(conn: &mut Conn, list: Walked, next: Option<&str>) -> Result<()> {
    let walk = stripe_walks::table.find(list.name());
    match next {
        Some(next) => diesel::update(walk).set(stripe_walks::after.eq(next)).execute(conn).await?,
        None => diesel::delete(walk).execute(conn).await?,
    };
    Ok(())
}

/// Stripe did not go on with the list. Where it does not know the place, the walk begins anew.
pub async fn failed(conn: &mut Conn, list: Walked, failure: &StripeFailure) -> Result<()> {
    if matches!(failure, StripeFailure::Refused { .. }) {
        diesel::update(stripe_walks::table.find(list.name()))
            .set(stripe_walks::after.eq(None::<String>))
            .execute(conn)
            .await?;
    }
    Ok(())
}
