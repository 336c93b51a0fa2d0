//! The season calendar: which month has what, commune by commune. What is there all year is left out.

use diesel::QueryableByName;
use diesel::sql_types::{Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::kernel::season::Season;
use crate::platform::db::Conn;

/// Of each commune, so that the calendar of a large market stays a page and not a book.
const MOST_ROWS: i32 = 40;

#[derive(Debug, Serialize, Deserialize)]
pub struct Calendar {
    pub places: Vec<Place>,
}

/// A commune and its goods.
#[derive(Debug, Serialize, Deserialize)]
pub struct Place {
    pub code: String,
    pub name: String,
    pub goods: Vec<Good>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Good {
    pub slug: String,
    pub name_vi: String,
    pub name_en: String,
    pub producer_vi: String,
    pub producer_en: String,
    /// Hash of the first picture.
    pub picture: Option<String>,
    /// January first.
    pub months: Vec<bool>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    commune: String,
    #[diesel(sql_type = Nullable<Text>)]
    slug: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    name_vi: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    name_en: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    producer_vi: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    producer_en: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    picture: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    season: Option<Season>,
}

/// Every commune whose households sell here, with its goods in the order of the year.
pub async fn load(conn: &mut Conn) -> Result<Calendar> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT c.code, c.name AS commune, g.slug, g.name_vi, g.name_en, r.name_vi AS producer_vi, \
                r.name_en AS producer_en, f.hash AS picture, g.season \
         FROM communes c LEFT JOIN LATERAL ( \
           SELECT p.id, p.slug, p.name_vi, p.name_en, p.producer_id, s.season \
           FROM shelf s JOIN products p ON p.id = s.product_id \
           WHERE s.commune_code = c.code AND s.season BETWEEN 1 AND 4094 \
           ORDER BY s.rank DESC, s.product_id DESC LIMIT $1) g ON true \
         LEFT JOIN producers r ON r.id = g.producer_id \
         LEFT JOIN LATERAL ( \
           SELECT f.hash FROM product_pictures pp JOIN pictures f ON f.id = pp.picture_id \
           WHERE pp.product_id = g.id ORDER BY pp.position LIMIT 1) f ON true \
         WHERE c.code IN (SELECT DISTINCT commune_code FROM producers WHERE listed) \
         ORDER BY c.name, c.code, g.name_vi",
    )
    .bind::<Integer, _>(MOST_ROWS)
    .load(conn)
    .await?;
    let mut places: Vec<Place> = Vec::new();
    for row in rows {
        if places.last().is_none_or(|p| p.code != row.code) {
            places.push(Place { code: row.code, name: row.commune, goods: Vec::new() });
        }
        if let (Some(place), Some(slug), Some(season)) = (places.last_mut(), row.slug, row.season) {
            place.goods.push(Good {
                slug,
                name_vi: row.name_vi.unwrap_or_default(),
                name_en: row.name_en.unwrap_or_default(),
                producer_vi: row.producer_vi.unwrap_or_default(),
                producer_en: row.producer_en.unwrap_or_default(),
                picture: row.picture,
                months: season.months(),
            });
        }
    }
    Ok(Calendar { places })
}
