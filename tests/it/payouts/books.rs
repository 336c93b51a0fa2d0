//! Each rule of the books finds the row that breaks it, and names where.

use market::kernel::lang::Lang;
use market::orders::check::Fault;
use market::payments::refund::Part;
use market::payouts::pay::pay;

use super::*;

/// Breaks something that SQL would not let pass, sees that a rule says so, and puts it right again.
pub async fn breaks(shop: &TestShop, sql: &str, rule: &str, place: &str) {
    let mut conn = shop.conn().await;
    conn.begin_test_transaction_now().await;
    diesel::sql_query("SET LOCAL session_replication_role = replica").execute(&mut conn).await.unwrap();
    diesel::sql_query(sql).execute(&mut conn).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let faults = rules::faults(&mut conn).await.unwrap();
    let found = faults.iter().any(|f| f.rule.contains(rule) && f.place.contains(place) && f.expected != f.found);
    assert!(found, "{rule} at {place} after {sql}: {faults:#?}");
    diesel::sql_query("ROLLBACK").execute(&mut conn).await.unwrap();
}

trait Begin {
    async fn begin_test_transaction_now(&mut self);
}

impl Begin for market::platform::db::Conn {
    async fn begin_test_transaction_now(&mut self) {
        diesel::sql_query("BEGIN").execute(self).await.unwrap();
    }
}

#[actix_web::test]
async fn each_rule_finds_what_breaks_it() {
    let s = setting().await;
    let held = order(&s.shop, &[(s.goods, 1)]).await;
    pay_order(&s.shop, &held).await;
    let waiting = order(&s.shop, &[(s.goods, 1)]).await;
    let parcel = sold(&s, s.goods, 3, Came::Transfer).await;
    let cash = sold(&s, s.goods, 1, Came::Cash).await;
    give_back(&s.shop, parcel, Part::Amount(Money::dong(100_000)), "one").await;
    make(&s.shop, today()).await;
    let (sent, _) = newest(&s.shop).await;
    s.shop.conn().await.transaction(async |conn| pay(conn, sent, "FT1", s.clerk).await).await.unwrap();
    sold(&s, s.goods, 2, Came::Transfer).await;
    run(&s.shop, "UPDATE payout_batches SET day = '2026-11-22'").await;
    make(&s.shop, today()).await;
    let (open, _) = newest(&s.shop).await;
    run(
        &s.shop,
        "INSERT INTO vouchers (code, amount, starts_at, ends_at, borne_by, used, total_limit) \
         VALUES ('TET', 1000, now(), now() + interval '1 day', 'market', 0, 1)",
    )
    .await;
    sound(&s.shop).await;

    let (held_parcel, held_code) = (held.parcels[0].id, &held.code);
    let of = |id: ParcelId| format!("parcel {id}");
    let entry = |account: &str, kind: &str, parcel: ParcelId| {
        format!(
            "UPDATE entries SET amount = amount - 7 WHERE id = (SELECT min(e.id) FROM entries e \
             JOIN postings g ON g.id = e.posting_id \
             WHERE e.account = '{account}' AND g.kind = '{kind}' AND e.parcel_id = {parcel})"
        )
    };
    let shop = &s.shop;
    breaks(shop, &entry("held", "paid", held_parcel), "held for a parcel", &of(held_parcel)).await;
    breaks(shop, &entry("held", "paid", held_parcel), "a posting balances", "paid:").await;
    breaks(shop, &entry("held", "paid", held_parcel), "what an order was paid", held_code).await;
    breaks(shop, &entry("commission", "earned", parcel), "commission is what was frozen", &of(parcel)).await;
    breaks(shop, &entry("vat", "earned", parcel), "vat is what was frozen", &of(parcel)).await;
    breaks(shop, &entry("pit", "refund", parcel), "pit is what was frozen", &of(parcel)).await;
    breaks(shop, &entry("payable", "earned", parcel), "payable is what was frozen", &of(parcel)).await;
    breaks(shop, &entry("delivery", "earned", parcel), "delivery is what was frozen", &of(parcel)).await;
    breaks(shop, &entry("with_household", "paid", cash), "what was received is booked", "payment ").await;
    let twice = format!(
        "WITH second AS (INSERT INTO payments (order_id, parcel_id, method, amount, state, received, settled_at) \
           SELECT order_id, id, 'card', total, 'paid', total, now() FROM parcels WHERE id = {held_parcel} RETURNING id, amount) \
         INSERT INTO payment_parcels (payment_id, parcel_id, amount) SELECT id, {held_parcel}, amount FROM second"
    );
    breaks(shop, &twice, "a parcel is paid once", &of(held_parcel)).await;
    let early = format!("UPDATE postings SET key = 'earned:{held_parcel}' WHERE key = 'earned:{parcel}'");
    breaks(shop, &early, "nothing is earned before", &of(held_parcel)).await;
    breaks(shop, &early, "what is delivered and paid is earned", &of(parcel)).await;
    let too_much = format!("UPDATE refunds SET amount = 900000, of_goods = 900000 WHERE parcel_id = {parcel}");
    breaks(shop, &too_much, "no more goes back", &of(parcel)).await;
    breaks(shop, &too_much, "refunds of a payment are its refunds", "order LT").await;
    breaks(shop, &too_much, "a refund waits in the books", "refund ").await;
    let dear = format!(
        "UPDATE payments SET amount = 1, received = 1 WHERE order_id = (SELECT order_id FROM parcels WHERE id = {held_parcel}) \
         AND state = 'paid'"
    );
    breaks(shop, &dear, "a payment is what its parcels cost", held_code).await;
    let unpaid = format!("UPDATE orders SET paid_at = now() WHERE code = '{}'", waiting.code);
    breaks(shop, &unpaid, "paid in advance says so", &waiting.code).await;
    let handed = format!("UPDATE payments SET state = 'remitted' WHERE parcel_id = {cash}");
    breaks(shop, &handed, "cash that was handed on", "order LT").await;

    let (sent_place, open_place) = (format!("payout {sent}"), format!("payout {open}"));
    breaks(shop, "UPDATE payouts SET amount = amount + 1", "the sum of its statement", &open_place).await;
    breaks(shop, "UPDATE payouts SET amount = amount + 1", "what it claims", &open_place).await;
    breaks(shop, "UPDATE payouts SET amount = amount + 1", "what was sent", &sent_place).await;
    let unsent = format!("UPDATE payouts SET state = 'undone', settled_at = now() WHERE id = {open}");
    breaks(shop, &unsent, "what it claims", &open_place).await;
    let (other, _) = household(shop, "HTX Ven Lô").await;
    let stolen = format!("UPDATE payouts SET producer_id = {other} WHERE id = {open}");
    breaks(shop, &stolen, "its own household's entries", &open_place).await;
    breaks(shop, "UPDATE vouchers SET used = 1", "used as often", "voucher TET").await;
    let over = "INSERT INTO voucher_uses (voucher_id, order_id, phone, amount) \
                SELECT v.id, o.id, '+84912345678', 1000 FROM vouchers v, orders o";
    breaks(shop, over, "never used more often", "voucher TET").await;
    sound(shop).await;
}

