//! Pick-up points: kept by the office, offered by households, chosen by buyers.

use super::{HOSTILE, office, save};
use crate::buyer::{number, put, ready, text};
use crate::households::{acts, clerk_as, member_as};
use crate::support::build;

const NEW: &str = "/office/setup/points/new";
const SELL: &str = "/sell/household/points";
const POINT: [(&str, &str); 8] = [
    ("name_vi", "Chợ Lập Thạch"),
    ("name_en", "Lập Thạch market"),
    ("commune", "08761"),
    ("address", "Cổng chính, quầy 4"),
    ("phone", "0912 345 678"),
    ("hours_vi", "thứ Ba và thứ Bảy, 6–11 giờ"),
    ("hours_en", "Tuesdays and Saturdays, 6–11 am"),
    ("why", "Ban quản lý chợ đồng ý"),
];

#[actix_web::test]
async fn a_point_goes_from_the_office_to_a_household_to_its_buyers() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    assert_eq!(save(&admin, NEW, &POINT).await.status, 303);
    let id = number(&shop, "SELECT id FROM pickup_points").await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    assert!(!ready(&buyer).await.words().contains("Chợ Lập Thạch, Cổng chính"), "no household offers it yet");

    let box_ = format!("point-{id}");
    assert_eq!(save(&member, SELL, &[(&box_, "on")]).await.status, 303);
    assert_eq!(save(&member, SELL, &[]).await.status, 303);
    assert_eq!(acts(&shop, house).await, "points.offered", "the same points again are no act");
    let page = ready(&buyer).await;
    let words = page.words();
    assert!(words.contains("Tự đến lấy: Chợ Lập Thạch, Cổng chính, quầy 4"), "{words}");
    assert!(words.contains("thứ Ba và thứ Bảy, 6–11 giờ"), "{words}");
    let way = format!("pickup-{id}");
    let field = page.attributes(&format!("input[value='{way}']"), "name").pop().unwrap();
    let page = buyer.submit(&page, "/checkout", &[(&field, &way), ("step", "quote")]).await;
    assert_eq!(buyer.submit(&page, "/checkout", &[]).await.status, 303);
    assert_eq!(number(&shop, "SELECT pickup_point_id FROM parcels").await, id);

    // Closed, it is chosen no more; the parcel that goes there stays.
    let here = format!("/office/setup/points/{id}");
    assert_eq!(save(&admin, &here, &[("open", ""), ("why", "Sửa chợ")]).await.status, 303);
    let told = "SELECT concat_ws('|', before ->> 'open', after ->> 'open', why) FROM acts WHERE act = 'point.changed'";
    assert_eq!(text(&shop, told).await, "true|false|Sửa chợ");
    put(&buyer, fish, 1).await;
    assert!(!ready(&buyer).await.words().contains("quầy 4"));
    assert!(member.get(SELL).await.words().contains("chưa có điểm"), "nor offered anew");
    assert_eq!(save(&admin, &here, &[("open", "on"), ("why", "Xong rồi"), ("fee", "5k")]).await.status, 303);
    assert!(ready(&buyer).await.words().contains("quầy 4"), "who offered it offers it again");
}

#[actix_web::test]
async fn mistakes_stand_beside_their_fields_and_nobody_offers_for_another() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    assert_eq!(save(&admin, NEW, &POINT).await.status, 303);
    let id = number(&shop, "SELECT id FROM pickup_points").await;
    let here = format!("/office/setup/points/{id}");
    for (name, value) in [
        ("name_vi", ""),
        ("name_vi", "!!!"),
        ("name_en", ""),
        ("commune", "00000"),
        ("address", ""),
        ("phone", "12"),
        ("hours_vi", ""),
        ("hours_en", ""),
        ("fee", "-1"),
        ("fee", "1000001"),
        ("why", ""),
    ] {
        let wrong = save(&admin, &here, &[("why", "x"), (name, value)]).await;
        assert_eq!(
            (wrong.status, wrong.texts(&format!("#{name}-why")).len()),
            (422, 1),
            "{name}={value}: {}",
            wrong.words()
        );
    }
    let twice = save(&admin, NEW, &POINT).await;
    assert_eq!((twice.status, twice.texts("#name_vi-why").len()), (422, 1), "{}", twice.words());
    for value in HOSTILE {
        let fields: Vec<_> = ["name_vi", "commune", "phone", "fee", "seq"].map(|name| (name, value)).into();
        assert_eq!(admin.post(&here, &fields).await.status, 422, "{value}");
    }
    let stale = admin.get(&here).await;
    assert_eq!(save(&admin, &here, &[("fee", "3k"), ("why", "x")]).await.status, 303);
    assert_eq!(admin.submit(&stale, &here, &[("fee", "4k"), ("why", "x")]).await.status, 409);
    assert_eq!(number(&shop, "SELECT fee FROM pickup_points").await, 3_000);
    assert_eq!(admin.get("/office/setup/points/999999").await.status, 404);
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 2);

    let packer = shop.signed_in(member_as(&shop, house, "packer").await).await;
    assert_eq!(packer.get(SELL).await.status, 200);
    assert_eq!(packer.post(SELL, &[("whole", "1"), ("point-1", "on")]).await.status, 403);
    let member = shop.signed_in(build::member(&shop, house).await).await;
    assert_eq!(member.post(SELL, &[("point-1", "on")]).await.status, 422, "a form that shows not all of them");
    for odd in ["point-x", "point-99999999999999999999", "point--1", "point-999999"] {
        assert_eq!(member.post(SELL, &[("whole", "1"), (odd, "on")]).await.status, 303, "{odd}");
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM producer_pickup_points").await, 0);
    let clerk = shop.signed_in(clerk_as(&shop, "support").await).await;
    assert_eq!(clerk.get("/office/setup/points").await.status, 403);
}

