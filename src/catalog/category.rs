//! A category as the office writes it: its names and place, and what goods there are taken to be. Its address is made of
//! its first name and stays; it is never deleted, but retired: nothing new is listed there.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{CategoryId, ProductId};
use crate::kernel::text;
use crate::platform::db::{self, Conn};
use crate::platform::jobs;
use crate::platform::signals;

/// What may be asked of goods, in the order of the form; the CHECK of the table knows no other.
pub const REQUIRES: [&str; 7] = ["season", "shelf_life", "storage", "ingredients", "allergens", "warnings", "origin"];

/// As many products as one event tells of.
const AT_ONCE: usize = 2_000;

#[derive(Debug, thiserror::Error)]
pub enum CategoryError {
    #[error("no such category")]
    NotFound,
    /// Somebody changed it since it was looked at.
    #[error("changed meanwhile")]
    Meanwhile,
    /// Another one is called so.
    #[error("the name is taken")]
    Taken,
    /// It cannot stand below that one.
    #[error("not below that one")]
    Parent,
    /// Others below it are not retired.
    #[error("not empty")]
    HasOthers,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for CategoryError {
    fn from(error: Error) -> Self {
        CategoryError::Failed(error)
    }
}

impl From<diesel::result::Error> for CategoryError {
    fn from(error: diesel::result::Error) -> Self {
        match db::broken_constraint(&error) {
            Some("categories_slug_key" | "categories_name") => CategoryError::Taken,
            Some("categories_two_levels") => CategoryError::Parent,
            Some("categories_retired_last") => CategoryError::HasOthers,
            _ => CategoryError::Failed(error.into()),
        }
    }
}

/// What the office writes of a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Written {
    #[diesel(sql_type = Nullable<BigInt>)]
    pub parent: Option<CategoryId>,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub description_vi: String,
    #[diesel(sql_type = Text)]
    pub description_en: String,
    #[diesel(sql_type = Integer)]
    pub sort: i32,
    /// Of [`REQUIRES`].
    #[diesel(sql_type = Array<Text>)]
    pub requires: Vec<String>,
    #[diesel(sql_type = Text)]
    pub tax_class: String,
    #[diesel(sql_type = Text)]
    pub storage_class: String,
    #[diesel(sql_type = Text)]
    pub storage: String,
    #[diesel(sql_type = Text)]
    pub ship_scope: String,
    #[diesel(sql_type = Nullable<Integer>)]
    pub shelf_life_days: Option<i32>,
    #[diesel(sql_type = Bool)]
    pub fragile: bool,
    #[diesel(sql_type = Text)]
    pub warnings: String,
    /// Words that its warnings must hold.
    #[diesel(sql_type = Text)]
    pub must_warn: String,
    /// Folded words of a name that let us guess it.
    #[diesel(sql_type = Array<Text>)]
    pub words: Vec<String>,
}

/// A category with how it stands.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Kept {
    #[diesel(sql_type = BigInt)]
    pub id: CategoryId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Integer)]
    pub seq: i32,
    #[diesel(sql_type = Bool)]
    pub retired: bool,
    /// Products that hang on it, sold or not.
    #[diesel(sql_type = BigInt)]
    pub goods: i64,
    #[diesel(embed)]
    pub written: Written,
}

const KEPT: &str = "SELECT c.id, c.slug, c.seq, c.retired_at IS NOT NULL AS retired, coalesce(n.goods, 0) AS goods, \
       c.parent_id AS parent, c.name_vi, c.name_en, c.description_vi, c.description_en, c.sort, \
       coalesce(d.requires, '{}') AS requires, coalesce(d.tax_class, 'raw_own_produce') AS tax_class, \
       coalesce(d.storage_class, 'ambient') AS storage_class, coalesce(d.storage_vi, '') AS storage, \
       coalesce(d.ship_scope, 'north') AS ship_scope, d.shelf_life_days, coalesce(d.fragile, false) AS fragile, \
       coalesce(d.warnings_vi, '') AS warnings, coalesce(d.must_warn, '') AS must_warn, coalesce(d.words, '{}') AS words \
     FROM categories c LEFT JOIN category_defaults d ON d.slug = c.slug LEFT JOIN categories t ON t.id = c.parent_id \
     LEFT JOIN (SELECT category_id, count(*) AS goods FROM products WHERE state <> 'draft' GROUP BY category_id) n ON n.category_id = c.id";

