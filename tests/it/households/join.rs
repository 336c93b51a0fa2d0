//! Applying: one short page, places of today and of before, the same press twice; then the checklist and the terms.

use super::*;
use crate::support;

#[actix_web::test]
async fn a_visitor_is_led_through_sign_up_and_back() {
    let shop = support::shop().await;
    let guest = shop.guest();
    let led = guest.get("/sell/join").await;
    assert_eq!((led.status, led.location().as_deref()), (303, Some("/account/sign-up?next=%2Fsell%2Fjoin")));
    let page = guest.get("/account/sign-up?next=%2Fsell%2Fjoin").await;
    assert!(page.form("/account/sign-up").contains(&("next".to_owned(), "/sell/join".to_owned())));
    let posted = guest.post("/sell/join", &APPLICATION).await.location().unwrap();
    assert!(posted.starts_with("/account/sign-in?next="), "{posted}");
    assert!(guest.get("/").await.body.contains("href=\"/sell/join\""), "the foot of every page leads there");
}

#[actix_web::test]
async fn an_application_makes_a_household_that_waits_and_its_owner() {
    let shop = support::shop().await;
    let (client, account, producer) = applicant(&shop).await;
    let row = word(
        &shop,
        &format!(
            "SELECT concat_ws('|', r.slug, r.kind, r.name_vi, r.contact_name, r.commune_code, r.hamlet, r.grows, \
                    r.approved_at IS NULL, r.listed, m.role, r.phone = a.phone) AS word \
             FROM producers r JOIN members m ON m.producer_id = r.id JOIN accounts a ON a.id = m.account_id WHERE r.id = {producer}"
        ),
    )
    .await;
    assert_eq!(
        row,
        "nha-ba-man|household|Nhà bà Mận|Trần Thị Mận|08761|Thôn Đồng Núi|Hai sào thanh long ruột đỏ.|t|f|owner|t"
    );
    assert_eq!(acts(&shop, producer).await, "household.applied");
    let desk = client.get("/sell/household").await;
    assert_eq!(desk.status, 200);
    assert!(desk.words().contains("6 việc để mở bán"), "{}", desk.words());
    assert!(client.get("/sell").await.words().contains("6 việc để mở bán"));
    // The same person sells for another household too, under an address of its own.
    let second = apply(&client, &[]).await;
    assert_eq!(second.status, 303);
    let slugs = format!(
        "SELECT string_agg(r.slug, ' ' ORDER BY r.id) AS word FROM producers r JOIN members m ON m.producer_id = r.id WHERE m.account_id = {account}"
    );
    assert_eq!(word(&shop, &slugs).await, "nha-ba-man nha-ba-man-2");
}

#[actix_web::test]
async fn the_office_is_told_of_a_phone_that_is_somebody_elses() {
    let shop = support::shop().await;
    let account = build::account(&shop, "Trần Thị Mận").await;
    run(&shop, &format!("UPDATE accounts SET phone = NULL, email = 'man@example.com' WHERE id = {account}")).await;
    let other = build::account_with(&shop, "Bác Tư", Some("+84912345678")).await;
    let client = shop.signed_in(account).await;
    let sent = apply(&client, &[("phone", "0912 345 678")]).await;
    assert_eq!(sent.status, 303, "whether a number has an account is told to nobody who asks: {}", sent.words());
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let page = "/office/producers/nha-ba-man";
    assert!(
        clerk.get(page).await.words().contains("đã xác nhận là của Bác Tư"),
        "but the office knows before it approves"
    );
    // Whose number it is has no way into the household by that; once a member, nothing is odd about it.
    let neighbour = shop.signed_in(other).await;
    assert_eq!(neighbour.get("/sell").await.status, 403);
    run(
        &shop,
        &format!("INSERT INTO members (account_id, producer_id, role) SELECT {other}, id, 'packer' FROM producers"),
    )
    .await;
    assert!(!clerk.get(page).await.words().contains("đã xác nhận là của"));
}

