//! `/sell/know`

use actix_web::{HttpResponse, web};
use chrono::Days;
use serde::Deserialize;

use super::pages::{HarvestRow, KnowPage, SEASON, SeasonPage, Tab};
use super::queries::{self, PACE, Span};
use super::{ratings, report, season};
use crate::accounts::actors::{Member, Seller};
use crate::error::Result;
use crate::figures::period::Period;
use crate::kernel::money::Money;
use crate::platform::Shop;
use crate::sell::http::desk;

#[derive(Deserialize)]
pub struct Asked {
    by: Option<String>,
}

/// As many goods and harvests as the page of seasons shows; all of them are in the file that is taken along.
const MOST_GOODS: usize = 20;
const MOST_HARVESTS: usize = 20;

/// `GET /sell/know?by=day|week|month|season`: what was sold, beside the span before. Eight queries, however much it was.
pub async fn show(Seller(member): Seller, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    if asked.by.as_deref() == Some(SEASON) {
        return seasons(&member, &shop).await;
    }
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
        tabs: Tab::all(period.as_str()),
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

/// By season: four queries.
async fn seasons(member: &Member, shop: &Shop) -> Result<HttpResponse> {
    let (producer, lang, today) = (member.producer, member.visitor.lang, shop.clock.today());
    let span = season::read(today);
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, member).await?;
    let grown = queries::grown(&mut conn, producer).await?;
    let parts = queries::parts(&mut conn, producer, span, Period::Month).await?;
    let harvests = queries::harvested(&mut conn, producer, Span(span.0, today + Days::new(1))).await?;
    drop(conn);
    let mut goods = season::list(&grown, &parts, today, lang);
    let more = goods.len().saturating_sub(MOST_GOODS);
    goods.truncate(MOST_GOODS);
    let page = SeasonPage {
        desk,
        tabs: Tab::all(SEASON),
        money: season::chart(&goods, lang),
        goods,
        more,
        more_harvests: harvests.len().saturating_sub(MOST_HARVESTS),
        harvests: harvests.iter().take(MOST_HARVESTS).map(|harvest| HarvestRow::of(harvest, lang)).collect(),
    };
    member.visitor.page(shop, &page)
}
