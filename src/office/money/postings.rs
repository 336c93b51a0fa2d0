//! `/office/money/postings`: postings by hand. Looked at twice before one is written, never changed, reversed when wrong.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::kernel::money::Money;
use crate::ledger::account::Account;
use crate::ledger::manual::{self, LISTED, ManualError, Row, Wanted};
use crate::office::households::choose::{self, Household};
use crate::office::own;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::platform::{Shop, secrets};
use crate::schema::producers;

const LONGEST_MEMO: usize = 200;

/// The accounts of the form, in the order in which they are offered.
const WORDS: [&str; 10] =
    ["bank", "card", "stripe_fees", "adjustment", "payable", "commission", "vat", "pit", "vouchers", "with_carrier"];

/// An account to choose.
#[derive(Serialize)]
struct Choice {
    word: &'static str,
    /// Tail of its Fluent key (`ledger-account-…`).
    key: String,
    debit: bool,
    credit: bool,
}

/// What the second look shows.
#[derive(Serialize)]
struct Look {
    debit: String,
    credit: String,
    household: Option<String>,
    amount: Money,
    day: chrono::NaiveDate,
    memo: String,
}

#[derive(Serialize)]
struct FormPage {
    form: Form,
    accounts: Vec<Choice>,
    households: Vec<Household>,
    look: Option<Look>,
}

impl Page for FormPage {
    const TEMPLATE: &'static str = "office/money/posting.html";
}

#[derive(Serialize)]
struct ListPage {
    postings: Vec<Row>,
    next: Option<i64>,
    /// Fluent key of why the last press did nothing.
    refused: Option<&'static str>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "office/money/postings.html";
}

#[derive(Deserialize)]
pub struct Before {
    #[serde(default)]
    before: String,
}

fn tail(word: &str) -> String {
    word.replace('_', "-")
}

async fn list_page(conn: &mut Conn, before: Option<i64>, refused: Option<&'static str>) -> Result<ListPage> {
    let mut postings = manual::list(conn, before, LISTED).await?;
    let shown = usize::try_from(LISTED).unwrap_or_default();
    let more = postings.len() > shown;
    postings.truncate(shown);
    let next = postings.last().map(|row| row.id).filter(|_| more);
    Ok(ListPage { postings, next, refused })
}

/// `GET /office/money/postings`
pub async fn list(clerk: Clerk, shop: Shop, query: web::Query<Before>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = list_page(&mut conn, query.before.parse().ok(), None).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

/// `GET /office/money/postings/new`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let today = shop.clock.today().to_string();
    let form = Form::blank(&[("day", &today), ("token", &secrets::form_token())]);
    again(&clerk, &shop, form, None, StatusCode::OK).await
}

async fn again(clerk: &Clerk, shop: &Shop, form: Form, look: Option<Look>, status: StatusCode) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let households = choose::list(&mut conn, clerk.visitor.lang, form.raw("household")).await?;
    drop(conn);
    let (debit, credit) = (form.raw("debit").to_owned(), form.raw("credit").to_owned());
    let accounts = WORDS.map(|word| Choice { word, key: tail(word), debit: word == debit, credit: word == credit });
    let page = FormPage { form, accounts: accounts.into(), households, look };
    clerk.visitor.page_with(shop, &page, status)
}

/// What the form asks for; what is wrong is said beside its field.
async fn read(conn: &mut Conn, form: &mut Form, clerk: &Clerk) -> Result<Option<(Wanted, Option<String>)>> {
    let day = form.day("day");
    let amount = form.money("amount");
    let memo = form.line("memo", LONGEST_MEMO);
    let typed: Option<i64> = form.raw("household").trim().parse().ok();
    let named = match typed {
        Some(id) => {
            let names = producers::table.select((producers::id, producers::name_vi, producers::name_en)).find(id);
            names.first::<(ProducerId, String, String)>(conn).await.optional()?
        }
        None => None,
    };
    let household = named.as_ref().map(|(id, ..)| *id);
    let account = |form: &mut Form, side: &str| {
        let word = form.raw(side).to_owned();
        if word == "payable" && household.is_none() {
            form.refuse("household", "field-choose");
            return None;
        }
        let account = WORDS.contains(&word.as_str()).then(|| Account::parse(&word, household)).flatten();
        if account.is_none() {
            form.refuse(side, "field-choose");
        }
        account
    };
    let (debit, credit) = (account(form, "debit"), account(form, "credit"));
    let token = form.raw("token").to_owned();
    if token.is_empty() || token.len() > 64 || !token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)) {
        form.refuse("amount", "received-again");
    }
    let (Some(day), Some(amount), Some(memo), Some(debit), Some(credit), true) =
        (day, amount, memo, debit, credit, form.ok())
    else {
        return Ok(None);
    };
    let about = debit.producer().or(credit.producer());
    let name = named.filter(|_| about.is_some()).map(|(_, vi, en)| clerk.visitor.lang.pick(&vi, &en).to_owned());
    Ok(Some((Wanted { token, day, debit, credit, amount, memo, by: clerk.account }, name)))
}

