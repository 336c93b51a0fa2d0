//! Finding somebody: by exactly what they have, with every look in the log and nothing of what was typed.

use super::*;

#[actix_web::test]
async fn somebody_is_found_by_exactly_what_they_have_and_the_log_keeps_no_word_of_it() {
    let (s, account, orders) = scene().await;
    let shop = &s.shop;
    let (_, clerk) = super::clerk(shop, "support").await;
    let code = &orders[0].1;
    let spaced = format!(" {} ", code.to_lowercase());
    for typed in ["0912 345 001", "+84912345001", EMAIL, "BUOI.SOI@example.vn", code.as_str(), spaced.as_str()] {
        let answer = clerk.post("/office/people", &[("who", typed)]).await;
        assert_eq!(answer.location(), Some(format!("/office/people/a{account}")), "{typed}: {}", answer.words());
    }
    for (typed, status) in [
        ("Phạm Thị Bưởi", 422),
        ("0912 345 00", 200),
        ("LT0000000", 200),
        ("", 422),
        ("\0", 422),
        ("' OR 1=1 --", 422),
        ("a@b", 422),
        ("khong.co@example.vn", 200),
    ] {
        let answer = clerk.post("/office/people", &[("who", typed)]).await;
        assert_eq!(answer.status, status, "{typed}: {}", answer.words());
        refused(&answer, status, "who");
    }
    assert_eq!(number(shop, "SELECT count(*) AS n FROM acts WHERE act = 'person.sought'").await, 12);
    let kept =
        word(shop, "SELECT string_agg(concat_ws(' ', subject, why, before, after), ' ') AS word FROM acts").await;
    for told in ["0912", "+84", "example.vn", "Bưởi", code] {
        assert!(!kept.contains(told), "{told} is in the log: {kept}");
    }
    assert!(kept.contains(&format!("a{account}")) && kept.contains("\"by\": \"phone\""), "{kept}");

    let page = clerk.get(&format!("/office/people/a{account}")).await;
    for said in [NAME, "0912 345 001", EMAIL, code] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    assert_eq!(number(shop, "SELECT count(*) AS n FROM acts WHERE act = 'person.opened'").await, 1);
    for gone in ["a0", "a999999", "g999999", "x1", "a99999999999999999999", "%00", "17"] {
        assert_eq!(clerk.get(&format!("/office/people/{gone}")).await.status, 404, "{gone}");
    }
    for other in ["finance", "moderator", "promoter"] {
        let (_, other) = super::clerk(shop, other).await;
        assert_eq!(other.get("/office/people").await.status, 403);
        assert_eq!(other.get(&format!("/office/people/a{account}")).await.status, 403);
    }
}

#[actix_web::test]
async fn a_guest_is_found_by_phone_and_is_the_accounts_once_that_has_proved_it() {
    let s = payouts::setting().await;
    let shop = &s.shop;
    let parcel = payouts::sold(&s, s.goods, 1, payouts::Came::Cash).await;
    let (order, code) = of_buyer(shop, parcel, None).await;
    let (_, clerk) = super::clerk(shop, "support").await;
    for typed in ["0912345001", EMAIL, &code] {
        let answer = clerk.post("/office/people", &[("who", typed)]).await;
        assert_eq!(answer.location(), Some(format!("/office/people/g{order}")), "{typed}: {}", answer.words());
    }
    // Somebody signed up with the number and has not proved it: two people, until they have.
    let account = person(shop).await;
    run(shop, &format!("UPDATE accounts SET phone_verified_at = NULL WHERE id = {account}")).await;
    let both = clerk.post("/office/people", &[("who", "0912345001")]).await;
    assert_eq!(both.attributes("main section li a", "href").len(), 2, "{}", both.words());
    let page = clerk.get(&format!("/office/people/a{account}")).await;
    assert!(!page.words().contains(&code), "a stranger's order is not theirs: {}", page.words());
    run(shop, &format!("UPDATE accounts SET phone_verified_at = now() WHERE id = {account}")).await;
    let one = clerk.post("/office/people", &[("who", "0912345001")]).await;
    assert_eq!(one.location(), Some(format!("/office/people/a{account}")));
    assert!(clerk.get(&format!("/office/people/a{account}")).await.words().contains(&code));
}

#[actix_web::test]
async fn the_desk_is_a_few_queries_however_much_there_is() {
    let (s, account, _) = scene().await;
    let shop = &s.shop;
    let (_, clerk) = super::clerk(shop, "support").await;
    asked(&clerk, &format!("a{account}"), "see").await;
    let person = format!("/office/people/a{account}");
    let ask = async |path: &str| {
        let before = shop.ground.db.queries();
        assert_eq!(clerk.get(path).await.status, 200);
        shop.ground.db.queries() - before
    };
    let (few, one) = (ask("/office/people").await, ask(&person).await);
    run(
        shop,
        "INSERT INTO accounts (phone, name, password_hash) SELECT '+8497' || lpad(n::text, 7, '0'), 'Người ' || n, '!' FROM generate_series(1, 60) n; \
         INSERT INTO data_requests (account_id, kind, how, received_at, answer_by, due_at) \
           SELECT id, 'see', 'phone', now(), now(), now() + id * interval '1 minute' FROM accounts WHERE name LIKE 'Người %'",
    )
    .await;
    run(shop, &format!("INSERT INTO consents (account_id, kind, given, how) SELECT {account}, 'marketing', n % 2 = 0, 'account' FROM generate_series(1, 50) n")).await;
    assert_eq!((ask("/office/people").await, ask(&person).await), (few, one));
    assert!(few <= 4 && one <= 9, "{few} {one}");
    let mut seen = std::collections::BTreeSet::new();
    let mut url = "/office/people".to_owned();
    loop {
        let page = clerk.get(&url).await;
        seen.extend(page.attributes("tbody th a", "href"));
        match page.attributes("a[rel=next]", "href").pop() {
            Some(next) => url = next,
            None => break,
        }
    }
    assert_eq!(seen.len(), 61, "each once");
    for hostile in ["after=x", "after=9223372036854775807.9223372036854775807", "after=-9223372036854775808.0"] {
        assert_eq!(clerk.get(&format!("/office/people?{hostile}")).await.status, 200, "{hostile}");
        assert_eq!(clerk.get(&format!("/office/people?shown=closed&{hostile}")).await.status, 200, "{hostile}");
    }
}
