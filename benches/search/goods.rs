//! What is on the shelf, as the judging needs it.

use anyhow::ensure;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel_async::RunQueryDsl as _;
use market::platform::Ground;

use crate::judged::Search;

#[derive(QueryableByName)]
pub struct Good {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub producer: i64,
    #[diesel(sql_type = Text)]
    pub commune: String,
    /// In force.
    #[diesel(sql_type = Array<Text>)]
    pub certificates: Vec<String>,
    /// By `demo::many`, which describes nothing.
    #[diesel(sql_type = Bool)]
    pub made_up: bool,
}

/// All of it, by id.
pub async fn load(ground: &Ground) -> anyhow::Result<Vec<Good>> {
    let mut conn = ground.db.conn().await?;
    let goods = diesel::sql_query(
        "SELECT s.product_id AS id, p.slug, p.name_vi AS name, s.producer_id AS producer, s.commune_code AS commune, \
                s.certificates, p.description_vi = '' AS made_up \
         FROM shelf s JOIN products p ON p.id = s.product_id ORDER BY s.product_id",
    );
    Ok(goods.load(&mut conn).await?)
}

/// A slug that was mistyped would make every engine look worse.
pub fn check(searches: &[Search], goods: &[Good]) -> anyhow::Result<()> {
    for search in searches {
        for slug in &search.wanted {
            ensure!(goods.iter().any(|good| good.slug == *slug), "{}: there is no {slug}", search.query);
        }
    }
    Ok(())
}
