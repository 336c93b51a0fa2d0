//! Any list of the office as a file: the rows that its page shows under its filters, and nothing in them that a spreadsheet
//! would run.

use market::accounts::rights::TABLE;
use market::platform::sheet_read::{self, Limits};
use reqwest::Method;

use super::desk::first_table;
use super::households::{clerk_as, number, run, word};
use super::know::shape;
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
pub const FORMULA: &str = "=cmd|''/c calc''!A0 formula";

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
               SELECT (ARRAY['AAAAAAAN', 'BBBBBBBW'])[(row_number() OVER ())::int], md5(p.id::text), p.producer_id, p.id, '2026-11-20', 5, 'g', '2026-11-20', p.name_vi, '' FROM products p; \
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
pub fn cells(csv: &str) -> Vec<Vec<String>> {
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

/// Lists whose rows stand beside others on their page, or in no table: the page with a filter, the file, what one row is.
const MORE: [(&str, &str, &str); 35] = [
    ("/office/inbox?kind=transfer", "/office/inbox", "[data-keys] tbody tr"),
    ("/office/inbox", "/office/inbox", "[data-keys] tbody tr"),
    ("/office/inbox/reasons", "/office/inbox/reasons", "main section > ul.stack > li > details > summary"),
    ("/office/complaints?which=waiting", "/office/complaints", "main tbody tr"),
    ("/office/complaints/kinds", "/office/complaints/kinds", "main tbody tr"),
    ("/office/takedowns", "/office/takedowns", "main section.panel"),
    ("/office/phrases", "/office/phrases", "ul.pick > li"),
    ("/office/reviews?which=hidden", "/office/reviews", "main tbody tr"),
    ("/office/reviews", "/office/reviews", "main tbody tr"),
    ("/office/spotlights?state=over", "/office/spotlights", "main tbody tr"),
    ("/office/collections", "/office/collections", "main tbody tr"),
    ("/office/news", "/office/news", "main tbody tr"),
    ("/office/pages", "/office/pages", "main tbody tr"),
    ("/office/broadcasts", "/office/broadcasts", "main tbody tr"),
    ("/office/reports/monthly", "/office/reports/monthly", "main tbody tr"),
    ("/office/money/webhooks?provider=sepay", "/office/money/webhooks", "section[aria-labelledby=list] tbody tr"),
    ("/office/money/statements/1", "/office/money/statements/1", "main tbody tr"),
    ("/office/money/books/1", "/office/money/books/1", "main tbody tr"),
    ("/office/jobs/checks/1", "/office/jobs/checks/1", "main tbody tr"),
    ("/office/money", "/office/money", "section[aria-labelledby=trial] tbody tr:not(:last-child)"),
    ("/office/money/payouts", "/office/money/payouts/batches", "section[aria-labelledby=before] tbody tr"),
    ("/office/money/settings", "/office/money/settings/commission", "section[aria-labelledby=com] tbody tr"),
    ("/office/money/settings", "/office/money/settings/tax", "section[aria-labelledby=tax] tbody tr"),
    ("/office/setup/rules", "/office/setup/rules", "main tbody tr"),
    ("/office/setup/categories", "/office/setup/categories", "main tbody tr"),
    ("/office/setup/units", "/office/setup/units", "main tbody tr"),
    ("/office/setup/communes", "/office/setup/communes", "section[aria-labelledby=served] tbody tr"),
    ("/office/setup/communes?q=08842", "/office/setup/communes", "section[aria-labelledby=found] tbody tr"),
    ("/office/setup/delivery", "/office/setup/delivery", "section[aria-labelledby=rates] tbody tr"),
    ("/office/setup/delivery/provinces", "/office/setup/delivery/provinces", "main select"),
    ("/office/setup/points", "/office/setup/points", "main tbody tr"),
    ("/office/setup/hours", "/office/setup/hours", "main tbody tr"),
    ("/office/setup/messages", "/office/setup/messages", "main section > ul.stack > li > p"),
    ("/office/jobs", "/office/jobs", "section[aria-labelledby=dead] tbody tr"),
    ("/office/staff", "/office/staff", "section[aria-labelledby=people] > ul > li"),
];

/// Rows for all of them, hostile where somebody types them.
pub async fn crowded() -> (TestShop, Client) {
    let (shop, client) = filled().await;
    run(
        &shop,
        &format!(
            "INSERT INTO complaints (token, parcel_id, kind, wish, answer_by, settle_by) \
               SELECT repeat('a', 32), min(id), 'other', 'talk', now() + interval '1 day', now() + interval '2 days' FROM parcels; \
             INSERT INTO takedowns (product_id, authority, reference, reason, asked_at, noted_by) \
               SELECT min(p.id), '{FORMULA}', '-2+3', '@SUM(A1)', now(), (SELECT min(account_id) FROM clerks) FROM products p; \
             INSERT INTO banned_phrases (words) VALUES ('=1+1 formula'); \
             INSERT INTO reason_templates (kind, text_vi) VALUES ('listing', '{FORMULA}'); \
             ALTER TABLE reviews DISABLE TRIGGER USER; \
             INSERT INTO reviews (parcel_id, producer_id, product_id, stars, words, hidden_at, hidden_by, hidden_why, hidden_words) \
               SELECT p.id, p.producer_id, l.product_id, 5, '{FORMULA}', \
                      CASE WHEN p.id = (SELECT min(id) FROM parcels) THEN now() END, \
                      CASE WHEN p.id = (SELECT min(id) FROM parcels) THEN (SELECT min(account_id) FROM clerks) END, \
                      CASE WHEN p.id = (SELECT min(id) FROM parcels) THEN 'law' END, \
                      CASE WHEN p.id = (SELECT min(id) FROM parcels) THEN 'x' ELSE '' END \
               FROM parcels p JOIN order_lines l ON l.parcel_id = p.id; \
             ALTER TABLE reviews ENABLE TRIGGER USER; \
             INSERT INTO spotlights (product_id, starts_at, ends_at, why) \
               SELECT min(id), now() - interval '9 days', now() - interval '1 second', '{FORMULA}' FROM products; \
             INSERT INTO spotlights (product_id, starts_at, ends_at) SELECT max(id), now(), now() + interval '1 day' FROM products; \
             INSERT INTO collections (slug, title_vi, starts_at, ends_at) VALUES ('tet', '{FORMULA}', now(), now() + interval '1 day'); \
             INSERT INTO news (slug, title_vi, body_vi) VALUES ('tin', '{FORMULA}', 'x'); \
             INSERT INTO broadcasts (body, made_by) SELECT '{FORMULA}', min(account_id) FROM clerks; \
             INSERT INTO monthly_reports (month, place, asked_by) SELECT '2026-10-01', 'Lập Thạch', min(account_id) FROM clerks; \
             INSERT INTO webhooks (provider, external_id, kind, body) VALUES ('sepay', 'a', '{FORMULA}', ''), ('stripe', 'b', 'x', ''); \
             INSERT INTO payout_batches (day) VALUES ('2026-11-20'); \
             INSERT INTO statements (name, account_id, content_hash, rows, uploaded_by) \
               SELECT '11.csv', min(id), 'x', jsonb_build_object('problems', '[]'::jsonb, 'debits', 0, 'columns', '[]'::jsonb, 'rows', \
                 jsonb_build_array(jsonb_build_object('line', 3, 'at', '2026-11-22T17:00:00Z', 'amount', 5000, 'content', '{FORMULA}', \
                   'bank_reference', 'FT1', 'payer_name', NULL, 'payer_account', NULL))), (SELECT min(account_id) FROM clerks) \
               FROM bank_accounts; \
             INSERT INTO book_checks (faults) VALUES (1); \
             INSERT INTO book_faults (check_id, n, rule, place, expected, found) \
               SELECT id, 1, '=1+1 formula', '{FORMULA}', 1, 2 FROM book_checks; \
             INSERT INTO pickup_points (code, name_vi, name_en, commune_code, hours_vi, hours_en) \
               VALUES ('cho', '{FORMULA}', '{FORMULA}', '08761', 'h', 'h'); \
             INSERT INTO certificate_imports (made_by, file_name, rows) \
               SELECT min(account_id), 'ds.csv', jsonb_build_array( \
                 jsonb_build_object('line', 2, 'fields', jsonb_build_object('household', '{FORMULA}', 'number', '12/QĐ', 'kind', 'ocop'), 'broken', '[]'::jsonb), \
                 jsonb_build_object('line', 3, 'fields', jsonb_build_object('household', '-2+3'), 'broken', '[\"issued_on\"]'::jsonb)) \
               FROM clerks; \
             INSERT INTO jobs (kind, payload, dead_at, attempts, last_error) VALUES ('lost', '{{}}', now(), 8, '{FORMULA}')"
        ),
    )
    .await;
    (shop, client)
}

/// The page at `path` shows `rows` and leads to a `file` of the same rows, in which nothing runs.
pub async fn same(clerk: &Client, path: &str, file: &str, rows: &str) {
    let page = clerk.get(path).await;
    assert_eq!(page.status, 200, "{path}");
    let shown = page.texts(rows).len();
    assert!(shown > 0, "{path} shows nothing: {}", page.words());
    let links = page.attributes("main a[href*='.csv'], main a[href*='.xlsx']", "href");
    let link = |end: &str| links.iter().find(|to| to.starts_with(&format!("{file}.{end}"))).cloned();
    let (book, csv) = (link("xlsx"), link("csv"));
    let (Some(book), Some(csv)) = (book, csv) else { panic!("{path} leads to no {file}: {links:?}") };
    let csv = clerk.get(&csv).await;
    assert_eq!((csv.status, csv.header("cache-control")), (200, "no-store"), "{path}");
    let found = cells(&csv.body);
    assert_eq!(found.len(), shown + 1, "{path}: {}", csv.body);
    for cell in found.iter().flatten() {
        assert!(!cell.starts_with(['=', '@', '+']) && !cell.starts_with("-2+3"), "{path} runs {cell}");
        assert!(!cell.starts_with("Unknown localization"), "{path}: {cell}");
    }
    let answer = clerk.request(Method::GET, &book).send().await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().contains("spreadsheetml"), "{path}");
    let sheets = sheet_read::read(&answer.bytes().await.unwrap(), &LIMITS, |_| 1).unwrap();
    assert_eq!(sheets[0].len(), found.len(), "{path}: the same rows in the workbook");
}

