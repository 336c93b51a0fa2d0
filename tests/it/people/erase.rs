//! A person goes, and nothing that names them stays anywhere: every text of the schema is read.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use market::kernel::ids::AccountId;
use market::payments::books;
use market::people::check;
use market::people::erase::{EraseError, erase};
use market::people::person::Who;
use market::platform::db::Conn;

use super::reasons::{CUT, in_every_reason};
use super::*;

/// Columns in which a person may still be named after they are gone, and why. The page that erases says the same.
const STAYS: &[(&str, &str, &str)] = &[(
    "statements",
    "rows",
    "the bank's own statement is an accounting document, kept ten years as the bank wrote it",
)];

const AT_THE_DOOR: &str = "proofs/00112233445566778899aabbccddeeff";
const OF_A_COMPLAINT: &str = "proofs/00112233445566778899aabbccddeeaa";

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

/// Every column that can hold words, in which one of these words stands.
pub async fn named_in(shop: &TestShop, words: &[&str]) -> Vec<String> {
    let mut conn = shop.conn().await;
    let columns: Vec<Column> = diesel::sql_query(
        "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c \
         JOIN pg_tables t ON t.schemaname = 'public' AND t.tablename = c.table_name \
         WHERE c.table_schema = 'public' AND c.udt_name IN ('text', 'varchar', 'json', 'jsonb', '_text', 'bytea')",
    )
    .load(&mut conn)
    .await
    .unwrap();
    drop(conn);
    assert!(columns.len() > 200, "{} columns were found", columns.len());
    let mut found = Vec::new();
    for Column { table_name: table, column_name: column } in columns {
        if STAYS.iter().any(|(t, c, _)| (*t, *c) == (table.as_str(), column.as_str())) {
            continue;
        }
        for word in words {
            // Bytes are looked through as they are, with the word as a database keeps it.
            let sql = format!(
                "SELECT count(*) AS n FROM {table} WHERE position(convert_to('{word}', 'UTF8') IN \
                   CASE pg_typeof({column})::text WHEN 'bytea' THEN {column}::text::bytea ELSE convert_to({column}::text, 'UTF8') END) > 0"
            );
            if number(shop, &sql).await > 0 {
                found.push(format!("{table}.{column}: {word}"));
            }
        }
    }
    found
}

pub const WORDS: [&str; 6] = [NAME, PHONE, EMAIL, "0912345001", "0912 345 001", "Ngõ nhà"];

