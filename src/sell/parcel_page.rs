//! The page of one parcel, with all its forms, as it is and as it is shown again when one of them was refused.

use std::ops::DerefMut;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::correct::{self, Substitute};
use super::handover;
use super::pages::{Desk, Happened, ParcelPage};
use super::parcels::{Goods, Parcel};
use super::queries;
use crate::accounts::actors::Member;
use crate::error::Result;
use crate::kernel::money::Money;
use crate::orders::corrected::{self, ChangeCard};
use crate::orders::parcel::ParcelState;
use crate::orders::reason::Reason;
use crate::orders::{handover as handovers, receipt};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// The forms of the page; the one that was posted with mistakes keeps what was typed.
#[derive(Default)]
pub struct Forms {
    pub moving: Form,
    pub fix: Form,
    pub weigh: Form,
    pub handover: Form,
    pub receive: Form,
}

/// The parcel's page as it stands now.
pub async fn load(
    conn: &mut Conn,
    member: &Member,
    shop: &Shop,
    parcel: Parcel,
    forms: Forms,
    refused: Option<&'static str>,
) -> Result<ParcelPage> {
    let lang = member.visitor.lang;
    let households = queries::list_households(conn, member, lang).await?;
    let household = households.iter().find(|h| h.id == parcel.producer && !h.current).map(|h| h.name.clone());
    let diary = queries::list_diary(conn, parcel.id)
        .await?
        .into_iter()
        .map(|line| {
            let (reason, words) = Reason::read(&line.reason);
            Happened {
                state_key: line.to_state,
                actor: line.actor,
                who: line.who,
                reason: reason.map(Reason::as_str),
                words: words.to_owned(),
                at: line.at,
            }
        })
        .collect();
    let weighed = |l: &Goods| l.scale.as_ref().is_some_and(|scale| scale.final_g.is_some());
    let other = |l: &Goods| l.short > 0 || l.extra > 0 || !l.instead.is_empty() || weighed(l);
    let changed = parcel.off > Money::ZERO || parcel.lines.iter().any(other);
    let changes = if changed { corrected::of_parcels(conn, &[parcel.id]).await? } else { Vec::new() };
    let substitutes: Vec<Substitute> =
        if parcel.stands.to_pack() { correct::substitutes(conn, parcel.producer, lang).await? } else { Vec::new() };
    let (mut kept, mut proofs) = (None, Vec::new());
    if matches!(parcel.stands, ParcelState::HandedOver | ParcelState::Delivered | ParcelState::Refused) {
        kept = handovers::of_parcels(conn, &[parcel.id]).await?.pop().map(|(_, kept)| kept);
        proofs = receipt::kinds(conn, &[parcel.id]).await?.into_iter().map(|(_, kind)| kind).collect();
    }
    let back = format!("/sell/parcels/{}", parcel.code);
    Ok(ParcelPage {
        desk: Desk::of(households),
        household,
        diary,
        changes: changes.iter().map(|c| ChangeCard::of(lang, c)).collect(),
        may_fix: parcel.stands.to_pack(),
        substitutes,
        fix: correct::blank(forms.fix),
        may_weigh: parcel.by_weight && matches!(parcel.stands, ParcelState::Confirmed | ParcelState::Packed),
        weigh: correct::blank(forms.weigh),
        may_hand_over: parcel.kind == "carrier"
            && matches!(parcel.stands, ParcelState::Packed | ParcelState::HandedOver),
        handover_words: kept.as_ref().map(|kept| kept.words(lang)).unwrap_or_default(),
        handover: handover::filled(forms.handover, kept.as_ref(), shop.clock.today()),
        receive: forms.receive,
        proofs,
        form: forms.moving,
        back,
        refused,
        p: parcel,
    })
}

/// The parcel as it stands now, with a sentence about why nothing was done.
pub async fn refuse(
    mut conn: impl DerefMut<Target = Conn>,
    member: &Member,
    shop: &Shop,
    code: &str,
    forms: Forms,
    status: StatusCode,
    sentence: &'static str,
) -> Result<HttpResponse> {
    let parcel = queries::load_parcel(&mut conn, member, code, member.visitor.lang).await?;
    let page = load(&mut conn, member, shop, parcel, forms, Some(sentence)).await?;
    member.visitor.page_with(shop, &page, status)
}
