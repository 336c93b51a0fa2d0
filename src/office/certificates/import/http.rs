//! `/office/certificates/import`: the table to fill in, a table to send, what it would do, and the button.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use super::columns::{COLUMNS, heading};
use super::keep;
use super::read::{self, LARGEST, MOST_ROWS};
use super::take::{self, TakeError};
use super::weigh::{self, Fate, Weighed};
use crate::accounts::actors::Clerk;
use crate::error::{Error, Result};
use crate::kernel::text::tidy;
use crate::platform::forms::Form;
use crate::platform::sheet::{self, Book, Cell};
use crate::platform::sheet_read::{SheetError, turn};
use crate::platform::upload::{self, UploadError};
use crate::platform::views::Page;
use crate::platform::{Shop, locales};
use crate::producers::certificate::{KINDS, kind_key};

const LONGEST_NAME: usize = 120;
/// Rows of one fate that the page shows.
const SHOWN: usize = 200;

#[derive(Serialize)]
struct AskPage {
    most: usize,
    refused: Option<&'static str>,
}

impl Page for AskPage {
    const TEMPLATE: &'static str = "office/certificates/import.html";
}

#[derive(Serialize)]
struct Group {
    fate: Fate,
    n: usize,
    rows: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    line: usize,
    name: String,
    /// Column and Fluent key.
    faults: Vec<(String, String)>,
    /// What it says, for a row that can be taken.
    label: String,
}

#[derive(Serialize)]
struct LookPage {
    id: i64,
    file_name: String,
    total: usize,
    groups: Vec<Group>,
    /// Rows that the button writes, and those it would check besides.
    good: usize,
    waiting: usize,
    seen: String,
    taken: bool,
    refused: Option<&'static str>,
}

impl Page for LookPage {
    const TEMPLATE: &'static str = "office/certificates/look.html";
}

fn ask_again(clerk: &Clerk, shop: &Shop, refused: Option<&'static str>, status: StatusCode) -> Result<HttpResponse> {
    clerk.visitor.page_with(shop, &AskPage { most: MOST_ROWS, refused }, status)
}

/// `GET /office/certificates/import`
pub async fn ask(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    ask_again(&clerk, &shop, None, StatusCode::OK)
}

/// `GET /office/certificates/template.xlsx`
pub async fn template(clerk: Clerk) -> Result<HttpResponse> {
    let lang = clerk.visitor.lang;
    let say = |key: &str| locales::text(lang, key);
    let mut book = Book::default();
    book.tab(&say("certificates"), COLUMNS.iter().map(|(column, ..)| heading(lang, column)).collect())?;
    let tab = book.tab(&say("certificate-import-kinds"), vec![heading(lang, "kind")])?;
    for kind in KINDS {
        book.row(tab, &[Cell::Text(say(&kind_key(kind)))])?;
    }
    sheet::respond_book("mau-chung-nhan.xlsx", book).await
}

/// `POST /office/certificates/import`: keeps the table as it was read, and shows what it would do.
pub async fn submit(clerk: Clerk, shop: Shop, request: HttpRequest, payload: web::Payload) -> Result<HttpResponse> {
    let upload = match upload::read(&shop, &request, payload, &clerk.visitor.sender(), LARGEST).await {
        Ok(upload) => upload,
        Err(UploadError::Busy) => return Err(Error::Busy),
        Err(UploadError::TooLarge(_)) => {
            return ask_again(&clerk, &shop, Some("import-too-large"), StatusCode::PAYLOAD_TOO_LARGE);
        }
        Err(UploadError::Unreadable) => {
            return ask_again(&clerk, &shop, Some("error-form-unreadable"), StatusCode::BAD_REQUEST);
        }
    };
    if upload.file.is_empty() {
        return ask_again(&clerk, &shop, Some("certificate-import-no-file"), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let name: String = tidy(&upload.name).chars().take(LONGEST_NAME).collect();
    match turn::in_turn(move || read::read(&upload.file)).await?.unwrap_or(Err(SheetError::NotATable)) {
        Ok(rows) => {
            let mut conn = shop.db.conn().await?;
            let id = conn.transaction(async |conn| keep::keep(conn, clerk.account, &name, &rows).await).await?;
            drop(conn);
            Ok(clerk.visitor.go(&shop, &format!("/office/certificates/import/{id}"), None))
        }
        Err(why) => ask_again(&clerk, &shop, Some(words(why)), StatusCode::UNPROCESSABLE_ENTITY),
    }
}

const fn words(why: SheetError) -> &'static str {
    match why {
        SheetError::Empty => "certificate-import-empty",
        SheetError::TooLarge => "import-too-large",
        SheetError::TooManyRows => "import-too-many",
        SheetError::OldExcel => "import-old-excel",
        SheetError::NotATable => "import-no-table",
        SheetError::NoHeader => "certificate-import-no-header",
    }
}

/// `GET /office/certificates/import/{id}`
pub async fn look(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    look_page(&clerk, &shop, *id, None, StatusCode::OK).await
}

async fn look_page(
    clerk: &Clerk,
    shop: &Shop,
    id: i64,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let kept = keep::load(&mut conn, id).await?;
    let weighed = weigh::weigh(&mut conn, &kept.rows, shop.clock.today()).await?;
    drop(conn);
    let count = |fate: Fate| weighed.iter().filter(|row| row.fate == fate).count();
    let page = LookPage {
        id,
        file_name: kept.file_name,
        total: weighed.len(),
        good: count(Fate::Added) + count(Fate::Corrected),
        waiting: count(Fate::Waiting),
        seen: take::digest(&weighed),
        taken: kept.taken,
        groups: groups(&weighed),
        refused,
    };
    clerk.visitor.page_with(shop, &page, status)
}

fn groups(weighed: &[Weighed]) -> Vec<Group> {
    let of = |fate: Fate| {
        let mine = || weighed.iter().filter(|row| row.fate == fate);
        let shown = mine().take(SHOWN).map(|row| Shown {
            line: row.line,
            name: row.name.clone(),
            faults: row.faults.clone(),
            label: row.entry.as_ref().map(|entry| entry.label.clone()).unwrap_or_default(),
        });
        Group { fate, n: mine().count(), rows: shown.collect() }
    };
    let all = [Fate::Wrong, Fate::Added, Fate::Corrected, Fate::Waiting, Fate::Same];
    all.into_iter().map(of).filter(|group| group.n > 0).collect()
}

/// `POST /office/certificates/import/{id}`: takes over what can be.
pub async fn begin(clerk: Clerk, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    let (today, checked) = (shop.clock.today(), form.ticked("checked"));
    let mut conn = shop.db.conn().await?;
    let taken = conn
        .transaction(async |conn| take::take(conn, *id, clerk.account, today, form.raw("seen"), checked).await)
        .await;
    drop(conn);
    match taken {
        Ok(_) => Ok(clerk.visitor.go(&shop, "/office/certificates", Some("certificate-import-taken"))),
        Err(TakeError::Failed(Error::Conflict(held))) => {
            look_page(&clerk, &shop, *id, Some(held), StatusCode::CONFLICT).await
        }
        Err(TakeError::Failed(error)) => Err(error),
        Err(TakeError::Moved) => {
            look_page(&clerk, &shop, *id, Some("certificate-import-moved"), StatusCode::CONFLICT).await
        }
        Err(TakeError::Taken) => {
            look_page(&clerk, &shop, *id, Some("certificate-import-again"), StatusCode::CONFLICT).await
        }
    }
}
