//! The days on which the household takes no orders.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::{Member, Seller};
use crate::error::Result;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::holiday::{self, Holiday};
use crate::sell::pages::Desk;
use crate::sell::queries;

#[derive(Serialize)]
struct HolidayPage {
    desk: Desk,
    form: Form,
    /// `none`, `ahead`, `now` or `over`: the tail of a Fluent key.
    state: &'static str,
    from: Option<chrono::NaiveDate>,
    to: Option<chrono::NaiveDate>,
    today: chrono::NaiveDate,
}

impl Page for HolidayPage {
    const TEMPLATE: &'static str = "sell/holiday.html";
}

async fn page(conn: &mut Conn, shop: &Shop, member: &Member, form: Option<Form>) -> Result<HolidayPage> {
    let today = shop.clock.today();
    let kept = holiday::find(conn, member.producer).await?;
    let state = match kept {
        None => "none",
        Some(h) if h.to < today => "over",
        Some(h) if h.from > today => "ahead",
        Some(_) => "now",
    };
    let shown = kept.filter(|h| h.to >= today);
    let form = form.unwrap_or_else(|| {
        let text = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
        Form::blank(&[("from", &text(shown.map(|h| h.from))), ("to", &text(shown.map(|h| h.to)))])
    });
    let desk = Desk::of(queries::list_households(conn, member, member.visitor.lang).await?);
    Ok(HolidayPage { desk, form, state, from: kept.map(|h| h.from), to: kept.map(|h| h.to), today })
}

/// `GET /sell/household/holiday`
pub async fn show(member: Member, shop: Shop) -> Result<HttpResponse> {
    let page = page(&mut *shop.db.conn().await?, &shop, &member, None).await?;
    member.visitor.page(&shop, &page)
}

/// `POST /sell/household/holiday`: sets the days, or takes them away (`clear`).
pub async fn submit(Seller(member): Seller, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let wanted = if form.ticked("clear") {
        Some(None)
    } else {
        let (from, to) = (form.day("from"), form.day("to"));
        from.zip(to).and_then(|(from, to)| match (Holiday { from, to }).check(shop.clock.today()) {
            Ok(holiday) => Some(Some(holiday)),
            Err((field, why)) => {
                form.refuse(field, why);
                None
            }
        })
    };
    let mut conn = shop.db.conn().await?;
    let Some(wanted) = wanted else {
        let page = page(&mut conn, &shop, &member, Some(form)).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let act = member.act("holiday.set");
    conn.transaction(async |conn| holiday::set(conn, member.producer, wanted, act).await).await?;
    let said = if wanted.is_some() { "holiday-saved" } else { "holiday-cleared" };
    Ok(member.visitor.go(&shop, "/sell/household/holiday", Some(said)))
}
