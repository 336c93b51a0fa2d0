//! The table of anything by anything: rows, columns and what is counted are chosen in the address, so that it can be passed
//! on. Each row stands beside the same of the period before and of a year ago, unless the rows are stretches of time
//! themselves. What is shown is what the files hold.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::pages::{change_in, dates};
use super::period::{Span, Spans};
use super::queries::{Dim, FIGURES};
use crate::error::Result;
use crate::figures::period::Period;
use crate::figures::words;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::weight;
use crate::platform::db::Conn;
use crate::platform::sheet::Cell;
use crate::platform::{forms, locales};

/// Rows that anybody would read; the rest stands in one row below them.
const MOST_ROWS: usize = 200;
/// Columns that a page has room for. More of them are put together as months, or refused.
const MOST_COLUMNS: usize = 31;

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    #[default]
    Goods,
    Kilos,
    Packs,
    Bought,
    Refused,
    Lost,
}

impl Measure {
    pub const ALL: [Measure; 6] =
        [Measure::Goods, Measure::Kilos, Measure::Packs, Measure::Bought, Measure::Refused, Measure::Lost];

    /// The word in addresses and in Fluent keys (`board-measure-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Measure::Goods => "goods",
            Measure::Kilos => "kilos",
            Measure::Packs => "packs",
            Measure::Bought => "bought",
            Measure::Refused => "refused",
            Measure::Lost => "lost",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.as_str() == word)
    }

    const fn column(self) -> &'static str {
        match self {
            Measure::Goods => "f.goods",
            Measure::Kilos => "f.grams",
            Measure::Packs => "f.packs",
            Measure::Bought => "f.bought",
            Measure::Refused => "f.refused",
            Measure::Lost => "f.lost",
        }
    }

    /// As a person reads it.
    fn said(self, n: i64, lang: Lang) -> String {
        match self {
            Measure::Goods => Money::dong(n).to_string(),
            Measure::Kilos => weight::written(lang, n),
            _ => crate::kernel::money::group_digits(n),
        }
    }

    fn cell(self, n: i64) -> Cell {
        match self {
            Measure::Goods => Cell::Money(Money::dong(n)),
            Measure::Kilos => Cell::Kilos(n),
            _ => Cell::Number(n),
        }
    }
}

/// What a table is asked to show.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub spans: Spans,
    pub rows: Dim,
    /// `None`: one column.
    pub columns: Option<Dim>,
    pub measure: Measure,
    /// Only this commune's households; empty: all.
    pub commune: String,
    /// Only this category; empty: all.
    pub category: String,
}

impl Wanted {
    /// Reads a query; what makes no sense is what nobody chose.
    #[must_use]
    pub fn asked(query: &str, spans: Spans) -> Self {
        let word = |name: &str| forms::asked(query, name).unwrap_or_default();
        let clean = |name: &str| word(name).chars().filter(|c| !c.is_control()).take(80).collect::<String>();
        let rows = Dim::parse(&word("rows")).unwrap_or(Dim::Category);
        Wanted {
            spans,
            rows,
            columns: Dim::parse(&word("columns")).filter(|dim| *dim != rows),
            measure: Measure::parse(&word("measure")).unwrap_or_default(),
            commune: clean("commune"),
            category: clean("category"),
        }
    }

    /// The part of the query that is not about the period.
    #[must_use]
    pub fn choices(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair("rows", self.rows.as_str())
            .append_pair("columns", self.columns.map(Dim::as_str).unwrap_or_default())
            .append_pair("measure", self.measure.as_str())
            .append_pair("commune", &self.commune)
            .append_pair("category", &self.category)
            .finish()
    }

    /// The query that asks for it.
    #[must_use]
    pub fn query(&self) -> String {
        format!("{}&{}", self.spans.query(), self.choices())
    }

    /// Whether its rows are laid beside the period before, and beside a year ago. Stretches of time have neither; the period
    /// before a year is a year ago.
    #[must_use]
    pub fn beside(&self) -> (bool, bool) {
        let compared = !self.rows.is_time();
        (compared && self.spans.before != self.spans.year_ago, compared)
    }
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = Text)]
    row_key: String,
    #[diesel(sql_type = Text)]
    row_vi: String,
    #[diesel(sql_type = Text)]
    row_en: String,
    #[diesel(sql_type = Text)]
    col: String,
    #[diesel(sql_type = Text)]
    col_vi: String,
    #[diesel(sql_type = Text)]
    col_en: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
    /// The same in the period before, and a year ago.
    #[diesel(sql_type = BigInt)]
    before: i64,
    #[diesel(sql_type = BigInt)]
    year: i64,
}

