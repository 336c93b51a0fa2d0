//! Which goods a visitor wants to see, read from the query string. What cannot be understood is left out: a link that
//! was cut off or made up shows more, never an error.

use chrono::DateTime;
use unicode_normalization::UnicodeNormalization as _;
use url::form_urlencoded;

use super::words::Words;
use crate::catalog::directory::{Category, Directory};
use crate::kernel::ids::CategoryId;
use crate::kernel::paging::Cursor;
use crate::producers::certificate;
use crate::producers::producer::Kind;

/// No price of ours is higher.
const MOST_DONG: i64 = 1_000_000_000;
/// Nobody reads on for longer; an engine is asked for no later one.
pub const MOST_PAGES: usize = 40;
/// No filter has more values worth reading.
const MOST_VALUES: usize = 24;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// In stock, in season, sold, newest; a search puts what fits better first.
    #[default]
    Rank,
    Price,
    PriceDown,
    New,
}

impl Sort {
    pub const ALL: [Sort; 4] = [Sort::Rank, Sort::Price, Sort::PriceDown, Sort::New];

    /// As it stands in a link.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Sort::Rank => "",
            Sort::Price => "price",
            Sort::PriceDown => "-price",
            Sort::New => "new",
        }
    }
}

/// The list a page is about, before any filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Base {
    #[default]
    Market,
    Top(CategoryId),
    /// A category of the second level, and the top category it hangs under.
    Second {
        id: CategoryId,
        top: CategoryId,
    },
}

impl Base {
    #[must_use]
    pub fn of(category: &Category) -> Self {
        match category.parent_id {
            Some(top) => Base::Second { id: category.id, top },
            None => Base::Top(category.id),
        }
    }
}

/// Everything a list page is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub base: Base,
    pub words: Option<Words>,
    /// Of a search: the code of a commune on the map, whose goods and those of the communes near it are wanted. A condition
    /// of the whole list, with no counts beside its values.
    pub near: Option<String>,
    /// Slugs of categories, on pages that are not about one.
    pub categories: Vec<String>,
    pub communes: Vec<String>,
    pub kinds: Vec<String>,
    pub certificates: Vec<String>,
    /// So many OCOP stars or more.
    pub stars: Option<i64>,
    pub price_from: Option<i64>,
    pub price_to: Option<i64>,
    pub in_season: bool,
    pub in_stock: bool,
    pub sort: Sort,
    /// Of a list that is cut by keyset: everything but a search.
    pub after: Option<Cursor>,
    /// Of a search: the first page is 0.
    pub page: usize,
}

impl Filter {
    /// Whether nothing but the order is asked for: the lists that most visitors see, of which there are a few dozen.
    #[must_use]
    pub fn plain(&self) -> bool {
        let bare = Filter {
            base: self.base.clone(),
            sort: self.sort,
            after: self.after,
            page: self.page,
            ..Filter::default()
        };
        *self == bare
    }

    /// Reads a query string about `base`.
    #[must_use]
    pub fn parse(query: &str, base: Base, directory: &Directory) -> Self {
        let mut filter = Filter { base, ..Filter::default() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            match name.as_ref() {
                "q" => filter.words = Words::parse(value),
                "near" => filter.near = directory.on_map().find(|c| c.code == value).map(|c| c.code.clone()),
                "category" if filter.base == Base::Market && directory.category(value).is_some() => {
                    keep(&mut filter.categories, value);
                }
                "commune" if directory.commune(value).is_some() => keep(&mut filter.communes, value),
                "kind" if Kind::parse(value).is_some() => keep(&mut filter.kinds, value),
                "certificate" if certificate::KINDS.contains(&value) => keep(&mut filter.certificates, value),
                "stars" => {
                    let asked = value.parse().ok().filter(|n| (3..=5).contains(n));
                    // "3 and more" and "4 and more" together are "3 and more".
                    filter.stars = match (filter.stars, asked) {
                        (Some(a), Some(b)) => Some(a.min(b)),
                        (a, b) => a.or(b),
                    };
                }
                "price_from" => filter.price_from = dong(value),
                "price_to" => filter.price_to = dong(value),
                "season" => filter.in_season = value == "now",
                "stock" => filter.in_stock = value == "in",
                "sort" => filter.sort = Sort::ALL.into_iter().find(|s| s.code() == value).unwrap_or_default(),
                "after" => filter.after = value.parse().ok(),
                "page" => filter.page = value.parse().map_or(0, |page: usize| page.clamp(1, MOST_PAGES) - 1),
                _ => {}
            }
        }
        if let (Some(from), Some(to)) = (filter.price_from, filter.price_to)
            && from > to
        {
            (filter.price_from, filter.price_to) = (Some(to), Some(from));
        }
        filter
    }

