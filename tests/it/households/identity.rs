//! Identity: the table of moves, what is kept of a number, the clerk's word, the day it ends.

use market::config::Secret;
use market::platform::jobs::Job as _;
use market::producers::identity::IdentityState;
use market::producers::identity::expire::ExpireIdentities;
use market::producers::identity::number::Number as Card;
use market::producers::identity::remind::{remind, remind_over};

use super::*;
use crate::support;

const CARD: [(&str, &str); 2] = [("holder", "Trần Thị Mận"), ("number", "025 184 001 234")];
const PATH: &str = "/sell/household/identity";

#[actix_web::test]
async fn the_program_and_the_database_know_the_same_legal_moves() {
    let shop = support::shop().await;
    let in_sql = word(&shop, "SELECT string_agg(from_state || '>' || to_state, ' ' ORDER BY 1) AS word FROM (SELECT * FROM identity_moves ORDER BY from_state, to_state) m").await;
    let mut in_code: Vec<String> = IdentityState::ALL
        .iter()
        .flat_map(|from| from.moves().iter().map(|to| format!("{}>{}", from.as_str(), to.as_str())))
        .collect();
    in_code.sort();
    let mut in_sql: Vec<&str> = in_sql.split(' ').collect();
    in_sql.sort_unstable();
    assert_eq!(in_sql, in_code);
    // And SQL refuses every other one.
    let house = build::producer(&shop, "Bà Lụa").await;
    run(&shop, &format!("INSERT INTO identities (producer_id, holder, number_kind, number_hash, last3, verified_at, verified_until) VALUES ({house}, 'x', 'person', sha256('x'), '234', now(), current_date)")).await;
    for from in IdentityState::ALL {
        for to in IdentityState::ALL.into_iter().filter(|to| *to != from) {
            run(&shop, &format!("ALTER TABLE identities DISABLE TRIGGER identities_legal_move; UPDATE identities SET state = '{}'; ALTER TABLE identities ENABLE TRIGGER identities_legal_move", from.as_str())).await;
            let moved = diesel::sql_query(format!("UPDATE identities SET state = '{}'", to.as_str()))
                .execute(&mut shop.conn().await)
                .await;
            assert_eq!(moved.is_ok(), from.may_go(to), "{from:?} to {to:?}");
        }
    }
}

#[actix_web::test]
async fn of_a_number_only_a_keyed_hash_and_three_digits_are_kept() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    for wrong in ["", "12345", "025184", "02518400123x", "000184001234", "０２５１８４００１２３４"] {
        let refused = client.post(PATH, &[CARD[0], ("number", wrong)]).await;
        assert_eq!(refused.status, 422, "{wrong}");
        assert!(refused.body.contains("Trần Thị Mận"), "what was typed is kept");
    }
    assert_eq!(client.post(PATH, &[CARD[1]]).await.status, 422, "and a name");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM identities").await, 0);
    assert_eq!(client.post(PATH, &CARD).await.status, 303);
    assert_eq!(client.post(PATH, &CARD).await.status, 409, "it waits already");
    let kept =
        "SELECT concat_ws('|', state, holder, number_kind, last3, encode(number_hash, 'hex')) AS word FROM identities";
    let hash = Card::parse("025184001234").unwrap().hash(&Secret::new("a-secret-of-the-tests-0123456789abcdef"));
    let hex: String = hash.iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(word(&shop, kept).await, format!("pending|Trần Thị Mận|person|234|{hex}"));
    // The number stands in no row of any table, and on no page.
    for table in ["identities", "acts", "events", "jobs", "messages", "throttles"] {
        let found = format!("SELECT count(*) AS n FROM {table} t WHERE t::text ~ '025.?184.?001'");
        assert_eq!(number(&shop, &found).await, 0, "{table}");
    }
    assert!(!client.get(PATH).await.body.contains("184001"));
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let page = clerk.get(&format!("/office/producers/{}", slug(&shop, producer).await)).await;
    assert!(page.words().contains("ba số cuối 234") && !page.body.contains("184001"), "{}", page.words());
}

