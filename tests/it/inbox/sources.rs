//! Each source comes into the list and goes out of it, in order of its deadline, a page at a time.

use std::collections::BTreeSet;

use super::*;

#[actix_web::test]
async fn each_kind_appears_when_it_waits_and_disappears_when_it_is_decided() {
    let setting = crate::listing::setting().await;
    let (shop, clerk) = (&setting.shop, &setting.clerk);
    let page = clerk.get("/office/inbox").await;
    assert!(page.words().contains("Không còn việc nào chờ bạn"), "{}", page.words());
    one_of_each(shop).await;
    crate::listing::on_sale(&setting).await;
    let product = number(shop, "SELECT id AS n FROM products WHERE state = 'on_sale'").await;
    run(
        shop,
        &format!(
            "INSERT INTO revisions (product_id, content, state, submitted_at) \
             SELECT product_id, content || '{{\"name\": \"Cá thính sửa\"}}', 'submitted', now() FROM revisions WHERE product_id = {product}"
        ),
    )
    .await;
    sent(&setting, "Cá thính mới").await;
    let slug = word(shop, &format!("SELECT slug AS word FROM products WHERE id = {product}")).await;
    let said = [("kind", "fake"), ("words", "Không phải cá nhà làm")];
    assert_eq!(shop.guest().post(&format!("/products/{slug}/flag"), &said).await.status, 303);
    for (kind, title) in [
        ("flag", "Cá thính chép"),
        ("listing", "Cá thính mới"),
        ("revision", "Cá thính sửa"),
        ("application", "Nhà bà Mận"),
        ("identity", "Trần Thị Mận"),
        ("paper", "Giấy cam kết, S1"),
        ("transfer", "chuyen tien 1 · 5.000"),
        ("refund", "R1 · 10.000"),
        ("job", "sweep"),
    ] {
        let found = rows(clerk, &format!("kind={kind}")).await;
        assert_eq!(found.len(), 1, "{kind}: {found:#?}");
        assert!(found[0].contains(title), "{kind}: {found:#?}");
    }
    assert_eq!(rows(clerk, "").await.len(), 9);
    // What is decided is gone, whichever desk decided it.
    let listing = crate::listing::waiting(shop).await;
    let form = clerk.get(&listing).await;
    clerk.submit(&form, &listing, &[("verdict", "approve")]).await;
    let household = word(shop, "SELECT slug AS word FROM producers WHERE approved_at IS NULL").await;
    let here = format!("/office/producers/{household}");
    clerk.post(&format!("{here}/identity"), &[("decision", "verify"), ("until", "2031-01-01")]).await;
    clerk.post(&format!("{here}/approve"), &[]).await;
    let job = number(shop, "SELECT id AS n FROM jobs WHERE dead_at IS NOT NULL").await;
    clerk.post(&format!("/office/jobs/{job}/retry"), &[]).await;
    let flag = number(shop, "SELECT id AS n FROM flags").await;
    clerk.post(&format!("/office/flags/{flag}"), &[("outcome", "dismissed"), ("reason", "Đúng cá nhà làm")]).await;
    let transfer = number(shop, "SELECT id AS n FROM transfers WHERE state = 'open'").await;
    clerk.post(&format!("/office/money/transfers/{transfer}/ignored"), &[("why", "Lãi tiền gửi")]).await;
    run(
        shop,
        "UPDATE refunds SET state = 'done', done_at = now(), proof = 'FT1'; \
         UPDATE certificates SET expires_on = '2026-01-02'; \
         UPDATE revisions SET state = 'draft' WHERE state = 'submitted'",
    )
    .await;
    let left = rows(clerk, "").await;
    assert!(left.is_empty(), "{left:#?}");
}

