//! Papers from a table: looked at, taken over once however often it is sent.

use reqwest::Method;
use reqwest::header::ORIGIN;
use reqwest::multipart::{Form, Part};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;

const IMPORT: &str = "/office/certificates/import";
const HEAD: &str = "Tên chủ thể;Số điện thoại;Loại;Số giấy;Sản phẩm;Số sao;Điểm;Số quyết định;Nơi cấp;Ngày cấp";

async fn send(shop: &TestShop, clerk: &Client, rows: &[&str]) -> Answer {
    let csv = format!("Danh sách kèm quyết định\n{HEAD}\n{}\n", rows.join("\n"));
    let form = Form::new().part("file", Part::bytes(csv.into_bytes()).file_name("ds.csv"));
    clerk.send(clerk.request(Method::POST, IMPORT).header(ORIGIN, &shop.url).multipart(form)).await
}

async fn looked(shop: &TestShop, clerk: &Client, rows: &[&str]) -> (String, Answer) {
    let sent = send(shop, clerk, rows).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let path = sent.location().unwrap();
    let page = clerk.get(&path).await;
    (path, page)
}

#[actix_web::test]
async fn a_list_behind_a_decision_is_looked_at_and_written_down_once() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "HTX Ven Lô").await;
    let other = build::producer(&shop, "Bà Lụa").await;
    let pomelo = build::goods(&shop, house, "Bưởi soi bãi", 30_000, 9).await;
    let clerk = moderator(&shop).await;
    assert_eq!(add(&shop, &clerk, other, &[("number", "99/QĐ"), ("seen", "1")]).await.status, 303);
    let rows = [
        "htx ven lo;;ocop;12/QĐ;Bưởi soi bãi;4 sao;78,5;345/QĐ-UBND;UBND tỉnh;10/01/2026",
        "HTX Ven Lô;;Hữu cơ;HC-1;;;;;Chi cục;2026-02-01",
        "Nhà không có;;ocop;13/QĐ;;4;;;UBND tỉnh;10/01/2026",
        "HTX Ven Lô;;ocop;14/QĐ;Mít;4;;;UBND tỉnh;hôm qua",
        "HTX Ven Lô;;ocop;99/QĐ;;4;;;UBND tỉnh;10/01/2026",
        "HTX Ven Lô;;Hữu cơ;HC-1;;;;;Chi cục;2026-02-01",
    ];
    let (path, page) = looked(&shop, &clerk, &rows).await;
    for words in [
        "Giấy mới (2)",
        "sẽ bỏ qua (4)",
        "không có nhà nào như vậy",
        "không có món nào tên",
        "không đọc được ô này",
        "đã có ở dòng trên",
    ] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM certificates").await, 1, "looking writes nothing");
    let twice =
        tokio::join!(clerk.submit(&page, &path, &[("checked", "1")]), clerk.submit(&page, &path, &[("checked", "1")]));
    let mut statuses = [twice.0.status, twice.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{}", twice.1.words());
    let row = "SELECT string_agg(concat_ws(' ', kind, number, stars, score, decision_no, expires_on, product_id, checked_at IS NOT NULL), '; ' ORDER BY id) \
               FROM certificates WHERE number <> '99/QĐ'";
    let expected = format!("ocop 12/QĐ 4 785 345/QĐ-UBND 2029-01-09 {} t; organic HC-1  t", pomelo.product);
    assert_eq!(text(&shop, row).await, expected);
    // The same table again: nothing to do, and nothing doubled.
    let (again, page) = looked(&shop, &clerk, &rows[..2]).await;
    assert!(page.words().contains("Không đổi gì (2)"), "{}", page.words());
    assert!(page.attributes("main form", "action").is_empty());
    assert_eq!(clerk.post(&again, &[("seen", "x")]).await.status, 409);
    // One cell is another now: the paper is corrected, and the rest of it stays.
    let changed = ["HTX Ven Lô;;ocop;12/QĐ;;4;79;;UBND tỉnh;10/01/2026"];
    let (path, page) = looked(&shop, &clerk, &changed).await;
    assert!(page.words().contains("Sửa giấy đang có (1)"), "{}", page.words());
    assert_eq!(clerk.submit(&page, &path, &[]).await.status, 303);
    assert_eq!(text(&shop, row).await, expected.replace("785", "790"));
    let acts =
        "SELECT string_agg(act, ' ' ORDER BY id) FROM acts WHERE act LIKE 'paper%' AND act <> 'papers.kept' AND id > 2";
    assert_eq!(
        text(&shop, acts).await,
        "paper.added paper.checked paper.added paper.checked papers.imported paper.corrected papers.imported"
    );
}

