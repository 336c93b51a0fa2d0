//! Home, the season calendar, the texts, and what crawlers and phones ask for.

use diesel_async::RunQueryDsl;
use market::kernel::ids::ProductId;

use crate::buyer::text;
use crate::households::run;
use crate::support::{self, TestShop, build};

/// Puts a product on the shelf by hand, in season in `months` (bits).
async fn shelve(shop: &TestShop, product: ProductId, months: i32) {
    let now = months & (1 << 10) != 0;
    diesel::sql_query(format!(
        "WITH dated AS (UPDATE products SET season = {months} WHERE id = {id} RETURNING id) \
         INSERT INTO shelf (product_id, producer_id, category_id, top_category_id, commune_code, producer_kind, certificates, \
           stars, from_price, per_kg, season, in_season, in_stock, rank, listed_at) \
         SELECT p.id, p.producer_id, p.category_id, c.parent_id, r.commune_code, r.kind, '{{}}', 0, 1000, 1000, {months}, \
           {now}, true, {id}, now() \
         FROM products p JOIN producers r ON r.id = p.producer_id JOIN categories c ON c.id = p.category_id WHERE p.id = {id} \
         ON CONFLICT (product_id) DO UPDATE SET season = excluded.season, in_season = excluded.in_season",
        id = product.0,
    ))
    .execute(&mut shop.conn().await)
    .await
    .unwrap();
}

/// A shop with the two communes of these tests.
async fn opened() -> TestShop {
    let shop = support::shop().await;
    for sql in [
        "INSERT INTO provinces VALUES ('25', 'Phú Thọ', 'tinh', 'phu tho') ON CONFLICT DO NOTHING",
        "INSERT INTO communes VALUES ('08761', '25', 'Lập Thạch', 'xa', 'lap thach', true), \
         ('08842', '25', 'Tiên Lữ', 'xa', 'tien lu', true) ON CONFLICT DO NOTHING",
    ] {
        diesel::sql_query(sql).execute(&mut shop.conn().await).await.unwrap();
    }
    shop
}

const NOVEMBER: i32 = 1 << 10;
const DECEMBER: i32 = 1 << 11;

#[actix_web::test]
async fn the_home_page_shows_what_is_in_season_and_why_the_office_chose_it() {
    let shop = opened().await;
    let (ben, lua) = (build::producer(&shop, "Vườn ông Bền").await, build::producer_in(&shop, "Bà Lụa", "08842").await);
    let fruit = build::goods(&shop, ben, "Thanh long trái vụ", 68_000, 3).await;
    let fish = build::goods(&shop, lua, "Cá thính trắm", 98_000, 50).await;
    let rice = build::goods(&shop, lua, "Gạo mới", 40_000, 50).await;
    shelve(&shop, fruit.product, NOVEMBER | DECEMBER).await;
    shelve(&shop, fish.product, 4095).await;
    shelve(&shop, rice.product, DECEMBER).await;
    diesel::sql_query(format!(
        "INSERT INTO spotlights (product_id, starts_at, ends_at, reason_vi, reason_en) VALUES \
         ({}, now() - interval '3 days', now() + interval '1 hour', 'Mẻ ủ đúng vụ', 'Cured in season'), \
         ({}, now() - interval '9 days', now() - interval '1 second', 'Đã qua', 'Over')",
        fish.product.0, rice.product.0
    ))
    .execute(&mut shop.conn().await)
    .await
    .unwrap();
    let page = shop.guest().get("/").await;
    assert_eq!(page.status, 200);
    let words = page.words();
    assert_eq!(page.texts("h1").len(), 1);
    assert!(words.contains("Thứ Hai, 23/11/2026"), "{words}");
    assert!(words.contains("2 món của 2 nhà nông"), "{words}");
    assert!(words.contains("Thanh long trái vụ") && words.contains("68.000 ₫"), "{words}");
    assert!(words.contains("Sắp có trong tháng 12: Gạo mới."), "{words}");
    assert!(words.contains("Phòng Kinh tế chọn") && words.contains("Mẻ ủ đúng vụ"), "{words}");
    assert!(!words.contains("Đã qua"), "a spotlight that has ended: {words}");
    assert!(words.contains("Hàng thử nhỏ 3 món"), "{words}");
    let shelf = page.texts("section[aria-labelledby=season] h2");
    assert_eq!(shelf, ["Thanh long trái vụ", "Cá thính trắm"], "what is only there now comes first");
    let english = shop.guest().get("/?lang=en").await.words();
    assert!(english.contains("Monday, 23/11/2026") && english.contains("Cured in season"), "{english}");
}

