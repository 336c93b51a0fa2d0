//! The household's papers: what it has sent, how each stands, and a form for another one with its photo or PDF.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};

use crate::accounts::actors::{Member, Seller};
use crate::error::{Error, Result};
use crate::kernel::ids::{CertificateId, ProducerId};
use crate::kernel::paging::Cursor;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::platform::upload::{self, UploadError};
use crate::platform::views::Page;
use crate::platform::{Shop, locales, secrets};
use crate::producers::certificate::{KINDS, kind_key, ocop_ends};
use crate::producers::papers::{self, NewPaper, PaperError, ScanKind, Sent};
use crate::producers::scan;
use crate::sell::pages::Desk;
use crate::sell::queries;

/// A photo as a phone takes it, or a few scanned pages.
const MOST_BYTES: usize = 10 * 1024 * 1024;
const UPLOADS: Limit = Limit { name: "papers", hits: 40, seconds: 3600 };
const FIELDS: [&str; 7] = ["kind", "label", "number", "issuer", "stars", "issued_on", "expires_on"];

#[derive(Serialize)]
struct KindChoice {
    code: &'static str,
    key: String,
}

#[derive(Serialize)]
struct PapersPage {
    desk: Desk,
    papers: Vec<Sent>,
    /// Where the next page of them begins.
    next: Option<String>,
    kinds: Vec<KindChoice>,
    form: Form,
    today: NaiveDate,
}

impl Page for PapersPage {
    const TEMPLATE: &'static str = "sell/papers.html";
}

/// Where a page of papers begins, from the query.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
}

async fn page(conn: &mut Conn, shop: &Shop, member: &Member, after: Option<Cursor>, form: Form) -> Result<PapersPage> {
    let today = shop.clock.today();
    let (papers, next) = papers::list(conn, member.producer, today, after, papers::SHOWN).await?;
    Ok(PapersPage {
        desk: Desk::of(queries::list_households(conn, member, member.visitor.lang).await?),
        papers,
        next: next.map(|cursor| cursor.to_string()),
        kinds: KINDS.iter().map(|code| KindChoice { code, key: kind_key(code) }).collect(),
        form,
        today,
    })
}

/// `GET /sell/household/papers`
pub async fn show(member: Member, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let after = asked.after.parse().ok();
    let page = page(&mut *shop.db.conn().await?, &shop, &member, after, Form::default()).await?;
    member.visitor.page(&shop, &page)
}