#[actix_web::test]
async fn a_clerk_verifies_sends_back_and_revokes_with_a_reason_and_the_day_ends_it() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let path = format!("/office/producers/{}/identity", slug(&shop, producer).await);
    let state = async || word(&shop, "SELECT state AS word FROM identities").await;
    assert_eq!(
        clerk.post(&path, &[("decision", "verify"), ("until", "2030-01-01")]).await.status,
        409,
        "nothing was sent"
    );
    client.post(PATH, &CARD).await;
    for until in ["", "2026-11-23", "2020-01-01", "2999-01-01", "nie"] {
        assert_eq!(clerk.post(&path, &[("decision", "verify"), ("until", until)]).await.status, 422, "{until}");
    }
    assert_eq!(clerk.post(&path, &[("decision", "return"), ("identity_why", "")]).await.status, 422);
    assert_eq!(clerk.post(&path, &[("decision", "elevate")]).await.status, 404);
    assert_eq!(state().await, "pending");
    assert_eq!(clerk.post(&path, &[("decision", "return"), ("identity_why", "Ảnh mờ")]).await.status, 303);
    assert_eq!(
        word(&shop, "SELECT concat(state, number_hash IS NULL, last3 IS NULL) AS word FROM identities").await,
        "unverifiedtt"
    );
    assert!(client.get(PATH).await.words().contains("Ảnh mờ"));
    assert!(client.get("/sell/household").await.words().contains("Cần gửi lại"));
    client.post(PATH, &CARD).await;
    let (a, b) = tokio::join!(
        clerk.post(&path, &[("decision", "verify"), ("until", "2030-01-01")]),
        clerk.post(&path, &[("decision", "return"), ("identity_why", "không rõ")])
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "two clerks at once: one word counts");
    if state().await == "unverified" {
        client.post(PATH, &CARD).await;
        clerk.post(&path, &[("decision", "verify"), ("until", "2030-01-01")]).await;
    }
    assert_eq!(clerk.post(&path, &[("decision", "revoke"), ("identity_why", "Giấy giả")]).await.status, 303);
    assert_eq!(state().await, "revoked");
    client.post(PATH, &CARD).await;
    clerk.post(&path, &[("decision", "verify"), ("until", "2030-01-01")]).await;
    ExpireIdentities {}.run(shop.ground.clone()).await.unwrap();
    assert_eq!(state().await, "verified", "its day has not come");
    run(&shop, "UPDATE identities SET verified_until = (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date").await;
    ExpireIdentities {}.run(shop.ground.clone()).await.unwrap();
    assert_eq!(state().await, "verified", "the last day counts");
    run(&shop, "UPDATE identities SET verified_until = verified_until - 1").await;
    ExpireIdentities {}.run(shop.ground.clone()).await.unwrap();
    ExpireIdentities {}.run(shop.ground.clone()).await.unwrap();
    assert_eq!(state().await, "expired");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts WHERE act = 'identity.expired'").await, 1);
    assert_eq!(client.post(PATH, &CARD).await.status, 303, "and is sent anew");
}

/// A household that sells, and its clerk.
async fn selling(shop: &TestShop) -> (Client, Client, ProducerId, String) {
    let house = build::producer(shop, "Bà Lụa").await;
    let owner = shop.signed_in(build::member(shop, house).await).await;
    let clerk = shop.signed_in(clerk_as(shop, "moderator").await).await;
    let path = format!("/office/producers/{}", slug(shop, house).await);
    assert_eq!(owner.post(PATH, &CARD).await.status, 303);
    let verified = clerk.post(&format!("{path}/identity"), &VERIFY).await;
    assert_eq!(verified.status, 303, "{}", verified.words());
    (owner, clerk, house, path)
}

const VERIFY: [(&str, &str); 2] = [("decision", "verify"), ("until", "2030-01-01")];
const REVOKE: [(&str, &str); 2] = [("decision", "revoke"), ("identity_why", "Giấy giả")];

async fn standing(shop: &TestShop) -> String {
    word(shop, "SELECT concat(listed, ' ', suspended_with_identity, ' ', suspended_why) AS word FROM producers").await
}

