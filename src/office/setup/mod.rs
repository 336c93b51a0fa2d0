//! What the office sets up: the rules of the market, its categories, units, communes, what delivery costs, and what
//! people are told. Every change is written down with what was there before, and holds at once everywhere.

pub mod categories;
mod category_form;
pub mod communes;
pub mod delivery;
pub mod hours;
pub mod index;
mod kinds;
pub mod messages;
pub mod points;
pub mod provinces;
pub mod rules;
mod try_delivery;
pub mod units;
