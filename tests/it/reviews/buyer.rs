//! The buyer's side: after the parcel came, once for each product, for thirty days, and nobody else's.

use super::{counted, form, judge, page, product};
use crate::buyer::{execute, number, text};
use crate::complaints::{deliver, delivered, refused_by_sql, sold, sold_to};
use crate::support::{self, build};

#[actix_web::test]
async fn a_guest_judges_what_came_and_everybody_reads_it() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let product = product(&sold).await;
    let order = sold.buyer.get(&format!("/orders/{}", sold.code)).await;
    assert_eq!(order.attributes("a[href$='/review']", "href"), [form(&sold)], "{}", order.words());
    let asked = sold.buyer.get(&form(&sold)).await;
    assert_eq!(asked.attributes(&format!("input[name='stars-{product}']"), "value"), ["1", "2", "3", "4", "5"]);
    assert!(asked.words().contains("Mật ong") && asked.words().contains("Hà N."), "{}", asked.words());
    judge(&sold, "4", "Ngon.\n\n<script>alert(1)</script>").await;
    let seen = shop.guest().get(&page(&sold).await).await;
    assert!(seen.words().contains("4,0/5 (1 đánh giá)"), "{}", seen.words());
    assert!(seen.words().contains("<script>alert(1)</script>"), "words are shown as words");
    assert!(!seen.body.contains("<script>alert"), "and are none of the page's own");
    assert!(seen.words().contains("Hà N.") && !seen.words().contains("Nguyễn Thu Hà"), "nobody reads the whole name");
    assert!(seen.body.contains("\"ratingValue\":\"4.0\"") && seen.body.contains("\"reviewCount\":1"), "{}", seen.body);
    let all = shop.guest().get(&format!("{}/reviews", page(&sold).await)).await;
    assert!(all.status == 200 && all.words().contains("Ngon."), "{}", all.words());
    let house = format!("/producers/{}", text(shop, "SELECT min(slug) FROM producers").await);
    assert!(shop.guest().get(&house).await.words().contains("4,0/5 (1 đánh giá)"));
    assert_eq!(counted(&sold).await, "1/4");
    // The household is told once, and not at night.
    shop.work_off().await;
    let told = "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'review:%' AND by_day";
    assert_eq!(number(shop, told).await, 1);
    let body = text(shop, "SELECT min(body) FROM messages WHERE dedupe_key LIKE 'review:%'").await;
    assert!(body.contains(&format!("G{}", sold.parcel)) && body.contains("Mật ong 4 sao"), "{body}");
}

#[actix_web::test]
async fn an_account_judges_from_wherever_it_signs_in() {
    let shop = support::shop().await;
    let account = build::account(&shop, "Nguyễn Thu Hà").await;
    let buyer = shop.signed_in(account).await;
    let mut sold = deliver(sold_to(shop, buyer, "cod").await).await;
    sold.buyer = sold.shop.signed_in(account).await;
    judge(&sold, "5", "").await;
    assert_eq!(number(&sold.shop, "SELECT account_id FROM reviews").await, account.0);
}

#[actix_web::test]
async fn nothing_is_judged_before_it_came() {
    let sold = sold(support::shop().await).await;
    let shop = &sold.shop;
    let order = sold.buyer.get(&format!("/orders/{}", sold.code)).await;
    assert!(order.attributes("a[href$='/review']", "href").is_empty());
    let early = sold.buyer.get(&form(&sold)).await;
    assert!(early.status == 200 && early.words().contains("chưa giao tới"), "{}", early.words());
    let field = format!("stars-{}", product(&sold).await);
    assert_eq!(sold.buyer.post(&form(&sold), &[(&field, "5")]).await.status, 422);
    let by_hand = "INSERT INTO reviews (parcel_id, producer_id, product_id, stars) \
                   SELECT p.id, p.producer_id, l.product_id, 5 FROM parcels p JOIN order_lines l ON l.parcel_id = p.id";
    assert!(refused_by_sql(shop, by_hand).await, "SQL holds the same");
    assert_eq!(number(shop, "SELECT count(*) FROM reviews").await, 0);
    let came = deliver(sold).await;
    execute(&came.shop, by_hand).await;
    let other = "INSERT INTO reviews (parcel_id, producer_id, product_id, stars) SELECT parcel_id, producer_id, product_id, 1 FROM reviews";
    assert!(refused_by_sql(&came.shop, other).await, "once for each product");
}

