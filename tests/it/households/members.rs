//! Members: roles, invitations by a code that works once, and always an owner.

use super::bank::{PASSWORD, with_password};
use super::*;
use crate::support;

const PATH: &str = "/sell/household/members";

async fn invited(owner: &Client, phone: &str, part: &str) -> String {
    let page = owner.post("/sell/household/invites", &[("phone", phone), ("part", part)]).await;
    assert_eq!(page.status, 200, "{}", page.words());
    page.texts(".code-slip").pop().unwrap()
}

async fn type_in(client: &Client, code: &str) -> u16 {
    client.post("/sell/take-over", &[("code", code)]).await.status
}

#[actix_web::test]
async fn somebody_is_invited_by_phone_with_a_code_that_works_once() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let owner = shop.signed_in(build::member(&shop, producer).await).await;
    let cousin = build::account_with(&shop, "Cháu Hà", Some("+84912345678")).await;
    let stranger = shop.signed_in(build::account(&shop, "Người lạ").await).await;
    for (phone, part) in [("12", "packer"), ("0912345678", ""), ("0912345678", "admin")] {
        assert_eq!(owner.post("/sell/household/invites", &[("phone", phone), ("part", part)]).await.status, 422);
    }
    let void = invited(&owner, "0912 345 678", "seller").await;
    let code = invited(&owner, "0912 345 678", "packer").await;
    let listed = owner.get(PATH).await;
    assert!(listed.words().contains("0912 345 678") && !listed.body.contains(&code[3..]), "the code is shown once");
    assert_eq!(
        number(
            &shop,
            &format!("SELECT count(*) AS n FROM takeover_codes t WHERE t::text LIKE '%{}%'", code.replace('-', ""))
        )
        .await,
        0
    );
    assert_eq!(type_in(&stranger, &code).await, 422, "it is for another phone");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM takeover_tries").await, 0, "and nobody else uses up its tries");
    let client = shop.signed_in(cousin).await;
    assert_eq!(type_in(&client, &void).await, 422, "a later one makes it void");
    for wrong in ["", "x", "1-AAAA-AAAA", "999999-HKMR-T3VX", "'; DROP TABLE members"] {
        assert_eq!(type_in(&client, wrong).await, 422, "{wrong}");
    }
    assert_eq!(type_in(&client, &code.to_lowercase().replace('-', " ")).await, 303);
    assert_eq!(type_in(&client, &code).await, 303, "the second press finds the first");
    assert_eq!(type_in(&stranger, &code).await, 422);
    assert_eq!(word(&shop, &format!("SELECT role AS word FROM members WHERE account_id = {cousin}")).await, "packer");
    assert_eq!(acts(&shop, producer).await, "member.invited member.invited member.joined");

    // Too late, tried too often, voided.
    let late = invited(&owner, "0912 345 678", "seller").await;
    run(&shop, "UPDATE takeover_codes SET expires_at = now() - interval '1 second' WHERE used_at IS NULL").await;
    assert_eq!(type_in(&client, &late).await, 422);
    let tried = invited(&owner, "0912 345 678", "seller").await;
    let last = tried.chars().last().unwrap();
    let wrong = format!("{}{}", &tried[..tried.len() - 1], if last == 'A' { 'B' } else { 'A' });
    for _ in 0..10 {
        assert_eq!(type_in(&client, &wrong).await, 422);
    }
    assert_eq!(type_in(&client, &tried).await, 422, "after ten tries it is worth nothing");
    let gone = invited(&owner, "0912 345 678", "seller").await;
    let id = gone.split('-').next().unwrap().to_owned();
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let neighbour = shop.signed_in(build::member(&shop, other).await).await;
    let path = format!("/sell/household/invites/{id}/void");
    assert_eq!(neighbour.post(&path, &[]).await.status, 404, "another household's code");
    assert_eq!(owner.post(&path, &[]).await.status, 303);
    assert_eq!(owner.post(&path, &[]).await.status, 404);
    assert_eq!(type_in(&client, &gone).await, 422);
}

