//! To whom a household gave a parcel, and where its buyer finds it: a carrier with a number to follow, a coach ("xe khách")
//! with its plate, its phone and the station it leaves from, a pick-up point, or the household's own round.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::words;
use crate::error::Result;
use crate::kernel::clock;
use crate::kernel::ids::{AccountId, ParcelId};
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};
use crate::schema::handovers;

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// A carrier by its name, and the number to follow the parcel by, if there is one.
    Carrier {
        name: String,
        tracking: String,
    },
    Coach(Coach),
    Pickup,
    Round,
}

/// A coach that takes parcels along, as its driver or its office can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coach {
    /// As [`plate`] writes it.
    pub plate: String,
    pub phone: Phone,
    pub station: String,
    pub leaves_at: DateTime<Utc>,
}

/// A Vietnamese number plate as it is painted: `88B-012.34`, an older one with four digits `29H-1234`. `None` when it is
/// none (Circular 79/2024/TT-BCA: two digits of the province, a series of one or two letters, perhaps with a digit, then
/// the number).
#[must_use]
pub fn plate(typed: &str) -> Option<String> {
    let bare: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    if typed.chars().any(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.' | ' ')) {
        return None;
    }
    let province = bare.get(..2).filter(|p| p.bytes().all(|b| b.is_ascii_digit()))?;
    let rest = bare.get(2..)?;
    let letters: String = rest.chars().take_while(char::is_ascii_uppercase).collect();
    let digits = rest.get(letters.len()..)?;
    if !(1..=2).contains(&letters.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (series, number) = match digits.len() {
        4 | 5 => ("", digits),
        6 => (digits.get(..1)?, digits.get(1..)?),
        _ => return None,
    };
    let number = match number.len() {
        5 => format!("{}.{}", number.get(..3)?, number.get(3..)?),
        _ => number.to_owned(),
    };
    Some(format!("{province}{letters}{series}-{number}"))
}

/// A hand-over as it was kept.
#[derive(Clone, Debug, Serialize, Queryable, Selectable)]
#[diesel(table_name = handovers)]
pub struct Handover {
    pub kind: String,
    pub carrier: String,
    pub tracking: String,
    pub plate: String,
    pub phone: Option<String>,
    pub station: String,
    pub leaves_at: Option<DateTime<Utc>>,
}

impl Handover {
    /// In words for the buyer: `Xe khách 88B-012.34, bến Vĩnh Yên, chạy lúc 14:00 thứ Bảy 28/11, gọi nhà xe 0912 345 678`.
    /// Empty when there is nothing more to say than the parcel's state does.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let key = match self.kind.as_str() {
            "coach" => "handover-coach-is",
            "carrier" if self.carrier.is_empty() => return String::new(),
            "carrier" if self.tracking.is_empty() => "handover-carrier-is",
            "carrier" => "handover-tracked-is",
            _ => return String::new(),
        };
        let leaves = self.leaves_at.map(clock::in_vietnam);
        let phone = self.phone.as_deref().map(|p| Phone::stored(p).to_string()).unwrap_or_default();
        let args = Args::from([
            ("carrier".into(), self.carrier.clone().into()),
            ("tracking".into(), self.tracking.clone().into()),
            ("plate".into(), self.plate.clone().into()),
            ("phone".into(), phone.into()),
            ("station".into(), self.station.clone().into()),
            ("time".into(), leaves.map(|at| at.format("%H:%M").to_string()).unwrap_or_default().into()),
            ("day".into(), leaves.map(|at| words::day(lang, at.date_naive())).unwrap_or_default().into()),
        ]);
        locales::text_with(lang, key, &args)
    }
}

/// The hand-overs of these parcels.
pub async fn of_parcels(conn: &mut Conn, parcels: &[ParcelId]) -> Result<Vec<(ParcelId, Handover)>> {
    Ok(handovers::table
        .select((handovers::parcel_id, Handover::as_select()))
        .filter(handovers::parcel_id.eq_any(parcels))
        .load(conn)
        .await?)
}

/// Keeps to whom a parcel was given; what was kept before is corrected. The caller holds the parcel.
pub async fn keep(conn: &mut Conn, parcel: ParcelId, to: &To, by: AccountId) -> Result<()> {
    let row = Row::of(to);
    diesel::insert_into(handovers::table)
        .values((handovers::parcel_id.eq(parcel), handovers::made_by.eq(by), &row))
        .on_conflict(handovers::parcel_id)
        .do_update()
        .set((handovers::made_by.eq(by), handovers::changed_at.eq(diesel::dsl::now), &row))
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps that a parcel went the way it was to go, where nothing better is known.
pub async fn keep_if_none(conn: &mut Conn, parcel: ParcelId, delivery_kind: &str, by: AccountId) -> Result<()> {
    let to = match delivery_kind {
        "pickup" => To::Pickup,
        "round" => To::Round,
        _ => To::Carrier { name: String::new(), tracking: String::new() },
    };
    diesel::insert_into(handovers::table)
        .values((handovers::parcel_id.eq(parcel), handovers::made_by.eq(by), &Row::of(&to)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = handovers)]
#[diesel(treat_none_as_null = true)]
struct Row {
    kind: &'static str,
    carrier: String,
    tracking: String,
    plate: String,
    phone: Option<String>,
    station: String,
    leaves_at: Option<DateTime<Utc>>,
}

impl Row {
    fn of(to: &To) -> Self {
        let bare = |kind| Row {
            kind,
            carrier: String::new(),
            tracking: String::new(),
            plate: String::new(),
            phone: None,
            station: String::new(),
            leaves_at: None,
        };
        match to {
            To::Carrier { name, tracking } => {
                Row { carrier: name.clone(), tracking: tracking.clone(), ..bare("carrier") }
            }
            To::Coach(coach) => Row {
                plate: coach.plate.clone(),
                phone: Some(coach.phone.as_str().to_owned()),
                station: coach.station.clone(),
                leaves_at: Some(coach.leaves_at),
                ..bare("coach")
            },
            To::Pickup => bare("pickup"),
            To::Round => bare("round"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_are_read_as_people_write_them() {
        for (typed, written) in [
            ("88B-012.34", "88B-012.34"),
            ("88b 01234", "88B-012.34"),
            ("29H1234", "29H-1234"),
            ("29LD-123.45", "29LD-123.45"),
            ("88B1-012.34", "88B1-012.34"),
        ] {
            assert_eq!(plate(typed).as_deref(), Some(written), "{typed}");
        }
        for typed in
            ["", "88", "B-012.34", "88-012.34", "88B-01", "88B-0123456", "88BCD-1234", "88B–012.34", "xe nhà Tâm"]
        {
            assert_eq!(plate(typed), None, "{typed}");
        }
    }
}
