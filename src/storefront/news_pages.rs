//! `/news`: what the office writes, the latest first, and each piece on its page.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::markdown;
use super::news::{self, Headline};
use super::pages::TextPage;
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::platform::Shop;
use crate::platform::views::Page;

#[derive(Serialize)]
struct NewsPage {
    news: Vec<Headline>,
    next: Option<String>,
}

impl Page for NewsPage {
    const TEMPLATE: &'static str = "storefront/news.html";
}

#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: String,
}

/// `GET /news?after=`
pub async fn list(visitor: Visitor, shop: Shop, after: web::Query<After>) -> Result<HttpResponse> {
    let (news, next) = news::headlines(&mut *shop.db.conn().await?, after.after.parse().ok()).await?;
    visitor.page(&shop, &NewsPage { news, next: next.map(|cursor| format!("/news?after={cursor}")) })
}

/// `GET /news/{slug}`. One that is not published is not there.
pub async fn show(visitor: Visitor, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let piece = news::published(&mut *shop.db.conn().await?, &slug).await?.ok_or(Error::NotFound)?;
    let lang = visitor.lang;
    let english = lang.code() == "en" && !piece.body_en.is_empty();
    let page = TextPage {
        title: lang.pick(&piece.title_vi, &piece.title_en).to_owned(),
        body: markdown::render(lang.pick(&piece.body_vi, &piece.body_en), &shop.config.operator),
        text_lang: if english { "en" } else { "vi" }.to_owned(),
        updated_on: piece.publish_at.map_or_else(|| shop.clock.today(), |at| in_vietnam(at).date_naive()),
        version: None,
    };
    visitor.page(&shop, &page)
}
