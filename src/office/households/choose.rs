//! The households of the market, for a form that asks about which of them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::schema::producers;

/// A household to choose.
#[derive(Serialize)]
pub struct Household {
    id: ProducerId,
    name: String,
    chosen: bool,
}

/// All of them, by name; the one whose number was typed is chosen.
pub async fn list(conn: &mut Conn, lang: Lang, typed: &str) -> Result<Vec<Household>> {
    let rows: Vec<(ProducerId, String, String)> = producers::table
        .select((producers::id, producers::name_vi, producers::name_en))
        .order(producers::name_vi)
        .load(conn)
        .await?;
    let chosen: Option<i64> = typed.trim().parse().ok();
    let of = |(id, vi, en): (ProducerId, String, String)| Household {
        id,
        name: lang.pick(&vi, &en).to_owned(),
        chosen: chosen == Some(id.0),
    };
    Ok(rows.into_iter().map(of).collect())
}

/// What the one is called that is chosen.
#[must_use]
pub fn chosen(households: Vec<Household>) -> Option<String> {
    households.into_iter().find(|household| household.chosen).map(|household| household.name)
}

/// The household of this number or address, and its address.
pub async fn find(conn: &mut Conn, typed: &str) -> Result<Option<(ProducerId, String)>> {
    let typed = typed.trim();
    let number: Option<i64> = typed.parse().ok();
    let row = producers::table
        .filter(producers::slug.eq(typed).or(producers::id.nullable().eq(number)))
        .select((producers::id, producers::slug));
    Ok(row.first(conn).await.optional()?)
}
