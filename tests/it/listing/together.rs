//! Clerks and households that press at the same moment.

use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use market::catalog::takedown::{self, Stop};
use market::kernel::ids::ProductId;
use market::platform::db::Conn;

use super::{FISH, begin, fill, number, on_sale, setting, submit, text, waiting};
use crate::support::build;

#[actix_web::test]
async fn of_two_clerks_the_second_is_told() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    submit(&setting, &path).await;
    let listing = waiting(&setting.shop).await;
    let second = setting.shop.signed_in(build::clerk(&setting.shop).await).await;
    let page = setting.clerk.get(&listing).await;
    let (approve, back) = ([("verdict", "approve")], [("verdict", "return"), ("words", "Chụp lại")]);
    let (a, b) = tokio::join!(setting.clerk.submit(&page, &listing, &approve), second.submit(&page, &listing, &back));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let told = if a.status == 409 { a } else { b };
    assert!(told.words().contains("Cán bộ khác vừa quyết định"), "{}", told.words());
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM events WHERE kind = 'revision_decided'").await, 1);
    let again = setting.clerk.submit(&page, &listing, &approve).await;
    assert_eq!(again.status, 409);
}

#[actix_web::test]
async fn a_clerk_approves_only_what_the_clerk_has_read() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    submit(&setting, &path).await;
    let listing = waiting(&setting.shop).await;
    let read = setting.clerk.get(&listing).await;
    let revision = format!("{path}/revision");
    assert_eq!(setting.phone.post(&revision, &[("do", "take-back")]).await.status, 303);
    let gone = setting.clerk.submit(&read, &listing, &[("verdict", "approve")]).await;
    assert_eq!(gone.status, 409);
    assert!(gone.words().contains("lấy lại"), "{}", gone.words());
    let page = setting.phone.get(&path).await;
    let sent = fill(&setting.phone, &page, &path, &[("description", "Chữ khác hẳn"), ("do", "submit")], &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let other = setting.clerk.submit(&read, &listing, &[("verdict", "approve")]).await;
    assert_eq!(other.status, 409);
    assert!(other.words().contains("Chữ khác hẳn"), "the clerk is shown what it is now: {}", other.words());
    assert_eq!(text(&setting.shop, "SELECT state FROM products").await, "draft");
    assert_eq!(setting.clerk.submit(&other, &listing, &[("verdict", "approve")]).await.status, 303);
}

#[actix_web::test]
async fn taking_back_and_approving_at_once_ends_as_one_of_them() {
    let setting = setting().await;
    for _ in 0..4 {
        let path = begin(&setting, &FISH, 1).await;
        submit(&setting, &path).await;
        let listing = waiting(&setting.shop).await;
        let page = setting.clerk.get(&listing).await;
        let revision = format!("{path}/revision");
        let (approved, taken) = tokio::join!(
            setting.clerk.submit(&page, &listing, &[("verdict", "approve")]),
            setting.phone.post(&revision, &[("do", "take-back")]),
        );
        let mut statuses = [approved.status, taken.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        let id = path.rsplit('/').next().unwrap();
        let state = text(&setting.shop, &format!("SELECT state FROM products WHERE id = {id}")).await;
        assert_eq!(state, if approved.status == 303 { "on_sale" } else { "draft" });
    }
}

#[actix_web::test]
async fn what_the_office_stops_in_the_moment_it_is_put_back_stays_off_and_its_household_is_told() {
    let setting = setting().await;
    let path = on_sale(&setting).await;
    let shelf = format!("{path}/shelf");
    assert_eq!(setting.phone.post(&shelf, &[("to", "hidden")]).await.status, 303);
    let clerk = build::clerk(&setting.shop).await;
    let product = ProductId(number(&setting.shop, "SELECT max(id) FROM products").await);
    let mut other = Conn::establish(&setting.shop.database_url).await.unwrap();
    other.batch_execute("BEGIN; SELECT FROM products FOR UPDATE").await.unwrap();
    let stop = async {
        let waits =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while number(&setting.shop, waits).await == 0 {}
        let why = Stop { product, reason: "Nhãn sai", until_mended: false };
        takedown::stop(&mut other, &why, clerk).await.unwrap();
        other.batch_execute("COMMIT").await.unwrap();
    };
    let answer = futures_util::join!(setting.phone.post(&shelf, &[("to", "on_sale")]), stop).0;
    assert_eq!(answer.status, 409, "{}", answer.words());
    assert!(answer.words().contains("Phòng Kinh tế dừng bán món này"), "{}", answer.words());
    assert_eq!(text(&setting.shop, "SELECT state FROM products").await, "hidden");
}
