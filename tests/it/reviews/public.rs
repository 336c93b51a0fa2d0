//! What everybody sees and may do: averages that are right, the whole list, and asking the office to look.

use market::reviews::check;

use super::{judge, page};
use crate::buyer::{number, text};
use crate::complaints::delivered;
use crate::households::{clerk_as, run};
use crate::know::stands;
use crate::support::build::Goods;
use crate::support::{self, TestShop, build, placed};

/// An order of these goods that came, and so many stars for each.
pub async fn given(shop: &TestShop, goods: Goods, stars: i16, words: &str, made_at: &str) {
    let order = placed::order(shop, &[(goods, 1)], "carrier").await;
    stands(shop, &order, "2026-11-20 10:00", "+84912345678", "delivered").await;
    run(
        shop,
        &format!(
            "INSERT INTO reviews (parcel_id, producer_id, product_id, stars, words, made_at) \
             VALUES ({}, {}, {}, {stars}, '{words}', '{made_at}')",
            order.parcels[0].id, goods.producer, goods.product
        ),
    )
    .await;
}

#[actix_web::test]
async fn averages_are_of_what_everybody_can_read() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let fish = build::goods(&shop, house, "Cá thính", 90_000, 50).await;
    for (goods, stars, words) in [(honey, 5, "Một"), (honey, 4, "Hai"), (honey, 1, "Ba"), (fish, 4, "Bốn")] {
        given(&shop, goods, stars, words, "2026-11-21 09:00+07").await;
    }
    let slug = |goods: Goods| format!("SELECT slug FROM products WHERE id = {}", goods.product);
    let (honey_page, fish_page) = (
        format!("/products/{}", text(&shop, &slug(honey)).await),
        format!("/products/{}", text(&shop, &slug(fish)).await),
    );
    let guest = shop.guest();
    assert!(guest.get(&honey_page).await.words().contains("3,3/5 (3 đánh giá)"));
    assert!(guest.get(&fish_page).await.words().contains("4,0/5 (1 đánh giá)"));
    let english = guest.get(&format!("{fish_page}?lang=en")).await.words();
    assert!(english.contains("4.0/5 (1 review)"), "{english}");
    let guest = shop.guest();
    let house_page = format!("/producers/{}", text(&shop, "SELECT min(slug) FROM producers").await);
    assert!(guest.get(&house_page).await.words().contains("3,5/5 (4 đánh giá)"));
    let clerk = build::clerk(&shop).await;
    let hidden = format!(
        "UPDATE reviews SET hidden_at = now(), hidden_by = {clerk}, hidden_why = 'law', hidden_words = 'x' WHERE words = 'Ba'"
    );
    run(&shop, &hidden).await;
    assert!(guest.get(&honey_page).await.words().contains("4,5/5 (2 đánh giá)"));
    run(&shop, "UPDATE reviews SET withdrawn_at = now() WHERE words = 'Hai'").await;
    assert!(guest.get(&honey_page).await.words().contains("5,0/5 (1 đánh giá)"));
    assert_eq!(check::faults(&mut *shop.conn().await).await.unwrap(), []);
    let slip = "UPDATE product_stars SET stars = stars - 1 WHERE reviews > 0 AND stars > reviews";
    run(&shop, slip).await;
    let wrong = check::faults(&mut *shop.conn().await).await.unwrap();
    assert_eq!((wrong.len(), wrong[0].expected - wrong[0].found), (2, 1), "{wrong:?}");
    run(&shop, &slip.replace("- 1", "+ 1")).await;
    // A product's page asks as much for many reviews as for one.
    let asked = async |path: &str| {
        guest.get(path).await;
        let before = shop.ground.db.queries();
        guest.get(path).await;
        shop.ground.db.queries() - before
    };
    assert_eq!(asked(&honey_page).await, asked(&fish_page).await);
}

