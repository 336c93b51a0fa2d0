//! `/orders/{code}`: the order with its parcels, what is to be paid and how, and what goes back.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::pay_panel::PayPanel;
use crate::accounts::actors::Visitor;
use crate::complaints::{complaint, pages as complaints};
use crate::error::Result;
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::orders::access::{Access, opened};
use crate::orders::delays::{self, Delayed};
use crate::orders::pages::OrderCard;
use crate::orders::parcel::ParcelState;
use crate::orders::queries::OrderRow;
use crate::orders::{code, queries, receipt};
use crate::payments::payment::Method;
use crate::payments::queries::{self as payment_queries, PaymentRow};
use crate::payments::refund_list::{self, Refund};
use crate::payments::transfer::credits::{self, Kept};
use crate::payments::{banks, card, facts};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::trace::lines::{self, LineLot};

/// Said when a provider does not answer.
pub const DOWN: &str = "order-pay-card-down";

#[derive(Serialize)]
pub struct OrderPage {
    #[serde(flatten)]
    card: OrderCard,
    /// Parcels whose harvest was put off.
    delays: Vec<Delayed>,
    pay: PayPanel,
    /// What has come for it, by each way it came.
    came: Vec<Came>,
    refunds: Vec<Back>,
    /// What of its money is kept for the buyer's next order.
    credit: Kept,
    /// What was said to be wrong with it, the latest first.
    complaints: Vec<complaints::Row>,
    /// The numbers of the parcels that something may be said of.
    complain: Vec<i16>,
    /// The numbers of the parcels whose goods may be judged.
    judge: Vec<i16>,
    /// The lots that its lines came from.
    lots: Vec<LineLot>,
    /// Of what came, what has gone back or is about to.
    back: Money,
    /// The buyer is asked where a refund that is due should go.
    asks_account: bool,
    /// That account, as it was typed.
    form: Form,
    /// Banks by their short names, to choose from.
    banks: Vec<&'static str>,
    /// Just placed: the page says thanks first.
    placed: bool,
    guest: bool,
    /// A sentence on why something was not done.
    refused: Option<&'static str>,
}

impl Page for OrderPage {
    const TEMPLATE: &'static str = "orders/order.html";
}

/// What came by one way, wanted or not.
#[derive(Serialize)]
struct Came {
    method: Method,
    sum: Money,
}

/// A refund as its buyer reads it.
#[derive(Serialize)]
struct Back {
    #[serde(flatten)]
    refund: Refund,
    /// Why it goes back; may be empty.
    why: String,
}

/// The panel alone, for a page that waits for the money.
#[derive(Serialize)]
struct PanelPart {
    order: OrderRow,
    pay: PayPanel,
}

impl Page for PanelPart {
    const TEMPLATE: &'static str = "orders/pay.html";
}

#[derive(Deserialize)]
pub struct Shown {
    placed: Option<String>,
    /// The provider did not answer when the order was placed.
    down: Option<String>,
    /// A card session that Stripe sends the buyer back from: a hint to look, never a proof.
    session: Option<String>,
}

/// `GET /orders/{code}`: for its buyer; anyone else is asked for the phone's last digits.
pub async fn show(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    path: web::Path<String>,
    shown: web::Query<Shown>,
) -> Result<HttpResponse> {
    if shown.session.is_some()
        && let Ok(order) = opened(&visitor, &shop, &request, &path).await
    {
        card::look(&shop, order.id).await;
    }
    let down = shown.down.as_ref().map(|_| DOWN);
    let (placed, form) = (shown.placed.is_some(), Form::blank(&[]));
    whole(&visitor, &shop, &request, &path, placed, down, form, StatusCode::OK).await
}

/// `GET /orders/{code}/payment`: the panel alone; `286` tells a page that polls it to stop and load itself again.
pub async fn panel(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let order = opened(&visitor, &shop, &request, &path).await?;
    let mut conn = shop.db.conn().await?;
    let (pay, _) = pay_panel(&mut conn, &visitor, &shop, &order).await?;
    drop(conn);
    if !pay.waits() {
        let here = format!("/orders/{}", order.code);
        return Ok(HttpResponse::NoContent().insert_header(("HX-Redirect", here)).finish());
    }
    visitor.page(&shop, &PanelPart { order, pay })
}

async fn pay_panel(
    conn: &mut Conn,
    visitor: &Visitor,
    shop: &Shop,
    order: &OrderRow,
) -> Result<(PayPanel, Vec<PaymentRow>)> {
    let payments = payment_queries::of_order(conn, order.id).await?;
    let facts = if payments.iter().any(|p| p.live() && p.left() > Money::ZERO) {
        let producers = queries::producers_of(conn, order.id).await?;
        let phone = Phone::stored(&order.buyer_phone);
        Some(facts::load_for_switch(conn, shop, &phone, &producers, order).await?)
    } else {
        None
    };
    Ok((PayPanel::of(visitor.lang, order, &payments, facts.as_ref()), payments))
}

