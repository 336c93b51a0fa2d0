//! The report of a month: communes by slots, every row of it however many, each sale added up once for all of its tables.

use std::collections::BTreeSet;

use super::*;
use crate::households::run;
use crate::lists::cells;
use crate::reports::{book, rows};
use crate::support::placed;

#[actix_web::test]
async fn communes_stand_beside_slots_and_the_file_says_the_same() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let other = household(&shop, "HTX Ven Lô").await;
    run(
        &shop,
        &format!(
            "INSERT INTO communes (code, province_code, name, kind, folded, served) VALUES ('08788', '25', 'Sông Lô', 'xa', 'song lo', true) \
             ON CONFLICT (code) DO UPDATE SET served = true; UPDATE producers SET commune_code = '08788' WHERE id = {other}"
        ),
    )
    .await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    let corn = build::goods(&shop, other, "Ngô nếp", 20_000, 9).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    for goods in [fish, corn] {
        let of = slug(&shop, "products", goods.product.0).await;
        assert_eq!(plan(&shop, &clerk, "product", &of, &[]).await.status, 303);
    }
    let of = slug(&shop, "producers", house.0).await;
    assert_eq!(plan(&shop, &clerk, "producer", &of, &[("slot", "producer_of_week")]).await.status, 303);
    execute(
        &shop,
        &format!(
            "WITH made AS (INSERT INTO collections (slug, title_vi, starts_at, ends_at) \
               VALUES ('ngo', 'Ngô', now() - interval '1 day', now() + interval '1 day') RETURNING id), \
             held AS (INSERT INTO collection_products (collection_id, product_id, position) SELECT id, {}, 1 FROM made) \
             INSERT INTO spotlights (slot, collection_id, starts_at, ends_at, why) \
               SELECT 'campaign', id, now() - interval '1 hour', now() + interval '1 day', 'Họp' FROM made",
            corn.product
        ),
    )
    .await;
    execute(
        &shop,
        "INSERT INTO spotlight_days (spotlight_id, day, shown, clicked) \
         SELECT id, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 1000 + id, id FROM spotlights",
    )
    .await;
    placed::order(&shop, &[(fish, 2)], "carrier").await;
    placed::order(&shop, &[(corn, 1)], "carrier").await;
    let month = text(&shop, "SELECT to_char(now() AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')").await;
    let path = format!("/office/spotlights/report?month={month}");
    clerk.get(&path).await;
    let before = shop.ground.db.queries();
    let page = clerk.get(&path).await;
    let asked = shop.ground.db.queries() - before;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(asked <= 8, "sales are added up once for all tables: {asked} queries");
    let head = page.texts("section[aria-labelledby=grid] thead th");
    assert_eq!(head, ["Xã", "Kệ trang chủ", "Mùa hàng", "Nhà nông trong tuần"]);
    let ids: Vec<i64> = {
        let ids = text(&shop, "SELECT string_agg(id::text, ' ' ORDER BY id) FROM spotlights").await;
        ids.split(' ').map(|id| id.parse().unwrap()).collect()
    };
    let cell = |at: usize, sold: &str| format!("hiện 1.{:03} lần bấm {} lần {sold}", ids[at], ids[at]);
    let cells = page.texts("section[aria-labelledby=grid] tbody td");
    let lap_thach = [cell(0, "196.000 ₫"), String::new(), cell(2, "196.000 ₫")];
    let song_lo = [cell(1, "20.000 ₫"), "hiện 0 lần bấm 0 lần 20.000 ₫".to_owned(), String::new()];
    let many = [String::new(), cell(3, "0 ₫"), String::new()];
    assert_eq!(cells, [lap_thach, song_lo, many].concat(), "{}", page.words());
    let names = page.texts("section[aria-labelledby=grid] tbody th");
    assert!(names.len() == 3 && names[2] == "Bộ sưu tập (hàng nhiều xã)", "{names:?}");
    let mut file = book(&clerk, &format!("/office/spotlights/report.xlsx?month={month}")).await;
    let sheet = rows(&mut file, "Theo xã và chỗ");
    assert_eq!((sheet.len(), sheet[0].len()), (4, 13));
    assert_eq!(
        sheet[0][1..5].join("|"),
        "Kệ trang chủ: Lượt hiện|Kệ trang chủ: Lượt bấm|Kệ trang chủ: Gói bán lúc đó|Kệ trang chủ: Tiền bán lúc đó"
    );
    let of = |n: i64| [(1000 + n).to_string(), n.to_string()];
    let [shown, clicked] = of(ids[0]);
    assert_eq!(sheet[1][1..5], [shown, clicked, "2".to_owned(), "196000".to_owned()]);
    let [shown, clicked] = of(ids[3]);
    assert_eq!(sheet[3][5..9], [shown, clicked, "0".to_owned(), "0".to_owned()]);
    assert!(sheet[1][5..9].iter().all(String::is_empty), "{:?}", sheet[1]);
    // The table alone, as text: the way there stands beside it.
    let link = page.attributes("section[aria-labelledby=grid] a[href*='.csv']", "href").pop().unwrap();
    assert_eq!(crate::lists::cells(&clerk.get(&link).await.body), sheet);
    assert!(clerk.get(&format!("{path}&lang=en")).await.words().contains("By commune and place"));
}

