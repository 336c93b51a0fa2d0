//! The money desk: what waits, and what the books say now.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, MOST, at, text};
use crate::error::Result;
use crate::kernel::ids::TransferId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::paging::first;
use crate::ledger::balance::{self, Balance};
use crate::payments::books;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::Cell;
use crate::platform::views::Page;

/// As much of what nothing followed from as the page shows; the file has all.
const ODD_SHOWN: usize = 20;
/// As many of Stripe's payouts.
const PAID_OUT_SHOWN: usize = 5;

/// What waits for a clerk.
#[derive(Serialize, diesel::QueryableByName)]
pub struct Waits {
    #[diesel(sql_type = BigInt)]
    pub transfers: i64,
    #[diesel(sql_type = BigInt)]
    pub refunds: i64,
    #[diesel(sql_type = BigInt)]
    pub refunds_sum: Money,
    #[diesel(sql_type = BigInt)]
    pub payouts: i64,
    #[diesel(sql_type = BigInt)]
    pub payouts_sum: Money,
    /// Cash that carriers have not handed on.
    #[diesel(sql_type = BigInt)]
    pub cash: Money,
}

/// One account of the books.
#[derive(Serialize)]
pub struct AccountRow {
    /// Tail of its Fluent key (`ledger-account-…`).
    pub key: String,
    #[serde(flatten)]
    pub balance: Balance,
}

/// Something that Stripe or a bank told and nothing followed from: a person must look.
#[derive(Serialize, diesel::QueryableByName)]
pub struct Odd {
    /// Tail of its Fluent key (`money-odd-…`).
    #[diesel(sql_type = Text)]
    pub what: String,
    /// What it is about: a name at Stripe, or the part that does not agree.
    #[diesel(sql_type = Text)]
    pub about: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// The notice that told it, where one did.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub notice: Option<i64>,
}

/// What Stripe has paid out.
#[derive(Serialize, diesel::QueryableByName)]
pub struct CardPayout {
    #[diesel(sql_type = Text)]
    pub source: String,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// The transfer by which the bank told of it.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub transfer: Option<TransferId>,
}

/// The market's account at Stripe.
#[derive(Serialize)]
pub struct CardAccount {
    pub left: Money,
    pub fees: Money,
    pub payouts: Vec<CardPayout>,
    /// There are more than are shown.
    pub more: bool,
}

#[derive(Serialize)]
pub struct DeskPage {
    pub waits: Waits,
    /// `None` while nobody has paid by card.
    pub stripe: Option<CardAccount>,
    pub odd: Vec<Odd>,
    /// There are more than are shown.
    pub more_odd: bool,
    pub accounts: Vec<AccountRow>,
    /// Zero, or the books are broken.
    pub off_by: Money,
    pub checked_at: Option<DateTime<Utc>>,
    pub faults: i32,
}

impl Page for DeskPage {
    const TEMPLATE: &'static str = "office/money/desk.html";
}

async fn count(conn: &mut Conn) -> Result<Waits> {
    Ok(diesel::sql_query(
        "SELECT (SELECT count(*) FROM transfers WHERE state = 'open') AS transfers, r.n AS refunds, \
                r.sum AS refunds_sum, y.n AS payouts, y.sum AS payouts_sum, \
                (SELECT coalesce(sum(amount), 0)::bigint FROM entries WHERE account = 'with_carrier') AS cash \
         FROM (SELECT count(*) AS n, coalesce(sum(amount), 0)::bigint AS sum FROM refunds WHERE state <> 'done') r, \
              (SELECT count(*) AS n, coalesce(sum(amount), 0)::bigint AS sum FROM payouts WHERE state = 'due') y",
    )
    .get_result(conn)
    .await?)
}

/// The latest of what Stripe and the banks told that nothing followed from: `most` of it, and whether there is more.
async fn list_odd(conn: &mut Conn, most: usize) -> Result<(Vec<Odd>, bool)> {
    let rows: Vec<Odd> = diesel::sql_query(
        "SELECT replace(split_part(outcome, ' ', 1), '_', '-') AS what, \
                btrim(substr(outcome, length(split_part(outcome, ' ', 1)) + 1)) AS about, received_at AS at, \
                id AS notice \
         FROM webhooks WHERE provider = 'stripe' AND received_at > now() - interval '60 days' \
           AND split_part(outcome, ' ', 1) IN ('mismatch', 'unknown_refund', 'disputed', 'dispute_lost', 'other_mode') \
         UNION ALL \
         SELECT 'which-bank', external_id, received_at, id FROM webhooks \
         WHERE provider <> 'stripe' AND outcome = 'which_bank' AND received_at > now() - interval '60 days' \
         UNION ALL \
         SELECT 'movement-' || outcome, concat_ws(' ', kind, amount, upper(currency), source), at, NULL FROM card_movements \
         WHERE outcome IN ('unknown', 'currency') AND at > now() - interval '60 days' \
         ORDER BY at DESC LIMIT $1",
    )
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    Ok(first(rows, most))
}

