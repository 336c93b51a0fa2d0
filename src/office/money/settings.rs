//! What the office decides about money: the market's bank account, and rates ([`super::rates`]). Methods, caps and deadlines are
//! set under `/office/setup`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use super::accounts;
use super::try_rates::{self, Tried};
use crate::accounts::actors::Clerk;
use crate::checkout::refund_account;
use crate::error::Result;
use crate::kernel::settlement::Settlement;
use crate::office::moved::Moved;
use crate::payments::bank_account::{self, BankAccount, ChangeError};
use crate::payments::rates::{self, Category, CommissionRate, ListedTax, STATUSES, TAX_CLASSES};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;

pub const HERE: &str = "/office/money/settings";
pub(super) const MOST_WHY: usize = 300;

/// The forms of the page; the one that was posted with mistakes keeps what was typed.
#[derive(Default, Serialize)]
pub struct Forms {
    pub account: Form,
    /// What somebody else has changed of the account meanwhile.
    pub moved: Vec<Moved>,
    pub commission: Form,
    pub tax: Form,
    /// What is taken back, `of` says which.
    pub back: Form,
    /// The box to try rates in.
    pub tried: Form,
}

#[derive(Serialize)]
pub struct SettingsPage {
    pub account: Option<BankAccount>,
    pub commission: Vec<CommissionRate>,
    pub tax: Vec<ListedTax>,
    pub categories: Vec<Category>,
    pub banks: Vec<&'static str>,
    pub classes: [&'static str; 4],
    pub statuses: [&'static str; 2],
    pub today: NaiveDate,
    pub direct: bool,
    pub forms: Forms,
    pub tried: Option<Tried>,
}

impl Page for SettingsPage {
    const TEMPLATE: &'static str = "office/money/settings.html";
}

async fn page(conn: &mut Conn, shop: &Shop, posted: Forms) -> Result<SettingsPage> {
    let account = bank_account::of_market(conn).await?;
    let mut forms = posted;
    if forms.account.pairs().is_empty() {
        forms.account = accounts::shown(account.as_ref());
    }
    Ok(SettingsPage {
        account,
        commission: rates::list_commission(conn).await?,
        tax: rates::list_tax(conn).await?,
        categories: rates::list_categories(conn).await?,
        banks: accounts::banks(),
        classes: TAX_CLASSES,
        statuses: STATUSES,
        today: shop.clock.today(),
        direct: shop.config.settlement == Settlement::Direct,
        forms,
        tried: None,
    })
}

/// `GET /office/money/settings`: the rates, and a box to try them in.
pub async fn show(clerk: Clerk, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let mut asked = Form::read(request.query_string().as_bytes());
    let mut conn = shop.db.conn().await?;
    let tried = try_rates::answer(&mut conn, &mut asked, shop.clock.today()).await?;
    let status = if asked.ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(&mut conn, &shop, Forms { tried: asked, ..Forms::default() }).await?;
    drop(conn);
    clerk.visitor.page_with(&shop, &SettingsPage { tried, ..page }, status)
}

pub(super) async fn wrong(clerk: &Clerk, shop: &Shop, posted: Forms, status: StatusCode) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = page(&mut conn, shop, posted).await?;
    drop(conn);
    clerk.visitor.page_with(shop, &page, status)
}

/// `POST /office/money/settings/account`: the market's own account, in place of the one that the page showed (`seen`), and why.
pub async fn account(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let (Some(account), Some(why)) = (refund_account::read(&mut form), form.line("why", MOST_WHY)) else {
        let posted = Forms { account: form, ..Forms::default() };
        return wrong(&clerk, &shop, posted, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let act = clerk.act("settings.account").because(&why);
    let (shared, seen) = (form.raw("shared") == "yes", bank_account::seen(&form));
    let changed =
        conn.transaction(async |conn| bank_account::change(conn, None, seen, &account, shared, act).await).await;
    match changed {
        Ok(_) => {}
        Err(ChangeError::Taken) => {
            drop(conn);
            form.refuse("number", "money-account-taken");
            let posted = Forms { account: form, ..Forms::default() };
            return wrong(&clerk, &shop, posted, StatusCode::CONFLICT).await;
        }
        Err(ChangeError::Meanwhile) => {
            let now = bank_account::of_market(&mut conn).await?;
            drop(conn);
            let moved = accounts::moved_since(&mut form, now.as_ref());
            // Both wrote the same.
            if !moved.is_empty() {
                let posted = Forms { account: form, moved, ..Forms::default() };
                return wrong(&clerk, &shop, posted, StatusCode::CONFLICT).await;
            }
        }
        Err(ChangeError::Failed(error)) => return Err(error),
    }
    tracing::info!(clerk = %clerk.account, "bank account of the market set");
    Ok(clerk.visitor.go(&shop, HERE, Some("money-account-saved")))
}
