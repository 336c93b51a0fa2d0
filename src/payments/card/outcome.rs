//! What became of something that Stripe told.

use std::fmt;

use crate::payments::receive::Why;

/// As the office reads it in `webhooks.outcome`: a word, and what it is about where that helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The order is paid now.
    Paid,
    /// It was known.
    Before,
    /// Money that pays nothing goes back to the buyer.
    GivenBack(Why),
    /// No money is there (yet).
    Unpaid,
    /// The payment was given up and its goods are free.
    Expired,
    RefundSent,
    RefundDone,
    RefundFailed,
    /// A refund made at Stripe by hand was booked.
    RefundRecorded,
    /// Money went back at Stripe, and no parcel of ours has so much to give back: a person must look.
    UnknownRefund(String),
    Disputed(String),
    DisputeWon(String),
    DisputeLost(String),
    /// It names something of ours and says something else of it than we know: never applied, a person must look.
    Mismatch(&'static str),
    /// About nothing of ours.
    NotOurs,
    /// About money that we have not heard of yet: looked at again later.
    NotYet,
    /// Of Stripe's other mode: tests where money is real, or the other way round.
    OtherMode,
    /// Of no use to us.
    Nothing,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Paid => f.write_str("paid"),
            Outcome::Before => f.write_str("before"),
            Outcome::GivenBack(why) => write!(f, "given_back {}", word(*why)),
            Outcome::Unpaid => f.write_str("unpaid"),
            Outcome::Expired => f.write_str("expired"),
            Outcome::RefundSent => f.write_str("refund_sent"),
            Outcome::RefundDone => f.write_str("refund_done"),
            Outcome::RefundFailed => f.write_str("refund_failed"),
            Outcome::RefundRecorded => f.write_str("refund_recorded"),
            Outcome::UnknownRefund(of) => write!(f, "unknown_refund {of}"),
            Outcome::Disputed(of) => write!(f, "disputed {of}"),
            Outcome::DisputeWon(of) => write!(f, "dispute_won {of}"),
            Outcome::DisputeLost(of) => write!(f, "dispute_lost {of}"),
            Outcome::Mismatch(what) => write!(f, "mismatch {what}"),
            Outcome::NotOurs => f.write_str("not_ours"),
            Outcome::NotYet => f.write_str("not_yet"),
            Outcome::OtherMode => f.write_str("other_mode"),
            Outcome::Nothing => f.write_str("nothing"),
        }
    }
}

/// Also the reason of the refund.
pub(super) const fn word(why: Why) -> &'static str {
    match why {
        Why::Twice => "twice",
        Why::Gone => "gone",
        Why::Cancelled => "cancelled",
        Why::Amount => "amount",
    }
}
