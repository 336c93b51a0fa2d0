//! The log: every act of the office is in it, nothing gets out of it, and people find what they look for.

use std::collections::BTreeSet;

use market::accounts::evidence::Evidence;
use market::kernel::lang::Lang;
use market::platform::locales;
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
        ("q=1250000", 1),
        ("q=1.250.000", 1),
        ("q=1.250", 1),
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
async fn what_is_shown_is_found_in_the_readers_language_and_by_the_days_of_vietnam() {
    let (shop, admin, _) = log().await;
    run(
        &shop,
        "INSERT INTO acts (act, subject, before, after) VALUES \
         ('product.hidden', '1', '{\"state\": \"on_sale\"}', '{\"state\": \"hidden\"}'), \
         ('staff.given', 'x', NULL, '{\"roles\": [\"support\", \"finance\"]}'), \
         ('holiday.set', '', NULL, '{\"from\": \"2026-12-01\", \"to\": \"2026-12-05\"}'), \
         ('spotlight.planned', '7', NULL, '{\"starts_at\": \"2026-11-30T17:30:00Z\", \"ends_at\": \"2026-12-05T16:59:00+00:00\"}')",
    )
    .await;
    for (query, found) in [
        ("q=%C4%91ang+b%C3%A1n", 1),
        ("q=dang+ban", 1),
        ("q=on+sale", 1),
        ("q=ti%E1%BB%81n+n%E1%BB%99p", 0),
        ("q=01/12/2026", 2),
        ("q=1/12/2026", 2),
        ("q=30/11/2026", 0),
        ("q=05/12/2026", 2),
        ("q=00:30+01/12/2026", 1),
        ("q=00:31+01/12/2026", 0),
        ("q=32/13/2026", 0),
    ] {
        let page = admin.get(&format!("/office/log?{query}")).await;
        assert_eq!((page.status, page.texts("tbody tr").len()), (200, found), "{query}: {}", page.words());
    }
    let role = locales::text(Lang::Vi, "clerk-role-finance").replace(' ', "+");
    let page = admin.get(&format!("/office/log?q={role}&kind=staff.given")).await;
    assert_eq!(page.texts("tbody tr").len(), 1, "a word of a list: {}", page.words());
}

#[actix_web::test]
async fn what_is_shown_is_looked_up_in_the_same_indexes() {
    let (shop, ..) = log().await;
    // Of a few rows an index helps nobody; of a million it does.
    run(
        &shop,
        "CREATE FUNCTION plan() RETURNS text LANGUAGE plpgsql SET enable_seqscan = off SET enable_indexscan = off AS $$ \
         DECLARE step text; steps text := ''; BEGIN \
         FOR step IN EXECUTE 'EXPLAIN SELECT x.id FROM acts x WHERE fold(x.subject || '' '' || x.why) LIKE ''%on sale%'' \
             OR (x.before IS NOT NULL OR x.after IS NOT NULL) \
                AND fold(coalesce(x.before::text, '''') || '' '' || coalesce(x.after::text, '''')) \
                    LIKE ANY (''{%state on sale%,%2026 11 30t17%}''::text[])' \
         LOOP steps := steps || step || ' '; END LOOP; RETURN steps; END $$",
    )
    .await;
    let plan = word(&shop, "SELECT plan() AS word").await;
    assert!(plan.contains("acts_by_words") && plan.contains("acts_by_facts"), "{plan}");
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
    assert_eq!(all.body.lines().count(), 127, "that the first file was taken along is an act too");
    assert!(all.body.contains("Đơn từ: 50.000 → 1.250.000"), "{}", all.body);
    let book = admin.send(admin.request(Method::GET, "/office/log.xlsx?from=2026-11-22&to=2026-11-22")).await;
    assert!(
        book.header("content-type").contains("spreadsheetml") && book.header("content-disposition").contains("nhat-ky")
    );
}

#[actix_web::test]
async fn what_a_clerk_did_in_a_households_place_is_told_as_that_on_the_page_and_in_the_file() {
    let (shop, admin, _) = log().await;
    let ha = number(&shop, "SELECT id AS n FROM accounts WHERE name = 'Phạm Thu Hà'").await;
    run(
        &shop,
        &format!(
            "INSERT INTO acts (account_id, producer_id, on_behalf, act, subject) \
             SELECT {ha}, id, true, 'behalf.request', '/sell/stock/1' FROM producers"
        ),
    )
    .await;
    let query = "kind=behalf.request";
    let said = "Phạm Thu Hà (cán bộ làm thay)";
    assert!(admin.get(&format!("/office/log?{query}")).await.words().contains(said));
    let csv = admin.get(&format!("/office/log.csv?{query}")).await;
    assert!(csv.body.contains(said), "{}", csv.body);
}

