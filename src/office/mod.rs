//! The trade office's desk: what happens at the market today, every order and household to read, what people
//! look for, what was sold, the vouchers it gives, the jobs that were given up, and the inbox of all that waits.

pub mod flags;
pub mod households;
pub mod http;
pub mod inbox;
pub mod listings;
pub mod log;
pub mod lots;
pub mod money;
mod orders;
pub mod pages;
pub mod photos;
mod producers;
pub mod reports;
mod searches;
pub mod staff;
pub mod transfers;
pub mod vouchers;