#[actix_web::test]
async fn twice_is_a_change_for_thirty_days_and_taken_back_is_for_good() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = judge(&sold, "2", "Hơi nhạt.").await;
    let again = sold.buyer.get(&form(&sold)).await;
    assert_eq!(again.attributes("input[type=radio][checked]", "value"), ["2"]);
    assert_eq!(again.texts("textarea"), ["Hơi nhạt."]);
    judge(&sold, "2", "Hơi nhạt.").await;
    assert_eq!(number(shop, "SELECT count(*) FROM reviews WHERE changed_at IS NULL").await, 1, "the same is no change");
    assert_eq!(judge(&sold, "4", "Ăn quen thì ngon.").await, id);
    assert_eq!(counted(&sold).await, "1/4");
    shop.work_off().await;
    assert_eq!(number(shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'review:%'").await, 1);
    let older = "ALTER TABLE reviews DISABLE TRIGGER USER; UPDATE reviews SET made_at = now() - interval '31 days'; \
                 ALTER TABLE reviews ENABLE TRIGGER USER";
    crate::households::run(shop, older).await;
    let field = format!("stars-{}", product(&sold).await);
    let late = sold.buyer.post(&form(&sold), &[(&field, "1")]).await;
    assert!(late.status == 422 && late.words().contains("quá 30 ngày"), "{}", late.words());
    assert_eq!(counted(&sold).await, "1/4");
    let back = format!("/orders/{}/parcels/1/reviews/{id}/withdrawal", sold.code);
    for _ in 0..2 {
        assert_eq!(sold.buyer.post(&back, &[]).await.status, 303, "twice is once");
    }
    assert_eq!(text(shop, "SELECT concat(words, name, '-') FROM reviews").await, "-", "words and name are gone");
    assert_eq!(counted(&sold).await, "0/0");
    let seen = shop.guest().get(&page(&sold).await).await;
    assert!(!seen.words().contains("/5 (") && !seen.body.contains("aggregateRating"), "{}", seen.words());
    assert_eq!(sold.buyer.post(&form(&sold), &[(&field, "5")]).await.status, 422);
    for refused in ["DELETE FROM reviews", "UPDATE reviews SET withdrawn_at = NULL", "UPDATE reviews SET stars = 5"] {
        assert!(refused_by_sql(shop, refused).await, "{refused}");
    }
}

#[actix_web::test]
async fn what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let product = product(&sold).await;
    let (stars, words) = (format!("stars-{product}"), format!("words-{product}"));
    let long = "dài ".repeat(300);
    for (given, said, beside) in [
        ("0", "Tốt", &stars),
        ("6", "Tốt", &stars),
        ("99999999999999999999", "Tốt", &stars),
        ("năm", "Tốt", &stars),
        ("", "Tốt", &stars),
        ("", "", &stars),
        ("5", long.as_str(), &words),
    ] {
        let refused = sold.buyer.post(&form(&sold), &[(&stars, given), (&words, said)]).await;
        assert_eq!(refused.status, 422, "{given} {said}");
        let why = if *beside == stars { format!("#{stars}-why") } else { format!("#f-{words}-why") };
        assert_eq!(refused.texts(&why).len(), 1, "{given} {said}: {}", refused.words());
        assert_eq!(refused.texts(&format!("#f-{words}"))[0].trim(), said.trim(), "what was typed is kept");
    }
    for odd in [vec![], vec![("stars-1'", "5")], vec![("stars--1", "5")], vec![("stars-999999999999999999999", "5")]] {
        assert_eq!(sold.buyer.post(&form(&sold), &odd).await.status, 422, "{odd:?}");
    }
    assert_eq!(number(shop, "SELECT count(*) FROM reviews").await, 0);
    judge(&sold, "5", "Ngon\0 lắm").await;
    assert_eq!(text(shop, "SELECT words FROM reviews").await, "Ngon lắm");
    let nameless = sold.buyer.post(&form(&sold), &[(&stars, "5"), (&words, "Ngon lắm")]).await;
    assert_eq!(nameless.status, 303);
    assert!(
        shop.guest().get(&page(&sold).await).await.words().contains("Người mua"),
        "nobody is named who would not be"
    );
}

#[actix_web::test]
async fn nobody_judges_what_another_bought() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = judge(&sold, "1", "Dở.").await;
    let field = format!("stars-{}", product(&sold).await);
    let back = format!("/orders/{}/parcels/1/reviews/{id}/withdrawal", sold.code);
    let stranger = shop.signed_in(build::account(shop, "Người khác").await).await;
    for who in [&shop.guest(), &stranger, &sold.member] {
        assert_eq!(who.get(&form(&sold)).await.status, 404);
        assert_eq!(who.post(&form(&sold), &[(&field, "5")]).await.status, 404);
        assert_eq!(who.post(&back, &[]).await.status, 404);
    }
    for path in [
        format!("/orders/{}/parcels/2/review", sold.code),
        "/orders/LT0000000/parcels/1/review".to_owned(),
        "/orders/x/parcels/1/review".to_owned(),
    ] {
        assert_eq!(sold.buyer.get(&path).await.status, 404, "{path}");
        assert_eq!(sold.buyer.post(&path, &[(&field, "5")]).await.status, 404, "{path}");
    }
    for other in [id + 1, 999_999_999_999_999_999] {
        let path = format!("/orders/{}/parcels/1/reviews/{other}/withdrawal", sold.code);
        assert_eq!(sold.buyer.post(&path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(counted(&sold).await, "1/1");
}

#[actix_web::test]
async fn two_forms_at_once_write_one_review() {
    let sold = delivered(support::shop().await).await;
    let (path, field) = (form(&sold), format!("stars-{}", product(&sold).await));
    let (five, one) = ([(field.as_str(), "5")], [(field.as_str(), "1")]);
    let (a, b) = futures_util::join!(sold.buyer.post(&path, &five), sold.buyer.post(&path, &one));
    assert_eq!((a.status, b.status), (303, 303));
    let stars = number(&sold.shop, "SELECT stars FROM reviews").await;
    assert_eq!(counted(&sold).await, format!("1/{stars}"));
}
