//! What was measured, as tables.

use std::time::Duration;

use crate::engines::Engine;
use crate::judged::Search;
use crate::measure::Cell;

/// An engine at a size.
pub struct Line {
    pub engine: Engine,
    pub products: usize,
    pub index: Duration,
    pub cell: Cell,
}

pub fn figures(lines: &[Line]) {
    println!("\n| engine | products | recall@5 | MRR | p50 ms | p99 ms | index s |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    lines.iter().for_each(row);
}

/// The rows of an engine at a size in that table, the judged searches and those with filters: also told as soon as they are
/// known, for a run that takes long or is cut off.
pub fn row(Line { engine, products, index, cell }: &Line) {
    println!(
        "| {:<11} | {products:>7} | {:.3} | {:.3} | {:>6.2} | {:>6.2} | {:>6.1} |",
        engine.name(),
        cell.recall(),
        cell.reciprocal(None),
        cell.times.within_ms(50),
        cell.times.within_ms(99),
        index.as_secs_f64()
    );
    let (p50, p99) = (cell.narrowed.within_ms(50), cell.narrowed.within_ms(99));
    println!("| with filters | {products:>7} | | | {p50:>6.2} | {p99:>6.2} | |");
}

/// MRR for each kind of search.
pub fn kinds(searches: &[Search], lines: &[Line]) {
    let mut kinds: Vec<&str> = Vec::new();
    for search in searches {
        if !kinds.contains(&search.kind) {
            kinds.push(search.kind);
        }
    }
    let heads: String = lines.iter().map(|line| format!(" {} {} |", line.engine.name(), line.products)).collect();
    println!("\nMRR by kind\n\n| kind | searches |{heads}\n|---|--:|{}", "--:|".repeat(lines.len()));
    for kind in kinds {
        let count = searches.iter().filter(|search| search.kind == kind).count();
        let cells: String = lines.iter().map(|line| format!(" {:.3} |", line.cell.reciprocal(Some(kind)))).collect();
        println!("| {kind:<9} | {count:>3} |{cells}");
    }
}

/// Every search whose first answer is wrong, and what came.
pub fn wrong(line: &Line) {
    println!("\n{} at {}: what did not come first", line.engine.name(), line.products);
    for answer in line.cell.answers.iter().filter(|answer| answer.reciprocal < 1.0) {
        let came = if answer.came.is_empty() { "nothing".to_owned() } else { answer.came.join("; ") };
        println!("{:.2} {:<9} {}: {came}", answer.reciprocal, answer.kind, answer.query);
    }
}

/// The searches that took longest.
pub fn slow(line: &Line) {
    for (what, times) in [("judged", &line.cell.times), ("with filters", &line.cell.narrowed)] {
        let slowest: Vec<String> = times.slowest().map(|(ms, query)| format!("{query} {ms:.1}")).collect();
        let (engine, slowest) = (line.engine.name(), slowest.join("; "));
        println!("\n{engine} at {}, {what}, milliseconds of the slowest: {slowest}", line.products);
    }
}

/// How many answers came from which engine: an engine that falls silent is stood in for by the database, and would be
/// judged by its answers.
pub fn answered(counters: &str) {
    println!("\nanswers by engine, and answers of the database because the other one failed:");
    let of_search =
        |line: &&str| ["market_search_answers", "market_search_fallbacks"].iter().any(|n| line.starts_with(n));
    counters.lines().filter(of_search).for_each(|line| println!("{line}"));
}
