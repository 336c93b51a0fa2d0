//! `/office/money/webhooks`: what providers of money sent, as it came, and what nobody trusted had signed.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
use crate::accounts::list_file::{File, MOST, PIECE, all, at, at_last, text, word};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::kernel::paging::{Cursor, cut, first};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::sheet::Cell;
use crate::platform::views::Page;

const PAGE: usize = 25;
/// Refusals on the page; the file has all.
const REFUSED_SHOWN: usize = 30;
const NOTICES: File = File { name: "thong-bao", head: &["log-at", "machine-source", "machine-kind", "people-outcome"] };
/// Letters of a body that are shown.
const MOST_LETTERS: usize = 20_000;
const PROVIDERS: [&str; 4] = ["sepay", "payos", "casso", "stripe"];

/// One provider's notices.
#[derive(QueryableByName, Serialize)]
struct Source {
    #[diesel(sql_type = Text)]
    provider: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_at: Option<DateTime<Utc>>,
    /// In the last day.
    #[diesel(sql_type = BigInt)]
    today: i64,
    /// Came, and could not be applied yet.
    #[diesel(sql_type = BigInt)]
    waiting: i64,
}

#[derive(QueryableByName, Serialize)]
struct Refused {
    #[diesel(sql_type = Text)]
    provider: String,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Text)]
    why: String,
    #[diesel(sql_type = Integer)]
    times: i32,
    #[diesel(sql_type = Timestamptz)]
    last_at: DateTime<Utc>,
}

#[derive(QueryableByName, Serialize)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    provider: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Timestamptz)]
    received_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    applied: bool,
    #[diesel(sql_type = Text)]
    outcome: String,
}

#[derive(Serialize)]
struct ListPage {
    sources: Vec<Source>,
    refused: Vec<Refused>,
    /// There are more than are shown.
    more_refused: bool,
    refused_shown: usize,
    rows: Vec<Row>,
    provider: String,
    next: Option<String>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "office/machine/webhooks.html";
}

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    provider: String,
    #[serde(default)]
    after: String,
}

impl Filter {
    fn provider(&self) -> Option<&'static str> {
        PROVIDERS.into_iter().find(|provider| *provider == self.provider)
    }
}

async fn sources(conn: &mut Conn) -> Result<Vec<Source>> {
    Ok(diesel::sql_query(
        "SELECT p.provider, (SELECT max(received_at) FROM webhooks w WHERE w.provider = p.provider) AS last_at, \
           (SELECT count(*) FROM webhooks w WHERE w.provider = p.provider AND w.received_at > now() - interval '1 day') AS today, \
           (SELECT count(*) FROM webhooks w WHERE w.provider = p.provider AND w.applied_at IS NULL) AS waiting \
         FROM (VALUES ('sepay'), ('payos'), ('casso'), ('stripe')) p (provider)",
    )
    .load(conn)
    .await?)
}

/// What was refused in the last 30 days, the latest first: `most` of it, and whether there is more.
async fn refused(conn: &mut Conn, most: usize) -> Result<(Vec<Refused>, bool)> {
    let rows: Vec<Refused> = diesel::sql_query(
        "SELECT provider, day, why, times, last_at FROM webhook_refusals WHERE day > current_date - 30 \
         ORDER BY last_at DESC, provider, day, why LIMIT $1",
    )
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    Ok(first(rows, most))
}

async fn list(
    conn: &mut Conn,
    provider: Option<&str>,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Row>, Option<Cursor>)> {
    let mut rows: Vec<Row> = diesel::sql_query(
        "SELECT id, provider, kind, received_at, applied_at IS NOT NULL AS applied, outcome FROM webhooks \
         WHERE ($1 IS NULL OR provider = $1) AND id < $2 ORDER BY id DESC LIMIT $3",
    )
    .bind::<Nullable<Text>, _>(provider)
    .bind::<BigInt, _>(after.map_or(i64::MAX, |cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.id, id: row.id });
    Ok((rows, next))
}

