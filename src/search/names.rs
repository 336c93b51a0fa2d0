//! Households and help pages that bear a name like what is looked for, as a page shows them.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;

/// A link with a line below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Name {
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The commune of a household without its kind; empty for a page.
    #[diesel(sql_type = Text)]
    pub place: String,
    #[diesel(sql_type = Text)]
    pub href: String,
}

/// Those of these producers who may sell, then these pages, in the order given.
pub async fn load(
    conn: &mut Conn,
    lang: Lang,
    producers: &[ProducerId],
    pages: &[String],
) -> Result<(Vec<Name>, Vec<Name>)> {
    if producers.is_empty() && pages.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let english = if lang == Lang::En { "coalesce(nullif(r.name_en, ''), r.name_vi)" } else { "r.name_vi" };
    let names: Vec<Name> = diesel::sql_query(format!(
        "SELECT {english} AS name, m.name AS place, '/producers/' || r.slug AS href \
         FROM unnest($1) WITH ORDINALITY AS w (id, nth) JOIN producers r ON r.id = w.id AND r.listed \
         JOIN communes m ON m.code = r.commune_code \
         UNION ALL \
         SELECT g.title, '', '/pages/' || g.slug FROM unnest($2) WITH ORDINALITY AS w (slug, nth) \
         JOIN pages g ON g.slug = w.slug AND g.lang = $3"
    ))
    .bind::<Array<BigInt>, _>(producers.iter().map(|id| id.0).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(pages)
    .bind::<Text, _>(lang.code())
    .load(conn)
    .await?;
    Ok(names.into_iter().partition(|name| name.href.starts_with("/producers/")))
}
