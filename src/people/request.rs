//! A request of a person about their data: what it asks, its states and legal moves, and the clock of the law. Pure; SQL
//! holds the same table of moves.
//!
//! The clock: whoever asks is answered within two working days, and what they ask is done within a number of days that the
//! law sets for each kind and that may be made longer once (Law 91/2025/QH15; Decree 356/2025/NĐ-CP, in force since
//! 01/01/2026). Withdrawing a consent is named with 15 days where nobody else holds the data. For the other kinds the
//! shortest term that we have read named is kept, so that a slower clerk is late here before the law says so.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, Utc, Weekday};

use crate::kernel::clock::{from_vietnam, in_vietnam};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To see and have all of it.
    See,
    Correct,
    Erase,
    /// To take back a consent.
    Withdraw,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::See, Kind::Correct, Kind::Erase, Kind::Withdraw];

    /// The word in the table, in forms and in Fluent keys (`people-kind-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::See => "see",
            Kind::Correct => "correct",
            Kind::Erase => "erase",
            Kind::Withdraw => "withdraw",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Days until it has to be done.
    #[must_use]
    pub const fn days(self) -> u64 {
        match self {
            Kind::See | Kind::Correct => 10,
            Kind::Erase | Kind::Withdraw => 15,
        }
    }
}

/// How it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// At the account's own page, with the password.
    Account,
    /// At the page of an order, by whoever has opened it.
    Order,
    Phone,
    Letter,
    Mail,
    Visit,
}

impl How {
    /// What a clerk may write down.
    pub const BY_CLERK: [How; 4] = [How::Phone, How::Letter, How::Mail, How::Visit];
    const ALL: [How; 6] = [How::Account, How::Order, How::Phone, How::Letter, How::Mail, How::Visit];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            How::Account => "account",
            How::Order => "order",
            How::Phone => "phone",
            How::Letter => "letter",
            How::Mail => "mail",
            How::Visit => "visit",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.as_str() == word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Received,
    /// The person was told that it came, and by when it is done.
    Answered,
    Done,
    /// With a reason that the person was told.
    Refused,
    /// By the person.
    TakenBack,
}

impl State {
    pub const ALL: [State; 5] = [State::Received, State::Answered, State::Done, State::Refused, State::TakenBack];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Received => "received",
            State::Answered => "answered",
            State::Done => "done",
            State::Refused => "refused",
            State::TakenBack => "taken_back",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    #[must_use]
    pub const fn moves(self) -> &'static [State] {
        match self {
            State::Received => &[State::Answered, State::Done, State::Refused, State::TakenBack],
            State::Answered => &[State::Done, State::Refused, State::TakenBack],
            State::Done | State::Refused | State::TakenBack => &[],
        }
    }

    #[must_use]
    pub const fn open(self) -> bool {
        matches!(self, State::Received | State::Answered)
    }
}

/// Working days in which the person hears that the request came.
const ANSWER_DAYS: u32 = 2;

/// The end of a day in Vietnam.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    from_vietnam(next.and_time(NaiveTime::MIN)).unwrap_or_default()
}

/// By when the person has to be answered: the end of the second working day after it came. Holidays count as working days,
/// so that nobody is late who goes by this.
#[must_use]
pub fn answer_by(received: DateTime<Utc>) -> DateTime<Utc> {
    let mut day = in_vietnam(received).date_naive();
    let mut left = ANSWER_DAYS;
    while left > 0 {
        let Some(next) = day.succ_opt() else { break };
        day = next;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    end_of(day)
}

/// By when it has to be done.
#[must_use]
pub fn due_at(kind: Kind, received: DateTime<Utc>) -> DateTime<Utc> {
    let day = in_vietnam(received).date_naive();
    end_of(day.checked_add_days(Days::new(kind.days())).unwrap_or(day))
}

/// The one extension: as long again, from the day that it was due.
#[must_use]
pub fn extended(kind: Kind, due: DateTime<Utc>) -> DateTime<Utc> {
    due.checked_add_days(Days::new(kind.days())).unwrap_or(due)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, day, hour, 0, 0).unwrap()
    }

    #[test]
    fn two_working_days_leave_out_the_weekend() {
        // Monday the 23rd, noon in Vietnam: until Wednesday is over there, 17:00 in UTC.
        assert_eq!(answer_by(at(23, 5)), at(25, 17));
        // Friday evening in UTC is Saturday in Vietnam: Monday and Tuesday.
        assert_eq!(answer_by(at(20, 18)), at(24, 17));
        assert_eq!(answer_by(at(19, 5)), at(23, 17), "Thursday: Friday and Monday");
    }

    #[test]
    fn each_kind_has_its_days_and_one_extension() {
        assert_eq!(due_at(Kind::Erase, at(5, 5)), at(20, 17));
        assert_eq!(due_at(Kind::See, at(5, 5)), at(15, 17));
        assert_eq!(extended(Kind::See, at(15, 17)), at(25, 17));
    }

    #[test]
    fn what_is_closed_stays_closed() {
        for state in State::ALL {
            assert_eq!(state.open(), !state.moves().is_empty(), "{state:?}");
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
    }
}
