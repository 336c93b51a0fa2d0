//! What a clerk does with what waits.

use market::payments::receive::Why;
use market::payments::refund_sent::{self, From};
use market::payments::transfer::resolve::{Act, Done, Excess, ResolveError};

use super::super::buyer::{execute, number, text};
use super::super::money::support::{balance, order, states};
use super::super::support::build;
use super::problems::run_out;
use super::support::{self, Came, act, all_sound, apply, last_transfer, sepay, stand};
use diesel_async::{AsyncConnection as _, RunQueryDsl as _};
use market::kernel::ids::RefundId;
use market::kernel::money::Money;

#[actix_web::test]
async fn too_much_pays_and_the_excess_goes_back_or_is_kept_for_the_next_order() {
    let (shop, fish) = support::stall(50).await;
    let clerk = build::clerk(&shop).await;
    let buyer = shop.guest();
    let codes = [
        order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
        order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
        order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
    ];
    sepay(&shop, &Came::new(1, 120_000, &codes[0])).await;
    let over = last_transfer(&shop).await;
    assert!(matches!(
        act(&shop, over, &apply(&codes[0]), "", clerk).await,
        Err(ResolveError::TooMuch(much)) if much == Money::dong(7_000)
    ));
    assert_eq!(states(&shop, &codes[0]).await, "awaiting_payment", "a refusal writes nothing");
    let excess = |code: &str, excess| Act::Apply { code: code.to_owned(), excess: Some(excess) };
    assert_eq!(act(&shop, over, &excess(&codes[0], Excess::Refund), "", clerk).await.unwrap(), Done::Now);
    assert_eq!(act(&shop, over, &excess(&codes[0], Excess::Refund), "", clerk).await.unwrap(), Done::Before);
    assert_eq!(stand(&shop).await, "applied, refunded");
    assert_eq!(number(&shop, "SELECT sum(amount) FROM refunds").await, 7_000);
    all_sound(&shop).await;

    sepay(&shop, &Came::new(2, 226_000, &codes[1])).await;
    act(&shop, last_transfer(&shop).await, &excess(&codes[1], Excess::Credit), "khách dặn", clerk).await.unwrap();
    assert_eq!(balance(&shop, "credit").await, -113_000);
    all_sound(&shop).await;
    // A credit pays its own buyer's orders.
    let credit = last_transfer(&shop).await;
    execute(&shop, &format!("UPDATE orders SET buyer_phone = '+84988777666' WHERE code = '{}'", codes[2])).await;
    assert!(matches!(act(&shop, credit, &apply(&codes[2]), "", clerk).await, Err(ResolveError::OtherBuyer)));
    // Two who were erased are not one buyer for having no phone.
    execute(&shop, "UPDATE orders SET erased_at = now(), buyer_phone = ''").await;
    assert!(matches!(act(&shop, credit, &apply(&codes[2]), "", clerk).await, Err(ResolveError::OtherBuyer)));
    execute(&shop, "UPDATE orders SET erased_at = NULL, buyer_phone = '+84912345678'").await;
    act(&shop, credit, &apply(&codes[2]), "", clerk).await.unwrap();
    assert_eq!(states(&shop, &codes[2]).await, "placed");
    assert_eq!((balance(&shop, "credit").await, balance(&shop, "unmatched").await), (0, 0));
    assert!(matches!(act(&shop, credit, &Act::Refund, "trả", clerk).await, Err(ResolveError::Moved)));
    all_sound(&shop).await;
}

