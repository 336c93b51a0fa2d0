//! `/sell/money/received`: a household has seen a transfer in its own account and says so, looking twice. Where nobody holds
//! others' money, nobody else can see it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::pages::Desk;
use super::queries;
use crate::accounts::actors::{Member, Owner};
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::kernel::money::Money;
use crate::orders::code;
use crate::payments::awaited::{self, Awaited};
use crate::payments::bank_account::{Masked, masked};
use crate::payments::transfer::foresee::Foreseen;
use crate::payments::transfer::note::NoteError;
use crate::payments::transfer::said;
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

/// What the second look shows.
#[derive(Serialize)]
struct Look {
    amount: Money,
    at: DateTime<Utc>,
    foreseen: Foreseen,
    /// The market has noted the same, which waits for this.
    seconds: bool,
}

#[derive(Serialize)]
struct ReceivedPage {
    desk: Desk,
    code: String,
    account: Masked,
    late: bool,
    form: Form,
    /// The sentence of a refusal.
    refused: Option<&'static str>,
    look: Option<Look>,
}

impl Page for ReceivedPage {
    const TEMPLATE: &'static str = "sell/received.html";
}

/// An order that asks for a transfer to the household's own account. A clerk who acts for the household cannot look into
/// that account; the office has a page of its own for what was shown to it.
async fn awaited_of(conn: &mut Conn, member: &Member, typed: &str) -> Result<Awaited> {
    if member.clerk {
        return Err(Error::Forbidden);
    }
    let code = code::parse(typed).ok_or(Error::NotFound)?;
    awaited::find(conn, member.producer, &code).await?.ok_or(Error::NotFound)
}

async fn page(
    conn: &mut Conn,
    member: &Member,
    asked: Awaited,
    form: Form,
    refused: Option<&'static str>,
    look: Option<Look>,
) -> Result<ReceivedPage> {
    Ok(ReceivedPage {
        desk: Desk::of(queries::list_households(conn, member, member.visitor.lang).await?),
        account: masked(&asked.bin, &asked.number, &asked.holder),
        late: asked.late,
        code: asked.code,
        form,
        refused,
        look,
    })
}

/// `GET /sell/money/received?order=CODE`
pub async fn show(Owner(member): Owner, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let order = awaited_of(&mut conn, &member, &asked.order).await?;
    let now = in_vietnam(shop.clock.now()).format(said::MOMENT).to_string();
    let left = order.left.amount().to_string();
    let form = Form::blank(&[("at", &now), ("amount", &left), ("token", &secrets::form_token())]);
    let page = page(&mut conn, &member, order, form, None, None).await?;
    drop(conn);
    member.visitor.page(&shop, &page)
}

/// `POST /sell/money/received`: with `step=write` it is written, as a clerk's word is; else it is looked at.
pub async fn submit(Owner(member): Owner, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let order = awaited_of(&mut conn, &member, form.raw("order")).await?;
    let told = said::read(&mut form, &order.code, Some(order.account), member.account, shop.clock.now());
    let Some(told) = told else {
        let page = page(&mut conn, &member, order, form, None, None).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let refused = if form.raw("step") == "write" {
        let act = member.act("transfer.received").on(order.code.clone());
        match said::write(&shop, &told, Whose::Household, act).await {
            Ok(noted) => {
                tracing::info!(transfer = %noted.transfer, household = %member.producer, "money received, says its household");
                return Ok(member.visitor.go(&shop, "/sell/money", Some("received-done")));
            }
            Err(refused) => refused,
        }
    } else {
        match word::look(&mut conn, &told, Whose::Household).await {
            Ok(looked) => {
                let (foreseen, seconds) = (looked.fate, looked.seconds);
                let look = Look { amount: told.amount, at: told.at, foreseen, seconds };
                let page = page(&mut conn, &member, order, form, None, Some(look)).await?;
                return member.visitor.page(&shop, &page);
            }
            Err(refused) => refused,
        }
    };
    let sentence = match refused {
        WordError::Paid => "received-paid",
        WordError::Waits => "sell-received-waits",
        WordError::Note(NoteError::NoAmount) => "field-money-wrong",
        WordError::Note(NoteError::UnknownAccount | NoteError::WhichBank) => "field-choose",
        WordError::Failed(error) | WordError::Note(NoteError::Failed(error)) => return Err(error),
    };
    let page = page(&mut conn, &member, order, form, Some(sentence), None).await?;
    member.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
}
