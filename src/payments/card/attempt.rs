//! A card payment, and the page at Stripe where it is made.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{OrderId, PaymentId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::platform::locales::{self, Args};
use crate::platform::stripe::{Line, NewSession};

/// What a line of the page may be called, in characters.
const LONGEST_NAME: usize = 200;

/// A card payment as its row says.
#[derive(Clone, Debug, QueryableByName)]
pub struct Attempt {
    #[diesel(sql_type = BigInt)]
    pub id: PaymentId,
    #[diesel(sql_type = BigInt)]
    pub order_id: OrderId,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    lang: String,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    #[diesel(sql_type = Text)]
    pub state: String,
    /// The page at Stripe, once it is known.
    #[diesel(sql_type = Nullable<Text>)]
    pub session: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub url: Option<String>,
    /// Down to here it was looked for in Stripe's list.
    #[diesel(sql_type = Nullable<Text>)]
    pub looked_to: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub opened_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
    /// Until then, by Postgres' clock.
    #[diesel(sql_type = BigInt)]
    pub seconds_left: i64,
}

const ROW: &str = "SELECT y.id, y.order_id, o.code, o.lang, y.amount, y.state, y.provider_ref AS session, \
            y.provider_url AS url, y.looked_to, y.opened_at, coalesce(y.expires_at, y.opened_at) AS expires_at, \
            floor(extract(epoch FROM coalesce(y.expires_at, y.opened_at) - now()))::bigint AS seconds_left \
     FROM payments y JOIN orders o ON o.id = y.order_id WHERE y.method = 'card'";

/// The one that an order waits for.
pub async fn due(conn: &mut Conn, order: OrderId) -> Result<Option<Attempt>> {
    let sql = format!("{ROW} AND y.order_id = $1 AND y.state = 'due'");
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(order.0).kept().get_result(conn).await.optional()?)
}

pub async fn of_payment(conn: &mut Conn, payment: PaymentId) -> Result<Option<Attempt>> {
    let sql = format!("{ROW} AND y.id = $1");
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(payment.0).kept().get_result(conn).await.optional()?)
}

pub async fn of_session(conn: &mut Conn, session: &str) -> Result<Option<Attempt>> {
    let sql = format!("{ROW} AND y.provider_ref = $1");
    Ok(diesel::sql_query(sql).bind::<Text, _>(session).kept().get_result(conn).await.optional()?)
}

#[derive(QueryableByName)]
struct Page {
    #[diesel(sql_type = Text)]
    session: String,
}

/// An order's page that may have been paid without our knowing: the one that is due, or else those given up.
pub async fn unpaid_pages(conn: &mut Conn, order: OrderId) -> Result<Vec<String>> {
    let pages: Vec<Page> = diesel::sql_query(
        "SELECT provider_ref AS session FROM payments WHERE order_id = $1 AND method = 'card' \
           AND state IN ('due', 'void') AND provider_ref IS NOT NULL \
           AND (state = 'due' OR NOT EXISTS (SELECT FROM payments d WHERE d.order_id = $1 AND d.method = 'card' \
                AND d.state = 'due' AND d.provider_ref IS NOT NULL)) ORDER BY id DESC LIMIT 5",
    )
    .bind::<BigInt, _>(order.0)
    .kept()
    .load(conn)
    .await?;
    Ok(pages.into_iter().map(|page| page.session).collect())
}

/// One parcel of a payment.
#[derive(QueryableByName)]
struct Part {
    #[diesel(sql_type = BigInt)]
    amount: Money,
    #[diesel(sql_type = Text)]
    household_vi: String,
    #[diesel(sql_type = Text)]
    household_en: String,
    #[diesel(sql_type = Bool)]
    delivered: bool,
    #[diesel(sql_type = Text)]
    goods_vi: String,
    #[diesel(sql_type = Text)]
    goods_en: String,
}

impl Attempt {
    fn lang(&self) -> Lang {
        Lang::parse(&self.lang).unwrap_or_default()
    }

    /// The page to ask for: made of what was frozen with the order, so that a second try asks for the same. The buyer's
    /// address is not told: Stripe needs none, and one that it does not like would be in the way.
    pub async fn page(&self, conn: &mut Conn, ground: &Ground) -> Result<NewSession> {
        let parts: Vec<Part> = diesel::sql_query(
            "SELECT x.amount, h.name_vi AS household_vi, h.name_en AS household_en, p.shipping_fee > 0 AS delivered, \
                    string_agg(l.name_vi || ' × ' || l.qty, ', ' ORDER BY l.id) AS goods_vi, \
                    string_agg(coalesce(nullif(l.name_en, ''), l.name_vi) || ' × ' || l.qty, ', ' ORDER BY l.id) \
                        AS goods_en \
             FROM payment_parcels x JOIN parcels p ON p.id = x.parcel_id JOIN producers h ON h.id = p.producer_id \
             JOIN order_lines l ON l.parcel_id = p.id WHERE x.payment_id = $1 GROUP BY x.parcel_id, x.amount, p.id, h.id \
             ORDER BY x.parcel_id",
        )
        .bind::<BigInt, _>(self.id.0)
        .kept()
        .load(conn)
        .await?;
        let lang = self.lang();
        let lines = parts.iter().map(|part| Line { name: part.name(lang), amount: part.amount, quantity: 1 });
        let own = format!("{}/orders/{}", ground.config.base_url, self.code);
        Ok(NewSession {
            lines: lines.collect(),
            reference: self.code.clone(),
            metadata: BTreeMap::from([
                ("payment".to_owned(), self.id.to_string()),
                ("order".to_owned(), self.code.clone()),
            ]),
            success_url: format!("{own}?session=1"),
            cancel_url: own,
            lang,
            email: None,
            expires_at: self.expires_at,
            key: format!("payment:{}", self.id),
        })
    }
}

impl Part {
    fn name(&self, lang: Lang) -> String {
        let household = lang.pick(&self.household_vi, &self.household_en).to_owned();
        let goods = lang.pick(&self.goods_vi, &self.goods_en).to_owned();
        let delivered = if self.delivered { "yes" } else { "no" };
        let args = Args::from([
            ("household".into(), household.into()),
            ("goods".into(), goods.into()),
            ("delivered".into(), delivered.into()),
        ]);
        locales::text_with(lang, "payment-card-line", &args).chars().take(LONGEST_NAME).collect()
    }
}
