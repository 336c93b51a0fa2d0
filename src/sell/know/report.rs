//! The answers put side by side: each day, week or month with the one it is compared with.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::queries::{Buyers, Ends, Low, Part, Sum};
use crate::figures::period::Period;
use crate::figures::words;
use crate::kernel::ids::ProductId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::chart::{Chart, Point};
use crate::platform::locales::{self, Args};

/// A day, week or month.
#[derive(Serialize)]
pub struct Row {
    pub when: String,
    pub orders: i64,
    pub goods: Money,
    pub kilos: String,
    pub before_goods: Money,
    pub before_kilos: String,
    #[serde(skip)]
    short: String,
    #[serde(skip)]
    grams: i64,
    #[serde(skip)]
    before_grams: i64,
    #[serde(skip)]
    before_orders: i64,
}

/// All of them added up.
#[derive(Serialize)]
pub struct Total {
    pub orders: i64,
    pub goods: Money,
    pub kilos: String,
    pub before_goods: Money,
    pub before_orders: i64,
    pub before_kilos: String,
    /// Whether the goods' money is more or less than before: a part of a Fluent key (`know-more-than-…`). `None` where there
    /// was nothing to compare it with.
    pub grown: Option<&'static str>,
    /// By how many percent.
    pub grown_by: i64,
}

pub struct Sales {
    pub rows: Vec<Row>,
    pub total: Total,
    pub money: Chart,
    pub weight: Chart,
}

/// Sales of the span shown and of the one before it.
pub fn sales(sums: &[Sum], parts: &[Part], starts: &[(NaiveDate, NaiveDate)], period: Period, lang: Lang) -> Sales {
    let by_start: HashMap<NaiveDate, &Sum> = sums.iter().map(|sum| (sum.start, sum)).collect();
    let mut weights: HashMap<NaiveDate, i64> = HashMap::new();
    for part in parts {
        *weights.entry(part.start).or_default() += part.grams;
    }
    let weight = |start: &NaiveDate| weights.get(start).copied().unwrap_or(0);
    let rows: Vec<Row> = starts
        .iter()
        .map(|(start, before)| {
            let (now, then) = (by_start.get(start), by_start.get(before));
            let (grams, before_grams) = (weight(start), weight(before));
            Row {
                when: words::long(period, *start),
                orders: now.map_or(0, |s| s.orders),
                goods: now.map_or(Money::ZERO, |s| s.goods),
                kilos: words::kilos(grams, lang),
                before_goods: then.map_or(Money::ZERO, |s| s.goods),
                before_kilos: words::kilos(before_grams, lang),
                short: words::short(period, *start),
                grams,
                before_grams,
                before_orders: then.map_or(0, |s| s.orders),
            }
        })
        .collect();
    let told = |row: &Row, amount: String| {
        let args = [("when", row.when.clone().into()), ("n", row.orders.into()), ("sum", amount.into())];
        let args: Args = args.into_iter().map(|(name, value)| (name.into(), value)).collect();
        locales::text_with(lang, "know-bar", &args)
    };
    let point = |row: &Row, amount: String, value: i64, before: i64| Point {
        label: row.short.clone(),
        title: told(row, amount),
        value,
        before: Some(before),
    };
    let money: Vec<Point> =
        rows.iter().map(|r| point(r, r.goods.to_string(), r.goods.amount(), r.before_goods.amount())).collect();
    let weight: Vec<Point> = rows.iter().map(|r| point(r, r.kilos.clone(), r.grams, r.before_grams)).collect();
    let (goods, before): (Money, Money) =
        (rows.iter().map(|r| r.goods).sum(), rows.iter().map(|r| r.before_goods).sum());
    let grown = (before > Money::ZERO).then(|| words::percent((goods - before).amount(), before.amount()));
    let total = Total {
        orders: rows.iter().map(|r| r.orders).sum(),
        goods,
        kilos: words::kilos(rows.iter().map(|r| r.grams).sum(), lang),
        before_goods: before,
        before_orders: rows.iter().map(|r| r.before_orders).sum(),
        before_kilos: words::kilos(rows.iter().map(|r| r.before_grams).sum(), lang),
        grown: grown.map(|percent| match percent {
            1.. => "more-than",
            0 => "same-as",
            _ => "less-than",
        }),
        grown_by: grown.unwrap_or(0).saturating_abs(),
    };
    let (money, weight) = (Chart::of(&money, |n| words::money(n, lang)), Chart::of(&weight, |n| words::kilos(n, lang)));
    Sales { rows, total, money, weight }
}

/// As many goods as the list of the best shows.
const BEST: usize = 10;

#[derive(Clone, Serialize)]
pub struct BestRow {
    pub name: String,
    /// Packs.
    pub qty: i64,
    pub kilos: String,
    pub goods: Money,
    /// Of a hundred, beside the best of all.
    pub share: i64,
    #[serde(skip)]
    grams: i64,
}

/// The goods that brought most since a day, the best first.
pub fn best(parts: &[Part], since: NaiveDate, lang: Lang) -> Vec<BestRow> {
    let mut rows: HashMap<ProductId, BestRow> = HashMap::new();
    for part in parts.iter().filter(|part| part.start >= since) {
        let row = rows.entry(part.product).or_insert_with(|| BestRow {
            name: lang.pick(&part.name_vi, &part.name_en).to_owned(),
            qty: 0,
            kilos: String::new(),
            goods: Money::ZERO,
            share: 0,
            grams: 0,
        });
        row.qty += part.qty;
        row.grams += part.grams;
        row.goods = row.goods + part.goods;
    }
    let mut rows: Vec<(ProductId, BestRow)> = rows.into_iter().collect();
    rows.sort_by_key(|(product, row)| (std::cmp::Reverse(row.goods), *product));
    let most = rows.first().map_or(0, |(_, row)| row.goods.amount());
    let told = |(_, row): (ProductId, BestRow)| BestRow {
        kilos: words::kilos(row.grams, lang),
        share: words::percent(row.goods.amount(), most),
        ..row
    };
    rows.into_iter().take(BEST).map(told).collect()
}

#[derive(Serialize)]
pub struct LowRow {
    pub product: ProductId,
    pub name: String,
    pub pack: String,
    pub left: i32,
    pub least: i32,
    pub sold: i64,
}

pub fn low(low: Vec<Low>, lang: Lang) -> Vec<LowRow> {
    let row = |l: Low| LowRow {
        product: l.product,
        name: lang.pick(&l.name_vi, &l.name_en).to_owned(),
        pack: lang.pick(&l.pack_vi, &l.pack_en).to_owned(),
        left: l.left,
        least: l.least,
        sold: l.sold,
    };
    low.into_iter().map(row).collect()
}

/// A count, and what part of all it is.
#[derive(Clone, Copy, Serialize)]
pub struct Share {
    pub n: i64,
    pub percent: i64,
}

impl Share {
    fn of(n: i64, all: i64) -> Self {
        Share { n, percent: words::percent(n, all) }
    }
}

#[derive(Serialize)]
pub struct Shares {
    pub buyers: i64,
    pub back: Share,
    pub seen: i64,
    pub refused: Share,
    pub given_up: Share,
    pub cancelled: Share,
}

pub fn shares(buyers: Buyers, ends: Ends) -> Shares {
    Shares {
        buyers: buyers.all,
        back: Share::of(buyers.back, buyers.all),
        seen: ends.all,
        refused: Share::of(ends.refused, ends.all),
        given_up: Share::of(ends.given_up, ends.all),
        cancelled: Share::of(ends.cancelled, ends.all),
    }
}
