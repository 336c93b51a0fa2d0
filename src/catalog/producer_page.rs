//! `/producers/{slug}`: who sells, and what. It stands in catalog because it shows goods too.

use actix_web::{HttpRequest, HttpResponse, web};

use super::pages::{Maker, ProducerPage};
use super::spotlight::count;
use super::{card, product, stars};
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::platform::{Shop, forms};
use crate::producers::certificate;
use crate::producers::producer::{self, Which};

/// Goods on a page.
const PAGE: usize = 48;

/// `GET /producers/{slug}?after=`
pub async fn show(visitor: Visitor, shop: Shop, slug: web::Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let after = forms::asked(request.query_string(), "after").and_then(|after| after.parse().ok());
    if let Some(mark) = visitor.asked("s").filter(|_| !visitor.clerk()) {
        count::followed_slug(&shop, &mark, &slug).await?;
    }
    let mut conn = shop.db.conn().await?;
    let maker = producer::find(&mut conn, Which::Slug(&slug)).await?.ok_or(Error::NotFound)?;
    let papers = certificate::shown(&mut conn, maker.id, shop.clock.today()).await?;
    let (goods, next) = product::of_producer(&mut conn, maker.id, after, PAGE).await?;
    let cards = card::load(&mut conn, &goods).await?;
    let rating = stars::of_producer(&mut conn, maker.id, visitor.lang).await?;
    drop(conn);
    let path = format!("/producers/{}", maker.slug);
    let page = ProducerPage {
        stars: papers.iter().filter_map(|c| c.stars).max().unwrap_or(0),
        rating,
        papers: papers.iter().map(|c| c.paper(visitor.lang)).collect(),
        away: maker.away_until,
        maker: Maker::of(&maker, visitor.lang),
        next: next.map(|cursor| format!("{path}?after={cursor}#goods")),
        first: after.map(|_| format!("{path}#goods")),
        cards,
    };
    visitor.page(&shop, &page)
}
