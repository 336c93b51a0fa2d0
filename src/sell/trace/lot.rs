//! `/sell/trace/lots/{lot}`: one lot, where it went, and how to call it back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use super::new_lot::chosen_lines;
use crate::accounts::actors::{Member, Owner};
use crate::accounts::role::Role;
use crate::error::{Error, Result};
use crate::orders::parcel::{self, ParcelState};
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::sell::behalf::Thing;
use crate::sell::http::desk;
use crate::sell::pages::Desk;
use crate::trace::diary::{self, Line};
use crate::trace::lines::{self, Went};
use crate::trace::lot::{self, Lot, Note};
use crate::trace::recall::{self, By, RecallError};
use crate::trace::{gtin, http as public};

/// A parcel that some of the lot went into.
#[derive(Serialize)]
pub struct WentCard {
    /// `G12`
    pub code: String,
    /// The last part of the Fluent key (`parcel-state-…`).
    pub state: String,
    pub kind: String,
    pub qty: i32,
    pub pack_vi: String,
    pub pack_en: String,
    /// It is still in the household's hands, so that it can be packed anew.
    pub here: bool,
    /// It ended without reaching its buyer.
    pub failed: bool,
}

impl WentCard {
    #[must_use]
    pub fn of(went: Went) -> Self {
        let state = ParcelState::parse(&went.state);
        WentCard {
            code: parcel::code(went.parcel),
            state: went.state.replace('_', "-"),
            here: state.is_some_and(ParcelState::to_pack),
            failed: state.is_some_and(ParcelState::failed),
            kind: went.kind,
            qty: went.qty,
            pack_vi: went.pack_vi,
            pack_en: went.pack_en,
        }
    }
}

#[derive(Serialize)]
struct LotPage {
    desk: Desk,
    lot: Lot,
    spaced: String,
    gtin: Option<String>,
    /// What the label's code says.
    link: String,
    expired: bool,
    lines: Vec<Line>,
    /// Lines written since that tell of it too.
    more: Vec<Line>,
    went: Vec<WentCard>,
    /// Some of it is in parcels that are not on their way yet.
    here: bool,
    notes: Vec<Note>,
    form: Form,
    refused: Option<&'static str>,
}

impl Page for LotPage {
    const TEMPLATE: &'static str = "sell/trace/lot.html";
}

/// `GET /sell/trace/lots/{lot}`
pub async fn show(member: Member, shop: Shop, code: web::Path<String>) -> Result<HttpResponse> {
    let page = page(&member, &shop, &code, Form::default(), None).await?;
    member.visitor.page(&shop, &page)
}

async fn page(member: &Member, shop: &Shop, code: &str, form: Form, refused: Option<&'static str>) -> Result<LotPage> {
    let mut conn = shop.db.conn().await?;
    let lot = lot::find(&mut conn, code, Some(&member.producers)).await?.ok_or(Error::NotFound)?;
    let desk = desk(&mut conn, member).await?;
    let lines = diary::of_lot(&mut conn, lot.id).await?;
    let foreseen =
        diary::foreseen(&mut conn, lot.producer_id, lot.product_id, lot.plot_id, lot.diary_from, lot.made_on).await?;
    let went = lines::of_lot(&mut conn, lot.id, lines::SHOWN).await?;
    let notes = if lot.recalled_at.is_some() { lot::notes(&mut conn, lot.id).await? } else { Vec::new() };
    drop(conn);
    let went: Vec<WentCard> = went.into_iter().map(WentCard::of).collect();
    Ok(LotPage {
        desk,
        spaced: lot.spaced(),
        gtin: lot.gtin.as_deref().map(|g| gtin::shown(g).to_owned()),
        link: public::link(&shop.config.base_url, &lot),
        expired: lot.expires_on.is_some_and(|last| last < shop.clock.today()),
        more: foreseen.into_iter().filter(|line| lines.iter().all(|own| own.id != line.id)).collect(),
        lines,
        here: went.iter().any(|w| w.here),
        went,
        notes,
        form,
        refused,
        lot,
    })
}

/// `POST /sell/trace/lots/{lot}/diary`: lines that were written late.
pub async fn add_lines(member: Member, shop: Shop, code: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let lot = lot::find(&mut conn, &code, Some(&member.producers)).await?.ok_or(Error::NotFound)?;
    let added = conn
        .transaction(async |conn| {
            let before = Thing::Lot(lot.id).before(conn, &member).await?;
            let added = diary::add_to_lot(conn, lot.id, &chosen_lines(&form)).await?;
            before.log(conn, &member, "lot.lines", &lot.code).await?;
            Ok::<usize, Error>(added)
        })
        .await?;
    let said = if added > 0 { "trace-lot-lines-added" } else { "trace-lot-lines-none" };
    Ok(member.visitor.go(&shop, &format!("/sell/trace/lots/{}", lot.code), Some(said)))
}

/// `POST /sell/trace/lots/{lot}/recall`: for good, by an owner of the household whose lot it is.
pub async fn recall(Owner(member): Owner, shop: Shop, code: web::Path<String>, form: Form) -> Result<HttpResponse> {
    act(member, shop, &code, form, Act::Recall).await
}

/// `POST /sell/trace/lots/{lot}/note`: adds to what is said of a recall.
pub async fn note(member: Member, shop: Shop, code: web::Path<String>, form: Form) -> Result<HttpResponse> {
    act(member, shop, &code, form, Act::Note).await
}

#[derive(Clone, Copy)]
enum Act {
    Recall,
    Note,
}

async fn act(member: Member, shop: Shop, code: &str, mut form: Form, act: Act) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let lot = lot::find(&mut conn, code, Some(&member.producers)).await?.ok_or(Error::NotFound)?;
    // Whoever owns the household of this desk may only pack for the one whose lot it is.
    if matches!(act, Act::Recall) && member.role_in(lot.producer_id) != Some(Role::Owner) {
        return Err(Error::Forbidden);
    }
    let (field, done) = match act {
        Act::Recall => ("reason", "trace-recalled"),
        Act::Note => ("words", "trace-recall-noted"),
    };
    let words = form.line(field, 300);
    if matches!(act, Act::Recall) && !form.ticked("sure") {
        form.refuse("sure", "trace-recall-sure-needed");
    }
    let (Some(words), true) = (words, form.ok()) else {
        drop(conn);
        let page = page(&member, &shop, code, form, Some("trace-recall-not-done")).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let by = By::Member { account: member.account, producers: &member.producers };
    let outcome = conn
        .transaction(async |conn| {
            let before = Thing::Lot(lot.id).before(conn, &member).await?;
            let said = match act {
                Act::Recall => {
                    recall::recall(conn, lot.id, &words, by).await?;
                    "lot.recalled"
                }
                Act::Note => {
                    recall::note(conn, lot.id, &words, by).await?;
                    "lot.noted"
                }
            };
            Ok::<(), RecallError>(before.log(conn, &member, said, &lot.code).await?)
        })
        .await;
    drop(conn);
    match outcome {
        Ok(()) => Ok(member.visitor.go(&shop, &format!("/sell/trace/lots/{}", lot.code), Some(done))),
        Err(RecallError::NotFound) => Err(Error::NotFound),
        Err(RecallError::Failed(error)) => Err(error),
        Err(refused @ (RecallError::Already | RecallError::NotRecalled)) => {
            let page = page(&member, &shop, code, form, Some(sentence(&refused))).await?;
            member.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
    }
}

/// Fluent key of why nothing was done.
const fn sentence(refused: &RecallError) -> &'static str {
    match refused {
        RecallError::Already => "trace-recalled-before",
        _ => "trace-recall-none",
    }
}
