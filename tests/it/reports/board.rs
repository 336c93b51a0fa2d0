//! The board and the table: what they say, who may read it, and that the files say the same.

use super::{book, counted, rows, scene};
use crate::households::clerk_as;
use crate::support::{self, build};

#[actix_web::test]
async fn the_board_lays_a_period_beside_the_one_before_and_a_year_ago() {
    let s = scene().await;
    counted(&s.shop).await;
    crate::buyer::execute(&s.shop, "INSERT INTO searches (day, words, typed, times, empty) VALUES ('2026-11-20', 'su su', 'Su su Tam Đảo', 5, 5), ('2026-10-20', 'mang', 'Măng', 9, 9)").await;
    let clerk = s.shop.signed_in(build::clerk(&s.shop).await).await;
    clerk.get("/office/reports").await;
    let before = s.shop.ground.db.queries();
    let page = clerk.get("/office/reports").await;
    assert_eq!(page.status, 200, "{}", page.body);
    // Seven of the page; who asks, and whether a connection lives.
    let asked = s.shop.ground.db.queries() - before;
    assert!(asked <= 10, "{asked} queries");
    // 300.000 + 70.000 + 200.000 + 35.000 in three orders; two households sold in the last thirty days.
    assert_eq!(page.texts(".tally b"), ["605.000 ₫", "7 kg", "3", "2"], "{}", page.words());
    let words = page.words();
    for said in ["01/11/2026–23/11/2026", "01/10/2026–23/10/2026", "01/11/2025–23/11/2025"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(words.contains("Kỳ trước: 500.000 ₫ (+21%)"), "{words}");
    assert!(words.contains("Năm trước: 800.000 ₫ (−24%)"), "{words}");
    assert!(words.contains("Su su Tam Đảo") && !words.contains("Măng"), "{words}");
    let ends = page.texts("section[aria-labelledby='ends'] tbody td b");
    assert_eq!(ends, ["7", "1", "1", "1"], "seen, refused, given up, cancelled");
    let communes = page.texts("section[aria-labelledby='communes'] tbody td b");
    assert_eq!(communes, ["500.000 ₫", "105.000 ₫"]);
    // Last week: 570.000 for six kilograms. Nothing in the week before.
    assert!(page.texts("section[aria-labelledby='prices'] tbody td")[0].contains("95.000"), "{words}");
    // Charts: a name, a description and a table each.
    for id in ["chart-trend", "heat"] {
        let svg = format!("svg[aria-labelledby='{id}-title {id}-desc']");
        assert_eq!(page.texts(&format!("{svg} > title")).len(), 1, "{id}");
        assert_eq!(page.texts(&format!("{svg} > desc")).len(), 1, "{id}");
    }
    assert_eq!(page.texts("section[aria-labelledby='trend'] details tbody tr").len(), 23);
    assert_eq!(page.texts("section[aria-labelledby='seasons'] details tbody tr").len(), 12);
    assert_eq!(page.texts(".heat rect").len(), 12);
    assert_eq!(page.attributes("a[rel=next]", "href").len(), 0, "this month is the last");
    let october = clerk.get(&page.attributes("a[rel=prev]", "href")[0]).await;
    assert_eq!(october.texts(".tally b")[0], "500.000 ₫");
    let year = clerk.get("/office/reports?by=year&lang=en").await;
    assert_eq!(year.texts(".tally b")[0], "1.105.000 ₫", "{}", year.words());
    assert!(year.words().contains("Last year: 800.000 ₫"), "{}", year.words());
    let own = clerk.get("/office/reports?by=own&from=2026-11-01&to=2026-11-01&lang=vi").await;
    assert_eq!(own.texts(".tally b")[..3], ["35.000 ₫", "1 kg", "1"]);
}

#[actix_web::test]
async fn the_boards_workbook_says_what_the_board_says() {
    let s = scene().await;
    counted(&s.shop).await;
    let clerk = s.shop.signed_in(build::clerk(&s.shop).await).await;
    let mut file = book(&clerk, "/office/reports/board.xlsx?by=month&day=2026-11-01").await;
    let numbers = rows(&mut file, "Tổng hợp");
    assert_eq!(numbers[0][1..], ["Kỳ này", "Kỳ trước", "Cùng kỳ năm trước"]);
    assert_eq!(numbers[2][1..], ["3", "1", "1"], "orders");
    assert_eq!(numbers[3][1..], ["605000", "500000", "800000"]);
    assert_eq!(numbers[4][1..], ["7", "5", "4"], "kilograms");
    assert_eq!(rows(&mut file, "Xã").len(), 3);
    assert_eq!(rows(&mut file, "Mùa vụ")[0].len(), 14);
}

/// Complaints about the scene's parcels: kind of end, hours of each moment before noon of 23 November in Vietnam, in which
/// first answer and end may be missing.
async fn complaints(shop: &crate::support::TestShop) {
    let noon = "timestamptz '2026-11-23 12:00+07'";
    for (n, (state, outcome, answer_by, settle_by, answered, closed)) in [
        // Both in time; answered late, settled in time; decided at once, which is an answer too.
        ("settled", "'agreed'", 40, 10, "41", "11"),
        ("refused", "'refused'", 40, 10, "39", "11"),
        ("settled", "'agreed'", 40, 10, "NULL", "45"),
        // Never answered, and its time is over.
        ("open", "NULL", 40, 10, "NULL", "NULL"),
        // Taken back in time: none. Taken back when it was late: late.
        ("withdrawn", "'withdrawn'", 40, 10, "NULL", "30"),
        ("withdrawn", "'withdrawn'", 40, 10, "NULL", "5"),
        // Of the month before: settled late. Of next year: not judged yet.
        ("settled", "'agreed'", 800, 760, "801", "600"),
        ("open", "NULL", -10_000, -20_000, "NULL", "NULL"),
    ]
    .into_iter()
    .enumerate()
    {
        let at = |hours: &str| format!("{noon} - {hours} * interval '1 hour'");
        crate::buyer::execute(
            shop,
            &format!(
                "INSERT INTO complaints (token, parcel_id, kind, wish, state, outcome, outcome_words, opened_at, answer_by, \
                                         settle_by, answered_at, closed_at) \
                 SELECT md5('{n}'), p.id, 'other', 'talk', '{state}', {outcome}, 'x', {}, {}, {}, {}, {} \
                 FROM (SELECT id FROM parcels ORDER BY id OFFSET {n} LIMIT 1) p",
                at("900"),
                at(&answer_by.to_string()),
                at(&settle_by.to_string()),
                at(answered),
                at(closed),
            ),
        )
        .await;
    }
}

#[actix_web::test]
async fn the_board_says_how_complaints_were_kept_to_their_times() {
    let s = scene().await;
    counted(&s.shop).await;
    let clerk = s.shop.signed_in(build::clerk(&s.shop).await).await;
    let cells = |page: &support::Answer| page.texts("section[aria-labelledby='answers'] tbody td");
    let none = clerk.get("/office/reports?by=month&day=2026-11-01").await;
    assert_eq!(cells(&none), ["0", "0", "0", "–", "–", "–", "–", "–", "–"], "{}", none.words());
    complaints(&s.shop).await;
    let page = clerk.get("/office/reports?by=month&day=2026-11-01").await;
    let said = ["5", "1", "0", "2 (40%)", "1 (100%)", "–", "3 (60%)", "0 (0%)", "–"];
    assert_eq!(cells(&page), said, "{}", page.words());
    let mut file = book(&clerk, "/office/reports/board.xlsx?by=month&day=2026-11-01").await;
    let numbers = rows(&mut file, "Tổng hợp");
    for (name, of) in [
        ("Khiếu nại đến hạn giải quyết", ["5", "1", "0"]),
        ("Trả lời lần đầu đúng hạn", ["2", "1", "0"]),
        ("Giải quyết xong đúng hạn", ["3", "0", "0"]),
    ] {
        let row = numbers.iter().find(|row| row[0] == name).unwrap();
        assert_eq!(row[1..], of, "{name}");
    }
    let far = clerk.get("/office/reports?by=own&from=2026-11-01&to=2029-10-01").await;
    assert_eq!(cells(&far)[0], "5", "what has time left is not judged: {}", far.words());
    // The monthly report says the same, and one that was kept before there were complaints still opens.
    let monthly = "/office/reports/monthly";
    let form = clerk.get(monthly).await;
    let at = clerk.submit(&form, monthly, &[("month", "2026-11")]).await.location().unwrap();
    s.shop.work_off().await;
    let report = clerk.get(&at).await;
    let row = report.texts("section[aria-labelledby='s1'] tbody tr");
    assert!(row.iter().any(|r| r.contains("Trả lời lần đầu đúng hạn") && r.contains("2 (40%)")), "{row:?}");
    crate::buyer::execute(
        &s.shop,
        "UPDATE monthly_reports SET content = replace(replace(replace(content::text, '\"complaints\"', '\"a\"'), '\"answered\"', '\"b\"'), '\"settled\"', '\"c\"')::jsonb",
    )
    .await;
    let old = clerk.get(&at).await;
    assert_eq!(old.status, 200, "{}", old.words());
    // Who may not read complaints is led to none.
    let promoter = s.shop.signed_in(clerk_as(&s.shop, "promoter").await).await;
    assert!(!promoter.get("/office/reports").await.body.contains("/office/complaints"));
}

#[actix_web::test]
async fn a_table_of_anything_by_anything_and_its_files() {
    let s = scene().await;
    crate::buyer::execute(&s.shop, "UPDATE products SET name_vi = '=1+1' WHERE name_vi = 'Bưởi soi bãi'").await;
    counted(&s.shop).await;
    let clerk = s.shop.signed_in(build::clerk(&s.shop).await).await;
    let query = "by=year&day=2026-11-01&rows=product&columns=month&measure=goods";
    let page = clerk.get(&format!("/office/reports/table?{query}")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.texts("main thead th"), ["Món hàng", "10/2026", "11/2026", "Tổng cộng"]);
    let lines = page.texts("main tbody tr");
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(
        lines[0].contains("Cá thính trắm") && lines[0].contains("500.000") && lines[0].contains("800.000"),
        "{lines:?}"
    );
    assert!(lines[3].contains("1.105.000"), "{lines:?}");
    let links = page.attributes("main .row a.btn", "href");
    let mut file = book(&clerk, links.iter().find(|l| l.contains("table.xlsx")).unwrap()).await;
    let cells = rows(&mut file, "Số liệu");
    assert_eq!(cells[2], ["Món hàng", "10/2026", "11/2026", "Tiền hàng"]);
    assert_eq!(cells[3][1..], ["500000", "300000", "800000"]);
    assert_eq!(cells.last().unwrap()[1..], ["500000", "605000", "1105000"]);
    assert_eq!(cells[5][0], "=1+1, HTX Ven Lô", "text stays text");
    let csv = clerk.get(links.iter().find(|l| l.contains("table.csv")).unwrap()).await;
    assert!(csv.body.contains("\"'=1+1, HTX Ven Lô\",,105000,105000"), "{}", csv.body);
    // Kilograms of one commune, alone; refusals; and what makes no sense.
    let kilos = clerk.get("/office/reports/table?by=year&rows=commune&columns=&measure=kilos&commune=08866").await;
    assert_eq!(kilos.texts("main tbody td b"), ["3 kg", "3 kg"], "{}", kilos.words());
    let refused = clerk.get("/office/reports/table?by=year&rows=household&measure=refused").await;
    assert_eq!(refused.texts("main tbody td b"), ["1", "1"]);
    for odd in [
        "rows=%27--&columns=%00&measure=x&commune=%00&category=%FF",
        "by=own&from=9999999999-01-01&to=x&rows=week&columns=product",
        "by=year&day=0000-01-01",
    ] {
        let page = clerk.get(&format!("/office/reports/table?{odd}")).await;
        assert_eq!(page.status, 200, "{odd}");
    }
    let wrong = clerk.get("/office/reports?by=own&from=2026-12-01&to=2026-01-01").await;
    assert_eq!(wrong.texts("[role=alert]").len(), 1, "{}", wrong.words());
}

#[actix_web::test]
async fn any_clerk_may_read_and_nobody_else() {
    let shop = support::shop().await;
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    let clerk = shop.signed_in(clerk_as(&shop, "promoter").await).await;
    for path in [
        "/office/reports",
        "/office/reports/board.xlsx",
        "/office/reports/table",
        "/office/reports/table.xlsx",
        "/office/reports/table.csv",
        "/office/reports/monthly",
    ] {
        assert_eq!(shop.guest().get(path).await.status, 303, "{path}");
        assert_eq!(buyer.get(path).await.status, 403, "{path}");
    }
    for path in ["/office/reports", "/office/reports/table", "/office/reports/monthly"] {
        let page = clerk.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
    }
    assert!(clerk.get("/office/reports").await.words().contains("Chưa có đơn nào"));
}
