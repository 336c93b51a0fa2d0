//! The bank account of a household, and what it has been paid.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::Clerk;
use crate::checkout::refund_account;
use crate::error::Result;
use crate::kernel::money::Money;
use crate::ledger::balance;
use crate::office::producers::{self, Producer};
use crate::payments::bank_account::{self, BankAccount, ChangeError};
use crate::payments::banks;
use crate::payouts::queries::{self, Payout};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;

/// As many payouts as are looked at.
const LATEST: i64 = 30;

#[derive(Serialize)]
pub struct HouseholdPage {
    pub producer: Producer,
    pub balance: Money,
    pub account: Option<BankAccount>,
    pub payouts: Vec<Payout>,
    pub banks: Vec<&'static str>,
    pub form: Form,
}

impl Page for HouseholdPage {
    const TEMPLATE: &'static str = "office/money/household.html";
}

async fn page(conn: &mut Conn, slug: &str, form: Option<Form>) -> Result<HouseholdPage> {
    let producer = producers::load_producer(conn, slug).await?;
    let account = bank_account::of_households(conn, &[producer.id]).await?.pop();
    let form =
        form.unwrap_or_else(|| account.as_ref().map(|a| filled(&a.bin, &a.number, &a.holder)).unwrap_or_default());
    Ok(HouseholdPage {
        balance: balance::of_household(conn, producer.id).await?,
        payouts: queries::list_of_household(conn, producer.id, LATEST).await?,
        producer,
        account,
        banks: banks(),
        form,
    })
}

/// A form that shows an account.
pub fn filled(bin: &str, number: &str, holder: &str) -> Form {
    let bank = banks::find(bin).map_or(bin, |bank| bank.short_name);
    Form::blank(&[("bank", bank), ("number", number), ("holder", holder)])
}

/// The banks as they are suggested while one types.
pub fn banks() -> Vec<&'static str> {
    banks::all().iter().map(|bank| bank.short_name).collect()
}

/// `GET /office/money/households/{slug}`
pub async fn show(clerk: Clerk, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = page(&mut conn, &slug, None).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

/// `POST /office/money/households/{slug}`: the household's account is this one from now on.
pub async fn submit(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let Some(account) = refund_account::read(&mut form) else {
        let page = page(&mut conn, &slug, Some(form)).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let producer = producers::load_producer(&mut conn, &slug).await?;
    let act = clerk.act("bank.changed").of(producer.id);
    let shared = form.raw("shared") == "yes";
    let changed =
        conn.transaction(async |conn| bank_account::change(conn, Some(producer.id), &account, shared, act).await).await;
    match changed {
        Ok(_) => {}
        Err(ChangeError::Taken) => {
            form.refuse("number", "money-account-taken");
            let page = page(&mut conn, &slug, Some(form)).await?;
            return clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT);
        }
        Err(ChangeError::Failed(error)) => return Err(error),
    }
    tracing::info!(producer = %producer.id, clerk = %clerk.account, "bank account of a household set");
    Ok(clerk.visitor.go(&shop, &format!("/office/money/households/{}", *slug), Some("money-account-saved")))
}
