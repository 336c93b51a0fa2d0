//! One product and one producer: what their pages say, what they never say, and what machines read in them.

use diesel_async::SimpleAsyncConnection as _;
use market::catalog::shelf;
use market::kernel::ids::{ProducerId, ProductId};
use serde_json::Value;

use super::support::{self, Answer, TestShop, build};

async fn sql(shop: &TestShop, statement: &str) {
    shop.conn().await.batch_execute(statement).await.unwrap();
}

async fn refresh(shop: &TestShop) {
    shelf::refresh_all(&mut *shop.conn().await, shop.ground.clock.today()).await.unwrap();
    shop.ground.shelf.invalidate_all();
}

async fn path_of(shop: &TestShop, product: ProductId) -> String {
    use diesel::prelude::*;
    use diesel_async::RunQueryDsl;
    use market::schema::products;
    let slug: String =
        products::table.find(product.0).select(products::slug).get_result(&mut *shop.conn().await).await.unwrap();
    format!("/products/{slug}")
}

async fn path_of_producer(shop: &TestShop, producer: ProducerId) -> String {
    use diesel::prelude::*;
    use diesel_async::RunQueryDsl;
    use market::schema::producers;
    let slug: String =
        producers::table.find(producer.0).select(producers::slug).get_result(&mut *shop.conn().await).await.unwrap();
    format!("/producers/{slug}")
}

fn linked_data(page: &Answer) -> Value {
    let script = r#"script[type="application/ld+json"]"#;
    let html = scraper::Html::parse_document(&page.body);
    let found: Vec<String> =
        html.select(&scraper::Selector::parse(script).unwrap()).map(|e| e.text().collect()).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    serde_json::from_str(&found[0]).unwrap_or_else(|error| panic!("{error}: {}", found[0]))
}

/// The clock stands on 23 November 2026.
const PAPERS: &str = "INSERT INTO certificates (producer_id, kind, label, number, issuer, scope_vi, stars, issued_on, \
    expires_on, checked_at) VALUES \
    ($P, 'ocop', 'OCOP', 'OCOP-IN-FORCE', 'UBND tỉnh Phú Thọ', 'Cá thính', 4, '2024-01-15', '2026-11-23', now()), \
    ($P, 'ocop', 'OCOP', 'OCOP-EXPIRED', 'UBND tỉnh Vĩnh Phúc', '', 5, '2020-01-15', '2026-11-22', now()), \
    ($P, 'vietgap', 'VietGAP', 'VG-UNCHECKED', 'Vinacert', '', NULL, '2026-01-15', '2028-01-15', NULL), \
    ($P, 'haccp', 'HACCP', 'HACCP-OF-OTHERS', 'SGS', '', NULL, '2026-01-15', NULL, now())";

async fn with_papers(shop: &TestShop) -> build::Goods {
    let home = build::producer(shop, "Bà Lụa").await;
    let goods = build::goods(shop, home, "Cá thính trắm", 98_000, 7).await;
    sql(shop, &PAPERS.replace("$P", &home.to_string())).await;
    sql(shop, "UPDATE products SET certificate_kinds = '{ocop,vietgap}'").await;
    refresh(shop).await;
    goods
}

#[actix_web::test]
async fn a_certificate_is_shown_whole_while_it_is_in_force_checked_and_about_the_product() {
    let shop = support::shop().await;
    let goods = with_papers(&shop).await;
    let page = shop.guest().get(&path_of(&shop, goods.product).await).await;
    let papers = page.texts(".paper").join(" ");
    for said in ["OCOP-IN-FORCE", "UBND tỉnh Phú Thọ", "15/01/2024", "23/11/2026", "OCOP 4 sao", "Cá thính"] {
        assert!(papers.contains(said), "{said} in {papers}");
    }
    for hidden in ["OCOP-EXPIRED", "VG-UNCHECKED", "HACCP-OF-OTHERS", "OCOP 5 sao", "VietGAP"] {
        assert!(!page.body.contains(hidden), "{hidden}: {papers}");
    }
    // The day after, before anything has written the shelf anew.
    sql(&shop, "UPDATE certificates SET expires_on = '2026-11-22' WHERE number = 'OCOP-IN-FORCE'").await;
    let page = shop.guest().get(&path_of(&shop, goods.product).await).await;
    assert!(page.texts(".paper").is_empty() && page.texts(".tag.star").is_empty(), "{}", page.words());
}

