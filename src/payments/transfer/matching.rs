//! Which payment of an order money is for, pure.

use crate::kernel::ids::PaymentId;
use crate::kernel::money::Money;
use crate::payments::payment::PaymentState;

/// A payment by transfer to the owner of the account that the money came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub id: PaymentId,
    pub state: PaymentState,
    pub amount: Money,
    pub received: Money,
}

impl Candidate {
    fn left(&self) -> Money {
        self.amount - self.received
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// To the đồng; `late` when its time is over.
    Pays {
        payment: PaymentId,
        late: bool,
    },
    Short(PaymentId),
    /// So much is too much.
    Over(PaymentId, Money),
    Twice,
    /// The order asks for no transfer to this account.
    NotAsked,
}

/// What is asked comes before what was paid, and that before what was given up.
#[must_use]
pub fn choose(candidates: &[Candidate], amount: Money) -> Match {
    let of = |wanted: fn(&Candidate) -> bool| candidates.iter().rfind(|c| wanted(c));
    if of(|c| c.state == PaymentState::Due).is_none() && of(|c| c.state.settled()).is_some() {
        return Match::Twice;
    }
    let asked = of(|c| c.state == PaymentState::Due).or_else(|| of(|c| c.state == PaymentState::Void));
    let Some(asked) = asked else { return Match::NotAsked };
    match amount.cmp(&asked.left()) {
        std::cmp::Ordering::Equal => Match::Pays { payment: asked.id, late: asked.state == PaymentState::Void },
        std::cmp::Ordering::Less => Match::Short(asked.id),
        std::cmp::Ordering::Greater => Match::Over(asked.id, amount - asked.left()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: i64, state: PaymentState, received: i64) -> Candidate {
        Candidate { id: PaymentId(id), state, amount: Money::dong(100), received: Money::dong(received) }
    }

    #[test]
    fn money_is_for_what_is_asked_of_it() {
        use PaymentState::{Due, Paid, Void};
        let pays = |id, late| Match::Pays { payment: PaymentId(id), late };
        let choose = |candidates: &[Candidate], amount| choose(candidates, Money::dong(amount));
        assert_eq!(choose(&[candidate(1, Void, 0), candidate(2, Due, 0)], 100), pays(2, false));
        assert_eq!(choose(&[candidate(1, Void, 0)], 100), pays(1, true));
        assert_eq!(choose(&[candidate(1, Void, 0), candidate(2, Void, 0)], 100), pays(2, true));
        assert_eq!(choose(&[candidate(1, Due, 40)], 60), pays(1, false));
        assert_eq!(choose(&[candidate(1, Due, 40)], 59), Match::Short(PaymentId(1)));
        assert_eq!(choose(&[candidate(1, Due, 40)], 100), Match::Over(PaymentId(1), Money::dong(40)));
        assert_eq!(choose(&[candidate(1, Void, 0), candidate(2, Paid, 100)], 100), Match::Twice);
        assert_eq!(choose(&[], 100), Match::NotAsked);
    }
}
