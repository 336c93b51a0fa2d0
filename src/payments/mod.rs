//! Money from buyers. Cash on delivery is one payment per parcel: due until the household has the cash, void when the
//! parcel ends without delivery.

pub mod banks;
pub mod collect;
mod lock;
pub mod notices;
pub mod open;
pub mod order_code;
pub mod statement;
pub mod vietqr;
pub mod void;
