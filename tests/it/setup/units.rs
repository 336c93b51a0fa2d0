//! Units of goods: kept by the office, offered to households, read by buyers in English.

use super::{HOSTILE, office, save};
use crate::buyer::{execute, number, press, put, ready, text};
use crate::households::clerk_as;
use crate::support::{TestShop, build};

const HERE: &str = "/office/setup/units";
const NEW: &str = "/office/setup/units/new";
const TUBE: [(&str, &str); 4] =
    [("name_vi", "Ống tre"), ("name_en", "bamboo tube"), ("sort", "5"), ("why", "Cơm lam bán theo ống")];

async fn path(shop: &TestShop, name: &str) -> String {
    format!("{HERE}/{}", number(shop, &format!("SELECT id FROM units WHERE name_vi = '{name}'")).await)
}

#[actix_web::test]
async fn a_unit_goes_from_the_office_to_the_forms_of_a_household() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let (first, later) = ("/sell/products/new", format!("/sell/products/{}", fish.product));
    let later = later.as_str();
    let offered = async |path: &str| {
        let page = member.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.words());
        page.attributes("datalist#units option", "value")
    };
    for path in [first, later] {
        let words = offered(path).await;
        assert!(words.contains(&"hũ".to_owned()) && !words.contains(&"Ống tre".to_owned()), "{path}: {words:?}");
    }
    let page = member.get(later).await;
    for field in [format!("#name-{}", fish.pack), "#new-name".to_owned()] {
        assert_eq!(page.attributes(&field, "list"), ["units"], "{field}");
    }
    assert_eq!(member.get(first).await.attributes("#pack-0", "list"), ["units"]);

    let made = save(&admin, NEW, &TUBE).await;
    assert_eq!((made.status, made.location().as_deref()), (303, Some(HERE)), "{}", made.words());
    let told = "SELECT concat_ws('|', subject, why, after ->> 'name_en', after ->> 'offered') FROM acts WHERE act = 'unit.made'";
    assert_eq!(text(&shop, told).await, "Ống tre|Cơm lam bán theo ống|bamboo tube|true");
    for path in [first, later] {
        assert_eq!(offered(path).await[0], "Ống tre", "{path}: in its order, at once");
    }
    // The household writes what it likes.
    let fields = [("name", "mẹt 2 kg"), ("price", "150k"), ("left", "3"), ("weight", "2 kg")];
    assert_eq!(member.submit(&page, &format!("{later}/packs"), &fields).await.status, 303);

    let here = path(&shop, "Ống tre").await;
    assert_eq!(save(&admin, &here, &[("offered", ""), ("why", "Hết mùa")]).await.status, 303);
    let told =
        "SELECT concat_ws('|', before ->> 'offered', after ->> 'offered', why) FROM acts WHERE act = 'unit.changed'";
    assert_eq!(text(&shop, told).await, "true|false|Hết mùa");
    assert!(!offered(first).await.contains(&"Ống tre".to_owned()), "off, it is offered no more");
    assert!(admin.get(HERE).await.words().contains("đã tắt"));
    assert_eq!(save(&admin, &here, &[("offered", "on"), ("name_vi", "ống"), ("why", "Mùa mới")]).await.status, 303);
    assert_eq!(offered(later).await[0], "ống");
}

#[actix_web::test]
async fn a_pack_without_english_is_read_by_its_first_words() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    shop.work_off().await;
    let page = format!("/products/{}", text(&shop, "SELECT slug FROM products").await);
    let read = async |path: &str| {
        let page = shop.guest().get(&format!("{path}?lang=en")).await;
        assert_eq!(page.status, 200, "{path}");
        page.words()
    };
    assert!(read(page.as_str()).await.contains("1 kg jar"), "its own English comes first");
    execute(&shop, "UPDATE packs SET name_en = ''").await;
    for path in [page.as_str(), "/c/hang-thu-nho"] {
        let words = read(path).await;
        assert!(words.contains("jar 1 kg") && !words.contains("hũ"), "{path}: {words}");
    }
    assert!(shop.guest().get(&page).await.words().contains("hũ 1 kg"), "Vietnamese is read as it was written");

    // Another word for it holds at once, also where the unit is off; an order keeps what was read.
    let here = path(&shop, "hũ").await;
    let fields = [("name_en", "earthen jar"), ("offered", ""), ("why", "Khách hỏi")];
    assert_eq!(save(&admin, &here, &fields).await.status, 303);
    assert!(read(page.as_str()).await.contains("earthen jar 1 kg"));
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    assert!(buyer.get("/cart?lang=en").await.words().contains("earthen jar 1 kg"));
    assert_eq!(press(&buyer, &ready(&buyer).await).await.status, 303);
    assert_eq!(save(&admin, &here, &[("name_en", "pot"), ("why", "Ngắn hơn")]).await.status, 303);
    let kept = "SELECT concat_ws('|', pack_name_vi, pack_name_en) FROM order_lines";
    assert_eq!(text(&shop, kept).await, "hũ 1 kg|earthen jar 1 kg");

    for (name, english) in [
        ("Hũ 1 kg", "pot 1 kg"),
        ("hũ", "pot"),
        ("túi 500 g", "500 g bag"),
        ("túi 500 gam", "bag 500 gam"),
        ("hũi 1 kg", ""),
        ("mẹt 2 kg", ""),
        ("bò khô", ""),
        ("", ""),
    ] {
        assert_eq!(text(&shop, &format!("SELECT pack_english('{name}', '')")).await, english, "{name}");
    }
    assert_eq!(text(&shop, "SELECT pack_english('hũ 1 kg', 'big jar')").await, "big jar");
}

