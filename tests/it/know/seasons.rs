//! Figures by season, on the page and in the file: a crop's months beside the same ones a year before, a harvest beside the
//! one before it, and nobody else's.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};

use super::super::buyer::{execute, number};
use super::{gave_back, shape, stands};
use crate::support::{self, Client, TestShop, build, placed};

const HA: &str = "+84912345678";

/// A household with a summer crop, one over the turn of the year, and one that is there all year; today is 23 November 2026.
async fn scene() -> (TestShop, Client) {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "HTX Đồi Sỏi").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let fruit = build::goods(&shop, producer, "Thanh long", 100_000, 500).await;
    let lamps = build::goods(&shop, producer, "Thanh long trái vụ", 200_000, 500).await;
    let honey = build::goods(&shop, producer, "Mật ong", 300_000, 500).await;
    let pomelo = build::goods(&shop, other, "Bưởi soi bãi", 35_000, 500).await;
    let months = |months: &[u32]| months.iter().fold(0, |bits, month| bits | 1 << (month - 1));
    for (goods, bits) in [(fruit, months(&[5, 6, 7, 8, 9, 10])), (lamps, months(&[11, 12, 1, 2])), (honey, 4095)] {
        execute(&shop, &format!("UPDATE products SET season = {bits} WHERE id = {}", goods.product)).await;
    }
    for (goods, qty, at) in [
        // This year's summer: ten, of which two came back, and what was left of it in November.
        (fruit, 10, "2026-06-10 12:00"),
        (fruit, 2, "2026-11-02 12:00"),
        // Last year's: five, the last of them on the last evening before this year's began.
        (fruit, 4, "2025-05-01 00:10"),
        (fruit, 1, "2026-04-30 23:50"),
        // The lamps have been on for three weeks; the winter before, and the one before that.
        (lamps, 1, "2026-11-20 12:00"),
        (lamps, 3, "2026-01-15 12:00"),
        (lamps, 6, "2024-12-15 12:00"),
        (honey, 1, "2026-03-03 12:00"),
        (honey, 1, "2025-12-31 23:00"),
        (pomelo, 50, "2026-06-10 12:00"),
    ] {
        let order = placed::order(&shop, &[(goods, qty)], "carrier").await;
        stands(&shop, &order, at, HA, "delivered").await;
        if qty == 10 {
            gave_back(&shop, &order, 200_000, 2).await;
        }
    }
    let lost = placed::order(&shop, &[(fruit, 9)], "carrier").await;
    stands(&shop, &lost, "2026-06-11 12:00", HA, "refused").await;
    // Two harvests of the fruit were sold ahead, and one that too few wanted.
    execute(
        &shop,
        &format!(
            "INSERT INTO harvests (product_id, opens_at, closes_at, expected_g, cap_g, ships_from, ships_to, state) VALUES \
             ({0}, '2026-06-01 00:00+07', '2026-06-11 00:00+07', 90000, 60000, '2026-06-12', '2026-06-20', 'closed'), \
             ({0}, '2026-07-01 00:00+07', '2026-07-11 00:00+07', 90000, 60000, '2026-07-12', '2026-07-20', 'failed'), \
             ({0}, '2026-11-01 00:00+07', '2026-11-11 00:00+07', 90000, 60000, '2026-11-12', '2026-11-20', 'closed')",
            fruit.product
        ),
    )
    .await;
    shape(
        &shop,
        &format!(
            "UPDATE order_lines l SET harvest_id = h.id FROM harvests h, orders o WHERE o.id = l.order_id \
             AND l.product_id = {} AND h.product_id = l.product_id AND o.placed_at BETWEEN h.opens_at AND h.closes_at",
            fruit.product
        ),
    )
    .await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    (shop, member)
}

fn told(row: &str, parts: &[&str]) {
    for part in parts {
        assert!(row.contains(part), "{part}: {row}");
    }
}

