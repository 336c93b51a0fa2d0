//! People write where they live as they always did; the shop knows which commune that is now.

use market::catalog::directory;
use market::kernel::text::fold;
use market::places::{self, Resolved};

use super::support;

/// The communes of the former district, with the codes of those they belong to now.
pub const LAP_THACH: [(&str, &str); 21] = [
    ("Lập Thạch", "08761"),
    ("Xuân Hòa", "08761"),
    ("Tử Du", "08761"),
    ("Vân Trục", "08761"),
    ("Tiên Lữ", "08842"),
    ("Xuân Lôi", "08842"),
    ("Văn Quán", "08842"),
    ("Đồng Ích", "08842"),
    ("Thái Hòa", "08788"),
    ("Bắc Bình", "08788"),
    ("Liễn Sơn", "08788"),
    ("Hoa Sơn", "08812"),
    ("Liên Hòa", "08812"),
    ("Bàn Giản", "08812"),
    ("Hợp Lý", "08770"),
    ("Ngọc Mỹ", "08770"),
    ("Quang Sơn", "08770"),
    ("Sơn Đông", "08866"),
    ("Tây Sơn", "08866"),
    ("Đình Chu", "08866"),
    ("Triệu Đề", "08866"),
];

fn one(resolved: Resolved) -> Option<String> {
    match resolved {
        Resolved::One(commune) => Some(commune.code),
        _ => None,
    }
}

#[actix_web::test]
async fn every_former_commune_of_lap_thach_is_found() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    for (name, code) in LAP_THACH {
        let typed = format!("{name}, huyện Lập Thạch, tỉnh Vĩnh Phúc");
        let found = places::resolve(&mut conn, &typed, None).await.unwrap();
        assert_eq!(one(found).as_deref(), Some(code), "{typed}");
        let offered = places::suggest(&mut conn, name, Some("25"), 10).await.unwrap();
        assert!(offered.iter().any(|s| s.commune.code == code), "{name}: {offered:?}");
    }
}

#[actix_web::test]
async fn a_place_is_understood_however_it_is_typed() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    for typed in [
        "van truc",
        "Xã Lập Thạch, Phú Thọ",
        "xa lap thach phu tho",
        "VÂN TRỤC",
        "Lập Thạch",
        "08761",
        "x. tử du",
        "Vân Trục - Lập Thạch",
    ] {
        let found = places::resolve(&mut conn, typed, Some("25")).await.unwrap();
        assert_eq!(one(found).as_deref(), Some("08761"), "{typed}");
    }
    let label = places::find(&mut conn, "08761").await.unwrap().unwrap().label;
    assert_eq!(label, "Xã Lập Thạch, Phú Thọ");
    assert_eq!(places::find(&mut conn, "00000").await.unwrap(), None);
}

#[actix_web::test]
async fn between_two_places_of_one_name_nobody_guesses() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    // A ward of today, and a former commune that is part of Lập Thạch now.
    let Resolved::Many(places) = places::resolve(&mut conn, "Xuân Hòa", Some("25")).await.unwrap() else {
        panic!("one was chosen");
    };
    let codes: Vec<&str> = places.iter().map(|s| s.commune.code.as_str()).collect();
    assert!(codes.contains(&"08761") && codes.len() > 1, "{codes:?}");
    // What was named does not fit: no silent way to another province.
    let elsewhere = places::resolve(&mut conn, "Vân Trục, Hà Nội", None).await.unwrap();
    assert!(matches!(elsewhere, Resolved::Many(_)), "{elsewhere:?}");
    for nothing in ["", "   ", "zzzzqqqq", "%", "' OR 1=1 --"] {
        let found = places::resolve(&mut conn, nothing, None).await.unwrap();
        assert_eq!(found, Resolved::None, "{nothing}");
    }
    // A slip of the finger is offered, not taken.
    let near = places::resolve(&mut conn, "lap thahc", Some("25")).await.unwrap();
    assert!(matches!(&near, Resolved::Near(n) if n.iter().any(|s| s.commune.code == "08761")), "{near:?}");
}

