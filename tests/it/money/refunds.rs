//! Giving back: never more than was paid, never another household's, and the books know whose money it was.

use market::kernel::ids::{OrderLineId, PaymentId};
use market::kernel::money::Money;
use market::payments::refund::{Part, RefundError};

use super::super::buyer::{execute, number, sound, text};
use super::super::support::{Client, TestShop, build};
use super::support::{balance, balanced, both, give_back, house, order, parcel, pay, payment, states};

/// The household takes a parcel along its road to its end.
async fn deliver(member: &Client, desk: &str) {
    for (from, to) in
        [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over"), ("handed_over", "delivered")]
    {
        let moved = member.post(&format!("{desk}/state"), &[("from", from), ("to", to)]).await;
        assert_eq!(moved.status, 303, "{}", moved.words());
    }
}

async fn two_households(shop: &TestShop) -> (String, Client) {
    execute(shop, "INSERT INTO commission_rates (from_day, bp) VALUES ('2026-10-01', 300)").await;
    execute(shop, "UPDATE money_settings SET withholding = true").await;
    let (lua, loi) = (house(shop, "Bà Lụa").await, house(shop, "Ông Lợi").await);
    let fish = build::goods(shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(shop, loi, "Mật ong", 150_000, 50).await;
    execute(shop, "UPDATE products SET tax_class = 'processed'").await;
    let member = shop.signed_in(build::member(shop, lua).await).await;
    let code = order(shop, &shop.guest(), &[(fish, 3), (honey, 1)], "bank_transfer").await;
    // One payment to the market, or one to each household.
    while number(shop, "SELECT count(*) FROM payments WHERE state = 'due'").await > 0 {
        let due = number(shop, "SELECT min(id) FROM payments WHERE state = 'due'").await;
        pay(shop, PaymentId(due), None).await;
    }
    (code, member)
}

#[actix_web::test]
async fn a_parcel_that_falls_through_goes_back_whole_and_the_other_one_stays() {
    for shop in both().await {
        let (code, member) = two_households(&shop).await;
        let desk = format!("/sell/parcels/G{}", parcel(&shop, &code, 1).await);
        let fields = [("from", "placed"), ("to", "unfulfillable"), ("reason", "short"), ("words", "")];
        let moved = member.post(&format!("{desk}/state"), &fields).await;
        assert_eq!(moved.status, 303, "{}", moved.words());
        assert_eq!(states(&shop, &code).await, "unfulfillable placed");
        let fish = 3 * 98_000 + number(&shop, "SELECT shipping_fee FROM parcels WHERE number = 1").await;
        assert_eq!(balance(&shop, "refunds_due").await, -fish);
        let honey = number(&shop, "SELECT total FROM parcels WHERE number = 2").await;
        assert_eq!(balance(&shop, "held").await, -honey);
        balanced(&shop).await;
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn delivered_money_is_handed_out_and_a_refund_takes_everybodys_part() {
    for shop in both().await {
        let (code, member) = two_households(&shop).await;
        let first = parcel(&shop, &code, 1).await;
        deliver(&member, &format!("/sell/parcels/G{first}")).await;
        let shipping = number(&shop, "SELECT shipping_fee FROM parcels WHERE number = 1").await;
        let owed = |parts: [i64; 5]| parts;
        let now = async || {
            owed([
                -balance(&shop, "payable").await,
                -balance(&shop, "delivery").await,
                -balance(&shop, "commission").await,
                -balance(&shop, "vat").await,
                -balance(&shop, "pit").await,
            ])
        };
        // 294.000: 3 % is 8.820, 1 % is 2.940, 0,5 % is 1.470.
        assert_eq!(now().await, [280_770, shipping, 8_820, 2_940, 1_470]);
        let line = OrderLineId(number(&shop, &format!("SELECT id FROM order_lines WHERE parcel_id = {first}")).await);
        give_back(&shop, first, Part::Lines(vec![(line, 1)]), "a").await.unwrap();
        assert_eq!(now().await, [187_180, shipping, 5_880, 1_960, 980]);
        // The same wish again is the same refund.
        let again = give_back(&shop, first, Part::Lines(vec![(line, 1)]), "a").await.unwrap();
        assert_eq!(number(&shop, "SELECT count(*) FROM refunds").await, 1);
        assert_eq!(again.0, number(&shop, "SELECT id FROM refunds").await);
        assert!(matches!(
            give_back(&shop, first, Part::Lines(vec![(line, 3)]), "b").await,
            Err(RefundError::TooMuch(left)) if left == Money::dong(196_000)
        ));
        give_back(&shop, first, Part::Rest { shipping: true }, "c").await.unwrap();
        assert_eq!(now().await, [0, 0, 0, 0, 0]);
        assert!(matches!(give_back(&shop, first, Part::Rest { shipping: true }, "d").await, Err(RefundError::Nothing)));
        assert_eq!(balance(&shop, "refunds_due").await, -(294_000 + shipping));
        balanced(&shop).await;
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn two_refunds_of_sixty_percent_at_once_are_one() {
    for shop in both().await {
        let (code, _) = two_households(&shop).await;
        for nth in [1, 2] {
            let parcel = parcel(&shop, &code, nth).await;
            let total = number(&shop, &format!("SELECT total FROM parcels WHERE id = {parcel}")).await;
            let most = Money::dong(total * 6 / 10);
            let tries = (0..8).map(|i| {
                let key = format!("{nth}/{i}");
                let shop = &shop;
                async move { give_back(shop, parcel, Part::Amount(most), &key).await }
            });
            let outcomes = futures_util::future::join_all(tries).await;
            assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1);
            assert!(outcomes.iter().all(|o| matches!(o, Ok(_) | Err(RefundError::TooMuch(_)))), "{outcomes:?}");
        }
        balanced(&shop).await;
    }
}

#[actix_web::test]
async fn unpaid_parcels_and_foreign_lines_give_nothing_back() {
    for shop in both().await {
        let (code, _) = two_households(&shop).await;
        let (first, second) = (parcel(&shop, &code, 1).await, parcel(&shop, &code, 2).await);
        let foreign =
            OrderLineId(number(&shop, &format!("SELECT id FROM order_lines WHERE parcel_id = {second}")).await);
        assert!(matches!(
            give_back(&shop, first, Part::Lines(vec![(foreign, 1)]), "a").await,
            Err(RefundError::NotFound)
        ));
        for nothing in [Part::Amount(Money::ZERO), Part::Amount(Money::dong(-5)), Part::Lines(vec![])] {
            assert!(matches!(give_back(&shop, first, nothing, "b").await, Err(RefundError::Nothing)));
        }
        let fourth = house(&shop, "Bà Tư").await;
        let rice = build::goods(&shop, fourth, "Gạo", 20_000, 50).await;
        let cash = order(&shop, &shop.guest(), &[(rice, 1)], "cod").await;
        let unpaid = parcel(&shop, &cash, 1).await;
        assert!(matches!(
            give_back(&shop, unpaid, Part::Rest { shipping: true }, "c").await,
            Err(RefundError::NotPaid)
        ));
        assert_eq!(number(&shop, "SELECT count(*) FROM refunds").await, 0);
    }
}

#[actix_web::test]
async fn the_account_stays_while_a_clerk_is_at_the_bank_with_it() {
    let [shop, _] = both().await;
    let fish = build::goods(&shop, house(&shop, "Bà Lụa").await, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    pay(&shop, payment(&shop, &code).await, None).await;
    let parcel = parcel(&shop, &code, 1).await;
    let refund = give_back(&shop, parcel, Part::Amount(Money::dong(50_000)), "a").await.unwrap();
    let at = format!("/orders/{code}/refund-account");
    let names = async |number: &str| {
        let typed = [("bank", "Vietcombank"), ("number", number), ("holder", "Nguyễn Thu Hà")];
        buyer.post(&at, &typed).await
    };
    let stands = async || text(&shop, "SELECT to_number FROM refunds").await;
    let clerk = build::clerk(&shop).await;
    let claim = format!(
        "INSERT INTO claims (kind, item, clerk, until) VALUES ('refund', {refund}, {clerk}, now() + interval '9 minutes')"
    );
    execute(&shop, &claim).await;
    assert_eq!(names("1023456789").await.status, 303, "a clerk without an account is at no bank");
    let refused = names("2222222222").await;
    assert_eq!(refused.status, 409);
    assert!(refused.words().contains("không đổi tài khoản được"), "{}", refused.words());
    assert_eq!(stands().await, "1023456789");
    execute(&shop, "UPDATE claims SET since = since - interval '1 hour', until = until - interval '1 hour'").await;

    // The clerk's page is older than the buyer's change: what was paid is not what stands there now.
    let desk = shop.signed_in(clerk).await;
    let here = format!("/office/money/refunds/{refund}");
    let page = desk.get(&here).await;
    assert_eq!(names("2222222222").await.status, 303);
    let proof = [("proof", "FT1"), ("from", "bank")];
    let noted = desk.submit(&page, &format!("{here}/done"), &proof).await;
    assert_eq!(noted.status, 409);
    assert!(noted.words().contains("vừa đổi tài khoản"), "{}", noted.words());
    assert_eq!(text(&shop, "SELECT state FROM refunds").await, "due");
    let page = desk.get(&here).await;
    assert_eq!(desk.submit(&page, &format!("{here}/done"), &proof).await.status, 303);
    assert_eq!(names("3333333333").await.status, 303, "there is nothing left to change");
    assert_eq!(stands().await, "2222222222");
    balanced(&shop).await;
}
