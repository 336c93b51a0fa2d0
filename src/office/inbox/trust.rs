//! Whom the office trusts, so that a clerk may decide on what it sends in many at once: by a rule that is shown, or by a
//! clerk's word over it, with a reason, in the log.

use actix_web::{HttpResponse, web};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Serialize;
use serde_json::json;

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ProducerId};
use crate::office::households::page::again;
use crate::office::{own, producers};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// Listings approved before.
pub const APPROVED: i64 = 5;
/// Days without anything refused, and without a flag that was right.
pub const DAYS: i64 = 180;

const MOST_WHY: usize = 300;

/// The sentence for a word over one that the clerk has not seen.
const MOVED: &str = "trust-moved";

/// Whether the household of this SQL expression is trusted: the word of a clerk, and else the rule.
#[must_use]
pub fn sql(producer: &str) -> String {
    format!("coalesce((SELECT m.trusted FROM trust_marks m WHERE m.producer_id = {producer}), {})", rule(producer))
}

/// By the rule alone.
fn rule(producer: &str) -> String {
    format!(
        "(EXISTS (SELECT FROM identities i WHERE i.producer_id = {producer} AND i.state = 'verified') \
          AND EXISTS (SELECT FROM producers h WHERE h.id = {producer} AND h.listed) \
          AND (SELECT count(*) FROM revisions v JOIN products g ON g.id = v.product_id \
               WHERE g.producer_id = {producer} AND v.state = 'approved') >= {APPROVED} \
          AND NOT EXISTS (SELECT FROM revisions v JOIN products g ON g.id = v.product_id \
               WHERE g.producer_id = {producer} AND v.state = 'refused' AND v.decided_at > now() - interval '{DAYS} days') \
          AND NOT EXISTS (SELECT FROM flags f JOIN products g ON g.id = f.product_id \
               WHERE g.producer_id = {producer} AND f.state = 'upheld' AND f.resolved_at > now() - interval '{DAYS} days'))"
    )
}

/// How the office stands to a household.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Trust {
    #[diesel(sql_type = Bool)]
    pub rule: bool,
    /// A clerk's word over it.
    #[diesel(sql_type = Nullable<Bool>)]
    pub word: Option<bool>,
    #[diesel(sql_type = Text)]
    pub why: String,
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub at: Option<chrono::DateTime<chrono::Utc>>,
}

impl Trust {
    #[must_use]
    pub fn holds(&self) -> bool {
        self.word.unwrap_or(self.rule)
    }

    /// What a form carries to say which word it was made over; empty where there was none.
    #[must_use]
    pub fn mark(&self) -> String {
        self.at.map(|at| at.timestamp_micros().to_string()).unwrap_or_default()
    }
}

pub async fn load(conn: &mut Conn, producer: ProducerId) -> Result<Trust> {
    Ok(diesel::sql_query(format!(
        "SELECT {} AS rule, m.trusted AS word, coalesce(m.why, '') AS why, coalesce(a.name, '') AS who, m.at \
         FROM (SELECT $1::bigint AS id) x LEFT JOIN trust_marks m ON m.producer_id = x.id LEFT JOIN accounts a ON a.id = m.clerk",
        rule("x.id")
    ))
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await?)
}

/// Sets a clerk's word, or takes it back, where it is still the one that was `seen`; how many rows that were.
async fn write(
    conn: &mut Conn,
    producer: ProducerId,
    word: Option<bool>,
    why: &str,
    clerk: AccountId,
    seen: Option<i64>,
) -> QueryResult<usize> {
    const SEEN: &str = "producer_id = $1 AND (extract(epoch FROM at) * 1000000)::bigint = $2";
    let Some(trusted) = word else {
        return diesel::sql_query(format!("DELETE FROM trust_marks WHERE {SEEN}"))
            .bind::<BigInt, _>(producer.0)
            .bind::<Nullable<BigInt>, _>(seen)
            .execute(conn)
            .await;
    };
    let statement = if seen.is_some() {
        format!("UPDATE trust_marks SET trusted = $3, why = $4, clerk = $5, at = clock_timestamp() WHERE {SEEN}")
    } else {
        // The one that was seen is none.
        "INSERT INTO trust_marks (producer_id, trusted, why, clerk) SELECT $1, $3, $4, $5 WHERE $2 IS NULL \
         ON CONFLICT DO NOTHING"
            .to_owned()
    };
    diesel::sql_query(statement)
        .bind::<BigInt, _>(producer.0)
        .bind::<Nullable<BigInt>, _>(seen)
        .bind::<Bool, _>(trusted)
        .bind::<Text, _>(why)
        .bind::<BigInt, _>(clerk.0)
        .execute(conn)
        .await
}

/// `POST /office/producers/{slug}/trust`: `trust` is `yes` or `no` with a reason, or `rule`, which takes the word back; `trust_seen`
/// is the word that the page showed. Where there is another by now, the clerk is told and nothing is changed.
pub async fn submit(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let producer = producers::load_producer(&mut conn, &slug).await?.id;
    drop(conn);
    let word = match form.raw("trust") {
        "yes" => Some(true),
        "no" => Some(false),
        "rule" => None,
        _ => return Err(Error::NotFound),
    };
    let Some(why) = form.line("trust_why", MOST_WHY) else {
        return again(&clerk, &shop, &slug, form, None).await;
    };
    let seen = form.raw("trust_seen").parse().ok();
    let mut conn = shop.db.conn().await?;
    let written = conn
        .transaction(async |conn| {
            own::household(conn, producer, clerk.account).await?;
            let before = load(conn, producer).await?;
            if before.word == word && (word.is_none() || before.why == why) {
                return Ok(());
            }
            if write(conn, producer, word, &why, clerk.account, seen).await? == 0 {
                return Err(Error::Conflict(MOVED));
            }
            let act = clerk.act("household.trust").of(producer).because(&why);
            let now = json!({ "trusted": word.unwrap_or(before.rule) });
            acts::record(conn, &act.changed(json!({ "trusted": before.holds() }), now)).await
        })
        .await;
    if let Err(Error::Conflict(MOVED)) = written {
        // Who was told of it may go on from there.
        form.set("trust_seen", load(&mut conn, producer).await?.mark());
        drop(conn);
        return again(&clerk, &shop, &slug, form, Some(MOVED)).await;
    }
    drop(conn);
    if let Err(Error::Conflict(own::OWN)) = written {
        return again(&clerk, &shop, &slug, form, Some(own::OWN)).await;
    }
    written?;
    Ok(clerk.visitor.go(&shop, &format!("/office/producers/{slug}"), Some("trust-done")))
}
