//! `/office/setup`: every setting by its name, with what it says just now.

use actix_web::HttpResponse;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::rules;
use crate::accounts::actors::Clerk;
use crate::error::Result;
use crate::payments::rules::Ready;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::views::Page;

#[derive(Serialize, QueryableByName)]
struct Numbers {
    /// Ways that buyers can pay: on, and set up.
    #[diesel(sql_type = BigInt)]
    methods: i64,
    #[diesel(sql_type = BigInt)]
    planned: i64,
    #[diesel(sql_type = BigInt)]
    rates: i64,
    #[diesel(sql_type = BigInt)]
    categories: i64,
    #[diesel(sql_type = BigInt)]
    retired: i64,
    #[diesel(sql_type = BigInt)]
    units: i64,
    #[diesel(sql_type = BigInt)]
    communes: i64,
    #[diesel(sql_type = BigInt)]
    zones: i64,
    #[diesel(sql_type = BigInt)]
    messages: i64,
    #[diesel(sql_type = BigInt)]
    points: i64,
    #[diesel(sql_type = BigInt)]
    hours: i64,
}

#[derive(Serialize)]
struct SetupPage {
    numbers: Numbers,
}

impl Page for SetupPage {
    const TEMPLATE: &'static str = "office/setup/index.html";
}

async fn count(conn: &mut Conn, ready: Ready) -> Result<Numbers> {
    Ok(diesel::sql_query(
        "SELECT (cod_on::integer + (transfer_on AND $1)::integer + (card_on AND $2)::integer)::bigint AS methods, \
                (SELECT count(*) FROM rule_changes WHERE applied_at IS NULL AND withdrawn_at IS NULL) AS planned, \
                (SELECT count(*) FROM commission_rates) + (SELECT count(*) FROM tax_rates) AS rates, \
                (SELECT count(*) FROM categories) AS categories, \
                (SELECT count(*) FROM categories WHERE retired_at IS NOT NULL) AS retired, \
                (SELECT count(*) FROM units WHERE off_at IS NULL) AS units, \
                (SELECT count(*) FROM communes WHERE served) AS communes, \
                (SELECT count(*) FROM delivery_zones) AS zones, \
                (SELECT count(*) FROM wordings WHERE body IS NOT NULL) AS messages, \
                (SELECT count(*) FROM pickup_points WHERE closed_at IS NULL) AS points, \
                (SELECT count(*) FROM inbox_hours) AS hours \
         FROM money_settings",
    )
    .bind::<Bool, _>(ready.transfer)
    .bind::<Bool, _>(ready.card)
    .get_result(conn)
    .await?)
}

/// `GET /office/setup`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let ready = rules::ready(&mut conn, &shop).await?;
    let numbers = count(&mut conn, ready).await?;
    drop(conn);
    clerk.visitor.page(&shop, &SetupPage { numbers })
}
