//! Vouchers: a code that takes something off the goods of an order, for the whole market or one household, within limits
//! that are counted where the order is written. The checkout asks what one takes off and counts its use; the office
//! makes, changes and stops them.

pub mod code;
pub mod edit;
pub mod find;
pub mod list;
pub mod make;
pub mod redeem;
pub mod stop;
pub mod voucher;
pub mod words;
