//! The second factor: asked after the password, good once, and never in the way of anybody who is no clerk.

use chrono::{DateTime, Duration, Utc};
use market::config::Env;
use totp_rs::{Builder, Secret};

use super::*;
use crate::support::Answer;

const CODE: &str = "/account/second/code";
const SET_UP: &str = "/account/second/set-up";

fn code_at(seed: &str, at: DateTime<Utc>) -> String {
    let secret = Secret::try_from_base32(seed.replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    totp.generate(u64::try_from(at.timestamp()).unwrap()).to_string()
}

/// The codes that a phone shows half a minute ago, now, and in half a minute.
fn codes(shop: &TestShop, seed: &str) -> [String; 3] {
    let now = shop.ground.clock.now();
    [-30, 0, 30].map(|off| code_at(seed, now + Duration::seconds(off)))
}

/// Sets a second factor up with the code of half a minute ago; the seed and the paper.
async fn set_up(shop: &TestShop, browser: &Client) -> (String, Vec<String>) {
    let page = browser.get(SET_UP).await;
    assert_eq!(page.status, 200, "{}", page.words());
    let seed = page.texts("main b.code-slip").pop().unwrap();
    let done = browser.submit(&page, SET_UP, &[("code", &codes(shop, &seed)[0])]).await;
    assert_eq!(done.status, 200, "{}", done.words());
    let paper = done.texts("main li b");
    assert_eq!(paper.len(), 10);
    (seed, paper)
}

async fn give(browser: &Client, code: &str) -> Answer {
    browser.post(CODE, &[("code", code), ("next", "/office")]).await
}

fn leads_to_code(answer: &Answer) -> bool {
    answer.status == 303 && answer.location().unwrap().starts_with(CODE)
}

#[actix_web::test]
async fn a_clerk_who_has_one_is_asked_for_it_after_the_password() {
    let shop = support::shop().await;
    let (account, phone) = clerk_with_password(&shop, "admin").await;
    let desk = shop.guest();
    assert_eq!(sign_in(&desk, &phone).await.location().unwrap(), "/account");
    assert_eq!(desk.get("/office").await.status, 200, "in development nobody must");
    let forgotten = shop.signed_in(account).await;
    assert_eq!(forgotten.get("/office").await.status, 200);

    let page = desk.get(SET_UP).await;
    for wrong in ["", "000000", "abc", "１２３４５６"] {
        let refused = desk.submit(&page, SET_UP, &[("code", wrong)]).await;
        assert_eq!((refused.status, refused.texts("#code-why").len()), (422, 1), "{wrong:?}");
        assert_eq!(refused.form(SET_UP)[0], page.form(SET_UP)[0], "the seed is the same one");
    }
    let (seed, _) = set_up(&shop, &desk).await;
    let kept = "SELECT encode(secret, 'hex') AS word FROM second_factors";
    let bytes = Secret::try_from_base32(seed.replace(' ', "")).unwrap();
    assert!(!word(&shop, kept).await.contains(&market::platform::secrets::hex(bytes.as_bytes())), "encrypted");
    assert_eq!(desk.get("/office").await.status, 200, "who has just set it up is in");
    assert_eq!(desk.get(SET_UP).await.location().unwrap(), "/account/second");
    assert!(desk.get("/account/second").await.words().contains("Còn 10 mã"));

    // A session from before is asked too, and what is no page of the office is not.
    let way = forgotten.get("/office/orders?q=1").await;
    assert_eq!(
        (way.status, way.location().unwrap().as_str()),
        (303, "/account/second/code?next=%2Foffice%2Forders%3Fq%3D1")
    );
    assert_eq!(forgotten.post("/office/jobs/1/retry", &[]).await.status, 303);
    for open in ["/", "/account", "/products"] {
        assert_eq!(forgotten.get(open).await.status, 200, "{open}");
    }
    assert!(leads_to_code(&forgotten.get("/account/second").await));
    assert!(leads_to_code(&forgotten.get(SET_UP).await));
    assert_eq!(forgotten.get("/sell").await.status, 403);

    let fresh = shop.guest();
    assert!(leads_to_code(&sign_in(&fresh, &phone).await));
    assert!(leads_to_code(&fresh.get("/office").await));
    let [earlier, now, later] = codes(&shop, &seed);
    assert_eq!(give(&fresh, &earlier).await.status, 422, "it was used for setting up");
    let page = fresh.get(CODE).await;
    let given = fresh.submit(&page, CODE, &[("code", &format!(" {} {} ", &now[..3], &now[3..]))]).await;
    assert_eq!((given.status, given.location().unwrap().as_str()), (303, "/office"), "{}", given.words());
    assert_eq!(fresh.get("/office").await.status, 200);
    // Used once, by whomever; the one before is older.
    for old in [&now, &earlier] {
        assert_eq!(give(&forgotten, old).await.status, 422);
    }
    assert_eq!(give(&forgotten, &later).await.status, 303);
    assert_eq!(forgotten.get("/office").await.status, 200);
    assert_eq!(give(&forgotten, "anything").await.location().unwrap(), "/office", "nothing is owed any more");
}

#[actix_web::test]
async fn the_session_that_was_there_before_the_code_is_dead_after_it() {
    let shop = support::shop().await;
    let (account, phone) = clerk_with_password(&shop, "support").await;
    let (seed, _) = set_up(&shop, &shop.signed_in(account).await).await;
    let browser = shop.guest();
    let signed = sign_in(&browser, &phone).await;
    let before = signed.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(before.starts_with("sid="), "{before}");
    assert_eq!(give(&browser, &codes(&shop, &seed)[1]).await.status, 303);
    let thief = Client::with_cookie(&shop.url, &before);
    assert!(thief.get("/account").await.location().unwrap().starts_with("/account/sign-in"));
}

#[actix_web::test]
async fn of_two_who_bring_the_same_code_at_once_one_comes_in() {
    let shop = support::shop().await;
    for round in 0..4 {
        let account = clerk_as(&shop, "support").await;
        let (seed, paper) = set_up(&shop, &shop.signed_in(account).await).await;
        let (a, b) = (shop.signed_in(account).await, shop.signed_in(account).await);
        let code = if round % 2 == 0 { codes(&shop, &seed)[1].clone() } else { paper[0].clone() };
        let (x, y) = futures_util::join!(give(&a, &code), give(&b, &code));
        let mut statuses = [x.status, y.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422], "round {round}");
    }
}

