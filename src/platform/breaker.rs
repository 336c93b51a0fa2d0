//! Spares a helper that is down, and those who wait for it.
//!
//! After some failures in a row nobody asks any more, for a while that grows; then one asks, and what becomes of that
//! one decides for all.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Failures in a row that open the breaker.
const FAILURES: u32 = 3;
/// How long it stays open the first time; doubled each time the one who asks then fails too.
const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(60);
/// A probe that never told its end (its request was given up) holds up the others so long.
const PROBE: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// All may ask. The number of failures in a row.
    Closed(u32),
    /// Nobody may ask until then; it was opened for so long.
    Open(Instant, Duration),
    /// One is asking; another may when that one is not heard of until then.
    Probing(Instant, Duration),
}

impl State {
    fn ask(self, now: Instant) -> (State, bool) {
        match self {
            State::Closed(_) => (self, true),
            State::Open(until, pause) | State::Probing(until, pause) if now >= until => {
                (State::Probing(now + PROBE, pause), true)
            }
            State::Open(..) | State::Probing(..) => (self, false),
        }
    }

    fn failed(self, now: Instant) -> State {
        match self {
            State::Closed(failures) if failures + 1 < FAILURES => State::Closed(failures + 1),
            State::Closed(_) => State::Open(now + FIRST, FIRST),
            State::Probing(_, pause) => {
                let pause = LONGEST.min(pause * 2);
                State::Open(now + pause, pause)
            }
            // A straggler from before.
            State::Open(..) => self,
        }
    }
}

/// Shared by all who ask; they tell it how each question ended.
#[derive(Debug)]
pub struct Breaker(Mutex<State>);

impl Default for Breaker {
    fn default() -> Self {
        Breaker(Mutex::new(State::Closed(0)))
    }
}

impl Breaker {
    /// Whether to ask now. Who gets a yes must call [`Breaker::succeeded`] or [`Breaker::failed`] afterwards.
    #[must_use]
    pub fn allows(&self, now: Instant) -> bool {
        let mut state = self.state();
        let (next, allowed) = state.ask(now);
        *state = next;
        allowed
    }

    /// What [`Breaker::allows`] would say; asks nothing and changes nothing.
    #[must_use]
    pub fn may_allow(&self, now: Instant) -> bool {
        self.state().ask(now).1
    }

    pub fn succeeded(&self) {
        *self.state() = State::Closed(0);
    }

    pub fn failed(&self, now: Instant) {
        let mut state = self.state();
        *state = state.failed(now);
    }

    /// The same for a failure that kept somebody waiting long: one is enough.
    pub fn failed_slowly(&self, now: Instant) {
        let mut state = self.state();
        *state = match *state {
            State::Closed(_) => State::Open(now + FIRST, FIRST),
            other => other.failed(now),
        };
    }

    /// For a gauge; asks nothing and changes nothing.
    #[must_use]
    pub fn closed(&self) -> bool {
        matches!(*self.state(), State::Closed(_))
    }

    /// Whoever panicked while holding it had left a whole state behind.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn opened(now: Instant) -> Breaker {
        let breaker = Breaker::default();
        for _ in 0..FAILURES {
            assert!(breaker.allows(now));
            breaker.failed(now);
        }
        breaker
    }

    #[test]
    fn failures_apart_change_nothing_and_three_in_a_row_open() {
        let now = Instant::now();
        let breaker = Breaker::default();
        for _ in 0..10 {
            breaker.failed(now);
            breaker.failed(now);
            breaker.succeeded();
        }
        assert!(breaker.allows(now) && breaker.closed());
        let breaker = opened(now);
        assert!(!breaker.closed());
        assert!(!breaker.allows(now) && !breaker.allows(now + SECOND * 5 - Duration::from_millis(1)));
    }

    #[test]
    fn one_long_wait_opens_too() {
        let now = Instant::now();
        let breaker = Breaker::default();
        assert!(breaker.allows(now));
        breaker.failed_slowly(now);
        assert!(!breaker.allows(now + SECOND * 4) && breaker.allows(now + SECOND * 5));
        breaker.failed_slowly(now + SECOND * 5);
        assert!(!breaker.allows(now + SECOND * 14) && breaker.allows(now + SECOND * 15));
    }

    #[test]
    fn one_probe_decides() {
        let now = Instant::now();
        let breaker = opened(now);
        let later = now + SECOND * 5;
        assert!(!breaker.may_allow(now) && breaker.may_allow(later) && breaker.may_allow(later));
        assert!(breaker.allows(later));
        assert!(!breaker.allows(later), "a second one while the first asks");
        breaker.succeeded();
        assert!(breaker.allows(later) && breaker.allows(later));
    }

    #[test]
    fn the_pause_doubles_to_a_minute_and_begins_anew_after_a_success() {
        let mut now = Instant::now();
        let breaker = opened(now);
        for seconds in [5, 10, 20, 40, 60, 60] {
            assert!(!breaker.allows(now + SECOND * seconds - Duration::from_millis(1)));
            now += SECOND * seconds;
            assert!(breaker.allows(now));
            breaker.failed(now);
        }
        now += SECOND * 60;
        assert!(breaker.allows(now));
        breaker.succeeded();
        for _ in 0..FAILURES {
            breaker.failed(now);
        }
        assert!(!breaker.allows(now + SECOND * 4) && breaker.allows(now + SECOND * 5));
    }

    #[test]
    fn stragglers_do_not_lengthen_a_pause_and_a_lost_probe_does_not_close_for_ever() {
        let now = Instant::now();
        let breaker = opened(now);
        breaker.failed(now + SECOND * 4);
        assert!(breaker.allows(now + SECOND * 5));
        assert!(!breaker.allows(now + SECOND * 9));
        assert!(breaker.allows(now + SECOND * 10));
    }
}