#[actix_web::test]
async fn a_clerk_finds_the_order_gives_back_or_sets_aside() {
    let (shop, fish) = support::stall(50).await;
    let clerk = build::clerk(&shop).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, "mua ca")).await;
    let first = last_transfer(&shop).await;
    for (wrong, expected) in [("LT0000000", "NoSuchOrder"), ("", "NoSuchOrder")] {
        let refused = act(&shop, first, &apply(wrong), "", clerk).await.unwrap_err();
        assert_eq!(format!("{refused:?}"), expected);
    }
    act(&shop, first, &apply(&code), "gọi hỏi rồi", clerk).await.unwrap();
    assert_eq!(states(&shop, &code).await, "placed");

    sepay(&shop, &Came::new(2, 113_000, &code)).await;
    let twice = last_transfer(&shop).await;
    assert!(matches!(act(&shop, twice, &apply(&code), "", clerk).await, Err(ResolveError::Unwanted(Why::Twice))));
    assert!(matches!(act(&shop, twice, &Act::Refund, "", clerk).await, Err(ResolveError::NoReason)));
    act(&shop, twice, &Act::Refund, "trả hai lần", clerk).await.unwrap();
    assert_eq!(act(&shop, twice, &Act::Refund, "trả hai lần", clerk).await.unwrap(), Done::Before);
    // It is sent back from the bank.
    let refund = RefundId(number(&shop, "SELECT id FROM refunds").await);
    let mut conn = shop.conn().await;
    let from = refund_sent::usual(&mut conn, refund).await.unwrap();
    assert_eq!(from, From::Bank);
    conn.transaction(async |conn| refund_sent::done(conn, refund, from, "FT1", Some(clerk)).await).await.unwrap();
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "refunds_due").await), (113_000, 0));

    sepay(&shop, &Came::new(3, 50_000, "tien dien")).await;
    let alien = last_transfer(&shop).await;
    act(&shop, alien, &Act::Ignore, "tiền điện trả lại", clerk).await.unwrap();
    assert_eq!(balance(&shop, "adjustment").await, -50_000);
    assert!(matches!(act(&shop, alien, &Act::Reopen, "", clerk).await, Err(ResolveError::NoReason)));
    assert_eq!(balance(&shop, "adjustment").await, -50_000, "nothing is moved");
    act(&shop, alien, &Act::Reopen, "xem lại", clerk).await.unwrap();
    act(&shop, alien, &Act::Ignore, "đúng là tiền điện", clerk).await.unwrap();
    act(&shop, alien, &Act::Reopen, "không phải", clerk).await.unwrap();
    assert_eq!(balance(&shop, "adjustment").await, 0);
    assert!(matches!(act(&shop, alien, &Act::Credit, "", clerk).await, Err(ResolveError::NoReason)));
    act(&shop, alien, &Act::Credit, "khách dặn giữ", clerk).await.unwrap();
    act(&shop, alien, &Act::Refund, "khách đổi ý", clerk).await.unwrap();
    let diary = "SELECT string_agg(to_state, ' ' ORDER BY id) FROM transfer_diary WHERE transfer_id = 3";
    assert_eq!(text(&shop, diary).await, "open ignored open ignored open credited refunded");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn two_clerks_at_once_do_one_thing() {
    let (shop, fish) = support::stall(50).await;
    let clerk = build::clerk(&shop).await;
    for round in 0..8 {
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
        sepay(&shop, &Came::new(round, 113_000, "mua ca")).await;
        let transfer = last_transfer(&shop).await;
        let one = apply(&code);
        let (paid, back, kept) = futures_util::join!(
            act(&shop, transfer, &one, "", clerk),
            act(&shop, transfer, &Act::Refund, "trả lại", clerk),
            act(&shop, transfer, &Act::Ignore, "không phải", clerk)
        );
        let done = [paid.is_ok(), back.is_ok(), kept.is_ok()].into_iter().filter(|ok| *ok).count();
        assert_eq!(done, 1, "{paid:?} {back:?} {kept:?}");
        all_sound(&shop).await;
    }
}

#[actix_web::test]
async fn the_transfer_is_locked_after_the_payments_like_everywhere() {
    let (shop, fish) = support::stall(50).await;
    let clerk = build::clerk(&shop).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, "mua ca")).await;
    let transfer = last_transfer(&shop).await;
    // Somebody holds the order's payment: the clerk waits for it, and must not hold the transfer meanwhile.
    let mut holder = shop.conn().await;
    for sql in ["BEGIN", "SELECT id FROM payments FOR UPDATE"] {
        diesel::sql_query(sql).execute(&mut holder).await.unwrap();
    }
    let paid = apply(&code);
    let clerks = act(&shop, transfer, &paid, "", clerk);
    let others = async {
        let waits =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
        for _ in 0..500 {
            if number(&shop, waits).await > 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert_eq!(number(&shop, waits).await, 1, "the clerk waits");
        let free = format!("SELECT id FROM transfers WHERE id = {transfer} FOR UPDATE NOWAIT");
        let free = diesel::sql_query(free).execute(&mut shop.conn().await).await;
        diesel::sql_query("COMMIT").execute(&mut holder).await.unwrap();
        free
    };
    let (done, free) = futures_util::join!(clerks, others);
    assert!(free.is_ok(), "the transfer was locked before the payments: {free:?}");
    assert_eq!(done.unwrap(), Done::Now);
    assert_eq!(states(&shop, &code).await, "placed");
}

