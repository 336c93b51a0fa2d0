//! `/products` and `/c/{category}`.

use actix_web::{HttpRequest, HttpResponse, web};

use super::facets::link;
use super::filter::{Base, Filter};
use super::pages::{Crumb, Head, ListPage};
use super::{listing, tally};
use crate::accounts::actors::Visitor;
use crate::catalog::card::Hit;
use crate::catalog::directory::{self, Directory};
use crate::catalog::spotlight::count;
use crate::catalog::spotlight::running::{self, Shown, Viewer};
use crate::catalog::spotlight::slot::Slot;
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::{Ground, Shop, locales};

/// Goods on top of a category; the table has no room for more.
pub const MOST_TOPS: usize = 3;

/// `GET /products`
pub async fn products(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let directory = directory::load(&shop, &mut conn).await?;
    let filter = Filter::parse(request.query_string(), Base::Market, &directory).browsing();
    let head = Head {
        path: "/products".to_owned(),
        heading: locales::text(visitor.lang, "catalog-all"),
        lead: String::new(),
        crumbs: vec![market(visitor.lang)],
    };
    let page = page(&shop, &mut conn, visitor.lang, &directory, &filter, head).await?;
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
    let filter = Filter::parse(request.query_string(), Base::of(category), &directory).browsing();
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
    let mut page = page(&shop, &mut conn, lang, &directory, &filter, head).await?;
    drop(conn);
    // On the first page of the whole category: who has filtered it has said what they want to see.
    if page.indexed && page.first.is_none() {
        let viewer = Viewer::of(&visitor);
        let here = |shown: &Shown| shown.category == Some(category.id) && shown.is_for(Slot::CategoryTop, &viewer);
        page.tops = running::now(&shop).await?.into_iter().filter(here).take(MOST_TOPS).collect();
        if !visitor.clerk() {
            count::shown(&shop, page.tops.iter().map(|shown| shown.id));
        }
    }
    visitor.page(&shop, &page)
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
    let hits = cards.into_iter().map(Hit::from).collect();
    let mut page = ListPage::of(lang, directory, filter, head, &tally, hits);
    page.next = next.map(|cursor| link(&page.path, &filter.query_after(cursor)));
    page.first = filter.after.map(|_| link(&page.path, &filter.query()));
    Ok(page)
}
