//! Money: paying, giving back, booking, and what happens when everything happens at once.

mod expiry;
mod methods;
mod postings;
mod refunds;
pub mod support;
mod tables;
