//! The promoter plans, changes and stops; the table says what can stand beside what.

use super::*;

#[actix_web::test]
async fn a_spotlight_is_found_planned_changed_and_stopped_and_all_of_it_is_in_the_log() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let of = slug(&shop, "products", fish.product.0).await;
    let found = clerk.get("/office/spotlights/new?q=ca+thinh").await;
    let way = format!("/office/spotlights/new?product={of}");
    assert!(found.attributes("main a", "href").contains(&way), "{}", found.words());
    let page = clerk.get(&way).await;
    assert_eq!(page.status, 200);
    let blank = clerk.submit(&page, "/office/spotlights/new", &[]).await;
    assert_eq!(blank.status, 422);
    for field in ["slot", "reason_vi", "why"] {
        assert_eq!(blank.texts(&format!("#f-{field}-why")).len(), 1, "{field}: {}", blank.words());
    }
    let made = plan(&shop, &clerk, "product", &of, &[]).await;
    assert_eq!(made.status, 303, "{}", made.words());
    let path = made.location().unwrap();
    assert_eq!(picked(&shop, &shop.guest(), "vi").await, ["Cá thính"]);
    let home = shop.guest().get("/").await;
    assert!(home.words().contains("Đang độ ngọt") && home.words().contains("Phòng Kinh tế chọn"), "{}", home.words());
    let page = clerk.get(&path).await;
    assert_eq!(clerk.submit(&page, &path, &[("reason_vi", "Mẻ ủ đúng vụ")]).await.status, 303);
    look_again(&shop);
    assert!(shop.guest().get("/").await.words().contains("Mẻ ủ đúng vụ"));
    let list = clerk.get("/office/spotlights?state=running&slot=home_shelf").await;
    assert!(list.words().contains("Cá thính") && list.words().contains("Đang hiện"), "{}", list.words());
    assert!(!clerk.get("/office/spotlights?state=coming").await.words().contains("Cá thính"));
    let stop = format!("{path}/stop");
    let silent = clerk.post(&stop, &[]).await;
    assert_eq!((silent.status, silent.texts("#f-stop_why-why").len()), (422, 1));
    let why = [("stop_why", "Hết mẻ")];
    let (a, b) = tokio::join!(clerk.post(&stop, &why), clerk.post(&stop, &why));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert!(picked(&shop, &shop.guest(), "vi").await.is_empty());
    assert_eq!(clerk.submit(&page, &path, &[]).await.status, 409, "what is over is over");
    let acts = "SELECT string_agg(act || ' ' || why, ', ' ORDER BY id) FROM acts";
    assert_eq!(
        text(&shop, acts).await,
        "spotlight.made Họp ngày 20/11, spotlight.changed Họp ngày 20/11, spotlight.stopped Hết mẻ"
    );
    assert_eq!(number(&shop, &format!("SELECT count(*) FROM acts WHERE producer_id = {house}")).await, 3);
}

