//! The board and the table: what they say, who may read it, and that the files say the same.

use market::kernel::clock::Clock;

use super::{book, counted, rows, scene};
use crate::households::clerk_as;
use crate::lists::cells;
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
    for id in ["chart-trend", "heat", "share-categories", "share-communes"] {
        let svg = format!("svg[aria-labelledby='{id}-title {id}-desc']");
        assert_eq!(page.texts(&format!("{svg} > title")).len(), 1, "{id}");
        assert_eq!(page.texts(&format!("{svg} > desc")).len(), 1, "{id}");
    }
    assert_eq!(page.texts("section[aria-labelledby='trend'] details tbody tr").len(), 23);
    let wide = page.texts("section[aria-labelledby='seasons'] details .wide tbody tr");
    assert_eq!(wide.len(), 12, "it is wider than the page");
    assert_eq!(page.texts(".heat rect").len(), 12);
    assert_eq!(page.attributes("a[rel=next]", "href").len(), 0, "this month is the last");
    // 500.000 of 605.000, and the rest.
    let shares = "section[aria-labelledby='communes'] svg.shares > rect";
    assert_eq!(page.attributes(shares, "width"), ["82.6%", "17.4%"], "one bar is the whole");
    assert!(page.words().contains("83%") && page.texts(&format!("{shares} > title"))[0].ends_with(": 83%"));
    let october = clerk.get(&page.attributes("a[rel=prev]", "href")[0]).await;
    assert_eq!(october.texts(".tally b")[0], "500.000 ₫");
    // On the first of a month there is nothing yet: the page leads to where something is.
    let empty = clerk.get("/office/reports?by=own&from=2023-05-01&to=2023-05-01").await;
    assert_eq!(empty.attributes(".empty a", "href"), empty.attributes("a[rel=prev]", "href"), "{}", empty.words());
    let year = clerk.get("/office/reports?by=year&lang=en").await;
    assert_eq!(year.texts(".tally b")[0], "1.105.000 ₫", "{}", year.words());
    assert!(year.words().contains("Last year: 800.000 ₫"), "{}", year.words());
    let own = clerk.get("/office/reports?by=own&from=2026-11-01&to=2026-11-01&lang=vi").await;
    assert_eq!(own.texts(".tally b")[..3], ["35.000 ₫", "1 kg", "1"]);
}

