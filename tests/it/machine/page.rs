use super::*;

#[actix_web::test]
async fn jobs_messages_and_what_was_given_up_are_told_without_anybodys_name() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    run(
        &shop,
        "INSERT INTO messages (dedupe_key, channel, recipient, body, sent_at) VALUES ('a', 'sms', '+84912345678', 'x', NULL), \
           ('b', 'mail', 'ha.nguyen@example.vn', 'x', NULL), ('c', 'sms', '+84912345678', 'x', now()); \
         INSERT INTO jobs (kind, payload, run_at, attempts, leased_until, last_error, dead_at) VALUES \
           ('sweep', '{}', now() - interval '10 minutes', 0, NULL, NULL, NULL), \
           ('sweep', '{}', now() + interval '1 hour', 2, NULL, 'no luck', NULL), \
           ('sweep', '{}', now(), 1, now() + interval '1 minute', NULL, NULL), \
           ('send_message', '{\"message\": 1}', now(), 8, NULL, 'cannot reach +84912345678', now()), \
           ('send_message', '{\"message\": 2}', now(), 8, NULL, '550 <ha.nguyen@example.vn> unknown', now()); \
         INSERT INTO events (kind, payload, recorded_at) VALUES ('x', '{}', now() - interval '5 minutes'); \
         INSERT INTO schedules (kind, next_at, every_seconds, done_at) VALUES ('check_books', now() + interval '1 hour', 86400, now())",
    )
    .await;
    let page = clerk.get("/office/jobs").await;
    assert_eq!(page.attributes("main a[href='/office/money/webhooks']", "href").len(), 1, "what came from outside");
    let words = page.words();
    for said in
        ["…678", "…@example.vn", "1 sự kiện chưa có việc theo sau, cũ nhất 5 phút", "Gửi tin", "Đối soát kho và sổ"]
    {
        assert!(words.contains(said), "{said}: {words}");
    }
    for named in ["84912345678", "ha.nguyen"] {
        assert!(!page.body.contains(named), "{named} is named");
    }
    let sweep =
        page.texts("section[aria-labelledby=jobs] tbody tr").into_iter().find(|row| row.contains("Dọn phiên")).unwrap();
    assert_eq!(sweep, "Dọn phiên và bộ đếm1111010 phút", "running, due, later, tried again, given up");
    for role in ["moderator", "promoter", "finance", "support"] {
        let other = shop.signed_in(clerk_as(&shop, role).await).await;
        assert_eq!(other.get("/office/jobs").await.status, 403, "{role}");
    }
}

#[actix_web::test]
async fn all_of_a_kind_are_tried_again_once() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    run(
        &shop,
        "INSERT INTO jobs (kind, payload, attempts, last_error, dead_at) VALUES ('sweep', '{}', 8, 'x', now()), \
           ('sweep', '{}', 8, 'x', now()), ('sweep_carts', '{}', 8, 'x', now())",
    )
    .await;
    let page = clerk.get("/office/jobs").await;
    let (one, two) = futures_util::join!(
        clerk.submit(&page, "/office/jobs/retry", &[]),
        clerk.submit(&page, "/office/jobs/retry", &[])
    );
    assert_eq!((one.status, two.status), (303, 303), "{}", one.words());
    let acts = "SELECT string_agg(concat_ws(' ', subject, after ->> 'jobs'), ',') AS word FROM acts WHERE act = 'jobs.retried'";
    assert_eq!(word(&shop, acts).await, "sweep 2", "logged once, with how many");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM jobs WHERE dead_at IS NOT NULL").await, 1, "no other kind");
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM jobs WHERE kind = 'sweep'").await, 0, "done");
    for kind in ["", "none", "\0", "'; DROP TABLE jobs; --"] {
        assert_eq!(clerk.post("/office/jobs/retry", &[("kind", kind)]).await.status, 303, "{kind}");
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts WHERE act = 'jobs.retried'").await, 1);
}

