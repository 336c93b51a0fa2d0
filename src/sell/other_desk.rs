//! The answer to a form that was shown at one household's desk and sent at another's: whose it is, and the way back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::views::Page;
use crate::schema::producers;

#[derive(Serialize)]
struct Household {
    id: ProducerId,
    slug: String,
    name: String,
}

#[derive(Serialize)]
struct OtherDeskPage {
    /// Whose form it is.
    meant: Household,
    /// Whose desk it came to.
    now: Household,
    /// By what it is come back to: `turn` for its own member, `end` for a member who acts as a clerk for another one just
    /// now, `act` for a clerk.
    way: &'static str,
}

impl Page for OtherDeskPage {
    const TEMPLATE: &'static str = "errors/other_desk.html";
}

/// 409, with nothing done. Who sees it may work at both desks.
pub async fn answer(shop: &Shop, visitor: &Visitor, meant: ProducerId, now: ProducerId) -> Result<HttpResponse> {
    let own = |desk| visitor.account.as_ref().is_some_and(|account| account.acts_for(desk));
    let way = match (own(meant), own(now)) {
        (true, true) => "turn",
        (true, false) => "end",
        (false, _) => "act",
    };
    let mut conn = shop.db.conn().await?;
    let page = OtherDeskPage {
        meant: household(&mut conn, meant, visitor.lang).await?,
        now: household(&mut conn, now, visitor.lang).await?,
        way,
    };
    drop(conn);
    let mut response = visitor.page_with(shop, &page, StatusCode::CONFLICT)?;
    if visitor.htmx() {
        // The whole page tells of it, and not the box that was pressed in.
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("hx-retarget"), HeaderValue::from_static("body"));
        headers.insert(HeaderName::from_static("hx-reswap"), HeaderValue::from_static("innerHTML"));
    }
    Ok(response)
}

async fn household(conn: &mut Conn, id: ProducerId, lang: Lang) -> Result<Household> {
    let found: Option<(String, String, String)> = producers::table
        .find(id)
        .select((producers::slug, producers::name_vi, producers::name_en))
        .first(conn)
        .await
        .optional()?;
    let (slug, name_vi, name_en) = found.ok_or(Error::NotFound)?;
    Ok(Household { id, slug, name: lang.pick(&name_vi, &name_en).to_owned() })
}
