//! The office's register and its choice: a certificate becomes a badge, a spotlight goes from its plan to its end, and every page
//! of both is sound.

use fantoccini::{Client, Locator};

use super::looks::Walk;
use super::{DESK, PATIENCE, PHONE, Window, click, fill, run, text, wanted};
use crate::buyer::{execute, number};
use crate::households::clerk_as;
use crate::support::{self, TestShop, build};

async fn there(window: &Client, css: &str) {
    window.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await.unwrap();
}

/// Chooses in a list; a keyboard does it the same way.
async fn choose(window: &Client, css: &str, value: &str) {
    run(window, &format!("document.querySelector('{css}').value = '{value}'")).await;
}

#[actix_web::test]
async fn a_clerk_checks_a_certificate_and_buyers_see_its_badge() {
    if !wanted() {
        return;
    }
    let shop = support::shop().await;
    let house = build::producer(&shop, "Cá thính Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính trắm", 98_000, 9).await;
    shop.work_off().await;
    let clerk = clerk_as(&shop, "moderator").await;
    let walk = Walk::begin(&shop, DESK, "vi").await;
    let window = walk.window.clone();
    window.goto(&format!("{}/products", shop.url)).await.unwrap();
    assert!(!text(&window, "main").await.contains("OCOP 4"));
    walk.become_one(&shop, clerk).await;
    window.goto(&format!("{}/office/certificates/new", shop.url)).await.unwrap();
    choose(&window, "#producer", &house.to_string()).await;
    click(&window, "main form button.big").await;
    there(&window, "#f-number").await;
    choose(&window, "#f-kind", "ocop").await;
    fill(&window, "#f-number", "12/QĐ-UBND").await;
    fill(&window, "#f-issuer", "UBND tỉnh Phú Thọ").await;
    run(&window, "document.querySelector('#f-issued_on').value = '2026-01-10'").await;
    choose(&window, "#f-product", &fish.product.to_string()).await;
    fill(&window, "#f-score", "78,5").await;
    click(&window, "main form button.big").await;
    there(&window, "form[action$='/answer']").await;
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) FROM shelf WHERE stars > 0").await, 0, "not seen yet");
    click(&window, "form[action$='/answer'] button.full").await;
    there(&window, "form[action$='/revoke']").await;
    assert!(text(&window, "h1").await.contains("Còn hạn"));
    shop.work_off().await;
    shop.ground.shelf.outdate();
    window.goto(&format!("{}/products", shop.url)).await.unwrap();
    assert!(text(&window, "main").await.contains("OCOP 4"), "{}", text(&window, "main").await);
    walk.end().await;
}

#[actix_web::test]
async fn a_spotlight_goes_from_its_plan_to_its_end() {
    if !wanted() {
        return;
    }
    let shop = support::shop().await;
    let house = build::producer(&shop, "Cá thính Bà Lụa").await;
    build::goods(&shop, house, "Cá thính trắm", 98_000, 9).await;
    shop.work_off().await;
    let clerk = clerk_as(&shop, "promoter").await;
    let walk = Walk::begin(&shop, DESK, "vi").await;
    let window = walk.window.clone();
    let home = async || {
        shop.ground.shelf.outdate();
        window.goto(&format!("{}/", shop.url)).await.unwrap();
        text(&window, "main").await
    };
    assert!(!home().await.contains("Phòng Kinh tế chọn"));
    walk.become_one(&shop, clerk).await;
    window.goto(&format!("{}/office/spotlights/new", shop.url)).await.unwrap();
    fill(&window, "#nq", "ca thinh").await;
    click(&window, "main form button").await;
    there(&window, ".ways a[href*='product=']").await;
    click(&window, ".ways a[href*='product=']").await;
    there(&window, "#f-slot").await;
    choose(&window, "#f-slot", "home_hero").await;
    // Both moments by the database's clock, which decides.
    for (field, days) in [("#f-starts_at", 1), ("#f-ends_at", 2)] {
        let at = crate::buyer::text(
            &shop,
            &format!("SELECT to_char((now() + interval '{days} days') AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD\"T\"HH24:MI')"),
        )
        .await;
        choose(&window, field, &at).await;
    }
    fill(&window, "#f-reason_vi", "Mẻ ủ đúng vụ").await;
    fill(&window, "#f-reason_en", "Cured in season").await;
    fill(&window, "#f-why", "Họp ngày 20/11").await;
    click(&window, "main form button.big").await;
    there(&window, "form[action$='/stop']").await;
    assert!(text(&window, "h1").await.contains("Sắp hiện"));
    assert!(!home().await.contains("Mẻ ủ đúng vụ"), "its time has not come");
    let day =
        "UPDATE spotlights SET starts_at = starts_at - interval '25 hours', ends_at = ends_at - interval '25 hours'";
    execute(&shop, day).await;
    let shown = home().await;
    assert!(shown.contains("Mẻ ủ đúng vụ") && shown.contains("Phòng Kinh tế chọn"), "{shown}");
    click(&window, ".home.big a").await;
    there(&window, "#buy").await;
    execute(&shop, day).await;
    assert!(!home().await.contains("Mẻ ủ đúng vụ"), "its time is over");
    walk.end().await;
}

