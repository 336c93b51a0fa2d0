//! People sign up, sign in and lose their passwords; strangers learn nothing from the answers.

mod cookies;
mod guesses;
mod meanwhile;
mod spellings;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use market::accounts::password;
use market::accounts::staff::{self, Added};
use market::kernel::ids::AccountId;
use market::schema::{accounts, acts, events, messages, sessions, throttles};

use super::support::{self, Answer, Client, TestShop, build};

const PHONE: &str = "0912 345 678";
const E164: &str = "+84912345678";
const PASSWORD: &str = "hai hũ cá thính";

async fn sign_up(client: &Client, login: &str, password: &str) -> Answer {
    let page = client.get("/account/sign-up?next=%2Fcheckout").await;
    assert_eq!(page.status, 200);
    let fields = [("name", "Nguyễn Thu Hà"), ("login", login), ("password", password), ("terms", "1")];
    client.submit(&page, "/account/sign-up", &fields).await
}

async fn sign_in(client: &Client, login: &str, password: &str) -> Answer {
    client.post("/account/sign-in", &[("login", login), ("password", password)]).await
}

/// Channel, body of every message to this phone or address, the latest last.
async fn letters(shop: &TestShop, to: &str) -> Vec<String> {
    let mut conn = shop.conn().await;
    messages::table
        .filter(messages::recipient.eq(to))
        .order(messages::id)
        .select(messages::body)
        .load(&mut conn)
        .await
        .unwrap()
}

/// The six digits of the latest message.
async fn code(shop: &TestShop, to: &str) -> String {
    let body = letters(shop, to).await.pop().expect("a message");
    let found = body.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6);
    found.unwrap_or_else(|| panic!("no code in {body}")).to_owned()
}

/// An account with a proved phone and a password that works.
async fn member_of_the_public(shop: &TestShop) -> AccountId {
    let id = build::account_with(shop, "Nguyễn Thu Hà", Some(E164)).await;
    let hash = password::hash(PASSWORD).await.unwrap();
    let mut conn = shop.conn().await;
    diesel::update(accounts::table.find(id)).set(accounts::password_hash.eq(hash)).execute(&mut conn).await.unwrap();
    id
}

async fn open_sessions(shop: &TestShop, id: AccountId) -> i64 {
    let mut conn = shop.conn().await;
    sessions::table.filter(sessions::account_id.eq(id.0)).count().get_result(&mut conn).await.unwrap()
}

fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let start = format!("{name}=");
    answer.headers.get_all("set-cookie").iter().map(|v| v.to_str().unwrap().to_owned()).find(|c| c.starts_with(&start))
}

#[actix_web::test]
async fn a_newcomer_signs_up_and_proves_the_phone() {
    let shop = support::shop().await;
    let client = shop.guest();
    let answer = sign_up(&client, PHONE, PASSWORD).await;
    assert_eq!((answer.status, answer.location().as_deref()), (303, Some("/account/verify?next=%2Fcheckout")));
    assert_eq!(client.get("/account").await.status, 303, "nobody is signed in before the code");

    let page = client.get("/account/verify?next=%2Fcheckout").await;
    assert!(page.words().contains("0912 345 678"), "{}", page.words());
    let wrong = client.submit(&page, "/account/verify", &[("code", "000000x")]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.texts("#code-why").len(), 1);

    let code = code(&shop, E164).await;
    let stranger = shop.guest();
    sign_in(&stranger, PHONE, PASSWORD).await;
    let entered = client.submit(&page, "/account/verify", &[("code", &code)]).await;
    assert_eq!(entered.status, 422, "the stranger's sign-in made a newer code, for the stranger's browser");
    client.post("/account/verify/again", &[]).await;
    let code = self::code(&shop, E164).await;
    assert_eq!(stranger.post("/account/verify", &[("code", &code)]).await.status, 422, "another browser");
    let entered = client.submit(&page, "/account/verify", &[("code", &code)]).await;
    assert_eq!((entered.status, entered.location().as_deref()), (303, Some("/checkout")));

    let home = client.get("/account").await;
    assert_eq!(home.texts("h1"), ["Chào Hà"]);
    assert!(home.words().contains("0912 345 678 đã xác nhận"), "{}", home.words());
    let mut conn = shop.conn().await;
    let kinds: Vec<String> = events::table.select(events::kind).order(events::id).load(&mut conn).await.unwrap();
    assert_eq!(kinds, ["account_registered", "phone_verified"]);
    let again = client.post("/account/verify", &[("code", &code)]).await;
    assert_eq!(again.location().as_deref(), Some("/account/sign-in"), "a code is good once");
}