/// Puts the person wherever the program can put one.
async fn everywhere(s: &Setting, account: AccountId, orders: &[(i64, String)]) {
    let shop = &s.shop;
    let (first, code) = &orders[0];
    let parcel = number(shop, &format!("SELECT id AS n FROM parcels WHERE order_id = {first}")).await;
    let bank = number(shop, "SELECT min(id) AS n FROM bank_accounts").await;
    let clerk = s.clerk;
    for name in [AT_THE_DOOR, OF_A_COMPLAINT] {
        shop.ground.files.put(name, b"\xFF\xD8\xFF\xE0".to_vec()).await.unwrap();
    }
    run(
        shop,
        &format!(
            "INSERT INTO messages (dedupe_key, channel, recipient, subject, body, sent_at) VALUES \
               ('m1:{PHONE}', 'sms', '{PHONE}', '', 'Chào {NAME}', now()), \
               ('m2', 'mail', '{EMAIL}', 'Đơn của {NAME}', 'Gọi {PHONE}', now()), \
               ('m3', 'sms', '+84990000999', '', 'Đơn {code} của {NAME} đã giao', now()), \
               ('m4', 'sms', '+84990000999', '', 'Đơn khác LT9999999', now()), \
               ('household-sms-owner-new:1:x:+84990000999', 'sms', '+84990000999', '', '{NAME} vừa thành chủ nhà', now()); \
             INSERT INTO jobs (kind, payload, last_error, attempts, dead_at) VALUES ('send_message', '{{\"message\": 1}}', '550 <{EMAIL}> unknown', 8, now()); \
             INSERT INTO throttles (key, hits, resets_at) VALUES ('code-to:{PHONE}', 1, now() + interval '1 hour'); \
             INSERT INTO one_time_codes (account_id, purpose, code_hash, expires_at) VALUES ({account}, 'reset_password', decode(repeat('00', 32), 'hex'), now()); \
             INSERT INTO carts (account_id) VALUES ({account}); \
             INSERT INTO proofs (parcel_id, kind, file, made_by) VALUES ({parcel}, 'photo', '00112233445566778899aabbccddeeff', {clerk}); \
             INSERT INTO parcel_diary (parcel_id, to_state, actor, reason) VALUES ({parcel}, 'delivered', 'member', 'other: {NAME} không nghe máy'); \
             INSERT INTO vouchers (code, amount, starts_at, ends_at, borne_by) VALUES ('TET', 5000, now(), now() + interval '1 day', 'market'); \
             INSERT INTO voucher_uses (voucher_id, order_id, phone, amount, released_at) SELECT id, {first}, '{PHONE}', 5000, now() FROM vouchers; \
             INSERT INTO webhooks (provider, external_id, body, applied_at, outcome) VALUES ('sepay', 'w1', convert_to('{{\"content\": \"{code} {NAME}\"}}', 'UTF8'), now(), 'new'); \
             INSERT INTO transfers (source, external_id, account_id, amount, content, payer_name, payer_account, came_at, confirmed_by_bank, order_id, state, problem, codes) \
               VALUES ('sepay', 'w1', {bank}, 1000, '{code} {NAME} chuyen', '{NAME}', '19001234', now(), true, {first}, 'ignored', 'over', ARRAY['{code}']); \
             INSERT INTO flags (product_id, kind, words, phone, who_hash) SELECT min(id), 'other', 'Gọi {NAME}', '{PHONE}', decode(repeat('02', 32), 'hex') FROM products; \
             WITH said AS (INSERT INTO complaints (token, parcel_id, kind, wish, state, answer_by, settle_by, answered_at, closed_at, outcome, outcome_words) \
                 VALUES (repeat('0', 32), {parcel}, 'other', 'talk', 'settled', now(), now(), now(), now(), 'agreed', 'Đã gọi {NAME}') RETURNING id) \
               INSERT INTO complaint_messages (complaint_id, side, words, photos) SELECT id, 'buyer', 'Tôi là {NAME}, {PHONE}', ARRAY['00112233445566778899aabbccddeeaa'] FROM said; \
             INSERT INTO corrections (key, parcel_id, reason, paid_off, actor) VALUES ('x', {parcel}, 'other: {NAME} bảo thôi', 0, 'system'); \
             INSERT INTO statements (name, account_id, content_hash, rows, uploaded_by) VALUES ('11.csv', {bank}, 'x', '[{{\"content\": \"{NAME}\"}}]', {clerk})"
        ),
    )
    .await;
    // What they said of goods, and what was said to it; whether the parcel came is nothing to this test.
    run(
        shop,
        &format!(
            "ALTER TABLE reviews DISABLE TRIGGER USER; \
             WITH said AS (INSERT INTO reviews (parcel_id, producer_id, product_id, account_id, stars, words, name) \
                 SELECT p.id, p.producer_id, l.product_id, {account}, 4, 'Tôi là {NAME}', '{NAME}' \
                 FROM parcels p JOIN order_lines l ON l.parcel_id = p.id WHERE p.id = {parcel} LIMIT 1 RETURNING id), \
               answered AS (INSERT INTO review_replies (review_id, account_id, words) SELECT id, {clerk}, 'Cảm ơn {NAME}' FROM said) \
               INSERT INTO review_reports (review_id, side, words) SELECT id, 'household', 'Gọi {PHONE}' FROM said; \
             ALTER TABLE reviews ENABLE TRIGGER USER; \
             INSERT INTO acts (act, subject, why) SELECT 'review.kept', 'DG' || id, 'Hàng xóm nghe bà ấy nói' FROM reviews"
        ),
    )
    .await;
    // A lot that was called back, with words that name them.
    run(
        shop,
        &format!(
            "INSERT INTO lots (code, token, producer_id, product_id, made_on, quantity, unit, diary_from, name_vi, name_en) \
               SELECT 'AAAAAAA2', repeat('0', 32), producer_id, id, '2026-11-20', 5, 'g', '2026-11-20', name_vi, '' FROM products ORDER BY id LIMIT 1; \
             INSERT INTO recalls (lot_id, reason, by_office) SELECT id, 'Có mốc, theo lời {NAME} ({PHONE})', true FROM lots; \
             INSERT INTO recall_notes (lot_id, words, by_office) SELECT id, 'Đổi hũ tại nhà {NAME}', true FROM lots; \
             INSERT INTO messages (dedupe_key, channel, recipient, subject, body, sent_at) \
               VALUES ('recall:1:+84990000999', 'sms', '+84990000999', '', 'Lô có mốc, theo lời {NAME}', now())"
        ),
    )
    .await;
    let refunded = ParcelId(parcel);
    payouts::give_back(
        shop,
        refunded,
        market::payments::refund::Part::Amount(market::kernel::money::Money::dong(1000)),
        "r1",
    )
    .await;
    run(
        shop,
        &format!(
            "UPDATE refunds SET method = 'bank_transfer', to_bin = '970405', to_number = '19001234567', to_holder = '{NAME}', \
               reason = 'Trả {NAME}', state = 'done', done_at = now(); \
             ALTER TABLE postings DISABLE TRIGGER USER; \
             UPDATE postings SET memo = 'Trả {NAME}' WHERE id = (SELECT max(id) FROM postings); \
             ALTER TABLE postings ENABLE TRIGGER USER; \
             INSERT INTO transfer_diary (transfer_id, to_state, note) SELECT max(id), 'ignored', 'Gọi {NAME}' FROM transfers; \
             INSERT INTO acts (act, subject, why) SELECT 'complaint.decided', 'KN' || id, 'Hàng xóm nghe bà ấy nói' FROM complaints; \
             INSERT INTO acts (act, subject, why) VALUES ('flag.resolved', 'Cá thính', 'Đã gọi {NAME}'), ('voucher.stopped', 'TET', 'Hết tiền'); \
             INSERT INTO acts (act, subject, after) SELECT 'refund.account', 'R' || id, \
               jsonb_build_object('bank', 'BIDV', 'last', '4567', 'holder', '{NAME}') FROM refunds; \
             INSERT INTO acts (act, subject, before, after) SELECT x.act, x.subject, '{{\"state\": \"x\", \"said\": null}}'::jsonb, \
               '{{\"state\": \"y\", \"said\": \"Hàng xóm nghe bà ấy nói\", \"reported\": [\"Bà ấy dọa\"]}}'::jsonb \
               FROM (SELECT 'parcel.moved' AS act, 'G{parcel}' AS subject \
                     UNION ALL SELECT 'complaint.replaced', 'KN' || id FROM complaints \
                     UNION ALL SELECT 'review.answered', 'DG' || id FROM reviews \
                     UNION ALL SELECT 'parcel.moved', 'G0') x"
        ),
    )
    .await;
    run(shop, &format!("INSERT INTO takeover_codes (producer_id, role, phone, code_hash, made_by, expires_at) VALUES ({}, 'packer', '{PHONE}', decode(repeat('01', 32), 'hex'), {clerk}, now())", s.producer)).await;
    // Somebody else owns the household too; the person packs there and is its contact.
    build::member(shop, s.producer).await;
    run(
        shop,
        &format!(
            "INSERT INTO members (account_id, producer_id, role) VALUES ({account}, {p}, 'packer'); \
             UPDATE producers SET contact_name = '{NAME}', phone = '{PHONE}' WHERE id = {p}",
            p = s.producer
        ),
    )
    .await;
}