#[actix_web::test]
async fn whose_identity_is_revoked_sells_no_more_until_it_is_proved_again() {
    let shop = support::shop().await;
    let (owner, clerk, house, path) = selling(&shop).await;
    let identity = format!("{path}/identity");
    assert_eq!(standing(&shop).await, "t f ");
    assert_eq!(clerk.post(&identity, &REVOKE).await.status, 303);
    assert_eq!(standing(&shop).await, "f t Giấy giả");
    assert!(clerk.get(&path).await.words().contains("Đang tạm ngừng: Giấy giả"));
    assert!(owner.get("/sell/household").await.words().contains("đang tạm ngừng"));
    let told = "SELECT body AS word FROM messages ORDER BY id DESC LIMIT 1";
    let message = word(&shop, told).await;
    assert!(message.contains("tạm ngừng bán. Lý do: Giấy giả"), "{message}");
    // It is not shown again by hand while nobody knows who it is.
    let lifted = clerk.post(&format!("{path}/lift"), &[("lift_why", "Quen biết")]).await;
    assert_eq!(lifted.status, 409, "{}", lifted.words());
    assert_eq!(owner.post(PATH, &CARD).await.status, 303);
    assert_eq!(standing(&shop).await, "f t Giấy giả", "sent is not proved");
    assert_eq!(clerk.post(&identity, &VERIFY).await.status, 303);
    assert_eq!(standing(&shop).await, "t f ");
    assert!(word(&shop, told).await.contains("bán lại được rồi"));
    assert_eq!(
        acts(&shop, house).await,
        "identity.submitted identity.verified identity.revoked household.suspended identity.submitted identity.verified household.lifted"
    );
}

#[actix_web::test]
async fn a_suspension_for_another_reason_outlives_the_identity() {
    let shop = support::shop().await;
    let (owner, clerk, _, path) = selling(&shop).await;
    let identity = format!("{path}/identity");
    assert_eq!(
        clerk.post(&format!("{path}/suspend"), &[("suspend_why", "Hàng hỏng"), ("order", "QĐ 12")]).await.status,
        303
    );
    assert_eq!(clerk.post(&identity, &REVOKE).await.status, 303);
    assert_eq!(standing(&shop).await, "f t Hàng hỏng", "its own reason stays, beside the other one");
    let lift = format!("{path}/lift");
    let done = [("lift_why", "Đã sửa")];
    // Nor does the other reason end while nobody knows who it is: revoked, sent, sent back.
    let no = clerk.post(&lift, &done).await;
    assert!(no.status == 409 && no.words().contains("Xác minh lại xong"), "{}", no.words());
    assert_eq!(owner.post(PATH, &CARD).await.status, 303);
    assert_eq!(clerk.post(&lift, &done).await.status, 409, "sent is not proved");
    assert_eq!(clerk.post(&identity, &[("decision", "return"), ("identity_why", "Ảnh mờ")]).await.status, 303);
    assert_eq!(clerk.post(&lift, &done).await.status, 409);
    assert_eq!(standing(&shop).await, "f t Hàng hỏng");
    assert_eq!(owner.post(PATH, &CARD).await.status, 303);
    assert_eq!(clerk.post(&identity, &VERIFY).await.status, 303);
    assert_eq!(standing(&shop).await, "f f Hàng hỏng");
    let last = word(&shop, "SELECT body AS word FROM messages ORDER BY id DESC LIMIT 1").await;
    assert!(!last.contains("bán lại"), "{last}");
    assert_eq!(clerk.post(&lift, &done).await.status, 303);
    assert_eq!(standing(&shop).await, "t f ");
    // Revoked and suspended at once by two clerks: both stand, and the office's own words.
    let suspend = format!("{path}/suspend");
    let (a, b) = tokio::join!(
        clerk.post(&identity, &REVOKE),
        clerk.post(&suspend, &[("suspend_why", "Hàng hỏng"), ("order", "QĐ 12")])
    );
    assert_eq!((a.status, b.status), (303, 303), "{} {}", a.words(), b.words());
    assert_eq!(standing(&shop).await, "f t Hàng hỏng");
    // Of one that does not sell yet, nothing is suspended.
    let (client, _, waiting) = applicant(&shop).await;
    client.post(PATH, &[CARD[0], ("number", "025184001235")]).await;
    let path = format!("/office/producers/{}/identity", slug(&shop, waiting).await);
    assert_eq!(clerk.post(&path, &VERIFY).await.status, 303);
    assert_eq!(clerk.post(&path, &REVOKE).await.status, 303);
    let stands = format!("SELECT (suspended_at IS NULL)::text AS word FROM producers WHERE id = {waiting}");
    assert_eq!(word(&shop, &stands).await, "true");
}