#[actix_web::test]
async fn an_address_is_proved_by_mail_in_the_language_of_the_visitor() {
    let shop = support::shop().await;
    let client = shop.guest();
    client.get("/account/sign-up?lang=en").await;
    sign_up(&client, "Thu.Ha@Example.com", PASSWORD).await;
    let body = letters(&shop, "thu.ha@example.com").await.pop().unwrap();
    assert!(body.contains("This code opens your account"), "{body}");
    let code = code(&shop, "thu.ha@example.com").await;
    assert_eq!(client.post("/account/verify", &[("code", &code)]).await.status, 303);
    assert!(client.get("/account").await.words().contains("thu.ha@example.com confirmed"));
    shop.work_off().await;
}

#[actix_web::test]
async fn what_is_wrong_with_a_sign_up_stands_beside_its_field() {
    let shop = support::shop().await;
    let page = shop.guest().get("/account/sign-up").await;
    let fields = [("name", " "), ("login", "0912"), ("password", "1234567890")];
    let answer = shop.guest().submit(&page, "/account/sign-up", &fields).await;
    assert_eq!(answer.status, 422);
    for field in ["name", "login", "password", "terms"] {
        assert_eq!(answer.texts(&format!("#{field}-why")).len(), 1, "{field}");
    }
    assert_eq!(answer.attributes("#login", "value"), ["0912"], "what was typed stays");
    assert!(!answer.body.contains("1234567890"), "but for the password");
    let mut conn = shop.conn().await;
    assert_eq!(accounts::table.count().get_result::<i64>(&mut conn).await.unwrap(), 0);
}

#[actix_web::test]
async fn signing_up_with_a_known_number_answers_alike_and_tells_its_owner() {
    let shop = support::shop().await;
    let owner = member_of_the_public(&shop).await;
    let known = sign_up(&shop.guest(), PHONE, "mật khẩu của kẻ gian").await;
    let unknown = sign_up(&shop.guest(), "0987 654 321", "mật khẩu của người mới").await;
    assert_eq!((known.status, known.location()), (unknown.status, unknown.location()));
    let told = letters(&shop, E164).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("đã có tài khoản"), "{}", told[0]);
    sign_up(&shop.guest(), PHONE, "mật khẩu của kẻ gian").await;
    assert_eq!(letters(&shop, E164).await.len(), 1, "once an hour is enough");
    let old = sign_in(&shop.guest(), PHONE, PASSWORD).await;
    assert_eq!((old.status, old.location().as_deref()), (303, Some("/account")), "the owner's password stays");
    assert_eq!(open_sessions(&shop, owner).await, 1);
}

#[actix_web::test]
async fn a_number_that_was_never_proved_belongs_to_whoever_proves_it() {
    let shop = support::shop().await;
    let squatter = shop.guest();
    sign_up(&squatter, PHONE, "mật khẩu của kẻ gian").await;
    let owner = shop.guest();
    sign_up(&owner, PHONE, PASSWORD).await;
    let code = code(&shop, E164).await;
    assert_eq!(squatter.post("/account/verify", &[("code", &code)]).await.status, 422);
    assert_eq!(owner.post("/account/verify", &[("code", &code)]).await.status, 303);
    assert_eq!(sign_in(&squatter, PHONE, "mật khẩu của kẻ gian").await.status, 422);
}

#[actix_web::test]
async fn signing_in_answers_alike_for_known_and_unknown_people() {
    let shop = support::shop().await;
    member_of_the_public(&shop).await;
    let known = sign_in(&shop.guest(), PHONE, "không phải mật khẩu").await;
    let unknown = sign_in(&shop.guest(), "0987 654 321", "không phải mật khẩu").await;
    let nonsense = sign_in(&shop.guest(), "ai đó", "không phải mật khẩu").await;
    for answer in [&known, &unknown, &nonsense] {
        assert_eq!(answer.status, 422);
        assert_eq!(answer.texts(".note.bad"), known.texts(".note.bad"));
        assert_eq!(answer.attributes("#password", "value"), Vec::<String>::new());
        assert_eq!(cookie(answer, "sid"), None);
    }
    assert_eq!(known.body.replace(PHONE, ""), unknown.body.replace("0987 654 321", ""));
}