/// `POST /office/money/postings/new`: with `step=write` it is written, else it is looked at.
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let Some((wanted, household)) = read(&mut conn, &mut form, &clerk).await? else {
        drop(conn);
        return again(&clerk, &shop, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    if let Some(about) = wanted.debit.producer().or(wanted.credit.producer()) {
        own::household(&mut conn, about, clerk.account).await?;
    }
    let today = shop.clock.today();
    let write = form.raw("step") == "write";
    let outcome = if write {
        conn.transaction(async |conn| {
            if manual::write(conn, &wanted, today).await? {
                acts::record(conn, &written(&clerk, &wanted)).await?;
            }
            Ok::<(), ManualError>(())
        })
        .await
    } else {
        wanted.check(today)
    };
    drop(conn);
    match outcome {
        Ok(()) if write => {
            tracing::info!(clerk = %clerk.account, amount = %wanted.amount, "a posting by hand");
            Ok(clerk.visitor.go(&shop, "/office/money/postings", Some("posting-written")))
        }
        Ok(()) => {
            let look = Look {
                debit: tail(wanted.debit.as_str()),
                credit: tail(wanted.credit.as_str()),
                household,
                amount: wanted.amount,
                day: wanted.day,
                memo: wanted.memo,
            };
            again(&clerk, &shop, form, Some(look), StatusCode::OK).await
        }
        Err(ManualError::Failed(error)) => Err(error),
        Err(refused) => {
            let (field, sentence) = beside(&refused);
            form.refuse(field, sentence);
            again(&clerk, &shop, form, None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// A posting as the log keeps it.
fn written<'a>(clerk: &Clerk, wanted: &'a Wanted) -> Act<'a> {
    let about = wanted.debit.producer().or(wanted.credit.producer());
    let now = json!({
        "debit": wanted.debit.as_str(),
        "credit": wanted.credit.as_str(),
        "amount": wanted.amount,
        "day": wanted.day,
    });
    let act = Act::new("posting.written", Some(clerk.account)).because(&wanted.memo).changed(Value::Null, now);
    match about {
        Some(household) => act.of(household),
        None => act,
    }
}

const fn beside(refused: &ManualError) -> (&'static str, &'static str) {
    match refused {
        ManualError::SameAccount => ("credit", "posting-same-account"),
        ManualError::NotByHand => ("debit", "field-choose"),
        ManualError::Amount => ("amount", "posting-too-much"),
        ManualError::Day => ("day", "posting-day-wrong"),
        ManualError::NoReason | ManualError::NotFound | ManualError::Reversed | ManualError::Failed(_) => {
            ("memo", "field-required")
        }
    }
}

/// `POST /office/money/postings/{id}/reversal`
pub async fn reverse(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let memo = form.line("memo", LONGEST_MEMO).unwrap_or_default();
    let (today, by) = (shop.clock.today(), clerk.account);
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            own::refuse(conn, "posting", &[*id], by).await?;
            manual::reverse(conn, *id, &memo, by, today).await?;
            let act = clerk.act("posting.reversed").on(id.to_string()).because(&memo);
            Ok::<(), ManualError>(acts::record(conn, &act).await?)
        })
        .await;
    let (refused, status) = match done {
        Ok(()) => {
            tracing::info!(posting = *id, clerk = %by, "a posting by hand reversed");
            return Ok(clerk.visitor.go(&shop, "/office/money/postings", Some("posting-reversed-done")));
        }
        Err(ManualError::NotFound) => return Err(Error::NotFound),
        Err(ManualError::Failed(error)) => return Err(error),
        Err(ManualError::Reversed) => ("posting-reversed-before", StatusCode::CONFLICT),
        Err(_) => ("posting-no-reason", StatusCode::UNPROCESSABLE_ENTITY),
    };
    let page = list_page(&mut conn, None, Some(refused)).await?;
    drop(conn);
    clerk.visitor.page_with(&shop, &page, status)
}
