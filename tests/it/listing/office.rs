//! The office's side: the oldest first, a difference to read, a decision that is told to the household.

use market::kernel::ids::AccountId;

use super::{FISH, Setting, begin, fill, number, on_sale, run, setting, submit, text, waiting};
use crate::support::{Client, build};

/// A clerk with one role only.
async fn clerk_with(setting: &Setting, role: &str) -> Client {
    let account: AccountId = build::account(&setting.shop, "Cán bộ").await;
    run(&setting.shop, &format!("INSERT INTO clerks (account_id, role) VALUES ({account}, '{role}')")).await;
    setting.shop.signed_in(account).await
}

#[actix_web::test]
async fn an_approved_listing_is_on_the_shop_and_the_household_is_told() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 3).await;
    assert_eq!(submit(&setting, &path).await.status, 303);
    let queue = setting.clerk.get("/office/listings").await;
    assert!(queue.words().contains("Cá thính chép") && queue.words().contains("Món mới"), "{}", queue.words());
    let listing = waiting(&setting.shop).await;
    let page = setting.clerk.get(&listing).await;
    for word in ["Cá thính Bà Lụa", "98.000", "196.000", "Cá chép, thính ngô, muối", "hũ 500 g", "còn 20"]
    {
        assert!(page.words().contains(word), "{word}: {}", page.words());
    }
    assert_eq!(setting.clerk.get(&format!("{listing}/preview")).await.texts("h1"), ["Cá thính chép"]);
    let answer = setting.clerk.submit(&page, &listing, &[("verdict", "approve")]).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    setting.shop.work_off().await;
    let sold = setting.shop.guest().get("/products/ca-thinh-chep").await;
    assert_eq!(sold.texts("h1"), ["Cá thính chép"]);
    for word in ["98.000", "180 ngày", "nấu chín kỹ", "cá", "Cá chép, thính ngô, muối"] {
        assert!(sold.words().contains(word), "{word}: {}", sold.words());
    }
    assert_eq!(sold.attributes(".gallery-strip img", "src").len(), 3);
    let found = setting.shop.guest().get("/search?q=ca+thinh+chep").await;
    assert!(found.body.contains("/products/ca-thinh-chep"), "{}", found.words());
    let told = text(&setting.shop, "SELECT body FROM messages ORDER BY id DESC LIMIT 1").await;
    assert!(told.contains("da len cho") && told.contains("/sell/products/"), "{told}");
    assert_eq!(number(&setting.shop, "SELECT sum(qty) FROM stock_entries").await, 20);
    assert!(!setting.clerk.get("/office/listings").await.words().contains("Cá thính chép"));
}

/// The number of a reason that is offered.
async fn template(setting: &Setting, like: &str) -> String {
    text(&setting.shop, &format!("SELECT id FROM reason_templates WHERE kind = 'listing' AND text_vi LIKE '{like}'"))
        .await
}