#[actix_web::test]
async fn every_way_of_writing_a_handle_signs_in_also_the_demo_numbers() {
    let shop = support::shop().await;
    member_of_the_public(&shop).await;
    for login in ["0912345678", "+84 912 345 678", "0912.345.678"] {
        assert_eq!(sign_in(&shop.guest(), login, PASSWORD).await.status, 303, "{login}");
    }
    let mut conn = shop.conn().await;
    let made = staff::add(&mut conn, "Bà Lụa", "0990 000 001", "admin", Some("bưởi soi bãi"), "").await.unwrap();
    assert_eq!(made, Added::Made);
    let client = shop.guest();
    assert_eq!(sign_in(&client, "0990000001", "bưởi soi bãi").await.status, 303);
    assert_eq!(client.get("/account").await.attributes("main a[href='/office']", "href").len(), 1);
    let generated = password::generated();
    let again = staff::add(&mut conn, "Bà Lụa", "0990 000 001", "finance", None, &generated).await.unwrap();
    assert_eq!(again, Added::Promoted);
    assert_eq!(sign_in(&shop.guest(), "0990000001", "bưởi soi bãi").await.status, 303, "the password stays");
    staff::add(&mut conn, "Bà Lụa", "0990 000 001", "finance", None, &generated).await.unwrap();
    let told: Vec<(String, Option<i64>, String)> =
        acts::table.order(acts::id).select((acts::act, acts::account_id, acts::subject)).load(&mut conn).await.unwrap();
    let given = ("staff.given".to_owned(), None, "Bà Lụa".to_owned());
    assert_eq!(told, [given.clone(), given], "each role is in the log, once");
}

#[actix_web::test]
async fn a_session_is_new_at_each_sign_in_and_its_cookie_is_kept_from_scripts() {
    let shop = support::shop().await;
    let id = member_of_the_public(&shop).await;
    let client = shop.guest();
    let first = cookie(&sign_in(&client, PHONE, PASSWORD).await, "sid").unwrap();
    let second = cookie(&sign_in(&client, PHONE, PASSWORD).await, "sid").unwrap();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(first.contains(flag), "{flag} in {first}");
    }
    assert_ne!(first.split(';').next(), second.split(';').next());
    assert_eq!(open_sessions(&shop, id).await, 1, "the session before is closed");
    let old = Client::with_cookie(&shop.url, &first);
    assert_eq!(old.get("/account").await.status, 303);

    let secure = support::shop_with(|config| config.base_url = "https://cho.example".to_owned()).await;
    member_of_the_public(&secure).await;
    let client = secure.guest();
    let answer =
        client.post_from("https://cho.example", "/account/sign-in", &[("login", PHONE), ("password", PASSWORD)]);
    let sid = cookie(&answer.await, "__Host-sid").unwrap();
    assert!(sid.contains("Secure"), "{sid}");
}

#[actix_web::test]
async fn signing_out_ends_this_session_or_all_of_them() {
    let shop = support::shop().await;
    let id = member_of_the_public(&shop).await;
    let (phone, desktop, tablet) = (shop.guest(), shop.guest(), shop.guest());
    for client in [&phone, &desktop, &tablet] {
        sign_in(client, PHONE, PASSWORD).await;
    }
    phone.post("/account/sign-out", &[]).await;
    assert_eq!(open_sessions(&shop, id).await, 2);
    assert_eq!(desktop.get("/account").await.status, 200);
    let out = tablet.post("/account/sign-out-everywhere", &[]).await;
    assert_eq!(out.location().as_deref(), Some("/"));
    assert_eq!(open_sessions(&shop, id).await, 0);
    assert_eq!(desktop.get("/account").await.location().as_deref(), Some("/account/sign-in?next=%2Faccount"));
}

