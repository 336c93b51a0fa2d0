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

use clap::{Parser, ValueEnum as _};
use engines::{Contender, Engine};
use indicatif::ProgressBar;
use judged::Search;
use market::demo;
use market::platform::telemetry;
use report::Line;
use stand::Stand;

#[derive(Parser)]
#[command(about = "Measures how well and how fast goods are found")]
struct Args {
    /// How many products are searched, growing; the demo market alone has 63
    #[arg(long, value_delimiter = ',', default_value = "63,10000,100000")]
    sizes: Vec<u32>,
    /// Only this engine
    #[arg(long)]
    engine: Option<Engine>,
    /// Show each search whose first answer is wrong, and the slowest
    #[arg(long)]
    verbose: bool,
    /// What cargo tells every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    // To see which engine did answer.
    let counters = telemetry::recorder();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let searches = judged::read()?;
        let stand = stand::open("http://127.0.0.1").await?;
        let measured = all(&stand, &args, &searches).await;
        stand.close().await?;
        let (lines, missing) = measured?;
        println!("\n{} searches, five times each, one after the other, all on this machine", searches.len());
        report::figures(&lines);
        report::kinds(&searches, &lines);
        for engine in missing {
            println!("\n{} was NOT measured: it is not on the PATH", engine.name());
        }
        if let Some(counters) = counters {
            report::answered(&counters.render());
        }
        if args.verbose {
            lines.iter().for_each(report::wrong);
            lines.iter().for_each(report::slow);
        }
        Ok(())
    })
}

/// What was measured, and what could not be.
async fn all(stand: &Stand, args: &Args, searches: &[Search]) -> anyhow::Result<(Vec<Line>, Vec<Engine>)> {
    let asked = args.engine.map_or_else(|| Engine::value_variants().to_vec(), |engine| vec![engine]);
    let (mut contenders, mut missing) = (Vec::new(), Vec::new());
    for engine in asked {
        match engines::start(stand, engine).await? {
            Some(contender) => contenders.push(contender),
            None => missing.push(engine),
        }
    }
    let measured = grow(stand, args, searches, &contenders).await;
    for contender in contenders {
        contender.stop().await?;
    }
    Ok((measured?, missing))
}

async fn grow(stand: &Stand, args: &Args, searches: &[Search], contenders: &[Contender]) -> anyhow::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for size in &args.sizes {
        let there = u32::try_from(goods::load(&stand.ground).await?.len())?;
        if *size > there && !contenders.is_empty() {
            println!("making {} products ...", size - there);
            demo::many(&stand.ground, size - there, &ProgressBar::hidden()).await?;
        }
        for contender in contenders {
            let line = one(contender, searches).await?;
            report::row(&line);
            lines.push(line);
        }
    }
    Ok(lines)
}

/// One engine over what is on the shelf now.
async fn one(contender: &Contender, searches: &[Search]) -> anyhow::Result<Line> {
    let index = contender.index().await?;
    let goods = goods::load(&contender.ground).await?;
    goods::check(searches, &goods)?;
    println!("{}, {} products ...", contender.engine.name(), goods.len());
    contender.fit().await?;
    let cell = measure::measure(&contender.ground, searches, &goods).await?;
    contender.fit().await?;
    Ok(Line { engine: contender.engine, products: goods.len(), index, cell })
}
