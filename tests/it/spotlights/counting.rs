//! Times shown and followed, added up in memory and written together; and the report of them.

use market::catalog::spotlight::count::flush;

use super::*;
use crate::know::{gave_back, shape};
use crate::support::placed;

#[actix_web::test]
async fn what_is_shown_and_followed_is_counted_by_day_and_costs_no_page_a_write() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    let pomelo = build::goods(&shop, house, "Bưởi", 30_000, 9).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let (of, other) = (slug(&shop, "products", fish.product.0).await, slug(&shop, "products", pomelo.product.0).await);
    let made = plan(&shop, &clerk, "product", &of, &[]).await;
    let id: i64 = made.location().unwrap().rsplit('/').next().unwrap().parse().unwrap();
    let guest = shop.guest();
    look_again(&shop);
    let home = guest.get("/").await;
    let way = format!("/products/{of}?s={id}");
    assert!(home.attributes("section[aria-labelledby=picked] a", "href").contains(&way));
    let before = shop.ground.db.queries();
    for _ in 0..4 {
        guest.get("/").await;
    }
    assert_eq!(shop.ground.db.queries(), before, "four more views ask and write nothing");
    clerk.get("/").await;
    guest.get(&way).await;
    // Made-up marks, another product's and clerks' clicks count nothing.
    for path in [
        format!("/products/{other}?s={id}"),
        format!("/products/{of}?s=999"),
        format!("/products/{of}?s=x"),
        format!("/products/{of}?s=c999"),
    ] {
        assert_eq!(guest.get(&path).await.status, 200, "{path}");
    }
    clerk.get(&way).await;
    let counts = "SELECT coalesce(string_agg(concat_ws('/', day - (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, shown, clicked), ' '), '') FROM spotlight_days";
    assert_eq!(text(&shop, counts).await, "", "nothing is written before its time");
    flush(&shop.ground).await.unwrap();
    assert_eq!(text(&shop, counts).await, "0/5/1");
    guest.get("/").await;
    let (a, b) = tokio::join!(flush(&shop.ground), flush(&shop.ground));
    a.and(b).unwrap();
    assert_eq!(text(&shop, counts).await, "0/6/1", "added to what is there, once");
    assert_eq!(number(&shop, "SELECT count(*) FROM collection_days").await, 0);
}