#[actix_web::test]
async fn what_a_household_has_and_where_a_lot_went_are_files_too() {
    let (shop, clerk) = crowded().await;
    run(
        &shop,
        &format!(
            "INSERT INTO lot_lines (order_line_id, lot_id, qty) \
               SELECT l.id, t.id, 1 FROM order_lines l JOIN lots t ON t.product_id = l.product_id; \
             INSERT INTO bank_accounts (producer_id, bin, number, holder) SELECT min(id), '970405', '1234567890', 'TRAN VAN BEN' FROM producers; \
             INSERT INTO certificates (producer_id, kind, label, number, issued_on) \
               SELECT min(id), 'other', '=1+1 formula', '@SUM(A1)', '2026-01-01' FROM producers; \
             INSERT INTO payouts (batch_id, producer_id, bank_account_id, amount, state, settled_at, note) \
               SELECT t.id, b.producer_id, b.id, 98000, 'paid', now(), '{FORMULA}' FROM bank_accounts b, payout_batches t \
               WHERE b.producer_id IS NOT NULL"
        ),
    )
    .await;
    let slug = word(&shop, "SELECT slug AS word FROM producers ORDER BY id LIMIT 1").await;
    let lot = word(&shop, "SELECT t.code AS word FROM lots t JOIN lot_lines x ON x.lot_id = t.id LIMIT 1").await;
    let household = format!("/office/producers/{slug}");
    let (lot, money) = (format!("/office/lots/{lot}"), format!("/office/money/households/{slug}"));
    for (path, tail, rows) in [
        (&household, "products", "section[aria-labelledby=goods] tbody tr"),
        (&household, "parcels", "section[aria-labelledby=open] tbody tr"),
        (&household, "papers", "section[aria-labelledby=papers] ul.stack > li"),
        (&lot, "parcels", "section[aria-labelledby=went] li"),
        (&money, "payouts", "main tbody tr"),
    ] {
        same(&clerk, path, &format!("{path}/{tail}"), rows).await;
    }
    assert!(clerk.get(&format!("{household}/products.csv")).await.body.contains("'@SUM(A1) formula"));
    let taken = "SELECT count(*) AS n FROM acts WHERE act = 'list.taken'";
    assert_eq!(number(&shop, taken).await, 11, "each stands in the log");
    for gone in [
        "/office/producers/nobody/products.csv",
        "/office/producers/nobody/parcels.xlsx",
        "/office/producers/nobody/papers.csv",
        "/office/lots/ZZZZZZZZ/parcels.csv",
        "/office/money/households/nobody/payouts.csv",
    ] {
        assert_eq!(clerk.get(gone).await.status, 404, "{gone}");
    }
    assert_eq!(number(&shop, taken).await, 11, "what is not there is taken by nobody");
    // More than the page shows are in the file all the same.
    run(
        &shop,
        "INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, season, storage_class, ship_scope, tax_class, state) \
         SELECT 'mon-' || n, p.producer_id, p.category_id, 'Bưởi', '', p.season, p.storage_class, p.ship_scope, p.tax_class, 'hidden' \
         FROM (SELECT * FROM products ORDER BY id LIMIT 1) p, generate_series(1, 201) n",
    )
    .await;
    assert_eq!(clerk.get(&household).await.texts("section[aria-labelledby=goods] tbody tr").len(), 200);
    assert_eq!(cells(&clerk.get(&format!("{household}/products.csv")).await.body).len(), 1 + 202);
}

