//! `/office/money/statement`: a statement of the bank is uploaded, looked at line by line, and then applied.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::queries::{self, Payee, Transfer};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
use crate::accounts::list_file::{self, File, at, text};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, BankAccountId, StatementId, TransferId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::text::tidy;
use crate::payments::bank_account::{self, BankAccount};
use crate::payments::statement::{self as reader, StatementRow};
use crate::payments::transfer::foresee::{Foreseen, foresee};
use crate::payments::transfer::kinds::TransferState;
use crate::payments::transfer::statements::{self, Kept, Progress};
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::Cell;
use crate::platform::sheet_read::{SheetError, turn};
use crate::platform::upload::{self, UploadError};
use crate::platform::views::Page;
use crate::platform::{Shop, secrets};

/// As many lines are shown at once.
const SHOWN: usize = 200;
const LONGEST_NAME: usize = 120;

#[derive(Serialize)]
struct UploadPage {
    accounts: Vec<Payee>,
    banks: Vec<&'static str>,
    /// The sentence of a refusal.
    refused: Option<&'static str>,
    /// What the columns of the refused file are called, where that is why.
    seen: Vec<String>,
}

impl Page for UploadPage {
    const TEMPLATE: &'static str = "office/transfers/upload.html";
}

async fn upload_page(shop: &Shop, refused: Option<&'static str>, seen: Vec<String>) -> Result<UploadPage> {
    let mut conn = shop.db.conn().await?;
    let accounts = queries::payees(&mut conn, None).await?;
    let banks = accounts.iter().map(|a| crate::payments::banks::find(&a.bin).map_or("", |bank| bank.short_name));
    Ok(UploadPage { banks: banks.collect(), accounts, refused, seen })
}

/// `GET /office/money/statement`
pub async fn ask(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    clerk.visitor.page(&shop, &upload_page(&shop, None, Vec::new()).await?)
}

/// `POST /office/money/statement`: keeps the file as it was read, and shows what it says.
pub async fn submit(clerk: Clerk, shop: Shop, request: HttpRequest, payload: web::Payload) -> Result<HttpResponse> {
    let mut seen = Vec::new();
    let (status, sentence) = match take(&clerk, &shop, &request, payload).await {
        Ok(id) => return Ok(clerk.visitor.go(&shop, &format!("/office/money/statements/{id}"), None)),
        Err(Refused::Failed(error)) => return Err(error),
        Err(Refused::Upload(UploadError::TooLarge(_)) | Refused::Statement(SheetError::TooLarge)) => {
            (StatusCode::PAYLOAD_TOO_LARGE, "statement-too-large")
        }
        Err(Refused::Upload(UploadError::Busy)) => return Err(Error::Busy),
        Err(Refused::Upload(UploadError::Unreadable)) => (StatusCode::BAD_REQUEST, "error-form-unreadable"),
        Err(Refused::Account) => (StatusCode::UNPROCESSABLE_ENTITY, "field-choose"),
        Err(Refused::Statement(why)) => (StatusCode::UNPROCESSABLE_ENTITY, words(why)),
        Err(Refused::Unsigned(names)) => {
            seen = names;
            (StatusCode::UNPROCESSABLE_ENTITY, "statement-unsigned")
        }
    };
    clerk.visitor.page_with(&shop, &upload_page(&shop, Some(sentence), seen).await?, status)
}

enum Refused {
    Upload(UploadError),
    Account,
    Statement(SheetError),
    /// What came in cannot be told from what went out; the names of the columns.
    Unsigned(Vec<String>),
    Failed(Error),
}

const fn words(why: SheetError) -> &'static str {
    match why {
        SheetError::Empty => "statement-empty",
        SheetError::TooLarge => "statement-too-large",
        SheetError::TooManyRows => "statement-too-many",
        SheetError::OldExcel => "statement-old-excel",
        SheetError::NotATable => "statement-no-table",
        SheetError::NoHeader => "statement-no-header",
    }
}

