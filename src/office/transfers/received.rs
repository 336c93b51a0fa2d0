//! `/office/money/received`: a clerk has seen money for an order at the bank and says so, looking twice.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::queries::{self, Payee};
use crate::accounts::actors::Clerk;
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::BankAccountId;
use crate::kernel::money::Money;
use crate::orders::code;
use crate::orders::queries::{self as orders, OrderRow};
use crate::payments::banks;
use crate::payments::transfer::foresee::Foreseen;
use crate::payments::transfer::note::NoteError;
use crate::payments::transfer::said;
use crate::payments::transfer::second_look;
use crate::payments::transfer::word::{self, Whose, WordError};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::platform::{Shop, secrets};

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    order: String,
}

/// An account to choose.
#[derive(Serialize)]
struct Choice {
    id: BankAccountId,
    bank: &'static str,
    #[serde(flatten)]
    payee: Payee,
    chosen: bool,
}

/// What the second look shows.
#[derive(Serialize)]
struct Look {
    amount: Money,
    at: DateTime<Utc>,
    foreseen: Foreseen,
    /// Those of whom one must look at it too before it pays.
    others: Vec<String>,
}

#[derive(Serialize)]
struct ReceivedPage {
    code: String,
    buyer_name: String,
    accounts: Vec<Choice>,
    form: Form,
    /// The sentence of a refusal.
    refused: Option<&'static str>,
    look: Option<Look>,
}

impl Page for ReceivedPage {
    const TEMPLATE: &'static str = "office/transfers/received.html";
}

async fn order_called(conn: &mut Conn, typed: &str) -> Result<OrderRow> {
    let code = code::parse(typed).ok_or(Error::NotFound)?;
    orders::by_code(conn, &code).await?.ok_or(Error::NotFound)
}

/// `GET /office/money/received?order=CODE`
pub async fn show(clerk: Clerk, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let order = order_called(&mut conn, &asked.order).await?;
    let now = in_vietnam(shop.clock.now()).format(said::MOMENT).to_string();
    let form = Form::blank(&[("at", &now), ("token", &secrets::form_token())]);
    let page = page(&mut conn, order, form, None, None).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

async fn page(
    conn: &mut Conn,
    order: OrderRow,
    form: Form,
    refused: Option<&'static str>,
    look: Option<Look>,
) -> Result<ReceivedPage> {
    let mut payees = queries::payees(conn, Some(order.id)).await?;
    if payees.is_empty() {
        payees = queries::payees(conn, None).await?;
    }
    let chosen = form.raw("account").parse().ok().map(BankAccountId).or(payees.first().map(|p| p.id));
    let accounts = payees
        .into_iter()
        .map(|payee| Choice {
            id: payee.id,
            bank: banks::find(&payee.bin).map_or("", |bank| bank.short_name),
            chosen: Some(payee.id) == chosen,
            payee,
        })
        .collect();
    Ok(ReceivedPage { code: order.code, buyer_name: order.buyer_name, accounts, form, refused, look })
}

/// `POST /office/money/received`: with `step=write` it is written, else it is looked at.
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let order = order_called(&mut conn, form.raw("order")).await?;
    let account = form.id("account").map(BankAccountId);
    let Some(told) = said::read(&mut form, &order.code, account, clerk.account, shop.clock.now()) else {
        let page = page(&mut conn, order, form, None, None).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let refused = if form.raw("step") == "write" {
        let act = clerk.act("transfer.received").on(order.code.clone()).shown_by(Evidence::SeenAtBank);
        match said::write(&shop, &told, Whose::Clerk, act).await {
            Ok(noted) => {
                tracing::info!(transfer = %noted.transfer, clerk = %clerk.account, "money received, says a clerk");
                let there = format!("/office/money/transfers/{}", noted.transfer);
                let waits = queries::load(&mut conn, noted.transfer).await?.waits();
                let done = if waits { "received-waits" } else { "received-done" };
                return Ok(clerk.visitor.go(&shop, &there, Some(done)));
            }
            Err(refused) => refused,
        }
    } else {
        match word::look(&mut conn, &told, Whose::Clerk).await {
            Ok(looked) => {
                let foreseen = looked.fate;
                // What the bank has told of already is only joined to it.
                let others = if foreseen.what == "known" {
                    Vec::new()
                } else {
                    second_look::asked(&mut conn, order.id, told.amount, clerk.account).await?
                };
                let look = Look { amount: told.amount, at: told.at, foreseen, others };
                let page = page(&mut conn, order, form, None, Some(look)).await?;
                return clerk.visitor.page(&shop, &page);
            }
            Err(refused) => refused,
        }
    };
    let sentence = match refused {
        WordError::Paid => "received-paid",
        WordError::Waits => "received-waits-already",
        WordError::Note(NoteError::NoAmount) => "field-money-wrong",
        WordError::Note(NoteError::UnknownAccount | NoteError::WhichBank) => "field-choose",
        WordError::Failed(error) | WordError::Note(NoteError::Failed(error)) => return Err(error),
    };
    let page = page(&mut conn, order, form, Some(sentence), None).await?;
    clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
}