#[actix_web::test]
async fn what_waits_is_checked_by_the_table_and_a_register_that_moved_is_looked_at_again() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "HTX Ven Lô").await;
    let clerk = moderator(&shop).await;
    let rows = ["HTX Ven Lô;;ocop;12/QĐ;;4;;;UBND tỉnh;10/01/2026"];
    let (path, page) = looked(&shop, &clerk, &rows).await;
    let with = [("number", "12/QĐ"), ("stars", "4"), ("score", ""), ("issuer", "UBND tỉnh")];
    assert_eq!(add(&shop, &clerk, house, &with).await.status, 303, "another clerk is quicker");
    let moved = clerk.submit(&page, &path, &[]).await;
    assert_eq!(moved.status, 409);
    assert!(moved.words().contains("Đúng như trong sổ, còn chờ xem (1)"), "{}", moved.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM certificates").await, 1);
    assert_eq!(clerk.submit(&moved, &path, &[("checked", "1")]).await.status, 303);
    assert_eq!(number(&shop, "SELECT count(*) FROM certificates WHERE checked_at IS NOT NULL").await, 1);
}

#[actix_web::test]
async fn a_paper_that_another_clerk_looks_at_is_not_checked_by_a_table() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "HTX Ven Lô").await;
    let (one, two) = (moderator(&shop).await, moderator(&shop).await);
    let with = [("number", "12/QĐ"), ("stars", "4"), ("score", ""), ("issuer", "UBND tỉnh")];
    let id = id_of(&add(&shop, &one, house, &with).await);
    assert_eq!(one.post(&format!("/office/inbox/paper/{id}/open"), &[]).await.status, 303);
    let rows = [
        "HTX Ven Lô;;ocop;12/QĐ;;4;;345/QĐ-UBND;UBND tỉnh;10/01/2026",
        "HTX Ven Lô;;Hữu cơ;HC-1;;;;;Chi cục;2026-02-01",
    ];
    let (path, page) = looked(&shop, &two, &rows).await;
    let held = two.submit(&page, &path, &[("checked", "1")]).await;
    assert_eq!(held.status, 409, "{}", held.words());
    assert!(held.words().contains("Người khác đang xem việc này"), "{}", held.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM certificates").await, 1, "nothing of the table was written");
    assert_eq!(number(&shop, "SELECT count(*) FROM certificates WHERE checked_at IS NOT NULL").await, 0);
    assert_eq!(one.post(&format!("/office/inbox/paper/{id}/release"), &[]).await.status, 303);
    assert_eq!(two.submit(&held, &path, &[("checked", "1")]).await.status, 303);
    assert_eq!(number(&shop, "SELECT count(*) FROM certificates WHERE checked_at IS NOT NULL").await, 2);
}

#[actix_web::test]
async fn what_a_table_does_not_say_stays_and_a_badge_keeps_its_last_day() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "HTX Ven Lô").await;
    let clerk = moderator(&shop).await;
    let organic = [("kind", "organic"), ("number", "HC-1"), ("issuer", "Chi cục"), ("seen", "1"), ("stars", "")];
    for with in [
        &[("expires_on", "2027-01-09"), ("label", "Hàng nhà")][..],
        &[("number", "HC-2"), ("expires_on", "2026-12-31"), ("label", "Hàng nhà")],
        &[("kind", "ocop"), ("number", "12/QĐ"), ("expires_on", "2028-06-30")],
        &[("kind", "ocop"), ("number", "13/QĐ"), ("expires_on", "2028-06-30")],
    ] {
        let other = |name: &str| with.iter().all(|(n, _)| *n != name);
        let fields: Vec<_> = organic.into_iter().filter(|(name, _)| other(name)).chain(with.iter().copied()).collect();
        assert_eq!(add(&shop, &clerk, house, &fields).await.status, 303, "{with:?}");
    }
    // The table has no column for the last day. Its issuer is written otherwise; one star has become fewer, one was given anew.
    let rows = [
        "HTX Ven Lô;;Hữu cơ;HC-1;;;;;Chi cục Phú Thọ;10/01/2026",
        "HTX Ven Lô;;Hữu cơ;HC-2;;;;;Chi cục Phú Thọ;12/01/2026",
        "HTX Ven Lô;;ocop;12/QĐ;;3;;;UBND tỉnh Phú Thọ;10/01/2026",
        "HTX Ven Lô;;ocop;13/QĐ;;4;;;UBND tỉnh Phú Thọ;10/02/2026",
    ];
    let (path, page) = looked(&shop, &clerk, &rows).await;
    assert!(page.words().contains("Sửa giấy đang có (4)"), "{}", page.words());
    assert_eq!(clerk.submit(&page, &path, &[]).await.status, 303);
    let row = "SELECT string_agg(concat_ws(' ', number, issued_on, expires_on, label, coalesce(score, 0)), '; ' ORDER BY id) \
               FROM certificates WHERE checked_at IS NOT NULL";
    assert_eq!(
        text(&shop, row).await,
        "HC-1 2026-01-10 2027-01-09 Hàng nhà 0; HC-2 2026-01-12 2026-12-31 Hàng nhà 0; \
         12/QĐ 2026-01-10 2028-06-30 OCOP 3 sao 0; 13/QĐ 2026-02-10 2029-02-09 OCOP 4 sao 785"
    );
}

