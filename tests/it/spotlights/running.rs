//! It begins and ends by the database's clock, for whom it is for, and never shows what cannot be bought.

use super::*;
use crate::support::placed;

#[actix_web::test]
async fn it_begins_and_ends_with_the_clock_and_no_job_runs() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let of = slug(&shop, "products", fish.product.0).await;
    let (from, to) = (hours(&shop, 2).await, hours(&shop, 4).await);
    let made = plan(&shop, &clerk, "product", &of, &[("starts_at", &from), ("ends_at", &to)]).await;
    assert_eq!(made.status, 303, "{}", made.words());
    let guest = shop.guest();
    assert!(picked(&shop, &guest, "vi").await.is_empty(), "its time has not come");
    // Two hours pass, and two more, and the last minute.
    let pass = async |hours: i64| {
        let sql = format!(
            "UPDATE spotlights SET starts_at = starts_at - interval '{hours} hours', ends_at = ends_at - interval '{hours} hours'"
        );
        execute(&shop, &sql).await;
    };
    pass(2).await;
    assert_eq!(picked(&shop, &guest, "vi").await, ["Cá thính"]);
    pass(2).await;
    assert!(picked(&shop, &guest, "vi").await.is_empty(), "its time is over");
    assert!(clerk.get("/office/spotlights?state=over").await.words().contains("Cá thính"));
}

#[actix_web::test]
async fn what_cannot_be_bought_is_in_no_slot() {
    let shop = support::shop().await;
    let (house, other) = (household(&shop, "Bà Lụa").await, household(&shop, "HTX Ven Lô").await);
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    let pomelo = build::goods(&shop, other, "Bưởi", 30_000, 9).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    for product in [fish.product, pomelo.product] {
        let of = slug(&shop, "products", product.0).await;
        assert_eq!(plan(&shop, &clerk, "product", &of, &[]).await.status, 303);
    }
    let home = slug(&shop, "producers", house.0).await;
    assert_eq!(plan(&shop, &clerk, "producer", &home, &[("slot", "producer_of_week")]).await.status, 303);
    let guest = shop.guest();
    let week = async || {
        look_again(&shop);
        guest.get("/").await.body.contains(&format!("/producers/{home}?s="))
    };
    assert_eq!(
        (picked(&shop, &guest, "vi").await, week().await),
        (vec!["Cá thính".to_owned(), "Bưởi".to_owned()], true)
    );
    for (hide, show) in [
        (
            format!("UPDATE packs SET on_hand = 0 WHERE product_id = {}", fish.product),
            format!("UPDATE packs SET on_hand = 9 WHERE product_id = {}", fish.product),
        ),
        (
            format!("UPDATE products SET state = 'hidden' WHERE id = {}", fish.product),
            format!("UPDATE products SET state = 'on_sale' WHERE id = {}", fish.product),
        ),
        (
            format!("UPDATE producers SET suspended_at = now(), suspended_why = 'x' WHERE id = {house}"),
            format!("UPDATE producers SET suspended_at = NULL, suspended_why = '' WHERE id = {house}"),
        ),
    ] {
        execute(&shop, &hide).await;
        shop.work_off().await;
        assert_eq!((picked(&shop, &guest, "vi").await, week().await), (vec!["Bưởi".to_owned()], false), "{hide}");
        execute(&shop, &show).await;
        shop.work_off().await;
        assert_eq!((picked(&shop, &guest, "vi").await.len(), week().await), (2, true), "{show}");
    }
}