#[actix_web::test]
async fn an_office_that_suspends_after_the_identity_is_not_overruled_by_its_proof() {
    let shop = support::shop().await;
    let (owner, clerk, _, path) = selling(&shop).await;
    let (identity, suspend, lift) = (format!("{path}/identity"), format!("{path}/suspend"), format!("{path}/lift"));
    let why = [("suspend_why", "Hàng hỏng"), ("order", "QĐ 12")];
    assert_eq!(clerk.post(&identity, &REVOKE).await.status, 303);
    let page = clerk.get(&path).await;
    assert_eq!(
        page.attributes("form[action$='/suspend']", "method").len(),
        1,
        "the office may add a reason of its own"
    );
    assert!(page.attributes("form[action$='/lift']", "method").is_empty(), "and has nothing to lift yet");
    assert_eq!(clerk.post(&suspend, &why).await.status, 303);
    assert_eq!(clerk.post(&suspend, &why).await.status, 409, "once");
    assert_eq!(owner.post(PATH, &CARD).await.status, 303);
    // Its last day is years away, but it was taken back: nobody reads that the household goes on selling.
    for page in [owner.get(PATH).await, clerk.get(&path).await] {
        assert!(!page.words().contains("lâu nhất đến hết ngày"), "{}", page.words());
    }
    assert_eq!(clerk.post(&identity, &VERIFY).await.status, 303);
    assert_eq!(standing(&shop).await, "f f Hàng hỏng");
    assert_eq!(clerk.post(&lift, &[("lift_why", "Đã sửa")]).await.status, 303);
    assert_eq!(standing(&shop).await, "t f ");
    // It runs out while the office keeps the household from selling, and is sent anew: neither is lifted by the other.
    assert_eq!(clerk.post(&suspend, &why).await.status, 303);
    over(&shop).await;
    run(&shop, "UPDATE identities SET state = 'pending', sells_until = NULL").await;
    let early = clerk.post(&lift, &[("lift_why", "Đã sửa")]).await;
    assert_eq!((early.status, standing(&shop).await.as_str()), (409, "f f Hàng hỏng"), "before the hour, too");
    for _ in 0..2 {
        hour(&shop).await;
        assert_eq!(standing(&shop).await, "f t Hàng hỏng");
    }
    assert_eq!(clerk.post(&lift, &[("lift_why", "Đã sửa")]).await.status, 409);
    assert_eq!(clerk.post(&identity, &VERIFY).await.status, 303);
    assert_eq!(standing(&shop).await, "f f Hàng hỏng");
}

/// Its last day was yesterday, whatever was down since.
async fn over(shop: &TestShop) {
    run(shop, "UPDATE identities SET verified_until = (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - 1").await;
}

async fn hour(shop: &TestShop) {
    ExpireIdentities {}.run(shop.ground.clone()).await.unwrap();
}

const ENDED: &str = "f t Giấy tờ tùy thân hết hạn";

#[actix_web::test]
async fn whose_identity_ran_out_sells_no_more_until_it_is_proved_again() {
    let shop = support::shop().await;
    let (owner, clerk, house, path) = selling(&shop).await;
    hour(&shop).await;
    assert_eq!(standing(&shop).await, "t f ");
    over(&shop).await;
    for _ in 0..2 {
        hour(&shop).await;
        assert_eq!(standing(&shop).await, ENDED);
    }
    let told =
        "SELECT string_agg(body, '|') AS word FROM messages WHERE dedupe_key LIKE 'household-sms-identity-ended:%'";
    let told = word(&shop, told).await;
    assert!(told.contains("đã hết hạn ngày") && !told.contains('|'), "{told}");
    let lifted = clerk.post(&format!("{path}/lift"), &[("lift_why", "Quen biết")]).await;
    assert_eq!(lifted.status, 409, "{}", lifted.words());
    assert_eq!(owner.post(PATH, &CARD).await.status, 303);
    let lifted = clerk.post(&format!("{path}/lift"), &[("lift_why", "Quen biết")]).await;
    assert_eq!((lifted.status, standing(&shop).await.as_str()), (409, ENDED), "sent is not proved");
    assert_eq!(clerk.post(&format!("{path}/identity"), &VERIFY).await.status, 303);
    assert_eq!(standing(&shop).await, "t f ");
    assert_eq!(
        acts(&shop, house).await,
        "identity.submitted identity.verified identity.expired household.suspended identity.submitted identity.verified household.lifted"
    );
}