#[actix_web::test]
async fn a_listing_goes_back_with_a_reason_and_comes_again() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    assert_eq!(submit(&setting, &path).await.status, 303);
    let listing = waiting(&setting.shop).await;
    let page = setting.clerk.get(&listing).await;
    let silent = setting.clerk.submit(&page, &listing, &[("verdict", "return")]).await;
    assert_eq!(silent.status, 422, "a household is not left to guess");
    assert_eq!(setting.clerk.submit(&page, &listing, &[("verdict", "")]).await.status, 422);
    let photo = template(&setting, "Ảnh mờ%").await;
    let why = [("verdict", "return"), ("words_reason", photo.as_str()), ("words", "Chụp ngoài sân nhé")];
    assert_eq!(setting.clerk.submit(&page, &listing, &why).await.status, 303);
    setting.shop.work_off().await;
    let told = text(&setting.shop, "SELECT body FROM messages ORDER BY id DESC LIMIT 1").await;
    assert!(told.contains("Ảnh mờ") && told.contains("Chụp ngoài sân nhé"), "{told}");
    let desk = setting.phone.get("/sell/products?state=returned").await;
    assert!(desk.words().contains("Ảnh mờ"), "{}", desk.words());
    let page = setting.phone.get(&path).await;
    assert!(page.texts("main .note.bad").join(" ").contains("Chụp ngoài sân nhé"), "{}", page.words());
    let sent = fill(&setting.phone, &page, &path, &[("do", "submit")], &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let queue = setting.clerk.get("/office/listings").await;
    assert!(queue.words().contains("Gửi lại"), "{}", queue.words());
    let page = setting.clerk.get(&listing).await;
    assert!(page.words().contains("Chụp ngoài sân nhé"), "the clerk sees what was asked");
    let not_allowed = template(&setting, "Món này không được bán%").await;
    let no = [("verdict", "refuse"), ("words_reason", not_allowed.as_str())];
    assert_eq!(setting.clerk.submit(&page, &listing, &no).await.status, 303);
    setting.shop.work_off().await;
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'revision:%'").await, 2);
    // The household may write it anew, from what it had.
    assert_eq!(setting.phone.post(&format!("{path}/revision"), &[("do", "begin")]).await.status, 303);
    let page = setting.phone.get(&path).await;
    assert!(page.form(&path).contains(&("name".to_owned(), "Cá thính chép".to_owned())), "{}", page.words());
    assert_eq!(page.attributes(".photos > li", "data-id").len(), 1);
}

#[actix_web::test]
async fn only_moderators_decide() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    submit(&setting, &path).await;
    let listing = waiting(&setting.shop).await;
    let (approve, seq) = (("verdict", "approve"), ("seq", "2"));
    for role in ["finance", "promoter"] {
        let other = clerk_with(&setting, role).await;
        for at in ["/office/listings", &listing, &format!("{listing}/preview")] {
            assert_eq!(other.get(at).await.status, 403, "{role} {at}");
        }
        assert_eq!(other.post(&listing, &[approve, seq]).await.status, 403, "{role}");
        assert!(!other.get("/office").await.body.contains("href=\"/office/listings\""));
    }
    assert_eq!(setting.phone.post(&listing, &[approve, seq]).await.status, 403);
    assert_eq!(setting.shop.guest().post(&listing, &[approve, seq]).await.status, 303);
    assert_eq!(number(&setting.shop, "SELECT count(*) FROM products WHERE state = 'on_sale'").await, 0);
    let moderator = clerk_with(&setting, "moderator").await;
    assert!(moderator.get("/office").await.body.contains("href=\"/office/listings\""));
    let page = moderator.get(&listing).await;
    assert_eq!(moderator.submit(&page, &listing, &[approve]).await.status, 303);
    assert_eq!(moderator.get("/office/listings/999999").await.status, 404);
    assert_eq!(moderator.post("/office/listings/999999", &[approve, seq]).await.status, 404);
}

#[actix_web::test]
async fn a_queue_is_read_from_wherever_an_address_says() {
    let setting = setting().await;
    let path = begin(&setting, &FISH, 1).await;
    assert_eq!(submit(&setting, &path).await.status, 303);
    let shown = async |after: &str| {
        let page = setting.clerk.get(&format!("/office/listings?after={after}")).await;
        assert_eq!(page.status, 200, "{after}");
        page.words().contains("Cá thính chép")
    };
    for after in ["x", "1.1", "-9223372036854775808.1"] {
        assert!(shown(after).await, "{after}");
    }
    assert!(!shown("9223372036854775807.9223372036854775807").await);
}

#[actix_web::test]
async fn names_that_are_taken_get_an_address_of_their_own() {
    let setting = setting().await;
    on_sale(&setting).await;
    on_sale(&setting).await;
    assert_eq!(
        number(&setting.shop, "SELECT count(DISTINCT slug) FROM products WHERE slug LIKE 'ca-thinh-chep%'").await,
        2
    );
}