#[actix_web::test]
async fn notice_clerk_and_clock_at_once_wait_for_each_other_in_one_order() {
    let (shop, fish) = support::stall(200).await;
    let clerk = build::clerk(&shop).await;
    for round in 0..12 {
        let buyer = shop.guest();
        let codes = [
            order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await,
            order(&shop, &buyer, &[(fish, 2)], "bank_transfer").await,
        ];
        // A part of the second has come; another transfer names nobody.
        sepay(&shop, &Came::new(round * 10 + 1, 60_000, &codes[1])).await;
        let part = last_transfer(&shop).await;
        act(&shop, part, &apply(&codes[1]), "", clerk).await.unwrap();
        sepay(&shop, &Came::new(round * 10 + 2, 113_000, "mua ca")).await;
        let free = last_transfer(&shop).await;
        execute(&shop, "UPDATE payments SET expires_at = now() - interval '1 second' WHERE state = 'due'").await;
        let expire = async |code: &str| {
            let id = number(&shop, &format!("SELECT id FROM orders WHERE code = '{code}'")).await;
            let payment = super::super::money::support::payment(&shop, code).await;
            let mut conn = shop.conn().await;
            let order = market::kernel::ids::OrderId(id);
            conn.transaction(async |conn| market::payments::expire::expire(conn, order, payment).await).await.unwrap();
        };
        let cancel = format!("/orders/{}/cancellation", codes[1]);
        let (first, second) = (apply(&codes[0]), apply(&codes[1]));
        let (notice, late) =
            (Came::new(round * 10 + 3, 113_000, &codes[0]), Came::new(round * 10 + 2, 113_000, "mua ca"));
        let (one, two, told, again, _, _, gone) = futures_util::join!(
            act(&shop, free, &first, "", clerk),
            act(&shop, free, &second, "", clerk),
            sepay(&shop, &notice),
            sepay(&shop, &late),
            expire(&codes[0]),
            expire(&codes[1]),
            buyer.post(&cancel, &[])
        );
        for done in [one, two] {
            assert!(!matches!(done, Err(ResolveError::Failed(_))), "{done:?}");
        }
        assert_eq!((told.status, again.status), (200, 200), "{} {}", told.body, again.body);
        assert!(matches!(gone.status, 303 | 409), "{}", gone.status);
        all_sound(&shop).await;
    }
}

#[actix_web::test]
async fn stripes_payout_that_the_bank_tells_of_is_in_the_books_once() {
    let (shop, _) = support::stall(1).await;
    let by = build::clerk(&shop).await;
    // As the job has noted it.
    execute(
        &shop,
        "WITH p AS (INSERT INTO postings (key, kind) VALUES ('stripe_payout:txn_1', 'stripe_payout') RETURNING id), \
              e AS (INSERT INTO entries (posting_id, account, amount) SELECT id, 'bank', 80000 FROM p UNION ALL \
                    SELECT id, 'card', -80000 FROM p) \
         INSERT INTO card_movements (external_id, kind, source, currency, amount, fee, outcome, at) \
         VALUES ('txn_1', 'payout', 'po_1', 'vnd', -80000, 0, 'booked', now())",
    )
    .await;
    sepay(&shop, &Came::new(1, 80_000, "STRIPE PAYMENTS")).await;
    sepay(&shop, &Came::new(2, 80_000, "STRIPE PAYMENTS")).await;
    assert_eq!(balance(&shop, "bank").await, 3 * 80_000, "each has told of it");
    let clerk = shop.signed_in(by).await;
    let page = clerk.get("/office/money/transfers/1").await;
    assert!(page.words().contains("Stripe vừa chuyển về đúng 80.000"), "{}", page.words());
    let at = |n: i64, act: &str| format!("/office/money/transfers/{n}/{act}");
    let press = async |n: i64, act: &str| clerk.post(&at(n, act), &[]).await.status;
    let (one, two) = futures_util::join!(press(1, "payout"), press(2, "payout"));
    let mut statuses = [one, two];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "one payout is one transfer");
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "unmatched").await), (2 * 80_000, -80_000));
    let seen = number(&shop, "SELECT transfer_id FROM card_movements").await;
    assert_eq!(press(seen, "payout").await, 303, "pressed twice");
    assert!(clerk.get("/office/money").await.words().contains("ngân hàng đã báo"));
    // It was the other one after all.
    let unsaid = clerk.post(&at(seen, "open"), &[("why", " ")]).await;
    assert_eq!(unsaid.status, 422);
    assert_eq!(unsaid.texts("#why-open-why"), ["Ghi lý do để sau này còn biết."], "beside the field");
    assert!(unsaid.texts(".note.bad").is_empty(), "not at the top: {}", unsaid.words());
    let evidence = "SELECT string_agg(DISTINCT evidence, ' ') FROM acts WHERE act = 'transfer.payout'";
    assert_eq!(text(&shop, evidence).await, "card-payout");
    assert_eq!(clerk.post(&at(seen, "open"), &[("why", "Nhầm khoản")]).await.status, 303);
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "adjustment").await), (3 * 80_000, 0));
    assert_eq!(press(3 - seen, "payout").await, 303);
    assert_eq!(balance(&shop, "bank").await, 2 * 80_000);
    all_sound(&shop).await;
}

