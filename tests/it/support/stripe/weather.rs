//! What can go wrong between the shop and Stripe.

use std::collections::VecDeque;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Carried out; the connection breaks in the middle of the answer.
    Cut,
    /// Carried out; the answer never comes.
    Lost,
    /// Never arrives, and the connection says nothing.
    Hang,
    /// 500 by something in front of Stripe: not carried out.
    Fail,
    /// 502 with a page of HTML by something in front of Stripe, which carried it out.
    FailActed,
    /// Carried out, then 500, which is what the key answers from now on.
    FailKept,
    /// 429: not carried out.
    Busy,
    /// At work so long; the same key meanwhile: 409.
    Slow(Duration),
    /// Carried out, and the shop is told of it before the answer goes out.
    Early,
    /// Nothing, in the middle of an ordered row.
    Fine,
}

impl Trouble {
    pub const ALL: [Trouble; 8] = [
        Trouble::Cut,
        Trouble::Lost,
        Trouble::Hang,
        Trouble::Fail,
        Trouble::FailActed,
        Trouble::Busy,
        Trouble::Slow(Duration::from_millis(200)),
        Trouble::Early,
    ];
}

/// Fine, unless ordered otherwise.
pub struct Weather {
    ordered: VecDeque<Trouble>,
    rng: StdRng,
    /// Of a request without an ordered trouble to have one of `troubles`.
    pub chance: f64,
    pub troubles: Vec<Trouble>,
    /// How long a silent connection stays open.
    pub silence: Duration,
    /// Of an event to be told twice.
    pub doubled: f64,
    /// Events wait up to so long, each its own time, so that they overtake one another.
    pub delay: Duration,
    /// Events wait until this is false again.
    pub held: bool,
    /// Events that are due at once are told in any order.
    pub shuffled: bool,
}

impl Default for Weather {
    fn default() -> Self {
        Weather {
            ordered: VecDeque::new(),
            rng: StdRng::seed_from_u64(0),
            chance: 0.0,
            troubles: Trouble::ALL.to_vec(),
            silence: Duration::from_secs(30),
            doubled: 0.0,
            delay: Duration::ZERO,
            held: false,
            shuffled: false,
        }
    }
}

impl Weather {
    /// The trouble of the next request that has none yet.
    pub fn next(&mut self, trouble: Trouble) {
        self.ordered.push_back(trouble);
    }

    pub fn row(&mut self, troubles: &[Trouble]) {
        self.ordered.extend(troubles);
    }

    /// The same seed and the same requests: the same weather.
    pub fn seed(&mut self, seed: u64) {
        self.rng = StdRng::seed_from_u64(seed);
    }

    /// All that can happen at random, at this chance for each request and each event.
    pub fn storm(&mut self, seed: u64, chance: f64) {
        self.seed(seed);
        self.chance = chance;
        self.doubled = chance;
        self.delay = Duration::from_millis(100);
        self.shuffled = true;
    }

    pub fn clear(&mut self) {
        *self = Weather::default();
    }

    pub fn take(&mut self) -> Option<Trouble> {
        if let Some(ordered) = self.ordered.pop_front() {
            return Some(ordered).filter(|t| *t != Trouble::Fine);
        }
        if self.troubles.is_empty() || !self.rng.random_bool(self.chance) {
            return None;
        }
        let which = self.rng.random_range(0..self.troubles.len());
        Some(self.troubles[which])
    }

    pub fn doubles(&mut self) -> bool {
        self.rng.random_bool(self.doubled)
    }

    pub fn waits(&mut self) -> Duration {
        self.delay.mul_f64(self.rng.random_range(0.0..=1.0))
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.rng.random_range(0..n)
    }
}