/// Who was told by SMS what begins so, a word for each.
async fn told(shop: &TestShop, key: &str) -> String {
    let query = "SELECT coalesce(string_agg(recipient, ' ' ORDER BY recipient), '') AS word FROM messages";
    word(shop, &format!("{query} WHERE channel = 'sms' AND dedupe_key LIKE '{key}:%'")).await
}

#[actix_web::test]
async fn to_make_an_owner_takes_the_password_and_every_owner_is_told() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    run(&shop, &format!("UPDATE producers SET phone = '+84900000009' WHERE id = {producer}")).await;
    let account = build::account_with(&shop, "Trần Thị Lụa", Some("+84900000001")).await;
    let row = format!("INSERT INTO members (account_id, producer_id, role) VALUES ({account}, {producer}, 'owner')");
    run(&shop, &row).await;
    with_password(&shop, account).await;
    let owner = shop.signed_in(account).await;
    // An open phone in a thief's hand invites no owner.
    for password in ["", "sai mật khẩu"] {
        let fields = [("phone", "0900000002"), ("part", "owner"), ("password", password)];
        let refused = owner.post("/sell/household/invites", &fields).await;
        assert_eq!((refused.status, refused.texts(".why").len()), (422, 1), "{}", refused.words());
        assert!(!refused.body.contains("sai mật khẩu"), "a password is shown to nobody");
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM takeover_codes").await, 0);
    let fields = [("phone", "0900000002"), ("part", "owner"), ("password", PASSWORD)];
    let page = owner.post("/sell/household/invites", &fields).await;
    assert_eq!(page.status, 200, "{}", page.words());
    let code = page.texts(".code-slip").pop().unwrap();
    let cousin = build::account_with(&shop, "Cháu Hà", Some("+84900000002")).await;
    assert_eq!(type_in(&shop.signed_in(cousin).await, &code).await, 303);
    let all = "+84900000001 +84900000002 +84900000009";
    assert_eq!(told(&shop, "household-sms-owner-new").await, all);
    let body = word(&shop, "SELECT body AS word FROM messages ORDER BY id DESC LIMIT 1").await;
    assert!(body.contains("Cháu Hà vừa thành chủ nhà của Bà Lụa"), "{body}");

    // Nor does a packer become one by a press.
    let packer = member_as(&shop, producer, "packer").await;
    let path = format!("{PATH}/{packer}");
    let role = format!("SELECT role AS word FROM members WHERE account_id = {packer}");
    for fields in [vec![("part", "owner")], vec![("part", "owner"), ("password", "sai mật khẩu")]] {
        let refused = owner.post(&path, &fields).await;
        assert_eq!((refused.status, refused.texts(".note.bad").len()), (422, 1), "{}", refused.words());
    }
    assert_eq!(word(&shop, &role).await, "packer");
    assert_eq!(owner.post(&path, &[("part", "seller")]).await.status, 303, "less takes no password");
    assert_eq!(owner.post(&path, &[("part", "owner"), ("password", PASSWORD)]).await.status, 303);
    assert_eq!(word(&shop, &role).await, "owner");
    assert_eq!(
        number(&shop, "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'household-sms-owner-new:%'").await,
        7
    );
    // Who is one no more, and the others, hear of that.
    assert_eq!(owner.post(&format!("{PATH}/{cousin}"), &[("remove", "1")]).await.status, 303);
    let gone = told(&shop, "household-sms-owner-gone").await;
    assert!(gone.contains("+84900000002") && gone.contains("+84900000009"), "{gone}");
}

