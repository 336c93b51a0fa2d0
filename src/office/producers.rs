//! Households as the office reads them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::pages::Choice;
use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::kernel::money::Money;
use crate::kernel::paging::{Cursor, cut};
use crate::kernel::phone::Phone;
use crate::kernel::text;
use crate::platform::db::Conn;

pub const PAGE: usize = 25;

/// A commune whose households may sell here, or do.
#[derive(QueryableByName, Serialize)]
pub struct Commune {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub name: String,
}

pub async fn list_communes(conn: &mut Conn) -> Result<Vec<Commune>> {
    Ok(diesel::sql_query(
        "SELECT code, name FROM communes c WHERE served OR EXISTS (SELECT FROM producers r WHERE r.commune_code = c.code) \
         ORDER BY folded",
    ).load(conn).await?)
}

#[derive(QueryableByName, Serialize)]
pub struct ProducerRow {
    #[diesel(sql_type = BigInt)]
    pub id: ProducerId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub contact_name: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub on_sale: i64,
    #[diesel(sql_type = BigInt)]
    pub open_parcels: i64,
    /// Certificates in force, run out, and not seen by the office yet.
    #[diesel(sql_type = BigInt)]
    pub in_force: i64,
    #[diesel(sql_type = BigInt)]
    pub expired: i64,
    #[diesel(sql_type = BigInt)]
    pub unchecked: i64,
    #[diesel(sql_type = Bool)]
    pub suspended: bool,
    /// Applied, and not approved yet.
    #[diesel(sql_type = Bool)]
    pub waiting: bool,
    /// Applied, and turned down.
    #[diesel(sql_type = Bool)]
    pub refused: bool,
}

/// Whether buyers see a household, as the list is filtered by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Any,
    Waiting,
    Approved,
    Suspended,
    Refused,
}

impl Standing {
    const ALL: [Standing; 5] =
        [Standing::Any, Standing::Waiting, Standing::Approved, Standing::Suspended, Standing::Refused];

    #[must_use]
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|standing| standing.word() == word).unwrap_or(Standing::Any)
    }

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Standing::Any => "",
            Standing::Waiting => "waiting",
            Standing::Approved => "approved",
            Standing::Suspended => "suspended",
            Standing::Refused => "refused",
        }
    }

    /// True of the rows `pr`, each in the words of an index.
    const fn sql(self) -> &'static str {
        match self {
            Standing::Any => "true",
            Standing::Waiting => "pr.approved_at IS NULL AND pr.suspended_at IS NULL AND pr.refused_at IS NULL",
            Standing::Approved => "pr.listed",
            Standing::Suspended => "pr.suspended_at IS NOT NULL",
            Standing::Refused => "pr.refused_at IS NOT NULL",
        }
    }

    /// All of them, for the filter.
    #[must_use]
    pub fn choices(chosen: Standing) -> Vec<Choice> {
        let key = |standing: Standing| if standing == Standing::Any { "any" } else { standing.word() };
        Self::ALL.iter().map(|s| Choice { word: s.word(), key: key(*s).to_owned(), chosen: *s == chosen }).collect()
    }
}

/// A page of households by id; the counts are made for that page only.
pub async fn list_producers(
    conn: &mut Conn,
    typed: &str,
    commune: Option<&str>,
    standing: Standing,
    today: NaiveDate,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<ProducerRow>, Option<Cursor>)> {
    let folded = text::fold(typed);
    let phone = if typed.chars().any(char::is_alphabetic) { None } else { Phone::normalise(typed) };
    let mut rows: Vec<ProducerRow> = diesel::sql_query(format!(
        "WITH found AS ( \
           SELECT pr.id, pr.slug, pr.name_vi, pr.name_en, pr.contact_name, pr.kind, c.name AS commune, \
                  pr.suspended_at IS NOT NULL AS suspended, \
                  pr.approved_at IS NULL AND pr.suspended_at IS NULL AND pr.refused_at IS NULL AS waiting, \
                  pr.refused_at IS NOT NULL AS refused \
           FROM producers pr JOIN communes c ON c.code = pr.commune_code \
           WHERE pr.id > $1 AND {} AND ($2 IS NULL OR pr.commune_code = $2) \
             AND ($3 = '' OR folded(pr.name_vi) LIKE '%' || $3 || '%' OR folded(pr.contact_name) LIKE '%' || $3 || '%' \
                  OR pr.phone = $4) \
           ORDER BY pr.id LIMIT {}) \
         SELECT f.*, \
           (SELECT count(*) FROM products p WHERE p.producer_id = f.id AND p.state = 'on_sale') AS on_sale, \
           (SELECT count(*) FROM parcels p WHERE p.producer_id = f.id \
              AND p.state IN ('placed', 'confirmed', 'packed', 'handed_over')) AS open_parcels, \
           c.in_force, c.expired, c.unchecked \
         FROM found f CROSS JOIN LATERAL ( \
           SELECT count(*) FILTER (WHERE checked_at IS NOT NULL AND revoked_at IS NULL AND (expires_on IS NULL OR expires_on >= $5)) AS in_force, \
                  count(*) FILTER (WHERE expires_on < $5 AND revoked_at IS NULL) AS expired, \
                  count(*) FILTER (WHERE checked_at IS NULL AND refused_at IS NULL AND (expires_on IS NULL OR expires_on >= $5)) AS unchecked \
           FROM certificates c WHERE c.producer_id = f.id) c ORDER BY f.id",
        standing.sql(),
        size.saturating_add(1)
    ))
    .bind::<BigInt, _>(after.map_or(0, |cursor| cursor.id))
    .bind::<Nullable<Text>, _>(commune)
    .bind::<Text, _>(folded)
    .bind::<Nullable<Text>, _>(phone.as_ref().map(Phone::as_str))
    .bind::<Date, _>(today)
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((rows, next))
}

