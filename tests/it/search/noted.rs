//! What people look for: counted once for each search, for nobody's name, and read by the office.

use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use market::catalog::shelf;
use market::platform::jobs::Job as _;
use market::search::log::SweepSearches;
use market::search::vocabulary;

use crate::support::{self, Answer, Client, TestShop, build};

#[derive(Debug, PartialEq, Eq, QueryableByName)]
struct Noted {
    #[diesel(sql_type = Text)]
    words: String,
    #[diesel(sql_type = Text)]
    typed: String,
    #[diesel(sql_type = BigInt)]
    times: i64,
    #[diesel(sql_type = BigInt)]
    empty: i64,
}

async fn stocked() -> TestShop {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Nhà Bà Lụa").await;
    build::goods(&shop, producer, "Mật ong", 90_000, 9).await;
    shelf::refresh_all(&mut *shop.conn().await, shop.ground.clock.today()).await.unwrap();
    shop
}

async fn search(client: &Client, query: &str) -> Answer {
    let page = client.get(&format!("/search?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.body);
    page
}

/// All that is noted, once it is so many searches, which nobody who searches waits for.
async fn noted(shop: &TestShop, searches: i64) -> Vec<Noted> {
    for _ in 0..100 {
        let rows: Vec<Noted> = diesel::sql_query(
            "SELECT words, typed, times::bigint AS times, empty::bigint AS empty FROM searches WHERE times > 0 ORDER BY words",
        )
        .load(&mut shop.conn().await)
        .await
        .unwrap();
        let total: i64 = rows.iter().map(|row| row.times).sum();
        assert!(total <= searches, "{rows:?}");
        if total == searches {
            return rows;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not {searches} searches were noted");
}

async fn sql(shop: &TestShop, statement: &str) {
    shop.conn().await.batch_execute(statement).await.unwrap();
}

fn row(words: &str, typed: &str, times: i64, empty: i64) -> Noted {
    Noted { words: words.to_owned(), typed: typed.to_owned(), times, empty }
}

#[actix_web::test]
async fn one_wish_is_one_row_and_only_a_whole_search_counts() {
    let shop = stocked().await;
    let guest = shop.guest();
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    for (client, query) in [
        // None of these is a search of its own: narrowed, read on, or looked up by the office.
        (&guest, "q=s%E1%BA%A7u+ri%C3%AAng&stock=in"),
        (&guest, "q=s%E1%BA%A7u+ri%C3%AAng&near=08761"),
        (&guest, "q=s%E1%BA%A7u+ri%C3%AAng&page=2"),
        (&guest, "q=mat+ong&price_to=5"),
        (&clerk, "q=s%E1%BA%A7u+ri%C3%AAng"),
    ] {
        search(client, query).await;
    }
    search(&guest, "q=S%E1%BA%A7u+ri%C3%AAng").await;
    noted(&shop, 1).await;
    search(&guest, "q=sau++RIENG").await;
    search(&guest, "q=mat+ong").await;
    search(&guest, "q=mat+ong&sort=price").await;
    // A household is found, though no goods are called so.
    search(&guest, "q=ba+lua").await;
    let rows = noted(&shop, 5).await;
    let wanted = [row("ba lua", "ba lua", 1, 0), row("mat ong", "mat ong", 2, 0), row("sau rieng", "Sầu riêng", 2, 2)];
    assert_eq!(rows, wanted);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(noted(&shop, 5).await, wanted);
}

#[actix_web::test]
async fn a_search_that_is_longer_in_words_than_as_it_was_typed_is_noted_too() {
    let shop = stocked().await;
    let typed = format!("1l 2l 3l 4l 5l 6l 7l {}", "x".repeat(59));
    search(&shop.guest(), &format!("q={}", typed.replace(' ', "+"))).await;
    let rows = noted(&shop, 1).await;
    assert!(rows[0].typed == typed && rows[0].words.starts_with("1000ml 2000ml "), "{rows:?}");
}

#[actix_web::test]
async fn what_is_shown_in_the_place_of_what_is_lacking_was_missed() {
    let shop = stocked().await;
    vocabulary::rebuild(&mut *shop.conn().await).await.unwrap();
    let guest = shop.guest();
    // All that is left of it is the place, and the honey from there.
    let page = search(&guest, "q=s%E1%BA%A7u+ri%C3%AAng+L%E1%BA%ADp+Th%E1%BA%A1ch").await;
    assert_eq!(page.texts("#goods .card-name a"), ["Mật ong"], "{}", page.words());
    // Left out here is only a word that says nothing.
    let page = search(&guest, "q=gia+mat+ong").await;
    assert_eq!(page.texts("#goods .card-name a"), ["Mật ong"], "{}", page.words());
    let wanted = [row("gia mat ong", "gia mat ong", 1, 0), row("sau rieng lap thach", "sầu riêng Lập Thạch", 1, 1)];
    assert_eq!(noted(&shop, 2).await, wanted);
}

#[actix_web::test]
async fn what_has_the_accents_nowhere_was_missed_and_the_page_says_so() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Nhà Bà Lụa").await;
    for name in ["Dưa muối xổi", "Nấm sò"] {
        build::goods(&shop, producer, name, 90_000, 9).await;
    }
    shelf::refresh_all(&mut *shop.conn().await, shop.ground.clock.today()).await.unwrap();
    vocabulary::rebuild(&mut *shop.conn().await).await.unwrap();
    let guest = shop.guest();
    let said = "Không có món nào ghi “dứa” đúng cả dấu.";
    let page = search(&guest, "q=d%E1%BB%A9a").await;
    assert_eq!(page.texts("#goods .card-name a"), ["Dưa muối xổi"], "{}", page.words());
    assert!(page.words().contains(said), "{}", page.words());
    // Another word was taken for it, and the page says which.
    let page = search(&guest, "q=xo%C3%A0i").await;
    assert_eq!(page.texts("#goods .card-name a"), ["Dưa muối xổi"], "{}", page.words());
    // With its accents, without any, or with one too few it is there; and so are goods in another size.
    for query in ["q=d%C6%B0a", "q=dua", "q=n%E1%BA%A5m+so", "q=n%C3%A2m", "q=n%E1%BA%A5m+s%C3%B2+7kg"] {
        let page = search(&guest, query).await;
        assert!(!page.words().contains("đúng cả dấu"), "{query}: {}", page.words());
    }
    let rows = noted(&shop, 7).await;
    let missed: Vec<(&str, i64)> = rows.iter().map(|row| (row.words.as_str(), row.empty)).collect();
    assert_eq!(missed, [("dua", 1), ("nam", 0), ("nam so", 0), ("nam so 7000g", 0), ("xoai", 1)]);
}

#[actix_web::test]
async fn another_name_finds_the_same_in_the_same_order() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Nhà Bà Lụa").await;
    for name in ["Lạc nhân đỏ", "Kẹo lạc vừng", "Đậu tương"] {
        build::goods(&shop, producer, name, 90_000, 9).await;
    }
    shelf::refresh_all(&mut *shop.conn().await, shop.ground.clock.today()).await.unwrap();
    let guest = shop.guest();
    let names = async |query: &str| search(&guest, query).await.texts("#goods .card-name a");
    let peanuts = names("q=l%E1%BA%A1c").await;
    assert_eq!(peanuts, ["Lạc nhân đỏ", "Kẹo lạc vừng"]);
    assert_eq!(names("q=%C4%91%E1%BA%ADu+ph%E1%BB%99ng").await, peanuts);
}

#[actix_web::test]
async fn a_page_that_answers_is_shown_and_no_word_is_read_otherwise() {
    let shop = stocked().await;
    let producer = build::producer(&shop, "Nhà Khô").await;
    build::goods(&shop, producer, "Chuyển khô an", 90_000, 9).await;
    shelf::refresh_all(&mut *shop.conn().await, shop.ground.clock.today()).await.unwrap();
    vocabulary::rebuild(&mut *shop.conn().await).await.unwrap();
    let page = search(&shop.guest(), "q=chuy%E1%BB%83n+kho%E1%BA%A3n").await;
    assert!(page.texts("#goods .card-name a").is_empty(), "{}", page.words());
    assert!(page.attributes(".named a", "href").contains(&"/pages/terms".to_owned()), "{}", page.words());
    assert_eq!(noted(&shop, 1).await, [row("chuyen khoan", "chuyển khoản", 1, 0)]);
}

#[actix_web::test]
async fn a_flood_of_made_up_words_fills_no_disk_and_old_days_are_swept() {
    let shop = stocked().await;
    sql(
        &shop,
        "INSERT INTO searches (day, words, typed) SELECT '2026-11-23', 'tu ' || n, 'từ ' || n FROM generate_series(1, 4999) n;
         INSERT INTO searches (day, words, typed, times) SELECT day, 'cu', 'cũ', 0 FROM (VALUES (date '2026-11-23' - 400), (date '2026-11-23' - 401),
           (date '2020-01-01')) d (day)",
    )
    .await;
    let guest = shop.guest();
    search(&guest, "q=sau+rieng").await;
    noted(&shop, 1).await;
    search(&guest, "q=chom+chom").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    search(&guest, "q=sau+rieng").await;
    assert_eq!(noted(&shop, 2).await, [row("sau rieng", "sau rieng", 2, 2)], "the 5,001st of the day is not noted");

    SweepSearches {}.run(shop.ground.clone()).await.unwrap();
    #[derive(QueryableByName)]
    struct Days {
        #[diesel(sql_type = Text)]
        days: String,
    }
    let left: Days =
        diesel::sql_query("SELECT string_agg(DISTINCT day::text, ' ' ORDER BY day::text) AS days FROM searches")
            .get_result(&mut shop.conn().await)
            .await
            .unwrap();
    assert_eq!(left.days, "2025-10-19 2026-11-23");
}

#[actix_web::test]
async fn the_office_reads_what_was_missed_first_and_then_what_is_wanted_most() {
    let shop = stocked().await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let empty = clerk.get("/office/searches").await;
    assert!(empty.texts("table").is_empty(), "{}", empty.words());
    sql(
        &shop,
        "INSERT INTO searches (day, words, typed, times, empty) VALUES
           ('2026-11-23', 'sau rieng', 'sầu riêng', 3, 2), ('2026-11-22', 'sau rieng', 'Sau Rieng', 2, 2),
           ('2026-11-17', 'mat ong', 'mật ong', 1200, 0),
           ('2026-11-23', 'script alert 1 script', '<script>alert(1)</script> & \"x\"', 6, 3),
           ('2026-11-16', 'chom chom', 'chôm chôm', 9, 9)",
    )
    .await;
    let page = clerk.get("/office/searches").await;
    let cells = |page: &Answer, table: &str| page.texts(&format!("{table} ~ div table tbody :is(th, td.num)"));
    let script = "<script>alert(1)</script> & \"x\"";
    assert_eq!(cells(&page, "#missed"), ["sầu riêng", "4", "5", script, "3", "6"], "{}", page.words());
    assert_eq!(cells(&page, "#most"), ["mật ong", "1.200", script, "6", "sầu riêng", "5"]);
    assert!(!page.body.contains("<script>alert"), "what was typed is shown, not run");
    let links = page.attributes("#missed ~ div table a", "href");
    assert_eq!(links[0], "/search?q=s%E1%BA%A7u+ri%C3%AAng");
    assert_eq!(clerk.get(&links[1]).await.status, 200);
    assert_eq!(page.texts("a[aria-current=true]"), ["7 ngày qua"]);

    let month = clerk.get("/office/searches?days=30").await;
    assert_eq!(cells(&month, "#missed")[..3], ["chôm chôm", "9", "9"]);
    assert_eq!(month.texts("a[aria-current=true]"), ["30 ngày qua"]);
    for odd in ["0", "-7", "99999999999999999999", "x%00", "%FF", ""] {
        let page = clerk.get(&format!("/office/searches?days={odd}")).await;
        assert!([200, 400].contains(&page.status), "{odd}: {}", page.status);
    }
}
