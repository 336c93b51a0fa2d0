//! A payout explained: parcel by parcel what the household got, what was taken off, and why the sum is what it is.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::queries::Payout;
use crate::error::Result;
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::{ParcelId, PayoutId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::orders::parcel;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::{Cell, Sheet};

/// One line of a statement; what is taken off is negative.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Line {
    #[diesel(sql_type = Nullable<BigInt>)]
    #[serde(skip)]
    pub parcel: Option<ParcelId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub delivered_at: Option<DateTime<Utc>>,
    /// `2 × Cá thính (hũ 500 g), 1 × Mật ong (chai)`
    #[diesel(sql_type = Text)]
    pub what_vi: String,
    #[diesel(sql_type = Text)]
    pub what_en: String,
    #[diesel(sql_type = BigInt)]
    pub goods: Money,
    #[diesel(sql_type = BigInt)]
    pub delivery: Money,
    #[diesel(sql_type = BigInt)]
    pub commission: Money,
    #[diesel(sql_type = BigInt)]
    pub tax: Money,
    #[diesel(sql_type = BigInt)]
    pub refunded: Money,
    #[diesel(sql_type = BigInt)]
    pub cash: Money,
    #[diesel(sql_type = BigInt)]
    pub net: Money,
}

/// The columns added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    pub goods: Money,
    pub delivery: Money,
    pub commission: Money,
    pub tax: Money,
    pub refunded: Money,
    pub cash: Money,
    pub net: Money,
}

/// A line with the household's name for the parcel.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// `G1024`; `None` for what belongs to no parcel.
    pub code: Option<String>,
    #[serde(flatten)]
    pub line: Line,
}

/// A payout with its lines.
#[derive(Clone, Debug, Serialize)]
pub struct Statement {
    pub payout: Payout,
    pub lines: Vec<Told>,
    pub sums: Sums,
}

/// Reads the statement that was frozen with the payout.
pub async fn load(conn: &mut Conn, payout: Payout) -> Result<Statement> {
    let lines = list_lines(conn, payout.id).await?;
    let sum = |column: fn(&Line) -> Money| lines.iter().map(column).sum();
    let sums = Sums {
        goods: sum(|l| l.goods),
        delivery: sum(|l| l.delivery),
        commission: sum(|l| l.commission),
        tax: sum(|l| l.tax),
        refunded: sum(|l| l.refunded),
        cash: sum(|l| l.cash),
        net: sum(|l| l.net),
    };
    let lines = lines.into_iter().map(|line| Told { code: line.parcel.map(parcel::code), line }).collect();
    Ok(Statement { payout, lines, sums })
}

async fn list_lines(conn: &mut Conn, payout: PayoutId) -> Result<Vec<Line>> {
    Ok(diesel::sql_query(
        "SELECT l.parcel_id AS parcel, p.delivered_at, coalesce(w.vi, '') AS what_vi, coalesce(w.en, '') AS what_en, \
                l.goods, l.delivery, l.commission, l.tax, l.refunded, l.cash, l.net \
         FROM payout_lines l LEFT JOIN parcels p ON p.id = l.parcel_id \
         LEFT JOIN LATERAL (SELECT string_agg(concat(o.qty, ' × ', o.name_vi, ' (', o.pack_name_vi, ')'), ', ' ORDER BY o.id) AS vi, \
                string_agg(concat(o.qty, ' × ', coalesce(nullif(o.name_en, ''), o.name_vi), ' (', \
                                  coalesce(nullif(o.pack_name_en, ''), o.pack_name_vi), ')'), ', ' ORDER BY o.id) AS en \
             FROM order_lines o WHERE o.parcel_id = l.parcel_id) w ON true \
         WHERE l.payout_id = $1 ORDER BY l.id",
    )
    .bind::<BigInt, _>(payout.0)
    .load(conn)
    .await?)
}

impl Statement {
    /// The statement as a table for a spreadsheet program, in the reader's language.
    #[must_use]
    pub fn sheet(&self, lang: Lang) -> Sheet {
        let text = |key: &str| locales::text(lang, key);
        let args = Args::from([
            ("id".into(), self.payout.id.0.into()),
            ("day".into(), self.payout.day.format("%d/%m/%Y").to_string().into()),
        ]);
        let name = lang.pick(&self.payout.name_vi, &self.payout.name_en).to_owned();
        let columns =
            ["parcel", "what", "delivered", "goods", "delivery", "commission", "tax", "refunded", "cash", "net"];
        let rows = self.lines.iter().map(|told| {
            let line = &told.line;
            vec![
                Cell::Text(told.code.clone().unwrap_or_else(|| text("payout-no-parcel"))),
                Cell::Text(lang.pick(&line.what_vi, &line.what_en).to_owned()),
                line.delivered_at.map_or(Cell::Empty, |at| Cell::Day(in_vietnam(at).date_naive())),
                Cell::Money(line.goods),
                Cell::Money(line.delivery),
                Cell::Money(line.commission),
                Cell::Money(line.tax),
                Cell::Money(line.refunded),
                Cell::Money(line.cash),
                Cell::Money(line.net),
            ]
        });
        let s = self.sums;
        let sums = [s.goods, s.delivery, s.commission, s.tax, s.refunded, s.cash, s.net].map(Cell::Money);
        let total = [Cell::Text(text("payout-total")), Cell::Empty, Cell::Empty].into_iter().chain(sums).collect();
        Sheet {
            name: format!("P{}", self.payout.id),
            title: vec![locales::text_with(lang, "payout-statement", &args), name],
            head: columns.iter().map(|c| text(&format!("payout-col-{c}"))).collect(),
            rows: rows.collect(),
            total,
        }
    }
}
