//! What the office decides about money: methods, caps and deadlines, the market's bank account, and rates, which are
//! only ever added to.

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
use crate::error::{Error, Result};
use crate::kernel::ids::CategoryId;
use crate::kernel::money::{Money, group_digits};
use crate::kernel::settlement::Settlement;
use crate::payments::bank_account::{self, BankAccount};
use crate::payments::rates::{self, Category, CommissionRate, RateError, STATUSES, TAX_CLASSES, TaxRate};
use crate::payments::settings::{self, MoneySettings};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;

const HERE: &str = "/office/money/settings";

/// The forms of the page; the one that was posted with mistakes keeps what was typed.
#[derive(Default, Serialize)]
pub struct Forms {
    pub settings: Form,
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

fn filled(set: &MoneySettings) -> Form {
    let mark = |on: bool| if on { "on" } else { "" };
    let money = |amount: Money| group_digits(amount.amount());
    Form::blank(&[
        ("cod_on", mark(set.cod_on)),
        ("transfer_on", mark(set.transfer_on)),
        ("card_on", mark(set.card_on)),
        ("withholding", mark(set.withholding)),
        ("cod_order_cap", &money(set.cod_order_cap)),
        ("cod_phone_cap", &money(set.cod_phone_cap)),
        ("cod_refusals", &set.cod_refusals.to_string()),
        ("transfer_hours", &set.transfer_hours.to_string()),
        ("confirm_hours", &set.confirm_hours.to_string()),
        ("payout_days", &set.payout_days.to_string()),
        ("payout_minimum", &money(set.payout_minimum)),
    ])
}

async fn page(conn: &mut Conn, shop: &Shop, posted: Forms) -> Result<SettingsPage> {
    let account = bank_account::of_market(conn).await?;
    let mut forms = posted;
    if forms.settings.pairs().is_empty() {
        forms.settings = filled(&settings::load(conn).await?);
    }
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

fn read(form: &mut Form) -> Option<MoneySettings> {
    let free = |form: &mut Form, name: &str| {
        let amount = Money::parse(form.raw(name));
        if amount.is_none() {
            form.refuse(name, "field-money-wrong");
        }
        amount
    };
    let (order_cap, phone_cap) = (free(form, "cod_order_cap"), free(form, "cod_phone_cap"));
    let minimum = free(form, "payout_minimum");
    let refusals = form.number("cod_refusals", 0, 1000);
    let hours = form.number("transfer_hours", 1, 168);
    let confirm = form.number("confirm_hours", 1, 168);
    let days = form.number("payout_days", 0, 60);
    Some(MoneySettings {
        cod_on: form.ticked("cod_on"),
        transfer_on: form.ticked("transfer_on"),
        card_on: form.ticked("card_on"),
        withholding: form.ticked("withholding"),
        cod_order_cap: order_cap?,
        cod_phone_cap: phone_cap?,
        payout_minimum: minimum?,
        cod_refusals: refusals?,
        transfer_hours: hours?,
        confirm_hours: confirm?,
        payout_days: days?,
    })
}

/// `POST /office/money/settings`
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let Some(set) = read(&mut form) else {
        let posted = Forms { settings: form, ..Forms::default() };
        return wrong(&clerk, &shop, posted, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    conn.transaction(async |conn| {
        let before = settings::load(conn).await?;
        settings::save(conn, &set, clerk.account).await?;
        if before != set {
            acts::record(conn, &clerk.act("settings.money").changed(json!(before), json!(set))).await?;
        }
        Ok::<(), Error>(())
    })
    .await?;
    tracing::info!(clerk = %clerk.account, ?set, "money settings changed");
    Ok(clerk.visitor.go(&shop, HERE, Some("money-settings-saved")))
}

/// `POST /office/money/settings/account`: the market's own account.
pub async fn account(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let Some(account) = refund_account::read(&mut form) else {
        let posted = Forms { account: form, ..Forms::default() };
        return wrong(&clerk, &shop, posted, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let act = clerk.act("settings.account");
    conn.transaction(async |conn| bank_account::change(conn, None, &account, act).await).await?;
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