#[actix_web::test]
async fn wrong_passwords_wait_longer_and_longer_but_never_for_ever() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    member_of_the_public(&shop).await;
    for (login, key) in [(PHONE, "sign-in:+84912345678"), ("0987 654 321", "sign-in:+84987654321")] {
        for _ in 0..5 {
            assert_eq!(sign_in(&shop.guest(), login, "không phải mật khẩu").await.status, 422);
        }
        // Whether the account is there or not, and even with the right password.
        let refused = sign_in(&shop.guest(), login, PASSWORD).await;
        assert_eq!(refused.status, 429, "{login}");
        assert_eq!(refused.header("retry-after"), "1");
        let mut conn = shop.conn().await;
        // Ten tries more, each after its wait: the pause doubles each time and ends at a quarter of an hour.
        diesel::update(throttles::table.find(key)).set(throttles::hits.eq(10)).execute(&mut conn).await.unwrap();
        let refused = sign_in(&shop.guest(), login, PASSWORD).await;
        let wait: i32 = refused.header("retry-after").parse().unwrap();
        assert!((28..=32).contains(&wait), "{wait}");
        diesel::update(throttles::table.find(key)).set(throttles::hits.eq(100_000)).execute(&mut conn).await.unwrap();
        let wait: i32 = sign_in(&shop.guest(), login, PASSWORD).await.header("retry-after").parse().unwrap();
        assert!((896..=900).contains(&wait), "{wait}");
        diesel::sql_query("UPDATE throttles SET resets_at = resets_at - interval '15 minutes'")
            .execute(&mut conn)
            .await
            .unwrap();
    }
    assert_eq!(sign_in(&shop.guest(), PHONE, PASSWORD).await.status, 303, "whoever waited is let in");
    assert_eq!(sign_in(&shop.guest(), PHONE, "không phải mật khẩu").await.status, 422, "and starts afresh");
    assert_eq!(sign_in(&shop.guest(), "0987 654 321", PASSWORD).await.status, 422);
}

#[actix_web::test]
async fn a_phone_is_not_sent_one_code_after_the_other() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    for _ in 0..5 {
        assert_eq!(shop.guest().post("/account/reset", &[("login", PHONE)]).await.status, 303);
    }
    assert_eq!(shop.guest().post("/account/reset", &[("login", PHONE)]).await.status, 429);
    assert_eq!(shop.guest().post("/account/reset", &[("login", "0987654321")]).await.status, 303);
}

#[actix_web::test]
async fn a_forgotten_password_is_replaced_and_every_session_ends() {
    let shop = support::shop().await;
    let id = member_of_the_public(&shop).await;
    let elsewhere = shop.guest();
    sign_in(&elsewhere, PHONE, PASSWORD).await;
    let client = shop.guest();
    let page = client.get("/account/reset").await;
    let asked = client.submit(&page, "/account/reset", &[("login", PHONE)]).await;
    let nobody = shop.guest().post("/account/reset", &[("login", "0987654321")]).await;
    assert_eq!((asked.status, asked.location()), (nobody.status, nobody.location()));
    assert!(letters(&shop, "+84987654321").await.is_empty());
    let page = client.get("/account/reset/code").await;
    let code = code(&shop, E164).await;
    let new = "thùng thanh long ruột đỏ";
    let common = client.submit(&page, "/account/reset/code", &[("code", &code), ("password", "0912345678")]).await;
    assert_eq!((common.status, common.texts("#password-why").len()), (422, 1));
    let done = client.submit(&page, "/account/reset/code", &[("code", &code), ("password", new)]).await;
    assert_eq!(done.status, 303);
    assert_eq!(elsewhere.get("/account").await.status, 303, "the other session has ended");
    assert_eq!(client.get("/account").await.status, 200);
    assert_eq!(open_sessions(&shop, id).await, 1);
    assert_eq!(sign_in(&shop.guest(), PHONE, PASSWORD).await.status, 422);
    assert_eq!(sign_in(&shop.guest(), PHONE, new).await.status, 303);
}

#[actix_web::test]
async fn a_code_dies_of_five_wrong_tries_and_of_ten_minutes() {
    let shop = support::shop().await;
    member_of_the_public(&shop).await;
    let client = shop.guest();
    let new = ("password", "thùng thanh long ruột đỏ");
    client.post("/account/reset", &[("login", PHONE)]).await;
    let right = code(&shop, E164).await;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(client.post("/account/reset/code", &[("code", wrong), new]).await.status, 422);
    }
    assert_eq!(client.post("/account/reset/code", &[("code", &right), new]).await.status, 422, "used up");
    client.post("/account/reset", &[("login", PHONE)]).await;
    let late = code(&shop, E164).await;
    let mut conn = shop.conn().await;
    diesel::sql_query("UPDATE one_time_codes SET expires_at = expires_at - interval '10 minutes'")
        .execute(&mut conn)
        .await
        .unwrap();
    assert_eq!(client.post("/account/reset/code", &[("code", &late), new]).await.status, 422, "too late");
    client.post("/account/reset", &[("login", PHONE)]).await;
    let spaced: String = code(&shop, E164).await.chars().flat_map(|c| [c, ' ']).collect();
    assert_eq!(client.post("/account/reset/code", &[("code", &spaced), new]).await.status, 303, "spaces do not matter");
}