#[actix_web::test]
async fn no_two_points_are_called_the_same() {
    let (shop, admin) = office().await;
    assert_eq!(save(&admin, NEW, &POINT).await.status, 303);
    let first = format!("/office/setup/points/{}", number(&shop, "SELECT id FROM pickup_points").await);
    let named = |name: &'static str| POINT.map(|f| if f.0 == "name_vi" { ("name_vi", name) } else { f });
    assert_eq!(save(&admin, NEW, &named("Nhà văn hóa")).await.status, 303);
    let second = format!("/office/setup/points/{}", number(&shop, "SELECT max(id) FROM pickup_points").await);
    // However it is typed.
    for name in ["Chợ Lập Thạch", "CHO LAP THACH", " chợ  lập thạch!"] {
        for to in [second.as_str(), NEW] {
            let taken = save(&admin, to, &named(name)).await;
            let told = (taken.status, taken.texts("#name_vi-why"));
            assert_eq!(told, (422, vec!["Đã có điểm mang tên này.".to_owned()]), "{to} {name}: {}", taken.words());
            assert_eq!(taken.attributes("#address", "value"), ["Cổng chính, quầy 4"], "what was typed is kept");
        }
    }
    let names = "SELECT string_agg(name_vi, '|' ORDER BY id) FROM pickup_points";
    assert_eq!(text(&shop, names).await, "Chợ Lập Thạch|Nhà văn hóa");
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 2, "what is refused is no act");
    // Its own name in other letters is no other's, and a name that was given up is free.
    assert_eq!(save(&admin, &first, &[("name_vi", "CHỢ LẬP THẠCH"), ("why", "x")]).await.status, 303);
    assert_eq!(save(&admin, &first, &[("name_vi", "Chợ cũ"), ("why", "x")]).await.status, 303);
    assert_eq!(save(&admin, NEW, &POINT).await.status, 303);
    assert_eq!(text(&shop, names).await, "Chợ cũ|Nhà văn hóa|Chợ Lập Thạch");

    // Of two clerks at once, one has the name.
    let (one, two) = (admin.get(&first).await, admin.get(&second).await);
    let fields = [("name_vi", "Bến xe"), ("why", "x")];
    let (one, two) = futures_util::join!(admin.submit(&one, &first, &fields), admin.submit(&two, &second, &fields));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 422]);
}

#[actix_web::test]
async fn a_code_that_is_in_the_way_is_no_name_that_is_taken() {
    let (shop, admin) = office().await;
    let named = |name: &'static str| POINT.map(|f| if f.0 == "name_vi" { ("name_vi", name) } else { f });
    // Codes of points that were renamed, one of them where the next number would have been put.
    crate::buyer::execute(
        &shop,
        "INSERT INTO pickup_points (code, name_vi, name_en, commune_code, hours_vi, hours_en) \
         SELECT 'cho' || c, 'P' || n, 'P' || n, '08761', 'h', 'h' FROM unnest(ARRAY['', '-2', '-3', '-4', '-6']) WITH ORDINALITY AS x (c, n)",
    )
    .await;
    assert_eq!(save(&admin, NEW, &named("Chợ")).await.status, 303);
    assert_eq!(text(&shop, "SELECT code FROM pickup_points WHERE name_vi = 'Chợ'").await, "cho-5");
}

#[actix_web::test]
async fn many_points_cost_no_more_queries() {
    let (shop, admin) = office().await;
    let count = async || {
        admin.get("/office/setup/points").await;
        let before = shop.ground.db.queries();
        assert_eq!(admin.get("/office/setup/points").await.status, 200);
        shop.ground.db.queries() - before
    };
    let few = count().await;
    crate::buyer::execute(
        &shop,
        "INSERT INTO pickup_points (code, name_vi, name_en, commune_code, hours_vi, hours_en) \
         SELECT 'p' || n, 'P' || n, 'P' || n, '08761', 'h', 'h' FROM generate_series(1, 40) n",
    )
    .await;
    assert_eq!(count().await, few);
}
