//! Browsing: lists, filters and their counts, pages of a list, searching, and what must never be shown.

use std::collections::BTreeSet;

use diesel_async::SimpleAsyncConnection as _;
use market::catalog::directory;
use market::catalog::jobs::SweepKinds;
use market::catalog::list::filter::{Base, Filter};
use market::catalog::list::{listing, tally};
use market::catalog::shelf;
use market::kernel::text;
use market::platform::jobs::Job as _;
use market::search::vocabulary;
use unicode_normalization::UnicodeNormalization as _;

use super::buyer::{execute, number};
use super::support::{self, Answer, Client, TestShop, build};

/// Six communes, four categories in two groups, `producers` households and `products` goods of all sorts.
pub fn seed(producers: u32, products: u32) -> String {
    format!(
        "INSERT INTO provinces (code, name, kind, folded) VALUES ('25', 'Phú Thọ', 'tinh', 'phu tho') ON CONFLICT DO NOTHING;
         INSERT INTO communes (code, province_code, name, kind, folded)
           SELECT code, '25', name, 'xa', fold(name) FROM (VALUES ('08761', 'Lập Thạch'), ('08842', 'Tiên Lữ'),
             ('08788', 'Thái Hòa'), ('08812', 'Liên Hòa'), ('08770', 'Hợp Lý'), ('08866', 'Sơn Đông')) v (code, name)
           ON CONFLICT DO NOTHING;
         UPDATE communes SET served = true WHERE code IN ('08761', '08842', '08788', '08812', '08770', '08866');
         INSERT INTO categories (slug, name_vi, name_en, sort) VALUES ('an-uong', 'Đồ ăn', 'Food', 1), ('qua', 'Quả', 'Fruit', 2);
         INSERT INTO categories (parent_id, slug, name_vi, name_en, sort)
           SELECT p.id, v.slug, v.vi, v.en, v.sort FROM (VALUES ('an-uong', 'ca-thinh', 'Cá thính', 'Fermented fish', 3),
             ('an-uong', 'gao', 'Gạo', 'Rice', 4), ('qua', 'buoi', 'Bưởi', 'Pomelo', 5), ('qua', 'nho', 'Nho', 'Grapes', 6))
             v (top, slug, vi, en, sort) JOIN categories p ON p.slug = v.top;
         INSERT INTO producers (slug, kind, name_vi, name_en, contact_name, phone, commune_code, hamlet, since_year, approved_at)
           SELECT 'ho-' || n, (ARRAY['household', 'business_household', 'cooperative_group', 'cooperative'])[1 + n % 4],
             'Hộ số ' || n, 'Household ' || n, 'Nguyễn Thị Mận', '+84990000001',
             (ARRAY['08761', '08842', '08788', '08812', '08770', '08866'])[1 + n % 6], 'Thôn Đồi', 1990 + n % 30, now()
           FROM generate_series(1, {producers}) n;
         INSERT INTO certificates (producer_id, kind, label, number, issuer, stars, issued_on, expires_on, checked_at)
           SELECT id, k.kind, k.label, k.kind || '-' || id, 'UBND tỉnh', k.stars, '2024-01-01',
             CASE WHEN id % 5 = 0 THEN date '2026-11-22' ELSE date '2027-12-31' END,
             CASE WHEN id % 7 = 0 THEN NULL ELSE now() END
           FROM producers, (VALUES ('ocop', 'OCOP', 3), ('vietgap', 'VietGAP', NULL)) k (kind, label, stars) WHERE id % 3 > 0;
         INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, season, storage_class, ship_scope, tax_class,
             certificate_kinds, created_at)
           SELECT 'mon-' || n, 1 + (n * 7919) % {producers}, (SELECT id FROM categories WHERE parent_id IS NOT NULL ORDER BY sort LIMIT 1 OFFSET n % 4),
             (ARRAY['Cá thính hũ', 'Gạo nếp', 'Bưởi soi', 'Nho đen'])[1 + n % 4] || ' ' || n, 'Goods ' || n,
             CASE WHEN n % 3 = 0 THEN 1024 ELSE 6 END, 'ambient', 'nationwide', 'raw_own_produce',
             CASE WHEN n % 2 = 0 THEN '{{ocop,vietgap}}'::text[] ELSE '{{}}' END,
             timestamptz '2026-01-01' + n * interval '1 minute'
           FROM generate_series(1, {products}) n;
         INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand, sort)
           SELECT p.id, k.name, k.name, (10 + p.id % 90) * 1000 * k.times, 500 * k.times,
             CASE WHEN p.id % 10 = 0 THEN 0 ELSE 1 + p.id % 20 END, k.times
           FROM products p, (VALUES ('hộp 500 g', 1), ('hộp 1 kg', 2)) k (name, times);
         INSERT INTO stock_entries (pack_id, kind, qty) SELECT id, 'initial', on_hand FROM packs WHERE on_hand > 0;"
    )
}

