//! Which generations of indexes there are, as the database knows it: which are whole, and which version of the program
//! keeps its own right. Of two versions that run side by side the younger does, whichever has the greater number.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use tokio::time::{Duration, sleep};

use super::fitness;
use super::indexes::Names;
use crate::platform::db::Conn;
use crate::platform::meili::{Meili, TRUSTED};
use crate::schema::search_indexes;

/// So long after an index was taken out of use no process asks it any more: a look that had begun before has ended, and what
/// it found is too old.
const NOTICED: Duration = Duration::from_secs(TRUSTED.as_secs() + fitness::PATIENCE.as_secs() + 1);

#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Standing {
    /// These indexes are whole.
    #[diesel(sql_type = Bool)]
    pub ready: bool,
    /// There are others.
    #[diesel(sql_type = Bool)]
    pub others: bool,
    /// Another version that came later keeps its own.
    #[diesel(sql_type = Bool)]
    pub superseded: bool,
}

pub async fn standing(conn: &mut Conn, names: &Names) -> QueryResult<Standing> {
    diesel::sql_query(
        "SELECT coalesce(bool_or(i.uid = $1 AND i.ready_at IS NOT NULL), false) AS ready, \
                coalesce(bool_or(i.uid NOT IN ($1, $2)), false) AS others, \
                coalesce(bool_or(i.uid NOT IN ($1, $2) AND i.kept_at > coalesce(own.kept_at, '-infinity') \
                                 AND i.uid NOT LIKE '%-next' AND i.kept_at > now() - interval '2 minutes'), false) \
                  AS superseded \
         FROM search_indexes i LEFT JOIN search_indexes own ON own.uid = $1",
    )
    .bind::<Text, _>(&names.goods)
    .bind::<Text, _>(&names.next().goods)
    .get_result(conn)
    .await
}

/// Says that somebody keeps these indexes right. Said at every turn, written now and then.
pub async fn keep(conn: &mut Conn, names: &Names, at_once: bool) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE search_indexes SET kept_at = now() WHERE uid = $1 AND ($2 OR kept_at < now() - interval '20 seconds')",
    )
    .bind::<Text, _>(&names.goods)
    .bind::<Bool, _>(at_once)
    .execute(conn)
    .await?;
    Ok(())
}

/// Says that these indexes are whole and may be asked.
pub async fn ready(conn: &mut Conn, names: &Names) -> QueryResult<()> {
    let now = (search_indexes::ready_at.eq(diesel::dsl::now), search_indexes::kept_at.eq(diesel::dsl::now));
    diesel::insert_into(search_indexes::table)
        .values((search_indexes::uid.eq(&names.goods), now))
        .on_conflict(search_indexes::uid)
        .do_update()
        .set(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Says that all documents of these indexes were compared just now, and that so many were wrong.
pub async fn compared(conn: &mut Conn, names: &Names, wrong: usize) -> QueryResult<()> {
    let found = (
        search_indexes::compared_at.eq(diesel::dsl::now),
        search_indexes::wrong.eq(i32::try_from(wrong).unwrap_or(i32::MAX)),
    );
    diesel::update(search_indexes::table.find(&names.goods)).set(found).execute(conn).await?;
    Ok(())
}

/// Forgets that there was such a generation.
pub async fn forget(conn: &mut Conn, names: &Names) -> QueryResult<()> {
    diesel::delete(search_indexes::table.find(&names.goods)).execute(conn).await?;
    Ok(())
}

/// Takes these indexes out of use before something is done to them in their place, and returns when nobody asks them any
/// more: else a search would meet one half filled.
pub async fn retire(conn: &mut Conn, names: &Names) -> QueryResult<()> {
    let retired = diesel::update(search_indexes::table.find(&names.goods))
        .filter(search_indexes::ready_at.is_not_null())
        .set((search_indexes::ready_at.eq(None::<chrono::DateTime<chrono::Utc>>), search_indexes::filled_to.eq(0)))
        .execute(conn)
        .await?;
    if retired > 0 {
        sleep(NOTICED).await;
    }
    forget(conn, names).await
}

/// Removes all generations but this one.
pub async fn drop_others(conn: &mut Conn, meili: &Meili, prefix: &str, names: &Names) -> anyhow::Result<()> {
    // Somebody may be filling the next set just now.
    let next = names.next();
    let kept: Vec<&str> = names.each().into_iter().chain(next.each()).map(|(uid, _)| uid).collect();
    for uid in meili.uids().await? {
        if Names::ours(prefix, &uid) && !kept.contains(&uid.as_str()) {
            meili.drop(&uid).await?;
        }
    }
    let others = search_indexes::table.filter(search_indexes::uid.ne_all([&names.goods, &next.goods]));
    diesel::delete(others).execute(conn).await?;
    Ok(())
}