#[actix_web::test]
async fn the_field_is_told_the_old_name_and_the_new() {
    let shop = support::shop().await;
    let answer = shop.guest().get("/places?q=v%C3%A2n%20tr%E1%BB%A5&province=25").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "public, max-age=86400");
    let found: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(found[0]["code"], "08761");
    assert_eq!(found[0]["name"], "Xã Lập Thạch");
    assert_eq!(found[0]["province"], "25");
    assert_eq!(found[0]["label"], "Vân Trục (nay là xã Lập Thạch), Phú Thọ");
    // The list of provinces may still stand on its first line.
    let answer = shop.guest().get("/places?q=ba+dinh&province=25").await;
    let found: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(found[0]["label"], "Phường Ba Đình, Hà Nội", "{}", answer.body);
    assert_eq!(shop.guest().get("/places?q=a").await.body, "[]");
    assert_eq!(shop.guest().get("/places").await.body, "[]");
}

#[actix_web::test]
async fn the_lists_are_loaded_once_and_quickly() {
    use diesel::sql_types::BigInt;
    use diesel_async::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    assert!(!places::load(&mut conn).await.unwrap(), "the same data again is nothing to do");
    // A newer state of the data: everything is written again, what the office decided stays.
    diesel::sql_query("UPDATE places_versions SET version = 'older'").execute(&mut conn).await.unwrap();
    diesel::sql_query("UPDATE communes SET lat = NULL, lng = NULL").execute(&mut conn).await.unwrap();
    diesel::sql_query("UPDATE communes SET served = false WHERE code = '08866'").execute(&mut conn).await.unwrap();
    let started = std::time::Instant::now();
    assert!(places::load(&mut conn).await.unwrap());
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    for (sql, n) in [
        ("SELECT count(*) AS n FROM provinces", 34),
        ("SELECT count(*) AS n FROM communes", 3321),
        ("SELECT count(*) AS n FROM communes WHERE served", 5),
        ("SELECT count(*) AS n FROM communes WHERE lat IS NOT NULL", 3321),
        ("SELECT count(*) AS n FROM former_communes", 10_833),
    ] {
        let found: Count = diesel::sql_query(sql).get_result(&mut conn).await.unwrap();
        assert_eq!(found.n, n, "{sql}");
    }
}

#[actix_web::test]
async fn the_directory_knows_which_communes_lie_around_one() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    let directory = directory::load(&shop.ground, &mut conn).await.unwrap();
    let around = |metres| -> Vec<&str> {
        directory.around("08761", metres).into_iter().map(|(commune, _)| commune.name.as_str()).collect()
    };
    assert_eq!(around(6_000), ["Lập Thạch", "Thái Hòa", "Liên Hòa"]);
    assert_eq!(around(30_000), ["Lập Thạch", "Thái Hòa", "Liên Hòa", "Hợp Lý", "Tiên Lữ", "Sơn Đông"]);
}

#[actix_web::test]
async fn in_every_province_a_name_without_accents_finds_its_commune() {
    use diesel::sql_types::Text;
    use diesel_async::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Place {
        #[diesel(sql_type = Text)]
        code: String,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        province: String,
    }
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    // Five of each province, spread over its list.
    let places: Vec<Place> = diesel::sql_query(
        "SELECT code, name, province FROM (SELECT c.code, c.name, p.name AS province, \
           row_number() OVER (PARTITION BY p.code ORDER BY md5(c.code)) AS n \
         FROM communes c JOIN provinces p ON p.code = c.province_code) x WHERE n <= 5",
    )
    .load(&mut conn)
    .await
    .unwrap();
    assert_eq!(places.len(), 34 * 5);
    for Place { code, name, province } in places {
        // As on a phone without a Vietnamese keyboard.
        let typed = format!(" {},  {} ", fold(&name).to_uppercase(), fold(&province));
        let found = places::resolve(&mut conn, &typed, None).await.unwrap();
        let led = match &found {
            Resolved::One(commune) => commune.code == code,
            Resolved::Many(choice) => choice.iter().any(|s| s.commune.code == code),
            Resolved::Near(_) | Resolved::None => false,
        };
        assert!(led, "{typed}: {found:?}");
        let offered = places::suggest(&mut conn, &fold(&name), None, 50).await.unwrap();
        assert!(offered.iter().any(|s| s.commune.code == code), "{name} is offered");
    }
}
