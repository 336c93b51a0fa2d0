//! `/sell/import`: the template to fill in, and a table to send.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde_json::{Value, json};

pub use super::begin::submit as begin;
pub use super::mend::submit as mend;
use super::pages::{AskPage, Sent};
use super::read::{self, LARGEST, MOST_ROWS};
use super::{keep, show, template};
use crate::accounts::actors::{Member, Seller};
use crate::catalog::revision::defaults;
use crate::catalog::unit;
use crate::error::{Error, Result};
use crate::kernel::ids::ImportId;
use crate::kernel::text::tidy;
use crate::platform::sheet_read::{SheetError, turn};
use crate::platform::throttle::{self, Limit};
use crate::platform::upload::{self, UploadError};
use crate::platform::{Shop, sheet};
use crate::sell::http::desk;

const LONGEST_NAME: usize = 120;
/// Files shown that were sent before.
const SENT: i64 = 5;
/// Tables of one household; each is a thousand rows to keep.
const UPLOADS: Limit = Limit { name: "import", hits: 40, seconds: 3_600 };

/// The number in a path; what is none is not found.
pub fn id_of(path: &str) -> Result<ImportId> {
    path.parse().map(ImportId).map_err(|_| Error::NotFound)
}

/// `GET /sell/import`
pub async fn ask(Seller(member): Seller, shop: Shop) -> Result<HttpResponse> {
    ask_again(&member, &shop, None, StatusCode::OK).await
}

async fn ask_again(
    member: &Member,
    shop: &Shop,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, member).await?;
    let latest = keep::latest(&mut conn, member.producer, SENT).await?;
    drop(conn);
    let sent = latest.into_iter().map(|(stand, at)| Sent {
        id: stand.id,
        at,
        total: stand.total,
        stand: match (stand.begun(), stand.ended_at) {
            (false, _) => "new",
            (true, None) => "at-work",
            (true, Some(_)) => "ended",
        },
        name: stand.file_name,
    });
    member.visitor.page_with(shop, &AskPage { desk, refused, most: MOST_ROWS, sent: sent.collect() }, status)
}

/// `GET /sell/import/template.xlsx`
pub async fn template(Seller(member): Seller, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let categories = defaults::all(&mut conn).await?;
    let units = unit::offered(&shop, &mut conn).await?;
    drop(conn);
    sheet::respond_book("mau-hang-ban.xlsx", template::book(member.visitor.lang, &categories, &units)?).await
}

/// `POST /sell/import`: keeps the file as it was read, and shows what it would do.
pub async fn submit(
    Seller(member): Seller,
    shop: Shop,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    throttle::check(&shop, &mut conn, UPLOADS, &member.producer.to_string()).await?;
    drop(conn);
    let upload = match upload::read(&shop, &request, payload, &member.visitor.sender(), LARGEST).await {
        Ok(upload) => upload,
        Err(UploadError::Busy) => return Err(Error::Busy),
        Err(UploadError::TooLarge(_)) => {
            return ask_again(&member, &shop, Some("import-too-large"), StatusCode::PAYLOAD_TOO_LARGE).await;
        }
        Err(UploadError::Unreadable) => {
            return ask_again(&member, &shop, Some("error-form-unreadable"), StatusCode::BAD_REQUEST).await;
        }
    };
    if upload.name.is_empty() && upload.file.is_empty() {
        return ask_again(&member, &shop, Some("import-no-file"), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let name: String = tidy(&upload.name).chars().take(LONGEST_NAME).collect();
    match turn::in_turn(move || read::read(&upload.file)).await?.unwrap_or(Err(SheetError::NotATable)) {
        Ok(rows) => {
            let mut conn = shop.db.conn().await?;
            let (producer, by) = (member.producer, member.account);
            let id = conn
                .transaction(async |conn| {
                    let id = keep::keep(conn, producer, by, &name, &rows).await?;
                    let kept = json!({ "rows": rows.len() });
                    member.log_change(conn, "goods.kept", name.as_str(), Value::Null, kept).await?;
                    Ok::<ImportId, Error>(id)
                })
                .await?;
            Ok(member.visitor.go(&shop, &format!("/sell/import/{id}"), None))
        }
        Err(why) => ask_again(&member, &shop, Some(words(why)), StatusCode::UNPROCESSABLE_ENTITY).await,
    }
}

const fn words(why: SheetError) -> &'static str {
    match why {
        SheetError::Empty => "import-empty",
        SheetError::TooLarge => "import-too-large",
        SheetError::TooManyRows => "import-too-many",
        SheetError::OldExcel => "import-old-excel",
        SheetError::NotATable => "import-no-table",
        SheetError::NoHeader => "import-no-header",
    }
}

/// `GET /sell/import/{id}`: what would become of each row, or what has.
pub async fn show(
    Seller(member): Seller,
    shop: Shop,
    id: web::Path<String>,
    wanted: web::Query<show::Wanted>,
) -> Result<HttpResponse> {
    show::page(&member, &shop, id_of(&id)?, &wanted, None, StatusCode::OK).await
}
