//! The handlers below `/office/broadcasts`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Deserialize;

use super::form::{self, MOST_BODY};
use super::pages::{BroadcastsPage, LookPage, SentPage, WritePage};
use super::read::{self, Broadcast, FATES, LINES, PAGE};
use super::send::{self, SendError};
use super::write::{self, SaveError};
use crate::accounts::actors::Clerk;
use crate::error::{Error, Result};
use crate::kernel::awake::morning;
use crate::kernel::ids::BroadcastId;
use crate::office::moved::moved;
use crate::office::pages::Choice;
use crate::platform::forms::Form;
use crate::platform::{Shop, locales};
use crate::producers::form::kinds;
use crate::producers::producer::kind_key;

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    pub fate: String,
}

/// `GET /office/broadcasts?after=`
pub async fn list(clerk: Clerk, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (broadcasts, next) = read::list(&mut *shop.db.conn().await?, asked.after.parse().ok(), PAGE).await?;
    clerk.visitor.page(&shop, &BroadcastsPage { broadcasts, next: next.map(|cursor| format!("after={cursor}")) })
}

/// `GET /office/broadcasts/new`
pub async fn new(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    typed(&clerk, &shop, None, Form::default(), StatusCode::OK).await
}

/// `POST /office/broadcasts/new`
pub async fn make(clerk: Clerk, shop: Shop, form: Form) -> Result<HttpResponse> {
    save(&clerk, &shop, None, form).await
}

/// `GET /office/broadcasts/{id}/text`
pub async fn edit(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let broadcast = found(&shop, BroadcastId(*id)).await?;
    if broadcast.sent_at.is_some() {
        return page(&clerk, &shop, broadcast.id, &Asked::default(), Some("broadcast-is-sent")).await;
    }
    typed(&clerk, &shop, Some(broadcast.id), form::filled(&broadcast), StatusCode::OK).await
}

/// `POST /office/broadcasts/{id}/text`
pub async fn change(clerk: Clerk, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    let broadcast = found(&shop, BroadcastId(*id)).await?;
    save(&clerk, &shop, Some(broadcast.id), form).await
}

/// `GET /office/broadcasts/{id}?fate=&after=`: before it is sent whom it reaches, afterwards whom it has reached.
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    page(&clerk, &shop, BroadcastId(*id), &asked, None).await
}

/// `POST /office/broadcasts/{id}/send`: `seen` is the number of households that the page named, `written` which words it showed.
pub async fn send(clerk: Clerk, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    let id = found(&shop, BroadcastId(*id)).await?.id;
    let seen = (form::written(&form), form.raw("seen").parse().unwrap_or(-1));
    let mut conn = shop.db.conn().await?;
    let now = shop.clock.now();
    let sent = conn.transaction(async |conn| send::send(conn, id, seen, clerk.account, now).await).await;
    drop(conn);
    let refused = match sent {
        Ok(households) => {
            tracing::info!(broadcast = %id, households, clerk = %clerk.account, "broadcast sent");
            return Ok(clerk.visitor.go(&shop, &format!("/office/broadcasts/{id}"), Some("broadcast-sent")));
        }
        // The second press of the same button has nothing to add.
        Err(SendError::Sent) => return Ok(clerk.visitor.go(&shop, &format!("/office/broadcasts/{id}"), None)),
        Err(SendError::Moved) => "broadcast-moved",
        Err(SendError::Rewritten) => "broadcast-rewritten",
        Err(SendError::Gone) => "broadcast-gone",
        Err(SendError::Nobody) => "broadcast-nobody",
        Err(SendError::Failed(error)) => return Err(error),
    };
    page(&clerk, &shop, id, &Asked::default(), Some(refused)).await
}

async fn found(shop: &Shop, id: BroadcastId) -> Result<Broadcast> {
    read::find(&mut *shop.db.conn().await?, id).await?.ok_or(Error::NotFound)
}