async fn take(
    clerk: &Clerk,
    shop: &Shop,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<StatementId, Refused> {
    let upload = upload::read(shop, request, payload, &clerk.visitor.sender(), reader::LARGEST)
        .await
        .map_err(Refused::Upload)?;
    let account = upload.fields.get("account").and_then(|id| id.parse().ok()).map(BankAccountId);
    let account = account.ok_or(Refused::Account)?;
    let name: String = tidy(&upload.name).chars().take(LONGEST_NAME).collect();
    let now = shop.clock.now();
    let read = turn::in_turn(move || {
        let mut read = reader::read(&upload.file).map_err(Refused::Statement)?;
        read.put_aside_of_other_times(now);
        if let Some(names) = read.unsigned.take() {
            return Err(Refused::Unsigned(names));
        }
        let count = read.rows.len();
        let rows = serde_json::to_value(statements::Lines::from(read)).map_err(anyhow::Error::from);
        let rows = rows.map_err(|error| Refused::Failed(error.into()))?;
        Ok((secrets::hex(&Sha256::digest(&upload.file)), count, rows))
    });
    let read = read.await.map_err(Refused::Failed)?.unwrap_or(Err(Refused::Statement(SheetError::NotATable)));
    let (hash, count, rows) = read?;
    let kept = async {
        let mut conn = shop.db.conn().await?;
        if bank_account::find(&mut conn, account).await?.is_none() {
            return Ok(None);
        }
        conn.transaction(async |conn| {
            let (id, new) = statements::keep(conn, &name, account, &hash, rows, clerk.account).await?;
            if new {
                let now = json!({ "statement": id, "lines": count });
                let act = clerk.act("statement.kept").on(&name).changed(Value::Null, now);
                acts::record(conn, &act.shown_by(Evidence::File)).await?;
            }
            Ok::<Option<StatementId>, Error>(Some(id))
        })
        .await
    };
    kept.await.map_err(Refused::Failed)?.ok_or(Refused::Account)
}

#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    from: usize,
}

/// One line, what would become of it, and the transfer that it is.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    row: StatementRow,
    foreseen: Foreseen,
    transfer: Option<Transfer>,
}

/// How many lines have one fate.
#[derive(Serialize)]
struct Count {
    what: &'static str,
    n: usize,
    sum: Money,
}

#[derive(Serialize)]
struct StatementPage {
    id: StatementId,
    name: String,
    bank: &'static str,
    number: String,
    holder: String,
    applied: bool,
    /// While a job applies it: how far it is.
    progress: Option<Progress>,
    columns: Vec<(String, String)>,
    problems: Vec<(usize, String)>,
    debits: usize,
    counts: Vec<Count>,
    lines: Vec<Line>,
    total: usize,
    /// Whether anything is left to be applied.
    fresh: bool,
    next: Option<usize>,
}

impl Page for StatementPage {
    const TEMPLATE: &'static str = "office/transfers/statement.html";
}

const FATES: [&str; 12] = [
    "pays",
    "late",
    "confirms",
    "reopens",
    "short",
    "over",
    "twice",
    "not-asked",
    "unknown",
    "ambiguous",
    "known",
    "too-large",
];

/// `GET /office/money/statements/{id}`: what it says, and what would happen, or what has.
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>, from: web::Query<From>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let kept = statements::load(&mut conn, StatementId(*id)).await?;
    let page = page(&mut conn, kept, from.from, clerk.account).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

/// What becomes of each line, or has; none while a job is at it.
async fn fates(conn: &mut Conn, kept: Kept, account: &BankAccount, by: AccountId) -> Result<(Kept, Vec<Foreseen>)> {
    if kept.under_way().is_some() {
        return Ok((kept, Vec::new()));
    }
    let told = web::block(move || (kept.told(by), kept));
    let (told, kept) = told.await.map_err(anyhow::Error::from)?;
    let fates = foresee(conn, told, account).await?;
    Ok((kept, fates))
}

/// The lines, each with the transfer that it is.
async fn with_transfers(conn: &mut Conn, lines: Vec<(StatementRow, Foreseen)>) -> Result<Vec<Line>> {
    let ids: Vec<TransferId> = lines.iter().filter_map(|(_, fate)| fate.transfer).collect();
    let transfers: HashMap<TransferId, Transfer> =
        queries::load_all(conn, &ids).await?.into_iter().map(|transfer| (transfer.id, transfer)).collect();
    let line = |(row, foreseen): (StatementRow, Foreseen)| Line {
        row,
        transfer: foreseen.transfer.and_then(|id| transfers.get(&id).cloned()),
        foreseen,
    };
    Ok(lines.into_iter().map(line).collect())
}

