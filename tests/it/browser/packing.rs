//! A household packs a day's orders on a phone: one jar is missing, labels are printed, a box goes by coach, and the buyer's
//! four digits end it.

use fantoccini::{Client, Locator};
use market::orders::receipt;

use super::looks::faults;
use super::{DESK, PATIENCE, PHONE, Window, click, fill, open, picture, text, wanted};
use crate::buyer::{execute, number, sound};
use crate::support::{self, TestShop, build, placed};
use market::platform::sessions;

async fn look(window: &Client, size: Window, name: &str) {
    picture(window, &format!("packing-{name}-{}", size.width)).await;
    assert_eq!(faults(window, name, size.width).await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_days_orders_are_packed_with_one_jar_missing() {
    if !wanted() {
        return;
    }
    for (size, lang) in [(PHONE, "vi"), (DESK, "en")] {
        walk(size, lang).await;
    }
}

async fn walk(size: Window, lang: &str) {
    let shop: TestShop = support::shop().await;
    let house = build::producer(&shop, "Mật ong Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong rừng", 150_000, 50).await;
    let wax = build::goods(&shop, house, "Sáp ong", 40_000, 50).await;
    let account = build::member(&shop, house).await;
    let first = placed::order(&shop, &[(honey, 2), (wax, 1)], "carrier").await.parcels.remove(0);
    placed::order(&shop, &[(honey, 3)], "round").await;
    placed::order(&shop, &[(wax, 4)], "round").await;
    execute(&shop, "UPDATE parcels SET state = 'confirmed' WHERE id > 1").await;

    let window = open(size).await;
    let go = async |path: &str| {
        let mark = if path.contains('?') { '&' } else { '?' };
        window.goto(&format!("{}{path}{mark}lang={lang}", shop.url)).await.unwrap();
    };
    let done = async || window.wait().at_most(PATIENCE).for_element(Locator::Css("#flashes .note.good")).await.unwrap();
    go("/account/sign-in").await;
    let cookie = sessions::open(&mut *shop.conn().await, &shop.ground.config, account).await.unwrap();
    super::run(&window, &format!("document.cookie = '{}={}; path=/'", cookie.name(), cookie.value())).await;
    go("/sell").await;
    assert_eq!(text(&window, ".count").await, "1", "one waits");
    look(&window, size, "today").await;
    click(&window, "#new ~ .grid .do button, [aria-labelledby=new] .do button").await;
    done().await;
    go("/sell/picking").await;
    look(&window, size, "picking").await;
    let own = format!("#{}", first.code);
    click(&window, &format!("{own} .box-tick")).await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(&format!("{own} [aria-pressed=true]"))).await.unwrap();

    // One jar is broken.
    go(&format!("/sell/parcels/{}", first.code)).await;
    click(&window, "#fix summary").await;
    let line = number(&shop, &format!("SELECT min(id) FROM order_lines WHERE parcel_id = {}", first.id)).await;
    fill(&window, &format!("#short-{line}"), "1").await;
    look(&window, size, "fix").await;
    click(&window, "#fix label:has(input[value=spoiled])").await;
    click(&window, "#fix form button.btn.full").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".changes")).await.unwrap();
    look(&window, size, "corrected").await;
    assert_eq!(number(&shop, "SELECT amount FROM payments ORDER BY id LIMIT 1").await, 340_000 + 20_000 - 150_000);

    go("/sell/picking").await;
    for _ in 0..2 {
        super::run(&window, "document.querySelector('.label-tick input:not(:checked)').click()").await;
    }
    click(&window, "#labels button").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".label")).await.unwrap();
    look(&window, size, "labels").await;

    go("/sell/picking").await;
    click(&window, &format!("{own} form[action*='/state'] button")).await;
    done().await;
    go(&format!("/sell/parcels/{}", first.code)).await;
    click(&window, "#handover label:has(input[value=coach])").await;
    fill(&window, "#h-plate", "88b 012.34").await;
    fill(&window, "#h-phone", "0912 000 111").await;
    fill(&window, "#h-station", "Bến xe Vĩnh Yên").await;
    super::run(&window, "document.querySelector('#h-time').value = '14:00'").await;
    look(&window, size, "handover").await;
    click(&window, "#handover form button.big").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("#r-code")).await.unwrap();
    look(&window, size, "on-its-way").await;
    fill(&window, "#r-code", &receipt::code(&shop.ground.config.secret_key, first.id)).await;
    click(&window, "form[action*='/receive'] button.full").await;
    // The page before says something good as well: that the parcel went off.
    window
        .wait()
        .at_most(PATIENCE)
        .for_element(Locator::Css("body:not(:has(#r-code)) #flashes .note.good"))
        .await
        .unwrap();
    assert_eq!(number(&shop, "SELECT count(*) FROM parcels WHERE state = 'delivered'").await, 1);
    go("/sell/rounds").await;
    look(&window, size, "rounds").await;
    window.close().await.unwrap();
    sound(&shop).await;
}
