//! The demo's goods that are not there yet: harvests that are sold ahead, one of them only if enough is ordered, and what
//! is made to order.

use chrono::NaiveDate;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;

/// Days from today, the last ones as a household says them: to the end of that day.
struct Window {
    product: &'static str,
    opens: i32,
    closes: i32,
    ships: (i32, i32),
    expected_kg: i64,
    cap_kg: i64,
    /// So many kilograms at the least, decided at the end of this day.
    minimum: Option<(i64, i32)>,
}

const HARVESTS: [Window; 4] = [
    Window {
        product: "hop-thanh-long-bay-mam-tet-3-kg",
        opens: -6,
        closes: 40,
        ships: (52, 59),
        expected_kg: 600,
        cap_kg: 450,
        minimum: None,
    },
    // The pond is drawn only for enough buyers.
    Window {
        product: "ca-chep-dam-lam-sach",
        opens: -3,
        closes: 5,
        ships: (8, 9),
        expected_kg: 80,
        cap_kg: 60,
        minimum: Some((25, 5)),
    },
    // Sold ahead while the last of the early ones are still there.
    Window {
        product: "buoi-soi-bai",
        opens: -1,
        closes: 9,
        ships: (10, 16),
        expected_kg: 500,
        cap_kg: 350,
        minimum: None,
    },
    Window {
        product: "thanh-long-trai-vu-vuon-ong-ben",
        opens: 4,
        closes: 14,
        ships: (16, 20),
        expected_kg: 300,
        cap_kg: 200,
        minimum: None,
    },
];

/// Product, days that it takes, the most of a day's orders.
const MADE: [(&str, i16, Option<i32>); 3] =
    [("hop-qua-ca-thinh-hai-vi", 3, Some(20)), ("gio-may-di-cho", 6, Some(2)), ("ro-tre-vo-gao", 4, None)];

pub(super) async fn write(conn: &mut Conn, today: NaiveDate) -> anyhow::Result<()> {
    let days = |of: fn(&Window) -> i32| HARVESTS.iter().map(of).collect::<Vec<_>>();
    let grams = |of: fn(&Window) -> i64| HARVESTS.iter().map(|w| of(w) * 1_000).collect::<Vec<_>>();
    diesel::sql_query(
        "INSERT INTO harvests (product_id, opens_at, closes_at, ships_from, ships_to, expected_g, cap_g, minimum_g, decide_at) \
         SELECT p.id, ($1 + x.opens)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', \
                ($1 + x.closes + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', \
                $1 + x.ships_from, $1 + x.ships_to, x.expected, x.cap, x.minimum, \
                ($1 + x.decided + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
         FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) \
           AS x (slug, opens, closes, ships_from, ships_to, expected, cap, minimum, decided) \
         JOIN products p ON p.slug = x.slug",
    )
    .bind::<Date, _>(today)
    .bind::<Array<Text>, _>(HARVESTS.iter().map(|w| w.product).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(days(|w| w.opens))
    .bind::<Array<Integer>, _>(days(|w| w.closes))
    .bind::<Array<Integer>, _>(days(|w| w.ships.0))
    .bind::<Array<Integer>, _>(days(|w| w.ships.1))
    .bind::<Array<BigInt>, _>(grams(|w| w.expected_kg))
    .bind::<Array<BigInt>, _>(grams(|w| w.cap_kg))
    .bind::<Array<Nullable<BigInt>>, _>(HARVESTS.iter().map(|w| w.minimum.map(|m| m.0 * 1_000)).collect::<Vec<_>>())
    .bind::<Array<Nullable<Integer>>, _>(HARVESTS.iter().map(|w| w.minimum.map(|m| m.1)).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    diesel::sql_query(
        "UPDATE packs k SET made_to_order = true, make_days = x.days, most_per_day = x.most \
         FROM unnest($1, $2, $3) AS x (slug, days, most) JOIN products p ON p.slug = x.slug WHERE k.product_id = p.id",
    )
    .bind::<Array<Text>, _>(MADE.map(|m| m.0).to_vec())
    .bind::<Array<SmallInt>, _>(MADE.map(|m| m.1).to_vec())
    .bind::<Array<Nullable<Integer>>, _>(MADE.map(|m| m.2).to_vec())
    .execute(conn)
    .await?;
    Ok(())
}
