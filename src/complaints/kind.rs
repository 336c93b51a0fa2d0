//! What can be wrong with a parcel: until when it may be said, whether a picture is needed, and in how many hours it is answered and
//! settled. The office sets them; everybody can read them.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::clock;
use crate::orders::parcel::ParcelState;
use crate::platform::db::Conn;
use crate::schema::complaint_kinds;

/// So long after its delivery a parcel may be said never to have come.
const NEVER_CAME_HOURS: i64 = 720;

#[derive(Clone, Debug, Serialize, Queryable, Selectable)]
#[diesel(table_name = complaint_kinds)]
pub struct Kind {
    /// Tail of Fluent keys (`complaint-kind-…`, with `-` for `_`).
    pub word: String,
    /// How long after it was delivered; `None`: before that too.
    pub window_hours: Option<i32>,
    pub photo: bool,
    pub answer_hours: i32,
    pub settle_hours: i32,
    /// The window for a parcel with something in it that keeps; `None`: the same as for all.
    pub keeps_hours: Option<i32>,
}

/// What the office sets of a kind, as [`Kind`] has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsChangeset)]
#[diesel(table_name = complaint_kinds)]
#[diesel(treat_none_as_null = true)]
pub struct Terms {
    pub window_hours: Option<i32>,
    pub keeps_hours: Option<i32>,
    pub photo: bool,
    pub answer_hours: i32,
    pub settle_hours: i32,
}

/// What of a parcel decides what may be said of it.
#[derive(Clone, Copy, Debug)]
pub struct Stands {
    pub state: ParcelState,
    pub delivered_at: Option<DateTime<Utc>>,
    /// The last day on which it was expected.
    pub expected_to: NaiveDate,
    /// By Postgres' clock.
    pub now: DateTime<Utc>,
    /// Something in it is no fresh food: it keeps for more than a month, or is a craft.
    pub keeps: bool,
}

impl Kind {
    /// Whether it may be said of a parcel that stands so. A household may forget to note that a parcel has arrived, so anything may
    /// be said of one that has left.
    #[must_use]
    pub fn fits(&self, parcel: Stands) -> bool {
        match parcel.state {
            ParcelState::HandedOver => true,
            ParcelState::Delivered => {
                let hours = self.keeps_hours.filter(|_| parcel.keeps).or(self.window_hours);
                let hours = hours.map_or(NEVER_CAME_HOURS, i64::from);
                parcel.delivered_at.is_some_and(|at| parcel.now <= at + Duration::hours(hours))
            }
            ParcelState::Placed | ParcelState::Confirmed | ParcelState::Packed => {
                self.window_hours.is_none() && clock::in_vietnam(parcel.now).date_naive() > parcel.expected_to
            }
            ParcelState::AwaitingPayment
            | ParcelState::Refused
            | ParcelState::Cancelled
            | ParcelState::Expired
            | ParcelState::Unfulfillable => false,
        }
    }

    /// Tail of its Fluent keys.
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.word)
    }
}

/// A kind's word as Fluent keys have it.
#[must_use]
pub fn key(word: &str) -> String {
    word.replace('_', "-")
}

/// All kinds, the commonest first.
pub async fn list(conn: &mut Conn) -> Result<Vec<Kind>> {
    Ok(complaint_kinds::table.select(Kind::as_select()).order(complaint_kinds::position).load(conn).await?)
}

/// Sets a kind's terms, if they are what they `were`; how many were changed. What is open keeps the times it was promised.
pub async fn set(conn: &mut Conn, word: &str, were: &Terms, terms: &Terms) -> Result<usize> {
    let changed = diesel::update(complaint_kinds::table.find(word))
        .filter(complaint_kinds::window_hours.is_not_distinct_from(were.window_hours))
        .filter(complaint_kinds::keeps_hours.is_not_distinct_from(were.keeps_hours))
        .filter(complaint_kinds::photo.eq(were.photo))
        .filter(
            complaint_kinds::answer_hours
                .eq(were.answer_hours)
                .and(complaint_kinds::settle_hours.eq(were.settle_hours)),
        )
        .set(terms)
        .execute(conn)
        .await?;
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(window_hours: Option<i32>) -> Kind {
        let keeps_hours = window_hours.map(|_| 168);
        Kind { word: "spoiled".to_owned(), window_hours, photo: true, answer_hours: 24, settle_hours: 48, keeps_hours }
    }

    fn stands(state: ParcelState, hours_ago: Option<i64>) -> Stands {
        let now = "2026-11-23T05:00:00Z".parse::<DateTime<Utc>>().unwrap();
        let expected_to = "2026-11-22".parse().unwrap();
        Stands { state, delivered_at: hours_ago.map(|h| now - Duration::hours(h)), expected_to, now, keeps: false }
    }

    #[test]
    fn what_was_delivered_is_complained_of_within_the_kinds_hours() {
        let day = kind(Some(24));
        assert!(day.fits(stands(ParcelState::Delivered, Some(24))));
        assert!(!day.fits(stands(ParcelState::Delivered, Some(25))));
        assert!(day.fits(stands(ParcelState::HandedOver, None)));
        assert!(!day.fits(stands(ParcelState::Packed, None)));
        // A jar that keeps is opened later.
        let keeps = |hours: i64| Stands { keeps: true, ..stands(ParcelState::Delivered, Some(hours)) };
        assert!(day.fits(keeps(168)) && !day.fits(keeps(169)));
        let same = Kind { keeps_hours: None, ..day };
        assert!(!same.fits(keeps(25)));
    }

    #[test]
    fn what_did_not_come_is_missed_from_the_day_after_it_was_expected() {
        let missing = kind(None);
        assert!(missing.fits(stands(ParcelState::Packed, None)));
        let expected_to = "2026-11-23".parse().unwrap();
        assert!(!missing.fits(Stands { expected_to, ..stands(ParcelState::Packed, None) }));
        assert!(missing.fits(stands(ParcelState::Delivered, Some(100))));
        assert!(!missing.fits(stands(ParcelState::Delivered, Some(721))));
        for state in [ParcelState::AwaitingPayment, ParcelState::Cancelled, ParcelState::Refused] {
            assert!(!missing.fits(stands(state, None)));
        }
    }
}