#[actix_web::test]
async fn the_owners_are_told_of_a_code_that_the_office_prints_for_their_household() {
    let shop = support::shop().await;
    let (producer, empty) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Nhà mới").await);
    build::member(&shop, producer).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    for (house, letters) in [(empty, 0), (producer, 2)] {
        let page = clerk.post(&format!("/office/producers/{}/code", slug(&shop, house).await), &[]).await;
        assert_eq!(page.status, 200);
        let told =
            number(&shop, "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'household-sms-owner-code:%'");
        assert_eq!(told.await, letters, "the owner and the household, where there is an owner");
    }
}

#[actix_web::test]
async fn a_stranger_uses_up_nobody_elses_tries_of_a_printed_code() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let page = clerk.post(&format!("/office/producers/{}/code", slug(&shop, producer).await), &[]).await;
    let code = page.texts(".code-slip").pop().unwrap();
    let stranger = shop.signed_in(build::account(&shop, "Người lạ").await).await;
    let number_of = code.split('-').next().unwrap();
    for _ in 0..12 {
        assert_eq!(type_in(&stranger, &format!("{number_of}-AAAA-AAAA")).await, 422);
    }
    assert_eq!(number(&shop, "SELECT attempts::bigint AS n FROM takeover_tries").await, 10);
    assert_eq!(type_in(&stranger, &code).await, 422, "whoever guessed so often is not let in by the right one");
    let owner = shop.signed_in(build::account(&shop, "Trần Thị Lụa").await).await;
    assert_eq!(type_in(&owner, &code).await, 303);
}

#[actix_web::test]
async fn a_code_used_twice_at_once_lets_one_in() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    for round in 0..5 {
        let page = clerk.post(&format!("/office/producers/{}/code", slug(&shop, producer).await), &[]).await;
        let code = page.texts(".code-slip").pop().unwrap();
        let mut people = Vec::new();
        for n in 0..4 {
            people.push(shop.signed_in(build::account(&shop, &format!("Người {round} {n}")).await).await);
        }
        let tries = futures_util::future::join_all(people.iter().map(|client| type_in(client, &code))).await;
        assert_eq!(tries.iter().filter(|status| **status == 303).count(), 1, "{tries:?}");
        assert_eq!(number(&shop, "SELECT count(*) AS n FROM members").await, round + 1);
    }
}

#[actix_web::test]
async fn the_last_owner_stays_also_when_two_demote_each_other_at_once() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let first = build::member(&shop, producer).await;
    let alone = shop.signed_in(first).await;
    let own = format!("{PATH}/{first}");
    for fields in [[("part", "packer")], [("remove", "1")]] {
        let refused = alone.post(&own, &fields).await;
        assert_eq!(refused.status, 409, "{}", refused.words());
        assert!(refused.words().contains("ít nhất một chủ"));
    }
    let mut conn = shop.conn().await;
    for change in ["UPDATE members SET role = 'seller'", "DELETE FROM members"] {
        assert!(diesel::sql_query(change).execute(&mut conn).await.is_err(), "SQL holds it too: {change}");
    }
    for round in 0..10 {
        run(&shop, "UPDATE members SET role = 'owner'").await;
        let second = member_as(&shop, producer, "owner").await;
        let other = shop.signed_in(second).await;
        let theirs = format!("{PATH}/{second}");
        let (a, b) = match round % 3 {
            0 => tokio::join!(alone.post(&theirs, &[("part", "packer")]), other.post(&own, &[("part", "seller")])),
            1 => tokio::join!(alone.post(&own, &[("part", "packer")]), other.post(&theirs, &[("part", "packer")])),
            _ => tokio::join!(alone.post(&theirs, &[("remove", "1")]), other.post(&own, &[("part", "packer")])),
        };
        // Who comes second is the last owner, or no owner any more.
        let done = [&a, &b].iter().filter(|answer| answer.status == 303).count();
        assert_eq!(done, 1, "{round}: {} {}", a.status, b.status);
        assert!([a.status, b.status].iter().all(|s| [303, 409, 403].contains(s)), "{} {}", a.status, b.status);
        assert_eq!(
            number(
                &shop,
                &format!("SELECT count(*) AS n FROM members WHERE producer_id = {producer} AND role = 'owner'")
            )
            .await,
            1
        );
        run(&shop, &format!("INSERT INTO members VALUES ({first}, {producer}, now(), 'owner') ON CONFLICT (account_id, producer_id) DO UPDATE SET role = 'owner'; DELETE FROM members WHERE account_id = {second}")).await;
    }
}

