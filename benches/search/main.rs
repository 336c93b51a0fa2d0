//! How well and how fast the shop finds what people mean: the judged searches (README.md) put to each engine, over the demo
//! market and over the same with many more goods.
//!
//! `make bench-search` runs it all; `cargo bench --bench search -- --sizes 63 --verbose` is a quick look. Nothing here is
//! asserted: the figures are for reading.

#![expect(clippy::float_arithmetic, reason = "means and milliseconds are for reading, not for keeping")]

mod engines;
mod goods;
mod judged;
mod measure;
mod report;
#[path = "../stand.rs"]
mod stand;

use clap::Parser;
use clap::ValueEnum as _;
use engines::Engine;
use indicatif::ProgressBar;
use judged::Search;
use market::demo;
use market::platform::Ground;
use report::Line;

#[derive(Parser)]
#[command(about = "Measures how well and how fast goods are found")]
struct Args {
    /// How many products are searched, growing; the demo market alone has 63
    #[arg(long, value_delimiter = ',', default_value = "63,10000,100000")]
    sizes: Vec<u32>,
    /// Only this engine
    #[arg(long)]
    engine: Option<Engine>,
    /// Show each search whose first answer is wrong
    #[arg(long)]
    verbose: bool,
    /// What cargo tells every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let stand = stand::open("http://127.0.0.1").await?;
        let measured = all(&stand.ground, &args).await;
        stand.close().await?;
        measured
    })
}

async fn all(ground: &Ground, args: &Args) -> anyhow::Result<()> {
    let searches = judged::read()?;
    let asked = args.engine.map_or_else(|| Engine::value_variants().to_vec(), |engine| vec![engine]);
    let (missing, engines): (Vec<Engine>, Vec<Engine>) = asked.into_iter().partition(|e| e.missing().is_some());
    let mut lines = Vec::new();
    for size in &args.sizes {
        for engine in &engines {
            lines.push(at(ground, &searches, *engine, *size).await?);
        }
    }
    println!(
        "\n{} searches, each timed several times, one after the other, everything on this machine",
        searches.len()
    );
    report::figures(&lines);
    report::kinds(&searches, &lines);
    for engine in missing {
        println!("\n{} was NOT measured: {}", engine.name(), engine.missing().unwrap_or_default());
    }
    if args.verbose {
        lines.iter().for_each(report::wrong);
    }
    Ok(())
}

/// One engine, once there are so many products.
async fn at(ground: &Ground, searches: &[Search], engine: Engine, size: u32) -> anyhow::Result<Line> {
    let there = u32::try_from(goods::load(ground).await?.len())?;
    if size > there {
        println!("making {} products ...", size - there);
        demo::many(ground, size - there, &ProgressBar::hidden()).await?;
    }
    println!("{}, {size} products ...", engine.name());
    let index = engines::index(ground).await?;
    let goods = goods::load(ground).await?;
    goods::check(searches, &goods)?;
    let cell = measure::measure(ground, searches, &goods).await?;
    Ok(Line { engine, products: goods.len(), index, cell })
}