/// A shop with 25 households and `products` goods on the shelf.
async fn stocked(products: u32) -> TestShop {
    let shop = support::shop().await;
    {
        let mut conn = shop.conn().await;
        conn.batch_execute(&seed(25, products)).await.unwrap();
        shelf::refresh_all(&mut conn, shop.ground.clock.today()).await.unwrap();
    }
    shop
}

async fn sql(shop: &TestShop, statement: &str) {
    shop.conn().await.batch_execute(statement).await.unwrap();
}

pub async fn refresh(shop: &TestShop) {
    let mut conn = shop.conn().await;
    shelf::refresh_all(&mut conn, shop.ground.clock.today()).await.unwrap();
    shop.ground.shelf.invalidate_all();
}

fn names(page: &Answer) -> Vec<String> {
    page.texts("#goods .card-name a")
}

/// Every card of a list, page after page, by the links on the pages.
async fn walk(guest: &Client, path: &str) -> Vec<String> {
    let mut slugs = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = guest.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        slugs.extend(page.attributes("#goods .card-name a", "href"));
        next = page.attributes("a[rel=next]", "href").pop();
        assert!(slugs.len() < 5_000, "the list of {path} has no end");
    }
    slugs
}

#[actix_web::test]
async fn the_counts_of_every_facet_agree_with_the_lists_they_lead_to() {
    let shop = stocked(300).await;
    let guest = shop.guest();
    for start in [
        "/products",
        "/products?commune=08842&certificate=ocop",
        "/products?category=qua&kind=cooperative&season=now",
        "/c/an-uong?stock=in&price_from=20000&price_to=60000",
        "/c/buoi?stars=3",
        "/search?q=ca+thinh&commune=08842",
        "/search?q=ca+thinh&near=08842",
    ] {
        let page = guest.get(start).await;
        assert_eq!(page.status, 200, "{start}");
        let mut tried = 0;
        // Each box: tick it alone among its facet's boxes and count what comes.
        for name in ["category", "commune", "kind", "certificate", "season", "stock"] {
            let boxes = format!("#filter label.check:has(input[name={name}])");
            let values = page.attributes(&format!("#filter input[name={name}]"), "value");
            let counts = page.texts(&format!("{boxes} span:last-child"));
            assert_eq!(values.len(), counts.len());
            for (value, count) in values.iter().zip(&counts).take(3) {
                let (path, query) = start.split_once('?').unwrap_or((start, ""));
                let kept: Vec<&str> =
                    query.split('&').filter(|p| !p.is_empty() && !p.starts_with(&format!("{name}="))).collect();
                let link = format!("{path}?{}&{name}={value}", kept.join("&"));
                assert_eq!(walk(&guest, &link).await.len().to_string(), *count, "{link} from {start}");
                tried += 1;
            }
        }
        assert!(tried >= 5, "{start} offers too few filters");
    }
}

