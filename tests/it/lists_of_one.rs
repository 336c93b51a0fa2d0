//! The lists that stand on the page of one thing, as files: an order's, a listing's, a person's, an imported table's, the
//! machine's. Each has what its page shows, under the right of its page, and says in the log whose it was.

use super::households::{clerk_as, number, run, word};
use super::know::shape;
use super::lists::{FORMULA, cells, crowded, same};
use super::payouts;
use super::support::{self, Client, TestShop, build, placed};

/// What a clerk took along last.
async fn taken(shop: &TestShop) -> String {
    word(shop, "SELECT subject AS word FROM acts WHERE act = 'list.taken' ORDER BY id DESC LIMIT 1").await
}

/// The file opens to whom the page opens, and to no other role.
async fn with_its_page(shop: &TestShop, page: &str, files: &[&str]) {
    let mut refused = 0;
    for role in ["moderator", "promoter", "finance", "support"] {
        let client = shop.signed_in(clerk_as(shop, role).await).await;
        let shut = client.get(page).await.status == 403;
        refused += usize::from(shut);
        for file in files {
            for kind in ["csv", "xlsx"] {
                let path = format!("{page}/{file}.{kind}");
                assert_eq!(
                    client.request(reqwest::Method::GET, &path).send().await.unwrap().status() == 403,
                    shut,
                    "{role} {path}"
                );
            }
        }
    }
    assert!(refused > 0, "{page} opens to everybody");
}

/// One file, its head left out.
async fn rows(clerk: &Client, path: &str) -> Vec<Vec<String>> {
    let answer = clerk.get(path).await;
    assert_eq!(answer.status, 200, "{path}");
    cells(&answer.body).into_iter().skip(1).collect()
}

#[actix_web::test]
async fn an_orders_lists_are_files_of_what_its_page_shows() {
    let (shop, clerk) = crowded().await;
    shape(
        &shop,
        "UPDATE parcel_diary SET reason = '=1+1 formula' WHERE parcel_id = (SELECT min(id) FROM parcels); \
         INSERT INTO corrections (key, parcel_id, reason, paid_off, actor) SELECT 'k', min(id), '=1+1 formula', 1000, 'member' FROM parcels; \
         INSERT INTO correction_lines (correction_id, line_id, total_off, paid_off) \
           SELECT c.id, l.id, 1000, 1000 FROM corrections c JOIN order_lines l ON l.parcel_id = c.parcel_id",
    )
    .await;
    let code = word(&shop, "SELECT code AS word FROM orders ORDER BY id LIMIT 1").await;
    let page = format!("/office/orders/{code}");
    for (table, shown) in [
        ("goods", "section.parcel tbody tr"),
        ("parcels", "section.parcel .parcel-head"),
        ("changes", "section.parcel ul.changes > li"),
        ("payments", "section[aria-labelledby=paid] tbody tr"),
        ("diary", "section[aria-labelledby=log] ol > li"),
    ] {
        same(&clerk, &page, &format!("{page}/{table}"), shown).await;
        assert!(taken(&shop).await.ends_with(&format!("-{code}")), "the log says which order");
    }
    // The goods, the way, and what was taken off, in numbers that add up to what the buyer pays.
    let goods = rows(&clerk, &format!("{page}/goods.csv")).await;
    assert!(goods[0][2].starts_with("'@SUM(A1) formula, "), "{goods:?}");
    assert_eq!(goods[0][3..], ["1", "98000", "98000"]);
    assert_eq!((goods[1][5].as_str(), goods[2][5].as_str()), ("20000", "-1000"));
    let parcels = rows(&clerk, &format!("{page}/parcels.csv")).await;
    assert_eq!(parcels[0][7], "117000", "{parcels:?}");
    let changes = rows(&clerk, &format!("{page}/changes.csv")).await;
    assert_eq!((changes[0][2].as_str(), changes[0][3].as_str()), ("1000", "'=1+1 formula"), "{changes:?}");
    let diary = rows(&clerk, &format!("{page}/diary.csv")).await;
    assert_eq!(diary[0][5], "'=1+1 formula", "{diary:?}");
    with_its_page(&shop, &page, &["goods", "parcels", "changes", "payments", "moves", "diary"]).await;
    for gone in
        ["/office/orders/LT0000000/goods.csv".to_owned(), format!("{page}/everything.csv"), format!("{page}/goods.pdf")]
    {
        assert_eq!(clerk.get(&gone).await.status, 404, "{gone}");
    }
}

