//! The trade office's desk: what happens at the market today, every order and household to read, what people
//! look for, what was sold, the papers of households, what it puts forward, what it writes to them, the vouchers it gives,
//! the jobs that were given up, and the inbox of all that waits.

pub mod broadcasts;
pub mod certificates;
pub mod complaints;
pub mod flags;
pub mod households;
pub mod http;
pub mod inbox;
pub mod listings;
pub mod lists;
pub mod log;
pub mod lots;
pub mod machine;
pub mod money;
pub mod moved;
mod order_money;
mod orders;
pub mod own;
pub mod pages;
pub mod people;
pub mod photos;
pub mod phrases;
pub mod posters;
mod producers;
pub mod reports;
pub mod reviews;
mod searches;
pub mod setup;
pub mod spotlights;
pub mod staff;
pub mod takedowns;
pub mod transfers;
pub mod vouchers;
