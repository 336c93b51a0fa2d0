//! Which producers a visitor wants to see, read from the query string and written into links. What cannot be understood is
//! left out, as in a list of goods.

use url::form_urlencoded;

use crate::catalog::directory::Directory;
use crate::catalog::list::facets::link;
use crate::catalog::list::filter::keep;
use crate::catalog::list::words::{Words, beginning};
use crate::catalog::statement::{Bind, Statement};
use crate::producers::certificate;
use crate::producers::producer::Kind;

pub const PATH: &str = "/producers";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    Commune,
    Kind,
    Certificate,
}

impl Facet {
    pub const ALL: [Facet; 3] = [Facet::Commune, Facet::Kind, Facet::Certificate];

    /// Its name in a link.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Facet::Commune => "commune",
            Facet::Kind => "kind",
            Facet::Certificate => "certificate",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub words: Option<Words>,
    pub communes: Vec<String>,
    pub kinds: Vec<String>,
    pub certificates: Vec<String>,
    /// The last producer of the page before.
    pub after: Option<i64>,
}

impl Filter {
    #[must_use]
    pub fn parse(query: &str, directory: &Directory) -> Self {
        let mut filter = Filter::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            match name.as_ref() {
                "q" => filter.words = Words::parse(value),
                "commune" if directory.commune(value).is_some() => keep(&mut filter.communes, value),
                "kind" if Kind::parse(value).is_some() => keep(&mut filter.kinds, value),
                "certificate" if certificate::KINDS.contains(&value) => keep(&mut filter.certificates, value),
                "after" => filter.after = value.parse().ok(),
                _ => {}
            }
        }
        filter
    }

    /// The values chosen of a facet.
    #[must_use]
    pub const fn chosen(&self, facet: Facet) -> &Vec<String> {
        match facet {
            Facet::Commune => &self.communes,
            Facet::Kind => &self.kinds,
            Facet::Certificate => &self.certificates,
        }
    }

    /// The list from its beginning with this value chosen, or no longer chosen when it was.
    #[must_use]
    pub fn toggled(&self, facet: Facet, value: &str) -> Self {
        let mut other = Filter { after: None, ..self.clone() };
        let values = match facet {
            Facet::Commune => &mut other.communes,
            Facet::Kind => &mut other.kinds,
            Facet::Certificate => &mut other.certificates,
        };
        if values.iter().any(|v| v == value) {
            values.retain(|v| v != value);
        } else {
            keep(values, value);
        }
        other
    }

    /// The values chosen of all facets, as they stand in links and in forms.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        Facet::ALL.into_iter().flat_map(|f| self.chosen(f).iter().map(move |v| (f.code(), v.clone()))).collect()
    }

    /// The link to this list from its beginning.
    #[must_use]
    pub fn href(&self) -> String {
        self.linked(None)
    }

    /// The link to the page after this producer.
    #[must_use]
    pub fn href_after(&self, id: i64) -> String {
        self.linked(Some(id))
    }

    fn linked(&self, after: Option<i64>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.words.iter().map(|words| ("q", &words.typed)));
        query.extend_pairs(self.pairs());
        query.extend_pairs(after.map(|id| ("after", id.to_string())));
        link(PATH, &query.finish())
    }

    /// True of every producer `r` that is shown or counted, whatever the facets.
    pub(super) fn about(&self, statement: &mut Statement) -> String {
        let words = self.words.iter().flat_map(|words| &words.each);
        let found: String = words
            .map(|word| format!(" AND r.name_folded LIKE {}", statement.bind(Bind::Text(beginning(&word.folded)))))
            .collect();
        format!("r.listed{found}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::directory::Commune;

    fn parse(query: &str) -> Filter {
        let commune = Commune { code: "08761".into(), name: "Lập Thạch".into(), at: None };
        let directory = Directory { categories: vec![], communes: vec![commune] };
        Filter::parse(query, &directory)
    }

    #[test]
    fn a_value_is_chosen_and_taken_off_by_its_link() {
        let all = parse("after=9&commune=x&kind=shop&certificate=%27&%ff=&after=z");
        assert_eq!(all, Filter::default());
        let one = all.toggled(Facet::Commune, "08761").toggled(Facet::Kind, "cooperative");
        assert_eq!(one.href(), "/producers?commune=08761&kind=cooperative");
        assert_eq!(parse(one.href().split_once('?').unwrap().1), one);
        assert_eq!(one.toggled(Facet::Kind, "cooperative").href(), "/producers?commune=08761");
        assert_eq!(parse("q=+B%C3%A0++L%E1%BB%A5a&after=7").href_after(5), "/producers?q=B%C3%A0+L%E1%BB%A5a&after=5");
        assert_eq!(parse("q=%25_&kind=household").href(), "/producers?kind=household");
    }
}
