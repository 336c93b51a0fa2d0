//! The handlers below `/office/spotlights`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Deserialize;

use super::find::{self, Thing};
use super::form;
use super::pages::{NewPage, SpotlightPage, SpotlightsPage, Word};
use crate::accounts::actors::Clerk;
use crate::catalog::revision::phrases;
use crate::catalog::spotlight::area::{self, Area};
use crate::catalog::spotlight::list::{self, Planned, When};
use crate::catalog::spotlight::slot::{AUDIENCES, Slot};
use crate::catalog::spotlight::write::{self, PlanError};
use crate::error::{Error, Result};
use crate::kernel::ids::{PictureId, SpotlightId};
use crate::kernel::text;
use crate::media::ingest::{self, ingest};
use crate::office::moved::moved;
use crate::office::own;
use crate::office::pages::Choice;
use crate::platform::forms::Form;
use crate::platform::upload::{self, UploadError};
use crate::platform::{Shop, locales};

const MOST_WHY: usize = 300;

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub slot: String,
    #[serde(default)]
    after: String,
}

fn slots(among: impl Iterator<Item = Slot>, chosen: &str) -> Vec<Word> {
    among.map(|slot| Word { word: slot.as_str(), key: slot.key(), chosen: slot.as_str() == chosen }).collect()
}

/// `GET /office/spotlights?state=&slot=&after=`. A value that is none counts as not asked for.
pub async fn list(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let (when, slot) = (When::parse(&filter.state), Slot::parse(&filter.slot));
    let mut conn = shop.db.conn().await?;
    let (spotlights, next) = list::page(&mut conn, when, slot, filter.after.parse().ok(), list::PAGE).await?;
    drop(conn);
    let (state, slot) = (when.map(When::as_str).unwrap_or_default(), slot.map(Slot::as_str).unwrap_or_default());
    let page = SpotlightsPage {
        states: When::ALL
            .iter()
            .map(|w| Choice { word: w.as_str(), key: w.as_str().to_owned(), chosen: w.as_str() == state })
            .collect(),
        slots: slots(Slot::ALL.into_iter(), slot),
        spotlights,
        query: format!("state={state}&slot={slot}"),
        next: next.map(|cursor| format!("state={state}&slot={slot}&after={cursor}")),
    };
    clerk.visitor.page(&shop, &page)
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    producer: String,
    #[serde(default)]
    collection: String,
}

/// `GET /office/spotlights/new`: what to put forward first, by name or by an address from elsewhere; then how.
pub async fn new(clerk: Clerk, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let named = [("product", &asked.product), ("producer", &asked.producer), ("collection", &asked.collection)];
    let mut conn = shop.db.conn().await?;
    if let Some((kind, slug)) = named.into_iter().find(|(_, slug)| !slug.is_empty()) {
        let thing = find::at(&mut conn, kind, slug).await?.ok_or(Error::NotFound)?;
        drop(conn);
        return page(&clerk, &shop, thing, form::blank(shop.clock.now()), None, None, StatusCode::OK).await;
    }
    let q: String = text::tidy(&asked.q).chars().take(80).collect();
    let found = find::search(&mut conn, &q).await?;
    drop(conn);
    clerk.visitor.page(&shop, &NewPage { q, found })
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    thing: Thing,
    form: Form,
    planned: Option<Planned>,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let areas = area::all(&mut *shop.db.conn().await?).await?;
    clerk.visitor.page_with(shop, &view(thing, form, planned, refused, areas), status)
}

fn view(
    thing: Thing,
    form: Form,
    planned: Option<Planned>,
    refused: Option<&'static str>,
    areas: Vec<Area>,
) -> SpotlightPage {
    let chosen = form.raw("audience");
    SpotlightPage {
        slots: slots(thing.slots(), form.raw("slot")),
        audiences: AUDIENCES
            .iter()
            .map(|word| Word { word, key: form::audience_key(word), chosen: *word == chosen })
            .collect(),
        thing,
        form,
        planned,
        refused,
        moved: Vec::new(),
        areas,
    }
}

