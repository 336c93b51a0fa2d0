//! `POST /sell/harvests/{harvest}/delay`: "mưa, lùi 2 ngày".

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::form;
use super::http::{again, own, refused};
use crate::accounts::actors::Seller;
use crate::catalog::harvest::delay::{self, Delay};
use crate::catalog::harvest::write::HarvestError;
use crate::error::Result;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::sell::behalf::Thing;

/// Nobody waits longer; SQL says so too.
const LONGEST: i32 = 60;

/// Puts the harvest off; every buyer who waits for it is told.
pub async fn submit(Seller(member): Seller, shop: Shop, id: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let harvest = own(&mut conn, &member, &id).await?;
    let days = form.number("delay_days", 1, LONGEST).and_then(|n| i16::try_from(n).ok());
    let reason = form.line("delay_reason", 120);
    let from = form.day("from");
    // The other form on the page stays as the harvest stands.
    let mut shown = form::of(&harvest);
    shown.keep_from(&form, &["delay_days", "delay_reason"]);
    let (Some(days), Some(reason), Some(from)) = (days, reason, from) else {
        return again(conn, &member, &shop, Some(&harvest), shown, None).await;
    };
    let asked = Delay { harvest: harvest.id, producer: member.producer, from, days, reason, by: member.account };
    let put_off = conn
        .transaction(async |conn| {
            let before = Thing::Harvest(asked.harvest).before(conn, &member).await?;
            let put_off = delay::put_off(conn, &asked).await?;
            before.log(conn, &member, "harvest.delayed", asked.harvest.to_string()).await?;
            Ok::<bool, HarvestError>(put_off)
        })
        .await;
    match put_off {
        Ok(true) => {
            Ok(member.visitor.go(&shop, &format!("/sell/harvests/{}", harvest.id), Some("sell-harvest-delayed")))
        }
        Ok(false) => again(conn, &member, &shop, Some(&harvest), shown, Some("sell-harvest-delay-old")).await,
        Err(why) => refused(conn, &member, &shop, Some(&harvest), shown, why).await,
    }
}
