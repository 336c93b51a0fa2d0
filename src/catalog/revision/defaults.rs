//! What a product of a category is taken to be until its household says otherwise, and what must be said of it.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::content::Content;
use crate::error::Result;
use crate::kernel::ids::CategoryId;
use crate::kernel::text::fold;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Defaults {
    #[diesel(sql_type = BigInt)]
    pub category: CategoryId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// Folded words that let us guess it.
    #[diesel(sql_type = Array<Text>)]
    pub words: Vec<String>,
    /// Fields of [`Content`] that must be filled before the office looks at it.
    #[diesel(sql_type = Array<Text>)]
    pub requires: Vec<String>,
    #[diesel(sql_type = Text)]
    pub storage_class: String,
    #[diesel(sql_type = Text)]
    pub storage: String,
    #[diesel(sql_type = Text)]
    pub ship_scope: String,
    #[diesel(sql_type = Nullable<Integer>)]
    pub shelf_life_days: Option<i32>,
    #[diesel(sql_type = Text)]
    pub tax_class: String,
    #[diesel(sql_type = Bool)]
    pub fragile: bool,
    #[diesel(sql_type = Array<Text>)]
    pub allergens: Vec<String>,
    #[diesel(sql_type = Text)]
    pub warnings: String,
    #[diesel(sql_type = Text)]
    pub must_warn: String,
    /// Nothing new is listed there.
    #[diesel(sql_type = Bool)]
    pub retired: bool,
}

impl Defaults {
    /// Whether a product may hang on it: one that is new, not when it was retired.
    #[must_use]
    pub const fn takes(&self, new: bool) -> bool {
        !(self.retired && new)
    }
}

/// Every category that products hang on, in the order they are shown.
pub async fn all(conn: &mut Conn) -> Result<Vec<Defaults>> {
    Ok(diesel::sql_query(
        "SELECT c.id AS category, c.slug, c.name_vi, c.name_en, coalesce(d.words, '{}') AS words, \
                coalesce(d.requires, '{}') AS requires, coalesce(d.storage_class, 'ambient') AS storage_class, \
                coalesce(d.storage_vi, '') AS storage, coalesce(d.ship_scope, 'north') AS ship_scope, d.shelf_life_days, \
                coalesce(d.tax_class, 'raw_own_produce') AS tax_class, coalesce(d.fragile, false) AS fragile, \
                coalesce(d.allergens, '{}') AS allergens, coalesce(d.warnings_vi, '') AS warnings, \
                coalesce(d.must_warn, '') AS must_warn, c.retired_at IS NOT NULL AS retired \
         FROM categories c LEFT JOIN category_defaults d ON d.slug = c.slug \
         WHERE c.parent_id IS NOT NULL ORDER BY c.sort, c.id",
    )
    .kept()
    .load(conn)
    .await?)
}

/// The one of this category.
#[must_use]
pub fn of(all: &[Defaults], category: Option<CategoryId>) -> Option<&Defaults> {
    let category = category?;
    all.iter().find(|d| d.category == category)
}

/// Those that something new may be listed in.
pub fn in_use(all: &[Defaults]) -> impl Iterator<Item = &Defaults> {
    all.iter().filter(|d| !d.retired)
}

/// The category whose words are found in a name. Those that stand first win, as the thing itself does in Vietnamese:
/// "siro thanh long" is a syrup; of those at one place the longest.
#[must_use]
pub fn guess<'a>(all: &'a [Defaults], name: &str) -> Option<&'a Defaults> {
    let name = format!(" {} ", fold(name));
    let found = in_use(all).flat_map(|d| d.words.iter().map(move |words| (d, words))).filter_map(|(d, words)| {
        let at = name.find(&format!(" {words} "))?;
        Some((std::cmp::Reverse(at), words.len(), d))
    });
    found.max_by_key(|(at, length, _)| (*at, *length)).map(|(.., d)| d)
}

impl Defaults {
    #[must_use]
    pub fn requires(&self, field: &str) -> bool {
        self.requires.iter().any(|r| r == field)
    }

