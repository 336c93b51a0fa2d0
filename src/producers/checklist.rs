//! What is still missing before a household sells, and whose turn it is. Worked out from facts at each look; nobody ticks
//! anything.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::certificate::in_force_sql;
use super::terms;
use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    You,
    Office,
    /// It is done.
    Nobody,
}

/// How one item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Tail of Fluent keys (`check-…`).
    pub name: &'static str,
    /// Tail of Fluent keys (`check-<name>-…`): `todo`, `waiting`, `again`, `done`, or `ready` for a product that is approved
    /// before its household.
    pub state: &'static str,
    pub turn: Turn,
    /// Where it is done, when it is a page of the desk.
    pub href: Option<&'static str>,
}

/// The facts that the items follow from.
#[derive(Clone, Debug, Default, QueryableByName, Serialize)]
pub struct Facts {
    /// The terms as they stand now, and any terms at all.
    #[diesel(sql_type = Bool)]
    pub terms: bool,
    #[diesel(sql_type = Bool)]
    pub terms_before: bool,
    /// The identity's state.
    #[diesel(sql_type = Text)]
    pub identity: String,
    /// It was sent back with a reason.
    #[diesel(sql_type = Bool)]
    pub identity_back: bool,
    #[diesel(sql_type = Bool)]
    pub bank: bool,
    #[diesel(sql_type = BigInt)]
    pub papers_in_force: i64,
    #[diesel(sql_type = BigInt)]
    pub papers_waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub papers_back: i64,
    /// Products that the office has approved and that are not hidden.
    #[diesel(sql_type = BigInt)]
    pub on_sale: i64,
    /// Listings at the office, and those that it sent back.
    #[diesel(sql_type = BigInt)]
    pub products_waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub products_back: i64,
    /// Begun, waiting, on sale or hidden.
    #[diesel(sql_type = BigInt)]
    pub products: i64,
    #[diesel(sql_type = Bool)]
    pub approved: bool,
    #[diesel(sql_type = Bool)]
    pub suspended: bool,
    /// The day from which the office has said it will suspend it, and why.
    #[diesel(sql_type = Nullable<Date>)]
    pub suspends_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub suspends_why: String,
    /// Why the office turned the application down; empty when it did not.
    #[diesel(sql_type = Text)]
    pub refused_why: String,
    /// Its commune is one where households may begin to sell.
    #[diesel(sql_type = Bool)]
    pub served: bool,
}

impl Facts {
    /// Whether the law lets it sell: it has agreed and proved who it is.
    #[must_use]
    pub fn may_be_approved(&self) -> bool {
        self.terms && self.identity == "verified"
    }

    /// The items in the order in which they are best done.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        let item = |name, state: &'static str, href| Item {
            name,
            state,
            turn: match state {
                "done" | "ready" => Turn::Nobody,
                "waiting" => Turn::Office,
                _ => Turn::You,
            },
            href: Some(href).filter(|href: &&str| !href.is_empty()),
        };
        let identity = match self.identity.as_str() {
            "verified" => "done",
            "pending" => "waiting",
            "unverified" if !self.identity_back => "todo",
            _ => "again",
        };
        let papers = match self {
            Facts { papers_in_force: 1.., .. } => "done",
            Facts { papers_waiting: 1.., .. } => "waiting",
            Facts { papers_back: 1.., .. } => "again",
            _ => "todo",
        };
        let terms = match (self.terms, self.terms_before) {
            (true, _) => "done",
            (false, true) => "again",
            (false, false) => "todo",
        };
        let approval = match (self.approved, self.terms && matches!(identity, "done" | "waiting")) {
            (true, _) => "done",
            _ if !self.refused_why.is_empty() => "again",
            (false, true) => "waiting",
            // The items above come first.
            (false, false) => "todo",
        };
        let bank = if self.bank { "done" } else { "todo" };
        let product = match self {
            // What is approved is for buyers to see only when the household is.
            Facts { on_sale: 1.., approved: false, .. } => "ready",
            Facts { on_sale: 1.., .. } => "done",
            Facts { products_waiting: 1.., .. } => "waiting",
            Facts { products_back: 1.., .. } => "again",
            _ => "todo",
        };
        vec![
            item("terms", terms, "/sell/household/terms"),
            item("identity", identity, "/sell/household/identity"),
            item("bank", bank, "/sell/household/bank"),
            item("papers", papers, "/sell/household/papers"),
            // One that was begun stands in the list, and says itself what it lacks.
            item("product", product, if self.products > 0 { "/sell/products" } else { "/sell/products/new" }),
            item("approval", approval, ""),
        ]
    }

    /// What is not done yet.
    #[must_use]
    pub fn open(&self) -> Vec<Item> {
        self.items().into_iter().filter(|item| item.turn != Turn::Nobody).collect()
    }
}

