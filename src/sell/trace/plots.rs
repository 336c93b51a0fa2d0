//! `/sell/trace/plots`: where things grow, swim and are made.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Serialize;

use crate::accounts::actors::{Member, Seller};
use crate::error::{Error, Result};
use crate::kernel::ids::PlotId;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::schema::{communes, producers};
use crate::sell::behalf::Thing;
use crate::sell::http::desk;
use crate::sell::pages::Desk;
use crate::trace::plot::{self, NewPlot, Plot, PlotKind};

/// A commune to choose from.
#[derive(Serialize)]
struct Commune {
    code: String,
    name: String,
    chosen: bool,
}

#[derive(Serialize)]
struct PlotsPage {
    desk: Desk,
    plots: Vec<Plot>,
    kinds: Vec<&'static str>,
    communes: Vec<Commune>,
    form: Form,
    refused: Option<&'static str>,
}

impl Page for PlotsPage {
    const TEMPLATE: &'static str = "sell/trace/plots.html";
}

/// `GET /sell/trace/plots`
pub async fn show(member: Member, shop: Shop) -> Result<HttpResponse> {
    let page = page(&member, &shop, Form::default(), None).await?;
    member.visitor.page(&shop, &page)
}

async fn page(member: &Member, shop: &Shop, form: Form, refused: Option<&'static str>) -> Result<PlotsPage> {
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, member).await?;
    let plots = plot::list(&mut conn, member.producer).await?;
    let home = home(&mut conn, member).await?;
    let served = served(&mut conn, &home).await?;
    drop(conn);
    let chosen = Some(form.raw("commune")).filter(|code| !code.is_empty()).unwrap_or(&home).to_owned();
    let communes = served.into_iter().map(|(code, name)| Commune { chosen: code == chosen, code, name }).collect();
    let kinds = PlotKind::ALL.iter().map(|kind| kind.as_str()).collect();
    Ok(PlotsPage { desk, plots, kinds, communes, form, refused })
}

/// The household's own commune.
async fn home(conn: &mut Conn, member: &Member) -> Result<String> {
    Ok(producers::table.select(producers::commune_code).find(member.producer).first(conn).await?)
}

/// The communes that the market serves, and the household's own.
async fn served(conn: &mut Conn, home: &str) -> Result<Vec<(String, String)>> {
    Ok(communes::table
        .select((communes::code, communes::name))
        .filter(communes::served.eq(true).or(communes::code.eq(home)))
        .order(communes::folded)
        .load(conn)
        .await?)
}

/// `POST /sell/trace/plots`
pub async fn add(Seller(member): Seller, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let name = form.line("name", 60);
    let kind = PlotKind::parse(form.raw("kind"));
    if kind.is_none() {
        form.refuse("kind", "field-choose");
    }
    let area = match form.raw("area").trim() {
        "" => Some(None),
        _ => form.number("area", 1, 10_000_000).map(Some),
    };
    let area_code = form.optional_line("area_code", 40);
    let mut conn = shop.db.conn().await?;
    let home = home(&mut conn, &member).await?;
    let commune = served(&mut conn, &home).await?.into_iter().map(|(code, _)| code).find(|c| c == form.raw("commune"));
    if commune.is_none() {
        form.refuse("commune", "field-choose");
    }
    if plot::count(&mut conn, member.producer).await? >= plot::MOST {
        form.refuse("name", "trace-plots-full");
    }
    let new = (name, kind, area, area_code, commune);
    let ((Some(name), Some(kind), Some(area_m2), Some(growing_area_code), Some(commune_code)), true) = (new, form.ok())
    else {
        drop(conn);
        let page = page(&member, &shop, form, Some("trace-plot-not-added")).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let new = NewPlot {
        producer_id: member.producer,
        name,
        kind: kind.as_str(),
        commune_code,
        area_m2,
        growing_area_code,
        made_by: Some(member.account),
    };
    conn.transaction(async |conn| {
        let plot = plot::add(conn, &new).await?;
        Thing::Plot(plot).made(conn, &member, "plot.added", &new.name).await
    })
    .await?;
    Ok(member.visitor.go(&shop, "/sell/trace/plots", Some("trace-plot-added")))
}

/// `POST /sell/trace/plots/{id}/state`: `closed=1` closes it, else it is in use again.
pub async fn close(Seller(member): Seller, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    let closed = form.ticked("closed");
    let mut conn = shop.db.conn().await?;
    conn.transaction(async |conn| {
        let plot = PlotId(*id);
        let before = Thing::Plot(plot).before(conn, &member).await?;
        if !plot::close(conn, member.producer, plot, closed).await? {
            return Err(Error::NotFound);
        }
        before.log(conn, &member, if closed { "plot.closed" } else { "plot.opened" }, plot.to_string()).await
    })
    .await?;
    let done = if closed { "trace-plot-closed" } else { "trace-plot-opened" };
    Ok(member.visitor.go(&shop, "/sell/trace/plots", Some(done)))
}
