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
        assert_eq!((refused.status, refused.texts("details[open] .why").len()), (422, 1), "{}", refused.words());
    }
    assert_eq!(word(&shop, &role).await, "packer");
    assert_eq!(owner.post(&path, &[("part", "seller")]).await.status, 303, "less takes no password");
    assert_eq!(owner.post(&path, &[("part", "owner"), ("password", PASSWORD)]).await.status, 303);
    assert_eq!(word(&shop, &role).await, "owner");
    assert_eq!(
        number(&shop, "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'household-sms-owner-new:%'").await,
        7
    );
    run(&shop, &format!("DELETE FROM members WHERE account_id = {packer}")).await;

    // Nor does an open phone put one out, or make less of one.
    let path = format!("{PATH}/{cousin}");
    let role = format!("SELECT role AS word FROM members WHERE account_id = {cousin}");
    for less in [("remove", "1"), ("part", "packer")] {
        for password in ["", "sai mật khẩu"] {
            let refused = owner.post(&path, &[less, ("password", password)]).await;
            assert_eq!((refused.status, refused.texts("details[open] .why").len()), (422, 1), "{}", refused.words());
            assert!(!refused.body.contains("sai mật khẩu"), "a password is shown to nobody");
            let kept = if less.0 == "part" { "packer" } else { "owner" };
            let chosen = refused.attributes("details[open] option[selected]", "value");
            assert_eq!(chosen, [kept], "what was chosen is kept");
            assert!(refused.attributes("input[type=radio][checked]", "value").is_empty(), "and for nobody else");
        }
    }
    assert_eq!(word(&shop, &role).await, "owner");
    assert_eq!(told(&shop, "household-sms-owner-gone").await, "", "nobody is told of what was not done");
    // Who is one no more, and the others, hear of that.
    assert_eq!(owner.post(&path, &[("remove", "1"), ("password", PASSWORD)]).await.status, 303);
    assert_eq!(told(&shop, "household-sms-owner-gone").await, all);
}

