//! The promoter plans, changes and stops; the table says what can stand beside what.

use super::*;
use crate::households::run;

/// So many things of one household, by their addresses.
async fn dishes(shop: &TestShop, house: ProducerId, many: usize) -> Vec<String> {
    let mut goods = Vec::new();
    for n in 0..many {
        let one = build::goods(shop, house, &format!("Món {n}"), 10_000, 5).await;
        goods.push(slug(shop, "products", one.product.0).await);
    }
    goods
}

/// A commune that is served, and the province around it.
async fn served(shop: &TestShop) -> (String, String) {
    let commune = text(shop, "SELECT min(code) FROM communes WHERE served").await;
    let home = text(shop, &format!("SELECT province_code FROM communes WHERE code = '{commune}'")).await;
    (commune, home)
}

/// What the page answers who puts a product forward for one area.
async fn in_area(shop: &TestShop, clerk: &Client, of: &str, area: &str) -> u16 {
    plan(shop, clerk, "product", of, &[("area", area)]).await.status
}

/// What two presses at once were answered, the lesser first.
fn both(a: &Answer, b: &Answer) -> [u16; 2] {
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    statuses
}

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
    for field in ["slot", "reason_vi", "reason_en", "why"] {
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
    assert_eq!(both(&a, &b), [303, 409]);
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
async fn two_clerks_with_the_same_form_open_do_not_write_over_one_another() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    shop.work_off().await;
    let (one, two) = (promoter(&shop).await, promoter(&shop).await);
    let of = slug(&shop, "products", fish.product.0).await;
    let path = plan(&shop, &one, "product", &of, &[]).await.location().unwrap();
    let (first, second) = (one.get(&path).await, two.get(&path).await);
    let theirs = [("reason_vi", "Mẻ ủ đúng vụ"), ("audience", "guests")];
    assert_eq!(one.submit(&first, &path, &theirs).await.status, 303);
    let told = two.submit(&second, &path, &[("reason_vi", "Cá nhà Bà Lụa"), ("position", "2")]).await;
    assert_eq!(told.status, 409, "{}", told.words());
    let note = told.texts(".note.bad").join(" ");
    assert!(note.contains("Mẻ ủ đúng vụ") && note.contains("người khác đổi"), "what changed: {note}");
    assert!(note.contains("chưa đăng nhập") || note.contains("Khách"), "as people read it: {note}");
    assert!(!note.contains("Họp ngày 20/11"), "and only that: {note}");
    let kept = told.form(&path);
    for field in [("reason_vi", "Cá nhà Bà Lụa"), ("position", "2")] {
        assert!(kept.contains(&(field.0.to_owned(), field.1.to_owned())), "what was typed is there: {kept:?}");
    }
    let stands = "SELECT concat_ws('|', reason_vi, audience, position) FROM spotlights";
    assert_eq!(text(&shop, stands).await, "Mẻ ủ đúng vụ|guests|1", "nothing was written");
    // Told of it, it is theirs to decide; a form that no page made has seen nothing.
    assert_eq!(two.submit(&told, &path, &[]).await.status, 303);
    assert_eq!(text(&shop, stands).await, "Cá nhà Bà Lụa|all|2");
    let blind: Vec<_> = kept.iter().filter(|(n, _)| n != "seq").map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let other = blind.iter().map(|(n, v)| (*n, if *n == "position" { "3" } else { *v })).collect::<Vec<_>>();
    assert_eq!(two.post(&path, &other).await.status, 409);
    let same = two.post(&path, &blind).await;
    assert_eq!(same.status, 303, "who wrote the same has nothing to be told: {}", same.words());
    assert_eq!(number(&shop, "SELECT seq::bigint FROM spotlights").await, 2, "and writes nothing");
    // At once, one of the two is told.
    let (first, second) = (one.get(&path).await, two.get(&path).await);
    let (a, b) = tokio::join!(
        one.submit(&first, &path, &[("reason_vi", "Một")]),
        two.submit(&second, &path, &[("reason_vi", "Hai")])
    );
    assert_eq!(both(&a, &b), [303, 409]);
}

#[actix_web::test]
async fn what_is_for_another_place_takes_no_room() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let goods = dishes(&shop, house, 10).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let (commune, home) = served(&shop).await;
    let far = text(&shop, &format!("SELECT min(code) FROM provinces WHERE code <> '{home}'")).await;
    let area = async |of: &str, area: &str| in_area(&shop, &clerk, of, area).await;
    for of in &goods[..4] {
        assert_eq!(area(of, &commune).await, 303);
    }
    for of in &goods[4..8] {
        assert_eq!(area(of, &home).await, 303);
    }
    // Who is in the commune has eight of them.
    for full in [commune.as_str(), &home, ""] {
        assert_eq!(area(&goods[8], full).await, 409, "{full:?}");
    }
    assert_eq!(area(&goods[8], &far).await, 303);
    assert_eq!(area(&goods[9], &far).await, 303);
}

