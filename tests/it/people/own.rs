//! What people do themselves: at their account's page with the password, or as a guest at an order's.

use super::*;
use crate::support::placed;

#[actix_web::test]
async fn a_person_asks_with_the_password_and_takes_the_file_of_all_of_it() {
    let (s, account, orders) = scene().await;
    let shop = &s.shop;
    let own = shop.signed_in(account).await;
    run(shop, &format!("INSERT INTO messages (dedupe_key, channel, recipient, body, sent_at) VALUES ('x', 'sms', '{PHONE}', 'Đơn đã giao', now()), ('y', 'sms', '+84990000001', 'Của người khác', now())")).await;
    let page = own.get("/account/data").await;
    assert_eq!(page.status, 200, "{}", page.words());
    let to = "/account/data/requests";
    refused(&own.submit(&page, to, &[("password", "sai")]).await, 422, "password");
    refused(&own.submit(&page, to, &[("password", "")]).await, 422, "password");
    refused(&own.submit(&page, to, &[("kind", "withdraw"), ("password", PASSWORD)]).await, 422, "kind");
    refused(&own.submit(&page, to, &[("kind", "correct"), ("password", PASSWORD)]).await, 422, "words");
    let long = "x".repeat(1_001);
    refused(
        &own.submit(&page, to, &[("kind", "correct"), ("words", &long), ("password", PASSWORD)]).await,
        422,
        "words",
    );
    assert_eq!(number(shop, "SELECT count(*) AS n FROM data_requests").await, 0);
    let fields = [("kind", "see"), ("password", PASSWORD)];
    let (one, two) = futures_util::join!(own.submit(&page, to, &fields), own.submit(&page, to, &fields));
    assert_eq!((one.status, two.status), (303, 303), "{}", one.words());
    assert_eq!(number(shop, "SELECT count(*) AS n FROM data_exports").await, 1, "one file");
    assert!(own.get("/account/data").await.words().contains("Đang gom"));
    shop.work_off().await;
    let page = own.get("/account/data").await;
    let file = page.attributes("form[action^='/account/data/exports/']", "action").pop().unwrap();
    let (status, bytes) = download(shop, &own, &file).await;
    assert_eq!(status, 200);
    let (json, html) = (unpacked(&bytes, "data.json"), unpacked(&bytes, "data.html"));
    for text in [&json, &html] {
        for said in [NAME, PHONE, EMAIL, "Ngõ nhà", &orders[0].1, &orders[1].1, "Đơn đã giao", "Cá thính trắm"]
        {
            assert!(text.contains(said), "{said}");
        }
        assert!(!text.contains("Của người khác") && !text.contains("password"), "what is not theirs");
    }
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(read["orders"].as_array().unwrap().len(), 2);
    assert!(html.contains("Đơn hàng") && html.contains("lang=\"vi\""), "{html}");
    let kept = word(shop, "SELECT encode(sealed, 'escape') AS word FROM data_exports").await;
    assert!(!kept.contains("data.json"), "sealed");
    assert_eq!(word(shop, "SELECT state AS word FROM data_requests").await, "done");

    // Of somebody else, and after seven days, there is none.
    let other = shop.signed_in(build::account(shop, "Người khác").await).await;
    assert_eq!(download(shop, &other, &file).await.0, 404);
    assert_eq!(download(shop, &shop.guest(), &file).await.0, 303);
    let (_, clerk) = super::clerk(shop, "support").await;
    let id = file.rsplit('/').next().unwrap();
    let (status, again) = download(shop, &clerk, &format!("/office/people/exports/{id}")).await;
    assert_eq!((status, again == bytes), (200, true));
    assert_eq!(word(shop, "SELECT subject AS word FROM acts WHERE act = 'person.taken'").await, format!("a{account}"));
    run(shop, "UPDATE data_exports SET ends_at = now() - interval '1 second'").await;
    assert_eq!(download(shop, &own, &file).await.0, 404, "its days are over");
    run(shop, "INSERT INTO jobs (kind, payload) VALUES ('sweep_exports', '{}')").await;
    shop.work_off().await;
    assert_eq!(number(shop, "SELECT count(*) AS n FROM data_exports WHERE sealed IS NOT NULL").await, 0);
    assert_eq!(own.get("/account/data").await.status, 200);
    assert_eq!(shop.guest().get("/account/data").await.status, 303);
}

