//! Goods that grow still are sold ahead, and a harvest is never promised twice.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use futures_util::future::join_all;
use market::catalog::harvest::state::HarvestState;
use market::kernel::ids::PackId;
use market::orders::advance::By;
use market::payments::correct::{Correction, Cut, Less, Outcome, correct};

use super::household;
use crate::buyer::{code, execute, number, press, put, ready, sound, text};
use crate::support::{self, TestShop, build};

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// An open harvest of the product of this pack, sent from 5 to 12 December.
pub async fn window(shop: &TestShop, pack: PackId, cap_g: i64) -> i64 {
    let row: Id = diesel::sql_query(
        "INSERT INTO harvests (product_id, opens_at, closes_at, expected_g, cap_g, ships_from, ships_to) \
         SELECT product_id, now() - interval '1 day', now() + interval '3 days', $2, $2, '2026-12-05', '2026-12-12' \
         FROM packs WHERE id = $1 RETURNING id",
    )
    .bind::<BigInt, _>(pack.0)
    .bind::<BigInt, _>(cap_g)
    .get_result(&mut shop.conn().await)
    .await
    .unwrap();
    row.id
}

#[actix_web::test]
async fn what_grows_still_is_ordered_ahead_and_comes_when_it_is_picked() {
    let (shop, member, _) = household().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 0).await;
    let harvest = window(&shop, guava.pack, 5_500).await;
    let page = shop
        .guest()
        .get(&format!(
            "/products/{}",
            text(&shop, &format!("SELECT slug FROM products WHERE id = {}", guava.product)).await
        ))
        .await;
    let block = page.texts(".ahead").join(" ");
    assert!(block.contains("từ 05/12/2026 đến 12/12/2026") && block.contains("5,5 kg"), "{block}");
    assert!(page.words().contains("Đặt trước"), "{}", page.words());
    let buyer = shop.guest();
    put(&buyer, guava, 2).await;
    let cart = buyer.get("/cart").await;
    assert!(cart.words().contains("nhà hái và gửi từ 05/12 đến 12/12"), "{}", cart.words());
    let page = ready(&buyer).await;
    assert!(page.words().contains("nhà hái và gửi từ 05/12 đến 12/12"), "{}", page.words());
    let code = code(&press(&buyer, &page).await);
    assert_eq!(number(&shop, "SELECT promised_g FROM harvests").await, 2_000);
    assert_eq!(number(&shop, "SELECT sum(reserved) FROM packs").await, 0, "no stock is promised");
    assert_eq!(number(&shop, "SELECT harvest_id FROM order_lines").await, harvest);
    let days = "SELECT (expected_from >= '2026-12-05' AND expected_to >= '2026-12-12')::int FROM parcels";
    assert_eq!(number(&shop, days).await, 1);
    let order = buyer.get(&format!("/orders/{code}")).await;
    assert!(order.words().contains("Đặt trước"), "{}", order.words());
    sound(&shop).await;
    shop.work_off().await;
    let season = shop.guest().get("/season").await;
    assert!(season.words().contains("Đang nhận đặt trước") && season.words().contains("Ổi lê"), "{}", season.words());
    // Cancelled, it can be ordered again, to the last gram.
    assert_eq!(buyer.post(&format!("/orders/{code}/cancellation"), &[]).await.status, 303);
    assert_eq!(number(&shop, "SELECT promised_g FROM harvests").await, 0);
    sound(&shop).await;
    assert_eq!(member.get(&format!("/sell/harvests/{harvest}")).await.status, 404, "another household's");
}

