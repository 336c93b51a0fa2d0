//! The filters of a list as a page shows them: values with their counts, and what is chosen as chips to take off again.

use serde::Serialize;

use super::band::Band;
use super::filter::{Base, Filter};
use super::tally::Tally;
use crate::catalog::directory::Directory;
use crate::kernel::ids::CategoryId;
use crate::kernel::lang::Lang;
use crate::kernel::money::{Money, group_digits};
use crate::platform::locales::{self, Args};
use crate::producers::certificate;
use crate::producers::producer::{Kind, kind_key};

/// One filter with its values.
#[derive(Clone, Debug, Serialize)]
pub struct FacetView {
    /// Name of the form field.
    pub name: &'static str,
    /// Fluent key of its heading.
    pub title: &'static str,
    pub open: bool,
    pub choices: Vec<Choice>,
}

/// A value to choose: a box to tick, or a link where the choice is another page.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub n: i64,
    pub on: bool,
    pub href: Option<String>,
}

/// A filter in use.
#[derive(Clone, Debug, Serialize)]
pub struct Chip {
    pub label: String,
    /// The same list without it.
    pub href: String,
}

/// Where a list lives and in which language it is read.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub path: &'a str,
    pub lang: Lang,
    pub directory: &'a Directory,
}

impl Place<'_> {
    /// The link to a list under this path.
    #[must_use]
    pub fn href(&self, filter: &Filter) -> String {
        link(self.path, &filter.query())
    }

    /// A sentence about a commune.
    fn commune(&self, key: &str, code: &str) -> String {
        let name = self.directory.commune(code).unwrap_or(code).to_owned();
        with(self.lang, key, "name", name)
    }
}