/// A table ready to be shown.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Over the names of the rows.
    pub corner: String,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    pub total: Row,
    /// More columns were asked for than can be shown: they are not shown.
    pub too_wide: bool,
    /// Its rows stand beside the period before, and beside a year ago.
    pub before: bool,
    pub year: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    pub name: String,
    /// As people read them; empty for none.
    pub said: Vec<String>,
    pub total: String,
    /// The total of the period before, and how far this one is from it; the same for a year ago.
    pub before: String,
    pub before_change: String,
    pub year: String,
    pub year_change: String,
    #[serde(skip)]
    numbers: Vec<i64>,
    #[serde(skip)]
    sum: i64,
    #[serde(skip)]
    before_sum: i64,
    #[serde(skip)]
    year_sum: i64,
}

/// What a key is called: a week or a month by its days, anything else by its own name.
fn name(dim: Dim, key: &str, vi: &str, en: &str, lang: Lang) -> String {
    let day = || key.parse::<NaiveDate>().ok();
    match dim {
        Dim::Week => day().map_or_else(String::new, |day| words::long(Period::Week, day)),
        Dim::Month => day().map_or_else(String::new, |day| words::long(Period::Month, day)),
        _ => lang.pick(vi, en).to_owned(),
    }
}

/// Counts it, in one query.
pub async fn load(conn: &mut Conn, wanted: &Wanted, lang: Lang) -> Result<Table> {
    let [row, row_vi, row_en] = wanted.rows.sql();
    let [col, col_vi, col_en] = wanted.columns.map_or(["''", "''", "''"], Dim::sql);
    let measure = wanted.measure.column();
    let only = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let Spans { now, .. } = wanted.spans;
    let none = Span { from: now.from, until: now.from };
    let before = if wanted.beside().0 { wanted.spans.before } else { none };
    let year = if wanted.beside().1 { wanted.spans.year_ago } else { none };
    let sums: Vec<Sum> = diesel::sql_query(format!(
        "SELECT * FROM ( \
         SELECT {row} AS row_key, {row_vi} AS row_vi, {row_en} AS row_en, {col} AS col, {col_vi} AS col_vi, {col_en} AS col_en, \
                coalesce(sum({measure}) FILTER (WHERE f.day >= $1 AND f.day < $2), 0)::bigint AS n, \
                coalesce(sum({measure}) FILTER (WHERE f.day >= $3 AND f.day < $4), 0)::bigint AS before, \
                coalesce(sum({measure}) FILTER (WHERE f.day >= $5 AND f.day < $6), 0)::bigint AS year \
         FROM {FIGURES} \
         WHERE (f.day >= $1 AND f.day < $2 OR f.day >= $3 AND f.day < $4 OR f.day >= $5 AND f.day < $6) \
           AND ($7 IS NULL OR h.commune_code = $7) AND ($8 IS NULL OR c.slug = $8) \
         GROUP BY 1, 2, 3, 4, 5, 6) x WHERE n <> 0 OR before <> 0 OR year <> 0"
    ))
    .bind::<Date, _>(now.from)
    .bind::<Date, _>(now.until)
    .bind::<Date, _>(before.from)
    .bind::<Date, _>(before.until)
    .bind::<Date, _>(year.from)
    .bind::<Date, _>(year.until)
    .bind::<Nullable<Text>, _>(only(&wanted.commune))
    .bind::<Nullable<Text>, _>(only(&wanted.category))
    .load(conn)
    .await?;
    Ok(pivot(&sums, wanted, lang))
}

