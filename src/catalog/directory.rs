//! The names that lists are filtered by: categories and the communes whose households sell here. Few and seldom changed,
//! so kept in memory until the shelf changes.

use diesel::QueryableByName;
use diesel::sql_types::Jsonb;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::kernel::ids::CategoryId;
use crate::kernel::lang::Lang;
use crate::kernel::point::Point;
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

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Commune {
    pub code: String,
    /// As served, without its kind.
    pub name: String,
    /// A point inside it; unknown until the lists of places that have it are loaded.
    pub at: Option<Point>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Directory {
    /// In the order they are shown.
    pub categories: Vec<Category>,
    /// Those served, by code.
    pub communes: Vec<Commune>,
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
        self.served(code).map(|c| c.name.as_str())
    }

    /// The communes that distances can be told from.
    pub fn on_map(&self) -> impl Iterator<Item = &Commune> {
        self.communes.iter().filter(|c| c.at.is_some())
    }

    /// The served communes at most so many metres from a served one as the crow flies, each with its metres, nearest
    /// first. It comes first itself, at 0; none when it is not served.
    #[must_use]
    pub fn around(&self, code: &str, metres: i64) -> Vec<(&Commune, i64)> {
        let Some(middle) = self.served(code) else { return Vec::new() };
        let away = |c: &Commune| if c.code == code { Some(0) } else { Some(middle.at?.distance(c.at?)) };
        let mut near: Vec<_> =
            self.communes.iter().filter_map(|c| Some((c, away(c)?))).filter(|(_, away)| *away <= metres).collect();
        near.sort_by_key(|(c, away)| (*away, c.code != code));
        near
    }

    fn served(&self, code: &str) -> Option<&Commune> {
        self.communes.iter().find(|c| c.code == code)
    }
}

/// Both lists in one answer.
const READ: &str = "SELECT json_build_object( \
       'categories', (SELECT coalesce(json_agg(c ORDER BY c.sort, c.id), '[]') FROM categories c), \
       'communes', (SELECT coalesce(json_agg(json_build_object('code', c.code, 'name', c.name, \
           'at', CASE WHEN c.lat IS NOT NULL THEN json_build_object('lat', c.lat, 'lng', c.lng) END) ORDER BY c.code), '[]') \
         FROM communes c WHERE c.served))::jsonb AS directory";

#[derive(QueryableByName)]
struct Read {
    #[diesel(sql_type = Jsonb)]
    directory: serde_json::Value,
}

/// The directory, from memory when it is there.
pub async fn load(ground: &Ground, conn: &mut Conn) -> Result<Directory> {
    ground.shelf.exact(QUESTION, async || read(conn).await).await
}

/// The same for who has no connection yet, and needs none while the directory is in memory.
pub async fn known(ground: &Ground) -> Result<Directory> {
    ground.shelf.exact(QUESTION, async || read(&mut *ground.db.conn().await?).await).await
}

const QUESTION: &str = "directory";

async fn read(conn: &mut Conn) -> Result<Directory> {
    let row: Read = diesel::sql_query(READ).get_result(conn).await?;
    serde_json::from_value(row.directory).map_err(|error| Error::Internal(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commune(code: &str, at: Option<(f64, f64)>) -> Commune {
        Commune { code: code.to_owned(), name: code.to_owned(), at: at.map(|(lat, lng)| Point { lat, lng }) }
    }

    /// Three with a point, the third furthest from the second, and one without.
    fn directory() -> Directory {
        let communes = vec![
            commune("08761", Some((21.4301, 105.4638))),
            commune("08770", Some((21.4927, 105.4621))),
            commune("08866", Some((21.332, 105.4611))),
            commune("08900", None),
        ];
        Directory { categories: Vec::new(), communes }
    }

    fn around(code: &str, metres: i64) -> Vec<(String, i64)> {
        directory().around(code, metres).into_iter().map(|(c, away)| (c.code.clone(), away)).collect()
    }

    fn away(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
        pairs.iter().map(|(code, away)| ((*code).to_owned(), *away)).collect()
    }

    #[test]
    fn around_a_commune_are_itself_and_those_within_reach_nearest_first() {
        let all = [("08866", 0), ("08761", 10_912), ("08770", 17_869)];
        assert_eq!(around("08866", 20_000), away(&all));
        assert_eq!(around("08866", 17_869), away(&all), "the distance itself is within it");
        assert_eq!(around("08866", 17_868), away(&all[..2]));
        assert_eq!(around("08866", 0), away(&all[..1]));
    }

    #[test]
    fn around_what_is_not_served_is_nothing_and_without_a_point_only_itself() {
        assert!(around("00004", 20_000).is_empty());
        assert_eq!(around("08900", 20_000), away(&[("08900", 0)]));
        assert!(around("08761", -1).is_empty());
    }
}
