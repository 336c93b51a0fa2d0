//! The road through the product as a person with a phone walks it: two households' goods in one cart, paid at the door.

use fantoccini::{Client, Locator};

use super::looks::faults;
use super::{PATIENCE, PHONE, Window, click, fill, open, picture, text, wanted};
use crate::support;

#[actix_web::test]
async fn a_guest_buys_from_two_households_on_a_phone() {
    walk(PHONE).await;
}

async fn walk(size: Window) {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let window = open(size).await;
    let go = async |path: &str| window.goto(&format!("{}{path}", shop.url)).await.unwrap();

    go("/products/ca-thinh-tram-khuc").await;
    fill(&window, "#qty", "2").await;
    add(&window).await;
    go("/products/thung-thanh-long-5-kg").await;
    add(&window).await;

    go("/cart").await;
    look(&window, size, "cart").await;
    click(&window, "main a[href='/checkout']").await;
    fill(&window, "#phone", "0912 345 678").await;
    fill(&window, "#name", "Nguyễn Thị Hoa").await;
    fill(&window, "#street", "Thôn Đồng Núi").await;
    // The type-ahead knows the old name; choosing from it works the fees out at once.
    fill(&window, "#commune", "van truc").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".hint-list [role=option]")).await.unwrap();
    click(&window, ".hint-list [role=option]").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("form#place button.big:not([name])")).await.unwrap();
    look(&window, size, "checkout").await;
    click(&window, "form#place button.big:not([name])").await;

    window.wait().at_most(PATIENCE).for_element(Locator::Css(".order-code")).await.unwrap();
    look(&window, size, "order").await;
    let url = window.current_url().await.unwrap();
    assert!(url.path().starts_with("/orders/LT"), "{url}");
    let said = text(&window, "main").await;
    for part in ["Cá thính trắm khúc", "Thùng thanh long 5 kg", "Nguyễn Thị Hoa"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    window.close().await.unwrap();

    shop.work_off().await;
    // Both households see their own part, and only that.
    for (phone, own, other) in [
        ("0990000006", "Cá thính trắm khúc", "Thùng thanh long"),
        ("0990000001", "Thùng thanh long", "Cá thính trắm khúc"),
    ] {
        let desk = open(size).await;
        desk.goto(&format!("{}/account/sign-in?next=/sell", shop.url)).await.unwrap();
        fill(&desk, "main input[name=login]", phone).await;
        fill(&desk, "main input[name=password]", "cho-lap-thach-2026").await;
        click(&desk, "main form button.btn").await;
        desk.wait().at_most(PATIENCE).for_element(Locator::Css(".job")).await.unwrap();
        look(&desk, size, &format!("sell-{phone}")).await;
        let said = text(&desk, "main").await;
        assert!(said.contains(own) && !said.contains(other), "{said}");
        desk.close().await.unwrap();
    }
}

async fn add(window: &Client) {
    click(window, ".bar button").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("#flashes .note")).await.unwrap();
}

/// Keeps a picture, and asks what is wrong with the page.
async fn look(window: &Client, size: Window, name: &str) {
    picture(window, &format!("walk-{name}")).await;
    let wrong = faults(window, name, size.width).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}