/// All that came, so that what is taken off it below adds up: what its payments received, and transfers that paid nothing or too
/// much, which went back or are kept.
fn came(payments: &[PaymentRow], refunds: &[Refund], kept: Money) -> Vec<Came> {
    let beside: Money = refunds.iter().filter(|r| r.of_transfer).map(|r| r.amount).sum();
    let sums = Method::ALL.into_iter().map(|method| {
        let of = payments.iter().filter(|p| p.method == method.as_str());
        let received: Money = of.map(|p| p.received).sum();
        let beside = if method == Method::BankTransfer { beside + kept } else { Money::ZERO };
        Came { method, sum: received + beside }
    });
    sums.filter(|came| came.sum > Money::ZERO).collect()
}

/// The order's page; with `refused`, 409 and a sentence.
pub async fn page(
    visitor: &Visitor,
    shop: &Shop,
    request: &HttpRequest,
    typed: &str,
    placed: bool,
    refused: Option<&'static str>,
) -> Result<HttpResponse> {
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    whole(visitor, shop, request, typed, placed, refused, Form::blank(&[]), status).await
}

/// The order's page with a form as it was typed.
#[expect(clippy::too_many_arguments, reason = "everything the page shows again")]
pub async fn whole(
    visitor: &Visitor,
    shop: &Shop,
    request: &HttpRequest,
    typed: &str,
    placed: bool,
    refused: Option<&'static str>,
    form: Form,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let order = match code::parse(typed) {
        Some(code) => queries::by_code(&mut conn, &code).await?,
        None => None,
    };
    let access = Access::read(request, shop);
    // One that is not there and one that is somebody else's look alike.
    let Some(order) = order.filter(|o| access.opens(visitor, o)) else {
        let asked: String = typed.chars().filter(char::is_ascii_alphanumeric).take(20).collect();
        return Ok(visitor.go(shop, &format!("/track?code={asked}"), None));
    };
    let (pay, payments) = pay_panel(&mut conn, visitor, shop, &order).await?;
    let refunds = refund_list::of_order(&mut conn, order.id).await?;
    let credit = credits::of_order(&mut conn, order.id).await?;
    let lots = lines::of_order(&mut conn, order.id).await?;
    let view = queries::whole(&mut conn, order).await?;
    let said = complaint::of_order(&mut conn, view.order.id).await?.into_iter().map(complaints::Row::from).collect();
    let today = shop.clock.today();
    let complain = view.parcels.iter().filter(|p| match p.state {
        ParcelState::HandedOver | ParcelState::Delivered => true,
        state => state.to_pack() && today > p.row.expected_to,
    });
    let complain = complain.map(|p| p.row.number).collect();
    let received = view.parcels.iter().filter(|p| p.state == ParcelState::Delivered);
    let judge = received.map(|p| p.row.number).collect();
    let ids: Vec<_> = view.parcels.iter().map(|p| p.row.id).collect();
    let delays = delays::of_parcels(&mut conn, &ids).await?;
    drop(conn);
    // Thanks are for the first look: a page kept open or marked must not hide how the parcels get on.
    let fresh = |state| matches!(state, ParcelState::AwaitingPayment | ParcelState::Placed);
    let placed = placed && view.parcels.iter().all(|p| fresh(p.state));
    let asks_account = refunds.iter().any(Refund::asks_account);
    let banks = if asks_account { banks::all().iter().map(|b| b.short_name).collect() } else { Vec::new() };
    let came = came(&payments, &refunds, credit.sum);
    let back = refunds.iter().map(|r| r.amount).sum();
    let lang = visitor.lang;
    let refunds = refunds.into_iter().map(|refund| Back { why: refund.why(lang), refund }).collect();
    // Only here: a mail or a printed list must not open the door.
    let on_the_way = |state| matches!(state, ParcelState::Confirmed | ParcelState::Packed | ParcelState::HandedOver);
    let codes: Vec<Option<String>> = view
        .parcels
        .iter()
        .map(|p| on_the_way(p.state).then(|| receipt::code(&shop.config.secret_key, p.row.id)))
        .collect();
    let mut card = OrderCard::of(visitor.lang, view);
    for (parcel, code) in card.parcels.iter_mut().zip(codes) {
        parcel.receive_code = code;
    }
    card.due = pay.left();
    let page = OrderPage {
        card,
        delays,
        pay,
        came,
        refunds,
        credit,
        complaints: said,
        complain,
        judge,
        lots,
        back,
        asks_account,
        form,
        banks,
        placed,
        guest: visitor.account.is_none(),
        refused,
    };
    visitor.page_with(shop, &page, status)
}
