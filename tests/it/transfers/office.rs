//! The office's desk for transfers: the queue, one transfer, a clerk's own word with a second look, and who may.

use super::super::buyer::{execute, number, text};
use super::super::money::support::{balance, market_account, order, states};
use super::super::support::build;
use super::support::{self, Came, all_sound, last_transfer, sepay, stand};

#[actix_web::test]
async fn a_clerk_works_through_the_queue() {
    let (shop, fish) = support::stall(50).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let empty = clerk.get("/office/money/transfers").await;
    assert!(empty.words().contains("Sổ đang gọn"), "{}", empty.words());
    let buyer = shop.guest();
    let [a, b] = [
        order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
        order(&shop, &buyer, &[(fish, 2)], "bank_transfer").await,
    ];
    // One sign of the code is wrong.
    let slip = if a.ends_with('2') { "3" } else { "2" };
    sepay(&shop, &Came::new(1, 113_000, &format!("{}{slip} <b>tra</b>", &a[..8]))).await;
    let queue = clerk.get("/office/money/transfers").await;
    let words = queue.words();
    for part in ["113.000", "Chưa rõ của đơn nào", "<b>tra</b>", &a, "mã chỉ sai một ký tự"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let here = format!("/office/money/transfers/{}", last_transfer(&shop).await);
    let page = clerk.get(&here).await;
    assert_eq!(page.attributes("#code", "value"), [a.as_str()], "the guess stands in the form");
    // To the wrong order: it says why not, and keeps what was typed.
    let refused = clerk.submit(&page, &format!("{here}/applied"), &[("code", "LT9999999")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.texts("#code-why")[0].contains("Không có đơn nào mang mã này"), "{}", refused.words());
    assert!(refused.texts(".note.bad").is_empty(), "not at the top: {}", refused.words());
    assert_eq!(refused.attributes("#code", "value"), ["LT9999999"]);
    // The guess does not name the order: whoever takes it says why, beside the field, and nothing is written before.
    let unsaid = clerk.submit(&page, &format!("{here}/applied"), &[("why", " ")]).await;
    assert_eq!((unsaid.status, unsaid.texts("#why-applied-why").len()), (422, 1), "{}", unsaid.words());
    assert_eq!(unsaid.attributes("#code", "value"), [a.as_str()]);
    assert!(unsaid.texts(".note.bad").is_empty(), "not at the top: {}", unsaid.words());
    assert_eq!(states(&shop, &a).await, "awaiting_payment");
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act LIKE 'transfer.%'").await, 0);
    let unsaid = clerk.submit(&page, &format!("{here}/credited"), &[("why", "")]).await;
    assert_eq!((unsaid.status, unsaid.texts("#why-credited-why").len()), (422, 1), "{}", unsaid.words());
    assert_eq!(unsaid.texts("details[open] #why-credited-why").len(), 1, "its form is open");
    assert!(unsaid.texts("#why-applied-why, .note.bad").is_empty(), "there and nowhere else: {}", unsaid.words());
    let done = clerk.submit(&page, &format!("{here}/applied"), &[("why", "đã gọi hỏi")]).await;
    assert_eq!((done.status, done.location().as_deref()), (303, Some(here.as_str())), "{}", done.words());
    assert_eq!(states(&shop, &a).await, "placed");
    let page = clerk.get(&here).await;
    assert!(page.words().contains("đã gọi hỏi") && page.attributes("main form", "action").is_empty());
    // The same button pressed twice.
    let again = clerk.post(&format!("{here}/applied"), &[("code", &a)]).await;
    assert_eq!(again.status, 303);
    let other = clerk.post(&format!("{here}/refunded"), &[("why", "x")]).await;
    assert_eq!(other.status, 409);
    // Too much, and nobody said what to do with it.
    let asked = number(&shop, &format!("SELECT total FROM orders WHERE code = '{b}'")).await;
    sepay(&shop, &Came::new(2, asked + 4_000, &b)).await;
    let here = format!("/office/money/transfers/{}", last_transfer(&shop).await);
    let unsaid = clerk.post(&format!("{here}/applied"), &[("code", &b)]).await;
    assert_eq!(unsaid.status, 422);
    assert!(unsaid.words().contains("thừa 4.000"), "{}", unsaid.words());
    assert_eq!(unsaid.texts("#why-applied-why").len(), 1, "it does not fit, so it is asked why as well");
    let keep = [("code", b.as_str()), ("excess", "credit")];
    let unsaid = clerk.post(&format!("{here}/applied"), &keep).await;
    assert_eq!((unsaid.status, unsaid.texts("#why-applied-why").len()), (422, 1), "{}", unsaid.words());
    assert_eq!(stand(&shop).await, "applied, open over");
    let why = [keep[0], keep[1], ("why", "khách trả dư")];
    assert_eq!(clerk.post(&format!("{here}/applied"), &why).await.status, 303);
    let said = "SELECT string_agg(concat_ws('|', why, evidence, after ->> 'code'), ', ' ORDER BY id) FROM acts WHERE act = 'transfer.applied'";
    assert_eq!(text(&shop, said).await, format!("đã gọi hỏi||{a}, khách trả dư||{b}"));
    assert_eq!(stand(&shop).await, "applied, applied, credited");
    assert!(clerk.get(&here).await.words().contains("4.000"));
    for query in ["?state=all", "?state=credited", "?state=applied&problem=short", "?after=x", "?state=%00&problem='"] {
        assert_eq!(clerk.get(&format!("/office/money/transfers{query}")).await.status, 200, "{query}");
    }
    for missing in ["/office/money/transfers/999", "/office/money/transfers/999999999999999999999"] {
        assert_eq!(clerk.get(missing).await.status, 404, "{missing}");
    }
    assert_eq!(clerk.post(&format!("{here}/stolen"), &[]).await.status, 404);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn the_queue_goes_on_page_by_page() {
    let shop = support::shop().await;
    let account = market_account(&shop).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    execute(
        &shop,
        &format!(
            "INSERT INTO transfers (source, external_id, account_id, amount, content, came_at, confirmed_by_bank, state, problem) \
             SELECT 'sepay', 'n' || n, {account}, 1000 + n, 'so ' || n, now(), true, 'open', 'unknown' FROM generate_series(1, 60) n"
        ),
    )
    .await;
    let mut seen = Vec::new();
    let mut path = "/office/money/transfers".to_owned();
    for _ in 0..3 {
        let page = clerk.get(&path).await;
        seen.extend(page.texts("tbody td:nth-of-type(2)"));
        let Some(next) = page.attributes("a[rel=next]", "href").pop() else { break };
        path = next;
    }
    let expected: Vec<String> = (1..=60).map(|n| format!("so {n}")).collect();
    assert_eq!(seen, expected, "the oldest first, none twice");
}

#[actix_web::test]
async fn a_clerks_word_is_looked_at_twice_and_confirmed_by_the_bank_not_doubled() {
    let (shop, fish) = support::stall(50).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let there = format!("/office/money/received?order={code}");
    assert!(clerk.get(&format!("/office/orders/{code}")).await.attributes("main a", "href").contains(&there));
    let form = clerk.get(&there).await;
    let wrong = clerk.submit(&form, "/office/money/received", &[("amount", "nhiều"), ("at", "2030-01-01T00:00")]).await;
    assert_eq!((wrong.status, wrong.texts(".why").len()), (422, 2), "{}", wrong.words());
    let look = clerk.submit(&form, "/office/money/received", &[("amount", "113.000")]).await;
    assert_eq!(look.status, 200);
    assert!(look.words().contains(&format!("Trả đủ đơn {code}")), "{}", look.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 0, "nothing is written yet");
    for _ in 0..2 {
        let written = clerk.submit(&look, "/office/money/received", &[]).await;
        assert_eq!(written.status, 303, "{}", written.words());
    }
    assert_eq!(states(&shop, &code).await, "placed");
    assert_eq!(
        text(&shop, "SELECT concat_ws(' ', source, confirmed_by_bank, state) FROM transfers").await,
        "clerk f applied"
    );
    all_sound(&shop).await;
    // The bank says so too: by notice, once more, and by statement.
    let came = Came::new(7, 113_000, &format!("{code} ck"));
    for _ in 0..2 {
        assert_eq!(sepay(&shop, &came).await.status, 200);
    }
    assert_eq!(
        text(&shop, "SELECT concat_ws(' ', source, confirmed_by_bank, state) FROM transfers").await,
        "clerk t applied"
    );
    assert_eq!(balance(&shop, "bank").await, 113_000);
    // The form once more is the same transfer; a new one hears that the order is paid.
    assert_eq!(clerk.submit(&look, "/office/money/received", &[]).await.status, 303);
    let late = clerk.submit(&clerk.get(&there).await, "/office/money/received", &[("amount", "113000")]).await;
    assert_eq!(late.status, 409);
    assert!(late.words().contains("Đơn này đã trả đủ"), "{}", late.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 1);
    // A second payment of the same sum is another one.
    sepay(&shop, &Came::new(8, 113_000, &code)).await;
    assert_eq!(stand(&shop).await, "applied, open twice");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn only_who_may_move_money_gets_here() {
    let (shop, fish) = support::stall(50).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, "mua ca")).await;
    let reads = [
        "/office/money/transfers".to_owned(),
        "/office/money/transfers/1".to_owned(),
        "/office/money/statement".to_owned(),
        format!("/office/money/received?order={code}"),
    ];
    let writes = [
        "/office/money/transfers/1/refunded",
        "/office/money/statement",
        "/office/money/statements/1",
        "/office/money/received",
    ];
    let mut people = vec![("guest", shop.guest(), 303)];
    people.push(("shopper", shop.signed_in(build::account(&shop, "Khách").await).await, 403));
    people.push(("member", shop.signed_in(build::member(&shop, fish.producer).await).await, 403));
    for (role, status) in [("moderator", 403), ("promoter", 403), ("finance", 200), ("admin", 200)] {
        let clerk = build::clerk(&shop).await;
        execute(&shop, &format!("UPDATE clerks SET role = '{role}' WHERE account_id = {clerk}")).await;
        people.push((role, shop.signed_in(clerk).await, status));
    }
    for (who, client, status) in &people {
        for path in &reads {
            assert_eq!(client.get(path).await.status, *status, "{who} {path}");
        }
        if *status != 200 {
            for path in writes {
                assert_eq!(client.post(path, &[("why", "x")]).await.status, *status, "{who} {path}");
            }
            let links = client.get(&format!("/office/orders/{code}")).await;
            assert!(!links.body.contains("/office/money/received"), "{who}");
        }
    }
    assert_eq!(stand(&shop).await, "open unknown");
}