#[actix_web::test]
async fn each_list_of_the_office_has_its_file() {
    let (shop, clerk) = crowded().await;
    for (path, file, rows) in MORE {
        same(&clerk, path, file, rows).await;
    }
    let taken = "SELECT count(*) AS n FROM acts WHERE act = 'list.taken'";
    assert_eq!(number(&shop, taken).await, 2 * i64::try_from(MORE.len()).unwrap(), "each stands in the log");
    // What the filter leaves out is not in the file either.
    for (file, none) in [
        ("/office/complaints", "which=ended"),
        ("/office/reviews", "which=reported"),
        ("/office/spotlights", "state=coming"),
        ("/office/money/webhooks", "provider=casso"),
        ("/office/takedowns", "only=999999"),
        ("/office/inbox", "kind=identity"),
    ] {
        assert!(cells(&clerk.get(&format!("{file}.csv")).await.body).len() > 1, "{file}");
        assert_eq!(cells(&clerk.get(&format!("{file}.csv?{none}")).await.body).len(), 1, "{file} {none}");
    }
    // Empty in this shop, and a file all the same.
    for file in
        ["/office/money/payouts/list", "/office/money/payouts/standing", "/office/money/cash", "/office/certificates"]
    {
        assert_eq!(cells(&clerk.get(&format!("{file}.csv?day=x")).await.body).len(), 1, "{file}");
    }
    let id = number(&shop, "SELECT id AS n FROM broadcasts").await;
    assert_eq!(cells(&clerk.get(&format!("/office/broadcasts/{id}.csv?fate=sent")).await.body).len(), 1);
    assert_eq!(clerk.get("/office/broadcasts/999999.csv").await.status, 404);
}

