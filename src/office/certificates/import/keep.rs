//! A table as it was read, kept between the look at it and the button.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::read::Row;
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
use crate::kernel::ids::AccountId;
use crate::platform::db::Conn;
use crate::schema::certificate_imports as imports;

/// A table that was uploaded.
pub struct Kept {
    pub file_name: String,
    pub rows: Vec<Row>,
    pub taken: bool,
}

/// Keeps a table; those of a week ago that nobody took over go. Call it inside a transaction.
pub async fn keep(conn: &mut Conn, by: AccountId, file_name: &str, rows: &[Row]) -> Result<i64> {
    diesel::sql_query("DELETE FROM certificate_imports WHERE taken_at IS NULL AND made_at < now() - interval '7 days'")
        .execute(conn)
        .await?;
    acts::record(conn, &Act::new("papers.kept", Some(by)).on(file_name).shown_by(Evidence::File)).await?;
    let rows = serde_json::to_value(rows).map_err(anyhow::Error::from)?;
    Ok(diesel::insert_into(imports::table)
        .values((imports::made_by.eq(by), imports::file_name.eq(file_name), imports::rows.eq(rows)))
        .returning(imports::id)
        .get_result(conn)
        .await?)
}

pub async fn load(conn: &mut Conn, id: i64) -> Result<Kept> {
    let found: Option<(String, serde_json::Value, bool)> = imports::table
        .find(id)
        .select((imports::file_name, imports::rows, imports::taken_at.is_not_null()))
        .first(conn)
        .await
        .optional()?;
    let (file_name, rows, taken) = found.ok_or(Error::NotFound)?;
    Ok(Kept { file_name, rows: serde_json::from_value(rows).map_err(anyhow::Error::from)?, taken })
}

/// Notes that a table was taken over; whether this call did. A second one waits for the first.
pub async fn taken(conn: &mut Conn, id: i64) -> Result<bool> {
    let row = imports::table.find(id).filter(imports::taken_at.is_null());
    Ok(diesel::update(row).set(imports::taken_at.eq(diesel::dsl::now)).execute(conn).await? == 1)
}
