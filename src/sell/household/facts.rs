//! What the household tells of itself, put right and completed: everything before it is approved, and then all that the office has
//! not approved it by.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::{Member, Owner};
use crate::catalog::revision::phrases;
use crate::error::Result;
use crate::kernel::ids::PictureId;
use crate::media::picture;
use crate::places::Served;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::facts::{self, By, FactsError, HouseholdFacts};
use crate::producers::facts_form::{self, Meanwhile};
use crate::producers::form::{self, KindChoice};
use crate::producers::producer::kind_key;
use crate::sell::pages::Desk;
use crate::sell::products::posted;
use crate::sell::queries;

const HERE: &str = "/sell/household/facts";

/// What only the office changes.
#[derive(Serialize)]
struct Fixed {
    name: String,
    /// Fluent key.
    kind: String,
    contact: String,
    commune: String,
    registration_no: String,
}

#[derive(Serialize)]
struct FactsPage {
    desk: Desk,
    form: Form,
    fixed: Option<Fixed>,
    kinds: Vec<KindChoice>,
    /// The communes to choose from, once what was typed is none of them.
    served: Vec<Served>,
    /// The hash of its picture.
    photo: Option<String>,
    /// The office has still to look at what was changed.
    waits: bool,
    /// Somebody else changed something while this form was open.
    moved: bool,
    meanwhile: Vec<Meanwhile>,
}

impl Page for FactsPage {
    const TEMPLATE: &'static str = "sell/facts.html";
}

/// The page over what stands: with a form that was typed, or a new one.
async fn page(conn: &mut Conn, member: &Member, typed: Option<Form>, moved: bool) -> Result<FactsPage> {
    let (stood, approved) = facts::find(conn, member.producer).await?;
    let stands = facts_form::filled(conn, &stood).await?;
    let (form, meanwhile) = match typed {
        Some(mut form) => {
            let other = facts_form::meanwhile(member.visitor.lang, &form, &stands);
            // Who was told of a change may go on from there.
            if moved {
                form.set("seen", stood.mark());
            }
            (form, if moved { other } else { Vec::new() })
        }
        None => (stands.clone(), Vec::new()),
    };
    let fixed = approved.then(|| Fixed {
        name: stood.name_vi.clone(),
        kind: kind_key(&stood.kind),
        contact: stood.contact_name.clone(),
        commune: stands.raw("commune").to_owned(),
        registration_no: stood.registration_no.clone().unwrap_or_default(),
    });
    Ok(FactsPage {
        desk: Desk::of(queries::list_households(conn, member, member.visitor.lang).await?),
        form,
        fixed,
        kinds: form::kinds(),
        served: facts_form::communes(conn, &stood).await?,
        photo: match stood.picture_id {
            Some(id) => picture::hash(conn, id).await?,
            None => None,
        },
        waits: facts::waiting(conn, member.producer).await?.is_some(),
        moved,
        meanwhile,
    })
}

/// `GET /sell/household/facts`
pub async fn show(Owner(member): Owner, shop: Shop) -> Result<HttpResponse> {
    let page = page(&mut *shop.db.conn().await?, &member, None, false).await?;
    member.visitor.page(&shop, &page)
}

/// `POST /sell/household/facts`: the facts over those that the page showed (`seen`), with a picture or without.
pub async fn submit(
    Owner(member): Owner,
    shop: Shop,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let posted = posted::read(&member, &shop, &request, payload).await?;
    let (mut form, sent) = (posted.form, posted.pictures.last().copied());
    if let Some(refused) = posted.refused.first() {
        form.refuse("photos", refused.key);
    }
    let mut conn = shop.db.conn().await?;
    // It was approved while the form was open in which everything could be changed.
    if form.has("name") && facts::find(&mut conn, member.producer).await?.1 {
        let page = page(&mut conn, &member, Some(form), true).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::CONFLICT);
    }
    let Some(wanted) = read(&mut conn, &shop, &member, &mut form, sent).await? else {
        // A browser does not fill a file in again; the sentence says so.
        if sent.is_some() {
            form.refuse("photos", "facts-picture-again");
        }
        let page = page(&mut conn, &member, Some(form), false).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (producer, seen) = (member.producer, form.raw("seen").to_owned());
    let act = member.act("facts.changed");
    let changed = conn
        .transaction(async |conn| facts::change(conn, &shop, producer, &seen, wanted, By::Household, act).await)
        .await;
    match changed {
        Ok(changed) => {
            drop(conn);
            let said = if changed { "facts-saved" } else { "facts-same" };
            Ok(member.visitor.go(&shop, HERE, Some(said)))
        }
        Err(FactsError::Failed(error)) => Err(error),
        Err(FactsError::Gone) => {
            form.refuse("photos", "facts-picture-again");
            let page = page(&mut conn, &member, Some(form), false).await?;
            member.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
        Err(FactsError::Moved | FactsError::Already) => {
            let page = page(&mut conn, &member, Some(form), true).await?;
            member.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
    }
}

/// What was typed, over what stands. What no food may claim may no household claim either.
async fn read(
    conn: &mut Conn,
    shop: &Shop,
    member: &Member,
    form: &mut Form,
    sent: Option<PictureId>,
) -> Result<Option<HouseholdFacts>> {
    let (stood, approved) = facts::find(conn, member.producer).await?;
    let banned = phrases::all(conn).await?;
    let read = facts_form::read(conn, form, &stood, approved, sent, shop.clock.today()).await?;
    for told in ["story_vi", "story_en", "hamlet", "grows", "name", "name_en"] {
        if phrases::found(&banned, form.raw(told)).is_some() {
            form.refuse(told, "facts-story-claim");
        }
    }
    Ok(read.filter(|_| form.ok()))
}
