//! What speaks for an act of the office where nobody has to type why: the act is routine, and what it was done by is there to be
//! read. The log keeps the word and tells the sentence.

/// The word in the log and the tail of a Fluent key (`log-evidence-…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Read, counted or made out of what is kept; nothing was decided.
    Reading,
    /// It failed before, and the same is tried again.
    TriedAgain,
    /// A listing in which a clerk found nothing to be changed.
    LookedThrough,
    /// A listing of a household that the office trusts, in which the market found nothing.
    Trusted,
    /// All that the checklist asks of a household is there.
    Checklist,
    /// The identity was shown.
    Identity,
    /// The paper itself.
    Paper,
    /// A file that was uploaded.
    File,
    /// The transfer names the order and is the sum that it still asks.
    Fits,
    /// Kept for this very buyer.
    OwnCredit,
    /// Stripe told of a payout of this sum.
    CardPayout,
    /// Somebody saw the money in the account.
    SeenAtBank,
    /// The lines of the bank's statement.
    Statement,
    /// The day of payment by the rules.
    Due,
    /// The bank's reference of what was sent.
    BankReference,
    /// What proves that the buyer has it.
    Proof,
    /// Cash that was handed over.
    HandedOver,
    /// The person asked for it, and the request is kept.
    OwnRequest,
    /// Somebody asked the office, which has to find who that is to answer.
    ToAnswer,
    /// The words themselves, which stand where they were said.
    Said,
    /// The household said it at the office.
    ToldAtDesk,
    /// Nobody has the household's account yet.
    Unowned,
    /// In the household's place, for the reason told when it began.
    OnBehalf,
}

impl Evidence {
    pub const ALL: [Evidence; 23] = [
        Evidence::Reading,
        Evidence::TriedAgain,
        Evidence::LookedThrough,
        Evidence::Trusted,
        Evidence::Checklist,
        Evidence::Identity,
        Evidence::Paper,
        Evidence::File,
        Evidence::Fits,
        Evidence::OwnCredit,
        Evidence::CardPayout,
        Evidence::SeenAtBank,
        Evidence::Statement,
        Evidence::Due,
        Evidence::BankReference,
        Evidence::Proof,
        Evidence::HandedOver,
        Evidence::OwnRequest,
        Evidence::ToAnswer,
        Evidence::Said,
        Evidence::ToldAtDesk,
        Evidence::Unowned,
        Evidence::OnBehalf,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Evidence::Reading => "reading",
            Evidence::TriedAgain => "tried-again",
            Evidence::LookedThrough => "looked-through",
            Evidence::Trusted => "trusted",
            Evidence::Checklist => "checklist",
            Evidence::Identity => "identity",
            Evidence::Paper => "paper",
            Evidence::File => "file",
            Evidence::Fits => "fits",
            Evidence::OwnCredit => "own-credit",
            Evidence::CardPayout => "card-payout",
            Evidence::SeenAtBank => "seen-at-bank",
            Evidence::Statement => "statement",
            Evidence::Due => "due",
            Evidence::BankReference => "bank-reference",
            Evidence::Proof => "proof",
            Evidence::HandedOver => "handed-over",
            Evidence::OwnRequest => "own-request",
            Evidence::ToAnswer => "to-answer",
            Evidence::Said => "said",
            Evidence::ToldAtDesk => "told-at-desk",
            Evidence::Unowned => "unowned",
            Evidence::OnBehalf => "on-behalf",
        }
    }
}
