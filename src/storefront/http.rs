//! The storefront's handlers.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Datelike as _;
use diesel_async::pooled_connection::deadpool::Object;

use super::pages::{HomePage, MonthGood, MonthPlace, SeasonPage, TextPage, VersionPage};
use super::spots::Spots;
use super::{calendar, home, markdown, text};
use crate::accounts::actors::Visitor;
use crate::catalog::harvest::queries as harvests;
use crate::catalog::spotlight::count;
use crate::catalog::spotlight::running::{self, Viewer};
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::{Shop, forms};

/// `GET /`
pub async fn home(visitor: Visitor, shop: Shop) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let spots = Spots::of(&running::now(&shop).await?, &Viewer::of(&visitor));
    if !visitor.clerk() {
        count::shown(&shop, spots.ids());
    }
    // Taken when the first of the two has to ask, and kept for the other.
    let mut conn = None;
    let goods = async || home::goods(held(&shop, &mut conn).await?, today).await;
    let goods = shop.shelf.exact(&format!("home goods {today}"), goods).await?;
    let market = async || home::market(held(&shop, &mut conn).await?, today).await;
    let page = HomePage {
        goods,
        market: shop.shelf.recent(&format!("home market {today}"), market).await?,
        spots,
        today,
        weekday: today.weekday().number_from_monday(),
        next_month: today.month() % 12 + 1,
        preview: None,
    };
    visitor.page(&shop, &page)
}

async fn held<'a>(shop: &Shop, conn: &'a mut Option<Object<Conn>>) -> Result<&'a mut Conn> {
    let taken = match conn.take() {
        Some(taken) => taken,
        None => shop.db.conn().await?,
    };
    Ok(conn.insert(taken))
}

/// `GET /season?month=&commune=`. A month or commune that is none counts as not asked for.
pub async fn season(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let calendar = shop.shelf.exact("season", async || calendar::load(&mut *shop.db.conn().await?).await).await?;
    let ahead = shop.shelf.exact("harvests", async || harvests::coming(&mut *shop.db.conn().await?).await).await?;
    let this_month = shop.clock.month();
    let asked = |name| forms::asked(request.query_string(), name);
    let month = asked("month").and_then(|m| m.parse().ok()).filter(|m| (1..=12).contains(m));
    let month = month.unwrap_or(this_month);
    let communes: Vec<_> = calendar.places.iter().map(|p| (p.code.clone(), p.name.clone())).collect();
    let commune = asked("commune").filter(|code| communes.iter().any(|(known, _)| known == code)).unwrap_or_default();
    let mut places = calendar.places;
    places.retain(|p| !p.goods.is_empty() && (commune.is_empty() || p.code == commune));
    let index = |month: u32| usize::try_from(month.saturating_sub(1)).unwrap_or(0);
    let next_month = month % 12 + 1;
    let now = places.iter().map(|place| {
        let here = place.goods.iter().filter(|g| g.months.get(index(month)) == Some(&true));
        let goods = here.map(|g| MonthGood {
            slug: g.slug.clone(),
            name_vi: g.name_vi.clone(),
            name_en: g.name_en.clone(),
            producer_vi: g.producer_vi.clone(),
            producer_en: g.producer_en.clone(),
            picture: g.picture.clone(),
            goes_on: g.months.get(index(next_month)) == Some(&true),
        });
        MonthPlace { code: place.code.clone(), name: place.name.clone(), goods: goods.collect() }
    });
    let now = now.filter(|place| !place.goods.is_empty()).collect();
    visitor.page(&shop, &SeasonPage { month, this_month, next_month, commune, communes, places, now, ahead })
}

/// `GET /pages/{slug}`
pub async fn page(visitor: Visitor, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let found = text::find(&mut *shop.db.conn().await?, &slug, visitor.lang).await?.ok_or(Error::NotFound)?;
    let page = TextPage {
        body: markdown::render(&found.body, &shop.config.operator),
        title: found.title,
        text_lang: found.lang,
        updated_on: in_vietnam(found.updated_at).date_naive(),
        version: text::agreed(&slug).then_some(found.version),
    };
    visitor.page(&shop, &page)
}

/// `GET /pages/{slug}/{lang}/{version}`: a text as it stood once, for whoever agreed to it.
pub async fn version(visitor: Visitor, shop: Shop, of: web::Path<(String, String, i32)>) -> Result<HttpResponse> {
    let (slug, lang, version) = of.into_inner();
    let lang = Lang::parse(&lang).ok_or(Error::NotFound)?;
    let found = text::stood(&mut *shop.db.conn().await?, &slug, lang, version).await?;
    let (stood, now) = found.ok_or(Error::NotFound)?;
    let page = VersionPage {
        body: markdown::render(&stood.body, &shop.config.operator),
        title: stood.title,
        text_lang: lang.code(),
        since: in_vietnam(stood.since).date_naive(),
        current: version == now,
        slug,
        version,
    };
    visitor.page(&shop, &page)
}