#[actix_web::test]
async fn an_identity_that_ends_is_announced_and_sent_anew_while_the_household_sells() {
    let shop = support::shop().await;
    let (owner, clerk, _, path) = selling(&shop).await;
    let until = async |day: &str| run(&shop, &format!("UPDATE identities SET verified_until = '{day}'")).await;
    let tell = async |day: &str| {
        let mut conn = shop.conn().await;
        remind(&mut conn, &shop.ground, day.parse().unwrap()).await.unwrap()
    };
    // More than thirty days before, it is not told of and not sent.
    until("2026-12-24").await;
    assert_eq!(tell("2026-11-23").await, 0);
    assert_eq!(owner.post(PATH, &CARD).await.status, 409);
    assert!(!owner.get(PATH).await.body.contains("name=\"number\""));
    until("2026-12-23").await;
    assert_eq!([tell("2026-11-23").await, tell("2026-11-23").await, tell("2026-12-15").await], [1, 0, 0]);
    assert_eq!([tell("2026-12-16").await, tell("2026-12-20").await, tell("2026-12-24").await], [1, 0, 0]);
    let told = "SELECT count(*) AS n FROM messages WHERE body LIKE '%chỉ còn giá trị đến hết ngày 23/12/2026%'";
    assert_eq!(number(&shop, told).await, 2);
    let page = owner.get(PATH).await;
    assert!(page.words().contains("Giấy tờ sắp hết hạn"), "{}", page.words());
    assert_eq!(owner.submit(&page, PATH, &CARD).await.status, 303);
    let state = async || word(&shop, "SELECT state AS word FROM identities").await;
    assert_eq!((state().await.as_str(), standing(&shop).await.as_str()), ("pending", "t f "));
    // Sent back, it is sent again; the one before goes on to its day.
    let identity = format!("{path}/identity");
    let back = clerk.post(&identity, &[("decision", "return"), ("identity_why", "Ảnh mờ")]).await;
    assert_eq!((back.status, standing(&shop).await.as_str()), (303, "t f "));
    assert_eq!(owner.post(PATH, &CARD).await.status, 303);
    // Sent on the day after its last one, it is too late.
    over(&shop).await;
    assert!(!owner.get(PATH).await.words().contains("lâu nhất đến hết ngày"));
    hour(&shop).await;
    assert_eq!((state().await.as_str(), standing(&shop).await.as_str()), ("pending", ENDED));
    assert_eq!(clerk.post(&identity, &VERIFY).await.status, 303);
    assert_eq!((state().await.as_str(), standing(&shop).await.as_str()), ("verified", "t f "));
}

#[actix_web::test]
async fn whoever_sent_in_time_sells_while_the_office_has_not_looked_for_two_weeks_at_most() {
    let shop = support::shop().await;
    let (owner, clerk, house, path) = selling(&shop).await;
    let identity = format!("{path}/identity");
    // Its last day is so many days ago, and it was sent anew on that day.
    let sent_in_time = async |ago: i32| {
        run(
            &shop,
            &format!(
                "UPDATE identities SET state = 'pending', submitted_at = now() - interval '{ago} days', \
                        verified_until = (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - {ago}"
            ),
        )
        .await;
    };
    let day = async |from_now: i32| {
        let day = format!("(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + {from_now}");
        word(&shop, &format!("SELECT to_char({day}, 'DD/MM/YYYY') AS word")).await
    };
    let today: chrono::NaiveDate =
        word(&shop, "SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text AS word").await.parse().unwrap();
    let told = async |key: &str| {
        word(
            &shop,
            &format!(
                "SELECT coalesce(string_agg(body, '|'), '') AS word FROM messages WHERE dedupe_key LIKE '{key}:{house}:%'"
            ),
        )
        .await
    };
    sent_in_time(1).await;
    for _ in 0..2 {
        hour(&shop).await;
        let mut conn = shop.conn().await;
        market::producers::identity::remind::remind_waiting(&mut conn, &shop.ground, today).await.unwrap();
    }
    assert_eq!(standing(&shop).await, "t f ");
    // Both sides read until when, the household by SMS, too.
    let last = day(13).await;
    let sms = told("household-sms-identity-waits").await;
    assert!(sms.contains(&format!("lâu nhất đến hết ngày {last}")) && !sms.contains('|'), "{sms}");
    let page = clerk.get(&path).await;
    assert!(page.words().contains(&format!("lâu nhất đến hết ngày {last}; quá ngày ấy")), "{}", page.words());
    let page = owner.get(PATH).await;
    assert!(page.words().contains(&format!("lâu nhất đến hết ngày {last}")), "{}", page.words());
    // An answer ends it: sent back, the household sells no more.
    assert_eq!(clerk.post(&identity, &[("decision", "return"), ("identity_why", "Ảnh mờ")]).await.status, 303);
    hour(&shop).await;
    assert_eq!(standing(&shop).await, ENDED);
    assert_eq!(owner.post(PATH, &CARD).await.status, 303);
    assert_eq!(clerk.post(&identity, &VERIFY).await.status, 303);
    assert_eq!(standing(&shop).await, "t f ");
    // No answer: the fourteenth day counts, and then it is over, until the office has looked.
    sent_in_time(14).await;
    hour(&shop).await;
    assert_eq!(standing(&shop).await, "t f ");
    sent_in_time(15).await;
    hour(&shop).await;
    assert_eq!(standing(&shop).await, ENDED);
    let sms = told("household-sms-identity-unseen").await;
    assert!(sms.contains(&day(-1).await) && sms.contains("không phải gửi lại"), "{sms}");
    assert_eq!(clerk.post(&identity, &VERIFY).await.status, 303);
    assert_eq!(standing(&shop).await, "t f ");
}

