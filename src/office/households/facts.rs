//! The office puts right what a household tells of itself, with a reason that the household reads, and looks at what the household
//! itself has changed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use super::page::again;
use crate::accounts::actors::Clerk;
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::media::picture;
use crate::office::inbox::claims::{self, Whence};
use crate::office::producers;
use crate::places::Served;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::facts::{self, By, FactsError};
use crate::producers::facts_form::{self, Meanwhile};
use crate::producers::form::{self, KindChoice};
use crate::producers::letters;

const MOST_WHY: usize = 300;

#[derive(Serialize)]
struct FactsPage {
    slug: String,
    name: String,
    form: Form,
    kinds: Vec<KindChoice>,
    served: Vec<Served>,
    /// The hash of its picture.
    photo: Option<String>,
    /// Somebody else changed something while this form was open.
    moved: bool,
    meanwhile: Vec<Meanwhile>,
    /// Fluent key of why the last press did nothing.
    refused: Option<&'static str>,
}

impl Page for FactsPage {
    const TEMPLATE: &'static str = "office/producer_facts.html";
}

async fn page(
    conn: &mut Conn,
    clerk: &Clerk,
    slug: &str,
    typed: Option<Form>,
    moved: bool,
    refused: Option<&'static str>,
) -> Result<FactsPage> {
    let producer = producers::load_producer(conn, slug).await?;
    let (stood, _) = facts::find(conn, producer.id).await?;
    let stands = facts_form::filled(conn, &stood).await?;
    let meanwhile = match &typed {
        Some(typed) if moved => facts_form::meanwhile(clerk.visitor.lang, typed, &stands),
        _ => Vec::new(),
    };
    let mut form = typed.unwrap_or(stands);
    // Who was told of a change may go on from there.
    if moved {
        form.set("seen", stood.mark());
    }
    Ok(FactsPage {
        slug: producer.slug,
        name: producer.name_vi,
        form,
        kinds: form::kinds(),
        served: facts_form::communes(conn, &stood).await?,
        photo: match stood.picture_id {
            Some(id) => picture::hash(conn, id).await?,
            None => None,
        },
        moved,
        meanwhile,
        refused,
    })
}

/// `GET /office/producers/{slug}/facts`
pub async fn show(clerk: Clerk, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let page = page(&mut *shop.db.conn().await?, &clerk, &slug, None, false, None).await?;
    clerk.visitor.page(&shop, &page)
}

/// `POST /office/producers/{slug}/facts`: the facts over those that the page showed (`seen`), and `facts_why`, which the household
/// reads. Whoever puts them right has looked at them.
pub async fn submit(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let id = producers::load_producer(&mut conn, &slug).await?.id;
    let (stood, _) = facts::find(&mut conn, id).await?;
    let why = form.line("facts_why", MOST_WHY);
    let wanted = facts_form::read(&mut conn, &mut form, &stood, false, None, shop.clock.today()).await?;
    let (Some(wanted), Some(why)) = (wanted, why) else {
        let page = page(&mut conn, &clerk, &slug, Some(form), false, None).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let seen = form.raw("seen").to_owned();
    let act = clerk.act("facts.corrected").of(id).because(&why);
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "facts", id.0, clerk.account).await?;
            if facts::change(conn, &shop, id, &seen, wanted, By::Office, act).await? {
                letters::tell(conn, &shop, id, "household-sms-facts", &why).await?;
            }
            facts::end_wait(conn, id).await?;
            Ok::<Whence, FactsError>(from)
        })
        .await;
    let (moved, refused) = match done {
        Ok(from) => {
            drop(conn);
            let back = format!("/office/producers/{}", slug.as_str());
            return Ok(claims::go(&clerk, &shop, &from, &back, "facts-corrected"));
        }
        Err(FactsError::Failed(Error::Conflict(sentence))) => (false, Some(sentence)),
        Err(FactsError::Failed(error)) => return Err(error),
        Err(FactsError::Moved | FactsError::Gone | FactsError::Already) => (true, None),
    };
    let page = page(&mut conn, &clerk, &slug, Some(form), moved, refused).await?;
    clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
}

/// `POST /office/producers/{slug}/facts/seen`: what the household has changed may stay.
pub async fn seen(clerk: Clerk, shop: Shop, slug: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let id: ProducerId = producers::load_producer(&mut conn, &slug).await?.id;
    let act = clerk.act("facts.seen").of(id).shown_by(Evidence::LookedThrough);
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "facts", id.0, clerk.account).await?;
            facts::looked_at(conn, id, act).await?;
            Ok::<Whence, FactsError>(from)
        })
        .await;
    drop(conn);
    match done {
        Ok(from) => {
            let back = format!("/office/producers/{}", slug.as_str());
            Ok(claims::go(&clerk, &shop, &from, &back, "facts-seen"))
        }
        Err(FactsError::Failed(Error::Conflict(sentence))) => again(&clerk, &shop, &slug, form, Some(sentence)).await,
        Err(FactsError::Failed(error)) => Err(error),
        Err(_) => again(&clerk, &shop, &slug, form, Some("household-already")).await,
    }
}