#[actix_web::test]
async fn a_band_of_price_leads_to_as_many_goods_as_it_says_and_back() {
    let shop = stocked(240).await;
    // Some in every band but the dearest.
    sql(&shop, "UPDATE packs SET price = price * 4 WHERE product_id % 3 = 0").await;
    refresh(&shop).await;
    let guest = shop.guest();
    let bands = "#filter details:has(#price-from) li a";
    let counts = |page: &Answer| page.texts(&format!("{bands} span:last-child"));
    for start in [
        "/products?commune=08842",
        "/c/an-uong?stock=in&price_from=20000&price_to=60000&sort=price",
        "/search?q=ca+thinh",
    ] {
        let page = guest.get(start).await;
        let links = page.attributes(bands, "href");
        assert_eq!(links.len(), 4, "{start} shows a band of nothing, or none of some goods");
        assert!(page.attributes(&format!("{bands}[aria-current]"), "href").is_empty(), "{start} is about no band");
        for (nth, link) in links.iter().enumerate() {
            assert_eq!(walk(&guest, link).await.len().to_string(), counts(&page)[nth], "{link} from {start}");
            let chosen = guest.get(link).await;
            assert_eq!(counts(&chosen), counts(&page), "a band does not narrow the bands");
            let on = format!("#filter details:has(#price-from) li:nth-child({}) a[aria-current=true]", nth + 1);
            let off = chosen.attributes(&on, "href");
            assert_eq!(off, chosen.attributes(&format!("{bands}[aria-current]"), "href"), "{link}");
            assert!(!off[0].contains("price_"), "{} keeps its prices", off[0]);
            assert_eq!(counts(&guest.get(&off[0]).await), counts(&page), "{} has lost another filter", off[0]);
        }
    }
    let named = guest.get("/products?price_to=49999").await;
    assert_eq!(named.texts(".chips .chip"), ["Dưới 50.000 ₫ , bỏ lọc này"]);
    assert_eq!(
        named.texts(&format!("{bands} > span:first-child")),
        ["50.000–100.000 ₫", "100.000–200.000 ₫", "200.000–500.000 ₫"]
    );
}

#[actix_web::test]
async fn every_order_shows_every_product_once_page_after_page() {
    let shop = stocked(130).await;
    let guest = shop.guest();
    for path in ["/products", "/products?sort=price", "/products?sort=-price", "/products?sort=new", "/search?q=hu"] {
        let slugs = walk(&guest, path).await;
        let once: BTreeSet<_> = slugs.iter().collect();
        assert_eq!(once.len(), slugs.len(), "{path} repeats");
        assert_eq!(slugs.len(), if path.starts_with("/search") { 32 } else { 130 }, "{path} skips");
    }
    let second = guest.get("/products").await.attributes("a[rel=next]", "href").pop().unwrap();
    sql(&shop, "UPDATE packs SET on_hand = 0").await;
    assert_eq!(names(&guest.get(&second).await).len(), 24, "a page stands where it stood while the goods move");
}

#[actix_web::test]
async fn the_list_is_ranked_as_the_ranking_page_says() {
    let shop = support::shop().await;
    sql(&shop, &seed(1, 0)).await;
    let home = build::producer(&shop, "Nhà Mận").await;
    let mut goods = Vec::new();
    for name in ["hết hàng", "trái mùa", "cũ", "mới", "bán chạy"] {
        goods.push(build::goods(&shop, home, name, 10_000, if name == "hết hàng" { 0 } else { 9 }).await);
    }
    sql(&shop, &format!("UPDATE products SET season = 2 WHERE id = {}", goods[1].product)).await;
    sql(
        &shop,
        &format!(
            "UPDATE products SET created_at = now() - interval '1 year' WHERE id IN ({}, {})",
            goods[2].product, goods[4].product
        ),
    )
    .await;
    sold(&shop, goods[4], "delivered").await;
    sold(&shop, goods[2], "cancelled").await;
    refresh(&shop).await;
    assert_eq!(names(&shop.guest().get("/products").await), ["bán chạy", "mới", "cũ", "trái mùa", "hết hàng"]);
}

/// One order of one pack, in this state.
async fn sold(shop: &TestShop, goods: build::Goods, state: &str) {
    sql(
        shop,
        &format!(
            "BEGIN;
             INSERT INTO orders (code, token, buyer_name, buyer_phone, lang, commune_code, commune_name, province_name, street,
               payment_method, goods_total, shipping_total, total)
             VALUES ('LT' || lpad({p}::text, 7, '0'), md5('{p}'), 'A', '+84990000002', 'vi', '08761', 'x', 'x', 'x', 'cod', 10000, 0, 10000);
             INSERT INTO parcels (order_id, producer_id, number, state, delivered_at, delivery_kind, delivery_name_vi,
               delivery_name_en, expected_from, expected_to, goods_total, shipping_fee, total)
             SELECT max(id), {r}, 1, '{state}', CASE '{state}' WHEN 'delivered' THEN now() END, 'carrier', 'x', 'x',
               '2026-11-23', '2026-11-24', 10000, 0, 10000 FROM orders;
             INSERT INTO order_lines (order_id, parcel_id, pack_id, product_id, product_slug, name_vi, name_en, pack_name_vi,
               pack_name_en, price, qty, total, net_weight_g)
             SELECT (SELECT max(id) FROM orders), (SELECT max(id) FROM parcels), {k}, {p}, 'x', 'x', 'x', 'x', 'x', 10000, 1, 10000, 1000;
             COMMIT;",
            p = goods.product,
            r = goods.producer,
            k = goods.pack
        ),
    )
    .await;
}