#[actix_web::test]
async fn a_paper_that_is_corrected_is_checked_too_when_the_clerk_says_so() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "HTX Ven Lô").await;
    let clerk = moderator(&shop).await;
    assert_eq!(add(&shop, &clerk, house, &[("number", "12/QĐ")]).await.status, 303);
    let checked = "SELECT count(*) FROM certificates WHERE checked_at IS NOT NULL";
    for (points, asked, done) in [("79", None, 0), ("80", Some(("checked", "1")), 1), ("81", Some(("checked", "1")), 1)]
    {
        let row = format!("HTX Ven Lô;;ocop;12/QĐ;;4;{points};;UBND tỉnh;10/01/2026");
        let (path, page) = looked(&shop, &clerk, &[&row]).await;
        assert!(page.words().contains("Sửa giấy đang có (1)"), "{}", page.words());
        assert_eq!(clerk.submit(&page, &path, asked.as_slice()).await.status, 303, "{points}");
        assert_eq!(number(&shop, checked).await, done, "{points}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act = 'paper.checked'").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act = 'paper.corrected'").await, 3);
}

#[actix_web::test]
async fn a_workbook_is_read_with_its_numbers_and_days_and_a_wrong_row_says_why() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "HTX Ven Lô").await;
    execute(&shop, &format!("UPDATE producers SET phone = '+84912345678' WHERE id = {house}")).await;
    let clerk = moderator(&shop).await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(HEAD.split(';')) {
        sheet.write_string(0, column, name).unwrap();
    }
    let (day, issued) = (Format::new().set_num_format("dd/mm/yyyy"), ExcelDateTime::from_ymd(2026, 1, 10).unwrap());
    for (line, number, stars) in [(1, 11.0, 4.0), (2, 12.0, 9.0)] {
        // The household by its phone, which the spreadsheet has made a number of.
        sheet.write_number(line, 1, 912_345_678.0).unwrap();
        sheet.write_string(line, 2, "OCOP").unwrap();
        sheet.write_number(line, 3, number).unwrap();
        sheet.write_number(line, 5, stars).unwrap();
        sheet.write_number(line, 6, 78.5).unwrap();
        sheet.write_string(line, 8, "UBND tỉnh").unwrap();
        sheet.write_datetime_with_format(line, 9, &issued, &day).unwrap();
    }
    let form = Form::new().part("file", Part::bytes(book.save_to_buffer().unwrap()).file_name("ds.xlsx"));
    let sent = clerk.send(clerk.request(Method::POST, IMPORT).header(ORIGIN, &shop.url).multipart(form)).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let path = sent.location().unwrap();
    let page = clerk.get(&path).await;
    for words in ["Giấy mới (1)", "sẽ bỏ qua (1)"] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    let wrong = page.texts("section[aria-labelledby=g-wrong] li").join(" ");
    assert!(wrong.contains("12") && wrong.contains('3'), "which line, and why: {wrong}");
    let whose = page.texts("section.panel li b");
    let named = whose.iter().filter(|name| name.starts_with("HTX Ven Lô, ")).count();
    assert_eq!((named, whose.len()), (2, 2), "whose phone it is: {whose:?}");
    assert_eq!(page.texts("section[aria-labelledby=g-wrong] li .bad").len(), 1, "{wrong}");
    assert_eq!(clerk.submit(&page, &path, &[("checked", "1")]).await.status, 303);
    let row = "SELECT string_agg(concat_ws(' ', producer_id, kind, number, stars, score, issued_on, expires_on), ';') FROM certificates";
    assert_eq!(text(&shop, row).await, format!("{house} ocop 11 4 785 2026-01-10 2029-01-09"));
}