/// `GET /office/money/webhooks`
pub async fn show(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let provider = filter.provider();
    let mut conn = shop.db.conn().await?;
    let sources = sources(&mut conn).await?;
    let (refused, more_refused) = refused(&mut conn, REFUSED_SHOWN).await?;
    let (rows, next) = list(&mut conn, provider, filter.after.parse().ok(), PAGE).await?;
    drop(conn);
    let provider = provider.unwrap_or_default().to_owned();
    let page = ListPage {
        next: next.map(|cursor| format!("provider={provider}&after={cursor}")),
        sources,
        refused,
        more_refused,
        refused_shown: REFUSED_SHOWN,
        rows,
        provider,
    };
    clerk.visitor.page(&shop, &page)
}

fn notice(lang: Lang, row: Row) -> Vec<Cell> {
    let outcome = if row.applied { text(row.outcome) } else { word(lang, "", "machine-unapplied") };
    vec![at(row.received_at), word(lang, "machine-source-", &row.provider), text(row.kind), outcome]
}

/// `GET /office/money/webhooks.{kind}`: without what each said, which names its payer.
pub async fn files(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    filter: web::Query<Filter>,
) -> Result<HttpResponse> {
    let provider = filter.provider();
    let mut conn = shop.db.conn().await?;
    let found = all(async |after| list(&mut conn, provider, after, PIECE).await).await?;
    drop(conn);
    NOTICES.respond(&clerk, &shop, &kind, found, notice).await
}

const SOURCES: File = File {
    name: "thong-bao-nguon",
    head: &["machine-source", "machine-last-notice", "machine-day", "machine-unapplied"],
};

fn source(lang: Lang, row: Source) -> Vec<Cell> {
    vec![
        word(lang, "machine-source-", &row.provider),
        at_last(row.last_at),
        Cell::Number(row.today),
        Cell::Number(row.waiting),
    ]
}

const REFUSED: File = File {
    name: "thong-bao-tu-choi",
    head: &["machine-source", "list-day", "list-why", "office-col-times", "machine-last-notice"],
};

fn refusal(lang: Lang, row: Refused) -> Vec<Cell> {
    vec![
        word(lang, "machine-source-", &row.provider),
        Cell::Day(row.day),
        word(lang, "list-refused-", &row.why),
        Cell::Number(row.times.into()),
        at(row.last_at),
    ]
}

/// `GET /office/money/webhooks/{table}.{kind}`: what stands beside the notices on their page.
pub async fn tables(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (table, kind) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    if table == "sources" {
        let found = sources(&mut conn).await?;
        drop(conn);
        return SOURCES.respond(&clerk, &shop, &kind, found.into(), source).await;
    }
    let found = refused(&mut conn, MOST).await?;
    drop(conn);
    REFUSED.respond(&clerk, &shop, &kind, found.into(), refusal).await
}

#[derive(Serialize)]
struct RawPage {
    row: Row,
    external_id: String,
    /// As it came; what is no text is shown as such. Empty when its payer was erased.
    body: String,
    cut: bool,
}

impl Page for RawPage {
    const TEMPLATE: &'static str = "office/machine/webhook.html";
}

/// `GET /office/money/webhooks/{id}`: it names a payer, so the look is in the log.
pub async fn raw(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    #[derive(QueryableByName)]
    struct Raw {
        #[diesel(embed)]
        head: Row,
        #[diesel(sql_type = Text)]
        external_id: String,
        #[diesel(sql_type = Binary)]
        body: Vec<u8>,
    }
    let mut conn = shop.db.conn().await?;
    let found: Option<Raw> = diesel::sql_query(
        "SELECT id, provider, kind, received_at, applied_at IS NOT NULL AS applied, outcome, external_id, body \
         FROM webhooks WHERE id = $1",
    )
    .bind::<BigInt, _>(*id)
    .get_result(&mut conn)
    .await
    .optional()?;
    let Raw { head: row, external_id, body } = found.ok_or(Error::NotFound)?;
    let act = clerk.act("webhook.opened").on(format!("{} {}", row.provider, row.id)).shown_by(Evidence::Reading);
    acts::record(&mut conn, &act).await?;
    drop(conn);
    let text = String::from_utf8_lossy(&body);
    let shown: String = text.chars().take(MOST_LETTERS).collect();
    let page = RawPage { row, external_id, cut: shown.len() < text.len(), body: shown };
    clerk.visitor.page(&shop, &page)
}
