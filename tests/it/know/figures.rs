//! The figures of `/sell/know`: what counts, by day, week and month, and nobody else's.

use super::{gave_back, stands};
use crate::buyer::execute;
use crate::support::{self, TestShop, build, placed};

const HA: &str = "+84912345678";
const BEN: &str = "+84912345679";

/// A household that has sold: today's noon is that of 23 November 2026.
struct Scene {
    shop: TestShop,
    producer: market::kernel::ids::ProducerId,
}

async fn scene() -> Scene {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 100_000, 60).await;
    let honey = build::goods(&shop, producer, "Mật ong", 200_000, 60).await;
    let pomelo = build::goods(&shop, other, "Bưởi soi bãi", 35_000, 90).await;
    // Today: 300.000 for two kilograms; a neighbour's goods in the same order are not counted.
    let today = placed::order(&shop, &[(jar, 1), (honey, 1), (pomelo, 9)], "carrier").await;
    stands(&shop, &today, "2026-11-23 08:00", HA, "placed").await;
    // Half an hour past midnight in Vietnam is still the day before in London.
    let early = placed::order(&shop, &[(jar, 2)], "carrier").await;
    stands(&shop, &early, "2026-11-21 00:30", HA, "delivered").await;
    // One of three came back.
    let partly = placed::order(&shop, &[(jar, 3)], "carrier").await;
    stands(&shop, &partly, "2026-11-20 12:00", BEN, "delivered").await;
    gave_back(&shop, &partly, 100_000, 1).await;
    // All of it came back: it does not count.
    let whole = placed::order(&shop, &[(jar, 4)], "carrier").await;
    stands(&shop, &whole, "2026-11-19 12:00", "+84912345600", "delivered").await;
    gave_back(&shop, &whole, 400_000, 4).await;
    // None of these does.
    for (n, state) in ["refused", "cancelled", "unfulfillable", "expired", "awaiting_payment"].iter().enumerate() {
        let lost = placed::order(&shop, &[(honey, 5)], "carrier").await;
        stands(&shop, &lost, "2026-11-18 12:00", &format!("+8491234561{n}"), state).await;
    }
    // The month before, and the same month a year ago.
    let before = placed::order(&shop, &[(jar, 5)], "carrier").await;
    stands(&shop, &before, "2026-10-20 12:00", BEN, "delivered").await;
    let last_year = placed::order(&shop, &[(honey, 4)], "carrier").await;
    stands(&shop, &last_year, "2025-11-02 12:00", "+84912345601", "delivered").await;
    Scene { shop, producer }
}

#[actix_web::test]
async fn only_what_counts_is_counted_and_only_ones_own() {
    let s = scene().await;
    let member = s.shop.signed_in(build::member(&s.shop, s.producer).await).await;
    let page = member.get("/sell/know").await;
    assert_eq!(page.status, 200, "{}", page.body);
    let numbers = page.texts(".tally b");
    // 300.000 + 200.000 + 200.000 in three orders of two, two and two kilograms.
    assert_eq!(numbers, ["700.000 ₫", "3", "6 kg", "2"], "{}", page.words());
    let words = page.words();
    // Thirty days before that: 500.000.
    assert!(words.contains("hơn 30 ngày trước đó 40%"), "{words}");
    assert!(words.contains("trong 2 khách (100%)"), "Bền bought in October too: {words}");
    for said in ["21/11/2026", "200.000", "Cá thính trắm", "Mật ong"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    for hidden in ["Bưởi", "Ven Lô", "Nguyễn Thu Hà", "912345678", "912 345 678"] {
        assert!(!page.body.contains(hidden), "{hidden}");
    }
    // Seven parcels were ever seen by the household in these days; three were lost, each in its own way.
    assert!(words.contains("Trong 7 gói"), "{words}");
    assert_eq!(words.matches("1 (14%)").count(), 3, "{words}");
    // Best goods: 100.000 + 200.000 + 200.000 of fish, 200.000 of honey.
    let best = page.texts("section[aria-labelledby='best'] tbody td b");
    assert_eq!(best, ["500.000 ₫", "200.000 ₫"]);

    let month = member.get("/sell/know?by=month").await;
    let numbers = month.texts(".tally b");
    assert_eq!(numbers[..3], ["1.200.000 ₫", "4", "11 kg"], "{}", month.words());
    let rows = month.texts("section[aria-labelledby='money'] tbody tr");
    assert_eq!(rows.len(), 12);
    assert!(rows[0].contains("11/2026") && rows[0].contains("800.000"), "{}", rows[0]);
    let week = member.get("/sell/know?by=week&lang=en").await;
    assert!(week.words().contains("16/11\u{2013}22/11/2026"), "{}", week.words());
    assert!(week.words().contains("Goods' money by week"), "{}", week.words());
    // What nobody offers is what is offered first.
    assert_eq!(member.get("/sell/know?by=%27;--").await.texts(".tally b"), page.texts(".tally b"));
}

#[actix_web::test]
async fn each_chart_has_a_name_a_description_and_a_table() {
    let s = scene().await;
    let member = s.shop.signed_in(build::member(&s.shop, s.producer).await).await;
    let page = member.get("/sell/know").await;
    assert_eq!(page.attributes("svg.chart", "role"), ["img", "img"]);
    for (id, bars) in [("chart-money", 3), ("chart-weight", 3)] {
        let svg = format!("svg[aria-labelledby='{id}-title {id}-desc']");
        assert_eq!(page.texts(&format!("{svg} > title")).len(), 1, "{id}");
        assert_eq!(page.texts(&format!("{svg} > desc")).len(), 1, "{id}");
        assert_eq!(page.texts(&format!("{svg} rect title")).len(), bars, "{id}: a bar for each day with a sale");
    }
    assert_eq!(page.texts("details table caption").len(), 2);
    assert!(page.words().contains("21/11/2026: 200.000 ₫, 1 đơn") || page.body.contains("21/11/2026: 200.000"));
}

#[actix_web::test]
async fn what_runs_low_is_told_by_how_fast_it_sells() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let few = build::goods(&shop, producer, "Chè kho", 50_000, 4).await;
    let fast = build::goods(&shop, producer, "Mật ong", 50_000, 30).await;
    let many = build::goods(&shop, producer, "Cá thính trắm", 50_000, 30).await;
    let sold = placed::order(&shop, &[(fast, 20)], "carrier").await;
    stands(&shop, &sold, "2026-11-20 12:00", HA, "placed").await;
    let gone = build::goods(&shop, producer, "Tương", 50_000, 0).await;
    let _ = (few, gone);
    execute(&shop, &format!("UPDATE packs SET min_qty = 40 WHERE id = {}", many.pack)).await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    let page = member.get("/sell/know").await;
    assert_eq!(page.texts("section[aria-labelledby='low'] li b"), ["0", "4", "10", "30"], "{}", page.words());
    assert!(page.words().contains("Còn 30, bán từ 40"), "{}", page.words());
    assert!(page.words().contains("14 ngày qua bán 20"), "{}", page.words());
}

#[actix_web::test]
async fn a_household_without_sales_is_told_so() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Nhà mới").await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    let page = member.get("/sell/know?by=week").await;
    assert_eq!(page.status, 200);
    assert!(page.words().contains("Chưa có gì để đếm"), "{}", page.words());
    assert_eq!(shop.guest().get("/sell/know").await.status, 303);
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    assert_eq!(buyer.get("/sell/know").await.status, 403);
}
