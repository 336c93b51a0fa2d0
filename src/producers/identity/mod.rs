//! Who answers for a household, proved as Law 122/2025/QH15 on e-commerce asks before anybody sells: its states and legal
//! moves, pure; SQL holds the same table. Of the number only a keyed hash and the last three digits are kept.

pub mod decide;
pub mod expire;
pub mod number;
pub mod remind;
pub mod submit;
pub mod verifier;

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::ProducerId;
use crate::platform::db::Conn;
use crate::schema::identities;

/// So many days before its last one it may be sent anew, and goes on while that waits.
pub const RENEW_DAYS: i32 = 30;
/// What was sent anew in time and still waits when its last day has passed lets its household sell for so many days more: the
/// law gives the office 48 hours, and its slowness shall close nobody's stall. SQL in `expire` says the same.
pub const WAITS_DAYS: i32 = 14;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityState {
    /// Nothing was sent, or it was sent back.
    Unverified,
    /// Waits for the verifier.
    Pending,
    /// Good until a day.
    Verified,
    /// That day has passed.
    Expired,
    /// The office took it back.
    Revoked,
}

impl IdentityState {
    pub const ALL: [IdentityState; 5] = [
        IdentityState::Unverified,
        IdentityState::Pending,
        IdentityState::Verified,
        IdentityState::Expired,
        IdentityState::Revoked,
    ];

    /// The word in the database and in Fluent keys (`identity-state-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            IdentityState::Unverified => "unverified",
            IdentityState::Pending => "pending",
            IdentityState::Verified => "verified",
            IdentityState::Expired => "expired",
            IdentityState::Revoked => "revoked",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Where an identity may go from here.
    #[must_use]
    pub const fn moves(self) -> &'static [IdentityState] {
        use IdentityState::{Expired, Pending, Revoked, Unverified, Verified};
        match self {
            Unverified | Expired | Revoked => &[Pending],
            Pending => &[Verified, Unverified],
            // Sent anew in its last days only: see [`Identity::may_be_sent`].
            Verified => &[Pending, Expired, Revoked],
        }
    }

    #[must_use]
    pub fn may_go(self, to: IdentityState) -> bool {
        self.moves().contains(&to)
    }
}

/// A household's identity as it stands.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = identities)]
pub struct Identity {
    pub id: i64,
    pub state: String,
    /// The name on the card or on the registration.
    pub holder: String,
    pub number_kind: Option<String>,
    pub last3: Option<String>,
    pub verifier: String,
    pub submitted_at: Option<DateTime<Utc>>,
    pub verified_at: Option<DateTime<Utc>>,
    pub verified_until: Option<NaiveDate>,
    pub why: String,
}

impl Identity {
    pub fn state(&self) -> Result<IdentityState> {
        IdentityState::parse(&self.state)
            .ok_or_else(|| Error::Internal(anyhow::anyhow!("identity {} is {}", self.id, self.state)))
    }

    /// Through which day a household goes on selling while one that it sent in time waits at the office; `None` where nothing
    /// waits, or was sent too late.
    #[must_use]
    pub fn goes_on_until(&self) -> Option<NaiveDate> {
        let waits = self.state == IdentityState::Pending.as_str();
        let sent = self.submitted_at.map(|at| in_vietnam(at).date_naive()).filter(|_| waits)?;
        let until = self.verified_until.filter(|until| sent <= *until)?;
        until.checked_add_days(Days::new(u64::try_from(WAITS_DAYS).ok()?))
    }

    /// Whether a number may be sent now: for one that is verified only where it ends soon.
    pub fn may_be_sent(&self, today: NaiveDate) -> Result<bool> {
        let state = self.state()?;
        let left = self.verified_until.map(|until| until.signed_duration_since(today).num_days());
        let soon = left.is_none_or(|left| left <= i64::from(RENEW_DAYS));
        Ok(state.may_go(IdentityState::Pending) && (state != IdentityState::Verified || soon))
    }
}

/// The identity of a household; `None` until it sends one.
pub async fn find(conn: &mut Conn, producer: ProducerId) -> Result<Option<Identity>> {
    Ok(identities::table
        .select(Identity::as_select())
        .filter(identities::producer_id.eq(producer))
        .first(conn)
        .await
        .optional()?)
}

/// Other households that gave the same number: a clerk should know.
pub async fn namesakes(conn: &mut Conn, producer: ProducerId) -> Result<Vec<(String, String)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        slug: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT r.slug, r.name_vi AS name FROM identities i JOIN identities o ON o.number_hash = i.number_hash AND o.id <> i.id \
         JOIN producers r ON r.id = o.producer_id WHERE i.producer_id = $1 ORDER BY r.id LIMIT 20",
    )
    .bind::<diesel::sql_types::BigInt, _>(producer.0)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_goes_from_sent_to_proved_and_out_of_force() {
        use IdentityState::{Expired, Pending, Revoked, Unverified, Verified};
        for state in IdentityState::ALL {
            assert_eq!(IdentityState::parse(state.as_str()), Some(state));
            assert!(!state.may_go(state));
        }
        assert!(Unverified.may_go(Pending) && Pending.may_go(Verified) && Pending.may_go(Unverified));
        assert!(Verified.may_go(Expired) && Verified.may_go(Revoked) && Verified.may_go(Pending));
        assert!(!Unverified.may_go(Verified) && !Expired.may_go(Verified) && !Revoked.may_go(Verified));
    }

    #[test]
    fn only_what_was_sent_in_time_and_waits_goes_on() {
        let goes_on = |state: IdentityState, sent: &str| {
            let identity = Identity {
                id: 1,
                state: state.as_str().to_owned(),
                holder: String::new(),
                number_kind: None,
                last3: None,
                verifier: String::new(),
                submitted_at: Some(sent.parse().unwrap()),
                verified_at: None,
                verified_until: NaiveDate::from_ymd_opt(2026, 11, 23),
                why: String::new(),
            };
            identity.goes_on_until()
        };
        // The last minute of its last day in Vietnam, and the first after it.
        let (last, late) = ("2026-11-23T16:59:59Z", "2026-11-23T17:00:00Z");
        assert_eq!(goes_on(IdentityState::Pending, last), NaiveDate::from_ymd_opt(2026, 12, 7));
        assert_eq!(goes_on(IdentityState::Pending, late), None);
        assert_eq!(goes_on(IdentityState::Unverified, last), None);
        assert_eq!(goes_on(IdentityState::Verified, last), None);
    }
}