/// `POST /sell/household/papers`
pub async fn submit(
    Seller(member): Seller,
    shop: Shop,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    throttle::check(&shop, &mut *shop.db.conn().await?, UPLOADS, &member.producer.to_string()).await?;
    let (fields, bytes) = match upload::read(&shop, &request, payload, &member.visitor.sender(), MOST_BYTES).await {
        Ok(sent) => (sent.fields, sent.file),
        Err(UploadError::Busy) => return Err(Error::Busy),
        Err(UploadError::TooLarge(fields)) => {
            let mut form = typed(&fields);
            form.refuse("file", "paper-file-large");
            return again(&member, &shop, form, StatusCode::PAYLOAD_TOO_LARGE).await;
        }
        Err(UploadError::Unreadable) => return Err(Error::BadRequest("error-form-unreadable")),
    };
    let mut form = typed(&fields);
    let scan = if bytes.is_empty() { Err("paper-file-missing") } else { papers::clean(&bytes) };
    let scan = scan.map_err(|sentence| form.refuse("file", sentence)).ok();
    let paper = read(&mut form, &member, shop.clock.today());
    let (Some(mut paper), Some((kind, bytes)), true) = (paper, scan, form.ok()) else {
        return again(&member, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    paper.scan_kind = kind;
    // The file first: a row never names a file that is not there. One that no row comes to name is thrown away again.
    let (ground, account, clerk) = (shop.clone(), member.account, member.clerk);
    let sent = actix_web::rt::spawn(async move {
        let file = papers::file(&paper.scan_name);
        ground.files.put(&file, bytes).await.map_err(Error::from)?;
        let mut conn = ground.db.conn().await?;
        let sent = conn.transaction(async |conn| papers::send(conn, &paper, account, clerk).await).await;
        drop(conn);
        if matches!(sent, Err(PaperError::Twice)) {
            ground.files.delete(&file).await.map_err(Error::from)?;
        }
        sent
    });
    match sent.await.map_err(|error| Error::Internal(anyhow::anyhow!("a paper: {error}")))? {
        Ok(()) => Ok(member.visitor.go(&shop, "/sell/household/papers", Some("paper-sent"))),
        Err(PaperError::Failed(error)) => Err(error),
        Err(_) => {
            form.refuse("number", "paper-twice");
            again(&member, &shop, form, StatusCode::CONFLICT).await
        }
    }
}

fn typed(fields: &BTreeMap<String, String>) -> Form {
    let pairs: Vec<(&str, &str)> =
        FIELDS.iter().filter_map(|name| fields.get(*name).map(|value| (*name, value.as_str()))).collect();
    Form::blank(&pairs)
}

fn read(form: &mut Form, member: &Member, today: NaiveDate) -> Option<NewPaper> {
    let kind = KINDS.into_iter().find(|kind| *kind == form.raw("kind"));
    if kind.is_none() {
        form.refuse("kind", "field-choose");
    }
    let label = form.optional_line("label", 120);
    let number = form.line("number", 60);
    let issuer = form.line("issuer", 120);
    let stars = if kind == Some("ocop") {
        form.number("stars", 3, 5).and_then(|stars| i16::try_from(stars).ok()).map(Some)
    } else {
        Some(None)
    };
    let issued_on = form.day("issued_on").filter(|day| {
        let past = *day <= today && *day >= NaiveDate::from_ymd_opt(1990, 1, 1).unwrap_or(today);
        if !past {
            form.refuse("issued_on", "paper-issued-wrong");
        }
        past
    });
    let expires_on =
        if form.raw("expires_on").trim().is_empty() { Some(None) } else { form.day("expires_on").map(Some) };
    // A star has a last day whether it was typed or not, so that its badge goes on it.
    let star_ends = issued_on.filter(|_| kind == Some("ocop")).and_then(ocop_ends);
    let expires_on = expires_on.map(|typed| typed.or(star_ends));
    if let (Some(issued), Some(Some(expires))) = (issued_on, expires_on) {
        let far = expires > issued + chrono::Days::new(36_600);
        if expires < today || expires < issued || far {
            form.refuse("expires_on", "paper-expires-wrong");
        } else if star_ends.is_some_and(|last| expires > last) {
            form.refuse("expires_on", "certificate-ocop-months");
        }
    }
    let kind = kind?;
    let named = label?;
    let label = if named.is_empty() { locales::text(crate::kernel::lang::Lang::Vi, &kind_key(kind)) } else { named };
    Some(NewPaper {
        producer: member.producer,
        kind,
        label,
        number: number?,
        issuer: issuer?,
        stars: stars?,
        issued_on: issued_on?,
        expires_on: expires_on?,
        scan_name: secrets::token(),
        scan_kind: ScanKind::Jpg,
    })
}

/// The page again with what was typed. A browser does not fill a file in again; the sentence says so.
async fn again(member: &Member, shop: &Shop, mut form: Form, status: StatusCode) -> Result<HttpResponse> {
    form.refuse("file", "paper-file-again");
    let page = page(&mut *shop.db.conn().await?, shop, member, None, form).await?;
    member.visitor.page_with(shop, &page, status)
}

/// `GET /sell/household/papers/{id}/scan`: of a household this one is a member of.
pub async fn file(member: Member, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let producer: ProducerId = member.producer;
    scan::respond(&shop, producer, CertificateId(*id)).await
}
