//! A household with a phone: counts, sells out, opens a harvest and puts it off; a buyer reads it. Every page as sound as
//! all others, in the light and the dark.

use fantoccini::Locator;

use super::looks::{Walk, faults};
use super::{DESK, PATIENCE, PHONE, Window, click, fill, open, picture, run, text, wanted};
use crate::buyer::{code, execute, number, press, put, ready};
use crate::harvest::ahead::window;
use crate::support::{self, build};

#[actix_web::test]
async fn the_pages_of_stock_and_harvest_are_sound_on_a_phone() {
    check(PHONE, "vi").await;
}

#[actix_web::test]
async fn the_pages_of_stock_and_harvest_are_sound_on_a_desk() {
    check(DESK, "en").await;
}

async fn check(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let shop = support::shop().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê Lập Thạch hái sáng, giòn và ngọt", 30_000, 0).await;
    build::goods(&shop, house, "Mật ong", 150_000, 12).await;
    build::goods(&shop, house, "Sáp ong", 20_000, 0).await;
    let harvest = window(&shop, guava.pack, 120_000).await;
    execute(&shop, "UPDATE harvests SET minimum_g = 50000, decide_at = now() + interval '1 day'").await;
    execute(&shop, "UPDATE packs SET made_to_order = true, make_days = 3 WHERE on_hand = 0 AND price = 20000").await;
    let member = build::member(&shop, house).await;
    let buyer = shop.guest();
    put(&buyer, guava, 12).await;
    let page = ready(&buyer).await;
    let order = code(&press(&buyer, &page).await);
    shop.work_off().await;
    let mut walk = Walk::begin(&shop, size, lang).await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(&shop, member).await;
    for (name, path) in [
        ("sell-stock", "/sell/stock".to_owned()),
        ("sell-grid", "/sell/stock/grid".to_owned()),
        ("sell-how", format!("/sell/stock/{}/how", guava.pack)),
        ("sell-harvests", "/sell/harvests".to_owned()),
        ("sell-harvest-new", "/sell/harvests/new".to_owned()),
        ("sell-harvest", format!("/sell/harvests/{harvest}")),
        ("season-ahead", "/season".to_owned()),
    ] {
        walk.see(name, &path).await;
    }
    let slug = crate::buyer::text(&shop, &format!("SELECT slug FROM products WHERE id = {}", guava.product)).await;
    walk.see("product-ahead", &format!("/products/{slug}")).await;
    walk.end().await;
    assert!(!order.is_empty());
}

#[actix_web::test]
async fn a_thumb_sells_out_and_rain_puts_a_harvest_off() {
    if !wanted() {
        return;
    }
    let shop = support::shop().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 5).await;
    let member = build::member(&shop, house).await;
    let phone = open(PHONE).await;
    phone.goto(&format!("{}/account/sign-in", shop.url)).await.unwrap();
    let cookie = market::platform::sessions::open(&mut *shop.conn().await, &shop.ground.config, member).await.unwrap();
    run(&phone, &format!("document.cookie = '{}={}; path=/'", cookie.name(), cookie.value())).await;
    phone.goto(&format!("{}/sell/stock", shop.url)).await.unwrap();
    // Plus twice without the page going away, then sold out, then back.
    run(&phone, "window.stayed = 1").await;
    for n in ["6", "7"] {
        click(&phone, &format!("#more-{}", guava.pack)).await;
        phone
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(&format!("input[name=was][value='{n}']")))
            .await
            .unwrap();
    }
    click(&phone, &format!("#out-{}", guava.pack)).await;
    phone.wait().at_most(PATIENCE).for_element(Locator::Css("input[name=was][value='0']")).await.unwrap();
    assert!(text(&phone, &format!("#pack-{}", guava.pack)).await.contains("Bán lại 7"));
    picture(&phone, "sell-stock-out").await;
    assert_eq!(run(&phone, "return window.stayed").await, 1, "the page stayed");
    assert!(faults(&phone, "sell-stock-out", PHONE.width).await.is_empty());
    assert_eq!(number(&shop, "SELECT on_hand FROM packs").await, 0);

    phone.goto(&format!("{}/sell/harvests/new", shop.url)).await.unwrap();
    fill(&phone, "#expected", "120").await;
    for (field, day) in [("closes_on", "2027-12-10"), ("ships_from", "2027-12-05"), ("ships_to", "2027-12-12")] {
        run(&phone, &format!("document.getElementById('{field}').value = '{day}'")).await;
    }
    run(&phone, &format!("document.getElementById('product').value = '{}'", guava.product)).await;
    click(&phone, "main form.panel .btn.big").await;
    phone.wait().at_most(PATIENCE).for_element(Locator::Css("#delay_days")).await.unwrap();
    let buyer = shop.guest();
    put(&buyer, guava, 2).await;
    let order = code(&press(&buyer, &ready(&buyer).await).await);
    phone.refresh().await.unwrap();
    fill(&phone, "#delay_days", "2").await;
    fill(&phone, "#delay_reason", "mưa").await;
    click(&phone, "form[action*='/delay'] .btn").await;
    phone.wait().at_most(PATIENCE).for_element(Locator::Css("#flashes [role=status]")).await.unwrap();
    picture(&phone, "sell-harvest-delayed").await;
    shop.work_off().await;
    let page = buyer.get(&format!("/orders/{order}")).await;
    assert!(page.words().contains("lùi 2 ngày"), "{}", page.words());
    phone.close().await.unwrap();
}
