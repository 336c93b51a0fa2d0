//! Two clerks never take the same item.

use super::*;

#[actix_web::test]
async fn what_one_clerk_opened_another_cannot_decide() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let id = sent(&setting, "Cá thính").await;
    let (lan, hoa) = (clerk(shop, "moderator", "Chị Lan").await, clerk(shop, "moderator", "Anh Hòa").await);
    let listing = format!("/office/listings/{id}");
    let opened = lan.post(&format!("/office/inbox/listing/{id}/open"), &[("view", "kind=listing")]).await;
    assert_eq!(opened.location(), Some(listing.clone()));
    assert!(lan.get(&listing).await.words().contains("Bạn đang giữ món hàng này, từ"));
    assert_eq!(rows(&lan, "only=mine").await.len(), 1);
    assert!(rows(&hoa, "only=mine").await.is_empty());
    let beside = rows(&hoa, "").await;
    assert!(beside[0].contains("Chị Lan đang xem, từ"), "{beside:#?}");
    let again = open(&hoa, "listing", id).await;
    assert_eq!(again.status, 409);
    assert!(again.words().contains("Người khác đang xem việc này"), "{}", again.words());
    let page = hoa.get(&listing).await;
    assert!(page.words().contains("Chị Lan đang xem món hàng này, từ"), "{}", page.words());
    let refused = hoa.submit(&page, &listing, &[("verdict", "return"), ("words", "Chụp lại nhé")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.words().contains("Người khác đang xem việc này"), "{}", refused.words());
    assert_eq!(refused.texts("textarea"), ["Chụp lại nhé"], "what was typed is there");
    assert_eq!(word(shop, "SELECT state AS word FROM revisions").await, "submitted");
    let page = lan.get(&listing).await;
    let decided = lan.submit(&page, &listing, &[("verdict", "approve")]).await;
    assert_eq!(decided.location().as_deref(), Some("/office/inbox?kind=listing"), "back to where the next one waits");
    assert_eq!(number(shop, "SELECT count(*) AS n FROM claims").await, 0, "decided is let go");
}

#[actix_web::test]
async fn of_two_clerks_who_open_at_once_one_has_it() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let (lan, hoa) = (clerk(shop, "moderator", "Chị Lan").await, clerk(shop, "moderator", "Anh Hòa").await);
    for round in 0..6 {
        let id = sent(&setting, &format!("Cá thính {round}")).await;
        let (a, b) = tokio::join!(open(&lan, "listing", id), open(&hoa, "listing", id));
        let mut both = [a.status, b.status];
        both.sort_unstable();
        assert_eq!(both, [303, 409], "round {round}");
        let (winner, loser) = if a.status == 303 { (&lan, &hoa) } else { (&hoa, &lan) };
        let listing = format!("/office/listings/{id}");
        let form = winner.get(&listing).await;
        let (late, good) = tokio::join!(
            loser.submit(&form, &listing, &[("verdict", "approve")]),
            winner.submit(&form, &listing, &[("verdict", "refuse"), ("words", "Không được bán")]),
        );
        assert_eq!((late.status, good.status), (409, 303), "round {round}");
        assert_eq!(word(shop, &format!("SELECT state AS word FROM revisions WHERE id = {id}")).await, "refused");
    }
    // Both ask for what is most urgent, and get different things.
    let (one, two) = (sent(&setting, "Cá thính một").await, sent(&setting, "Cá thính hai").await);
    let (a, b) = tokio::join!(lan.post("/office/inbox/next", &[]), hoa.post("/office/inbox/next", &[]));
    let mut both = [a.location().unwrap(), b.location().unwrap()];
    both.sort();
    assert_eq!(both, [format!("/office/listings/{one}"), format!("/office/listings/{two}")]);
}

