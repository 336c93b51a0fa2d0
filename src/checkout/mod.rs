//! Buying: one page for who, where, how it comes and how it is paid, and the one transaction that makes an order of it.

pub mod cancel;
pub mod delay;
pub mod details;
pub mod draft;
pub mod http;
pub mod order_page;
mod pages;
mod pay_panel;
pub mod photos;
pub mod place_order;
pub mod refund_account;
pub mod seen;
pub mod switch;
pub mod voucher;