#[actix_web::test]
async fn a_clerk_gets_the_files_of_the_pages_that_open_to_them() {
    let (shop, admin) = crowded().await;
    for role in ["moderator", "promoter", "finance", "support"] {
        let client = shop.signed_in(clerk_as(&shop, role).await).await;
        for (path, file, _) in MORE {
            let (page, file) = (client.get(path).await.status, client.get(&format!("{file}.csv")).await.status);
            assert_eq!(page == 403, file == 403, "{role} {path}: {page} {file}");
        }
        // What waits for others is not in one's own inbox, nor in its file.
        let theirs = cells(&client.get("/office/inbox.csv").await.body).len();
        let all = cells(&admin.get("/office/inbox.csv").await.body).len();
        assert!(theirs < all, "{role}: {theirs} of {all}");
    }
    for (_, file, _) in MORE {
        for query in ["q=%00&state=%00&which=x&slot=%27&after=1.1&only=x&provider=%00&kind=%00", "q=%25%5F%5C"] {
            assert_eq!(admin.get(&format!("{file}.csv?{query}")).await.status, 200, "{file} {query}");
        }
        assert_eq!(admin.get(&format!("{file}.pdf")).await.status, 404, "{file}");
    }
}

#[actix_web::test]
async fn whoever_takes_any_file_of_the_office_along_stands_in_the_log() {
    let (shop, clerk) = crowded().await;
    run(
        &shop,
        "INSERT INTO certificates (producer_id, kind, label, number, issued_on) \
         SELECT min(id), 'other', 'x', 'A1', '2026-01-01' FROM producers",
    )
    .await;
    let taken = async || number(&shop, "SELECT count(*) AS n FROM acts").await;
    let slug = word(&shop, "SELECT slug AS word FROM producers ORDER BY id LIMIT 1").await;
    let lot = word(&shop, "SELECT code AS word FROM lots ORDER BY id LIMIT 1").await;
    let code = word(&shop, "SELECT code AS word FROM orders ORDER BY id LIMIT 1").await;
    let who = word(&shop, "SELECT 'a' || min(id) AS word FROM accounts").await;
    let mut missing = Vec::new();
    for (method, path, _) in TABLE {
        // A form to be filled in holds nobody.
        let file = path.contains("xlsx") || path.contains("csv");
        if *method != "GET" || !file || *path == "/office/certificates/template.xlsx" {
            continue;
        }
        let url = first_table(path)
            .replace("{kind:xlsx|csv}", "csv")
            .replace("{code}", &code)
            .replace("{who}", &who)
            .replace("{rule}", "payout_days")
            .replace("{zone}", "hanoi")
            .replace("{slug}", &slug)
            .replace("{lot}", &lot)
            .replace("{month:[0-9]+-[0-9]+}", "2026-10")
            .replace("{id:[0-9]{1,18}}", "1")
            .replace("{id:[0-9]+}", "1");
        assert!(!url.contains('{'), "this test does not know how to fill {path}");
        let before = taken().await;
        match clerk.request(Method::GET, &url).send().await.unwrap().status().as_u16() {
            200 => assert_eq!(taken().await, before + 1, "{url}"),
            status => missing.push((status, *path)),
        }
    }
    let none = [
        (404, "/office/reports/monthly/{id:[0-9]{1,18}}.{kind:xlsx|csv}"),
        (404, "/office/money/payouts/{id:[0-9]+}.{kind:xlsx|csv}"),
    ];
    assert_eq!(missing, none, "no report is made and nothing was paid out in this shop");
}