#[actix_web::test]
async fn each_is_for_its_language_and_its_visitors_and_the_preview_looks_through_their_eyes() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let mut goods = Vec::new();
    for name in ["Việt", "Anh", "Khách", "Mai"] {
        let one = build::goods(&shop, house, name, 10_000, 5).await;
        goods.push(slug(&shop, "products", one.product.0).await);
    }
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let (from, to) = (hours(&shop, 48).await, hours(&shop, 72).await);
    for (of, with) in goods.iter().zip([
        vec![("lang", "vi")],
        vec![("lang", "en"), ("audience", "signed_in")],
        vec![("audience", "guests"), ("position", "2")],
        vec![("starts_at", from.as_str()), ("ends_at", to.as_str())],
    ]) {
        assert_eq!(plan(&shop, &clerk, "product", of, &with).await.status, 303);
    }
    let (guest, buyer) = (shop.guest(), shop.signed_in(build::account(&shop, "Người mua").await).await);
    assert_eq!(picked(&shop, &guest, "vi").await, ["Việt", "Khách"]);
    assert_eq!(picked(&shop, &guest, "en").await, ["Khách"]);
    assert_eq!(picked(&shop, &buyer, "vi").await, ["Việt"]);
    assert_eq!(picked(&shop, &buyer, "en").await, ["Anh"]);
    let seen = async |query: &str| {
        clerk.get(&format!("/office/spotlights/preview?{query}")).await.texts("section[aria-labelledby=picked] h3")
    };
    let (now, then) = (hours(&shop, 0).await, hours(&shop, 50).await);
    assert_eq!(seen(&format!("at={now}&language=en&viewer=newcomers")).await, ["Anh"]);
    assert_eq!(seen(&format!("at={now}&language=vi&viewer=guests")).await, ["Việt", "Khách"]);
    assert_eq!(seen(&format!("at={then}&language=vi")).await, ["Mai"]);
    // What stands on top of a category then is seen too.
    let category = text(&shop, "SELECT category_id::text FROM products LIMIT 1").await;
    let top = [("slot", "category_top"), ("category", category.as_str()), ("starts_at", &from), ("ends_at", &to)];
    assert_eq!(plan(&shop, &clerk, "product", &goods[3], &top).await.status, 303);
    let tops = async |query: &str| {
        clerk.get(&format!("/office/spotlights/preview?{query}")).await.texts("section[aria-labelledby^=top-] h3")
    };
    assert_eq!(tops(&format!("at={then}&language=vi")).await, ["Mai"]);
    assert!(tops(&format!("at={now}&language=vi")).await.is_empty(), "its time has not come");
    for wrong in ["at=mai", "at=9999-12-31T00:00", "at=&language=fr&viewer=x"] {
        assert_eq!(clerk.get(&format!("/office/spotlights/preview?{wrong}")).await.status, 200, "{wrong}");
    }
    market::catalog::spotlight::count::flush(&shop.ground).await.unwrap();
    let looked = number(&shop, "SELECT coalesce(sum(shown), 0) FROM spotlight_days").await;
    assert_eq!(looked, 5, "what clerks look at is not counted");
}

#[actix_web::test]
async fn who_reads_english_is_told_in_english_or_sees_the_things_own_name() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    shop.work_off().await;
    let of = slug(&shop, "products", fish.product.0).await;
    let clerk = promoter(&shop).await;
    let with = |lang| [("lang", lang), ("title_vi", "Mùa cá"), ("title_en", ""), ("reason_en", "")];
    for lang in ["", "en"] {
        let half = plan(&shop, &clerk, "product", &of, &with(lang)).await;
        assert_eq!(half.status, 422, "{lang}");
        for field in ["title_en", "reason_en"] {
            assert_eq!(half.texts(&format!("#f-{field}-why")).len(), 1, "{lang} {field}: {}", half.words());
        }
    }
    assert_eq!(plan(&shop, &clerk, "product", &of, &with("vi")).await.status, 303, "it is for readers of Vietnamese");
    // One from before English was asked for.
    execute(&shop, "UPDATE spotlights SET lang = NULL").await;
    let guest = shop.guest();
    assert_eq!(picked(&shop, &guest, "vi").await, ["Mùa cá"]);
    assert_eq!(picked(&shop, &guest, "en").await, ["Cá thính"]);
    let home = guest.get("/?lang=en").await.words();
    assert!(!home.contains("Mùa cá") && !home.contains("Đang độ ngọt"), "{home}");
    execute(&shop, "UPDATE spotlights SET slot = 'home_hero'").await;
    look_again(&shop);
    let home = guest.get("/?lang=en").await.words();
    assert!(home.contains("Cá thính") && !home.contains("Mùa cá") && !home.contains("Đang độ ngọt"), "{home}");
}

