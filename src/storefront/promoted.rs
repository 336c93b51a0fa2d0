//! Pages of what the office puts forward: a collection, and for clerks the home page as of another time.

use actix_web::{HttpResponse, web};
use chrono::{Datelike as _, NaiveDateTime};
use serde::Deserialize;

use super::home;
use super::pages::{CollectionPage, HomePage, Preview, Top};
use super::spots::Spots;
use crate::accounts::actors::{Clerk, Visitor};
use crate::accounts::rights::Right;
use crate::catalog::directory::{self, Category};
use crate::catalog::list::http::MOST_TOPS;
use crate::catalog::spotlight::running::{self, Shown, Viewer};
use crate::catalog::spotlight::slot::{Place, Slot, Who};
use crate::catalog::spotlight::{area, collection, count};
use crate::error::{Error, Result};
use crate::kernel::clock::{from_vietnam, in_vietnam, last_day};
use crate::kernel::lang::Lang;
use crate::platform::Shop;

/// `GET /collections/{slug}`. One that is not open is there for nobody but those who put it together.
pub async fn collection(visitor: Visitor, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    if let Some(mark) = visitor.asked("s").filter(|_| !visitor.clerk()) {
        count::followed_slug(&shop, &mark, &slug).await?;
    }
    let mut conn = shop.db.conn().await?;
    let (open, closed) = match collection::open(&mut conn, &slug, None).await? {
        Some(open) => (open, false),
        None if visitor.may(Right::Promote) => {
            (collection::when_open(&mut conn, &slug).await?.ok_or(Error::NotFound)?, true)
        }
        None => return Err(Error::NotFound),
    };
    drop(conn);
    if !visitor.clerk() {
        count::opened(&shop, open.id);
    }
    let lang = visitor.lang;
    let page = CollectionPage {
        id: open.id,
        title: lang.pick(&open.said.title_vi, &open.said.title_en).to_owned(),
        lead: lang.pick(&open.said.lead_vi, &open.said.lead_en).to_owned(),
        slug: open.said.slug,
        cards: open.goods,
        ends_on: last_day(open.said.ends_at),
        closed: closed.then_some((open.said.starts_at, open.said.ends_at)),
    };
    visitor.page(&shop, &page)
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    at: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    viewer: String,
    #[serde(default)]
    area: String,
}

/// `GET /office/spotlights/preview?at=2026-12-20T08:00&language=en&viewer=returning&area=08761`: the home page as it will be, and
/// below it what will stand on top of categories, with today's goods. Nothing of it is counted.
pub async fn preview(mut clerk: Clerk, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let typed = NaiveDateTime::parse_from_str(asked.at.trim(), "%Y-%m-%dT%H:%M").ok();
    let typed = typed.filter(|at| (2020..2100).contains(&at.year())).and_then(from_vietnam);
    let at = typed.unwrap_or_else(|| shop.clock.now());
    let local = in_vietnam(at);
    let today = local.date_naive();
    if let Some(lang) = Lang::parse(&asked.language) {
        clerk.visitor.lang = lang;
    }
    let who = Who::parse(&asked.viewer).unwrap_or(Who::Guest);
    let mut conn = shop.db.conn().await?;
    let areas = area::all(&mut conn).await?;
    // Only of who has ordered is it known where.
    let area = areas.iter().find(|area| area.code == asked.area).filter(|_| who == Who::Returning);
    let place = area.map(|area| match &area.province {
        Some(province) => Place { commune: area.code.clone(), province: province.clone() },
        None => Place { commune: String::new(), province: area.code.clone() },
    });
    let area = area.map(|area| area.code.clone()).unwrap_or_default();
    let viewer = Viewer { lang: clerk.visitor.lang, who, place };
    let running = running::at(&mut conn, Some(at)).await?;
    let directory = directory::load(&shop, &mut conn).await?;
    let top = |category: &Category| {
        let here = |shown: &&Shown| shown.category == Some(category.id) && shown.is_for(Slot::CategoryTop, &viewer);
        let shown: Vec<Shown> = running.iter().filter(here).take(MOST_TOPS).cloned().collect();
        let name = category.name(viewer.lang).to_owned();
        (!shown.is_empty()).then(|| Top { name, slug: category.slug.clone(), shown })
    };
    let tops = directory.categories.iter().filter_map(top).collect();
    let page = HomePage {
        goods: home::goods(&mut conn, today).await?,
        market: home::market(&mut conn, today).await?,
        spots: Spots::of(&running, &viewer),
        today,
        weekday: today.weekday().number_from_monday(),
        next_month: today.month() % 12 + 1,
        preview: Some(Preview {
            at: local.format("%Y-%m-%dT%H:%M").to_string(),
            lang: viewer.lang.code(),
            who: viewer.who.as_str(),
            whose: Who::ALL.map(Who::as_str),
            area,
            areas,
            tops,
        }),
    };
    drop(conn);
    clerk.visitor.page(&shop, &page)
}
