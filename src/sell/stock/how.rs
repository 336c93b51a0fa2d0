//! `/sell/stock/{pack}/how`: how many of a pack are bought at once, and whether it is sold when none is there.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use super::queries::{self, PackRow};
use crate::accounts::actors::{Member, Seller};
use crate::catalog::made::{self, LONGEST, Made};
use crate::catalog::steps;
use crate::error::{Error, Result};
use crate::kernel::ids::PackId;
use crate::kernel::quantity::Quantity;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::sell::behalf::Thing;
use crate::sell::http::desk;
use crate::sell::pages::Desk;
use crate::sell::products::fields;

#[derive(Serialize)]
struct HowPage {
    desk: Desk,
    id: i64,
    name: String,
    form: Form,
}

impl Page for HowPage {
    const TEMPLATE: &'static str = "sell/stock/how.html";
}

/// `GET /sell/stock/{pack}/how`
pub async fn show(Seller(member): Seller, shop: Shop, id: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let row = own(&mut conn, &member, &id).await?;
    let mut form = Form::default();
    form.set("least", row.min_qty.to_string());
    form.set("step", row.qty_step.to_string());
    if row.made_to_order {
        form.set("made", "1");
    }
    form.set("days", row.make_days.to_string());
    form.set("most", row.most_per_day.map(|n| n.to_string()).unwrap_or_default());
    let page = page(&mut conn, &member, &row, form).await?;
    drop(conn);
    member.visitor.page(&shop, &page)
}

/// `POST /sell/stock/{pack}/how`
pub async fn submit(Seller(member): Seller, shop: Shop, id: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let row = own(&mut conn, &member, &id).await?;
    let steps = fields::steps(&mut form, None);
    let made = read(&mut form);
    let least = steps.map_or(row.min_qty, |steps| steps.least);
    if made.is_some_and(|made| made.to_order && made.most_per_day.is_some_and(|most| most < least)) {
        form.refuse("most", "sell-how-most-few");
    }
    let (Some(made), true) = (made, form.ok()) else {
        let page = page(&mut conn, &member, &row, form).await?;
        drop(conn);
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    conn.transaction(async |conn| {
        let before = Thing::Pack(row.id).before(conn, &member).await?;
        if !made::set(conn, member.producer, row.id, made).await? {
            return Err(Error::NotFound);
        }
        if let Some(steps) = steps
            && !steps::set(conn, member.producer, row.id, steps).await?
        {
            return Err(Error::NotFound);
        }
        before.log(conn, &member, "pack.made", row.id.to_string()).await
    })
    .await?;
    drop(conn);
    Ok(member.visitor.go(&shop, "/sell/stock", Some("sell-how-saved")))
}

fn read(form: &mut Form) -> Option<Made> {
    let whole = |typed: &str| typed.trim().parse::<i32>().ok();
    let days = match form.raw("days").trim() {
        "" => Some(0),
        typed => whole(typed).filter(|n| (0..=LONGEST).contains(n)).and_then(|n| i16::try_from(n).ok()),
    };
    if days.is_none() {
        form.refuse("days", "sell-how-days-wrong");
    }
    let most = match form.raw("most").trim() {
        "" => Some(None),
        typed => whole(typed).filter(|n| (1..=Quantity::MOST).contains(n)).map(Some),
    };
    if most.is_none() {
        form.refuse("most", "sell-how-most-wrong");
    }
    Some(Made { to_order: form.ticked("made"), days: days?, most_per_day: most? })
}

async fn own(conn: &mut Conn, member: &Member, id: &str) -> Result<PackRow> {
    let pack = PackId(id.parse().map_err(|_| Error::NotFound)?);
    queries::these(conn, member.producer, &[pack]).await?.pop().ok_or(Error::NotFound)
}

async fn page(conn: &mut Conn, member: &Member, row: &PackRow, form: Form) -> Result<HowPage> {
    let lang = member.visitor.lang;
    let (name, pack) = (lang.pick(&row.name_vi, &row.name_en), lang.pick(&row.pack_vi, &row.pack_en));
    Ok(HowPage { desk: desk(conn, member).await?, id: row.id.0, name: format!("{name}, {pack}"), form })
}