#[actix_web::test]
async fn a_month_of_many_is_read_page_by_page_and_its_file_is_whole() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    // One after the other: 120 on the shelf, and 55 households of the week.
    run(
        &shop,
        &format!(
            "INSERT INTO producers (slug, kind, name_vi, name_en, contact_name, phone, commune_code, hamlet, approved_at) \
               SELECT 'nha-x' || n, 'household', 'Nhà ' || n, '', 'x', '+84990000999', '08761', 'x', now() FROM generate_series(1, 55) n; \
             INSERT INTO spotlights (slot, product_id, starts_at, ends_at, why) \
               SELECT 'home_shelf', {}, at, at + interval '1 hour', 'Họp' \
               FROM generate_series(1, 120) n, LATERAL (SELECT timestamptz '2025-03-10 00:00+07' + n * interval '1 hour' AS at) a; \
             INSERT INTO spotlights (slot, producer_id, starts_at, ends_at, why) \
               SELECT 'producer_of_week', id, at, at + interval '1 hour', 'Họp' \
               FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM producers WHERE slug LIKE 'nha-x%') r, \
                    LATERAL (SELECT timestamptz '2025-03-10 00:00+07' + n * interval '1 hour' AS at) a; \
             INSERT INTO spotlight_days (spotlight_id, day, shown) SELECT id, '2025-03-12', id % 7 FROM spotlights",
            fish.product
        ),
    )
    .await;
    let clerk = promoter(&shop).await;
    let first = "/office/spotlights/report?month=2025-03";
    let walk = async |section: &str, row: &str, attribute: Option<&str>| {
        let (mut seen, mut pages, mut at) = (Vec::new(), 0, first.to_owned());
        loop {
            let page = clerk.get(&at).await;
            assert_eq!(page.status, 200, "{at}");
            let select = format!("section[aria-labelledby={section}] {row}");
            seen.extend(attribute.map_or_else(|| page.texts(&select), |name| page.attributes(&select, name)));
            let whole = page.texts("section[aria-labelledby=places]").len();
            assert_eq!(whole, usize::from(pages == 0), "what is not paged stands on the first page only: {at}");
            pages += 1;
            match page.attributes(&format!("section[aria-labelledby={section}] a[rel=next]"), "href").pop() {
                Some(next) => at = next,
                None => return (seen.len(), seen.into_iter().collect::<BTreeSet<_>>().len(), pages),
            }
        }
    };
    assert_eq!(walk("lines", "tbody th a", Some("href")).await, (175, 175, 4), "each once");
    assert_eq!(walk("homes", "tbody th", None).await, (56, 56, 2));
    let page = clerk.get(first).await;
    let shown: Vec<i64> = page
        .texts("section[aria-labelledby=lines] tbody td:nth-of-type(3)")
        .iter()
        .map(|n| n.parse().unwrap())
        .collect();
    assert!(shown.is_sorted_by(|a, b| a >= b) && shown[0] == 6, "most shown first: {shown:?}");
    let mut file = book(&clerk, "/office/spotlights/report.xlsx?month=2025-03").await;
    assert_eq!(rows(&mut file, "Phòng chọn").len(), 176);
    assert_eq!(rows(&mut file, "Theo nhà nông").len(), 57);
    // Each table as text has what its sheet has; without a word, or with one that names none, it is the first.
    let text = async |table: &str| {
        cells(&clerk.get(&format!("/office/spotlights/report.csv?month=2025-03&table={table}")).await.body)
    };
    for (table, sheet) in [
        ("lines", "Phòng chọn"),
        ("slots", "Theo chỗ"),
        ("grid", "Theo xã và chỗ"),
        ("households", "Theo nhà nông"),
        ("communes", "Theo xã"),
        ("", "Phòng chọn"),
        ("%00", "Phòng chọn"),
    ] {
        assert_eq!(text(table).await, rows(&mut file, sheet), "{table}");
    }
    for wrong in
        ["after=x", "after=1", "after=-9223372036854775808.9223372036854775807", "homes=x.y", "after=1.1&homes=1.1"]
    {
        assert_eq!(clerk.get(&format!("{first}&{wrong}")).await.status, 200, "{wrong}");
    }
}
