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

/// A transfer to the market, or to the household where that is paid directly: what goes back in cash is theirs to give who
/// have it, and everybody is told so.
#[actix_web::test]
async fn who_was_paid_gives_it_back_in_cash_too() {
    for (shop, household) in both().await.into_iter().zip([false, true]) {
        let lua = house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
        let owner = shop.signed_in(build::member(&shop, lua).await).await;
        let buyer = shop.guest();
        let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
        pay(&shop, payment(&shop, &code).await, None).await;
        let clerk = shop.signed_in(build::clerk(&shop).await).await;
        let form = format!("/office/orders/{code}/parcels/1/refund");
        let fields = [("part", "amount"), ("amount", "1.000"), ("reason", "hũ vỡ"), ("way", "cash")];
        let made = clerk.submit(&clerk.get(&form).await, &form, &fields).await;
        assert_eq!(made.status, 303, "{}", made.words());
        shop.work_off().await;
        let told = async |words: &str| {
            number(&shop, &format!("SELECT count(*) FROM messages WHERE body LIKE '%{words}%'")).await
        };
        assert_eq!(told("nhà nông sẽ trả lại").await, i64::from(household));
        assert_eq!(told("chợ sẽ trả lại").await, i64::from(!household));
        assert_eq!(told("nhà mình cần trả người mua").await > 0, household);
        let at = made.location().unwrap();
        let page = clerk.get(&at).await;
        let usual = if household { "household" } else { "bank" };
        assert_eq!(page.attributes("input[name=from][checked]", "value"), [usual]);
        assert_eq!(page.words().contains("nhà nông tự trả"), household, "{}", page.words());
        let money = owner.get("/sell/money").await.words();
        assert_eq!(money.contains("Trả tiền mặt, đơn"), household, "{money}");
        let own = format!("/orders/{code}");
        let says = format!("{} trả lại bằng tiền mặt", if household { "nhà nông" } else { "chợ" });
        assert!(buyer.get(&own).await.words().contains(&says), "{}", buyer.get(&own).await.words());
        let says = if household { "the household gives it back" } else { "the market gives it back" };
        assert!(buyer.get(&format!("{own}?lang=en")).await.words().contains(says));

        let before = balance(&shop, "with_household").await;
        let noted = clerk.submit(&page, &format!("{at}/done"), &[("proof", "Giấy biên nhận")]).await;
        assert_eq!(noted.status, 303, "{}", noted.words());
        let by_household = before - balance(&shop, "with_household").await;
        assert_eq!(by_household, if household { 1_000 } else { 0 });
        assert_eq!(balance(&shop, "refunds_due").await, 0);
        balanced(&shop).await;
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn nothing_is_noted_as_transferred_to_an_account_that_nobody_knows() {
    let [shop, _] = both().await;
    let fish = build::goods(&shop, house(&shop, "Bà Lụa").await, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    pay(&shop, payment(&shop, &code).await, None).await;
    let refund = give_back(&shop, parcel(&shop, &code, 1).await, Part::Amount(Money::dong(50_000)), "a").await.unwrap();
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let at = format!("/office/money/refunds/{refund}");
    let done = format!("{at}/done");
    let page = clerk.get(&at).await;
    let refused = clerk.submit(&page, &done, &[("proof", "FT1"), ("from", "bank")]).await;
    assert_eq!(refused.status, 422, "{}", refused.words());
    assert!(refused.texts("#w-from")[0].contains("Chưa biết số tài khoản"), "{}", refused.words());
    assert_eq!(refused.attributes("#f-proof", "value"), ["FT1"], "what was typed stays");
    assert_eq!(text(&shop, "SELECT state FROM refunds").await, "due");
    assert_eq!(number(&shop, "SELECT count(*) FROM postings WHERE kind = 'refund_done'").await, 0);

    // The buyer took it in cash instead.
    let noted = clerk.submit(&page, &done, &[("proof", "Giấy biên nhận"), ("from", "cash")]).await;
    assert_eq!(noted.status, 303, "{}", noted.words());
    assert_eq!(text(&shop, "SELECT method || ' ' || state FROM refunds").await, "cash done");
    let told = "SELECT concat_ws(' ', after ->> 'way', after ->> 'paid_from') FROM acts WHERE act = 'refund.done'";
    assert_eq!(text(&shop, told).await, "cash hand");
    assert!(buyer.get(&format!("/orders/{code}")).await.words().contains("đã trả lại tiền mặt"));
    assert_eq!(balance(&shop, "refunds_due").await, 0);
    balanced(&shop).await;
    sound(&shop).await;
}