#[actix_web::test]
async fn a_lease_ends_by_its_clock_or_by_the_button() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let (lan, hoa) = (clerk(shop, "moderator", "Chị Lan").await, clerk(shop, "moderator", "Anh Hòa").await);
    let id = sent(&setting, "Cá thính").await;
    open(&lan, "listing", id).await;
    assert_eq!(number(shop, "SELECT extract(epoch FROM until - since)::bigint AS n FROM claims").await, 900);
    run(shop, "UPDATE claims SET since = since - interval '16 minutes', until = until - interval '16 minutes'").await;
    assert!(rows(&hoa, "").await[0].contains("Chưa ai xem"));
    assert_eq!(open(&hoa, "listing", id).await.status, 303, "whose time is up holds nothing");
    assert_eq!(open(&lan, "listing", id).await.status, 409);
    // Letting go what is another's lets nothing go.
    lan.post(&format!("/office/inbox/listing/{id}/release"), &[]).await;
    assert_eq!(open(&lan, "listing", id).await.status, 409);
    let page = hoa.get(&format!("/office/listings/{id}")).await;
    let gone = hoa.submit(&page, &format!("/office/inbox/listing/{id}/release"), &[]).await;
    assert_eq!((gone.status, gone.location().as_deref()), (303, Some("/office/inbox")));
    assert_eq!(open(&lan, "listing", id).await.status, 303);
    // Skipping lets go and takes the next.
    let other = sent(&setting, "Cá thính khác").await;
    let page = lan.get(&format!("/office/listings/{id}")).await;
    let next = lan.submit(&page, "/office/inbox/next", &[]).await;
    assert_eq!(next.location(), Some(format!("/office/listings/{other}")));
    assert_eq!(number(shop, "SELECT item AS n FROM claims").await, other);
    assert_eq!(open(&hoa, "listing", id).await.status, 303);
    assert_eq!(
        hoa.post("/office/inbox/next", &[]).await.location().as_deref(),
        Some("/office/inbox"),
        "nothing is left"
    );
    // What is decided meanwhile is not opened any more.
    run(shop, "UPDATE revisions SET state = 'draft'; DELETE FROM claims").await;
    assert_eq!(open(&hoa, "listing", id).await.location().as_deref(), Some("/office/inbox"));
    assert_eq!(number(shop, "SELECT count(*) AS n FROM claims").await, 0);
}

#[actix_web::test]
async fn every_decision_of_the_inbox_asks_who_holds_it() {
    let setting = crate::listing::setting().await;
    let (shop, clerk) = (&setting.shop, &setting.clerk);
    one_of_each(shop).await;
    crate::listing::on_sale(&setting).await;
    let product = word(shop, "SELECT slug AS word FROM products WHERE state = 'on_sale'").await;
    shop.guest().post(&format!("/products/{product}/flag"), &[("kind", "other"), ("words", "Sai")]).await;
    let listing = sent(&setting, "Cá thính mới").await;
    let other = clerk_as(shop, "admin").await;
    let applicant = number(shop, "SELECT id AS n FROM producers WHERE approved_at IS NULL").await;
    let household = word(shop, "SELECT slug AS word FROM producers WHERE approved_at IS NULL").await;
    let paper = number(shop, "SELECT id AS n FROM certificates").await;
    let papers_of =
        word(shop, "SELECT r.slug AS word FROM producers r JOIN certificates c ON c.producer_id = r.id").await;
    let transfer = number(shop, "SELECT id AS n FROM transfers WHERE state = 'open'").await;
    let refund = number(shop, "SELECT id AS n FROM refunds").await;
    let job = number(shop, "SELECT id AS n FROM jobs WHERE dead_at IS NOT NULL").await;
    let flag = number(shop, "SELECT id AS n FROM flags").await;
    let bank = [("bank", "BIDV"), ("number", "21510001234567"), ("holder", "NGUYEN VAN A"), ("why", "Khách gọi")];
    // A card's refund that failed is asked for again.
    run(
        shop,
        "INSERT INTO transfers (source, external_id, account_id, amount, content, came_at, confirmed_by_bank, state, problem) \
           SELECT source, 'x3', account_id, 15000, 'chuyen tien 3', came_at, true, 'open', 'unknown' FROM transfers \
           WHERE external_id = 'x1'; \
         UPDATE transfers SET state = 'refunded' WHERE external_id = 'x3'; \
         INSERT INTO refunds (key, transfer_id, amount, method, reason, state) \
           SELECT 'failed card', id, amount, 'card', 'Thẻ bị từ chối', 'failed' FROM transfers WHERE external_id = 'x3'",
    )
    .await;
    let failed = number(shop, "SELECT id AS n FROM refunds WHERE state = 'failed'").await;
    let tries: [(&str, i64, String, &[(&str, &str)]); 15] = [
        ("listing", listing, format!("/office/listings/{listing}"), &[("verdict", "approve"), ("seq", "2")]),
        ("application", applicant, format!("/office/producers/{household}/approve"), &[]),
        (
            "application",
            applicant,
            format!("/office/producers/{household}/suspend"),
            &[("suspend_why", "Sai"), ("order", "QĐ 12")],
        ),
        (
            "identity",
            applicant,
            format!("/office/producers/{household}/identity"),
            &[("decision", "verify"), ("until", "2031-01-01")],
        ),
        (
            "identity",
            applicant,
            format!("/office/producers/{household}/identity"),
            &[("decision", "return"), ("identity_why", "Mờ")],
        ),
        ("paper", paper, format!("/office/producers/{papers_of}/papers/{paper}"), &[("answer", "checked")]),
        ("paper", paper, format!("/office/certificates/{paper}/answer"), &[("answer", "checked")]),
        (
            "paper",
            paper,
            format!("/office/certificates/{paper}/answer"),
            &[("answer", "refused"), ("refused_why", "Mờ")],
        ),
        ("transfer", transfer, format!("/office/money/transfers/{transfer}/ignored"), &[("why", "Lãi")]),
        ("transfer", transfer, format!("/office/money/transfers/{transfer}/refunded"), &[("why", "Nhầm")]),
        ("refund", refund, format!("/office/money/refunds/{refund}/done"), &[("proof", "FT1"), ("from", "bank")]),
        ("refund", refund, format!("/office/money/refunds/{refund}/account"), &bank),
        ("refund", failed, format!("/office/money/refunds/{failed}/retry"), &[]),
        ("job", job, format!("/office/jobs/{job}/retry"), &[]),
        ("flag", flag, format!("/office/flags/{flag}"), &[("outcome", "upheld"), ("reason", "Đúng")]),
    ];
    let everything = "SELECT (SELECT count(*) FROM acts) || ' ' || (SELECT string_agg(state, ',' ORDER BY id) FROM revisions) || \
        (SELECT string_agg(state, ',' ORDER BY id) FROM transfers) || (SELECT string_agg(state || to_number, ',') FROM refunds) || \
        (SELECT string_agg(state, ',') FROM identities) || (SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL) || (SELECT string_agg(state, ',') FROM flags) AS word";
    for (noun, item, path, fields) in &tries {
        run(shop, &format!("DELETE FROM claims; INSERT INTO claims (kind, item, clerk, until) VALUES ('{noun}', {item}, {other}, now() + interval '9 minutes')")).await;
        let before = word(shop, everything).await;
        let answer = clerk.post(path, fields).await;
        assert_eq!(answer.status, 409, "{path}: {}", answer.words());
        assert!(answer.words().contains("Người khác đang xem việc này"), "{path}: {}", answer.words());
        assert_eq!(word(shop, everything).await, before, "{path} wrote something");
    }
    // The page of a paper says who looks at it.
    let name = word(shop, &format!("SELECT name AS word FROM accounts WHERE id = {other}")).await;
    run(shop, &format!("DELETE FROM claims; INSERT INTO claims (kind, item, clerk, until) VALUES ('paper', {paper}, {other}, now() + interval '9 minutes')")).await;
    let page = clerk.get(&format!("/office/certificates/{paper}")).await;
    assert!(page.words().contains(&format!("{name} đang xem tờ giấy này, từ")), "{}", page.words());
    // One's own claim is no hindrance, and a decision that is refused leaves it as it was.
    run(shop, "DELETE FROM claims").await;
    open(clerk, "refund", refund).await;
    let saved = clerk.post(&format!("/office/money/refunds/{refund}/account"), &bank).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    assert_eq!(number(shop, "SELECT count(*) AS n FROM claims").await, 1, "an account decides nothing yet");
    let done = clerk.post(&format!("/office/money/refunds/{refund}/done"), &[("proof", "FT1"), ("from", "bank")]).await;
    assert_eq!(done.location().as_deref(), Some("/office/inbox"), "{}", done.words());
    open(clerk, "listing", listing).await;
    let stale = clerk.post(&format!("/office/listings/{listing}"), &[("verdict", "approve"), ("seq", "1")]).await;
    assert_eq!(stale.status, 409);
    assert_eq!(number(shop, "SELECT count(*) AS n FROM claims WHERE kind = 'listing'").await, 1);
}

