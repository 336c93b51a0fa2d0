//! `GET /search?q=`: without words it is the whole market.

use actix_web::{HttpRequest, HttpResponse};
use chrono::Datelike as _;

use super::engine::{Naming, PAGE};
use super::find::{How, Outcome, find};
use super::highlight::parts;
use super::names::Name;
use super::pages::{NearChoice, NothingPage, PageLink, ResultsPage};
use super::{engine_for, log, names};
use crate::accounts::actors::Visitor;
use crate::catalog::card::{self, Card, Hit};
use crate::catalog::directory::{self, Commune, Directory};
use crate::catalog::list::facets::link;
use crate::catalog::list::filter::{Base, Filter, MOST_PAGES};
use crate::catalog::list::listing;
use crate::catalog::list::pages::{Crumb, Head, ListPage};
use crate::catalog::list::words::Words;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::platform::locales::{self, Args};
use crate::platform::{Ground, Shop};

const PATH: &str = "/search";
/// Households and help pages above the goods.
const MOST_NAMED: usize = 3;
/// Goods shown where nothing was found.
const MOST_NEAR: usize = 8;

/// `GET /search`
pub async fn show(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let directory = directory::known(&shop).await?;
    let filter = Filter::parse(request.query_string(), Base::Market, &directory);
    let Some(words) = filter.words.clone() else { return Ok(visitor.go(&shop, "/products", None)) };
    let outcome = find(&shop, &directory, &words, &filter).await?;
    let count = |found| {
        // A clerk looks up what others have missed.
        if filter.page == 0 && !filter.narrowed() && !visitor.clerk() {
            log::note(&shop, &words, found);
        }
    };
    let asked = Asked { lang: visitor.lang, shop: &shop, directory: &directory, filter: &filter };
    if outcome.how == How::Nothing {
        let page = asked.nothing(outcome).await?;
        count(!page.producers.is_empty() || !page.help.is_empty());
        return visitor.page(&shop, &page);
    }
    count(!outcome.lacking);
    visitor.page(&shop, &asked.results(words.clone(), outcome).await?)
}

/// What both pages are made from.
struct Asked<'a> {
    lang: Lang,
    shop: &'a Ground,
    directory: &'a Directory,
    filter: &'a Filter,
}

