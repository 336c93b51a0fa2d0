//! At which of the market's pick-up points the household leaves parcels for buyers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::json;

use crate::accounts::actors::{Member, Seller};
use crate::accounts::acts;
use crate::delivery::points::{self, Point};
use crate::error::{Error, Result};
use crate::kernel::ids::PickupPointId;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::sell::pages::Desk;
use crate::sell::queries;

const HERE: &str = "/sell/household/points";
/// Sent by the form that shows all of them: a box that is not ticked there is a no, and not a silence.
const WHOLE: &str = "whole";

#[derive(Serialize)]
struct PointsPage {
    desk: Desk,
    points: Vec<Point>,
    refused: bool,
}

impl Page for PointsPage {
    const TEMPLATE: &'static str = "sell/points.html";
}

async fn page(member: &Member, shop: &Shop, refused: bool, status: StatusCode) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let points = points::of_household(&mut conn, member.producer).await?;
    let desk = Desk::of(queries::list_households(&mut conn, member, member.visitor.lang).await?);
    drop(conn);
    member.visitor.page_with(shop, &PointsPage { desk, points, refused }, status)
}

/// `GET /sell/household/points`
pub async fn show(member: Member, shop: Shop) -> Result<HttpResponse> {
    page(&member, &shop, false, StatusCode::OK).await
}

/// `POST /sell/household/points`: the boxes that are ticked.
pub async fn submit(Seller(member): Seller, shop: Shop, form: Form) -> Result<HttpResponse> {
    if !form.ticked(WHOLE) {
        return page(&member, &shop, true, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let ticked = form.names().filter_map(|name| name.strip_prefix("point-")?.parse().ok()).map(PickupPointId);
    let ticked: Vec<PickupPointId> = ticked.collect();
    let mut conn = shop.db.conn().await?;
    conn.transaction(async |conn| {
        let before = offered(conn, &member).await?;
        if points::offer(conn, member.producer, &ticked).await? {
            let after = offered(conn, &member).await?;
            let act = member.act("points.offered").changed(json!({ "points": before }), json!({ "points": after }));
            acts::record(conn, &act).await?;
        }
        Ok::<(), Error>(())
    })
    .await?;
    drop(conn);
    Ok(member.visitor.go(&shop, HERE, Some("points-saved")))
}

/// The names of the points at which the household leaves parcels.
async fn offered(conn: &mut Conn, member: &Member) -> Result<Vec<String>> {
    let all = points::of_household(conn, member.producer).await?;
    Ok(all.into_iter().filter(|point| point.offered).map(|point| point.written.name_vi).collect())
}