#[actix_web::test]
async fn what_is_there_is_sold_first_and_a_line_is_never_mixed() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 3).await;
    window(&shop, guava.pack, 9_000).await;
    let buyer = shop.guest();
    let five = buyer.post("/cart/lines", &[("pack", &guava.pack.to_string()), ("qty", "5")]).await;
    assert_eq!(five.status, 422, "three are there, and the rest of the harvest is another order");
    put(&buyer, guava, 3).await;
    code(&press(&buyer, &ready(&buyer).await).await);
    assert_eq!(text(&shop, "SELECT concat(k.reserved, ' ', h.promised_g) FROM packs k, harvests h").await, "3 0");
    put(&buyer, guava, 5).await;
    code(&press(&buyer, &ready(&buyer).await).await);
    assert_eq!(text(&shop, "SELECT concat(k.reserved, ' ', h.promised_g) FROM packs k, harvests h").await, "3 5000");
    sound(&shop).await;
    // The stock leaves, the harvest is packed and leaves: neither is sold twice.
    let member = shop.signed_in(build::member(&shop, house).await).await;
    for parcel in 1..=2 {
        for (from, to) in [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over")] {
            let url = format!("/sell/parcels/G{parcel}/state");
            assert_eq!(member.post(&url, &[("from", from), ("to", to)]).await.status, 303, "{parcel} {to}");
        }
    }
    let left = "SELECT concat(k.on_hand, ' ', k.reserved, ' ', h.promised_g) FROM packs k, harvests h";
    assert_eq!(text(&shop, left).await, "0 0 5000");
    sound(&shop).await;
}

#[actix_web::test]
async fn two_sizes_share_one_harvest() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 0).await;
    execute(
        &shop,
        &format!(
            "INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand) \
             VALUES ({}, 'túi 500 g', '500 g bag', 16000, 500, 0)",
            guava.product
        ),
    )
    .await;
    window(&shop, guava.pack, 3_000).await;
    let half = number(&shop, "SELECT max(id) FROM packs").await;
    let buyer = shop.guest();
    put(&buyer, guava, 2).await;
    put(&buyer, build::Goods { pack: PackId(half), ..guava }, 4).await;
    let page = ready(&buyer).await;
    // Two kilograms and two of the four bags.
    code(&press(&buyer, &page).await);
    assert_eq!(number(&shop, "SELECT promised_g FROM harvests").await, 3_000);
    assert_eq!(text(&shop, "SELECT string_agg(qty::text, ' ' ORDER BY id) FROM order_lines").await, "2 2");
    sound(&shop).await;
}

#[actix_web::test]
async fn fifty_buyers_want_the_last_kilogram_of_a_harvest_and_one_gets_it() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 0).await;
    window(&shop, guava.pack, 1_900).await;
    let mut buyers = Vec::new();
    for _ in 0..50 {
        let buyer = shop.guest();
        put(&buyer, guava, 1).await;
        let page = ready(&buyer).await;
        buyers.push((buyer, page));
    }
    let answers = join_all(buyers.iter().map(|(buyer, page)| press(buyer, page))).await;
    assert_eq!(answers.iter().filter(|a| a.status == 303).count(), 1);
    for lost in answers.iter().filter(|a| a.status != 303) {
        assert_eq!(lost.status, 409, "{}", lost.words());
    }
    assert_eq!(number(&shop, "SELECT promised_g FROM harvests").await, 1_000);
    sound(&shop).await;
}

#[actix_web::test]
async fn a_closed_window_sells_nothing_and_a_piece_that_fails_is_free_again() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 0).await;
    let harvest = window(&shop, guava.pack, 9_000).await;
    let buyer = shop.guest();
    put(&buyer, guava, 3).await;
    code(&press(&buyer, &ready(&buyer).await).await);
    let mut conn = shop.conn().await;
    let line = number(&shop, "SELECT id FROM order_lines").await;
    let asked = Correction {
        key: "hail".to_owned(),
        parcel: market::kernel::ids::ParcelId(1),
        cuts: vec![Cut { line: market::kernel::ids::OrderLineId(line), less: Less::Pieces(1) }],
        reason: "weather".to_owned(),
        by: By::System,
    };
    let outcome = conn.transaction(async |conn| correct(conn, &asked).await).await.unwrap();
    assert!(matches!(outcome, Outcome::Corrected { .. }));
    assert_eq!(number(&shop, "SELECT promised_g FROM harvests").await, 2_000);
    sound(&shop).await;
    // A page from before the window closed is told.
    let late = shop.guest();
    put(&late, guava, 1).await;
    let page = ready(&late).await;
    execute(&shop, &format!("UPDATE harvests SET state = 'closed' WHERE id = {harvest}")).await;
    assert_eq!(press(&late, &page).await.status, 409);
    let none = shop.guest().post("/cart/lines", &[("pack", &guava.pack.to_string()), ("qty", "1")]).await;
    assert_eq!(none.status, 422);
    assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, 1);
    let back = format!("UPDATE harvests SET state = 'open' WHERE id = {harvest}");
    assert!(diesel::sql_query(back).execute(&mut shop.conn().await).await.is_err(), "what is over stays over");
}

