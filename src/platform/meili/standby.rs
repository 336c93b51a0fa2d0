//! The search engine as the shop holds it: asked while it is fit, left alone while it is not, taken back by itself.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Meili;
use crate::platform::breaker::Breaker;

/// How long a finding about its fitness holds before somebody looks again.
const HOLDS: Duration = Duration::from_secs(2);
/// How long it is trusted while nobody has found out anything else. Longer ago the engine may have lost everything since.
pub const TRUSTED: Duration = Duration::from_secs(5);
/// A look that was never finished holds up the next one so long.
const LOOK: Duration = Duration::from_secs(10);

/// One per process, shared by all requests.
pub struct Standby {
    pub meili: Meili,
    /// What the names of our indexes begin with: one server may serve several shops.
    pub prefix: String,
    pub breaker: Breaker,
    seen: Mutex<Seen>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    fit: bool,
    found_at: Option<Instant>,
    /// When whoever found it began to look.
    looked: Option<Instant>,
    looking_since: Option<Instant>,
}

impl Standby {
    #[must_use]
    pub fn new(meili: Meili, prefix: &str) -> Self {
        Standby { meili, prefix: prefix.to_owned(), breaker: Breaker::default(), seen: Mutex::default() }
    }

    /// Whether it was fit when last looked at, which was not too long ago.
    #[must_use]
    pub fn fit(&self, now: Instant) -> bool {
        self.seen().fit && self.known(now)
    }

    /// Whether anything is known about it: it was looked at not too long ago.
    #[must_use]
    pub fn known(&self, now: Instant) -> bool {
        self.seen().found_at.is_some_and(|at| now.saturating_duration_since(at) < TRUSTED)
    }

    /// Whether the caller should look now, the finding being old. Who gets a yes tells what was found to
    /// [`Standby::found`].
    #[must_use]
    pub fn look_due(&self, now: Instant) -> bool {
        let mut seen = self.seen();
        let since = |at: Option<Instant>| at.map(|at| now.saturating_duration_since(at));
        let old = since(seen.found_at).is_none_or(|age| age >= HOLDS);
        let due = old && since(seen.looking_since).is_none_or(|age| age >= LOOK);
        if due {
            seen.looking_since = Some(now);
        }
        due
    }

    /// What a look, or a failing question, has found. An engine found fit again is asked at once, however long it was to be
    /// left alone. Who began to look before the one whose finding stands knows less, and counts for nothing. Returns whether it
    /// is news.
    pub fn found(&self, fit: bool, looked: Instant, now: Instant) -> bool {
        let mut seen = self.seen();
        if seen.looked.is_some_and(|at| at > looked) {
            seen.looking_since = None;
            return false;
        }
        if fit && !seen.fit {
            self.breaker.succeeded();
        }
        let news = fit != seen.fit;
        *seen = Seen { fit, found_at: Some(now), looked: Some(looked), looking_since: None };
        news
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_looked_at_now_and_then_by_one_at_a_time_and_trusted_in_between() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let standby = Standby::new(Meili::new("http://127.0.0.1:1", None).unwrap(), "market");
        let begun = Instant::now();
        let after = |seconds: u64| begun + Duration::from_secs(seconds);
        assert!(!standby.fit(begun) && !standby.known(begun));
        assert!(standby.look_due(begun) && !standby.look_due(after(1)));
        assert!(standby.look_due(after(10)), "the first look was given up");
        assert!(standby.found(true, after(10), after(10)));
        assert!(standby.fit(after(11)) && !standby.look_due(after(11)));
        assert!(standby.look_due(after(12)));
        assert!(standby.fit(after(14)) && !standby.fit(after(15)), "an old finding is none");
        for _ in 0..3 {
            standby.breaker.failed(after(12));
        }
        assert!(!standby.breaker.allows(after(12)));
        let no = |looked| standby.found(false, after(looked), after(12));
        assert!(no(12) && !no(12));
        assert!(!standby.found(true, after(11), after(13)), "who began to look before knows less");
        assert!(!standby.fit(after(12)) && standby.known(after(12)));
        let late = Standby::new(Meili::new("http://127.0.0.1:1", None).unwrap(), "market");
        assert!(late.found(true, begun, after(2)));
        assert!(
            late.found(false, after(1), after(3)),
            "who began to look later knows more, though the other was not ready then"
        );
        assert!(standby.found(true, after(13), after(13)));
        assert!(standby.breaker.allows(after(13)), "found fit again, it is asked again");
    }
}
