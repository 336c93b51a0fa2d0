//! Money that is kept for a buyer's next order: its buyer is told, sees it, and clerks are reminded of it.

use market::payments::transfer::resolve::{Act, Excess};

use super::super::buyer::{execute, number, text};
use super::super::money::support::{order, states};
use super::super::support::build;
use super::support::{self, Came, act, all_sound, last_transfer, sepay};

#[actix_web::test]
async fn what_is_kept_is_told_shown_and_put_forward() {
    let (shop, fish) = support::stall(50).await;
    let by = build::clerk(&shop).await;
    let clerk = shop.signed_in(by).await;
    let buyer = shop.guest();
    let first = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 120_000, &first)).await;
    let keep = Act::Apply { code: first.clone(), excess: Some(Excess::Credit) };
    act(&shop, last_transfer(&shop).await, &keep, "", by).await.unwrap();
    let kept = last_transfer(&shop).await;
    let there = format!("/office/money/transfers/{kept}");
    shop.work_off().await;
    let told = "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'credit:%' AND body LIKE '%giữ 7.000%'";
    assert_eq!(number(&shop, told).await, 1);
    let own = format!("/orders/{first}");
    let page = buyer.get(&own).await;
    assert!(page.words().contains("Chợ đang giữ 7.000"), "{}", page.words());
    // Nobody waits for it yet, then the buyer orders again, and somebody else does.
    assert_eq!(clerk.get(&there).await.attributes("#code", "value"), [first.as_str()]);
    let second = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let other = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    execute(&shop, &format!("UPDATE orders SET buyer_phone = '+84988777666' WHERE code = '{other}'")).await;
    let page = clerk.get(&there).await;
    assert_eq!(page.attributes("#code", "value"), [second.as_str()]);
    assert!(page.words().contains("cùng người mua"), "{}", page.words());
    for (code, shown) in [(&second, true), (&other, false)] {
        let page = clerk.get(&format!("/office/orders/{code}")).await;
        assert_eq!(page.attributes("main a", "href").contains(&there), shown, "{code}");
    }
    // With the money that is too little stands what is kept.
    sepay(&shop, &Came::new(2, 106_000, &second)).await;
    let short = last_transfer(&shop).await;
    let page = clerk.get(&format!("/office/money/transfers/{short}")).await;
    assert!(page.attributes("main a", "href").contains(&there), "{}", page.words());
    // Both are their own reason: what is kept is this buyer's, and the rest names the order and is what it still asks.
    for (transfer, evidence) in [(kept, "own-credit"), (short, "fits")] {
        let at = format!("/office/money/transfers/{transfer}");
        let done = clerk.submit(&clerk.get(&at).await, &format!("{at}/applied"), &[("code", &second)]).await;
        assert_eq!(done.status, 303, "{}", done.words());
        let said = "SELECT concat_ws('|', subject, why, evidence) FROM acts WHERE act = 'transfer.applied' ORDER BY id DESC LIMIT 1";
        assert_eq!(text(&shop, said).await, format!("{transfer}||{evidence}"));
    }
    assert_eq!(states(&shop, &second).await, "placed");
    assert!(!buyer.get(&own).await.words().contains("Chợ đang giữ"), "it is spent");
    all_sound(&shop).await;
}
