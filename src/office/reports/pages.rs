//! One struct per template of the reports.

use serde::Serialize;

use super::board::{Board, Missed, Seasons, Step, trend};
use super::period::{Beside, By, Span, Spans};
use super::queries::{Dim, Numbers, PartSum, Price};
use super::table::{Measure, Table, Wanted};
use crate::catalog::directory::Directory;
use crate::figures::words;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::chart::Chart;
use crate::platform::heat::Heat;
use crate::platform::locales::{self, Args};
use crate::platform::views::Page;

/// Something to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    pub word: String,
    /// Its name where it is no Fluent key.
    pub name: String,
    pub chosen: bool,
}

/// A link to the same page about another period.
#[derive(Clone, Debug, Serialize)]
pub struct Tab {
    /// Tail of a Fluent key (`board-by-…`).
    pub word: &'static str,
    pub href: String,
    pub chosen: bool,
}

/// A name and a value that a form passes on.
type Pair = (String, String);

/// The period as the pages show it.
#[derive(Clone, Debug, Serialize)]
pub struct PeriodView {
    /// The page that it is on.
    pub path: &'static str,
    pub tabs: Vec<Tab>,
    pub by: &'static str,
    pub from: String,
    pub to: String,
    /// `01/11/2026–23/11/2026`
    pub dates: String,
    pub before_dates: String,
    pub year_dates: String,
    /// The Fluent key of the sentence that says with which days it is compared.
    pub compared: &'static str,
    /// The one before is the same as that a year ago.
    pub yearly: bool,
    /// It goes on.
    pub open: bool,
    pub query: String,
    pub earlier: String,
    pub later: Option<String>,
    /// What was asked for made no sense.
    pub wrong: bool,
    /// What else the page was asked, and what names this period.
    pub keep: Vec<Pair>,
    pub asked: Vec<Pair>,
}

/// `01/11/2026–23/11/2026`; one day alone where it is one.
pub fn dates(span: Span) -> String {
    let (from, last) = (span.from.format("%d/%m/%Y"), span.last().format("%d/%m/%Y"));
    if span.from == span.last() { from.to_string() } else { format!("{from}\u{2013}{last}") }
}

fn pairs(query: &str) -> Vec<Pair> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

impl PeriodView {
    /// `more` is what else the page at `path` was asked, as a query.
    pub fn of(spans: &Spans, sound: bool, today: chrono::NaiveDate, path: &'static str, more: &str) -> Self {
        let href = |query: String| {
            if more.is_empty() { format!("{path}?{query}") } else { format!("{path}?{query}&{more}") }
        };
        let (earlier, later) = spans.neighbours(today);
        let tab = |by: By| Tab {
            word: by.as_str(),
            href: href(format!("by={}&day={}", by.as_str(), spans.now.last())),
            chosen: by == spans.by,
        };
        PeriodView {
            path,
            tabs: By::ALL.into_iter().filter(|by| *by != By::Own).map(tab).collect(),
            by: spans.by.as_str(),
            from: spans.now.from.to_string(),
            to: spans.now.last().to_string(),
            dates: dates(spans.now),
            before_dates: dates(spans.before),
            year_dates: dates(spans.year_ago),
            compared: spans.beside.sentence(),
            yearly: spans.before == spans.year_ago,
            open: !spans.over,
            query: spans.query(),
            earlier: href(earlier),
            later: later.map(href),
            wrong: !sound,
            keep: pairs(more),
            asked: pairs(&spans.query()),
        }
    }
}

/// A number beside those it is compared with.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// Tail of a Fluent key (`board-n-…`).
    pub key: &'static str,
    pub now: String,
    pub before: String,
    pub before_change: String,
    pub year: String,
    pub year_change: String,
}

/// `+12%`, `−5%`, or nothing where there was nothing.
pub fn change(now: i64, before: i64) -> String {
    match before {
        ..=0 => String::new(),
        _ => match words::percent(now.saturating_sub(before), before) {
            0 => "±0%".to_owned(),
            n @ 1.. => format!("+{n}%"),
            n => format!("\u{2212}{}%", n.unsigned_abs()),
        },
    }
}

/// The same within a period; nothing on its first day, which has hardly begun.
pub fn change_in(spans: &Spans, now: i64, before: i64) -> String {
    if spans.beside == Beside::FirstDay { String::new() } else { change(now, before) }
}

