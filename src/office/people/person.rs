//! One person, and a request of theirs that a clerk writes down.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Days, NaiveTime, Utc};
use diesel::sql_types::{Array, BigInt};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde_json::{Value, json};

use super::pages::{OrderRow, PersonPage};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::consents::{self, Consent};
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
use crate::kernel::clock::{from_vietnam, in_vietnam};
use crate::kernel::paging::first;
use crate::people::person::{self, Person, Who};
use crate::people::register::{self, Asked, MOST_WORDS, Request};
use crate::people::request::{How, Kind};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// A letter may lie for so many days before it is written down.
const MOST_DAYS: u64 = 60;
/// Orders shown; the file has all.
const ORDERS: usize = 30;

/// `GET /office/people/{who}`: the look itself is in the log.
pub async fn show(clerk: Clerk, shop: Shop, who: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let person = load(&mut conn, &who).await?;
    let act = clerk.act("person.opened").on(person.key.clone()).shown_by(Evidence::ToAnswer);
    acts::record(&mut conn, &act).await?;
    page(&clerk, &shop, &mut conn, person, Form::default(), StatusCode::OK).await
}

pub(super) async fn load(conn: &mut Conn, who: &str) -> Result<Person> {
    let who = Who::parse(who).ok_or(Error::NotFound)?;
    person::load(conn, who).await?.ok_or(Error::NotFound)
}

/// Their latest orders: `most` of them, and whether there are more.
pub(super) async fn orders(conn: &mut Conn, person: &Person, most: usize) -> Result<(Vec<OrderRow>, bool)> {
    let rows: Vec<OrderRow> = diesel::sql_query(
        "SELECT o.code, o.placed_at, EXISTS (SELECT FROM parcels p WHERE p.order_id = o.id \
             AND p.state IN ('awaiting_payment', 'placed', 'confirmed', 'packed', 'handed_over')) AS open \
         FROM orders o WHERE o.id = ANY($1) ORDER BY o.id DESC LIMIT $2",
    )
    .bind::<Array<BigInt>, _>(person.order_ids())
    .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1))
    .load(conn)
    .await?;
    Ok(first(rows, most))
}

/// What they agreed to and took back, the latest first: `most` of it, and whether there is more.
pub(super) async fn said(conn: &mut Conn, person: &Person, most: usize) -> Result<(Vec<Consent>, bool)> {
    let account = person.who.account();
    Ok(first(consents::list(conn, account, &person.orders, most.saturating_add(1)).await?, most))
}

/// What they asked for, the latest first: `most` of it, and whether there is more.
pub(super) async fn asked(conn: &mut Conn, person: &Person, most: usize) -> Result<(Vec<Request>, bool)> {
    Ok(first(register::of(conn, person.who, &person.order_ids(), most.saturating_add(1)).await?, most))
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    conn: &mut Conn,
    person: Person,
    form: Form,
    status: StatusCode,
) -> Result<HttpResponse> {
    let (orders, more_orders) = orders(conn, &person, ORDERS).await?;
    let (consents, more_consents) = said(conn, &person, consents::SHOWN).await?;
    let (requests, more_requests) = asked(conn, &person, register::SHOWN).await?;
    let page = PersonPage {
        account: person.has_account(),
        count: person.orders.len(),
        orders,
        more_orders,
        consents,
        more_consents,
        requests,
        more_requests,
        today: shop.clock.today(),
        form,
        person,
    };
    clerk.visitor.page_with(shop, &page, status)
}

/// When it came: today now, another day at its noon. `None` for a day that is not one of the last.
fn received(shop: &Shop, form: &mut Form) -> Option<DateTime<Utc>> {
    let day = form.day("received")?;
    let now = shop.clock.now();
    let today = in_vietnam(now).date_naive();
    let first = today.checked_sub_days(Days::new(MOST_DAYS)).unwrap_or(today);
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let at = if day == today { Some(now) } else { from_vietnam(day.and_time(noon)) };
    let at = at.filter(|_| (first..=today).contains(&day));
    if at.is_none() {
        form.refuse("received", "people-received-wrong");
    }
    at
}

/// `POST /office/people/{who}`: a request that came by phone, letter, mail or visit.
pub async fn open(clerk: Clerk, shop: Shop, who: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let kind = Kind::parse(form.raw("kind"));
    let how = How::parse(form.raw("how")).filter(|how| How::BY_CLERK.contains(how));
    for (name, missing) in [("kind", kind.is_none()), ("how", how.is_none())] {
        if missing {
            form.refuse(name, "field-choose");
        }
    }
    let received = received(&shop, &mut form);
    let words = form.optional_lines("words", MOST_WORDS);
    let mut conn = shop.db.conn().await?;
    let person = load(&mut conn, &who).await?;
    if person.erased_at.is_some() {
        return Err(Error::Conflict("people-is-gone"));
    }
    let (Some(kind), Some(how), Some(received), Some(words)) = (kind, how, received, words) else {
        return page(&clerk, &shop, &mut conn, person, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let id = conn
        .transaction(async |conn| {
            let asked = Asked { who: person.who, kind, how, words: &words, received, by: Some(clerk.account) };
            let (id, new) = register::open(conn, &asked).await?;
            if new {
                let told = json!({ "kind": kind.as_str(), "how": how.as_str() });
                let act = clerk.act("person.asked").on(person.key.clone()).changed(Value::Null, told);
                acts::record(conn, &act.shown_by(Evidence::OwnRequest)).await?;
            }
            Ok::<_, Error>(id)
        })
        .await?;
    Ok(clerk.visitor.go(&shop, &format!("/office/people/requests/{id}"), Some("people-written-down")))
}