#[actix_web::test]
async fn a_packer_sees_no_money_and_changes_nothing_of_the_household() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let owner = build::member(&shop, producer).await;
    let packer = member_as(&shop, producer, "packer").await;
    let client = shop.signed_in(packer).await;
    let desk = client.get("/sell").await;
    assert_eq!(desk.status, 200);
    assert!(
        !desk.body.contains("href=\"/sell/money\"") && !desk.body.contains("/sell/household/bank\""),
        "no way there for who may not go"
    );
    for path in ["/sell/money", "/sell/money/1", "/sell/money/1.xlsx", "/sell/household/bank"] {
        assert_eq!(client.get(path).await.status, 403, "{path}");
    }
    for (path, fields) in [
        (format!("{PATH}/{owner}"), [("part", "packer")]),
        ("/sell/household/invites".to_owned(), [("phone", "0912345678")]),
        ("/sell/household/terms".to_owned(), [("agree", "1")]),
        ("/sell/household/identity".to_owned(), [("number", "025184001234")]),
        ("/sell/household/holiday".to_owned(), [("from", "2026-12-01")]),
        ("/sell/household/bank".to_owned(), [("number", "1")]),
    ] {
        assert_eq!(client.post(&path, &fields).await.status, 403, "{path}");
    }
    // An owner of one household who packs for another sees only the first one's money.
    let own = build::producer(&shop, "Nhà mình").await;
    run(&shop, &format!("INSERT INTO members (account_id, producer_id, role) VALUES ({packer}, {own}, 'owner')")).await;
    client.post("/sell/household", &[("household", &own.to_string())]).await;
    assert_eq!(client.get("/sell/money").await.status, 200);
    client.post("/sell/household", &[("household", &producer.to_string())]).await;
    assert_eq!(client.get("/sell/money").await.status, 403);
    let seller = shop.signed_in(member_as(&shop, producer, "seller").await).await;
    assert_eq!(seller.get("/sell/money").await.status, 200);
    assert_eq!(seller.post(&format!("{PATH}/{owner}"), &[("part", "packer")]).await.status, 403);
}

#[actix_web::test]
async fn a_foreign_households_people_are_not_found() {
    let shop = support::shop().await;
    let (mine, theirs) = (build::producer(&shop, "Nhà mình").await, build::producer(&shop, "Nhà bên").await);
    let owner = shop.signed_in(build::member(&shop, mine).await).await;
    let neighbour = build::member(&shop, theirs).await;
    let cousin = member_as(&shop, theirs, "packer").await;
    for account in [neighbour, cousin] {
        for fields in [[("part", "owner")], [("remove", "1")]] {
            assert_eq!(owner.post(&format!("{PATH}/{account}"), &fields).await.status, 404);
        }
    }
    assert_eq!(
        word(
            &shop,
            &format!("SELECT string_agg(role, ' ' ORDER BY role) AS word FROM members WHERE producer_id = {theirs}")
        )
        .await,
        "owner packer"
    );
    let own = member_as(&shop, mine, "packer").await;
    assert_eq!(owner.post(&format!("{PATH}/{own}"), &[("part", "lord")]).await.status, 404);
    assert_eq!(owner.post(&format!("{PATH}/{own}"), &[("part", "seller")]).await.status, 303);
    assert_eq!(owner.post(&format!("{PATH}/{own}"), &[("remove", "1")]).await.status, 303);
    assert_eq!(acts(&shop, mine).await, "member.role member.removed");
}
