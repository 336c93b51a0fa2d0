//! Notices of providers: kept as they came, then applied. What could not be applied is tried again.

use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::note::{self, How, NoteError};
use super::told::Told;
use crate::error::{Error, Result};
use crate::payments::lock;
use crate::payments::notices::{self, Message, Notice, Provider};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::schema::webhooks;

/// As many are tried again in one go.
const AT_ONCE: i64 = 100;

/// Keeps the body of a notice. Answers with its row, unless it was applied before.
pub async fn keep(conn: &mut Conn, notice: &Notice, body: &[u8]) -> Result<Option<i64>> {
    let name = notice.provider.name();
    let new: Option<i64> = diesel::insert_into(webhooks::table)
        .values((
            webhooks::provider.eq(name),
            webhooks::external_id.eq(&notice.external_id),
            webhooks::kind.eq("transfer"),
            webhooks::body.eq(body),
        ))
        .on_conflict_do_nothing()
        .returning(webhooks::id)
        .get_result(conn)
        .await
        .optional()?;
    if new.is_some() {
        return Ok(new);
    }
    let waiting = webhooks::provider.eq(name).and(webhooks::external_id.eq(&notice.external_id));
    let waiting = webhooks::table.filter(waiting.and(webhooks::applied_at.is_null()));
    Ok(waiting.select(webhooks::id).first(conn).await.optional()?)
}

/// Applies a notice that was kept, and says what came of it; `None` when it was applied before. All in one transaction.
pub async fn apply(conn: &mut Conn, id: i64) -> Result<Option<&'static str>> {
    conn.transaction(async |conn| {
        let Some((provider, body)) = lock::notice(conn, id).await? else { return Ok(None) };
        let provider = Provider::parse(&provider)
            .ok_or_else(|| Error::Internal(anyhow::anyhow!("notice {id} is of {provider}")))?;
        let outcome = match notices::again(provider, &body) {
            Ok(Message::Money(notice)) => take(conn, *notice).await?,
            Ok(Message::Ping | Message::Nothing) => "nothing",
            Err(error) => {
                tracing::error!(notice = id, %error, "a notice that was kept cannot be read");
                "unreadable"
            }
        };
        diesel::update(webhooks::table.find(id))
            .set((webhooks::applied_at.eq(diesel::dsl::now), webhooks::outcome.eq(outcome)))
            .execute(conn)
            .await?;
        metrics::counter!("market_bank_notices_total", "provider" => provider.name(), "outcome" => outcome)
            .increment(1);
        Ok(Some(outcome))
    })
    .await
}

async fn take(conn: &mut Conn, notice: Notice) -> Result<&'static str> {
    let told = Told::from(notice);
    match note::note(conn, &told).await {
        Ok(noted) => Ok(match noted.how {
            How::New => "new",
            How::Known => "known",
            How::Confirmed => "confirmed",
        }),
        Err(NoteError::UnknownAccount) => {
            tracing::warn!(
                source = told.source.as_str(),
                id = told.external_id,
                "money came to an account of nobody here"
            );
            Ok("unknown_account")
        }
        // The number alone would book it to whoever else has the same digits: somebody at the office looks.
        Err(NoteError::WhichBank) => {
            tracing::warn!(source = told.source.as_str(), id = told.external_id, "at which bank is not known");
            Ok("which_bank")
        }
        Err(NoteError::NoAmount) => Ok("no_amount"),
        Err(NoteError::Failed(error)) => Err(error),
    }
}

/// Applies notices that were kept and not applied; runs all the time.
#[derive(Serialize, Deserialize)]
pub struct RetryNotices {}

impl Job for RetryNotices {
    const KIND: &'static str = "retry_notices";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let waiting: Vec<i64> = webhooks::table
            .select(webhooks::id)
            .filter(webhooks::applied_at.is_null().and(webhooks::provider.ne("stripe")))
            .order((webhooks::tried_at.asc().nulls_first(), webhooks::id))
            .limit(AT_ONCE)
            .load(&mut conn)
            .await?;
        for id in waiting {
            diesel::update(webhooks::table.find(id))
                .set(webhooks::tried_at.eq(diesel::dsl::now))
                .execute(&mut conn)
                .await?;
            // One that fails keeps the others from nothing: it waits behind them from now on.
            if let Err(error) = apply(&mut conn, id).await {
                tracing::error!(notice = id, error = format!("{error:#}"), "not applied, tried again later");
            }
        }
        Ok(())
    }
}
