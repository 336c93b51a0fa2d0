//! `/office/vouchers`: what vouchers there are and what they cost, a form for a new one, a button that stops one.

mod form;
pub mod http;
mod pages;
mod told;
