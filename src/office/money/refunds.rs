//! Money on its way back to buyers: to whom, how, and that it arrived.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::{Value, json};

use super::accounts;
use super::settings::MOST_WHY;
use super::slip::Slip;
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
use crate::checkout::refund_account;
use crate::error::{Error, Result};
use crate::kernel::ids::RefundId;
use crate::office::inbox::claims::{self, Held, Whence};
use crate::orders::parcel;
use crate::payments::bank_account::masked;
use crate::payments::card;
use crate::payments::refund::Way;
use crate::payments::refund_list::{self, Refund};
use crate::payments::refund_reason;
use crate::payments::refund_sent::{self, From as PaidFrom};
use crate::payments::refund_way::{self, WayError};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;

#[derive(Serialize)]
pub struct RefundsPage {
    pub waiting: Vec<Refund>,
    pub done: Vec<Refund>,
}

impl Page for RefundsPage {
    const TEMPLATE: &'static str = "office/money/refunds.html";
}

#[derive(Serialize)]
pub struct RefundPage {
    pub r: Refund,
    /// Why it goes back, in the reader's words.
    pub why: String,
    /// What the household calls the parcel.
    pub parcel_code: Option<String>,
    /// To be transferred to an account that is known.
    pub slip: Option<Slip>,
    pub banks: Vec<&'static str>,
    /// Who pays when nothing else is said: `bank`, `household` or `card`.
    pub usual: &'static str,
    /// Stripe has not said yet what became of it, and is asked again.
    pub unsaid: bool,
    /// Who looks at it.
    pub held: Vec<Held>,
    pub form: Form,
    /// Fluent key of why the last press did nothing.
    pub refused: Option<&'static str>,
}

impl Page for RefundPage {
    const TEMPLATE: &'static str = "office/money/refund.html";
}

/// `GET /office/money/refunds`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page =
        RefundsPage { waiting: refund_list::waiting(&mut conn).await?, done: refund_list::done(&mut conn).await? };
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

async fn page(
    conn: &mut Conn,
    shop: &Shop,
    clerk: &Clerk,
    id: i64,
    form: Option<Form>,
    refused: Option<&'static str>,
) -> Result<RefundPage> {
    let r = refund_list::find(conn, RefundId(id)).await?;
    let usual = refund_sent::usual(conn, r.id).await?.word();
    let to = match (&r.to_bin, &r.to_number, &r.to_holder) {
        (Some(bin), Some(number), Some(holder)) => Some((bin.clone(), number.clone(), holder.clone())),
        _ => None,
    };
    let slip = to
        .as_ref()
        .map(|(bin, number, holder)| Slip::of_refund(r.id, r.code.as_deref(), (bin, number, holder), r.amount));
    let form = form.or_else(|| to.map(|(bin, number, holder)| accounts::filled(&bin, &number, &holder)));
    Ok(RefundPage {
        why: refund_reason::told(clerk.visitor.lang, &r.reason),
        parcel_code: r.parcel.map(parcel::code),
        unsaid: r.method == "card" && r.state == "due" && card::asks(shop),
        r,
        slip,
        banks: accounts::banks(),
        usual,
        held: claims::held(conn, &[("refund", id)], clerk.account).await?,
        form: form.unwrap_or_default(),
        refused,
    })
}

/// `GET /office/money/refunds/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = page(&mut conn, &shop, &clerk, *id, None, None).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

async fn again(clerk: &Clerk, shop: &Shop, id: i64, form: Form, refused: Option<&'static str>) -> Result<HttpResponse> {
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut conn = shop.db.conn().await?;
    let page = page(&mut conn, shop, clerk, id, Some(form), refused).await?;
    drop(conn);
    clerk.visitor.page_with(shop, &page, status)
}

fn address(id: i64) -> String {
    format!("/office/money/refunds/{id}")
}

/// `POST /office/money/refunds/{id}/account`: the buyer wants it on this account, and `why` says how the clerk knows.
pub async fn account(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let (account, why) = (refund_account::read(&mut form), form.line("why", MOST_WHY));
    let (Some(account), Some(why)) = (account, why) else {
        return again(&clerk, &shop, *id, form, None).await;
    };
    let asked = card::asks(&shop);
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            claims::hold(conn, "refund", *id, clerk.account).await?;
            refund_way::to_account(conn, RefundId(*id), &account, asked).await?;
            let now = json!(masked(&account.bin, &account.number, &account.holder));
            let act = clerk.act("refund.account").on(format!("R{id}")).changed(Value::Null, now);
            Ok::<(), WayError>(acts::record(conn, &act.because(&why)).await?)
        })
        .await;
    drop(conn);
    match outcome {
        Ok(()) => Ok(clerk.visitor.go(&shop, &address(*id), Some("money-account-saved"))),
        Err(WayError::NotFound) => Err(Error::NotFound),
        Err(WayError::Failed(Error::Conflict(held))) => again(&clerk, &shop, *id, form, Some(held)).await,
        Err(WayError::Failed(error)) => Err(error),
        Err(WayError::MovedOn(_)) => again(&clerk, &shop, *id, form, Some("refund-moved-on")).await,
        Err(WayError::Unsaid) => again(&clerk, &shop, *id, form, Some("refund-card-unsaid")).await,
    }
}

