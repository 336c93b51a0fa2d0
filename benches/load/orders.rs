//! Placing an order: the button's request, beside `pgbench` running its transaction alone.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use reqwest::header::{COOKIE, ORIGIN};
use scraper::{Html, Selector};

use crate::shop::Shop;
use crate::{CONNECTIONS, Figures, pgbench};

/// The goods are of so many households, so that orders wait for one another as seldom as they do in life.
const PACKS: usize = 20;
/// More orders a second than either side can take.
const MOST_A_SECOND: u32 = 6_000;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// What the form of a cart with one certain pack says: the sum the buyer agrees to.
#[derive(Clone)]
struct Agreed {
    seen: String,
    total: String,
}

pub async fn measure(shop: &Shop, seconds: u32) -> anyhow::Result<()> {
    let packs = packs(shop).await?;
    // Both sides take theirs from here, one after the other.
    let carts = carts(shop, &packs, i64::from(MOST_A_SECOND) * i64::from(seconds) * 6).await?;
    let mut agreed = Vec::new();
    for nth in 0..PACKS {
        agreed.push(ask_for_fees(shop, nth).await?);
    }
    let next = &AtomicUsize::new(PACKS);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/load/order.sql");
    println!("\nPlacing an order of one household's goods, beside pgbench running the transaction alone\n");
    println!("| connections | market/s | p99 ms | pgbench/s | p99 ms | rate ÷ pgbench | p99 ÷ pgbench |");
    println!("|--:|--:|--:|--:|--:|--:|--:|");
    for connections in CONNECTIONS {
        let ours = place(shop, &agreed, next, connections, seconds).await?;
        begin_at(shop, carts + i64::try_from(next.load(Ordering::Relaxed))?).await?;
        let theirs = pgbench::run(&shop.database_url, &script, &shop.stand.folder, connections, seconds)?;
        next.store(usize::try_from(last_taken(shop).await? - carts)? + 1, Ordering::Relaxed);
        println!("| {connections:>2} | {} | {} | {} |", ours.cells(), theirs.cells(), ours.ratio(&theirs));
    }
    Ok(())
}

