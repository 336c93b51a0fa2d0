//! Spotlights as the office lists them, whatever their time.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::slot::Slot;
use crate::catalog::statement::{Bind, Statement};
use crate::error::Result;
use crate::kernel::ids::SpotlightId;
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;

pub const PAGE: usize = 25;

/// When a spotlight is, seen from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Running,
    Coming,
    Over,
}

impl When {
    pub const ALL: [When; 3] = [When::Running, When::Coming, When::Over];

    /// The word in addresses, and the tail of a Fluent key (`spotlight-when-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            When::Running => "running",
            When::Coming => "coming",
            When::Over => "over",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|when| when.as_str() == word)
    }
}

/// As SQL about the row `o`.
const WHEN: &str = "CASE WHEN o.stopped_at IS NOT NULL THEN 'stopped' WHEN o.ends_at <= now() THEN 'over' \
                    WHEN o.starts_at > now() THEN 'coming' ELSE 'running' END";

#[derive(Serialize, QueryableByName)]
pub struct Planned {
    #[diesel(sql_type = BigInt)]
    pub id: SpotlightId,
    #[diesel(sql_type = Text)]
    pub slot: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// Of a product or household.
    #[diesel(sql_type = Nullable<Text>)]
    pub household: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub category: Option<String>,
    #[diesel(sql_type = SmallInt)]
    pub position: i16,
    #[diesel(sql_type = Nullable<Text>)]
    pub lang: Option<String>,
    #[diesel(sql_type = Text)]
    pub audience: String,
    /// Name of the place that it is for.
    #[diesel(sql_type = Nullable<Text>)]
    pub area: Option<String>,
    /// Its time is not over, and it is shown to nobody: its commune is served no more.
    #[diesel(sql_type = Bool)]
    pub gone: bool,
    #[diesel(sql_type = Timestamptz)]
    pub starts_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub ends_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub why: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub shown: i64,
    #[diesel(sql_type = BigInt)]
    pub clicked: i64,
}

const COLUMNS: &str = "o.id, o.slot, o.position, o.lang, o.audience, \
     coalesce((SELECT x.name FROM communes x WHERE x.code = o.area), (SELECT x.name FROM provinces x WHERE x.code = o.area)) AS area, \
     o.stopped_at IS NULL AND o.ends_at > now() AND EXISTS (SELECT FROM communes x WHERE x.code = o.area AND NOT x.served) AS gone, \
     o.starts_at, o.ends_at, o.why, f.hash AS picture, \
     coalesce(p.name_vi, r.name_vi, c.title_vi) AS name_vi, coalesce(p.name_en, r.name_en, c.title_en) AS name_en, \
     coalesce(r.name_vi, h.name_vi) AS household, g.name_vi AS category, \
     (SELECT coalesce(sum(d.shown), 0)::bigint FROM spotlight_days d WHERE d.spotlight_id = o.id) AS shown, \
     (SELECT coalesce(sum(d.clicked), 0)::bigint FROM spotlight_days d WHERE d.spotlight_id = o.id) AS clicked";
const FROM: &str = "FROM spotlights o LEFT JOIN products p ON p.id = o.product_id LEFT JOIN producers h ON h.id = p.producer_id \
     LEFT JOIN producers r ON r.id = o.producer_id LEFT JOIN collections c ON c.id = o.collection_id \
     LEFT JOIN categories g ON g.id = o.category_id LEFT JOIN pictures f ON f.id = o.picture_id";

/// A page of `size` spotlights, newest first.
pub async fn page(
    conn: &mut Conn,
    when: Option<When>,
    slot: Option<Slot>,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Planned>, Option<Cursor>)> {
    let mut statement = Statement::default();
    let mut filters = vec!["true".to_owned()];
    filters.push(match when {
        None => "true".to_owned(),
        Some(When::Running) => "o.stopped_at IS NULL AND o.starts_at <= now() AND o.ends_at > now()".to_owned(),
        Some(When::Coming) => "o.stopped_at IS NULL AND o.starts_at > now()".to_owned(),
        Some(When::Over) => "(o.stopped_at IS NOT NULL OR o.ends_at <= now())".to_owned(),
    });
    if let Some(slot) = slot {
        filters.push(format!("o.slot = {}", statement.bind(Bind::Text(slot.as_str().to_owned()))));
    }
    if let Some(after) = after {
        filters.push(format!("o.id < {}", statement.bind(Bind::BigInt(after.id))));
    }
    let limit = statement.bind(Bind::BigInt(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX)));
    statement.push(&format!(
        "SELECT {COLUMNS}, {WHEN} AS state {FROM} WHERE {} ORDER BY o.id DESC LIMIT {limit}",
        filters.join(" AND ")
    ));
    let mut rows: Vec<Planned> = statement.query().load(conn).await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((rows, next))
}

/// One of them.
pub async fn one(conn: &mut Conn, id: SpotlightId) -> Result<Option<Planned>> {
    use diesel::OptionalExtension as _;
    Ok(diesel::sql_query(format!("SELECT {COLUMNS}, {WHEN} AS state {FROM} WHERE o.id = $1"))
        .bind::<BigInt, _>(id.0)
        .get_result(conn)
        .await
        .optional()?)
}
