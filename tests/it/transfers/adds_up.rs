//! What a buyer and the office read of money that did not fit: sums that add up, why it goes back, and nothing to press that is
//! always refused.

use market::kernel::money::Money;
use market::payments::refund::Part;
use market::payments::transfer::resolve::{Act, Excess};

use super::super::buyer::{execute, number, say};
use super::super::lists::same;
use super::super::money::support::{give_back, order, parcel, pay, payment, states};
use super::super::support::{Answer, Client, TestShop, build};
use super::problems::run_out;
use super::support::{self, Came, act, all_sound, apply, last_transfer, sepay};

fn digits(text: &str) -> i64 {
    let amount: String = text.chars().filter(char::is_ascii_digit).collect();
    let amount: i64 = amount.parse().unwrap();
    if text.starts_with('−') { -amount } else { amount }
}

/// What stands beside this sentence in the sum of a buyer's page; 0 where it is not there.
fn beside(page: &Answer, key: &str) -> i64 {
    let lines = page.texts("section[aria-labelledby=sum] dl > div");
    let label = say(key, &[]);
    lines.iter().filter_map(|line| line.strip_prefix(&label)).map(digits).sum()
}

/// What the page of an order says came by transfer, went back, is kept, and is still asked.
async fn told(buyer: &Client, code: &str) -> [i64; 4] {
    let page = buyer.get(&format!("/orders/{code}")).await;
    let keys = ["order-paid-bank_transfer", "order-back", "order-credit-of", "order-due-bank_transfer"];
    keys.map(|key| beside(&page, key))
}

/// What the office's page says the order has. The rows add up to it, it is what the payments have, and the file has the rows.
async fn has(shop: &TestShop, clerk: &Client, code: &str) -> i64 {
    let at = format!("/office/orders/{code}");
    let page = clerk.get(&at).await;
    let has = digits(&page.texts("section[aria-labelledby=moves] .total dd")[0]);
    let counts = page.texts("section[aria-labelledby=moves] tbody td:nth-of-type(4)");
    assert_eq!(counts.iter().map(|sum| digits(sum)).sum::<i64>(), has, "{counts:?}");
    let kept = "SELECT coalesce(sum(y.received - y.refunded), 0) FROM payments y JOIN orders o ON o.id = y.order_id";
    assert_eq!(number(shop, &format!("{kept} WHERE o.code = '{code}'")).await, has, "{}", page.words());
    same(clerk, &at, &format!("{at}/moves"), "section[aria-labelledby=moves] tbody tr").await;
    has
}