#[actix_web::test]
async fn the_file_has_their_photos_and_the_accounts_they_gave() {
    let (s, account, orders) = scene().await;
    let shop = &s.shop;
    let parcel = number(shop, &format!("SELECT id AS n FROM parcels WHERE order_id = {}", orders[0].0)).await;
    let jpeg = b"\xFF\xD8\xFF\xE0 a photo of a broken jar".to_vec();
    let (own, theirs, gone) = ("a".repeat(32), "b".repeat(32), "c".repeat(32));
    shop.ground.files.put(&format!("proofs/{own}"), jpeg.clone()).await.unwrap();
    shop.ground.files.put(&format!("proofs/{theirs}"), b"\xFF\xD8\xFF\xE0 theirs".to_vec()).await.unwrap();
    run(
        shop,
        &format!(
            "WITH said AS (INSERT INTO complaints (token, parcel_id, kind, wish, state, answer_by, settle_by, answered_at, closed_at, outcome, outcome_words) \
                 VALUES (repeat('0', 32), {parcel}, 'other', 'talk', 'settled', now(), now(), now(), now(), 'agreed', 'Xong') RETURNING id) \
               INSERT INTO complaint_messages (complaint_id, side, words, photos) \
                 SELECT id, 'buyer', 'Hũ vỡ', ARRAY['{own}', '{gone}'] FROM said \
                 UNION ALL SELECT id, 'household', 'Lúc gói', ARRAY['{theirs}'] FROM said; \
             INSERT INTO bank_accounts (producer_id, bin, number, holder, since, ended_at) \
               VALUES ({house}, '970436', '9990001112', 'CHU CU', now() - interval '2 years', now() - interval '1 year'); \
             INSERT INTO members (account_id, producer_id, role) VALUES ({account}, {house}, 'owner')",
            house = s.producer
        ),
    )
    .await;
    let number_given = word(
        shop,
        &format!("SELECT number AS word FROM bank_accounts WHERE producer_id = {} AND ended_at IS NULL", s.producer),
    )
    .await;
    let browser = shop.signed_in(account).await;
    let asked = browser.post("/account/data/requests", &[("kind", "see"), ("password", PASSWORD)]).await;
    assert_eq!(asked.status, 303, "{}", asked.words());
    shop.work_off().await;
    let page = browser.get("/account/data").await;
    let file = page.attributes("form[action^='/account/data/exports/']", "action").pop().unwrap();
    let (status, bytes) = download(shop, &browser, &file).await;
    assert_eq!(status, 200);
    let read: serde_json::Value = serde_json::from_str(&unpacked(&bytes, "data.json")).unwrap();
    let photos = read["photos"].as_array().unwrap();
    let named: Vec<_> = photos.iter().filter(|p| p["subject"].as_str().unwrap().starts_with("KN")).collect();
    assert_eq!(named.len(), 2, "theirs alone, one of them gone: {photos:?}");
    let files: Vec<_> = named.iter().filter_map(|p| p["file"].as_str()).filter(|f| f.starts_with("photos/")).collect();
    assert_eq!(files.len(), 1, "{named:?}");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let mut kept = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name(files[0]).unwrap(), &mut kept).unwrap();
    assert_eq!(kept, jpeg, "the photo itself");
    assert_eq!(read["bank_accounts"][0]["account"].as_str(), Some(number_given.as_str()));
    assert!(!read.to_string().contains("9990001112"), "what ended before they came is of whoever owned it then");
    let html = unpacked(&bytes, "data.html");
    assert!(html.contains("Ảnh gửi kèm khiếu nại") && html.contains(&number_given), "{html}");
    assert!(!html.contains(&own), "the name under which it is kept opens it, and stays here");
}