#[actix_web::test]
async fn a_clerk_makes_no_owner_and_puts_none_out_whether_the_household_has_one_or_not() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let account = clerk_as(&shop, "moderator").await;
    with_password(&shop, account).await;
    let clerk = shop.signed_in(account).await;
    let path = format!("/office/producers/{}", slug(&shop, producer).await);
    assert_eq!(clerk.post(&format!("{path}/act"), &[("act_why", "Chủ nhà gọi nhờ")]).await.status, 303);
    // Nobody owns it yet. The clerk brings in who helps, and it is in the log; its owner comes in by the code of a slip.
    let invite = |phone, part| [("phone", phone), ("part", part), ("password", PASSWORD)];
    let page = clerk.get(PATH).await;
    assert!(page.words().contains("cán bộ không làm thay"), "{}", page.words());
    assert!(page.attributes("input[name=part]", "value").iter().all(|part| part != "owner"));
    let refused = clerk.post("/sell/household/invites", &invite("0900000001", "owner")).await;
    assert!(refused.status == 403 && refused.words().contains("in mã nhận nhà"), "{}", refused.words());
    let helper = member_as(&shop, producer, "packer").await;
    let raised = clerk.post(&format!("{PATH}/{helper}"), &[("part", "owner"), ("password", PASSWORD)]).await;
    assert!(raised.status == 403 && raised.words().contains("in mã nhận nhà"), "{}", raised.words());
    let role = format!("SELECT role AS word FROM members WHERE account_id = {helper}");
    assert_eq!(word(&shop, &role).await, "packer");
    run(&shop, &format!("DELETE FROM members WHERE account_id = {helper}")).await;
    let early = clerk.post("/sell/household/invites", &invite("0900000001", "packer")).await;
    assert_eq!(early.status, 200, "{}", early.words());
    let early = early.texts(".code-slip").pop().unwrap();
    // As a clerk could give one out once.
    run(&shop, "UPDATE takeover_codes SET role = 'owner'").await;
    let slip = clerk.post(&format!("{path}/code"), &[]).await.texts(".code-slip").pop().unwrap();
    let owner = build::account(&shop, "Trần Thị Lụa").await;
    with_password(&shop, owner).await;
    let house = shop.signed_in(owner).await;
    assert_eq!(type_in(&house, &slip).await, 303);
    let friend = shop.signed_in(build::account_with(&shop, "Người quen", Some("+84900000001")).await).await;
    assert_eq!(type_in(&friend, &early).await, 422, "what was given out before opens nothing more");
    assert!(acts(&shop, producer).await.contains("member.invited! code.made member.joined"));

    // Its owner says who else is one; a clerk's own password says nothing of the household.
    let packer = member_as(&shop, producer, "packer").await;
    let page = clerk.get(PATH).await;
    assert!(page.words().contains("cán bộ không làm thay"), "{}", page.words());
    assert!(page.attributes("input[name=part]", "value").iter().all(|part| part != "owner"));
    let refused = clerk.post("/sell/household/invites", &invite("0900000001", "owner")).await;
    assert!(refused.status == 403 && refused.words().contains("cán bộ không làm thay"), "{}", refused.words());
    for (who, fields) in [
        (packer, [("part", "owner"), ("password", PASSWORD)]),
        (owner, [("remove", "1"), ("password", PASSWORD)]),
        (owner, [("part", "packer"), ("password", PASSWORD)]),
    ] {
        let refused = clerk.post(&format!("{PATH}/{who}"), &fields).await;
        assert!(refused.status == 403 && refused.words().contains("cán bộ không làm thay"), "{}", refused.words());
    }
    assert_eq!(clerk.post("/sell/household/bank", &[("password", PASSWORD)]).await.status, 403);
    let roles = "SELECT string_agg(role, ' ' ORDER BY role) AS word FROM members";
    assert_eq!(word(&shop, roles).await, "owner packer");
    assert_eq!(
        number(&shop, "SELECT count(*) AS n FROM takeover_codes WHERE used_at IS NULL AND voided_at IS NULL").await,
        0
    );
    // Who packs, a clerk may still say; and the owner makes owners.
    assert_eq!(clerk.post(&format!("{PATH}/{packer}"), &[("part", "seller")]).await.status, 303);
    assert_eq!(clerk.post("/sell/household/invites", &invite("0900000001", "packer")).await.status, 200);
    let raised = house.post(&format!("{PATH}/{packer}"), &[("part", "owner"), ("password", PASSWORD)]).await;
    assert_eq!(raised.status, 303, "{}", raised.words());
    assert_eq!(word(&shop, roles).await, "owner owner");
}

#[actix_web::test]
async fn who_is_put_out_lets_nobody_in_any_more_and_finds_no_way_back() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let first = build::member(&shop, producer).await;
    let second = build::account_with(&shop, "Cháu Hà", Some("+84900000002")).await;
    with_password(&shop, first).await;
    with_password(&shop, second).await;
    let (owner, cousin) = (shop.signed_in(first).await, shop.signed_in(second).await);
    let invite = |phone| [("phone", phone), ("part", "owner"), ("password", PASSWORD)];
    let code = owner.post("/sell/household/invites", &invite("0900000002")).await.texts(".code-slip").pop().unwrap();
    assert_eq!(type_in(&cousin, &code).await, 303);
    // While an owner, the cousin invites a friend as one, and another to pack.
    let friend = cousin.post("/sell/household/invites", &invite("0900000003")).await.texts(".code-slip").pop().unwrap();
    let packer = invited(&cousin, "0900000004", "packer").await;
    let own = invited(&owner, "0900000005", "packer").await;
    let path = format!("{PATH}/{second}");
    assert_eq!(owner.post(&path, &[("remove", "1"), ("password", PASSWORD)]).await.status, 303);
    for (phone, code, lets) in
        [("+84900000003", &friend, 422), ("+84900000004", &packer, 422), ("+84900000005", &own, 303)]
    {
        let client = shop.signed_in(build::account_with(&shop, "Người quen", Some(phone)).await).await;
        assert_eq!(type_in(&client, code).await, lets, "{phone}");
    }
    assert_eq!(type_in(&cousin, &code).await, 422, "the code that let them in opens nothing a second time");
    assert_eq!(cousin.get("/sell").await.status, 403);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM members WHERE role = 'owner'").await, 1);
}