#[actix_web::test]
async fn a_code_on_paper_stands_in_for_the_phone_once() {
    let shop = support::shop().await;
    let account = clerk_as(&shop, "moderator").await;
    let (_, paper) = set_up(&shop, &shop.signed_in(account).await).await;
    let first = shop.signed_in(account).await;
    assert_eq!(give(&first, &paper[0].to_lowercase().replace('-', " ")).await.status, 303);
    assert!(first.get("/account/second").await.words().contains("Còn 9 mã"));
    let second = shop.signed_in(account).await;
    assert_eq!(give(&second, &paper[0]).await.status, 422);
    let other = clerk_as(&shop, "moderator").await;
    set_up(&shop, &shop.signed_in(other).await).await;
    assert_eq!(give(&shop.signed_in(other).await, &paper[1]).await.status, 422, "it is another's");
    assert_eq!(give(&second, &paper[1]).await.status, 303);
    let used = format!("SELECT count(*) AS n FROM acts WHERE act = 'second.paper' AND account_id = {account}");
    assert_eq!(number(&shop, &used).await, 2);
    let all = "SELECT string_agg(code_hash::text, '') AS word FROM recovery_codes";
    assert!(!word(&shop, all).await.contains(&paper[2]));
}

#[actix_web::test]
async fn guessing_is_slowed_and_a_right_code_waits_its_turn() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    let account = clerk_as(&shop, "finance").await;
    let (seed, _) = set_up(&shop, &shop.signed_in(account).await).await;
    let browser = shop.signed_in(account).await;
    for n in 0..5 {
        assert_eq!(give(&browser, &format!("00000{n}")).await.status, 422, "five are free");
    }
    assert_eq!(number(&shop, "SELECT hits::bigint AS n FROM throttles WHERE key LIKE 'second:%'").await, 5);
    // So many that the next one has to wait for minutes, however slow this machine is.
    run(&shop, "UPDATE throttles SET hits = 12 WHERE key LIKE 'second:%'").await;
    assert_eq!(give(&browser, "000009").await.status, 429);
    assert_eq!(give(&browser, &codes(&shop, &seed)[1]).await.status, 429);
    run(&shop, "UPDATE throttles SET resets_at = resets_at - interval '1 hour' WHERE key LIKE 'second:%'").await;
    assert_eq!(give(&browser, &codes(&shop, &seed)[1]).await.status, 303);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM throttles WHERE key LIKE 'second:%'").await, 0);
}

