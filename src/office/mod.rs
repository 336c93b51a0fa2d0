//! The trade office's desk: what happens at the market today, every order and household to read, what people
//! look for, what was sold, the vouchers it gives, and the jobs that were given up.

pub mod households;
pub mod http;
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
pub mod setup;
pub mod staff;
pub mod transfers;
pub mod vouchers;