/// Two buyers' orders, paid by one of them in one transfer.
#[actix_web::test]
async fn a_transfer_that_names_two_orders_pays_both() {
    let (shop, fish) = support::stall(50).await;
    let by = build::clerk(&shop).await;
    let clerk = shop.signed_in(by).await;
    let mut codes = Vec::new();
    for phone in ["+84912000001", "+84912000002", "+84912000003"] {
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
        execute(&shop, &format!("UPDATE orders SET buyer_phone = '{phone}' WHERE code = '{code}'")).await;
        codes.push(code);
    }
    let [a, b, other] = [&codes[0], &codes[1], &codes[2]];
    sepay(&shop, &Came::new(1, 226_000, &format!("{a} {b}"))).await;
    assert_eq!(stand(&shop).await, "open ambiguous");
    let keep = Act::Apply { code: a.clone(), excess: Some(Excess::Credit) };
    act(&shop, last_transfer(&shop).await, &keep, "hai đơn", by).await.unwrap();
    assert_eq!(stand(&shop).await, "applied, credited");
    let part = last_transfer(&shop).await;
    let there = format!("/office/money/transfers/{part}");
    run_out(&shop).await;
    assert_eq!(states(&shop, a).await, "placed");
    assert_eq!(states(&shop, b).await, "awaiting_payment", "its money is here");
    assert_eq!(states(&shop, other).await, "expired", "this one's is not");
    // The desk puts it forward, on either page.
    assert_eq!(clerk.get(&there).await.attributes("#code", "value"), [b.as_str()]);
    for (code, shown) in [(b, true), (other, false)] {
        let page = clerk.get(&format!("/office/orders/{code}")).await;
        assert_eq!(page.attributes("main a", "href").contains(&there), shown, "{code}: {}", page.words());
    }
    assert!(matches!(act(&shop, part, &apply(other), "", by).await, Err(ResolveError::OtherBuyer)));
    let paid = apply(b);
    let (one, two) =
        futures_util::join!(act(&shop, part, &paid, "", by), act(&shop, part, &Act::Refund, "khách đòi lại", by));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let ends = if one.is_ok() { ["placed", "applied, applied"] } else { ["awaiting_payment", "applied, refunded"] };
    assert_eq!([states(&shop, b).await, stand(&shop).await], ends);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn an_order_is_kept_only_as_long_as_its_money_is() {
    let (shop, fish) = support::stall(50).await;
    let by = build::clerk(&shop).await;
    let codes = [
        order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await,
        order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await,
    ];
    sepay(&shop, &Came::new(1, 226_000, &codes.join(" "))).await;
    let keep = Act::Apply { code: codes[0].clone(), excess: Some(Excess::Credit) };
    act(&shop, last_transfer(&shop).await, &keep, "hai đơn", by).await.unwrap();
    run_out(&shop).await;
    assert_eq!(states(&shop, &codes[1]).await, "awaiting_payment");
    act(&shop, last_transfer(&shop).await, &Act::Refund, "khách đòi lại", by).await.unwrap();
    run_out(&shop).await;
    assert_eq!(states(&shop, &codes[1]).await, "expired");
    all_sound(&shop).await;
}
