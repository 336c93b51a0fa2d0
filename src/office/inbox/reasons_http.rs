//! `/office/inbox/reasons`: the office's list of reasons, to add to and to change.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde_json::{Value, json};

use super::pages::{Kind, ReasonsPage};
use super::reasons::{self, Change, KINDS, MOST_TEXT, Written};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::platform::Shop;
use crate::platform::forms::Form;

const HERE: &str = "/office/inbox/reasons";

async fn page(clerk: &Clerk, shop: &Shop, form: Form, of: i64, status: StatusCode) -> Result<HttpResponse> {
    let mut all = reasons::all(&mut *shop.db.conn().await?).await?;
    let kinds = KINDS
        .into_iter()
        .map(|kind| Kind { kind, reasons: all.extract_if(.., |reason| reason.kind == kind).collect() })
        .collect();
    clerk.visitor.page_with(shop, &ReasonsPage { kinds, form, of }, status)
}

/// `GET /office/inbox/reasons`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let form = Form::blank(&[("sort", "100")]);
    page(&clerk, &shop, form, 0, StatusCode::OK).await
}

fn read(form: &mut Form, new: bool) -> Option<Written> {
    let text_vi = form.line("text_vi", MOST_TEXT);
    let text_en = form.optional_line("text_en", MOST_TEXT);
    let sort = form.number("sort", 0, 9_999);
    let active = new || form.ticked("active");
    Some(Written { text_vi: text_vi?, text_en: text_en?, sort: sort?, active })
}

/// `POST /office/inbox/reasons`
pub async fn add(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let kind = KINDS.into_iter().find(|kind| *kind == form.raw("kind"));
    if kind.is_none() {
        form.refuse("kind", "field-choose");
    }
    let written = read(&mut form, true);
    let (Some(kind), Some(written)) = (kind, written) else {
        return page(&clerk, &shop, form, 0, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let made = conn
        .transaction(async |conn| {
            let made = reasons::add(conn, kind, &written).await?;
            if made.is_some() {
                let act = clerk.act("reason.added").on(written.text_vi.clone());
                acts::record(conn, &act.changed(Value::Null, json!({ "kind": kind }))).await?;
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
    let Some(written) = read(&mut form, false) else {
        return page(&clerk, &shop, form, *id, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let done = reasons::change(conn, *id, &written).await?;
            if done == Change::Done {
                let now = json!({ "active": written.active, "sort": written.sort });
                let act = clerk.act("reason.changed").on(written.text_vi.clone());
                acts::record(conn, &act.changed(Value::Null, now)).await?;
            }
            Ok::<_, Error>(done)
        })
        .await?;
    drop(conn);
    match done {
        Change::Done => Ok(clerk.visitor.go(&shop, HERE, Some("reasons-saved"))),
        Change::NotFound => Err(Error::NotFound),
        Change::Twice => {
            form.refuse("text_vi", "reasons-twice");
            page(&clerk, &shop, form, *id, StatusCode::CONFLICT).await
        }
    }
}
