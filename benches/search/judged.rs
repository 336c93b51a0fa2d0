//! The judged searches, and which goods are right answers to one. README.md says how they were judged.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, bail};

use crate::goods::Good;

/// One judged search.
pub struct Search {
    pub query: &'static str,
    pub kind: &'static str,
    /// Slugs of the demo's goods; none when the honest answer is "nothing".
    pub wanted: BTreeSet<&'static str>,
    /// What a made-up product must share with a wanted one.
    by: Vec<By>,
    /// The crops that stand for a wanted one.
    crops: Vec<&'static str>,
}

#[derive(Clone, Copy)]
enum By {
    Good,
    Household,
    Commune,
    Certificate(&'static str),
    /// Nothing is enough: only the demo's own goods are right.
    Demo,
}

impl By {
    fn read(word: &'static str) -> anyhow::Result<Self> {
        Ok(match word {
            "good" => By::Good,
            "household" => By::Household,
            "commune" => By::Commune,
            "vietgap" | "ocop" => By::Certificate(word),
            "demo" => By::Demo,
            _ => bail!("narrow.tsv: {word}?"),
        })
    }
}

/// All of them, in the order of the list.
pub fn read() -> anyhow::Result<Vec<Search>> {
    let crops: Vec<[&str; 2]> = rows(include_str!("crops.tsv"))?;
    let narrow: BTreeMap<&str, &str> = rows(include_str!("narrow.tsv"))?.into_iter().map(|[q, by]| (q, by)).collect();
    let searches = rows(include_str!("judged.tsv"))?;
    let read = searches.into_iter().map(|[query, kind, wanted]| {
        let wanted: BTreeSet<_> = wanted.split(' ').filter(|slug| *slug != "-").collect();
        let by = narrow.get(query).unwrap_or(&"good").split(' ').map(By::read).collect::<anyhow::Result<_>>()?;
        let crops = crops.iter().filter(|[_, slug]| wanted.contains(slug)).map(|[crop, _]| *crop).collect();
        Ok(Search { query, kind, wanted, by, crops })
    });
    read.collect()
}

/// The lines of a list below its head.
fn rows<const N: usize>(list: &'static str) -> anyhow::Result<Vec<[&'static str; N]>> {
    let row = |line: &'static str| line.split('\t').collect::<Vec<_>>().try_into().ok().context(line);
    list.lines().skip(1).map(row).collect()
}

impl Search {
    /// Whether nothing should be found.
    pub fn empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// The right ones among all goods on the shelf.
    pub fn right(&self, goods: &[Good]) -> BTreeSet<i64> {
        let demo: Vec<&Good> = goods.iter().filter(|g| !g.made_up && self.wanted.contains(g.slug.as_str())).collect();
        let made_up =
            goods.iter().filter(|good| good.made_up && self.by.iter().all(|by| self.shares(*by, good, &demo)));
        made_up.chain(demo.iter().copied()).map(|good| good.id).collect()
    }

    fn shares(&self, by: By, good: &Good, demo: &[&Good]) -> bool {
        match by {
            By::Good => self.crops.iter().any(|crop| good.name.starts_with(crop)),
            By::Household => demo.iter().any(|wanted| wanted.producer == good.producer),
            By::Commune => demo.iter().any(|wanted| wanted.commune == good.commune),
            By::Certificate(kind) => good.certificates.iter().any(|held| held == kind),
            By::Demo => false,
        }
    }
}
