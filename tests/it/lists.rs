//! Any list of the office as a file: the rows that its page shows under its filters, and nothing in them that a spreadsheet
//! would run.

use market::platform::sheet_read::{self, Limits};
use reqwest::Method;

use super::households::{clerk_as, number, run, word};
use super::support::{self, Client, TestShop, build, placed};

/// Every list with a filter that leaves something out.
const LISTS: [(&str, &str); 10] = [
    ("/office/orders", "state=placed"),
    ("/office/producers", "q=formula"),
    ("/office/searches", "days=7"),
    ("/office/listings", ""),
    ("/office/lots", "q=formula"),
    ("/office/vouchers", ""),
    ("/office/money/transfers", "state=open&problem=unknown"),
    ("/office/money/refunds", ""),
    ("/office/money/postings", ""),
    ("/office/people", ""),
];

const LIMITS: Limits =
    Limits { bytes: 1 << 24, unpacked: 1 << 26, text: 1 << 24, rows: 30_000, cell: 10_000, breaks: 1_000 };

/// What would run in a spreadsheet, as a name or a note.
const FORMULA: &str = "=cmd|''/c calc''!A0 formula";

/// A shop in which every list has rows, some of them hostile.
async fn filled() -> (TestShop, Client) {
    let shop = support::shop().await;
    let clerk = clerk_as(&shop, "admin").await;
    let house = build::producer(&shop, "=1+1 formula").await;
    let other = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "@SUM(A1) formula", 98_000, 50).await;
    build::goods(&shop, other, "Cá thính", 98_000, 50).await;
    for _ in 0..3 {
        placed::order(&shop, &[(fish, 1)], "carrier").await;
    }
    super::money::support::market_account(&shop).await;
    run(
        &shop,
        &format!(
            "UPDATE orders SET buyer_name = '{FORMULA}'; \
             UPDATE parcels SET state = 'confirmed' WHERE id = (SELECT min(id) FROM parcels); \
             INSERT INTO searches (day, words, typed, times, empty) VALUES ('2026-11-23', 'x', '{FORMULA}', 2, 1), ('2026-11-01', 'y', 'y', 2, 1); \
             INSERT INTO revisions (product_id, state, seq, content, submitted_at) \
               SELECT id, 'submitted', 1, jsonb_build_object('name', '{FORMULA}'), now() FROM products; \
             INSERT INTO lots (code, token, producer_id, product_id, made_on, quantity, unit, diary_from, name_vi, name_en) \
               SELECT 'AAAAAAA' || substr('23456789', (row_number() OVER ())::int, 1), md5(p.id::text), p.producer_id, p.id, '2026-11-20', 5, 'g', '2026-11-20', p.name_vi, '' FROM products p; \
             INSERT INTO vouchers (code, amount, starts_at, ends_at, borne_by, note) VALUES ('TET', 5000, now(), now() + interval '1 day', 'market', '{FORMULA}'); \
             INSERT INTO transfers (source, external_id, account_id, amount, content, payer_name, came_at, confirmed_by_bank, state, problem) \
               SELECT 'sepay', n::text, b.id, 1000, '{FORMULA}', '-2+3', now(), true, 'open', CASE WHEN n = 1 THEN 'over' ELSE 'unknown' END \
               FROM bank_accounts b, generate_series(1, 3) n; \
             INSERT INTO refunds (key, transfer_id, amount, method, reason) SELECT 'k' || id, id, 1000, 'bank_transfer', 'x' FROM transfers WHERE problem = 'over'; \
             INSERT INTO data_requests (account_id, kind, how, received_at, answer_by, due_at, outcome) VALUES ({clerk}, 'see', 'phone', now(), now(), now(), '{FORMULA}')"
        ),
    )
    .await;
    let client = shop.signed_in(clerk).await;
    let new = "/office/money/postings/new";
    let form = client.get(new).await;
    let fields =
        [("debit", "bank"), ("credit", "adjustment"), ("amount", "5k"), ("memo", "=1+1 formula"), ("step", "write")];
    assert_eq!(client.submit(&form, new, &fields).await.status, 303);
    (shop, client)
}