#[actix_web::test]
async fn a_change_with_photos_that_no_buyer_has_seen_is_told_from_one_of_words() {
    let setting = crate::listing::setting().await;
    let (shop, clerk) = (&setting.shop, &setting.clerk);
    crate::listing::on_sale(&setting).await;
    run(
        shop,
        "INSERT INTO revisions (product_id, content, state, submitted_at) \
           SELECT product_id, content, 'submitted', now() FROM revisions; \
         INSERT INTO revision_pictures (revision_id, picture_id, position) \
           SELECT v.id, o.picture_id, o.position FROM product_pictures o JOIN revisions v ON v.product_id = o.product_id \
           WHERE v.state = 'submitted'",
    )
    .await;
    let id = number(shop, "SELECT id AS n FROM revisions WHERE state = 'submitted'").await;
    assert!(rows(clerk, "kind=photo").await.is_empty(), "its photos are known");
    assert_eq!(rows(clerk, "kind=revision").await.len(), 1);
    run(
        shop,
        &format!(
            "WITH one AS (INSERT INTO pictures (hash, width, height) VALUES (repeat('a', 32), 640, 640) RETURNING id) \
             INSERT INTO revision_pictures (revision_id, picture_id, position) SELECT {id}, id, 7 FROM one"
        ),
    )
    .await;
    let found = rows(clerk, "kind=photo").await;
    assert!(found.len() == 1 && found[0].contains("Món có ảnh mới"), "{found:#?}");
    assert_eq!(rows(clerk, "kind=revision").await.len(), 0, "it waits once");
    // It is claimed as every listing is.
    assert_eq!(open(clerk, "photo", id).await.location(), Some(format!("/office/listings/{id}")));
    assert_eq!(number(shop, "SELECT count(*) AS n FROM claims WHERE kind = 'listing'").await, 1);
    let other = self::clerk(shop, "moderator", "Chị Lan").await;
    assert_eq!(open(&other, "photo", id).await.status, 409);
    assert_eq!(rows(clerk, "only=mine").await.len(), 1);
}

#[actix_web::test]
async fn complaints_and_takedowns_wait_by_clocks_of_their_own() {
    let sold = crate::complaints::delivered(support::shop().await).await;
    let shop = &sold.shop;
    let clerk = shop.signed_in(build::clerk(shop).await).await;
    let id = crate::complaints::complain(&sold).await;
    let slug = word(shop, "SELECT slug AS word FROM products").await;
    let request = [
        ("product", slug.as_str()),
        ("authority", "Sở Y tế"),
        ("reference", "7/SYT"),
        ("reason", "Nghi mất an toàn"),
        ("asked_at", "2026-11-22T08:00"),
    ];
    assert_eq!(clerk.post("/office/takedowns", &request).await.status, 303);
    let (complaint, takedown) = (rows(&clerk, "kind=complaint").await, rows(&clerk, "kind=takedown").await);
    assert!(complaint.len() == 1 && complaint[0].contains(&format!("KN{id}")), "{complaint:#?}");
    assert!(
        takedown.len() == 1 && takedown[0].contains("Sở Y tế 7/SYT") && takedown[0].contains("Quá hạn"),
        "{takedown:#?}"
    );
    run(
        shop,
        "ALTER TABLE complaints DISABLE TRIGGER USER; \
         UPDATE complaints SET answer_by = now() - interval '3 hours', settle_by = now() + interval '30 hours'; \
         ALTER TABLE complaints ENABLE TRIGGER USER",
    )
    .await;
    assert!(rows(&clerk, "kind=complaint").await[0].contains("Quá hạn 3 giờ"));
    run(shop, "UPDATE complaints SET state = 'answered', answered_at = now()").await;
    assert!(rows(&clerk, "kind=complaint").await[0].contains("Còn 29 giờ"));
    // Held by another, neither is decided.
    let asked = number(shop, "SELECT id AS n FROM takedowns").await;
    let other = clerk_as(shop, "admin").await;
    run(shop, &format!("INSERT INTO claims (kind, item, clerk, until) SELECT kind, item, {other}, now() + interval '9 minutes' FROM (VALUES ('complaint', {id}), ('takedown', {asked})) x (kind, item)")).await;
    let (decide, hide) = (format!("/office/complaints/{id}/decision"), format!("/office/takedowns/{asked}/hide"));
    run(shop, &format!("UPDATE accounts SET name = 'Anh Hòa' WHERE id = {other}")).await;
    let half = [("outcome", "refund"), ("share", "50"), ("way", "cash"), ("words", "Một lọ hỏng.")];
    let lift = format!("/office/takedowns/{asked}/lift");
    let here = format!("/office/complaints/{id}");
    let page = clerk.get(&here).await;
    assert!(page.words().contains("Anh Hòa đang xem khiếu nại này, từ"), "{}", page.words());
    let before = number(shop, "SELECT count(*) AS n FROM acts").await;
    let said = crate::complaints::send(&clerk, shop, &here, &[("words", "Phòng đang xem.")], &[]).await;
    let mut answers = vec![(here.as_str(), said)];
    for (path, fields) in [(&decide, &half[..]), (&hide, &[][..]), (&lift, &[("why", "Đủ giấy")][..])] {
        answers.push((path.as_str(), clerk.post(path, fields).await));
    }
    for (path, held) in answers {
        assert_eq!(held.status, 409, "{path}: {}", held.words());
        assert!(held.words().contains("Người khác đang xem việc này"), "{path}: {}", held.words());
    }
    assert_eq!(number(shop, "SELECT count(*) AS n FROM acts").await, before, "nothing was done");
    assert_eq!(number(shop, "SELECT count(*) AS n FROM complaint_messages").await, 1, "nothing was said");
    assert_eq!(number(shop, "SELECT count(*) AS n FROM takedowns WHERE lifted_at IS NULL").await, 1);
    run(shop, "DELETE FROM claims").await;
    open(&clerk, "complaint", id).await;
    assert!(clerk.get(&here).await.words().contains("Bạn đang giữ khiếu nại này, từ"));
    assert_eq!(open(&clerk, "takedown", asked).await.location().as_deref(), Some("/office/takedowns?only=1"));
    assert_eq!(clerk.post(&hide, &[]).await.location().as_deref(), Some("/office/inbox"));
    assert_eq!(clerk.post(&decide, &half).await.status, 303);
    for kind in ["complaint", "takedown"] {
        assert!(rows(&clerk, &format!("kind={kind}")).await.is_empty(), "{kind}");
    }
}

