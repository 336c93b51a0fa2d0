//! What people agreed to and took back: when, how, and to which version of which text, so that it can be proved (Law
//! 91/2025/QH15 on personal data). Only ever added to; of each kind the last word counts, from the moment it is written.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::{AccountId, OrderId};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The market's terms.
    Terms,
    /// The notice of what is done with personal data.
    Privacy,
    /// To be written to about more than one's own orders.
    Marketing,
}

impl Kind {
    /// The word in the table; of the first two also the page that has the text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Terms => "terms",
            Kind::Privacy => "privacy",
            Kind::Marketing => "marketing",
        }
    }
}

/// Where it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    SignUp,
    Checkout,
    Join,
    /// At the person's own page.
    Account,
    /// To a clerk.
    Desk(AccountId),
}

impl How {
    const fn as_str(self) -> &'static str {
        match self {
            How::SignUp => "sign_up",
            How::Checkout => "checkout",
            How::Join => "join",
            How::Account => "account",
            How::Desk(_) => "desk",
        }
    }

    const fn clerk(self) -> Option<AccountId> {
        match self {
            How::Desk(clerk) => Some(clerk),
            _ => None,
        }
    }
}

/// Who said it: an account, a guest by the order, or both.
#[derive(Clone, Copy, Debug)]
pub struct Whose {
    pub account: Option<AccountId>,
    pub order: Option<OrderId>,
}

impl From<AccountId> for Whose {
    fn from(account: AccountId) -> Self {
        Whose { account: Some(account), order: None }
    }
}

/// Notes a yes or a no to each of these, with the version of the text that stands in this language just now. Call it inside
/// the transaction of what it was said with.
pub async fn note(conn: &mut Conn, whose: Whose, kinds: &[Kind], given: bool, lang: Lang, how: How) -> Result<()> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    diesel::sql_query(
        "INSERT INTO consents (account_id, order_id, kind, given, slug, lang, version, how, by_clerk) \
         SELECT $1, $2, k.kind, $4, p.slug, p.lang, p.version, $6, $7 FROM unnest($3) WITH ORDINALITY AS k (kind, n) \
         LEFT JOIN LATERAL (SELECT slug, lang, version FROM pages \
             WHERE slug = CASE k.kind WHEN 'marketing' THEN 'privacy' ELSE k.kind END ORDER BY lang <> $5 LIMIT 1) p ON true \
         ORDER BY k.n",
    )
    .bind::<Nullable<BigInt>, _>(whose.account.map(|id| id.0))
    .bind::<Nullable<BigInt>, _>(whose.order.map(|id| id.0))
    .bind::<Array<Text>, _>(kinds)
    .bind::<Bool, _>(given)
    .bind::<Text, _>(lang.code())
    .bind::<Text, _>(how.as_str())
    .bind::<Nullable<BigInt>, _>(how.clerk().map(|id| id.0))
    .kept()
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether this account may be written to about more than its orders. Nobody who was not asked may be.
pub async fn wants_news(conn: &mut Conn, account: AccountId) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Said {
        #[diesel(sql_type = Bool)]
        given: bool,
    }
    let said: Option<Said> = diesel::sql_query(
        "SELECT given FROM consents WHERE account_id = $1 AND kind = 'marketing' ORDER BY id DESC LIMIT 1",
    )
    .bind::<BigInt, _>(account.0)
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    Ok(said.is_some_and(|said| said.given))
}

/// One word of somebody.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Consent {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Bool)]
    pub given: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub slug: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub lang: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub version: Option<i32>,
    #[diesel(sql_type = Text)]
    pub how: String,
    /// The clerk who wrote it down.
    #[diesel(sql_type = Nullable<Text>)]
    pub clerk: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// As many as anyone reads; the rest is in the file.
pub const SHOWN: usize = 30;

/// What an account and these orders' buyers have said, newest first, also for their households.
pub async fn list(
    conn: &mut Conn,
    account: Option<AccountId>,
    orders: &[OrderId],
    most: usize,
) -> Result<Vec<Consent>> {
    let orders: Vec<i64> = orders.iter().map(|id| id.0).collect();
    Ok(diesel::sql_query(
        "SELECT c.kind, c.given, c.slug, c.lang, c.version, c.how, b.name AS clerk, c.at FROM consents c \
         LEFT JOIN accounts b ON b.id = c.by_clerk WHERE c.account_id = $1 OR c.order_id = ANY($2) \
         UNION ALL SELECT 'seller_terms', true, t.slug, t.lang, t.version, \
                CASE WHEN t.on_behalf THEN 'desk' ELSE 'household' END, NULL, t.at \
         FROM terms_acceptances t WHERE t.account_id = $1 ORDER BY at DESC LIMIT $3",
    )
    .bind::<Nullable<BigInt>, _>(account.map(|id| id.0))
    .bind::<Array<BigInt>, _>(orders)
    .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX))
    .load(conn)
    .await?)
}
