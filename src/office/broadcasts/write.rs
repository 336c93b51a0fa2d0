//! A broadcast before it is sent.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
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

/// It was sent already.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("the broadcast is sent")]
    Sent,
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

/// Writes a new one, or over one that is not sent yet. Call it inside a transaction.
///
/// # Refuses
/// One that was sent.
pub async fn save(
    conn: &mut Conn,
    id: Option<BroadcastId>,
    draft: &Draft,
    clerk: AccountId,
) -> Result<BroadcastId, SaveError> {
    let sql = match id {
        None => {
            "INSERT INTO broadcasts (body, commune_code, kind, why, made_by, urgent_why) \
             SELECT $2, $3, $4, $5, $6, $7 WHERE $1 IS NULL RETURNING id"
        }
        Some(_) => {
            "UPDATE broadcasts SET body = $2, commune_code = $3, kind = $4, why = $5, made_by = $6, made_at = now(), \
             urgent_why = $7 WHERE id = $1 AND sent_at IS NULL RETURNING id"
        }
    };
    let written: Option<Row> = diesel::sql_query(sql)
        .bind::<Nullable<BigInt>, _>(id.map(|id| id.0))
        .bind::<Text, _>(&draft.body)
        .bind::<Nullable<Text>, _>(draft.commune.as_deref())
        .bind::<Nullable<Text>, _>(draft.kind.as_deref())
        .bind::<Text, _>(&draft.why)
        .bind::<BigInt, _>(clerk.0)
        .bind::<Nullable<Text>, _>(draft.urgent_why.as_deref())
        .get_result(conn)
        .await
        .optional()?;
    let Some(Row { id }) = written else { return Err(SaveError::Sent) };
    let act = Act::new("broadcast.saved", Some(clerk)).on(id.to_string()).because(&draft.why);
    acts::record(conn, &act.changed(Value::Null, draft.told())).await?;
    Ok(id)
}
