//! Many buyers at once: what is sold is what there was, and nobody gets an empty answer.

use futures_util::future::join_all;

use super::buyer::{code, execute, number, press, put, ready, sound};
use super::support::build::Goods;
use super::support::{self, Answer, Client, TestShop, build};

/// So many buyers with the checkout before them, all for the same goods.
async fn crowd(shop: &TestShop, goods: Goods, quantities: impl Iterator<Item = i32>) -> Vec<(Client, Answer)> {
    let mut buyers = Vec::new();
    for qty in quantities {
        let buyer = shop.guest();
        put(&buyer, goods, qty).await;
        let page = ready(&buyer).await;
        buyers.push((buyer, page));
    }
    buyers
}

async fn all_press(buyers: &[(Client, Answer)]) -> Vec<Answer> {
    join_all(buyers.iter().map(|(buyer, page)| press(buyer, page))).await
}

fn refused_politely(answer: &Answer) {
    assert!(matches!(answer.status, 409 | 422), "{}: {}", answer.status, answer.words());
    assert!(answer.words().contains("Chưa có gì được đặt"), "{}", answer.words());
}

#[actix_web::test]
async fn fifty_buyers_want_the_last_jar_and_one_gets_it() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 1).await;
    // The same crowd ten times: each round another last jar.
    let mut buyers = crowd(&shop, jar, std::iter::repeat_n(1, 50)).await;
    for round in 1..=10 {
        let answers = all_press(&buyers).await;
        let won = answers.iter().filter(|a| a.status == 303).count();
        assert_eq!(won, 1, "round {round}");
        answers.iter().filter(|a| a.status != 303).for_each(refused_politely);
        assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, round);
        sound(&shop).await;
        execute(&shop, "UPDATE packs SET on_hand = on_hand + 1").await;
        execute(&shop, "INSERT INTO stock_entries (pack_id, kind, qty) SELECT id, 'restock', 1 FROM packs").await;
        // The winner comes again with everybody else: their pages are from before, and good again.
        let winner = answers.iter().position(|a| a.status == 303).unwrap();
        let (client, page) = &mut buyers[winner];
        put(client, jar, 1).await;
        *page = ready(client).await;
    }
}

#[actix_web::test]
async fn two_hundred_buyers_of_twenty_units_get_exactly_twenty() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 20).await;
    let buyers = crowd(&shop, jar, (0..200).map(|i| i % 3 + 1)).await;
    // Those who are refused because fewer are left press again with what is left, as people do.
    let mut waiting = buyers;
    for _ in 0..6 {
        let answers = all_press(&waiting).await;
        let mut next = Vec::new();
        for ((client, _), answer) in waiting.into_iter().zip(answers) {
            if answer.status == 303 {
                continue;
            }
            refused_politely(&answer);
            if answer.texts("#place").len() == 1 {
                next.push((client, answer));
            }
        }
        waiting = next;
        sound(&shop).await;
    }
    assert!(waiting.is_empty(), "{} still before a page that sells nothing", waiting.len());
    assert_eq!(number(&shop, "SELECT sum(qty) FROM order_lines").await, 20);
    assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 20);
}

#[actix_web::test]
async fn a_double_click_makes_one_order() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 100).await;
    for round in 1..=5 {
        let buyer = shop.guest();
        put(&buyer, jar, 2).await;
        let page = ready(&buyer).await;
        let clicks = join_all((0..8).map(|_| press(&buyer, &page))).await;
        let codes: std::collections::BTreeSet<String> = clicks.iter().map(code).collect();
        assert_eq!(codes.len(), 1);
        assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, round);
        // Also later, by Back and the button once more.
        assert!(codes.contains(&code(&press(&buyer, &page).await)));
    }
    assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 10);
    sound(&shop).await;
}

#[actix_web::test]
async fn one_cart_in_two_windows_is_ordered_once() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 100).await;
    for round in 1..=5 {
        let buyer = shop.guest();
        put(&buyer, jar, 2).await;
        // Two pages of their own, each with its token.
        let (first, second) = (ready(&buyer).await, ready(&buyer).await);
        let (a, b) = futures_util::join!(press(&buyer, &first), press(&buyer, &second));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        refused_politely(if a.status == 409 { &a } else { &b });
        assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, round);
    }
    assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 10);
    sound(&shop).await;
}

#[actix_web::test]
async fn two_kinds_of_carts_in_opposite_order_never_block_each_other() {
    let shop = support::shop().await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let a = build::goods(&shop, lua, "Cá thính", 98_000, 1_000).await;
    let b = build::goods(&shop, loi, "Mật ong", 150_000, 1_000).await;
    let mut buyers = Vec::new();
    for i in 0..40 {
        let buyer = shop.guest();
        let (first, second) = if i % 2 == 0 { (a, b) } else { (b, a) };
        put(&buyer, first, 1).await;
        put(&buyer, second, 2).await;
        let page = ready(&buyer).await;
        buyers.push((buyer, page));
    }
    let codes: Vec<String> = all_press(&buyers).await.iter().map(code).collect();
    assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, 40);
    sound(&shop).await;
    // Half of them cancel while other carts are ordered again.
    let mut more = Vec::new();
    for (buyer, _) in buyers.iter().take(20) {
        put(buyer, b, 1).await;
        put(buyer, a, 1).await;
        more.push((buyer.clone(), ready(buyer).await));
    }
    let cancelled = buyers
        .iter()
        .zip(&codes)
        .skip(20)
        .map(|((buyer, _), code)| async move { buyer.post(&format!("/orders/{code}/cancellation"), &[]).await });
    let (answers, placed) = futures_util::join!(join_all(cancelled), all_press(&more));
    assert!(answers.iter().all(|a| a.status == 303), "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    assert!(placed.iter().all(|a| a.status == 303), "{:?}", placed.iter().map(|a| a.status).collect::<Vec<_>>());
    sound(&shop).await;
    assert_eq!(number(&shop, "SELECT sum(reserved) FROM packs").await, 20 * 3 + 20 * 2);
}

#[actix_web::test]
async fn cancelling_twice_at_once_returns_the_goods_once() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 10).await;
    let other = shop.guest();
    put(&other, jar, 4).await;
    let page = ready(&other).await;
    code(&press(&other, &page).await);
    let buyer = shop.guest();
    put(&buyer, jar, 3).await;
    let page = ready(&buyer).await;
    let path = format!("/orders/{}/cancellation", code(&press(&buyer, &page).await));
    let answers = join_all((0..6).map(|_| buyer.post(&path, &[]))).await;
    assert!(answers.iter().all(|a| a.status == 303), "what is done is no mistake");
    assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 4);
    assert_eq!(number(&shop, "SELECT count(*) FROM parcel_diary WHERE to_state = 'cancelled'").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM payments WHERE state = 'void'").await, 1);
    sound(&shop).await;
}