#[derive(QueryableByName, Serialize)]
pub struct Producer {
    #[diesel(sql_type = BigInt)]
    pub id: ProducerId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub contact_name: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub hamlet: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub since_year: Option<i16>,
    #[diesel(sql_type = Nullable<Text>)]
    pub registration_no: Option<String>,
    #[diesel(sql_type = Bool)]
    pub suspended: bool,
    #[diesel(sql_type = Text)]
    pub suspended_why: String,
    /// By the office, for a reason of its own.
    #[diesel(sql_type = Bool)]
    pub suspended_by_office: bool,
    /// Until its identity is proved again.
    #[diesel(sql_type = Bool)]
    pub suspended_with_identity: bool,
    #[diesel(sql_type = Bool)]
    pub listed: bool,
    #[diesel(sql_type = Text)]
    pub grows: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub away_from: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub away_to: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    pub members: i64,
    /// Somebody owns it: it was taken over.
    #[diesel(sql_type = Bool)]
    pub owned: bool,
    /// Who has proved that the household's phone is theirs and is no member of it; empty for nobody.
    #[diesel(sql_type = Text)]
    pub phone_of: String,
}

pub async fn load_producer(conn: &mut Conn, slug: &str) -> Result<Producer> {
    let producer: Option<Producer> = diesel::sql_query(
        "SELECT pr.id, pr.slug, pr.name_vi, pr.name_en, pr.contact_name, pr.phone, pr.kind, pr.hamlet, c.name AS commune, \
                pr.since_year, pr.registration_no, pr.suspended_at IS NOT NULL AS suspended, pr.suspended_why, pr.listed, \
                pr.suspended_at IS NOT NULL AND (pr.suspended_by_office OR NOT pr.suspended_with_identity) AS suspended_by_office, \
                pr.suspended_with_identity, pr.grows, pr.away_from, pr.away_to, \
                (SELECT count(*) FROM members m WHERE m.producer_id = pr.id) AS members, \
                EXISTS (SELECT FROM members m WHERE m.producer_id = pr.id AND m.role = 'owner') AS owned, \
                coalesce((SELECT a.name FROM accounts a WHERE a.phone = pr.phone AND a.phone_verified_at IS NOT NULL \
                   AND EXISTS (SELECT FROM members m WHERE m.producer_id = pr.id) \
                   AND NOT EXISTS (SELECT FROM members m WHERE m.producer_id = pr.id AND m.account_id = a.id)), '') AS phone_of \
         FROM producers pr JOIN communes c ON c.code = pr.commune_code WHERE pr.slug = $1",
    )
    .bind::<Text, _>(slug)
    .get_result(conn)
    .await
    .optional()?;
    producer.ok_or(Error::NotFound)
}

#[derive(QueryableByName, Serialize)]
pub struct ProductRow {
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = BigInt)]
    pub packs: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub from_price: Option<Money>,
    #[diesel(sql_type = BigInt)]
    pub on_hand: i64,
    #[diesel(sql_type = BigInt)]
    pub reserved: i64,
}

pub async fn list_products(conn: &mut Conn, producer: ProducerId, most: i64) -> Result<Vec<ProductRow>> {
    Ok(diesel::sql_query(
        "SELECT p.slug, p.name_vi, p.name_en, replace(p.state, '_', '-') AS state, count(k.id) AS packs, \
                min(k.price) AS from_price, coalesce(sum(k.on_hand), 0)::bigint AS on_hand, \
                coalesce(sum(k.reserved), 0)::bigint AS reserved \
         FROM products p LEFT JOIN packs k ON k.product_id = p.id AND k.withdrawn_at IS NULL \
         WHERE p.producer_id = $1 AND p.state <> 'draft' GROUP BY p.id ORDER BY p.name_vi, p.id LIMIT $2",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?)
}

#[derive(QueryableByName, Serialize)]
pub struct OpenParcel {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = SmallInt)]
    pub number: i16,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub total: Money,
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
}

pub async fn list_open_parcels(conn: &mut Conn, producer: ProducerId, most: i64) -> Result<Vec<OpenParcel>> {
    Ok(diesel::sql_query(
        "SELECT o.code, p.number, replace(p.state, '_', '-') AS state, p.delivery_kind AS kind, p.total, \
                p.state_since AS since \
         FROM parcels p JOIN orders o ON o.id = p.order_id \
         WHERE p.producer_id = $1 AND p.state IN ('placed', 'confirmed', 'packed', 'handed_over') \
         ORDER BY p.id LIMIT $2",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?)
}
