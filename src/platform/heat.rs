//! Heat maps, worked out on the server and drawn by `parts/heat.html` as SVG: a row of cells under each name, the darker the
//! more. Along the page everything is in percent, as in `chart`; upwards it is in pixels.

use serde::Serialize;

/// Pixels from one row's top to the next one's.
const PITCH: i64 = 46;
/// From a row's top to its cells: room for its name.
const HEAD: i64 = 24;
/// A cell's height.
const TALL: i64 = 16;
/// For the labels below the last row.
const FOOT: i64 = 26;
/// Shades from nothing to the most.
const SHADES: i64 = 5;

#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    pub x: String,
    pub y: i64,
    pub width: String,
    /// 0 for nothing, then 1 to 5.
    pub shade: i64,
    pub title: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub name: String,
    pub text_y: i64,
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Mark {
    pub x: String,
    pub label: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Heat {
    pub height: i64,
    pub tall: i64,
    pub text_y: i64,
    pub rows: Vec<Row>,
    pub marks: Vec<Mark>,
}

fn percent(hundredths: usize) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// How dark a cell is beside the most of its row: what is there at all can be seen.
fn shade(value: i64, most: i64) -> i64 {
    if value <= 0 || most <= 0 {
        return 0;
    }
    let exact = i128::from(value) * i128::from(SHADES) / i128::from(most);
    i64::try_from(exact).unwrap_or(SHADES).clamp(1, SHADES)
}

impl Heat {
    /// Draws rows of a name and its values, each with what it says when it is pointed at; `labels` stand below the columns. Each
    /// row has its own darkest: a map shows when, not how much beside others.
    #[must_use]
    pub fn of(rows: &[(String, Vec<(i64, String)>)], labels: &[String]) -> Self {
        let slot = 10_000 / labels.len().max(1);
        let top = |at: usize| i64::try_from(at).unwrap_or(0).saturating_mul(PITCH);
        let drawn = rows.iter().enumerate().map(|(at, (name, values))| {
            let most = values.iter().map(|(value, _)| *value).max().unwrap_or(0);
            let cells = values.iter().enumerate().map(|(column, (value, title))| Cell {
                x: percent(slot * column),
                y: top(at) + HEAD,
                width: percent(slot * 94 / 100),
                shade: shade(*value, most),
                title: title.clone(),
            });
            Row { name: name.clone(), text_y: top(at) + HEAD - 8, cells: cells.collect() }
        });
        let marks = labels.iter().enumerate();
        let marks = marks.map(|(at, label)| Mark { x: percent(slot * at + slot / 2), label: label.clone() });
        let ground = top(rows.len());
        Heat { height: ground + FOOT, tall: TALL, text_y: ground + 12, rows: drawn.collect(), marks: marks.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_of_a_row_is_darkest_and_a_little_is_seen() {
        let row = |values: &[i64]| ("x".to_owned(), values.iter().map(|v| (*v, String::new())).collect::<Vec<_>>());
        let heat = Heat::of(&[row(&[0, 1, 500, 1_000]), row(&[0, 0, 0, 0])], &["1", "2", "3", "4"].map(str::to_owned));
        let shades = |at: usize| heat.rows[at].cells.iter().map(|c| c.shade).collect::<Vec<_>>();
        assert_eq!((shades(0), shades(1)), (vec![0, 1, 2, 5], vec![0; 4]));
        assert_eq!((heat.rows[0].cells[3].x.as_str(), heat.marks[0].x.as_str()), ("75.00%", "12.50%"));
        assert_eq!(Heat::of(&[row(&[i64::MAX, i64::MIN])], &[]).rows[0].cells[0].shade, 5);
        assert!(Heat::of(&[], &[]).rows.is_empty());
    }
}