#[actix_web::test]
async fn mistakes_and_names_that_are_taken_stand_beside_their_fields() {
    let (shop, admin) = office().await;
    assert_eq!(save(&admin, NEW, &TUBE).await.status, 303);
    let here = path(&shop, "Ống tre").await;
    let long = "x".repeat(41);
    for (name, value) in [
        ("name_vi", ""),
        ("name_vi", "!!!"),
        ("name_vi", long.as_str()),
        ("name_vi", "HŨ"),
        ("name_en", ""),
        ("name_en", long.as_str()),
        ("sort", "-1"),
        ("sort", "10000"),
        ("why", ""),
    ] {
        for to in [here.as_str(), NEW] {
            let fields: Vec<_> =
                TUBE.iter().map(|f| if f.0 == "name_vi" { ("name_vi", "Ống nứa") } else { *f }).collect();
            let fields: Vec<_> = fields.into_iter().filter(|f| f.0 != name).chain([(name, value)]).collect();
            let wrong = save(&admin, to, &fields).await;
            assert_eq!(
                (wrong.status, wrong.texts(&format!("#{name}-why")).len()),
                (422, 1),
                "{to} {name}={value}: {}",
                wrong.words()
            );
        }
    }
    let twice = save(&admin, NEW, &TUBE).await;
    assert_eq!((twice.status, twice.texts("#name_vi-why")), (422, vec!["Đã có đơn vị mang tên này.".to_owned()]));
    assert_eq!(twice.attributes("#name_en", "value"), ["bamboo tube"], "what was typed is kept");
    // A tone makes another word.
    let dozen = [("name_vi", "lố"), ("name_en", "dozen"), ("sort", "90"), ("why", "Bán theo lố")];
    assert_eq!(save(&admin, NEW, &dozen).await.status, 303);
    for value in HOSTILE {
        let fields: Vec<_> = ["name_vi", "name_en", "sort", "seq"].map(|name| (name, value)).into();
        for to in [here.as_str(), NEW] {
            assert_eq!(admin.post(to, &fields).await.status, 422, "{to} {value}");
        }
    }
    for nowhere in [format!("{HERE}/999999999999999999"), format!("{HERE}/0")] {
        assert_eq!(admin.get(&nowhere).await.status, 404);
        assert_eq!(admin.post(&nowhere, &TUBE).await.status, 404);
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 2);
    execute(&shop, "UPDATE units SET name_en = '<b>x</b>' WHERE name_vi = 'lố'").await;
    assert!(!admin.get(HERE).await.body.contains("<b>x</b>"), "words are shown as words");
    let clerk = shop.signed_in(clerk_as(&shop, "support").await).await;
    assert_eq!(clerk.get(HERE).await.status, 403);
}

#[actix_web::test]
async fn of_two_clerks_one_is_told() {
    let (shop, admin) = office().await;
    let here = path(&shop, "hũ").await;
    let stale = admin.get(&here).await;
    assert_eq!(save(&admin, &here, &[("name_en", "pot"), ("why", "x")]).await.status, 303);
    let told = admin.submit(&stale, &here, &[("name_en", "crock"), ("why", "x")]).await;
    assert_eq!((told.status, told.attributes("#name_en", "value")), (409, vec!["crock".to_owned()]));
    assert!(told.words().contains("Đang là hũ (pot)"), "{}", told.words());
    assert_eq!(text(&shop, "SELECT name_en FROM units WHERE name_vi = 'hũ'").await, "pot");
    assert_eq!(admin.submit(&told, &here, &[]).await.status, 303, "who has seen it goes on from there");

    let page = admin.get(NEW).await;
    let (one, two) = futures_util::join!(admin.submit(&page, NEW, &TUBE), admin.submit(&page, NEW, &TUBE));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 422], "of two at once, one makes it");
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act = 'unit.made'").await, 1);
}

#[actix_web::test]
async fn many_units_cost_no_more_queries() {
    let (shop, admin) = office().await;
    let count = async || {
        admin.get(HERE).await;
        let before = shop.ground.db.queries();
        assert_eq!(admin.get(HERE).await.status, 200);
        shop.ground.db.queries() - before
    };
    let few = count().await;
    execute(&shop, "INSERT INTO units (name_vi, name_en) SELECT 'u' || n, 'u' || n FROM generate_series(1, 60) n")
        .await;
    assert_eq!(count().await, few);
}
