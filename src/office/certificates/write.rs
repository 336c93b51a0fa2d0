//! What a clerk does with a paper: writes it down, corrects it, answers it, revokes it, puts a scan beside it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Deserialize;

use super::pages::{KindChoice, NewPage};
use super::{form, show};
use crate::accounts::actors::Clerk;
use crate::error::{Error, Result};
use crate::kernel::ids::CertificateId;
use crate::office::households::choose;
use crate::office::inbox::{claims, reasons};
use crate::office::{own, producers};
use crate::platform::forms::Form;
use crate::platform::upload::{self, UploadError};
use crate::platform::{Shop, secrets};
use crate::producers::papers::{self, Answer, PaperError};
use crate::producers::{letters, register};

const MOST_WHY: usize = 300;
/// A photo as a phone takes it, or a few scanned pages.
const MOST_BYTES: usize = 10 * 1024 * 1024;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    producer: String,
}

/// `GET /office/certificates/new?producer=`: whose paper first, then what it says.
pub async fn new(clerk: Clerk, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let form = Form::blank(&[("producer", &asked.producer)]);
    new_page(&clerk, &shop, form, None, StatusCode::OK).await
}

async fn new_page(
    clerk: &Clerk,
    shop: &Shop,
    form: Form,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (mut household, mut households, mut goods) = (None, Vec::new(), Vec::new());
    if form.raw("producer").is_empty() {
        households = choose::list(&mut conn, clerk.visitor.lang, "").await?;
    } else {
        // By its address from another page, by its number from the list.
        let found = choose::find(&mut conn, form.raw("producer")).await?.ok_or(Error::NotFound)?;
        goods = show::goods(&mut conn, found.0, form.raw("product").parse().ok().map(crate::kernel::ids::ProductId))
            .await?;
        household = Some(show::whose(&mut conn, &found.1).await?);
    }
    drop(conn);
    let kinds = KindChoice::all(Some(form.raw("kind")));
    clerk.visitor.page_with(shop, &NewPage { kinds, households, household, goods, form, refused }, status)
}

