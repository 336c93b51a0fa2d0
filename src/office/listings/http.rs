//! The handlers below `/office/listings`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Deserialize;

use super::facts::{self, Fact, PackLine};
use super::pages::{ListingPage, ListingsPage, Photo};
use super::{decide, queries};
use crate::accounts::actors::Clerk;
use crate::accounts::evidence::Evidence;
use crate::catalog::pack;
use crate::catalog::revision::decide::{DecideError, Verdict};
use crate::catalog::revision::load::{self, Revision};
use crate::catalog::revision::state::RevisionState;
use crate::catalog::revision::{content, defaults, preview, save};
use crate::error::{Error, Result};
use crate::kernel::ids::RevisionId;
use crate::kernel::lang::Lang;
use crate::office::inbox::{claims, reasons};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::producers::producer;

#[derive(Deserialize)]
pub struct Filter {
    after: Option<String>,
}

/// `GET /office/listings`
pub async fn list(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let after = filter.after.as_deref().and_then(|text| text.parse().ok());
    let mut conn = shop.db.conn().await?;
    let (listings, next) = queries::waiting(&mut conn, after, queries::PAGE).await?;
    drop(conn);
    clerk.visitor.page(&shop, &ListingsPage { listings, next: next.map(|cursor| format!("after={cursor}")) })
}

/// `GET /office/listings/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    page(&clerk, &shop, RevisionId(*id), StatusCode::OK, Form::default(), None).await
}

/// `GET /office/listings/{id}/preview`
pub async fn preview(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let found = load::find(&mut conn, RevisionId(*id)).await?.ok_or(Error::NotFound)?;
    let page =
        preview::page(&shop, &mut conn, clerk.visitor.lang, &found, format!("/office/listings/{}", found.id)).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

/// `POST /office/listings/{id}`: `verdict=approve`, `return` or `refuse`, over what was seen as `seq`.
pub async fn decide(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = RevisionId(*id);
    let mut conn = shop.db.conn().await?;
    let Some(verdict) = decide::read(&mut conn, &mut form).await? else {
        drop(conn);
        return page(&clerk, &shop, id, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    };
    let seq = form.raw("seq").parse().unwrap_or(0);
    let looked = Evidence::LookedThrough;
    let decided = conn.transaction(async |conn| decide::decide(conn, &clerk, id, seq, &verdict, looked).await).await;
    let refused = match decided {
        Ok(from) => {
            let said = done(&mut conn, id, &verdict).await?;
            drop(conn);
            tracing::info!(revision = %id, clerk = %clerk.account, verdict = verdict.becomes().as_str(), "listing decided");
            return Ok(claims::go(&clerk, &shop, &from, "/office/listings", said));
        }
        Err(refused) => refused,
    };
    drop(conn);
    match (decide::sentence(&refused), refused) {
        (Some(sentence), _) => page(&clerk, &shop, id, StatusCode::CONFLICT, form, Some(sentence)).await,
        (None, DecideError::Failed(error)) => Err(error),
        (None, _) => Err(Error::NotFound),
    }
}

/// What the clerk reads then. What is approved before its household is seen by nobody yet.
async fn done(conn: &mut Conn, id: RevisionId, verdict: &Verdict) -> Result<&'static str> {
    Ok(match verdict {
        Verdict::Approve => {
            let producer = load::find(conn, id).await?.ok_or(Error::NotFound)?.producer;
            let sells = producer::sells(conn, producer).await?;
            if sells { "office-listing-approved-done" } else { "office-listing-approved-early" }
        }
        Verdict::Return(_) => "office-listing-returned-done",
        Verdict::Refuse(_) => "office-listing-refused-done",
    })
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    id: RevisionId,
    status: StatusCode,
    form: Form,
    refused: Option<&'static str>,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let built = build(clerk, shop, &mut conn, id, form, refused).await?;
    drop(conn);
    clerk.visitor.page_with(shop, &built, status)
}

async fn build(
    clerk: &Clerk,
    shop: &Shop,
    conn: &mut Conn,
    id: RevisionId,
    form: Form,
    refused: Option<&'static str>,
) -> Result<ListingPage> {
    let lang = clerk.visitor.lang;
    let found = load::find(conn, id).await?.ok_or(Error::NotFound)?;
    let head = queries::head(conn, id).await?.ok_or(Error::NotFound)?;
    let facts = facts_of(conn, lang, &found).await?;
    let waiting = found.state == RevisionState::Submitted;
    let shown =
        if found.is_first() || !waiting { None } else { Some(load::pictures_on_sale(conn, found.product).await?) };
    let photos = photos(&found, shown.as_deref());
    let packs = packs_of(conn, &found).await?;
    let lacks = if waiting { save::lacking(conn, &found, shop.clock.today()).await? } else { Vec::new() };
    Ok(ListingPage {
        id: id.0,
        seq: found.seq,
        state: found.state.as_str(),
        waiting,
        first: found.is_first(),
        name: found.content.name.clone(),
        head,
        submitted_at: found.submitted_at,
        reason: found.reason.clone(),
        changed: facts.iter().filter(|fact| fact.changed).count(),
        facts,
        photos_before: shown.map(|shown| before_those(&found, shown)).unwrap_or_default(),
        photos,
        packs,
        lacks: lacks.into_iter().map(|need| need.sentence).collect(),
        reasons: if waiting { reasons::offered(conn, &["listing"]).await? } else { Vec::new() },
        held: claims::held(conn, &[("listing", id.0)], clerk.account).await?,
        form,
        refused,
    })
}

/// What it says beside what buyers see, or saw before.
pub(super) async fn facts_of(conn: &mut Conn, lang: Lang, found: &Revision) -> Result<Vec<Fact>> {
    let all = defaults::all(conn).await?;
    let before = if found.state.open() {
        content::of_product(conn, found.product).await?
    } else {
        queries::approved_before(conn, found.product, found.id).await?
    };
    Ok(facts::compare(lang, before.as_ref(), &found.content, &all))
}

/// Its packs: those it brings along, or those that are sold already.
pub(super) async fn packs_of(conn: &mut Conn, found: &Revision) -> Result<Vec<PackLine>> {
    Ok(if found.is_first() {
        found.content.packs.iter().map(PackLine::of).collect()
    } else {
        pack::list(conn, found.product).await?.iter().map(of).collect()
    })
}

fn of(pack: &pack::DeskPack) -> PackLine {
    PackLine {
        name: pack.name.clone(),
        price: pack.price.amount(),
        net_weight_g: pack.net_weight_g,
        weight_band: pack.weight_band,
        min_qty: pack.min_qty,
        qty_step: pack.qty_step,
        per_kg: pack.price.per_kg(pack.net_weight_g).amount(),
        left: pack.left,
    }
}

/// Its pictures.
fn photos(found: &Revision, shown: Option<&[String]>) -> Vec<Photo> {
    let there = |hash: &String| shown.is_none_or(|shown| shown.contains(hash));
    let kind = |hash: &String| if there(hash) { "same" } else { "new" };
    found.pictures.iter().map(|p| Photo { kind: kind(&p.hash), hash: p.hash.clone() }).collect()
}

/// The pictures that buyers see now, when its own are others or in another order.
fn before_those(found: &Revision, shown: Vec<String>) -> Vec<Photo> {
    if shown.iter().eq(found.pictures.iter().map(|p| &p.hash)) {
        return Vec::new();
    }
    let kind = |hash: &String| if found.pictures.iter().any(|p| p.hash == *hash) { "same" } else { "gone" };
    shown.into_iter().map(|hash| Photo { kind: kind(&hash), hash }).collect()
}
