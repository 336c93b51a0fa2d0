//! Stripe is away, the key is wrong, answers are lost, time is short: the order is not.

use super::super::buyer::{execute, number, put, ready, text};
use super::super::money::support::{payment, states};
use super::super::support::build;
use super::super::support::stripe::{SIGNING, Trouble};
use super::support::{card_shop, card_shop_with, order, page_of, settle};

#[actix_web::test]
async fn with_stripe_down_the_order_waits_and_may_be_paid_another_way() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    stripe.weather(|w| {
        w.chance = 1.0;
        w.troubles = vec![Trouble::Fail];
    });
    let (code, place) = order(&shop, &buyer, &[(fish, 1)]).await;
    assert_eq!(place, format!("/orders/{code}?placed=1&down=1"));
    let page = buyer.get(&place).await;
    assert!(page.words().contains("đang không trả lời"), "{}", page.words());
    let way = format!("/orders/{code}/payment");
    let again = buyer.post(&way, &[("method", "card")]).await;
    assert_eq!(again.status, 503, "{}", again.words());
    assert!(again.words().contains("đang không trả lời"), "{}", again.words());
    assert_eq!(states(&shop, &code).await, "awaiting_payment");
    assert_eq!(buyer.post(&way, &[("method", "bank_transfer")]).await.status, 303);
    assert_eq!(text(&shop, "SELECT payment_method FROM orders").await, "bank_transfer");
}

#[actix_web::test]
async fn a_lost_answer_is_asked_for_again_and_is_one_page() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    for trouble in [Trouble::Cut, Trouble::FailActed, Trouble::Busy, Trouble::Early] {
        stripe.weather(|w| w.next(trouble));
        let (code, place) = order(&shop, &buyer, &[(fish, 1)]).await;
        assert!(place.starts_with("https://checkout.stripe.com/"), "{trouble:?} {place}");
        let pages = stripe.sessions().iter().filter(|p| p.reference.as_deref() == Some(&code)).count();
        assert_eq!(pages, 1, "{trouble:?}");
    }
    // Stripe's own failure is what the key answers from now on: the page is found by listing.
    stripe.weather(|w| w.next(Trouble::FailKept));
    let (code, place) = order(&shop, &buyer, &[(fish, 1)]).await;
    assert!(place.contains(&page_of(&stripe, &code)) || place.contains("down"), "{place}");
    // And a household that was renamed in between does not make a second one.
    execute(&shop, "UPDATE payments SET provider_ref = NULL, provider_url = NULL WHERE state = 'due'").await;
    execute(&shop, "UPDATE producers SET name_vi = 'Bà Lụa Văn Quán'").await;
    let again = buyer.post(&format!("/orders/{code}/payment"), &[("method", "card")]).await;
    assert_eq!(again.status, 303, "{}", again.words());
    assert!(again.location().unwrap().contains(&page_of(&stripe, &code)));
    assert_eq!(stripe.sessions().iter().filter(|p| p.reference.as_deref() == Some(&code)).count(), 1);
}

#[actix_web::test]
async fn too_little_time_for_a_page_is_a_payment_anew_while_the_goods_are_kept() {
    let (shop, stripe) = card_shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    stripe.weather(|w| w.row(&[Trouble::Fail; 6]));
    let (code, _) = order(&shop, &buyer, &[(fish, 1)]).await;
    stripe.weather(|w| w.clear());
    let first = payment(&shop, &code).await;
    execute(&shop, "UPDATE payments SET expires_at = now() + interval '10 minutes'").await;
    let way = format!("/orders/{code}/payment");
    let answer = buyer.post(&way, &[("method", "card")]).await;
    assert!(answer.location().is_some_and(|l| l.starts_with("https://checkout.stripe.com/")), "{}", answer.status);
    assert_ne!(payment(&shop, &code).await, first);
    assert_eq!(number(&shop, "SELECT count(*) FROM payments WHERE state = 'due'").await, 1);
    assert_eq!((stripe.sessions().len(), number(&shop, "SELECT reserved FROM packs").await), (1, 1));
    stripe.pay(&page_of(&stripe, &code)).unwrap();
    settle(&shop, &stripe).await;
    assert_eq!(states(&shop, &code).await, "placed");
}

#[actix_web::test]
async fn a_wrong_key_and_a_key_of_the_other_mode_charge_nobody() {
    let key = |key: &str| market::config::Secret::new(key);
    let (shop, stripe) = card_shop_with(|config| {
        config.stripe.as_mut().unwrap().secret_key = key("sk_test_of_somebody_else_0123");
    })
    .await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let (code, place) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
    assert_eq!(place, format!("/orders/{code}?placed=1&down=1"));
    assert!(stripe.sessions().is_empty());

    let (shop, _stripe) = card_shop_with(|config| {
        config.stripe.as_mut().unwrap().secret_key = key("sk_live_in_earnest_0123456789");
    })
    .await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    let page = ready(&buyer).await;
    assert_eq!(page.attributes("input[name=payment]:not([disabled])", "value"), ["cod", "bank_transfer"]);
}

#[actix_web::test]
async fn the_signing_secret_is_replaced_without_losing_an_event() {
    const NEW: &str = "whsec_new_0123456789abcdef";
    let (shop, stripe) = card_shop_with(|config| {
        let secrets = &mut config.stripe.as_mut().unwrap().webhook_secrets;
        secrets.insert(0, market::config::Secret::new(NEW));
    })
    .await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    for theirs in [vec![SIGNING], vec![SIGNING, NEW], vec![NEW, SIGNING], vec![NEW]] {
        stripe.sign_with(&theirs);
        let (code, _) = order(&shop, &shop.guest(), &[(fish, 1)]).await;
        stripe.pay(&page_of(&stripe, &code)).unwrap();
        settle(&shop, &stripe).await;
        assert_eq!(states(&shop, &code).await, "placed", "{theirs:?}");
    }
    assert!(stripe.answers().iter().all(|(_, status)| *status == 200));
}