/// Goods of as many households, with more in stock than can be ordered here.
async fn packs(shop: &Shop) -> anyhow::Result<Vec<i64>> {
    let mut conn = shop.stand.ground.db.conn().await?;
    let rows: Vec<Id> = diesel::sql_query(
        "SELECT min(k.id) AS id FROM packs k JOIN products p ON p.id = k.product_id \
         WHERE k.min_qty = 1 AND k.qty_step = 1 GROUP BY p.producer_id ORDER BY 1 LIMIT 20",
    )
    .load(&mut conn)
    .await?;
    conn.batch_execute("UPDATE packs SET on_hand = 1000000").await?;
    ensure!(rows.len() == PACKS, "the demo market has {} households with such goods", rows.len());
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Makes so many guests' carts, each with one pack, and answers with the id of the first. The cookie of the nth is
/// `bench-n`.
async fn carts(shop: &Shop, packs: &[i64], count: i64) -> anyhow::Result<i64> {
    let mut conn = shop.stand.ground.db.conn().await?;
    conn.batch_execute("SET statement_timeout = 0").await?;
    let first: Id = diesel::sql_query("SELECT coalesce(max(id), 0) + 1 AS id FROM carts").get_result(&mut conn).await?;
    let list = packs.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    conn.batch_execute(&format!(
        "INSERT INTO carts (id, token_hash) OVERRIDING SYSTEM VALUE \
           SELECT {first} + n, sha256(('bench-' || n)::bytea) FROM generate_series(0, {count}) AS n; \
         INSERT INTO cart_lines (cart_id, pack_id, qty, seen_price) \
           SELECT {first} + n, k.id, 1, k.price FROM generate_series(0, {count}) AS n \
           JOIN packs k ON k.id = (ARRAY[{list}])[1 + n % {PACKS}]; \
         CREATE SEQUENCE bench_carts; ANALYZE carts, cart_lines",
        first = first.id
    ))
    .await?;
    Ok(first.id)
}

/// Lets pgbench begin at this cart.
async fn begin_at(shop: &Shop, cart: i64) -> anyhow::Result<()> {
    let mut conn = shop.stand.ground.db.conn().await?;
    conn.batch_execute(&format!("ALTER SEQUENCE bench_carts RESTART WITH {cart}")).await?;
    Ok(())
}

/// The last cart that pgbench took.
async fn last_taken(shop: &Shop) -> anyhow::Result<i64> {
    let mut conn = shop.stand.ground.db.conn().await?;
    let row: Id = diesel::sql_query("SELECT last_value AS id FROM bench_carts").get_result(&mut conn).await?;
    Ok(row.id)
}

const WHO: [(&str, &str); 6] = [
    ("phone", "0912 345 678"),
    ("name", "Nguyễn Thu Hà"),
    ("province", "25"),
    ("commune", "Xã Lập Thạch"),
    ("commune_code", "08761"),
    ("street", "Thôn Đồi, cạnh nhà văn hóa"),
];

async fn post(
    shop: &Shop,
    client: &reqwest::Client,
    cart: usize,
    more: &[(&str, &str)],
) -> anyhow::Result<(u16, String)> {
    let fields: Vec<(&str, &str)> = WHO.iter().chain(more).copied().collect();
    let answer = client
        .post(format!("{}/checkout", shop.url))
        .header(ORIGIN, &shop.url)
        .header(COOKIE, format!("cart=bench-{cart}"))
        .form(&fields)
        .send()
        .await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}

async fn ask_for_fees(shop: &Shop, cart: usize) -> anyhow::Result<Agreed> {
    let (status, body) = post(shop, &client()?, cart, &[("step", "quote")]).await?;
    ensure!(status == 200, "asking for fees: {status}");
    let html = Html::parse_document(&body);
    let field = |name: &str| {
        let selector = Selector::parse(&format!("input[name={name}]")).ok()?;
        html.select(&selector).next()?.value().attr("value").map(str::to_owned)
    };
    let agreed = || Some(Agreed { seen: field("seen")?, total: field("seen_total")? });
    agreed().context("the checkout shows no sum")
}

fn client() -> anyhow::Result<reqwest::Client> {
    Ok(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?)
}

/// So many buyers press the button, each again with another cart as soon as it has been answered.
async fn place(
    shop: &Shop,
    agreed: &[Agreed],
    next: &AtomicUsize,
    connections: usize,
    seconds: u32,
) -> anyhow::Result<Figures> {
    let begun = Instant::now();
    let end = begun + Duration::from_secs(u64::from(seconds));
    let buyers = (0..connections).map(|_| async {
        let client = client()?;
        let mut times = Vec::new();
        while Instant::now() < end {
            let cart = next.fetch_add(1, Ordering::Relaxed);
            let form = agreed.get(cart % PACKS).context("no such form")?;
            let token = format!("{cart:032x}");
            let more = [("payment", "cod"), ("seen", &form.seen), ("seen_total", &form.total), ("token", &token)];
            let pressed = Instant::now();
            let (status, body) = post(shop, &client, cart, &more).await?;
            ensure!(status == 303, "placing an order: {status} {body}");
            times.push(pressed.elapsed());
        }
        anyhow::Ok(times)
    });
    let times = futures_util::future::try_join_all(buyers).await?;
    let took = begun.elapsed();
    let mut times: Vec<Duration> = times.into_iter().flatten().collect();
    times.sort_unstable();
    let slow = times.get(times.len() * 99 / 100).context("no order was placed")?;
    let count = u32::try_from(times.len())?;
    Ok(Figures { per_second: f64::from(count) / took.as_secs_f64(), p99_ms: slow.as_secs_f64() * 1000.0 })
}