    /// Without what only a search is asked for.
    #[must_use]
    pub fn browsing(self) -> Self {
        Filter { words: None, near: None, ..self }
    }

    /// Every filter as it would stand in a link; not the sort, not the page.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if let Some(words) = &self.words {
            pairs.push(("q", words.typed.clone()));
        }
        if let Some(near) = &self.near {
            pairs.push(("near", near.clone()));
        }
        let lists = [
            ("category", &self.categories),
            ("commune", &self.communes),
            ("kind", &self.kinds),
            ("certificate", &self.certificates),
        ];
        for (name, values) in lists {
            pairs.extend(values.iter().map(|value| (name, value.clone())));
        }
        let numbers = [("stars", self.stars), ("price_from", self.price_from), ("price_to", self.price_to)];
        pairs.extend(numbers.into_iter().filter_map(|(name, n)| n.map(|n| (name, n.to_string()))));
        if self.in_season {
            pairs.push(("season", "now".to_owned()));
        }
        if self.in_stock {
            pairs.push(("stock", "in".to_owned()));
        }
        pairs
    }

    /// The query string of this list from its beginning.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs());
        if self.sort != Sort::Rank {
            query.append_pair("sort", self.sort.code());
        }
        query.finish()
    }

    /// The same list after this row.
    #[must_use]
    pub fn query_after(&self, cursor: Cursor) -> String {
        let query = self.query();
        let joint = if query.is_empty() { "" } else { "&" };
        format!("{query}{joint}after={cursor}")
    }

    /// The query string of another page of a search, the first being 0.
    #[must_use]
    pub fn query_page(&self, page: usize) -> String {
        let query = self.query();
        if page == 0 { query } else { format!("{query}&page={}", page + 1) }
    }

    /// Whether anything but words, order and page is asked for.
    #[must_use]
    pub fn narrowed(&self) -> bool {
        let bare = Filter { after: self.after, page: self.page, ..self.cleared() };
        *self != bare
    }

    /// The list without one of its filters.
    #[must_use]
    pub fn without(&self, name: &str, value: &str) -> Self {
        let mut less = self.clone();
        (less.after, less.page) = (None, 0);
        match name {
            "near" => less.near = None,
            "category" => less.categories.retain(|v| v != value),
            "commune" => less.communes.retain(|v| v != value),
            "kind" => less.kinds.retain(|v| v != value),
            "certificate" => less.certificates.retain(|v| v != value),
            "stars" => less.stars = None,
            "price" => (less.price_from, less.price_to) = (None, None),
            "season" => less.in_season = false,
            "stock" => less.in_stock = false,
            _ => {}
        }
        less
    }

    /// The whole list, sorted as before.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Filter { base: self.base.clone(), words: self.words.clone(), sort: self.sort, ..Filter::default() }
    }

    /// What makes two questions for counts the same.
    #[must_use]
    pub fn key(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs());
        format!("tally:{:?}:{}", self.base, query.finish())
    }

    /// The moment in a cursor of a list sorted by age; one that no calendar has is none.
    #[must_use]
    pub fn after_moment(cursor: Cursor) -> Option<(i64, i64)> {
        let at = DateTime::from_timestamp_micros(cursor.key)?;
        (at.timestamp() >= 0 && at.timestamp() < 4_102_444_800).then_some((cursor.key, cursor.id))
    }
}

/// Adds a value that was asked for, once.
pub(in crate::catalog) fn keep(values: &mut Vec<String>, value: &str) {
    if values.len() < MOST_VALUES && !values.iter().any(|v| v == value) {
        values.push(value.to_owned());
        values.sort_unstable();
    }
}

/// What may follow a number instead of noughts, and how many noughts it stands for.
const SHORT: [(&str, usize); 5] = [("triệu", 6), ("tr", 6), ("nghìn", 3), ("ngàn", 3), ("k", 3)];