fn pivot(sums: &[Sum], wanted: &Wanted, lang: Lang) -> Table {
    let mut columns: BTreeMap<&str, (i64, String)> = BTreeMap::new();
    // What was counted before this period only has no column in it.
    for sum in sums.iter().filter(|sum| sum.n != 0) {
        if let Some(dim) = wanted.columns {
            let column =
                columns.entry(&sum.col).or_insert_with(|| (0, name(dim, &sum.col, &sum.col_vi, &sum.col_en, lang)));
            column.0 += sum.n;
        }
    }
    let too_wide = columns.len() > MOST_COLUMNS;
    if too_wide {
        columns.clear();
    }
    let mut columns: Vec<(&str, (i64, String))> = columns.into_iter().collect();
    // Time goes on from left to right and downwards; anything else begins with the most.
    if !wanted.columns.is_some_and(Dim::is_time) {
        columns.sort_by_key(|(key, (sum, _))| (std::cmp::Reverse(*sum), (*key).to_owned()));
    }
    let place: HashMap<&str, usize> = columns.iter().enumerate().map(|(at, (key, _))| (*key, at)).collect();
    let mut rows: HashMap<&str, Row> = HashMap::new();
    for sum in sums {
        let row = rows.entry(&sum.row_key).or_insert_with(|| Row {
            name: name(wanted.rows, &sum.row_key, &sum.row_vi, &sum.row_en, lang),
            numbers: vec![0; columns.len()],
            ..Row::default()
        });
        row.sum += sum.n;
        row.before_sum += sum.before;
        row.year_sum += sum.year;
        if let Some(number) = place.get(sum.col.as_str()).and_then(|at| row.numbers.get_mut(*at)) {
            *number += sum.n;
        }
    }
    let mut rows: Vec<(&str, Row)> = rows.into_iter().collect();
    if wanted.rows.is_time() {
        rows.sort_by(|a, b| a.0.cmp(b.0));
    } else {
        rows.sort_by_key(|(key, row)| (std::cmp::Reverse(row.sum), (*key).to_owned()));
    }
    let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    let total = added(&rows, columns.len(), locales::text(lang, "payout-total"));
    if rows.len() > MOST_ROWS {
        let rest = rows.split_off(MOST_ROWS);
        rows.push(added(&rest, columns.len(), locales::text(lang, "board-rest")));
    }
    let said = |mut row: Row| {
        let say = |n: &i64| if *n == 0 { String::new() } else { wanted.measure.said(*n, lang) };
        row.said = row.numbers.iter().map(say).collect();
        row.total = wanted.measure.said(row.sum, lang);
        row.before = wanted.measure.said(row.before_sum, lang);
        row.before_change = change_in(&wanted.spans, row.sum, row.before_sum);
        row.year = wanted.measure.said(row.year_sum, lang);
        row.year_change = change_in(&wanted.spans, row.sum, row.year_sum);
        row
    };
    let (before, year) = wanted.beside();
    Table {
        corner: locales::text(lang, &format!("board-dim-{}", wanted.rows.as_str())),
        columns: columns.into_iter().map(|(_, (_, name))| name).collect(),
        rows: rows.into_iter().map(said).collect(),
        total: said(total),
        too_wide,
        before,
        year,
    }
}

fn added(rows: &[Row], columns: usize, name: String) -> Row {
    let numbers = (0..columns).map(|at| rows.iter().filter_map(|row| row.numbers.get(at)).sum()).collect();
    Row {
        name,
        numbers,
        sum: rows.iter().map(|row| row.sum).sum(),
        before_sum: rows.iter().map(|row| row.before_sum).sum(),
        year_sum: rows.iter().map(|row| row.year_sum).sum(),
        ..Row::default()
    }
}

