//! Stock and books as they were read through each night: what did not add up then, and the way to it.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Serialize;

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
use crate::orders::check::Fault;
use crate::payments::books;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::views::Page;

#[derive(Serialize)]
struct Row {
    rule: String,
    place: String,
    expected: i64,
    found: i64,
    /// The order that it stands on.
    order: Option<String>,
}

#[derive(Serialize)]
struct CheckPage {
    at: DateTime<Utc>,
    count: i32,
    faults: Vec<Row>,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "office/machine/check.html";
}

/// The number of the parcel that a fault names.
fn parcel(fault: &Fault) -> Option<i64> {
    fault.place.strip_prefix("parcel ").and_then(|id| id.parse().ok())
}

/// The order that a fault names itself: `order LT…, payment 5`.
fn order(fault: &Fault) -> Option<String> {
    let code = fault.place.strip_prefix("order ")?;
    Some(code.split(',').next().unwrap_or(code).to_owned())
}

/// The orders of these parcels, by code.
async fn orders(conn: &mut Conn, parcels: Vec<i64>) -> Result<HashMap<i64, String>> {
    #[derive(QueryableByName)]
    struct Of {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Text)]
        code: String,
    }
    if parcels.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<Of> =
        diesel::sql_query("SELECT p.id, o.code FROM parcels p JOIN orders o ON o.id = p.order_id WHERE p.id = ANY($1)")
            .bind::<Array<BigInt>, _>(parcels)
            .load(conn)
            .await?;
    Ok(found.into_iter().map(|of| (of.id, of.code)).collect())
}

/// `GET /office/jobs/checks/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let lang = clerk.visitor.lang;
    let mut conn = shop.db.conn().await?;
    let (reading, faults) = books::reading(&mut conn, *id).await?.ok_or(Error::NotFound)?;
    let of = orders(&mut conn, faults.iter().filter_map(parcel).collect()).await?;
    drop(conn);
    let row = |fault: &Fault| Row {
        rule: fault.name(lang),
        place: fault.place_name(lang),
        expected: fault.expected,
        found: fault.found,
        order: order(fault).or_else(|| of.get(&parcel(fault)?).cloned()),
    };
    let page = CheckPage { at: reading.at, count: reading.faults, faults: faults.iter().map(row).collect() };
    clerk.visitor.page(&shop, &page)
}

/// `POST /office/jobs/checks`: has stock and books read through now, as a job.
pub async fn ask(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    conn.transaction(async |conn| {
        books::enqueue(conn).await?;
        acts::record(conn, &clerk.act("books.asked").shown_by(Evidence::Reading)).await
    })
    .await?;
    Ok(clerk.visitor.go(&shop, "/office/jobs", Some("machine-check-asked")))
}
