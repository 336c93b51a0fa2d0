//! What a revision says, as it is kept in `revisions.content`. Nothing in it is checked against the law of its category
//! here: a draft may lack anything.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::kernel::ids::{CategoryId, ProductId};
use crate::kernel::money::Money;
use crate::kernel::season::Season;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

pub const LONGEST_NAME: usize = 160;
pub const LONGEST_TEXT: usize = 4_000;
pub const LONGEST_LINE: usize = 160;
/// As many packs as a product may begin with.
pub const MOST_PACKS: usize = 12;

/// Allergens that a household can name, in the order the form asks them. Each has a name under `catalog-allergen-…`.
pub const ALLERGENS: [&str; 9] =
    ["fish", "crustacean", "peanut", "soy", "sesame", "gluten", "egg", "milk", "bee_products"];
pub const STORAGE_CLASSES: [&str; 4] = ["ambient", "cool", "chilled", "frozen"];
pub const SHIP_SCOPES: [&str; 3] = ["local", "north", "nationwide"];
pub const TAX_CLASSES: [&str; 4] = ["raw_own_produce", "processed", "handicraft", "resale"];

/// `None` and the empty text are what the household has not said: its category says it then, or the office asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    pub name: String,
    pub name_en: String,
    pub description: String,
    pub description_en: String,
    pub category: Option<CategoryId>,
    pub season: Option<Season>,
    /// Where it was grown or made; empty for at home.
    pub origin: String,
    pub storage_class: Option<String>,
    pub storage: String,
    pub storage_en: String,
    pub shelf_life_days: Option<i32>,
    pub ingredients: String,
    pub ingredients_en: String,
    /// `Some` of nothing: the household says that there are none.
    pub allergens: Option<Vec<String>>,
    pub may_contain: Vec<String>,
    pub warnings: String,
    pub warnings_en: String,
    pub ship_scope: Option<String>,
    pub fragile: Option<bool>,
    pub tax_class: Option<String>,
    pub certificate_kinds: Vec<String>,
    /// Only until the first approval; afterwards packs are rows of their own.
    pub packs: Vec<FirstPack>,
}

/// A size that a product begins with. What was typed is kept where it is no number yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FirstPack {
    pub name: String,
    pub price: Option<Money>,
    pub net_weight_g: Option<i32>,
    /// Sold by final weight: by so many per cent it may weigh less, and costs less then.
    pub weight_band: Option<i32>,
    /// Sold from so many, and by so many more each time; `None` is one.
    pub min_qty: Option<i32>,
    pub qty_step: Option<i32>,
    pub stock: Option<i32>,
}

impl FirstPack {
    #[must_use]
    pub fn blank(&self) -> bool {
        *self == FirstPack::default()
    }
}

impl Content {
    /// The texts in which a claim could stand, each with its field's name. Warnings are left out: "does not replace
    /// medicine" is what the law wants to read there.
    #[must_use]
    pub fn claims(&self) -> Vec<(&'static str, String)> {
        let mut texts = vec![
            ("name", self.name.clone()),
            ("name_en", self.name_en.clone()),
            ("description", self.description.clone()),
            ("description_en", self.description_en.clone()),
            ("ingredients", self.ingredients.clone()),
            ("ingredients_en", self.ingredients_en.clone()),
            ("storage", self.storage.clone()),
            ("storage_en", self.storage_en.clone()),
            ("origin", self.origin.clone()),
        ];
        let packs: Vec<&str> = self.packs.iter().map(|pack| pack.name.as_str()).collect();
        texts.push(("packs", packs.join(". ")));
        texts
    }
}

/// What an approved product says now, in the shape of a revision; its packs are rows already and left out.
pub async fn of_product(conn: &mut Conn, product: ProductId) -> Result<Option<Content>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Jsonb)]
        content: serde_json::Value,
    }
    let row: Option<Row> = diesel::sql_query(
        "SELECT jsonb_build_object('name', p.name_vi, 'name_en', p.name_en, 'description', p.description_vi, \
             'description_en', p.description_en, 'category', p.category_id, 'season', p.season, 'origin', p.origin, \
             'storage_class', p.storage_class, 'storage', p.storage_vi, 'storage_en', p.storage_en, \
             'shelf_life_days', p.shelf_life_days, 'ingredients', coalesce(p.ingredients_vi, ''), \
             'ingredients_en', coalesce(p.ingredients_en, ''), 'allergens', p.allergens, 'may_contain', p.may_contain, \
             'warnings', coalesce(p.warnings_vi, ''), 'warnings_en', coalesce(p.warnings_en, ''), \
             'ship_scope', p.ship_scope, 'fragile', p.fragile, 'tax_class', p.tax_class, \
             'certificate_kinds', p.certificate_kinds) AS content \
         FROM products p WHERE p.id = $1 AND p.state <> 'draft'",
    )
    .bind::<BigInt, _>(product.0)
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    row.map(|row| read(row.content)).transpose()
}

/// The content in a row.
pub fn read(kept: serde_json::Value) -> Result<Content> {
    Ok(serde_json::from_value(kept).map_err(anyhow::Error::from)?)
}

/// As a row keeps it.
pub fn kept(content: &Content) -> Result<serde_json::Value> {
    Ok(serde_json::to_value(content).map_err(anyhow::Error::from)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_program_kept_is_read() {
        let content = read(serde_json::json!({"name": "Cá thính", "no_such_field": 1})).unwrap();
        assert_eq!(content, Content { name: "Cá thính".into(), ..Content::default() });
        assert_eq!(read(kept(&content).unwrap()).unwrap(), content);
    }

    #[test]
    fn a_warning_is_no_claim() {
        let content = Content { warnings: "Không thay thế thuốc chữa bệnh".into(), ..Content::default() };
        assert!(content.claims().iter().all(|(_, text)| text.is_empty()));
    }
}