#[actix_web::test]
async fn a_listing_comes_along_beside_what_it_was() {
    let (shop, clerk) = crowded().await;
    let id = number(&shop, "SELECT min(id) AS n FROM revisions").await;
    let page = format!("/office/listings/{id}");
    let facts = "section[aria-labelledby=facts] tbody tr, section[aria-labelledby=facts] dl > div";
    same(&clerk, &page, &format!("{page}/facts"), facts).await;
    same(&clerk, &page, &format!("{page}/packs"), "section[aria-labelledby=packs] dl > div").await;
    let facts = rows(&clerk, &format!("{page}/facts.csv")).await;
    assert!(facts[0][1].starts_with("'@SUM(A1)") && facts[0][2].starts_with("'=cmd|"), "{facts:?}");
    assert_eq!(facts[0][3], "có", "{facts:?}");
    let packs = rows(&clerk, &format!("{page}/packs.csv")).await;
    assert_eq!(packs[0][3], "98000", "{packs:?}");
    assert_eq!(taken(&shop).await, format!("mat-hang-quy-cach-{id}"));
    with_its_page(&shop, &page, &["facts", "packs"]).await;
    assert_eq!(clerk.get("/office/listings/999999/facts.csv").await.status, 404);
}

#[actix_web::test]
async fn a_persons_lists_are_files_that_name_them_by_number() {
    let (shop, clerk) = crowded().await;
    run(
        &shop,
        &format!(
            "UPDATE accounts SET name = '{FORMULA}'; \
             INSERT INTO consents (order_id, kind, given, how, by_clerk) \
               SELECT min(o.id), 'privacy', true, 'desk', min(c.account_id) FROM orders o, clerks c; \
             INSERT INTO data_requests (order_id, kind, how, received_at, answer_by, due_at) \
               SELECT min(id), 'see', 'phone', now(), now(), now() FROM orders"
        ),
    )
    .await;
    let who = format!("g{}", number(&shop, "SELECT min(id) AS n FROM orders").await);
    let page = format!("/office/people/{who}");
    for (table, shown) in [
        ("orders", "section[aria-labelledby=orders] li"),
        ("consents", "section[aria-labelledby=said] li"),
        ("requests", "section[aria-labelledby=asked] li"),
    ] {
        same(&clerk, &page, &format!("{page}/{table}"), shown).await;
        assert!(taken(&shop).await.ends_with(&format!("-{who}")), "by number, and by nothing else");
    }
    let consents = rows(&clerk, &format!("{page}/consents.csv")).await;
    assert!(consents[0][1] == "có" && consents[0][6].starts_with("'=cmd|"), "{consents:?}");
    with_its_page(&shop, &page, &["orders", "consents", "requests"]).await;
    for gone in
        ["/office/people/g999999/orders.csv", "/office/people/x/orders.csv", "/office/people/a999999/consents.xlsx"]
    {
        assert_eq!(clerk.get(gone).await.status, 404, "{gone}");
    }
    // More than the page shows are said to be, and stand in the file.
    let said = "Chỉ hiện 30 dòng đầu";
    assert!(!clerk.get(&page).await.words().contains(said), "these are all");
    run(
        &shop,
        "INSERT INTO consents (order_id, kind, given, how) SELECT min(o.id), 'marketing', true, 'checkout' FROM orders o, generate_series(1, 30) n GROUP BY n",
    )
    .await;
    let cut = clerk.get(&page).await;
    assert_eq!(cut.texts("section[aria-labelledby=said] li").len(), 30);
    assert!(cut.words().contains(said), "{}", cut.words());
    assert_eq!(rows(&clerk, &format!("{page}/consents.csv")).await.len(), 31);
}

