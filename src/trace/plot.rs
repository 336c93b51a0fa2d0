//! A place where something grows, swims or is made. It may be closed and opened again, never changed: lots tell of it.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::{AccountId, PlotId, ProducerId};
use crate::platform::db::Conn;
use crate::schema::{communes, plots};

/// A household with more than this has no list that a phone shows.
pub const MOST: i64 = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlotKind {
    Plot,
    Pond,
    Workshop,
}

impl PlotKind {
    pub const ALL: [PlotKind; 3] = [PlotKind::Plot, PlotKind::Pond, PlotKind::Workshop];

    /// The word in the database and in Fluent keys (`trace-plot-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PlotKind::Plot => "plot",
            PlotKind::Pond => "pond",
            PlotKind::Workshop => "workshop",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

#[derive(Clone, Debug, Serialize, Queryable)]
pub struct Plot {
    pub id: PlotId,
    pub name: String,
    pub kind: String,
    pub commune: String,
    /// m².
    pub area_m2: Option<i32>,
    /// Empty for none.
    pub growing_area_code: String,
    pub closed_at: Option<DateTime<Utc>>,
}

impl Plot {
    #[must_use]
    pub fn kind(&self) -> PlotKind {
        PlotKind::parse(&self.kind).unwrap_or(PlotKind::Plot)
    }
}

/// A plot as it is first told.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = plots)]
pub struct NewPlot {
    pub producer_id: ProducerId,
    pub name: String,
    pub kind: &'static str,
    pub commune_code: String,
    pub area_m2: Option<i32>,
    pub growing_area_code: String,
    pub made_by: Option<AccountId>,
}

/// A household's plots, those in use first, each group by name.
pub async fn list(conn: &mut Conn, producer: ProducerId) -> Result<Vec<Plot>> {
    Ok(plots::table
        .inner_join(communes::table)
        .select((
            plots::id,
            plots::name,
            plots::kind,
            communes::name,
            plots::area_m2,
            plots::growing_area_code,
            plots::closed_at,
        ))
        .filter(plots::producer_id.eq(producer))
        .order((plots::closed_at.is_not_null(), plots::name, plots::id))
        .limit(MOST)
        .load(conn)
        .await?)
}

pub async fn count(conn: &mut Conn, producer: ProducerId) -> Result<i64> {
    Ok(plots::table.filter(plots::producer_id.eq(producer)).count().get_result(conn).await?)
}

pub async fn add(conn: &mut Conn, new: &NewPlot) -> Result<PlotId> {
    Ok(diesel::insert_into(plots::table).values(new).returning(plots::id).get_result(conn).await?)
}

/// Closes a plot or opens it again; `false` when this household has no such plot.
pub async fn close(conn: &mut Conn, producer: ProducerId, plot: PlotId, closed: bool) -> Result<bool> {
    let when = if closed { "coalesce(closed_at, now())" } else { "NULL" };
    let row = plots::table.filter(plots::id.eq(plot).and(plots::producer_id.eq(producer)));
    let changed =
        diesel::update(row).set(plots::closed_at.eq(sql::<Nullable<Timestamptz>>(when))).execute(conn).await?;
    Ok(changed > 0)
}