#[actix_web::test]
async fn what_people_look_for_says_on_its_page_that_it_ends_and_goes_on_in_its_file() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    run(
        &shop,
        "INSERT INTO searches (day, words, typed, times, empty) \
         SELECT '2026-11-23', 'w' || n, 'w' || n, 2, CASE WHEN n <= 100 THEN 1 ELSE 0 END FROM generate_series(1, 101) n",
    )
    .await;
    let page = clerk.get("/office/searches").await;
    for (section, cut) in [("missed", false), ("most", true)] {
        let at = format!("section[aria-labelledby={section}]");
        assert_eq!(page.texts(&format!("{at} .wide tbody tr")).len(), 100, "{section}");
        let said = page.texts(&at)[0].contains("Chỉ nêu 100 từ đứng đầu");
        assert_eq!(said, cut, "{section}: {}", page.words());
    }
    assert_eq!(cells(&clerk.get("/office/searches.csv?days=7").await.body).len(), 1 + 100 + 101);
}

#[actix_web::test]
async fn more_vouchers_than_a_page_shows_are_said_to_be_and_stand_in_the_file() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let add = async |from: i64, to: i64| {
        let sql = format!(
            "INSERT INTO vouchers (code, amount, starts_at, ends_at, borne_by) \
             SELECT 'TET' || n, 5000, now(), now() + interval '1 day', 'market' FROM generate_series({from}, {to}) n"
        );
        run(&shop, &sql).await;
    };
    let said = "Đang hiện 200 mã mới nhất";
    add(1, 200).await;
    assert!(!clerk.get("/office/vouchers").await.words().contains(said), "these are all");
    add(201, 201).await;
    let page = clerk.get("/office/vouchers").await;
    assert!(page.texts("main tbody tr").len() == 200 && page.words().contains(said), "{}", page.words());
    assert_eq!(cells(&clerk.get("/office/vouchers.csv").await.body).len(), 202);
}

