//! Everybody at once: a use is a use, and nobody blocks anybody for good.

use futures_util::future::join_all;

use super::super::buyer::{code, execute, number, press, put, sound};
use super::super::checkout::field;
use super::super::money::support::market_account;
use super::super::support::build::Goods;
use super::super::support::{self, Answer, Client, TestShop, build};
use super::support::{percent, used, voucher, with_code};

const ROUNDS: i64 = 20;

/// So many buyers before the button, each with a phone of their own and the voucher taken off.
async fn crowd(shop: &TestShop, goods: Goods, code: &str, n: usize) -> Vec<(Client, Answer)> {
    let mut buyers = Vec::new();
    for i in 0..n {
        buyers.push(before_the_button(shop.guest(), goods, code, &phone(i)).await);
    }
    buyers
}

fn phone(i: usize) -> String {
    format!("09123456{i:02}")
}

async fn before_the_button(client: Client, goods: Goods, code: &str, phone: &str) -> (Client, Answer) {
    put(&client, goods, 1).await;
    let page = with_code(&client, code, phone).await;
    assert_eq!(page.status, 200, "{}", page.words());
    (client, page)
}

#[actix_web::test]
async fn fifty_buyers_want_the_last_use_and_one_gets_it() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 1_000).await;
    let id = voucher(&shop, "CUOICUNG", percent(10), |t| t.total_limit = Some(1)).await;
    let mut buyers = crowd(&shop, jar, "CUOICUNG", 50).await;
    for round in 1..=ROUNDS {
        let answers = join_all(buyers.iter().map(|(buyer, page)| press(buyer, page))).await;
        let won: Vec<usize> = (0..answers.len()).filter(|i| answers[*i].status == 303).collect();
        assert_eq!(won.len(), 1, "round {round}");
        for answer in answers.iter().filter(|a| a.status != 303) {
            assert_eq!(answer.status, 409, "{}", answer.words());
            assert!(answer.words().contains("Mã CUOICUNG không dùng được nữa"), "{}", answer.words());
            assert_eq!(field(answer, "seen_total"), "113000");
        }
        assert_eq!(used(&shop, id).await, round);
        assert_eq!(number(&shop, "SELECT count(*) FROM orders WHERE discount_total > 0").await, round);
        assert_eq!(number(&shop, "SELECT count(*) FROM orders").await, round, "a refused press wrote nothing");
        if round == ROUNDS {
            let losers: Vec<_> = buyers.iter().zip(&answers).filter(|(_, a)| a.status == 409).collect();
            let next = join_all(losers.iter().map(|((buyer, _), answer)| press(buyer, answer))).await;
            assert!(next.iter().all(|a| a.status == 303), "the next press works without it");
            break;
        }
        // One more use: everybody's page is good again, and the winner comes back with a new one.
        execute(&shop, "UPDATE vouchers SET total_limit = total_limit + 1").await;
        let i = won[0];
        let client = buyers[i].0.clone();
        buyers[i] = before_the_button(client, jar, "CUOICUNG", &phone(i)).await;
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM orders WHERE discount_total = 0").await, 49);
    sound(&shop).await;
}

#[actix_web::test]
async fn one_phone_in_twelve_windows_has_its_two_uses() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 1_000).await;
    let id = voucher(&shop, "HAILAN", percent(10), |t| t.phone_limit = Some(2)).await;
    let mut windows = Vec::new();
    for _ in 0..12 {
        windows.push(before_the_button(shop.guest(), jar, "HAILAN", "0912345678").await);
    }
    let presses = windows.iter().map(|(buyer, page)| buyer.submit(page, "/checkout", &[("payment", "bank_transfer")]));
    let answers = join_all(presses).await;
    assert_eq!(answers.iter().filter(|a| a.status == 303).count(), 2);
    assert!(answers.iter().all(|a| matches!(a.status, 303 | 409)));
    assert_eq!(used(&shop, id).await, 2);
    sound(&shop).await;
}

#[actix_web::test]
async fn a_double_click_uses_it_once() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 100).await;
    let id = voucher(&shop, "TET10", percent(10), |t| t.total_limit = Some(1)).await;
    let (buyer, page) = before_the_button(shop.guest(), jar, "TET10", "0912345678").await;
    let clicks = join_all((0..8).map(|_| press(&buyer, &page))).await;
    let codes: std::collections::BTreeSet<String> = clicks.iter().map(code).collect();
    assert_eq!((codes.len(), used(&shop, id).await), (1, 1));
}

#[actix_web::test]
async fn placing_and_cancelling_with_one_voucher_never_block_each_other() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    // One pack for all of them: stock and voucher are both wanted by everybody.
    let jar = build::goods(&shop, house, "Cá thính", 98_000, 1_000).await;
    let id = voucher(&shop, "CHUNG", percent(10), |_| {}).await;
    let mut placed: Vec<(Client, String)> = Vec::new();
    for round in 0..4 {
        let buyers = crowd(&shop, jar, "CHUNG", 20).await;
        let presses = join_all(buyers.iter().map(|(buyer, page)| press(buyer, page)));
        let cancels = join_all(
            placed
                .iter()
                .map(|(buyer, code)| async move { buyer.post(&format!("/orders/{code}/cancellation"), &[]).await }),
        );
        let (answers, cancelled) = futures_util::join!(presses, cancels);
        assert!(answers.iter().all(|a| a.status == 303), "round {round}");
        assert!(cancelled.iter().all(|a| a.status == 303), "round {round}");
        placed = buyers.into_iter().map(|(buyer, _)| buyer).zip(answers.iter().map(code)).collect();
        assert_eq!(used(&shop, id).await, 20, "round {round}");
        sound(&shop).await;
    }
}