/// The facts about a household, in one query.
pub async fn load(conn: &mut Conn, producer: ProducerId, today: NaiveDate) -> Result<Facts> {
    let in_force = in_force_sql("c", "$2");
    let facts: Option<Facts> = diesel::sql_query(format!(
        "SELECT r.approved_at IS NOT NULL AS approved, r.suspended_at IS NOT NULL AS suspended, r.refused_why, m.served, \
           s.day AS suspends_on, coalesce(s.why, '') AS suspends_why, \
           EXISTS (SELECT FROM terms_acceptances t JOIN pages p ON (p.slug, p.lang, p.version) = (t.slug, t.lang, t.version) \
                   WHERE t.producer_id = r.id AND t.slug = $3) AS terms, \
           EXISTS (SELECT FROM terms_acceptances t WHERE t.producer_id = r.id AND t.slug = $3) AS terms_before, \
           coalesce(i.state, 'unverified') AS identity, coalesce(i.state = 'unverified' AND i.why <> '', false) AS identity_back, \
           EXISTS (SELECT FROM bank_accounts b WHERE b.producer_id = r.id AND b.ended_at IS NULL) AS bank, \
           f.in_force AS papers_in_force, f.waiting AS papers_waiting, f.back AS papers_back, \
           (SELECT count(*) FROM products p WHERE p.producer_id = r.id AND p.state = 'on_sale') AS on_sale, \
           (SELECT count(*) FROM products p WHERE p.producer_id = r.id AND EXISTS ( \
              SELECT FROM revisions v WHERE v.product_id = p.id AND v.state = 'submitted')) AS products_waiting, \
           (SELECT count(*) FROM products p WHERE p.producer_id = r.id AND EXISTS ( \
              SELECT FROM revisions v WHERE v.product_id = p.id AND v.state IN ('returned', 'refused') AND NOT EXISTS ( \
                SELECT FROM revisions w WHERE w.product_id = p.id AND w.id > v.id))) AS products_back, \
           (SELECT count(*) FROM products p WHERE p.producer_id = r.id) AS products \
         FROM producers r JOIN communes m ON m.code = r.commune_code LEFT JOIN identities i ON i.producer_id = r.id \
           LEFT JOIN suspension_plans s ON s.producer_id = r.id AND s.state = 'planned' \
         CROSS JOIN LATERAL ( \
           SELECT count(*) FILTER (WHERE {in_force}) AS in_force, \
                  count(*) FILTER (WHERE c.checked_at IS NULL AND c.refused_at IS NULL \
                                     AND (c.expires_on IS NULL OR c.expires_on >= $2)) AS waiting, \
                  count(*) FILTER (WHERE c.refused_at IS NOT NULL OR c.revoked_at IS NOT NULL OR c.expires_on < $2) AS back \
           FROM certificates c WHERE c.producer_id = r.id) f \
         WHERE r.id = $1"
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(today)
    .bind::<Text, _>(terms::SLUG)
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    facts.ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(facts: &Facts, name: &str) -> (&'static str, Turn) {
        let item = facts.items().into_iter().find(|item| item.name == name).unwrap();
        (item.state, item.turn)
    }

    #[test]
    fn each_item_says_whose_turn_it_is() {
        let new = Facts { identity: "unverified".to_owned(), ..Facts::default() };
        assert!(new.items().iter().all(|item| item.turn == Turn::You && item.state == "todo"));
        assert_eq!(new.open().len(), 6);
        let href = |facts: &Facts| facts.items().into_iter().find(|item| item.name == "product").unwrap().href;
        assert_eq!(href(&new), Some("/sell/products/new"));
        assert_eq!(href(&Facts { products: 1, ..new.clone() }), Some("/sell/products"));
        let sent = Facts { terms: true, identity: "pending".to_owned(), papers_waiting: 1, ..new.clone() };
        for name in ["identity", "papers", "approval"] {
            assert_eq!(state(&sent, name), ("waiting", Turn::Office), "{name}");
        }
        assert!(!sent.may_be_approved());
        let back = Facts { identity_back: true, papers_back: 1, terms_before: true, ..new.clone() };
        for name in ["identity", "papers", "terms"] {
            assert_eq!(state(&back, name), ("again", Turn::You), "{name}");
        }
        let first = |facts: Facts| state(&facts, "product");
        assert_eq!(first(Facts { products: 1, ..new.clone() }), ("todo", Turn::You), "one that was only begun");
        let waiting = Facts { products: 2, products_waiting: 1, products_back: 1, ..new.clone() };
        assert_eq!(first(waiting), ("waiting", Turn::Office));
        assert_eq!(first(Facts { products: 1, products_back: 1, ..new.clone() }), ("again", Turn::You));
        assert_eq!(first(Facts { products: 1, on_sale: 1, ..new.clone() }), ("ready", Turn::Nobody));
        for word in ["expired", "revoked"] {
            assert_eq!(state(&Facts { identity: word.to_owned(), ..new.clone() }, "identity"), ("again", Turn::You));
        }
        let done = Facts {
            terms: true,
            identity: "verified".to_owned(),
            bank: true,
            papers_in_force: 1,
            on_sale: 1,
            approved: true,
            ..new
        };
        assert!(done.open().is_empty() && done.may_be_approved());
    }
}