#[actix_web::test]
async fn who_has_ordered_before_and_who_has_not_see_their_own() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let mut goods = Vec::new();
    for name in ["Lần đầu", "Lại đến"] {
        let one = build::goods(&shop, house, name, 10_000, 5).await;
        goods.push(slug(&shop, "products", one.product.0).await);
    }
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    let (new, old) = (build::account(&shop, "Người mới").await, build::account(&shop, "Người quen").await);
    placed::order(&shop, &[(fish, 1)], "carrier").await;
    execute(&shop, &format!("UPDATE orders SET account_id = {old}")).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    for (of, audience) in goods.iter().zip(["newcomers", "returning"]) {
        assert_eq!(plan(&shop, &clerk, "product", of, &[("audience", audience)]).await.status, 303);
    }
    let (guest, new, old) = (shop.guest(), shop.signed_in(new).await, shop.signed_in(old).await);
    assert!(picked(&shop, &guest, "vi").await.is_empty());
    assert_eq!(picked(&shop, &new, "vi").await, ["Lần đầu"]);
    assert_eq!(picked(&shop, &old, "vi").await, ["Lại đến"]);
    let now = hours(&shop, 0).await;
    let page = clerk.get(&format!("/office/spotlights/preview?at={now}&viewer=returning")).await;
    assert_eq!(page.texts("section[aria-labelledby=picked] h3"), ["Lại đến"]);
    assert_eq!(page.attributes("#viewer option[selected]", "value"), ["returning"]);
    // One hero for each of the two, and none for everybody who is signed in beside them.
    let hero = async |of: &str, audience: &str| {
        plan(&shop, &clerk, "product", of, &[("slot", "home_hero"), ("audience", audience)]).await.status
    };
    assert_eq!(hero(&goods[0], "newcomers").await, 303);
    assert_eq!(hero(&goods[1], "returning").await, 303);
    let third = slug(&shop, "products", fish.product.0).await;
    assert_eq!((hero(&third, "signed_in").await, hero(&third, "guests").await), (409, 303));
}

