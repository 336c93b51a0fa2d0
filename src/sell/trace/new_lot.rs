//! `/sell/trace/lots/new`: what was picked or made, then what the diary and the papers say of it, then the lot.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{Days, Months, NaiveDate};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::{Member, Seller};
use crate::error::{Error, Result};
use crate::kernel::ids::{DiaryLineId, PlotId, ProductId};
use crate::platform::forms::{self, Form, weight_sentence};
use crate::platform::views::Page;
use crate::platform::{Shop, secrets};
use crate::producers::certificate::{self, Paper};
use crate::sell::behalf::Thing;
use crate::sell::http::desk;
use crate::sell::pages::Desk;
use crate::trace::diary::{self, Line, Waiting};
use crate::trace::gtin;
use crate::trace::lot::{self, Choice};
use crate::trace::make::{self, Expiry, Lines, Made, MakeError, NewLot, Unit};
use crate::trace::plot::{self, Plot};

/// What was picked longer ago is no new lot.
const OLDEST_DAYS: u64 = 400;
/// A last day further off is mistyped.
const MOST_YEARS: u32 = 10;

/// A line to be ticked or left out.
#[derive(Serialize)]
struct Tick {
    #[serde(flatten)]
    line: Line,
    on: bool,
}

#[derive(Serialize)]
struct NewLotPage {
    desk: Desk,
    products: Vec<Choice>,
    plots: Vec<Plot>,
    /// What the lot is of; the second half of the page shows once it is chosen.
    product: Option<Choice>,
    plot: Option<PlotId>,
    made_on: NaiveDate,
    diary_from: NaiveDate,
    /// As the product's shelf life has it.
    expires_on: Option<NaiveDate>,
    lines: Vec<Tick>,
    papers: Vec<Paper>,
    waiting: Option<Waiting>,
    form: Form,
    token: String,
    today: NaiveDate,
    refused: Option<&'static str>,
}

impl Page for NewLotPage {
    const TEMPLATE: &'static str = "sell/trace/new_lot.html";
}

/// `GET /sell/trace/lots/new?product=&plot=&made_on=&diary_from=`
pub async fn show(Seller(member): Seller, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let asked = |name: &str| forms::asked(request.query_string(), name).unwrap_or_default();
    let values = ["product", "plot", "made_on", "diary_from"].map(|name| (name, asked(name)));
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = page(&member, &shop, Form::blank(&values), None).await?;
    member.visitor.page(&shop, &page)
}

async fn page(member: &Member, shop: &Shop, form: Form, refused: Option<&'static str>) -> Result<NewLotPage> {
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, member).await?;
    let products = lot::choices(&mut conn, member.producer).await?;
    let mut plots = plot::list(&mut conn, member.producer).await?;
    plots.retain(|p| p.closed_at.is_none());
    let product = products.iter().find(|p| p.id.0.to_string() == form.raw("product")).cloned();
    let plot = match (form.raw("plot"), plots.as_slice()) {
        // Not asked yet: where its last lot was made, or the only place there is.
        ("", [only]) if !form.ticked("token") => Some(only.id),
        ("", _) if !form.ticked("token") => product.as_ref().and_then(|p| p.last_plot),
        (id, _) => plots.iter().find(|p| p.id.0.to_string() == id).map(|p| p.id),
    };
    let made_on = forms::day_of(form.raw("made_on")).filter(|day| *day <= today).unwrap_or(today);
    let from = forms::day_of(form.raw("diary_from")).filter(|day| *day <= made_on);
    let diary_from = from.unwrap_or_else(|| make::from_of(made_on));
    let (mut lines, mut papers, mut waiting) = (Vec::new(), Vec::new(), None);
    if let Some(product) = &product {
        lines = diary::foreseen(&mut conn, member.producer, product.id, plot, diary_from, made_on).await?;
        let shown = certificate::shown(&mut conn, member.producer, made_on).await?;
        let covering =
            shown.iter().filter(|c| c.covers(product.id, &product.certificate_kinds) && c.issued_on <= made_on);
        papers = covering.map(|c| c.paper(member.visitor.lang)).collect();
        waiting = diary::waiting(&mut conn, product.id, plot, made_on).await?;
    }
    drop(conn);
    let ticked = chosen_lines(&form);
    let posted = form.ticked("token");
    let token = secrets::form_token_of(form.raw("token"));
    Ok(NewLotPage {
        desk,
        expires_on: product
            .as_ref()
            .and_then(|p| p.shelf_life_days)
            .and_then(|days| made_on.checked_add_days(Days::new(u64::from(days.unsigned_abs())))),
        lines: lines.into_iter().map(|line| Tick { on: !posted || ticked.contains(&line.id), line }).collect(),
        products,
        plots,
        product,
        plot,
        made_on,
        diary_from,
        papers,
        waiting,
        form,
        token,
        today,
        refused,
    })
}