#[actix_web::test]
async fn what_is_for_a_commune_that_was_left_takes_no_room() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let goods = dishes(&shop, house, 17).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let (commune, home) = served(&shop).await;
    let area = async |of: &str, area: &str| in_area(&shop, &clerk, of, area).await;
    for of in &goods[..8] {
        assert_eq!(area(of, &commune).await, 303);
    }
    assert_eq!(area(&goods[8], &home).await, 409, "full for who lives there");
    execute(&shop, &format!("UPDATE communes SET served = code <> '{commune}' WHERE served")).await;
    for of in &goods[8..16] {
        assert_eq!(area(of, &home).await, 303, "nobody is shown the other eight");
    }
    assert_eq!(area(&goods[16], &home).await, 409, "these are shown");
    // Its own time may be changed, which takes no room either.
    execute(&shop, &format!("UPDATE spotlights SET ends_at = ends_at + interval '1 hour' WHERE area = '{commune}'"))
        .await;
    // Served again, all of them stand there, and nobody sees more than there is room for.
    execute(&shop, &format!("UPDATE communes SET served = true WHERE code = '{commune}'")).await;
    let now = hours(&shop, 0).await;
    let query = format!("at={now}&viewer=returning&area={commune}");
    let seen = clerk.get(&format!("/office/spotlights/preview?{query}")).await;
    assert_eq!(seen.texts("section[aria-labelledby=picked] h3").len(), 8, "{}", seen.words());
    assert_eq!(area(&goods[16], &home).await, 409);
}

#[actix_web::test]
async fn the_same_thing_stands_for_two_areas_at_once_unless_somebody_is_in_both() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    run(
        &shop,
        "INSERT INTO communes (code, province_code, name, kind, folded, served) VALUES ('08788', '25', 'Sông Lô', 'xa', 'song lo', true) \
         ON CONFLICT (code) DO UPDATE SET served = true; \
         INSERT INTO provinces (code, name, kind, folded) VALUES ('01', 'Hà Nội', 'thanh_pho', 'ha noi') ON CONFLICT DO NOTHING",
    )
    .await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let of = slug(&shop, "products", fish.product.0).await;
    let for_area = async |slot: &str, area: &str| {
        let with = [("slot", slot), ("area", area), ("audience", "returning")];
        let answer = plan(&shop, &clerk, "product", &of, &with).await;
        (answer.status, answer.texts("#f-starts_at-why").len())
    };
    let home = text(&shop, "SELECT province_code FROM communes WHERE code = '08761'").await;
    assert_eq!(home, text(&shop, "SELECT province_code FROM communes WHERE code = '08788'").await);
    for slot in ["home_shelf", "home_hero"] {
        assert_eq!(for_area(slot, "08761").await, (303, 0), "{slot}");
        assert_eq!(for_area(slot, "08788").await, (303, 0), "{slot}: nobody is in both communes");
        assert_eq!(for_area(slot, "01").await, (303, 0), "{slot}: nor in another province");
        // Its own commune, the province around it, everywhere: somebody would see it twice.
        for double in ["08761", home.as_str(), ""] {
            assert_eq!(for_area(slot, double).await, (409, 1), "{slot} {double:?}");
        }
    }
    // The other way round: a province first, then a commune in it.
    execute(&shop, "UPDATE spotlights SET stopped_at = now()").await;
    assert_eq!(for_area("home_shelf", &home).await, (303, 0));
    assert_eq!(for_area("home_shelf", "08788").await, (409, 1));
    let told = plan(&shop, &clerk, "product", &of, &[("area", "08788")]).await;
    assert!(told.texts("#f-starts_at-why")[0].contains("nơi bao cả nơi này"), "{}", told.words());
    // What the page refuses the table refuses, under the same name, whoever writes.
    for area in ["NULL", "'08788'", &format!("'{home}'")] {
        let sql = format!(
            "INSERT INTO spotlights (product_id, starts_at, ends_at, why, area) \
             SELECT product_id, starts_at + interval '1 hour', ends_at, 'x', {area} FROM spotlights WHERE stopped_at IS NULL"
        );
        let refused = diesel_async::RunQueryDsl::execute(diesel::sql_query(sql), &mut *shop.conn().await).await;
        let error = refused.unwrap_err();
        assert_eq!(market::platform::db::broken_constraint(&error), Some("spotlights_twice"), "{area}: {error}");
    }
    // Changed into a double, it is refused as one that is planned is.
    let path = {
        let made = plan(&shop, &clerk, "product", &of, &[("area", "01")]).await;
        made.location().unwrap()
    };
    let page = clerk.get(&path).await;
    let moved = clerk.submit(&page, &path, &[("area", "08788")]).await;
    assert_eq!((moved.status, moved.texts("#f-starts_at-why").len()), (409, 1), "{}", moved.words());
    assert_eq!(clerk.submit(&page, &path, &[("position", "3")]).await.status, 303, "itself is no double");
}

#[actix_web::test]
async fn of_two_who_plan_the_same_for_an_area_and_one_in_it_one_is_refused() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    shop.work_off().await;
    let (one, two) = (promoter(&shop).await, promoter(&shop).await);
    let of = slug(&shop, "products", fish.product.0).await;
    let home = text(&shop, "SELECT province_code FROM communes WHERE code = '08761'").await;
    for slot in ["home_shelf", "home_hero"] {
        for areas in [["08761", home.as_str()], [home.as_str(), ""], ["08761", ""], ["08761", "08761"]] {
            let with = |area| [("slot", slot), ("area", area)];
            let [first, second] = areas.map(with);
            let (a, b) =
                tokio::join!(plan(&shop, &one, "product", &of, &first), plan(&shop, &two, "product", &of, &second));
            assert_eq!(both(&a, &b), [303, 409], "{slot} {areas:?}");
            assert_eq!(number(&shop, "SELECT count(*) FROM spotlights WHERE stopped_at IS NULL").await, 1);
            execute(&shop, "UPDATE spotlights SET stopped_at = now()").await;
        }
    }
}

#[actix_web::test]
async fn the_table_says_what_can_stand_beside_what() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let goods = dishes(&shop, house, 10).await;
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
    assert_eq!(both(&a, &b), [303, 409]);
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
        "/office/spotlights/report.csv?table=grid",
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