#[actix_web::test]
async fn what_a_table_of_papers_would_do_is_a_file() {
    let (shop, clerk) = crowded().await;
    let id = number(&shop, "SELECT id AS n FROM certificate_imports").await;
    let page = format!("/office/certificates/import/{id}");
    same(&clerk, &page, &page, "ul.import-rows > li").await;
    let found = rows(&clerk, &format!("{page}.csv")).await;
    assert_eq!(found.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["2", "3"], "{found:?}");
    assert!(found[0][2].starts_with("'=cmd|") && found[1][2].starts_with("'-2+3"), "{found:?}");
    assert!(found[0][4].contains("không có nhà nào như vậy"), "what is wrong with it: {found:?}");
    for role in ["promoter", "finance", "support"] {
        let client = shop.signed_in(clerk_as(&shop, role).await).await;
        assert_eq!(client.get(&format!("{page}.csv")).await.status, 403, "{role}");
    }
    assert_eq!(clerk.get("/office/certificates/import/999999.csv").await.status, 404);
}

#[actix_web::test]
async fn the_machines_tables_are_files() {
    let (shop, clerk) = crowded().await;
    shape(
        &shop,
        "DELETE FROM schedules; \
         INSERT INTO schedules (kind, next_at, every_seconds) VALUES ('=1+1 formula', now(), 3600); \
         INSERT INTO messages (dedupe_key, channel, recipient, body) VALUES ('k', 'sms', '+84912345678', 'x'); \
         INSERT INTO jobs (kind, payload, attempts, last_error) \
           SELECT 'send_message', jsonb_build_object('message', id), 3, '=1+1 formula' FROM messages WHERE dedupe_key = 'k'; \
         INSERT INTO backups (file, seconds, failed) VALUES ('@SUM(A1)', 1, '=1+1 formula')",
    )
    .await;
    for (table, shown) in [
        ("kinds", "section[aria-labelledby=jobs] > table tbody tr"),
        ("schedules", "section[aria-labelledby=jobs] details tbody tr"),
        ("channels", "section[aria-labelledby=messages] > table tbody tr"),
        ("unsent", "section[aria-labelledby=messages] > ul > li"),
        ("checks", "section[aria-labelledby=checks] > ul > li"),
        ("backups", "section[aria-labelledby=backups] tbody tr"),
    ] {
        same(&clerk, "/office/jobs", &format!("/office/jobs/{table}"), shown).await;
    }
    let unsent = rows(&clerk, "/office/jobs/unsent.csv").await;
    assert!(
        !unsent[0][1].contains("912345") && unsent[0][2].contains("formula"),
        "of its recipient the last signs: {unsent:?}"
    );
    with_its_page(&shop, "/office/jobs", &["kinds", "schedules", "channels", "unsent", "checks", "backups"]).await;
    // The page ends after ten of them and says so; the file does not.
    let said = "Chỉ hiện 10 dòng đầu";
    assert!(!clerk.get("/office/jobs").await.words().contains(said));
    shape(
        &shop,
        "INSERT INTO jobs (kind, payload, attempts, last_error) \
         SELECT 'send_message', jsonb_build_object('message', id), 3, 'x' FROM messages, generate_series(1, 10) WHERE dedupe_key = 'k'",
    )
    .await;
    let page = clerk.get("/office/jobs").await;
    assert_eq!(page.texts("section[aria-labelledby=messages] > ul > li").len(), 10);
    assert!(page.words().contains(said), "{}", page.words());
    assert_eq!(rows(&clerk, "/office/jobs/unsent.csv").await.len(), 11);
}

#[actix_web::test]
async fn what_providers_sent_and_what_was_refused_are_files() {
    let (shop, clerk) = crowded().await;
    let refusals = async |from: i32, to: i32| {
        let sql = format!(
            "INSERT INTO webhook_refusals (provider, day, why, times) \
             SELECT (ARRAY['stripe', 'sepay', 'payos', 'casso'])[1 + n % 4], current_date - n / 4, 'unsigned', 2 \
             FROM generate_series({from}, {to}) n"
        );
        run(&shop, &sql).await;
    };
    refusals(0, 29).await;
    let page = "/office/money/webhooks";
    same(&clerk, page, "/office/money/webhooks/sources", "div.stack > table tbody tr").await;
    same(&clerk, page, "/office/money/webhooks/refused", "section[aria-labelledby=refused] li").await;
    let first = rows(&clerk, "/office/money/webhooks/refused.csv").await.swap_remove(0);
    assert_eq!((first[2].as_str(), first[3].as_str()), ("Sai chữ ký", "2"), "{first:?}");
    let said = "Chỉ hiện 30 dòng đầu";
    assert!(!clerk.get(page).await.words().contains(said), "these are all");
    refusals(30, 30).await;
    let cut = clerk.get(page).await;
    assert_eq!(cut.texts("section[aria-labelledby=refused] li").len(), 30);
    assert!(cut.words().contains(said), "{}", cut.words());
    assert_eq!(rows(&clerk, "/office/money/webhooks/refused.csv").await.len(), 31);
    with_its_page(&shop, page, &["sources", "refused"]).await;
}

