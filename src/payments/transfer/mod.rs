//! Transfers to a bank account, told by a VietQR. The bank tells us what came, by notice, by statement or by a clerk's word:
//! [`note`] takes it, [`resolve`] is what a clerk does with what pays no order to the đồng.

pub mod card_payouts;
pub mod credits;
mod diary;
pub mod foresee;
mod give_back;
pub mod http;
mod insert;
pub mod kinds;
mod matching;
mod method;
pub mod note;
pub(super) mod parts;
mod repeated;
pub mod resolve;
pub mod said;
mod same;
pub mod second_look;
mod split;
pub mod statements;
mod tellings;
pub mod told;
pub mod webhook;
pub mod word;

pub use method::Transfer;
