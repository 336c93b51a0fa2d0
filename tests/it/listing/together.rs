//! Clerks and households that press at the same moment.

use super::{FISH, begin, fill, number, setting, submit, text, waiting};
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