#[actix_web::test]
async fn what_else_stands_on_a_page_of_the_office_is_a_file_too() {
    let (shop, clerk) = crowded().await;
    shape(
        &shop,
        "UPDATE parcels SET state = 'placed', state_since = now() - interval '2 days'; \
         INSERT INTO webhooks (provider, external_id, body, outcome, applied_at) VALUES ('sepay', '=1+1 formula', '', 'which_bank', now()); \
         INSERT INTO rule_changes (name, follows, value, from_day, why, made_by) \
           SELECT 'payout_days', 0, 5, '2026-12-24', '=1+1 formula', min(account_id) FROM clerks; \
         INSERT INTO plots (producer_id, name, kind, commune_code) SELECT min(id), '@SUM(A1)', 'pond', '08761' FROM producers; \
         INSERT INTO farm_diary (producer_id, plot_id, day, work, token, words) \
           SELECT producer_id, id, '2026-11-20', 'feed', repeat('a', 32), '=1+1 formula' FROM plots; \
         INSERT INTO lot_diary (lot_id, line_id) SELECT min(l.id), min(d.id) FROM lots l, farm_diary d; \
         INSERT INTO transfer_diary (transfer_id, to_state, note) SELECT max(id), 'open', '=1+1 formula' FROM transfers; \
         INSERT INTO entries (posting_id, account, amount) \
           SELECT min(p.id), x.account, x.amount FROM postings p, (VALUES ('card', 1000), ('adjustment', -1000)) x (account, amount) GROUP BY x.account, x.amount; \
         INSERT INTO card_movements (external_id, kind, source, currency, amount, fee, outcome, at) \
           SELECT 'txn_' || n, 'payout', '=1+1 formula', 'vnd', -1000 * n, 0, 'booked', now() FROM generate_series(1, 5) n",
    )
    .await;
    let transfer = format!("/office/money/transfers/{}", number(&shop, "SELECT max(id) AS n FROM transfers").await);
    let transfer_diary = format!("{transfer}/diary");
    let lot = word(&shop, "SELECT code AS word FROM lots ORDER BY id LIMIT 1").await;
    let lot = format!("/office/lots/{lot}");
    let lot_diary = format!("{lot}/diary");
    for (page, file, shown) in [
        ("/office", "/office/waiting", "section[aria-labelledby=waiting] tbody tr"),
        ("/office/money", "/office/money/odd", "section[aria-labelledby=odd] li"),
        ("/office/money", "/office/money/stripe", "section[aria-labelledby=stripe] li"),
        ("/office/setup/rules/payout_days", "/office/setup/rules/payout_days/past", "section[aria-labelledby=past] li"),
        (
            "/office/setup/delivery/zones/hanoi",
            "/office/setup/delivery/zones/hanoi/past",
            "section[aria-labelledby=past] li",
        ),
        (lot.as_str(), lot_diary.as_str(), "section[aria-labelledby=diary] li"),
        (transfer.as_str(), transfer_diary.as_str(), "section[aria-labelledby=log] li"),
    ] {
        same(&clerk, page, file, shown).await;
    }
    let diary = rows(&clerk, &format!("{lot_diary}.csv")).await;
    assert_eq!((diary[0][3].as_str(), diary[0][5].as_str()), ("'@SUM(A1)", "'=1+1 formula"), "{diary:?}");
    let paid_out = rows(&clerk, "/office/money/stripe.csv").await;
    assert_eq!(paid_out[0][1..], ["'=1+1 formula", "5000", ""], "the latest first: {paid_out:?}");
    let happened = rows(&clerk, &format!("{transfer_diary}.csv")).await;
    assert_eq!(happened[0][1..], ["Chờ xử lý", "", "'=1+1 formula"], "{happened:?}");
    assert!(taken(&shop).await.starts_with("chuyen-khoan-nhat-ky-"), "the log says of which");
    let past = rows(&clerk, "/office/setup/rules/payout_days/past.csv").await;
    assert_eq!((past[0][1].as_str(), past[0][5].as_str()), ("2026-12-24", "'=1+1 formula"), "{past:?}");
    let promoter = shop.signed_in(clerk_as(&shop, "promoter").await).await;
    for file in [
        "/office/waiting.csv",
        "/office/money/odd.xlsx",
        "/office/money/stripe.csv",
        "/office/setup/rules/payout_days/past.csv",
        "/office/setup/delivery/zones/hanoi/past.csv",
        &format!("{lot_diary}.csv"),
        &format!("{transfer_diary}.csv"),
    ] {
        assert_eq!(promoter.get(file).await.status, 403, "{file}");
    }
    for gone in [
        "/office/setup/rules/none/past.csv",
        "/office/setup/delivery/zones/none/past.csv",
        "/office/lots/ZZZZZZZZ/diary.csv",
        "/office/money/transfers/999999/diary.csv",
    ] {
        assert_eq!(clerk.get(gone).await.status, 404, "{gone}");
    }
    // Longer than a page shows.
    let said = "Chỉ hiện 5 dòng đầu";
    assert!(!clerk.get("/office/money").await.words().contains(said), "these are all");
    run(
        &shop,
        "INSERT INTO card_movements (external_id, kind, source, currency, amount, fee, outcome, at) \
         VALUES ('txn_6', 'payout', 'po_6', 'vnd', -6000, 0, 'booked', now())",
    )
    .await;
    let page = clerk.get("/office/money").await;
    assert_eq!(page.texts("section[aria-labelledby=stripe] li").len(), 5);
    assert!(page.words().contains(said), "{}", page.words());
    assert_eq!(rows(&clerk, "/office/money/stripe.csv").await.len(), 6);
    let said = "Chỉ hiện 20 dòng đầu";
    assert!(!clerk.get("/office").await.words().contains(said), "these are all");
    let house = build::producer(&shop, "Nhà bên cạnh").await;
    let jar = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    for _ in 0..18 {
        placed::order(&shop, &[(jar, 1)], "carrier").await;
    }
    shape(&shop, "UPDATE parcels SET state_since = now() - interval '3 days'").await;
    let page = clerk.get("/office").await;
    assert_eq!(page.texts("section[aria-labelledby=waiting] tbody tr").len(), 20);
    assert!(page.words().contains(said), "{}", page.words());
    assert_eq!(rows(&clerk, "/office/waiting.csv").await.len(), 21);
}

