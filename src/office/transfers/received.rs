//! `/office/money/received`: a clerk has seen money for an order at the bank and says so, looking twice.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::queries::{self, Payee};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::kernel::clock::{from_vietnam, in_vietnam};
use crate::kernel::ids::BankAccountId;
use crate::kernel::money::Money;
use crate::orders::code;
use crate::orders::queries::{self as orders, OrderRow};
use crate::payments::banks;
use crate::payments::transfer::foresee::Foreseen;
use crate::payments::transfer::kinds::Source;
use crate::payments::transfer::note::{How, NoteError, Noted};
use crate::payments::transfer::told::{self, To, Told};
use crate::payments::transfer::word::{self, WordError};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::platform::{Shop, secrets};

const AS_BROWSERS_SEND: &str = "%Y-%m-%dT%H:%M";

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
    let now = in_vietnam(shop.clock.now()).format(AS_BROWSERS_SEND).to_string();
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

/// What the form tells; what is wrong is said beside its field.
fn read(form: &mut Form, order: &OrderRow, clerk: &Clerk, now: DateTime<Utc>) -> Option<Told> {
    const LONGEST_REFERENCE: usize = 60;
    let amount = form.money("amount");
    let account = form.id("account").map(BankAccountId);
    let reference = form.optional_line("reference", LONGEST_REFERENCE);
    let typed = NaiveDateTime::parse_from_str(form.raw("at").trim(), AS_BROWSERS_SEND).ok();
    let typed = typed.filter(|at| (2000..=2100).contains(&at.year()));
    let at = typed.and_then(from_vietnam).filter(|at| *at <= now + chrono::Duration::days(1));
    if at.is_none() {
        form.refuse("at", "received-at-wrong");
    }
    let token = form.raw("token");
    let token: String = if token.len() <= 64 { token.to_owned() } else { String::new() };
    if token.is_empty() {
        form.refuse("amount", "received-again");
    }
    Some(Told {
        source: Source::Clerk,
        external_id: Some(token).filter(|token| !token.is_empty())?,
        to: To::Account(account?),
        amount: amount?,
        content: order.code.clone(),
        bank_reference: told::reference(Some(reference?.as_str())),
        payer_name: None,
        payer_account: None,
        payer_bank: None,
        at: at?,
        by: Some(clerk.account),
        nth: 0,
    })
}

/// `POST /office/money/received`: with `step=write` it is written, else it is looked at.
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let order = order_called(&mut conn, form.raw("order")).await?;
    let Some(told) = read(&mut form, &order, &clerk, shop.clock.now()) else {
        let page = page(&mut conn, order, form, None, None).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let refused = if form.raw("step") == "write" {
        let ground = shop.clone();
        let word = told.clone();
        let act = clerk.act("transfer.received").on(order.code.clone());
        let taken = actix_web::rt::spawn(async move {
            let mut conn = ground.db.conn().await?;
            conn.transaction(async |conn| {
                let noted = word::take(conn, &word).await?;
                if noted.how == How::New {
                    let now = json!({ "transfer": noted.transfer, "amount": word.amount, "at": word.at });
                    acts::record(conn, &act.changed(Value::Null, now)).await?;
                }
                Ok::<Noted, WordError>(noted)
            })
            .await
        });
        match taken.await.map_err(|error| Error::Internal(anyhow::anyhow!("a clerk's word: {error}")))? {
            Ok(noted) => {
                tracing::info!(transfer = %noted.transfer, clerk = %clerk.account, "money received, says a clerk");
                let there = format!("/office/money/transfers/{}", noted.transfer);
                return Ok(clerk.visitor.go(&shop, &there, Some("received-done")));
            }
            Err(refused) => refused,
        }
    } else {
        match word::look(&mut conn, &told).await {
            Ok(foreseen) => {
                let look = Look { amount: told.amount, at: told.at, foreseen };
                let page = page(&mut conn, order, form, None, Some(look)).await?;
                return clerk.visitor.page(&shop, &page);
            }
            Err(refused) => refused,
        }
    };
    let sentence = match refused {
        WordError::Paid => "received-paid",
        WordError::Note(NoteError::NoAmount) => "field-money-wrong",
        WordError::Note(NoteError::UnknownAccount) => "field-choose",
        WordError::Failed(error) | WordError::Note(NoteError::Failed(error)) => return Err(error),
    };
    let page = page(&mut conn, order, form, Some(sentence), None).await?;
    clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
}
