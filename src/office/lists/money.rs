//! Transfers, refunds, postings by hand and payouts, as files.

use actix_web::{HttpResponse, web};

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, MOST, PIECE, all, at, text, word};
use crate::error::{Error, Result};
use crate::kernel::ids::TransferId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::paging::{Cursor, cut};
use crate::ledger::balance::{self, Balance};
use crate::ledger::manual::{self, Row};
use crate::office::money::cash::OnDay;
use crate::office::money::read_day;
use crate::office::producers;
use crate::office::transfers::queries::{self, Happened, Transfer};
use crate::office::transfers::queue::Filter;
use crate::orders::check::Fault;
use crate::payments::books;
use crate::payments::refund_list::{self, Refund};
use crate::payments::refund_reason;
use crate::payments::transfer::kinds::{Problem, TransferState};
use crate::payouts::batch::{self, Standing};
use crate::payouts::queries::{self as payouts, Batch, Payout};
use crate::platform::Shop;
use crate::platform::locales;
use crate::platform::sheet::Cell;

const TRANSFERS: File = File {
    name: "chuyen-khoan",
    head: &[
        "transfers-came",
        "office-col-sum",
        "transfers-content",
        "transfers-payer",
        "office-col-state",
        "transfers-problem",
        "transfers-order",
    ],
};

fn transfer(lang: Lang, row: Transfer) -> Vec<Cell> {
    let open = row.state == TransferState::Open.as_str();
    let problem = row.problem.filter(|_| open);
    vec![
        at(row.came_at),
        Cell::Money(row.amount),
        text(row.content),
        text(row.payer_name.unwrap_or_default()),
        word(lang, "transfer-state-", &row.state),
        problem.map_or(Cell::Empty, |problem| word(lang, "transfer-problem-", &problem)),
        text(row.code.unwrap_or_else(|| row.codes.join(" "))),
    ]
}

/// `GET /office/money/transfers.{kind}`
pub async fn transfers(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<Filter>,
) -> Result<HttpResponse> {
    let (state, problem) = (TransferState::parse(&filter.state), Problem::parse(&filter.problem));
    let mut conn = shop.db.conn().await?;
    let found = all(async |after| queries::list(&mut conn, state, problem, after, PIECE).await).await?;
    drop(conn);
    TRANSFERS.respond(&clerk, &shop, &kind, found, transfer).await
}

const DIARY: File =
    File { name: "chuyen-khoan-nhat-ky", head: &["log-at", "office-col-state", "log-who", "list-note"] };

fn happened(lang: Lang, row: Happened) -> Vec<Cell> {
    let note = refund_reason::told(lang, &row.note);
    vec![at(row.at), word(lang, "transfer-diary-", &row.state), text(row.who), text(note)]
}

/// `GET /office/money/transfers/{id}/diary.{kind}`: what happened to one transfer.
pub async fn transfer_diary(clerk: Clerk, shop: Shop, path: web::Path<(i64, String)>) -> Result<HttpResponse> {
    let (id, kind) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    let transfer = queries::load(&mut conn, TransferId(id)).await?;
    let found = queries::diary(&mut conn, transfer.id).await?;
    drop(conn);
    DIARY.respond_of(&id.to_string(), &clerk, &shop, &kind, found.into(), happened).await
}

const REFUNDS: File = File {
    name: "hoan-tien",
    head: &[
        "refund-col-id",
        "refund-col-order",
        "office-col-buyer",
        "refund-col-way",
        "office-col-state",
        "office-col-sum",
        "list-made",
        "list-arrived",
    ],
};

fn refund(lang: Lang, row: Refund) -> Vec<Cell> {
    vec![
        text(format!("R{}", row.id)),
        text(row.code.unwrap_or_else(|| locales::text(lang, "refund-no-order"))),
        text(row.buyer),
        word(lang, "refund-by-", &row.method),
        word(lang, "refund-is-", &row.state),
        Cell::Money(row.amount),
        at(row.made_at),
        row.done_at.map_or(Cell::Empty, at),
    ]
}

/// `GET /office/money/refunds.{kind}`: what waits, then what arrived lately, as the page has them.
pub async fn refunds(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let mut both = refund_list::waiting(&mut conn).await?;
    both.extend(refund_list::done(&mut conn).await?);
    drop(conn);
    REFUNDS.respond(&clerk, &shop, &kind, both.into(), refund).await
}

const POSTINGS: File = File {
    name: "but-toan",
    head: &[
        "list-number",
        "posting-day",
        "money-col-debit",
        "money-col-credit",
        "money-amount",
        "posting-memo",
        "office-col-producer",
        "log-who",
        "log-at",
        "list-reverses",
    ],
};

fn posting(lang: Lang, row: Row) -> Vec<Cell> {
    vec![
        Cell::Number(row.id),
        Cell::Day(row.day),
        word(lang, "ledger-account-", &row.debit),
        word(lang, "ledger-account-", &row.credit),
        Cell::Money(row.amount),
        text(row.memo),
        text(lang.pick(&row.household_vi, &row.household_en)),
        text(row.who),
        at(row.at),
        row.reverses.map_or(Cell::Empty, Cell::Number),
    ]
}