#[actix_web::test]
async fn lists_that_end_say_that_they_go_on() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    run(
        &shop,
        "INSERT INTO accounts (phone, name, password_hash) SELECT '+8497' || lpad(n::text, 7, '0'), 'x', '!' FROM generate_series(1, 499) n; \
         INSERT INTO clerks (account_id, role) SELECT id, 'support' FROM accounts WHERE name = 'x'",
    )
    .await;
    let said = "Chỉ hiện 500 dòng đầu";
    assert!(!clerk.get("/office/staff").await.words().contains(said), "these are all");
    let one_more = clerk_as(&shop, "support").await;
    let page = clerk.get("/office/staff").await;
    assert_eq!(page.texts("section[aria-labelledby=people] > ul > li").len(), 500);
    assert!(page.words().contains(said), "{one_more}: {}", page.words());
    assert_eq!(rows(&clerk, "/office/staff.csv").await.len(), 501);
    let there = usize::try_from(number(&shop, "SELECT count(*) AS n FROM pages").await).unwrap();
    shape(
        &shop,
        "INSERT INTO pages (slug, lang, title, body) SELECT 'trang-' || n, 'vi', 'x', 'x' FROM generate_series(1, 201) n",
    )
    .await;
    let page = clerk.get("/office/pages").await;
    assert_eq!(page.texts("main tbody tr").len(), 200);
    assert!(page.words().contains("Chỉ hiện 200 dòng đầu"), "{}", page.words());
    assert_eq!(rows(&clerk, "/office/pages.csv").await.len(), there + 201);
}

