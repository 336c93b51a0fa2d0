//! The bank account of a household, and what it has been paid.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use super::settings::MOST_WHY;
use crate::accounts::actors::Clerk;
use crate::checkout::refund_account;
use crate::error::Result;
use crate::kernel::money::Money;
use crate::ledger::balance;
use crate::office::moved::{Moved, moved};
use crate::office::own;
use crate::office::producers::{self, Producer};
use crate::payments::bank_account::{self, BankAccount, ChangeError};
use crate::payments::bank_claims::{self, Claim};
use crate::payments::banks;
use crate::payments::refund_account::Account;
use crate::payouts::queries::{self, Payout};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::letters::tell_owners;

/// As many payouts as are looked at.
const LATEST: i64 = 30;
/// What the fields are called, for whoever is told that somebody else has changed them.
const FIELDS: [(&str, &str); 3] = [("bank", "money-bank"), ("number", "money-number"), ("holder", "money-holder")];

#[derive(Serialize)]
pub struct HouseholdPage {
    pub producer: Producer,
    pub balance: Money,
    pub account: Option<BankAccount>,
    pub payouts: Vec<Payout>,
    pub banks: Vec<&'static str>,
    pub form: Form,
    /// Who else has the account that was typed.
    pub claims: Vec<Claim>,
    /// Whether it may be given to this household: the market's own may not.
    pub takeable: bool,
    /// What somebody else has changed meanwhile.
    pub moved: Vec<Moved>,
}

impl Page for HouseholdPage {
    const TEMPLATE: &'static str = "office/money/household.html";
}

async fn page(conn: &mut Conn, slug: &str, form: Option<Form>) -> Result<HouseholdPage> {
    let producer = producers::load_producer(conn, slug).await?;
    let account = bank_account::of_households(conn, &[producer.id]).await?.pop();
    let form = form.unwrap_or_else(|| shown(account.as_ref()));
    Ok(HouseholdPage {
        balance: balance::of_household(conn, producer.id).await?,
        payouts: queries::list_of_household(conn, producer.id, LATEST).await?,
        producer,
        account,
        banks: banks(),
        form,
        claims: Vec::new(),
        takeable: false,
        moved: Vec::new(),
    })
}

/// The page with both who name the account.
async fn claimed(conn: &mut Conn, slug: &str, form: Form, account: &Account) -> Result<HouseholdPage> {
    let mut page = page(conn, slug, Some(form)).await?;
    page.claims = bank_claims::others(conn, page.producer.id, account).await?;
    page.takeable = !page.claims.is_empty() && page.claims.iter().all(|claim| claim.slug.is_some());
    Ok(page)
}

/// A form that shows an account.
pub fn filled(bin: &str, number: &str, holder: &str) -> Form {
    let bank = banks::find(bin).map_or(bin, |bank| bank.short_name);
    Form::blank(&[("bank", bank), ("number", number), ("holder", holder)])
}

/// The form of the account in use, if there is one, that says which it is.
pub fn shown(account: Option<&BankAccount>) -> Form {
    let mut form = account.map(|a| filled(&a.bin, &a.number, &a.holder)).unwrap_or_default();
    bank_account::show(&mut form, account);
    form
}

/// What is in use now where it differs from what was typed. Who was told of it may go on from there.
pub fn moved_since(typed: &mut Form, now: Option<&BankAccount>) -> Vec<Moved> {
    bank_account::show(typed, now);
    moved(typed, &shown(now), &FIELDS, |_, value| value.to_owned())
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

/// `POST /office/money/households/{slug}`: the household's account is this one from now on, in place of the one that the page
/// showed (`seen`), and `why`: where there is another by now, the clerk is told and nothing is changed. Where somebody else has it,
/// the page shows both: they may share it (`shared`), or it is this one's alone (`take` with `take_why`). Whose account changes is
/// told.
pub async fn submit(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let taking = form.ticked("take");
    let account = refund_account::read(&mut form);
    let why = form.line(if taking { "take_why" } else { "why" }, MOST_WHY);
    let mut conn = shop.db.conn().await?;
    let (Some(account), Some(why)) = (&account, why) else {
        let page = match account.as_ref().filter(|_| taking) {
            Some(account) => claimed(&mut conn, &slug, form, account).await?,
            None => page(&mut conn, &slug, Some(form)).await?,
        };
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let producer = producers::load_producer(&mut conn, &slug).await?;
    let shared = form.raw("shared") == "yes";
    let seen = bank_account::seen(&form);
    let changed = conn
        .transaction(async |conn| {
            own::household(conn, producer.id, clerk.account).await?;
            let changed = if taking {
                for loser in bank_claims::give(conn, producer.id, seen, account, clerk.account, &why).await? {
                    tell_owners(conn, &shop, loser, "household-sms-bank-gone", None).await?;
                }
                true
            } else {
                let act = clerk.act("bank.changed").of(producer.id).because(&why);
                bank_account::change(conn, Some(producer.id), seen, account, shared, act).await?.is_some()
            };
            if changed {
                tell_owners(conn, &shop, producer.id, "household-sms-bank-office", None).await?;
            }
            Ok::<(), ChangeError>(())
        })
        .await;
    match changed {
        Ok(()) => {}
        Err(ChangeError::Taken) => {
            form.refuse("number", "money-account-taken");
            let page = claimed(&mut conn, &slug, form, account).await?;
            return clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT);
        }
        Err(ChangeError::Meanwhile) => {
            let now = bank_account::of_households(&mut conn, &[producer.id]).await?.pop();
            let moved = moved_since(&mut form, now.as_ref());
            // Both wrote the same.
            if !moved.is_empty() {
                let page = HouseholdPage { moved, ..page(&mut conn, &slug, Some(form)).await? };
                return clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT);
            }
        }
        Err(ChangeError::Failed(error)) => return Err(error),
    }
    tracing::info!(producer = %producer.id, clerk = %clerk.account, "bank account of a household set");
    Ok(clerk.visitor.go(&shop, &format!("/office/money/households/{}", *slug), Some("money-account-saved")))
}
