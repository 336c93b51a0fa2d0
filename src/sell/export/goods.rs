//! Goods, a row for each pack: in the columns that an import reads. Where the household has no code of its own, the market's
//! stands there, so that an import knows the pack by it whatever it is called then.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Int4, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::locales;
use crate::platform::sheet::Cell;

/// More packs than any household has; a file may hold no more than these.
const MOST: i64 = 20_000;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    product: String,
    #[diesel(sql_type = Text)]
    category_vi: String,
    #[diesel(sql_type = Text)]
    category_en: String,
    #[diesel(sql_type = Text)]
    pack: String,
    #[diesel(sql_type = Int4)]
    net_weight_g: i32,
    #[diesel(sql_type = BigInt)]
    price: Money,
    #[diesel(sql_type = Int4)]
    left: i32,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Bool)]
    withdrawn: bool,
    #[diesel(sql_type = Text)]
    description: String,
    /// Sold by final weight, by so many per cent lighter at the most.
    #[diesel(sql_type = Nullable<Int4>)]
    weight_band: Option<i32>,
    /// Made to order within so many days, at most so many a day.
    #[diesel(sql_type = Nullable<Int4>)]
    make_days: Option<i32>,
    #[diesel(sql_type = Nullable<Int4>)]
    most_per_day: Option<i32>,
}

/// What an import reads, and behind it what it leaves alone.
const COLUMNS: [&str; 12] = [
    "code",
    "product",
    "category",
    "pack",
    "weight",
    "price",
    "left",
    "state",
    "description",
    "band",
    "make-days",
    "most-per-day",
];

pub fn head(lang: Lang) -> Vec<String> {
    COLUMNS.map(|column| locales::text(lang, &format!("export-col-{column}"))).into()
}

pub async fn list(conn: &mut Conn, producer: ProducerId, lang: Lang) -> Result<Vec<Vec<Cell>>> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT coalesce((SELECT min(x.typed) FROM pack_codes x WHERE x.pack_id = k.id \
                             OR x.pack_id IS NULL AND x.product_id = k.product_id AND x.pack_name = k.name_vi), '#' || k.id) AS code, \
                p.name_vi AS product, c.name_vi AS category_vi, c.name_en AS category_en, k.name_vi AS pack, \
                k.net_weight_g, k.price, k.on_hand - k.reserved AS left, p.state, \
                k.withdrawn_at IS NOT NULL AS withdrawn, p.description_vi AS description, \
                k.weight_band, CASE WHEN k.made_to_order THEN k.make_days::integer END AS make_days, \
                CASE WHEN k.made_to_order THEN k.most_per_day END AS most_per_day \
         FROM products p JOIN categories c ON c.id = p.category_id JOIN packs k ON k.product_id = p.id \
         WHERE p.producer_id = $1 ORDER BY p.id, k.sort, k.id LIMIT $2",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(MOST)
    .load(conn)
    .await?;
    let state = |row: &Row| match (row.withdrawn, row.state.as_str()) {
        (true, _) => locales::text(lang, "export-state-withdrawn"),
        (_, "on_sale") => locales::text(lang, "export-state-on-sale"),
        (_, "hidden") => locales::text(lang, "export-state-hidden"),
        _ => locales::text(lang, "export-state-draft"),
    };
    let number = |n: Option<i32>| n.map_or(Cell::Empty, |n| Cell::Number(i64::from(n)));
    let cells = |row: Row| {
        let state = state(&row);
        vec![
            Cell::Text(row.code),
            Cell::Text(row.product),
            Cell::Text(lang.pick(&row.category_vi, &row.category_en).to_owned()),
            Cell::Text(row.pack),
            Cell::Number(i64::from(row.net_weight_g)),
            Cell::Money(row.price),
            Cell::Number(i64::from(row.left)),
            Cell::Text(state),
            Cell::Text(row.description),
            number(row.weight_band),
            number(row.make_days),
            number(row.most_per_day),
        ]
    };
    Ok(rows.into_iter().map(cells).collect())
}
