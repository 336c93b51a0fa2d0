//! How far each province lies, below `/office/setup/delivery/provinces`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::delivery::provinces::{self, Province, ZONES};
use crate::delivery::quote::Zone;
use crate::error::{Error, Result};
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;

const HERE: &str = "/office/setup/delivery/provinces";
const MOST_WHY: usize = 300;

/// A province in the form.
#[derive(Serialize)]
struct Row {
    code: String,
    name: String,
    /// What is there now.
    zone: String,
    chosen: String,
}

#[derive(Serialize)]
struct ProvincesPage {
    rows: Vec<Row>,
    zones: [&'static str; 4],
    form: Form,
    refused: Option<&'static str>,
}

impl Page for ProvincesPage {
    const TEMPLATE: &'static str = "office/setup/provinces.html";
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    form: Form,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let there = provinces::list(&mut *shop.db.conn().await?).await?;
    let rows = there.into_iter().map(|p| {
        let field = format!("zone-{}", p.code);
        let chosen = if form.has(&field) { form.raw(&field).to_owned() } else { p.zone.clone() };
        Row { code: p.code, name: p.name, zone: p.zone, chosen }
    });
    let page = ProvincesPage { rows: rows.collect(), zones: ZONES.map(Zone::code), form, refused };
    clerk.visitor.page_with(shop, &page, status)
}

/// `GET /office/setup/delivery/provinces`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    page(&clerk, &shop, Form::default(), None, StatusCode::OK).await
}

/// What the form makes of the provinces.
enum Wish {
    /// These are laid elsewhere.
    Moved(Vec<(Province, Zone)>),
    /// One was laid elsewhere since the form was made.
    Meanwhile,
    /// One is laid into no zone that a province may lie in.
    Nonsense,
}

fn wish(form: &Form, there: Vec<Province>) -> Wish {
    let mut moved = Vec::new();
    for province in there {
        let field = format!("zone-{}", province.code);
        if !form.has(&field) || form.raw(&field) == form.raw(&format!("was-{}", province.code)) {
            continue;
        }
        let Some(zone) = Zone::parse(form.raw(&field)).filter(|zone| ZONES.contains(zone)) else {
            return Wish::Nonsense;
        };
        if form.raw(&format!("was-{}", province.code)) != province.zone {
            return Wish::Meanwhile;
        }
        moved.push((province, zone));
    }
    Wish::Moved(moved)
}

/// `POST /office/setup/delivery/provinces`
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let Some(why) = form.line("why", MOST_WHY) else {
        return page(&clerk, &shop, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            provinces::alone(conn).await?;
            let moved = match wish(&form, provinces::list(conn).await?) {
                Wish::Moved(moved) => moved,
                Wish::Meanwhile => return Ok(Some("setup-meanwhile")),
                Wish::Nonsense => return Ok(Some("field-choose")),
            };
            let (mut before, mut after) = (Map::new(), Map::new());
            for (province, zone) in &moved {
                provinces::lay(conn, &province.code, *zone).await?;
                before.insert(province.name.clone(), json!(province.zone));
                after.insert(province.name.clone(), json!(zone.code()));
            }
            if !moved.is_empty() {
                let act = clerk.act("delivery.provinces").because(&why);
                acts::record(conn, &act.changed(Value::Object(before), Value::Object(after))).await?;
            }
            Ok::<_, Error>(None)
        })
        .await?;
    drop(conn);
    match done {
        None => Ok(clerk.visitor.go(&shop, HERE, Some("delivery-provinces-saved"))),
        Some(refused) => page(&clerk, &shop, form, Some(refused), StatusCode::CONFLICT).await,
    }
}
