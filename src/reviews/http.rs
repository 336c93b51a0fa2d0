//! The buyer's side: judging what came in a parcel, changing it, taking it back. An account opens it, or the browser that may see
//! the order.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::kin::{self, Kin};
use super::name;
use super::pages::{Choice, WritePage};
use super::write::{self, Bought, MOST_WORDS, Verdict, WriteError};
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::ids::{ParcelId, ReviewId};
use crate::orders::access::opened;
use crate::orders::parcel::ParcelState;
use crate::orders::queries::OrderRow;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::schema::{parcels, producers};

/// Each is told to a household by SMS.
const SAID: Limit = Limit { name: "review", hits: 20, seconds: 3600 };

/// A parcel whose goods may be judged.
struct About {
    order: OrderRow,
    parcel: ParcelId,
    number: i16,
    household: String,
    received: bool,
    /// Whoever looks is one of the household, or bought as one.
    own: bool,
    goods: Vec<Bought>,
}

async fn about(visitor: &Visitor, shop: &Shop, request: &HttpRequest, code: &str, number: i16) -> Result<About> {
    let order = opened(visitor, shop, request, code).await?;
    let mut conn = shop.db.conn().await?;
    let found: Option<(ParcelId, String, String, String)> = parcels::table
        .inner_join(producers::table)
        .select((parcels::id, parcels::state, producers::name_vi, producers::name_en))
        .filter(parcels::order_id.eq(order.id).and(parcels::number.eq(number)))
        .first(&mut conn)
        .await
        .optional()?;
    let (parcel, state, name_vi, name_en) = found.ok_or(Error::NotFound)?;
    let received = ParcelState::parse(&state) == Some(ParcelState::Delivered);
    let goods = if received { write::bought(&mut conn, parcel).await? } else { Vec::new() };
    let account = visitor.account.as_ref().map(|account| account.id);
    let own = received && kin::of(&mut conn, parcel, account).await? == Kin::Own;
    let household = visitor.lang.pick(&name_vi, &name_en).to_owned();
    Ok(About { order, parcel, number, household, received, own, goods })
}

/// The fields of a product.
fn fields(bought: &Bought) -> (String, String) {
    (format!("stars-{}", bought.product), format!("words-{}", bought.product))
}

/// What was said before, for the form to show.
fn before(about: &About) -> Form {
    let mut form = Form::default();
    for bought in about.goods.iter().filter(|bought| bought.review.is_some()) {
        let (stars, words) = fields(bought);
        form.set(&stars, bought.stars.to_string());
        form.set(&words, bought.words.clone());
    }
    let said: Vec<_> = about.goods.iter().filter(|bought| bought.review.is_some()).collect();
    if said.is_empty() || said.iter().any(|bought| !bought.shown_as.is_empty()) {
        form.set("named", "1");
    }
    form
}

fn page(visitor: &Visitor, shop: &Shop, about: About, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let page = WritePage {
        name: name::shown(&about.order.buyer_name),
        order_code: about.order.code,
        number: about.number,
        household: about.household,
        received: about.received,
        own: about.own,
        open: !about.own && about.goods.iter().any(|bought| bought.closed().is_none()),
        goods: about.goods.into_iter().map(|bought| Choice::of(bought, visitor.lang)).collect(),
        form,
    };
    visitor.page_with(shop, &page, status)
}

/// `GET /orders/{code}/parcels/{number}/review`
pub async fn ask(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i16)>,
) -> Result<HttpResponse> {
    let (code, number) = of.into_inner();
    let about = about(&visitor, &shop, &request, &code, number).await?;
    let form = before(&about);
    page(&visitor, &shop, about, form, StatusCode::OK)
}

/// The verdicts of a form; what was left empty is none. A sentence stands beside each field that is wrong.
fn read(form: &mut Form, goods: &[Bought]) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for bought in goods.iter().filter(|bought| bought.closed().is_none()) {
        let (stars, words) = fields(bought);
        let said = form.optional_lines(&words, MOST_WORDS);
        let given = match form.raw(&stars) {
            "" => None,
            typed => Some(typed.parse::<i16>().ok().filter(|n| (1..=5).contains(n))),
        };
        match (given, said) {
            (Some(Some(given)), Some(said)) => {
                verdicts.push(Verdict { product: bought.product, stars: given, words: said });
            }
            (Some(None), _) => form.refuse(&stars, "field-choose"),
            (None, Some(said)) if !said.is_empty() => form.refuse(&stars, "review-stars-needed"),
            _ => {}
        }
    }
    if verdicts.is_empty()
        && form.ok()
        && let Some(first) = goods.iter().find(|bought| bought.closed().is_none())
    {
        form.refuse(&fields(first).0, "review-stars-needed");
    }
    verdicts
}

/// `POST /orders/{code}/parcels/{number}/review`: `stars-{product}` and `words-{product}` of each, `named` to show the name.
pub async fn submit(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i16)>,
    mut form: Form,
) -> Result<HttpResponse> {
    let (code, number) = of.into_inner();
    let mut about = about(&visitor, &shop, &request, &code, number).await?;
    if about.own {
        return page(&visitor, &shop, about, form, StatusCode::CONFLICT);
    }
    throttle::check(&shop, &mut *shop.db.conn().await?, SAID, &about.order.code).await?;
    let verdicts = read(&mut form, &about.goods);
    if !form.ok() || verdicts.is_empty() {
        return page(&visitor, &shop, about, form, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let name = if form.ticked("named") { name::shown(&about.order.buyer_name) } else { String::new() };
    let account = visitor.account.as_ref().map(|account| account.id);
    let mut conn = shop.db.conn().await?;
    let written =
        conn.transaction(async |conn| write::write(conn, about.parcel, account, &name, &verdicts).await).await;
    drop(conn);
    match written {
        Ok(()) => Ok(visitor.go(&shop, &format!("/orders/{}", about.order.code), Some("review-thanks"))),
        Err(WriteError::NotFound) => Err(Error::NotFound),
        Err(WriteError::Failed(error)) => Err(error),
        Err(WriteError::NotReceived) => page(&visitor, &shop, about, form, StatusCode::CONFLICT),
        Err(WriteError::Own) => {
            about.own = true;
            page(&visitor, &shop, about, form, StatusCode::CONFLICT)
        }
        Err(WriteError::Closed(product, sentence)) => {
            form.refuse(&format!("stars-{product}"), sentence);
            page(&visitor, &shop, about, form, StatusCode::CONFLICT)
        }
    }
}

/// `POST /orders/{code}/parcels/{number}/reviews/{id}/withdrawal`
pub async fn withdraw(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i16, i64)>,
) -> Result<HttpResponse> {
    let (code, number, id) = of.into_inner();
    let about = about(&visitor, &shop, &request, &code, number).await?;
    let mut conn = shop.db.conn().await?;
    conn.transaction(async |conn| write::withdraw(conn, ReviewId(id), about.parcel).await).await?;
    drop(conn);
    let here = format!("/orders/{}/parcels/{number}/review", about.order.code);
    Ok(visitor.go(&shop, &here, Some("review-withdrawn")))
}