#[actix_web::test]
async fn a_request_is_taken_back_by_whoever_made_it() {
    let (s, account, _) = scene().await;
    let shop = &s.shop;
    let own = shop.signed_in(account).await;
    let asked = own.post("/account/data/requests", &[("kind", "erase"), ("password", PASSWORD)]).await;
    assert_eq!(asked.status, 303, "{}", asked.words());
    let told = word(shop, &format!("SELECT body AS word FROM messages WHERE recipient = '{PHONE}'")).await;
    assert!(told.contains("Xóa dữ liệu"), "{told}");
    let id = number(shop, "SELECT id AS n FROM data_requests").await;
    let back = format!("/account/data/requests/{id}/back");
    let other = shop.signed_in(build::account(shop, "Người khác").await).await;
    assert_eq!(other.post(&back, &[]).await.status, 404);
    assert_eq!(own.post(&back, &[]).await.status, 303);
    assert_eq!(own.post(&back, &[]).await.status, 303, "it is taken back");
    assert_eq!(word(shop, "SELECT state AS word FROM data_requests").await, "taken_back");
    assert_eq!(own.post("/account/data/requests/999999999999999999/back", &[]).await.status, 404);
}

#[actix_web::test]
async fn what_was_asked_as_a_guest_is_taken_back_by_the_account_that_has_the_order_now() {
    let (s, account, orders) = scene().await;
    let shop = &s.shop;
    run(
        shop,
        &format!(
            "WITH asked AS (INSERT INTO data_requests (order_id, kind, how, received_at, answer_by, due_at) \
                VALUES ({}, 'see', 'order', now(), now() + interval '2 days', now() + interval '10 days') RETURNING id, order_id) \
             INSERT INTO data_exports (order_id, request_id, made_at, ends_at, size, sealed) \
                SELECT order_id, id, now(), now() + interval '7 days', 1, 'x'::bytea FROM asked",
            orders[0].0
        ),
    )
    .await;
    let own = shop.signed_in(account).await;
    let page = own.get("/account/data").await;
    let buttons = |part: &str| page.attributes(&format!("form[action*='/{part}']"), "action");
    assert!(buttons("exports/").is_empty(), "the desk hands it over: {}", page.words());
    let back = buttons("back");
    assert_eq!(back.len(), 1, "{}", page.words());
    let other = shop.signed_in(build::account(shop, "Người khác").await).await;
    assert_eq!(other.post(&back[0], &[]).await.status, 404);
    assert_eq!(own.submit(&page, &back[0], &[]).await.status, 303);
    assert_eq!(word(shop, "SELECT state AS word FROM data_requests").await, "taken_back");
    assert!(own.get("/account/data").await.attributes("form[action$='/back']", "action").is_empty());
}

#[actix_web::test]
async fn a_guest_asks_at_the_order_and_gets_nothing_but_an_answer_on_the_orders_phone() {
    let s = payouts::setting().await;
    let shop = &s.shop;
    let order = placed::order(shop, &[(s.goods, 1)], "carrier").await;
    let code = market::orders::code::draw();
    run(shop, &format!("UPDATE orders SET code = '{code}' WHERE code = '{}'", order.code)).await;
    let here = format!("/orders/{code}/data");
    let guest = shop.guest();
    assert_eq!(guest.get(&here).await.status, 404, "a code opens nothing");
    assert_eq!(guest.post("/track", &[("code", &code), ("digits", "5678")]).await.status, 303);
    let page = guest.get(&here).await;
    assert_eq!(page.status, 200, "{}", page.words());
    refused(&guest.submit(&page, &here, &[]).await, 422, "kind");
    let sent = guest.submit(&page, &here, &[("kind", "erase"), ("words", "Xóa giúp")]).await;
    assert_eq!((sent.status, sent.location().as_deref()), (303, Some(here.as_str())), "{}", sent.words());
    let told = guest.get(&here).await;
    assert!(told.words().contains("Đã gửi yêu cầu"), "{}", told.words());
    assert!(!guest.get(&here).await.words().contains("Đã gửi yêu cầu"), "it is said once");
    assert_eq!(guest.submit(&page, &here, &[("kind", "erase")]).await.status, 303);
    assert_eq!(
        number(shop, "SELECT count(*) AS n FROM data_requests WHERE order_id IS NOT NULL AND how = 'order'").await,
        1
    );
    assert_eq!(number(shop, "SELECT count(*) AS n FROM messages WHERE recipient = '+84912345678'").await, 1);
    assert!(guest.get(&format!("/orders/{code}")).await.body.contains(&here), "the order's page leads there");
    assert_eq!(shop.guest().post(&here, &[("kind", "erase")]).await.status, 404);
}