#[actix_web::test]
async fn what_is_sold_out_says_so_offers_no_button_and_tells_machines() {
    let shop = support::shop().await;
    let home = build::producer(&shop, "Bà Lụa").await;
    let goods = build::goods(&shop, home, "Cá thính trắm", 98_000, 4).await;
    sql(&shop, "UPDATE packs SET min_qty = 5").await;
    let gone = shop.guest().get(&path_of(&shop, goods.product).await).await;
    assert_eq!(gone.status, 200);
    assert!(gone.words().contains("Món này vừa hết"), "{}", gone.words());
    assert!(gone.attributes("main button:not([data-share])", "class").is_empty(), "{}", gone.body);
    assert!(gone.attributes("input[name=qty]", "name").is_empty());
    assert_eq!(linked_data(&gone)["offers"][0]["availability"], "https://schema.org/OutOfStock");
    sql(&shop, "UPDATE packs SET min_qty = 4").await;
    let here = shop.guest().get(&path_of(&shop, goods.product).await).await;
    assert_eq!(here.texts("#buy button").len(), 1);
    assert_eq!(linked_data(&here)["offers"][0]["availability"], "https://schema.org/InStock");
}

#[actix_web::test]
async fn machines_read_name_price_and_seller_and_no_name_breaks_out() {
    let shop = support::shop().await;
    let evil = r#"</script><script>alert(1)</script> "Bưởi" <!--&"#;
    let home = build::producer(&shop, "Ông <b>Bền</b> & con").await;
    let goods = build::goods(&shop, home, evil, 150_000_000, 4).await;
    refresh(&shop).await;
    let page = shop.guest().get(&path_of(&shop, goods.product).await).await;
    let ld = linked_data(&page);
    assert_eq!(ld["@type"], "Product");
    assert_eq!(ld["name"], evil);
    assert_eq!(ld["offers"][0]["price"], 150_000_000);
    assert_eq!(ld["offers"][0]["priceCurrency"], "VND");
    assert_eq!(ld["offers"][0]["seller"]["name"], "Ông <b>Bền</b> & con");
    assert!(!page.body.contains("<script>alert") && !page.body.contains("<b>Bền"), "{}", page.body);
    assert_eq!(page.texts("main h1"), [evil.replace("  ", " ")]);
    for path in ["/", "/products", "/producers", &path_of_producer(&shop, home).await, "/search?q=buoi"] {
        let page = shop.guest().get(path).await;
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<b>Bền"), "{path}");
    }
}