#[actix_web::test]
async fn what_waits_for_others_is_said_and_is_not_the_offices_delay() {
    let setting = crate::listing::setting().await;
    let (shop, clerk) = (&setting.shop, &setting.clerk);
    let (owner, ..) = crate::households::applicant(shop).await;
    run(shop, "UPDATE producers SET created_at = now() - interval '40 days' WHERE approved_at IS NULL").await;
    let begun = rows(clerk, "").await;
    assert!(begun.len() == 1 && begun[0].contains("Chờ nhà nông làm nốt"), "{begun:#?}");
    assert!(rows(clerk, "only=overdue").await.is_empty());
    let terms = owner.get("/sell/household/terms").await;
    owner.submit(&terms, "/sell/household/terms", &[("agree", "1")]).await;
    owner.post("/sell/household/identity", &[("holder", "Trần Thị Mận"), ("number", "025184001234")]).await;
    let late = rows(clerk, "only=overdue").await;
    assert!(late.len() == 1 && late[0].contains("Quá hạn 37 ngày"), "said in words: {late:#?}");
    let fresh = rows(clerk, "kind=identity").await;
    assert!(fresh[0].contains("Còn 47 giờ") || fresh[0].contains("Còn 2 ngày"), "{fresh:#?}");
}

#[actix_web::test]
async fn a_long_inbox_is_read_by_deadline_in_as_many_queries_as_a_short_one() {
    let setting = crate::listing::setting().await;
    let (shop, clerk) = (&setting.shop, &setting.clerk);
    one_of_each(shop).await;
    let asked = async || {
        clerk.get("/office/inbox").await;
        let before = shop.ground.db.queries();
        assert_eq!(clerk.get("/office/inbox").await.status, 200);
        shop.ground.db.queries() - before
    };
    let few = asked().await;
    run(shop, "INSERT INTO jobs (kind, payload, dead_at, attempts) SELECT 'sweep', '{}', now() - n % 7 * interval '1 hour', 8 FROM generate_series(1, 90) n").await;
    assert_eq!(asked().await, few);
    assert!(few <= 5, "who asks, the page, the counts, and twice whether a connection lives: {few}");
    let (mut seen, mut pages, mut path) = (Vec::new(), 0, Some("/office/inbox?kind=job".to_owned()));
    while let Some(at) = path {
        let answer = clerk.get(&at).await;
        seen.extend(answer.attributes("[data-keys] form", "action"));
        path = answer.attributes("a[rel=next]", "href").pop();
        pages += 1;
    }
    assert_eq!(pages, 4);
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (91, 91), "each once");
    let of = |action: &String| action.split('/').nth(4).unwrap().parse::<i64>().unwrap();
    let ids = seen.iter().map(|action| of(action).to_string()).collect::<Vec<_>>().join(", ");
    let sorted = format!(
        "SELECT count(*) AS n FROM (SELECT dead_at, lead(dead_at) OVER (ORDER BY x.place) AS after FROM unnest(ARRAY[{ids}]::bigint[]) WITH ORDINALITY x (id, place) JOIN jobs USING (id)) y WHERE after < dead_at"
    );
    assert_eq!(number(shop, &sorted).await, 0, "what is due first stands first");
}