#[actix_web::test]
async fn a_search_forgives_missing_accents_and_honours_those_typed() {
    let shop = support::shop().await;
    sql(&shop, &seed(1, 0)).await;
    let home = build::producer(&shop, "Nhà Mận").await;
    for name in ["Cà chua bi", "Cá chép đầm", "Đậu đũa", "Bắp cải"] {
        build::goods(&shop, home, name, 10_000, 9).await;
    }
    refresh(&shop).await;
    let guest = shop.guest();
    assert_eq!(names(&guest.get("/search?q=c%C3%A1").await)[0], "Cá chép đầm");
    assert_eq!(names(&guest.get("/search?q=c%C3%A0").await)[0], "Cà chua bi");
    assert_eq!(names(&guest.get("/search?q=DAU+dua").await), ["Đậu đũa"]);
    assert_eq!(names(&guest.get("/search?q=nha+man").await).len(), 4, "a household's name finds its goods");
    let page = guest.get("/search?q=s%E1%BA%A7u+ri%C3%AAng").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.texts("h1"), ["Chợ chưa có “sầu riêng”"]);
    assert!(!page.attributes(".card-name a", "href").is_empty(), "something else is offered");
    assert_eq!(guest.get("/search?q=+").await.location().as_deref(), Some("/products"));
}

#[actix_web::test]
async fn no_query_string_breaks_a_list() {
    let shop = stocked(60).await;
    let guest = shop.guest();
    let many = format!("?{}", "commune=08842&".repeat(400));
    for query in [
        "?after=x",
        "?after=9223372036854775807.9223372036854775807",
        "?after=-9223372036854775808.1",
        "?sort=new&after=9223372036854775807.1",
        "?sort=new&after=-5.1",
        "?sort=price&after=1",
        "?sort=';drop",
        "?category=x&commune=%00&kind=%27&certificate=zzz&stars=99999999999999999999",
        "?price_from=-1&price_to=abc",
        "?price_from=9999999999&price_to=1",
        "?price_from=50000&price_to=100",
        "?season=&stock=maybe",
        "?%ff=%fe&&&==",
        "?q=%00%25_",
        "?category=qua&category=buoi&category=gao",
        "?lang=xx",
        many.as_str(),
    ] {
        for path in ["/products", "/c/qua", "/c/buoi", "/search", "/search?q=ca&x="] {
            let link = if path.contains('?') {
                format!("{path}{}", query.replacen('?', "&", 1))
            } else {
                format!("{path}{query}")
            };
            let page = guest.get(&link).await;
            assert!(page.status < 400, "{link}: {} {}", page.status, page.body);
        }
    }
    assert_eq!(guest.get("/c/no-such-category").await.status, 404);
}

#[actix_web::test]
async fn a_list_costs_at_most_six_queries_and_fewer_when_asked_again() {
    let shop = stocked(200).await;
    vocabulary::rebuild(&mut *shop.conn().await).await.unwrap();
    let client = shop.guest();
    for path in ["/c/qua?commune=08842&sort=price", "/products?season=now", "/search?q=buoi"] {
        shop.ground.shelf.invalidate_all();
        let counted = async || {
            let before = shop.ground.db.queries();
            assert_eq!(client.get(path).await.status, 200);
            // What a search leaves for the office is written after its page is sent.
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            shop.ground.db.queries() - before
        };
        let (cold, warm) = (counted().await, counted().await);
        // A search is always asked anew: goods, names, cards, and the line it leaves for the office. It holds no
        // connection while an engine works, and each time one is taken it is asked whether it lives. The words in use are known
        // from the first time on.
        let (most, fewer) = if path.starts_with("/search") { (12, 9) } else { (6, 3) };
        assert!(cold <= most, "{path}: {cold} queries");
        assert!(warm <= fewer, "{path}: {warm} queries when the counts are known");
    }
}

