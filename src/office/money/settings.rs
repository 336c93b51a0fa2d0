//! What the office decides about money: the market's bank account, and rates, which are only ever added to. Methods, caps
//! and deadlines are set under `/office/setup`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::{Value, json};

use super::accounts;
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::checkout::refund_account;
use crate::error::Result;
use crate::kernel::ids::CategoryId;
use crate::kernel::settlement::Settlement;
use crate::payments::bank_account::{self, BankAccount, ChangeError};
use crate::payments::rates::{self, Category, CommissionRate, RateError, STATUSES, TAX_CLASSES, TaxRate};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;

const HERE: &str = "/office/money/settings";

/// The forms of the page; the one that was posted with mistakes keeps what was typed.
#[derive(Default, Serialize)]
pub struct Forms {
    pub account: Form,
    pub commission: Form,
    pub tax: Form,
}

#[derive(Serialize)]
pub struct SettingsPage {
    pub account: Option<BankAccount>,
    pub commission: Vec<CommissionRate>,
    pub tax: Vec<TaxRate>,
    pub categories: Vec<Category>,
    pub banks: Vec<&'static str>,
    pub classes: [&'static str; 4],
    pub statuses: [&'static str; 2],
    pub today: NaiveDate,
    pub direct: bool,
    pub forms: Forms,
}

impl Page for SettingsPage {
    const TEMPLATE: &'static str = "office/money/settings.html";
}

async fn page(conn: &mut Conn, shop: &Shop, posted: Forms) -> Result<SettingsPage> {
    let account = bank_account::of_market(conn).await?;
    let mut forms = posted;
    if let Some(account) = account.as_ref().filter(|_| forms.account.pairs().is_empty()) {
        forms.account = accounts::filled(&account.bin, &account.number, &account.holder);
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
    })
}

/// `GET /office/money/settings`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = page(&mut conn, &shop, Forms::default()).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

async fn wrong(clerk: &Clerk, shop: &Shop, posted: Forms, status: StatusCode) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let page = page(&mut conn, shop, posted).await?;
    drop(conn);
    clerk.visitor.page_with(shop, &page, status)
}