/// The sentence that says with which days a period is compared, for a file.
pub fn compared(spans: &Spans, lang: Lang) -> String {
    let [before, year] = [spans.before, spans.year_ago].map(dates);
    let args = Args::from([("before".into(), before.into()), ("year".into(), year.into())]);
    locales::text_with(lang, spans.beside.sentence(), &args)
}

type Reader = fn(&Numbers) -> i64;

/// What the tiles say, and the list of how parcels ended.
const TILES: [(&str, Reader); 4] = [
    ("goods", |n| n.goods.amount()),
    ("kilos", |n| n.grams),
    ("orders", |n| n.orders),
    ("households", |n| n.households),
];
const ENDS: [(&str, Reader); 4] =
    [("seen", |n| n.seen), ("refused", |n| n.refused), ("given-up", |n| n.given_up), ("cancelled", |n| n.cancelled)];

fn told(board: &Board, spans: &Spans, lines: &[(&'static str, Reader)], lang: Lang) -> Vec<Told> {
    let line = |(key, of): &(&'static str, Reader)| {
        let [now, before, year] = [&board.now, &board.before, &board.year_ago].map(of);
        let said = |n: i64| match *key {
            "goods" => Money::dong(n).to_string(),
            "kilos" => words::kilos(n, lang),
            _ => crate::kernel::money::group_digits(n),
        };
        Told {
            key,
            now: said(now),
            before: said(before),
            before_change: change_in(spans, now, before),
            year: said(year),
            year_change: change_in(spans, now, year),
        }
    };
    lines.iter().map(line).collect()
}

/// How complaints were kept to their times: how many there were, and how many of them were in time, with their share.
pub fn answers(board: &Board, spans: &Spans, lang: Lang) -> Vec<Told> {
    let mut lines = told(board, spans, &[("complaints", |n| n.complaints)], lang);
    let in_time: [(&'static str, Reader); 2] = [("answered", |n| n.answered), ("settled", |n| n.settled)];
    lines.extend(in_time.map(|(key, of)| {
        let said = |n: &Numbers| match n.complaints {
            ..=0 => "\u{2013}".to_owned(),
            all => format!("{} ({}%)", of(n), words::percent(of(n), all)),
        };
        Told {
            key,
            now: said(&board.now),
            before: said(&board.before),
            before_change: String::new(),
            year: said(&board.year_ago),
            year_change: String::new(),
        }
    }));
    lines
}

pub fn tiles(board: &Board, spans: &Spans, lang: Lang) -> Vec<Told> {
    told(board, spans, &TILES, lang)
}

pub fn ends(board: &Board, spans: &Spans, lang: Lang) -> Vec<Told> {
    told(board, spans, &ENDS, lang)
}

/// A part of the whole.
#[derive(Clone, Debug, Serialize)]
pub struct PartRow {
    /// Empty for what has no line of its own.
    pub key: String,
    pub name: String,
    pub bought: i64,
    pub kilos: String,
    pub goods: Money,
    /// Of a hundred of all.
    pub share: i64,
    /// Of a hundred beside the largest: how long its bar is.
    pub bar: i64,
    pub before_goods: Money,
    pub before_change: String,
    pub year_change: String,
}

pub fn part_rows(parts: &[PartSum], spans: &Spans, lang: Lang) -> Vec<PartRow> {
    let whole: Money = parts.iter().map(|part| part.goods).sum();
    let most = parts.iter().filter(|part| part.more == 0).map(|part| part.goods.amount()).max().unwrap_or(0);
    let row = |part: &PartSum| PartRow {
        key: part.key.clone(),
        name: part.name(lang),
        bought: part.bought,
        kilos: words::kilos(part.grams, lang),
        goods: part.goods,
        share: words::percent(part.goods.amount(), whole.amount()),
        bar: if part.more > 0 { 0 } else { words::percent(part.goods.amount(), most) },
        before_goods: part.before_goods,
        before_change: change_in(spans, part.goods.amount(), part.before_goods.amount()),
        year_change: change_in(spans, part.goods.amount(), part.year_goods.amount()),
    };
    parts.iter().map(row).collect()
}

/// Parts that a chart of shares tells apart; the rest is one more.
const MOST_SLICES: usize = 5;

/// A part of a bar that is the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slice {
    pub name: String,
    /// Of a hundred.
    pub share: i64,
    /// Where it begins and how wide it is, in percent of the bar: `41.5`.
    pub x: String,
    pub width: String,
    /// From 5, the darkest; 0 is the rest.
    pub shade: usize,
}

/// The shares of the largest parts and of all others, as one bar; none where nothing was sold.
pub fn slices(parts: &[PartSum], lang: Lang) -> Vec<Slice> {
    let named = |part: &PartSum| (part.name(lang), part.goods.amount().max(0));
    let large = parts.iter().filter(|part| part.more == 0).take(MOST_SLICES);
    let mut sums: Vec<(String, i64)> = large.map(named).filter(|(_, goods)| *goods > 0).collect();
    let whole: i64 = parts.iter().map(|part| part.goods.amount().max(0)).sum();
    let rest = whole - sums.iter().map(|(_, goods)| goods).sum::<i64>();
    let told = sums.len();
    if rest > 0 {
        sums.push((locales::text(lang, "board-others"), rest));
    }
    let permille = |sum: i64| if whole > 0 { sum.saturating_mul(1_000) / whole } else { 0 };
    let said = |n: i64| format!("{}.{}", n / 10, n % 10);
    let mut slices = Vec::new();
    let mut before = 0;
    for (nth, (name, goods)) in sums.into_iter().enumerate() {
        let (from, until) = (permille(before), permille(before + goods));
        slices.push(Slice {
            name,
            share: words::percent(goods, whole),
            x: said(from),
            width: said(until - from),
            shade: if nth < told { MOST_SLICES - nth } else { 0 },
        });
        before += goods;
    }
    slices
}

#[derive(Clone, Debug, Serialize)]
pub struct PriceRow {
    pub name: String,
    pub now: Option<Money>,
    pub before: Option<Money>,
    pub change: String,
}

pub fn price_rows(prices: &[Price], lang: Lang) -> Vec<PriceRow> {
    let row = |price: &Price| PriceRow {
        name: lang.pick(&price.name_vi, &price.name_en).to_owned(),
        now: price.now,
        before: price.before,
        change: price.now.zip(price.before).map(|(n, b)| change(n.amount(), b.amount())).unwrap_or_default(),
    };
    prices.iter().map(row).collect()
}

#[derive(Clone, Debug, Serialize)]
pub struct StepRow {
    pub when: String,
    pub goods: Money,
    pub year_goods: Money,
}

pub fn step_rows(steps: &[Step], spans: &Spans) -> Vec<StepRow> {
    let row =
        |s: &Step| StepRow { when: words::long(spans.steps(), s.start), goods: s.goods, year_goods: s.year_goods };
    steps.iter().rev().map(row).collect()
}

#[derive(Serialize)]
pub struct BoardPage {
    pub period: PeriodView,
    pub tiles: Vec<Told>,
    pub ends: Vec<Told>,
    pub answers: Vec<Told>,
    /// Nothing was ordered in it.
    pub quiet: bool,
    /// `day`, `week` or `month`: how the trend is stepped.
    pub step: &'static str,
    pub trend: Chart,
    pub steps: Vec<StepRow>,
    pub sum: Money,
    pub year_sum: Money,
    pub categories: Vec<PartRow>,
    pub category_shares: Vec<Slice>,
    pub communes: Vec<PartRow>,
    pub commune_shares: Vec<Slice>,
    pub prices: Vec<PriceRow>,
    pub week_dates: String,
    pub week_before_dates: String,
    pub heat: Heat,
    pub seasons: Seasons,
    /// How many of them are named, where that may not be all.
    pub missed_named: Option<usize>,
    pub missed: Vec<Missed>,
}

impl Page for BoardPage {
    const TEMPLATE: &'static str = "office/reports/board.html";
}

impl BoardPage {
    pub fn of(board: Board, spans: &Spans, period: PeriodView, lang: Lang) -> Self {
        let seasons = Seasons::of(&board.seasons, spans, lang);
        let (week, before) = spans.weeks();
        BoardPage {
            period,
            tiles: tiles(&board, spans, lang),
            ends: ends(&board, spans, lang),
            answers: answers(&board, spans, lang),
            quiet: board.now.seen == 0,
            step: spans.steps().as_str(),
            trend: trend(&board.steps, spans.steps(), lang),
            steps: step_rows(&board.steps, spans),
            sum: board.now.goods,
            year_sum: board.steps.iter().map(|s| s.year_goods).sum(),
            categories: part_rows(&board.categories, spans, lang),
            category_shares: slices(&board.categories, lang),
            communes: part_rows(&board.communes, spans, lang),
            commune_shares: slices(&board.communes, lang),
            prices: price_rows(&board.prices, lang),
            week_dates: dates(week),
            week_before_dates: dates(before),
            heat: seasons.heat(),
            seasons,
            missed_named: board.missed_named(),
            missed: board.missed,
        }
    }
}

#[derive(Serialize)]
pub struct TablePage {
    pub period: PeriodView,
    pub rows: Vec<Choice>,
    pub columns: Vec<Choice>,
    pub measures: Vec<Choice>,
    pub measure: &'static str,
    pub communes: Vec<Choice>,
    pub categories: Vec<Choice>,
    pub table: Table,
    /// The query of the files and of a link to this page.
    pub query: String,
}

impl Page for TablePage {
    const TEMPLATE: &'static str = "office/reports/table.html";
}

impl TablePage {
    pub fn of(table: Table, wanted: &Wanted, period: PeriodView, directory: &Directory, lang: Lang) -> Self {
        let dim = |dim: Dim, chosen: bool| Choice { word: dim.as_str().to_owned(), name: String::new(), chosen };
        let communes = directory.communes.iter().map(|c| Choice {
            word: c.code.clone(),
            name: c.name.clone(),
            chosen: c.code == wanted.commune,
        });
        let categories = directory.categories.iter().filter(|c| c.parent_id.is_some()).map(|c| Choice {
            word: c.slug.clone(),
            name: c.name(lang).to_owned(),
            chosen: c.slug == wanted.category,
        });
        TablePage {
            period,
            rows: Dim::ALL.map(|d| dim(d, d == wanted.rows)).into(),
            columns: Dim::ALL.map(|d| dim(d, Some(d) == wanted.columns)).into(),
            measures: Measure::ALL
                .map(|m| Choice { word: m.as_str().to_owned(), name: String::new(), chosen: m == wanted.measure })
                .into(),
            measure: wanted.measure.as_str(),
            communes: communes.collect(),
            categories: categories.collect(),
            table,
            query: wanted.query(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_said_with_its_sign() {
        let said = [(112, 100), (95, 100), (100, 100), (5, 0), (0, 50)].map(|(now, before)| change(now, before));
        assert_eq!(said, ["+12%", "\u{2212}5%", "±0%", "", "\u{2212}100%"]);
        assert_eq!(change(i64::MAX, 1), change(i64::MAX, 1));
    }

    #[test]
    fn the_shares_are_one_whole_bar() {
        let part = |name: &str, dong: i64, more: i64| PartSum {
            key: name.to_owned(),
            name_vi: name.to_owned(),
            name_en: String::new(),
            bought: 1,
            grams: 0,
            goods: Money::dong(dong),
            before_goods: Money::ZERO,
            year_goods: Money::ZERO,
            more,
        };
        let mut parts: Vec<PartSum> = (1..=6_i64).rev().map(|n| part(&format!("p{n}"), n * 100, 0)).collect();
        parts.push(part("", 300, 9));
        let bar = slices(&parts, Lang::Vi);
        let told: Vec<_> =
            bar.iter().map(|s| (s.name.as_str(), s.share, s.x.as_str(), s.width.as_str(), s.shade)).collect();
        assert_eq!(told[0], ("p6", 25, "0.0", "25.0", 5));
        assert_eq!(told[1], ("p5", 21, "25.0", "20.8", 4));
        assert_eq!(told[5], ("Các phần còn lại", 17, "83.3", "16.7", 0));
        assert_eq!(bar.len(), 6);
        assert_eq!(slices(&[part("a", 0, 0)], Lang::Vi), []);
        let one = slices(&[part("a", 7, 0)], Lang::En);
        assert_eq!((one[0].share, one[0].width.as_str(), one.len()), (100, "100.0", 1));
    }
}