#[actix_web::test]
async fn the_shelf_follows_every_change_of_what_is_on_sale() {
    let shop = support::shop().await;
    sql(&shop, &seed(1, 0)).await;
    let home = build::producer(&shop, "Nhà Mận").await;
    let goods = build::goods(&shop, home, "Bưởi", 10_000, 2).await;
    let today = shop.ground.clock.today();
    let guest = shop.guest();
    let shown = async || {
        {
            let mut conn = shop.conn().await;
            shelf::refresh(&mut conn, today, &[goods.product]).await.unwrap();
            shop.ground.shelf.invalidate_all();
        }
        let page = guest.get("/products").await;
        (names(&page).len(), page.texts("[role=status]")[0].clone(), page.texts(".card .tag").join(" "))
    };
    assert_eq!(shown().await, (1, "1 món".into(), "Còn 2".into()));
    sql(&shop, "UPDATE packs SET on_hand = 0").await;
    assert_eq!(shown().await, (1, "1 món".into(), "Hết hàng".into()));
    sql(&shop, "UPDATE products SET state = 'hidden'").await;
    assert_eq!(shown().await.0, 0);
    sql(&shop, "UPDATE products SET state = 'on_sale'").await;
    assert_eq!(shown().await.0, 1);
    sql(&shop, "UPDATE producers SET suspended_at = now()").await;
    assert_eq!(
        (names(&guest.get("/products").await).len(), shown().await.1),
        (0, "0 món".into()),
        "at once, before any job"
    );
    sql(&shop, "UPDATE producers SET suspended_at = NULL; UPDATE packs SET withdrawn_at = now()").await;
    assert_eq!(shown().await.0, 0);
}

#[actix_web::test]
async fn sql_folds_words_exactly_as_the_kernel_does() {
    use diesel::QueryableByName;
    use diesel::sql_types::Text;
    use diesel_async::RunQueryDsl;
    #[derive(QueryableByName)]
    struct Folded {
        #[diesel(sql_type = Text)]
        folded: String,
    }
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    for words in [
        "Cá thính đặc biệt – hũ sành 1 kg",
        "ĐẬU ĐŨA (đồi)",
        "Hoà Bình / Hòa Bình",
        "thanh long ruo\u{302}\u{323}t d\u{309}o\u{309}",
        "ẮẰẲẴẶ ẤẦẨẪẬ ẾỀỂỄỆ ỐỒỔỖỘ ỚỜỞỠỢ ỨỪỬỮỰ ÝỲỶỸỴ",
        "  2×400 g\t…\n",
        "",
        "Café crème 5%",
    ] {
        let row: Folded =
            diesel::sql_query("SELECT fold($1) AS folded").bind::<Text, _>(words).get_result(&mut conn).await.unwrap();
        assert_eq!(row.folded, text::fold(words), "{words}");
    }
}

/// Every onset with every vowel under every tone, as keyboards send them: composed, decomposed, and in capitals.
fn syllables() -> Vec<String> {
    const ONSETS: &str = "_ b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x";
    const VOWELS: &str = "a ă â e ê i o ô ơ u ư y oa oe uy iê yê uô ươ uâ";
    const TONES: &str = "_ \u{301} \u{300} \u{309} \u{303} \u{323}";
    const ENDS: &str = "_ n ng c m t i o";
    let each = |parts: &'static str| parts.split(' ').map(|part| part.trim_matches('_'));
    let mut syllables = Vec::new();
    for (nth, onset) in each(ONSETS).enumerate() {
        for vowel in each(VOWELS) {
            let end = each(ENDS).cycle().nth(nth + vowel.len()).unwrap();
            for tone in each(TONES) {
                let word = format!("{onset}{vowel}{tone}{end}");
                let composed: String = word.nfc().collect();
                let decomposed: String = word.nfd().collect();
                syllables.extend([decomposed, composed.to_uppercase(), composed]);
            }
        }
    }
    syllables
}

