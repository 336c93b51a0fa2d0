//! Vouchers: what they take off is seen before it is paid, counted once, borne by who said so, and given back once.

mod checkout;
mod falling_through;
mod free;
mod money;
mod office;
mod races;
mod random;
pub mod support;
