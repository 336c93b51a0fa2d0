//! `POST /sell/parcels/{code}/correction`: at packing something is missing, something else comes instead, more than was
//! ordered, or it weighs less than was said. Price and refund follow in the same act.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Serialize;

use super::behalf::Thing;
use super::parcel_page::{Forms, refuse};
use super::parcels::{Goods, Parcel};
use super::queries;
use crate::accounts::actors::Member;
use crate::error::{Error, Result};
use crate::kernel::ids::{OrderLineId, PackId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::weight;
use crate::orders::advance::By;
use crate::orders::reason::Reason;
use crate::payments::correct::{CorrectError, Correction, Cut, Less, Outcome, Unweighable, correct};
use crate::platform::db::Conn;
use crate::platform::forms::{Form, weight_sentence};
use crate::platform::{Shop, secrets};
use crate::schema::{packs, products};

/// No household has more packs to choose another from.
const MOST: i64 = 100;

/// A pack that may come instead of one of its price or more.
#[derive(Clone, Debug, Serialize)]
pub struct Substitute {
    pub pack: PackId,
    pub label: String,
    pub price: Money,
}

/// What the household has in stock to send instead, however few: how many are bought at once binds who orders, not who
/// packs.
pub async fn substitutes(conn: &mut Conn, producer: ProducerId, lang: Lang) -> Result<Vec<Substitute>> {
    let pack_en = sql::<Text>("pack_english(packs.name_vi, packs.name_en)");
    let rows: Vec<(PackId, Money, String, String, String, String)> = packs::table
        .inner_join(products::table)
        .select((packs::id, packs::price, products::name_vi, products::name_en, packs::name_vi, pack_en))
        .filter(products::producer_id.eq(producer).and(products::state.eq("on_sale")))
        .filter(packs::withdrawn_at.is_null().and(packs::on_hand.gt(packs::reserved)))
        .order((products::name_vi, packs::price, packs::id))
        .limit(MOST)
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(pack, price, name_vi, name_en, pack_vi, pack_en)| Substitute {
            pack,
            label: format!("{}, {}", lang.pick(&name_vi, &name_en), lang.pick(&pack_vi, &pack_en)),
            price,
        })
        .collect())
}

/// The form as it was posted, or an empty one with a key of its own: a second press is the same correction.
pub fn blank(mut posted: Form) -> Form {
    if posted.raw("key").is_empty() {
        posted.set("key", secrets::form_token());
    }
    posted
}

/// `POST /sell/parcels/{code}/correction`
pub async fn submit(member: Member, shop: Shop, code: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, &member, &code, member.visitor.lang).await?;
    let key = form.raw("key").to_owned();
    if !(16..=64).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Error::BadRequest("error-form-unreadable"));
    }
    let weighing = form.ticked("weigh");
    let wish = if weighing {
        (weights(&mut form, &parcel), Some(Reason::Weighed.stored("")))
    } else {
        let cuts = cuts(&mut form, &parcel);
        let reason = if cuts.as_deref().is_some_and(only_more) { given(&mut form) } else { reason(&mut form) };
        (cuts, reason)
    };
    let (Some(cuts), Some(reason)) = wish else {
        let forms = forms(form, weighing);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return refuse(conn, &member, &shop, &code, forms, status, "sell-fix-wrong").await;
    };
    let by = By::Member { account: member.account, producer: parcel.producer };
    let correction = Correction { key: format!("desk:{}:{key}", parcel.id), parcel: parcel.id, cuts, reason, by };
    let outcome = conn
        .transaction(async |conn| {
            let before = Thing::Parcel(parcel.id).before(conn, &member).await?;
            let outcome = correct(conn, &correction).await?;
            before.log(conn, &member, "parcel.corrected", &parcel.code).await?;
            Ok::<Outcome, CorrectError>(outcome)
        })
        .await;
    let here = format!("/sell/parcels/{}", parcel.code);
    let (status, sentence) = match outcome {
        Ok(Outcome::Corrected { refund, off, .. }) => {
            let done = match (refund, off) {
                (_, Money::ZERO) if weighing => "sell-weigh-done",
                (_, Money::ZERO) => "sell-fix-done",
                (Some(_), _) if parcel.direct => "sell-fix-done-back-direct",
                (Some(_), _) => "sell-fix-done-back",
                (None, _) => "sell-fix-done-less",
            };
            return Ok(member.visitor.go(&shop, &here, Some(done)));
        }
        Ok(Outcome::GivenUp) => return Ok(member.visitor.go(&shop, &here, Some("sell-done-unfulfillable"))),
        Err(CorrectError::Failed(error)) => return Err(error),
        Err(CorrectError::NotFound) => return Err(Error::NotFound),
        Err(CorrectError::MovedOn(_) | CorrectError::NotPaid) => (StatusCode::CONFLICT, "sell-moved-on"),
        Err(CorrectError::TooMuch { line, .. }) => {
            form.refuse(&field(&correction.cuts, line), "sell-fix-too-much");
            (StatusCode::UNPROCESSABLE_ENTITY, "sell-fix-wrong")
        }
        Err(CorrectError::Same(line)) => {
            form.refuse(&format!("with-{line}"), "sell-fix-same");
            (StatusCode::UNPROCESSABLE_ENTITY, "sell-fix-wrong")
        }
        Err(CorrectError::Dearer(line)) => {
            form.refuse(&format!("swap-{line}"), "sell-fix-dearer");
            (StatusCode::UNPROCESSABLE_ENTITY, "sell-fix-wrong")
        }
        Err(CorrectError::OutOfStock(line)) => {
            form.refuse(&format!("swap-{line}"), "sell-fix-no-stock");
            (StatusCode::CONFLICT, "sell-fix-wrong")
        }
        Err(CorrectError::Weight { line, why }) => {
            let (sentence, status) = match why {
                Unweighable::Fixed | Unweighable::Before { .. } => ("sell-weigh-before", StatusCode::CONFLICT),
                Unweighable::TooLight { .. } => ("sell-weigh-light", StatusCode::UNPROCESSABLE_ENTITY),
                Unweighable::TooHeavy => ("sell-weigh-heavy", StatusCode::UNPROCESSABLE_ENTITY),
            };
            form.refuse(&format!("weight-{line}"), sentence);
            (status, "sell-fix-wrong")
        }
        Err(CorrectError::Nothing) => (StatusCode::UNPROCESSABLE_ENTITY, "sell-fix-nothing"),
    };
    let forms = forms(form, weighing);
    refuse(conn, &member, &shop, &code, forms, status, sentence).await
}

