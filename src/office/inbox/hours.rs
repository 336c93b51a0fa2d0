//! The hours until something is due, where the office has set its own.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Int4, Text};
use diesel_async::RunQueryDsl;

use super::sources::{SOURCES, Source};
use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::platform::db::Conn;
use crate::schema::inbox_hours;

/// The kinds whose hours are set here: the rows of others have deadlines of their own.
pub fn settable() -> impl Iterator<Item = &'static Source> {
    SOURCES.iter().filter(|source| source.due.is_none())
}

/// Each of them with the hours that hold now.
pub async fn load(conn: &mut Conn) -> Result<Vec<(&'static Source, i32)>> {
    let own: Vec<(String, i32)> = inbox_hours::table.select((inbox_hours::kind, inbox_hours::hours)).load(conn).await?;
    let now = |source: &Source| {
        let set = own.iter().find(|(kind, _)| kind == source.kind);
        set.map_or(source.hours, |(_, hours)| *hours)
    };
    Ok(settable().map(|source| (source, now(source))).collect())
}

/// Sets the hours of a kind from 1 to its most; `false` when somebody changed them since they were `before`, which holds in
/// this transaction or came with the program.
pub async fn set(conn: &mut Conn, source: &Source, hours: i32, before: i32, by: AccountId) -> Result<bool> {
    let written = diesel::sql_query(
        "INSERT INTO inbox_hours AS h (kind, hours, changed_by) VALUES ($1, $2, $4) \
         ON CONFLICT (kind) DO UPDATE SET hours = excluded.hours, changed_by = excluded.changed_by, changed_at = now() \
         WHERE h.hours = $3",
    )
    .bind::<Text, _>(source.kind)
    .bind::<Int4, _>(hours)
    .bind::<Int4, _>(before)
    .bind::<BigInt, _>(by.0)
    .execute(conn)
    .await?;
    Ok(written == 1)
}