#[actix_web::test]
async fn the_file_names_every_photo_however_many_there_are() {
    let (s, account, _) = scene().await;
    let shop = &s.shop;
    run(
        shop,
        &format!(
            "INSERT INTO pictures (hash, width, height) SELECT md5(n::text), 10, 10 FROM generate_series(1, 1203) n; \
             WITH p AS (INSERT INTO plots (producer_id, name, kind, commune_code) VALUES ({house}, 'Vườn', 'plot', '08761') RETURNING id) \
               INSERT INTO farm_diary (producer_id, plot_id, day, work, picture_id, token, account_id) \
               SELECT {house}, p.id, '2026-11-20', 'water', f.id, md5('diary ' || f.id), {account} \
               FROM p, pictures f JOIN generate_series(1, 1203) n ON f.hash = md5(n::text)",
            house = s.producer
        ),
    )
    .await;
    let read = file_of(shop, account).await;
    let photos = read["photos"].as_array().unwrap();
    assert_eq!(photos.iter().filter(|photo| photo["what"] == "Ảnh trong sổ ruộng").count(), 1203);
    assert_eq!(read["farm_diary"].as_array().unwrap().len(), 1203);
}

/// The file that they take along at their own page, as a program reads it.
async fn file_of(shop: &TestShop, account: AccountId) -> serde_json::Value {
    let own = shop.signed_in(account).await;
    let asked = own.post("/account/data/requests", &[("kind", "see"), ("password", PASSWORD)]).await;
    assert_eq!(asked.status, 303, "{}", asked.words());
    shop.work_off().await;
    let page = own.get("/account/data").await;
    let file = page.attributes("form[action^='/account/data/exports/']", "action").pop().unwrap();
    let (status, bytes) = download(shop, &own, &file).await;
    assert_eq!(status, 200);
    serde_json::from_str(&unpacked(&bytes, "data.json")).unwrap()
}

#[actix_web::test]
async fn the_file_has_what_others_wrote_of_them_and_nothing_of_a_namesake() {
    let (s, account, orders) = scene().await;
    let shop = &s.shop;
    let parcel = number(shop, &format!("SELECT id AS n FROM parcels WHERE order_id = {}", orders[0].0)).await;
    run(
        shop,
        &format!(
            "INSERT INTO parcel_diary (parcel_id, to_state, actor, reason) VALUES ({parcel}, 'delivered', 'member', 'other: gọi ba lần'); \
             INSERT INTO acts (act, subject, why) VALUES ('flag.resolved', 'Cá', 'Đã gọi 0912 345 001'), \
               ('flag.resolved', 'Cá', 'Đã gọi một người tên {NAME}'); \
             INSERT INTO vouchers (code, amount, starts_at, ends_at, borne_by, note) \
               VALUES ('TET', 5000, now(), now() + interval '1 day', 'market', 'Cho {EMAIL}'); \
             INSERT INTO flags (product_id, kind, words, phone, who_hash, state, reason, resolved_by, resolved_at) \
               SELECT min(id), 'other', 'Nhãn sai', '{PHONE}', sha256('x'), 'dismissed', 'Nhãn đúng', {clerk}, now() FROM products",
            clerk = s.clerk
        ),
    )
    .await;
    let read = file_of(shop, account).await;
    let named: Vec<(&str, &str)> = read["named"]
        .as_array()
        .unwrap()
        .iter()
        .map(|thing| (thing["place"].as_str().unwrap(), thing["words"].as_str().unwrap()))
        .collect();
    assert_eq!(named.len(), 2, "a name alone may be anybody's: {named:?}");
    assert!(named.contains(&("Nhật ký việc của cán bộ", "Đã gọi 0912 345 001")), "{named:?}");
    assert!(named.contains(&("Lý do, ghi chú của Phòng", &*format!("Cho {EMAIL}"))), "{named:?}");
    assert_eq!(read["flags"][0]["answer"], "Nhãn đúng");
    assert!(read["orders"].to_string().contains("gọi ba lần"), "{}", read["orders"]);
}
