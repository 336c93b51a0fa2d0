//! The words of the trade: money, quantities, names, places, time. No I/O, no web, no queries.

pub mod awake;
pub mod clock;
pub mod count;
pub mod email;
pub mod events;
pub mod ids;
pub mod lang;
pub mod money;
pub mod number;
pub mod paging;
pub mod phone;
pub mod point;
pub mod quantity;
pub mod season;
pub mod settlement;
pub mod sms;
pub mod spoken;
pub mod text;
pub mod veil;
pub mod weight;
