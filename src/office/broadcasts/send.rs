//! Sending a broadcast: once, to those who were counted when the clerk looked.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::read::{self, RECIPIENTS};
use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::awake::morning;
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::{AccountId, BroadcastId};
use crate::platform::db::Conn;
use crate::platform::messages::{self, NewMessage};

#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Somebody was quicker, or the button was pressed twice: it is on its way.
    #[error("the broadcast is sent")]
    Sent,
    /// It would reach another number of households than the clerk saw.
    #[error("those it reaches have changed")]
    Moved,
    /// It says something else than the clerk read.
    #[error("written over meanwhile")]
    Rewritten,
    /// Its commune is served no more.
    #[error("the commune is not served")]
    Gone,
    #[error("nobody would get it")]
    Nobody,
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<diesel::result::Error> for SendError {
    fn from(error: diesel::result::Error) -> Self {
        SendError::Failed(error.into())
    }
}

#[derive(QueryableByName)]
struct Sent {
    #[diesel(sql_type = Text)]
    body: String,
    #[diesel(sql_type = Nullable<Text>)]
    commune: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    kind: Option<String>,
    #[diesel(sql_type = Text)]
    why: String,
    #[diesel(sql_type = Nullable<Text>)]
    urgent_why: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    goes_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Recipient {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    phone: String,
}

/// Writes a message to each phone and notes each household. Call it inside a transaction, whose end sends them: by day at
/// once, at night in the morning unless it is urgent.
///
/// # Refuses
/// One that is sent, one for nobody, one for a commune that is served no more, one that was `written` at another moment, and one that reaches others than `seen`.
pub async fn send(
    conn: &mut Conn,
    id: BroadcastId,
    (written, seen): (DateTime<Utc>, i64),
    clerk: AccountId,
    now: DateTime<Utc>,
) -> Result<usize, SendError> {
    // Whoever comes second waits here, and finds it sent.
    let taken: Option<Sent> = diesel::sql_query(
        "UPDATE broadcasts SET sent_at = now(), sent_by = $2, goes_at = CASE WHEN urgent_why IS NULL THEN $3 END \
         WHERE id = $1 AND sent_at IS NULL AND made_at = $4 \
           AND NOT EXISTS (SELECT FROM communes c WHERE c.code = commune_code AND NOT c.served) \
         RETURNING body, commune_code AS commune, kind, why, urgent_why, goes_at",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<BigInt, _>(clerk.0)
    .bind::<Nullable<Timestamptz>, _>(morning(now))
    .bind::<Timestamptz, _>(written)
    .get_result(conn)
    .await
    .optional()?;
    let Some(broadcast) = taken else {
        return Err(match read::find(conn, id).await? {
            Some(now) if now.sent_at.is_none() && now.made_at != written => SendError::Rewritten,
            Some(now) if now.gone => SendError::Gone,
            // It was served again a moment ago: looked at once more, it can go.
            Some(now) if now.sent_at.is_none() => SendError::Moved,
            _ => SendError::Sent,
        });
    };
    let to: Vec<Recipient> =
        diesel::sql_query(format!("SELECT r.id, r.phone FROM producers r WHERE {RECIPIENTS} ORDER BY r.id"))
            .bind::<Nullable<Text>, _>(broadcast.commune.as_deref())
            .bind::<Nullable<Text>, _>(broadcast.kind.as_deref())
            .load(conn)
            .await?;
    if to.is_empty() {
        return Err(SendError::Nobody);
    }
    if i64::try_from(to.len()) != Ok(seen) {
        return Err(SendError::Moved);
    }
    let phones: BTreeSet<&str> = to.iter().map(|r| r.phone.as_str()).collect();
    let written: Vec<NewMessage> = phones
        .iter()
        .map(|phone| NewMessage {
            dedupe_key: format!("broadcast:{id}:{phone}"),
            channel: "sms",
            recipient: (*phone).to_owned(),
            subject: String::new(),
            body: broadcast.body.clone(),
            body_html: None,
        })
        .collect();
    if broadcast.urgent_why.is_some() {
        messages::post_all(conn, &written).await.map_err(Error::from)?;
    } else {
        messages::post_by_day(conn, &written, now).await.map_err(Error::from)?;
    }
    diesel::sql_query(
        "INSERT INTO broadcast_households (broadcast_id, producer_id, message_id) \
         SELECT $1, x.id, m.id FROM unnest($2, $3) AS x (id, phone) \
         JOIN messages m ON m.dedupe_key = 'broadcast:' || $1 || ':' || x.phone",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Array<BigInt>, _>(to.iter().map(|r| r.id).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(to.iter().map(|r| r.phone.as_str()).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    let after = json!({
        "body": broadcast.body, "commune": broadcast.commune, "kind": broadcast.kind,
        "households": to.len(), "phones": phones.len(), "urgent_why": broadcast.urgent_why,
        "goes_at": broadcast.goes_at.map(|at| in_vietnam(at).format("%H:%M %d/%m/%Y").to_string()),
    });
    let act = Act::new("broadcast.sent", Some(clerk)).on(id.to_string()).because(&broadcast.why);
    acts::record(conn, &act.changed(Value::Null, after)).await?;
    Ok(to.len())
}