#[actix_web::test]
async fn the_page_is_a_few_queries_however_much_there_is() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let ask = async || {
        let before = shop.ground.db.queries();
        assert_eq!(clerk.get("/office/jobs").await.status, 200);
        shop.ground.db.queries() - before
    };
    let few = ask().await;
    run(
        &shop,
        "INSERT INTO messages (dedupe_key, channel, recipient, body) SELECT 'm' || n, 'sms', '+8491234' || lpad(n::text, 4, '0'), 'x' FROM generate_series(1, 60) n; \
         INSERT INTO jobs (kind, payload, attempts, last_error, dead_at) SELECT 'send_message', jsonb_build_object('message', n), 8, 'x', now() FROM generate_series(1, 60) n; \
         INSERT INTO jobs (kind, payload) SELECT 'kind_' || n, '{}' FROM generate_series(1, 40) n; \
         INSERT INTO book_checks (faults) SELECT n FROM generate_series(1, 40) n; \
         INSERT INTO backups (file, size, sha256, seconds) SELECT 'f' || n, 1, repeat('0', 64), 1 FROM generate_series(1, 40) n",
    )
    .await;
    assert_eq!(ask().await, few);
    assert!(few <= 14, "{few}");
}

#[actix_web::test]
async fn dead_letters_are_read_to_the_last_one_on_pages_and_in_the_file() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    // Several of one moment, so that a page may end between them.
    run(
        &shop,
        "INSERT INTO jobs (kind, payload, attempts, last_error, dead_at) \
           SELECT 'sweep', '{}', 8, 'luck ' || n, now() - (n / 4) * interval '1 minute' FROM generate_series(1, 130) n",
    )
    .await;
    let rows = "section[aria-labelledby=dead] tbody th .soft";
    let (mut seen, mut pages, mut path) = (Vec::new(), 0, "/office/jobs".to_owned());
    loop {
        let page = clerk.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.words().contains("Việc bị bỏ (130)"), "all are counted on each page: {}", page.words());
        seen.extend(page.texts(rows));
        pages += 1;
        let back = page.attributes("section[aria-labelledby=dead] nav a", "href");
        assert_eq!(back.contains(&"/office/jobs#dead".to_owned()), pages > 1, "{back:?}");
        match page.attributes("section[aria-labelledby=dead] a[rel=next]", "href").first() {
            Some(next) => path = next.trim_end_matches("#dead").to_owned(),
            None => break,
        }
    }
    assert_eq!((pages, seen.len()), (3, 130));
    let once: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!(once.len(), 130, "none twice, none left out");
    let file = clerk.get("/office/jobs.csv").await;
    assert_eq!(file.body.lines().filter(|line| line.contains("luck ")).count(), 130, "{}", file.body);
    for hostile in ["x", "%00", "9223372036854775807.1", "-9223372036854775808.1", "253370764800000000.1", "1.1"] {
        assert_eq!(clerk.get(&format!("/office/jobs?after={hostile}")).await.status, 200, "{hostile}");
    }
    let none = clerk.get("/office/jobs?after=1.1").await;
    assert!(!none.words().contains("Không có việc nào bị kẹt"), "past the last one: {}", none.words());
}

#[actix_web::test]
async fn a_schedule_says_when_it_was_last_done() {
    use std::sync::Arc;
    use std::time::Duration;

    use market::platform::jobs::{Runner, Works};
    use market::platform::signals::Listener;
    use market::platform::stop::Stop;
    use market::platform::sweep::Sweep;

    let shop = support::shop().await;
    let works = Works::new(|_| Ok(vec![])).every(Duration::from_secs(3600), &Sweep {}).unwrap();
    let (tell, stop) = Stop::by_hand();
    let signals = Listener::start(shop.database_url.clone(), stop.clone());
    let runner = Runner::new(shop.ground.clone(), Arc::new(works));
    let stopping = async {
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if number(&shop, "SELECT count(*) AS n FROM schedules WHERE done_at IS NOT NULL").await == 1 {
                break;
            }
        }
        tell.send(true).unwrap();
    };
    futures_util::join!(runner.work(&stop, signals.subscribe()), stopping);
    let row = "SELECT concat_ws(' ', kind, every_seconds, done_at IS NOT NULL) AS word FROM schedules";
    assert_eq!(word(&shop, row).await, "sweep 3600 t");
}