#[actix_web::test]
async fn the_page_of_a_product_shows_the_latest_and_the_list_all_of_them() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    judge(&sold, "3", "Đầu tiên").await;
    run(
        shop,
        "ALTER TABLE reviews DROP CONSTRAINT reviews_parcel_id_product_id_key; \
         INSERT INTO reviews (parcel_id, producer_id, product_id, stars, words) \
         SELECT r.parcel_id, r.producer_id, r.product_id, 5, 'Lời ' || n || '.' FROM reviews r, generate_series(1, 24) n ORDER BY n",
    )
    .await;
    let (guest, here) = (shop.guest(), page(&sold).await);
    let seen = guest.get(&here).await.words();
    assert!(seen.contains("Lời 24.") && seen.contains("Lời 20.") && !seen.contains("Lời 19."), "{seen}");
    let one = guest.get(&format!("{here}/reviews")).await;
    assert!(one.words().contains("Lời 5.") && !one.words().contains("Đầu tiên"), "{}", one.words());
    let two = guest.get(&one.attributes("a[rel=next]", "href").remove(0)).await;
    assert!(two.words().contains("Đầu tiên") && !two.words().contains("Lời 5."), "{}", two.words());
    assert!(two.attributes("a[rel=next]", "href").is_empty());
    for odd in ["x", "1.x", "-1.-1", "9.9"] {
        assert_eq!(guest.get(&format!("{here}/reviews?after={odd}")).await.status, 200, "{odd}");
    }
    assert_eq!(guest.get("/products/khong-co/reviews").await.status, 404);
    run(shop, "UPDATE products SET state = 'hidden'").await;
    assert_eq!(guest.get(&format!("{here}/reviews")).await.status, 404, "what is off the shelf is not read");
}

#[actix_web::test]
async fn a_visitor_and_the_banned_phrases_ask_the_office_to_look() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    run(shop, "INSERT INTO banned_phrases (words) VALUES ('chữa bệnh') ON CONFLICT DO NOTHING").await;
    let clerk = shop.signed_in(clerk_as(shop, "moderator").await).await;
    let waits = async || clerk.get("/office/inbox?kind=review").await.texts("[data-keys] tbody tr").len();
    let id = judge(&sold, "5", "Ăn ngon.").await;
    let path = format!("{}/reviews/{id}/report", page(&sold).await);
    let guest = shop.guest();
    assert!(guest.get(&path).await.words().contains("Ăn ngon."));
    let long = "x".repeat(601);
    for wrong in ["", " ", long.as_str()] {
        let refused = guest.post(&path, &[("words", wrong)]).await;
        assert_eq!((refused.status, refused.texts("#f-words-why").len()), (422, 1), "{}", refused.words());
    }
    assert_eq!(waits().await, 0);
    for _ in 0..2 {
        assert_eq!(guest.post(&path, &[("words", "Quảng cáo")]).await.status, 303);
    }
    assert_eq!((waits().await, number(shop, "SELECT count(*) FROM review_reports").await), (1, 1), "once is enough");
    let keep = [("act", "keep"), ("words", "Không sao.")];
    assert_eq!(clerk.post(&format!("/office/reviews/{id}"), &keep).await.status, 303);
    assert_eq!(waits().await, 0);
    judge(&sold, "5", "Ăn vào chua benh dạ dày.").await;
    assert_eq!(
        text(shop, "SELECT side || ': ' || words FROM review_reports WHERE settled_at IS NULL").await,
        "phrase: chữa bệnh"
    );
    assert_eq!(waits().await, 1);
    let seen = shop.guest().get(&page(&sold).await).await;
    assert!(seen.words().contains("chua benh"), "it is shown until somebody decides: {}", seen.words());
    for odd in [path.replace("/products/", "/products/x-"), path.replace(&format!("/{id}/"), "/999999999999999999/")] {
        assert_eq!(
            (guest.get(&odd).await.status, guest.post(&odd, &[("words", "x")]).await.status),
            (404, 404),
            "{odd}"
        );
    }
}
