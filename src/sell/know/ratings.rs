//! The stars of the last twelve months: by month beside the same month a year before, and by product.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::queries::Given;
use crate::catalog::stars::{Rating, tenths};
use crate::figures::period::Period;
use crate::figures::words;
use crate::kernel::ids::ProductId;
use crate::kernel::lang::Lang;
use crate::platform::chart::{Chart, Point};
use crate::platform::locales::{self, Args};

/// As many of the best, and of the worst, are told.
const ENDS: usize = 5;

#[derive(Serialize)]
pub struct Row {
    pub when: String,
    pub average: String,
    pub reviews: i64,
    /// The average of the same month a year before.
    pub before: String,
}

#[derive(Serialize)]
pub struct Good {
    pub name: String,
    pub average: String,
    pub reviews: i64,
}

#[derive(Serialize)]
pub struct Ratings {
    pub average: String,
    pub reviews: i64,
    pub chart: Chart,
    /// Months, the newest first.
    pub rows: Vec<Row>,
    /// The best first; of many those at both ends.
    pub goods: Vec<Good>,
}

/// Reviews and their stars together.
#[derive(Clone, Copy, Default)]
struct Sum {
    reviews: i64,
    stars: i64,
}

impl Sum {
    fn add(&mut self, given: &Given) {
        self.reviews += given.reviews;
        self.stars += given.stars;
    }

    fn tenths(self) -> i64 {
        tenths(self.reviews, self.stars)
    }

    fn told(self, lang: Lang) -> String {
        Rating::of(self.reviews, self.stars, lang).map_or_else(|| "—".to_owned(), |rating| rating.average)
    }
}

/// `months` are the twelve, each with the one a year before. `None` where nobody has given stars in them.
pub fn of(given: &[Given], months: &[(NaiveDate, NaiveDate)], lang: Lang) -> Option<Ratings> {
    let first = months.first()?.0;
    let mut by_month: BTreeMap<NaiveDate, Sum> = BTreeMap::new();
    let mut by_product: BTreeMap<ProductId, (&Given, Sum)> = BTreeMap::new();
    let mut all = Sum::default();
    for one in given {
        by_month.entry(one.start).or_default().add(one);
        if one.start >= first {
            by_product.entry(one.product).or_insert((one, Sum::default())).1.add(one);
            all.add(one);
        }
    }
    if all.reviews == 0 {
        return None;
    }
    let sum = |start: &NaiveDate| by_month.get(start).copied().unwrap_or_default();
    let point = |(start, before): &(NaiveDate, NaiveDate)| {
        let (now, then) = (sum(start), sum(before));
        let args = Args::from([
            ("when".into(), words::long(Period::Month, *start).into()),
            ("average".into(), now.told(lang).into()),
            ("n".into(), now.reviews.into()),
        ]);
        Point {
            label: words::short(Period::Month, *start),
            title: locales::text_with(lang, "know-stars-bar", &args),
            value: now.tenths(),
            // A month without stars is no month of none.
            before: (then.reviews > 0).then(|| then.tenths()),
        }
    };
    let points: Vec<Point> = months.iter().map(point).collect();
    let row = |(start, before): &(NaiveDate, NaiveDate)| Row {
        when: words::long(Period::Month, *start),
        average: sum(start).told(lang),
        reviews: sum(start).reviews,
        before: sum(before).told(lang),
    };
    let mut goods: Vec<(&Given, Sum)> = by_product.into_values().collect();
    goods.sort_by_key(|(one, sum)| (Reverse((sum.tenths(), sum.reviews)), one.product));
    if goods.len() > 2 * ENDS {
        goods.drain(ENDS..goods.len() - ENDS);
    }
    let good = |(one, sum): (&Given, Sum)| Good {
        name: lang.pick(&one.name_vi, &one.name_en).to_owned(),
        average: sum.told(lang),
        reviews: sum.reviews,
    };
    Some(Ratings {
        average: all.told(lang),
        reviews: all.reviews,
        chart: Chart::up_to(10, 5, &points, |n| words::tenths(n, lang)),
        rows: months.iter().rev().map(row).collect(),
        goods: goods.into_iter().map(good).collect(),
    })
}
