//! Nobody decides about a household that they work for: no clerk, and no admin.

use super::*;
use crate::complaints::{complain, delivered};
use crate::reviews;

const OWN: &str = "Bạn là người của nhà này nên không quyết định được";

/// Every decision about the household of a delivered order, as somebody of the office could send it.
async fn decisions(shop: &TestShop, house: &str, code: &str) -> Vec<(String, Vec<(&'static str, String)>)> {
    let one = async |query: &str| number(shop, query).await;
    let product = word(shop, "SELECT min(product_slug) AS word FROM order_lines").await;
    let flag = one("SELECT id AS n FROM flags").await;
    let takedown = one("SELECT id AS n FROM takedowns").await;
    let paper = one("SELECT id AS n FROM certificates").await;
    let complaint = one("SELECT id AS n FROM complaints").await;
    let review = one("SELECT id AS n FROM reviews").await;
    let payout = one("SELECT id AS n FROM payouts").await;
    let of_house = |act: &str| format!("/office/producers/{house}/{act}");
    let why = || "Đã xem".to_owned();
    let mut all = vec![
        (of_house("approve"), vec![]),
        (of_house("refuse"), vec![("refuse_why", why())]),
        (of_house("suspend"), vec![("suspend_why", why()), ("order", "QĐ 12".to_owned())]),
        (of_house("suspension"), vec![("plan_why", why()), ("day", "2031-01-01".to_owned())]),
        (of_house("suspension/take-back"), vec![("back_why", why())]),
        (of_house("lift"), vec![("lift_why", why())]),
        (of_house("facts/seen"), vec![]),
        (of_house("trust"), vec![("trust", "yes".to_owned()), ("trust_why", why())]),
        (of_house("code"), vec![("code_why", why())]),
        (of_house("identity"), vec![("decision", "return".to_owned()), ("identity_why", why())]),
        (of_house(&format!("papers/{paper}")), vec![("answer", "checked".to_owned())]),
        (format!("/office/certificates/{paper}/answer"), vec![("answer", "checked".to_owned())]),
        (format!("/office/certificates/{paper}/revoke"), vec![("revoke_why", why())]),
        (format!("/office/flags/{flag}"), vec![("outcome", "dismissed".to_owned()), ("reason", why())]),
        (format!("/office/takedowns/{takedown}/lift"), vec![("why", why())]),
        (format!("/office/complaints/{complaint}/decision"), vec![("outcome", "refused".to_owned()), ("words", why())]),
        (
            format!("/office/reviews/{review}"),
            vec![("act", "hide".to_owned()), ("why", "insult".to_owned()), ("words", why())],
        ),
        (format!("/office/money/payouts/{payout}/paid"), vec![("reference", "FT1".to_owned())]),
        (format!("/office/money/payouts/{payout}/undo"), vec![("undo_note", why())]),
        (format!("/office/money/payouts/{payout}/returned"), vec![("returned_note", why())]),
    ];
    let text = |name: &'static str, value: &str| (name, value.to_owned());
    let household = one(&format!("SELECT id AS n FROM producers WHERE slug = '{house}'")).await.to_string();
    all.push((
        "/office/money/postings/new".to_owned(),
        vec![
            text("day", "2026-11-23"),
            text("debit", "adjustment"),
            text("credit", "payable"),
            text("household", &household),
            text("amount", "1k"),
            text("memo", "Ghi thêm"),
            text("token", "own1"),
            text("step", "write"),
        ],
    ));
    let posting = one("SELECT min(posting_id) AS n FROM entries WHERE producer_id IS NOT NULL").await;
    all.push((format!("/office/money/postings/{posting}/reversal"), vec![("memo", why())]));
    let voucher = one("SELECT id AS n FROM vouchers").await;
    for path in ["/office/vouchers/new".to_owned(), format!("/office/vouchers/{voucher}")] {
        all.push((
            path,
            vec![
                text("code", "TET2027"),
                text("kind", "amount"),
                text("amount", "20k"),
                text("starts_at", "2026-11-01T08:00"),
                text("ends_at", "2027-02-01T23:59"),
                text("producer", &household),
                text("borne_by", "market"),
                text("seq", "0"),
                ("why", why()),
            ],
        ));
    }
    all.push((
        "/office/takedowns".to_owned(),
        vec![
            text("product", &product),
            text("authority", "Sở Công Thương"),
            text("reference", "12/SCT"),
            text("reason", "Nghi mất an toàn"),
            text("asked_at", "2026-11-22T08:00"),
        ],
    ));
    all.push((
        format!("/office/orders/{code}/parcels/1/refund"),
        vec![text("part", "rest"), text("way", "cash"), text("reason", "Hàng hỏng")],
    ));
    all.push((
        format!("/office/money/households/{house}"),
        vec![
            text("bank", "BIDV"),
            text("number", "21510001234567"),
            text("holder", "TRAN THI LUA"),
            text("why", "Đổi"),
        ],
    ));
    all
}

#[actix_web::test]
async fn nobody_decides_about_the_household_they_work_for() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    complain(&sold).await;
    reviews::judge(&sold, "1", "Dở").await;
    let house = slug(shop, sold.house).await;
    run(
        shop,
        &format!(
            "INSERT INTO flags (product_id, kind, words, who_hash) \
               SELECT min(id), 'untrue', 'Sai', decode(repeat('ab', 32), 'hex') FROM products; \
             INSERT INTO takedowns (product_id, authority, reference, reason, asked_at, noted_by) \
               SELECT min(p.id), 'Sở', '1', 'Vì', now(), min(a.id) FROM products p, accounts a; \
             INSERT INTO certificates (producer_id, kind, label, number, issued_on, sent_at) \
               VALUES ({0}, 'other', 'Giấy cam kết', 'S1', '2026-01-01', now()); \
             INSERT INTO vouchers (code, producer_id, amount, starts_at, ends_at, borne_by) \
               VALUES ('NHA1', {0}, 1000, '2026-11-01', '2027-02-01', 'producer'); \
             WITH b AS (INSERT INTO payout_batches (day) VALUES ('2026-11-20') RETURNING id) \
             INSERT INTO payouts (batch_id, producer_id, bank_account_id, amount) \
               SELECT b.id, {0}, a.id, 1000 FROM b, bank_accounts a WHERE a.producer_id = {0}",
            sold.house
        ),
    )
    .await;
    // The least of its members, and the most of the office.
    let kin = build::clerk(shop).await;
    run(shop, &format!("INSERT INTO members (account_id, producer_id, role) VALUES ({kin}, {}, 'packer')", sold.house))
        .await;
    let stands = "SELECT md5(concat((SELECT string_agg(x::text, '' ORDER BY x.id) FROM producers x), \
        (SELECT string_agg(x::text, '' ORDER BY x.id) FROM certificates x), (SELECT string_agg(x::text, '' ORDER BY x.id) FROM flags x), \
        (SELECT string_agg(x::text, '' ORDER BY x.id) FROM takedowns x), (SELECT string_agg(x::text, '' ORDER BY x.id) FROM complaints x), \
        (SELECT string_agg(x::text, '' ORDER BY x.id) FROM reviews x), (SELECT string_agg(x::text, '' ORDER BY x.id) FROM payouts x), \
        (SELECT count(*) FROM refunds), (SELECT count(*) FROM postings), (SELECT string_agg(x::text, '' ORDER BY x.id) FROM vouchers x), (SELECT count(*) FROM trust_marks), (SELECT count(*) FROM acts))) AS word";
    let before = word(shop, stands).await;
    let own = shop.signed_in(kin).await;
    let all = decisions(shop, &house, &sold.code).await;
    assert_eq!(all.len(), 27);
    for (path, fields) in &all {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = own.post(path, &fields).await;
        assert_eq!(refused.status, 409, "{path}: {}", refused.words());
        assert!(refused.words().contains(OWN), "{path}: {}", refused.words());
    }
    assert_eq!(word(shop, stands).await, before, "nothing was written");
    // Somebody else's household they may decide about, and somebody else about theirs.
    let other = build::producer(shop, "Ông Bền").await;
    let (path, trust) = (slug(shop, other).await, [("trust", "yes"), ("trust_why", "Đã xem")]);
    assert_eq!(own.post(&format!("/office/producers/{path}/trust"), &trust).await.status, 303);
    let colleague = shop.signed_in(clerk_as(shop, "moderator").await).await;
    assert_eq!(colleague.post(&format!("/office/producers/{house}/trust"), &trust).await.status, 303);
}

