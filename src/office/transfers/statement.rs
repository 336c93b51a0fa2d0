//! `/office/money/statement`: a statement of the bank is uploaded, looked at line by line, and then applied.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::queries::{self, Payee, Transfer};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, BankAccountId, StatementId, TransferId};
use crate::kernel::money::Money;
use crate::kernel::text::tidy;
use crate::payments::statement::{self as reader, StatementRow};
use crate::payments::transfer::foresee::{Foreseen, foresee};
use crate::payments::transfer::note;
use crate::payments::transfer::statements::{self, Kept, Progress};
use crate::payments::transfer::told::To;
use crate::platform::db::Conn;
use crate::platform::sheet_read::SheetError;
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
}

impl Page for UploadPage {
    const TEMPLATE: &'static str = "office/transfers/upload.html";
}

async fn upload_page(shop: &Shop, refused: Option<&'static str>) -> Result<UploadPage> {
    let mut conn = shop.db.conn().await?;
    let accounts = queries::payees(&mut conn, None).await?;
    let banks = accounts.iter().map(|a| crate::payments::banks::find(&a.bin).map_or("", |bank| bank.short_name));
    Ok(UploadPage { banks: banks.collect(), accounts, refused })
}

/// `GET /office/money/statement`
pub async fn ask(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    clerk.visitor.page(&shop, &upload_page(&shop, None).await?)
}

/// `POST /office/money/statement`: keeps the file as it was read, and shows what it says.
pub async fn submit(clerk: Clerk, shop: Shop, request: HttpRequest, payload: web::Payload) -> Result<HttpResponse> {
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
    };
    clerk.visitor.page_with(&shop, &upload_page(&shop, Some(sentence)).await?, status)
}

enum Refused {
    Upload(UploadError),
    Account,
    Statement(SheetError),
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
    let upload = upload::read(request, payload, reader::LARGEST).await.map_err(Refused::Upload)?;
    let account = upload.fields.get("account").and_then(|id| id.parse().ok()).map(BankAccountId);
    let account = account.ok_or(Refused::Account)?;
    let name: String = tidy(&upload.name).chars().take(LONGEST_NAME).collect();
    // Another thread, where a reader that panics on a stranger's file brings nothing down.
    let read = web::block(move || (secrets::hex(&Sha256::digest(&upload.file)), reader::read(&upload.file))).await;
    let Ok((hash, read)) = read else { return Err(Refused::Statement(SheetError::NotATable)) };
    let lines: statements::Lines = read.map_err(Refused::Statement)?.into();
    let kept = async {
        let mut conn = shop.db.conn().await?;
        if note::account_of(&mut conn, &To::Account(account), &[]).await?.is_none() {
            return Ok(None);
        }
        conn.transaction(async |conn| {
            let (id, new) = statements::keep(conn, &name, account, &hash, &lines, clerk.account).await?;
            if new {
                let now = json!({ "statement": id, "lines": lines.rows.len() });
                acts::record(conn, &clerk.act("statement.kept").on(&name).changed(Value::Null, now)).await?;
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

const FATES: [&str; 10] =
    ["pays", "late", "confirms", "short", "over", "twice", "not-asked", "unknown", "ambiguous", "known"];

/// `GET /office/money/statements/{id}`: what it says, and what would happen, or what has.
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>, from: web::Query<From>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let kept = statements::load(&mut conn, StatementId(*id)).await?;
    let page = page(&mut conn, kept, from.from, clerk.account).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

async fn page(conn: &mut Conn, kept: Kept, from: usize, by: AccountId) -> Result<StatementPage> {
    let account = note::account_of(conn, &To::Account(kept.account), &[]).await?.ok_or(Error::NotFound)?;
    let progress = kept.under_way();
    // What becomes of the lines is read once it has.
    let fates = if progress.is_some() { Vec::new() } else { foresee(conn, &kept.told(by), &account).await? };
    let counts = FATES.map(|what| {
        let of = || kept.lines.rows.iter().zip(&fates).filter(|(_, fate)| fate.what == what).map(|(row, _)| row.amount);
        Count { what, n: of().count(), sum: of().sum() }
    });
    let total = kept.lines.rows.len();
    let fresh = fates.iter().any(|fate| fate.what != "known");
    let shown: Vec<(StatementRow, Foreseen)> = kept.lines.rows.into_iter().zip(fates).skip(from).take(SHOWN).collect();
    let ids: Vec<TransferId> = shown.iter().filter_map(|(_, fate)| fate.transfer).collect();
    let transfers = queries::load_all(conn, &ids).await?;
    let lines = shown
        .into_iter()
        .map(|(row, foreseen)| Line {
            row,
            transfer: transfers.iter().find(|t| Some(t.id) == foreseen.transfer).cloned(),
            foreseen,
        })
        .collect();
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

/// `POST /office/money/statements/{id}`: has it applied. Again, it changes nothing.
pub async fn apply(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let id = StatementId(*id);
    let mut conn = shop.db.conn().await?;
    conn.transaction(async |conn| {
        if statements::ask(conn, id, clerk.account).await? {
            acts::record(conn, &clerk.act("statement.applied").on(id.to_string())).await?;
        }
        Ok::<(), Error>(())
    })
    .await?;
    drop(conn);
    Ok(clerk.visitor.go(&shop, &format!("/office/money/statements/{id}"), None))
}
