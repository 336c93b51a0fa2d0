//! What was sold, by day and product: what the office's reports add up in place of the orders. Counted from the orders and
//! nothing else; a day is counted anew whenever one of its orders moves, and each night all of them are laid beside the
//! orders.

pub mod check;
pub mod count;
pub mod jobs;
mod lock;
pub mod period;
pub mod sold;
pub mod words;