#[actix_web::test]
async fn an_empty_shop_still_has_a_home_page() {
    let shop = support::shop().await;
    for path in ["/", "/season", "/?lang=en", "/season?lang=en"] {
        assert_eq!(shop.guest().get(path).await.status, 200, "{path}");
    }
}

#[actix_web::test]
async fn the_home_page_keeps_to_its_queries_and_then_to_none() {
    let shop = opened().await;
    let producer = build::producer(&shop, "Vườn ông Bền").await;
    for n in 0..12 {
        let goods = build::goods(&shop, producer, &format!("Quả {n}"), 10_000, 5).await;
        shelve(&shop, goods.product, 4095).await;
    }
    let before = shop.ground.db.queries();
    assert_eq!(shop.guest().get("/").await.status, 200);
    let cold = shop.ground.db.queries() - before;
    // The office's choice is asked apart, as it begins and ends by the clock.
    assert!(cold <= 7, "{cold} queries");
    assert_eq!(shop.guest().get("/").await.status, 200);
    assert_eq!(shop.ground.db.queries() - before, cold, "the second visitor asks the database nothing");
}

#[actix_web::test]
async fn a_card_stamps_only_what_has_a_season_and_weighs_no_handicraft() {
    let shop = opened().await;
    let producer = build::producer(&shop, "Tổ mây tre").await;
    let tomato = build::goods(&shop, producer, "Cà chua", 22_000, 50).await;
    let basket = build::goods(&shop, producer, "Rổ tre", 65_000, 50).await;
    shelve(&shop, tomato.product, NOVEMBER).await;
    shelve(&shop, basket.product, 4095).await;
    for sql in [
        "UPDATE packs SET net_weight_g = 500".to_owned(),
        format!("UPDATE products SET tax_class = 'handicraft' WHERE id = {}", basket.product.0),
    ] {
        diesel::sql_query(sql).execute(&mut shop.conn().await).await.unwrap();
    }
    let list = shop.guest().get("/products").await;
    let cards = list.texts(".card");
    let card = |name: &str| cards.iter().find(|card| card.contains(name)).unwrap_or_else(|| panic!("{cards:?}"));
    assert!(card("Cà chua").contains("Đang mùa") && card("Cà chua").contains("44.000 ₫/kg"), "{cards:?}");
    assert!(!card("Rổ tre").contains("Đang mùa") && !card("Rổ tre").contains("/kg"), "{cards:?}");
    let at = cards.iter().position(|card| card.contains("Rổ tre")).unwrap();
    let page = shop.guest().get(&list.attributes(".card a", "href")[at]).await;
    let buy = page.texts("#buy").join(" ");
    assert!(buy.contains("65.000 ₫") && !buy.contains("/kg"), "{buy}");
}