async fn page(conn: &mut Conn, kept: Kept, from: usize, by: AccountId) -> Result<StatementPage> {
    let account = bank_account::find(conn, kept.account).await?.ok_or(Error::NotFound)?;
    let progress = kept.under_way();
    let (kept, fates) = fates(conn, kept, &account, by).await?;
    let counts = FATES.map(|what| {
        let of = || kept.lines.rows.iter().zip(&fates).filter(|(_, fate)| fate.what == what).map(|(row, _)| row.amount);
        Count { what, n: of().count(), sum: of().sum() }
    });
    let total = kept.lines.rows.len();
    let fresh = fates.iter().any(|fate| !matches!(fate.what, "known" | "too-large"));
    let shown: Vec<(StatementRow, Foreseen)> = kept.lines.rows.into_iter().zip(fates).skip(from).take(SHOWN).collect();
    let lines = with_transfers(conn, shown).await?;
    Ok(StatementPage {
        id: kept.id,
        name: kept.name,
        bank: crate::payments::banks::find(&account.bin).map_or("", |bank| bank.short_name),
        number: account.number,
        holder: account.holder,
        applied: kept.applied_at.is_some(),
        progress,
        columns: kept.lines.columns,
        problems: kept.lines.problems,
        debits: kept.lines.debits,
        counts: counts.into_iter().filter(|count| count.n > 0).collect(),
        lines,
        total,
        fresh,
        next: Some(from.saturating_add(SHOWN)).filter(|next| *next < total),
    })
}

const FILE: File = File {
    name: "sao-ke",
    head: &[
        "statement-line-no",
        "transfers-came",
        "office-col-sum",
        "transfers-content",
        "statement-fate",
        "transfers-order",
    ],
};

/// A line of the file: money that came in, or one that could not be read, and why.
enum Row {
    Read(Box<Line>),
    Unread(usize, String),
}

impl Row {
    fn number(&self) -> usize {
        match self {
            Row::Read(line) => line.row.line,
            Row::Unread(number, _) => *number,
        }
    }
}

/// What becomes of a line, or has, as its page says it.
fn fate(lang: Lang, line: &Line) -> String {
    let what = line.foreseen.what;
    let Some(transfer) = &line.transfer else {
        let code = line.foreseen.code.clone().unwrap_or_default();
        let amount = line.foreseen.off_by.to_string();
        let args = Args::from([("code".into(), code.into()), ("amount".into(), amount.into())]);
        return locales::text_with(lang, &format!("transfer-foreseen-{what}"), &args);
    };
    let open = transfer.state == TransferState::Open.as_str();
    let key = match transfer.problem.as_ref().filter(|_| open) {
        _ if matches!(what, "confirms" | "reopens") => format!("transfer-foreseen-{what}"),
        Some(problem) => format!("transfer-problem-{problem}"),
        None => format!("transfer-state-{}", transfer.state),
    };
    locales::text(lang, &key)
}

fn cells(lang: Lang, row: Row) -> Vec<Cell> {
    let number = Cell::Number(i64::try_from(row.number()).unwrap_or(i64::MAX));
    match row {
        Row::Read(line) => {
            let fate = text(fate(lang, &line));
            let code = line.transfer.and_then(|transfer| transfer.code).or(line.foreseen.code);
            let order = code.map_or(Cell::Empty, text);
            vec![number, at(line.row.at), Cell::Money(line.row.amount), text(line.row.content), fate, order]
        }
        Row::Unread(_, why) => {
            let why = list_file::word(lang, "statement-reason-", &why);
            vec![number, Cell::Empty, Cell::Empty, Cell::Empty, why, Cell::Empty]
        }
    }
}

/// `GET /office/money/statements/{id}.{kind}`: all its lines, those that could not be read among them.
pub async fn files(clerk: Clerk, shop: Shop, path: web::Path<(i64, String)>) -> Result<HttpResponse> {
    let (id, kind) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    let kept = statements::load(&mut conn, StatementId(id)).await?;
    let account = bank_account::find(&mut conn, kept.account).await?.ok_or(Error::NotFound)?;
    let (kept, fates) = fates(&mut conn, kept, &account, clerk.account).await?;
    let lines = with_transfers(&mut conn, kept.lines.rows.into_iter().zip(fates).collect()).await?;
    drop(conn);
    let unread = kept.lines.problems.into_iter().map(|(line, why)| Row::Unread(line, why));
    let mut rows: Vec<Row> = lines.into_iter().map(|line| Row::Read(Box::new(line))).chain(unread).collect();
    rows.sort_by_key(Row::number);
    FILE.respond(&clerk, &shop, &kind, rows.into(), cells).await
}

/// `POST /office/money/statements/{id}`: has it applied. Again, it changes nothing.
pub async fn apply(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let id = StatementId(*id);
    let mut conn = shop.db.conn().await?;
    conn.transaction(async |conn| {
        if statements::ask(conn, id, clerk.account).await? {
            let act = clerk.act("statement.applied").on(id.to_string());
            acts::record(conn, &act.shown_by(Evidence::Statement)).await?;
        }
        Ok::<(), Error>(())
    })
    .await?;
    drop(conn);
    Ok(clerk.visitor.go(&shop, &format!("/office/money/statements/{id}"), None))
}
