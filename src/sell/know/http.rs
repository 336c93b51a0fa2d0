//! `/sell/know`

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::pages::{KnowPage, Tab};
use super::queries::{self, PACE, Span};
use super::{ratings, report};
use crate::accounts::actors::Seller;
use crate::error::Result;
use crate::figures::period::Period;
use crate::kernel::money::Money;
use crate::platform::Shop;
use crate::sell::http::desk;

#[derive(Deserialize)]
pub struct Asked {
    by: Option<String>,
}

/// `GET /sell/know?by=day|week|month`: what was sold, beside the span before. Eight queries, however much it was.
pub async fn show(Seller(member): Seller, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let period = asked.by.as_deref().and_then(Period::parse).unwrap_or_default();
    let (producer, lang, today) = (member.producer, member.visitor.lang, shop.clock.today());
    let starts = period.starts(today);
    let first = starts.first().copied().unwrap_or((today, today));
    let last = starts.last().map_or(today, |(start, _)| period.end(*start));
    let (span, both) = (Span(first.0, last), Span(first.1, last));
    let months = Period::Month.starts(today);
    let year = Span(months.first().map_or(today, |month| month.1), Period::Month.end(Period::Month.begin(today)));
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, &member).await?;
    let sums = queries::sums(&mut conn, producer, both, period).await?;
    let parts = queries::parts(&mut conn, producer, both, period).await?;
    let buyers = queries::buyers(&mut conn, producer, span).await?;
    let ends = queries::ends(&mut conn, producer, span).await?;
    let low = queries::low(&mut conn, producer, today).await?;
    let given = queries::given(&mut conn, producer, year).await?;
    drop(conn);
    let mut sales = report::sales(&sums, &parts, &starts, period, lang);
    sales.rows.reverse();
    let page = KnowPage {
        desk,
        tabs: Period::ALL.iter().map(|p| Tab { word: p.as_str(), chosen: *p == period }).collect(),
        by: period.as_str(),
        quiet: sales.total.goods == Money::ZERO && sales.total.before_goods == Money::ZERO,
        rows: sales.rows,
        total: sales.total,
        money: sales.money,
        weight: sales.weight,
        best: report::best(&parts, first.0, lang),
        low: report::low(low, lang),
        pace: PACE,
        shares: report::shares(buyers, ends),
        ratings: ratings::of(&given, &months, lang),
    };
    member.visitor.page(&shop, &page)
}