/// The form as it was typed, beside what somebody else has written meanwhile; saved once more it is written over that.
async fn meanwhile(clerk: &Clerk, shop: &Shop, id: SpotlightId, mut form: Form) -> Result<HttpResponse> {
    let (thing, planned, now) = there(shop, id).await?;
    let areas = area::all(&mut *shop.db.conn().await?).await?;
    let lang = clerk.visitor.lang;
    // A list always has one of its values; in any other slot it says nothing.
    if Slot::parse(form.raw("slot")) != Some(Slot::CategoryTop) {
        form.set("category", "");
    }
    let category = |id: &str| {
        let at = thing.category_ids.iter().position(|own| own.to_string() == id);
        at.and_then(|at| thing.category_names.get(at)).cloned().unwrap_or_default()
    };
    let moved = moved(&form, &now, &form::FIELDS, |name, value| match name {
        "slot" => Slot::parse(value).map(|slot| locales::text(lang, &slot.key())).unwrap_or_default(),
        "category" => category(value),
        "starts_at" | "ends_at" => form::told(value),
        "lang" if value.is_empty() => locales::text(lang, "spotlight-lang-both"),
        "lang" => locales::text(lang, &format!("spotlight-lang-{value}")),
        "audience" => locales::text(lang, &form::audience_key(value)),
        "area" if value.is_empty() => locales::text(lang, "spotlight-area-all"),
        "area" => areas.iter().find(|area| area.code == value).map(|area| area.name.clone()).unwrap_or_default(),
        _ => value.to_owned(),
    });
    // Both wrote the same.
    if moved.is_empty() {
        return back(clerk, shop, id, "spotlight-changed");
    }
    form.set("seq", now.raw("seq"));
    let page = SpotlightPage { moved, ..view(thing, form, Some(planned), Some("office-moved"), areas) };
    clerk.visitor.page_with(shop, &page, StatusCode::CONFLICT)
}

/// `POST /office/spotlights/new`
pub async fn make(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let thing = find::at(&mut conn, form.raw("kind"), form.raw("of")).await?.ok_or(Error::NotFound)?;
    let banned = phrases::all(&mut conn).await?;
    let areas = area::all(&mut conn).await?;
    let Some(plan) = form::read(&mut form, &banned, &areas) else {
        drop(conn);
        return page(&clerk, &shop, thing, form, None, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let what = thing.what();
    let made = conn
        .transaction(async |conn| {
            own::forward(conn, what, clerk.account).await?;
            write::make(conn, what, &plan, clerk.account).await
        })
        .await;
    drop(conn);
    match made {
        Ok(id) => {
            shop.shelf.outdate();
            Ok(clerk.visitor.go(&shop, &format!("/office/spotlights/{id}"), Some("spotlight-made")))
        }
        Err(error) => {
            let refused = refuse(&mut form, error)?;
            page(&clerk, &shop, thing, form, None, refused, StatusCode::CONFLICT).await
        }
    }
}

/// Says what the plan was refused for, beside a field where it is one's.
fn refuse(form: &mut Form, error: PlanError) -> Result<Option<&'static str>> {
    match error {
        PlanError::Failed(Error::Conflict(sentence)) => return Ok(Some(sentence)),
        PlanError::Failed(error) => return Err(error),
        PlanError::Single => form.refuse("starts_at", "spotlight-single"),
        PlanError::Twice => form.refuse("starts_at", "spotlight-twice"),
        PlanError::Full => form.refuse("starts_at", "spotlight-full"),
        PlanError::Unfit => form.refuse("slot", "spotlight-unfit"),
        PlanError::Over => return Ok(Some("spotlight-is-over")),
        PlanError::Meanwhile => return Ok(Some("office-moved")),
    }
    Ok(None)
}

/// What the spotlight shows, the spotlight, and its form as it stands.
async fn there(shop: &Shop, id: SpotlightId) -> Result<(Thing, Planned, Form)> {
    let mut conn = shop.db.conn().await?;
    let (what, plan, seq) = write::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let thing = find::of(&mut conn, what).await?.ok_or(Error::NotFound)?;
    let planned = list::one(&mut conn, id).await?.ok_or(Error::NotFound)?;
    Ok((thing, planned, form::filled(&plan, seq)))
}

/// `GET /office/spotlights/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let (thing, planned, form) = there(&shop, SpotlightId(*id)).await?;
    page(&clerk, &shop, thing, form, Some(planned), None, StatusCode::OK).await
}