#[actix_web::test]
async fn a_household_reads_all_its_vouchers_page_by_page() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let vouchers = |house: String, code: &str, ends: &str, n: i32| {
        format!(
            "INSERT INTO vouchers (code, amount, starts_at, ends_at, borne_by, producer_id) \
             SELECT '{code}' || n, 5000, now() - interval '9 days', now() + interval '{ends}', 'market', {house} FROM generate_series(1, {n}) n; "
        )
    };
    run(&shop, &vouchers(house.to_string(), "CON", "1 day", 150)).await;
    run(&shop, &vouchers(house.to_string(), "HET", "-1 day", 100)).await;
    run(&shop, &vouchers(other.to_string(), "KHAC", "1 day", 3)).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let (seen, sizes) = all_pages(&member, "/sell/money", "vouchers", "li b").await;
    assert_eq!(sizes, [200, 50]);
    assert!(seen[..150].iter().all(|code| code.starts_with("CON")), "those that can be used come first");
    assert!(seen[150..].iter().all(|code| code.starts_with("HET")), "{seen:?}");
    let each: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!(each.len(), 250, "each once");
    for wrong in ["x", "1", "-9223372036854775808.-9223372036854775808", "%00"] {
        assert_eq!(member.get(&format!("/sell/money?vouchers={wrong}")).await.status, 200, "{wrong}");
    }
}

#[actix_web::test]
async fn what_was_done_with_one_thing_is_a_file_beside_its_list() {
    let (shop, clerk) = crowded().await;
    shape(
        &shop,
        "INSERT INTO certificates (producer_id, kind, label, number, issued_on) \
           SELECT min(id), 'other', 'x', 'A1', '2026-01-01' FROM producers; \
         INSERT INTO certificate_reminders (certificate_id, expires_on, days) \
           SELECT id, '2027-01-01', unnest(ARRAY[90, 60]) FROM certificates; \
         INSERT INTO acts (account_id, on_behalf, act, producer_id, subject, why, evidence, after) \
           SELECT min(k.account_id), true, 'paper.corrected', c.producer_id, '@SUM(A1)', '=1+1 formula', 'paper', jsonb_build_object('paper', c.id) \
           FROM clerks k, certificates c GROUP BY c.id; \
         INSERT INTO review_reports (review_id, side, words) SELECT max(id), 'visitor', '=1+1 formula' FROM reviews",
    )
    .await;
    let slug = word(&shop, "SELECT slug AS word FROM producers ORDER BY id LIMIT 1").await;
    let household = format!("/office/producers/{slug}");
    let paper = format!("/office/certificates/{}", number(&shop, "SELECT min(id) AS n FROM certificates").await);
    let review = format!("/office/reviews/{}", number(&shop, "SELECT max(id) AS n FROM reviews").await);
    for (page, file, shown) in [
        (&household, "acts", "section[aria-labelledby=acts] li"),
        (&paper, "acts", "section[aria-labelledby=acts] li"),
        (&paper, "reminders", "section[aria-labelledby=told] li"),
        (&review, "reports", "section[aria-labelledby=asked] li"),
    ] {
        same(&clerk, page, &format!("{page}/{file}"), shown).await;
        let of = page.rsplit('/').next().unwrap();
        assert!(taken(&shop).await.ends_with(&format!("-{of}")), "the log says of which");
    }
    for page in [&household, &paper] {
        let acts = rows(&clerk, &format!("{page}/acts.csv")).await;
        let [who, what, subject, why] = [1_usize, 2, 3, 4].map(|column| acts[0][column].as_str());
        assert!(who.ends_with("(cán bộ làm thay)"), "a clerk in its place is not the household: {acts:?}");
        assert_eq!((what, subject), ("sửa giấy trong sổ", "'@SUM(A1)"), "{acts:?}");
        assert!(why.starts_with("'=1+1 formula; "), "and what spoke for it: {acts:?}");
    }
    let told = rows(&clerk, &format!("{paper}/reminders.csv")).await;
    assert_eq!([told[0][0].as_str(), told[1][0].as_str()], ["90", "60"], "{told:?}");
    let reports = rows(&clerk, &format!("{review}/reports.csv")).await;
    assert_eq!(reports[0][1..4], ["Khách báo", "'=1+1 formula", ""], "{reports:?}");
    with_its_page(&shop, &household, &["acts"]).await;
    with_its_page(&shop, &paper, &["acts", "reminders"]).await;
    with_its_page(&shop, &review, &["reports"]).await;
    for gone in [
        "/office/producers/nobody/acts.csv",
        "/office/certificates/999999/acts.csv",
        "/office/certificates/999999/reminders.xlsx",
        "/office/reviews/999999/reports.csv",
    ] {
        assert_eq!(clerk.get(gone).await.status, 404, "{gone}");
    }
    // Longer than a page shows: the page says so, and the file has all.
    for page in [&household, &paper, &review] {
        assert!(!clerk.get(page).await.words().contains("dòng đầu"), "{page} shows all of them");
    }
    shape(
        &shop,
        "INSERT INTO acts (act, producer_id, subject, after) \
           SELECT 'paper.checked', c.producer_id, n::text, jsonb_build_object('paper', c.id) FROM certificates c, generate_series(1, 40) n; \
         INSERT INTO review_reports (review_id, side, words, settled_at, settled_by, hidden, answer) \
           SELECT max(r.id), 'household', 'x', now(), (SELECT min(account_id) FROM clerks), false, 'y' FROM reviews r, generate_series(1, 50) n GROUP BY n",
    )
    .await;
    for (page, file, shown, n) in
        [(&household, "acts", "acts", 20), (&paper, "acts", "acts", 40), (&review, "reports", "asked", 50)]
    {
        let cut = clerk.get(page).await;
        assert_eq!(cut.texts(&format!("section[aria-labelledby={shown}] li")).len(), n, "{page}");
        assert!(cut.words().contains(&format!("Chỉ hiện {n} dòng đầu")), "{page}: {}", cut.words());
        assert_eq!(rows(&clerk, &format!("{page}/{file}.csv")).await.len(), if n == 50 { 51 } else { 41 }, "{page}");
    }
}

