//! One person's data: who they are to the market, what it holds about them, what they asked for and by when it is due, the
//! file of all of it, and how the person goes while orders and books stay (Law 91/2025/QH15, Decree 356/2025/NĐ-CP).

pub mod account_http;
mod blockers;
pub mod check;
pub mod correct;
pub mod erase;
pub mod export;
mod file;
mod gather;
pub mod letters;
pub mod lock;
pub mod order_http;
mod pages;
pub mod person;
mod photos;
pub mod register;
pub mod request;
mod steps;

pub use blockers::{Blocker, of as blockers_of};
