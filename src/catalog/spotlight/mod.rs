//! What the office puts forward: dated spotlights in their slots, and collections with a page of their own. It begins and ends
//! by Postgres' clock; what is hidden, suspended, away or sold out is in no slot, whatever the office has planned.

pub mod area;
pub mod collection;
pub mod count;
pub mod grid;
pub mod list;
pub mod report;
pub mod running;
pub mod sales;
pub mod slot;
pub mod write;
