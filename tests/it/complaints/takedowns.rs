//! What authorities order off the market: off at once, with its clock, until it is lifted.

use market::kernel::clock::Clock;
use market::platform::files::Files;
use market::search::vocabulary;

use super::refused_by_sql;
use crate::buyer::{execute, number, put, text};
use crate::households::{clerk_as, slug as slug_of};
use crate::money::support::house;
use crate::support::{self, TestShop, build};

/// Whether buyers see a product once the jobs are done: on its own page, on the shelf, in a search, and with its household.
async fn shown(shop: &TestShop, slug: &str, house: &str) -> [bool; 4] {
    shop.work_off().await;
    vocabulary::rebuild(&mut *shop.conn().await).await.unwrap();
    shop.ground.shelf.invalidate_all();
    let (guest, link) = (shop.guest(), format!("/products/{slug}"));
    let lists = ["/products".to_owned(), "/search?q=mat+ong".to_owned(), format!("/producers/{house}")];
    let mut seen = [guest.get(&link).await.status == 200, false, false, false];
    for (n, path) in lists.iter().enumerate() {
        let list = guest.get(path).await;
        assert_eq!(list.status, 200, "{path}");
        seen[n + 1] = list.body.contains(&link);
    }
    seen
}

#[actix_web::test]
async fn what_an_authority_orders_off_stays_off_until_it_is_lifted() {
    let shop = support::shop().await;
    let house = house(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let product = number(&shop, &format!("SELECT product_id FROM packs WHERE id = {}", honey.pack)).await;
    let slug = text(&shop, &format!("SELECT slug FROM products WHERE id = {product}")).await;
    let house_slug = slug_of(&shop, house).await;
    crate::catalog::refresh(&shop).await;
    let guest = shop.guest();
    assert_eq!(shown(&shop, &slug, &house_slug).await, [true; 4], "page, shelf, search and household");
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let address = format!("{}/products/{slug}/?from=/c/mat-ong#x", shop.url);
    let request = |asked_at: &'static str, reference: &'static str| {
        vec![
            ("product".to_owned(), address.clone()),
            ("authority".to_owned(), "Sở Công Thương".to_owned()),
            ("reference".to_owned(), reference.to_owned()),
            ("reason".to_owned(), "Nghi mất an toàn.".to_owned()),
            ("asked_at".to_owned(), asked_at.to_owned()),
            ("now".to_owned(), "1".to_owned()),
        ]
    };
    let send = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        clerk.post("/office/takedowns", &fields).await
    };
    for wrong in [request("2026-11-25T08:00", "12/SCT"), request("hôm qua", "12/SCT"), request("2026-11-22T08:00", "")]
    {
        assert_eq!(send(wrong).await.status, 422);
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM takedowns").await, 0);
    let noted = send(request("2026-11-21T08:00", "12/SCT")).await;
    assert_eq!(noted.status, 303, "{}", noted.words());
    assert_eq!(send(request("2026-11-22T08:00", "13/SCT")).await.status, 409, "one is open");
    assert_eq!(shown(&shop, &slug, &house_slug).await, [false; 4]);
    // Whose goods they are is told what went, by whom and why; and once that it has ended.
    let told = async |letter: &str| {
        let sql = "SELECT coalesce(string_agg(body, '|'), '') FROM messages WHERE dedupe_key LIKE";
        text(&shop, &format!("{sql} '{letter}:%'")).await
    };
    let gone = told("household-sms-takedown").await;
    assert!(gone.contains("Mật ong, Sở Công Thương 12/SCT: Nghi mất an toàn. Hỏi") && !gone.contains('|'), "{gone}");
    let bought = guest.post("/cart/lines", &[("pack", &honey.pack.to_string()), ("qty", "1")]).await;
    assert!(bought.status >= 400, "nobody buys it by an old page: {}", bought.status);
    let page = clerk.get("/office/takedowns").await;
    assert!(page.words().contains("quá hạn"), "two days were more than 24 hours: {}", page.words());
    let back = member.post(&format!("/sell/products/{product}/shelf"), &[("to", "on_sale")]).await;
    assert_eq!(back.status, 409, "{}", back.words());
    assert!(refused_by_sql(&shop, &format!("UPDATE products SET state = 'on_sale' WHERE id = {product}")).await);

    let id = number(&shop, "SELECT id FROM takedowns").await;
    let long = "dài".repeat(200);
    for why in ["", long.as_str()] {
        let bare = clerk.post(&format!("/office/takedowns/{id}/lift"), &[("why", why)]).await;
        assert_eq!((bare.status, bare.texts("details[open] .why").len()), (422, 1), "{}", bare.words());
        assert_eq!(bare.texts(".why").len(), 1, "beside its request: {}", bare.words());
        assert_eq!(bare.attributes(&format!("#why-{id}"), "value"), [why], "what was typed stays");
    }
    assert_eq!(clerk.post(&format!("/office/takedowns/{id}/hide"), &[]).await.status, 409);
    assert_eq!(clerk.post(&format!("/office/takedowns/{id}/lift"), &[("why", "Mẫu đạt.")]).await.status, 303);
    assert_eq!(clerk.post(&format!("/office/takedowns/{id}/lift"), &[("why", "Mẫu đạt")]).await.status, 409);
    let over = told("household-sms-takedown-over").await;
    assert!(over.contains("Mật ong: Mẫu đạt. Xem") && !over.contains('|'), "{over}");
    assert_eq!(shown(&shop, &slug, &house_slug).await, [true; 4]);
    put(&guest, honey, 1).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act LIKE 'takedown.%'").await, 3);
    assert_eq!(member.post(&format!("/office/takedowns/{id}/hide"), &[]).await.status, 403);
}

#[actix_web::test]
async fn a_request_that_waits_shows_its_clock_and_is_followed_once() {
    let shop = support::shop().await;
    let house = house(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let moderator = clerk_as(&shop, "moderator").await;
    let (one, two) = (shop.signed_in(moderator).await, shop.signed_in(clerk_as(&shop, "admin").await).await);
    execute(
        &shop,
        &format!(
            "INSERT INTO takedowns (product_id, authority, reference, reason, asked_at, noted_by) \
             VALUES ({}, 'Sở Y tế', '7/SYT', 'Nghi mất an toàn', now() - interval '2 hours', {moderator})",
            honey.product
        ),
    )
    .await;
    let due =
        "SELECT to_char((asked_at + interval '24 hours') AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY') FROM takedowns";
    let due = text(&shop, due).await;
    let page = one.get("/office/takedowns").await;
    for said in ["Phải gỡ trước", due.as_str(), "chưa gỡ"] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    assert!(!page.words().contains("quá hạn"), "22 hours are left: {}", page.words());
    let hide = page.attributes("form[action$='/hide']", "action").remove(0);
    let (a, b) = tokio::join!(one.post(&hide, &[]), two.post(&hide, &[]));
    let mut both = [a.status, b.status];
    both.sort_unstable();
    assert_eq!(both, [303, 409]);
    assert_eq!(text(&shop, "SELECT state FROM products").await, "hidden");
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act = 'takedown.hidden'").await, 1);
    assert!(!one.get("/office/takedowns").await.words().contains("quá hạn"), "it was followed in time");
    for path in ["/office/takedowns/999999999999999999/hide", "/office/takedowns/1/burn", "/office/takedowns/0/hide"] {
        assert_eq!(one.post(path, &[]).await.status, 404, "{path}");
    }
    for after in ["-9223372036854775808.1", "9223372036854775807.1", "x"] {
        assert_eq!(one.get(&format!("/office/takedowns?after={after}")).await.status, 200, "{after}");
    }
    let support = shop.signed_in(clerk_as(&shop, "support").await).await;
    assert_eq!(support.get("/office/takedowns").await.status, 403);
}

#[actix_web::test]
async fn what_was_not_on_sale_before_does_not_come_on_sale_by_lifting() {
    let shop = support::shop().await;
    let house = house(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    execute(&shop, &format!("UPDATE products SET state = 'hidden' WHERE id = {}", honey.product)).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let slug = text(&shop, &format!("SELECT slug FROM products WHERE id = {}", honey.product)).await;
    let request = [
        ("product", slug.as_str()),
        ("authority", "Sở Y tế"),
        ("reference", "7/SYT"),
        ("reason", "Nghi mất an toàn"),
        ("asked_at", "2026-11-22T08:00"),
        ("now", "1"),
    ];
    assert_eq!(clerk.post("/office/takedowns", &request).await.status, 303);
    let id = number(&shop, "SELECT id FROM takedowns").await;
    assert_eq!(clerk.post(&format!("/office/takedowns/{id}/lift"), &[("why", "Mẫu đạt")]).await.status, 303);
    assert_eq!(text(&shop, "SELECT state FROM products").await, "hidden");
}

#[actix_web::test]
async fn fewer_hours_of_the_office_are_those_its_page_shows() {
    let shop = support::shop().await;
    let house = house(&shop, "Bà Lụa").await;
    let (honey, rice) = (
        build::goods(&shop, house, "Mật ong", 150_000, 50).await,
        build::goods(&shop, house, "Gạo nếp", 50_000, 50).await,
    );
    let clerk = clerk_as(&shop, "moderator").await;
    let client = shop.signed_in(clerk).await;
    execute(
        &shop,
        &format!(
            "INSERT INTO takedowns (product_id, authority, reference, reason, asked_at, noted_by, hidden_at, hidden_by, was) \
             VALUES ({}, 'Sở Y tế', '7/SYT', 'Nghi mất an toàn', now() - interval '5 hours', {clerk}, NULL, NULL, NULL), \
                    ({}, 'Sở Y tế', '8/SYT', 'Nghi mất an toàn', now() - interval '9 hours', {clerk}, now(), {clerk}, 'on_sale')",
            honey.product, rice.product
        ),
    )
    .await;
    assert!(!client.get("/office/takedowns").await.words().contains("quá hạn"));
    execute(&shop, &format!("INSERT INTO inbox_hours (kind, hours, changed_by) VALUES ('takedown', 4, {clerk})")).await;
    let page = client.get("/office/takedowns").await;
    let waits = page.texts("section.panel").into_iter().find(|one| one.contains("7/SYT")).unwrap();
    let due = "SELECT to_char((asked_at + interval '4 hours') AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY HH24:MI') \
               FROM takedowns WHERE hidden_at IS NULL";
    let due = text(&shop, due).await;
    assert!(waits.contains(&due) && waits.contains("quá hạn"), "{due}: {waits}");
    let done = page.texts("section.panel").into_iter().find(|one| one.contains("8/SYT")).unwrap();
    assert!(!done.contains("quá hạn"), "hidden within the law's hours, before there were others: {done}");
}

#[actix_web::test]
async fn a_request_that_came_now_is_noted_by_a_clock_that_runs_ahead() {
    let ahead = Clock::Stopped(chrono::Utc::now() + chrono::Duration::minutes(10));
    let shop = support::open_at(ahead, support::database_url().await, Files::memory(), |_| {}, |_| {});
    let house = house(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let slug = text(&shop, &format!("SELECT slug FROM products WHERE id = {}", honey.product)).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let page = clerk.get("/office/takedowns").await;
    let request =
        [("product", slug.as_str()), ("authority", "Sở Y tế"), ("reference", "7/SYT"), ("reason", "Nghi mất an toàn")];
    let noted = clerk.submit(&page, "/office/takedowns", &request).await;
    assert_eq!(noted.status, 303, "{}", noted.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM takedowns WHERE asked_at = noted_at").await, 1);
}