#[actix_web::test]
async fn what_came_and_what_went_back_add_up() {
    let (shop, fish) = support::stall(50).await;
    let by = build::clerk(&shop).await;
    let (clerk, buyer) = (shop.signed_in(by).await, shop.guest());
    // Too much, and the rest goes back.
    let over = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 150_000, &over)).await;
    assert_eq!(told(&buyer, &over).await, [0, 0, 0, 113_000], "what waits for the office has paid nothing yet");
    assert_eq!(has(&shop, &clerk, &over).await, 0);
    let whole = last_transfer(&shop).await;
    let back = Act::Apply { code: over.clone(), excess: Some(Excess::Refund) };
    act(&shop, whole, &back, "", by).await.unwrap();
    assert_eq!(told(&buyer, &over).await, [150_000, 37_000, 0, 0]);
    assert_eq!(has(&shop, &clerk, &over).await, 113_000);
    let page = clerk.get(&format!("/office/orders/{over}")).await;
    let refund = number(&shop, "SELECT max(id) FROM refunds").await;
    let links = page.attributes("section[aria-labelledby=moves] a", "href");
    for to in [
        format!("/office/money/transfers/{whole}"),
        format!("/office/money/transfers/{}", last_transfer(&shop).await),
        format!("/office/money/refunds/{refund}"),
    ] {
        assert!(links.contains(&to), "{to}: {links:?}");
    }
    // Paid twice, and one goes back.
    let twice = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    for n in [2, 3] {
        sepay(&shop, &Came::new(n, 113_000, &twice)).await;
    }
    act(&shop, last_transfer(&shop).await, &Act::Refund, "ghi chú riêng", by).await.unwrap();
    assert_eq!(told(&buyer, &twice).await, [226_000, 113_000, 0, 0]);
    assert_eq!(has(&shop, &clerk, &twice).await, 113_000);
    let words = buyer.get(&format!("/orders/{twice}")).await.words();
    assert!(!words.contains("ghi chú riêng"), "why a clerk sends a transfer back is the office's: {words}");
    // A part, before the order is cancelled.
    let part = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(4, 77_000, &part)).await;
    act(&shop, last_transfer(&shop).await, &apply(&part), "", by).await.unwrap();
    assert_eq!(told(&buyer, &part).await, [77_000, 0, 0, 36_000]);
    let page = clerk.get(&format!("/office/orders/{part}")).await;
    let paid = page.texts("section[aria-labelledby=paid] tbody tr").join(" ");
    assert!(paid.contains("Mới thu một phần") && paid.contains("77.000 ₫"), "{paid}");
    assert_eq!(has(&shop, &clerk, &part).await, 77_000);
    assert_eq!(buyer.post(&format!("/orders/{part}/cancellation"), &[]).await.status, 303);
    assert_eq!(told(&buyer, &part).await, [77_000, 77_000, 0, 0]);
    assert_eq!(has(&shop, &clerk, &part).await, 0);
    // Late, when the goods are gone.
    let late = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    run_out(&shop).await;
    execute(&shop, "UPDATE packs SET withdrawn_at = now()").await;
    sepay(&shop, &Came::new(5, 113_000, &late)).await;
    assert_eq!(states(&shop, &late).await, "expired");
    assert_eq!(told(&buyer, &late).await, [113_000, 113_000, 0, 0]);
    assert_eq!(has(&shop, &clerk, &late).await, 0);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn what_is_kept_is_taken_away_here_and_counted_where_it_pays() {
    let (shop, fish) = support::stall(50).await;
    let by = build::clerk(&shop).await;
    let (clerk, buyer) = (shop.signed_in(by).await, shop.guest());
    let first = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 150_000, &first)).await;
    let keep = Act::Apply { code: first.clone(), excess: Some(Excess::Credit) };
    act(&shop, last_transfer(&shop).await, &keep, "", by).await.unwrap();
    assert_eq!(told(&buyer, &first).await, [150_000, 0, 37_000, 0]);
    assert_eq!(has(&shop, &clerk, &first).await, 113_000);
    let second = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let kept = last_transfer(&shop).await;
    act(&shop, kept, &apply(&second), "", by).await.unwrap();
    assert_eq!(told(&buyer, &second).await, [37_000, 0, 0, 76_000]);
    assert_eq!((has(&shop, &clerk, &first).await, has(&shop, &clerk, &second).await), (113_000, 37_000));
    let page = clerk.get(&format!("/office/orders/{first}")).await;
    let links = page.attributes("section[aria-labelledby=moves] a", "href");
    assert!(links.contains(&format!("/office/orders/{second}")), "where it went: {links:?}");
    // Cash and cards stand there too, and the right to money leads on.
    let cash = order(&shop, &buyer, &[(fish, 1)], "cod").await;
    assert!(clerk.get(&format!("/office/orders/{cash}")).await.texts("#moves").is_empty(), "nothing has come");
    execute(
        &shop,
        "UPDATE payments SET state = 'collected', received = amount, cash_with = 'household', settled_at = now() WHERE method = 'cod'",
    )
    .await;
    assert_eq!(has(&shop, &clerk, &cash).await, 113_000);
    let support = build::account(&shop, "Hỗ trợ").await;
    execute(&shop, &format!("INSERT INTO clerks (account_id, role) VALUES ({support}, 'support')")).await;
    let page = shop.signed_in(support).await.get(&format!("/office/orders/{first}")).await;
    assert!(!page.texts("section[aria-labelledby=moves] tbody tr").is_empty(), "{}", page.words());
    let links = page.attributes("section[aria-labelledby=moves] a", "href");
    assert!(!links.iter().any(|to| to.starts_with("/office/money/")), "{links:?}");
}

