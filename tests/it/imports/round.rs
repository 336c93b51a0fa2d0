//! What is taken along can be brought back: unchanged it says so, and changed it changes what was changed.

use reqwest::Method;

use super::{goods, send, stall, taken};
use crate::listing::{number, run, text};
use crate::support::{Client, TestShop, build};

async fn file(client: &Client, path: &str) -> Vec<u8> {
    client.request(Method::GET, path).send().await.unwrap().bytes().await.unwrap().to_vec()
}

async fn back(shop: &TestShop, client: &Client, name: &str, bytes: Vec<u8>) -> String {
    let answer = send(shop, client, name, bytes).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    answer.location().unwrap()
}

#[actix_web::test]
async fn what_was_taken_along_comes_back_unchanged() {
    let (shop, producer, member) = stall().await;
    let fish = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    // Names that are one when folded, a name like a formula, a pack given up, words in several lines.
    build::goods(&shop, producer, "CÁ THÍNH TRẮM", 90_000, 3).await;
    build::goods(&shop, producer, "=HYPERLINK(\"http://x\")", 500, 10).await;
    run(
        &shop,
        &format!(
            "INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand, withdrawn_at) \
             VALUES ({0}, 'hũ 1 kg', '', 70000, 1000, 0, now()), ({0}, 'con', '', 1200000, 1500, 0, NULL)",
            fish.product
        ),
    )
    .await;
    let sold = "UPDATE packs SET weight_band = 10, made_to_order = true, make_days = 2 WHERE name_vi = 'con'";
    run(&shop, sold).await;
    let harvest = "INSERT INTO harvests (product_id, opens_at, closes_at, expected_g, cap_g, ships_from, ships_to) \
                   SELECT min(id), now(), now() + interval '1 day', 9000, 9000, '2026-12-05', '2026-12-12' FROM products";
    run(&shop, harvest).await;
    let long = "Ủ \"thính ngô\", ba tháng.\n\nĂn với cơm; ngon.\n".repeat(20);
    run(&shop, &format!("UPDATE products SET description_vi = '{}' WHERE id = {}", long.trim(), fish.product)).await;
    for path in
        ["/sell/export", "/sell/export/products.csv", "/sell/export?lang=en", "/sell/export/products.csv?lang=vi"]
    {
        let page = back(&shop, &member, "hang", file(&member, path).await).await;
        let shown = member.get(&format!("{page}?lang=vi")).await;
        assert_eq!(shown.texts(".chip"), ["Không đổi gì (4)", "Nhà đã thôi bán (1)"], "{path}: {}", shown.words());
        assert!(shown.texts(".why").is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn a_demo_household_brings_all_of_its_goods_back_unchanged() {
    let shop = crate::support::demo_shop().await;
    let most = "SELECT p.producer_id FROM packs k JOIN products p ON p.id = k.product_id WHERE k.withdrawn_at IS NULL \
                AND p.state <> 'draft' GROUP BY p.producer_id ORDER BY count(*) DESC, 1 LIMIT 1";
    let producer = market::kernel::ids::ProducerId(number(&shop, most).await);
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    for path in ["/sell/export?lang=vi", "/sell/export/products.csv"] {
        let page = back(&shop, &member, "hang.xlsx", file(&member, path).await).await;
        let shown = member.get(&page).await;
        let tabs = shown.texts(".chip");
        assert!(
            tabs.iter().all(|tab| tab.starts_with("Không đổi gì") || tab.starts_with("Nhà đã thôi bán")),
            "{tabs:?}"
        );
        assert!(shown.texts(".why").is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn what_was_changed_in_it_changes_and_a_new_name_makes_no_second_product() {
    let (shop, producer, member) = stall().await;
    let fish = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    build::goods(&shop, producer, "Mật ong", 150_000, 5).await;
    let csv = String::from_utf8(file(&member, "/sell/export/products.csv").await).unwrap();
    let csv = csv.replace("98000", "101k").replace("hũ 1 kg", "hũ sành 1 kg").replace("Mật ong", "Mật ong rừng");
    let page = back(&shop, &member, "hang.csv", csv.into_bytes()).await;
    let shown = member.get(&page).await;
    assert_eq!(shown.texts(".chip"), ["Có thay đổi (2)"], "{}", shown.words());
    taken(&shop, &member, &page).await;
    assert_eq!(goods(&shop, producer).await, "Cá thính trắm/hũ sành 1 kg/101000/10; Mật ong/hũ sành 1 kg/150000/5");
    let name = "SELECT content ->> 'name' FROM revisions ORDER BY id DESC LIMIT 1";
    assert_eq!(text(&shop, name).await, "Mật ong rừng", "a name waits, like other words");
    assert_eq!(number(&shop, "SELECT count(*) FROM products").await, 2);

    // A household's own code takes the place of the market's.
    run(
        &shop,
        &format!(
            "INSERT INTO pack_codes (producer_id, code, typed, product_id, pack_id, pack_name) \
             VALUES ({producer}, 'ct-1', 'CT-1', {}, {}, 'hũ')",
            fish.product, fish.pack
        ),
    )
    .await;
    let csv = String::from_utf8(file(&member, "/sell/export/products.csv").await).unwrap();
    assert!(csv.contains("\nCT-1,Cá thính trắm,"), "{csv}");
}

#[actix_web::test]
async fn the_template_says_what_to_fill_in_and_is_read_as_it_is() {
    let (shop, _, member) = stall().await;
    for (lang, sheets) in [
        ("vi", ["Hàng bán", "Ví dụ", "Cách điền", "Nhóm hàng", "Quy cách hay dùng"]),
        ("en", ["Products", "Example", "How to fill it in", "Categories", "Usual packs"]),
    ] {
        use calamine::Reader as _;
        let bytes = file(&member, &format!("/sell/import/template.xlsx?lang={lang}")).await;
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes.clone())).unwrap();
        assert_eq!(book.sheet_names(), sheets);
        assert!(book.worksheet_range(sheets[1]).unwrap().height() > 3);
        let answer = send(&shop, &member, "mau.xlsx", bytes).await;
        assert_eq!(answer.status, 422, "nothing is filled in yet");
        let words = answer.words();
        assert!(words.contains("chưa có dòng hàng nào") || words.contains("no goods in this table"), "{words}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM imports").await, 0);
}