/// The texts that `selector` finds on all pages from `path` on, and how many each page has. `section` has them and the way on.
async fn all_pages(client: &Client, path: &str, section: &str, selector: &str) -> (Vec<String>, Vec<usize>) {
    let (mut seen, mut sizes, mut at) = (Vec::new(), Vec::new(), Some(path.to_owned()));
    while let Some(path) = at {
        let page = client.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        let found = page.texts(&format!("section[aria-labelledby={section}] {selector}"));
        sizes.push(found.len());
        seen.extend(found);
        at = page.attributes(&format!("section[aria-labelledby={section}] a[rel=next]"), "href").pop();
    }
    (seen, sizes)
}

#[actix_web::test]
async fn a_household_reads_all_its_payouts_and_papers_page_by_page() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    run(
        &shop,
        &format!(
            "INSERT INTO payout_batches (day) SELECT '2026-01-01'::date + n FROM generate_series(1, 31) n; \
             INSERT INTO bank_accounts (producer_id, bin, number, holder) \
               SELECT id, '970405', '123456789' || id, 'TRAN VAN BEN' FROM producers WHERE id IN ({house}, {other}); \
             INSERT INTO payouts (batch_id, producer_id, bank_account_id, amount, state, settled_at) \
               SELECT t.id, b.producer_id, b.id, 1000, CASE WHEN t.day = '2026-01-02' THEN 'due' ELSE 'paid' END, \
                      CASE WHEN t.day > '2026-01-02' THEN now() END \
               FROM payout_batches t, bank_accounts b WHERE b.producer_id IN ({house}, {other}) ORDER BY t.day, b.id; \
             INSERT INTO certificates (producer_id, kind, label, number, issued_on, checked_at) \
               SELECT h.id, 'other', CASE WHEN n <= 2 THEN 'Chờ ' ELSE 'Xem ' END || n, h.id || '/' || n, '2026-01-01', \
                      CASE WHEN n > 2 THEN now() END \
               FROM producers h, generate_series(1, 65) n WHERE h.id IN ({house}, {other}) ORDER BY n, h.id"
        ),
    )
    .await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let (seen, sizes) = all_pages(&member, "/sell/money", "got", "tbody th").await;
    assert_eq!(sizes, [24, 6]);
    let own = format!("SELECT count(*) AS n FROM payouts WHERE state = 'paid' AND producer_id = {house}");
    let each: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((each.len(), number(&shop, &own).await), (30, 30), "each of its own once: {seen:?}");
    assert!(seen[0].contains("01/02/2026") && seen[29].contains("03/01/2026"), "the latest first: {seen:?}");
    // What is still to be sent is on every page, however old it is.
    let due =
        number(&shop, &format!("SELECT id AS n FROM payouts WHERE state = 'due' AND producer_id = {house}")).await;
    let next = member.get("/sell/money").await.attributes("section[aria-labelledby=got] a[rel=next]", "href").remove(0);
    for path in ["/sell/money", &next] {
        let page = member.get(path).await;
        assert_eq!(
            page.attributes("section[aria-labelledby=when] a", "href"),
            [format!("/sell/money/{due}")],
            "{path}: {}",
            page.words()
        );
    }
    let (seen, sizes) = all_pages(&member, "/sell/household/papers", "sent", "li p:first-child b").await;
    assert_eq!(sizes, [60, 5]);
    let expected: Vec<String> =
        [2, 1].map(|n| format!("Chờ {n}")).into_iter().chain((3..=65).rev().map(|n| format!("Xem {n}"))).collect();
    assert_eq!(seen, expected, "what waits first, then the latest, and none of another household's");
    for wrong in ["x", "1", "-9223372036854775808.-9223372036854775808", "%00"] {
        for path in [format!("/sell/money?paid={wrong}"), format!("/sell/household/papers?after={wrong}")] {
            assert_eq!(member.get(&path).await.status, 200, "{path}");
        }
    }
}