/// All of them: each top one, then those below it, in the order they are shown.
pub async fn list(conn: &mut Conn) -> Result<Vec<Kept>, Error> {
    let order = "coalesce(t.sort, c.sort), coalesce(t.id, c.id), c.parent_id NULLS FIRST, c.sort, c.id";
    Ok(diesel::sql_query(format!("{KEPT} ORDER BY {order}")).load(conn).await?)
}

pub async fn find(conn: &mut Conn, id: CategoryId) -> Result<Option<Kept>, Error> {
    let found = diesel::sql_query(format!("{KEPT} WHERE c.id = $1")).bind::<BigInt, _>(id).get_result(conn).await;
    Ok(found.optional()?)
}

/// Makes a category; its address is made of its name, and of a number besides where one that was renamed has that address.
/// Call it inside a transaction.
///
/// # Refuses
/// A name that another one has, and a place below one that stands below another itself.
pub async fn make(conn: &mut Conn, new: &Written) -> Result<CategoryId, CategoryError> {
    #[derive(QueryableByName)]
    struct Made {
        #[diesel(sql_type = BigInt)]
        id: CategoryId,
    }
    free(conn, CategoryId(0), &new.name_vi).await?;
    let slug = text::slug(&new.name_vi);
    // The foreign key would say it as well, in words of its own.
    if let Some(parent) = new.parent {
        find(conn, parent).await?.filter(|top| !top.retired).ok_or(CategoryError::Parent)?;
    }
    let made: Made = diesel::sql_query(
        "INSERT INTO categories (slug, parent_id, name_vi, name_en, description_vi, description_en, sort) \
         SELECT $1 || coalesce((SELECT '-' || (max(c.id) + 1) FROM categories c HAVING bool_or(c.slug = $1)), ''), \
                $2, $3, $4, $5, $6, $7 RETURNING id",
    )
    .bind::<Text, _>(&slug)
    .bind::<Nullable<BigInt>, _>(new.parent)
    .bind::<Text, _>(&new.name_vi)
    .bind::<Text, _>(&new.name_en)
    .bind::<Text, _>(&new.description_vi)
    .bind::<Text, _>(&new.description_en)
    .bind::<Integer, _>(new.sort)
    .get_result(conn)
    .await?;
    facts(conn, made.id, new).await?;
    followed(conn, made.id).await?;
    Ok(made.id)
}

/// Changes a category; what is listed there follows. Call it inside a transaction.
///
/// # Refuses
/// A change over one that its maker has not seen, a name that another one has, and another level.
pub async fn change(conn: &mut Conn, id: CategoryId, new: &Written, seen: i32) -> Result<Kept, CategoryError> {
    let before = find(conn, id).await?.ok_or(CategoryError::NotFound)?;
    if before.written.parent.is_some() != new.parent.is_some() {
        return Err(CategoryError::Parent);
    }
    if let Some(parent) = new.parent.filter(|_| new.parent != before.written.parent) {
        find(conn, parent).await?.filter(|top| !top.retired).ok_or(CategoryError::Parent)?;
    }
    free(conn, id, &new.name_vi).await?;
    let changed = diesel::sql_query(
        "UPDATE categories SET parent_id = $3, name_vi = $4, name_en = $5, description_vi = $6, description_en = $7, \
           sort = $8, seq = seq + 1 WHERE id = $1 AND seq = $2",
    )
    .bind::<BigInt, _>(id)
    .bind::<Integer, _>(seen)
    .bind::<Nullable<BigInt>, _>(new.parent)
    .bind::<Text, _>(&new.name_vi)
    .bind::<Text, _>(&new.name_en)
    .bind::<Text, _>(&new.description_vi)
    .bind::<Text, _>(&new.description_en)
    .bind::<Integer, _>(new.sort)
    .execute(conn)
    .await?;
    if changed == 0 {
        return Err(CategoryError::Meanwhile);
    }
    facts(conn, id, new).await?;
    followed(conn, id).await?;
    Ok(before)
}