#[actix_web::test]
async fn the_calendar_shows_a_month_and_a_commune() {
    let shop = opened().await;
    let (ben, lua) = (build::producer(&shop, "Vườn ông Bền").await, build::producer_in(&shop, "Bà Lụa", "08842").await);
    let fruit = build::goods(&shop, ben, "Ổi lê", 18_000, 30).await;
    let lotus = build::goods(&shop, lua, "Củ sen", 55_000, 30).await;
    let always = build::goods(&shop, lua, "Cá thính", 98_000, 30).await;
    shelve(&shop, fruit.product, NOVEMBER).await;
    shelve(&shop, lotus.product, NOVEMBER | DECEMBER).await;
    shelve(&shop, always.product, 4095).await;
    let guest = shop.guest();
    let page = guest.get("/season").await;
    let list = page.texts("#month").join(" ");
    assert!(list.contains("Xã Lập Thạch, tháng 11 Ổi lê Vườn ông Bền cuối mùa"), "{list}");
    assert!(list.contains("Xã Tiên Lữ, tháng 11 Củ sen Bà Lụa còn sang tháng 12"), "{list}");
    assert!(!page.words().contains("Cá thính"), "what is there all year is left out");
    assert_eq!(page.attributes(".month-pick [aria-current]", "href"), ["/season?month=11"]);
    assert_eq!(page.texts("table.season tbody tr:not(.place) td").len(), 24);
    assert_eq!(page.texts("table.season td.in").len(), 3);
    let december = guest.get("/season?month=12").await.texts("#month").join(" ");
    assert!(december.contains("Củ sen") && !december.contains("Ổi lê"), "{december}");
    let one = guest.get("/season?month=11&commune=08842").await;
    assert!(one.words().contains("Củ sen") && !one.words().contains("Ổi lê"), "{}", one.words());
    for odd in ["/season?month=13", "/season?month=x&commune=zz", "/season?month=%00", "/season?commune=08761%27"] {
        let page = guest.get(odd).await;
        assert!(page.status == 200 && page.words().contains("Ổi lê"), "{odd}");
    }
}

#[actix_web::test]
async fn the_texts_are_there_in_both_languages_and_the_offices_words_stay() {
    let shop = support::shop().await;
    let guest = shop.guest();
    for slug in ["about", "delivery", "returns", "privacy", "terms", "complaints", "ranking"] {
        for lang in ["vi", "en"] {
            let page = guest.get(&format!("/pages/{slug}?lang={lang}")).await;
            assert_eq!((page.status, page.texts("h1").len()), (200, 1), "{slug} {lang}");
            assert!(!page.body.contains("{operator"), "{slug} {lang}");
            assert_eq!(page.attributes("html", "lang"), [lang]);
        }
    }
    assert!(guest.get("/pages/about?lang=vi").await.words().contains("Đơn vị: Phòng Kinh tế"));
    assert_eq!(guest.get("/pages/nothing").await.status, 404);
    diesel::sql_query("UPDATE pages SET body = 'Lời <b onclick=x>mới</b>' WHERE slug = 'about' AND lang = 'vi'")
        .execute(&mut shop.conn().await)
        .await
        .unwrap();
    market::storefront::text::load_defaults(&mut *shop.conn().await).await.unwrap();
    let page = guest.get("/pages/about?lang=vi").await;
    assert!(page.words().contains("Lời <b onclick=x>mới</b>"), "{}", page.words());
}

/// How soon something must be said of goods is the office's to set: no text says it, each leads to where it stands.
#[actix_web::test]
async fn no_text_says_hours_that_the_office_may_change() {
    let shop = support::shop().await;
    let guest = shop.guest();
    let times = "main .prose a[href='/complaints']";
    let led = async |slug: &str, lang: &str| {
        let page = guest.get(&format!("/pages/{slug}?lang={lang}")).await;
        let said = page.words();
        assert!(!said.contains("24 giờ") && !said.contains("24 hours"), "{slug} {lang}: {said}");
        page.texts(times).len()
    };
    for slug in ["complaints", "returns", "delivery"] {
        for lang in ["vi", "en"] {
            assert!(led(slug, lang).await > 0, "{slug} {lang}");
        }
    }
    // A shop that had the texts before has them changed where they are still its own words, and keeps all others.
    let up = include_str!("../../migrations/2026-12-04-000520_no_fixed_hours/up.sql");
    run(&shop, include_str!("../../migrations/2026-12-04-000520_no_fixed_hours/down.sql")).await;
    let old = guest.get("/pages/returns?lang=vi").await.words();
    assert!(old.contains("báo trong 24 giờ từ lúc nhận, kèm ảnh"), "{old}");
    run(&shop, "UPDATE pages SET body = 'Báo trong 12 giờ.' WHERE slug = 'delivery' AND lang = 'vi'").await;
    let version = "SELECT version::text FROM pages WHERE slug = 'delivery' AND lang = 'vi'";
    let before = text(&shop, version).await;
    run(&shop, up).await;
    for (slug, lang) in
        [("complaints", "vi"), ("complaints", "en"), ("returns", "vi"), ("returns", "en"), ("delivery", "en")]
    {
        assert!(led(slug, lang).await > 0, "{slug} {lang}");
    }
    assert!(guest.get("/pages/delivery?lang=vi").await.words().contains("Báo trong 12 giờ."));
    assert_eq!(text(&shop, version).await, before, "the office's words stay as they are");
}

