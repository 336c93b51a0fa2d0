//! Rates of commission and tax: added with a first day and a reason, taken back while none of their days has come, and never
//! changed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Days, NaiveDate};
use diesel_async::AsyncConnection as _;
use serde_json::{Value, json};

use super::settings::{Forms, HERE, MOST_WHY, wrong};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::kernel::ids::CategoryId;
use crate::payments::rates::{
    self, MOST_COMMISSION, MOST_TAX, Origin, RateError, STATUSES, TAX_CLASSES, Table, TaxRate,
};
use crate::payments::tell_rise;
use crate::platform::Shop;
use crate::platform::forms::Form;

/// No rate is planned further ahead: ten years.
const MOST_AHEAD: Days = Days::new(3_653);

/// So many days before a rise of commission begins its households are told of it, as the terms promise (Decree 248/2026,
/// article 8).
const NOTICE: Days = Days::new(20);

/// A rate as people type it, `2,5`, in hundredths of a percent; `above` says it of one that is more than `most`.
fn percent(form: &mut Form, name: &str, most: i32, above: &'static str) -> Option<i32> {
    let typed = form.raw(name).trim().trim_end_matches('%').trim().replace('.', ",");
    let (whole, part) = typed.split_once(',').unwrap_or((&typed, ""));
    let read = || {
        if part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) || !whole.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let part: i32 = format!("{part:0<2}").parse().ok()?;
        whole.parse::<i32>().ok()?.checked_mul(100)?.checked_add(part)
    };
    let Some(bp) = read() else {
        form.refuse(name, "money-percent-wrong");
        return None;
    };
    if bp > most {
        form.refuse(name, above);
        return None;
    }
    Some(bp)
}

/// The first day of a rate: no day that is over, because what was charged then stays charged, and none that nobody remembers.
fn first_day(form: &mut Form, today: NaiveDate) -> Option<NaiveDate> {
    let day = form.day("from_day")?;
    if day < today {
        form.refuse("from_day", "money-rate-past");
        return None;
    }
    if today.checked_add_days(MOST_AHEAD).is_some_and(|last| day > last) {
        form.refuse("from_day", "money-rate-far");
        return None;
    }
    Some(day)
}