#[actix_web::test]
async fn a_name_that_ends_in_the_number_of_another_takes_nobodys_place() {
    let setting = setting().await;
    on_sale(&setting).await;
    let path = begin(&setting, &FISH, 1).await;
    // Where the second would have its address, there is one already.
    let id = path.rsplit('/').next().unwrap();
    run(&setting.shop, &format!("UPDATE products SET slug = 'ca-thinh-chep-{id}' WHERE state = 'on_sale'")).await;
    run(
        &setting.shop,
        "INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, season, storage_class, ship_scope, tax_class, \
             state) SELECT 'ca-thinh-chep', producer_id, category_id, '-', '', 4095, 'ambient', 'local', 'processed', 'draft' \
         FROM products LIMIT 1",
    )
    .await;
    assert_eq!(submit(&setting, &path).await.status, 303);
    let listing = waiting(&setting.shop).await;
    let approved = setting.clerk.submit(&setting.clerk.get(&listing).await, &listing, &[("verdict", "approve")]).await;
    assert_eq!(approved.status, 303, "{}", approved.words());
    let slug = text(&setting.shop, &format!("SELECT slug FROM products WHERE id = {id}")).await;
    assert_eq!(slug, format!("ca-thinh-chep-{id}-2"));
}

#[actix_web::test]
async fn a_paper_that_ran_out_meanwhile_is_shown_to_the_clerk() {
    let setting = setting().await;
    run(
        &setting.shop,
        "INSERT INTO certificates (producer_id, kind, label, number, issued_on, expires_on, checked_at) \
         SELECT id, 'ocop', 'OCOP', 'S1', '2025-01-01', '2027-01-01', now() FROM producers",
    )
    .await;
    let path = begin(&setting, &FISH, 1).await;
    let page = setting.phone.get(&path).await;
    assert_eq!(page.attributes("#certificates input", "name"), ["certificate-ocop"]);
    let forged = fill(&setting.phone, &page, &path, &[("certificate-vietgap", "1")], &[]).await;
    assert_eq!(forged.status, 422);
    let all = [("certificate-ocop", "1"), ("ingredients", "Cá"), ("allergen-fish", "1"), ("do", "submit")];
    assert_eq!(fill(&setting.phone, &page, &path, &all, &[]).await.status, 303);
    run(&setting.shop, "UPDATE certificates SET expires_on = '2026-01-01'").await;
    let listing = waiting(&setting.shop).await;
    assert!(setting.clerk.get(&listing).await.words().contains("hết hạn"));
}

#[actix_web::test]
async fn the_queue_is_read_in_as_many_queries_however_long_it_is() {
    let setting = setting().await;
    begin(&setting, &FISH, 1).await;
    let asked = async |setting: &Setting| {
        setting.clerk.get("/office/listings").await;
        let before = setting.shop.ground.db.queries();
        assert_eq!(setting.clerk.get("/office/listings").await.status, 200);
        setting.shop.ground.db.queries() - before
    };
    let few = asked(&setting).await;
    run(
        &setting.shop,
        "WITH made AS (INSERT INTO products (slug, producer_id, category_id, name_vi, name_en, season, storage_class, \
             ship_scope, tax_class, state) SELECT 'x-' || n, p.producer_id, p.category_id, '-', '', 4095, 'ambient', 'local', \
             'processed', 'draft' FROM (SELECT * FROM products LIMIT 1) p, generate_series(1, 60) n RETURNING id) \
         INSERT INTO revisions (product_id, content, state, submitted_at) \
         SELECT id, jsonb_build_object('name', 'Món ' || id), 'submitted', now() - id * interval '1 second' FROM made",
    )
    .await;
    assert_eq!(asked(&setting).await, few);
    let (mut seen, mut path) = (Vec::new(), Some("/office/listings".to_owned()));
    while let Some(at) = path {
        let page = setting.clerk.get(&at).await;
        seen.extend(page.attributes(".goods h2 a", "href"));
        path = page.attributes("a[rel=next]", "href").pop();
    }
    assert_eq!(seen.len(), 60);
    let id = |href: &String| href.rsplit('/').next().unwrap().parse::<i64>().unwrap();
    assert!(seen.windows(2).all(|pair| id(&pair[0]) > id(&pair[1])), "the oldest first");
}
