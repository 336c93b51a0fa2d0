//! What a card tells, of each kind of page. No price and no stock: sites keep a card for weeks.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::catalog::spotlight::collection;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};
use crate::producers::producer::{self, Which};

/// Everything on a card: other words, another card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Name of the market.
    pub market: String,
    pub title: String,
    pub lines: Vec<String>,
    /// Hash of a photo.
    pub picture: Option<String>,
}

/// Of a page that anybody can open now; `None` of any other.
pub async fn find(conn: &mut Conn, kind: &str, slug: &str, lang: Lang) -> Result<Option<Subject>> {
    let market = locales::text(lang, "site-name");
    let in_commune = |name: &str| {
        locales::text_with(lang, "catalog-commune-of", &Args::from([("name".into(), name.to_owned().into())]))
    };
    Ok(match kind {
        "products" => product(conn, slug).await?.map(|p| Subject {
            market,
            title: lang.pick(&p.name_vi, &p.name_en).to_owned(),
            lines: vec![lang.pick(&p.producer_vi, &p.producer_en).to_owned(), in_commune(&p.commune)],
            picture: p.picture,
        }),
        "producers" => producer::find(conn, Which::Slug(slug)).await?.map(|p| Subject {
            market,
            title: p.name(lang).to_owned(),
            lines: vec![locales::text(lang, &producer::kind_key(&p.kind)), in_commune(&p.commune)],
            picture: p.picture,
        }),
        "collections" => collection::open(conn, slug, None).await?.map(|c| Subject {
            market,
            title: lang.pick(&c.said.title_vi, &c.said.title_en).to_owned(),
            lines: vec![locales::text(lang, "storefront-picked")],
            picture: c.goods.into_iter().find_map(|card| card.picture),
        }),
        _ => None,
    })
}

#[derive(QueryableByName)]
struct Product {
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Text)]
    producer_vi: String,
    #[diesel(sql_type = Text)]
    producer_en: String,
    #[diesel(sql_type = Text)]
    commune: String,
    #[diesel(sql_type = Nullable<Text>)]
    picture: Option<String>,
}

async fn product(conn: &mut Conn, slug: &str) -> Result<Option<Product>> {
    Ok(diesel::sql_query(
        "SELECT p.name_vi, p.name_en, r.name_vi AS producer_vi, r.name_en AS producer_en, c.name AS commune, \
                (SELECT f.hash FROM product_pictures x JOIN pictures f ON f.id = x.picture_id WHERE x.product_id = p.id \
                 ORDER BY x.position LIMIT 1) AS picture \
         FROM products p JOIN producers r ON r.id = p.producer_id AND r.listed JOIN communes c ON c.code = r.commune_code \
         WHERE p.slug = $1 AND p.state = 'on_sale'",
    )
    .bind::<Text, _>(slug)
    .get_result(conn)
    .await
    .optional()?)
}
