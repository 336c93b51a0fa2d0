//! What Stripe told, kept as it came and applied in the same transaction; the same event again is the same row.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::outcome::Outcome;
use super::{disputes, elsewhere, news, refunds};
use crate::error::{Error, Result};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::platform::stripe::{Event, Object, read_event};
use crate::schema::webhooks;

/// How many are looked at again in one go.
const AT_ONCE: i64 = 100;

#[derive(QueryableByName)]
struct Written {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Keeps an event and applies it; one that was applied before changes nothing. When it cannot be applied it is kept all
/// the same, and applied later.
pub async fn take_in(ground: &Ground, event: &Event, body: &[u8]) -> Result<()> {
    let mut conn = ground.db.conn().await?;
    let applied = conn
        .transaction(async |conn| {
            let Some(id) = write(conn, event, body).await? else { return Ok(()) };
            settle(conn, ground, id, event, false).await
        })
        .await;
    let Err(error) = applied else { return Ok(()) };
    if let Err(worse) = write(&mut conn, event, body).await {
        tracing::warn!(event = event.id, %worse, "an event was not kept");
    }
    Err(error)
}

/// The row of an event that is still to be applied, locked by being written; `None` when it was applied before.
async fn write(conn: &mut Conn, event: &Event, body: &[u8]) -> Result<Option<i64>> {
    let row: Option<Written> = diesel::sql_query(
        "INSERT INTO webhooks (provider, external_id, kind, body) VALUES ('stripe', $1, $2, $3) \
         ON CONFLICT (provider, external_id) DO UPDATE SET kind = excluded.kind WHERE webhooks.applied_at IS NULL \
         RETURNING id",
    )
    .bind::<Text, _>(&event.id)
    .bind::<Text, _>(&event.kind)
    .bind::<Binary, _>(body)
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.id))
}

/// Applies an event and writes down what became of it. `last`: what is not known by now never will be.
async fn settle(conn: &mut Conn, ground: &Ground, id: i64, event: &Event, last: bool) -> Result<()> {
    let ours = ground.config.stripe.as_ref().is_some_and(|keys| keys.test() != event.livemode);
    let outcome = if ours {
        apply(conn, event).await?
    } else {
        tracing::warn!(event = event.id, livemode = event.livemode, "an event of Stripe's other mode is left alone");
        Outcome::OtherMode
    };
    let outcome = match (outcome, &event.object) {
        (Outcome::NotYet, Object::ChargeRefunded(charge)) if last => Outcome::UnknownRefund(charge.id.clone()),
        (Outcome::NotYet, _) if last => Outcome::NotOurs,
        (outcome, _) => outcome,
    };
    let row = diesel::update(webhooks::table.find(id));
    if outcome == Outcome::NotYet {
        row.set(webhooks::outcome.eq(outcome.to_string())).execute(conn).await?;
    } else {
        row.set((webhooks::outcome.eq(outcome.to_string()), webhooks::applied_at.eq(diesel::dsl::now)))
            .execute(conn)
            .await?;
    }
    Ok(())
}

async fn apply(conn: &mut Conn, event: &Event) -> Result<Outcome> {
    match &event.object {
        Object::SessionCompleted(session) | Object::SessionPaid(session) => news::take(conn, session).await,
        Object::SessionFailed(session) | Object::SessionExpired(session) => news::ended(conn, session).await,
        Object::ChargeRefunded(charge) => elsewhere::compare(conn, charge).await,
        Object::Refund(refund) => refunds::told_of(conn, refund).await,
        Object::DisputeOpened(dispute) => disputes::opened(conn, dispute).await,
        Object::DisputeClosed(dispute) => disputes::closed(conn, dispute).await,
        Object::Other => Ok(Outcome::Nothing),
    }
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Binary)]
    body: Vec<u8>,
    #[diesel(sql_type = Bool)]
    old: bool,
}

/// Applies what could not be applied when it came, of the last three days, each in a transaction of its own.
pub async fn apply_waiting(ground: &Ground) -> Result<()> {
    let mut conn = ground.db.conn().await?;
    let waiting: Vec<Waiting> = diesel::sql_query(
        "SELECT id, body, received_at < now() - interval '1 day' AS old FROM webhooks \
         WHERE provider = 'stripe' AND applied_at IS NULL AND received_at > now() - interval '3 days' \
         ORDER BY tried_at NULLS FIRST, id LIMIT $1",
    )
    .bind::<BigInt, _>(AT_ONCE)
    .kept()
    .load(&mut conn)
    .await?;
    for row in waiting {
        // Those that fail wait behind the others from now on.
        diesel::update(webhooks::table.find(row.id))
            .set(webhooks::tried_at.eq(diesel::dsl::now))
            .execute(&mut conn)
            .await?;
        let applied = conn
            .transaction(async |conn| {
                let event = read_event(&row.body).map_err(|error| Error::Internal(error.into()))?;
                let Some(id) = write(conn, &event, &row.body).await? else { return Ok(()) };
                settle(conn, ground, id, &event, row.old).await
            })
            .await;
        if let Err(error) = applied {
            tracing::error!(webhook = row.id, %error, "an event could not be applied again");
        }
    }
    Ok(())
}