#[actix_web::test]
async fn the_texts_say_of_reviews_and_picks_and_data_what_is_so() {
    let shop = support::shop().await;
    let guest = shop.guest();
    let said = async |slug: &str, lang: &str| guest.get(&format!("/pages/{slug}?lang={lang}")).await.words();
    let now = [
        ("terms", "vi", "Ai đã nhận hàng thì chấm sao", "chưa có mục đánh giá"),
        ("terms", "en", "Whoever has received goods may give stars", "has no reviews yet"),
        ("ranking", "vi", "ở đầu mỗi danh mục có chỗ giới thiệu", "không xếp riêng cho từng người"),
        ("ranking", "en", "the top of each category have places", "Nor do we rank products differently"),
        ("privacy", "vi", "Khiếu nại của bạn: lời kể, ảnh, câu trả lời", "không gửi tin quảng cáo, không bán"),
        ("privacy", "en", "Your complaints: what you tell, photos, answers", "we send no advertising, we sell"),
    ];
    for (slug, lang, true_now, no_more) in now {
        let words = said(slug, lang).await;
        assert!(words.contains(true_now) && !words.contains(no_more), "{slug} {lang}: {words}");
    }
    for lang in ["vi", "en"] {
        let page = guest.get(&format!("/pages/privacy?lang={lang}")).await;
        assert!(!page.texts("main .prose a[href='/account/data']").is_empty(), "{lang}");
    }
    // A shop that had the texts before has them changed where they are still its own words, and keeps all others.
    run(&shop, include_str!("../../migrations/2026-12-04-001300_pages_say_what_is/down.sql")).await;
    for (slug, lang, true_now, no_more) in now {
        let words = said(slug, lang).await;
        assert!(words.contains(no_more) && !words.contains(true_now), "{slug} {lang}: {words}");
    }
    run(&shop, "UPDATE pages SET body = 'Đánh giá ở đây theo lệ của Phòng.' WHERE slug = 'terms' AND lang = 'vi'")
        .await;
    let version = "SELECT version::text FROM pages WHERE slug = 'terms' AND lang = 'vi'";
    let before = text(&shop, version).await;
    run(&shop, include_str!("../../migrations/2026-12-04-001300_pages_say_what_is/up.sql")).await;
    for (slug, lang, true_now, no_more) in now.into_iter().skip(1) {
        let words = said(slug, lang).await;
        assert!(words.contains(true_now) && !words.contains(no_more), "{slug} {lang}: {words}");
    }
    assert!(said("terms", "vi").await.contains("theo lệ của Phòng"));
    assert_eq!(text(&shop, version).await, before, "the office's words stay as they are");
}