#[actix_web::test]
async fn nothing_of_a_person_who_is_gone_stays_in_any_table() {
    let (s, account, orders) = scene().await;
    let shop = &s.shop;
    everywhere(&s, account, &orders).await;
    in_every_reason(&s).await;
    let own = shop.signed_in(account).await;
    assert_eq!(own.post("/account/data/requests", &[("kind", "see"), ("password", PASSWORD)]).await.status, 303);
    shop.work_off().await;
    let before = named_in(shop, &WORDS).await;
    let books_before = books::faults(&mut *shop.conn().await).await.unwrap();
    for table in [
        "accounts",
        "orders",
        "messages",
        "jobs",
        "throttles",
        "parcel_diary",
        "voucher_uses",
        "webhooks",
        "transfers",
        "refunds",
        "flags",
        "postings",
        "transfer_diary",
        "acts",
        "corrections",
        "complaints",
        "complaint_messages",
        "reviews",
        "review_replies",
        "review_reports",
        "takeover_codes",
        "producers",
        "recalls",
        "recall_notes",
        "broadcasts",
        "page_plans",
        "news_versions",
        "commission_rates",
        "tax_rates",
        "delivery_rates",
        "rule_changes",
        "suspension_plans",
        "trust_marks",
        "takedowns",
        "spotlights",
        "vouchers",
        "certificates",
        "certificate_imports",
        "revisions",
        "pickup_points",
        "farm_diary",
        "farm_diary_strikes",
        "harvest_delays",
    ] {
        assert!(
            before.iter().any(|place| place.starts_with(&format!("{table}."))),
            "{table} is not filled: {before:?}"
        );
    }
    let (_, clerk) = super::clerk(shop, "support").await;
    let at = asked(&clerk, &format!("a{account}"), "erase").await;
    let page = clerk.get(&at).await;
    assert!(page.texts(".note.bad").is_empty(), "{}", page.words());
    let wrong = clerk.submit(&page, &format!("{at}/erase"), &[("password", "khác")]).await;
    refused(&wrong, 422, "password");
    let done = clerk.submit(&page, &format!("{at}/erase"), &[("password", PASSWORD)]).await;
    assert_eq!(done.status, 303, "{}", done.words());
    assert_eq!(word(shop, "SELECT recipient AS word FROM messages WHERE fleeting").await, PHONE, "told one last time");
    shop.work_off().await;

    assert_eq!(named_in(shop, &WORDS).await, Vec::<String>::new(), "something names them still");
    assert_eq!(check::faults(&mut *shop.conn().await).await.unwrap(), []);
    assert_eq!(
        books::faults(&mut *shop.conn().await).await.unwrap(),
        books_before,
        "orders and books are as they were"
    );
    assert_eq!(number(shop, "SELECT count(*) AS n FROM messages WHERE body = 'Đơn khác LT9999999'").await, 1);
    for name in [AT_THE_DOOR, OF_A_COMPLAINT] {
        assert_eq!(shop.ground.files.get(name).await.unwrap(), None, "{name} is gone");
    }
    assert_eq!(word(shop, "SELECT to_number AS word FROM refunds").await, "4567", "enough to find the transfer");
    assert_eq!(word(shop, "SELECT reason AS word FROM parcel_diary WHERE reason <> ''").await, "other");
    assert_eq!(word(shop, "SELECT reason AS word FROM corrections").await, "other");
    assert_eq!(
        word(
            shop,
            "SELECT string_agg(act || ':' || why, ' ' ORDER BY id) AS word FROM acts WHERE act ~ '^(comp|flag|vouc)'"
        )
        .await,
        "complaint.decided: flag.resolved: voucher.stopped:Hết tiền complaint.replaced:",
        "what was done stays in the log"
    );
    assert_eq!(
        word(
            shop,
            "SELECT string_agg(concat(act, before, after), ' ' ORDER BY act) AS word FROM acts WHERE after ->> 'state' = 'y' AND subject <> 'G0'"
        )
        .await,
        r#"complaint.replaced{"state": "x"}{"state": "y"} parcel.moved{"state": "x"}{"state": "y"} review.answered{"state": "x"}{"state": "y"}"#,
        "and what was written about them goes"
    );
    let another = "SELECT after ->> 'said' AS word FROM acts WHERE subject = 'G0'";
    assert_eq!(word(shop, another).await, "Hàng xóm nghe bà ấy nói", "of another order it stays");
    let judged = "SELECT concat_ws('|', r.stars, r.words, r.name, r.account_id, r.erased_at IS NOT NULL, x.why) AS word \
                  FROM reviews r JOIN acts x ON x.act = 'review.kept'";
    assert_eq!(word(shop, judged).await, "4|||t|", "the stars stay");
    assert_eq!(word(shop, "SELECT after ->> 'last' AS word FROM acts WHERE act = 'refund.account'").await, "4567");
    assert_eq!(
        word(
            shop,
            "SELECT concat_ws('|', r.reason, n.words) AS word FROM recalls r JOIN recall_notes n USING (lot_id)"
        )
        .await,
        "Có mốc, theo lời Đã xóa theo yêu cầu (Đã xóa theo yêu cầu)|Đổi hũ tại nhà Đã xóa theo yêu cầu",
        "buyers still read what is wrong with the lot"
    );
    for (query, left) in CUT {
        assert_eq!(word(shop, query).await, left, "the rest of the sentence stays: {query}");
    }
    for change in [
        "UPDATE acts SET subject = '' WHERE act = 'voucher.stopped'",
        "UPDATE acts SET before = before - 'commune' WHERE act = 'broadcast.saved'",
        "UPDATE broadcasts SET why = ''",
        "UPDATE news_versions SET why = ''",
        "UPDATE commission_rates SET why = ''",
        "UPDATE tax_rates SET why = ''",
        "UPDATE farm_diary SET words = ''",
        "UPDATE farm_diary_strikes SET reason = 'x'",
        "DELETE FROM farm_diary_strikes",
        "DELETE FROM broadcasts",
        "DELETE FROM news_versions",
        "UPDATE acts SET why = 'x' WHERE act = 'voucher.stopped'",
        "UPDATE recalls SET reason = 'x', erased_at = NULL",
        "UPDATE recalls SET by_office = false",
        "UPDATE recall_notes SET lot_id = 0",
        "DELETE FROM recall_notes",
        "UPDATE acts SET after = after - 'last' WHERE act = 'refund.account'",
        "UPDATE corrections SET reason = 'short'",
    ] {
        let tried = diesel::sql_query(change).execute(&mut *shop.conn().await).await;
        assert!(tried.is_err(), "nothing else is ever written over: {change}");
    }
    assert_eq!(number(shop, "SELECT count(*) AS n FROM data_exports WHERE sealed IS NOT NULL").await, 0);
    assert_eq!(own.get("/account").await.status, 303, "the session is over");
    assert_eq!(number(shop, &format!("SELECT count(*) AS n FROM members WHERE account_id = {account}")).await, 0);
    let (order, code) = &orders[0];
    assert_eq!(number(shop, &format!("SELECT account_id AS n FROM orders WHERE id = {order}")).await, account.0);
    let page = clerk.get(&at).await;
    assert_eq!((page.status, page.form_actions().len()), (200, 0), "nothing more to press");
    let person = clerk.get(&format!("/office/people/a{account}")).await;
    assert!(person.words().contains("Đã xóa theo yêu cầu"), "{}", person.words());
    // The order's own pages go on without a buyer.
    let admin = shop.signed_in(s.clerk).await;
    let order = admin.get(&format!("/office/orders/{code}")).await;
    assert_eq!(order.status, 200);
    let bare = order.texts("dd").iter().any(|said| said.starts_with(','));
    assert!(!bare, "an address without a street: {}", order.words());
    assert_eq!(admin.get("/office/orders").await.status, 200);
    for digits in ["0000", "5001"] {
        let tracked = shop.guest().post("/track", &[("code", code), ("digits", digits)]).await;
        assert_eq!(tracked.status, 422, "{digits} open nothing");
    }
    // Their number may sign up anew.
    let sign_up = [("name", "Người khác"), ("login", "0912 345 001"), ("password", "một mật khẩu dài"), ("terms", "1")];
    assert_eq!(shop.guest().post("/account/sign-up", &sign_up).await.status, 303);
    assert_eq!(number(shop, &format!("SELECT count(*) AS n FROM accounts WHERE phone = '{PHONE}'")).await, 1);
}

