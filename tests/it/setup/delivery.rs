//! What delivery costs: from its day on, as buyers are told, and as the box to try it says.

use super::{HOSTILE, office, save};
use crate::buyer::{number, put, ready, text};
use crate::households::clerk_as;
use crate::support::build;

const HERE: &str = "/office/setup/delivery";
const WHY: (&str, &str) = ("why", "Bảng giá mới của bưu điện");

fn tried(day: &str, house: market::kernel::ids::ProducerId) -> String {
    format!("{HERE}?household={house}&to=08761&weight=3+kg&goods=98000&day={day}")
}

#[actix_web::test]
async fn a_new_price_holds_from_its_day_for_buyers_and_in_the_box() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let here = format!("{HERE}/zones/same_commune");
    let page = admin.get(&here).await;
    assert_eq!(page.attributes("#base_weight", "value"), ["3\u{a0}kg"], "as the market began");
    let later = [("base_fee", "21.000"), ("days_max", "4"), ("from_day", "2026-12-01"), WHY];
    assert_eq!(save(&admin, &here, &later).await.status, 303);
    let now = admin.get(&tried("2026-11-23", house)).await;
    assert!(now.words().contains("15.000 ₫, 24/11/2026 – 25/11/2026"), "{}", now.words());
    let then = admin.get(&tried("2026-12-01", house)).await;
    assert!(then.words().contains("21.000 ₫, 02/12/2026 – 06/12/2026"), "{}", then.words());
    assert!(now.words().contains("Giá đã hẹn ngày"));
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    assert!(!ready(&buyer).await.words().contains("21.000"), "its day has not come");

    let today = [("base_fee", "19.000"), ("from_day", "2026-11-23"), WHY];
    assert_eq!(save(&admin, &here, &today).await.status, 303);
    let words = ready(&buyer).await.words();
    assert!(words.contains("19.000"), "{words}");
    let product = text(&shop, "SELECT slug FROM products").await;
    let area = format!("{HERE}/zones/hanoi");
    assert_eq!(save(&admin, &area, &[("base_fee", "26.500"), ("from_day", "2026-11-23"), WHY]).await.status, 303);
    let page = buyer.get(&format!("/products/{product}")).await.words();
    assert!(page.contains("26.500"), "{page}");
    let told = "SELECT concat_ws('|', subject, before ->> 'base_fee', after ->> 'base_fee', after ->> 'from_day', why) FROM acts ORDER BY id LIMIT 1";
    assert_eq!(text(&shop, told).await, "same_commune|15000|21000|2026-12-01|Bảng giá mới của bưu điện");
}

#[actix_web::test]
async fn of_several_places_of_one_name_the_box_lets_choose() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let asked =
        |rest: &str| format!("{HERE}?household={house}&weight=2,5+kg&goods=200000&to=S%C6%A1n+%C4%90%C3%B4ng{rest}");
    let which = admin.get(&asked("")).await;
    assert_eq!(which.status, 422, "{}", which.words());
    let places = which.attributes("input[name=to_pick]", "value");
    assert!(places.len() > 1, "{}", which.words());
    assert_eq!(which.attributes("input[name=to_asked]", "value"), ["Sơn Đông"]);
    let here = text(&shop, "SELECT code FROM communes WHERE name = 'Sơn Đông' AND served").await;
    assert!(places.contains(&here), "{places:?}");
    let chosen = admin.get(&asked(&format!("&to_pick={here}&to_asked=S%C6%A1n+%C4%90%C3%B4ng"))).await;
    assert_eq!(chosen.status, 200, "{}", chosen.words());
    assert!(chosen.words().contains("Sơn Đông, Phú Thọ"), "{}", chosen.words());
    assert_eq!(chosen.attributes("input[name=to_pick]", "value"), [here.as_str()], "it stays for another weight");
    // What was chosen for another name does not count for this one.
    let stale = admin.get(&asked(&format!("&to_pick={here}&to_asked=Tam+S%C6%A1n"))).await;
    assert_eq!(stale.status, 422);
    let nothing = admin.get(&asked("&to_pick=99999&to_asked=S%C6%A1n+%C4%90%C3%B4ng")).await;
    assert_eq!(nothing.status, 422);
}

#[actix_web::test]
async fn of_two_clerks_one_is_told_and_mistakes_stand_beside_their_fields() {
    let (shop, admin) = office().await;
    let other = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let here = format!("{HERE}/zones/area");
    let (mine, theirs) = (admin.get(&here).await, other.get(&here).await);
    let (a, b) = futures_util::join!(
        admin.submit(&mine, &here, &[("base_fee", "1.000"), WHY]),
        other.submit(&theirs, &here, &[("base_fee", "2.000"), WHY])
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(number(&shop, "SELECT count(*) FROM delivery_rates WHERE zone = 'area'").await, 2);
    for (name, value) in [
        ("base_fee", "-1"),
        ("step_fee", "10000001"),
        ("base_weight", "3"),
        ("step_weight", "0 g"),
        ("cold_fee", "nhiều"),
        ("days_min", "61"),
        ("days_max", "0"),
        ("from_day", "2026-11-22"),
        ("from_day", "2028-01-01"),
        ("why", ""),
    ] {
        let wrong = save(&admin, &here, &[("days_min", "1"), WHY, (name, value)]).await;
        assert_eq!(
            (wrong.status, wrong.texts(&format!("#{name}-why")).len()),
            (422, 1),
            "{name}={value}: {}",
            wrong.words()
        );
    }
    for value in HOSTILE {
        let fields: Vec<_> =
            ["base_fee", "base_weight", "step_weight", "days_min", "from_day", "seen"].map(|n| (n, value)).into();
        assert_eq!(admin.post(&here, &fields).await.status, 422, "{value}");
        let q: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let asked = format!("{HERE}?household={q}&to={q}&weight={q}&goods={q}&day={q}&fragile={q}");
        assert!([200, 400, 422].contains(&admin.get(&asked).await.status), "{value}");
    }
    assert_eq!(admin.get(&format!("{HERE}/zones/moon")).await.status, 404);
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 1);
}

#[actix_web::test]
async fn a_province_that_is_laid_elsewhere_costs_what_that_zone_does() {
    let (shop, admin) = office().await;
    let house = build::producer_in(&shop, "Bà Lụa", "08842").await;
    build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let (code, province) = (
        text(&shop, "SELECT min(code) FROM communes WHERE province_code = '79'").await,
        text(&shop, "SELECT name FROM provinces WHERE code = '79'").await,
    );
    let url = format!("{HERE}?household={house}&to={code}&weight=1+kg&goods=0");
    assert!(admin.get(&url).await.words().contains("38.000 ₫"), "{}", admin.get(&url).await.words());
    let here = "/office/setup/delivery/provinces";
    let stale = admin.get(here).await;
    assert_eq!(save(&admin, here, &[("zone-79", "north"), WHY]).await.status, 303);
    assert!(admin.get(&url).await.words().contains("30.000 ₫"));
    let told = format!("SELECT concat_ws('|', before ->> '{province}', after ->> '{province}') FROM acts");
    assert_eq!(text(&shop, &told).await, "nationwide|north");
    assert_eq!(admin.submit(&stale, here, &[("zone-79", "hanoi"), WHY]).await.status, 409, "somebody was first");
    assert_eq!(save(&admin, here, &[("zone-79", "area"), WHY]).await.status, 409, "no province lies there");
    assert_eq!(save(&admin, here, &[("zone-79", "hanoi")]).await.status, 422, "without a reason");
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 1);
}