#[actix_web::test]
async fn a_spotlight_and_a_paper_are_told_in_words() {
    let (shop, admin, _) = log().await;
    run(
        &shop,
        "INSERT INTO acts (act, subject, before, after) VALUES \
         ('spotlight.changed', '7', '{\"slot\": \"home_shelf\", \"ends_at\": \"2026-11-22T17:00:00Z\"}', \
                                    '{\"slot\": \"home_hero\", \"ends_at\": \"2026-11-29T17:00:00Z\"}'), \
         ('paper.corrected', '12/QĐ', '{\"score\": 785, \"expires_on\": \"2029-01-09\"}', \
                                      '{\"score\": 700, \"expires_on\": \"2028-12-31\"}')",
    )
    .await;
    let page = admin.get("/office/log").await.words();
    for said in [
        "Chỗ đưa lên: Kệ trang chủ → Ô lớn đầu trang chủ",
        "Kết thúc: 00:00 23/11/2026 → 00:00 30/11/2026",
        "Điểm: 78,5 → 70",
        "Hết hạn: 09/01/2029 → 31/12/2028",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[actix_web::test]
async fn what_spoke_for_an_act_is_told_found_and_taken_along_in_words() {
    let (shop, admin, slug) = log().await;
    run(
        &shop,
        &format!(
            "INSERT INTO acts (producer_id, act, subject, why, evidence) \
             SELECT id, 'payout.paid', 'P7', 'Ủy nhiệm chi sáng', 'bank-reference' FROM producers WHERE slug = '{slug}'"
        ),
    )
    .await;
    let page = admin.get("/office/log?kind=payout.paid").await.words();
    assert!(page.contains("Vì: Ủy nhiệm chi sáng") && page.contains("Căn cứ: Có mã giao dịch của ngân hàng"), "{page}");
    let csv = admin.get("/office/log.csv?kind=payout.paid").await;
    assert!(csv.body.contains("Có mã giao dịch của ngân hàng"), "{}", csv.body);
    let home = admin.get(&format!("/office/producers/{slug}")).await.words();
    assert!(home.contains("Ủy nhiệm chi sáng. Có mã giao dịch của ngân hàng"), "{home}");
    // By the words of the sentence, in either language, and by no others.
    for (q, found) in [("ma+giao+dich+cua+ngan+hang", 1), ("reference+is+noted", 1), ("bank-reference+xyz", 0)] {
        let page = admin.get(&format!("/office/log?q={q}")).await;
        assert_eq!(page.texts("tbody tr").len(), found, "{q}: {}", page.words());
    }
    let page = admin.get("/office/log?kind=payout.paid&lang=en").await.words();
    assert!(page.contains("Shown by: The bank’s reference is noted"), "{page}");
    // A word is the program's, and nothing else.
    let mut conn = shop.conn().await;
    for statement in [
        "INSERT INTO acts (act, evidence) VALUES ('job.retried', 'Vì thế')",
        "UPDATE acts SET evidence = 'proof' WHERE act = 'payout.paid'",
    ] {
        assert!(diesel::sql_query(statement).execute(&mut conn).await.is_err(), "{statement}");
    }
}

#[test]
fn all_that_can_speak_for_an_act_has_a_sentence_in_both_languages() {
    for evidence in Evidence::ALL {
        for lang in [Lang::Vi, Lang::En] {
            let key = format!("log-evidence-{}", evidence.as_str());
            assert!(locales::find(lang, &key).is_some(), "{key}: {lang:?}");
        }
    }
}

#[actix_web::test]
async fn a_file_that_does_not_hold_all_of_the_log_says_so() {
    let (shop, admin, _) = log().await;
    run(&shop, "INSERT INTO acts (at, act, subject) SELECT '2026-11-23 12:00+07', 'posting.written', n::text FROM generate_series(1, 50001) n").await;
    let csv = admin.get("/office/log.csv?kind=posting.written").await;
    let lines: Vec<_> = csv.body.lines().collect();
    assert_eq!(lines.len(), 50_002, "a head, as many acts as a file holds, and a sentence");
    assert!(lines[50_001].contains("50.000 dòng đầu"), "{}", lines[50_001]);
    // All of them are of one day and one kind: no filter tells them apart, so the last row leads on.
    let rest = lines[50_001].split_whitespace().find(|word| word.contains("/office/log.csv?")).unwrap();
    let rest = rest.trim_matches(['"', ','].as_slice()).split_once("/office/").unwrap().1;
    let more = admin.get(&format!("/office/{rest}")).await;
    let left: Vec<_> = more.body.lines().collect();
    assert_eq!(left.len(), 2, "a head and the one that was left: {}", more.body);
    assert!(!lines.contains(&left[1]), "which the first file had not: {}", left[1]);
    let page = admin.get("/office/log").await;
    assert!(page.words().contains("nhiều nhất 50.000 việc"), "the page says so before: {}", page.words());
    let few = admin.get("/office/log.csv?kind=job.retried").await;
    assert!(!few.body.contains("dòng đầu"), "nothing was left out: {}", few.body);
}

#[actix_web::test]
async fn a_word_that_means_many_people_finds_the_acts_of_all_of_them() {
    let (shop, admin, _) = log().await;
    run(
        &shop,
        "WITH them AS (INSERT INTO accounts (name, phone, password_hash) \
                         SELECT 'Trần Văn ' || n, '+849' || (20000000 + n), 'x' FROM generate_series(1, 250) n RETURNING id) \
         INSERT INTO acts (at, account_id, act, subject) SELECT '2026-11-23 12:00+07', id, 'posting.written', 'x' FROM them",
    )
    .await;
    let csv = admin.get("/office/log.csv?who=tran+van").await;
    assert_eq!(csv.body.lines().count(), 251, "a head and an act of each");
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
