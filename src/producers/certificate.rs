//! A paper of a producer: shown only while it is in force and only once the office has seen it.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::{CertificateId, ProducerId, ProductId};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::schema::certificates;

/// Every kind, in the order in which filters list them. Each has a name under `producers-certificate-<kind>`.
pub const KINDS: [&str; 11] = [
    "ocop",
    "vietgap",
    "organic",
    "food_safety_facility",
    "geographical_indication",
    "collective_mark",
    "trade_mark",
    "growing_area_code",
    "haccp",
    "self_declaration",
    "other",
];

/// The kind of this name.
#[must_use]
pub fn kind(code: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| *kind == code)
}

/// So many days before its last one a paper counts as ending soon.
pub const SOON_DAYS: i32 = 90;

/// A star counts for so long from the day of its certificate (domain.md §3.1).
const OCOP_MONTHS: u32 = 36;

/// The last day of a star that was given on this day.
#[must_use]
pub fn ocop_ends(issued: NaiveDate) -> Option<NaiveDate> {
    issued.checked_add_months(Months::new(OCOP_MONTHS))?.checked_sub_days(Days::new(1))
}

/// The Fluent key of a kind's name.
#[must_use]
pub fn kind_key(kind: &str) -> String {
    format!("producers-certificate-{}", kind.replace('_', "-"))
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = certificates)]
pub struct Certificate {
    pub id: CertificateId,
    pub kind: String,
    pub label: String,
    pub number: String,
    pub issuer: String,
    pub scope_vi: String,
    pub scope_en: String,
    pub stars: Option<i16>,
    pub issued_on: NaiveDate,
    pub expires_on: Option<NaiveDate>,
    pub checked_at: Option<DateTime<Utc>>,
    /// The one product it is about.
    pub product_id: Option<ProductId>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A paper as a page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Paper {
    pub kind: String,
    pub label: String,
    pub number: String,
    pub issuer: String,
    pub scope: String,
    pub stars: Option<i16>,
    pub issued_on: NaiveDate,
    pub expires_on: Option<NaiveDate>,
    /// When the office saw the original.
    pub checked_on: Option<NaiveDate>,
}

impl Certificate {
    #[must_use]
    pub fn in_force(&self, today: NaiveDate) -> bool {
        self.revoked_at.is_none() && in_force(self.checked_at, self.expires_on, today)
    }

    /// Whether it is about this product: by name, or, when it names none, by its kind among `kinds`, those that the
    /// household says cover the product.
    #[must_use]
    pub fn covers(&self, product: ProductId, kinds: &[String]) -> bool {
        match self.product_id {
            Some(named) => named == product,
            None => kinds.contains(&self.kind),
        }
    }

    #[must_use]
    pub fn paper(&self, lang: Lang) -> Paper {
        Paper {
            kind: self.kind.clone(),
            label: self.label.clone(),
            number: self.number.clone(),
            issuer: self.issuer.clone(),
            scope: lang.pick(&self.scope_vi, &self.scope_en).to_owned(),
            stars: self.stars,
            issued_on: self.issued_on,
            expires_on: self.expires_on,
            checked_on: self.checked_at.map(|at| crate::kernel::clock::in_vietnam(at).date_naive()),
        }
    }
}

/// Checked by the office, and not past its last day, which still counts.
#[must_use]
pub fn in_force(checked_at: Option<DateTime<Utc>>, expires_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    checked_at.is_some() && expires_on.is_none_or(|last| today <= last)
}

/// The same in SQL, about the row `certificate` on the day `today`.
#[must_use]
pub fn in_force_sql(certificate: &str, today: &str) -> String {
    format!(
        "({certificate}.checked_at IS NOT NULL AND {certificate}.revoked_at IS NULL \
          AND ({certificate}.expires_on IS NULL OR {today} <= {certificate}.expires_on))"
    )
}

/// [`Certificate::covers`] in SQL, about the rows `certificate` and `product`.
#[must_use]
pub fn covers_sql(certificate: &str, product: &str) -> String {
    format!(
        "(CASE WHEN {certificate}.product_id IS NULL THEN {certificate}.kind = ANY({product}.certificate_kinds) \
          ELSE {certificate}.product_id = {product}.id END)"
    )
}

/// How a row `certificate` stands on the day `today`, as SQL: the tail of a Fluent key (`paper-state-…`).
#[must_use]
pub fn state_sql(certificate: &str, today: &str) -> String {
    format!(
        "CASE WHEN {certificate}.revoked_at IS NOT NULL THEN 'revoked' WHEN {certificate}.refused_at IS NOT NULL THEN 'refused' \
              WHEN {certificate}.expires_on < {today} THEN 'expired' WHEN {certificate}.checked_at IS NULL THEN 'waiting' \
              WHEN {certificate}.expires_on <= {today} + {SOON_DAYS} THEN 'soon' ELSE 'in-force' END"
    )
}

/// The papers of a producer that may be shown today: OCOP first, then by kind.
pub async fn shown(conn: &mut Conn, producer: ProducerId, today: NaiveDate) -> Result<Vec<Certificate>> {
    let all: Vec<Certificate> = certificates::table
        .select(Certificate::as_select())
        .filter(certificates::producer_id.eq(producer).and(certificates::checked_at.is_not_null()))
        .order((certificates::kind, certificates::id))
        .load(conn)
        .await?;
    let mut shown: Vec<Certificate> = all.into_iter().filter(|c| c.in_force(today)).collect();
    shown.sort_by_key(|c| KINDS.iter().position(|kind| *kind == c.kind));
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_counts_through_its_last_day_and_only_once_checked() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        let checked = Some(DateTime::<Utc>::MIN_UTC);
        assert!(in_force(checked, Some(day(23)), day(23)));
        assert!(!in_force(checked, Some(day(22)), day(23)));
        assert!(in_force(checked, None, day(23)));
        assert!(!in_force(None, None, day(23)));
    }
}
