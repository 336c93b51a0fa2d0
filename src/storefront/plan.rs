//! Texts of the shop, written over at once or for later. What is planned waits in a table of its own, and a job writes it over
//! the page within a minute of its time: until then the old version stands, is shown, and is the one that people agree to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::accounts::acts::{self, Act};
use crate::error::Error;
use crate::kernel::ids::AccountId;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::refusal;
use crate::schema::{page_plans, pages};

/// A text as somebody wrote it for a page.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    pub slug: &'a str,
    /// `vi` or `en`.
    pub lang: &'a str,
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
    pub why: &'a str,
    pub by: AccountId,
}

/// A text that waits for its time.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Planned {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Timestamptz)]
    pub publish_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub why: String,
    #[diesel(sql_type = Text)]
    pub who: String,
}

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Somebody wrote over the page since it was looked at.
    #[error("changed meanwhile")]
    Moved,
    /// Another version waits for its time: it is taken back first.
    #[error("a version is planned")]
    Waits,
    #[error(transparent)]
    Failed(Error),
}
refusal!(WriteError);

const PLANS: &str = "SELECT p.id, p.title, p.body, p.publish_at, p.why, coalesce(a.name, '') AS who \
     FROM page_plans p LEFT JOIN accounts a ON a.id = p.made_by \
     WHERE p.slug = $1 AND p.lang = $2";

/// What waits for this page.
pub async fn waiting(conn: &mut Conn, slug: &str, lang: &str) -> Result<Option<Planned>, Error> {
    let waits = format!("{PLANS} AND p.applied_at IS NULL AND p.withdrawn_at IS NULL");
    let found = diesel::sql_query(waits).bind::<Text, _>(slug).bind::<Text, _>(lang).get_result(conn).await;
    Ok(found.optional()?)
}

/// What was to stand there and was taken back, for whoever goes on with its words.
pub async fn taken_back(conn: &mut Conn, slug: &str, lang: &str, id: i64) -> Result<Option<Planned>, Error> {
    let found = diesel::sql_query(format!("{PLANS} AND p.id = $3 AND p.withdrawn_at IS NOT NULL"))
        .bind::<Text, _>(slug)
        .bind::<Text, _>(lang)
        .bind::<BigInt, _>(id)
        .get_result(conn)
        .await;
    Ok(found.optional()?)
}

/// One at a time: whoever writes sees what is planned, and whoever plans what was written.
async fn alone(conn: &mut Conn) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(4242043)").execute(conn).await?;
    Ok(())
}

/// Whether a new text may come over version `seen`.
async fn over(conn: &mut Conn, new: &Written<'_>, seen: i32) -> Result<(), WriteError> {
    alone(conn).await?;
    let stands: i32 = pages::table.find((new.slug, new.lang)).select(pages::version).first(conn).await?;
    if stands != seen {
        return Err(WriteError::Moved);
    }
    if waiting(conn, new.slug, new.lang).await?.is_some() {
        return Err(WriteError::Waits);
    }
    Ok(())
}

/// Writes over the page now, if version `seen` stands there. Call it inside a transaction.
///
/// # Refuses
/// Over another version, and while another text waits for its time.
pub async fn save(conn: &mut Conn, new: &Written<'_>, seen: i32) -> Result<(), WriteError> {
    over(conn, new, seen).await?;
    write(conn, new).await?;
    Ok(())
}

/// Keeps a text for later, over version `seen`. Call it inside a transaction.
///
/// # Refuses
/// Over another version, and beside another text that waits.
pub async fn plan(conn: &mut Conn, new: &Written<'_>, seen: i32, publish_at: DateTime<Utc>) -> Result<(), WriteError> {
    over(conn, new, seen).await?;
    diesel::insert_into(page_plans::table)
        .values((
            page_plans::slug.eq(new.slug),
            page_plans::lang.eq(new.lang),
            page_plans::title.eq(new.title),
            page_plans::body.eq(new.body),
            page_plans::publish_at.eq(publish_at),
            page_plans::why.eq(new.why),
            page_plans::made_by.eq(new.by),
        ))
        .execute(conn)
        .await?;
    let act = Act::new("page.planned", Some(new.by)).on(subject(new.slug, new.lang)).because(new.why);
    acts::record(conn, &act.changed(Value::Null, json!({ "title": new.title, "publish_at": publish_at }))).await?;
    Ok(())
}

/// Takes back what waits, with a reason; `None` when it stands on the page already, was taken back, or never was. Call it inside a
/// transaction.
pub async fn withdraw(
    conn: &mut Conn,
    (slug, lang): (&str, &str),
    id: i64,
    (by, why): (AccountId, &str),
) -> Result<Option<Planned>, Error> {
    alone(conn).await?;
    let Some(planned) = waiting(conn, slug, lang).await?.filter(|planned| planned.id == id) else { return Ok(None) };
    diesel::update(page_plans::table.find(id)).set(page_plans::withdrawn_at.eq(diesel::dsl::now)).execute(conn).await?;
    let act = Act::new("page.plan-withdrawn", Some(by)).on(subject(slug, lang)).because(why);
    let before = json!({ "title": planned.title, "publish_at": planned.publish_at });
    acts::record(conn, &act.changed(before, Value::Null)).await?;
    Ok(Some(planned))
}

fn subject(slug: &str, lang: &str) -> String {
    format!("{slug}/{lang}")
}

/// Writes over the page; the database counts the version.
async fn write(conn: &mut Conn, new: &Written<'_>) -> Result<(), Error> {
    type Stood = (i32, String);
    let row = pages::table.find((new.slug, new.lang));
    let stood: Stood = row.select((pages::version, pages::title)).first(conn).await?;
    let told = |version: i32, title: &str| json!({ "version": version, "title": title });
    let set = (pages::title.eq(new.title), pages::body.eq(new.body), pages::updated_at.eq(diesel::dsl::now));
    let version: i32 = diesel::update(pages::table.find((new.slug, new.lang)))
        .set(set)
        .returning(pages::version)
        .get_result(conn)
        .await?;
    let act = Act::new("page.saved", Some(new.by)).on(subject(new.slug, new.lang)).because(new.why);
    acts::record(conn, &act.changed(told(stood.0, &stood.1), told(version, new.title))).await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Text)]
    slug: String,
    #[diesel(sql_type = Text)]
    lang: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    body: String,
    #[diesel(sql_type = Text)]
    why: String,
    #[diesel(sql_type = BigInt)]
    made_by: AccountId,
}

/// Puts on its page whatever has come to its time, by Postgres' clock.
#[derive(Debug, Serialize, Deserialize)]
pub struct ApplyPages {}

impl Job for ApplyPages {
    const KIND: &'static str = "apply_pages";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        conn.transaction(async |conn| {
            alone(conn).await?;
            let due: Vec<Due> = diesel::sql_query(
                "UPDATE page_plans SET applied_at = now() \
                 WHERE applied_at IS NULL AND withdrawn_at IS NULL AND publish_at <= now() \
                 RETURNING slug, lang, title, body, why, made_by",
            )
            .load(conn)
            .await?;
            for d in &due {
                let (slug, lang, title, body, why) = (&d.slug, &d.lang, &d.title, &d.body, &d.why);
                write(conn, &Written { slug, lang, title, body, why, by: d.made_by }).await?;
            }
            Ok::<_, Error>(())
        })
        .await?;
        Ok(())
    }
}