/// `POST /office/money/refunds/{id}/done`: the buyer has the money, with what proves it. What was to be transferred may have
/// been given in cash instead.
pub async fn done(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let refund = refund_list::find(&mut conn, RefundId(*id)).await?;
    let by_household =
        refund.parcel.is_some() || refund_sent::usual(&mut conn, refund.id).await? == PaidFrom::Household;
    drop(conn);
    if refund.state == "done" {
        return Ok(clerk.visitor.go(&shop, &address(*id), Some("refund-done-flash")));
    }
    if refund.method == "card" {
        return again(&clerk, &shop, *id, form, Some("refund-card-by-itself")).await;
    }
    // The account that the page showed is the one that was paid; the buyer may have named another meanwhile.
    let shown = form.raw("to");
    if !shown.is_empty() && refund.to_number.as_deref() != Some(shown) {
        return again(&clerk, &shop, *id, form, Some("refund-account-changed")).await;
    }
    let proof = form.line("proof", 120);
    let (transfer, in_cash) = (refund.method == Way::BankTransfer.as_str(), form.raw("from") == "cash");
    let from = match form.raw("from") {
        // Nobody transfers to an account that is not known.
        "bank" if transfer && !refund.has_account() => {
            form.refuse("from", "refund-no-account");
            None
        }
        "bank" => Some(PaidFrom::Bank),
        "cash" if transfer => Some(PaidFrom::Bank),
        // Of a parcel, or of what came to its account for none.
        "household" if by_household => Some(PaidFrom::Household),
        _ => {
            form.refuse("from", "field-choose");
            None
        }
    };
    let (Some(proof), Some(from)) = (proof, from) else { return again(&clerk, &shop, *id, form, None).await };
    let mut conn = shop.db.conn().await?;
    let by = Some(clerk.account);
    let done = conn
        .transaction(async |conn| {
            let held = claims::settle(conn, "refund", *id, clerk.account).await?;
            if in_cash {
                refund_way::in_cash(conn, RefundId(*id)).await?;
            }
            if refund_sent::done(conn, RefundId(*id), from, &proof, by).await? {
                let way = if in_cash { Way::Cash.as_str() } else { refund.method.as_str() };
                let by_hand = from == PaidFrom::Bank && way == Way::Cash.as_str();
                let paid_from = if by_hand { "hand" } else { from.word() };
                let now = json!({ "state": "done", "amount": refund.amount, "way": way, "paid_from": paid_from, "proof": proof });
                let act = clerk.act("refund.done").on(format!("R{id}")).changed(json!({ "state": refund.state }), now);
                acts::record(conn, &act.shown_by(Evidence::Proof)).await?;
            }
            Ok::<Whence, Error>(held)
        })
        .await;
    drop(conn);
    match done {
        Ok(held) => Ok(claims::go(&clerk, &shop, &held, &address(*id), "refund-done-flash")),
        Err(Error::Conflict(held)) => again(&clerk, &shop, *id, form, Some(held)).await,
        Err(error) => Err(error),
    }
}

/// `POST /office/money/refunds/{id}/retry`: asks the provider once more.
pub async fn retry(clerk: Clerk, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            let held = claims::settle(conn, "refund", *id, clerk.account).await?;
            refund_way::retry(conn, RefundId(*id)).await?;
            let act = clerk.act("refund.retried").on(format!("R{id}"));
            acts::record(conn, &act.shown_by(Evidence::TriedAgain)).await?;
            Ok::<Whence, WayError>(held)
        })
        .await;
    drop(conn);
    match outcome {
        Ok(held) => Ok(claims::go(&clerk, &shop, &held, &address(*id), "refund-retried")),
        Err(WayError::MovedOn(state)) if state == "due" => {
            Ok(clerk.visitor.go(&shop, &address(*id), Some("refund-retried")))
        }
        Err(WayError::NotFound) => Err(Error::NotFound),
        Err(WayError::Failed(Error::Conflict(held))) => again(&clerk, &shop, *id, form, Some(held)).await,
        Err(WayError::Failed(error)) => Err(error),
        Err(WayError::MovedOn(_) | WayError::Unsaid) => again(&clerk, &shop, *id, form, Some("refund-moved-on")).await,
    }
}
