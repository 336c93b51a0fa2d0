//! Who bears it, to the đồng: in the charges, in the books, and when something goes back.

use market::kernel::ids::OrderLineId;
use market::payments::refund::Part;
use market::vouchers::voucher::Bearer;

use super::super::buyer::{code, execute, number, put, sound};
use super::super::money::support::{balance, balanced, give_back, market_account, parcel, pay, payment};
use super::super::support::{self, TestShop, build};
use super::support::{percent, ready_with, voucher};

/// Three jars at 98.000 with a tenth off, borne by `bearer`, paid and delivered; the parcel.
async fn delivered(shop: &TestShop, bearer: Bearer) -> market::kernel::ids::ParcelId {
    market_account(shop).await;
    execute(shop, "INSERT INTO commission_rates (from_day, bp) VALUES ('2026-10-01', 300)").await;
    execute(shop, "UPDATE money_settings SET withholding = true").await;
    let house = build::producer(shop, "Bà Lụa").await;
    let fish = build::goods(shop, house, "Cá thính", 98_000, 50).await;
    execute(shop, "UPDATE products SET tax_class = 'processed'").await;
    let member = shop.signed_in(build::member(shop, house).await).await;
    voucher(shop, "TET10", percent(10), |t| {
        t.household = Some(house);
        t.borne_by = bearer;
    })
    .await;
    let buyer = shop.guest();
    put(&buyer, fish, 3).await;
    let page = ready_with(&buyer, "TET10").await;
    let order = code(&buyer.submit(&page, "/checkout", &[("payment", "bank_transfer")]).await);
    pay(shop, payment(shop, &order).await, None).await;
    let parcel = parcel(shop, &order, 1).await;
    for (from, to) in
        [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over"), ("handed_over", "delivered")]
    {
        let moved = member.post(&format!("/sell/parcels/G{parcel}/state"), &[("from", from), ("to", to)]).await;
        assert_eq!(moved.status, 303, "{}", moved.words());
    }
    parcel
}

/// What household, delivery, market and state have, and what the market has added.
async fn shares(shop: &TestShop) -> [i64; 6] {
    let mut shares = [0; 6];
    for (share, account) in shares.iter_mut().zip(["payable", "delivery", "commission", "vat", "pit", "vouchers"]) {
        *share = -balance(shop, account).await;
    }
    shares
}

#[actix_web::test]
async fn what_the_market_bears_costs_the_household_nothing() {
    let shop = support::shop().await;
    let parcel = delivered(&shop, Bearer::Market).await;
    // 294.000 of goods as if there were no voucher: 3 % is 8.820, 1 % is 2.940, 0,5 % is 1.470.
    let fee = number(&shop, "SELECT shipping_fee FROM parcels").await;
    assert_eq!(shares(&shop).await, [280_770, fee, 8_820, 2_940, 1_470, -29_400]);
    assert_eq!(balance(&shop, "bank").await, 264_600 + fee);
    assert_eq!(balance(&shop, "held").await, 0);
    // One jar goes back at what the buyer paid for it, and a third of everything with it.
    let line = OrderLineId(number(&shop, "SELECT id FROM order_lines").await);
    give_back(&shop, parcel, Part::Lines(vec![(line, 1)]), "a").await.unwrap();
    assert_eq!(number(&shop, "SELECT amount FROM refunds").await, 88_200);
    assert_eq!(shares(&shop).await, [187_180, fee, 5_880, 1_960, 980, -19_600]);
    give_back(&shop, parcel, Part::Rest { shipping: true }, "b").await.unwrap();
    assert_eq!(shares(&shop).await, [0; 6]);
    assert_eq!(balance(&shop, "refunds_due").await, -(264_600 + fee), "all that was paid, and no more");
    balanced(&shop).await;
    sound(&shop).await;
}

#[actix_web::test]
async fn what_the_household_bears_it_earns_less() {
    let shop = support::shop().await;
    let parcel = delivered(&shop, Bearer::Producer).await;
    // 264.600 is all it sold for: 3 % is 7.938, 1 % is 2.646, 0,5 % is 1.323.
    let fee = number(&shop, "SELECT shipping_fee FROM parcels").await;
    assert_eq!(shares(&shop).await, [252_693, fee, 7_938, 2_646, 1_323, 0]);
    let line = OrderLineId(number(&shop, "SELECT id FROM order_lines").await);
    give_back(&shop, parcel, Part::Lines(vec![(line, 2)]), "a").await.unwrap();
    assert_eq!(number(&shop, "SELECT amount FROM refunds").await, 176_400);
    assert_eq!(shares(&shop).await, [84_231, fee, 2_646, 882, 441, 0]);
    balanced(&shop).await;
    sound(&shop).await;
}