/// `POST /office/certificates/new`
pub async fn add(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let producer = producers::load_producer(&mut conn, form.raw("producer")).await?.id;
    let Some(entry) = form::read(&mut form, shop.clock.today()) else {
        drop(conn);
        return new_page(&clerk, &shop, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let seen = form.ticked("seen");
    let added = conn
        .transaction(async |conn| {
            own::household(conn, producer, clerk.account).await?;
            register::add(conn, producer, &entry, clerk.account, seen).await
        })
        .await;
    drop(conn);
    match added {
        Ok(id) => {
            let said = if seen { "certificate-added-checked" } else { "certificate-added" };
            Ok(clerk.visitor.go(&shop, &format!("/office/certificates/{id}"), Some(said)))
        }
        Err(error) => {
            refuse(&mut form, error)?;
            new_page(&clerk, &shop, form, None, StatusCode::CONFLICT).await
        }
    }
}

/// Says beside its field what the register refused.
fn refuse(form: &mut Form, error: PaperError) -> Result<()> {
    match error {
        PaperError::Failed(error) => return Err(error),
        PaperError::Twice => form.refuse("number", "certificate-twice"),
        PaperError::Taken => form.refuse("number", "paper-taken"),
        PaperError::NotTheirs => form.refuse("product", "field-choose"),
        PaperError::Answered => form.refuse("kind", "certificate-stands-no-more"),
    }
    Ok(())
}

/// `POST /office/certificates/{id}`: writes over what it says, and `why`.
pub async fn correct(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = CertificateId(*id);
    let mut conn = shop.db.conn().await?;
    register::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let why = form.line("why", MOST_WHY);
    let (Some(entry), Some(why)) = (form::read(&mut form, shop.clock.today()), why) else {
        drop(conn);
        return show::page(&clerk, &shop, id, Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let seen = form.raw("mark").to_owned();
    let by = clerk.account;
    let done = conn
        .transaction(async |conn| {
            own::refuse(conn, "paper", &[id.0], by).await?;
            register::correct(conn, id, &entry, by, &seen, &why).await
        })
        .await;
    drop(conn);
    match done {
        Ok(()) => back(&clerk, &shop, id, "certificate-corrected"),
        Err(PaperError::Answered) => {
            let why = Some("certificate-stands-no-more");
            show::page(&clerk, &shop, id, Some(form), why, StatusCode::CONFLICT).await
        }
        Err(PaperError::Failed(Error::Conflict(sentence))) => {
            show::page(&clerk, &shop, id, Some(form), Some(sentence), StatusCode::CONFLICT).await
        }
        Err(error) => {
            refuse(&mut form, error)?;
            show::page(&clerk, &shop, id, Some(form), None, StatusCode::CONFLICT).await
        }
    }
}

/// `POST /office/certificates/{id}/answer`: `answer` is `checked`, or `refused` with a reason.
pub async fn answer(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = CertificateId(*id);
    reasons::fill(&mut *shop.db.conn().await?, &mut form, "paper", "refused_why").await?;
    let said = match form.raw("answer") {
        "checked" => Some(Answer::Checked),
        "refused" => form.line("refused_why", MOST_WHY).map(Answer::Refused),
        _ => return Err(Error::NotFound),
    };
    let mut conn = shop.db.conn().await?;
    let (producer, entry) = register::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let Some(said) = said else {
        drop(conn);
        return again(&clerk, &shop, id, &entry, &form, None).await;
    };
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "paper", id.0, clerk.account).await?;
            papers::answer(conn, producer, id, clerk.account, &said).await?;
            if let Answer::Refused(why) = &said {
                letters::tell(conn, &shop, producer, "household-sms-paper-back", why).await?;
            }
            Ok::<_, PaperError>(from)
        })
        .await;
    drop(conn);
    let refused = match done {
        Ok(from) => {
            let here = format!("/office/certificates/{id}");
            return Ok(claims::go(&clerk, &shop, &from, &here, "paper-answered"));
        }
        Err(PaperError::Failed(Error::Conflict(held))) => held,
        Err(PaperError::Failed(error)) => return Err(error),
        Err(PaperError::Taken | PaperError::Twice) => "paper-taken",
        Err(PaperError::Answered | PaperError::NotTheirs) => "household-already",
    };
    again(&clerk, &shop, id, &entry, &form, Some(refused)).await
}

/// `POST /office/certificates/{id}/revoke`
pub async fn revoke(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = CertificateId(*id);
    let mut conn = shop.db.conn().await?;
    let (_, entry) = register::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let Some(why) = form.line("revoke_why", MOST_WHY) else {
        drop(conn);
        return again(&clerk, &shop, id, &entry, &form, None).await;
    };
    let done = conn
        .transaction(async |conn| {
            own::refuse(conn, "paper", &[id.0], clerk.account).await?;
            let producer = register::revoke(conn, id, clerk.account, &why).await?;
            letters::tell(conn, &shop, producer, "household-sms-paper-revoked", &why).await?;
            Ok::<(), PaperError>(())
        })
        .await;
    drop(conn);
    match done {
        Ok(()) => back(&clerk, &shop, id, "certificate-revoked"),
        Err(PaperError::Failed(Error::Conflict(sentence))) => {
            again(&clerk, &shop, id, &entry, &form, Some(sentence)).await
        }
        Err(PaperError::Failed(error)) => Err(error),
        Err(_) => again(&clerk, &shop, id, &entry, &form, Some("household-already")).await,
    }
}

/// `POST /office/certificates/{id}/scan`: a photo or PDF of it.
pub async fn scan(
    clerk: Clerk,
    shop: Shop,
    id: web::Path<i64>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let id = CertificateId(*id);
    let (_, entry) = register::find(&mut *shop.db.conn().await?, id).await?.ok_or(Error::NotFound)?;
    let mut form = Form::default();
    let cleaned = match upload::read(&shop, &request, payload, &clerk.visitor.sender(), MOST_BYTES).await {
        Ok(sent) if sent.file.is_empty() => Err("paper-file-missing"),
        Ok(sent) => papers::clean(&sent.file),
        Err(UploadError::TooLarge(_)) => Err("paper-file-large"),
        Err(UploadError::Busy) => return Err(Error::Busy),
        Err(UploadError::Unreadable) => return Err(Error::BadRequest("error-form-unreadable")),
    };
    let (kind, bytes) = match cleaned {
        Ok(cleaned) => cleaned,
        Err(sentence) => {
            form.refuse("file", sentence);
            return again(&clerk, &shop, id, &entry, &form, None).await;
        }
    };
    // The file first: a row never names a file that is not there. One without a row is swept after a day, and so is
    // the one before.
    let name = secrets::token();
    shop.files.put(&papers::file(&name), bytes).await.map_err(Error::from)?;
    let mut conn = shop.db.conn().await?;
    let done = conn.transaction(async |conn| register::attach(conn, id, clerk.account, &name, kind).await).await;
    drop(conn);
    match done {
        Ok(()) => back(&clerk, &shop, id, "certificate-scanned"),
        Err(PaperError::Failed(error)) => Err(error),
        Err(_) => Err(Error::NotFound),
    }
}

fn back(clerk: &Clerk, shop: &Shop, id: CertificateId, said: &str) -> Result<HttpResponse> {
    Ok(clerk.visitor.go(shop, &format!("/office/certificates/{id}"), Some(said)))
}

/// The page again: what the paper says as it is, and what another of its forms was sent with.
async fn again(
    clerk: &Clerk,
    shop: &Shop,
    id: CertificateId,
    entry: &register::Entry,
    typed: &Form,
    refused: Option<&'static str>,
) -> Result<HttpResponse> {
    let mut form = form::filled(entry);
    form.keep_from(typed, &["refused_why", "revoke_why", "file"]);
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    show::page(clerk, shop, id, Some(form), refused, status).await
}
