//! A lot's public page, the picture of its label's code, and the way to it by GS1 Digital Link.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, USER_AGENT};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Months, NaiveDate};

use super::page::{FindPage, Found, LotPage};
use super::{code, diary, gtin, lot, record, scan};
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::platform::forms::{self, Form};
use crate::platform::throttle::{self, Limit};
use crate::platform::{Shop, qr};

/// Only codes that nobody has are counted: behind one address of a phone company stand thousands who read a real label.
const MISSES: Limit = Limit { name: "lot-address", hits: 30, seconds: 600 };

/// GS1's application identifier of the last day, in a Digital Link.
const EXPIRY: &str = "17";

/// `GET /t`: a field for the code; `?code=` leads to the lot.
pub async fn ask(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let Some(typed) = forms::asked(request.query_string(), "code") else {
        return visitor.page(&shop, &FindPage { form: Form::default(), missing: false });
    };
    match code::parse(&typed) {
        Some(code) => Ok(visitor.go(&shop, &format!("/t/{code}"), None)),
        None => missing(&visitor, &shop, &typed).await,
    }
}

/// `GET /t/{lot}`: everything about a lot.
pub async fn show(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    typed: web::Path<String>,
) -> Result<HttpResponse> {
    let Some(code) = code::parse(&typed) else { return missing(&visitor, &shop, &typed).await };
    if code != *typed {
        let query = Some(request.query_string()).filter(|q| !q.is_empty()).map(|q| format!("?{q}")).unwrap_or_default();
        return Ok(visitor.go(&shop, &format!("/t/{code}{query}"), None));
    }
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let Some(record) = record::find(&mut conn, &code).await? else {
        drop(conn);
        return missing(&visitor, &shop, &typed).await;
    };
    let papers = record::papers(&mut conn, record.id).await?;
    let diary = diary::of_lot(&mut conn, record.id).await?;
    let notes = match record.recalled_at {
        Some(_) => lot::notes(&mut conn, record.id).await?,
        None => Vec::new(),
    };
    let scans = if counts(&visitor, &request, record.producer_id) {
        scan::count(&mut conn, record.id, today).await?
    } else {
        scan::total(&mut conn, record.id).await?
    };
    drop(conn);
    let on_label = forms::asked(request.query_string(), EXPIRY).as_deref().and_then(last_day);
    let found = Found { record, papers, diary, notes, scans, on_label };
    visitor.page(&shop, &LotPage::of(visitor.lang, &shop.config.base_url, today, found))
}

/// Whether this look is a stranger's who holds the goods: not a program's, the household's own, or the office's.
fn counts(visitor: &Visitor, request: &HttpRequest, producer: ProducerId) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let insider = visitor.clerk() || visitor.account.as_ref().is_some_and(|a| a.acts_for(producer));
    let agent = header(USER_AGENT.as_str());
    let purpose = [header("sec-purpose"), header("purpose")].concat();
    request.method() == actix_web::http::Method::GET && !insider && scan::by_person(agent, &purpose)
}

/// No lot is called so: a page with a field, and fewer and fewer tries.
async fn missing(visitor: &Visitor, shop: &Shop, typed: &str) -> Result<HttpResponse> {
    throttle::check(shop, &mut *shop.db.conn().await?, MISSES, &visitor.address).await?;
    let shown: String = typed.chars().filter(|c| c.is_alphanumeric() || *c == '-').take(20).collect();
    let mut form = Form::blank(&[("code", &shown)]);
    let sentence = if code::parse(typed).is_some() { "trace-find-none" } else { "trace-find-typo" };
    form.refuse("code", sentence);
    visitor.page_with(shop, &FindPage { form, missing: true }, StatusCode::NOT_FOUND)
}

/// `GET /t/{lot}/qr.svg`: the code on a label. It leads to the lot by the address that the goods' own number gives it, where
/// there is one, so that other readers of GS1 Digital Link know what they hold.
pub async fn picture(shop: Shop, typed: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let found = lot::find(&mut conn, &typed, None).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let svg = qr::svg(&link(&shop.config.base_url, &found)).map_err(anyhow::Error::from)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/svg+xml"))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(svg))
}

/// What a label's code says.
#[must_use]
pub fn link(base_url: &str, lot: &lot::Lot) -> String {
    match (&lot.gtin, lot.expires_on) {
        (Some(gtin), Some(last)) => format!("{base_url}/01/{gtin}/10/{}?{EXPIRY}={}", lot.code, last.format("%y%m%d")),
        (Some(gtin), None) => format!("{base_url}/01/{gtin}/10/{}", lot.code),
        (None, _) => format!("{base_url}/t/{}", lot.code),
    }
}

/// `GET /01/{gtin}/10/{lot}` (GS1 Digital Link URI Syntax 1.2): leads to the lot, if it is one of this trade item.
pub async fn digital_link(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let (item, typed) = path.into_inner();
    let (Some(item), Some(code)) = (gtin::parse(&item), code::parse(&typed)) else {
        return missing(&visitor, &shop, &typed).await;
    };
    let mut conn = shop.db.conn().await?;
    let there = record::is_of(&mut conn, &code, &item).await?;
    drop(conn);
    if !there {
        return missing(&visitor, &shop, &typed).await;
    }
    let last = forms::asked(request.query_string(), EXPIRY).filter(|day| last_day(day).is_some());
    let query = last.map(|day| format!("?{EXPIRY}={day}")).unwrap_or_default();
    Ok(HttpResponse::TemporaryRedirect().insert_header((LOCATION, format!("/t/{code}{query}"))).finish())
}

/// `YYMMDD`; day 00 is the last of the month (GS1 General Specifications, 3.4.7).
fn last_day(typed: &str) -> Option<NaiveDate> {
    if typed.len() != 6 || !typed.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| typed.get(at..at + 2).and_then(|two| two.parse::<u32>().ok());
    let (year, month, day) = (2000 + i32::try_from(part(0)?).ok()?, part(2)?, part(4)?);
    if day == 0 {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        return first.checked_add_months(Months::new(1))?.pred_opt();
    }
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_read_as_gs1_writes_it() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        assert_eq!(last_day("270531"), day(2027, 5, 31));
        assert_eq!(last_day("280200"), day(2028, 2, 29));
        for typed in ["", "27053", "2705311", "271301", "270231", "２７０５３１", "27-5-1"] {
            assert_eq!(last_day(typed), None, "{typed}");
        }
    }
}