#[actix_web::test]
async fn one_for_an_area_is_seen_by_whose_last_order_went_there_and_the_nearer_one_comes_first() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let mut goods = Vec::new();
    for name in ["Xã mình", "Tỉnh mình", "Tỉnh khác"] {
        let one = build::goods(&shop, house, name, 10_000, 5).await;
        goods.push(slug(&shop, "products", one.product.0).await);
    }
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    let (new, old) = (build::account(&shop, "Người mới").await, build::account(&shop, "Người quen").await);
    placed::order(&shop, &[(fish, 1)], "carrier").await;
    execute(&shop, &format!("UPDATE orders SET account_id = {old}")).await;
    execute(&shop, "UPDATE communes SET served = true WHERE code = (SELECT commune_code FROM orders)").await;
    shop.work_off().await;
    let commune = text(&shop, "SELECT commune_code FROM orders").await;
    let province = text(&shop, &format!("SELECT province_code FROM communes WHERE code = '{commune}'")).await;
    let other = text(&shop, &format!("SELECT min(code) FROM provinces WHERE code <> '{province}'")).await;
    let clerk = promoter(&shop).await;
    for (of, area) in goods.iter().zip([&commune, &province, &other]) {
        let made = plan(&shop, &clerk, "product", of, &[("area", area)]).await;
        assert_eq!(made.status, 303, "{}", made.words());
    }
    for (area, audience) in [(commune.as_str(), "guests"), (&commune, "newcomers"), ("99", "all"), ("x", "all")] {
        let refused = plan(&shop, &clerk, "product", &goods[0], &[("area", area), ("audience", audience)]).await;
        assert_eq!((refused.status, refused.texts("#f-area-why").len()), (422, 1), "{area} {audience}");
    }
    let (guest, new, old) = (shop.guest(), shop.signed_in(new).await, shop.signed_in(old).await);
    assert!(picked(&shop, &guest, "vi").await.is_empty(), "of a guest it is not known");
    assert!(picked(&shop, &new, "vi").await.is_empty(), "nor of who has never ordered");
    assert_eq!(picked(&shop, &old, "vi").await, ["Xã mình", "Tỉnh mình"]);
    let now = hours(&shop, 0).await;
    let seen = async |viewer: &str, area: &str| {
        let query = format!("at={now}&viewer={viewer}&area={area}");
        clerk.get(&format!("/office/spotlights/preview?{query}")).await.texts("section[aria-labelledby=picked] h3")
    };
    assert_eq!(seen("returning", &commune).await, ["Xã mình", "Tỉnh mình"]);
    assert_eq!(seen("returning", &other).await, ["Tỉnh khác"]);
    for (viewer, area) in [("returning", ""), ("returning", "99"), ("guests", &*commune), ("newcomers", &commune)] {
        assert!(seen(viewer, area).await.is_empty(), "{viewer} {area}");
    }
    // A commune that is served no more stays in the form of what was made for it, which is shown to nobody and says so until it is
    // for somewhere else: saved as it came it is neither for everybody nor for that commune.
    execute(&shop, &format!("UPDATE communes SET served = false WHERE code = '{commune}'")).await;
    let near = number(&shop, &format!("SELECT id FROM spotlights WHERE area = '{commune}'")).await;
    let path = format!("/office/spotlights/{near}");
    let page = clerk.get(&path).await;
    assert_eq!(page.attributes("#f-area option[selected]", "value"), [commune.as_str()]);
    assert!(page.texts("#f-area option[selected]")[0].contains("không phục vụ"), "{}", page.words());
    assert_eq!(page.texts("h1 .tag"), ["Không hiện: xã thôi phục vụ"]);
    assert!(page.texts(".note.bad")[0].contains("không hiện cho ai"), "{}", page.words());
    assert_eq!(picked(&shop, &old, "vi").await, ["Tỉnh mình"]);
    let kept = clerk.submit(&page, &path, &[("position", "2")]).await;
    assert_eq!((kept.status, kept.texts("#f-area-why").len()), (422, 1), "{}", kept.words());
    assert_eq!(kept.attributes("#f-area option[selected]", "value"), [commune.as_str()]);
    assert_eq!(text(&shop, &format!("SELECT area FROM spotlights WHERE id = {near}")).await, commune);
    assert_eq!(
        plan(&shop, &clerk, "product", &goods[1], &[("area", &commune)]).await.status,
        422,
        "nothing new for it"
    );
    let (list, file) = ("/office/spotlights?state=running", "/office/spotlights.csv?state=running");
    assert!(clerk.get(list).await.texts("tbody .tag.bad").len() == 1, "the list says it");
    assert_eq!(clerk.get(file).await.body.matches("Không hiện: xã thôi phục vụ").count(), 1, "and its file");
    let elsewhere = clerk.submit(&page, &path, &[("area", &other), ("position", "2")]).await;
    assert_eq!(elsewhere.status, 303, "{}", elsewhere.words());
    assert!(clerk.get(&path).await.texts(".note.bad").is_empty());
    execute(&shop, &format!("UPDATE communes SET served = true WHERE code = '{commune}'")).await;
    let list = clerk.get("/office/spotlights?state=running").await;
    let name = text(&shop, &format!("SELECT name FROM provinces WHERE code = '{other}'")).await;
    assert!(list.words().contains(&name), "{}", list.words());
    let file = clerk.get("/office/spotlights.csv?state=running").await.body;
    let head = file.lines().next().unwrap_or_default();
    assert!(head.contains("Ai thấy") && file.contains(&name), "for whom, as on the page: {file}");
    // One hero for everybody, and beside it one for the commune, which comes first there; no second one.
    let hero = async |of: &str, area: &str, title: &str| {
        let with = [("slot", "home_hero"), ("area", area), ("title_vi", title), ("title_en", title)];
        plan(&shop, &clerk, "product", of, &with).await.status
    };
    assert_eq!(hero(&goods[0], "", "Cho khắp nơi").await, 303);
    assert_eq!(hero(&goods[1], &commune, "Cho xã mình").await, 303);
    assert_eq!(hero(&goods[2], &commune, "Cũng cho xã mình").await, 409);
    look_again(&shop);
    assert!(guest.get("/").await.words().contains("Cho khắp nơi"));
    let home = old.get("/").await.words();
    assert!(home.contains("Cho xã mình") && !home.contains("Cho khắp nơi"), "{home}");
}