/// A path with its query.
#[must_use]
pub fn link(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

fn with(lang: Lang, key: &str, name: &'static str, value: String) -> String {
    let args = Args::from([(name.into(), value.into())]);
    locales::text_with(lang, key, &args)
}

/// Every facet that offers a choice.
#[must_use]
pub fn facets(place: Place<'_>, filter: &Filter, tally: &Tally) -> Vec<FacetView> {
    let lang = place.lang;
    let communes = place
        .directory
        .communes
        .iter()
        .map(|c| Choice {
            value: c.code.clone(),
            label: c.name.clone(),
            n: tally.communes.get(&c.code).copied().unwrap_or(0),
            on: filter.communes.contains(&c.code),
            href: None,
        })
        .collect();
    let kinds = Kind::ALL
        .iter()
        .map(|kind| Choice {
            value: kind.code().to_owned(),
            label: locales::text(lang, &kind_key(kind.code())),
            n: tally.kinds.get(kind.code()).copied().unwrap_or(0),
            on: filter.kinds.iter().any(|k| k == kind.code()),
            href: None,
        })
        .collect();
    let certificates = certificate::KINDS
        .iter()
        .map(|kind| Choice {
            value: (*kind).to_owned(),
            label: locales::text(lang, &certificate::kind_key(kind)),
            n: tally.certificates.get(*kind).copied().unwrap_or(0),
            on: filter.certificates.iter().any(|k| k == kind),
            href: None,
        })
        .collect();
    let stars = [5, 4, 3]
        .into_iter()
        .map(|stars| Choice {
            value: stars.to_string(),
            label: stars_label(lang, stars),
            n: tally.stars.range(stars..).map(|(_, n)| n).sum(),
            on: filter.stars == Some(stars),
            href: None,
        })
        .collect();
    let all = [
        ("category", "catalog-facet-category", true, categories(place, filter, tally)),
        ("commune", "catalog-facet-commune", true, communes),
        ("kind", "catalog-facet-kind", !filter.kinds.is_empty(), kinds),
        ("certificate", "catalog-facet-certificate", !filter.certificates.is_empty(), certificates),
        ("stars", "catalog-facet-stars", filter.stars.is_some(), stars),
    ];
    all.into_iter()
        .map(|(name, title, open, choices): (_, _, _, Vec<Choice>)| FacetView {
            name,
            title,
            open,
            choices: offered(choices),
        })
        .filter(|facet: &FacetView| !facet.choices.is_empty())
        .collect()
}

/// What would show nothing is no choice, unless it is the choice made.
fn offered(choices: Vec<Choice>) -> Vec<Choice> {
    choices.into_iter().filter(|c| c.n > 0 || c.on).collect()
}

/// The bands of price, which stand above the fields for any other prices.
#[must_use]
pub fn prices(place: Place<'_>, filter: &Filter, tally: &Tally) -> Vec<Choice> {
    let chosen = Band::of(filter);
    let bands = Band::all().zip(0..).map(|(band, nth)| {
        let on = chosen == Some(band);
        // Taking a choice off again leaves any price.
        let to = if on { filter.without("price", "") } else { band.within(filter) };
        Choice {
            value: nth.to_string(),
            label: band_label(place.lang, band),
            n: tally.bands.get(&nth).copied().unwrap_or(0),
            on,
            href: Some(place.href(&to)),
        }
    });
    offered(bands.collect())
}

/// On the market's own list boxes to tick; on a category's page links to its neighbours, with the other filters kept.
fn categories(place: Place<'_>, filter: &Filter, tally: &Tally) -> Vec<Choice> {
    let lang = place.lang;
    let n = |id: CategoryId| tally.categories.get(&id.0).copied().unwrap_or(0);
    match filter.base {
        Base::Market => place
            .directory
            .tops()
            .map(|c| Choice {
                value: c.slug.clone(),
                label: c.name(lang).to_owned(),
                n: n(c.id),
                on: filter.categories.contains(&c.slug),
                href: None,
            })
            .collect(),
        Base::Top(top) | Base::Second { top, .. } => place
            .directory
            .under(top)
            .map(|c| {
                let on = filter.base == Base::of(c);
                let to = match place.directory.category_by_id(top) {
                    // Taking a choice off again leads up.
                    Some(up) if on => &up.slug,
                    _ => &c.slug,
                };
                Choice {
                    value: c.slug.clone(),
                    label: c.name(lang).to_owned(),
                    n: n(c.id),
                    on,
                    href: Some(link(&format!("/c/{to}"), &filter.query())),
                }
            })
            .collect(),
    }
}

fn stars_label(lang: Lang, stars: i64) -> String {
    let key = if stars == 5 { "catalog-stars-exactly" } else { "catalog-stars-or-more" };
    with(lang, key, "n", stars.to_string())
}

/// A band is named by where it and the next one begin.
fn band_label(lang: Lang, band: Band) -> String {
    let next = |to: i64| Money::dong(to + 1).to_string();
    match (band.from, band.to) {
        (Some(from), Some(to)) => {
            let args = Args::from([("from".into(), group_digits(from).into()), ("to".into(), next(to).into())]);
            locales::text_with(lang, "catalog-band-between", &args)
        }
        (Some(from), None) => with(lang, "catalog-band-above", "from", Money::dong(from).to_string()),
        (None, to) => with(lang, "catalog-band-below", "to", next(to.unwrap_or_default())),
    }
}

/// The filters in use.
#[must_use]
pub fn chips(place: Place<'_>, filter: &Filter) -> Vec<Chip> {
    let lang = place.lang;
    let mut chips = Vec::new();
    let mut chip = |label: String, name: &str, value: &str| {
        chips.push(Chip { label, href: place.href(&filter.without(name, value)) });
    };
    if let Some(code) = &filter.near {
        chip(place.commune("catalog-near", code), "near", "");
    }
    for slug in &filter.categories {
        let name = place.directory.category(slug).map_or(slug.as_str(), |c| c.name(lang));
        chip(name.to_owned(), "category", slug);
    }
    for code in &filter.communes {
        chip(place.commune("catalog-commune-of", code), "commune", code);
    }
    for kind in &filter.kinds {
        chip(locales::text(lang, &kind_key(kind)), "kind", kind);
    }
    for kind in &filter.certificates {
        chip(locales::text(lang, &certificate::kind_key(kind)), "certificate", kind);
    }
    if let Some(stars) = filter.stars {
        chip(with(lang, "catalog-ocop", "what", stars_label(lang, stars)), "stars", "");
    }
    let dong = |amount| Money::dong(amount).to_string();
    match (Band::of(filter), filter.price_from, filter.price_to) {
        (Some(band), ..) => chip(band_label(lang, band), "price", ""),
        (None, Some(from), Some(to)) => {
            let args = Args::from([("from".into(), dong(from).into()), ("to".into(), dong(to).into())]);
            chip(locales::text_with(lang, "catalog-price-between", &args), "price", "");
        }
        (None, Some(from), None) => chip(with(lang, "catalog-price-above", "from", dong(from)), "price", ""),
        (None, None, Some(to)) => chip(with(lang, "catalog-price-below", "to", dong(to)), "price", ""),
        (None, None, None) => {}
    }
    if filter.in_season {
        chip(locales::text(lang, "catalog-in-season"), "season", "");
    }
    if filter.in_stock {
        chip(locales::text(lang, "catalog-in-stock"), "stock", "");
    }
    chips
}
