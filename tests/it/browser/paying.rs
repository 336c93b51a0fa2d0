//! Paying in advance as a person does it: a transfer, whose page turns by itself when the money comes, and a card, on a page
//! that is not ours.

use std::time::Duration;

use fantoccini::{Client, Locator};

use super::looks::faults;
use super::{DESK, PATIENCE, PHONE, Window, click, fill, open, picture, text, wanted};
use crate::buyer::number;
use crate::cards::support::{card_shop, page_of, settle};
use crate::money::support::{market_account, pay, payment};
use crate::support::{self, TestShop, build};

/// The checkout filled in and sent, in this language, with this way to pay.
async fn buy(window: &Client, shop: &TestShop, slug: &str, lang: &str, method: &str, size: Window) {
    let go = async |path: String| window.goto(&format!("{}{path}", shop.url)).await.unwrap();
    go(format!("/products/{slug}?lang={lang}")).await;
    click(window, ".bar button, #buy button.btn.big").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("#flashes .note")).await.unwrap();
    go("/checkout".to_owned()).await;
    fill(window, "#phone", "0912 345 678").await;
    fill(window, "#name", "Nguyễn Thị Hoa").await;
    fill(window, "#street", "Thôn Đồng Núi").await;
    fill(window, "#commune", "van truc").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".hint-list [role=option]")).await.unwrap();
    click(window, ".hint-list [role=option]").await;
    let button = "form#place button.big:not([name])";
    window.wait().at_most(PATIENCE).for_element(Locator::Css(button)).await.unwrap();
    click(window, &format!("label:has(input[name=payment][value={method}])")).await;
    look(window, size, &format!("pay-{method}-{lang}-checkout")).await;
    click(window, button).await;
}

async fn look(window: &Client, size: Window, name: &str) {
    picture(window, &format!("{name}-{}", size.width)).await;
    assert_eq!(faults(window, name, size.width).await, Vec::<String>::new());
}

/// Something on sale, and where.
async fn on_sale(shop: &TestShop) -> String {
    let house = build::producer(shop, "Bà Lụa").await;
    let fish = build::goods(shop, house, "Cá thính", 98_000, 50).await;
    crate::catalog::refresh(shop).await;
    crate::buyer::text(shop, &format!("SELECT slug FROM products WHERE id = {}", fish.product)).await
}

#[actix_web::test]
async fn cash_is_said_before_and_after_the_order() {
    if !wanted() {
        return;
    }
    let shop = support::shop().await;
    let slug = on_sale(&shop).await;
    for (size, lang, said) in [(PHONE, "vi", "Phải trả khi nhận"), (DESK, "en", "To pay on delivery")] {
        let window = open(size).await;
        buy(&window, &shop, &slug, lang, "cod", size).await;
        let code = code_of(&window).await;
        look(&window, size, &format!("pay-cod-{lang}-placed")).await;
        let page = text(&window, "main").await;
        assert!(page.contains(said), "{page}");
        let due = format!(
            "SELECT amount FROM payments JOIN orders o ON o.id = order_id WHERE code = '{code}' AND method = 'cod'"
        );
        assert_eq!(number(&shop, &due).await, 98_000 + 15_000);
        window.close().await.unwrap();
    }
}

async fn code_of(window: &Client) -> String {
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".order-code")).await.unwrap();
    text(window, ".order-code").await
}

#[actix_web::test]
async fn a_transfer_is_scanned_copied_and_seen_to_arrive() {
    if !wanted() {
        return;
    }
    for (size, lang, paid) in [(PHONE, "vi", "Đã chuyển khoản"), (DESK, "en", "Paid by transfer")] {
        let shop = support::shop().await;
        market_account(&shop).await;
        let slug = on_sale(&shop).await;
        let window = open(size).await;
        buy(&window, &shop, &slug, lang, "bank_transfer", size).await;
        let code = code_of(&window).await;
        look(&window, size, &format!("pay-bank_transfer-{lang}-waits")).await;
        let panel = text(&window, "#pay").await;
        for part in ["1234567890123", "113.000", &code] {
            assert!(panel.contains(part), "{part} in {panel}");
        }
        pay(&shop, payment(&shop, &code).await, None).await;
        // Nobody touches the page.
        for _ in 0..100 {
            if text(&window, "main").await.contains(paid) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        assert!(text(&window, "main").await.contains(paid), "{}", text(&window, "main").await);
        look(&window, size, &format!("pay-bank_transfer-{lang}-paid")).await;
        window.close().await.unwrap();
    }
}

#[actix_web::test]
async fn a_card_is_paid_elsewhere_and_the_buyer_comes_back() {
    if !wanted() {
        return;
    }
    for (size, lang, paid) in [(PHONE, "vi", "Đã trả bằng thẻ"), (DESK, "en", "Paid by card")] {
        let (shop, stripe) = card_shop().await;
        let slug = on_sale(&shop).await;
        let window = open(size).await;
        buy(&window, &shop, &slug, lang, "card", size).await;
        // Stripe's page is not here; that the browser was let go to it is what our own policy decides.
        let mut away = false;
        for _ in 0..80 {
            away = window.current_url().await.is_ok_and(|url| url.host_str() == Some("checkout.stripe.com"));
            if away {
                break;
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        assert!(away, "{:?}", window.current_url().await);
        let code = crate::buyer::text(&shop, "SELECT code FROM orders").await;
        // The buyer turns back without paying: the goods are kept, and the way to the card is still there.
        window.goto(&format!("{}/orders/{code}", shop.url)).await.unwrap();
        look(&window, size, &format!("pay-card-{lang}-waits")).await;
        stripe.pay(&page_of(&stripe, &code)).unwrap();
        settle(&shop, &stripe).await;
        window.goto(&format!("{}/orders/{code}?session=1", shop.url)).await.unwrap();
        look(&window, size, &format!("pay-card-{lang}-paid")).await;
        assert!(text(&window, "main").await.contains(paid));
        assert_eq!(number(&shop, "SELECT count(*) FROM parcels WHERE state = 'placed'").await, 1);
        window.close().await.unwrap();
    }
}