impl Table {
    /// The same as a file: the head, the rows, and the row of sums. A file says which days it compares with.
    pub fn cells(&self, wanted: &Wanted, lang: Lang) -> (Vec<String>, Vec<Vec<Cell>>, Vec<Cell>) {
        let measure = wanted.measure;
        let sum = locales::text(lang, &format!("board-measure-{}", measure.as_str()));
        let of = |key: &str, span: Span| format!("{} {}", locales::text(lang, key), dates(span));
        let before = self.before.then(|| of("board-before", wanted.spans.before));
        let year = self.year.then(|| of("board-year-ago", wanted.spans.year_ago));
        let head = std::iter::once(self.corner.clone()).chain(self.columns.iter().cloned()).chain([sum]);
        let head = head.chain(before).chain(year).collect();
        let row = |row: &Row| {
            let number = |n: &i64| if *n == 0 { Cell::Empty } else { measure.cell(*n) };
            let name = std::iter::once(Cell::Text(row.name.clone()));
            let said = name.chain(row.numbers.iter().map(number)).chain([measure.cell(row.sum)]);
            let before = self.before.then(|| measure.cell(row.before_sum));
            let year = self.year.then(|| measure.cell(row.year_sum));
            said.chain(before).chain(year).collect::<Vec<_>>()
        };
        (head, self.rows.iter().map(row).collect(), row(&self.total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::reports::period::By;

    fn sum(row: &str, col: &str, n: i64) -> Sum {
        let (row, col) = (row.to_owned(), col.to_owned());
        Sum {
            row_vi: row.clone(),
            row_en: String::new(),
            row_key: row,
            col_vi: col.clone(),
            col_en: String::new(),
            col,
            n,
            before: 0,
            year: 0,
        }
    }

    fn wanted(query: &str) -> Wanted {
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        Wanted::asked(query, Spans::of(By::Month, today, today))
    }

    #[test]
    fn rows_begin_with_the_most_and_time_goes_on() {
        let wanted = wanted("rows=commune&columns=month&measure=bought");
        let sums = [sum("a", "2026-11-01", 1), sum("b", "2026-10-01", 5), sum("b", "2026-11-01", 2)];
        let table = pivot(&sums, &wanted, Lang::Vi);
        assert_eq!(table.columns, ["10/2026", "11/2026"]);
        let rows: Vec<_> = table.rows.iter().map(|r| (r.name.as_str(), r.said.join("|"), r.total.as_str())).collect();
        assert_eq!(rows, [("b", "5|2".to_owned(), "7"), ("a", "|1".to_owned(), "1")]);
        assert_eq!((table.total.said.join("|"), table.total.total.as_str()), ("5|3".to_owned(), "8"));
        let (head, cells, total) = table.cells(&wanted, Lang::Vi);
        assert_eq!((head.len(), cells.len(), total.len()), (6, 2, 6));
        let (none, one) = (Cell::Number(0), Cell::Number(1));
        assert_eq!(cells[1], [Cell::Text("a".into()), Cell::Empty, one.clone(), one, none.clone(), none]);
    }

    #[test]
    fn a_row_stands_beside_what_it_was_and_stretches_of_time_stand_alone() {
        let wide = wanted("rows=product&columns=month&measure=packs");
        let gone = Sum { before: 4, year: 8, ..sum("b", "2026-10-01", 0) };
        let sums = [sum("a", "2026-11-01", 2), Sum { before: 2, ..sum("a", "2026-10-01", 0) }, gone];
        let table = pivot(&sums, &wide, Lang::Vi);
        assert_eq!(table.columns, ["11/2026"], "no column for what is compared with only");
        let said =
            |row: &Row| [&row.total, &row.before, &row.before_change, &row.year, &row.year_change].map(String::clone);
        assert_eq!(said(&table.rows[0]), ["2", "2", "±0%", "0", ""]);
        assert_eq!(said(&table.rows[1]), ["0", "4", "\u{2212}100%", "8", "\u{2212}100%"], "it was sold before");
        assert_eq!(said(&table.total), ["2", "6", "\u{2212}67%", "8", "\u{2212}75%"]);
        let months = wanted("rows=month&columns=product");
        assert_eq!((wide.beside(), months.beside()), ((true, true), (false, false)));
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        let year = Wanted::asked("rows=product", Spans::of(By::Year, today, today));
        assert_eq!(year.beside(), (false, true), "the year before is a year ago");
    }

    #[test]
    fn what_is_too_much_is_put_together_and_still_adds_up() {
        let wanted = wanted("rows=product&columns=week&measure=packs");
        let sums: Vec<Sum> =
            (0..300).map(|n| sum(&format!("p{n}"), &format!("2026-{:02}-01", n % 12 + 1), n + 1)).collect();
        let table = pivot(&sums, &wanted, Lang::En);
        assert_eq!(table.rows.len(), MOST_ROWS + 1);
        assert_eq!(table.rows.iter().map(|r| r.sum).sum::<i64>(), 300 * 301 / 2);
        assert_eq!(table.total.sum, 300 * 301 / 2);
        let wide: Vec<Sum> = (0..40).map(|n| sum("p", &format!("x{n}"), 1)).collect();
        let table = pivot(&wide, &wanted, Lang::En);
        assert!(table.too_wide && table.columns.is_empty() && table.total.sum == 40);
    }

    #[test]
    fn nonsense_in_the_address_is_what_nobody_chose() {
        let w = wanted("rows=%27%3B--&columns=rows&measure=%00&commune=%00a&category=x%0A");
        assert_eq!((w.rows, w.columns, w.measure), (Dim::Category, None, Measure::Goods));
        assert_eq!((w.commune.as_str(), w.category.as_str()), ("a", "x"));
        assert_eq!(wanted("rows=month&columns=month").columns, None, "not by itself");
    }
}