#[actix_web::test]
async fn the_same_press_twice_is_one_application_also_at_once() {
    let shop = support::shop().await;
    let client = shop.signed_in(build::account(&shop, "Trần Thị Mận").await).await;
    let page = client.get("/sell/join").await;
    let press = || client.submit(&page, "/sell/join", &APPLICATION);
    let (a, b, c) = tokio::join!(press(), press(), press());
    for answer in [a, b, c, press().await] {
        assert_eq!((answer.status, answer.location().as_deref()), (303, Some("/sell/household")), "{}", answer.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM producers").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM members").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts").await, 1);
    // Another person with a copied form makes a household of their own.
    let other = shop.signed_in(build::account(&shop, "Người khác").await).await;
    assert_eq!(other.submit(&page, "/sell/join", &APPLICATION).await.status, 303);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM producers").await, 2);
}

#[actix_web::test]
async fn communes_are_known_by_the_names_of_today_and_of_before() {
    let shop = support::shop().await;
    let client = shop.signed_in(build::account(&shop, "Trần Thị Mận").await).await;
    for (typed, code) in [
        ("Xã Lập Thạch", "08761"),
        ("tien lu", "08842"),
        ("Đồng Ích", "08842"),
        ("Vân Trục, huyện Lập Thạch, Vĩnh Phúc", "08761"),
        ("08770", "08770"),
    ] {
        let sent = apply(&client, &[("commune", typed)]).await;
        assert_eq!(sent.status, 303, "{typed}: {}", sent.words());
        let last = "SELECT commune_code AS word FROM producers ORDER BY id DESC LIMIT 1";
        assert_eq!(word(&shop, last).await, code, "{typed}");
    }
    let before = number(&shop, "SELECT count(*) AS n FROM producers").await;
    for (typed, said) in [
        ("", "Chọn"),
        ("Atlantis", "Chợ chưa nhận ra xã này"),
        ("Phường Hoàn Kiếm", "Chợ mới nhận nhà bán ở các xã dưới đây"),
    ] {
        let page = client.get("/sell/join").await;
        let all: Vec<(&str, &str)> = APPLICATION.iter().copied().chain([("commune", typed)]).collect();
        let refused = client.submit(&page, "/sell/join", &all).await;
        assert_eq!(refused.status, 422, "{typed}");
        assert!(typed.is_empty() || refused.words().contains(said), "{typed}: {}", refused.words());
        assert!(refused.form("/sell/join").contains(&("hamlet".to_owned(), "Thôn Đồng Núi".to_owned())));
        // The list below the field counts for the name that stands in it.
        assert_eq!(refused.attributes("[name=commune_pick]", "value").len(), 6);
        if typed == "Atlantis" {
            let picked = client.submit(&refused, "/sell/join", &[("commune_pick", "08812")]).await;
            assert_eq!(picked.status, 303, "{}", picked.words());
        }
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM producers").await, before + 1);
}

#[actix_web::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_is_written() {
    let shop = support::shop().await;
    let client = shop.signed_in(build::account(&shop, "Trần Thị Mận").await).await;
    let long = "x".repeat(2000);
    for (field, value) in [
        ("name", ""),
        ("name", "???"),
        ("name", long.as_str()),
        ("kind", "admin"),
        ("hamlet", " "),
        ("grows", ""),
        ("grows", long.as_str()),
    ] {
        let refused = apply(&client, &[(field, value)]).await;
        assert_eq!(refused.status, 422, "{field}={value}");
        assert!(!refused.texts(".why").is_empty(), "{field}: {}", refused.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM producers").await, 0);
    // An account by mail alone has no phone, and must give one.
    run(&shop, "INSERT INTO accounts (email, email_verified_at, name, password_hash) VALUES ('man@example.com', now(), 'Mận', '!')")
        .await;
    let id = number(&shop, "SELECT id AS n FROM accounts WHERE email IS NOT NULL").await;
    let client = shop.signed_in(AccountId(id)).await;
    assert_eq!(apply(&client, &[("phone", "12")]).await.status, 422);
    let silent = apply(&client, &[("phone", "")]).await;
    assert_eq!(silent.texts(".why"), ["Chưa ghi số điện thoại."], "no reason that is a buyer's");
    assert_eq!(apply(&client, &[("phone", "0912 345 678")]).await.status, 303);
    assert_eq!(word(&shop, "SELECT phone AS word FROM producers").await, "+84912345678");
}

#[actix_web::test]
async fn terms_are_agreed_to_in_the_version_that_was_shown() {
    let shop = support::shop().await;
    let (client, account, producer) = applicant(&shop).await;
    let path = "/sell/household/terms";
    let page = client.get(path).await;
    assert_eq!(client.submit(&page, path, &[]).await.status, 422, "nobody agrees by leaving the box empty");
    // The office changes the text while the page is open.
    run(&shop, "UPDATE pages SET body = body || ' ' WHERE slug = 'seller-terms'; UPDATE pages SET title = title").await;
    assert_eq!(number(&shop, "SELECT max(version)::bigint AS n FROM pages").await, 2, "only what changed is a version");
    let stale = client.submit(&page, path, &[("agree", "1")]).await;
    assert_eq!(stale.status, 409, "{}", stale.words());
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM terms_acceptances").await, 0);
    let agreed = client.submit(&client.get(path).await, path, &[("agree", "1")]).await;
    assert_eq!(agreed.status, 303, "{}", agreed.words());
    let kept = "SELECT concat_ws('|', producer_id, account_id, slug, lang, version, on_behalf, at > now() - interval '1 minute') AS word \
                FROM terms_acceptances";
    assert_eq!(word(&shop, kept).await, format!("{producer}|{account}|seller-terms|vi|2|f|t"));
    assert!(client.get("/sell/household").await.words().contains("5 việc để mở bán"));
    // What was agreed to stays readable, and a newer text asks again.
    run(&shop, "UPDATE pages SET body = 'Khác hẳn.' WHERE slug = 'seller-terms'").await;
    let then = "SELECT count(*) AS n FROM page_versions v JOIN terms_acceptances USING (slug, lang, version) WHERE v.body <> 'Khác hẳn.'";
    assert_eq!(number(&shop, then).await, 1);
    assert!(client.get("/sell/household").await.words().contains("Quy ước vừa sửa"));
    let mut conn = shop.conn().await;
    for change in [
        "UPDATE terms_acceptances SET version = 1",
        "DELETE FROM page_versions",
        "UPDATE acts SET act = 'a.b'",
        "DELETE FROM acts",
    ] {
        assert!(diesel::sql_query(change).execute(&mut conn).await.is_err(), "{change}");
    }
}

#[actix_web::test]
async fn terms_that_changed_since_are_agreed_to_anew_before_anybody_sells() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let office = format!("/office/producers/{}", slug(&shop, producer).await);
    let terms = "/sell/household/terms";
    assert_eq!(client.submit(&client.get(terms).await, terms, &[("agree", "1")]).await.status, 303);
    let card = [("holder", "Trần Thị Mận"), ("number", "025184001234")];
    assert_eq!(client.post("/sell/household/identity", &card).await.status, 303);
    let verify = [("decision", "verify"), ("until", "2031-01-01")];
    assert_eq!(clerk.post(&format!("{office}/identity"), &verify).await.status, 303);
    // Between the two presses the text becomes another one.
    run(&shop, "UPDATE pages SET body = body || ' Thêm một điều.' WHERE slug = 'seller-terms'").await;
    let early = clerk.post(&format!("{office}/approve"), &[]).await;
    assert_eq!(early.status, 409, "{}", early.words());
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM producers WHERE listed").await, 0);
    assert_eq!(client.submit(&client.get(terms).await, terms, &[("agree", "1")]).await.status, 303);
    assert_eq!(clerk.post(&format!("{office}/approve"), &[]).await.status, 303);
}
