//! What follows from each event: one match, event to jobs.

use crate::catalog::jobs::RefreshShelf;
use crate::catalog::revision::messages::TellRevisionDecided;
use crate::complaints::tell::{TellComplaintEnded, TellComplaintSaid};
use crate::figures::jobs::{CountSales, Moved};
use crate::kernel::events::Event;
use crate::orders::adopt::AdoptOrders;
use crate::orders::delays::PutOffParcels;
use crate::orders::messages::{TellHousehold, TellOrderPlaced, TellParcelMoved};
use crate::orders::parcel::ParcelState;
use crate::payments::messages::{SendRefund, TellCredit, TellExpired, TellPaid, TellRefund};
use crate::payments::tell_corrected::TellCorrected;
use crate::platform::jobs::NewJob;
use crate::reviews::tell::TellReviewsWritten;
use crate::sell::trace::tell::TellRecalled;

pub fn react(event: &Event) -> anyhow::Result<Vec<NewJob>> {
    let mut jobs = of(event)?;
    if let Some(of) = Moved::by(event) {
        jobs.push(NewJob::of(&CountSales { of })?);
    }
    Ok(jobs)
}

fn of(event: &Event) -> anyhow::Result<Vec<NewJob>> {
    Ok(match event {
        Event::ProductsChanged { products } => vec![NewJob::of(&RefreshShelf { products: products.clone() })?],
        Event::AccountRegistered { .. } => vec![],
        Event::PhoneVerified { account } => {
            vec![NewJob::of(&AdoptOrders { account: *account })?.once(account.to_string())]
        }
        Event::OrderPlaced { order } => vec![NewJob::of(&TellOrderPlaced { order: *order })?.once(order.to_string())],
        Event::PaymentReceived { payment } => {
            vec![NewJob::of(&TellPaid { payment: *payment })?.once(payment.to_string())]
        }
        Event::PaymentExpired { payment } => {
            vec![NewJob::of(&TellExpired { payment: *payment })?.once(payment.to_string())]
        }
        Event::RefundMade { refund } => vec![
            NewJob::of(&SendRefund { refund: *refund })?.once(refund.to_string()),
            NewJob::of(&TellRefund { refund: *refund, done: false })?.once(format!("{refund}:made")),
        ],
        Event::RefundDone { refund } => {
            vec![NewJob::of(&TellRefund { refund: *refund, done: true })?.once(format!("{refund}:done"))]
        }
        Event::CreditKept { transfer } => {
            vec![NewJob::of(&TellCredit { transfer: *transfer })?.once(transfer.to_string())]
        }
        Event::LotRecalled { lot } => {
            vec![NewJob::of(&TellRecalled { lot: *lot, after: 0 })?.once(format!("{lot}:0"))]
        }
        Event::ComplaintSaid { complaint, message } => {
            let tell = TellComplaintSaid { complaint: *complaint, message: *message };
            vec![NewJob::of(&tell)?.once(message.to_string())]
        }
        Event::ComplaintEnded { complaint } => {
            vec![NewJob::of(&TellComplaintEnded { complaint: *complaint })?.once(complaint.to_string())]
        }
        Event::ReviewsWritten { parcel, review } => {
            let tell = TellReviewsWritten { parcel: *parcel, review: *review };
            vec![NewJob::of(&tell)?.once(review.to_string())]
        }
        Event::HarvestDelayed { delay } => {
            vec![NewJob::of(&PutOffParcels { delay: *delay })?.once(delay.to_string())]
        }
        Event::ParcelMoved { parcel, to } if TellParcelMoved::worth(to) => {
            vec![NewJob::of(&TellParcelMoved { parcel: *parcel, to: to.clone() })?.once(format!("{parcel}:{to}"))]
        }
        Event::ParcelMoved { parcel, to } if to == ParcelState::Placed.as_str() => {
            vec![NewJob::of(&TellHousehold { parcel: *parcel })?.once(parcel.to_string())]
        }
        Event::ParcelMoved { .. } => vec![],
        Event::RevisionDecided { revision } => {
            vec![NewJob::of(&TellRevisionDecided { revision: *revision })?.once(revision.to_string())]
        }
        Event::ParcelCorrected { correction } => {
            vec![NewJob::of(&TellCorrected { correction: *correction })?.once(correction.to_string())]
        }
    })
}
