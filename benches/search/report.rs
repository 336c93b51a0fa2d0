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

/// One row of that table: also told as soon as it is known, for a run that takes long or is cut off.
pub fn row(Line { engine, products, index, cell }: &Line) {
    println!(
        "| {:<11} | {products:>7} | {:.3} | {:.3} | {:>6.2} | {:>6.2} | {:>6.1} |",
        engine.name(),
        cell.recall(),
        cell.reciprocal(None),
        cell.within_ms(50),
        cell.within_ms(99),
        index.as_secs_f64()
    );
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
    let slowest: Vec<String> = line.cell.slowest().map(|(ms, query)| format!("{query} {ms:.1}")).collect();
    println!("\n{} at {}, milliseconds of the slowest: {}", line.engine.name(), line.products, slowest.join("; "));
}

/// How many answers came from which engine: an engine that falls silent is stood in for by the database, and would be
/// judged by its answers.
pub fn answered(counters: &str) {
    println!("\nanswers by engine, and answers of the database because the other one failed:");
    let of_search =
        |line: &&str| ["market_search_answers", "market_search_fallbacks"].iter().any(|n| line.starts_with(n));
    counters.lines().filter(of_search).for_each(|line| println!("{line}"));
}
