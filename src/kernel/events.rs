//! All that a slice says about what comes after it: recorded in the transaction of the change, acted on after its commit.

use serde::{Deserialize, Serialize};

use super::ids::{
    AccountId, ComplaintId, CorrectionId, HarvestDelayId, LotId, OrderId, ParcelId, PaymentId, ProductId, RefundId,
    ReviewId, RevisionId, TransferId,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Event {
    /// A one-time code is wanted; the message itself is written with the code, as the code is not kept.
    AccountRegistered {
        account: AccountId,
    },
    /// An account proved that it reads this phone.
    PhoneVerified {
        account: AccountId,
    },
    OrderPlaced {
        order: OrderId,
    },
    /// The money of an order, or of one parcel of it, has come.
    PaymentReceived {
        payment: PaymentId,
    },
    /// The money did not come in time, and the goods were given free.
    PaymentExpired {
        payment: PaymentId,
    },
    /// Money is to go back to a buyer.
    RefundMade {
        refund: RefundId,
    },
    /// It has.
    RefundDone {
        refund: RefundId,
    },
    /// Money that came is kept for its buyer's next order.
    CreditKept {
        transfer: TransferId,
    },
    /// A parcel went from one state to another.
    ParcelMoved {
        parcel: ParcelId,
        to: String,
    },
    /// The office approved, returned or refused what a household wrote.
    RevisionDecided {
        revision: RevisionId,
    },
    /// A lot is not to be eaten or used; whoever has some must be told.
    LotRecalled {
        lot: LotId,
    },
    /// Less comes of a parcel than was ordered, or something else.
    ParcelCorrected {
        correction: CorrectionId,
    },
    /// Somebody said something about a complaint, the first time or later.
    ComplaintSaid {
        complaint: ComplaintId,
        message: i64,
    },
    /// A complaint was decided, or taken back.
    ComplaintEnded {
        complaint: ComplaintId,
    },
    /// A buyer said how the goods of a parcel are; the first of these reviews.
    ReviewsWritten {
        parcel: ParcelId,
        review: ReviewId,
    },
    /// A harvest was put off: every buyer who waits for it is to be told.
    HarvestDelayed {
        delay: HarvestDelayId,
    },
    /// What the shelf shows of these products may have changed: stock, price, name, state.
    ProductsChanged {
        products: Vec<ProductId>,
    },
}

impl Event {
    /// The name in the `events.kind` column.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Event::AccountRegistered { .. } => "account_registered",
            Event::PhoneVerified { .. } => "phone_verified",
            Event::OrderPlaced { .. } => "order_placed",
            Event::PaymentReceived { .. } => "payment_received",
            Event::PaymentExpired { .. } => "payment_expired",
            Event::RefundMade { .. } => "refund_made",
            Event::RefundDone { .. } => "refund_done",
            Event::CreditKept { .. } => "credit_kept",
            Event::ParcelMoved { .. } => "parcel_moved",
            Event::RevisionDecided { .. } => "revision_decided",
            Event::LotRecalled { .. } => "lot_recalled",
            Event::ParcelCorrected { .. } => "parcel_corrected",
            Event::ComplaintSaid { .. } => "complaint_said",
            Event::ComplaintEnded { .. } => "complaint_ended",
            Event::ReviewsWritten { .. } => "reviews_written",
            Event::HarvestDelayed { .. } => "harvest_delayed",
            Event::ProductsChanged { .. } => "products_changed",
        }
    }
}