/// A CSV as rows of cells, the head first.
fn cells(csv: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[actix_web::test]
async fn a_file_has_the_rows_of_its_page_and_nothing_that_runs() {
    let (shop, clerk) = filled().await;
    for (path, filter) in LISTS {
        let page = clerk.get(&format!("{path}?{filter}")).await;
        assert_eq!(page.status, 200, "{path}");
        let shown = page.texts("main tbody tr").len() + page.texts("main article.line").len();
        assert!(shown > 0, "{path} shows nothing: {}", page.words());
        // The way there stands on the page, with the filter.
        let links = page.attributes("main a[href*='.csv'], main a[href*='.xlsx']", "href");
        assert_eq!(links.len(), 2, "{path}: {links:?}");
        let csv = clerk.get(&links[1]).await;
        assert_eq!((csv.status, csv.header("cache-control")), (200, "no-store"), "{path}");
        let rows = cells(&csv.body);
        assert_eq!(rows.len(), shown + 1, "{path}: {}", csv.body);
        let width = rows[0].len();
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '@', '+']) && !cell.starts_with("-2+3"), "{path} runs {cell}");
        }
        assert!(rows.iter().all(|row| row.len() == width));
        let hostile = if path.ends_with("refunds") { "-2+3" } else { "formula" };
        assert!(
            rows.iter().skip(1).flatten().any(|cell| cell.contains(hostile)),
            "{path} lost the words: {}",
            csv.body
        );
        let book = clerk.request(Method::GET, &links[0]).send().await.unwrap();
        assert!(book.headers()["content-type"].to_str().unwrap().contains("spreadsheetml"), "{path}");
        let bytes = book.bytes().await.unwrap();
        let sheets = sheet_read::read(&bytes, &LIMITS, |_| 1).unwrap();
        assert_eq!(sheets[0].len(), rows.len(), "{path}: the same rows in the workbook");
        let taken = "SELECT after ->> 'rows' AS word FROM acts WHERE act = 'list.taken' ORDER BY id DESC LIMIT 1";
        assert_eq!(word(&shop, taken).await, shown.to_string(), "{path}");
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts WHERE act = 'list.taken'").await, 20);
    // What the filter leaves out is not in the file either.
    assert_eq!(cells(&clerk.get("/office/orders.csv").await.body).len(), 4);
    assert_eq!(cells(&clerk.get("/office/orders.csv?state=confirmed").await.body).len(), 2);
    assert_eq!(cells(&clerk.get("/office/producers.csv?q=ba+lua").await.body).len(), 2);
    assert_eq!(cells(&clerk.get("/office/money/transfers.csv?state=open&problem=over").await.body).len(), 2);
    assert!(clerk.get("/office/orders.csv?lang=en").await.body.contains("Order,Ordered,"), "in the reader's language");
}

#[actix_web::test]
async fn all_pages_are_in_the_file_and_too_many_are_told_to_be() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let rows = |n: i32| {
        format!(
            "INSERT INTO accounts (phone, name, password_hash) SELECT '+8497' || lpad(n::text, 7, '0'), 'x', '!' FROM generate_series(1, {n}) n; \
             INSERT INTO data_requests (account_id, kind, how, received_at, answer_by, due_at) \
               SELECT id, 'see', 'phone', now(), now(), now() + (id / 7) * interval '1 minute' FROM accounts WHERE name = 'x'"
        )
    };
    run(&shop, &rows(1_200)).await;
    let csv = clerk.get("/office/people.csv").await;
    let found = cells(&csv.body);
    let ids: std::collections::BTreeSet<_> = found.iter().skip(1).map(|row| row[0].clone()).collect();
    assert_eq!((found.len(), ids.len()), (1_201, 1_200), "each once");
    run(&shop, "DELETE FROM data_requests; DELETE FROM accounts WHERE name = 'x'").await;
    run(&shop, &rows(20_001)).await;
    let csv = clerk.get("/office/people.csv").await;
    let found = cells(&csv.body);
    assert_eq!(found.len(), 20_002);
    assert!(found[20_001][0].contains("20.000 dòng đầu"), "{:?}", found[20_001]);
}

#[actix_web::test]
async fn a_file_asks_for_the_right_of_its_page_and_takes_any_query() {
    let (shop, admin) = filled().await;
    for role in ["moderator", "promoter", "finance", "support"] {
        let client = shop.signed_in(clerk_as(&shop, role).await).await;
        for (path, _) in LISTS {
            let (page, file) = (client.get(path).await.status, client.get(&format!("{path}.csv")).await.status);
            assert_eq!(page == 403, file == 403, "{role} {path}: {page} {file}");
        }
    }
    for (path, _) in LISTS {
        for query in [
            "q=%00&state=%00&days=x&after=1.1",
            "state=none&problem=none&standing=none&commune=%27&shown=x",
            "q=%25%5F%5C",
        ] {
            let answer = admin.get(&format!("{path}.csv?{query}")).await;
            assert_eq!(answer.status, 200, "{path} {query}");
        }
        assert_eq!(admin.get(&format!("{path}.pdf")).await.status, 404, "{path}");
    }
}
