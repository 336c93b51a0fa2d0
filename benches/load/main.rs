//! What the shop costs, each figure beside that of something known: pages beside nginx serving a saved copy of the same
//! bytes, an order beside `pgbench` running the same transaction, a category beside itself with fewer products.
//!
//! `make bench` runs it all; `cargo bench --bench load -- --seconds 1 --sizes 1000` is a quick look. The load goes to
//! this machine's loopback only and stops by itself. Nothing here is asserted: the figures are for reading.

#![expect(clippy::float_arithmetic, reason = "ratios and rates are for reading, not for keeping")]

mod category;
mod nginx;
mod orders;
mod pages;
mod pgbench;
mod shop;
#[path = "../stand.rs"]
mod stand;
mod wrk;

use clap::Parser;

/// Connections kept busy at once.
pub const CONNECTIONS: [usize; 3] = [1, 16, 64];

#[derive(Parser)]
#[command(about = "Measures the shop against nginx, pgbench and itself")]
pub struct Args {
    /// How long each cell is measured
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=60))]
    seconds: u32,
    /// How many products the category page is measured with, growing
    #[arg(long, value_delimiter = ',', default_value = "1000,10000,100000")]
    sizes: Vec<u32>,
    /// What cargo tells every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// Requests a second, and how long the slowest of a hundred took.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    pub per_second: f64,
    pub p99_ms: f64,
}

impl Figures {
    /// Two cells of a table.
    #[must_use]
    pub fn cells(&self) -> String {
        format!("{:>8.0} | {:>8.2}", self.per_second, self.p99_ms)
    }

    /// Ours over theirs: the share of their rate, and how many times their p99.
    #[must_use]
    pub fn ratio(&self, theirs: &Figures) -> String {
        format!("{:>6.3} | {:>6.1}", self.per_second / theirs.per_second, self.p99_ms / theirs.p99_ms)
    }
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let shop = shop::open().await?;
        println!("\n{} s a cell, {} core(s), release build, everything on this machine", args.seconds, cores());
        let measured = async {
            pages::measure(&shop, args.seconds).await?;
            orders::measure(&shop, args.seconds).await?;
            category::measure(&shop, args.seconds, &args.sizes).await
        }
        .await;
        shop.stand.close().await?;
        measured
    })
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