#[actix_web::test]
async fn a_part_paid_order_offers_no_other_way_and_names_no_hour() {
    let (shop, fish) = support::stall(50).await;
    let by = build::clerk(&shop).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let at = format!("/orders/{code}");
    let page = buyer.get(&at).await;
    assert!(page.words().contains("Hàng được giữ đến") && page.words().contains("Trả cách khác"), "{}", page.words());
    sepay(&shop, &Came::new(1, 100_000, &code)).await;
    let page = buyer.get(&at).await;
    assert!(page.words().contains("đang có người kiểm tra"), "{}", page.words());
    assert!(!page.words().contains("Hàng được giữ đến"), "nothing runs out now: {}", page.words());
    act(&shop, last_transfer(&shop).await, &apply(&code), "", by).await.unwrap();
    let page = buyer.get(&at).await;
    assert!(page.words().contains("Đã nhận một phần tiền"), "{}", page.words());
    assert!(page.words().contains("13.000 ₫"), "{}", page.words());
    for gone in ["Hàng được giữ đến", "Trả cách khác"] {
        assert!(!page.words().contains(gone), "{gone}: {}", page.words());
    }
    assert_eq!(buyer.post(&format!("{at}/payment"), &[("method", "cod")]).await.status, 409, "it was always refused");
}

#[actix_web::test]
async fn the_account_is_asked_for_once() {
    let (shop, fish) = support::stall(50).await;
    let honey = build::goods(&shop, build::producer(&shop, "Ông Lợi").await, "Mật ong", 150_000, 50).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1), (honey, 1)], "bank_transfer").await;
    pay(&shop, payment(&shop, &code).await, None).await;
    let at = format!("/orders/{code}");
    assert!(buyer.get(&at).await.texts("#number").is_empty());
    assert_eq!(buyer.post(&format!("{at}/cancellation"), &[]).await.status, 303);
    let page = buyer.get(&at).await;
    assert_eq!(page.texts("section[aria-labelledby=back] p > .soft").len(), 2, "two refunds: {}", page.words());
    for once in ["#bank", "#number", "#holder", "#banks", "form[action$='/refund-account']"] {
        assert_eq!(page.texts(once).len(), 1, "{once}");
    }
    let typed = [("bank", "Vietcombank"), ("number", "1023456789"), ("holder", "Nguyễn Thu Hà")];
    assert_eq!(buyer.submit(&page, &format!("{at}/refund-account"), &typed).await.status, 303);
    assert_eq!(number(&shop, "SELECT count(*) FROM refunds WHERE to_number = '1023456789'").await, 2);
    assert!(buyer.get(&at).await.texts("#number").is_empty());
}

#[actix_web::test]
async fn each_order_that_a_transfer_names_is_offered_with_what_it_asks() {
    let (shop, fish) = support::stall(50).await;
    let by = build::clerk(&shop).await;
    let (clerk, buyer) = (shop.signed_in(by).await, shop.guest());
    let [a, b] = [
        order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
        order(&shop, &buyer, &[(fish, 2)], "bank_transfer").await,
    ];
    sepay(&shop, &Came::new(1, 324_000, &format!("{a} {b}"))).await;
    let here = format!("/office/money/transfers/{}", last_transfer(&shop).await);
    let offered = async || {
        let (queue, page) = (clerk.get("/office/money/transfers").await, clerk.get(&here).await);
        let cell = queue.texts("tbody td:last-child").remove(0);
        assert!(!cell.contains("sai một ký tự"), "both codes are exact: {cell}");
        let offered = page.texts("#code-hint p");
        for one in &offered {
            let (code, sentence) = one.split_once(": ").unwrap();
            assert!(cell.contains(code) && cell.contains(sentence), "{one}: {cell}");
        }
        (page.attributes("#code", "value").remove(0), offered)
    };
    let named = |code: &str, sum: &str| format!("{code}: {}", say("transfer-suggest-among", &[("amount", sum)]));
    let (first, sentences) = offered().await;
    assert_eq!((first, sentences), (a.clone(), vec![named(&a, "113.000 ₫"), named(&b, "211.000 ₫")]));
    // One of them is paid by other money: the other stands first.
    sepay(&shop, &Came::new(2, 113_000, &a)).await;
    let (first, sentences) = offered().await;
    let paid = format!("{a}: {}", say("transfer-suggest-among-others", &[]));
    assert_eq!((first, sentences), (b.clone(), vec![named(&b, "211.000 ₫"), paid]));
    // Which of them it pays is the clerk's choice, so a reason is asked.
    let unsaid = clerk.submit(&clerk.get(&here).await, &format!("{here}/applied"), &[("excess", "refund")]).await;
    assert_eq!((unsaid.status, unsaid.texts("#why-applied-why").len()), (422, 1), "{}", unsaid.words());
}