#[actix_web::test]
async fn the_table_says_what_can_stand_beside_what() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let mut goods = Vec::new();
    for n in 0..10 {
        let one = build::goods(&shop, house, &format!("Món {n}"), 10_000, 5).await;
        goods.push(slug(&shop, "products", one.product.0).await);
    }
    let home = slug(&shop, "producers", house.0).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let beside = |answer: &Answer, field: &str| (answer.status, answer.texts(&format!("#f-{field}-why")).len());
    // Eight on the shelf; two clerks do not both get the last place.
    for of in &goods[..7] {
        assert_eq!(plan(&shop, &clerk, "product", of, &[]).await.status, 303);
    }
    let (a, b) =
        tokio::join!(plan(&shop, &clerk, "product", &goods[7], &[]), plan(&shop, &clerk, "product", &goods[8], &[]));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let full = plan(&shop, &clerk, "product", &goods[9], &[]).await;
    assert_eq!(beside(&full, "starts_at"), (409, 1), "{}", full.words());
    let twice = plan(&shop, &clerk, "product", &goods[0], &[]).await;
    assert_eq!(beside(&twice, "starts_at"), (409, 1), "{}", twice.words());
    // After those there is room again.
    let (from, to) = (hours(&shop, 24).await, hours(&shop, 30).await);
    let later = [("starts_at", from.as_str()), ("ends_at", to.as_str())];
    assert_eq!(plan(&shop, &clerk, "product", &goods[9], &later).await.status, 303);
    // One hero for whoever looks: one in each language may stand beside the other, a third may not.
    let hero =
        |lang: &'static str, audience: &'static str| [("slot", "home_hero"), ("lang", lang), ("audience", audience)];
    assert_eq!(plan(&shop, &clerk, "product", &goods[0], &hero("vi", "all")).await.status, 303);
    assert_eq!(plan(&shop, &clerk, "product", &goods[1], &hero("en", "guests")).await.status, 303);
    assert_eq!(plan(&shop, &clerk, "product", &goods[2], &hero("en", "signed_in")).await.status, 303);
    let third = plan(&shop, &clerk, "product", &goods[3], &hero("", "all")).await;
    assert_eq!(beside(&third, "starts_at"), (409, 1), "{}", third.words());
    // A slot takes what it is for.
    for (kind, of, slot) in [
        ("product", &goods[0], "producer_of_week"),
        ("producer", &home, "home_shelf"),
        ("product", &goods[0], "campaign"),
    ] {
        assert_eq!(beside(&plan(&shop, &clerk, kind, of, &[("slot", slot)]).await, "slot"), (409, 1), "{slot}");
    }
    assert_eq!(plan(&shop, &clerk, "producer", &home, &[("slot", "producer_of_week")]).await.status, 303);
    // Another category than the product's own.
    execute(&shop, "INSERT INTO categories (slug, name_vi, name_en) VALUES ('khac', 'Khác', 'Other')").await;
    let other = number(&shop, "SELECT id FROM categories WHERE slug = 'khac'").await.to_string();
    let own = number(&shop, "SELECT id FROM categories WHERE slug = 'hang-thu'").await.to_string();
    let top = |category| [("slot", "category_top"), ("category", category)];
    assert_eq!(beside(&plan(&shop, &clerk, "product", &goods[0], &top(&other)).await, "slot"), (409, 1));
    assert_eq!(plan(&shop, &clerk, "product", &goods[0], &top(&own)).await.status, 303);
    look_again(&shop);
    let category = shop.guest().get("/c/hang-thu").await;
    assert_eq!(category.texts("section[aria-labelledby=tops] h3"), ["Món 0"]);
    assert!(shop.guest().get("/c/hang-thu?season=now").await.texts("section[aria-labelledby=tops]").is_empty());
    for (kind, of) in [("product", "khong-co"), ("shop", goods[0].as_str()), ("", "")] {
        assert_eq!(plan(&shop, &clerk, kind, of, &[]).await.status, 404, "{kind} {of}");
    }
    assert_eq!(clerk.get("/office/spotlights/999999999999999999").await.status, 404);
    assert_eq!(clerk.get("/office/spotlights/new?product=khong-co").await.status, 404);
}

#[actix_web::test]
async fn only_who_promotes_opens_these_pages() {
    let shop = support::shop().await;
    let moderator = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let admin = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    for path in [
        "/office/spotlights",
        "/office/spotlights/new",
        "/office/spotlights/preview",
        "/office/spotlights/report",
        "/office/spotlights/report.xlsx",
        "/office/collections",
        "/office/collections/new",
    ] {
        assert_eq!(admin.get(path).await.status, 200, "{path}");
        assert_eq!((moderator.get(path).await.status, buyer.get(path).await.status), (403, 403), "{path}");
        assert_eq!(shop.guest().get(path).await.status, 303, "{path}");
    }
    for path in [
        "/office/spotlights/new",
        "/office/spotlights/1",
        "/office/spotlights/1/stop",
        "/office/spotlights/1/picture",
        "/office/collections/new",
        "/office/collections/1",
    ] {
        assert_eq!((moderator.post(path, &[]).await.status, buyer.post(path, &[]).await.status), (403, 403), "{path}");
    }
    assert!(!moderator.get("/office").await.body.contains("/office/spotlights"));
}