#[actix_web::test]
async fn the_owners_are_told_of_a_code_that_the_office_prints_for_their_household() {
    let shop = support::shop().await;
    let (producer, empty) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Nhà mới").await);
    build::member(&shop, producer).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    for (house, letters) in [(empty, 0), (producer, 2)] {
        let why = [("code_why", "Chủ nhà mất máy")];
        let page = clerk.post(&format!("/office/producers/{}/code", slug(&shop, house).await), &why).await;
        assert_eq!(page.status, 200);
        let told =
            number(&shop, "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'household-sms-owner-code:%'");
        assert_eq!(told.await, letters, "the owner and the household, where there is an owner");
    }
}

/// The way back for an owner who has lost phone and account, and no way in for anybody else.
#[actix_web::test]
async fn a_slip_for_a_household_with_an_owner_takes_a_reason_and_waits_for_the_owners_to_object() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let first = build::account_with(&shop, "Trần Thị Lụa", Some("+84900000021")).await;
    run(&shop, &format!("INSERT INTO members (account_id, producer_id, role) VALUES ({first}, {producer}, 'owner')"))
        .await;
    let owner = shop.signed_in(first).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let here = format!("/office/producers/{}", slug(&shop, producer).await);
    let (print, why) = (format!("{here}/code"), [("code_why", "Bà Lụa đến Phòng, mất máy")]);
    let page = clerk.get(&here).await;
    assert!(page.words().contains("48 giờ"), "{}", page.words());
    for empty in ["", "  "] {
        let refused = clerk.submit(&page, &print, &[("code_why", empty)]).await;
        assert_eq!((refused.status, refused.texts("#f-code_why-why").len()), (422, 1), "{}", refused.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM takeover_codes").await, 0);
    let slip = clerk.submit(&page, &print, &why).await;
    assert_eq!(slip.status, 200, "{}", slip.words());
    assert!(slip.words().contains("Mã dùng được từ"), "{}", slip.words());
    let code = slip.texts(".code-slip").pop().unwrap();
    assert_eq!(word(&shop, "SELECT why AS word FROM acts WHERE act = 'code.made'").await, why[0].1);
    let sms = "SELECT string_agg(recipient || ' ' || body, '|') AS word FROM messages WHERE dedupe_key LIKE 'household-sms-owner-code:%'";
    let sms = word(&shop, sms).await;
    assert!(sms.contains("+84900000021") && sms.contains("48 giờ nữa dùng được"), "{sms}");

    // Right, and too early: its holder learns when, and nothing is used up; a wrong one learns nothing.
    let holder = shop.signed_in(build::account(&shop, "Người cầm giấy").await).await;
    for _ in 0..12 {
        let early = holder.post("/sell/take-over", &[("code", &code)]).await;
        assert!(early.status == 409 && early.texts(".note.warn").join(" ").contains("Mã đúng"), "{}", early.words());
    }
    let wrong = format!("{}-AAAA-AAAA", code.split('-').next().unwrap());
    assert_eq!(type_in(&holder, &wrong).await, 422);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM members").await, 1);
    // An owner objects with one press.
    let people = owner.get(PATH).await;
    assert!(
        people.texts(".note.warn").join(" ").contains("Không phải nhà mình nhờ thì hủy ngay"),
        "{}",
        people.words()
    );
    let english = owner.get(&format!("{PATH}?lang=en")).await;
    assert!(english.texts(".note.warn").join(" ").contains("make it void now"), "{}", english.words());
    owner.get(&format!("{PATH}?lang=vi")).await;
    let id = number(&shop, "SELECT id AS n FROM takeover_codes").await;
    assert_eq!(owner.submit(&people, &format!("/sell/household/invites/{id}/void"), &[]).await.status, 303);
    run(&shop, "UPDATE takeover_codes SET opens_at = now() - interval '1 second'").await;
    assert_eq!(type_in(&holder, &code).await, 422, "void, whatever the hour");

    // Nobody objects: two days later it lets its holder in, and the owners are told again.
    let code = clerk.post(&print, &why).await.texts(".code-slip").pop().unwrap();
    let waits = "SELECT count(*) AS n FROM takeover_codes WHERE voided_at IS NULL \
                 AND opens_at BETWEEN now() + interval '47 hours' AND now() + interval '48 hours'";
    assert_eq!(number(&shop, waits).await, 1);
    assert_eq!(type_in(&holder, &code).await, 409);
    run(&shop, "UPDATE takeover_codes SET opens_at = now() - interval '1 second'").await;
    assert_eq!(type_in(&holder, &code).await, 303);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM members WHERE role = 'owner'").await, 2);
    assert!(told(&shop, "household-sms-owner-new").await.contains("+84900000021"));
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
async fn whoever_guesses_codes_is_stopped_whichever_they_name() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let page = clerk.post(&format!("/office/producers/{}/code", slug(&shop, producer).await), &[]).await;
    let code = page.texts(".code-slip").pop().unwrap();
    let stranger = shop.signed_in(build::account(&shop, "Người lạ").await).await;
    // Numbers that are no code count like those that are one.
    for n in 0..20 {
        assert_eq!(type_in(&stranger, &format!("{}-AAAA-AAAA", 1_000 + n)).await, 422);
    }
    assert_eq!(type_in(&stranger, &code).await, 429, "the right one comes too late");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM members").await, 0);
    let owner = shop.signed_in(build::account(&shop, "Trần Thị Lụa").await).await;
    assert_eq!(type_in(&owner, &code).await, 303, "nobody else waits for it");
}

#[actix_web::test]
async fn a_code_used_twice_at_once_lets_one_in() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    for round in 0..5 {
        let why = [("code_why", "Chủ nhà mất máy")];
        let page = clerk.post(&format!("/office/producers/{}/code", slug(&shop, producer).await), &why).await;
        let code = page.texts(".code-slip").pop().unwrap();
        run(&shop, "UPDATE takeover_codes SET opens_at = now() - interval '1 second'").await;
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
    with_password(&shop, first).await;
    let alone = shop.signed_in(first).await;
    let own = format!("{PATH}/{first}");
    let out = [("remove", "1"), ("password", PASSWORD)];
    let packer = [("part", "packer"), ("password", PASSWORD)];
    for fields in [packer, out] {
        let refused = alone.post(&own, &fields).await;
        assert_eq!(refused.status, 409, "{}", refused.words());
        assert!(refused.texts("details[open] .why")[0].contains("ít nhất một chủ"), "{}", refused.words());
    }
    let mut conn = shop.conn().await;
    for change in ["UPDATE members SET role = 'seller'", "DELETE FROM members"] {
        assert!(diesel::sql_query(change).execute(&mut conn).await.is_err(), "SQL holds it too: {change}");
    }
    for round in 0..10 {
        run(&shop, "UPDATE members SET role = 'owner'").await;
        let second = member_as(&shop, producer, "owner").await;
        with_password(&shop, second).await;
        let other = shop.signed_in(second).await;
        let theirs = format!("{PATH}/{second}");
        let (a, b) = match round % 3 {
            0 => tokio::join!(alone.post(&theirs, &packer), other.post(&own, &packer)),
            1 => tokio::join!(alone.post(&own, &packer), other.post(&theirs, &packer)),
            _ => tokio::join!(alone.post(&theirs, &out), other.post(&own, &out)),
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