#[actix_web::test]
async fn each_season_stands_beside_the_same_one_a_year_before() {
    let (shop, member) = scene().await;
    let page = member.get("/sell/know?by=season").await;
    assert_eq!(page.status, 200, "{}", page.body);
    let tabs = "a.chip[href^='/sell/know?by=']";
    assert_eq!(page.texts(&format!("{tabs}[aria-current]")), ["Từng vụ"]);
    assert_eq!(page.texts(tabs).len(), 4);
    let rows = page.texts("section[aria-labelledby='seasons'] tbody tr");
    assert_eq!(rows.len(), 6, "{rows:?}");
    // Those that brought most first: 500.000 + 1.000.000, then 200.000 + 600.000 of lamps with the winter before beside them.
    told(
        &rows[0],
        &["1. Thanh long", "5\u{2013}10/2026", "10 kg", "1.000.000", "500.000", "5 kg", "hơn năm trước 100%"],
    );
    told(&rows[1], &["1. Thanh long", "5\u{2013}10/2025", "500.000"]);
    assert!(!rows[1].contains("hơn năm trước"), "there was none before: {}", rows[1]);
    told(&rows[2], &["2. Thanh long trái vụ", "11/2026\u{2013}2/2027", "đang vụ", "200.000", "600.000"]);
    assert!(!rows[2].contains("kém năm trước"), "half a season frightens nobody: {}", rows[2]);
    told(&rows[3], &["11/2025\u{2013}2/2026", "600.000", "1.200.000", "kém năm trước 50%"]);
    told(&rows[4], &["3. Mật ong", "cả năm 2026", "đang vụ", "300.000"]);
    told(&rows[5], &["cả năm 2025", "300.000"]);
    assert_eq!(page.texts("svg.chart rect title").len(), 3, "a bar for each product");
    told(&page.texts("svg.chart rect title")[0], &["Thanh long, vụ 5\u{2013}10/2026", "1.000.000", "500.000"]);
    let harvests = page.texts("section[aria-labelledby='harvests'] tbody tr");
    assert_eq!(harvests.len(), 2, "{harvests:?}");
    told(&harvests[0], &["01/11/2026", "20/11/2026", "2 kg", "200.000", "800.000", "kém đợt trước 75%"]);
    told(&harvests[1], &["01/06/2026", "8 kg", "800.000", "Đợt đầu"]);
    for hidden in ["Bưởi", "Ven Lô", "912345678"] {
        assert!(!page.body.contains(hidden), "{hidden}");
    }
    let english = member.get("/sell/know?by=season&lang=en").await;
    for said in ["Goods' money by season", "100% more than a year before", "all of 2026", "The first"] {
        assert!(english.words().contains(said), "{said}: {}", english.words());
    }
    let before = shop.ground.db.queries();
    member.get("/sell/know?by=season").await;
    // Four of the page, one of who asks, and two as connections are taken.
    let asked = shop.ground.db.queries() - before;
    assert!(asked <= 7, "{asked}");
    // Of many harvests the newest are shown, and the page says where the others are.
    execute(
        &shop,
        "INSERT INTO harvests (product_id, opens_at, closes_at, expected_g, cap_g, ships_from, ships_to, state) \
         SELECT p.id, d, d + interval '5 days', 9000, 6000, d::date + 6, d::date + 9, 'closed' FROM products p, \
           generate_series('2024-01-01 00:00+07'::timestamptz, '2024-07-18 00:00+07', interval '10 days') d \
         WHERE p.name_vi = 'Thanh long'",
    )
    .await;
    let page = member.get("/sell/know?by=season&lang=vi").await;
    assert_eq!(page.texts("section[aria-labelledby='harvests'] tbody tr").len(), 20);
    assert!(page.words().contains("Còn 2 đợt nữa"), "{}", page.words());
}

/// What the page does not look back to was there all the same.
#[actix_web::test]
async fn a_harvest_is_the_first_only_where_none_was_before_it() {
    let (shop, member) = scene().await;
    let before = |opens: &str, state: &str| {
        format!(
            "INSERT INTO harvests (product_id, opens_at, closes_at, expected_g, cap_g, ships_from, ships_to, state) \
             SELECT id, '{opens} 00:00+07', '{opens} 00:00+07'::timestamptz + interval '5 days', 9000, 6000, \
               '{opens}'::date + 6, '{opens}'::date + 9, '{state}' FROM products WHERE name_vi = 'Thanh long'"
        )
    };
    let oldest = async || {
        member.get("/sell/know?by=season").await.texts("section[aria-labelledby='harvests'] tbody tr")[1].clone()
    };
    execute(&shop, &before("2023-05-01", "failed")).await;
    told(&oldest().await, &["01/06/2026", "Đợt đầu"]);
    // The last one that the page does not read: it begins with December 2023.
    execute(&shop, &before("2023-11-30", "closed")).await;
    let row = oldest().await;
    told(&row, &["01/06/2026", "Đợt trước đã lâu, xem trong tệp Excel"]);
    assert!(!row.contains("Đợt đầu"), "{row}");
    let english = member.get("/sell/know?by=season&lang=en").await;
    told(&english.words(), &["The one before was long ago, see the Excel file"]);
    member.get("/sell/know?by=season&lang=vi").await;
    // Read, it stands beside the next one.
    execute(&shop, &before("2023-12-01", "closed")).await;
    let page = member.get("/sell/know?by=season").await;
    let rows = page.texts("section[aria-labelledby='harvests'] tbody tr");
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(!rows[1].contains("Đợt trước đã lâu") && rows[2].contains("Đợt trước đã lâu"), "{rows:?}");
}

#[actix_web::test]
async fn the_seasons_are_in_the_file_too() {
    let (shop, member) = scene().await;
    let answer = member.request(reqwest::Method::GET, "/sell/export?lang=vi").send().await.unwrap();
    let mut book = Xlsx::new(Cursor::new(answer.bytes().await.unwrap().to_vec())).unwrap();
    let mut rows = |sheet: &str| -> Vec<Vec<String>> {
        let range = book.worksheet_range(sheet).unwrap();
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    };
    let seasons = rows("Bán theo vụ");
    assert_eq!(seasons.len(), 7, "{seasons:?}");
    assert_eq!(seasons[0][..3], ["Món", "Vụ từ", "Vụ đến hết"]);
    assert_eq!(seasons[1][0], "Thanh long");
    assert_eq!(seasons[1][3..], ["10", "10000", "1000000", "5", "5000", "500000"]);
    let harvests = rows("Đợt bán trước");
    let brought: Vec<_> = harvests[1..].iter().map(|row| row[12..].join(" ")).collect();
    assert_eq!(brought, ["2000 200000", " ", "8000 800000"], "what failed brought nothing");
    assert_eq!(number(&shop, "SELECT count(*) FROM harvests").await, 3);
}

#[actix_web::test]
async fn who_has_sold_in_no_season_is_told_so() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Nhà mới").await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    let page = member.get("/sell/know?by=season").await;
    assert_eq!(page.status, 200);
    assert!(page.words().contains("chưa bán được vụ nào"), "{}", page.words());
    assert_eq!(shop.guest().get("/sell/know?by=season").await.status, 303);
}