#[derive(diesel::QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: Money,
}

/// What is at Stripe, what it has kept this month, and its last payouts.
async fn load_stripe(conn: &mut Conn, trial: &[Balance]) -> Result<Option<CardAccount>> {
    let Some(card) = trial.iter().find(|row| row.account == "card") else { return Ok(None) };
    let fees: Sum = diesel::sql_query(
        "SELECT coalesce(sum(e.amount), 0)::bigint AS sum FROM entries e JOIN postings g ON g.id = e.posting_id \
         WHERE e.account = 'stripe_fees' AND g.at >= date_trunc('month', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') \
               AT TIME ZONE 'Asia/Ho_Chi_Minh'",
    )
    .get_result(conn)
    .await?;
    let (payouts, more) = list_paid_out(conn, PAID_OUT_SHOWN).await?;
    Ok(Some(CardAccount { left: card.balance, fees: fees.sum, payouts, more }))
}

/// The latest that Stripe paid out: `most` of it, and whether there is more.
async fn list_paid_out(conn: &mut Conn, most: usize) -> Result<(Vec<CardPayout>, bool)> {
    let rows: Vec<CardPayout> = diesel::sql_query(
        "SELECT source, -amount AS amount, at, transfer_id AS transfer FROM card_movements \
         WHERE kind = 'payout' AND outcome = 'booked' ORDER BY at DESC, id DESC LIMIT $1",
    )
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    Ok(first(rows, most))
}

const PAID_OUT: File =
    File { name: "stripe-da-chuyen", head: &["log-at", "list-reference", "office-col-sum", "list-by-transfer"] };

fn paid_out(_: Lang, row: CardPayout) -> Vec<Cell> {
    vec![
        at(row.at),
        text(row.source),
        Cell::Money(row.amount),
        row.transfer.map_or(Cell::Empty, |transfer| Cell::Number(transfer.0)),
    ]
}

/// `GET /office/money/stripe.{kind}`: what Stripe paid out to the bank.
pub async fn stripe(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let found = list_paid_out(&mut *shop.db.conn().await?, MOST).await?;
    PAID_OUT.respond(&clerk, &shop, &kind, found.into(), paid_out).await
}

const ODD: File = File { name: "tien-can-xem", head: &["log-at", "list-what-odd", "list-notice"] };

fn one_odd(lang: Lang, row: Odd) -> Vec<Cell> {
    let args = Args::from([("about".into(), row.about.into())]);
    vec![
        at(row.at),
        text(locales::text_with(lang, &format!("money-odd-{}", row.what), &args)),
        row.notice.map_or(Cell::Empty, Cell::Number),
    ]
}

/// `GET /office/money/odd.{kind}`: what Stripe and the banks told that nothing followed from.
pub async fn odd(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let found = list_odd(&mut *shop.db.conn().await?, MOST).await?;
    ODD.respond(&clerk, &shop, &kind, found.into(), one_odd).await
}

/// `GET /office/money`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let waits = count(&mut conn).await?;
    let (odd, more_odd) = list_odd(&mut conn, ODD_SHOWN).await?;
    let trial = balance::trial(&mut conn).await?;
    let stripe = load_stripe(&mut conn, &trial).await?;
    let last = books::last_check(&mut conn).await?;
    drop(conn);
    let page = DeskPage {
        waits,
        stripe,
        odd,
        more_odd,
        off_by: trial.iter().map(|row| row.balance).sum(),
        accounts: trial
            .into_iter()
            .map(|balance| AccountRow { key: balance.account.replace('_', "-"), balance })
            .collect(),
        checked_at: last.map(|(at, _)| at),
        faults: last.map(|(_, faults)| faults).unwrap_or_default(),
    };
    clerk.visitor.page(&shop, &page)
}
