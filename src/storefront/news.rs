//! News of the office: written, published from a moment on by Postgres' clock, every version kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, NewsId};
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::{self, Conn};
use crate::schema::{news, news_versions};

pub const PAGE: usize = 20;

/// What a piece of news says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = news)]
#[diesel(treat_none_as_null = true)]
pub struct Piece {
    pub slug: String,
    pub title_vi: String,
    pub title_en: String,
    /// Markdown.
    pub body_vi: String,
    pub body_en: String,
    /// From when on it is read; `None`: not yet, or no longer.
    pub publish_at: Option<DateTime<Utc>>,
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Another piece has this address.
    #[error("the address is taken")]
    Taken,
    /// Somebody wrote it since it was looked at.
    #[error("changed meanwhile")]
    Moved,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for SaveError {
    fn from(error: Error) -> Self {
        SaveError::Failed(error)
    }
}

impl From<diesel::result::Error> for SaveError {
    fn from(error: diesel::result::Error) -> Self {
        match db::broken_constraint(&error) {
            Some("news_slug_key") => SaveError::Taken,
            _ => SaveError::Failed(error.into()),
        }
    }
}

/// Writes a new one, or over one that is there, and keeps the version. Call it inside a transaction.
///
/// # Refuses
/// An address that another one has, and a change over a version other than `seen`.
pub async fn save(
    conn: &mut Conn,
    id: Option<NewsId>,
    seen: i32,
    piece: &Piece,
    clerk: AccountId,
    why: &str,
) -> Result<NewsId, SaveError> {
    let mut before = Value::Null;
    let id = match id {
        Some(id) => {
            let stood = find(conn, id).await?.ok_or(Error::NotFound)?;
            before = told(id, seen, &stood);
            // The update waits for whoever writes the same piece, so versions count on.
            if diesel::update(news::table.find(id)).set(piece).execute(conn).await? == 0 {
                return Err(Error::NotFound.into());
            }
            if version(conn, id).await? != seen {
                return Err(SaveError::Moved);
            }
            id
        }
        None => {
            diesel::insert_into(news::table)
                .values((piece, news::made_by.eq(clerk)))
                .returning(news::id)
                .get_result(conn)
                .await?
        }
    };
    diesel::sql_query(
        "INSERT INTO news_versions (news_id, version, title_vi, title_en, body_vi, body_en, publish_at, saved_by, why) \
         SELECT n.id, coalesce((SELECT max(version) FROM news_versions v WHERE v.news_id = n.id), 0) + 1, n.title_vi, n.title_en, \
                n.body_vi, n.body_en, n.publish_at, $2, $3 FROM news n WHERE n.id = $1",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<BigInt, _>(clerk.0)
    .bind::<Text, _>(why)
    .execute(conn)
    .await?;
    let after = told(id, version(conn, id).await?, piece);
    let act = Act::new("news.saved", Some(clerk)).on(&piece.slug).because(why).changed(before, after);
    acts::record(conn, &act).await?;
    Ok(id)
}

/// What the log keeps of a piece; its text stands in its versions.
fn told(id: NewsId, version: i32, piece: &Piece) -> Value {
    json!({
        "news": id,
        "version": version,
        "title_vi": piece.title_vi,
        "title_en": piece.title_en,
        "publish_at": piece.publish_at,
    })
}

/// One of this number.
pub async fn find(conn: &mut Conn, id: NewsId) -> Result<Option<Piece>> {
    Ok(news::table.find(id).select(Piece::as_select()).first(conn).await.optional()?)
}

/// The number of its latest version; 0 before there is one.
pub async fn version(conn: &mut Conn, id: NewsId) -> Result<i32> {
    let latest = news_versions::table.select(diesel::dsl::max(news_versions::version));
    let latest: Option<i32> = latest.filter(news_versions::news_id.eq(id)).first(conn).await?;
    Ok(latest.unwrap_or(0))
}

/// The one at this address that is published by now.
pub async fn published(conn: &mut Conn, slug: &str) -> Result<Option<Piece>> {
    let out = news::publish_at.le(diesel::dsl::now.into_sql::<Nullable<Timestamptz>>());
    let row = news::table.filter(news::slug.eq(slug)).filter(out).select(Piece::as_select());
    Ok(row.first(conn).await.optional()?)
}

#[derive(Serialize, QueryableByName)]
pub struct Headline {
    #[diesel(sql_type = BigInt)]
    pub id: NewsId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub title_vi: String,
    #[diesel(sql_type = Text)]
    pub title_en: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub publish_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    pub out: bool,
    #[diesel(sql_type = BigInt)]
    micros: i64,
}

/// A page of what is published, the latest first.
pub async fn headlines(conn: &mut Conn, after: Option<Cursor>) -> Result<(Vec<Headline>, Option<Cursor>)> {
    let mut rows: Vec<Headline> = diesel::sql_query(
        "SELECT id, slug, title_vi, title_en, publish_at, true AS out, (extract(epoch FROM publish_at) * 1000000)::bigint AS micros \
         FROM news WHERE publish_at <= now() \
           AND ($1 IS NULL OR ((extract(epoch FROM publish_at) * 1000000)::bigint, id) < ($1, $2)) \
         ORDER BY publish_at DESC, id DESC LIMIT $3",
    )
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.key))
    .bind::<BigInt, _>(after.map_or(0, |cursor| cursor.id))
    .bind::<Integer, _>(i32::try_from(PAGE + 1).unwrap_or(i32::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, PAGE, |row| Cursor { key: row.micros, id: row.id.0 });
    Ok((rows, next))
}

/// A page of `size` of all of them, as the office lists them.
pub async fn all(conn: &mut Conn, after: Option<Cursor>, size: usize) -> Result<(Vec<Headline>, Option<Cursor>)> {
    let mut rows: Vec<Headline> = diesel::sql_query(
        "SELECT id, slug, title_vi, title_en, publish_at, coalesce(publish_at <= now(), false) AS out, 0::bigint AS micros \
         FROM news WHERE ($1 IS NULL OR id < $1) ORDER BY id DESC LIMIT $2",
    )
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.id))
    .bind::<Integer, _>(i32::try_from(size.saturating_add(1)).unwrap_or(i32::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((rows, next))
}

/// A version of a text that stood there.
#[derive(Serialize, QueryableByName)]
pub struct Version {
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Text)]
    pub why: String,
}

/// A version of news, which are in both languages and have their time.
#[derive(Serialize, QueryableByName)]
pub struct Edition {
    #[serde(flatten)]
    #[diesel(embed)]
    pub version: Version,
    /// In English, where it was written.
    #[diesel(sql_type = Text)]
    pub title_en: String,
    #[diesel(sql_type = Text)]
    pub body_en: String,
    /// From when on it was to be read; `None`: a draft, or taken down.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub publish_at: Option<DateTime<Utc>>,
}

/// The latest versions of a piece, newest first.
pub async fn versions(conn: &mut Conn, id: NewsId) -> Result<Vec<Edition>> {
    Ok(diesel::sql_query(
        "SELECT v.version, v.title_vi AS title, v.body_vi AS body, v.title_en, v.body_en, v.publish_at, v.saved_at AS at, \
                coalesce(a.name, '') AS who, v.why \
         FROM news_versions v LEFT JOIN accounts a ON a.id = v.saved_by WHERE v.news_id = $1 ORDER BY v.version DESC LIMIT 50",
    )
    .bind::<BigInt, _>(id.0)
    .load(conn)
    .await?)
}
