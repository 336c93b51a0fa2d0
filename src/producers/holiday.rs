//! A household's holiday: its goods stay visible, with the day it is back, and cannot be bought. It begins and ends by the
//! clock; nobody has to remember it.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;

use super::lock;
use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::platform::db::Conn;
use crate::schema::producers;

/// Longer is no holiday; the household takes its goods down.
const MOST_DAYS: u64 = 120;

/// First and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Holiday {
    /// What is wrong with it, seen on this day: the field and the Fluent key of a sentence.
    pub fn check(self, today: NaiveDate) -> Result<Self, (&'static str, &'static str)> {
        if self.to < self.from {
            return Err(("to", "holiday-backwards"));
        }
        if self.to < today {
            return Err(("to", "holiday-over"));
        }
        let most = self.from.checked_add_days(Days::new(MOST_DAYS));
        if most.is_none_or(|most| self.to >= most) {
            return Err(("to", "holiday-long"));
        }
        // Begun long ago and far ahead both mean a slip of the thumb.
        let far = today.checked_add_days(Days::new(400)).is_none_or(|far| self.from > far);
        if far || today.checked_sub_days(Days::new(MOST_DAYS)).is_none_or(|near| self.from < near) {
            return Err(("from", "holiday-far"));
        }
        Ok(self)
    }
}

/// The household's holiday, past ones too.
pub async fn find(conn: &mut Conn, producer: ProducerId) -> Result<Option<Holiday>> {
    let (from, to): (Option<NaiveDate>, Option<NaiveDate>) = producers::table
        .find(producer)
        .select((producers::away_from, producers::away_to))
        .first(conn)
        .await
        .optional()?
        .ok_or(Error::NotFound)?;
    Ok(from.zip(to).map(|(from, to)| Holiday { from, to }))
}

/// Sets the holiday or, with `None`, takes it away. Call it inside a transaction.
///
/// # Locks
/// The household.
pub async fn set(conn: &mut Conn, producer: ProducerId, holiday: Option<Holiday>, act: Act<'_>) -> Result<()> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let before = find(conn, producer).await?;
    if before == holiday {
        return Ok(());
    }
    diesel::update(producers::table.find(producer))
        .set((producers::away_from.eq(holiday.map(|h| h.from)), producers::away_to.eq(holiday.map(|h| h.to))))
        .execute(conn)
        .await?;
    let told =
        |holiday: Option<Holiday>| holiday.map_or(serde_json::Value::Null, |h| json!({ "from": h.from, "to": h.to }));
    acts::record(conn, &act.changed(told(before), told(holiday))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holiday_is_ahead_and_not_for_ever() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let check = |from: &str, to: &str| {
            Holiday { from: day(from), to: day(to) }.check(day("2026-11-23")).map(|_| ()).map_err(|(_, why)| why)
        };
        assert_eq!(check("2026-11-23", "2026-11-23"), Ok(()));
        assert_eq!(check("2026-11-01", "2026-12-05"), Ok(()));
        assert_eq!(check("2026-12-05", "2026-12-01"), Err("holiday-backwards"));
        assert_eq!(check("2026-11-01", "2026-11-22"), Err("holiday-over"));
        assert_eq!(check("2026-12-01", "2027-03-30"), Ok(()));
        assert_eq!(check("2026-12-01", "2027-03-31"), Err("holiday-long"));
        assert_eq!(check("2036-12-01", "2036-12-02"), Err("holiday-far"));
        assert_eq!(check("+262142-12-31", "+262142-12-31"), Err("holiday-long"));
    }
}
