//! Who is not approved, or is suspended, is nowhere to be seen: the one word `listed` on every page that buyers have.

use market::catalog::shelf;
use market::search::vocabulary;

use super::*;
use crate::support;

/// Every address that could tell of the household or its goods.
const PAGES: [&str; 9] = [
    "/",
    "/products",
    "/producers",
    "/search?q=thanh+long+la",
    "/search?q=ba+lua+la",
    "/suggest?q=ba+lua+la",
    "/season",
    "/sitemap-producers-1.xml",
    "/sitemap-products-1.xml",
];

#[actix_web::test]
async fn a_household_is_seen_nowhere_before_it_is_approved_and_while_it_is_suspended() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa Lạ").await;
    let goods = build::goods(&shop, house, "Thanh long lạ", 50_000, 9).await;
    let slug = slug(&shop, house).await;
    let product = word(&shop, &format!("SELECT slug AS word FROM products WHERE id = {}", goods.product)).await;
    let own = [format!("/producers/{slug}"), format!("/products/{product}")];
    let guest = shop.guest();
    let seen = async || {
        shop.work_off().await;
        {
            let mut conn = shop.conn().await;
            vocabulary::rebuild(&mut conn).await.unwrap();
        }
        shop.ground.shelf.invalidate_all();
        let mut seen = Vec::new();
        for path in PAGES {
            let page = guest.get(path).await;
            let told = ["Bà Lụa Lạ", "Thanh long lạ", &slug, &product].iter().any(|w| page.body.contains(*w));
            if page.status == 200 && told {
                seen.push(path.to_owned());
            }
        }
        for path in &own {
            let page = guest.get(path).await;
            if page.status == 200 {
                seen.push(path.clone());
            }
        }
        let put = guest.post("/cart/lines", &[("pack", &goods.pack.to_string()), ("qty", "1")]).await;
        if put.status == 303 {
            seen.push("cart".to_owned());
        }
        seen
    };
    {
        let mut conn = shop.conn().await;
        shelf::refresh_all(&mut conn, shop.ground.clock.today()).await.unwrap();
    }
    let all = seen().await;
    assert!(all.len() >= 9, "while it sells it is seen, or this test sees nothing: {all:?}");
    for hide in
        ["approved_at = NULL", "approved_at = now(), suspended_at = now()", "approved_at = NULL, suspended_at = now()"]
    {
        run(&shop, &format!("UPDATE producers SET {hide} WHERE id = {house}")).await;
        let found = seen().await;
        assert!(found.is_empty(), "{hide}: {found:?}");
        let cart = guest.get("/cart").await;
        assert!(cart.words().contains("không bán nữa") || cart.words().contains("Giỏ"), "{}", cart.words());
        assert_eq!(number(&shop, "SELECT count(*) AS n FROM shelf").await, 0, "{hide}");
    }
    run(&shop, "UPDATE producers SET approved_at = now(), suspended_at = NULL").await;
    assert_eq!(seen().await.len(), all.len(), "and comes back");
}

#[actix_web::test]
async fn approving_waits_for_terms_and_identity_and_suspending_hides_goods_within_seconds() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    build::goods(&shop, producer, "Thanh long", 50_000, 9).await;
    let slug = slug(&shop, producer).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let path = format!("/office/producers/{slug}");
    let list = clerk.get("/office/producers?standing=waiting").await;
    assert!(list.body.contains(&path), "{}", list.words());
    assert!(!clerk.get("/office/producers?standing=approved").await.body.contains(&path));
    assert!(clerk.get("/office").await.words().contains("1 nhà chờ duyệt"));

    let early = clerk.post(&format!("{path}/approve"), &[]).await;
    assert_eq!(early.status, 409, "{}", early.words());
    assert!(early.words().contains("Luật buộc nhà bán"));
    let terms = client.get("/sell/household/terms").await;
    client.submit(&terms, "/sell/household/terms", &[("agree", "1")]).await;
    let me = [("holder", "Trần Thị Mận"), ("number", "025184001234")];
    assert_eq!(client.post("/sell/household/identity", &me).await.status, 303);
    assert!(client.get("/sell/household").await.words().contains("Phòng xem hồ sơ"));
    let verified = clerk.post(&format!("{path}/identity"), &[("decision", "verify"), ("until", "2031-01-01")]).await;
    assert_eq!(verified.status, 303, "{}", verified.words());
    assert_eq!(clerk.post(&format!("{path}/approve"), &[]).await.status, 303);
    assert_eq!(clerk.post(&format!("{path}/approve"), &[]).await.status, 409, "one clerk is enough");
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM shelf").await, 1);
    let told = "SELECT string_agg(split_part(dedupe_key, ':', 1), ' ' ORDER BY id) AS word FROM messages WHERE channel = 'sms'";
    assert_eq!(word(&shop, told).await, "household-sms-identity household-sms-approved");

    assert_eq!(
        clerk.post(&format!("{path}/suspend"), &[("suspend_why", " ")]).await.status,
        422,
        "never without a reason"
    );
    let suspended = clerk.post(&format!("{path}/suspend"), &[("suspend_why", "Ảnh không đúng hàng")]).await;
    assert_eq!(suspended.status, 303, "{}", suspended.words());
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM shelf").await, 0);
    assert_eq!(shop.guest().get(&format!("/producers/{slug}")).await.status, 404);
    assert!(client.get("/sell/household").await.words().contains("đang tạm ngừng"), "the desk stays open");
    assert!(clerk.get("/office/producers?standing=suspended").await.body.contains(&path));
    assert_eq!(clerk.post(&format!("{path}/suspend"), &[("suspend_why", "x")]).await.status, 409);
    assert_eq!(clerk.post(&format!("{path}/lift"), &[("lift_why", "Đã sửa ảnh")]).await.status, 303);
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM shelf").await, 1);
    assert_eq!(
        acts(&shop, producer).await,
        "household.applied terms.accepted identity.submitted identity.verified household.approved household.suspended household.lifted"
    );
    let why = "SELECT string_agg(why, '|' ORDER BY id) AS word FROM acts WHERE why <> ''";
    assert_eq!(word(&shop, why).await, "Ảnh không đúng hàng|Đã sửa ảnh");
}

#[actix_web::test]
async fn the_offices_list_is_read_page_after_page_in_as_many_queries() {
    let shop = support::shop().await;
    build::producer(&shop, "Mẫu").await;
    run(
        &shop,
        "INSERT INTO producers (slug, kind, name_vi, name_en, contact_name, phone, commune_code, hamlet) \
         SELECT 'cho-' || n, 'household', 'Nhà chờ ' || n, '', 'Ai đó', '+84990000001', '08761', 'Thôn' FROM generate_series(1, 60) n",
    )
    .await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let (mut seen, mut next) = (Vec::new(), Some("/office/producers?standing=waiting".to_owned()));
    let mut spent = Vec::new();
    while let Some(path) = next {
        let before = shop.ground.db.queries();
        let page = clerk.get(&path).await;
        spent.push(shop.ground.db.queries() - before);
        seen.extend(page.attributes("tbody th a", "href"));
        next = page.attributes("a[rel=next]", "href").pop();
    }
    assert_eq!(seen.len(), 60);
    assert!(spent.iter().all(|n| *n <= 5), "{spent:?}");
}