/// The lines that are ticked in a posted form.
pub(super) fn chosen_lines(form: &Form) -> Vec<DiaryLineId> {
    form.pairs()
        .iter()
        .filter(|(name, _)| name == "line")
        .filter_map(|(_, id)| id.parse().ok().map(DiaryLineId))
        .collect()
}

/// `POST /sell/trace/lots/new`
pub async fn submit(Seller(member): Seller, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let products = lot::choices(&mut conn, member.producer).await?;
    let wanted = form.id("product").map(ProductId);
    let product = products.iter().find(|p| Some(p.id) == wanted);
    if wanted.is_some() && product.is_none() {
        return Err(Error::NotFound);
    }
    let Some(new) = product.and_then(|product| read(&mut form, &member, product, today)) else {
        drop(conn);
        return refuse(&member, &shop, form, "trace-lot-not-made").await;
    };
    let outcome = conn
        .transaction(async |conn| {
            let made = make::make(conn, &new).await?;
            Thing::Lot(made.id).made(conn, &member, "lot.made", &made.code).await?;
            Ok::<Made, MakeError>(made)
        })
        .await;
    drop(conn);
    match outcome {
        Ok(made) => Ok(member.visitor.go(&shop, &format!("/sell/trace/lots/{}", made.code), Some("trace-lot-made"))),
        Err(MakeError::NotFound) => Err(Error::NotFound),
        Err(MakeError::TooSoon(_)) => refuse(&member, &shop, form, "trace-lot-too-soon").await,
        Err(MakeError::Failed(error)) => Err(error),
    }
}

async fn refuse(member: &Member, shop: &Shop, form: Form, sentence: &'static str) -> Result<HttpResponse> {
    let page = page(member, shop, form, Some(sentence)).await?;
    member.visitor.page_with(shop, &page, StatusCode::UNPROCESSABLE_ENTITY)
}

/// The lot that was typed; `None` when something in it is refused.
fn read(form: &mut Form, member: &Member, product: &Choice, today: NaiveDate) -> Option<NewLot> {
    let made_on = form.day("made_on");
    let oldest = today.checked_sub_days(Days::new(OLDEST_DAYS)).unwrap_or(today);
    if made_on.is_some_and(|day| day > today || day < oldest) {
        form.refuse("made_on", "trace-day-wrong");
    }
    let plot = match form.raw("plot").trim() {
        "" => None,
        _ => form.id("plot").map(PlotId),
    };
    let expiry = match form.raw("expires_on").trim() {
        "" => Some(Expiry::ByShelfLife),
        _ => form.day("expires_on").map(Expiry::On),
    };
    if let (Some(Expiry::On(last)), Some(first)) = (expiry, made_on) {
        let furthest = first.checked_add_months(Months::new(12 * MOST_YEARS)).unwrap_or(first);
        if last < first {
            form.refuse("expires_on", "trace-expiry-wrong");
        } else if last > furthest {
            form.refuse("expires_on", "trace-expiry-far");
        }
    }
    let unit = if product.by_weight { Unit::Gram } else { Unit::Piece };
    let mut quantity = None;
    if !form.raw("quantity").trim().is_empty() {
        quantity = unit.amount(form.raw("quantity"));
        if quantity.is_none() {
            let kilos = weight_sentence(form.raw("quantity"), "trace-quantity-kilos");
            form.refuse("quantity", if product.by_weight { kilos } else { "trace-quantity-pieces" });
        }
    }
    let mut item = None;
    if !form.raw("gtin").trim().is_empty() {
        item = gtin::parse(form.raw("gtin"));
        if item.is_none() {
            form.refuse("gtin", "trace-gtin-wrong");
        }
    }
    if !secrets::is_form_token(form.raw("token")) {
        form.refuse("made_on", "trace-form-old");
    }
    let diary_from = forms::day_of(form.raw("diary_from")).filter(|from| made_on.is_some_and(|day| *from <= day));
    if !form.ok() {
        return None;
    }
    let (made_on, expiry) = (made_on?, expiry?);
    Some(NewLot {
        producer: member.producer,
        product: product.id,
        plot,
        made_on,
        expiry,
        quantity: quantity.map(|n| (n, unit)),
        diary_from: diary_from.unwrap_or_else(|| make::from_of(made_on)),
        lines: Lines::These(chosen_lines(form)),
        gtin: item,
        token: form.raw("token").to_owned(),
        account: Some(member.account),
    })
}