#[actix_web::test]
async fn what_is_under_way_comes_first_each_with_its_sentence() {
    let (s, account, orders) = scene().await;
    let shop = &s.shop;
    let (_, clerk) = super::clerk(shop, "admin").await;
    let at = asked(&clerk, &format!("a{account}"), "erase").await;
    let mut conn = shop.conn().await;
    let blocked = async |conn: &mut Conn| {
        let by = s.clerk;
        match conn.transaction(async |conn| erase(conn, &shop.ground, Who::Account(account), by).await).await {
            Err(EraseError::Blocked(blockers)) => {
                blockers.iter().map(|b| format!("{} {}", b.key, b.places.join(" "))).collect::<Vec<_>>().join(", ")
            }
            other => panic!("{other:?}"),
        }
    };
    let code = &orders[1].1;
    let order = orders[1].0;
    run(shop, &format!("INSERT INTO clerks (account_id, role) VALUES ({account}, 'promoter')")).await;
    assert_eq!(blocked(&mut conn).await, "staff promoter");
    run(shop, &format!("DELETE FROM clerks WHERE account_id = {account}")).await;

    let open = crate::support::placed::order(shop, &[(s.goods, 1)], "carrier").await;
    let (id, _) = of_buyer(shop, open.parcels[0].id, Some(account)).await;
    assert_eq!(blocked(&mut conn).await, format!("order {0}, unpaid {0}", open.code));
    let page = clerk.get(&at).await;
    assert!(page.texts(".note.bad").join(" ").contains(&open.code), "{}", page.words());
    assert!(page.attributes("form[action$='/erase']", "action").is_empty(), "there is nothing to press");
    let pressed = clerk.post(&format!("{at}/erase"), &[("password", PASSWORD)]).await;
    assert_eq!(pressed.status, 409, "{}", pressed.words());
    run(shop, &format!("UPDATE orders SET account_id = NULL, buyer_phone = '+84912345678' WHERE id = {id}")).await;

    payouts::give_back(
        shop,
        ParcelId(number(shop, &format!("SELECT id AS n FROM parcels WHERE order_id = {order}")).await),
        market::payments::refund::Part::Amount(market::kernel::money::Money::dong(1000)),
        "r2",
    )
    .await;
    assert_eq!(blocked(&mut conn).await, format!("refund {code}"));
    run(shop, "UPDATE refunds SET state = 'done', done_at = now()").await;

    // Who is owed a jar has to be found by whoever brings it.
    run(
        shop,
        &format!(
            "INSERT INTO complaints (token, parcel_id, kind, wish, state, answer_by, settle_by, answered_at, closed_at, outcome, replace_by) \
             SELECT repeat('1', 32), id, 'other', 'replacement', 'settled', now(), now(), now(), now(), 'replacement', '2026-11-27' \
             FROM parcels WHERE order_id = {order}"
        ),
    )
    .await;
    assert_eq!(blocked(&mut conn).await, format!("complaint {code}"));
    let sent = "INSERT INTO replacements (complaint_id, ended_by, sent) SELECT id";
    run(shop, &format!("{sent}, {}, true FROM complaints", s.clerk)).await;

    run(
        shop,
        &format!("INSERT INTO members (account_id, producer_id, role) VALUES ({account}, {}, 'owner')", s.producer),
    )
    .await;
    let told = blocked(&mut conn).await;
    assert!(told.contains("goods Cá thính Bà Lụa") && told.contains("owed Cá thính Bà Lụa"), "{told}");
    let phone = word(shop, &format!("SELECT coalesce(phone, '') AS word FROM accounts WHERE id = {account}")).await;
    assert_eq!(phone, PHONE, "nothing was written");
    assert_eq!(word(shop, "SELECT state AS word FROM data_requests").await, "received");

    // With another owner beside them they may go, and the household goes on.
    build::member(shop, s.producer).await;
    let by = s.clerk;
    assert!(conn.transaction(async |conn| erase(conn, &shop.ground, Who::Account(account), by).await).await.unwrap());
    assert_eq!(
        number(
            shop,
            &format!("SELECT count(*) AS n FROM producers WHERE suspended_at IS NULL AND id = {}", s.producer)
        )
        .await,
        1
    );
    drop(conn);
}