#[actix_web::test]
async fn a_household_opens_changes_and_closes_a_harvest() {
    let (shop, member, jar) = household().await;
    let product = jar.product.to_string();
    let fields = [
        ("product", product.as_str()),
        ("expected", "120"),
        ("cap", ""),
        ("opens_on", "2026-11-23"),
        ("closes_on", "2027-12-10"),
        ("ships_from", "2027-12-05"),
        ("ships_to", "2027-12-12"),
    ];
    let with = |name: &str, value: &'static str| -> Vec<(&str, &str)> {
        fields.iter().map(|(n, v)| (*n, if *n == name { value } else { *v })).collect()
    };
    let page = member.get("/sell/harvests/new").await;
    assert_eq!(page.status, 200, "{}", page.body);
    for (field, value) in [
        ("product", ""),
        ("expected", ""),
        ("expected", "nhiều"),
        ("cap", "121"),
        ("opens_on", "hôm nay"),
        ("closes_on", "2026-11-22"),
        ("closes_on", "9999-12-31"),
        ("closes_on", "2027-12-20"),
        ("ships_to", "2027-12-04"),
        ("ships_from", "2027-09-01"),
        ("ships_from", "2026-11-20"),
        ("ships_to", "2026-11-22"),
    ] {
        let answer = member.submit(&page, "/sell/harvests/new", &with(field, value)).await;
        assert_eq!(answer.status, 422, "{field} {value}: {}", answer.words());
        assert!(!answer.texts(".why").is_empty(), "{field} {value}");
        assert_eq!(answer.attributes("#ships_from", "value").len(), 1, "what was typed is kept");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM harvests").await, 0);
    let opened = member.submit(&page, "/sell/harvests/new", &fields).await;
    assert_eq!(opened.status, 303, "{}", opened.words());
    let own = opened.location().unwrap();
    assert_eq!(
        text(&shop, "SELECT concat(expected_g, ' ', cap_g, ' ', state) FROM harvests").await,
        "120000 120000 open"
    );
    let twice = member.submit(&page, "/sell/harvests/new", &fields).await;
    assert_eq!(twice.status, 422);
    assert!(twice.texts(".why").join(" ").contains("đã có một đợt"), "{}", twice.words());
    let page = member.get(&own).await;
    assert_eq!(member.submit(&page, &own, &[("cap", "80,5"), ("ships_to", "2027-12-10")]).await.status, 303);
    assert_eq!(number(&shop, "SELECT cap_g FROM harvests").await, 80_500);
    // Once something is promised, neither the days nor the promise go back.
    execute(&shop, "UPDATE packs SET on_hand = 0").await;
    execute(&shop, "DELETE FROM stock_entries").await;
    let buyer = shop.guest();
    put(&buyer, jar, 4).await;
    code(&press(&buyer, &ready(&buyer).await).await);
    let page = member.get(&own).await;
    assert_eq!(member.submit(&page, &own, &[("cap", "3")]).await.status, 422);
    assert_eq!(member.submit(&page, &own, &[("ships_from", "2027-12-06")]).await.status, 422);
    assert_eq!(member.submit(&page, &own, &[("cap", "4")]).await.status, 303);
    let list = member.get("/sell/harvests").await;
    assert!(list.words().contains("1 gói đang chờ"), "{}", list.words());
    assert_eq!(member.post(&format!("{own}/close"), &[]).await.status, 303);
    let over = member.submit(&page, &own, &[("cap", "90")]).await;
    assert_eq!(over.status, 409);
    assert!(over.texts("[role=alert]").join(" ").contains("đã đóng"), "{}", over.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM parcels WHERE state = 'placed'").await, 1, "orders stand");
    sound(&shop).await;
    let neighbour = build::producer(&shop, "Nhà bên").await;
    let neighbour = shop.signed_in(build::member(&shop, neighbour).await).await;
    assert_eq!(neighbour.post(&own, &fields).await.status, 404);
    assert_eq!(neighbour.post(&format!("{own}/close"), &[]).await.status, 404);
    assert_eq!(neighbour.post("/sell/harvests/new", &fields).await.status, 404);
    assert_eq!(number(&shop, "SELECT count(*) FROM harvests").await, 1);
}

#[actix_web::test]
async fn the_program_and_the_database_know_the_same_moves_of_a_harvest() {
    let shop = support::shop().await;
    let in_sql = text(
        &shop,
        "SELECT string_agg(from_state || '>' || to_state, ' ' ORDER BY from_state, to_state) FROM harvest_moves",
    )
    .await;
    let mut in_code: Vec<String> = HarvestState::ALL
        .iter()
        .flat_map(|from| from.moves().iter().map(|to| format!("{}>{}", from.as_str(), to.as_str())))
        .collect();
    in_code.sort();
    assert_eq!(in_sql, in_code.join(" "));
}

#[actix_web::test]
async fn many_harvests_cost_no_more_queries_than_one() {
    let (shop, member, jar) = household().await;
    for n in 1..=25 {
        let id = window(&shop, jar.pack, 1_000 * n).await;
        execute(&shop, &format!("UPDATE harvests SET state = 'closed' WHERE id = {id}")).await;
    }
    let first = member.get("/sell/harvests").await;
    let before = shop.ground.db.queries();
    member.get("/sell/harvests").await;
    assert!(shop.ground.db.queries() - before <= 6);
    assert_eq!(first.texts("main li.panel").len(), 20);
    let next = first.attributes("a[rel=next]", "href");
    assert_eq!(member.get(&next[0]).await.texts("main li.panel").len(), 5);
}

#[actix_web::test]
async fn what_is_made_to_order_is_taken_up_to_a_days_work() {
    let (shop, member, jar) = household().await;
    let how = format!("/sell/stock/{}/how", jar.pack);
    let page = member.get(&how).await;
    for (days, most) in [("61", ""), ("-1", ""), ("x", ""), ("2", "0"), ("2", "10000"), ("2", "vài")] {
        let answer = member.submit(&page, &how, &[("made", "1"), ("days", days), ("most", most)]).await;
        assert_eq!(answer.status, 422, "{days} {most}");
        assert_eq!(answer.texts(".why").len(), 1);
    }
    assert_eq!(member.submit(&page, &how, &[("made", "1"), ("days", "2"), ("most", "5")]).await.status, 303);
    execute(&shop, "UPDATE packs SET on_hand = 0").await;
    execute(&shop, "DELETE FROM stock_entries").await;
    let buyer = shop.guest();
    put(&buyer, jar, 3).await;
    let page = ready(&buyer).await;
    assert!(page.words().contains("Làm theo đơn, thêm 2 ngày"), "{}", page.words());
    let first = code(&press(&buyer, &page).await);
    // A day to pack and two to make: 26 November at the earliest.
    assert_eq!(number(&shop, "SELECT (expected_from >= '2026-11-26')::int FROM parcels").await, 1);
    let mut crowd = Vec::new();
    for _ in 0..20 {
        let buyer = shop.guest();
        put(&buyer, jar, 1).await;
        let page = ready(&buyer).await;
        crowd.push((buyer, page));
    }
    let answers = join_all(crowd.iter().map(|(buyer, page)| press(buyer, page))).await;
    assert_eq!(answers.iter().filter(|a| a.status == 303).count(), 2, "five a day");
    assert!(answers.iter().all(|a| matches!(a.status, 303 | 409)));
    let full = shop.guest().post("/cart/lines", &[("pack", &jar.pack.to_string()), ("qty", "1")]).await;
    assert_eq!(full.status, 422);
    assert_eq!(buyer.post(&format!("/orders/{first}/cancellation"), &[]).await.status, 303);
    put(&shop.guest(), jar, 3).await;
    sound(&shop).await;
    // Yesterday's orders count no more.
    execute(&shop, "UPDATE order_lines SET made_on = made_on - 1").await;
    put(&shop.guest(), jar, 5).await;
    let neighbour = build::producer(&shop, "Nhà bên").await;
    let neighbour = shop.signed_in(build::member(&shop, neighbour).await).await;
    assert_eq!(neighbour.post(&how, &[("days", "1")]).await.status, 404);
    assert_eq!(number(&shop, "SELECT make_days FROM packs").await, 2);
}

#[actix_web::test]
async fn how_many_are_bought_at_once_is_the_households_word() {
    let (shop, member, jar) = household().await;
    let how = format!("/sell/stock/{}/how", jar.pack);
    let page = member.get(&how).await;
    let stands = "SELECT (min_qty * 10000 + qty_step)::bigint FROM packs";
    for (least, step) in [("0", "1"), ("-2", "1"), ("1001", "1"), ("hai", "1"), ("2", "0"), ("2", "1,5"), ("2", "9999")]
    {
        let refused = member.submit(&page, &how, &[("least", least), ("step", step)]).await;
        assert_eq!((refused.status, refused.texts(".why").len()), (422, 1), "{least} {step}");
        let typed = [refused.attributes("#least", "value"), refused.attributes("#step", "value")].concat();
        assert_eq!(typed, [least, step], "what was typed is kept");
        assert_eq!(number(&shop, stands).await, 10_001, "and nothing was written");
    }
    assert_eq!(member.submit(&page, &how, &[("least", "4"), ("step", "2")]).await.status, 303);
    let product = text(&shop, "SELECT slug FROM products").await;
    let public = shop.guest().get(&format!("/products/{product}")).await;
    assert!(public.words().contains("Mua từ 4, thêm mỗi lần 2"), "{}", public.words());
    let pack = jar.pack.to_string();
    for (qty, status) in [("1", 422), ("5", 422), ("4", 303), ("6", 303)] {
        let answer = shop.guest().post("/cart/lines", &[("pack", &pack), ("qty", qty)]).await;
        assert_eq!(answer.status, status, "{qty}: {}", answer.words());
    }
    // Fewer than that are left: no buyer can have them, and the household is told where it counts.
    execute(&shop, "UPDATE packs SET on_hand = 3").await;
    let (few, item) = ("Còn 3, bán từ 4: khách thấy hết", format!("/sell/products/{}", jar.product));
    for path in ["/sell/stock", item.as_str()] {
        let page = member.get(path).await;
        assert!(page.words().contains(few), "{path}: {}", page.words());
    }
    let list = member.get("/sell/products").await;
    assert_eq!(list.texts("main .tag.few"), ["Hết hàng"]);
    assert_eq!(shop.guest().post("/cart/lines", &[("pack", &pack), ("qty", "4")]).await.status, 422);
    // Nor can what is made in smaller numbers than it is sold.
    let page = member.get(&how).await;
    let refused = member.submit(&page, &how, &[("made", "1"), ("days", "1"), ("most", "3")]).await;
    assert_eq!((refused.status, refused.texts("#most-why").len(), refused.texts(".why").len()), (422, 1, 1));
    assert_eq!(member.submit(&page, &how, &[("made", ""), ("most", "3")]).await.status, 303, "it is not made to order");
    assert_eq!(member.submit(&page, &how, &[("made", "1"), ("days", "1"), ("most", "4")]).await.status, 303);
    // Left empty it is one by one again.
    assert_eq!(member.submit(&member.get(&how).await, &how, &[("least", ""), ("step", " ")]).await.status, 303);
    assert_eq!(number(&shop, stands).await, 10_001);
}