impl Asked<'_> {
    async fn results(&self, words: Words, outcome: Outcome) -> Result<ResultsPage> {
        let Outcome { how, words: read, found, near, unfiltered, lacking } = outcome;
        let (producers, help) = if self.filter.page == 0 { self.named(&read, false).await? } else { (vec![], vec![]) };
        let mut conn = self.shop.db.conn().await?;
        let cards = card::load(&mut conn, &found.goods).await?;
        let near = card::load(&mut conn, near.get(..MOST_NEAR.min(near.len())).unwrap_or_default()).await?;
        drop(conn);
        let hits = |cards: Vec<Card>| cards.into_iter().map(|card| self.hit(card, &read)).collect::<Vec<_>>();
        let head = Head {
            path: PATH.to_owned(),
            heading: locales::text_with(
                self.lang,
                "search-heading",
                &Args::from([("q".into(), words.typed.clone().into())]),
            ),
            lead: String::new(),
            crumbs: vec![Crumb { name: locales::text(self.lang, "catalog-crumb-market"), href: "/".to_owned() }],
        };
        let mut list = ListPage::of(self.lang, self.directory, self.filter, head, &found.tally, hits(cards));
        let pages = page_links(self.filter, found.tally.total);
        list.next = pages.iter().find(|page| page.n == self.filter.page + 2).map(|page| page.href.clone());
        list.first = (self.filter.page > 0).then(|| link(PATH, &self.filter.query_page(0)));
        Ok(ResultsPage {
            pages,
            near: hits(near),
            understood: match how {
                How::Typed if lacking => Some("search-untoned"),
                How::Typed | How::Nothing => None,
                How::Loosely => Some("search-loosely"),
                How::Read => Some("search-read"),
            },
            ranked: if self.filter.near.is_some() { "search-ranked-near" } else { "search-ranked" },
            read: read.typed,
            producers,
            help,
            // A page too far is no filter's doing.
            unfiltered: if found.tally.total == 0 { unfiltered } else { 0 },
            communes: self.communes(),
            list,
        })
    }

    async fn nothing(&self, outcome: Outcome) -> Result<NothingPage> {
        let Outcome { words, near, .. } = outcome;
        let (producers, help) = self.named(&words, true).await?;
        let mut conn = self.shop.db.conn().await?;
        let near = card::load(&mut conn, near.get(..MOST_NEAR.min(near.len())).unwrap_or_default()).await?;
        let season = if near.is_empty() {
            let season = Filter { in_season: true, in_stock: true, ..Filter::default() };
            let (mut cards, _) = listing::load(&mut conn, &season, self.directory).await?;
            cards.truncate(MOST_NEAR);
            cards
        } else {
            vec![]
        };
        let hits = |cards: Vec<Card>| cards.into_iter().map(|card| self.hit(card, &words)).collect::<Vec<_>>();
        Ok(NothingPage { near: hits(near), season: hits(season), producers, help, q: words.typed.clone() })
    }

    /// What is called so; of pages, where none is, also those that are only `speaking` of it.
    async fn named(&self, words: &Words, speaking: bool) -> Result<(Vec<Name>, Vec<Name>)> {
        let naming = Naming { words, lang: self.lang, unfinished: false, goods: 0, others: MOST_NAMED, speaking };
        let mut named = engine_for::named(self.shop, &naming).await?;
        if named.pages.is_empty() {
            named.pages = named.texts;
        }
        let mut conn = self.shop.db.conn().await?;
        names::load(&mut conn, self.lang, &named.producers, &named.pages).await
    }

    fn communes(&self) -> Vec<NearChoice> {
        let choice = |c: &Commune| NearChoice {
            code: c.code.clone(),
            name: c.name.clone(),
            on: self.filter.near.as_ref() == Some(&c.code),
        };
        self.directory.on_map().map(choice).collect()
    }

    /// How far away goods of a commune are, in a search near another.
    fn away(&self, commune: &str) -> Option<String> {
        let around = self.directory.around(self.filter.near.as_deref()?, i64::MAX);
        let (_, metres) = around.into_iter().find(|(c, _)| c.code == commune)?;
        if metres == 0 {
            return Some(locales::text(self.lang, "catalog-away-own"));
        }
        let km = (metres + 500) / 1_000;
        Some(locales::text_with(self.lang, "catalog-away", &Args::from([("km".into(), km.max(1).into())])))
    }

    /// A card with the words marked, how far away it is, and when its season comes back if it is over.
    fn hit(&self, card: Card, words: &Words) -> Hit {
        let name = self.lang.pick(&card.name_vi, &card.name_en);
        let month = self.shop.clock.today().month();
        let back = card.season.months_until(month).filter(|ahead| *ahead > 0);
        let season = back.map(|ahead| {
            let args = Args::from([("month".into(), ((month + ahead - 1) % 12 + 1).into())]);
            locales::text_with(self.lang, "search-back-in", &args)
        });
        Hit {
            marked: parts(name, words, false).into_iter().map(|p| (p.text, p.on)).collect(),
            why: self.away(&card.commune_code).into_iter().chain(season).collect::<Vec<_>>().join(" · "),
            card,
        }
    }
}

/// The first page, those around this one, and the last, with gaps between.
fn page_links(filter: &Filter, total: i64) -> Vec<PageLink> {
    let last = usize::try_from(total).unwrap_or(0).div_ceil(PAGE).min(MOST_PAGES);
    if last < 2 {
        return Vec::new();
    }
    let here = filter.page + 1;
    let mut links: Vec<PageLink> = Vec::new();
    for n in (1..=last).filter(|n| *n == 1 || *n == last || n.abs_diff(here) <= 1) {
        if links.last().is_some_and(|before| n > before.n + 1) {
            links.push(PageLink { n: 0, href: String::new(), on: false });
        }
        links.push(PageLink { n, href: link(PATH, &filter.query_page(n - 1)), on: n == here });
    }
    links
}
