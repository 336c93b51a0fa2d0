//! The office's reports: sound on a phone and on a desk, and the walk from the button to the report.

use fantoccini::Locator;

use super::looks::Walk;
use super::{DESK, PATIENCE, PHONE, Window, click, wanted};
use crate::reports::{counted, scene};
use crate::support::build;

#[actix_web::test]
async fn the_reports_are_sound_on_a_phone() {
    check(PHONE, "vi").await;
}

#[actix_web::test]
async fn the_reports_are_sound_on_a_desk() {
    check(DESK, "en").await;
}

async fn check(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let s = scene().await;
    counted(&s.shop).await;
    let clerk = build::clerk(&s.shop).await;
    let mut walk = Walk::begin(&s.shop, size, lang).await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(&s.shop, clerk).await;
    let http = s.shop.signed_in(clerk).await;
    let page = http.get("/office/reports/monthly").await;
    let at = http.submit(&page, "/office/reports/monthly", &[("month", "2026-11")]).await.location().unwrap();
    s.shop.work_off().await;
    for (name, path) in [
        ("reports-board", "/office/reports"),
        ("reports-year", "/office/reports?by=year"),
        ("reports-wrong", "/office/reports?by=own&from=x&to=y"),
        ("reports-table", "/office/reports/table?by=year&rows=product&columns=month"),
        ("reports-monthly", "/office/reports/monthly"),
        ("reports-monthly-report", at.as_str()),
    ] {
        walk.see(name, path).await;
    }
    walk.end().await;
}

#[actix_web::test]
async fn a_clerk_makes_the_monthly_report_and_opens_it() {
    if !wanted() {
        return;
    }
    let s = scene().await;
    counted(&s.shop).await;
    let mut walk = Walk::begin(&s.shop, DESK, "vi").await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(&s.shop, build::clerk(&s.shop).await).await;
    let window = &walk.window;
    window.goto(&format!("{}/office", s.shop.url)).await.unwrap();
    click(window, "a[href='/office/reports']").await;
    click(window, "a[href='/office/reports/monthly']").await;
    click(window, "main form .btn.big").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("progress")).await.unwrap();
    s.shop.work_off().await;
    // The page opens it by itself.
    let report = window.wait().at_most(PATIENCE).for_element(Locator::Css(".report")).await.unwrap();
    assert!(report.text().await.unwrap().contains("BÁO CÁO"), "the report is open");
    assert!(window.current_url().await.unwrap().path().starts_with("/office/reports/monthly/"));
    walk.end().await;
}
