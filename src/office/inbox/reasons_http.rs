//! `/office/inbox/reasons`: the office's list of reasons, to add to and to change, each time with the clerk's own.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde_json::{Value, json};

use super::pages::{Kind, ReasonsPage};
use super::reasons::{self, Change, KINDS, MOST_TEXT, Written};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::office::moved::{Moved, moved};
use crate::platform::forms::Form;
use crate::platform::{Shop, locales};

const HERE: &str = "/office/inbox/reasons";
const MOST_WHY: usize = 300;

async fn page(clerk: &Clerk, shop: &Shop, form: Form, of: i64, status: StatusCode) -> Result<HttpResponse> {
    let mut all = reasons::all(&mut *shop.db.conn().await?).await?;
    let kinds = KINDS
        .into_iter()
        .map(|kind| Kind { kind, reasons: all.extract_if(.., |reason| reason.kind == kind).collect() })
        .collect();
    clerk.visitor.page_with(shop, &ReasonsPage { kinds, form, of, moved: Vec::new() }, status)
}

/// What the fields are called, for whoever is told that somebody else has changed them.
const FIELDS: [(&str, &str); 3] = [("text_vi", "reasons-vi"), ("text_en", "reasons-en"), ("sort", "reasons-sort")];

/// The form as it was typed, beside what somebody else has written meanwhile; saved once more it is written over that.
async fn meanwhile(clerk: &Clerk, shop: &Shop, mut form: Form, of: i64) -> Result<HttpResponse> {
    let mut all = reasons::all(&mut *shop.db.conn().await?).await?;
    let lang = clerk.visitor.lang;
    let mut changed = Vec::new();
    if let Some(now) = all.iter().find(|reason| reason.id == of) {
        let stands =
            Form::blank(&[("text_vi", &now.text_vi), ("text_en", &now.text_en), ("sort", &now.sort.to_string())]);
        changed = moved(&form, &stands, &FIELDS, |_, value| value.to_owned());
        if form.ticked("active") != now.active {
            let word = locales::text(lang, if now.active { "log-yes" } else { "log-no" });
            changed.push(Moved { label: "reasons-active", now: word });
        }
        // Both wrote the same.
        if changed.is_empty() {
            return Ok(clerk.visitor.go(shop, HERE, Some("reasons-saved")));
        }
        form.set("seq", now.seq.to_string());
    }
    let kinds = KINDS
        .into_iter()
        .map(|kind| Kind { kind, reasons: all.extract_if(.., |reason| reason.kind == kind).collect() })
        .collect();
    clerk.visitor.page_with(shop, &ReasonsPage { kinds, form, of, moved: changed }, StatusCode::CONFLICT)
}

/// `GET /office/inbox/reasons`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let form = Form::blank(&[("sort", "100")]);
    page(&clerk, &shop, form, 0, StatusCode::OK).await
}

/// What it is to say from now on, and why.
fn read(form: &mut Form, new: bool) -> Option<(Written, String)> {
    let text_vi = form.line("text_vi", MOST_TEXT);
    let text_en = form.optional_line("text_en", MOST_TEXT);
    let sort = form.number("sort", 0, 9_999);
    let active = new || form.ticked("active");
    let why = form.line("why", MOST_WHY);
    Some((Written { text_vi: text_vi?, text_en: text_en?, sort: sort?, active }, why?))
}

/// `POST /office/inbox/reasons`
pub async fn add(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let kind = KINDS.into_iter().find(|kind| *kind == form.raw("kind"));
    if kind.is_none() {
        form.refuse("kind", "field-choose");
    }
    let written = read(&mut form, true);
    let (Some(kind), Some((written, why))) = (kind, written) else {
        return page(&clerk, &shop, form, 0, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let made = conn
        .transaction(async |conn| {
            let made = reasons::add(conn, kind, &written).await?;
            if made.is_some() {
                let act = clerk.act("reason.added").on(written.text_vi.clone()).because(&why);
                acts::record(conn, &act.changed(Value::Null, json!({ "reason_kind": kind }))).await?;
            }
            Ok::<_, Error>(made)
        })
        .await?;
    drop(conn);
    if made.is_none() {
        form.refuse("text_vi", "reasons-twice");
        return page(&clerk, &shop, form, 0, StatusCode::CONFLICT).await;
    }
    Ok(clerk.visitor.go(&shop, HERE, Some("reasons-saved")))
}

/// `POST /office/inbox/reasons/{id}`: its words, its place, and whether it is offered.
pub async fn change(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let Some((written, why)) = read(&mut form, false) else {
        return page(&clerk, &shop, form, *id, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    // A form without it was not made by the page: it saw nothing.
    let seen = form.raw("seq").parse().unwrap_or(-1);
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let before = reasons::all(conn).await?.into_iter().find(|reason| reason.id == *id).map(Written::from);
            let done = reasons::change(conn, *id, seen, &written).await?;
            if done == Change::Done {
                let act = clerk.act("reason.changed").on(written.text_vi.clone()).because(&why);
                acts::record(conn, &act.changed(json!(before), json!(written))).await?;
            }
            Ok::<_, Error>(done)
        })
        .await?;
    drop(conn);
    match done {
        Change::Done => Ok(clerk.visitor.go(&shop, HERE, Some("reasons-saved"))),
        Change::NotFound => Err(Error::NotFound),
        Change::Meanwhile => meanwhile(&clerk, &shop, form, *id).await,
        Change::Twice => {
            form.refuse("text_vi", "reasons-twice");
            page(&clerk, &shop, form, *id, StatusCode::CONFLICT).await
        }
    }
}
