//! Charts, worked out on the server and drawn by `parts/chart.html` as SVG: bars, and a line to compare them with. Along
//! the page everything is in percent, so that a chart fits any width while its words keep their size; upwards it is in
//! pixels. Whole numbers only.

use serde::Serialize;

/// Pixels from the top to the highest grid line, leaving room for half its label.
const TOP: i64 = 12;
/// Pixels from there to the ground.
const RISE: i64 = 180;
/// Pixels below the ground, for the labels.
const FOOT: i64 = 30;
/// No phone has room for more labels below the bars: of 360 pixels some 200 are left for them, and each takes 45.
const MOST_LABELS: usize = 3;
/// Grid lines above the ground.
const STEPS: i64 = 4;

/// One place along the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Below the bar, where there is room.
    pub label: String,
    /// What the bar says when it is pointed at.
    pub title: String,
    pub value: i64,
    /// What it is compared with, where there was anything; a line leads through these.
    pub before: Option<i64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Tick {
    pub y: String,
    /// Where its label stands.
    pub text_y: String,
    pub label: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Bar {
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
    pub title: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Stroke {
    pub x1: String,
    pub y1: String,
    pub x2: String,
    pub y2: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Mark {
    pub x: String,
    pub label: String,
}

/// A chart ready to be drawn.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    pub height: i64,
    pub ground: i64,
    pub text_y: i64,
    pub ticks: Vec<Tick>,
    pub bars: Vec<Bar>,
    pub line: Vec<Stroke>,
    pub marks: Vec<Mark>,
}

/// Hundredths as a decimal: 1250 is `12.50`.
fn decimal(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn percent(hundredths: i64) -> String {
    format!("{}%", decimal(hundredths))
}

/// The smallest of 1, 2, 5, 10, 20, … of which [`STEPS`] reach `most`.
fn step(most: i64) -> i64 {
    let mut ten = 1_i64;
    loop {
        for times in [1, 2, 5] {
            let step = ten.saturating_mul(times);
            if step.saturating_mul(STEPS) >= most {
                return step;
            }
        }
        ten = ten.saturating_mul(10);
    }
}

impl Chart {
    /// Draws these points, none of which may be below nothing; `name` says an amount in few letters.
    #[must_use]
    pub fn of(points: &[Point], name: impl Fn(i64) -> String) -> Self {
        let most = points.iter().map(|p| p.value.max(p.before.unwrap_or(0))).max().unwrap_or(0).max(1);
        let step = step(most);
        Self::up_to(step, most.div_euclid(step) + i64::from(most % step != 0), points, name)
    }

    /// Draws them below so many grid lines a step apart, where no amount is above the highest one.
    #[must_use]
    pub fn up_to(step: i64, steps: i64, points: &[Point], name: impl Fn(i64) -> String) -> Self {
        let top = step.saturating_mul(steps);
        let ground = TOP + RISE;
        // Hundredths of a pixel, by 128 bits so that no sum of money is too much.
        let rise = |value: i64| {
            let exact = i128::from(value.max(0)) * i128::from(RISE * 100) / i128::from(top.max(1));
            i64::try_from(exact).unwrap_or(RISE * 100)
        };
        let count = i64::try_from(points.len()).unwrap_or(i64::MAX).max(1);
        let slot = 10_000 / count;
        let center = |at: usize| slot * i64::try_from(at).unwrap_or(0) + slot / 2;
        let ticks = (1..=steps).map(|n| {
            let value = step.saturating_mul(n);
            let y = ground * 100 - rise(value);
            Tick { y: decimal(y), text_y: decimal(y + 500), label: name(value) }
        });
        let bars = points.iter().enumerate().filter(|(_, p)| p.value > 0).map(|(at, p)| {
            // What is there at all can be seen.
            let height = rise(p.value).max(200);
            Bar {
                x: percent(center(at) - slot * 35 / 100),
                y: decimal(ground * 100 - height),
                width: percent(slot * 70 / 100),
                height: decimal(height),
                title: p.title.clone(),
            }
        });
        let compared = points.iter().any(|p| p.before.is_some_and(|before| before > 0));
        let before = |at: usize| points.get(at).and_then(|p| p.before);
        let line = (0..points.len()).filter(|_| compared).filter_map(|at| {
            let here = before(at)?;
            // To the next one; what stands alone, as a dot.
            let (next, there) = match before(at + 1) {
                Some(there) => (at + 1, there),
                None if at.checked_sub(1).and_then(before).is_none() => (at, here),
                None => return None,
            };
            Some(Stroke {
                x1: percent(center(at)),
                y1: decimal(ground * 100 - rise(here)),
                x2: percent(center(next)),
                y2: decimal(ground * 100 - rise(there)),
            })
        });
        let every = points.len().div_ceil(MOST_LABELS).max(1);
        // Counted from the end: the newest always has its label.
        let marked = points.iter().enumerate().filter(|(at, _)| (points.len() - 1 - at).is_multiple_of(every));
        let marks = marked.map(|(at, p)| Mark { x: percent(center(at)), label: p.label.clone() });
        Chart {
            height: ground + FOOT,
            ground,
            text_y: ground + FOOT - 8,
            ticks: ticks.collect(),
            bars: bars.collect(),
            line: line.collect(),
            marks: marks.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[(i64, i64)]) -> Vec<Point> {
        let point = |(value, before): &(i64, i64)| Point {
            label: value.to_string(),
            title: String::new(),
            value: *value,
            before: Some(*before),
        };
        values.iter().map(point).collect()
    }

    #[test]
    fn grid_lines_stand_at_round_numbers() {
        for (most, expected) in [(1, 1), (4, 1), (5, 2), (9, 5), (450_000, 200_000), (1_000_000, 500_000), (100, 50)] {
            assert_eq!(step(most), expected, "{most}");
        }
        let chart = Chart::of(&points(&[(450_000, 0)]), |n| n.to_string());
        assert_eq!(chart.ticks.iter().map(|t| t.label.as_str()).collect::<Vec<_>>(), ["200000", "400000", "600000"]);
    }

    #[test]
    fn bars_stay_within_the_chart() {
        let values: Vec<(i64, i64)> = (0..30).map(|n| (n * n * 1_000_003, n * 77)).collect();
        let chart = Chart::of(&points(&values), |n| n.to_string());
        assert_eq!((chart.bars.len(), chart.line.len(), chart.marks.len()), (29, 29, 3), "nothing sold, no bar");
        for bar in &chart.bars {
            let number = |text: &str| -> i64 { text.trim_end_matches('%').replace('.', "").parse().unwrap() };
            assert!(number(&bar.x) >= 0 && number(&bar.x) + number(&bar.width) <= 10_000, "{bar:?}");
            assert!(number(&bar.y) >= TOP * 100, "{bar:?}");
            assert_eq!(number(&bar.y) + number(&bar.height), chart.ground * 100, "{bar:?}");
        }
    }

    #[test]
    fn a_line_leads_only_through_what_there_was() {
        let mut all = points(&[(0, 40), (30, 50), (0, 0), (20, 35), (0, 0), (10, 20), (10, 30)]);
        for gap in [2, 4] {
            all[gap].before = None;
        }
        let chart = Chart::up_to(10, 5, &all, |n| n.to_string());
        assert_eq!(chart.ticks.iter().map(|t| t.label.as_str()).collect::<Vec<_>>(), ["10", "20", "30", "40", "50"]);
        let lines: Vec<bool> = chart.line.iter().map(|stroke| stroke.x1 == stroke.x2).collect();
        assert_eq!(lines, [false, true, false], "two together, one alone, two together");
        assert!(chart.line.iter().all(|stroke| stroke.y1 != format!("{}.00", chart.ground)));
    }

    #[test]
    fn nothing_and_too_much_are_charts_as_well() {
        assert!(Chart::of(&[], |n| n.to_string()).bars.is_empty());
        assert!(Chart::of(&points(&[(0, 0), (0, 0)]), |n| n.to_string()).bars.is_empty());
        assert_eq!(Chart::of(&points(&[(i64::MAX, 1)]), |n| n.to_string()).bars.len(), 1);
    }
}
