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
    run(
        &shop,
        &format!(
            "WITH made AS (INSERT INTO collections (slug, title_vi, starts_at, ends_at) \
               VALUES ('qua-que', 'Quà quê', now() - interval '1 day', now() + interval '9 days') RETURNING id) \
             INSERT INTO collection_products (collection_id, product_id, position) SELECT id, {}, 1 FROM made",
            goods.product
        ),
    )
    .await;
    let category = "SELECT '/c/' || c.slug AS word FROM categories c JOIN products p ON p.category_id = c.id LIMIT 1";
    let gathered = [word(&shop, category).await, "/collections/qua-que".to_owned()];
    let guest = shop.guest();
    let seen = async || {
        shop.work_off().await;
        {
            let mut conn = shop.conn().await;
            vocabulary::rebuild(&mut conn).await.unwrap();
        }
        shop.ground.shelf.invalidate_all();
        let mut seen = Vec::new();
        for path in PAGES.into_iter().chain(gathered.iter().map(String::as_str)) {
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
    assert!(all.len() >= 11, "while it sells it is seen, or this test sees nothing: {all:?}");
    for hide in
        ["approved_at = NULL", "approved_at = now(), suspended_at = now()", "approved_at = NULL, suspended_at = now()"]
    {
        run(&shop, &format!("UPDATE producers SET {hide} WHERE id = {house}")).await;
        let found = seen().await;
        assert!(found.is_empty(), "{hide}: {found:?}");
        let cart = guest.get("/cart").await;
        assert!(cart.words().contains("không bán nữa"), "what lies in a cart cannot be bought: {}", cart.words());
        assert_eq!(number(&shop, "SELECT count(*) AS n FROM shelf").await, 0, "{hide}");
    }
    run(&shop, "UPDATE producers SET approved_at = now(), suspended_at = NULL").await;
    assert_eq!(seen().await, all, "and comes back, where it was");
    assert!(!guest.get("/cart").await.words().contains("không bán nữa"), "the cart has it again");
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
        clerk.post(&format!("{path}/suspend"), &[("suspend_why", " "), ("order", "QĐ 12")]).await.status,
        422,
        "never without a reason"
    );
    let suspended =
        clerk.post(&format!("{path}/suspend"), &[("suspend_why", "Ảnh không đúng hàng"), ("order", "QĐ 12")]).await;
    assert_eq!(suspended.status, 303, "{}", suspended.words());
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM shelf").await, 0);
    assert_eq!(shop.guest().get(&format!("/producers/{slug}")).await.status, 404);
    assert!(client.get("/sell/household").await.words().contains("đang tạm ngừng"), "the desk stays open");
    assert!(clerk.get("/office/producers?standing=suspended").await.body.contains(&path));
    assert_eq!(clerk.post(&format!("{path}/suspend"), &[("suspend_why", "x"), ("order", "QĐ 12")]).await.status, 409);
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
async fn an_application_that_is_turned_down_says_why_and_may_be_sent_again() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    let terms = client.get("/sell/household/terms").await;
    client.submit(&terms, "/sell/household/terms", &[("agree", "1")]).await;
    let me = [("holder", "Trần Thị Mận"), ("number", "025184001234")];
    assert_eq!(client.post("/sell/household/identity", &me).await.status, 303);
    let slug = slug(&shop, producer).await;
    let path = format!("/office/producers/{slug}");
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let waits = async || clerk.get("/office/producers?standing=waiting").await.body.contains(&path);
    let open = format!("/office/inbox/application/{producer}/open");
    let inbox = async || clerk.get("/office/inbox").await.body.contains(&open);
    assert!(waits().await && inbox().await, "it waits for the office");
    let refuse = format!("{path}/refuse");
    let empty = clerk.post(&refuse, &[("refuse_why", " ")]).await;
    assert_eq!(empty.status, 422, "never without a reason: {}", empty.words());
    let long = "x".repeat(301);
    assert_eq!(clerk.post(&refuse, &[("refuse_why", &long)]).await.status, 422);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM messages").await, 0, "nothing was written");

    let why = [("refuse_why", "Nhà này đã có gian hàng trên chợ.")];
    let (a, b) = tokio::join!(clerk.post(&refuse, &why), clerk.post(&refuse, &why));
    let mut both = [a.status, b.status];
    both.sort_unstable();
    assert_eq!(both, [303, 409], "one clerk is enough");
    assert!(!waits().await && !inbox().await, "it waits no more");
    assert!(clerk.get("/office/producers?standing=refused").await.body.contains(&path));
    let file = clerk.get("/office/producers.csv?standing=refused").await;
    assert!(file.body.contains("Bị từ chối") && !file.body.contains("Đang bán"), "{}", file.body);
    assert!(!clerk.get("/office").await.words().contains("1 nhà chờ duyệt"));
    let shown = clerk.get(&path).await;
    assert!(shown.words().contains("Đã từ chối: Nhà này đã có gian hàng"), "{}", shown.words());
    let told = word(&shop, "SELECT body AS word FROM messages WHERE dedupe_key LIKE 'household-sms-refused:%'").await;
    assert!(told.contains("Nhà này đã có gian hàng trên chợ."), "{told}");
    let own = client.get("/sell/household").await;
    assert!(own.texts(".note.bad").join(" ").contains("Nhà này đã có gian hàng trên chợ."), "{}", own.words());
    assert!(own.words().contains("Cần xem lại"), "whose turn it is: {}", own.words());

    // Whoever only packs reads why, and cannot ask.
    let packer = shop.signed_in(member_as(&shop, producer, "packer").await).await;
    let seen = packer.get("/sell/household").await;
    assert!(seen.texts(".note.bad").join(" ").contains("đã có gian hàng"), "{}", seen.words());
    assert_eq!(packer.post("/sell/household/again", &[]).await.status, 403);
    assert_eq!(client.post("/sell/household/again", &[]).await.status, 303);
    assert_eq!(client.post("/sell/household/again", &[]).await.status, 409, "once");
    assert!(waits().await && inbox().await, "it waits again");
    assert!(client.get("/sell/household").await.texts(".note.bad").is_empty());
    let since =
        "SELECT (asked_again_at > now() - interval '1 hour')::text AS word FROM producers WHERE refused_at IS NULL";
    assert_eq!(word(&shop, since).await, "true", "its clock runs from then");

    // Turned down and approved after all: what was said is over.
    assert_eq!(clerk.post(&refuse, &why).await.status, 303);
    let verify = [("decision", "verify"), ("until", "2031-01-01")];
    assert_eq!(clerk.post(&format!("{path}/identity"), &verify).await.status, 303);
    assert_eq!(clerk.post(&format!("{path}/approve"), &[]).await.status, 303);
    assert_eq!(word(&shop, "SELECT concat(listed, ' ', refused_why) AS word FROM producers").await, "t ");
    assert_eq!(clerk.post(&refuse, &why).await.status, 409, "one that sells is suspended, not turned down");
    assert_eq!(
        acts(&shop, producer).await,
        "household.applied terms.accepted identity.submitted household.refused household.again household.refused \
         identity.verified household.approved"
    );
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

#[actix_web::test]
async fn the_first_page_of_a_suspended_household_says_so() {
    let shop = crate::support::shop().await;
    let house = crate::support::build::producer(&shop, "Bà Lụa").await;
    let member = shop.signed_in(crate::support::build::member(&shop, house).await).await;
    let says = async || member.get("/sell").await.words().contains("đang tạm ngừng, người mua không thấy");
    assert!(!says().await);
    super::run(&shop, "UPDATE producers SET suspended_at = now()").await;
    assert!(says().await);
}

#[actix_web::test]
async fn why_a_suspension_ends_is_offered_where_it_ends_and_not_where_it_begins() {
    let shop = crate::support::shop().await;
    let house = crate::support::build::producer(&shop, "Bà Lụa").await;
    let clerk = shop.signed_in(super::clerk_as(&shop, "moderator").await).await;
    let path = format!("/office/producers/{}", super::slug(&shop, house).await);
    let offered = async |select: &str| clerk.get(&path).await.texts(&format!("{select} option")).join("|");
    assert!(!offered("#r-suspend_why").await.contains("Đã sửa xong"));
    super::run(&shop, "UPDATE producers SET suspended_at = now(), suspended_by_office = true").await;
    assert!(offered("#r-lift_why").await.contains("Đã sửa xong"));
}
