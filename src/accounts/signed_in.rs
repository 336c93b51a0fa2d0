//! The account behind a session, with all that decides what it may do, read in one query.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::clerk_role::ClerkRole;
use super::rights::Right;
use crate::error::Result;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::platform::kept::Keep as _;
use crate::platform::{Ground, secrets};

/// The account behind a session.
#[derive(Clone, Debug, QueryableByName)]
pub struct SignedIn {
    #[diesel(sql_type = BigInt)]
    pub id: AccountId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub phone_verified_at: Option<chrono::DateTime<chrono::Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    /// Whether this one has ordered before.
    #[diesel(sql_type = Bool)]
    pub ordered: bool,
    /// Where the last order went: the codes of its commune and province.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_commune: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub last_province: Option<String>,
    /// None while something is owed.
    #[diesel(sql_type = Array<Text>)]
    pub(super) roles: Vec<String>,
    /// What a clerk has to do before being one: `code` or `set-up`.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) owes: Option<String>,
    #[diesel(sql_type = Array<BigInt>)]
    pub(super) producers: Vec<i64>,
    /// What they may do there, one word for each.
    #[diesel(sql_type = Array<Text>)]
    pub(super) parts: Vec<String>,
    /// The household that a moderator acts for: named by the cookie, and there.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) acting: Option<i64>,
}

impl SignedIn {
    /// The account of a live session; the session is kept alive at most once a day, and never beyond a year.
    /// `acting` is the household that a clerk's cookie names; to others, and for their own household, it means nothing.
    pub(super) async fn load(ground: &Ground, token: &str, acting: Option<i64>) -> Result<Option<Self>> {
        let mut conn = ground.db.conn().await?;
        let found: Option<Self> = diesel::sql_query(
            "WITH live AS ( \
               SELECT account_id, id_hash, seen_at, second_at FROM sessions WHERE id_hash = $1 AND expires_at > now()), \
             touched AS ( \
               UPDATE sessions s SET seen_at = now(), \
                 expires_at = least(now() + interval '90 days', s.created_at + interval '1 year') \
               FROM live WHERE s.id_hash = live.id_hash AND live.seen_at < now() - interval '1 day') \
             SELECT a.id, a.name, a.phone, a.phone_verified_at, a.email, \
                    last.commune IS NOT NULL AS ordered, last.commune AS last_commune, last.province AS last_province, \
                    CASE WHEN w.owes IS NULL THEN ARRAY(SELECT c.role FROM clerks c WHERE c.account_id = a.id) \
                         ELSE '{}' END AS roles, w.owes, \
                    ARRAY(SELECT m.producer_id FROM members m WHERE m.account_id = a.id ORDER BY m.producer_id) AS producers, \
                    ARRAY(SELECT m.role FROM members m WHERE m.account_id = a.id ORDER BY m.producer_id) AS parts, \
                    (SELECT p.id FROM producers p WHERE p.id = $2 \
                       AND NOT EXISTS (SELECT FROM members m WHERE m.account_id = a.id AND m.producer_id = p.id)) AS acting \
             FROM live JOIN accounts a ON a.id = live.account_id LEFT JOIN second_factors f ON f.account_id = a.id \
             LEFT JOIN LATERAL (SELECT o.commune_code AS commune, m.province_code AS province \
                 FROM orders o JOIN communes m ON m.code = o.commune_code WHERE o.account_id = a.id \
                 ORDER BY o.id DESC LIMIT 1) last ON true \
             CROSS JOIN LATERAL (SELECT CASE \
                 WHEN NOT EXISTS (SELECT FROM clerks c WHERE c.account_id = a.id) THEN NULL \
                 WHEN f.account_id IS NULL THEN CASE WHEN $3 THEN 'set-up' END \
                 WHEN live.second_at >= f.since THEN NULL ELSE 'code' END AS owes) w \
             WHERE a.disabled_at IS NULL",
        )
        .bind::<Binary, _>(secrets::hash(token))
        .bind::<Nullable<BigInt>, _>(acting)
        .bind::<Bool, _>(ground.config.production())
        .kept()
        .get_result(&mut conn)
        .await
        .optional()?;
        Ok(found.map(Self::allowed))
    }

    /// The same, acting for no household unless a clerk may.
    fn allowed(mut self) -> Self {
        if !self.may(Right::Moderate) {
            self.acting = None;
        }
        self
    }

    /// What a clerk has to do before any page of the office opens.
    #[must_use]
    pub fn owes(&self) -> Option<Owes> {
        self.owes.as_deref().map(|word| if word == "code" { Owes::Code } else { Owes::SetUp })
    }

    /// Whether this one is a clerk, even one who owes something.
    #[must_use]
    pub fn staff(&self) -> bool {
        self.owes.is_some() || !self.roles.is_empty()
    }

    /// Whether this one has a household's desk to go to.
    pub(super) fn sells(&self) -> bool {
        !self.producers.is_empty() || self.acting.is_some()
    }

    /// Whether this is a clerk who has this right.
    pub(super) fn may(&self, right: Right) -> bool {
        self.roles.iter().filter_map(|word| ClerkRole::parse(word)).any(|role| right.held_by(role))
    }

    /// Whether this is one of the household's own.
    #[must_use]
    pub fn acts_for(&self, producer: ProducerId) -> bool {
        self.producers.contains(&producer.0)
    }
}

/// What a clerk has to do before any page of the office opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owes {
    /// Give the second factor in this session.
    Code,
    /// Set a second factor up: in production each clerk has one.
    SetUp,
}