/// Retires a category, or takes it back into use; `false` when it stood so already. Call it inside a transaction.
///
/// # Refuses
/// To retire one while others below it are in use.
pub async fn retire(conn: &mut Conn, id: CategoryId, retired: bool) -> Result<bool, CategoryError> {
    let kept = find(conn, id).await?.ok_or(CategoryError::NotFound)?;
    if let (false, Some(parent)) = (retired, kept.written.parent) {
        // Below one that is retired, nothing is in use.
        find(conn, parent).await?.filter(|top| !top.retired).ok_or(CategoryError::Parent)?;
    }
    let changed = diesel::sql_query(
        "UPDATE categories SET retired_at = CASE WHEN $2 THEN now() END, seq = seq + 1 \
         WHERE id = $1 AND (retired_at IS NOT NULL) <> $2",
    )
    .bind::<BigInt, _>(id)
    .bind::<Bool, _>(retired)
    .execute(conn)
    .await?;
    followed(conn, id).await?;
    Ok(changed == 1)
}

async fn free(conn: &mut Conn, id: CategoryId, name: &str) -> Result<(), CategoryError> {
    #[derive(QueryableByName)]
    struct There {
        #[diesel(sql_type = Bool)]
        taken: bool,
    }
    let there: There =
        diesel::sql_query("SELECT EXISTS (SELECT FROM categories WHERE id <> $1 AND fold(name_vi) = $2) AS taken")
            .bind::<BigInt, _>(id)
            .bind::<Text, _>(text::fold(name))
            .get_result(conn)
            .await?;
    if there.taken { Err(CategoryError::Taken) } else { Ok(()) }
}

/// What goods there are taken to be; the allergens that they mostly hold stay as they are.
async fn facts(conn: &mut Conn, id: CategoryId, new: &Written) -> Result<(), CategoryError> {
    diesel::sql_query(
        "INSERT INTO category_defaults AS d (slug, requires, tax_class, storage_class, storage_vi, ship_scope, \
           shelf_life_days, fragile, warnings_vi, must_warn, words) \
         SELECT c.slug, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM categories c WHERE c.id = $1 \
         ON CONFLICT (slug) DO UPDATE SET (requires, tax_class, storage_class, storage_vi, ship_scope, shelf_life_days, \
           fragile, warnings_vi, must_warn, words) = (excluded.requires, excluded.tax_class, excluded.storage_class, \
           excluded.storage_vi, excluded.ship_scope, excluded.shelf_life_days, excluded.fragile, excluded.warnings_vi, \
           excluded.must_warn, excluded.words)",
    )
    .bind::<BigInt, _>(id)
    .bind::<Array<Text>, _>(&new.requires)
    .bind::<Text, _>(&new.tax_class)
    .bind::<Text, _>(&new.storage_class)
    .bind::<Text, _>(&new.storage)
    .bind::<Text, _>(&new.ship_scope)
    .bind::<Nullable<Integer>, _>(new.shelf_life_days)
    .bind::<Bool, _>(new.fragile)
    .bind::<Text, _>(&new.warnings)
    .bind::<Text, _>(&new.must_warn)
    .bind::<Array<Text>, _>(&new.words)
    .execute(conn)
    .await?;
    Ok(())
}

/// The shelf and the index say a category's names with its goods, and every process keeps the list of them in memory.
async fn followed(conn: &mut Conn, id: CategoryId) -> Result<(), CategoryError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: ProductId,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT p.id FROM products p JOIN categories c ON c.id = p.category_id WHERE c.id = $1 OR c.parent_id = $1 ORDER BY p.id",
    )
    .bind::<BigInt, _>(id)
    .load(conn)
    .await?;
    for products in rows.chunks(AT_ONCE) {
        let products = products.iter().map(|row| row.id).collect();
        jobs::record(conn, &Event::ProductsChanged { products }).await.map_err(Error::from)?;
    }
    signals::send(conn, signals::SHELF).await?;
    Ok(())
}