/// `POST /office/money/settings/commission`
pub async fn commission(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let bp = percent(&mut form, "bp", MOST_COMMISSION, "money-commission-most");
    let day = first_day(&mut form, shop.clock.today());
    let category = match form.raw("category") {
        "" => Some(None),
        _ => form.id("category").map(|id| Some(CategoryId(id))),
    };
    let why = form.line("why", MOST_WHY);
    let posted = |form| Forms { commission: form, ..Forms::default() };
    let (Some(bp), Some(day), Some(category), Some(why)) = (bp, day, category, why) else {
        return wrong(&clerk, &shop, posted(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let known = rates::list_categories(&mut conn).await?;
    if category.is_some_and(|id| known.iter().all(|c| c.id != id)) {
        form.refuse("category", "field-choose");
        return wrong(&clerk, &shop, posted(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let of = category.and_then(|id| known.iter().find(|c| c.id == id)).map_or("", |c| c.name_vi.as_str());
    let rises = bp > rates::commission_on(&mut conn, category, day).await?;
    if rises && shop.clock.today().checked_add_days(NOTICE).is_some_and(|first| day < first) {
        form.refuse("from_day", "money-rate-notice");
        return wrong(&clerk, &shop, posted(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let act = clerk.act("settings.commission").on(of).because(&why);
    let origin = Origin { why: &why, by: clerk.account };
    let added = conn
        .transaction(async |conn| {
            rates::add_commission(conn, category, day, bp, origin).await?;
            if rises {
                tell_rise::ask(conn, category, day).await?;
            }
            let now = json!({ "bp": bp, "from_day": day });
            Ok::<(), RateError>(acts::record(conn, &act.changed(Value::Null, now)).await?)
        })
        .await;
    drop(conn);
    match added {
        Ok(()) => Ok(clerk.visitor.go(&shop, HERE, Some("money-rate-added"))),
        Err(RateError::Failed(error)) => Err(error),
        Err(RateError::Already | RateError::Begun) => {
            form.refuse("from_day", "money-rate-already");
            wrong(&clerk, &shop, posted(form), StatusCode::CONFLICT).await
        }
    }
}

/// `POST /office/money/settings/tax`
pub async fn tax(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let vat_bp = percent(&mut form, "vat_bp", MOST_TAX, "money-tax-most");
    let pit_bp = percent(&mut form, "pit_bp", MOST_TAX, "money-tax-most");
    let day = first_day(&mut form, shop.clock.today());
    let source = form.line("source", 200);
    let why = form.line("why", MOST_WHY);
    for (name, words) in [("tax_class", &TAX_CLASSES[..]), ("status", &STATUSES[..])] {
        if !words.contains(&form.raw(name)) {
            form.refuse(name, "field-choose");
        }
    }
    let posted = |form| Forms { tax: form, ..Forms::default() };
    let (Some(vat_bp), Some(pit_bp), Some(from_day), Some(source), Some(why), true) =
        (vat_bp, pit_bp, day, source, why, form.ok())
    else {
        return wrong(&clerk, &shop, posted(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (tax_class, status) = (form.raw("tax_class").to_owned(), form.raw("status").to_owned());
    let rate = TaxRate { tax_class, status, from_day, vat_bp, pit_bp, source };
    let mut conn = shop.db.conn().await?;
    let act = clerk.act("settings.tax").on(format!("{} {}", rate.tax_class, rate.status)).because(&why);
    let origin = Origin { why: &why, by: clerk.account };
    let added = conn
        .transaction(async |conn| {
            rates::add_tax(conn, &rate, origin).await?;
            Ok::<(), RateError>(acts::record(conn, &act.changed(Value::Null, json!(rate))).await?)
        })
        .await;
    drop(conn);
    match added {
        Ok(()) => Ok(clerk.visitor.go(&shop, HERE, Some("money-rate-added"))),
        Err(RateError::Failed(error)) => Err(error),
        Err(RateError::Already | RateError::Begun) => {
            form.refuse("from_day", "money-rate-already");
            wrong(&clerk, &shop, posted(form), StatusCode::CONFLICT).await
        }
    }
}

/// `POST /office/money/settings/commission/{id}/back`
pub async fn commission_back(clerk: Clerk, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    back(&clerk, &shop, Table::Commission, *id, form).await
}

/// `POST /office/money/settings/tax/{id}/back`
pub async fn tax_back(clerk: Clerk, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    back(&clerk, &shop, Table::Tax, *id, form).await
}

/// Takes back a rate that has not begun, with a reason.
async fn back(clerk: &Clerk, shop: &Shop, table: Table, id: i64, mut form: Form) -> Result<HttpResponse> {
    let Some(why) = form.line("why", MOST_WHY) else {
        form.set("of", format!("{} {id}", table.word()));
        let posted = Forms { back: form, ..Forms::default() };
        return wrong(clerk, shop, posted, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let taken = conn
        .transaction(async |conn| {
            let before = rates::take_back(conn, table, id, today).await?;
            let act = clerk.act(match table {
                Table::Commission => "settings.commission-back",
                Table::Tax => "settings.tax-back",
            });
            let act = act.on(before.subject.as_str()).because(&why).changed(before.rate, Value::Null);
            Ok::<(), RateError>(acts::record(conn, &act).await?)
        })
        .await;
    drop(conn);
    match taken {
        Ok(()) => Ok(clerk.visitor.go(shop, HERE, Some("money-rate-back-done"))),
        Err(RateError::Failed(error)) => Err(error),
        // Its day has come, or a colleague was quicker.
        Err(RateError::Already | RateError::Begun) => Err(Error::Conflict("money-rate-begun")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_as_it_is_typed() {
        for (typed, bp, sentence) in [
            ("2", Some(200), ""),
            ("2,5", Some(250), ""),
            ("0.05 %", Some(5), ""),
            ("30%", Some(3000), ""),
            ("0", Some(0), ""),
            ("30,01", None, "most"),
            ("100", None, "most"),
            ("-1", None, "money-percent-wrong"),
            ("1,234", None, "money-percent-wrong"),
            ("", None, "money-percent-wrong"),
            ("a", None, "money-percent-wrong"),
            (",5", None, "money-percent-wrong"),
            ("99999999999", None, "money-percent-wrong"),
        ] {
            let mut form = Form::blank(&[("bp", typed)]);
            assert_eq!(percent(&mut form, "bp", 3000, "most"), bp, "{typed}");
            let told = form.faults().next().map(|(_, sentence)| sentence).unwrap_or_default();
            assert_eq!(told, sentence, "{typed}");
        }
    }
}