    /// What the content says, with what the category says where it says nothing. Months and allergens only the household
    /// can tell.
    #[must_use]
    pub fn complete(&self, content: &Content) -> Content {
        let said = |own: &str, general: &str| if own.is_empty() { general.to_owned() } else { own.to_owned() };
        let or = |own: &Option<String>, general: &str| Some(own.clone().unwrap_or_else(|| general.to_owned()));
        Content {
            storage_class: or(&content.storage_class, &self.storage_class),
            storage: said(&content.storage, &self.storage),
            ship_scope: or(&content.ship_scope, &self.ship_scope),
            shelf_life_days: content.shelf_life_days.or(self.shelf_life_days),
            tax_class: or(&content.tax_class, &self.tax_class),
            fragile: Some(content.fragile.unwrap_or(self.fragile)),
            warnings: said(&content.warnings, &self.warnings),
            ..content.clone()
        }
    }

    /// The content without what only repeats the category, so that it follows when the category changes.
    #[must_use]
    pub fn without(&self, content: Content) -> Content {
        let own = |said: Option<String>, general: &str| said.filter(|said| said != general);
        let text = |said: String, general: &str| if said == general { String::new() } else { said };
        Content {
            storage_class: own(content.storage_class, &self.storage_class),
            storage: text(content.storage, &self.storage),
            ship_scope: own(content.ship_scope, &self.ship_scope),
            shelf_life_days: content.shelf_life_days.filter(|days| Some(*days) != self.shelf_life_days),
            tax_class: own(content.tax_class, &self.tax_class),
            fragile: content.fragile.filter(|fragile| *fragile != self.fragile),
            warnings: text(content.warnings, &self.warnings),
            ..content
        }
    }
}

/// A category for tests of what is pure.
#[cfg(test)]
pub(super) fn sample(id: i64, slug: &str, words: &[&str], requires: &[&str]) -> Defaults {
    let owned = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect();
    Defaults {
        category: CategoryId(id),
        slug: slug.to_owned(),
        name_vi: slug.to_owned(),
        name_en: slug.to_owned(),
        words: owned(words),
        requires: owned(requires),
        storage_class: "cool".to_owned(),
        storage: "Nơi mát".to_owned(),
        ship_scope: "north".to_owned(),
        shelf_life_days: Some(7),
        tax_class: "processed".to_owned(),
        fragile: true,
        allergens: vec!["fish".to_owned()],
        warnings: String::new(),
        must_warn: String::new(),
        retired: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_category() {
        let all = [
            sample(1, "ca-thinh", &["ca thinh", "ca chua muoi"], &[]),
            sample(2, "rau-cu", &["rau", "ca chua"], &[]),
            sample(3, "tra", &["tra"], &[]),
        ];
        let guessed = |name| guess(&all, name).map(|d| d.slug.as_str());
        assert_eq!(guessed("Cá thính chép"), Some("ca-thinh"));
        assert_eq!(guessed("Cà chua bãi sông"), Some("rau-cu"));
        assert_eq!(guessed("Cà chua muối"), Some("ca-thinh"));
        assert_eq!(guessed("Rau trà"), Some("rau-cu"), "what stands first is the thing itself");
        assert_eq!(guessed("Trâu"), None);
        let retired = [Defaults { retired: true, ..sample(1, "tra", &["tra"], &[]) }];
        assert_eq!(guess(&retired, "Trà"), None);
    }

    #[test]
    fn what_only_repeats_the_category_is_not_kept() {
        let fish = sample(1, "ca", &[], &["season"]);
        let full = fish.complete(&Content::default());
        assert_eq!(full.shelf_life_days, Some(7));
        assert_eq!(full.season, None, "the household has to say");
        assert_eq!(fish.without(full), Content::default());
        let own = Content { shelf_life_days: Some(90), ..Content::default() };
        assert_eq!(fish.without(fish.complete(&own)), own);
    }
}
