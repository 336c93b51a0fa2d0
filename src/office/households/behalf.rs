//! A clerk takes a household's desk for a while, and gives it back. What is done there is logged where the desk begins, in
//! the extractor `Member`.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::page::again;
use crate::accounts::actors::{Clerk, Member, add_cookie};
use crate::accounts::acts::{self, Act};
use crate::error::Result;
use crate::office::producers;
use crate::platform::Shop;
use crate::platform::forms::Form;

const MOST_WHY: usize = 300;

/// `POST /office/producers/{slug}/act`: `act_why` says why the clerk and not the household.
pub async fn begin(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let Some(why) = form.line("act_why", MOST_WHY) else {
        return again(&clerk, &shop, &slug, form, None).await;
    };
    let mut conn = shop.db.conn().await?;
    let producer = producers::load_producer(&mut conn, &slug).await?.id;
    let act = Act::new("behalf.began", Some(clerk.account)).of(producer).because(&why).on_behalf(true);
    conn.transaction(async |conn| acts::record(conn, &act).await).await?;
    drop(conn);
    let mut response = clerk.visitor.go(&shop, "/sell", None);
    add_cookie(&mut response, &Member::acting_cookie(&shop, producer));
    Ok(response)
}

/// `POST /office/acting/end`: whatever the household was, the desk is the clerk's own again.
pub async fn end(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    if let Some(producer) = clerk.acting_for {
        acts::record(&mut conn, &Act::new("behalf.ended", Some(clerk.account)).of(producer).on_behalf(true)).await?;
    }
    drop(conn);
    let mut response = clerk.visitor.go(&shop, "/office/producers", Some("acting-ended"));
    add_cookie(&mut response, &Member::acting_gone(&shop));
    Ok(response)
}
