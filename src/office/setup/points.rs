//! The market's pick-up points below `/office/setup/points`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::delivery::points::{self, Point, PointError, Written};
use crate::error::{Error, Result};
use crate::kernel::ids::PickupPointId;
use crate::kernel::money::{Money, group_digits};
use crate::kernel::text;
use crate::places::{self, Served};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;

const HERE: &str = "/office/setup/points";
const LONGEST_NAME: usize = 80;
const LONGEST_LINE: usize = 160;
const MOST_FEE: i64 = 1_000_000;
const MOST_WHY: usize = 300;

#[derive(Serialize)]
struct PointsPage {
    points: Vec<Point>,
}

impl Page for PointsPage {
    const TEMPLATE: &'static str = "office/setup/points.html";
}

/// `GET /office/setup/points`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let points = points::list(&mut *shop.db.conn().await?).await?;
    clerk.visitor.page(&shop, &PointsPage { points })
}

#[derive(Serialize)]
struct PointPage {
    /// The one that is changed.
    point: Option<Point>,
    communes: Vec<Served>,
    form: Form,
    refused: Option<&'static str>,
}

impl Page for PointPage {
    const TEMPLATE: &'static str = "office/setup/point.html";
}

fn filled(point: &Point) -> Form {
    let w = &point.written;
    Form::blank(&[
        ("name_vi", &w.name_vi),
        ("name_en", &w.name_en),
        ("commune", &w.commune),
        ("address", &w.address),
        ("phone", w.phone.as_deref().unwrap_or_default()),
        ("hours_vi", &w.hours_vi),
        ("hours_en", &w.hours_en),
        ("fee", &group_digits(w.fee.amount())),
        ("open", if point.closed { "" } else { "on" }),
    ])
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    id: Option<PickupPointId>,
    posted: Option<Form>,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let point = match id {
        Some(id) => Some(points::find(&mut conn, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let communes = communes(&mut conn, point.as_ref()).await?;
    drop(conn);
    let mut form =
        posted.unwrap_or_else(|| point.as_ref().map_or_else(|| Form::blank(&[("fee", "0"), ("open", "on")]), filled));
    if let Some(point) = &point {
        // Who was told of a change sees it above, and may go on from there.
        form.set("seq", point.seq.to_string());
    }
    clerk.visitor.page_with(shop, &PointPage { point, communes, form, refused }, status)
}

/// Those served, and the one where the point stands already.
async fn communes(conn: &mut Conn, point: Option<&Point>) -> Result<Vec<Served>> {
    let mut communes = places::served(conn).await?;
    if let Some(point) = point.filter(|p| communes.iter().all(|c| c.code != p.written.commune)) {
        let (code, name) = (point.written.commune.clone(), point.commune_name.clone());
        communes.push(Served { code, name, was: String::new() });
    }
    Ok(communes)
}

/// `GET /office/setup/points/new`
pub async fn new(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    page(&clerk, &shop, None, None, None, StatusCode::OK).await
}

/// `GET /office/setup/points/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    page(&clerk, &shop, Some(PickupPointId(*id)), None, None, StatusCode::OK).await
}

/// Reads the whole form; what is wrong is said beside its field.
fn read(form: &mut Form, communes: &[Served]) -> Option<(Written, String)> {
    let name_vi = form.line("name_vi", LONGEST_NAME);
    if name_vi.as_deref().is_some_and(|name| text::slug(name).is_empty()) {
        form.refuse("name_vi", "field-required");
    }
    let name_en = form.line("name_en", LONGEST_NAME);
    let commune = communes.iter().find(|c| c.code == form.raw("commune")).map(|c| c.code.clone());
    if commune.is_none() {
        form.refuse("commune", "field-choose");
    }
    let address = form.line("address", LONGEST_LINE);
    let phone = if form.raw("phone").trim().is_empty() {
        Some(None)
    } else {
        form.phone("phone").map(|phone| Some(phone.as_str().to_owned()))
    };
    let (hours_vi, hours_en) = (form.line("hours_vi", LONGEST_LINE), form.line("hours_en", LONGEST_LINE));
    let fee = Money::parse(form.raw("fee")).filter(|fee| (0..=MOST_FEE).contains(&fee.amount()));
    if fee.is_none() {
        form.refuse("fee", "field-money-wrong");
    }
    let why = form.line("why", MOST_WHY);
    if !form.ok() {
        return None;
    }
    let written = Written {
        name_vi: name_vi?,
        name_en: name_en?,
        commune: commune?,
        address: address?,
        phone: phone?,
        hours_vi: hours_vi?,
        hours_en: hours_en?,
        fee: fee?,
    };
    Some((written, why?))
}

fn told(written: &Written, closed: bool) -> Value {
    let mut facts = json!(written);
    if let Some(facts) = facts.as_object_mut() {
        facts.insert("open".to_owned(), json!(!closed));
    }
    facts
}

async fn refused(
    clerk: &Clerk,
    shop: &Shop,
    id: Option<PickupPointId>,
    mut form: Form,
    why: PointError,
) -> Result<HttpResponse> {
    match why {
        PointError::Failed(error) => Err(error),
        PointError::NotFound => Err(Error::NotFound),
        PointError::Meanwhile => page(clerk, shop, id, Some(form), Some("setup-meanwhile"), StatusCode::CONFLICT).await,
        PointError::Taken => {
            form.refuse("name_vi", "point-taken");
            page(clerk, shop, id, Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `POST /office/setup/points/new`
pub async fn make(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let communes = communes(&mut conn, None).await?;
    let Some((new, why)) = read(&mut form, &communes) else {
        drop(conn);
        return page(&clerk, &shop, None, Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let made = conn
        .transaction(async |conn| {
            points::make(conn, &new).await?;
            let act = clerk.act("point.made").on(new.name_vi.as_str()).because(&why);
            Ok::<(), PointError>(acts::record(conn, &act.changed(Value::Null, told(&new, false))).await?)
        })
        .await;
    drop(conn);
    match made {
        Ok(()) => Ok(clerk.visitor.go(&shop, HERE, Some("point-made-done"))),
        Err(why) => refused(&clerk, &shop, None, form, why).await,
    }
}

/// `POST /office/setup/points/{id}`
pub async fn change(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = PickupPointId(*id);
    let seen = form.raw("seq").parse().unwrap_or(0);
    let closed = !form.ticked("open");
    let mut conn = shop.db.conn().await?;
    let point = points::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let communes = communes(&mut conn, Some(&point)).await?;
    let Some((new, why)) = read(&mut form, &communes) else {
        drop(conn);
        return page(&clerk, &shop, Some(id), Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let changed = conn
        .transaction(async |conn| {
            let before = points::change(conn, id, &new, closed, seen).await?;
            let act = clerk.act("point.changed").on(new.name_vi.as_str()).because(&why);
            let act = act.changed(told(&before.written, before.closed), told(&new, closed));
            Ok::<(), PointError>(acts::record(conn, &act).await?)
        })
        .await;
    drop(conn);
    match changed {
        Ok(()) => Ok(clerk.visitor.go(&shop, HERE, Some("point-changed-done"))),
        Err(why) => refused(&clerk, &shop, Some(id), form, why).await,
    }
}