#[actix_web::test]
async fn a_page_tells_its_one_address_its_languages_and_its_picture() {
    let shop = support::demo_shop().await;
    let guest = shop.guest();
    let path = "/products/ca-thinh-tram-khuc";
    let whole = format!("{}{path}", shop.url);
    let page = guest.get(&format!("{path}?utm_source=zalo")).await;
    assert_eq!(page.status, 200);
    let canonical = |page: &Answer| page.attributes("link[rel=canonical]", "href").join(" ");
    assert_eq!(canonical(&page), whole);
    let alternate = |lang: &str| page.attributes(&format!("link[rel=alternate][hreflang={lang}]"), "href").join(" ");
    assert_eq!(alternate("vi"), whole);
    assert_eq!(alternate("x-default"), whole);
    assert_eq!(alternate("en"), format!("{whole}?lang=en"));
    // An alternate that names another address as its own is ignored by those who read it.
    let english = shop.guest().get(&format!("{path}?lang=en")).await;
    assert_eq!(canonical(&english), format!("{whole}?lang=en"));
    assert_eq!(english.attributes("html", "lang"), ["en"]);
    let picture = page.attributes(r#"meta[property="og:image"]"#, "content").pop().unwrap();
    assert_eq!(picture, format!("{}/share{path}.jpg", shop.url));
    let photo = linked_data(&page)["image"][0].as_str().unwrap().to_owned();
    assert!(photo.starts_with(&format!("{}/media/", shop.url)) && photo.ends_with("-1280.jpg"), "{photo}");
    for picture in [picture, photo] {
        let image = guest.get(&picture).await;
        assert_eq!((image.status, image.header("content-type")), (200, "image/jpeg"));
    }
    assert_eq!(page.attributes(r#"meta[property="og:url"]"#, "content"), [whole]);
}

#[actix_web::test]
async fn what_is_hidden_suspended_or_unknown_is_not_there_and_the_page_leads_on() {
    let shop = support::shop().await;
    let home = build::producer(&shop, "Bà Lụa").await;
    let goods = build::goods(&shop, home, "Cá thính trắm", 98_000, 7).await;
    refresh(&shop).await;
    let (product, producer) = (path_of(&shop, goods.product).await, path_of_producer(&shop, home).await);
    let guest = shop.guest();
    let status = async |path: &str| guest.get(path).await.status;
    assert_eq!((status(&product).await, status(&producer).await), (200, 200));
    for state in ["hidden", "draft"] {
        sql(&shop, &format!("UPDATE products SET state = '{state}'")).await;
        assert_eq!((status(&product).await, status(&producer).await), (404, 200), "{state}");
        assert!(!guest.get(&producer).await.body.contains("Cá thính"), "{state}");
    }
    sql(&shop, "UPDATE products SET state = 'on_sale'; UPDATE producers SET suspended_at = now()").await;
    assert_eq!((status(&product).await, status(&producer).await), (404, 404));
    assert!(!guest.get("/producers").await.body.contains("Bà Lụa"));
    let missing = guest.get("/products/cu-khoai-khong-co").await;
    assert_eq!(missing.status, 404);
    let ways = missing.attributes("main a", "href");
    assert!(ways.contains(&"/products".to_owned()) && ways.contains(&"/".to_owned()), "{ways:?}");
    assert_eq!(missing.attributes("form[action='/search'] input[name=q]", "name").len(), 1, "a way to search");
    assert!(missing.attributes("link[rel=canonical]", "href").is_empty());
    for odd in ["%ff", "..%2f..", "A", "-", "%F0%9F%A5%AD", "'%3B--", &"x".repeat(3_000)] {
        for under in ["/products", "/producers", "/c", "/pages"] {
            assert_eq!(status(&format!("{under}/{odd}")).await, 404, "{under}/{odd}");
        }
    }
}

#[actix_web::test]
async fn packs_say_how_they_are_sold_and_the_field_allows_just_that() {
    let shop = support::shop().await;
    let home = build::producer(&shop, "Bà Lụa").await;
    let goods = build::goods(&shop, home, "Trứng gà", 4_000, 100).await;
    sql(
        &shop,
        &format!(
            "UPDATE packs SET min_qty = 10, qty_step = 5, on_hand = 33;
             INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand, sort)
             VALUES ({p}, 'vỉ 30 quả', 'tray of 30', 110000, 1800, 0, 2), ({p}, 'đã thôi', 'withdrawn', 1, 1, 9, 3);
             UPDATE packs SET withdrawn_at = now() WHERE sort = 3",
            p = goods.product
        ),
    )
    .await;
    let path = path_of(&shop, goods.product).await;
    let page = shop.guest().get(&path).await;
    let packs = page.texts("label.choice");
    assert_eq!(packs.len(), 2, "{packs:?}");
    assert!(packs[0].contains("Mua từ 10, thêm mỗi lần 5") && packs[0].contains("4.000 ₫"), "{packs:?}");
    assert!(packs[1].contains("Hết hàng") && packs[1].contains("61.100 ₫/kg"), "{packs:?}");
    assert_eq!(page.attributes("input[name=pack][disabled]", "name").len(), 1);
    assert_eq!(page.attributes("input[name=pack][checked]", "value"), [goods.pack.to_string()]);
    let qty = |page: &Answer| {
        ["min", "step", "max", "value"].map(|name| page.attributes("input[name=qty]", name).pop().unwrap())
    };
    assert_eq!(qty(&page), ["10", "5", "30", "10"]);
    // With a second pack to be had, a visitor without script must be able to ask for either.
    sql(&shop, "UPDATE packs SET on_hand = 3 WHERE sort = 2").await;
    assert_eq!(qty(&shop.guest().get(&path).await), ["1", "1", "30", "10"]);
}

#[actix_web::test]
async fn each_zone_has_its_fee_and_days_as_far_as_the_goods_may_travel() {
    let shop = support::shop().await;
    let home = build::producer(&shop, "Bà Lụa").await;
    let goods = build::goods(&shop, home, "Na dai", 60_000, 9).await;
    let path = path_of(&shop, goods.product).await;
    let zones = async |set: &str| {
        sql(&shop, &format!("UPDATE products SET {set}")).await;
        let shown = shop.guest().get(&path).await.texts("section[aria-labelledby=ship] dl > div");
        // What keeps "1–2" on one line is not seen.
        shown.into_iter().map(|zone| zone.replace('\u{2060}', "")).collect::<Vec<_>>()
    };
    let all = zones("ship_scope = 'nationwide'").await;
    assert_eq!(all.len(), 5, "{all:?}");
    assert_eq!(all[0], "Vùng Lập Thạch18.000 ₫ / 3 kg đầu · 1–2 ngày");
    assert_eq!(all[4], "Tỉnh xa38.000 ₫ / 1 kg đầu · 3–6 ngày");
    assert_eq!(zones("cold = true").await[4], "Tỉnh xa78.000 ₫ / 1 kg đầu · 3–6 ngày");
    assert_eq!(zones("fragile = true").await[4], "Tỉnh xa88.000 ₫ / 1 kg đầu · 3–6 ngày");
    let north = zones("ship_scope = 'north', cold = false, fragile = false").await;
    assert_eq!((north.len(), north[3].as_str()), (4, "Tỉnh miền Bắc30.000 ₫ / 2 kg đầu · 2–3 ngày"));
    assert_eq!(zones("ship_scope = 'local'").await, ["Vùng Lập Thạch18.000 ₫ / 3 kg đầu · 1–2 ngày"]);
}

#[actix_web::test]
async fn the_facts_stand_on_the_page_in_both_languages() {
    let shop = support::shop().await;
    let home = build::producer(&shop, "Bà Lụa").await;
    let goods = build::goods(&shop, home, "Cá thính trắm", 98_000, 7).await;
    let more = build::goods(&shop, home, "Tép thính", 30_000, 7).await;
    let other = build::producer(&shop, "Nhà khác").await;
    build::goods(&shop, other, "Gạo nhà khác", 30_000, 7).await;
    sql(
        &shop,
        &format!(
            "UPDATE products SET ingredients_vi = 'Cá trắm 80%, thính ngô', ingredients_en = 'Carp 80%, roasted maize',
               allergens = '{{fish}}', may_contain = '{{soy,khac_la}}', storage_vi = 'Để nơi mát', storage_en = 'Keep cool',
               shelf_life_days = 90, warnings_vi = 'Có xương', season = 1536 WHERE id = {}",
            goods.product
        ),
    )
    .await;
    refresh(&shop).await;
    let path = path_of(&shop, goods.product).await;
    let page = shop.guest().get(&path).await;
    let words = page.words();
    for said in [
        "Thành phầnCá trắm 80%, thính ngô",
        "Dễ gây dị ứngcá",
        "Có thể lẫnđậu nành, khac_la",
        "Bảo quảnĐể nơi mát",
        "90 ngày từ ngày thu hái",
        "Có xương",
        "hũ 1 kg: 1 kg",
        "Thôn Đồi, xã",
        "Trần Văn Bền",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    let months = page.texts("ol.months li.in");
    assert_eq!(months.len(), 2, "October and November: {months:?}");
    assert_eq!(
        page.attributes("section[aria-labelledby=more] .card-name a", "href"),
        [path_of(&shop, more.product).await]
    );
    let english = shop.guest().get(&format!("{path}?lang=en")).await.words();
    assert!(english.contains("Carp 80%, roasted maize") && english.contains("Keep cool"), "{english}");
    assert!(english.contains("fish") && english.contains("Có xương"), "what nobody translated stays: {english}");
}

#[actix_web::test]
async fn a_producers_page_shows_his_goods_alone_page_by_page_and_papers_in_force() {
    let shop = support::shop().await;
    let goods = with_papers(&shop).await;
    let other = build::producer(&shop, "Nhà khác").await;
    build::goods(&shop, other, "Gạo nhà khác", 30_000, 7).await;
    for n in 1..60 {
        build::goods(&shop, goods.producer, &format!("Món {n}"), 1_000 * n, 5).await;
    }
    refresh(&shop).await;
    let guest = shop.guest();
    let path = path_of_producer(&shop, goods.producer).await;
    let page = guest.get(&path).await;
    let papers = page.texts(".paper").join(" ");
    assert!(papers.contains("OCOP-IN-FORCE") && papers.contains("HACCP-OF-OTHERS"), "all of the household's: {papers}");
    assert!(!page.body.contains("OCOP-EXPIRED") && !page.body.contains("VG-UNCHECKED"));
    assert_eq!(linked_to(&page), 48);
    let second = page.attributes("a[rel=next]", "href").pop().unwrap();
    let rest = guest.get(second.split('#').next().unwrap()).await;
    assert_eq!(linked_to(&rest), 12);
    assert!(rest.attributes("a[rel=next]", "href").is_empty());
    let all: std::collections::BTreeSet<String> =
        [&page, &rest].into_iter().flat_map(|p| p.attributes(".card-name a", "href")).collect();
    assert_eq!(all.len(), 60);
    assert!(!page.body.contains("Gạo nhà khác") && !rest.body.contains("Gạo nhà khác"));
    for odd in ["?after=x", "?after=1.2.3", "?after=1&after=2", "?after=-9.-9", "?%ff", "?after=99999999999999999999.1"]
    {
        assert_eq!(guest.get(&format!("{path}{odd}")).await.status, 200, "{odd}");
    }
    let meta = |name: &str| page.attributes(&format!(r#"meta[property="og:{name}"]"#), "content");
    assert_eq!(meta("title"), ["Bà Lụa"]);
    assert!(meta("image")[0].starts_with(&shop.url), "{:?}", meta("image"));
}

fn linked_to(page: &Answer) -> usize {
    page.attributes(".card-name a", "href").len()
}

#[actix_web::test]
async fn who_saves_data_is_sent_the_small_pictures() {
    let shop = support::demo_shop().await;
    let guest = shop.guest();
    for path in ["/", "/products/ca-thinh-tram-khuc", "/producers/ca-thinh-ba-lua"] {
        assert!(guest.get(path).await.body.contains("srcset="), "{path}");
        let saving = guest.send(guest.request(reqwest::Method::GET, path).header("save-data", "on")).await;
        assert_eq!(saving.status, 200);
        assert!(!saving.body.contains("srcset=") && saving.body.contains("/media/"), "{path}");
    }
}
