//! A broadcast before it is sent.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, BroadcastId};
use crate::platform::db::Conn;

/// What is written, and to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The text as phones show it.
    pub body: String,
    /// Households of this commune only.
    pub commune: Option<String>,
    /// Of this kind only.
    pub kind: Option<String>,
    /// Why, for the log.
    pub why: String,
    /// Why it goes at once at any hour; without it, it waits for the morning.
    pub urgent_why: Option<String>,
}

impl Draft {
    pub(super) fn told(&self) -> Value {
        json!({ "body": self.body, "commune": self.commune, "kind": self.kind, "urgent_why": self.urgent_why })
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// It was sent already.
    #[error("the broadcast is sent")]
    Sent,
    /// Somebody has written it since it was looked at.
    #[error("changed meanwhile")]
    Moved,
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<diesel::result::Error> for SaveError {
    fn from(error: diesel::result::Error) -> Self {
        SaveError::Failed(error.into())
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: BroadcastId,
}

/// Writes a new one, or over one that is not sent yet, as it was written at a moment. Call it inside a transaction.
///
/// # Refuses
/// One that was sent, and one that was written at another moment.
pub async fn save(
    conn: &mut Conn,
    over: Option<(BroadcastId, DateTime<Utc>)>,
    draft: &Draft,
    clerk: AccountId,
) -> Result<BroadcastId, SaveError> {
    let before = match over {
        Some((id, _)) => super::read::find(conn, id).await?.map_or(Value::Null, |stood| {
            json!({
                "body": stood.body,
                "commune": stood.commune_code,
                "kind": stood.kind,
                "urgent_why": stood.urgent_why,
            })
        }),
        None => Value::Null,
    };
    let sql = match over {
        None => {
            "INSERT INTO broadcasts (body, commune_code, kind, why, made_by, urgent_why) \
             SELECT $2, $3, $4, $5, $6, $7 WHERE $1 IS NULL AND $8 IS NULL RETURNING id"
        }
        Some(_) => {
            "UPDATE broadcasts SET body = $2, commune_code = $3, kind = $4, why = $5, made_by = $6, made_at = clock_timestamp(), \
             urgent_why = $7 WHERE id = $1 AND sent_at IS NULL AND made_at = $8 RETURNING id"
        }
    };
    let written: Option<Row> = diesel::sql_query(sql)
        .bind::<Nullable<BigInt>, _>(over.map(|(id, _)| id.0))
        .bind::<Text, _>(&draft.body)
        .bind::<Nullable<Text>, _>(draft.commune.as_deref())
        .bind::<Nullable<Text>, _>(draft.kind.as_deref())
        .bind::<Text, _>(&draft.why)
        .bind::<BigInt, _>(clerk.0)
        .bind::<Nullable<Text>, _>(draft.urgent_why.as_deref())
        .bind::<Nullable<Timestamptz>, _>(over.map(|(_, written)| written))
        .get_result(conn)
        .await
        .optional()?;
    let Some(Row { id }) = written else {
        let now = match over {
            Some((id, _)) => super::read::find(conn, id).await?,
            None => None,
        };
        return Err(if now.is_some_and(|now| now.sent_at.is_none()) { SaveError::Moved } else { SaveError::Sent });
    };
    let act = Act::new("broadcast.saved", Some(clerk)).on(id.to_string()).because(&draft.why);
    acts::record(conn, &act.changed(before, draft.told())).await?;
    Ok(id)
}
