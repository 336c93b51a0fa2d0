//! How many producers each filter value would show, with all the other filters as they are. Producers are few beside
//! goods, so those alike are counted by Postgres in one pass and the facets are sums of that.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::RunQueryDsl;

use super::filter::{Facet, Filter};
use crate::catalog::directory::Directory;
use crate::catalog::list::facets::{Chip, Choice, FacetView};
use crate::catalog::statement::{Bind, Statement};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};
use crate::producers::certificate::{self, in_force_sql};
use crate::producers::producer::{Kind, kind_key};

/// So many producers of one commune and kind, with the same kinds of certificates in force.
#[derive(Debug, QueryableByName)]
struct Alike {
    #[diesel(sql_type = Text)]
    commune: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Array<Text>)]
    certificates: Vec<String>,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

impl Alike {
    fn has(&self, facet: Facet, value: &str) -> bool {
        match facet {
            Facet::Commune => self.commune == value,
            Facet::Kind => self.kind == value,
            Facet::Certificate => self.certificates.iter().any(|kind| kind == value),
        }
    }

    /// Whether every filter but that of `but` lets it through.
    fn passes(&self, filter: &Filter, but: Option<Facet>) -> bool {
        Facet::ALL.into_iter().filter(|facet| Some(*facet) != but).all(|facet| {
            let chosen = filter.chosen(facet);
            chosen.is_empty() || chosen.iter().any(|value| self.has(facet, value))
        })
    }
}

/// The counts of one list.
pub struct Tally<'a> {
    filter: &'a Filter,
    alike: Vec<Alike>,
}

pub async fn load<'a>(conn: &mut Conn, filter: &'a Filter, today: NaiveDate) -> Result<Tally<'a>> {
    let mut statement = Statement::default();
    let about = filter.about(&mut statement);
    let today = statement.bind(Bind::Day(today));
    let in_force = in_force_sql("c", &today);
    statement.push(&format!(
        "SELECT r.commune_code AS commune, r.kind, coalesce(f.kinds, '{{}}') AS certificates, count(*) AS n \
         FROM producers r LEFT JOIN ( \
           SELECT c.producer_id, array_agg(DISTINCT c.kind ORDER BY c.kind) AS kinds \
           FROM certificates c WHERE {in_force} GROUP BY c.producer_id) f ON f.producer_id = r.id \
         WHERE {about} GROUP BY 1, 2, 3"
    ));
    Ok(Tally { filter, alike: statement.query().load(conn).await? })
}

impl Tally<'_> {
    #[must_use]
    pub fn total(&self) -> i64 {
        self.alike.iter().filter(|a| a.passes(self.filter, None)).map(|a| a.n).sum()
    }

    fn count(&self, facet: Facet, value: &str) -> i64 {
        self.alike.iter().filter(|a| a.passes(self.filter, Some(facet)) && a.has(facet, value)).map(|a| a.n).sum()
    }

    /// Every facet that offers a choice; each choice is a link.
    #[must_use]
    pub fn facets(&self, lang: Lang, directory: &Directory) -> Vec<FacetView> {
        Facet::ALL
            .into_iter()
            .map(|facet| {
                let choices = values(facet, lang, directory).into_iter().map(|(value, label)| Choice {
                    n: self.count(facet, &value),
                    on: self.filter.chosen(facet).contains(&value),
                    href: Some(self.filter.toggled(facet, &value).href()),
                    value,
                    label,
                });
                FacetView {
                    name: facet.code(),
                    title: title(facet),
                    open: true,
                    // What would show nobody is no choice, unless it is the choice made.
                    choices: choices.filter(|c| c.n > 0 || c.on).collect(),
                }
            })
            .filter(|facet| !facet.choices.is_empty())
            .collect()
    }

    /// The filters in use, the words that were typed among them.
    #[must_use]
    pub fn chips(&self, lang: Lang, directory: &Directory) -> Vec<Chip> {
        let typed = self.filter.words.as_ref().map(|words| Chip {
            label: format!("“{}”", words.typed),
            href: Filter { words: None, after: None, ..self.filter.clone() }.href(),
        });
        let chosen = Facet::ALL.into_iter().flat_map(|facet| {
            let named = values(facet, lang, directory).into_iter();
            named.filter(move |(value, _)| self.filter.chosen(facet).contains(value)).map(move |(value, label)| Chip {
                label: match facet {
                    Facet::Commune => {
                        locales::text_with(lang, "catalog-commune-of", &Args::from([("name".into(), label.into())]))
                    }
                    Facet::Kind | Facet::Certificate => label,
                },
                href: self.filter.toggled(facet, &value).href(),
            })
        });
        typed.into_iter().chain(chosen).collect()
    }
}

/// Every value of a facet with its name.
fn values(facet: Facet, lang: Lang, directory: &Directory) -> Vec<(String, String)> {
    let named = |code: &str, key: &str| (code.to_owned(), locales::text(lang, key));
    match facet {
        Facet::Commune => directory.communes.iter().map(|c| (c.code.clone(), c.name.clone())).collect(),
        Facet::Kind => Kind::ALL.into_iter().map(|kind| named(kind.code(), &kind_key(kind.code()))).collect(),
        Facet::Certificate => certificate::KINDS.iter().map(|kind| named(kind, &certificate::kind_key(kind))).collect(),
    }
}

const fn title(facet: Facet) -> &'static str {
    match facet {
        Facet::Commune => "catalog-facet-commune",
        Facet::Kind => "catalog-facet-kind",
        Facet::Certificate => "catalog-facet-certificate",
    }
}
