//! What a category page costs as the market grows: with the counts in memory, and right after the shelf has changed.

use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use market::demo;

use crate::shop::Shop;
use crate::{Figures, wrk};

const PAGE: &str = "/c/dac-san";
const CONNECTIONS: usize = 16;
/// Requests that each find the memory empty.
const COLD: usize = 30;

pub async fn measure(shop: &Shop, seconds: u32, sizes: &[u32]) -> anyhow::Result<()> {
    let url = format!("{}{PAGE}", shop.url);
    println!("\n{PAGE} as the market grows, {CONNECTIONS} connections\n");
    println!("| products | page/s | p99 ms | p99 ÷ smallest | after a change, median ms | worst ms |");
    println!("|--:|--:|--:|--:|--:|--:|");
    let mut made = 0;
    let mut smallest: Option<Figures> = None;
    for size in sizes {
        demo::many(&shop.stand.ground, size.saturating_sub(made), &ProgressBar::hidden()).await?;
        made = *size;
        shop.stand.ground.shelf.invalidate_all();
        reqwest::get(&url).await?.error_for_status()?;
        let figures = wrk::ask(&url, CONNECTIONS, seconds)?;
        let first = *smallest.get_or_insert(figures);
        let cold = cold(shop, &url).await?;
        println!(
            "| {size:>7} | {} | {:>5.2} | {:>7.1} | {:>7.1} |",
            figures.cells(),
            figures.p99_ms / first.p99_ms,
            ms(cold.get(COLD / 2)),
            ms(cold.last())
        );
    }
    Ok(())
}

/// How long requests take that must count anew, shortest first.
async fn cold(shop: &Shop, url: &str) -> anyhow::Result<Vec<Duration>> {
    let client = reqwest::Client::new();
    let mut times = Vec::new();
    for _ in 0..COLD {
        shop.stand.ground.shelf.invalidate_all();
        let begun = Instant::now();
        client.get(url).send().await?.error_for_status()?.bytes().await?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}

fn ms(time: Option<&Duration>) -> f64 {
    time.map_or(0.0, |t| t.as_secs_f64() * 1000.0)
}
