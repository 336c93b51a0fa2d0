//! The storefront's handlers.

use actix_web::{HttpResponse, web};
use chrono::Datelike as _;
use serde::Deserialize;

use super::pages::{HomePage, MonthGood, MonthPlace, SeasonPage, TextPage};
use super::{calendar, home, kept, markdown, text};
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::platform::Shop;

/// `GET /`
pub async fn home(visitor: Visitor, shop: Shop) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let home = kept(&shop, format!("home {today}"), async |conn| home::load(conn, today).await).await?;
    let page =
        HomePage { home, today, weekday: today.weekday().number_from_monday(), next_month: today.month() % 12 + 1 };
    visitor.page(&shop, &page)
}

#[derive(Deserialize)]
pub struct Asked {
    month: Option<String>,
    commune: Option<String>,
}

/// `GET /season?month=&commune=`. A month or commune that is none counts as not asked for.
pub async fn season(visitor: Visitor, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let calendar = kept(&shop, "season".to_owned(), async |conn| calendar::load(conn).await).await?;
    let this_month = shop.clock.month();
    let month = asked.month.as_deref().and_then(|m| m.parse().ok()).filter(|m| (1..=12).contains(m));
    let month = month.unwrap_or(this_month);
    let communes: Vec<_> = calendar.places.iter().map(|p| (p.code.clone(), p.name.clone())).collect();
    let commune =
        asked.commune.clone().filter(|code| communes.iter().any(|(known, _)| known == code)).unwrap_or_default();
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
    visitor.page(&shop, &SeasonPage { month, this_month, next_month, commune, communes, places, now })
}

/// `GET /pages/{slug}`
pub async fn page(visitor: Visitor, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let found = text::find(&mut *shop.db.conn().await?, &slug, visitor.lang).await?.ok_or(Error::NotFound)?;
    let page = TextPage {
        body: markdown::render(&found.body, &shop.config.operator),
        title: found.title,
        text_lang: found.lang,
        updated_on: in_vietnam(found.updated_at).date_naive(),
    };
    visitor.page(&shop, &page)
}
