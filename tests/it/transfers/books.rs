//! What the books and the sheet of a day say of transfers.

use chrono::{Days, Utc};
use market::kernel::clock::in_vietnam;
use market::payments::transfer::resolve::{Act, Excess};

use super::super::buyer::{execute, number};
use super::super::money::support::{order, states};
use super::super::payouts::books::breaks;
use super::super::support::build;
use super::support::{self, Came, act, all_sound, apply, last_transfer, sepay, stand};

#[actix_web::test]
async fn each_rule_about_transfers_finds_what_breaks_it() {
    let (shop, fish) = support::stall(50).await;
    let clerk = build::clerk(&shop).await;
    let buyer = shop.guest();
    let paid = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let twice = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let short = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, &paid)).await;
    let first = last_transfer(&shop).await;
    sepay(&shop, &Came::new(2, 226_000, &twice)).await;
    let excess = Act::Apply { code: twice.clone(), excess: Some(Excess::Credit) };
    act(&shop, last_transfer(&shop).await, &excess, "khách dặn", clerk).await.unwrap();
    let kept = last_transfer(&shop).await;
    sepay(&shop, &Came::new(3, 50_000, &short)).await;
    let open = last_transfer(&shop).await;
    assert_eq!(stand(&shop).await, "applied, applied, credited, open short");
    // An hour later everybody must have been told.
    execute(&shop, "UPDATE events SET recorded_at = now() - interval '2 hours'").await;
    all_sound(&shop).await;

    let place = |id| format!("transfer {id}");
    let entries = |of: &str| format!("posting_id = (SELECT id FROM postings WHERE key = '{of}')");
    let less = format!(
        "UPDATE entries SET amount = amount - 7 WHERE account = 'bank' AND {}",
        entries(&format!("came:transfer/{first}"))
    );
    breaks(&shop, &less, "booked where it came to", &place(first)).await;
    let lost = format!("DELETE FROM entries WHERE {}", entries(&format!("came:transfer/{open}")));
    breaks(&shop, &lost, "booked where it came to", &place(open)).await;
    breaks(&shop, &lost, "waits, pays or goes back", &place(open)).await;
    let spent = format!("UPDATE transfers SET state = 'ignored' WHERE id = {kept}");
    breaks(&shop, &spent, "kept for a buyer is a credit", &place(kept)).await;
    for code in [&short, &paid] {
        let applied = format!(
            "UPDATE transfers SET state = 'applied', payment_id = (SELECT y.id FROM payments y JOIN orders o ON o.id = y.order_id \
             WHERE o.code = '{code}') WHERE id = {open}"
        );
        breaks(&shop, &applied, "has what its transfers brought", code).await;
    }
    let silent = "DELETE FROM messages WHERE dedupe_key LIKE 'order-placed:%:sms'";
    breaks(&shop, silent, "told once that an order was placed", &paid).await;
    all_sound(&shop).await;
}

#[actix_web::test]
async fn a_day_counts_what_came_on_it() {
    let (shop, fish) = support::stall(50).await;
    let staff = build::clerk(&shop).await;
    let clerk = shop.signed_in(staff).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 50_000, &code)).await;
    act(&shop, last_transfer(&shop).await, &apply(&code), "còn nữa", staff).await.unwrap();
    execute(
        &shop,
        "DO $$ BEGIN SET LOCAL session_replication_role = replica; \
         UPDATE postings SET at = at - interval '1 day'; END $$",
    )
    .await;
    sepay(&shop, &Came::new(2, 63_000, &code)).await;
    assert_eq!(states(&shop, &code).await, "placed", "{}", stand(&shop).await);
    // The electricity company's is no buyer's.
    sepay(&shop, &Came::new(3, 9_000, "tien dien")).await;
    act(&shop, last_transfer(&shop).await, &Act::Ignore, "tiền điện", staff).await.unwrap();
    // Booked by Postgres' clock.
    let today = in_vietnam(Utc::now()).date_naive();
    let yesterday = today.checked_sub_days(Days::new(1)).unwrap();
    for (day, sum) in [(yesterday, "50.000"), (today, "63.000")] {
        let words = clerk.get(&format!("/office/money/cash?day={day}")).await.words();
        assert!(words.contains(&format!("Chuyển khoản (1){sum}")), "{day}: {words}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM postings WHERE kind = 'came'").await, 3);
    all_sound(&shop).await;
}