/// `GET /office/money/postings.{kind}`
pub async fn postings(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let found = all(async |after: Option<Cursor>| {
        let most = i64::try_from(PIECE).unwrap_or(i64::MAX);
        let mut rows = manual::list(&mut conn, after.map(|cursor| cursor.id), most).await?;
        let next = cut(&mut rows, PIECE, |row| Cursor { key: row.id, id: row.id });
        Ok((rows, next))
    })
    .await?;
    drop(conn);
    POSTINGS.respond(&clerk, &shop, &kind, found, posting).await
}

const BATCHES: File = File {
    name: "dot-chi-tien",
    head: &["payout-col-day", "payout-col-count", "list-still-due", "payout-col-made-by", "office-col-sum"],
};

fn one_batch(_: Lang, row: Batch) -> Vec<Cell> {
    vec![Cell::Day(row.day), Cell::Number(row.payouts), Cell::Number(row.due), text(row.who), Cell::Money(row.amount)]
}

/// `GET /office/money/payouts/batches.{kind}`
pub async fn batches(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let found = payouts::list_batches(&mut *shop.db.conn().await?, most).await?;
    BATCHES.respond(&clerk, &shop, &kind, found.into(), one_batch).await
}

const PAYOUTS: File = File {
    name: "phieu-chi",
    head: &[
        "list-number",
        "payout-col-day",
        "office-col-producer",
        "office-col-state",
        "office-col-sum",
        "list-reference",
        "list-note",
        "list-arrived",
    ],
};

fn payout(lang: Lang, row: Payout) -> Vec<Cell> {
    vec![
        text(format!("P{}", row.id)),
        Cell::Day(row.day),
        text(lang.pick(&row.name_vi, &row.name_en)),
        word(lang, "payout-state-", &row.state),
        Cell::Money(row.amount),
        text(row.reference),
        text(row.note),
        row.settled_at.map_or(Cell::Empty, at),
    ]
}

/// `GET /office/money/payouts/list.{kind}?day=`: those of a day's batch, or, without a day, all that are still to be sent.
pub async fn payouts_of(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    of: web::Query<OnDay>,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let found = match read_day(&of.day) {
        Some(day) => payouts::list_of_day(&mut conn, day).await?,
        None => payouts::list_due(&mut conn).await?,
    };
    drop(conn);
    PAYOUTS.respond(&clerk, &shop, &kind, found.into(), payout).await
}

/// `GET /office/money/households/{slug}/payouts.{kind}`: all payouts to one household, where its page has the latest.
pub async fn payouts_to(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (slug, kind) = path.into_inner();
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let mut conn = shop.db.conn().await?;
    let producer = producers::load_producer(&mut conn, &slug).await?;
    let found = payouts::list_of_household(&mut conn, producer.id, most).await?;
    drop(conn);
    PAYOUTS.respond(&clerk, &shop, &kind, found.into(), payout).await
}

const STANDING: File = File { name: "nha-cho-chi", head: &["office-col-producer", "payout-col-why", "office-col-sum"] };

fn standing(lang: Lang, row: Standing) -> Vec<Cell> {
    // As the page says it.
    let why = match row {
        Standing { ready: true, .. } => "list-ready",
        Standing { amount, .. } if amount < Money::ZERO => "payout-why-owes",
        Standing { in_batch: true, .. } => "payout-why-in-batch",
        Standing { has_account: false, .. } => "payout-why-no-account",
        Standing { .. } => "payout-why-small",
    };
    vec![text(lang.pick(&row.name_vi, &row.name_en)), word(lang, "", why), Cell::Money(row.amount)]
}

/// `GET /office/money/payouts/standing.{kind}`: who would be paid now, and who has to wait and why.
pub async fn standing_now(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let mut found = batch::list_standing(&mut *shop.db.conn().await?, today).await?;
    found.sort_by_key(|standing| !standing.ready);
    STANDING.respond(&clerk, &shop, &kind, found.into(), standing).await
}

const TRIAL: File =
    File { name: "can-doi", head: &["money-col-account", "money-col-debit", "money-col-credit", "money-col-balance"] };

fn account(lang: Lang, row: Balance) -> Vec<Cell> {
    vec![
        word(lang, "ledger-account-", &row.account.replace('_', "-")),
        Cell::Money(row.debit),
        Cell::Money(row.credit),
        Cell::Money(row.balance),
    ]
}

/// `GET /office/money.{kind}`: the trial balance.
pub async fn trial(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let found = balance::trial(&mut *shop.db.conn().await?).await?;
    TRIAL.respond(&clerk, &shop, &kind, found.into(), account).await
}

const FAULTS: File =
    File { name: "doi-chieu", head: &["machine-rule", "machine-place", "machine-expected", "machine-found"] };

fn fault(lang: Lang, fault: Fault) -> Vec<Cell> {
    vec![text(fault.name(lang)), text(fault.place_name(lang)), Cell::Number(fault.expected), Cell::Number(fault.found)]
}

/// `GET /office/money/books/{id}.{kind}` and `GET /office/jobs/checks/{id}.{kind}`: what one reading of stock and books found. Of
/// very many the first are kept.
pub async fn faults(clerk: Clerk, shop: Shop, path: web::Path<(i64, String)>) -> Result<HttpResponse> {
    let (id, kind) = path.into_inner();
    let (reading, faults) = books::reading(&mut *shop.db.conn().await?, id).await?.ok_or(Error::NotFound)?;
    let cut = usize::try_from(reading.faults).is_ok_and(|all| all > faults.len());
    FAULTS.respond(&clerk, &shop, &kind, (faults, cut).into(), fault).await
}
