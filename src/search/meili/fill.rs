//! Filling a generation of indexes from the first product to the last. How far it has come is kept in the database, so a
//! filling that was cut off goes on where it stopped.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::document::{self, Which};
use super::indexes::Names;
use crate::platform::db::{Conn, Db};
use crate::platform::meili::Meili;
use crate::schema::search_indexes;

/// Products put in at once.
const STRIDE: i64 = 5_000;

/// Fills these indexes; `progress` is told how many products are in. Neither a transaction nor a connection is held while the
/// engine works.
pub async fn fill(db: &Db, meili: &Meili, names: &Names, progress: impl Fn(u64)) -> anyhow::Result<()> {
    let mut from = begin(db, meili, names).await?;
    loop {
        let documents = document::goods(&mut *db.conn().await?, Which::After(from, STRIDE)).await?;
        let Some(last) = documents.last().map(|document| document.id) else { break };
        meili.put(&names.goods, &documents).await?;
        from = last;
        diesel::update(search_indexes::table.find(&names.goods))
            .set(search_indexes::filled_to.eq(from))
            .execute(&mut *db.conn().await?)
            .await?;
        progress(u64::try_from(documents.len()).unwrap_or(0));
    }
    let households = document::households(&mut *db.conn().await?, None).await?;
    meili.put(&names.households, &households).await?;
    let help = document::help(&mut *db.conn().await?, None).await?;
    meili.put(&names.help, &help).await?;
    Ok(())
}

/// Where to begin: after the last product of a filling that was cut off, when its index is still there.
async fn begin(db: &Db, meili: &Meili, names: &Names) -> anyhow::Result<i64> {
    let kept: Option<i64> = search_indexes::table
        .find(&names.goods)
        .select(search_indexes::filled_to)
        .filter(search_indexes::ready_at.is_null())
        .first(&mut *db.conn().await?)
        .await
        .optional()?;
    if let (Some(filled_to), Some(_)) = (kept, meili.count(&names.goods).await?) {
        return Ok(filled_to);
    }
    for (uid, settings) in names.each() {
        meili.drop(uid).await?;
        meili.make(uid, &settings).await?;
    }
    diesel::insert_into(search_indexes::table)
        .values(search_indexes::uid.eq(&names.goods))
        .on_conflict(search_indexes::uid)
        .do_update()
        .set((
            search_indexes::filled_to.eq(0),
            search_indexes::ready_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            search_indexes::made_at.eq(diesel::dsl::now),
        ))
        .execute(&mut *db.conn().await?)
        .await?;
    Ok(0)
}

/// Says that these indexes are whole and may be asked.
pub async fn ready(conn: &mut Conn, names: &Names) -> QueryResult<()> {
    diesel::insert_into(search_indexes::table)
        .values((search_indexes::uid.eq(&names.goods), search_indexes::ready_at.eq(diesel::dsl::now)))
        .on_conflict(search_indexes::uid)
        .do_update()
        .set(search_indexes::ready_at.eq(diesel::dsl::now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets a filling.
pub async fn forget(conn: &mut Conn, names: &Names) -> QueryResult<()> {
    diesel::delete(search_indexes::table.find(&names.goods)).execute(conn).await?;
    Ok(())
}
