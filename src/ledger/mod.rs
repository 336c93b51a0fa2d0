//! The market's books: double entry, only ever added to. A posting says what happened, its entries where the money went,
//! and they sum to zero, which SQL holds at commit. What has been booked under a key is never booked twice.

pub mod account;
pub mod balance;
pub mod manual;
pub mod posting;
