//! A guest goes: all orders of their phone, and nothing of anybody else's.

use diesel_async::AsyncConnection as _;
use market::people::check;
use market::people::erase::erase;
use market::people::person::Who;

use super::erase::{WORDS, named_in};
use super::*;

#[actix_web::test]
async fn a_guest_goes_with_all_orders_of_the_phone_and_of_no_other() {
    let s = payouts::setting().await;
    let shop = &s.shop;
    let mut codes = Vec::new();
    for _ in 0..2 {
        let parcel = payouts::sold(&s, s.goods, 1, payouts::Came::Cash).await;
        codes.push(of_buyer(shop, parcel, None).await);
    }
    let other = payouts::sold(&s, s.goods, 1, payouts::Came::Cash).await;
    let by = s.clerk;
    let who = Who::Guest(market::kernel::ids::OrderId(codes[0].0));
    let mut conn = shop.conn().await;
    assert!(conn.transaction(async |conn| erase(conn, &shop.ground, who, by).await).await.unwrap());
    drop(conn);
    shop.work_off().await;
    assert_eq!(named_in(shop, &WORDS).await, Vec::<String>::new());
    assert_eq!(number(shop, "SELECT count(*) AS n FROM orders WHERE erased_at IS NOT NULL").await, 2);
    let left =
        format!("SELECT buyer_name AS word FROM orders o JOIN parcels p ON p.order_id = o.id WHERE p.id = {other}");
    assert_eq!(word(shop, &left).await, "Nguyễn Thu Hà");
    assert_eq!(check::faults(&mut *shop.conn().await).await.unwrap(), []);
    run(
        shop,
        &format!("UPDATE voucher_uses SET phone = 'x'; UPDATE orders SET street = 'Ngõ' WHERE id = {}", codes[0].0),
    )
    .await;
    assert_eq!(check::faults(&mut *shop.conn().await).await.unwrap().len(), 1, "the check can fail");
}

#[actix_web::test]
async fn a_name_that_stands_in_other_words_takes_nothing_of_others() {
    let s = payouts::setting().await;
    let shop = &s.shop;
    let log = "SELECT string_agg(why, '|' ORDER BY id) AS word FROM acts WHERE act = 'voucher.stopped'";
    run(
        shop,
        "INSERT INTO acts (act, subject, why) VALUES ('voucher.stopped', 'TET', 'Hết hàng, nhà vườn báo'), \
           ('voucher.stopped', 'TET', 'Hà bảo dừng'), ('voucher.stopped', 'TET', 'Thu hàng hỏng về kho'), \
           ('voucher.stopped', 'TET', 'Đã gọi chị Thu Hà.')",
    )
    .await;
    let by = s.clerk;
    for (name, left) in [
        ("Hà", "Hết hàng, nhà vườn báo|Hà bảo dừng|Thu hàng hỏng về kho|Đã gọi chị Thu Hà."),
        ("Thu Hà", "Hết hàng, nhà vườn báo|Hà bảo dừng|Thu hàng hỏng về kho|"),
    ] {
        let parcel = payouts::sold(&s, s.goods, 1, payouts::Came::Cash).await;
        let (order, code) = of_buyer(shop, parcel, None).await;
        run(
            shop,
            &format!(
                "UPDATE orders SET buyer_name = '{name}', buyer_email = NULL WHERE id = {order}; \
                 INSERT INTO acts (act, subject, why) VALUES ('order.seen', '{code}', 'Gọi {name}')"
            ),
        )
        .await;
        let who = Who::Guest(market::kernel::ids::OrderId(order));
        let mut conn = shop.conn().await;
        assert!(conn.transaction(async |conn| erase(conn, &shop.ground, who, by).await).await.unwrap());
        drop(conn);
        assert_eq!(word(shop, log).await, left, "{name}");
        let own = format!("SELECT why AS word FROM acts WHERE subject = '{code}' AND act = 'order.seen'");
        assert_eq!(word(shop, &own).await, "", "of their own orders nothing stays");
    }
}