#[actix_web::test]
async fn the_pages_of_certificates_and_spotlights_are_sound_on_a_phone() {
    check(PHONE, "vi").await;
}

#[actix_web::test]
async fn the_pages_of_certificates_and_spotlights_are_sound_on_a_desk_in_english() {
    check(DESK, "en").await;
}

async fn check(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let clerk = clerk_as(&shop, "admin").await;
    let first = async |sql: &str| number(&shop, sql).await;
    let revoked = first("SELECT id FROM certificates WHERE revoked_at IS NOT NULL LIMIT 1").await;
    let waiting = first("SELECT id FROM certificates WHERE checked_at IS NULL AND refused_at IS NULL LIMIT 1").await;
    let good =
        first("SELECT max(id) FROM certificates WHERE kind = 'ocop' AND revoked_at IS NULL AND checked_at IS NOT NULL")
            .await;
    let house = slug_of(&shop, "producers").await;
    let product = slug_of(&shop, "products WHERE id IN (SELECT product_id FROM shelf)").await;
    let hero = first("SELECT id FROM spotlights WHERE slot = 'home_hero' ORDER BY id LIMIT 1").await;
    let collection = first("SELECT id FROM collections").await;
    let month = crate::buyer::text(&shop, "SELECT to_char(now() AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')").await;
    let mut walk = Walk::begin(&shop, size, lang).await;
    walk.see("promote-sign-in", "/account/sign-in").await;
    walk.become_one(&shop, clerk).await;
    for (name, path) in [
        ("certificates", "/office/certificates".to_owned()),
        ("certificates-soon", "/office/certificates?state=soon".to_owned()),
        ("certificates-none", "/office/certificates?q=khongco".to_owned()),
        ("certificate-waiting", format!("/office/certificates/{waiting}")),
        ("certificate-good", format!("/office/certificates/{good}")),
        ("certificate-revoked", format!("/office/certificates/{revoked}")),
        ("certificate-whose", "/office/certificates/new".to_owned()),
        ("certificate-new", format!("/office/certificates/new?producer={house}")),
        ("certificate-import", "/office/certificates/import".to_owned()),
        ("spotlights", "/office/spotlights".to_owned()),
        ("spotlight-find", "/office/spotlights/new?q=thanh".to_owned()),
        ("spotlight-new", format!("/office/spotlights/new?product={product}")),
        ("spotlight", format!("/office/spotlights/{hero}")),
        ("spotlight-preview", "/office/spotlights/preview".to_owned()),
        ("spotlight-report", format!("/office/spotlights/report?month={month}")),
        ("collections", "/office/collections".to_owned()),
        ("collection-new", "/office/collections/new".to_owned()),
        ("collection", format!("/office/collections/{collection}")),
        ("collection-public", "/collections/qua-que-cuoi-nam".to_owned()),
        ("promote-home", "/".to_owned()),
        ("news-list", "/office/news".to_owned()),
        ("news-new", "/office/news/new".to_owned()),
        ("texts", "/office/pages".to_owned()),
        ("text", "/office/pages/about/vi".to_owned()),
        ("news-public", "/news".to_owned()),
        ("news-piece", "/news/phien-cho-cuoi-tuan".to_owned()),
    ] {
        walk.see(name, &path).await;
    }
    walk.see("office-head", "/office/spotlights").await;
    let whole =
        "return [...document.querySelectorAll('.top .nav ul')].every(list => list.scrollWidth <= list.clientWidth)";
    if size.width >= DESK.width {
        assert_eq!(run(&walk.window, whole).await, true, "no page of the office is out of sight");
    } else {
        walk.press("office-menu", ".menu summary").await;
        assert_eq!(run(&walk.window, whole).await, true);
        click(&walk.window, ".menu a[href='/office/news']").await;
        there(&walk.window, "main a[href='/office/news/new']").await;
    }
    let sells = slug_of(&shop, "producers WHERE listed AND picture_id IS NOT NULL").await;
    walk.see("poster-household", &format!("/office/posters/{sells}")).await;
    walk.see("poster-collection", &format!("/office/collections/{collection}/poster")).await;
    execute(
        &shop,
        "INSERT INTO broadcasts (body, why, made_by) \
         SELECT 'Chợ phiên thứ Bảy này, 7 giờ, sân Ủy ban xã. Nhà nào có hàng mang đến trước 6 giờ 30.', 'Kế hoạch', account_id \
         FROM clerks LIMIT 1",
    )
    .await;
    let broadcast = first("SELECT max(id) FROM broadcasts").await;
    walk.see("broadcasts", "/office/broadcasts").await;
    walk.see("broadcast-new", "/office/broadcasts/new").await;
    walk.see("broadcast-look", &format!("/office/broadcasts/{broadcast}")).await;
    walk.press("broadcast-sent", "form[action$='/send'] button").await;
    walk.end().await;
}

async fn slug_of(shop: &TestShop, from: &str) -> String {
    crate::buyer::text(shop, &format!("SELECT slug FROM {from} LIMIT 1")).await
}