#[actix_web::test]
async fn the_sitemap_names_what_is_for_sale_in_parts() {
    let shop = opened().await;
    let producer = build::producer(&shop, "Vườn ông Bền").await;
    let shown = build::goods(&shop, producer, "Ổi lê", 18_000, 30).await;
    build::goods(&shop, producer, "Chưa bày", 18_000, 30).await;
    shelve(&shop, shown.product, 4095).await;
    let guest = shop.guest();
    let index = guest.get("/sitemap.xml").await;
    assert_eq!((index.status, index.header("content-type")), (200, "application/xml"));
    let parts: Vec<String> = index.texts("loc");
    assert_eq!(parts.len(), 3, "{parts:?}");
    let mut paths = Vec::new();
    for part in &parts {
        assert!(part.starts_with(&format!("{}/sitemap-", shop.url)), "{part}");
        let answer = guest.get(part).await;
        assert_eq!(answer.status, 200, "{part}");
        assert!(answer.body.ends_with("</urlset>\n"), "{}", answer.body);
        paths.extend(answer.texts("loc").iter().map(|loc| loc.replace(&shop.url, "")));
    }
    for path in ["/", "/season", "/c/hang-thu-nho", "/pages/about"] {
        assert!(paths.iter().any(|p| p == path), "{path} in {paths:?}");
    }
    assert_eq!(paths.iter().filter(|p| p.starts_with("/products/")).count(), 1, "{paths:?}");
    for path in ["/sitemap-products-9.xml", "/sitemap-orders-0.xml", "/sitemap-products-99999999999999999999.xml"] {
        let answer = guest.get(path).await;
        assert!(answer.status == 404 || answer.texts("loc").is_empty(), "{path}: {}", answer.body);
    }
}

#[actix_web::test]
async fn crawlers_and_phones_are_told_what_they_need() {
    let shop = support::shop().await;
    let robots = shop.guest().get("/robots.txt").await;
    assert!(robots.body.contains("Disallow: /checkout\n"), "{}", robots.body);
    assert!(robots.body.contains("Disallow: /search\n"), "{}", robots.body);
    assert!(robots.body.contains(&format!("Sitemap: {}/sitemap.xml", shop.url)));
    let manifest = shop.guest().get("/manifest.webmanifest").await;
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    let manifest: serde_json::Value = serde_json::from_str(&manifest.body).unwrap();
    assert_eq!(manifest["start_url"], "/");
    for icon in manifest["icons"].as_array().unwrap() {
        let file = shop.guest().request(reqwest::Method::GET, icon["src"].as_str().unwrap()).send().await.unwrap();
        assert_eq!(file.status(), 200, "{icon}");
    }
}

#[actix_web::test]
async fn a_hidden_product_leaves_home_and_calendar_when_the_shelf_is_told() {
    let shop = opened().await;
    let ben = build::producer(&shop, "Vườn ông Bền").await;
    let fruit = build::goods(&shop, ben, "Ổi lê", 18_000, 30).await;
    diesel::sql_query("UPDATE products SET season = 1024").execute(&mut shop.conn().await).await.unwrap();
    let refresh = market::catalog::jobs::RefreshShelf { products: vec![fruit.product] };
    market::platform::jobs::Job::run(refresh.clone(), shop.ground.clone()).await.unwrap();
    let guest = shop.guest();
    let said = async |path: &str| guest.get(path).await.words().contains("Ổi lê");
    for path in ["/", "/season", "/products"] {
        assert!(said(path).await, "{path}");
    }
    diesel::sql_query("UPDATE products SET state = 'hidden'").execute(&mut shop.conn().await).await.unwrap();
    market::platform::jobs::Job::run(refresh, shop.ground.clone()).await.unwrap();
    for path in ["/", "/season", "/products"] {
        assert!(!said(path).await, "{path}");
    }
}

#[actix_web::test]
async fn the_calendar_takes_any_query_string() {
    let shop = opened().await;
    for query in
        ["?month=1&month=2", "?%ff=%fe", "?month=%EF%BC%91", "?month=-1&commune=&commune=x", "?month=99999999999"]
    {
        assert_eq!(shop.guest().get(&format!("/season{query}")).await.status, 200, "{query}");
    }
}