#[actix_web::test]
async fn a_file_that_is_no_table_of_papers_is_refused_in_words() {
    let shop = support::shop().await;
    let clerk = moderator(&shop).await;
    let send = async |bytes: &[u8]| {
        let form = Form::new().part("file", Part::bytes(bytes.to_vec()).file_name("x"));
        clerk.send(clerk.request(Method::POST, IMPORT).header(ORIGIN, &shop.url).multipart(form)).await
    };
    for bytes in [&b""[..], b"a;b\n1;2\n", b"\xff\xfe\x00", b"PK\x03\x04 not a zip", b"\xd0\xcf\x11\xe0"] {
        let refused = send(bytes).await;
        assert_eq!((refused.status, refused.texts("[role=alert]").len()), (422, 1), "{}", refused.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM certificate_imports").await, 0);
    for path in [format!("{IMPORT}/999"), format!("{IMPORT}/999999999999999999")] {
        assert_eq!((clerk.get(&path).await.status, clerk.post(&path, &[]).await.status), (404, 404), "{path}");
    }
}

#[actix_web::test]
async fn fifty_papers_are_added_corrected_and_checked_in_as_many_queries_as_five() {
    let shop = support::shop().await;
    build::producer(&shop, "HTX Ven Lô").await;
    build::producer(&shop, "Bà Lụa").await;
    let clerk = moderator(&shop).await;
    let rows = |n: usize, issuer: &str| -> Vec<String> {
        let whose = |i: usize| if i.is_multiple_of(2) { "HTX Ven Lô" } else { "Bà Lụa" };
        (0..n).map(|i| format!("{};;ocop;{n}-{i}/QĐ;;4;;;{issuer};10/01/2026", whose(i))).collect()
    };
    let mut spent = Vec::new();
    for n in [5, 50] {
        let mut asked = Vec::new();
        // Added and left to wait, checked as they are, written anew.
        for (issuer, with) in [("UBND tỉnh", None), ("UBND tỉnh", Some(("checked", "1"))), ("UBND tỉnh Phú Thọ", None)]
        {
            let rows = rows(n, issuer);
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let (path, page) = looked(&shop, &clerk, &rows).await;
            let before = shop.ground.db.queries();
            assert_eq!(clerk.submit(&page, &path, with.as_slice()).await.status, 303);
            asked.push(shop.ground.db.queries() - before);
        }
        spent.push(asked);
        let done = "SELECT count(*) FROM certificates WHERE checked_at IS NOT NULL AND issuer = 'UBND tỉnh Phú Thọ' \
                    AND number LIKE";
        assert_eq!(number(&shop, &format!("{done} '{n}-%'")).await, i64::try_from(n).unwrap());
    }
    assert_eq!(spent[0], spent[1], "queries for five papers and for fifty");
    for act in ["paper.added", "paper.checked", "paper.corrected"] {
        assert_eq!(number(&shop, &format!("SELECT count(*) FROM acts WHERE act = '{act}'")).await, 55, "{act}");
    }
    let unsaid = "SELECT count(*) FROM acts WHERE act LIKE 'paper.%' AND why = '' AND evidence = ''";
    assert_eq!(number(&shop, unsaid).await, 0, "the log says what spoke for each");
    // A claim of one's own goes with the decision.
    let new = rows(3, "Chi cục");
    let new: Vec<&str> = new.iter().map(String::as_str).collect();
    let (path, page) = looked(&shop, &clerk, &new).await;
    assert_eq!(clerk.submit(&page, &path, &[]).await.status, 303);
    let id = number(&shop, "SELECT id FROM certificates WHERE number = '3-1/QĐ'").await;
    assert_eq!(clerk.post(&format!("/office/inbox/paper/{id}/open"), &[]).await.status, 303);
    let (path, page) = looked(&shop, &clerk, &new).await;
    assert_eq!(clerk.submit(&page, &path, &[("checked", "1")]).await.status, 303);
    assert_eq!(number(&shop, "SELECT count(*) FROM claims").await, 0);
    assert_eq!(number(&shop, "SELECT count(*) FROM certificates WHERE checked_at IS NOT NULL").await, 58);
}