fn forms(form: Form, weighing: bool) -> Forms {
    if weighing { Forms { weigh: form, ..Forms::default() } } else { Forms { fix: form, ..Forms::default() } }
}

/// What was read off the scale for each line: `weight-7`.
fn weights(form: &mut Form, parcel: &Parcel) -> Option<Vec<Cut>> {
    let mut cuts = Vec::new();
    for line in parcel.lines.iter().filter(|line| line.scale.is_some()) {
        let name = format!("weight-{}", line.id);
        let typed = form.raw(&name).trim();
        if typed.is_empty() {
            continue;
        }
        match weight::parse(typed) {
            Some(grams) => cuts.push(Cut { line: line.id, less: Less::Weight(grams) }),
            None => {
                let sentence = weight_sentence(typed, "listing-weight-wrong");
                form.refuse(&name, sentence);
            }
        }
    }
    form.ok().then_some(cuts)
}

/// What was typed for each line: `short-7`, `swap-7` with `with-7`, `extra-7`; one of them for a line.
fn cuts(form: &mut Form, parcel: &Parcel) -> Option<Vec<Cut>> {
    let mut cuts = Vec::new();
    for line in &parcel.lines {
        let own = [
            count(form, "short", line).map(Less::Pieces),
            count(form, "extra", line).map(Less::Extra),
            swap(form, line),
        ];
        let mut own = own.into_iter().flatten().map(|less| Cut { line: line.id, less });
        let (first, second) = (own.next(), own.next());
        if let Some(second) = second {
            form.refuse(&field(&[second], line.id), "sell-fix-one-way");
        }
        cuts.extend(first);
    }
    form.ok().then_some(cuts)
}

/// The name of the field in which a cut of this line was typed.
fn field(cuts: &[Cut], line: OrderLineId) -> String {
    let what = match cuts.iter().find(|cut| cut.line == line).map(|cut| cut.less) {
        Some(Less::Extra(_)) => "extra",
        Some(Less::Swap { .. }) => "swap",
        Some(Less::Weight(_)) => "weight",
        Some(Less::Pieces(_) | Less::Amount(_)) | None => "short",
    };
    format!("{what}-{line}")
}

/// Whether all of it is given besides: nobody asks why.
fn only_more(cuts: &[Cut]) -> bool {
    !cuts.is_empty() && cuts.iter().all(|cut| matches!(cut.less, Less::Extra(_)))
}

fn given(form: &mut Form) -> Option<String> {
    form.optional_line("words", 200).map(|words| Reason::Given.stored(&words))
}

fn count(form: &mut Form, what: &str, line: &Goods) -> Option<i32> {
    let name = format!("{what}-{}", line.id);
    if matches!(form.raw(&name).trim(), "" | "0") { None } else { form.number(&name, 1, 9_999) }
}

fn swap(form: &mut Form, line: &Goods) -> Option<Less> {
    let qty = count(form, "swap", line)?;
    let pack = PackId(form.id(&format!("with-{}", line.id))?);
    Some(Less::Swap { pack, qty })
}

fn reason(form: &mut Form) -> Option<String> {
    let words = form.optional_line("words", 200)?;
    let Some(reason) = Reason::chosen(form.raw("reason")) else {
        form.refuse("reason", "sell-reason-choose");
        return None;
    };
    if reason == Reason::Other && words.is_empty() {
        form.refuse("words", "sell-reason-words");
        return None;
    }
    Some(reason.stored(&words))
}
