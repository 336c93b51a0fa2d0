//! `/products`, `/c/{category}` and `/search`.

use actix_web::{HttpRequest, HttpResponse, web};

use super::facets::{self, Place, link};
use super::filter::{Base, Filter, Sort};
use super::pages::{Crumb, ListPage, NothingFoundPage, SortView};
use super::{listing, tally};
use crate::accounts::actors::Visitor;
use crate::catalog::directory::{self, Directory};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::{Ground, Shop, locales};

/// `GET /products`
pub async fn products(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let directory = directory::load(&shop, &mut conn).await?;
    let mut filter = Filter::parse(request.query_string(), Base::Market, &directory);
    filter.words = None;
    let frame = Head {
        path: "/products".to_owned(),
        heading: locales::text(visitor.lang, "catalog-all"),
        lead: String::new(),
        crumbs: vec![market(visitor.lang)],
    };
    let page = page(&shop, &mut conn, visitor.lang, &directory, &filter, frame).await?;
    visitor.page(&shop, &page)
}

/// `GET /c/{category}`
pub async fn category(
    visitor: Visitor,
    shop: Shop,
    slug: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let directory = directory::load(&shop, &mut conn).await?;
    let category = directory.category(&slug).ok_or(Error::NotFound)?;
    let mut filter = Filter::parse(request.query_string(), Base::of(category), &directory);
    filter.words = None;
    let lang = visitor.lang;
    let mut crumbs = vec![market(lang), Crumb { name: locales::text(lang, "catalog-all"), href: "/products".into() }];
    if let Some(up) = category.parent_id.and_then(|id| directory.category_by_id(id)) {
        crumbs.push(Crumb { name: up.name(lang).to_owned(), href: format!("/c/{}", up.slug) });
    }
    let head = Head {
        path: format!("/c/{}", category.slug),
        heading: category.name(lang).to_owned(),
        lead: category.description(lang).to_owned(),
        crumbs,
    };
    let page = page(&shop, &mut conn, lang, &directory, &filter, head).await?;
    visitor.page(&shop, &page)
}

/// `GET /search?q=`: without words it is the whole market.
pub async fn search(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let directory = directory::load(&shop, &mut conn).await?;
    let filter = Filter::parse(request.query_string(), Base::Market, &directory);
    let Some(words) = &filter.words else { return Ok(visitor.go(&shop, "/products", None)) };
    let q = words.typed.clone();
    let head = Head {
        path: "/search".to_owned(),
        heading: locales::text_with(
            visitor.lang,
            "catalog-search-heading",
            &locales::Args::from([("q".into(), q.clone().into())]),
        ),
        lead: String::new(),
        crumbs: vec![market(visitor.lang)],
    };
    let page = page(&shop, &mut conn, visitor.lang, &directory, &filter, head).await?;
    if page.total == 0 && page.chips.is_empty() {
        let season = Filter { in_season: true, in_stock: true, ..Filter::default() };
        let (mut cards, _) = listing::load(&mut conn, &season, &directory).await?;
        cards.truncate(8);
        return visitor.page(&shop, &NothingFoundPage { q, cards });
    }
    visitor.page(&shop, &page)
}

/// What differs between the three lists.
struct Head {
    path: String,
    heading: String,
    lead: String,
    crumbs: Vec<Crumb>,
}

fn market(lang: Lang) -> Crumb {
    Crumb { name: locales::text(lang, "catalog-crumb-market"), href: "/".to_owned() }
}

async fn page(
    ground: &Ground,
    conn: &mut Conn,
    lang: Lang,
    directory: &Directory,
    filter: &Filter,
    head: Head,
) -> Result<ListPage> {
    let tally = tally::load(ground, conn, filter, directory).await?;
    let (cards, next) = listing::load(conn, filter, directory).await?;
    let place = Place { path: &head.path, lang, directory };
    let chips = facets::chips(place, filter);
    Ok(ListPage {
        total: tally.total,
        cards,
        facets: facets::facets(place, filter, &tally),
        prices: facets::prices(place, filter, &tally),
        cleared: place.href(&filter.cleared()),
        sorts: Sort::ALL
            .into_iter()
            .map(|sort| SortView { code: sort.code(), label: sort_label(sort, filter), on: sort == filter.sort })
            .collect(),
        q: filter.words.as_ref().map(|w| w.typed.clone()),
        in_season: filter.in_season,
        in_stock: filter.in_stock,
        n_in_season: tally.in_season,
        n_in_stock: tally.in_stock,
        price_from: filter.price_from,
        price_to: filter.price_to,
        low: tally.low,
        high: tally.high,
        next: next.map(|cursor| link(&head.path, &filter.query_after(cursor))),
        first: filter.after.map(|_| place.href(filter)),
        indexed: chips.is_empty() && filter.words.is_none() && filter.sort == Sort::Rank,
        chips,
        heading: head.heading,
        lead: head.lead,
        crumbs: head.crumbs,
        path: head.path,
    })
}

const fn sort_label(sort: Sort, filter: &Filter) -> &'static str {
    match sort {
        Sort::Rank if filter.words.is_some() => "catalog-sort-match",
        Sort::Rank => "catalog-sort-rank",
        Sort::Price => "catalog-sort-price",
        Sort::PriceDown => "catalog-sort-price-down",
        Sort::New => "catalog-sort-new",
    }
}