#[actix_web::test]
async fn a_picture_of_its_own_takes_the_road_of_every_picture() {
    use reqwest::Method;
    use reqwest::multipart::{Form, Part};
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let of = slug(&shop, "products", fish.product.0).await;
    let titled = [("slot", "home_hero"), ("title_vi", "Mùa cá thính"), ("title_en", "Carp season")];
    let made = plan(&shop, &clerk, "product", &of, &titled).await;
    let path = made.location().unwrap();
    let send = async |bytes: Vec<u8>| {
        let form = Form::new().part("file", Part::bytes(bytes).file_name("a.jpg"));
        clerk.send(clerk.request(Method::POST, &format!("{path}/picture")).multipart(form)).await
    };
    let wrong = send(b"no picture".to_vec()).await;
    assert_eq!((wrong.status, wrong.texts("#file-why").len()), (422, 1), "{}", wrong.words());
    let sent = send(support::exif::with_gps()).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let hash = text(&shop, "SELECT f.hash FROM spotlights o JOIN pictures f ON f.id = o.picture_id").await;
    look_again(&shop);
    let home = shop.guest().get("/").await;
    assert!(home.body.contains(&hash) && home.words().contains("Mùa cá thính"), "{}", home.words());
    // On a shelf and on top of a category it is the card's.
    let category = number(&shop, "SELECT category_id FROM products").await;
    let page = text(&shop, &format!("SELECT '/c/' || slug FROM categories WHERE id = {category}")).await;
    let in_slot = async |slot: &str| {
        let of = if slot == "category_top" { category.to_string() } else { "NULL".to_owned() };
        execute(&shop, &format!("UPDATE spotlights SET slot = '{slot}', category_id = {of}")).await;
        look_again(&shop);
    };
    let own = text(&shop, "SELECT name_vi FROM products").await;
    for (slot, path, shelf) in [
        ("home_shelf", "/", "section[aria-labelledby=picked]"),
        ("category_top", &page, "section[aria-labelledby=tops]"),
    ] {
        in_slot(slot).await;
        let looked = shop.guest().get(path).await;
        assert_eq!(looked.texts(&format!("{shelf} h3")), ["Mùa cá thính"], "{slot}");
        let shots = looked.attributes(&format!("{shelf} img"), "src");
        assert!(shots.len() == 1 && shots[0].contains(&hash), "{slot}: {shots:?}");
        assert!(looked.texts(shelf)[0].contains(&own), "{slot}: what it is stands below");
    }
    assert_eq!(send(Vec::new()).await.status, 303, "without a file it shows the thing's own");
    assert_eq!(number(&shop, "SELECT count(*) FROM spotlights WHERE picture_id IS NULL").await, 1);
}