#[actix_web::test]
async fn the_months_tax_report_and_a_payouts_statement_are_text_too() {
    let s = payouts::setting().await;
    let scene = payouts::scene(&s).await;
    let shop = &s.shop;
    run(shop, "UPDATE producers SET name_vi = '=1+1 formula'").await;
    let month = "SELECT to_char(max(at) AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM') AS word FROM postings WHERE kind = 'earned'";
    let month = word(shop, month).await;
    let clerk = shop.signed_in(clerk_as(shop, "finance").await).await;
    let sum = |rows: &[Vec<String>], column: usize| -> i64 {
        rows.iter().map(|row| row[column].parse::<i64>().unwrap()).sum()
    };
    let page = clerk.get(&format!("/office/money/reports?month={month}")).await;
    let link = page.attributes("main a[href*='.csv']", "href").pop().unwrap();
    let report = rows(&clerk, &link).await;
    assert_eq!(report.len(), page.texts("main tbody tr").len(), "with the sums: {report:?}");
    assert!(report.len() > 1 && report[0][0] == "'=1+1 formula", "{report:?}");
    let (total, households) = report.split_last().unwrap();
    for (column, all) in total.iter().enumerate().take(7).skip(1) {
        assert_eq!(sum(households, column), all.parse::<i64>().unwrap(), "{report:?}");
    }
    let payout = format!("/office/money/payouts/{}", scene.payouts[0]);
    let link = clerk.get(&payout).await.attributes("main a[href*='.csv']", "href").pop().unwrap();
    let statement = rows(&clerk, &link).await;
    let (total, lines) = statement.split_last().unwrap();
    assert_eq!(sum(lines, 9), total[9].parse::<i64>().unwrap(), "{statement:?}");
    assert_eq!(taken(shop).await, format!("P{}", scene.payouts[0]));
    let moderator = shop.signed_in(clerk_as(shop, "moderator").await).await;
    for path in [format!("/office/money/reports/{month}.csv"), format!("{payout}.csv")] {
        assert_eq!((clerk.get(&path).await.status, moderator.get(&path).await.status), (200, 403), "{path}");
    }
    for gone in ["/office/money/reports/2026-13.csv", "/office/money/payouts/999999.csv"] {
        assert_eq!(clerk.get(gone).await.status, 404, "{gone}");
    }
}