#[actix_web::test]
async fn a_name_and_a_password_are_changed_by_who_knows_the_old_one() {
    let shop = support::shop().await;
    member_of_the_public(&shop).await;
    let (client, elsewhere) = (shop.guest(), shop.guest());
    sign_in(&client, PHONE, PASSWORD).await;
    sign_in(&elsewhere, PHONE, PASSWORD).await;
    let page = client.get("/account/name").await;
    client.submit(&page, "/account/name", &[("name", "<b>Lê Thị Mận</b>")]).await;
    let home = client.get("/account").await;
    assert!(home.words().contains("<b>Lê Thị Mận</b>"), "shown as it was typed: {}", home.words());
    let page = client.get("/account/password").await;
    let new = ("password", "thùng thanh long ruột đỏ");
    let wrong = client.submit(&page, "/account/password", &[("old", "không phải nó"), new]).await;
    assert_eq!((wrong.status, wrong.texts("#old-why").len()), (422, 1));
    let done = client.submit(&page, "/account/password", &[("old", PASSWORD), new]).await;
    assert_eq!(done.status, 303);
    assert_eq!(client.get("/account").await.status, 200);
    assert_eq!(elsewhere.get("/account").await.status, 303);
    assert_eq!(sign_in(&shop.guest(), PHONE, new.1).await.status, 303);
}

#[actix_web::test]
async fn nobody_is_led_to_another_site() {
    let shop = support::shop().await;
    member_of_the_public(&shop).await;
    for evil in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let answer =
            shop.guest().post("/account/sign-in", &[("login", PHONE), ("password", PASSWORD), ("next", evil)]).await;
        assert_eq!((answer.status, answer.location().as_deref()), (303, Some("/account")), "{evil}");
    }
    let client = shop.guest();
    let page = client.get("/account/sign-in?next=%2Faccount%2Fname").await;
    let answer = client.submit(&page, "/account/sign-in", &[("login", PHONE), ("password", PASSWORD)]).await;
    assert_eq!(answer.location().as_deref(), Some("/account/name"));
}

#[actix_web::test]
async fn another_site_signs_nobody_in_or_out() {
    let shop = support::shop().await;
    let id = member_of_the_public(&shop).await;
    let client = shop.guest();
    sign_in(&client, PHONE, PASSWORD).await;
    let evil = "https://evil.example";
    for path in ["/account/sign-out", "/account/sign-out-everywhere", "/account/name", "/account/password"] {
        assert_eq!(client.post_from(evil, path, &[("name", "x")]).await.status, 403, "{path}");
    }
    let fields = [("login", PHONE), ("password", PASSWORD)];
    assert_eq!(client.post_from(evil, "/account/sign-in", &fields).await.status, 403);
    assert_eq!(open_sessions(&shop, id).await, 1);
}

#[actix_web::test]
async fn a_closed_account_is_as_unknown_as_any() {
    let shop = support::shop().await;
    let id = member_of_the_public(&shop).await;
    let client = shop.guest();
    sign_in(&client, PHONE, PASSWORD).await;
    let mut conn = shop.conn().await;
    diesel::update(accounts::table.find(id))
        .set(accounts::disabled_at.eq(diesel::dsl::now))
        .execute(&mut conn)
        .await
        .unwrap();
    assert_eq!(client.get("/account").await.status, 303);
    assert_eq!(sign_in(&client, PHONE, PASSWORD).await.status, 422);
    assert_eq!(client.post("/account/reset", &[("login", PHONE)]).await.status, 303);
    assert_eq!(sign_up(&shop.guest(), PHONE, PASSWORD).await.status, 303);
    assert!(letters(&shop, E164).await.is_empty());
}

#[actix_web::test]
async fn every_page_of_an_account_reads_in_both_languages() {
    let shop = support::shop().await;
    member_of_the_public(&shop).await;
    let client = shop.guest();
    let mut pages = vec![];
    for lang in ["vi", "en"] {
        client.post("/account/reset", &[("login", "0987654321")]).await;
        for path in ["sign-in", "sign-up", "verify", "reset", "reset/code"] {
            pages.push(client.get(&format!("/account/{path}?lang={lang}")).await);
        }
    }
    sign_in(&client, PHONE, PASSWORD).await;
    for lang in ["vi", "en"] {
        for path in ["", "/name", "/password"] {
            pages.push(client.get(&format!("/account{path}?lang={lang}")).await);
        }
    }
    for page in pages {
        assert_eq!(page.status, 200);
        assert_eq!(page.texts("h1").len(), 1);
        let words = page.words();
        assert!(!words.contains("accounts-") && !words.contains("Unknown localization"), "{words}");
    }
}