#[actix_web::test]
async fn sql_keeps_tones_exactly_as_the_kernel_does() {
    use diesel::QueryableByName;
    use diesel::sql_types::{Array, Text};
    use diesel_async::RunQueryDsl;
    #[derive(QueryableByName)]
    struct Kept {
        #[diesel(sql_type = Text)]
        words: String,
        #[diesel(sql_type = Text)]
        toned: String,
        #[diesel(sql_type = Text)]
        folded: String,
    }
    let mut words = syllables();
    assert!(words.len() > 9_000);
    // Several words, the tone where schools put it and where phones do, and what is no letter.
    for text in [
        "Cá thính đặc biệt – hũ sành 1 kg",
        "ĐẬU ĐŨA (đồi)",
        "Hoà Bình / Hòa Bình, thuý thúy, khoẻ khỏe",
        "thanh long ruo\u{302}\u{323}t d9o3",
        "nu\u{31b}\u{301}c u\u{31b}o\u{31b}\u{303}ng",
        "  2×400 g\t…\n",
        "",
        "Café crème 5%",
    ] {
        words.push(text.to_owned());
    }
    let shop = support::shop().await;
    let rows: Vec<Kept> =
        diesel::sql_query("SELECT w AS words, toned(w) AS toned, fold(w) AS folded FROM unnest($1) AS w")
            .bind::<Array<Text>, _>(&words)
            .load(&mut shop.conn().await)
            .await
            .unwrap();
    assert_eq!(rows.len(), words.len());
    for row in rows {
        assert_eq!(row.toned, text::toned(&row.words), "{}", row.words);
        assert_eq!(row.folded, text::fold(&row.words), "{}", row.words);
    }
}

#[actix_web::test]
async fn what_no_goods_have_in_common_any_more_is_swept_and_the_counts_stay_right() {
    let shop = stocked(240).await;
    let all = "SELECT count(*) FROM shelf_alike";
    let used = "SELECT count(DISTINCT alike) FROM shelf_terms";
    // In another band of price all of them are other kinds.
    execute(&shop, "UPDATE packs SET price = 700000").await;
    refresh(&shop).await;
    let counted = |page: &Answer| page.texts("label:has(input[name=commune]) span:last-child");
    let before = counted(&shop.guest().get("/search?q=hu&stock=in").await);
    assert!(!before.is_empty() && number(&shop, all).await > number(&shop, used).await);
    SweepKinds {}.run(shop.ground.clone()).await.unwrap();
    assert_eq!(number(&shop, all).await, number(&shop, used).await);
    assert_eq!(counted(&shop.guest().get("/search?q=hu&stock=in").await), before);
    // What comes back is one of a kind again.
    execute(&shop, "UPDATE packs SET price = 30000").await;
    refresh(&shop).await;
    assert_eq!(counted(&shop.guest().get("/search?q=hu&stock=in").await), before);
}

#[actix_web::test]
async fn the_counts_of_one_list_are_the_sum_of_its_parts() {
    let shop = stocked(240).await;
    let mut conn = shop.conn().await;
    let directory = directory::load(&shop.ground, &mut conn).await.unwrap();
    let filter = Filter::parse("commune=08842&stock=in", Base::Market, &directory);
    let tally = tally::count(&mut conn, &filter, &directory).await.unwrap();
    assert_eq!(tally.categories.values().sum::<i64>(), tally.total);
    assert!(tally.communes.len() == 6 && tally.total > 0 && tally.in_season < tally.total);
    let (cards, _) = listing::load(&mut conn, &filter, &directory).await.unwrap();
    assert!(cards.iter().all(|card| card.commune == "Tiên Lữ" && card.left > 0));
}

#[actix_web::test]
async fn a_burst_of_orders_does_not_recount_the_market_and_what_is_hidden_is_gone_at_once() {
    let shop = stocked(90).await;
    let guest = shop.guest();
    let queries = async || {
        let before = shop.ground.db.queries();
        let page = guest.get("/c/qua").await;
        (page, shop.ground.db.queries() - before)
    };
    let (first, cold) = queries().await;
    for _ in 0..10 {
        shop.ground.shelf.outdate();
        let (page, asked) = queries().await;
        assert_eq!((page.status, asked), (200, cold - 1), "the counts are not among what is asked");
    }
    let gone = first.attributes("#goods .card-name a", "href")[0].clone();
    let slug = gone.trim_start_matches("/products/");
    sql(&shop, &format!("UPDATE products SET state = 'hidden' WHERE slug = '{slug}'")).await;
    shop.ground.shelf.outdate();
    let (page, _) = queries().await;
    assert!(!page.attributes("#goods .card-name a", "href").contains(&gone));
    assert_eq!(page.texts("[role=status]")[0], first.texts("[role=status]")[0], "the count may be behind");
}