#[actix_web::test]
async fn a_stuck_job_is_shown_to_who_opens_it_however_many_there_are() {
    let shop = support::shop().await;
    let clerk = clerk(&shop, "admin", "Chị Lan").await;
    run(
        &shop,
        "INSERT INTO jobs (kind, payload, dead_at, attempts) \
           SELECT 'sweep', '{}', now() - n / 4 * interval '1 minute' - n % 4 / 2 * interval '1 microsecond', 8 FROM generate_series(1, 120) n",
    )
    .await;
    for place in [0, 1, 2, 3, 50, 77, 119] {
        let sql = format!("SELECT id AS n FROM jobs ORDER BY dead_at DESC, id DESC OFFSET {place} LIMIT 1");
        let id = number(&shop, &sql).await;
        let to = open(&clerk, "job", id).await.location().unwrap();
        let page = clerk.get(to.strip_suffix("#dead").unwrap()).await;
        let first = page.texts("section[aria-labelledby=dead] tbody th .soft").remove(0);
        assert_eq!(first, format!("sweep {id}"), "{to}");
        let release = format!("/office/inbox/job/{id}/release");
        assert!(page.form_actions().contains(&release), "{place}: {}", page.words());
        clerk.post(&release, &[]).await;
    }
}

#[actix_web::test]
async fn nothing_typed_breaks_the_inbox() {
    let setting = crate::listing::setting().await;
    let (shop, clerk) = (&setting.shop, &setting.clerk);
    one_of_each(shop).await;
    let long = "9".repeat(4_000);
    for odd in
        ["", "-1", "%00", "%ff%fe", "<script>", "' OR 1=1 --", "9223372036854775807.9223372036854775807", long.as_str()]
    {
        for query in
            [format!("kind={odd}"), format!("only={odd}"), format!("after={odd}"), format!("kind={odd}&kind={odd}")]
        {
            let page = clerk.get(&format!("/office/inbox?{query}")).await;
            assert!([200, 400].contains(&page.status), "{query}: {}", page.status);
            assert!(!page.body.contains("<script>alert") && !page.body.contains("\"<script>"), "{query}");
        }
        for (path, field) in [
            ("next", "leave"),
            ("next", "view"),
            ("decide", "pick"),
            ("decide", "verdict"),
            ("decide", "words"),
            ("decide", "words_reason"),
            ("decide", "after"),
            ("reasons", "text_vi"),
            ("reasons", "sort"),
        ] {
            let answer = clerk.post(&format!("/office/inbox/{path}"), &[(field, odd)]).await;
            assert!(answer.status < 500, "{path} {field} {odd}: {}", answer.status);
        }
    }
    for kind in ["listing", "none", "%00", "LISTING", "job'"] {
        for id in ["0", "999999999999999999"] {
            for act in ["open", "release"] {
                let status =
                    clerk.post(&format!("/office/inbox/{kind}/{id}/{act}"), &[("view", "kind=x&%00")]).await.status;
                assert_eq!(status, if kind == "listing" { 303 } else { 404 }, "{kind} {id} {act}");
            }
        }
    }
    let reason = [("text_vi", "x"), ("sort", "1"), ("why", "x")];
    assert_eq!(clerk.post("/office/inbox/reasons/999999999999999999", &reason).await.status, 404);
    for path in
        ["/office/flags/0", "/office/flags/999999999999999999", "/office/inbox/listing/9999999999999999999/open"]
    {
        assert_eq!(clerk.get(path).await.status, 404, "{path}");
    }
}