#[actix_web::test]
async fn each_table_of_the_board_is_text_too() {
    let s = scene().await;
    counted(&s.shop).await;
    crate::buyer::execute(
        &s.shop,
        "INSERT INTO searches (day, words, typed, times, empty) VALUES ('2026-11-20', 'x', '=1+1 formula', 5, 5)",
    )
    .await;
    let clerk = s.shop.signed_in(build::clerk(&s.shop).await).await;
    let period = "by=month&day=2026-11-01";
    let page = clerk.get(&format!("/office/reports?{period}")).await;
    let links = page.attributes("main a[href^='/office/reports/board.csv']", "href");
    let mut file = book(&clerk, &format!("/office/reports/board.xlsx?{period}")).await;
    for (table, sheet) in [
        ("numbers", "Tổng hợp"),
        ("trend", "Diễn biến"),
        ("categories", "Nhóm hàng"),
        ("communes", "Xã"),
        ("prices", "Giá bình quân"),
        ("seasons", "Mùa vụ"),
    ] {
        let link = links.iter().find(|to| to.ends_with(&format!("&table={table}")));
        let text = clerk.get(link.unwrap_or_else(|| panic!("no way to {table}: {links:?}"))).await;
        assert_eq!((text.status, text.header("cache-control")), (200, "no-store"), "{table}");
        assert_eq!(cells(&text.body), rows(&mut file, sheet), "{table}");
    }
    let missed = clerk.get(&format!("/office/reports/board.csv?{period}&table=missed")).await;
    assert_eq!(cells(&missed.body)[1], ["'=1+1 formula", "5", "5"], "no spreadsheet runs it");
    let first = clerk.get(&format!("/office/reports/board.csv?{period}&table=%27")).await;
    assert_eq!(cells(&first.body), rows(&mut file, "Tổng hợp"), "what names no table is the first");
    let taken = "SELECT count(*) AS n FROM acts WHERE act = 'list.taken' AND subject LIKE 'bang-tong-hop-seasons-%'";
    assert_eq!(crate::households::number(&s.shop, taken).await, 1);
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
    let head = ["Món hàng", "10/2026", "11/2026", "Tổng cộng", "Cùng kỳ năm trước", "So với năm trước"];
    assert_eq!(page.texts("main thead th"), head);
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
    assert!(cells[1][0].contains("so với cùng số ngày"), "the year is not over: {cells:?}");
    let head = ["Món hàng", "10/2026", "11/2026", "Tiền hàng", "Cùng kỳ năm trước 01/01/2025–23/11/2025"];
    assert_eq!(cells[3], head);
    assert_eq!(cells[4][1..], ["500000", "300000", "800000", "0"]);
    assert_eq!(cells.last().unwrap()[1..], ["500000", "605000", "1105000", "800000"]);
    assert_eq!(cells[6][0], "=1+1, HTX Ven Lô", "text stays text");
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
async fn each_row_of_the_table_stands_beside_the_period_before_and_a_year_ago() {
    let s = scene().await;
    counted(&s.shop).await;
    let clerk = s.shop.signed_in(build::clerk(&s.shop).await).await;
    let table = "/office/reports/table";
    let page = clerk.get(&format!("{table}?by=month&day=2026-11-01&rows=product&columns=month")).await;
    assert_eq!(
        page.texts("main thead th")[2..],
        ["Tổng cộng", "Kỳ trước", "So với kỳ trước", "Cùng kỳ năm trước", "So với năm trước"],
        "{}",
        page.words()
    );
    let cells = |page: &support::Answer| page.texts("main tbody tr:first-of-type td, main tbody tr:last-of-type td");
    // Fish brought 500.000 in October; honey 800.000 in the November before.
    let said = [
        ["300.000 ₫", "300.000 ₫", "500.000 ₫", "−40%", "0 ₫", "–"],
        ["605.000 ₫", "605.000 ₫", "500.000 ₫", "+21%", "800.000 ₫", "−24%"],
    ];
    assert_eq!(cells(&page), said.concat(), "{}", page.words());
    let days = ["01/10/2026–23/10/2026", "01/11/2025–23/11/2025"];
    assert!(days.iter().all(|said| page.words().contains(said)), "{}", page.words());
    let csv = clerk.get(&format!("{table}.csv?by=month&day=2026-11-01&rows=product")).await;
    assert!(csv.body.contains(",300000,500000,0") && csv.body.contains(",605000,500000,800000"), "{}", csv.body);
    // What was sold before and no more is the more telling: it keeps its line.
    let gone = clerk.get(&format!("{table}?by=own&from=2026-11-21&to=2026-11-22&rows=product&lang=en")).await;
    assert_eq!(gone.texts("main tbody tr:first-of-type td")[..3], ["0 ₫", "200.000 ₫", "−100%"], "{}", gone.words());
    // Months stand beside each other already.
    let months = clerk.get(&format!("{table}?by=quarter&day=2026-11-01&rows=month&lang=vi")).await;
    assert_eq!(months.texts("main thead th"), ["Tháng", "Tổng cộng"], "{}", months.words());
}

/// The shop of a scene, which another day finds as it is.
fn on(shop: &support::TestShop, day: &str) -> support::TestShop {
    let noon = format!("{day}T12:00:00+07:00").parse().unwrap();
    support::open_at(Clock::Stopped(noon), shop.database_url.clone(), shop.ground.files.clone(), |_| {}, |_| {})
}

#[actix_web::test]
async fn a_period_that_goes_on_is_compared_with_as_many_days_and_one_that_is_over_with_all() {
    let s = scene().await;
    counted(&s.shop).await;
    let clerk = build::clerk(&s.shop).await;
    let table = "/office/reports/table?by=month&day=2026-11-01&rows=product";
    let board = "/office/reports?by=month&day=2026-11-01";
    let sums = |page: &support::Answer| page.texts("main tbody tr:last-of-type td");
    let said = "so với cùng số ngày của kỳ trước (01/10/2026–";
    // The order of October is of its twentieth day: on 10 November it does not count yet, on the 23rd it does.
    let tenth = on(&s.shop, "2026-11-10").signed_in(clerk).await;
    let page = tenth.get(table).await;
    assert!(
        page.words().contains(&format!("{said}10/10/2026) và của năm trước (01/11/2025–10/11/2025)")),
        "{}",
        page.words()
    );
    assert_eq!(sums(&page)[1..3], ["0 ₫", "–"], "{}", page.words());
    assert!(tenth.get(board).await.words().contains(said));
    let clerk_now = s.shop.signed_in(clerk).await;
    assert_eq!(sums(&clerk_now.get(table).await)[1..3], ["500.000 ₫", "+21%"]);
    let own = clerk_now.get("/office/reports/table?by=own&from=2026-11-11&to=2026-11-30&rows=product").await;
    assert!(own.words().contains("(22/10/2026–03/11/2026)"), "{}", own.words());
    // On its first day nothing is far from anything.
    let first = on(&s.shop, "2026-12-01").signed_in(clerk).await;
    let december = first.get("/office/reports?by=month&day=2026-12-01").await;
    assert!(december.words().contains("mới bắt đầu hôm nay"), "{}", december.words());
    assert!(december.words().contains("(01/11/2026)") && !december.words().contains("−100%"), "{}", december.words());
    let rows_of = first.get("/office/reports/table?by=month&day=2026-12-01&rows=product").await;
    assert_eq!(sums(&rows_of), ["0 ₫", "35.000 ₫", "–", "0 ₫", "–"], "{}", rows_of.words());
    // November is over by then.
    let over = first.get(table).await;
    assert!(over.words().contains("So với kỳ trước (01/10/2026–31/10/2026)"), "{}", over.words());
    let csv = tenth.get("/office/reports/table.csv?by=month&day=2026-11-01&rows=product").await;
    assert!(csv.body.contains("01/10/2026–10/10/2026"), "{}", csv.body);
    let mut file = book(&tenth, "/office/reports/board.xlsx?by=month&day=2026-11-01").await;
    assert!(rows(&mut file, "Tổng hợp").last().unwrap()[0].contains(said));
    let mut file = book(&first, "/office/reports/board.xlsx?by=month&day=2026-11-01").await;
    assert_eq!(rows(&mut file, "Tổng hợp").last().unwrap()[0], "Giải quyết xong đúng hạn", "nothing to say of it");
    let english = tenth.get(&format!("{table}&lang=en")).await;
    assert!(english.words().contains("with the same number of days of the period before"), "{}", english.words());
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

#[actix_web::test]
async fn what_has_no_line_of_its_own_is_added_up_in_one() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, house, "Bưởi", 35_000, 0).await;
    for statement in [
        "INSERT INTO producers (slug, kind, name_vi, name_en, contact_name, phone, commune_code, hamlet, approved_at) \
         SELECT 'nha-cua-' || c.code, 'household', 'Nhà ' || c.code, '', 'Bền', '+84990000999', c.code, 'Thôn', now() \
         FROM (SELECT code FROM communes WHERE code <> '08761' ORDER BY code LIMIT 63) c",
        "INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, season, storage_class, ship_scope, tax_class) \
         SELECT 'hang-cua-' || h.commune_code, h.id, p.category_id, 'Bưởi', '', 4095, 'ambient', 'nationwide', 'raw_own_produce' \
         FROM producers h, products p WHERE h.slug LIKE 'nha-cua-%'",
        // 1.000, 2.000, … 63.000 đồng: the three that sold least are 6.000 together.
        "INSERT INTO figures (day, product_id, bought, packs, grams, goods, refused, lost) \
         SELECT '2026-11-20', p.id, 1, 1, 1000, 1000 * row_number() OVER (ORDER BY p.id), 0, 0 \
         FROM products p WHERE p.slug LIKE 'hang-cua-%'",
    ] {
        crate::buyer::execute(&shop, statement).await;
    }
    let board = clerk.get("/office/reports").await;
    let communes = board.texts("section[aria-labelledby='communes'] tbody tr");
    assert_eq!(communes.len(), 61, "{communes:#?}");
    assert!(communes[60].starts_with("3 dòng nữa, cộng lại") && communes[60].contains("6.000 ₫"), "{}", communes[60]);
    let more = board.attributes("section[aria-labelledby='communes'] tbody tr:last-child a", "href");
    assert_eq!(more, Vec::<String>::new(), "it leads to no one commune");
    let mut file = book(&clerk, "/office/reports/board.xlsx?by=month&day=2026-11-01").await;
    let sheet = rows(&mut file, "Xã");
    assert_eq!(sheet.len(), 62, "a head, sixty communes and the rest");
    assert_eq!((sheet[61][0].as_str(), sheet[61][3].as_str()), ("3 dòng nữa, cộng lại", "6000"));
}

#[actix_web::test]
async fn where_not_every_word_is_named_the_board_and_its_file_say_so() {
    let s = scene().await;
    let clerk = s.shop.signed_in(build::clerk(&s.shop).await).await;
    let add = async |from: i64, to: i64| {
        let sql = format!(
            "INSERT INTO searches (day, words, typed, times, empty) \
             SELECT '2026-11-20', 'w' || n, 'w' || n, 5, n FROM generate_series({from}, {to}) n"
        );
        crate::buyer::execute(&s.shop, &sql).await;
    };
    let said = "Chỉ nêu 10 từ tìm hụt nhiều nhất.";
    add(1, 9).await;
    assert!(!clerk.get("/office/reports").await.words().contains(said), "nine are all there are");
    add(10, 11).await;
    let page = clerk.get("/office/reports").await;
    assert_eq!(page.texts("section[aria-labelledby=missed] tbody tr").len(), 10);
    assert!(page.words().contains(said), "{}", page.words());
    let mut file = book(&clerk, "/office/reports/board.xlsx").await;
    let sheet = rows(&mut file, "Tìm chưa thấy");
    assert_eq!((sheet.len(), sheet[11][0].as_str()), (12, said));
}
