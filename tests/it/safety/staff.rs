//! An admin gives roles and takes them; one admin is always left.

use super::*;
use crate::support::Answer;

const HERE: &str = "/office/staff";
const WHY: (&str, &str) = ("why", "Quyết định 12 của xã");

async fn give(client: &Client, login: &str, role: &str, password: &str) -> Answer {
    let page = client.get(HERE).await;
    client.submit(&page, HERE, &[("login", login), ("part", role), WHY, ("password", password)]).await
}

async fn take(client: &Client, of: AccountId, role: &str, password: &str) -> Answer {
    client.post(&format!("{HERE}/{of}/take"), &[("part", role), WHY, ("password", password)]).await
}

async fn roles(shop: &TestShop, of: AccountId) -> String {
    let query =
        format!("SELECT coalesce(string_agg(role, ' ' ORDER BY role), '') AS word FROM clerks WHERE account_id = {of}");
    word(shop, &query).await
}

#[actix_web::test]
async fn a_role_is_given_with_the_admins_password_and_written_down() {
    let shop = support::shop().await;
    let (admin, _) = clerk_with_password(&shop, "admin").await;
    let admin_browser = shop.signed_in(admin).await;
    let person = build::account(&shop, "Chị Hà").await;
    let phone = with_password(&shop, person).await;
    let browser = shop.signed_in(person).await;
    assert_eq!(browser.get("/office").await.status, 403);
    let acts = "SELECT count(*) AS n FROM acts";
    for (login, role, password, beside) in [
        (phone.as_str(), "support", "", "password-0-why"),
        (&phone, "support", "không phải", "password-0-why"),
        (&phone, "owner", PASSWORD, "part-why"),
        (&phone, "", PASSWORD, "part-why"),
        ("", "support", PASSWORD, "login-why"),
        ("0999 999 999", "support", PASSWORD, "login-why"),
        ("x\0y", "support", PASSWORD, "login-why"),
    ] {
        let refused = give(&admin_browser, login, role, password).await;
        assert_eq!(refused.status, 422, "{login:?} {role} {password}");
        assert_eq!(refused.texts(&format!("#{beside}")).len(), 1, "{beside}: {}", refused.words());
        assert!(!refused.body.contains(PASSWORD), "a password is not shown again");
        assert_eq!(refused.texts("#why-0"), [WHY.1], "the reason is");
    }
    // Not without a reason, of which what is too long is kept.
    let (page, long) = (admin_browser.get(HERE).await, "x".repeat(301));
    for unsaid in [" ", long.as_str()] {
        let fields = [("login", phone.as_str()), ("part", "support"), ("why", unsaid), ("password", PASSWORD)];
        let refused = admin_browser.submit(&page, HERE, &fields).await;
        assert_eq!((refused.status, refused.texts("#why-0-why").len()), (422, 1), "{}", refused.words());
        assert!(refused.form(HERE).contains(&("why".to_owned(), unsaid.to_owned())), "{unsaid}");
    }
    // Nobody has proved that this phone is theirs.
    run(&shop, &format!("UPDATE accounts SET phone_verified_at = NULL WHERE id = {person}")).await;
    assert_eq!(give(&admin_browser, &phone, "support", PASSWORD).await.status, 422);
    run(&shop, &format!("UPDATE accounts SET phone_verified_at = now() WHERE id = {person}")).await;
    assert_eq!((roles(&shop, person).await.as_str(), number(&shop, acts).await), ("", 0));

    assert_eq!(give(&admin_browser, &phone, "support", PASSWORD).await.status, 303);
    assert_eq!(give(&admin_browser, &phone, "support", PASSWORD).await.status, 303, "again changes nothing");
    assert_eq!(roles(&shop, person).await, "support");
    assert_eq!((browser.get("/office/orders").await.status, browser.get("/office/money").await.status), (200, 403));
    let kept =
        "SELECT concat_ws('|', act, account_id, subject, before -> 'roles', after -> 'roles', why) AS word FROM acts";
    assert_eq!(word(&shop, kept).await, format!("staff.given|{admin}|Chị Hà|[]|[\"support\"]|{}", WHY.1));
    let page = admin_browser.get(HERE).await;
    assert!(page.words().contains("Chị Hà") && page.words().contains("Hỗ trợ"), "{}", page.words());
}