#[actix_web::test]
async fn whose_identity_ran_out_before_anybody_was_told_sells_for_two_weeks_more() {
    let shop = support::shop().await;
    let (owner, clerk, house, path) = selling(&shop).await;
    over(&shop).await;
    // As the change finds it.
    run(&shop, include_str!("../../../migrations/2026-12-01-000611_identity_grace/down.sql")).await;
    run(&shop, include_str!("../../../migrations/2026-12-01-000611_identity_grace/up.sql")).await;
    let today = word(&shop, "SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text AS word").await;
    let given = format!("SELECT count(*) AS n FROM identities WHERE sells_until = '{today}'::date + 14");
    assert_eq!(number(&shop, &given).await, 1);
    hour(&shop).await;
    let state = async || word(&shop, "SELECT state AS word FROM identities").await;
    assert_eq!((state().await.as_str(), standing(&shop).await.as_str()), ("expired", "t f "));
    let tell = async || {
        let mut conn = shop.conn().await;
        remind_over(&mut conn, &shop.ground, today.parse().unwrap()).await.unwrap()
    };
    assert_eq!([tell().await, tell().await], [1, 0]);
    let told = format!(
        "SELECT count(*) AS n FROM messages WHERE channel = 'sms' AND dedupe_key LIKE 'household-sms-identity-over:{house}:%' \
         AND body LIKE '%đã hết hạn. Nhà bán được đến hết ngày ' || to_char('{today}'::date + 14, 'DD/MM/YYYY') || ',%'"
    );
    assert_eq!(number(&shop, &told).await, 1);
    // The last day counts, and then it is over as for everybody.
    run(&shop, &format!("UPDATE identities SET sells_until = '{today}'")).await;
    hour(&shop).await;
    assert_eq!(standing(&shop).await, "t f ");
    run(&shop, "UPDATE identities SET sells_until = sells_until - 1").await;
    hour(&shop).await;
    assert_eq!(standing(&shop).await, ENDED);
    assert_eq!(tell().await, 0);
    assert_eq!(owner.post(PATH, &CARD).await.status, 303);
    assert_eq!(clerk.post(&format!("{path}/identity"), &VERIFY).await.status, 303);
    hour(&shop).await;
    assert_eq!((state().await.as_str(), standing(&shop).await.as_str()), ("verified", "t f "));
}

#[actix_web::test]
async fn one_identity_that_errs_keeps_no_other_selling() {
    let shop = support::shop().await;
    let (_, _, first, _) = selling(&shop).await;
    let (_, _, second, _) = selling(&shop).await;
    over(&shop).await;
    // As a fault of ours would.
    run(
        &shop,
        &format!(
            "CREATE FUNCTION err() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'poisoned'; END $$; \
             CREATE TRIGGER err BEFORE UPDATE OF state ON identities FOR EACH ROW WHEN (NEW.producer_id = {first}) \
             EXECUTE FUNCTION err()"
        ),
    )
    .await;
    assert!(ExpireIdentities {}.run(shop.ground.clone()).await.is_err(), "and it is told");
    let listed = "SELECT string_agg(id || ' ' || listed, ', ' ORDER BY id) AS word FROM producers";
    assert_eq!(word(&shop, listed).await, format!("{first} true, {second} false"));
    run(&shop, "DROP TRIGGER err ON identities").await;
    hour(&shop).await;
    assert_eq!(word(&shop, listed).await, format!("{first} false, {second} false"));
}

#[actix_web::test]
async fn a_clerk_sees_that_two_households_gave_one_number() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    let (other, _, _) = applicant(&shop).await;
    client.post(PATH, &CARD).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let path = format!("/office/producers/{}", slug(&shop, producer).await);
    assert!(!clerk.get(&path).await.words().contains("Nhà khác cũng dùng số này"));
    other.post(PATH, &CARD).await;
    assert!(clerk.get(&path).await.words().contains("Nhà khác cũng dùng số này"));
}