/// A price as people write one: `45000`, `45.000`, `45.000 ₫`, `45k`, `45,5k`, `1,5 triệu`.
fn dong(typed: &str) -> Option<i64> {
    let typed: String = typed.nfc().flat_map(char::to_lowercase).collect();
    let typed = typed.trim_end_matches(['₫', 'đ']).trim_end();
    let short = SHORT.iter().find_map(|(word, noughts)| Some((typed.strip_suffix(word)?, *noughts)));
    let (number, noughts) = short.unwrap_or((typed, 0));
    // Three digits after a mark are thousands; fewer are a fraction, where one makes sense.
    let (whole, fraction) = match number.trim_end().rsplit_once(['.', ',']) {
        Some((whole, fraction)) if noughts > 0 && (1..=2).contains(&fraction.len()) => (whole, fraction),
        _ => (number, ""),
    };
    let mut digits: String = whole.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '\u{a0}')).collect();
    if digits.is_empty() || digits.len() > 10 {
        return None;
    }
    digits.push_str(fraction);
    digits.extend(std::iter::repeat_n('0', noughts - fraction.len()));
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|dong| *dong <= MOST_DONG)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::directory::Commune;

    fn directory() -> Directory {
        let category = |id, parent: Option<i64>, slug: &str| Category {
            id: CategoryId(id),
            parent_id: parent.map(CategoryId),
            slug: slug.to_owned(),
            name_vi: slug.to_owned(),
            name_en: slug.to_owned(),
            description_vi: String::new(),
            description_en: String::new(),
        };
        Directory {
            categories: vec![category(1, None, "qua"), category(2, Some(1), "buoi")],
            communes: vec![Commune { code: "08761".into(), name: "Lập Thạch".into(), at: None }],
        }
    }

    fn parse(query: &str) -> Filter {
        Filter::parse(query, Base::Market, &directory())
    }

    #[test]
    fn what_is_understood_is_kept_and_the_rest_left_out() {
        let filter = parse(
            "category=qua&category=x&commune=08761&commune=0&kind=household&kind=shop&stars=4&stars=3&stars=9&\
             price_from=45k&price_to=1.000.000+%E2%82%AB&season=now&stock=maybe&sort=-price&after=5.6&%zz=%ff&q=",
        );
        assert_eq!(filter.categories, ["qua"]);
        assert_eq!(filter.communes, ["08761"]);
        assert_eq!(filter.kinds, ["household"]);
        assert_eq!(filter.stars, Some(3));
        assert_eq!((filter.price_from, filter.price_to), (Some(45_000), Some(1_000_000)));
        assert!(filter.in_season && !filter.in_stock);
        assert_eq!(filter.sort, Sort::PriceDown);
        assert_eq!(filter.after, Some(Cursor { key: 5, id: 6 }));
        assert_eq!(filter.words, None);
    }

    #[test]
    fn a_link_made_from_a_list_leads_to_that_list() {
        let filter = parse("q=C%C3%A1+th%C3%ADnh&category=buoi&price_from=9&sort=new&certificate=ocop");
        assert_eq!(parse(&filter.query()), filter);
        assert_eq!(filter.without("category", "buoi").categories, Vec::<String>::new());
        assert_eq!(parse(&filter.query_after(Cursor { key: 1, id: 2 })).after, Some(Cursor { key: 1, id: 2 }));
    }

    #[test]
    fn prices_are_read_as_people_write_them() {
        for (typed, dong_) in
            [("45000", Some(45_000)), ("45.000 đ", Some(45_000)), ("45 K", Some(45_000)), ("0", Some(0))]
        {
            assert_eq!(dong(typed), dong_, "{typed}");
        }
        for (typed, dong_) in [("45,5k", 45_500), ("1.200k", 1_200_000), ("1,5 triệu", 1_500_000), ("2tr", 2_000_000)]
        {
            assert_eq!(dong(typed), Some(dong_), "{typed}");
        }
        for typed in ["", "-1", "1e9", "９", "99999999999", "k", ",5k", "1,-5k", "9999 triệu", "9223372036854775807k"]
        {
            assert_eq!(dong(typed), None, "{typed}");
        }
        assert_eq!(
            (parse("price_from=9&price_to=3").price_from, parse("price_from=9&price_to=3").price_to),
            (Some(3), Some(9))
        );
    }
}