/// The rules as they stand in the sources, those of each account apart.
fn rules_written() -> Vec<String> {
    let sources = [include_str!("../../../src/orders/check.rs"), include_str!("../../../src/payments/books.rs")];
    let mut rules = Vec::new();
    for text in sources {
        for piece in text.split("\"SELECT '").skip(1) {
            let (rule, _) = piece.split_once("' AS rule").unwrap();
            match rule.split_once("' || s.account || '") {
                Some((before, after)) => {
                    let accounts = ["commission", "vat", "pit", "vouchers", "delivery", "payable"];
                    rules.extend(accounts.map(|account| format!("{before}{account}{after}")));
                }
                None => rules.push(rule.replace("''", "'")),
            }
        }
    }
    rules
}

#[test]
fn every_rule_has_a_name_in_both_languages() {
    let rules = rules_written();
    assert!(rules.len() >= 32, "{}", rules.len());
    for rule in rules {
        let place = "order LT234567Y, payment 5".to_owned();
        let fault = Fault { rule: rule.clone(), place, expected: 0, found: 1 };
        assert_ne!(fault.name(Lang::Vi), fault.name(Lang::En), "{rule}");
        assert_ne!(fault.name(Lang::Vi), rule, "rule-{}", fault.key());
        assert_eq!(fault.place_name(Lang::Vi), "Đơn LT234567Y, khoản trả 5");
    }
}