/// `POST /office/spotlights/{id}`
pub async fn change(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = SpotlightId(*id);
    let (thing, planned, _) = there(&shop, id).await?;
    let mut conn = shop.db.conn().await?;
    let banned = phrases::all(&mut conn).await?;
    let areas = area::all(&mut conn).await?;
    let Some(plan) = form::read(&mut form, &banned, &areas) else {
        drop(conn);
        return page(&clerk, &shop, thing, form, Some(planned), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    // A form without it was not made by the page: it saw nothing.
    let seen = form.raw("seq").parse().unwrap_or(-1);
    let what = thing.what();
    let changed = conn
        .transaction(async |conn| {
            own::forward(conn, what, clerk.account).await?;
            write::change(conn, id, seen, &plan, clerk.account).await
        })
        .await;
    drop(conn);
    match changed {
        Ok(()) => back(&clerk, &shop, id, "spotlight-changed"),
        Err(PlanError::Meanwhile) => meanwhile(&clerk, &shop, id, form).await,
        Err(error) => {
            let refused = refuse(&mut form, error)?;
            page(&clerk, &shop, thing, form, Some(planned), refused, StatusCode::CONFLICT).await
        }
    }
}

/// `POST /office/spotlights/{id}/stop`
pub async fn stop(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut typed: Form) -> Result<HttpResponse> {
    let id = SpotlightId(*id);
    let (thing, planned, mut form) = there(&shop, id).await?;
    let Some(why) = typed.line("stop_why", MOST_WHY) else {
        form.keep_from(&typed, &["stop_why"]);
        return page(&clerk, &shop, thing, form, Some(planned), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let stopped = conn.transaction(async |conn| write::stop(conn, id, clerk.account, &why).await).await;
    drop(conn);
    match stopped {
        Ok(()) => back(&clerk, &shop, id, "spotlight-stopped"),
        Err(error) => {
            let refused = refuse(&mut form, error)?;
            page(&clerk, &shop, thing, form, Some(planned), refused, StatusCode::CONFLICT).await
        }
    }
}

/// `POST /office/spotlights/{id}/picture`: one of its own, or, without a file, that of what it shows.
pub async fn picture(
    clerk: Clerk,
    shop: Shop,
    id: web::Path<i64>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let id = SpotlightId(*id);
    let (thing, planned, mut form) = there(&shop, id).await?;
    let taken: std::result::Result<Option<PictureId>, &'static str> =
        match upload::read(&shop, &request, payload, &clerk.visitor.sender(), ingest::MOST_BYTES).await {
            Ok(sent) if sent.file.is_empty() => Ok(None),
            Ok(sent) => match ingest(&shop, sent.file).await {
                Ok(picture) => Ok(Some(picture.id)),
                Err(error) => Err(error.sentence()),
            },
            Err(UploadError::Busy) => return Err(Error::Busy),
            Err(UploadError::TooLarge(_)) => Err(ingest::IngestError::TooLarge.sentence()),
            Err(UploadError::Unreadable) => return Err(Error::BadRequest("error-form-unreadable")),
        };
    let taken = match taken {
        Ok(taken) => taken,
        Err(sentence) => {
            form.refuse("picture", sentence);
            return page(&clerk, &shop, thing, form, Some(planned), None, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let mut conn = shop.db.conn().await?;
    let set = conn.transaction(async |conn| write::set_picture(conn, id, taken, clerk.account).await).await;
    drop(conn);
    match set {
        Ok(()) => back(&clerk, &shop, id, "spotlight-pictured"),
        Err(error) => {
            let refused = refuse(&mut form, error)?;
            page(&clerk, &shop, thing, form, Some(planned), refused, StatusCode::CONFLICT).await
        }
    }
}

fn back(clerk: &Clerk, shop: &Shop, id: SpotlightId, said: &str) -> Result<HttpResponse> {
    // Here at once; the other processes hear of it from the table.
    shop.shelf.outdate();
    Ok(clerk.visitor.go(shop, &format!("/office/spotlights/{id}"), Some(said)))
}
