//! What a spotlight could show: looked for by name, or named by an address.

use diesel::OptionalExtension as _;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::catalog::spotlight::slot::{Slot, Target};
use crate::catalog::spotlight::write::What;
use crate::error::Result;
use crate::kernel::ids::{CollectionId, ProducerId, ProductId};
use crate::kernel::text::fold;
use crate::platform::db::Conn;

/// Things of each kind that a search shows.
const MOST: i64 = 8;

/// A thing that can be put forward.
#[derive(Clone, Debug, Serialize, diesel::QueryableByName)]
pub struct Thing {
    /// `product`, `producer` or `collection`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Whose it is; empty for a collection.
    #[diesel(sql_type = Text)]
    pub of: String,
    /// Whether buyers can have something of it now.
    #[diesel(sql_type = Bool)]
    pub to_be_had: bool,
    /// Categories it belongs to, the narrow one first: numbers and names.
    #[diesel(sql_type = Array<BigInt>)]
    pub category_ids: Vec<i64>,
    #[diesel(sql_type = Array<Text>)]
    pub category_names: Vec<String>,
}

impl Thing {
    #[must_use]
    pub fn what(&self) -> What {
        match self.kind.as_str() {
            "product" => What::Product(ProductId(self.id)),
            "producer" => What::Producer(ProducerId(self.id)),
            _ => What::Collection(CollectionId(self.id)),
        }
    }

    fn target(&self) -> Target {
        self.what().target()
    }

    /// Slots that take it.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        let target = self.target();
        Slot::ALL.into_iter().filter(move |slot| slot.takes(target))
    }
}

const PRODUCTS: &str = "SELECT 'product' AS kind, p.id, p.slug, p.name_vi AS name, r.name_vi || ', ' || m.name AS of, \
     coalesce(s.in_stock, false) AS to_be_had, array_remove(ARRAY[g.id, t.id], NULL) AS category_ids, \
     array_remove(ARRAY[g.name_vi, t.name_vi], NULL) AS category_names \
     FROM products p JOIN producers r ON r.id = p.producer_id JOIN communes m ON m.code = r.commune_code \
     JOIN categories g ON g.id = p.category_id LEFT JOIN categories t ON t.id = g.parent_id LEFT JOIN shelf s ON s.product_id = p.id";
const PRODUCERS: &str = "SELECT 'producer' AS kind, r.id, r.slug, r.name_vi AS name, m.name AS of, \
     r.listed AND EXISTS (SELECT FROM shelf s WHERE s.producer_id = r.id AND s.in_stock) AS to_be_had, \
     '{}'::bigint[] AS category_ids, '{}'::text[] AS category_names \
     FROM producers r JOIN communes m ON m.code = r.commune_code";
const COLLECTIONS: &str = "SELECT 'collection' AS kind, c.id, c.slug, c.title_vi AS name, '' AS of, c.ends_at > now() AS to_be_had, \
     '{}'::bigint[] AS category_ids, '{}'::text[] AS category_names FROM collections c";

/// Things whose name has these words, what can be had first.
pub async fn search(conn: &mut Conn, typed: &str) -> Result<Vec<Thing>> {
    let folded = fold(typed);
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    Ok(diesel::sql_query(format!(
        "(SELECT * FROM ({PRODUCTS} WHERE s.product_id IS NOT NULL AND position($1 IN folded(p.name_vi)) > 0) x \
          ORDER BY to_be_had DESC, id DESC LIMIT $2) \
         UNION ALL (SELECT * FROM ({PRODUCERS} WHERE r.listed AND position($1 IN folded(r.name_vi)) > 0) x \
          ORDER BY to_be_had DESC, id DESC LIMIT $2) \
         UNION ALL (SELECT * FROM ({COLLECTIONS} WHERE c.ends_at > now() AND position($1 IN folded(c.title_vi)) > 0) x \
          ORDER BY id DESC LIMIT $2)"
    ))
    .bind::<Text, _>(folded)
    .bind::<BigInt, _>(MOST)
    .load(conn)
    .await?)
}

/// The thing of this kind at this address.
pub async fn at(conn: &mut Conn, kind: &str, slug: &str) -> Result<Option<Thing>> {
    let sql = match kind {
        "product" => format!("{PRODUCTS} WHERE p.slug = $1 AND p.state = 'on_sale'"),
        "producer" => format!("{PRODUCERS} WHERE r.slug = $1"),
        "collection" => format!("{COLLECTIONS} WHERE c.slug = $1"),
        _ => return Ok(None),
    };
    Ok(diesel::sql_query(sql).bind::<Text, _>(slug).get_result(conn).await.optional()?)
}

/// The thing that a spotlight shows already.
pub async fn of(conn: &mut Conn, what: What) -> Result<Option<Thing>> {
    let (sql, id) = match what {
        What::Product(id) => (format!("{PRODUCTS} WHERE p.id = $1"), id.0),
        What::Producer(id) => (format!("{PRODUCERS} WHERE r.id = $1"), id.0),
        What::Collection(id) => (format!("{COLLECTIONS} WHERE c.id = $1"), id.0),
    };
    Ok(diesel::sql_query(sql).bind::<Nullable<BigInt>, _>(Some(id)).get_result(conn).await.optional()?)
}
