//! What the market must declare for a month: each household's revenue, commission and tax, with what went back to buyers
//! taken off.

use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::{Cell, Sheet};

/// A household's month.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// For the goods of parcels that were delivered in the month.
    #[diesel(sql_type = BigInt)]
    pub revenue: Money,
    /// For goods that went back to buyers in the month after they had been counted.
    #[diesel(sql_type = BigInt)]
    pub refunded: Money,
    #[diesel(sql_type = BigInt)]
    pub commission: Money,
    #[diesel(sql_type = BigInt)]
    pub vat: Money,
    #[diesel(sql_type = BigInt)]
    pub pit: Money,
}

/// The columns added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    pub revenue: Money,
    pub refunded: Money,
    pub commission: Money,
    pub vat: Money,
    pub pit: Money,
}

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The first day of the month.
    pub month: NaiveDate,
    pub rows: Vec<Row>,
    pub sums: Sums,
}

/// The report of the month that begins on `first`, as the books have it.
pub async fn load(conn: &mut Conn, first: NaiveDate) -> Result<Report> {
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT h.slug, h.name_vi, h.name_en, \
                coalesce(-sum(e.amount) FILTER (WHERE g.kind = 'earned'), 0)::bigint AS revenue, \
                coalesce(sum(e.amount) FILTER (WHERE g.kind = 'refund'), 0)::bigint AS refunded, \
                coalesce(-sum(e.amount) FILTER (WHERE e.account = 'commission'), 0)::bigint AS commission, \
                coalesce(-sum(e.amount) FILTER (WHERE e.account = 'vat'), 0)::bigint AS vat, \
                coalesce(-sum(e.amount) FILTER (WHERE e.account = 'pit'), 0)::bigint AS pit \
         FROM postings g JOIN entries e ON e.posting_id = g.id JOIN parcels p ON p.id = e.parcel_id \
         JOIN producers h ON h.id = p.producer_id \
         WHERE g.kind IN ('earned', 'refund') AND e.account IN ('payable', 'commission', 'vat', 'pit') \
           AND g.at >= $1::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
           AND g.at < $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
         GROUP BY h.id ORDER BY h.name_vi, h.id",
    )
    .bind::<Date, _>(first)
    .bind::<Date, _>(next)
    .load(conn)
    .await?;
    let sum = |column: fn(&Row) -> Money| rows.iter().map(column).sum();
    let sums = Sums {
        revenue: sum(|r| r.revenue),
        refunded: sum(|r| r.refunded),
        commission: sum(|r| r.commission),
        vat: sum(|r| r.vat),
        pit: sum(|r| r.pit),
    };
    Ok(Report { month: first, rows, sums })
}

impl Report {
    /// The report as a table for a spreadsheet program.
    #[must_use]
    pub fn sheet(&self, lang: Lang) -> Sheet {
        let text = |key: &str| locales::text(lang, key);
        let args = Args::from([("month".into(), self.month.format("%m/%Y").to_string().into())]);
        let columns = ["household", "revenue", "refunded", "left", "commission", "vat", "pit"];
        let money = |s: Sums| {
            [s.revenue, s.refunded, s.revenue - s.refunded, s.commission, s.vat, s.pit].map(Cell::Money).into_iter()
        };
        let rows = self.rows.iter().map(|row| {
            let Row { revenue, refunded, commission, vat, pit, .. } = *row;
            let name = Cell::Text(lang.pick(&row.name_vi, &row.name_en).to_owned());
            std::iter::once(name).chain(money(Sums { revenue, refunded, commission, vat, pit })).collect()
        });
        Sheet {
            name: self.month.format("%m-%Y").to_string(),
            title: vec![locales::text_with(lang, "report-title", &args)],
            head: columns.iter().map(|c| text(&format!("report-col-{c}"))).collect(),
            rows: rows.collect(),
            total: std::iter::once(Cell::Text(text("payout-total"))).chain(money(self.sums)).collect(),
        }
    }
}
