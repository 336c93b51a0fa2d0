//! What stood in each slot for each commune: how often it was shown and followed, and what was sold of it meanwhile.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::sales::{self, Counts, STOOD, Sales};
use super::slot::Slot;
use crate::error::Result;
use crate::platform::db::Conn;

/// A commune in a slot.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct InSlot {
    #[diesel(sql_type = Text)]
    slot: String,
    /// Of a collection, which is of many, there is none.
    #[diesel(sql_type = Nullable<Text>)]
    code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    commune: Option<String>,
    /// Spotlights that stood there.
    #[diesel(sql_type = BigInt)]
    pub times: i64,
    #[diesel(embed)]
    #[serde(flatten)]
    pub counts: Counts,
}

/// All that stood in a slot.
#[derive(Clone, Debug, Serialize)]
pub struct OfSlot {
    pub slot: &'static str,
    pub times: i64,
    #[serde(flatten)]
    pub counts: Counts,
}

/// A commune, with what it had in each slot of the grid.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    #[serde(skip)]
    code: Option<String>,
    /// `None`: collections, whose goods are of many communes.
    pub commune: Option<String>,
    pub cells: Vec<Option<InSlot>>,
}

/// Communes by slots.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Grid {
    /// Fluent keys of the slots in which something stood.
    pub slots: Vec<String>,
    /// By name of the commune; collections last.
    pub rows: Vec<Row>,
    /// Each slot as a whole, the one shown most first.
    pub sums: Vec<OfSlot>,
}

/// The grid of the days from `first` to before `end`.
pub async fn load(conn: &mut Conn, (first, end): (NaiveDate, NaiveDate), sales: &Sales) -> Result<Grid> {
    let (packs, sold) = sales::numbers(&sales.slots);
    let cells: Vec<InSlot> = diesel::sql_query(format!(
        "{STOOD}, \
         counted AS ( \
           SELECT slot, coalesce(commune, '') AS commune, count(*) AS times, sum(shown) AS shown, sum(clicked) AS clicked \
           FROM stood GROUP BY 1, 2), \
         sales AS (SELECT * FROM unnest($3, $4, $5, $6) AS x (slot, commune, packs, sold)) \
         SELECT coalesce(c.slot, s.slot) AS slot, m.code, m.name AS commune, coalesce(c.times, 0)::bigint AS times, \
                coalesce(c.shown, 0)::bigint AS shown, coalesce(c.clicked, 0)::bigint AS clicked, \
                coalesce(s.packs, 0)::bigint AS packs, coalesce(s.sold, 0)::bigint AS sold \
         FROM counted c FULL JOIN sales s ON s.slot = c.slot AND s.commune = c.commune \
         LEFT JOIN communes m ON m.code = coalesce(c.commune, s.commune) ORDER BY m.folded NULLS LAST, m.code, 1"
    ))
    .bind::<Date, _>(first)
    .bind::<Date, _>(end)
    .bind::<Array<Text>, _>(sales.slots.iter().filter_map(|sale| sale.slot.clone()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(sales::communes(&sales.slots))
    .bind::<Array<BigInt>, _>(packs)
    .bind::<Array<BigInt>, _>(sold)
    .load(conn)
    .await?;
    Ok(of(cells))
}

/// Puts cells that are sorted by commune into rows.
fn of(cells: Vec<InSlot>) -> Grid {
    let slots: Vec<Slot> =
        Slot::ALL.into_iter().filter(|slot| cells.iter().any(|cell| cell.slot == slot.as_str())).collect();
    let mut sums: Vec<OfSlot> = slots.iter().map(|slot| sum(&cells, *slot)).collect();
    sums.sort_by_key(|sum| std::cmp::Reverse(sum.counts.shown));
    let mut rows: Vec<Row> = Vec::new();
    for cell in cells {
        if rows.last().is_none_or(|row| row.code != cell.code) {
            let (code, commune) = (cell.code.clone(), cell.commune.clone());
            rows.push(Row { code, commune, cells: vec![None; slots.len()] });
        }
        let at = slots.iter().position(|slot| slot.as_str() == cell.slot);
        if let (Some(row), Some(at)) = (rows.last_mut(), at)
            && let Some(place) = row.cells.get_mut(at)
        {
            *place = Some(cell);
        }
    }
    Grid { slots: slots.into_iter().map(Slot::key).collect(), rows, sums }
}

/// All communes of a slot together: a sale is of one commune only, so none is added twice.
fn sum(cells: &[InSlot], slot: Slot) -> OfSlot {
    let of = || cells.iter().filter(move |cell| cell.slot == slot.as_str());
    OfSlot { slot: slot.as_str(), times: of().map(|cell| cell.times).sum(), counts: of().map(|cell| cell.counts).sum() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::money::Money;

    #[test]
    fn communes_are_rows_and_slots_add_up() {
        let cell = |slot: &str, code: Option<&str>, shown: i64, sold: i64| InSlot {
            slot: slot.to_owned(),
            code: code.map(str::to_owned),
            commune: code.map(|code| format!("Xã {code}")),
            times: 1,
            counts: Counts { shown, clicked: 1, packs: 2, sold: Money::dong(sold) },
        };
        let grid = of(vec![
            cell("campaign", Some("a"), 0, 500),
            cell("home_shelf", Some("a"), 7, 300),
            cell("home_shelf", Some("b"), 5, 200),
            cell("campaign", None, 20, 0),
        ]);
        assert_eq!(grid.slots, ["spotlight-slot-home-shelf", "spotlight-slot-campaign"]);
        let rows: Vec<_> = grid
            .rows
            .iter()
            .map(|row| {
                (
                    row.commune.as_deref(),
                    row.cells.iter().map(|c| c.as_ref().map(|c| c.counts.shown)).collect::<Vec<_>>(),
                )
            })
            .collect();
        assert_eq!(
            rows,
            [(Some("Xã a"), vec![Some(7), Some(0)]), (Some("Xã b"), vec![Some(5), None]), (None, vec![None, Some(20)])]
        );
        let sums: Vec<_> =
            grid.sums.iter().map(|sum| (sum.slot, sum.times, sum.counts.shown, sum.counts.sold)).collect();
        assert_eq!(sums, [("campaign", 2, 20, Money::dong(500)), ("home_shelf", 2, 12, Money::dong(500))]);
    }
}
