//! What the market keeps of a parcel and what tax it holds back: worked out once, when the order is placed, by the rates
//! of that day, and frozen.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{CategoryId, ParcelId, ProductId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::parcel_charges;

/// Rates are hundredths of a percent.
const WHOLE: i64 = 10_000;

/// The rates that hold for a product on a day.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Rates {
    #[diesel(sql_type = BigInt)]
    product: ProductId,
    #[diesel(sql_type = Integer)]
    commission_bp: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    vat_bp: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    pit_bp: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    tax_source: Option<String>,
}

/// The commission of the category `c` on the day `$2`. Its own comes before its parent's, that before everybody's.
const COMMISSION: &str = "coalesce((SELECT r.bp FROM commission_rates r \
     WHERE r.from_day <= $2 AND (r.category_id IS NULL OR r.category_id IN (c.id, c.parent_id)) \
     ORDER BY r.category_id = c.id DESC NULLS LAST, r.category_id IS NULL, r.from_day DESC LIMIT 1), 0)";

/// The taxes on the day `$2` of what these two expressions say.
fn tax(class: &str, status: &str) -> String {
    format!(
        "SELECT r.vat_bp, r.pit_bp, r.source FROM tax_rates r \
         WHERE r.tax_class = {class} AND r.from_day <= $2 AND r.status = {status} ORDER BY r.from_day DESC LIMIT 1"
    )
}

/// What is sold by whom, as rates tell it apart.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    pub category: CategoryId,
    /// One of [`super::rates::TAX_CLASSES`].
    pub tax_class: &'a str,
    /// One of [`super::rates::STATUSES`].
    pub status: &'a str,
}

/// The rates of such goods on `day`; `None` for a category that there is not.
pub async fn rates_of(conn: &mut Conn, of: Of<'_>, day: NaiveDate) -> Result<Option<Rates>> {
    let tax = tax("$3", "$4");
    Ok(diesel::sql_query(format!(
        "SELECT 0::bigint AS product, {COMMISSION} AS commission_bp, t.vat_bp, t.pit_bp, t.source AS tax_source \
         FROM categories c LEFT JOIN LATERAL ({tax}) t ON true WHERE c.id = $1"
    ))
    .bind::<BigInt, _>(of.category.0)
    .bind::<Date, _>(day)
    .bind::<Text, _>(of.tax_class)
    .bind::<Text, _>(of.status)
    .get_result(conn)
    .await
    .optional()?)
}

/// The rates of these products on `day`; a cooperative declares its own tax, the others are households.
pub async fn rates(conn: &mut Conn, products: &[ProductId], day: NaiveDate) -> Result<HashMap<ProductId, Rates>> {
    let ids: Vec<i64> = products.iter().map(|p| p.0).collect();
    let tax = tax("p.tax_class", "CASE h.kind WHEN 'cooperative' THEN 'organisation' ELSE 'household' END");
    let rows: Vec<Rates> = diesel::sql_query(format!(
        "SELECT p.id AS product, {COMMISSION} AS commission_bp, t.vat_bp, t.pit_bp, t.source AS tax_source \
         FROM products p JOIN categories c ON c.id = p.category_id JOIN producers h ON h.id = p.producer_id \
         LEFT JOIN LATERAL ({tax}) t ON true WHERE p.id = ANY($1)"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Date, _>(day)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (r.product, r)).collect())
}

/// One line of a parcel as it is charged: its revenue is what the household earns with it.
#[derive(Clone, Copy, Debug)]
pub struct Charged {
    pub product: ProductId,
    pub revenue: Money,
}

/// One frozen charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub kind: &'static str,
    pub basis: Money,
    pub amount: Money,
    pub source: String,
}

/// The charges of a parcel, pure: lines of one rate are added up first, so that each rate is rounded once.
#[must_use]
pub fn charges(lines: &[Charged], rates: &HashMap<ProductId, Rates>, withholding: bool) -> Vec<Charge> {
    let of = |kind: &'static str, rate: &dyn Fn(&Rates) -> (i32, String)| {
        let mut by_rate: BTreeMap<(i32, String), Money> = BTreeMap::new();
        for line in lines {
            let rate = rates.get(&line.product).map(rate).unwrap_or_default();
            let sum = by_rate.entry(rate).or_default();
            *sum = *sum + line.revenue;
        }
        let basis = by_rate.values().copied().sum();
        let amount = by_rate.iter().map(|((bp, _), sum)| sum.part(i64::from(*bp), WHOLE)).sum();
        let words = by_rate.iter().map(|((bp, source), sum)| format!("{bp} bp of {}{source}", sum.amount()));
        Charge { kind, basis, amount, source: words.collect::<Vec<_>>().join("; ") }
    };
    let mut charges = vec![of("commission", &|r| (r.commission_bp, String::new()))];
    if withholding {
        let source = |r: &Rates| r.tax_source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
        charges.push(of("vat", &|r| (r.vat_bp.unwrap_or_default(), source(r))));
        charges.push(of("pit", &|r| (r.pit_bp.unwrap_or_default(), source(r))));
    }
    charges
}

/// What goods of this revenue are charged by these rates, each charge with its rate in hundredths of a percent.
#[must_use]
pub fn of_sum(revenue: Money, rates: &Rates, withholding: bool) -> Vec<(i32, Charge)> {
    let bp = |kind: &str| match kind {
        "commission" => rates.commission_bp,
        "vat" => rates.vat_bp.unwrap_or_default(),
        _ => rates.pit_bp.unwrap_or_default(),
    };
    let line = Charged { product: rates.product, revenue };
    let all = charges(&[line], &HashMap::from([(rates.product, rates.clone())]), withholding);
    all.into_iter().map(|charge| (bp(charge.kind), charge)).collect()
}

/// Freezes the charges of parcels.
pub async fn freeze(conn: &mut Conn, charges: &[(ParcelId, Vec<Charge>)]) -> Result<()> {
    let rows: Vec<_> = charges
        .iter()
        .flat_map(|(parcel, of)| of.iter().map(move |c| (*parcel, c)))
        .map(|(parcel, c)| {
            (
                parcel_charges::parcel_id.eq(parcel),
                parcel_charges::kind.eq(c.kind),
                parcel_charges::basis.eq(c.basis),
                parcel_charges::amount.eq(c.amount),
                parcel_charges::source.eq(&c.source),
            )
        })
        .collect();
    diesel::insert_into(parcel_charges::table).values(rows).execute(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(product: i64, commission_bp: i32, vat_bp: i32, pit_bp: i32) -> (ProductId, Rates) {
        let product = ProductId(product);
        let tax_source = Some("NĐ 252".to_owned());
        (product, Rates { product, commission_bp, vat_bp: Some(vat_bp), pit_bp: Some(pit_bp), tax_source })
    }

    #[test]
    fn each_rate_is_rounded_once() {
        let rates = HashMap::from([rate(1, 300, 100, 50), rate(2, 300, 100, 50), rate(3, 0, 0, 0)]);
        let line = |product, dong| Charged { product: ProductId(product), revenue: Money::dong(dong) };
        let lines = [line(1, 16_650), line(2, 16_650), line(3, 10_000)];
        let frozen = charges(&lines, &rates, true);
        let amounts: Vec<_> = frozen.iter().map(|c| (c.kind, c.basis.amount(), c.amount.amount())).collect();
        assert_eq!(amounts, [("commission", 43_300, 999), ("vat", 43_300, 333), ("pit", 43_300, 167)]);
        assert_eq!(frozen[0].source, "0 bp of 10000; 300 bp of 33300");
        assert_eq!(charges(&lines, &rates, false).len(), 1);
    }
}
