//! A poster for a fair: a household or a collection on one A4 sheet, and a QR code that leads to its page.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use crate::accounts::actors::Clerk;
use crate::accounts::rights::Right;
use crate::catalog::card::{self, Card};
use crate::catalog::product;
use crate::catalog::spotlight::collection;
use crate::error::{Error, Result};
use crate::kernel::clock::last_day;
use crate::kernel::ids::CollectionId;
use crate::kernel::lang::Lang;
use crate::platform::views::Page;
use crate::platform::{Shop, qr};
use crate::producers::producer::{self, Which};

/// Goods named on a sheet; more is not read from two metres away.
const MOST_GOODS: usize = 6;

#[derive(Serialize)]
struct Poster {
    /// Where the clerk came from.
    back: String,
    title: String,
    /// Name of the commune without its kind; of a household only.
    commune: String,
    /// The last day; of a collection only.
    until: Option<NaiveDate>,
    /// Nobody can open the page today.
    closed: bool,
    goods: Vec<String>,
    picture: Option<String>,
    /// Of the page, as a picture inside this one's text.
    qr: String,
    /// Of the page, as it is typed: without `https://`.
    address: String,
}

impl Page for Poster {
    const TEMPLATE: &'static str = "office/poster.html";
}

fn code(shop: &Shop, path: &str) -> Result<(String, String)> {
    let url = format!("{}{path}", shop.config.base_url);
    let svg = qr::svg(&url).map_err(anyhow::Error::from)?;
    let address = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest).to_owned();
    Ok((qr::data_url(&svg), address))
}

fn names(lang: Lang, cards: &[Card]) -> Vec<String> {
    cards.iter().take(MOST_GOODS).map(|card| lang.pick(&card.name_vi, &card.name_en).to_owned()).collect()
}

/// `GET /office/posters/{slug}`. A household that does not sell has no page to lead to.
pub async fn household(clerk: Clerk, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let lang = clerk.visitor.lang;
    let mut conn = shop.db.conn().await?;
    let maker = producer::find(&mut conn, Which::Slug(&slug)).await?.ok_or(Error::NotFound)?;
    let (goods, _) = product::of_producer(&mut conn, maker.id, None, MOST_GOODS).await?;
    let cards = card::load(&mut conn, &goods).await?;
    drop(conn);
    let (qr, address) = code(&shop, &format!("/producers/{}", maker.slug))?;
    let page = Poster {
        back: if clerk.visitor.may(Right::Households) {
            format!("/office/producers/{}", maker.slug)
        } else {
            format!("/office/spotlights/new?producer={}", maker.slug)
        },
        title: maker.name(lang).to_owned(),
        commune: maker.commune,
        until: None,
        closed: false,
        goods: names(lang, &cards),
        picture: maker.picture,
        qr,
        address,
    };
    clerk.visitor.page(&shop, &page)
}

/// `GET /office/collections/{id}/poster`, also before it opens: posters are printed first.
pub async fn collection(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let lang = clerk.visitor.lang;
    let mut conn = shop.db.conn().await?;
    let said = collection::find(&mut conn, CollectionId(*id)).await?.ok_or(Error::NotFound)?.said;
    // As it will be in its first moment, with what can be had today.
    let open = collection::open(&mut conn, &said.slug, Some(said.starts_at)).await?;
    drop(conn);
    let (qr, address) = code(&shop, &format!("/collections/{}", said.slug))?;
    let now = shop.clock.now();
    let cards = open.map(|open| open.goods).unwrap_or_default();
    let page = Poster {
        back: format!("/office/collections/{}", *id),
        title: lang.pick(&said.title_vi, &said.title_en).to_owned(),
        commune: String::new(),
        until: Some(last_day(said.ends_at)),
        closed: now < said.starts_at || now >= said.ends_at,
        goods: names(lang, &cards),
        picture: cards.into_iter().find_map(|card| card.picture),
        qr,
        address,
    };
    clerk.visitor.page(&shop, &page)
}