#[actix_web::test]
async fn why_money_goes_back_is_said_in_words() {
    let (shop, fish) = support::stall(50).await;
    let by = build::clerk(&shop).await;
    let (clerk, buyer) = (shop.signed_in(by).await, shop.guest());
    // The program's own word.
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 77_000, &code)).await;
    let transfer = last_transfer(&shop).await;
    act(&shop, transfer, &apply(&code), "", by).await.unwrap();
    assert_eq!(buyer.post(&format!("/orders/{code}/cancellation"), &[]).await.status, 303);
    let refund = number(&shop, "SELECT id FROM refunds").await;
    let desk = format!("/office/money/refunds/{refund}");
    let (told, english) = ("Đơn đã hủy", "The order was cancelled");
    let words = clerk.get(&format!("{desk}?lang=vi")).await.words();
    assert!(words.contains(told) && !words.contains("cancelled"), "{words}");
    assert!(clerk.get(&format!("{desk}?lang=en")).await.words().contains(english));
    let own = format!("/orders/{code}");
    assert!(buyer.get(&own).await.words().contains(&say("order-reason", &[("reason", told)])));
    assert!(buyer.get(&format!("{own}?lang=en")).await.words().contains(&format!("Reason: {english}")));
    buyer.get(&format!("{own}?lang=vi")).await;
    for lang in ["vi", "en"] {
        let told = if lang == "vi" { told } else { english };
        let at = format!("/office/money/transfers/{transfer}");
        let diary = clerk.get(&format!("{at}?lang={lang}")).await.texts("section[aria-labelledby=log] li").join(" ");
        assert!(diary.contains(told), "{lang}: {diary}");
        assert!(clerk.get(&format!("{at}/diary.csv?lang={lang}")).await.body.contains(told), "{lang}");
    }
    let inbox = clerk.get("/office/inbox?kind=refund&lang=vi").await.words();
    assert!(inbox.contains(&format!("{code}, R{refund}")) && !inbox.contains("cancelled"), "{inbox}");
    // What a clerk wrote for the buyer to read.
    let paid = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    pay(&shop, payment(&shop, &paid).await, None).await;
    let parcel = parcel(&shop, &paid, 1).await;
    give_back(&shop, parcel, Part::Amount(Money::dong(50_000)), "a").await.unwrap();
    let page = buyer.get(&format!("/orders/{paid}")).await;
    assert!(page.words().contains("Lý do: hũ vỡ"), "{}", page.words());
}

#[actix_web::test]
async fn a_reference_that_is_too_short_is_said_beside_it() {
    let (shop, fish) = support::stall(50).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let at = "/office/money/received";
    let form = clerk.get(&format!("{at}?order={code}")).await;
    for short in ["FT12", "FT-1 2.3", "--"] {
        for step in ["look", "write"] {
            let typed = [("amount", "113.000"), ("reference", short), ("step", step)];
            let refused = clerk.submit(&form, at, &typed).await;
            assert_eq!((refused.status, refused.texts("#reference-why").len()), (422, 1), "{}", refused.words());
            assert_eq!(refused.attributes("#reference", "value"), [short]);
            assert_eq!(refused.attributes("#amount", "value"), ["113.000"]);
        }
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 0);
    for fine in ["", "FT 263-27"] {
        let look = clerk.submit(&form, at, &[("amount", "113.000"), ("reference", fine)]).await;
        assert_eq!(look.status, 200, "{fine}: {}", look.words());
    }
}

#[actix_web::test]
async fn nothing_is_offered_back_of_what_nobody_paid() {
    let (shop, fish) = support::stall(50).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let (page, form) = (format!("/office/orders/{code}"), format!("/office/orders/{code}/parcels/1/refund"));
    assert!(!clerk.get(&page).await.attributes("main a", "href").contains(&form));
    let early = clerk.get(&form).await;
    assert!(early.words().contains("Người mua chưa trả tiền cho gói này"), "{}", early.words());
    assert!(early.attributes("main form", "action").is_empty());
    let fields = [("part", "rest"), ("way", "bank_transfer"), ("reason", "Hỏng")];
    let refused = clerk.post(&form, &fields).await;
    assert_eq!(refused.status, 409, "{}", refused.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM refunds").await, 0);
    pay(&shop, payment(&shop, &code).await, None).await;
    assert!(clerk.get(&page).await.attributes("main a", "href").contains(&form));
    assert_eq!(clerk.get(&form).await.attributes("main form", "action"), [form.as_str()]);
}