async fn typed(
    clerk: &Clerk,
    shop: &Shop,
    id: Option<BroadcastId>,
    mut form: Form,
    status: StatusCode,
) -> Result<HttpResponse> {
    let communes = read::communes(&mut *shop.db.conn().await?, form.raw("commune")).await?;
    form::say_gone(&mut form, &communes);
    clerk.visitor.page_with(
        shop,
        &WritePage { id, form, communes, kinds: kinds(), most: MOST_BODY, moved: Vec::new() },
        status,
    )
}

async fn save(clerk: &Clerk, shop: &Shop, id: Option<BroadcastId>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let communes = read::communes(&mut conn, form.raw("commune")).await?;
    let Some(draft) = form::read(&mut form, &communes) else {
        drop(conn);
        return typed(clerk, shop, id, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let over = id.map(|id| (id, form::written(&form)));
    let saved = conn.transaction(async |conn| write::save(conn, over, &draft, clerk.account).await).await;
    drop(conn);
    match (saved, id) {
        (Ok(id), _) => Ok(clerk.visitor.go(shop, &format!("/office/broadcasts/{id}"), None)),
        (Err(SaveError::Sent), Some(id)) => page(clerk, shop, id, &Asked::default(), Some("broadcast-is-sent")).await,
        (Err(SaveError::Moved), Some(id)) => meanwhile(clerk, shop, id, form).await,
        (Err(SaveError::Sent | SaveError::Moved), None) => Err(Error::NotFound),
        (Err(SaveError::Failed(error)), _) => Err(error),
    }
}

/// The form as it was typed, beside what somebody else has written meanwhile; saved once more it is written over that.
async fn meanwhile(clerk: &Clerk, shop: &Shop, id: BroadcastId, mut form: Form) -> Result<HttpResponse> {
    let lang = clerk.visitor.lang;
    let broadcast = found(shop, id).await?;
    let communes = read::communes(&mut *shop.db.conn().await?, form.raw("commune")).await?;
    let now = form::filled(&broadcast);
    let moved = moved(&form, &now, &form::FIELDS, |name, value| match name {
        "commune" if value.is_empty() => locales::text(lang, "broadcast-every-commune"),
        "commune" => broadcast.commune.clone().unwrap_or_default(),
        "kind" if value.is_empty() => locales::text(lang, "broadcast-every-kind"),
        "kind" => locales::text(lang, &kind_key(value)),
        _ => value.to_owned(),
    });
    // Both wrote the same.
    if moved.is_empty() {
        return Ok(clerk.visitor.go(shop, &format!("/office/broadcasts/{id}"), None));
    }
    form.set("written", now.raw("written"));
    let page = WritePage { id: Some(id), form, communes, kinds: kinds(), most: MOST_BODY, moved };
    clerk.visitor.page_with(shop, &page, StatusCode::CONFLICT)
}

/// The page of one, with 409 where something was refused.
async fn page(
    clerk: &Clerk,
    shop: &Shop,
    id: BroadcastId,
    asked: &Asked,
    refused: Option<&'static str>,
) -> Result<HttpResponse> {
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let mut conn = shop.db.conn().await?;
    let b = read::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let kind = b.kind.as_ref().map(|kind| kind.replace('_', "-"));
    if b.sent_at.is_none() {
        let reach = read::reach(&mut conn, &b).await?;
        drop(conn);
        let parts = form::messages(&b.body);
        let goes_at = if b.urgent_why.is_none() { morning(shop.clock.now()) } else { None };
        let written = form::mark(&b);
        return clerk.visitor.page_with(shop, &LookPage { b, written, kind, reach, parts, goes_at, refused }, status);
    }
    let fate = FATES.into_iter().find(|fate| *fate == asked.fate);
    let (lines, next) = read::lines(&mut conn, id, fate, asked.after.parse().ok(), LINES).await?;
    drop(conn);
    let page = SentPage {
        b,
        kind,
        fates: FATES.iter().map(|word| Choice { word, key: (*word).to_owned(), chosen: fate == Some(word) }).collect(),
        lines,
        query: format!("fate={}", fate.unwrap_or_default()),
        next: next.map(|cursor| format!("fate={}&after={cursor}", fate.unwrap_or_default())),
        refused,
    };
    clerk.visitor.page_with(shop, &page, status)
}