#[actix_web::test]
async fn a_household_that_nobody_else_owns_is_closed_once_it_sells_nothing() {
    let s = payouts::setting().await;
    let shop = &s.shop;
    let account = person(shop).await;
    run(
        shop,
        &format!(
            "INSERT INTO members (account_id, producer_id, role) VALUES ({account}, {p}, 'owner'); \
             UPDATE products SET state = 'hidden' WHERE producer_id = {p}; \
             UPDATE producers SET contact_name = '{NAME}', phone = '{PHONE}' WHERE id = {p}",
            p = s.producer
        ),
    )
    .await;
    let by = s.clerk;
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| erase(conn, &shop.ground, Who::Account(account), by).await).await.unwrap();
    drop(conn);
    let house = "SELECT concat_ws('|', contact_name, phone, suspended_at IS NOT NULL) AS word FROM producers";
    assert_eq!(word(shop, house).await, "Đã xóa theo yêu cầu|+842100000000|t");
    assert_eq!(
        named_in(shop, &[PHONE, EMAIL]).await,
        ["messages.recipient: +84912345001"],
        "but for the last word to them"
    );
    shop.work_off().await;
    assert_eq!(named_in(shop, &[PHONE, EMAIL]).await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_last_word_that_nobody_could_send_is_forgotten_after_a_week() {
    let shop = support::shop().await;
    run(
        &shop,
        &format!(
            "INSERT INTO messages (dedupe_key, channel, recipient, body, fleeting) VALUES \
               ('dead', 'sms', '{PHONE}', 'Chào {NAME}', true), ('lost', 'sms', '{PHONE}', 'Chào {NAME}', true), \
               ('waits', 'sms', '{PHONE}', 'Chào {NAME}', true), ('order', 'sms', '+84990000999', 'Đơn', false); \
             INSERT INTO jobs (kind, payload, last_error, attempts, dead_at) \
               SELECT 'send_message', jsonb_build_object('message', id), '550 ' || recipient, 8, now() - interval '6 days' \
               FROM messages WHERE dedupe_key IN ('dead', 'order'); \
             INSERT INTO jobs (kind, payload, run_at) \
               SELECT 'send_message', jsonb_build_object('message', id), now() + interval '1 hour' \
               FROM messages WHERE dedupe_key = 'waits'"
        ),
    )
    .await;
    let left = async || {
        run(&shop, "INSERT INTO jobs (kind, payload) VALUES ('sweep', '{}')").await;
        shop.work_off().await;
        word(&shop, "SELECT string_agg(dedupe_key, ' ' ORDER BY id) AS word FROM messages WHERE body <> ''").await
    };
    assert_eq!(left().await, "dead waits order", "what no job could send goes at once");
    run(&shop, "UPDATE jobs SET dead_at = now() - interval '8 days' WHERE dead_at IS NOT NULL").await;
    assert_eq!(left().await, "waits order");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM messages WHERE erased_at IS NOT NULL").await, 2);
    assert_eq!(
        word(&shop, "SELECT string_agg(last_error, ' ') AS word FROM jobs WHERE dead_at IS NOT NULL").await,
        "550 +84990000999",
        "what the dead job said of the recipient goes too"
    );
}

#[actix_web::test]
async fn pressed_twice_at_once_a_person_goes_once() {
    let (s, account, _) = scene().await;
    let (_, clerk) = super::clerk(&s.shop, "support").await;
    let at = asked(&clerk, &format!("a{account}"), "erase").await;
    let to = format!("{at}/erase");
    let fields = [("password", PASSWORD)];
    let (one, two) = futures_util::join!(clerk.post(&to, &fields), clerk.post(&to, &fields));
    assert_eq!((one.status, two.status), (303, 303), "{} {}", one.words(), two.words());
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM acts WHERE act = 'person.erased'").await, 1);
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM messages WHERE fleeting").await, 1);
    let again = clerk.post(&to, &fields).await;
    assert_eq!(again.status, 303, "done is done");
    let by = s.clerk;
    let mut conn = s.shop.conn().await;
    let ground = &s.shop.ground;
    assert!(!conn.transaction(async |conn| erase(conn, ground, Who::Account(account), by).await).await.unwrap());
}

#[actix_web::test]
async fn an_order_that_was_under_way_meanwhile_is_a_guests() {
    let (s, account, orders) = scene().await;
    let shop = &s.shop;
    let insert = format!(
        "INSERT INTO orders (code, token, account_id, buyer_name, buyer_phone, lang, commune_code, commune_name, \
            province_name, street, payment_method, goods_total, shipping_total, total) \
         SELECT 'LTRACE01', md5('race'), {account}, 'Ai đó', '+84912345009', lang, commune_code, commune_name, province_name, \
            'x', payment_method, 0, 0, 0 FROM orders WHERE id = {}",
        orders[0].0
    )
    .replace("LTRACE01", "LTRACE001");
    let url = shop.database_url.clone();
    let placing = async {
        // Begins while the erasing holds the account, and waits for it.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let mut conn = Conn::establish(&url).await.unwrap();
        diesel::sql_query(&insert).execute(&mut conn).await.unwrap();
    };
    let by = s.clerk;
    let erasing = async {
        let mut conn = shop.conn().await;
        conn.transaction(async |conn| {
            let gone = erase(conn, &shop.ground, Who::Account(account), by).await?;
            tokio::time::sleep(std::time::Duration::from_millis(900)).await;
            Ok::<_, EraseError>(gone)
        })
        .await
        .unwrap()
    };
    let (gone, ()) = futures_util::join!(erasing, placing);
    assert!(gone);
    assert_eq!(
        number(shop, "SELECT count(*) AS n FROM orders WHERE code = 'LTRACE001' AND account_id IS NULL").await,
        1
    );
}