#[actix_web::test]
async fn in_production_a_clerk_without_one_is_led_to_set_it_up_and_nowhere_else() {
    let shop = support::shop_with(|config| config.env = Env::Production).await;
    let (account, phone) = clerk_with_password(&shop, "admin").await;
    let browser = shop.guest();
    sign_in(&browser, &phone).await;
    for (method, path, _) in market::accounts::rights::TABLE {
        let url = path.split('{').next().unwrap();
        if path != &url {
            continue;
        }
        let answer = crate::desk::call(&browser, method, url, &[]).await;
        assert_eq!(answer.status, 303, "{method} {url}");
        assert!(answer.location().unwrap().starts_with(SET_UP), "{method} {url}");
    }
    assert_eq!(browser.get("/account").await.status, 200);
    let (seed, _) = set_up(&shop, &browser).await;
    assert_eq!(browser.get("/office/staff").await.status, 200);
    let code = codes(&shop, &seed)[1].clone();
    let off = browser.post("/account/second/off", &[("password", PASSWORD), ("code", &code)]).await;
    assert_eq!(off.status, 303, "{}", off.words());
    assert!(browser.get("/office").await.location().unwrap().starts_with(SET_UP));
    let acts = "SELECT string_agg(act, ' ' ORDER BY id) AS word FROM acts";
    assert_eq!(word(&shop, acts).await, "second.set-up second.off");
    assert_eq!(number(&shop, &format!("SELECT count(*) AS n FROM sessions WHERE account_id = {account}")).await, 1);
    // Nobody else is asked for anything.
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    for path in ["/account/second", CODE, SET_UP] {
        assert_eq!(buyer.get(path).await.status, 403, "{path}");
        assert_eq!(shop.guest().get(path).await.status, 303, "{path}");
    }
    assert!(!buyer.get("/account").await.body.contains("/account/second"));
}

#[actix_web::test]
async fn a_new_paper_and_switching_off_ask_for_password_and_code() {
    let shop = support::shop().await;
    let (account, _) = clerk_with_password(&shop, "promoter").await;
    let browser = shop.signed_in(account).await;
    let (seed, paper) = set_up(&shop, &browser).await;
    let [_, now, later] = codes(&shop, &seed);
    for path in ["/account/second/codes", "/account/second/off"] {
        for (password, code, beside) in [
            ("", now.as_str(), "password"),
            ("không phải", &now, "password"),
            (PASSWORD, "", "code"),
            (PASSWORD, "111111", "code"),
        ] {
            let refused = browser.post(path, &[("password", password), ("code", code)]).await;
            assert_eq!((refused.status, refused.texts(&format!("#{beside}-why")).len()), (422, 1), "{path} {beside}");
            assert!(!refused.body.contains(&now) && !refused.body.contains(PASSWORD));
        }
    }
    // Beside a wrong password the code was not used up.
    let page = browser.post("/account/second/codes", &[("password", PASSWORD), ("code", &now)]).await;
    assert_eq!((page.status, page.texts("main li b").len()), (200, 10), "{}", page.words());
    assert_eq!(give(&shop.signed_in(account).await, &paper[0]).await.status, 422, "the paper before is worth nothing");
    let unproved = shop.signed_in(account).await;
    let off = [("password", PASSWORD), ("code", later.as_str())];
    assert!(leads_to_code(&unproved.post("/account/second/off", &off).await));
    assert_eq!(browser.post("/account/second/off", &off).await.status, 303);
    assert_eq!(
        number(&shop, "SELECT (SELECT count(*) FROM second_factors) + (SELECT count(*) FROM recovery_codes) AS n")
            .await,
        0
    );
    assert_eq!(unproved.get("/office").await.status, 200);
}

