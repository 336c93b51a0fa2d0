//! The log: every act of the office is in it, nothing gets out of it, and people find what they look for.

use std::collections::BTreeSet;

use reqwest::Method;

use super::*;

#[actix_web::test]
async fn nothing_gets_out_of_the_log_again() {
    let shop = support::shop().await;
    run(&shop, "INSERT INTO acts (act, subject) VALUES ('job.retried', 'x')").await;
    let mut conn = shop.conn().await;
    for statement in ["UPDATE acts SET subject = 'y'", "DELETE FROM acts"] {
        assert!(diesel::sql_query(statement).execute(&mut conn).await.is_err(), "{statement}");
    }
    drop(conn);
    assert_eq!(word(&shop, "SELECT subject AS word FROM acts").await, "x");
}

/// A log of a moderator, an admin and the market itself.
async fn log() -> (TestShop, Client, String) {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Cá thính Bà Lụa").await;
    let admin = clerk_as(&shop, "admin").await;
    let ha = build::account_with(&shop, "Phạm Thu Hà", Some("+84990123456")).await;
    run(
        &shop,
        &format!(
            "INSERT INTO acts (at, account_id, producer_id, act, subject, why, before, after) VALUES \
             ('2026-11-20 10:00+07', {ha}, {house}, 'household.suspended', '', 'Bán hàng giả', NULL, NULL), \
             ('2026-11-21 23:30+07', {ha}, NULL, 'voucher.changed', 'TET2027', '', '{{\"minimum\": 50000, \"note\": \"\"}}', '{{\"minimum\": 1250000, \"note\": \"\"}}'), \
             ('2026-11-22 00:30+07', NULL, {house}, 'identity.expired', '', '', NULL, NULL), \
             ('2026-11-22 08:00+07', {admin}, NULL, 'settings.money', '', '', '{{\"cod_on\": true}}', '{{\"cod_on\": false}}'), \
             ('2026-11-22 09:00+07', {admin}, NULL, 'job.retried', '=cmd|x', '', NULL, NULL)"
        ),
    )
    .await;
    let slug = slug(&shop, house).await;
    let client = shop.signed_in(admin).await;
    (shop, client, slug)
}

#[actix_web::test]
async fn an_act_is_found_by_person_kind_household_words_and_day() {
    let (shop, admin, slug) = log().await;
    let by_slug = format!("household={slug}");
    for (query, found) in [
        ("", 5),
        ("who=thu+ha", 2),
        ("who=0990+123+456", 2),
        ("who=khong+co", 0),
        ("kind=voucher.changed", 1),
        ("kind=nothing.at", 0),
        ("household=ba+lua", 2),
        (by_slug.as_str(), 2),
        ("household=khong+co", 0),
        ("q=hang+gia", 1),
        ("q=tet2027", 1),
        ("q=%25", 5),
        ("from=2026-11-22", 3),
        ("to=2026-11-21", 2),
        ("from=2026-11-21&to=2026-11-21", 1),
        ("who=ha&kind=household.suspended&household=lua&q=gia&from=2026-11-20&to=2026-11-20", 1),
        ("from=hom-qua&to=99999-99-99&who=%00&q=%00&household=%00&kind=%00&after=x.y", 5),
        ("from=-262143-01-01&to=262142-12-31", 5),
        ("after=9223372036854775807.9223372036854775807", 5),
        ("after=-9223372036854775808.1", 0),
    ] {
        let page = admin.get(&format!("/office/log?{query}")).await;
        assert_eq!((page.status, page.texts("tbody tr").len()), (200, found), "{query}: {}", page.words());
    }
    let page = admin.get("/office/log").await;
    for said in [
        "đổi mã giảm giá TET2027",
        "Đơn từ: 50.000 → 1.250.000",
        "Nhận tiền mặt tại cửa: có → không",
        "Vì: Bán hàng giả",
    ] {
        assert!(page.words().contains(said), "{said}: {}", page.words());
    }
    assert!(!page.words().contains("Ghi chú"), "what did not change is not told");
    assert!(admin.get("/office/log?lang=en").await.words().contains("changed the voucher TET2027"));
    for role in ["moderator", "finance", "support", "promoter"] {
        let other = shop.signed_in(clerk_as(&shop, role).await).await;
        for path in ["/office/log", "/office/log.xlsx", "/office/log.csv"] {
            assert_eq!(other.get(path).await.status, 403, "{role} {path}");
        }
        assert!(!other.get("/office").await.body.contains("/office/log"));
    }
}

#[actix_web::test]
async fn a_long_log_is_read_a_page_at_a_time_and_taken_along_as_it_is_shown() {
    let (shop, admin, _) = log().await;
    run(&shop, "INSERT INTO acts (at, act, subject) SELECT '2026-11-23 12:00+07', 'posting.written', n::text FROM generate_series(1, 120) n").await;
    let mut seen = BTreeSet::new();
    let mut url = "/office/log?kind=posting.written".to_owned();
    for page in 0..3 {
        let answer = admin.get(&url).await;
        seen.extend(answer.texts("tbody td b"));
        match answer.attributes("a[rel=next]", "href").pop() {
            Some(next) => url = next,
            None => assert_eq!(page, 2),
        }
    }
    assert_eq!(seen.len(), 120, "each once, though all are of one moment");
    let csv = admin.get("/office/log.csv?kind=job.retried").await;
    assert!(csv.header("content-type").starts_with("text/csv") && csv.header("cache-control") == "no-store");
    assert_eq!(csv.body.lines().count(), 2, "{}", csv.body);
    assert!(csv.body.contains("'=cmd|x"), "no spreadsheet runs it: {}", csv.body);
    let all = admin.get("/office/log.csv").await;
    assert_eq!(all.body.lines().count(), 126);
    assert!(all.body.contains("Đơn từ: 50.000 → 1.250.000"), "{}", all.body);
    let book = admin.send(admin.request(Method::GET, "/office/log.xlsx?from=2026-11-22&to=2026-11-22")).await;
    assert!(
        book.header("content-type").contains("spreadsheetml") && book.header("content-disposition").contains("nhat-ky")
    );
}

#[actix_web::test]
async fn the_log_is_a_few_queries_however_long_it_is() {
    let (shop, admin, _) = log().await;
    let every = "/office/log?who=ha&kind=household.suspended&household=lua&q=gia&from=2026-11-20&to=2026-11-20";
    let ask = async |path: &str| {
        let before = shop.ground.db.queries();
        assert_eq!(admin.get(path).await.status, 200);
        shop.ground.db.queries() - before
    };
    let few = (ask("/office/log").await, ask(every).await);
    run(&shop, "INSERT INTO acts (at, act, subject, account_id, producer_id) SELECT '2026-11-20 12:00+07', 'household.suspended', 'gia ' || n, a.id, p.id FROM generate_series(1, 200) n, accounts a, producers p WHERE a.name = 'Phạm Thu Hà'").await;
    assert_eq!((ask("/office/log").await, ask(every).await), few);
    assert!(few.0 <= 5 && few.1 <= 7, "{few:?}");
}
