//! Holidays: they begin and end by the clock, goods stay visible, and nothing can be ordered meanwhile.

use super::*;
use crate::buyer::{code, press, put, ready};
use crate::support;

const PATH: &str = "/sell/household/holiday";

/// Sets the days relative to today by the clock that decides, which is Postgres'.
async fn away(shop: &TestShop, from: i32, to: i32) {
    let today = "(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date";
    run(shop, &format!("UPDATE producers SET away_from = {today} + {from}, away_to = {today} + {to}")).await;
    shop.work_off().await;
    shop.ground.shelf.invalidate_all();
}

#[actix_web::test]
async fn goods_stay_visible_and_cannot_be_bought_from_the_first_day_through_the_last() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 10).await;
    shop.work_off().await;
    let product = format!("/products/{}", word(&shop, "SELECT slug AS word FROM products").await);
    let public = format!("/producers/{}", slug(&shop, house).await);
    for (from, to, closed) in [(1, 5, false), (0, 0, true), (-3, 0, true), (-3, 2, true), (-5, -1, false)] {
        away(&shop, from, to).await;
        let guest = shop.guest();
        let until = word(&shop, "SELECT to_char(away_to, 'DD/MM') AS word FROM producers").await;
        let put = guest.post("/cart/lines", &[("pack", &jar.pack.to_string()), ("qty", "1")]).await;
        assert_eq!(put.status, if closed { 422 } else { 303 }, "{from} to {to}: {}", put.words());
        assert_eq!(put.words().contains(&format!("nghỉ đến {until}")), closed, "{}", put.words());
        let page = guest.get(&product).await;
        assert_eq!(page.status, 200, "it stays visible");
        assert_eq!(page.words().contains(&format!("nghỉ đến {until}")), closed);
        assert_eq!(page.attributes(".bar button", "form").is_empty(), closed, "a button only where it does something");
        assert_eq!(guest.get(&public).await.words().contains("Nhà đang nghỉ"), closed);
        let list = guest.get("/products").await;
        assert!(list.body.contains("Cá thính"));
        assert_eq!(list.body.contains(&format!("Nghỉ đến {until}")), closed);
    }
}

#[actix_web::test]
async fn what_was_in_the_cart_before_is_not_ordered_and_the_checkout_says_why() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 10).await;
    let pomelo = build::goods(&shop, other, "Bưởi", 30_000, 10).await;
    let guest = shop.guest();
    put(&guest, jar, 1).await;
    put(&guest, pomelo, 1).await;
    let page = ready(&guest).await;
    let away =
        format!("UPDATE producers SET away_from = current_date - 2, away_to = current_date + 9 WHERE id = {house}");
    run(&shop, &away).await;
    let refused = press(&guest, &page).await;
    assert_eq!(refused.status, 409, "{}", refused.words());
    assert!(refused.words().contains("nhà đang nghỉ, chưa đặt được"), "{}", refused.words());
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM orders").await, 0);
    assert_eq!(number(&shop, "SELECT sum(reserved) AS n FROM packs").await, 0);
    let cart = guest.get("/cart").await;
    assert!(cart.words().contains("nghỉ đến"), "{}", cart.words());
    // The other household's goods are ordered alone.
    code(&press(&guest, &refused).await);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM order_lines").await, 1);
}

#[actix_web::test]
async fn the_household_sets_and_clears_its_days() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let seller = shop.signed_in(member_as(&shop, house, "seller").await).await;
    let page = seller.get(PATH).await;
    assert_eq!(page.status, 200);
    for (from, to) in [
        ("", ""),
        ("2026-12-05", "2026-12-01"),
        ("2026-11-01", "2026-11-22"),
        ("2026-12-01", "2027-12-01"),
        ("x", "2026-12-01"),
    ] {
        let refused = seller.submit(&page, PATH, &[("from", from), ("to", to)]).await;
        assert_eq!(refused.status, 422, "{from} {to}");
        assert!(!refused.texts(".why").is_empty());
    }
    let days = "SELECT concat_ws(' ', away_from, away_to) AS word FROM producers";
    assert_eq!(word(&shop, days).await, "");
    for _ in 0..2 {
        assert_eq!(seller.submit(&page, PATH, &[("from", "2026-12-01"), ("to", "2026-12-05")]).await.status, 303);
    }
    assert_eq!(word(&shop, days).await, "2026-12-01 2026-12-05");
    assert!(seller.get(PATH).await.words().contains("Sẽ nghỉ từ 01/12/2026 đến hết 05/12/2026"));
    assert_eq!(seller.post(PATH, &[("clear", "1")]).await.status, 303);
    assert_eq!(word(&shop, days).await, "");
    assert_eq!(acts(&shop, house).await, "holiday.set holiday.set", "the same days again are no act");
}