#[actix_web::test]
async fn the_report_says_who_was_put_forward_how_often() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let beside = household(&shop, "HTX Ven Lô").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let of = slug(&shop, "products", fish.product.0).await;
    assert_eq!(plan(&shop, &clerk, "product", &of, &[]).await.status, 303);
    placed::order(&shop, &[(fish, 2)], "carrier").await;
    look_again(&shop);
    shop.guest().get("/").await;
    flush(&shop.ground).await.unwrap();
    let month = text(&shop, "SELECT to_char(now() AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')").await;
    let page = clerk.get(&format!("/office/spotlights/report?month={month}")).await;
    assert_eq!(page.status, 200);
    let rows = page.texts("section[aria-labelledby=lines] tbody td");
    assert_eq!(rows, ["Kệ trang chủ", "1", "1", "0", "2", "196.000 ₫", "Họp ngày 20/11"], "{}", page.words());
    let place = page.texts("section[aria-labelledby=places] tbody td");
    assert_eq!(place, ["2", "1", "1", "0", "2", "196.000 ₫", "100", "100"], "{}", page.words());
    assert!(page.words().contains("Cách tính: một lần bán được tính cho chỗ nào"), "{}", page.words());
    let homes = page.texts("section[aria-labelledby=homes] tbody tr");
    assert!(homes.len() == 2 && homes[0].starts_with("Bà Lụa") && homes[1].starts_with("HTX Ven Lô"), "{homes:?}");
    let never = page.texts("section[aria-labelledby=homes] tbody tr:last-child td.num");
    assert_eq!(never, ["0", "0", "0"], "who was left out stands there too");
    let file = clerk.get(&format!("/office/spotlights/report.xlsx?month={month}")).await;
    assert!(file.status == 200 && file.header("content-disposition").contains(&format!("phong-chon-{month}.xlsx")));
    // Never paid for, paid back whole, and one pack of three taken back.
    for state in ["awaiting_payment", "expired"] {
        let unpaid = placed::order(&shop, &[(fish, 1)], "carrier").await;
        shape(&shop, &format!("UPDATE parcels SET state = '{state}' WHERE id = {}", unpaid.parcels[0].id)).await;
    }
    let whole = placed::order(&shop, &[(fish, 1)], "carrier").await;
    gave_back(&shop, &whole, 98_000, 1).await;
    execute(&shop, "DELETE FROM refund_lines").await;
    let partly = placed::order(&shop, &[(fish, 3)], "carrier").await;
    gave_back(&shop, &partly, 98_000, 1).await;
    // Planned, and called off before it ever stood anywhere.
    let other = household(&shop, "Vườn Đá").await;
    let of = slug(&shop, "producers", other.0).await;
    let planned = plan(&shop, &clerk, "producer", &of, &[("slot", "home_hero")]).await;
    assert_eq!(planned.status, 303, "{}", planned.words());
    execute(
        &shop,
        "UPDATE spotlights SET starts_at = now() - interval '1 minute', stopped_at = now() - interval '2 minutes' WHERE slot = 'home_hero'",
    )
    .await;
    let page = clerk.get(&format!("/office/spotlights/report?month={month}")).await;
    let rows = page.texts("section[aria-labelledby=lines] tbody td");
    assert_eq!(rows[4..6], ["4", "392.000 ₫"], "{rows:?}");
    // A household sells what its spotlight leads to.
    let of = slug(&shop, "producers", house.0).await;
    assert_eq!(plan(&shop, &clerk, "producer", &of, &[("slot", "producer_of_week")]).await.status, 303);
    let both = clerk.get(&format!("/office/spotlights/report?month={month}")).await;
    let rows = both.texts("section[aria-labelledby=lines] tbody td");
    assert_eq!(rows[11..13], ["4", "392.000 ₫"], "{rows:?}");
    let place = page.texts("section[aria-labelledby=places] tbody td");
    assert_eq!(place[..2], ["3", "1"], "{place:?}");
    assert_eq!(place[4..6], ["4", "392.000 ₫"], "in two places at once, and counted once for the commune: {place:?}");
    let slots = both.texts("section[aria-labelledby=slots] tbody tr").join(" ");
    assert_eq!(slots.matches("392.000 ₫").count(), 2, "and once for each place: {slots}");
    // Goods of another commune sell too, in no slot, and then in a collection.
    execute(
        &shop,
        "UPDATE producers r SET commune_code = (SELECT min(c.code) FROM communes c WHERE c.served AND c.code <> r.commune_code) \
         WHERE r.name_vi = 'HTX Ven Lô'",
    )
    .await;
    let corn = build::goods(&shop, beside, "Ngô nếp", 20_000, 9).await;
    placed::order(&shop, &[(corn, 1)], "carrier").await;
    let sold = async || {
        let page = clerk.get(&format!("/office/spotlights/report?month={month}")).await;
        let mut rows = page.texts("section[aria-labelledby=places] tbody td");
        let mut sold: Vec<String> = rows.chunks_exact_mut(8).map(|row| std::mem::take(&mut row[5])).collect();
        sold.sort();
        sold
    };
    assert_eq!(sold().await, ["0 ₫", "392.000 ₫"]);
    execute(
        &shop,
        &format!(
            "WITH made AS (INSERT INTO collections (slug, title_vi, title_en, lead_vi, lead_en, starts_at, ends_at) \
               VALUES ('ngo', 'Ngô', '', '', '', now() - interval '1 day', now() + interval '1 day') RETURNING id), \
             held AS (INSERT INTO collection_products (collection_id, product_id, position) SELECT id, {}, 1 FROM made) \
             INSERT INTO spotlights (slot, collection_id, starts_at, ends_at, reason_vi, why) \
               SELECT 'campaign', id, now() - interval '1 hour', now() + interval '1 day', 'Mùa ngô', 'Họp' FROM made",
            corn.product
        ),
    )
    .await;
    assert_eq!(sold().await, ["20.000 ₫", "392.000 ₫"], "of what a collection put forward");
    for wrong in ["month=x", "month=9999-99", "month=999999-01", "month=2020-01"] {
        assert_eq!(clerk.get(&format!("/office/spotlights/report?{wrong}")).await.status, 200, "{wrong}");
    }
}
