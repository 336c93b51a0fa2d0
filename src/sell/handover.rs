//! `POST /sell/parcels/{code}/handover`: to whom a box was given that travels by carrier or coach, and that it is on its way.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use diesel_async::AsyncConnection as _;

use super::behalf::Thing;
use super::move_on::{Move, MoveError, move_on};
use super::parcel_page::{Forms, refuse};
use super::parcels::Parcel;
use super::queries;
use crate::accounts::actors::Member;
use crate::error::{Error, Result};
use crate::kernel::clock;
use crate::kernel::text::tidy;
use crate::orders::handover::{self, Coach, Handover, To};
use crate::orders::parcel::ParcelState;
use crate::orders::{lock, messages};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::{Ground, Shop};

/// A coach that left longer ago was mistyped.
const PAST: TimeDelta = TimeDelta::days(2);
/// So is one that leaves later.
const AHEAD: TimeDelta = TimeDelta::days(14);

/// The form as it was posted, or with what is kept.
pub fn filled(posted: Form, kept: Option<&Handover>, today: NaiveDate) -> Form {
    if !posted.pairs().is_empty() {
        return posted;
    }
    let leaves = kept.and_then(|k| k.leaves_at).map(clock::in_vietnam);
    let day = leaves.map_or(today, |at| at.date_naive()).to_string();
    let time = leaves.map(|at| at.format("%H:%M").to_string()).unwrap_or_default();
    let text = |read: fn(&Handover) -> &str| kept.map(read).unwrap_or_default();
    let phone = kept.and_then(|k| k.phone.as_deref()).map(|p| crate::kernel::phone::Phone::stored(p).to_string());
    Form::blank(&[
        ("kind", if text(|k| &k.kind) == "coach" { "coach" } else { "carrier" }),
        ("carrier", text(|k| &k.carrier)),
        ("tracking", text(|k| &k.tracking)),
        ("plate", text(|k| &k.plate)),
        ("phone", phone.as_deref().unwrap_or_default()),
        ("station", text(|k| &k.station)),
        ("day", &day),
        ("time", &time),
    ])
}

/// `POST /sell/parcels/{code}/handover`
pub async fn submit(member: Member, shop: Shop, code: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, &member, &code, member.visitor.lang).await?;
    let to = read(&mut form, shop.clock.now());
    let Some(to) = to.filter(|_| form.ok()) else {
        let forms = Forms { handover: form, ..Forms::default() };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return refuse(conn, &member, &shop, &code, forms, status, "sell-handover-wrong").await;
    };
    let outcome = conn.transaction(async |conn| hand_over(conn, &shop, &member, &parcel, &to).await).await;
    let sentence = match outcome {
        Ok(moved) => {
            let done = if moved { "sell-done-handed-over" } else { "sell-handover-kept" };
            return Ok(member.visitor.go(&shop, &format!("/sell/parcels/{}", parcel.code), Some(done)));
        }
        Err(MoveError::NotFound) => return Err(Error::NotFound),
        Err(MoveError::Failed(error)) => return Err(error),
        Err(MoveError::Illegal) => "sell-move-illegal",
        Err(MoveError::Recalled) => "sell-move-recalled",
        Err(MoveError::TooSoon) => "sell-move-too-soon",
        Err(_) => "sell-moved-on",
    };
    let forms = Forms { handover: form, ..Forms::default() };
    refuse(conn, &member, &shop, &code, forms, StatusCode::CONFLICT, sentence).await
}

/// Keeps to whom a box was given, and moves it on when it had not left yet; whether it did.
///
/// # Locks
/// Order, parcel, packs, payment.
async fn hand_over(
    conn: &mut Conn,
    ground: &Ground,
    member: &Member,
    parcel: &Parcel,
    to: &To,
) -> Result<bool, MoveError> {
    if parcel.kind != "carrier" {
        return Err(MoveError::Illegal);
    }
    let locked = lock::parcel(conn, parcel.id, Some(parcel.producer)).await?.ok_or(MoveError::NotFound)?;
    let before = Thing::Parcel(parcel.id).before(conn, member).await?;
    match locked.state {
        ParcelState::Packed => {
            // First, so that the buyer's message says it.
            handover::keep(conn, parcel.id, to, member.account).await?;
            before.log(conn, member, "parcel.handover", &parcel.code).await?;
            let asked = Move::of(parcel, ParcelState::Packed, ParcelState::HandedOver);
            move_on(conn, &asked, member, ground.clock.today()).await?;
            Ok(true)
        }
        ParcelState::HandedOver => {
            handover::keep(conn, parcel.id, to, member.account).await?;
            messages::tell_handover(conn, ground, parcel.id).await.map_err(Error::from)?;
            before.log(conn, member, "parcel.handover", &parcel.code).await?;
            Ok(false)
        }
        state => Err(MoveError::MovedOn(state)),
    }
}

fn read(form: &mut Form, now: DateTime<Utc>) -> Option<To> {
    match form.raw("kind") {
        "carrier" => {
            let (name, tracking) = (form.line("carrier", 60), form.optional_line("tracking", 40));
            Some(To::Carrier { name: name?, tracking: tracking? })
        }
        "coach" => {
            let plate = handover::plate(form.raw("plate").trim());
            if plate.is_none() {
                form.refuse("plate", "sell-handover-plate");
            }
            let (phone, station, leaves_at) = (form.phone("phone"), form.line("station", 60), leaves(form, now));
            Some(To::Coach(Coach { plate: plate?, phone: phone?, station: station?, leaves_at: leaves_at? }))
        }
        _ => {
            form.refuse("kind", "field-choose");
            None
        }
    }
}

fn leaves(form: &mut Form, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = form.day("day");
    let time = time_of(form.raw("time"));
    if time.is_none() {
        form.refuse("time", "sell-handover-time");
    }
    let at = clock::from_vietnam(day?.and_time(time?))?;
    if at < now - PAST || at > now + AHEAD {
        form.refuse("day", "sell-handover-day");
        return None;
    }
    Some(at)
}

/// A time as people type it: `14:30`, `14.30`, `14h30`, `14h`, `14 giờ`.
fn time_of(typed: &str) -> Option<NaiveTime> {
    let typed = tidy(typed).to_lowercase().replace("giờ", ":").replace(['h', '.'], ":").replace(' ', "");
    let (hours, minutes) = typed.split_once(':')?;
    let minutes = if minutes.is_empty() { "0" } else { minutes };
    let number = |digits: &str| match digits.len() {
        1 | 2 if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
        _ => None,
    };
    NaiveTime::from_hms_opt(number(hours)?, number(minutes)?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_typed() {
        let time = |hours, minutes| NaiveTime::from_hms_opt(hours, minutes, 0);
        for (typed, read) in [
            ("14:30", time(14, 30)),
            (" 14.30 ", time(14, 30)),
            ("14h30", time(14, 30)),
            ("14H5", time(14, 5)),
            ("14h", time(14, 0)),
            ("6 giờ", time(6, 0)),
            ("6 giờ 15", time(6, 15)),
            ("00:00", time(0, 0)),
        ] {
            assert_eq!(time_of(typed), read, "{typed}");
        }
        for typed in ["", "h", "14", "25h", "14h60", "14:30:10", "1,5h", "-1h", "１４h", "trưa"] {
            assert_eq!(time_of(typed), None, "{typed}");
        }
    }
}