#[actix_web::test]
async fn a_listing_of_ones_own_is_neither_decided_nor_the_next_one() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let path = crate::listing::begin(&setting, &crate::listing::FISH, 1).await;
    assert_eq!(crate::listing::submit(&setting, &path).await.status, 303);
    let kin = clerk_as(shop, "moderator").await;
    run(
        shop,
        &format!("INSERT INTO members (account_id, producer_id, role) SELECT {kin}, min(id), 'packer' FROM producers"),
    )
    .await;
    let own = shop.signed_in(kin).await;
    let id = number(shop, "SELECT max(id) AS n FROM revisions WHERE state = 'submitted'").await;
    let here = format!("/office/listings/{id}");
    let seq = number(shop, &format!("SELECT seq::bigint AS n FROM revisions WHERE id = {id}")).await.to_string();
    let fields = [("verdict", "approve"), ("seq", seq.as_str())];
    let refused = own.post(&here, &fields).await;
    assert_eq!((refused.status, refused.words().contains(OWN)), (409, true), "{}", refused.words());
    let next = own.post("/office/inbox/next", &[]).await;
    assert_ne!(next.location(), Some(here.clone()), "it waits for somebody else");
    let colleague = shop.signed_in(clerk_as(shop, "moderator").await).await;
    assert_eq!(colleague.post("/office/inbox/next", &[("view", "kind=listing")]).await.location(), Some(here.clone()));
    assert_eq!(colleague.post(&here, &fields).await.status, 303);
}