#[actix_web::test]
async fn who_loses_a_role_is_signed_out_at_once() {
    let shop = support::shop().await;
    let (admin, _) = clerk_with_password(&shop, "admin").await;
    let admin_browser = shop.signed_in(admin).await;
    let clerk = clerk_as(&shop, "finance").await;
    let (phone, desk) = (shop.signed_in(clerk).await, shop.signed_in(clerk).await);
    assert_eq!(desk.get("/office/money").await.status, 200);
    assert_eq!(take(&admin_browser, clerk, "finance", "không phải").await.status, 422);
    let taking = format!("{HERE}/{clerk}/take");
    let unsaid = admin_browser.post(&taking, &[("part", "finance"), ("why", " "), ("password", PASSWORD)]).await;
    assert_eq!((unsaid.status, unsaid.texts(&format!("#why-t{clerk}-why")).len()), (422, 1), "{}", unsaid.words());
    assert_eq!(unsaid.attributes("details[open] form", "action"), [taking], "the form that was refused is open");
    assert_eq!(desk.get("/office/money").await.status, 200);
    assert_eq!(take(&admin_browser, clerk, "finance", PASSWORD).await.status, 303);
    for browser in [&phone, &desk] {
        let answer = browser.get("/office/money").await;
        assert_eq!((answer.status, answer.location().unwrap().starts_with("/account/sign-in")), (303, true));
    }
    assert_eq!(number(&shop, &format!("SELECT count(*) AS n FROM sessions WHERE account_id = {clerk}")).await, 0);
    let kept = "SELECT concat_ws('|', act, after -> 'roles', why) AS word FROM acts";
    assert_eq!(word(&shop, kept).await, format!("staff.taken|[]|{}", WHY.1));
    assert_eq!(take(&admin_browser, clerk, "finance", PASSWORD).await.status, 303, "it was taken before");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts").await, 1);
    assert_eq!(take(&admin_browser, AccountId(999_999), "finance", PASSWORD).await.status, 404);
}

#[actix_web::test]
async fn the_last_admin_stays_one() {
    let shop = support::shop().await;
    let (admin, _) = clerk_with_password(&shop, "admin").await;
    let browser = shop.signed_in(admin).await;
    // One who was shut out is no admin to rely on.
    let gone = clerk_as(&shop, "admin").await;
    run(&shop, &format!("UPDATE accounts SET disabled_at = now() WHERE id = {gone}")).await;
    let refused = take(&browser, admin, "admin", PASSWORD).await;
    assert_eq!((refused.status, refused.texts("[role=alert]").len()), (409, 1), "{}", refused.words());
    assert_eq!(roles(&shop, admin).await, "admin");
    assert_eq!(browser.get(HERE).await.status, 200);
    run(&shop, &format!("UPDATE accounts SET disabled_at = NULL WHERE id = {gone}")).await;
    assert_eq!(take(&browser, admin, "admin", PASSWORD).await.status, 303);
    assert_eq!(browser.get(HERE).await.status, 303, "and is signed out");
}

#[actix_web::test]
async fn of_two_admins_who_take_each_others_role_one_is_left() {
    let shop = support::shop().await;
    for round in 0..5 {
        let (a, _) = clerk_with_password(&shop, "admin").await;
        let (b, _) = clerk_with_password(&shop, "admin").await;
        let (first, second) = (shop.signed_in(a).await, shop.signed_in(b).await);
        let (x, y) = futures_util::join!(take(&first, b, "admin", PASSWORD), take(&second, a, "admin", PASSWORD));
        assert!(x.status == 303 || y.status == 303, "round {round}: {} {}", x.status, y.status);
        assert_eq!(number(&shop, "SELECT count(*) AS n FROM clerks WHERE role = 'admin'").await, 1, "round {round}");
        run(&shop, "DELETE FROM clerks").await;
    }
}