#[actix_web::test]
async fn an_admin_takes_it_off_a_colleague_with_a_reason_and_never_off_themselves() {
    let shop = support::shop().await;
    let (admin, _) = clerk_with_password(&shop, "admin").await;
    let desk = shop.signed_in(admin).await;
    set_up(&shop, &desk).await;
    let (clerk, phone) = clerk_with_password(&shop, "finance").await;
    let browser = shop.signed_in(clerk).await;
    set_up(&shop, &browser).await;
    let url = format!("/office/staff/{clerk}/second");
    let (why, password) = (("why", "Mất điện thoại, đã gặp mặt"), ("password", PASSWORD));
    for fields in [[("why", ""), password], [why, ("password", "không phải")]] {
        let refused = desk.post(&url, &fields).await;
        assert_eq!((refused.status, refused.texts(".why").len()), (422, 1), "{}", refused.words());
    }
    assert_eq!(browser.get("/office/money").await.status, 200);
    assert_eq!(desk.post(&format!("/office/staff/{admin}/second"), &[why, password]).await.status, 403);
    assert_eq!(desk.post(&url, &[why, password]).await.status, 303);
    assert!(browser.get("/office/money").await.location().unwrap().starts_with("/account/sign-in"));
    assert_eq!(desk.post(&url, &[why, password]).await.status, 404, "there is none any more");
    let again = shop.guest();
    assert_eq!(sign_in(&again, &phone).await.location().unwrap(), "/account");
    assert_eq!(again.get("/office/money").await.status, 200);
    let row = "SELECT concat_ws('|', account_id, subject, why) AS word FROM acts WHERE act = 'second.reset'";
    assert_eq!(word(&shop, row).await, format!("{admin}|finance|{}", why.1));
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM second_factors").await, 1);
}

#[actix_web::test]
async fn a_seed_is_good_in_the_form_of_whom_it_was_shown_to_only() {
    let shop = support::shop().await;
    let (one, other) = (clerk_as(&shop, "support").await, clerk_as(&shop, "support").await);
    let (first, second) = (shop.signed_in(one).await, shop.signed_in(other).await);
    let page = first.get(SET_UP).await;
    let sealed = page.form(SET_UP).into_iter().find(|(name, _)| name == "sealed").unwrap().1;
    let code = codes(&shop, &page.texts("main b.code-slip")[0])[1].clone();
    for (client, sealed) in
        [(&second, sealed.as_str()), (&first, ""), (&first, "AAAA"), (&first, "%%%"), (&first, &sealed[2..])]
    {
        let refused = client.post(SET_UP, &[("sealed", sealed), ("code", &code)]).await;
        assert_eq!((refused.status, refused.location().unwrap().as_str()), (303, SET_UP), "{sealed}");
    }
    let twice = [("sealed", sealed.as_str()), ("code", &code)];
    let (a, b) = futures_util::join!(first.post(SET_UP, &twice), first.post(SET_UP, &twice));
    assert!(a.status == 200 || b.status == 200, "{} {}", a.status, b.status);
    let kept = format!("SELECT count(*) AS n FROM recovery_codes WHERE account_id = {one}");
    assert_eq!(number(&shop, &kept).await, 10, "one paper, however often it was pressed");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM second_factors").await, 1);
}