#[actix_web::test]
async fn cash_in_more_hands_than_a_page_shows_is_added_up_whole() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    shape(
        &shop,
        &format!(
            "INSERT INTO orders (code, token, buyer_name, buyer_phone, lang, commune_code, commune_name, province_name, \
               street, payment_method, goods_total, shipping_total, total) \
             SELECT 'LT' || lpad(n::text, 7, '0'), lpad(n::text, 32, '0'), 'Người mua', '+84900000000', 'vi', '08761', \
               'Xã Lập Thạch', 'Tỉnh Phú Thọ', 'Ngõ 1', 'cod', 1, 20000, 20001 FROM generate_series(1, 301) n; \
             INSERT INTO parcels (order_id, producer_id, number, state, delivery_kind, delivery_name_vi, delivery_name_en, \
               expected_from, expected_to, goods_total, shipping_fee, total, delivered_at) \
             SELECT id, {house}, 1, 'delivered', 'carrier', 'Xe', 'Van', '2026-11-24', '2026-11-25', 1, 20000, 20001, now() FROM orders; \
             INSERT INTO payments (order_id, parcel_id, method, amount, received, state, cash_with, settled_at) \
             SELECT order_id, id, 'cod', 20001, 20001, 'collected', 'carrier', now() FROM parcels"
        ),
    )
    .await;
    let clerk = shop.signed_in(clerk_as(&shop, "finance").await).await;
    let page = clerk.get("/office/money/cash").await;
    assert_eq!(page.texts("section[aria-labelledby=hand] tbody tr").len(), 300);
    assert!(page.words().contains("Đang hiện 300 trong 301 khoản"), "{}", page.words());
    let sum = &page.texts("#hand")[0];
    assert!(sum.contains("6.020.301 ₫"), "the sum is that of all of them: {sum}");
    assert_eq!(cells(&clerk.get("/office/money/cash.csv").await.body).len(), 302);
}

#[actix_web::test]
async fn more_batches_than_the_page_shows_are_said_to_be_and_stand_in_the_file() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "finance").await).await;
    run(&shop, "INSERT INTO payout_batches (day) SELECT date '2026-11-20' - n FROM generate_series(1, 60) n").await;
    let said = "Chỉ hiện 60 đợt mới nhất";
    assert!(!clerk.get("/office/money/payouts").await.words().contains(said), "these are all");
    run(&shop, "INSERT INTO payout_batches (day) VALUES ('2026-11-20')").await;
    let page = clerk.get("/office/money/payouts").await;
    assert_eq!(page.texts("section[aria-labelledby=before] tbody tr").len(), 60);
    assert!(page.words().contains(said), "{}", page.words());
    assert_eq!(cells(&clerk.get("/office/money/payouts/batches.csv").await.body).len(), 62);
}
