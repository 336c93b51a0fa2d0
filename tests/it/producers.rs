//! The list of producers: facets that are links, counts that agree with them, names found without accents, pages.

use std::collections::BTreeSet;

use diesel_async::SimpleAsyncConnection as _;
use market::catalog::shelf;

use super::catalog::seed;
use super::support::{self, Answer, Client, TestShop};

async fn stocked(producers: u32) -> TestShop {
    let shop = support::shop().await;
    {
        let mut conn = shop.conn().await;
        conn.batch_execute(&seed(producers, 40)).await.unwrap();
        conn.batch_execute(
            "UPDATE producers SET name_vi = 'Vườn bà Lụa Đồi Sỏi', name_en = 'Lua orchard' WHERE slug = 'ho-7'; \
             UPDATE producers SET suspended_at = now() WHERE slug = 'ho-9'",
        )
        .await
        .unwrap();
        shelf::refresh_all(&mut conn, shop.ground.clock.today()).await.unwrap();
    }
    shop
}

fn shown(page: &Answer) -> Vec<String> {
    page.attributes("#producers h2 a", "href")
}

/// Every producer of a list, page after page, by the links on the pages.
async fn walk(guest: &Client, path: &str) -> Vec<String> {
    let (mut slugs, mut next) = (Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let page = guest.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        let here = shown(&page);
        assert!(here.len() <= 24, "{path}: {} at once", here.len());
        slugs.extend(here);
        next = page.attributes("a[rel=next]", "href").pop();
        assert!(slugs.len() < 500, "the list of {path} has no end");
    }
    slugs
}

#[actix_web::test]
async fn every_facets_link_leads_to_as_many_producers_as_it_says() {
    let shop = stocked(60).await;
    let guest = shop.guest();
    let mut tried = 0;
    for start in [
        "/producers",
        "/producers?commune=08842",
        "/producers?commune=08842&commune=08770&kind=cooperative",
        "/producers?certificate=ocop&kind=household",
        "/producers?q=ho+so&certificate=vietgap",
    ] {
        let page = guest.get(start).await;
        let chosen = page.attributes("#filter a.check[aria-current]", "href").len();
        assert_eq!(chosen, start.matches('&').count() + start.matches('?').count() - start.matches("q=").count());
        let (links, counts) =
            (page.attributes("#filter a.check", "href"), page.texts("#filter a.check span:last-child"));
        assert_eq!(links.len(), counts.len());
        let total = walk(&guest, start).await.len();
        assert_eq!(page.texts("[role=status]")[0], format!("{total} nhà"), "{start}");
        for ((link, count), on) in links.iter().zip(&counts).zip(on(&page)) {
            // The count of a value is of the list with this value alone of its facet.
            let alone = alone(start, link, on);
            assert_eq!(walk(&guest, &alone).await.len().to_string(), *count, "{alone} from {start}");
            assert_eq!(guest.get(link).await.status, 200);
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
}

/// Whether each choice of the page is one already made.
fn on(page: &Answer) -> Vec<bool> {
    let html = scraper::Html::parse_document(&page.body);
    html.select(&scraper::Selector::parse("#filter a.check").unwrap())
        .map(|a| a.value().attr("aria-current").is_some())
        .collect()
}

/// `start` with the one value by which `link` differs from it, and no other value of that facet.
fn alone(start: &str, link: &str, on: bool) -> String {
    let pairs = |path: &str| -> Vec<(String, String)> {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    };
    let (from, to) = (pairs(start), pairs(link));
    let (more, less) = if on { (&from, &to) } else { (&to, &from) };
    let value = more.iter().find(|pair| !less.contains(pair)).unwrap().clone();
    let mut pairs: Vec<(String, String)> = from.iter().filter(|(name, _)| *name != value.0).cloned().collect();
    pairs.push(value);
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/producers?{query}")
}

#[actix_web::test]
async fn each_producer_is_listed_once_page_after_page_and_no_suspended_one() {
    let shop = stocked(60).await;
    let slugs = walk(&shop.guest(), "/producers").await;
    let once: BTreeSet<&String> = slugs.iter().collect();
    assert_eq!((slugs.len(), once.len()), (59, 59));
    assert!(!slugs.contains(&"/producers/ho-9".to_owned()));
}

#[actix_web::test]
async fn a_name_is_found_without_accents_and_by_the_beginnings_of_its_words() {
    let shop = stocked(30).await;
    let guest = shop.guest();
    for q in ["lua", "L%E1%BB%A5a", "ba+lua+doi", "DOI+SOI", "vuon+b%C3%A0", "orchard"] {
        assert_eq!(shown(&guest.get(&format!("/producers?q={q}")).await), ["/producers/ho-7"], "{q}");
    }
    let none = guest.get("/producers?q=ua+so").await;
    assert_eq!((none.status, shown(&none).len()), (200, 0));
    assert_eq!(none.texts("main .empty h2"), ["Chưa có nhà nào như vậy"]);
    let page = guest.get("/producers?commune=08842&q=ho").await;
    let form = page.form("/producers");
    assert!(form.contains(&("commune".into(), "08842".into())), "searching keeps the filters: {form:?}");
    assert!(form.contains(&("q".into(), "ho".into())), "{form:?}");
    assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex, follow"]);
}

#[actix_web::test]
async fn no_query_string_breaks_the_list() {
    let shop = stocked(30).await;
    let guest = shop.guest();
    let long = format!("?q={}", "a".repeat(4_000));
    for query in [
        "?after=x",
        "?after=9223372036854775807",
        "?after=-1",
        "?after=99999999999999999999",
        "?after=1&after=2",
        "?commune=x&kind=%27&certificate=%ff",
        "?commune=08842&commune=08842&kind=&kind=household",
        "?q=%25_",
        "?q=%ff%fe",
        "?%ff=%fe&&&==",
        long.as_str(),
    ] {
        assert_eq!(guest.get(&format!("/producers{query}")).await.status, 200, "{query}");
    }
    assert_eq!(shown(&guest.get("/producers?after=-1&kind=zzz").await).len(), 24);
}

#[actix_web::test]
async fn the_list_costs_the_same_queries_however_many_producers_there_are() {
    let shop = stocked(60).await;
    let guest = shop.guest();
    for path in ["/producers", "/producers?commune=08842&certificate=ocop", "/producers?q=ho&after=20"] {
        shop.ground.shelf.invalidate_all();
        let before = shop.ground.db.queries();
        assert_eq!(guest.get(path).await.status, 200);
        // The directory, the counts, the page; and a look whether the connection still lives.
        assert_eq!(shop.ground.db.queries() - before, 4, "{path}");
    }
}
