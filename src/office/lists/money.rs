//! Transfers, refunds and postings by hand, as files.

use actix_web::{HttpResponse, web};

use super::{File, PIECE, all, at, text, word};
use crate::accounts::actors::Clerk;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::paging::{Cursor, cut};
use crate::ledger::manual::{self, Row};
use crate::office::transfers::queries::{self, Transfer};
use crate::office::transfers::queue::Filter;
use crate::payments::refund_list::{self, Refund};
use crate::payments::transfer::kinds::{Problem, TransferState};
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
