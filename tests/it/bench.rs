//! What the benchmark compares an order with must be what an order is.

use market::cart::view;
use market::checkout::details::Buyer;
use market::checkout::draft::{Choices, Draft};
use market::checkout::place_order::{Placing, place};
use market::checkout::seen::Seen;
use market::delivery::terms;
use market::kernel::ids::CartId;
use market::kernel::lang::Lang;
use market::kernel::phone::Phone;
use market::payments::payment::Method;

use super::buyer::{number, put};
use super::support::{self, build};

const SCRIPT: &str = include_str!("../../benches/load/order.sql");

#[actix_web::test]
async fn the_benchmark_sends_as_many_statements_as_an_order_does() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    put(&shop.guest(), build::goods(&shop, house, "Cá thính", 98_000, 9).await, 1).await;
    let cart = CartId(number(&shop, "SELECT id FROM carts").await);
    let today = shop.ground.clock.today();

    let mut conn = shop.conn().await;
    let seen = view::load(&mut conn, Some(cart)).await.unwrap();
    let terms = terms::load(&mut conn, "08761", &[house], today).await.unwrap();
    drop(conn);
    let draft = Draft::of(&seen, terms.as_ref(), &Choices::new());
    let placing = Placing {
        token: "0".repeat(32),
        seen_total: Some(draft.total()),
        seen: Seen::of(&draft),
        cart: Some(cart),
        account: None,
        buyer: Buyer {
            name: "Nguyễn Thu Hà".to_owned(),
            phone: Phone::parse("0912 345 678").unwrap(),
            email: None,
            commune_code: "08761".to_owned(),
            commune_name: "Xã Lập Thạch".to_owned(),
            province_name: "Tỉnh Phú Thọ".to_owned(),
            street: "Thôn Đồi".to_owned(),
            note: String::new(),
        },
        choices: Choices::new(),
        voucher: None,
        method: Method::Cod,
        lang: Lang::Vi,
        today,
    };
    // The pool asks a connection whether it lives before it lends it; that is no part of the order.
    let before = shop.ground.db.queries();
    drop(shop.conn().await);
    let lending = shop.ground.db.queries() - before;
    let before = shop.ground.db.queries();
    place(&shop.ground, &placing).await.unwrap();
    let sent = shop.ground.db.queries() - before - lending;

    let statements = SCRIPT.lines().filter(|l| !l.starts_with("--")).collect::<Vec<_>>().join("\n");
    let statements = statements.matches(['\\', ';']).count();
    assert_eq!(u64::try_from(statements).unwrap(), sent, "benches/load/order.sql has fallen behind the shop");
}
