//! A producer, and what kinds of them there are.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Date, Nullable};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{PictureId, ProducerId};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::schema::{communes, pictures, producers, provinces};

/// What a producer is in law. Each has a name under `producers-kind-<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Household,
    BusinessHousehold,
    CooperativeGroup,
    Cooperative,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Household, Kind::BusinessHousehold, Kind::CooperativeGroup, Kind::Cooperative];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Household => "household",
            Kind::BusinessHousehold => "business_household",
            Kind::CooperativeGroup => "cooperative_group",
            Kind::Cooperative => "cooperative",
        }
    }

    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The Fluent key of a kind's name.
#[must_use]
pub fn kind_key(code: &str) -> String {
    format!("producers-kind-{}", code.replace('_', "-"))
}

/// A producer with its place.
#[derive(Clone, Debug, Queryable)]
pub struct Producer {
    pub id: ProducerId,
    pub slug: String,
    pub kind: String,
    pub name_vi: String,
    pub name_en: String,
    pub contact_name: String,
    pub phone: String,
    pub commune_code: String,
    pub hamlet: String,
    pub since_year: Option<i16>,
    pub story_vi: String,
    pub story_en: String,
    pub registration_no: Option<String>,
    pub picture_id: Option<PictureId>,
    pub commune: String,
    pub province: String,
    pub picture: Option<String>,
    /// The last day of its holiday, while there is one.
    pub away_until: Option<NaiveDate>,
}

impl Producer {
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_vi, &self.name_en)
    }

    #[must_use]
    pub fn story(&self, lang: Lang) -> &str {
        lang.pick(&self.story_vi, &self.story_en)
    }
}

/// Who a page is about.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    Slug(&'a str),
    Id(ProducerId),
}

/// A producer that sells; `None` also for one that is not approved yet, or suspended.
pub async fn find(conn: &mut Conn, which: Which<'_>) -> Result<Option<Producer>> {
    load(conn, which, false).await
}

/// A producer whether buyers see it or not, for pages that none of them opens.
pub async fn find_hidden_too(conn: &mut Conn, id: ProducerId) -> Result<Option<Producer>> {
    load(conn, Which::Id(id), true).await
}

/// Whether buyers see its goods: the office has approved it, and it is not suspended.
pub async fn sells(conn: &mut Conn, id: ProducerId) -> Result<bool> {
    let found = producers::table.find(id).select(producers::listed);
    Ok(found.first(conn).await.optional()?.unwrap_or(false))
}

async fn load(conn: &mut Conn, which: Which<'_>, hidden_too: bool) -> Result<Option<Producer>> {
    let mut query = producers::table
        .inner_join(communes::table.inner_join(provinces::table))
        .left_join(pictures::table)
        .select((
            producers::id,
            producers::slug,
            producers::kind,
            producers::name_vi,
            producers::name_en,
            producers::contact_name,
            producers::phone,
            producers::commune_code,
            producers::hamlet,
            producers::since_year,
            producers::story_vi,
            producers::story_en,
            producers::registration_no,
            producers::picture_id,
            communes::name,
            provinces::name,
            pictures::hash.nullable(),
            sql::<Nullable<Date>>("away_until(producers.away_from, producers.away_to)"),
        ))
        .into_boxed();
    if !hidden_too {
        query = query.filter(producers::listed);
    }
    query = match which {
        Which::Slug(slug) => query.filter(producers::slug.eq(slug.to_owned())),
        Which::Id(id) => query.filter(producers::id.eq(id)),
    };
    Ok(query.first(conn).await.optional()?)
}