/// `POST /office/money/settings/account`: the market's own account.
pub async fn account(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let Some(account) = refund_account::read(&mut form) else {
        let posted = Forms { account: form, ..Forms::default() };
        return wrong(&clerk, &shop, posted, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let act = clerk.act("settings.account");
    let shared = form.raw("shared") == "yes";
    let changed = conn.transaction(async |conn| bank_account::change(conn, None, &account, shared, act).await).await;
    match changed {
        Ok(_) => {}
        Err(ChangeError::Taken) => {
            drop(conn);
            form.refuse("number", "money-account-taken");
            let posted = Forms { account: form, ..Forms::default() };
            return wrong(&clerk, &shop, posted, StatusCode::CONFLICT).await;
        }
        Err(ChangeError::Failed(error)) => return Err(error),
    }
    tracing::info!(clerk = %clerk.account, "bank account of the market set");
    Ok(clerk.visitor.go(&shop, HERE, Some("money-account-saved")))
}

/// A rate as people type it, `2,5`, in hundredths of a percent.
fn percent(form: &mut Form, name: &str, most: i32) -> Option<i32> {
    let typed = form.raw(name).trim().trim_end_matches('%').trim().replace('.', ",");
    let (whole, part) = typed.split_once(',').unwrap_or((&typed, ""));
    let read = || {
        if part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) || !whole.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let part: i32 = format!("{part:0<2}").parse().ok()?;
        whole.parse::<i32>().ok()?.checked_mul(100)?.checked_add(part)
    };
    let bp = read().filter(|bp| (0..=most).contains(bp));
    if bp.is_none() {
        form.refuse(name, "money-percent-wrong");
    }
    bp
}

/// The first day of a rate: no day that is over, because what was charged then stays charged.
fn first_day(form: &mut Form, today: NaiveDate) -> Option<NaiveDate> {
    let day = form.day("from_day")?;
    if day < today {
        form.refuse("from_day", "money-rate-past");
        return None;
    }
    Some(day)
}

/// `POST /office/money/settings/commission`
pub async fn commission(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let bp = percent(&mut form, "bp", 3000);
    let day = first_day(&mut form, shop.clock.today());
    let category = match form.raw("category") {
        "" => Some(None),
        _ => form.id("category").map(|id| Some(CategoryId(id))),
    };
    let posted = |form| Forms { commission: form, ..Forms::default() };
    let (Some(bp), Some(day), Some(category)) = (bp, day, category) else {
        return wrong(&clerk, &shop, posted(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let known = rates::list_categories(&mut conn).await?;
    if category.is_some_and(|id| known.iter().all(|c| c.id != id)) {
        form.refuse("category", "field-choose");
        return wrong(&clerk, &shop, posted(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let of = category.and_then(|id| known.iter().find(|c| c.id == id)).map_or("", |c| c.name_vi.as_str());
    let act = clerk.act("settings.commission").on(of);
    let added = conn
        .transaction(async |conn| {
            rates::add_commission(conn, category, day, bp).await?;
            let now = json!({ "bp": bp, "from_day": day });
            Ok::<(), RateError>(acts::record(conn, &act.changed(Value::Null, now)).await?)
        })
        .await;
    match added {
        Ok(()) => Ok(clerk.visitor.go(&shop, HERE, Some("money-rate-added"))),
        Err(RateError::Failed(error)) => Err(error),
        Err(RateError::Already) => {
            form.refuse("from_day", "money-rate-already");
            wrong(&clerk, &shop, posted(form), StatusCode::CONFLICT).await
        }
    }
}

/// `POST /office/money/settings/tax`
pub async fn tax(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let (vat_bp, pit_bp) = (percent(&mut form, "vat_bp", 2000), percent(&mut form, "pit_bp", 2000));
    let day = first_day(&mut form, shop.clock.today());
    let source = form.line("source", 200);
    for (name, words) in [("tax_class", &TAX_CLASSES[..]), ("status", &STATUSES[..])] {
        if !words.contains(&form.raw(name)) {
            form.refuse(name, "field-choose");
        }
    }
    let posted = |form| Forms { tax: form, ..Forms::default() };
    let (Some(vat_bp), Some(pit_bp), Some(from_day), Some(source), true) = (vat_bp, pit_bp, day, source, form.ok())
    else {
        return wrong(&clerk, &shop, posted(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (tax_class, status) = (form.raw("tax_class").to_owned(), form.raw("status").to_owned());
    let rate = TaxRate { tax_class, status, from_day, vat_bp, pit_bp, source };
    let mut conn = shop.db.conn().await?;
    let act = clerk.act("settings.tax").on(format!("{} {}", rate.tax_class, rate.status));
    let added = conn
        .transaction(async |conn| {
            rates::add_tax(conn, &rate).await?;
            Ok::<(), RateError>(acts::record(conn, &act.changed(Value::Null, json!(rate))).await?)
        })
        .await;
    match added {
        Ok(()) => Ok(clerk.visitor.go(&shop, HERE, Some("money-rate-added"))),
        Err(RateError::Failed(error)) => Err(error),
        Err(RateError::Already) => {
            form.refuse("from_day", "money-rate-already");
            wrong(&clerk, &shop, posted(form), StatusCode::CONFLICT).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_as_it_is_typed() {
        for (typed, bp) in [
            ("2", Some(200)),
            ("2,5", Some(250)),
            ("0.05 %", Some(5)),
            ("30%", Some(3000)),
            ("0", Some(0)),
            ("30,01", None),
            ("-1", None),
            ("1,234", None),
            ("", None),
            ("a", None),
            (",5", None),
        ] {
            let mut form = Form::blank(&[("bp", typed)]);
            assert_eq!(percent(&mut form, "bp", 3000), bp, "{typed}");
        }
    }
}
