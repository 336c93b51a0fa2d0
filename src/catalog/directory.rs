//! The names that lists are filtered by: categories and the communes whose households sell here. Few and seldom changed,
//! so kept in memory until the shelf changes.

use diesel::QueryableByName;
use diesel::sql_types::Jsonb;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::kernel::ids::CategoryId;
use crate::kernel::lang::Lang;
use crate::platform::Ground;
use crate::platform::db::Conn;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Category {
    pub id: CategoryId,
    pub parent_id: Option<CategoryId>,
    pub slug: String,
    pub name_vi: String,
    pub name_en: String,
    pub description_vi: String,
    pub description_en: String,
}

impl Category {
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_vi, &self.name_en)
    }

    #[must_use]
    pub fn description(&self, lang: Lang) -> &str {
        lang.pick(&self.description_vi, &self.description_en)
    }

    /// The top category it hangs under; itself when it is one.
    #[must_use]
    pub fn top(&self) -> CategoryId {
        self.parent_id.unwrap_or(self.id)
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Directory {
    /// In the order they are shown.
    pub categories: Vec<Category>,
    /// Code and name, as served.
    pub communes: Vec<(String, String)>,
}

impl Directory {
    #[must_use]
    pub fn category(&self, slug: &str) -> Option<&Category> {
        self.categories.iter().find(|c| c.slug == slug)
    }

    #[must_use]
    pub fn category_by_id(&self, id: CategoryId) -> Option<&Category> {
        self.categories.iter().find(|c| c.id == id)
    }

    /// The second level under a top category.
    pub fn under(&self, top: CategoryId) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(move |c| c.parent_id == Some(top))
    }

    pub fn tops(&self) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(|c| c.parent_id.is_none())
    }

    #[must_use]
    pub fn commune(&self, code: &str) -> Option<&str> {
        self.communes.iter().find(|(c, _)| c == code).map(|(_, name)| name.as_str())
    }
}

/// Both lists in one answer.
const READ: &str = "SELECT json_build_object( \
       'categories', (SELECT coalesce(json_agg(c ORDER BY c.sort, c.id), '[]') FROM categories c), \
       'communes', (SELECT coalesce(json_agg(json_build_array(c.code, c.name) ORDER BY c.code), '[]') \
                    FROM communes c WHERE c.served))::jsonb AS directory";

#[derive(QueryableByName)]
struct Read {
    #[diesel(sql_type = Jsonb)]
    directory: serde_json::Value,
}

/// The directory, from memory when it is there.
pub async fn load(ground: &Ground, conn: &mut Conn) -> Result<Directory> {
    ground
        .shelf
        .exact("directory", async || {
            let row: Read = diesel::sql_query(READ).get_result(conn).await?;
            serde_json::from_value(row.directory).map_err(|error| Error::Internal(error.into()))
        })
        .await
}
