//! What was agreed to: when, how, and to which version of which text.

use super::*;
use crate::buyer;

async fn pages(shop: &TestShop) {
    run(
        shop,
        "INSERT INTO pages (slug, lang, title, body) VALUES ('terms', 'vi', 'Điều khoản', 'Một'), ('privacy', 'vi', 'Dữ liệu', 'Một'), \
           ('privacy', 'en', 'Privacy', 'One') ON CONFLICT DO NOTHING; \
         UPDATE pages SET body = body || ' và hai' WHERE slug = 'terms'",
    )
    .await;
}

/// In the order in which it was said.
const SAID: &str =
    "SELECT coalesce(string_agg(concat_ws(':', kind, given, lang, how), ' ' ORDER BY id), '') AS word FROM consents";

/// How many are of the text that stands now.
const CURRENT: &str =
    "SELECT count(*) AS n FROM consents c JOIN pages p ON (p.slug, p.lang, p.version) = (c.slug, c.lang, c.version)";

#[actix_web::test]
async fn signing_up_agrees_to_the_texts_that_stand_and_to_no_news_unasked() {
    let shop = support::shop().await;
    pages(&shop).await;
    let page = shop.guest().get("/account/sign-up").await;
    assert!(page.attributes("input[name=news][checked]", "name").is_empty(), "no box is ticked for anybody");
    let fields = [("name", NAME), ("login", "0912 345 001"), ("password", "một mật khẩu dài"), ("terms", "1")];
    let client = shop.guest();
    assert_eq!(client.post("/account/sign-up", &fields).await.status, 303);
    let first = "terms:t:vi:sign_up privacy:t:vi:sign_up marketing:f:vi:sign_up";
    assert_eq!(word(&shop, SAID).await, first);
    assert_eq!(number(&shop, CURRENT).await, 3, "each of the text that stands");
    // Somebody else takes the number over before it was proved, in English and wanting news.
    let other = shop.guest();
    other.get("/account/sign-up?lang=en").await;
    let fields = [fields[0], fields[1], ("password", "another long password"), ("terms", "1"), ("news", "1")];
    assert_eq!(other.post("/account/sign-up?lang=en", &fields).await.status, 303);
    let said = word(&shop, SAID).await;
    assert!(said.ends_with("privacy:t:en:sign_up marketing:t:en:sign_up"), "{said}");
    run(&shop, "UPDATE pages SET body = body || ' và ba' WHERE slug = 'terms'").await;
    assert_eq!(number(&shop, CURRENT).await, 4, "what was agreed to before is another version");
    let without = shop.guest().post("/account/sign-up", &fields[..3]).await;
    assert_eq!(without.status, 422);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM consents").await, 6, "who is refused agreed to nothing");
}

#[actix_web::test]
async fn buying_and_applying_are_written_down_and_a_word_is_never_taken_out_again() {
    let shop = support::shop().await;
    pages(&shop).await;
    let house = build::producer(&shop, "Cá thính Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 5).await;
    let guest = shop.guest();
    buyer::put(&guest, fish, 1).await;
    let ready = buyer::ready(&guest).await;
    buyer::code(&buyer::press(&guest, &ready).await);
    assert_eq!(word(&shop, SAID).await, "terms:t:vi:checkout privacy:t:vi:checkout");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM consents c JOIN orders o ON o.id = c.order_id").await, 2);
    let (_, account, _) = crate::households::applicant(&shop).await;
    let of = format!("SELECT concat_ws(':', kind, how) AS word FROM consents WHERE account_id = {account}");
    assert_eq!(word(&shop, &of).await, "privacy:join");
    use diesel_async::RunQueryDsl as _;
    for statement in ["UPDATE consents SET given = false", "DELETE FROM consents"] {
        assert!(diesel::sql_query(statement).execute(&mut *shop.conn().await).await.is_err(), "{statement}");
    }
}

#[actix_web::test]
async fn news_is_stopped_by_one_press_and_shown_with_its_time() {
    let shop = support::shop().await;
    let account = person(&shop).await;
    let own = shop.signed_in(account).await;
    let page = own.get("/account/data").await;
    assert!(page.words().contains("Bạn không nhận tin"), "nobody who was not asked: {}", page.words());
    own.submit(&page, "/account/data/news", &[]).await;
    let page = own.get("/account/data").await;
    assert!(page.words().contains("Bạn đang nhận tin"), "{}", page.words());
    own.submit(&page, "/account/data/news", &[]).await;
    own.post("/account/data/news", &[("news", "no")]).await;
    assert_eq!(word(&shop, SAID).await, "marketing:t:vi:account marketing:f:vi:account", "said once each");
    let page = own.get("/account/data").await;
    assert!(page.words().contains("Không đồng ý: Nhận tin của chợ"), "{}", page.words());
}

#[actix_web::test]
async fn the_text_that_somebody_agreed_to_can_be_read_after_it_has_changed() {
    let shop = support::shop().await;
    pages(&shop).await;
    run(&shop, "UPDATE pages SET body = 'Lời cũ của điều khoản' WHERE slug = 'terms' AND lang = 'vi'").await;
    let old = number(&shop, "SELECT version::bigint AS n FROM pages WHERE slug = 'terms' AND lang = 'vi'").await;
    let account = person(&shop).await;
    run(
        &shop,
        &format!(
            "INSERT INTO consents (account_id, kind, given, slug, lang, version, how) \
               VALUES ({account}, 'terms', true, 'terms', 'vi', {old}, 'sign_up'); \
             UPDATE pages SET body = 'Lời mới của điều khoản' WHERE slug = 'terms' AND lang = 'vi'"
        ),
    )
    .await;
    let own = shop.signed_in(account).await.get("/account/data").await;
    let link = format!("/pages/terms/vi/{old}");
    assert_eq!(own.attributes("main a[href^='/pages/terms/']", "href"), [link.as_str()], "{}", own.words());
    let guest = shop.guest();
    let read = guest.get(&link).await;
    assert!(
        read.words().contains("Lời cũ của điều khoản") && read.words().contains("không còn dùng"),
        "{}",
        read.words()
    );
    assert_eq!(read.attributes("meta[name=robots]", "content"), ["noindex"]);
    let now = guest.get("/pages/terms").await;
    assert!(now.words().contains("Lời mới của điều khoản"), "{}", now.words());
    let links = now.attributes("main a[href^='/pages/terms/']", "href");
    assert_eq!(links, [format!("/pages/terms/vi/{}", old + 1), link], "this one and the one before");
    assert!(guest.get(&links[0]).await.words().contains("bản đang dùng"));
    for nowhere in ["/pages/terms/vi/0", "/pages/terms/vi/999999999", "/pages/terms/fr/1", "/pages/x/vi/1"] {
        assert_eq!(guest.get(nowhere).await.status, 404, "{nowhere}");
    }
    // Nobody agrees to any other page: who is taken out of it is not to be read in what it was before.
    let about = guest.get("/pages/about").await;
    assert_eq!((about.status, about.attributes("main a[href^='/pages/about/']", "href").len()), (200, 0));
    assert_eq!(guest.get("/pages/about/vi/1").await.status, 404);
}