#[actix_web::test]
async fn what_a_clerk_held_who_left_is_free_again_at_once() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let hoa = clerk(shop, "moderator", "Anh Hòa").await;
    let of_lan = "SELECT id FROM accounts WHERE name = 'Chị Lan'";
    // A role that was taken, one of two, and an account that was closed.
    for (n, leaves) in [
        format!("DELETE FROM clerks WHERE account_id IN ({of_lan})"),
        format!(
            "INSERT INTO clerks (account_id, role) SELECT id, 'support' FROM accounts WHERE name = 'Chị Lan'; \
             DELETE FROM clerks WHERE role = 'moderator' AND account_id IN ({of_lan})"
        ),
        format!("UPDATE accounts SET disabled_at = now() WHERE id IN ({of_lan})"),
    ]
    .into_iter()
    .enumerate()
    {
        let lan = clerk(shop, "moderator", "Chị Lan").await;
        let id = sent(&setting, &format!("Cá thính {n}")).await;
        assert_eq!(open(&lan, "listing", id).await.status, 303);
        assert_eq!(open(&hoa, "listing", id).await.status, 409, "{n}");
        run(shop, &leaves).await;
        let beside = rows(&hoa, "").await;
        assert!(
            beside.iter().any(|row| row.contains(&format!("Cá thính {n}")) && row.contains("Chưa ai xem")),
            "{beside:#?}"
        );
        assert_eq!(open(&hoa, "listing", id).await.status, 303, "{n}");
        run(shop, "UPDATE revisions SET state = 'draft' WHERE state = 'submitted'; DELETE FROM claims").await;
        run(shop, "UPDATE accounts SET name = 'Chị Lan cũ' WHERE name = 'Chị Lan'").await;
    }
}
